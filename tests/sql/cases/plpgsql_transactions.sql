-- COMMIT and ROLLBACK in procedures and DO blocks.
CREATE TABLE log (i int, t text);
CREATE PROCEDURE steps(n int) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..n LOOP
    INSERT INTO log VALUES (i, 'p');
    IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF;
  END LOOP;
END $$;
CALL steps(5);
SELECT * FROM log ORDER BY i;
DO $$ BEGIN INSERT INTO log VALUES (100, 'kept'); COMMIT; INSERT INTO log VALUES (101, 'lost'); RAISE EXCEPTION 'stop'; END $$;
SELECT * FROM log WHERE i >= 100;
DO $$ DECLARE a bigint; b bigint; BEGIN INSERT INTO log VALUES (200, ''); a := txid_current(); COMMIT; INSERT INTO log VALUES (201, ''); b := txid_current(); RAISE NOTICE '%', a < b; END $$;
-- Variables and loops go on over the border.
DO $$
DECLARE r record; sum int := 0; txt text := 'text that is longer than a word';
BEGIN
  FOR r IN SELECT i FROM log ORDER BY i LOOP
    sum := sum + r.i;
    UPDATE log SET t = t || '+' WHERE i = r.i;
    COMMIT;
  END LOOP;
  RAISE NOTICE '% %', sum, txt;
END $$;
SELECT * FROM log ORDER BY i;
CREATE PROCEDURE inner_one() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (300, 'in'); COMMIT; INSERT INTO log VALUES (301, 'in'); ROLLBACK; END $$;
CREATE PROCEDURE outer_one() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (302, 'out'); CALL inner_one(); INSERT INTO log VALUES (303, 'out'); COMMIT AND CHAIN; END $$;
CALL outer_one();
SELECT i FROM log WHERE i >= 300 ORDER BY i;
CREATE PROCEDURE give(INOUT x int, OUT y text) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (x, 'give'); COMMIT; x := x + 1; y := 'y' || x; END $$;
CALL give(400, NULL);
DO $$ DECLARE a int := 500; b text; BEGIN CALL give(a, b); RAISE NOTICE '% %', a, b; END $$;
SELECT i FROM log WHERE i >= 400 ORDER BY i;
-- Deferred constraints are checked by COMMIT, and it can be caught only outside.
CREATE TABLE p (a int PRIMARY KEY);
CREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED);
DO $$ BEGIN INSERT INTO c VALUES (1); COMMIT; END $$;
SELECT * FROM c;
DO $$ BEGIN CREATE TABLE ddl (a int); COMMIT; DROP TABLE ddl; ROLLBACK; END $$;
SELECT * FROM ddl;
DO $$ BEGIN SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; COMMIT; END $$;
DO $$ BEGIN COMMIT; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; RAISE NOTICE '%', current_setting('transaction_isolation'); COMMIT AND CHAIN; RAISE NOTICE '%', current_setting('transaction_isolation'); COMMIT; RAISE NOTICE '%', current_setting('transaction_isolation'); END $$;
DO $$ BEGIN SET LOCAL work_mem = '3MB'; RAISE NOTICE '%', current_setting('work_mem'); COMMIT; RAISE NOTICE '%', current_setting('work_mem'); END $$;

-- errors
BEGIN;
CALL steps(1);
ROLLBACK;
BEGIN;
DO $$ BEGIN COMMIT; END $$;
ROLLBACK;
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN COMMIT; RETURN 1; END $$;
SELECT f();
CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ BEGIN CALL steps(1); RETURN 1; END $$;
SELECT g();
DO $$ BEGIN PERFORM f(); END $$;
DO $$ BEGIN BEGIN INSERT INTO log VALUES (600, 'x'); COMMIT; EXCEPTION WHEN OTHERS THEN RAISE NOTICE '% %', SQLSTATE, SQLERRM; END; END $$;
DO $$ BEGIN BEGIN PERFORM 1/0; EXCEPTION WHEN OTHERS THEN COMMIT; END; END $$;
DO $$ DECLARE r record; BEGIN FOR r IN UPDATE log SET t = 'u' RETURNING i LOOP COMMIT; END LOOP; END $$;
CREATE PROCEDURE withset() LANGUAGE plpgsql SET work_mem = '1MB' AS $$ BEGIN COMMIT; END $$;
CALL withset();
DO $$ BEGIN EXECUTE 'COMMIT'; END $$;
DO $$ BEGIN SAVEPOINT a; END $$;
DO $$ BEGIN BEGIN TRANSACTION; END $$;
DO $$ BEGIN START TRANSACTION; END $$;
DO $$ BEGIN COMMIT WORK; ROLLBACK AND NO CHAIN; END $$;
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN COMMIT; RETURN NEW; END $$;
CREATE TRIGGER tg BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION tg();
INSERT INTO log VALUES (700, '');
DO $$ BEGIN INSERT INTO log VALUES (701, ''); END $$;
DROP TRIGGER tg ON log;
SELECT count(*) FROM log;
