-- Who has which role, and what it takes to ask.
create role crew_all;
create role crew_half in role crew_all;
create role crew_member noinherit in role crew_half;
create role crew_heir in role crew_half;
create role crew_admin admin crew_heir;
select pg_has_role('crew_all', 'USAGE'), pg_has_role(current_user, 'crew_all', 'MEMBER');
select pg_has_role('crew_member', 'crew_all', 'MEMBER'), pg_has_role('crew_member', 'crew_all', 'USAGE');
select pg_has_role('crew_heir', 'crew_all', 'member'), pg_has_role('crew_heir', 'crew_all', 'usage');
select pg_has_role('crew_all', 'crew_heir', 'MEMBER'), pg_has_role('crew_all', 'crew_all', 'USAGE');
select pg_has_role('crew_heir', 'crew_admin', 'MEMBER WITH ADMIN OPTION'),
  pg_has_role('crew_heir', 'crew_half', 'MEMBER WITH ADMIN OPTION'),
  pg_has_role('crew_heir', 'crew_half', 'MEMBER WITH ADMIN OPTION, USAGE');
select pg_has_role(r.oid, 'crew_half', 'MEMBER') from pg_roles r where rolname like 'crew%' order by rolname;
select rolname from pg_roles where pg_has_role('crew_heir', oid, 'MEMBER') and rolname like 'crew%' order by 1;
select pg_has_role('nobody_here', 'crew_all', 'USAGE');
select pg_has_role('crew_all', 'nobody_here', 'USAGE');
select pg_has_role('crew_all', 'SELECT');
select pg_has_role(null, 'USAGE');
do $$ begin if not pg_has_role(current_user, 'crew_all', 'member') then raise exception 'no'; end if; end $$;
drop role crew_all, crew_half, crew_member, crew_heir, crew_admin;
