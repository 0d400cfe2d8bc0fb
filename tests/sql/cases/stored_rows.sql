-- What a stored tree says of rows and of outer columns: policies with sub-queries, views over whole
-- rows, while their tables change.
create table shelves (id int primary key, room text);
create table loans (shelf int, reader int, open bool);
create function me() returns int language sql stable as 'select 1';
create policy lent on shelves for update
  using (exists (select 1 from loans where shelf = shelves.id and reader = me() and open is true));
create policy plain on shelves using (id in (select shelf from loans where reader = shelves.id and room ~ 'x'));
create policy itself on shelves
  using (exists (select 1 from shelves s join shelves using (id) where s.room = shelves.room))
  with check (shelves is not null and (select (shelves).id > 0 and shelves.tableoid > 0)
    and (select count(*) from loans where loans is not null and (shelves).room = 'q') > 1);
create policy deep on shelves using (exists (select from
  (select id as z, (select max(reader) from loans where shelf = shelves.id and shelf = i.id) from shelves i) as s
  where s.z = shelves.id));
select polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
  from pg_policy order by polname;
alter table shelves rename to racks;
alter table racks rename room to hall;
select policyname, qual, with_check from pg_policies order by policyname;
create rule keep as on update to racks
  where exists (select 1 from loans where reader = new.id and old.hall = 'q') do instead nothing;
select pg_get_ruledef(oid) from pg_rewrite where rulename = 'keep';
drop policy plain on racks;
drop policy itself on racks;
alter table racks alter column hall type varchar;
drop rule keep on racks;
alter table racks alter column hall type varchar;
drop table racks, loans;

create table pots (a int, b int, c int, d int);
insert into pots values (1, 2, 3, 4), (2, 3, 4, 5);
create view counted as select count(pots.*) from pots;
create view rows_of as select pots from pots;
create view inner_row as select (x.pots).d, x.pots from (select pots from pots) as x;
create view as_json as select row_to_json(pots) as j, pots is null as n from pots;
alter table pots drop column c;
select * from counted;
select * from rows_of;
select * from inner_row;
select * from as_json;
alter table pots add column e text default 'q';
alter table pots rename b to bb;
alter table pots alter column a type bigint;
select * from rows_of;
select * from inner_row;
select * from as_json;
select pg_get_viewdef('as_json');
insert into pots (a) values (9) returning pots, row_to_json(pots);
create table boxed (x int, pot pots);
insert into boxed values (1, row(1, 2, 4, 'z')::pots) returning *;
create view unboxed as select pot, (pot).a, row_to_json(pot) from boxed;
select * from unboxed;
alter table pots rename d to dd;
select pg_get_viewdef('inner_row');
alter table pots drop column dd;
drop view unboxed;
create function potted() returns setof pots language sql begin atomic select pots.* from pots; end;
alter table pots alter column a type int;
