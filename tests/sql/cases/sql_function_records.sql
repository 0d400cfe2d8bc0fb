-- A record as the row that a set-returning function gives.
create table weights (a int, b text);
insert into weights values (5, 'z'), (6, 'y');
create function as_records() returns setof weights language sql as $$ select row(a.a, a.b) from weights a $$;
select * from as_records() order by a;
select b from as_records() where a = 6;
-- As the one row that a function gives.
create function one_record() returns weights language sql as $$ select row(5, 'z') $$;
select one_record(), (one_record()).b;
select * from one_record();
create function no_values() returns weights language sql as $$ select row(null, null)::record $$;
select no_values() is null, no_values();
create function no_record() returns weights language sql as $$ select row(1, 'a') where false $$;
select no_record() is null;
select * from no_record();
create function other_types() returns weights language sql as $$ select row(7::bigint, 'q'::varchar) $$;
select other_types();
create function too_few() returns weights language sql as $$ select row(1) $$;
create function too_many() returns setof weights language sql as $$ select row(1, 'a', 3) $$;
create function wrong_types() returns weights language sql as $$ select row(now(), 'a') $$;
