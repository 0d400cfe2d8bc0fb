-- abbrev() of a network leaves out what the mask does
SELECT abbrev('10.0.0.0/8'::cidr), abbrev('10.0.0.0/8'::inet), abbrev('10.1.0.0/16'::cidr), abbrev('192.168.1.5/32'::cidr), abbrev('10.1.0.0/16'::inet);
SELECT abbrev('0.0.0.0/0'::cidr), abbrev('2001:db8::/32'::cidr), abbrev('2001:db8::1/128'::cidr), abbrev('2001:db8::1/64'::inet), abbrev('10.0.0.0/12'::cidr);
CREATE TABLE nets (c cidr, i inet);
INSERT INTO nets VALUES ('10.2.0.0/16', '10.2.3.4/16');
SELECT abbrev(c), abbrev(i) FROM nets;
-- a cast between types that are not there
CREATE CAST (nosuch AS int) WITH INOUT;
CREATE CAST (int AS nosuch.t) WITH INOUT;
DROP CAST (nosuch AS int);
-- persistence changes once
CREATE TABLE pers (a int);
ALTER TABLE pers SET UNLOGGED, SET LOGGED;
ALTER TABLE pers SET LOGGED, SET LOGGED;
ALTER TABLE pers SET UNLOGGED;
SELECT relpersistence FROM pg_class WHERE relname = 'pers';
ALTER TABLE pers SET LOGGED, SET UNLOGGED;
CREATE TEMP TABLE tpers (a int);
ALTER TABLE tpers SET UNLOGGED;
ALTER TABLE tpers SET LOGGED;
-- defaults see what is declared before them
DO $$ DECLARE a int := 1; b int := a + 1; BEGIN RAISE NOTICE '% %', a, b; END $$;
DO $$ DECLARE a int := b; b int := 1; BEGIN RAISE NOTICE '%', a; END $$;
CREATE FUNCTION later_default() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a int := b + 1; b int := 1; BEGIN RETURN a; END $$;
SELECT later_default();
DO $$ DECLARE b int := 5; BEGIN DECLARE a int := b; b int := 7; BEGIN RAISE NOTICE '% %', a, b; END; END $$;
-- foreign keys hold persistence together
CREATE TABLE par (id int PRIMARY KEY);
CREATE TABLE chi (id int REFERENCES par);
ALTER TABLE par SET UNLOGGED;
ALTER TABLE chi SET UNLOGGED;
ALTER TABLE par SET UNLOGGED;
ALTER TABLE chi SET LOGGED;
ALTER TABLE par SET LOGGED;
ALTER TABLE chi SET LOGGED;
CREATE TABLE self_ref (id int PRIMARY KEY, up int REFERENCES self_ref);
ALTER TABLE self_ref SET UNLOGGED;
ALTER TABLE self_ref SET LOGGED;
CREATE VIEW pers_v AS SELECT 1 AS one;
ALTER TABLE pers_v SET UNLOGGED;
