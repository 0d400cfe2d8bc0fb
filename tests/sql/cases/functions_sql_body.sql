-- Bodies that are parsed when the function is made: RETURN and BEGIN ATOMIC.
CREATE TABLE t (id int PRIMARY KEY, name text);
INSERT INTO t VALUES (1, 'one'), (2, 'two');
CREATE FUNCTION plus(a int, b int DEFAULT 1) RETURNS int RETURN a + b;
SELECT plus(1), plus(1, 5), plus(NULL);
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE STRICT RETURN $1 * 2;
SELECT twice(4), twice(NULL);
CREATE FUNCTION named(want int) RETURNS text STABLE BEGIN ATOMIC SELECT name FROM t WHERE id = want; END;
SELECT named(1), named(9);
CREATE FUNCTION adds(n text) RETURNS SETOF t LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO t VALUES ((SELECT max(id) + 1 FROM t), n);
  SELECT * FROM t WHERE id > 1 ORDER BY id;
END;
SELECT * FROM adds('three');
CREATE PROCEDURE add(i int, n text) BEGIN ATOMIC INSERT INTO t VALUES (i, n); UPDATE t SET name = upper(name) WHERE id = i; END;
CALL add(10, 'ten');
SELECT * FROM t ORDER BY id;
CREATE FUNCTION outs(a int, OUT b int, OUT c text) BEGIN ATOMIC SELECT a + 1, 'x' || a; END;
SELECT * FROM outs(3);
CREATE FUNCTION nothing() RETURNS void BEGIN ATOMIC END;
SELECT nothing();
CREATE FUNCTION tab(top int) RETURNS TABLE (i int, s text) LANGUAGE sql BEGIN ATOMIC SELECT id, name FROM t WHERE id <= top ORDER BY id; END;
SELECT * FROM tab(2);

-- The tables and columns are known, not their names.
ALTER TABLE t RENAME TO things;
ALTER TABLE things RENAME COLUMN name TO title;
SELECT named(1), (SELECT count(*) FROM tab(5));
DROP TABLE things;
ALTER TABLE things DROP COLUMN title;
SELECT prosrc, prosqlbody IS NOT NULL AS body FROM pg_proc WHERE proname IN ('plus', 'named') ORDER BY proname;
SELECT pg_get_functiondef('plus'::regproc);
SELECT pg_get_functiondef('named'::regproc);
SELECT pg_get_functiondef('adds'::regproc);
SELECT pg_get_functiondef('twice'::regproc);
SELECT pg_get_function_sqlbody('named'::regproc), pg_get_function_sqlbody('twice'::regproc), pg_get_function_sqlbody('nothing'::regproc);
CREATE OR REPLACE FUNCTION plus(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a - b';
SELECT plus(5), prosqlbody IS NULL AS plain FROM pg_proc WHERE proname = 'plus';

-- errors
CREATE FUNCTION bad(a int) RETURNS int RETURN nope;
CREATE FUNCTION bad(a int) RETURNS int RETURN a::date;
CREATE FUNCTION bad(a int) RETURNS int BEGIN ATOMIC SELECT 1, 2; END;
CREATE FUNCTION bad(a int) RETURNS int BEGIN ATOMIC SELECT 1; CREATE TABLE x (a int); END;
CREATE FUNCTION bad(a int) RETURNS int LANGUAGE plpgsql RETURN 1;
CREATE FUNCTION bad(a int) RETURNS int LANGUAGE sql AS 'SELECT 1' RETURN 2;
CREATE FUNCTION bad(a anyelement) RETURNS anyelement RETURN a;
CREATE FUNCTION bad(a int) RETURNS int BEGIN ATOMIC SELECT * FROM nosuch; END;
CREATE FUNCTION bad(a int) RETURNS int BEGIN ATOMIC END;
