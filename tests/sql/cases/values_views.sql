-- VALUES as a view: printed as written only while its columns have the names of VALUES.
create view plain as values (1, 'a'), (2, 'b');
create view named (id, title) as values (1, 'a'), (2, 'b');
create view half (id) as values (1, 'a'), (2, 'b');
create view sorted (n) as values (2), (1) order by 1 limit 1;
create view under as select * from (values (1, 'a')) as v (id, title);
create view both_arms as values (1) union all values (2);
create view within as with w as (values (1, 2)) select * from w;
create view within_named as with w (a, b) as (values (1, 2)) select * from w;
create view nested as select * from (values (1)) as v where exists (values (2)) and column1 in (values (1), (2));
select c.relname, pg_get_viewdef(c.oid) from pg_class c where relkind = 'v' and relnamespace = 'public'::regnamespace order by 1;
alter view plain rename column column1 to first;
select pg_get_viewdef('plain');
select * from named;
create function pairs() returns table (a int, b text) language sql begin atomic values (1, 'x'); end;
select pg_get_functiondef('pairs'::regproc);
create materialized view kept (k) as values (1), (2);
select pg_get_viewdef('kept');
