-- What histories of real projects showed: small differences in what is accepted and listed

-- The arguments that a function is listed by
CREATE FUNCTION split_name(full_name text, OUT first text, OUT last text) LANGUAGE sql AS $$ SELECT 'a', 'b' $$;
CREATE FUNCTION count_up(INOUT n int, VARIADIC more int[]) LANGUAGE sql AS $$ SELECT n + 1 $$;
CREATE FUNCTION pairs(n int) RETURNS TABLE (a int, b text) LANGUAGE sql AS $$ SELECT n, 'x' $$;
SELECT proname, pg_get_function_identity_arguments(oid), pg_get_function_arguments(oid), pg_get_function_result(oid)
FROM pg_proc WHERE proname IN ('split_name', 'count_up', 'pairs') ORDER BY proname;
COMMENT ON FUNCTION split_name(full_name text, OUT first text, OUT last text) IS 'two parts';
SELECT obj_description('split_name'::regproc);
DROP FUNCTION split_name(text, OUT text, OUT text);
DROP FUNCTION split_name(text);

-- A new column whose domain refuses NULL
CREATE DOMAIN tag AS text NOT NULL CHECK (length(VALUE) > 1);
CREATE TABLE parcel (id int);
ALTER TABLE parcel ADD COLUMN label tag;
ALTER TABLE parcel ADD COLUMN second tag NOT NULL;
INSERT INTO parcel VALUES (1, NULL, 'xy');
INSERT INTO parcel VALUES (1, 'ab', 'x');
INSERT INTO parcel VALUES (1, 'ab', 'xy');
ALTER TABLE parcel ADD COLUMN third tag;
ALTER TABLE parcel ADD COLUMN third tag DEFAULT 'z';
ALTER TABLE parcel ADD COLUMN third tag DEFAULT 'zz';
SELECT * FROM parcel;
CREATE DOMAIN small AS int CHECK (VALUE < 10);
ALTER TABLE parcel ADD COLUMN n small;
ALTER TABLE parcel ADD COLUMN m small DEFAULT 12;
SELECT * FROM parcel;

-- Types of NULL in a view, and how index expressions are written
CREATE VIEW blanks AS SELECT NULL::char(26) AS a, NULL::varchar(10) AS b, NULL::numeric(5,2) AS c, NULL::timestamp(3) AS d,
  'x'::char(3) AS e, NULL::varchar AS f, NULL::bit(3) AS g, (NULL::text)::varchar(4) AS h;
SELECT pg_get_viewdef('blanks');
CREATE TABLE page (at timestamptz, url text, n int);
CREATE UNIQUE INDEX page_url ON page (trim(trailing '/' from url));
CREATE INDEX page_day ON page ((at AT TIME ZONE 'UTC'), extract(year from at AT TIME ZONE 'UTC'));
CREATE INDEX page_part ON page (substring(url from 1 for 2), position('a' in url), overlay(url placing 'x' from 1), (n + 1));
CREATE INDEX page_bad ON page (extract(year from at));
CREATE INDEX page_bad ON page (n + 1);
SELECT indexdef FROM pg_indexes WHERE tablename = 'page' ORDER BY indexname;

-- Rows compared by IS DISTINCT FROM
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'changed at depth %', pg_trigger_depth(); RETURN NEW; END $$;
CREATE TRIGGER page_changed AFTER UPDATE ON page FOR EACH ROW
  WHEN ((OLD.at, OLD.url, OLD.n) IS DISTINCT FROM (NEW.at, NEW.url, NEW.n)) EXECUTE FUNCTION noted();
SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'page_changed';
INSERT INTO page VALUES (NULL, 'a', 1);
UPDATE page SET n = 1;
UPDATE page SET n = 2;
SELECT (1, 2, NULL) IS DISTINCT FROM (1, 2, NULL), (1, 2) IS NOT DISTINCT FROM (1, 3), ROW(1) IS DISTINCT FROM ROW(NULL);
SELECT (1, 2) IS DISTINCT FROM (1, 2, 3);

