-- What comes with PostgreSQL or an extension can be named by statements.
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION citext;
CREATE SCHEMA tools;
CREATE EXTENSION fuzzystrmatch SCHEMA tools;
CREATE ROLE reader;
SELECT oid::regprocedure, pronamespace::regnamespace, prolang IN (SELECT oid FROM pg_language WHERE lanname = 'c') AS c
  FROM pg_proc WHERE proname IN ('uuid_generate_v4', 'uuid_nil', 'soundex', 'difference') ORDER BY proname;
SELECT count(*) FROM pg_proc WHERE proname IN ('crypt', 'akeys', 'unaccent');
SELECT to_regprocedure('uuid_generate_v4()'), to_regprocedure('uuid_generate_v5(uuid, text)'), to_regproc('nosuch');
SELECT routine_schema, routine_name, data_type FROM information_schema.routines
  WHERE routine_name LIKE 'uuid_generate%' ORDER BY 2;
SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend
  WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'uuid-ossp')
    AND deptype = 'e' ORDER BY 1;
SELECT oprname, oprnamespace::regnamespace FROM pg_operator
  WHERE oprleft = 'citext'::regtype AND oprright = 'citext'::regtype AND oprname IN ('=', '<') ORDER BY 1;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'uuid_generate_v4') THEN
    RAISE NOTICE 'there';
  END IF;
END $$;
-- Comments
COMMENT ON FUNCTION uuid_generate_v4() IS 'random';
SELECT obj_description('uuid_generate_v4()'::regprocedure, 'pg_proc');
COMMENT ON FUNCTION uuid_nil IS 'nothing but zeroes';
COMMENT ON FUNCTION tools.soundex(text) IS 'how it sounds';
COMMENT ON FUNCTION soundex(text) IS 'not in the path';
COMMENT ON FUNCTION lower(text) IS 'built in';
COMMENT ON FUNCTION lower IS 'which?';
COMMENT ON AGGREGATE count(*) IS 'how many';
COMMENT ON FUNCTION count(*) IS 'no function';
COMMENT ON OPERATOR + (integer, integer) IS 'plus';
COMMENT ON OPERATOR + (integer, uuid) IS 'plus';
COMMENT ON COLLATION "C" IS 'bytes';
COMMENT ON COLLATION nosuch IS 'bytes';
-- Privileges
GRANT EXECUTE ON FUNCTION uuid_generate_v4() TO reader;
REVOKE ALL ON FUNCTION uuid_generate_v4() FROM PUBLIC;
SELECT proacl FROM pg_proc WHERE oid = 'uuid_generate_v4()'::regprocedure;
REVOKE EXECUTE ON FUNCTION uuid_generate_v4() FROM reader;
SELECT proacl FROM pg_proc WHERE oid = 'uuid_generate_v4()'::regprocedure;
SELECT proacl FROM pg_proc WHERE oid = 'uuid_nil()'::regprocedure;
GRANT SELECT ON FUNCTION uuid_nil() TO reader;
GRANT ALL ON FUNCTION pg_catalog.now() TO reader WITH GRANT OPTION;
SELECT proacl FROM pg_proc WHERE oid = 'now()'::regprocedure;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tools TO reader;
SELECT proname, proacl FROM pg_proc WHERE pronamespace = 'tools'::regnamespace AND proname IN ('soundex', 'difference') ORDER BY 1;
GRANT EXECUTE ON FUNCTION nosuch() TO reader;
GRANT EXECUTE ON PROCEDURE uuid_nil() TO reader;
-- Owners
ALTER FUNCTION uuid_nil() OWNER TO CURRENT_USER;
-- Not to be dropped, nor made again
DROP FUNCTION uuid_generate_v4();
DROP FUNCTION IF EXISTS uuid_generate_v4();
DROP FUNCTION now();
DROP FUNCTION IF EXISTS nosuch();
DROP AGGREGATE count(*);
DROP OPERATOR + (integer, integer);
DROP OPERATOR - (NONE, integer);
DROP CAST (integer AS bigint);
DROP COLLATION "C";
DROP LANGUAGE plpgsql;
CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';
CREATE FUNCTION tools.soundex(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION soundex(text) RETURNS text LANGUAGE sql AS 'SELECT upper($1)';
SELECT soundex('a'), tools.soundex('a');
DROP FUNCTION soundex(text);
-- A function of one's own that is found first.
CREATE FUNCTION lower(uuid) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
COMMENT ON FUNCTION lower(uuid) IS 'mine';
SELECT obj_description('lower(uuid)'::regprocedure, 'pg_proc');
DROP FUNCTION lower(uuid);
-- One that replaces an extension's is called in its place.
CREATE OR REPLACE FUNCTION uuid_nil() RETURNS uuid LANGUAGE sql AS 'SELECT ''ffffffff-ffff-ffff-ffff-ffffffffffff''::uuid';
SELECT uuid_nil(), public.uuid_nil();
-- With their extension they go.
DROP EXTENSION "uuid-ossp";
SELECT uuid_nil();
SELECT count(*) FROM pg_proc WHERE proname LIKE 'uuid_generate%';
COMMENT ON FUNCTION uuid_generate_v4() IS 'gone';
GRANT EXECUTE ON FUNCTION uuid_generate_v4() TO reader;
-- Languages
CREATE LANGUAGE plpgsql;
CREATE OR REPLACE LANGUAGE plpgsql;
CREATE OR REPLACE TRUSTED PROCEDURAL LANGUAGE plpgsql;
ALTER SCHEMA tools RENAME TO pg_tools;
DROP OWNED BY reader;
DROP ROLE reader;
COMMENT ON PROCEDURE now() IS 'x';
COMMENT ON FUNCTION sum(integer) IS 'x';
DROP FUNCTION sum(integer);
DROP AGGREGATE IF EXISTS lower(text);
DROP PROCEDURE lower;
