-- Foreign-data wrappers, servers, user mappings and tables, as the catalogs show them.
CREATE EXTENSION postgres_fdw;
CREATE SERVER films_server FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'foo', dbname 'foodb', port '5432');
CREATE SERVER films_server FOREIGN DATA WRAPPER postgres_fdw;
CREATE SERVER IF NOT EXISTS films_server FOREIGN DATA WRAPPER postgres_fdw;
CREATE SERVER other TYPE 'oracle' VERSION '9' FOREIGN DATA WRAPPER nothing;
CREATE USER MAPPING FOR CURRENT_USER SERVER films_server OPTIONS (user 'bob', password 'secret');
CREATE USER MAPPING FOR CURRENT_USER SERVER films_server;
CREATE USER MAPPING IF NOT EXISTS FOR public SERVER films_server;
CREATE FOREIGN TABLE films (
  code char(5) NOT NULL,
  title varchar(40) OPTIONS (column_name 'name') NOT NULL,
  kind text DEFAULT 'x'
) SERVER films_server OPTIONS (schema_name 'public', table_name 'films');
CREATE FOREIGN TABLE IF NOT EXISTS films (a int) SERVER films_server;
CREATE FOREIGN TABLE nowhere (a int) SERVER no_server;
SELECT srvname, srvtype, srvversion, srvoptions FROM pg_foreign_server ORDER BY 1;
SELECT fdwname, fdwoptions FROM pg_foreign_data_wrapper ORDER BY 1;
SELECT srvname, usename, umoptions FROM pg_user_mappings ORDER BY 2;
SELECT ftrelid::regclass, ftoptions FROM pg_foreign_table;
SELECT relkind FROM pg_class WHERE relname = 'films';
SELECT attname, attfdwoptions, attnotnull FROM pg_attribute WHERE attrelid = 'films'::regclass AND attnum > 0 ORDER BY attnum;
SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'public';
ALTER SERVER films_server OPTIONS (SET host 'bar', ADD fetch_size '10', DROP port);
ALTER SERVER films_server OPTIONS (SET nothing 'bar');
ALTER SERVER films_server VERSION '2';
ALTER SERVER films_server OWNER TO postgres;
SELECT srvversion, srvoptions FROM pg_foreign_server;
ALTER FOREIGN TABLE films OPTIONS (SET table_name 'movies');
ALTER FOREIGN TABLE films ALTER COLUMN title OPTIONS (SET column_name 'label');
ALTER FOREIGN TABLE films ADD COLUMN length int;
ALTER FOREIGN TABLE films DROP COLUMN kind;
ALTER FOREIGN TABLE films RENAME TO movies;
SELECT ftrelid::regclass, ftoptions FROM pg_foreign_table;
DROP TABLE movies;
DROP SERVER films_server;
DROP USER MAPPING FOR CURRENT_USER SERVER films_server;
DROP USER MAPPING FOR CURRENT_USER SERVER films_server;
DROP USER MAPPING IF EXISTS FOR CURRENT_USER SERVER films_server;
DROP FOREIGN TABLE movies;
DROP FOREIGN TABLE movies;
DROP FOREIGN TABLE IF EXISTS movies;
DROP SERVER films_server CASCADE;
DROP SERVER IF EXISTS films_server;
DROP SERVER films_server;
DROP FOREIGN DATA WRAPPER postgres_fdw;
DROP EXTENSION postgres_fdw;
CREATE FOREIGN DATA WRAPPER dummy OPTIONS (debug 'true');
CREATE SERVER s FOREIGN DATA WRAPPER dummy;
ALTER FOREIGN DATA WRAPPER dummy OPTIONS (DROP debug);
ALTER SERVER s RENAME TO s2;
DROP FOREIGN DATA WRAPPER dummy CASCADE;
SELECT count(*) FROM pg_foreign_server;