-- How deep triggers are
SELECT pg_trigger_depth();
CREATE TABLE ring (id int PRIMARY KEY, hops int NOT NULL DEFAULT 0);
CREATE FUNCTION hop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE 'hop % at depth %', NEW.hops, pg_trigger_depth();
  UPDATE ring SET hops = hops + 1 WHERE id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER go AFTER INSERT OR UPDATE ON ring FOR EACH ROW WHEN (pg_trigger_depth() < 2) EXECUTE FUNCTION hop();
INSERT INTO ring VALUES (1);
SELECT * FROM ring;
SELECT pg_trigger_depth(1);

-- hstore in trees of its own order
CREATE EXTENSION hstore;
CREATE TABLE device (id int, tags hstore);
CREATE INDEX device_tags ON device (tags);
CREATE INDEX device_hash ON device USING hash (tags);
INSERT INTO device VALUES (1, 'b=>2, c=>3'), (2, 'a=>1'), (3, 'a=>NULL'), (4, ''), (5, 'aa=>1'), (6, 'a=>12'), (7, '""=>""'), (8, NULL);
SELECT * FROM device ORDER BY id;
SELECT id FROM device WHERE tags = 'c=>3, b=>2';
CREATE UNIQUE INDEX device_once ON device (tags);
INSERT INTO device VALUES (9, 'c=>3,b=>2');
SELECT indexdef FROM pg_indexes WHERE tablename = 'device' ORDER BY indexname;

-- Roles that are there from the start
SELECT oid, rolname, rolsuper, rolinherit, rolcanlogin FROM pg_roles WHERE rolname ~ '^pg_' ORDER BY oid;
SELECT roleid::regrole, member::regrole FROM pg_auth_members WHERE member::regrole::text ~ '^pg_' ORDER BY 1;
CREATE TABLE usage (n int);
GRANT SELECT ON usage TO pg_monitor;
SELECT relacl FROM pg_class WHERE relname = 'usage';
REVOKE SELECT ON usage FROM pg_monitor;
CREATE ROLE pg_mine;
DROP ROLE pg_monitor;
ALTER ROLE pg_monitor LOGIN;
ALTER ROLE pg_monitor RENAME TO monitor;
CREATE ROLE watcher;
GRANT pg_read_all_data TO watcher;
DROP ROLE watcher;

-- Extensions to be had
SELECT name, installed_version, comment FROM pg_available_extensions WHERE name IN ('hstore', 'plpgsql', 'citext', 'no_such') ORDER BY name;
SELECT name, installed, superuser, trusted, relocatable, schema, requires FROM pg_available_extension_versions v
WHERE name IN ('hstore', 'plpgsql', 'earthdistance', 'file_fdw') AND version = (SELECT default_version FROM pg_available_extensions e WHERE e.name = v.name) ORDER BY name;
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'unaccent') THEN CREATE EXTENSION IF NOT EXISTS unaccent; END IF;
END $$;
SELECT extname FROM pg_extension ORDER BY 1;

-- Settings of the server
SET statement_timeout = '5s';
SET effective_io_concurrency = 5;
SET gin_pending_list_limit = '8MB';
SHOW gin_pending_list_limit;
SET temp_file_limit = -1;
SHOW default_statistics_target;
SET default_statistics_target = 500;
SHOW default_statistics_target;
SET default_statistics_target = 0;
SET fsync = off;
SET shared_buffers = '1GB';
SET log_connections = on;
SET block_size = 4096;
SET no_such_setting = 1;
SET row_security = off;
SET vacuum_cost_limit = 300;
RESET vacuum_cost_limit;
SHOW vacuum_cost_limit;
SELECT count(*) FROM pg_settings WHERE name IN ('autovacuum', 'geqo', 'max_wal_size', 'shared_preload_libraries');

-- Snapshots of transactions as values
CREATE TABLE moment (id bigserial PRIMARY KEY, seen pg_snapshot NOT NULL DEFAULT pg_current_snapshot(),
  made xid8 NOT NULL DEFAULT pg_current_xact_id(), gone xid8 NOT NULL DEFAULT '0');
