-- Event triggers fire around statements that change definitions.
CREATE TABLE log (n serial, event text, tag text, command text, kind text, sch text, identity text, extra text);
CREATE FUNCTION log_start() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log (event, tag) VALUES (tg_event, TG_TAG);
END $$;
CREATE FUNCTION log_end() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log (event, tag, command, kind, sch, identity, extra)
  SELECT tg_event, tg_tag, command_tag, object_type, schema_name, object_identity,
    concat_ws(' ', classid::regclass, objsubid, in_extension) FROM pg_event_trigger_ddl_commands();
  IF NOT FOUND THEN INSERT INTO log (event, tag) VALUES (tg_event, tg_tag); END IF;
  RETURN;
END $$;
CREATE FUNCTION log_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log (event, tag, kind, sch, identity, extra)
  SELECT tg_event, tg_tag, object_type, schema_name, object_identity,
    concat_ws(' ', object_name, original, normal, is_temporary, address_names, address_args)
  FROM pg_event_trigger_dropped_objects() WHERE original OR normal;
END $$;
CREATE FUNCTION show_log() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT concat_ws('|', event, tag, command, kind, sch, identity, extra) FROM log ORDER BY n;
  DELETE FROM log;
END $$;
CREATE EVENT TRIGGER on_start ON ddl_command_start EXECUTE FUNCTION log_start();
CREATE EVENT TRIGGER on_end ON ddl_command_end EXECUTE PROCEDURE log_end();
CREATE EVENT TRIGGER on_drop ON sql_drop EXECUTE FUNCTION log_drop();
SELECT evtname, evtevent, evtfoid::regproc, evtenabled, evttags FROM pg_event_trigger ORDER BY 1;
CREATE SCHEMA s1 CREATE TABLE inner_t (a int);
CREATE TABLE t1 (id serial PRIMARY KEY, name text UNIQUE, v varchar(20) DEFAULT 'x', CHECK (id > 0));
CREATE TABLE t2 (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t1_id int REFERENCES t1);
CREATE TABLE IF NOT EXISTS t1 (a int);
CREATE TABLE t3 AS SELECT 1 AS a;
SELECT 2 AS b INTO t4;
CREATE TEMP TABLE tt (a int);
CREATE INDEX ON t1 (v);
CREATE UNIQUE INDEX i2 ON t1 (v) WHERE v > 'a';
CREATE VIEW v1 AS SELECT id FROM t1;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM t1;
REFRESH MATERIALIZED VIEW mv;
CREATE SEQUENCE sq;
ALTER SEQUENCE sq INCREMENT 5;
SELECT show_log();
CREATE TYPE en AS ENUM ('a', 'b');
ALTER TYPE en ADD VALUE 'c';
CREATE TYPE comp AS (a int, b text);
CREATE DOMAIN dom AS int CHECK (value > 0);
ALTER DOMAIN dom SET DEFAULT 4;
CREATE FUNCTION f(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION f(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION f(int, text) IMMUTABLE;
CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE agg(int) (sfunc = int4pl, stype = int);
CREATE OPERATOR ==== (FUNCTION = int4eq, LEFTARG = int4, RIGHTARG = int4);
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER tr1 BEFORE INSERT ON t1 FOR EACH ROW EXECUTE FUNCTION trg();
ALTER TRIGGER tr1 ON t1 RENAME TO tr2;
CREATE RULE ru AS ON INSERT TO t3 DO NOTHING;
CREATE POLICY po ON t1 USING (true);
ALTER POLICY po ON t1 USING (false);
ALTER TABLE t1 ENABLE ROW LEVEL SECURITY;
ALTER TABLE t1 ADD COLUMN z int, ADD COLUMN y int;
ALTER TABLE t1 ADD CONSTRAINT zz CHECK (z > 0);
ALTER TABLE t1 RENAME COLUMN z TO zq;
ALTER TABLE t1 RENAME CONSTRAINT zz TO zzz;
ALTER TABLE t2 RENAME TO t2b;
ALTER TABLE t2b SET SCHEMA s1;
ALTER TABLE t1 OWNER TO postgres;
ALTER VIEW v1 RENAME TO v1b;
ALTER INDEX i2 RENAME TO i3;
ALTER SCHEMA s1 RENAME TO s2;
COMMENT ON TABLE t1 IS 'x';
COMMENT ON COLUMN t1.y IS 'x';
GRANT SELECT ON t1 TO public;
REVOKE SELECT ON t1 FROM public;
GRANT USAGE ON SCHEMA s2 TO public;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO public;
SELECT show_log();
CREATE COLLATION cc (LOCALE = 'C');
CREATE STATISTICS st ON id, name FROM t1;
CREATE CAST (comp AS en) WITH INOUT;
CREATE TEXT SEARCH CONFIGURATION tc (COPY = english);
CREATE FOREIGN DATA WRAPPER fw;
CREATE SERVER sv FOREIGN DATA WRAPPER fw;
CREATE USER MAPPING FOR public SERVER sv;
CREATE FOREIGN TABLE ft (a int) SERVER sv;
ALTER TABLE t1 DROP COLUMN y;
ALTER TABLE t1 DROP CONSTRAINT zzz;
CREATE TABLE pt (a int) PARTITION BY RANGE (a);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (1) TO (2);
CREATE INDEX ON pt (a);
SELECT show_log();
-- what fires nothing
TRUNCATE t3;
CREATE ROLE et_role;
DROP ROLE et_role;
SET work_mem = '4MB';
INSERT INTO t3 VALUES (1);
DO $$ BEGIN PERFORM 1; END $$;
SELECT show_log();
-- drops
DROP VIEW v1b;
DROP VIEW IF EXISTS nosuch;
DROP TABLE tt;
DROP FUNCTION f(int, text);
DROP PROCEDURE pr();
DROP TABLE t3, t4;
DROP SEQUENCE sq;
DROP DOMAIN dom;
DROP TYPE en CASCADE;
DROP TYPE comp;
DROP AGGREGATE agg(int);
DROP OPERATOR ====(int, int);
DROP SERVER sv CASCADE;
DROP TRIGGER tr2 ON t1;
DROP POLICY po ON t1;
DROP INDEX i3;
DROP MATERIALIZED VIEW mv;
DROP TABLE s2.t2b;
DROP SCHEMA s2 CASCADE;
DROP TEXT SEARCH CONFIGURATION tc;
DROP COLLATION cc;
SELECT show_log();
-- inside functions and blocks
DO $$ BEGIN CREATE TABLE d1 (a int); DROP TABLE d1; END $$;
SELECT show_log();
-- turned off, filtered, renamed
ALTER EVENT TRIGGER on_start DISABLE;
ALTER EVENT TRIGGER on_drop RENAME TO on_drop2;
ALTER EVENT TRIGGER on_drop2 DISABLE;
ALTER EVENT TRIGGER on_end ENABLE REPLICA;
CREATE TABLE quiet (a int);
SELECT show_log();
SET session_replication_role = replica;
CREATE TABLE loud (a int);
RESET session_replication_role;
SELECT show_log();
ALTER EVENT TRIGGER on_end ENABLE ALWAYS;
SELECT evtname, evtenabled FROM pg_event_trigger ORDER BY 1;
DROP EVENT TRIGGER on_end;
CREATE EVENT TRIGGER only_tables ON ddl_command_end WHEN TAG IN ('create table', 'DROP TABLE') EXECUTE FUNCTION log_end();
CREATE TABLE filtered (a int);
CREATE VIEW not_filtered AS SELECT 1 AS one;
SELECT show_log();
SELECT evtname, evttags FROM pg_event_trigger WHERE evtname = 'only_tables';
-- refusing what a statement does
CREATE FUNCTION no_drops() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE obj record;
BEGIN
  FOR obj IN SELECT * FROM pg_event_trigger_dropped_objects() LOOP
    IF obj.object_type = 'table' THEN
      RAISE EXCEPTION 'table % must not go', obj.object_identity;
    END IF;
  END LOOP;
END $$;
CREATE EVENT TRIGGER no_drops ON sql_drop EXECUTE FUNCTION no_drops();
DROP TABLE filtered;
SELECT count(*) FROM filtered;
DROP VIEW not_filtered;
CREATE FUNCTION halt() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'command % is disabled', tg_tag;
END $$;
CREATE EVENT TRIGGER halt ON ddl_command_start WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION halt();
CREATE VIEW vx AS SELECT 1;
CREATE VIEW vx AS SELECT nosuch;
ALTER EVENT TRIGGER halt DISABLE;
CREATE VIEW vx AS SELECT 1 AS one;
-- statements of the trigger function's own
CREATE FUNCTION rls() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE obj record;
BEGIN
  FOR obj IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag IN ('CREATE TABLE', 'CREATE TABLE AS') AND object_type = 'table' LOOP
    RAISE NOTICE 'row security for %', obj.object_identity;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', obj.object_identity);
    EXECUTE format('COMMENT ON TABLE %s IS %L', obj.objid::regclass, 'made by ' || tg_tag);
  END LOOP;
END $$;
CREATE EVENT TRIGGER rls ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS') EXECUTE FUNCTION rls();
CREATE TABLE secured (id int PRIMARY KEY);
SELECT relrowsecurity, obj_description(oid, 'pg_class') FROM pg_class WHERE relname = 'secured';
-- rewrites
CREATE FUNCTION on_rewrite() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE 'rewriting % for %', pg_event_trigger_table_rewrite_oid()::regclass, pg_event_trigger_table_rewrite_reason();
END $$;
CREATE EVENT TRIGGER on_rewrite ON table_rewrite EXECUTE FUNCTION on_rewrite();
INSERT INTO secured VALUES (1);
ALTER TABLE secured ALTER COLUMN id TYPE text;
ALTER TABLE secured ADD COLUMN plain int DEFAULT 4;
ALTER TABLE secured ADD COLUMN r float DEFAULT random();
-- errors
SELECT log_start();
SELECT * FROM pg_event_trigger_dropped_objects();
SELECT * FROM pg_event_trigger_ddl_commands();
SELECT pg_event_trigger_table_rewrite_oid();
SELECT pg_event_trigger_table_rewrite_reason();
CREATE FUNCTION bad_args(a int) RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION bad_lang() RETURNS event_trigger LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION bad_return() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABEL') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE ROLE') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE DATABASE') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE EVENT TRIGGER') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON table_rewrite WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE') AND TAG IN ('CREATE VIEW') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON ddl_command_end WHEN FOO IN ('CREATE TABLE') EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON elephant EXECUTE FUNCTION halt();
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION nosuch();
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION trg();
CREATE EVENT TRIGGER halt ON ddl_command_end EXECUTE FUNCTION halt();
ALTER EVENT TRIGGER nosuch DISABLE;
ALTER EVENT TRIGGER nosuch RENAME TO x;
ALTER EVENT TRIGGER halt RENAME TO rls;
DROP FUNCTION halt();
DROP EVENT TRIGGER nosuch;
DROP EVENT TRIGGER IF EXISTS nosuch;
COMMENT ON EVENT TRIGGER halt IS 'stops';
SELECT obj_description(oid, 'pg_event_trigger') FROM pg_event_trigger WHERE evtname = 'halt';
DROP FUNCTION halt() CASCADE;
DROP EVENT TRIGGER no_drops;
SELECT type, schema, name, identity FROM pg_identify_object('pg_class'::regclass, 'secured'::regclass, 1);
SELECT type, schema, name, identity FROM pg_identify_object('pg_proc'::regclass, 'rls'::regproc, 0);
SELECT * FROM pg_identify_object_as_address('pg_class'::regclass, 'secured'::regclass, 0);
SELECT pg_identify_object('pg_namespace'::regclass, 'public'::regnamespace, 0);
CREATE FUNCTION bad_trigger() RETURNS trigger LANGUAGE sql AS 'SELECT 1';
