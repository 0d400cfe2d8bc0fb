-- The transaction that wrote a row, and the marks of conflict resolution.
CREATE TABLE t (a int PRIMARY KEY, b text);
INSERT INTO t VALUES (1, 'one') RETURNING ctid, xmin::text::bigint = txid_current() AS mine, xmax;
SELECT a, xmin::text::bigint < txid_current() AS older, xmax FROM t;
INSERT INTO t VALUES (1, 'uno'), (2, 'two') ON CONFLICT (a) DO UPDATE SET b = excluded.b
  RETURNING a, b, xmax = 0 AS inserted, xmin::text::bigint = txid_current() AS mine;
INSERT INTO t VALUES (1, 'x') ON CONFLICT DO NOTHING RETURNING xmax = 0;
UPDATE t SET b = 'deux' WHERE a = 2 RETURNING xmin::text::bigint = txid_current() AS mine, xmax;
DELETE FROM t WHERE a = 2 RETURNING xmin::text::bigint < txid_current() AS older, xmax::text::bigint = txid_current() AS mine;

-- Rows of this transaction and of others.
INSERT INTO t VALUES (2, 'two'), (3, 'three');
BEGIN;
UPDATE t SET b = upper(b) WHERE a = 3;
INSERT INTO t VALUES (4, 'four');
SELECT a, xmin::text::bigint = txid_current() AS mine, age(xmin) = 0 AS young FROM t ORDER BY a;
SELECT a FROM t WHERE xmin::text::bigint >= txid_current() ORDER BY a;
SELECT a FROM t WHERE xmin = (SELECT xmin FROM t WHERE a = 2) ORDER BY a;
COMMIT;
SELECT (SELECT xmin FROM t WHERE a = 3) = (SELECT xmin FROM t WHERE a = 4) AS same,
  (SELECT xmin FROM t WHERE a = 1) = (SELECT xmin FROM t WHERE a = 2) AS other;

-- A row changed meanwhile is not overwritten: xmin as the version of a row.
CREATE TABLE seen AS SELECT a, xmin::text AS version FROM t;
UPDATE t SET b = 'changed' WHERE a = 1;
UPDATE t SET b = 'mine' FROM seen WHERE t.a = seen.a AND t.xmin = seen.version::xid AND t.a = 1;
UPDATE t SET b = 'mine' FROM seen WHERE t.a = seen.a AND t.xmin = seen.version::xid AND t.a = 2;
SELECT a, b FROM t ORDER BY a;

-- A rewrite writes all rows anew; columns added without one do not.
ALTER TABLE t ADD COLUMN c int DEFAULT 7;
SELECT a, c, xmin = (SELECT xmin FROM t WHERE a = 1) AS as_first FROM t ORDER BY a;
ALTER TABLE t ALTER COLUMN c TYPE text;
SELECT count(DISTINCT xmin::text) FROM t;

-- Through views and joins, partitions, and where there is none.
CREATE VIEW versions AS SELECT a, xmin AS version FROM t;
SELECT v.a, v.version = t.xmin AS same, pg_typeof(v.version) FROM versions v JOIN t USING (a) ORDER BY 1;
SELECT t.a, o.xmax FROM t LEFT JOIN t o ON o.a = t.a + 1 ORDER BY 1;
CREATE TABLE p (k int, v text) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
INSERT INTO p VALUES (1, 'a'), (2, 'b') RETURNING tableoid::regclass, k;
UPDATE p SET k = 2 WHERE k = 1 RETURNING tableoid::regclass, xmin::text::bigint = txid_current() AS mine;
SELECT relname, xmin::text::bigint > 0 AS has FROM pg_class WHERE relname = 't';
SELECT age('2'::xid), age('1'::xid);

-- errors
SELECT xmin FROM versions;
SELECT xmin FROM generate_series(1, 2) g;
SELECT max(xmin) FROM t;
SELECT a FROM t ORDER BY xmin;
SELECT xmin < xmax FROM t;
SELECT xmin::bigint FROM t;
SELECT xmin FROM t a, t b;
UPDATE t SET xmin = 4;
INSERT INTO t (xmin) VALUES (1);
ALTER TABLE t ADD COLUMN xmin int;
CREATE TABLE u (xmax int);
CREATE TABLE g (a int, b xid GENERATED ALWAYS AS (xmin) STORED);
ALTER TABLE t DROP COLUMN xmin;
