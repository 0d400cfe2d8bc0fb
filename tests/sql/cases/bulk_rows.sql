-- Rows in bulk: long VALUES lists of literals, entries of indexes in order, and whose error comes
-- first.
CREATE TABLE owners (id int PRIMARY KEY, name varchar(8) NOT NULL);
CREATE TABLE items (
  id bigint PRIMARY KEY,
  owner_id int REFERENCES owners (id),
  code text NOT NULL,
  kind varchar(5) DEFAULT 'none',
  price numeric(8,2),
  ratio double precision,
  small smallint CHECK (small < 100),
  flag boolean,
  due date,
  at timestamptz,
  note jsonb
);
CREATE UNIQUE INDEX items_code ON items (code);
CREATE INDEX items_owner ON items (owner_id);
CREATE UNIQUE INDEX items_flag ON items (small) WHERE flag;
INSERT INTO owners VALUES (1, 'ann'), (2, 'bob'), (3, 'cyd');
INSERT INTO items VALUES
  (1, 1, 'a', 'x', 1, 1, 1, true, '2024-01-01', '2024-01-01 10:00:00+02', '{"a": [1, 2]}'),
  (2, 2, 'b', 'y', 1.5, 1.5, -2, false, '2024-02-29', '2024-01-01', 'null'),
  (-3, NULL, 'c', NULL, -1.005, -1e3, '3', 'off', NULL, NULL, NULL),
  (9223372036854775807, 3, '', 'zzzzz', '7.129', '1e-3', 4, 'yes', 'epoch', '1999-12-31 23:59:60Z', '7');
