-- GIN over plain scalars: found, kept and checked as the rows change.
create extension btree_gin;
create table boats (id int, name text, tags text[]);
insert into boats select g, 'b' || g % 7, array['t' || g % 3] from generate_series(1, 40) g;
create index on boats using gin (id);
create index on boats using gin (name, id);
create index on boats using gin (name, tags);
insert into boats values (100, null, '{x}'), (null, 'z', null);
update boats set id = id + 1000 where id < 5;
delete from boats where id = 7;
select id, name from boats where id in (1003, 8) order by id;
select count(*) from boats where name = 'b3';
select id from boats where tags @> '{x}' and name is null;
