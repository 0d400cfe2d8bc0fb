-- Branches, loops, labels, returns.
CREATE TABLE n (i int, t text);
INSERT INTO n VALUES (1, 'one'), (2, 'two'), (3, 'three');

CREATE FUNCTION kind(x int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  CASE x WHEN 1, 2 THEN RETURN 'few'; WHEN 3 THEN RETURN 'three'; ELSE RETURN 'many'; END CASE;
END $$;
SELECT kind(1), kind(2), kind(3), kind(4), kind(NULL);
CREATE FUNCTION sized(x int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  CASE WHEN x < 10 THEN RETURN 'small'; WHEN x < 100 THEN RETURN 'big'; END CASE;
END $$;
SELECT sized(5), sized(50);
SELECT sized(500);
SELECT sized(NULL);
DO $$ BEGIN CASE 3 WHEN 1 THEN NULL; END CASE; EXCEPTION WHEN case_not_found THEN RAISE NOTICE '% %', SQLSTATE, SQLERRM; END $$;

DO $$
BEGIN
  IF 1 > 2 THEN RAISE NOTICE 'no'; ELSIF NULL THEN RAISE NOTICE 'null'; ELSEIF 2 > 1 THEN RAISE NOTICE 'yes'; ELSE RAISE NOTICE 'else'; END IF;
  FOR i IN 1..3 LOOP RAISE NOTICE 'up %', i; END LOOP;
  FOR i IN REVERSE 3..1 LOOP RAISE NOTICE 'down %', i; END LOOP;
  FOR i IN 1..10 BY 4 LOOP RAISE NOTICE 'by %', i; END LOOP;
  FOR i IN REVERSE 10..1 BY 4 LOOP RAISE NOTICE 'back %', i; END LOOP;
  FOR i IN 3..1 LOOP RAISE NOTICE 'never'; END LOOP;
  RAISE NOTICE 'found %', FOUND;
END $$;
DO $$
DECLARE i int := 0; r record; a int; b text;
BEGIN
  <<outer>>
  LOOP
    i := i + 1;
    CONTINUE WHEN i = 2;
    FOR j IN 1..3 LOOP
      CONTINUE outer WHEN j = 2 AND i = 3;
      EXIT outer WHEN i = 4;
      RAISE NOTICE '% %', i, j;
    END LOOP;
  END LOOP outer;
  WHILE i > 0 LOOP i := i - 2; EXIT WHEN i < -5; END LOOP;
  RAISE NOTICE 'i %', i;
  FOR r IN SELECT * FROM n ORDER BY i LOOP RAISE NOTICE '% %', r.i, r.t; END LOOP;
  RAISE NOTICE 'after: %', r;
  FOR a, b IN SELECT * FROM n ORDER BY n.i DESC LOOP RAISE NOTICE '%:%', a, b; END LOOP;
  FOR r IN EXECUTE 'SELECT * FROM n WHERE i > $1 ORDER BY i' USING 1 LOOP RAISE NOTICE '%', r; END LOOP;
  FOR r IN UPDATE n SET t = upper(t) RETURNING * LOOP RAISE NOTICE 'upd %', r.t; END LOOP;
  FOR r IN SELECT 1 WHERE false LOOP NULL; END LOOP;
  RAISE NOTICE '% %', FOUND, r;
  <<blk>>
  BEGIN
    EXIT blk WHEN true;
    RAISE NOTICE 'not here';
  END;
  RAISE NOTICE 'there';
END $$;
DO $$
DECLARE x int; s int[]; t text[] := '{{a,b},{c,d}}'; y text;
BEGIN
  FOREACH x IN ARRAY ARRAY[1,2,3] LOOP RAISE NOTICE '%', x; END LOOP;
  FOREACH s SLICE 1 IN ARRAY ARRAY[[1,2],[3,4]] LOOP RAISE NOTICE '%', s; END LOOP;
  FOREACH y IN ARRAY t LOOP RAISE NOTICE '%', y; END LOOP;
  FOREACH t SLICE 2 IN ARRAY t LOOP RAISE NOTICE '%', t; END LOOP;
  FOREACH x IN ARRAY '{}'::int[] LOOP RAISE NOTICE 'none'; END LOOP;
  RAISE NOTICE '%', FOUND;
END $$;
DO $$ BEGIN FOREACH x IN ARRAY ARRAY[1] LOOP END LOOP; END $$;
DO $$ DECLARE x int; BEGIN FOREACH x IN ARRAY NULL::int[] LOOP END LOOP; END $$;
DO $$ DECLARE x int; BEGIN FOREACH x IN ARRAY 5 LOOP END LOOP; END $$;
DO $$ DECLARE x int; BEGIN FOREACH x SLICE 1 IN ARRAY ARRAY[1,2] LOOP END LOOP; END $$;
DO $$ DECLARE x int[]; BEGIN FOREACH x SLICE 2 IN ARRAY ARRAY[1,2] LOOP END LOOP; END $$;
DO $$ DECLARE x int[]; BEGIN FOREACH x IN ARRAY ARRAY[1,2] LOOP END LOOP; END $$;

-- Sets.
CREATE FUNCTION evens(top int) RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..top LOOP IF i % 2 = 0 THEN RETURN NEXT i; END IF; END LOOP;
  RETURN QUERY SELECT 100 UNION ALL SELECT 102 ORDER BY 1;
  IF FOUND THEN RETURN QUERY EXECUTE 'SELECT $1 * 2' USING top; END IF;
  RETURN;
END $$;
SELECT * FROM evens(5);
CREATE FUNCTION tab(a int) RETURNS TABLE (x int, y text) LANGUAGE plpgsql AS $$
BEGIN
  x := a; y := 'given'; RETURN NEXT;
  x := a + 1; RETURN NEXT;
  RETURN QUERY SELECT i, t FROM n ORDER BY i;
END $$;
SELECT * FROM tab(10);
SELECT tab(1);
CREATE FUNCTION recs() RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  FOR r IN SELECT i, t FROM n ORDER BY i LOOP RETURN NEXT r; END LOOP;
  RETURN QUERY VALUES (9, 'nine'::text);
END $$;
SELECT * FROM recs() AS f(a int, b text);
SELECT * FROM recs() AS f(a int, b int);
SELECT * FROM recs() AS f(a int);
SELECT * FROM recs();
CREATE FUNCTION rows() RETURNS SETOF n LANGUAGE plpgsql AS $$
DECLARE r n; BEGIN FOR r IN SELECT * FROM n ORDER BY i DESC LOOP RETURN NEXT r; END LOOP; RETURN NEXT ROW(0, 'zero')::n; END $$;
SELECT * FROM rows();
CREATE FUNCTION one() RETURNS n LANGUAGE plpgsql AS $$ DECLARE r n; BEGIN SELECT * INTO r FROM n WHERE i = 2; RETURN r; END $$;
SELECT * FROM one();
SELECT (one()).t;
CREATE FUNCTION loose() RETURNS record LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN SELECT 1, 'x'::text INTO r; RETURN r; END $$;
SELECT loose();
SELECT * FROM loose() AS f(a int, b text);
CREATE FUNCTION outs(a int, OUT b int, OUT c text, INOUT d int DEFAULT 5) LANGUAGE plpgsql AS $$ BEGIN b := a * 2; c := 'c' || a; d := d + 1; END $$;
SELECT * FROM outs(3);
SELECT outs(3, 8);
CREATE FUNCTION vary(sep text, VARIADIC xs int[]) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN array_to_string(xs, sep) || '/' || coalesce(array_length($2, 1), 0); END $$;
SELECT vary('-', 1, 2, 3), vary('+', VARIADIC '{4,5}'), vary(sep => '.', VARIADIC xs => '{}');
CREATE FUNCTION biggest(VARIADIC xs anyarray) RETURNS anyelement LANGUAGE plpgsql AS $$ DECLARE m xs%TYPE; r text; BEGIN SELECT max(x)::text INTO r FROM unnest(xs) x; RETURN r; END $$;
SELECT biggest(1, 5, 3), biggest('a'::text, 'c'), biggest(1.5, 2.5), pg_typeof(biggest(1, 2));
CREATE FUNCTION twice(x anyelement, OUT y anyelement, OUT z anyarray) LANGUAGE plpgsql AS $$ BEGIN y := x; z := ARRAY[x, x]; END $$;
SELECT * FROM twice(3);
SELECT * FROM twice('t'::text);
CREATE FUNCTION strictly(a int, b int) RETURNS int STRICT LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'called'; RETURN a + b; END $$;
SELECT strictly(1, NULL), strictly(1, 2);
CREATE FUNCTION noresult() RETURNS int LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
SELECT noresult();
CREATE FUNCTION nothing() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;
SELECT nothing();
SELECT nothing() IS NULL;
CREATE FUNCTION settings() RETURNS text LANGUAGE plpgsql SET work_mem = '1MB' SET search_path = pg_catalog AS $$ BEGIN RETURN current_setting('work_mem') || current_setting('search_path'); END $$;
SELECT settings(), current_setting('search_path');

-- errors
CREATE FUNCTION bad1() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$;
CREATE FUNCTION bad2() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION bad3() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT 1; END $$;
CREATE FUNCTION bad4() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION bad5(OUT a int) LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION bad6() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT 1; END $$;
CREATE FUNCTION bad7() RETURNS SETOF n LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT 1; END $$;
SELECT * FROM bad7();
CREATE FUNCTION bad8() RETURNS n LANGUAGE plpgsql AS $$ BEGIN RETURN ROW(1, 2, 3); END $$;
SELECT bad8();
CREATE FUNCTION bad9() RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXIT; END $$;
CREATE FUNCTION bad10() RETURNS int LANGUAGE plpgsql AS $$ BEGIN CONTINUE; END $$;
CREATE FUNCTION bad11() RETURNS int LANGUAGE plpgsql AS $$ BEGIN LOOP EXIT nolabel; END LOOP; END $$;
CREATE FUNCTION bad12() RETURNS int LANGUAGE plpgsql AS $$ <<a>> BEGIN LOOP CONTINUE a; END LOOP; END $$;
CREATE FUNCTION bad13() RETURNS int LANGUAGE plpgsql AS $$ <<a>> BEGIN NULL; END b $$;
CREATE FUNCTION bad14() RETURNS int LANGUAGE plpgsql AS $$ BEGIN LOOP NULL; END LOOP x; END $$;
CREATE FUNCTION bad15() RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF true THEN RETURN 1; END $$;
CREATE FUNCTION bad16() RETURNS int LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..2 BY 0 LOOP NULL; END LOOP; RETURN 1; END $$;
SELECT bad16();
CREATE FUNCTION bad17() RETURNS int LANGUAGE plpgsql AS $$ BEGIN FOR i IN NULL..2 LOOP NULL; END LOOP; RETURN 1; END $$;
SELECT bad17();
DO $$ BEGIN IF 'x' THEN NULL; END IF; END $$;
DO $$ BEGIN FOR x IN SELECT 1 LOOP NULL; END LOOP; END $$;
DO $$ BEGIN RETURN 1; END $$;
DO $$ BEGIN SELECT 1; END $$;
DO $$ BEGIN PERFORM 1/0; END $$;
DO $$ BEGIN RETURN; RAISE NOTICE 'no'; END $$;
DO $$ BEGIN NULL END $$;
DO $$ BEGIN ; END $$;
DO $$ BEGIN selec 1; END $$;
DO LANGUAGE nolang $$ BEGIN END $$;
SELECT proname, pg_get_function_arguments(oid), pg_get_function_identity_arguments(oid) FROM pg_proc WHERE proname IN ('outs', 'vary', 'tab') ORDER BY 1;
CREATE FUNCTION sqlrecs() RETURNS SETOF record LANGUAGE sql AS $$ SELECT i, t FROM n ORDER BY i $$;
SELECT * FROM sqlrecs() AS f(a int, b text);
SELECT * FROM sqlrecs() AS f(a int, b int);
SELECT * FROM sqlrecs() AS f(a int);
CREATE FUNCTION sqlrec() RETURNS record LANGUAGE sql AS $$ SELECT i, t FROM n ORDER BY i $$;
SELECT * FROM sqlrec() AS f(a int, b text);
SELECT * FROM sqlrec() AS f(a int, b bigint);
