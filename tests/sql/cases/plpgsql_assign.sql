-- Slices as targets, $n%TYPE, #variable_conflict, variables in CREATE TABLE AS.
CREATE FUNCTION slices() RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE a int[] := ARRAY[1, 2, 3, 4, 5];
BEGIN
  a[2:3] := ARRAY[20, 30];
  a[7:8] := ARRAY[70, 80, 90];
  a[0:1] := ARRAY[0, 10];
  a[:0] := ARRAY[-1];
  RETURN a;
END $$;
SELECT slices();
DO $$ DECLARE a int[]; BEGIN a[2:3] := ARRAY[1, 2]; RAISE NOTICE '%', a; END $$;
DO $$ DECLARE a int[]; BEGIN a[2:] := ARRAY[1, 2]; RAISE NOTICE '%', a; END $$;
DO $$ DECLARE a int[] := '{1,2,3}'; BEGIN a[1:3] := ARRAY[1, 2]; END $$;
DO $$ DECLARE a int[] := '{1,2,3}'; BEGIN a[1:2] := NULL; RAISE NOTICE '%', a; END $$;
DO $$ DECLARE a text[] := '{a,b,c}'; BEGIN a[2:3] := '{x,y}'; RAISE NOTICE '%', a; END $$;
CREATE FUNCTION reduce_dim(anyarray) RETURNS SETOF anyarray LANGUAGE plpgsql AS $$
DECLARE s $1%TYPE;
BEGIN
  FOREACH s SLICE 1 IN ARRAY $1 LOOP RETURN NEXT s; END LOOP;
END $$;
SELECT reduce_dim(ARRAY[[1, 2], [3, 4]]);
SELECT reduce_dim(ARRAY[['a', 'b']]);
CREATE TABLE h (id int, v text);
INSERT INTO h VALUES (1, 'a'), (2, 'b');
CREATE FUNCTION ambiguous(id int) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN RETURN (SELECT count(*) FROM h WHERE h.id = id); END $$;
SELECT ambiguous(2);
CREATE FUNCTION variable_wins(id int) RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_variable
BEGIN RETURN (SELECT count(*) FROM h WHERE h.id = id); END $$;
SELECT variable_wins(2), variable_wins(3);
CREATE FUNCTION column_wins(id int) RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN RETURN (SELECT count(*) FROM h WHERE h.id = id); END $$;
SELECT column_wins(2), column_wins(3);
CREATE FUNCTION make_copy(wanted int, ids int[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  DROP TABLE IF EXISTS picked;
  CREATE TEMP TABLE picked ON COMMIT DROP AS SELECT *, wanted AS w FROM h WHERE id = ANY (ids);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n + (SELECT sum(w) FROM picked);
END $$;
SELECT make_copy(10, ARRAY[1, 2]);
SELECT make_copy(10, ARRAY[1]);
CREATE FUNCTION make_view(wanted int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN CREATE VIEW some AS SELECT * FROM h WHERE id = wanted; END $$;
SELECT make_view(1);
CREATE FUNCTION make_matview(wanted int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN CREATE MATERIALIZED VIEW some AS SELECT * FROM h WHERE id = wanted; END $$;
SELECT make_matview(1);
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION one_pair(text) RETURNS pair LANGUAGE sql IMMUTABLE AS $$
  SELECT (length($1), upper($1))::pair WHERE $1 <> '' $$;
SELECT one_pair('x'), (one_pair('yy')).a, one_pair('');
CREATE FUNCTION pairs() RETURNS SETOF pair LANGUAGE sql AS $$ SELECT (id, v)::pair FROM h ORDER BY id $$;
SELECT * FROM pairs();
SELECT pairs();
CREATE FUNCTION canonical(text) RETURNS text LANGUAGE sql AS $$ SELECT replace(lower($1), '-', '_') $$;
CREATE UNIQUE INDEX ON h (canonical(v));
INSERT INTO h VALUES (3, 'A');
CREATE FUNCTION noisy(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 || random()::text $$;
CREATE INDEX ON h (noisy(v));
CREATE INDEX ON h (id) WHERE noisy(v) = 'x';