SELECT * FROM items ORDER BY id;
SELECT id, code FROM items WHERE owner_id = 2;
SELECT id FROM items WHERE code = 'c';
INSERT INTO items (id, code, price) VALUES (10, 'k', 12), (11, 'l', 13) RETURNING id, code, kind, price;
INSERT INTO items (code, id) VALUES ('m', 12), ('n', 13);
INSERT INTO items (id, code) VALUES (20, 'o'), (21, 'a'), (22, 'q');
INSERT INTO items (id, code) VALUES (20, 'o'), (10, 'p'), (21, 'a');
INSERT INTO items (id, code) VALUES (20, 'a'), (10, 'p'), (21, 'a');
INSERT INTO items (id, code) VALUES (20, 'o'), (21, 'p'), (20, 'q');
INSERT INTO items (id, code) VALUES (20, 'o'), (21, 'o'), (20, 'q');
INSERT INTO items (id, code, small) VALUES (20, 'o', 1), (21, 'p', 200), (20, 'q', 3);
INSERT INTO items (id, code, small) VALUES (20, 'o', 1), (20, 'p', 2), (21, 'q', 200);
INSERT INTO items (id, code) VALUES (20, 'o'), (20, 'p'), (21, NULL);
INSERT INTO items (id, code) VALUES (20, 'o'), (21, NULL), (20, 'p');
INSERT INTO items (id, code, small, flag) VALUES (30, 'r', 7, true), (31, 's', 7, false), (32, 't', 7, true);
INSERT INTO items (id, code, owner_id) VALUES (40, 'u', 1), (41, 'v', 99), (42, 'w', 98);
INSERT INTO items (id, code, owner_id) VALUES (40, 'u', 99), (41, 'v', 1), (40, 'w', 1);
SELECT count(*) FROM items;
INSERT INTO items (id, code) VALUES (50, 'x'), (9223372036854775808, 'y');
INSERT INTO items (id, code, owner_id) VALUES (50, 'x', 1), (51, 'y', 3000000000);
INSERT INTO items (id, code, small) VALUES (50, 'x', 1), (51, 'y', 40000);
INSERT INTO items (id, code, small) VALUES (50, 'x', 1), (51, 'y', -32769);
INSERT INTO items (id, code, kind) VALUES (50, 'x', 'abcde'), (51, 'y', 'abcdef');
INSERT INTO items (id, code, kind) VALUES (50, 'x', 'abcde'), (51, 'y', 'abcde   ');
INSERT INTO items (id, code, price) VALUES (60, 'x2', 1), (61, 'y2', 1234567.8);
INSERT INTO items (id, code, price) VALUES (60, 'x2', 1), (61, 'y2', 'abc');
INSERT INTO items (id, code, due) VALUES (60, 'x2', '2024-01-01'), (61, 'y2', '2024-02-30');
INSERT INTO items (id, code, due) VALUES (60, 'x2', '2024-01-01'), (61, 'y2', 20240230);
INSERT INTO items (id, code, flag) VALUES (60, 'x2', true), (61, 'y2', 1);
INSERT INTO items (id, code, flag) VALUES (60, 'x2', true), (61, 'y2', 'maybe');
INSERT INTO items (id, code, note) VALUES (60, 'x2', '{}'), (61, 'y2', '{');
INSERT INTO items (id, code, kind) VALUES (60, 'x2', 1), (61, 'y2', 22);
INSERT INTO items (id, code, kind) VALUES (62, 'x3', true), (63, 'y3', false);
INSERT INTO items (id, code) VALUES (70, 'z1'), (71);
INSERT INTO items (id, code) VALUES (70, 'z1', 1), (71, 'z2', 2);
INSERT INTO items (id, code, kind) VALUES (70, 'z1'), (71, 'z2');
INSERT INTO items VALUES (70, 1, 'z1'), (71, 1, 'z2');
INSERT INTO items (id, code) VALUES (72, 'z3'), (73, 'z4'
INSERT INTO items (id, code) VALUES (72, 'z3'), (73, 'z4) ;
INSERT INTO items (id, code) VALUES (72, 'z3'), (73, E'z\x344'), (74, 'it''s'), (75, $$dollar$$);
INSERT INTO items (id, code) VALUES (76, 'z6'), (70 + 7, upper('z7')), (78, DEFAULT);
INSERT INTO items (id, code, kind) VALUES (76, 'z6', DEFAULT), (70 + 7, upper('z7'), 'k');
INSERT INTO items (id, code, kind) VALUES (1, 'zz', 'k'), (80, 'z8', 'k') ON CONFLICT DO NOTHING;
INSERT INTO items (id, code, kind) VALUES (80, 'z8', 'k'), (81, 'z9', 'k') ON CONFLICT (id) DO UPDATE SET kind = 'up' RETURNING id, kind;
INSERT INTO items (id, code, kind) VALUES (82, 'za', 'k'), (82, 'zb', 'k') ON CONFLICT (id) DO UPDATE SET kind = 'up';
SELECT id, code, kind, price FROM items WHERE id >= 50 ORDER BY id;
INSERT INTO owners VALUES (4, 'toolonganame'), (5, 'eve');
INSERT INTO owners VALUES (4, 'dan      '), (5, NULL);
-- A key column, an identity and a generated column want the ordinary way.
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE mixed (
  id int GENERATED ALWAYS AS IDENTITY,
  d positive,
  m mood,
  list int[],
  twice int GENERATED ALWAYS AS (d * 2) STORED,
  seq serial
);
INSERT INTO mixed (d, m, list) VALUES (1, 'sad', '{1,2}'), (2, 'happy', '{}');
INSERT INTO mixed (d, m) VALUES (3, 'ok'), (-4, 'ok');
INSERT INTO mixed (d, m) VALUES (3, 'ok'), (4, 'glum');
INSERT INTO mixed (id, d) VALUES (1, 1), (2, 2);
INSERT INTO mixed (d, twice) VALUES (1, 1), (2, 2);
SELECT id, d, m, list, twice, seq FROM mixed ORDER BY id;
-- A constant that does not fit is refused before a sequence moves.
CREATE TABLE counted (id serial, n smallint);
INSERT INTO counted (n) VALUES (70000);
INSERT INTO counted (n) VALUES (1), (70000);
INSERT INTO counted (n) VALUES (1 / 0);
INSERT INTO counted (n) VALUES (5);
SELECT * FROM counted;
SELECT 1 / 0 FROM counted WHERE false;
SELECT CASE WHEN n > 0 THEN n ELSE 1 END FROM counted;
-- Many rows at once, into empty and into filled indexes.
CREATE TABLE bulk (id int PRIMARY KEY, code text UNIQUE, grp int);
CREATE INDEX bulk_grp ON bulk (grp DESC, code);
INSERT INTO bulk SELECT i, 'c' || (i * 7919 % 10007), i % 13 FROM generate_series(1, 3000) i;
SELECT count(*), min(code), max(code) FROM bulk;
SELECT id FROM bulk WHERE code = 'c7919';
INSERT INTO bulk SELECT i, 'c' || (i * 7919 % 10007), i % 13 FROM generate_series(6000, 3001, -1) i;
SELECT id, code FROM bulk WHERE grp = 5 ORDER BY code LIMIT 5;
SELECT count(*) FROM bulk WHERE grp = 5;
INSERT INTO bulk SELECT i, 'd' || i % 1500, 0 FROM generate_series(10001, 13000) i;
INSERT INTO bulk SELECT 10000 - i, 'd' || i, 0 FROM generate_series(1, 5000) i;
SELECT count(*) FROM bulk;
BEGIN;
INSERT INTO bulk SELECT i, 'e' || i, 0 FROM generate_series(20001, 21000) i;
SAVEPOINT s;
INSERT INTO bulk SELECT i, 'f' || i, 0 FROM generate_series(21001, 22000) i;
ROLLBACK TO s;
INSERT INTO bulk SELECT i, 'f' || i, 0 FROM generate_series(21001, 21010) i;
SELECT count(*) FROM bulk WHERE code LIKE 'f%';
COMMIT;
SELECT count(*) FROM bulk WHERE id > 20000;
-- Functions and triggers look at the table while it is being filled.
CREATE FUNCTION bulk_size() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT count(*) FROM bulk WHERE id > 30000';
INSERT INTO bulk SELECT 30000 + i, 'g' || bulk_size(), 0 FROM generate_series(1, 5) i;
SELECT id, code FROM bulk WHERE id > 30000 ORDER BY id;
CREATE FUNCTION no_twins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM bulk WHERE code = NEW.code) THEN
    NEW.code := NEW.code || '*';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_twins BEFORE INSERT ON bulk FOR EACH ROW EXECUTE FUNCTION no_twins();
INSERT INTO bulk VALUES (40001, 'same', 1), (40002, 'same', 1), (40003, 'other', 1);
INSERT INTO bulk VALUES (40004, 'same', 1), (40005, 'same', 1);
SELECT id, code FROM bulk WHERE id > 40000 ORDER BY id;
-- A table that refers to itself.
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree (id));
INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 4), (4, 2);
INSERT INTO tree VALUES (5, 4), (6, 7);
SELECT * FROM tree ORDER BY id;
-- Deferrable keys.
CREATE TABLE places (id int PRIMARY KEY, pos int UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO places VALUES (1, 1), (2, 2), (3, 1);
INSERT INTO places VALUES (1, 1), (2, 2), (3, 3);
SELECT * FROM places ORDER BY id;
