-- CREATE RULE: statements rewritten before they run.
CREATE TABLE t (id int PRIMARY KEY, name text DEFAULT 'none', n int);
CREATE TABLE log (op text, id int, old_name text, new_name text);

CREATE RULE keep AS ON DELETE TO t DO INSTEAD NOTHING;
INSERT INTO t VALUES (1, 'one', 10), (2, 'two', 20), (3, 'three', 30);
DELETE FROM t;
SELECT count(*) FROM t;
DROP RULE keep ON t;

CREATE RULE log_insert AS ON INSERT TO t DO ALSO INSERT INTO log VALUES ('insert', NEW.id, NULL, NEW.name);
CREATE RULE log_update AS ON UPDATE TO t WHERE NEW.name <> OLD.name
  DO INSERT INTO log VALUES ('update', OLD.id, OLD.name, NEW.name);
CREATE RULE log_delete AS ON DELETE TO t DO ALSO INSERT INTO log SELECT 'delete', OLD.id, OLD.name, NULL;
INSERT INTO t (id) VALUES (4);
INSERT INTO t SELECT g, 'n' || g FROM generate_series(5, 6) g;
UPDATE t SET n = 0 WHERE id = 1;
UPDATE t SET name = upper(name), n = n + 1 WHERE id IN (1, 2);
DELETE FROM t WHERE id >= 5;
DELETE FROM t WHERE id = 77;
SELECT * FROM log;
SELECT * FROM t ORDER BY id;
SELECT tablename, rulename, definition FROM pg_rules WHERE schemaname = 'public' AND rulename <> 'log_delete' ORDER BY 1, 2;
SELECT rulename, ev_type, ev_enabled, is_instead FROM pg_rewrite JOIN (SELECT oid, relname FROM pg_class) c ON c.oid = ev_class WHERE relname = 't' ORDER BY 1;

-- A condition decides row by row; what it leaves is done as written.
CREATE TABLE small (id int, v text);
CREATE TABLE big (id int, v text);
CREATE RULE route AS ON INSERT TO small WHERE NEW.id >= 100 DO INSTEAD INSERT INTO big VALUES (NEW.*);
INSERT INTO small VALUES (1, 'a'), (100, 'b'), (2, 'c'), (200, 'd');
SELECT * FROM small ORDER BY id;
SELECT * FROM big ORDER BY id;
CREATE RULE frozen AS ON UPDATE TO big WHERE OLD.id = 100 DO INSTEAD NOTHING;
UPDATE big SET v = 'changed';
SELECT * FROM big ORDER BY id;

-- Views that take writes by their rules.
CREATE VIEW v AS SELECT t.id, t.name, count(log.id) AS logged FROM t LEFT JOIN log ON log.id = t.id GROUP BY t.id, t.name;
INSERT INTO v VALUES (9, 'nine');
CREATE RULE v_ins AS ON INSERT TO v DO INSTEAD INSERT INTO t (id, name) VALUES (NEW.id, coalesce(NEW.name, 'unnamed')) RETURNING id, name, 0::bigint;
CREATE RULE v_upd AS ON UPDATE TO v DO INSTEAD UPDATE t SET name = NEW.name WHERE id = OLD.id;
CREATE RULE v_del AS ON DELETE TO v DO INSTEAD (DELETE FROM t WHERE id = OLD.id; INSERT INTO log VALUES ('view', OLD.id, OLD.name, NULL));
INSERT INTO v VALUES (9, 'nine');
INSERT INTO v (id) VALUES (10) RETURNING *;
INSERT INTO v (id, name) VALUES (11, 'x'), (12, 'y') RETURNING name, id + 1 AS next;
UPDATE v SET name = 'NINE' WHERE id = 9;
UPDATE v SET name = 'q' WHERE logged > 100;
DELETE FROM v WHERE name = 'x';
SELECT id, name FROM v WHERE id >= 9 ORDER BY id;
SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename LIKE 'v\_%' ORDER BY rulename;
CREATE OR REPLACE RULE v_del AS ON DELETE TO v DO INSTEAD NOTHING;
DELETE FROM v;
SELECT count(*) > 3 FROM v;

-- Names, states, dependencies.
ALTER RULE v_del ON v RENAME TO v_delete;
COMMENT ON RULE v_delete ON v IS 'keeps all';
SELECT obj_description(oid, 'pg_rewrite') FROM pg_rewrite WHERE rulename = 'v_delete';
ALTER TABLE t DISABLE RULE log_insert;
INSERT INTO t VALUES (20, 'silent', 0);
SELECT count(*) FROM log WHERE new_name = 'silent';
ALTER TABLE t ENABLE RULE log_insert;
ALTER TABLE t RENAME COLUMN name TO title;
INSERT INTO t VALUES (21, 'renamed', 0);
SELECT * FROM log WHERE id = 21;
SELECT definition FROM pg_rules WHERE rulename = 'log_update';
DROP TABLE log;
DROP TABLE log CASCADE;
SELECT rulename FROM pg_rules WHERE schemaname = 'public' ORDER BY 1;
DROP RULE IF EXISTS gone ON t;
DROP VIEW IF EXISTS v;
SELECT rulename FROM pg_rules WHERE schemaname = 'public' ORDER BY 1;
CREATE FUNCTION del(i int) RETURNS int LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN DELETE FROM t WHERE id = i; GET DIAGNOSTICS n = ROW_COUNT; RETURN n; END $$;
CREATE RULE keep1 AS ON DELETE TO t WHERE OLD.id = 1 DO INSTEAD NOTHING;
SELECT del(1), del(2);
SELECT id FROM t ORDER BY id;

-- errors
CREATE RULE keep1 AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE x AS ON INSERT TO t DO INSERT INTO big VALUES (OLD.id);
CREATE RULE x AS ON DELETE TO t DO INSERT INTO big VALUES (NEW.id);
CREATE RULE x AS ON INSERT TO t DO INSERT INTO big VALUES (NEW.nope);
CREATE RULE x AS ON INSERT TO nosuch DO NOTHING;
CREATE RULE x AS ON INSERT TO t WHERE NEW.id DO NOTHING;
CREATE RULE x AS ON INSERT TO t WHERE id > 0 DO NOTHING;
CREATE RULE x AS ON INSERT TO t_pkey DO NOTHING;
DROP RULE nosuch ON t;
ALTER RULE nosuch ON t RENAME TO x;
ALTER RULE keep1 ON t RENAME TO keep1;
ALTER TABLE t ENABLE RULE nosuch;
CREATE RULE loop AS ON UPDATE TO t DO INSTEAD UPDATE t SET n = 1 WHERE id = OLD.id;
UPDATE t SET n = 2;
DROP RULE loop ON t;
CREATE RULE noret AS ON INSERT TO t DO INSTEAD NOTHING;
INSERT INTO t VALUES (50) RETURNING id;
INSERT INTO t VALUES (50) ON CONFLICT DO NOTHING;
WITH w AS (INSERT INTO t VALUES (50) RETURNING id) SELECT 1;
MERGE INTO t USING big ON t.id = big.id WHEN MATCHED THEN DELETE;