INSERT INTO moment DEFAULT VALUES;
SELECT pg_visible_in_snapshot(made, seen), made >= pg_snapshot_xmin(seen), gone FROM moment;
SELECT pg_snapshot_xmin('10:20:12,14'), pg_snapshot_xmax('10:20:12,14'), pg_visible_in_snapshot('12', '10:20:12,14'),
  pg_visible_in_snapshot('13', '10:20:12,14'), pg_visible_in_snapshot('9', '10:20:'), pg_visible_in_snapshot('20', '10:20:'),
  txid_visible_in_snapshot(11, '10:20:11'), txid_snapshot_xmin('5:6:');
SELECT pg_snapshot_xmin('20:10:');
SELECT column_default FROM information_schema.columns WHERE table_name = 'moment' ORDER BY ordinal_position;
CREATE TABLE scan (a text, b timestamp) PARTITION BY RANGE (extract(year from b), trim(a), (b AT TIME ZONE 'UTC'));
SELECT pg_get_partkeydef('scan'::regclass);
CREATE STATISTICS scan_parts ON (trim(a)), (extract(year from b)), (lower(a)), (b + '1 day') FROM scan;
SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext;

-- One OUT argument of a composite type is the row itself
CREATE TYPE coin AS (side int, label text);
CREATE FUNCTION coin1(OUT coin) LANGUAGE sql AS $$ SELECT 1, 'x' $$;
CREATE FUNCTION coin2(OUT c coin) LANGUAGE plpgsql AS $$ BEGIN c := (1, 'x'); END $$;
CREATE FUNCTION coin3(OUT c coin) LANGUAGE sql AS $$ SELECT (1, 'x')::coin $$;
CREATE FUNCTION coin4(OUT c coin, OUT n int) LANGUAGE sql AS $$ SELECT (1, 'x')::coin, 2 $$;
CREATE FUNCTION coin5(OUT coin) RETURNS SETOF coin LANGUAGE sql AS $$ SELECT 1, 'x' UNION ALL SELECT 2, 'y' $$;
CREATE FUNCTION coin6(OUT coin) LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION coin7(INOUT coin) LANGUAGE sql AS $$ SELECT $1.side, $1.label $$;
SELECT coin1(), coin2(), coin3(), coin4();
SELECT * FROM coin1();
SELECT * FROM coin2();
SELECT * FROM coin3();
SELECT * FROM coin5();
SELECT * FROM coin7((3, 'z'));
SELECT coin5();

-- Collations in index expressions are the index's own
CREATE TABLE shelf (name text, code varchar, kind coin, n int);
CREATE INDEX shelf_1 ON shelf ((name));
CREATE INDEX shelf_2 ON shelf ((name COLLATE "C"), ((code)));
CREATE INDEX shelf_3 ON shelf ((lower(name) COLLATE "C") DESC, (code) varchar_pattern_ops, ((name COLLATE "C") COLLATE "POSIX"));
CREATE UNIQUE INDEX shelf_4 ON shelf ((name COLLATE "C")) WHERE name > 'a' COLLATE "C";
CREATE INDEX shelf_5 ON shelf ((n COLLATE "C"));
SELECT indexdef FROM pg_indexes WHERE tablename = 'shelf' ORDER BY indexname;
INSERT INTO shelf VALUES ('b', 'x', NULL, 1), ('B', 'y', NULL, 2), ('a', 'z', NULL, 3);
INSERT INTO shelf VALUES ('b', 'x', NULL, 1);
SELECT name FROM shelf ORDER BY name COLLATE "C";

-- SQL's own call syntax and what stands in it
CREATE DOMAIN word AS text CHECK (length(trim(VALUE)) > 0 AND substring(VALUE from '[^.]*$') !~ '^[0-9]+$');
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'word_check';
CREATE TABLE phrase (a word, b varchar, t text, x name, CHECK (lower(trim(b)) = b), CHECK (length(trim(leading 'x' from a)) > 0));
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'phrase'::regclass ORDER BY conname;
CREATE VIEW parts AS SELECT trim(a) a, trim(b) b, trim(x) c, extract(year from b::date) d, position(b in a) e, substring(b from 1 for 2) f,
  substring(a from 'x') g, substring(b from 'x') h, overlay(b placing a from 1) i, a::timestamp at time zone b j,
  substring(t, 2) k, (b::date, b::date) overlaps (b::date, b::date) l FROM phrase;
