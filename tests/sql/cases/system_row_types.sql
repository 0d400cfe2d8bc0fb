-- Rows of the system's relations as types, the domains of information_schema, privileges of what is
-- built in, access control lists as values.
create function class_name(c pg_class) returns name language sql as 'select c.relname';
create table held (x text);
select class_name(c) from pg_class c where relname = 'held';
create function all_roles() returns setof pg_roles language sql as 'select * from pg_roles';
select rolname from all_roles() where rolname = 'pg_monitor';
do $$
declare
  r pg_class%rowtype;
  n pg_catalog.pg_namespace;
begin
  select * into r from pg_class where relname = 'held';
  select * into n from pg_namespace where nspname = 'public';
  raise notice '% in %', r.relname, n.nspname;
end $$;
create table holder (c pg_namespace, many pg_class[]);
insert into holder (c) select n from pg_namespace n where nspname = 'public';
select (c).nspname from holder;
create view spaces as select n from pg_namespace n where nspname = 'public';
select pg_get_viewdef('spaces');
select (n).nspname from spaces;
select pg_typeof(n), row_to_json(n) ->> 'nspname' from pg_namespace n where nspname = 'public';
select pg_typeof(array_agg(n)) from pg_namespace n;
select typname, typtype, typrelid::regclass, typelem::regtype from pg_type
  where typname in ('pg_class', 'pg_roles', '_pg_class', '_pg_roles') order by 1;
select 'pg_roles'::regtype, 'information_schema.tables'::regtype, 'pg_class[]'::regtype;
create table broken (c pg_nothing);

create view listed as select table_schema, table_name, is_insertable_into from information_schema.tables
  where table_name = 'held';
select * from listed;
select pg_get_viewdef('listed');
create table copied as select table_name, ordinal_position, column_default, is_nullable
  from information_schema.columns where table_name = 'held';
select attname, format_type(atttypid, atttypmod) from pg_attribute
  where attrelid = 'copied'::regclass and attnum > 0 order by attnum;
update copied set is_nullable = 'MAYBE';
update copied set is_nullable = 'perhaps';
update copied set ordinal_position = -1;
create function tables_of(information_schema.sql_identifier)
  returns table (name information_schema.sql_identifier) language sql
  as 'select table_name from information_schema.tables where table_schema = $1';
select * from tables_of('public') order by 1;
select 'YES'::information_schema.yes_or_no, 5::information_schema.cardinal_number,
  '2020-01-01 01:02:03.4567'::information_schema.time_stamp;
select (-5)::information_schema.cardinal_number;
select typname, typbasetype::regtype, typtypmod, typcollation::regcollation from pg_type
  where typnamespace = 'information_schema'::regnamespace and typtype = 'd' order by 1;

create role of_case_reader;
grant execute on function lower(text) to of_case_reader;
grant select on pg_catalog.pg_class to of_case_reader;
select count(*) from pg_class where relname = 'pg_class';
select relacl from pg_class where relname = 'pg_class';
select proacl from pg_proc where proname = 'lower' and proargtypes[0] = 'text'::regtype;
revoke all on function lower(text) from public;
select proacl from pg_proc where proname = 'lower' and proargtypes[0] = 'text'::regtype;
grant execute on function lower(text, text) to of_case_reader;
grant select on function lower(text) to of_case_reader;
comment on function lower(text) is 'to small letters';
select obj_description('lower(text)'::regprocedure);
drop function lower(text);
create trigger t before insert on pg_class execute function suppress_redundant_updates_trigger();
drop role of_case_reader;
drop owned by of_case_reader;
drop role of_case_reader;

create extension pgcrypto;
create table ids (one uuid default gen_random_uuid(), two uuid default public.gen_random_uuid());
select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = 'ids'::regclass order by adnum;
create role of_case_reader;
grant execute on function gen_random_uuid() to of_case_reader;
grant execute on function public.gen_random_uuid(), digest(text, text) to of_case_reader;
comment on function digest(text, text) is 'of a text';
drop owned by of_case_reader;
drop role of_case_reader;

select acldefault('r', 10), acldefault('f', 10), acldefault('n', 10::oid), acldefault('c', 10);
select acldefault('d', 10), acldefault('T', 10), acldefault('s', 10), acldefault('p', 10);
select acldefault('z', 10);
select * from aclexplode(acldefault('s', 10));
select (aclexplode('{=r/postgres,postgres=r*w/postgres}'::aclitem[])).*;
select relname, coalesce(relacl, acldefault('r', relowner)) from pg_class where relname = 'held';
select makeaclitem(10, 10, 'select', true), makeaclitem(0, 10, 'USAGE', false);
select makeaclitem(10, 10, 'FLY', true);
select '{postgres=arw/postgres}'::aclitem[] @> 'postgres=r/postgres'::aclitem,
  '{postgres=arw/postgres}'::aclitem[] @> 'postgres=d/postgres'::aclitem;

create type pair as (a text, b int);
alter type pair alter attribute a type uuid;
alter type pair alter attribute a type boolean cascade, alter attribute b type date;
create table wide (x text, y int);
create index wide_i on wide (x, lower(x), (x || 'q')) include (y);
alter index wide_i alter column 2 set statistics 100;
alter index wide_i alter column 1 set statistics 100;
alter index wide_i alter column 4 set statistics 100;
alter index wide_i alter column 7 set statistics 100;
alter index wide_i alter column lower set statistics 200;
alter table wide_i alter column 3 set statistics 300;
alter table wide alter column 1 set statistics 3;
select attnum, attname, attstattarget from pg_attribute where attrelid = 'wide_i'::regclass order by 1;
