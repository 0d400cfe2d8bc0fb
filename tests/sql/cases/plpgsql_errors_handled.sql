-- RAISE, ASSERT, handlers, diagnostics.
CREATE TABLE t (a int PRIMARY KEY, b int CHECK (b > 0));
CREATE FUNCTION say(lvl text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF lvl = 'd' THEN RAISE DEBUG 'debug'; END IF;
  IF lvl = 'i' THEN RAISE INFO 'info %', 1; END IF;
  IF lvl = 'n' THEN RAISE NOTICE 'notice %% % %', 1, NULL; END IF;
  IF lvl = 'w' THEN RAISE WARNING 'warning' USING DETAIL = 'd', HINT = 'h', ERRCODE = '01234'; END IF;
  IF lvl = 'l' THEN RAISE LOG 'log'; END IF;
  IF lvl = 'e' THEN RAISE EXCEPTION 'exc %', lvl USING ERRCODE = 'unique_violation', DETAIL = 'det', HINT = 'hin', COLUMN = 'col', CONSTRAINT = 'con', DATATYPE = 'dt', TABLE = 'tab', SCHEMA = 'sch'; END IF;
  IF lvl = 'c' THEN RAISE division_by_zero; END IF;
  IF lvl = 's' THEN RAISE SQLSTATE 'ABCDE'; END IF;
  IF lvl = 'u' THEN RAISE USING MESSAGE = 'only using ' || lvl; END IF;
  IF lvl = 'm' THEN RAISE unique_violation USING MESSAGE = 'by name'; END IF;
  IF lvl = 'x' THEN RAISE SQLSTATE '22012' USING MESSAGE = 'by state'; END IF;
  IF lvl = 'p' THEN RAISE 'plain %', 2; END IF;
END $$;
SELECT say('d');
SELECT say('i');
SELECT say('n');
SELECT say('w');
SELECT say('l');
SELECT say('e');
SELECT say('c');
SELECT say('s');
SELECT say('u');
SELECT say('m');
SELECT say('x');
SELECT say('p');

CREATE FUNCTION diag(lvl text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE a text; b text; c text; d text; e text; f text; g text; h text; i text; j text;
BEGIN
  PERFORM say(lvl);
  RETURN 'none';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS a = RETURNED_SQLSTATE, b = COLUMN_NAME, c = CONSTRAINT_NAME, d = PG_DATATYPE_NAME,
    e = MESSAGE_TEXT, f = TABLE_NAME, g = SCHEMA_NAME, h = PG_EXCEPTION_DETAIL, i = PG_EXCEPTION_HINT, j = PG_EXCEPTION_CONTEXT;
  RETURN format('%s|%s|%s|%s|%s|%s|%s|%s|%s|%s', a, b, c, d, e, f, g, h, i, j);
END $$;
SELECT diag('e');
SELECT diag('c');
SELECT diag('s');
DO $$
DECLARE n int; c text; o oid;
BEGIN
  INSERT INTO t VALUES (1, 1), (2, 2);
  GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE 'rows %', n;
  GET CURRENT DIAGNOSTICS n := ROW_COUNT, c = PG_CONTEXT; RAISE NOTICE 'rows % %', n, c;
  UPDATE t SET b = 3 WHERE a > 5; GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE '% %', n, FOUND;
  PERFORM * FROM t; GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE '% %', n, FOUND;
  EXECUTE 'DELETE FROM t'; GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE '% %', n, FOUND;
END $$;
DO $$ DECLARE v text; BEGIN GET STACKED DIAGNOSTICS v = MESSAGE_TEXT; END $$;

-- Handlers.
CREATE FUNCTION handled(w text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v int := 0; x int;
BEGIN
  v := 1;
  BEGIN
    v := 2;
    INSERT INTO t VALUES (10, 10);
    CASE w
      WHEN 'div' THEN x := 1 / 0;
      WHEN 'dup' THEN INSERT INTO t VALUES (10, 10);
      WHEN 'check' THEN INSERT INTO t VALUES (11, -1);
      WHEN 'null' THEN INSERT INTO t VALUES (NULL, 1);
      WHEN 'cast' THEN x := 'abc';
      WHEN 'table' THEN EXECUTE 'SELECT * FROM nosuch';
      WHEN 'raise' THEN RAISE EXCEPTION 'mine';
      WHEN 'state' THEN RAISE SQLSTATE 'U0001' USING MESSAGE = 'state';
      WHEN 'assert' THEN ASSERT false, 'asserted';
      WHEN 'strict' THEN SELECT a INTO STRICT x FROM t WHERE a = 99;
      WHEN 'many' THEN SELECT g INTO STRICT x FROM generate_series(1, 2) g;
      ELSE NULL;
    END CASE;
    v := 3;
  EXCEPTION
    WHEN division_by_zero OR invalid_text_representation THEN RETURN 'data ' || SQLSTATE || ' ' || v;
    WHEN integrity_constraint_violation THEN RETURN 'constraint ' || SQLSTATE || ' ' || SQLERRM || ' ' || (SELECT count(*) FROM t WHERE a = 10);
    WHEN SQLSTATE 'U0001' THEN RETURN 'u ' || SQLERRM;
    WHEN no_data_found THEN RETURN 'nothing ' || SQLERRM;
    WHEN raise_exception THEN BEGIN RAISE EXCEPTION 'again %', SQLERRM; EXCEPTION WHEN raise_exception THEN RETURN SQLERRM; END;
    WHEN OTHERS THEN RETURN 'others ' || SQLSTATE || ' ' || SQLERRM;
  END;
  RETURN 'fine ' || v || ' ' || (SELECT count(*) FROM t WHERE a = 10);
END $$;
SELECT w, handled(w) FROM unnest('{div,dup,check,null,cast,table,raise,state,strict,many}'::text[]) w;
SELECT handled('assert');
SELECT handled('ok');
DO $$ BEGIN BEGIN RAISE EXCEPTION 'first'; EXCEPTION WHEN OTHERS THEN RAISE; END; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'caught %', SQLERRM; END $$;
DO $$ BEGIN RAISE EXCEPTION 'first' USING HINT = 'kept'; EXCEPTION WHEN OTHERS THEN RAISE; END $$;
DO $$ BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN RAISE EXCEPTION 'wrapped: %', SQLERRM USING ERRCODE = SQLSTATE; END $$;
DO $$ BEGIN ASSERT 1 = 1; ASSERT 1 = 2; END $$;
DO $$ BEGIN ASSERT NULL, 'is ' || 'null'; END $$;
SET plpgsql.check_asserts = off;
DO $$ BEGIN ASSERT false; RAISE NOTICE 'unchecked'; END $$;
RESET plpgsql.check_asserts;

-- INTO STRICT and its parameters.
CREATE FUNCTION find(x int) RETURNS int LANGUAGE plpgsql AS $$
#print_strict_params on
DECLARE r int; y text := 'why';
BEGIN SELECT a INTO STRICT r FROM t WHERE a = x AND y = 'why'; RETURN r; END $$;
SELECT find(77);
CREATE FUNCTION find2(x int) RETURNS int LANGUAGE plpgsql AS $$
#print_strict_params on
DECLARE r int;
BEGIN EXECUTE 'SELECT a FROM t WHERE a > $1 OR true' INTO STRICT r USING x; RETURN r; END $$;
INSERT INTO t VALUES (50, 1), (51, 2);
SELECT find2(77);
DO $$ DECLARE x int; BEGIN UPDATE t SET b = b + 1 RETURNING a INTO x; END $$;
DO $$ DECLARE x int; BEGIN DELETE FROM t WHERE a = 4 RETURNING a INTO STRICT x; END $$;
DO $$ DECLARE x int; BEGIN EXECUTE 'SELECT 1 WHERE false' INTO x; RAISE NOTICE '%', x; EXECUTE 'SELECT 5' INTO STRICT x; RAISE NOTICE '%', x; END $$;

-- variable_conflict.
CREATE FUNCTION conflict0(a int) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM t WHERE t.a = a); END $$;
SELECT conflict0(50);
CREATE FUNCTION conflict1(a int) RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_variable
BEGIN RETURN (SELECT count(*) FROM t WHERE t.a = a); END $$;
SELECT conflict1(50);
CREATE FUNCTION conflict2(a int) RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN RETURN (SELECT count(*) FROM t WHERE t.a = a); END $$;
SELECT conflict2(50);
CREATE FUNCTION conflict3(b int) RETURNS TABLE (a int) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN INSERT INTO t VALUES (60, 6) ON CONFLICT (a) DO UPDATE SET b = excluded.b; RETURN QUERY SELECT a FROM t WHERE conflict3.b < a ORDER BY a; END $$;
SELECT * FROM conflict3(50);

-- errors
DO $$ BEGIN RAISE NOTICE 'a % b'; END $$;
DO $$ BEGIN RAISE NOTICE 'a', 1; END $$;
DO $$ BEGIN RAISE no_such_condition; END $$;
DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'nonsense'; END $$;
DO $$ BEGIN RAISE EXCEPTION 'x' USING MESSAGE = 'y'; END $$;
DO $$ BEGIN RAISE EXCEPTION 'x' USING HINT = 'y', HINT = 'z'; END $$;
DO $$ BEGIN RAISE EXCEPTION 'x' USING FOO = 'y'; END $$;
DO $$ BEGIN RAISE EXCEPTION 'x' USING HINT = NULL; END $$;
DO $$ BEGIN RAISE SQLSTATE '1'; END $$;
DO $$ BEGIN RAISE; END $$;
DO $$ BEGIN NULL; EXCEPTION WHEN nonsense THEN NULL; END $$;
DO $$ BEGIN NULL; EXCEPTION WHEN SQLSTATE '123' THEN NULL; END $$;
DO $$ BEGIN RAISE NOTICE '%', SQLERRM; END $$;
DO $$ DECLARE x int; BEGIN GET DIAGNOSTICS x = NOSUCH; END $$;
DO $$ DECLARE x int; BEGIN GET DIAGNOSTICS x = MESSAGE_TEXT; END $$;
DO $$ BEGIN GET DIAGNOSTICS y = ROW_COUNT; END $$;
DO $$
#variable_conflict maybe
BEGIN END $$;
DO $$ BEGIN EXECUTE NULL; END $$;
DO $$ BEGIN EXECUTE 'SELECT $1'; END $$;
DO $$ DECLARE x int; BEGIN EXECUTE 'CREATE TABLE made (a int)' INTO x; END $$;
DO $$ BEGIN EXECUTE 'COMMIT'; END $$;
