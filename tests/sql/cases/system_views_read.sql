-- Every system view can be read while there is something of each kind to list.
CREATE SCHEMA one;
CREATE TYPE mood AS ENUM ('low', 'high');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0) DEFAULT 1;
CREATE TYPE pair AS (x integer, y positive);
CREATE TYPE span AS RANGE (subtype = numeric);
CREATE SEQUENCE counted OWNED BY NONE;
CREATE COLLATION bytes FROM "C";
CREATE TABLE parent (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name varchar(20) NOT NULL UNIQUE DEFAULT 'x' COLLATE bytes,
  feeling mood, size positive, at pair, tags text[], within span,
  twice integer GENERATED ALWAYS AS (1 + 1) STORED,
  CHECK (length(name) > 0)
);
CREATE TABLE child (parent_id bigint REFERENCES parent ON DELETE CASCADE, EXCLUDE USING btree (parent_id WITH =));
CREATE TABLE heir () INHERITS (parent);
CREATE TABLE parted (day date, n integer) PARTITION BY RANGE (day);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE typed OF pair;
CREATE UNLOGGED TABLE quick (a integer);
CREATE TEMPORARY TABLE passing (a integer);
CREATE INDEX parent_size ON parent (size) WHERE size > 2;
CREATE INDEX parted_n ON parted ((n + 1));
CREATE STATISTICS related ON id, name FROM parent;
CREATE VIEW seen AS SELECT p.id, p.name, count(*) FROM parent p JOIN child c ON c.parent_id = p.id GROUP BY p.id;
CREATE VIEW simple AS SELECT id, name FROM parent WHERE id > 0 WITH CHECK OPTION;
CREATE MATERIALIZED VIEW kept AS SELECT * FROM parent;
CREATE FUNCTION plus_one(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + $2';
CREATE FUNCTION some_rows(OUT x integer, OUT y text) RETURNS SETOF record LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
  AS 'BEGIN RETURN QUERY SELECT 1, ''a''; END';
CREATE PROCEDURE nothing(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE AGGREGATE total (integer) (SFUNC = plus_one, STYPE = integer, INITCOND = '0');
CREATE OPERATOR <%%> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = plus_one);
CREATE CAST (pair AS text) WITH INOUT;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF name ON parent FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION touched();
CREATE RULE no_delete AS ON DELETE TO quick DO INSTEAD NOTHING;
ALTER TABLE parent ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON parent FOR SELECT USING (id > 0);
CREATE PUBLICATION news FOR TABLE parent;
CREATE EXTENSION citext;
CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER away FOREIGN DATA WRAPPER far OPTIONS (host 'h');
CREATE USER MAPPING FOR CURRENT_USER SERVER away OPTIONS (username 'u');
CREATE FOREIGN TABLE remote (a integer OPTIONS (c 'd')) SERVER away OPTIONS (e 'f');
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
COMMENT ON TABLE parent IS 'of all';
COMMENT ON COLUMN parent.name IS 'how it is called';
GRANT SELECT (id), INSERT ON parent TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
PREPARE waiting AS SELECT 1;
DECLARE later CURSOR WITH HOLD FOR SELECT 1;
DO $$
DECLARE
  seen record;
  rows bigint;
BEGIN
  FOR seen IN SELECT oid::regclass AS name FROM pg_class
      WHERE relkind IN ('r', 'v') AND relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) LOOP
    BEGIN
      EXECUTE 'SELECT count(*) FROM (SELECT v::text FROM ' || seen.name || ' v OFFSET 0) t' INTO rows;
    EXCEPTION WHEN others THEN
      RAISE NOTICE '%: % %', seen.name, SQLSTATE, SQLERRM;
    END;
  END LOOP;
END $$;
SELECT routine_name, routine_type, data_type, type_udt_name, routine_body, external_language, is_deterministic, is_null_call,
       security_type, dtd_identifier
  FROM information_schema.routines WHERE routine_schema = 'public' AND routine_name IN ('nothing', 'plus_one', 'some_rows', 'touched', 'total') ORDER BY 1;
