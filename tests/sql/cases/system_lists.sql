-- Zones, and settings that only old dumps have
SELECT name, abbrev, utc_offset, is_dst FROM pg_timezone_names
WHERE name IN ('UTC', 'Etc/GMT+5', 'Asia/Tokyo', 'America/Bogota') ORDER BY name COLLATE "C";
SELECT count(*) > 400 FROM pg_timezone_names;
SELECT 'Europe/Paris' IN (SELECT name FROM pg_timezone_names), 'Mars/Base' IN (SELECT name FROM pg_catalog.pg_timezone_names);
SELECT * FROM pg_timezone_abbrevs WHERE abbrev IN ('CEST', 'EST', 'NPT') ORDER BY abbrev COLLATE "C";
CREATE TABLE trip (id int, tz text);
INSERT INTO trip VALUES (1, 'Asia/Tokyo'), (2, 'tokyo'), (3, 'UTC');
UPDATE trip SET tz = 'UTC' WHERE tz NOT IN (SELECT name FROM pg_timezone_names);
SELECT * FROM trip ORDER BY id;
SET default_with_oids = false;
SHOW default_with_oids;
SET default_with_oids = true;
SET default_with_oid = false;

-- A range type brings the cast to its multirange
CREATE TYPE span AS RANGE (subtype = int4);
CREATE SCHEMA other;
CREATE TYPE other.stretch AS RANGE (subtype = text, multirange_type_name = other.stretches);
SELECT castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext, castmethod
FROM pg_cast WHERE castsource >= 16384 ORDER BY castsource;
SELECT span(1, 3)::span_multirange, '[5,8)'::span::span_multirange;
SELECT count(*) FROM pg_cast WHERE castsource = 'span'::regtype AND casttarget = 'int4range'::regtype;
DROP TYPE span;
SELECT castsource::regtype FROM pg_cast WHERE castsource >= 16384;
DROP TYPE nowhere.stretch;
