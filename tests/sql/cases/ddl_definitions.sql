-- Aggregates, operators, casts and collations of one's own.
CREATE FUNCTION add_sq(acc numeric, x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE
  AS 'SELECT acc + x * x';
CREATE FUNCTION root(acc numeric) RETURNS double precision LANGUAGE sql IMMUTABLE
  AS 'SELECT sqrt(acc::double precision)';
CREATE AGGREGATE sum_sq(numeric) (sfunc = add_sq, stype = numeric, initcond = '0');
CREATE AGGREGATE norm(x numeric) (sfunc = add_sq, stype = numeric, finalfunc = root, initcond = '0', parallel = safe);
SELECT sum_sq(x), norm(x) FROM (VALUES (3), (4)) v(x);
SELECT norm(x) FROM (VALUES (1::numeric)) v(x) WHERE false;
SELECT g, sum_sq(x) FILTER (WHERE x > 1) FROM (VALUES (1, 1), (1, 2), (2, 5)) v(g, x) GROUP BY g ORDER BY g;
SELECT sum_sq(DISTINCT x) FROM (VALUES (2), (2), (3)) v(x);
SELECT sum_sq(x) OVER (ORDER BY x) FROM (VALUES (1), (2), (3)) v(x);
CREATE FUNCTION first_of(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT $1';
CREATE AGGREGATE first(anyelement) (sfunc = first_of, stype = anyelement);
SELECT first(x ORDER BY x DESC) FROM (VALUES (1), (7), (3)) v(x);
SELECT first(t ORDER BY t) FROM (VALUES ('b'::text), ('a'), (NULL)) v(t);
CREATE AGGREGATE array_cat_agg(anyarray) (sfunc = array_cat, stype = anyarray, initcond = '{}');
DROP AGGREGATE array_cat_agg(anyarray);
CREATE AGGREGATE old_style (basetype = integer, sfunc = int4pl, stype = integer, initcond = '10');
SELECT old_style(x) FROM (VALUES (1), (2)) v(x);
SELECT p.proname, p.prokind, l.lanname, p.prosrc, p.provolatile, p.proparallel
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE proname IN ('sum_sq', 'norm') ORDER BY 1;
SELECT aggfnoid::regproc, aggtransfn, aggfinalfn, aggtranstype::regtype, agginitval FROM pg_aggregate
  WHERE aggfnoid >= 16384 ORDER BY aggfnoid::regproc::text;
COMMENT ON AGGREGATE sum_sq(numeric) IS 'sum of squares';
SELECT obj_description('sum_sq(numeric)'::regprocedure);
CREATE AGGREGATE sum_sq(numeric) (sfunc = add_sq, stype = numeric);
CREATE OR REPLACE AGGREGATE sum_sq(numeric) (sfunc = add_sq, stype = numeric, initcond = '1');
SELECT sum_sq(x) FROM (VALUES (2)) v(x);
DROP FUNCTION add_sq(numeric, numeric);
DROP FUNCTION sum_sq(numeric);
DROP AGGREGATE nothing(int);
DROP AGGREGATE IF EXISTS nothing(int);
CREATE AGGREGATE bad(int) (stype = int);
CREATE AGGREGATE bad(int) (sfunc = int4pl);
CREATE AGGREGATE bad(int) (sfunc = no_such, stype = int);
CREATE AGGREGATE bad(int) (sfunc = int4pl, stype = int, initcond = 'x');
ALTER AGGREGATE sum_sq(numeric) RENAME TO squares;
SELECT squares(x) FROM (VALUES (2)) v(x);
DROP AGGREGATE squares(numeric);

CREATE FUNCTION near(a int, b int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) <= 1';
CREATE OPERATOR ~== (leftarg = int, rightarg = int, function = near, commutator = ~==);
SELECT 1 ~== 2, 1 ~== 3;
SELECT 5 ~== '6';
SELECT 1 OPERATOR(public.~==) 1;
SELECT x FROM generate_series(1, 5) x WHERE x ~== ANY (ARRAY[1, 5]) ORDER BY x;
CREATE VIEW near_view AS SELECT x FROM generate_series(1, 3) x WHERE x ~== 1;
SELECT pg_get_viewdef('near_view');
SELECT oprname, oprleft::regtype, oprright::regtype, oprresult::regtype, oprcode FROM pg_operator WHERE oid >= 16384;
CREATE OPERATOR ~== (leftarg = int, rightarg = int, function = near);
DROP OPERATOR ~== (int, int);
DROP OPERATOR ~== (int, int) CASCADE;
DROP OPERATOR ~== (int, int);
DROP OPERATOR IF EXISTS ~== (int, int);
CREATE OPERATOR ~== (leftarg = int, rightarg = int);
CREATE OPERATOR ~== (function = near);
CREATE OPERATOR ~== (leftarg = int, function = near);
CREATE OPERATOR ~== (leftarg = int, rightarg = text, function = near);
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE OPERATOR @# (rightarg = int, function = twice);
SELECT @# 21;
DROP OPERATOR @# (NONE, int);

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE feelings (m mood);
CREATE CAST (varchar AS mood) WITH INOUT AS IMPLICIT;
INSERT INTO feelings VALUES ('ok'::varchar);
SELECT * FROM feelings WHERE m = 'ok'::varchar;
CREATE CAST (text AS mood) WITH INOUT AS ASSIGNMENT;
INSERT INTO feelings SELECT 'hap' || 'py';
SELECT * FROM feelings ORDER BY m;
CREATE FUNCTION mood_number(mood) RETURNS int LANGUAGE sql IMMUTABLE
  AS $$ SELECT CASE $1 WHEN 'sad' THEN 1 WHEN 'ok' THEN 2 ELSE 3 END $$;
CREATE CAST (mood AS int) WITH FUNCTION mood_number(mood);
SELECT 'happy'::mood::int, CAST('sad'::mood AS int);
SELECT 'happy'::mood + 1;
CREATE CAST (mood AS int) WITH FUNCTION mood_number(mood);
CREATE CAST (int AS text) WITH INOUT;
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod FROM pg_cast WHERE oid >= 16384 ORDER BY 1::text, 2::text;
COMMENT ON CAST (mood AS int) IS 'how good';
DROP FUNCTION mood_number(mood);
DROP CAST (mood AS int);
SELECT 'happy'::mood::int;
DROP CAST (mood AS int);
DROP CAST IF EXISTS (mood AS int);
DROP CAST IF EXISTS (no_type AS int);
DROP TYPE mood CASCADE;

CREATE COLLATION german (locale = 'C');
CREATE COLLATION german (locale = 'C');
CREATE COLLATION IF NOT EXISTS german (locale = 'C');
CREATE COLLATION copy FROM "C";
SELECT collname, collprovider, collcollate, collctype, collisdeterministic FROM pg_collation WHERE oid >= 16384 ORDER BY 1;
CREATE TABLE words (w text COLLATE german);
SELECT w FROM words ORDER BY w COLLATE copy;
DROP COLLATION german;
DROP TABLE words;
DROP COLLATION german;
DROP COLLATION german;
DROP COLLATION IF EXISTS german;
CREATE COLLATION bad (foo = 'C');
CREATE COLLATION bad (lc_collate = 'C');