SELECT pg_get_viewdef('parts');

-- Settings of functions under their own names
CREATE FUNCTION zoned() RETURNS int LANGUAGE sql SET timezone TO 'utc' SET DateSTYLE = 'iso' SET work_mem = '1MB' AS 'SELECT 1';
SELECT proconfig FROM pg_proc WHERE proname = 'zoned';
SELECT pg_get_functiondef('zoned'::regproc);
ALTER FUNCTION zoned() SET IntervalStyle TO iso_8601;
ALTER FUNCTION zoned() RESET TIMEzone;
ALTER FUNCTION zoned() SET no_such TO 1;
SELECT proconfig FROM pg_proc WHERE proname = 'zoned';
SELECT zoned();
CREATE COLLATION plain (provider = libc, locale = 'C');
CREATE TABLE lists (name text, own text COLLATE "POSIX");
CREATE INDEX lists_1 ON lists (name COLLATE "POSIX", lower(name) COLLATE "C", (name || 'x' COLLATE "C"), own, own COLLATE "default");
CREATE INDEX lists_2 ON lists (name COLLATE plain, upper(name));
SELECT indexdef FROM pg_indexes WHERE tablename = 'lists' ORDER BY indexname;
CREATE VIEW sorted AS SELECT lower(name COLLATE "POSIX") AS a, name COLLATE plain AS b FROM lists ORDER BY own COLLATE "C";
SELECT pg_get_viewdef('sorted');
CREATE INDEX lists_3 ON lists (name COLLATE no_such);

-- Columns without a name are named where something reads them by it
CREATE TABLE c1 (a int);
CREATE VIEW two AS SELECT 2;
SELECT pg_get_viewdef('two');
CREATE VIEW n3 AS SELECT a, EXISTS (SELECT 1 FROM c1), (SELECT 1) AS x, (SELECT a + 1) AS z, ARRAY(SELECT 2) AS g FROM c1
WHERE EXISTS (SELECT 1 FROM c1 x) AND a IN (SELECT 1 UNION SELECT 2);
SELECT pg_get_viewdef('n3');
CREATE VIEW n4 AS WITH q AS (SELECT 1) SELECT *, 2 AS k FROM q CROSS JOIN (SELECT 3 AS r) z WHERE EXISTS (SELECT a + 1 FROM c1);
SELECT pg_get_viewdef('n4');
CREATE VIEW n5 AS SELECT 1 UNION SELECT a FROM c1;
SELECT pg_get_viewdef('n5');
CREATE VIEW n6 AS SELECT 1 AS m FROM c1 WHERE a > ALL (SELECT 1 + 1) AND (SELECT 2) = 3 AND a IN (VALUES (2))
  AND EXISTS (WITH f AS (SELECT 9) SELECT * FROM f);
SELECT pg_get_viewdef('n6');

-- VALUE inside of CASE
CREATE DOMAIN patch AS coin CHECK (CASE WHEN (VALUE).side IS NULL THEN 0 ELSE 1 END + CASE (VALUE).label WHEN 'x' THEN (VALUE).side ELSE 1 END > 0);
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'patch_check';
CREATE TABLE patched (p patch);
INSERT INTO patched VALUES ((0, 'x'));
INSERT INTO patched VALUES ((NULL, 'x'));
INSERT INTO patched VALUES ((1, 'x'));
CREATE VIEW n7 AS WITH q AS (SELECT 1 UNION SELECT a + 1 FROM c1) SELECT * FROM q CROSS JOIN (SELECT 5 AS g UNION SELECT 2 + a FROM c1) z;
SELECT pg_get_viewdef('n7');
CREATE VIEW n8 AS SELECT 1 AS n UNION ALL (SELECT 2 UNION SELECT 3 ORDER BY 1);
SELECT pg_get_viewdef('n8');
