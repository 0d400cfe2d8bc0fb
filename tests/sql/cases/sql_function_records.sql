-- A record as the row that a set-returning function gives.
create table weights (a int, b text);
insert into weights values (5, 'z'), (6, 'y');
create function as_records() returns setof weights language sql as $$ select row(a.a, a.b) from weights a $$;
select * from as_records() order by a;
select b from as_records() where a = 6;
