-- Every form of DECLARE, and what can be assigned to.
CREATE TABLE person (id int, name varchar(10), tags text[], born date DEFAULT '2000-01-01');
INSERT INTO person VALUES (1, 'ann', '{a,b}'), (2, 'bob', NULL);
CREATE TYPE pair AS (x int, y text);
CREATE TYPE nest AS (p pair, list pair[], n numeric(6,2));
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN filled AS text NOT NULL;

DO $$
DECLARE
  a int;
  b int := 3;
  c int = b + 1;
  d int DEFAULT c * 2;
  e CONSTANT text := 'fixed';
  f text NOT NULL := 'full';
  g text COLLATE "C" := 'Zebra';
  h varchar(3) := 'abc';
  i numeric(5,2) := 3.14159;
  j CONSTANT int NOT NULL := 9;
  k person.name%TYPE := 'copied';
  l person%ROWTYPE;
  m record;
  n int[] := ARRAY[1,2,3];
  o text[][] := '{{a,b},{c,d}}';
  q b%TYPE := 17;
  r ALIAS FOR b;
  s char(5) := 'x';
  t positive := 4;
  u pair := (7, 'seven');
  v pair := ROW(8, 'eight');
  w interval := '1 day';
  z person.tags%TYPE := '{p,q}';
BEGIN
  r := r + 10;
  RAISE NOTICE '% % % % % % % % %', a, b, c, d, e, f, g, h, i;
  RAISE NOTICE '% % % % % % [%] % % %', j, k, l, n, o, q, s, t, u, v;
  RAISE NOTICE '% % %', w, z, u.x + v.x;
END $$;
DO $$ DECLARE i int; BEGIN DECLARE i text := 'inner'; BEGIN RAISE NOTICE '%', i; END; RAISE NOTICE '%', i; END $$;
DO $$ <<outer>> DECLARE i int := 1; BEGIN <<inner>> DECLARE i int := 2; BEGIN RAISE NOTICE '% % %', outer.i, inner.i, i; outer.i := 5; END; RAISE NOTICE '%', i; END outer $$;

-- Targets.
DO $$
DECLARE
  p pair; q nest; a int[]; b int[][] := '{{1,2},{3,4}}'; r person; m record; t text[]; ps pair[];
BEGIN
  p.x := 1; p.y := 'one';
  a[3] := 30; a[1] := 10;
  RAISE NOTICE '% %', p, a;
  a[1:2] := '{7,8}';
  RAISE NOTICE '% % %', a, a[2], array_lower(a, 1);
  b[1][2] := 20;
  RAISE NOTICE '%', b;
  q.p.x := 4; q.n := 12.345; q.list[2].y := 'deep';
  RAISE NOTICE '%', q;
  SELECT * INTO r FROM person WHERE id = 1;
  r.tags[2] := 'changed';
  r.name := upper(r.name);
  RAISE NOTICE '%', r;
  SELECT 1 AS one, ARRAY[1,2] AS list, ROW(1,2)::pair AS p INTO m;
  m.list[1] := 100; m.one := 11;
  RAISE NOTICE '% %', m, (m.p).y;
  ps := array_append(ps, ROW(1, 'z')::pair);
  ps[1].x := 42;
  RAISE NOTICE '%', ps;
  t := NULL; t[2] := 'from null';
  RAISE NOTICE '%', t;
  r := ROW(5, 'five', NULL, NULL);
  RAISE NOTICE '%', r;
  r := NULL;
  RAISE NOTICE '% %', r, r IS NULL;
  SELECT 3, 'three' INTO p.x, p.y;
  RAISE NOTICE '%', p;
  SELECT 5, 'five' INTO p;
  RAISE NOTICE '%', p;
  m := p;
  RAISE NOTICE '%', m.y;
END $$;
DO $$ DECLARE a int; BEGIN a := 3.7; RAISE NOTICE '%', a; a := '12'; RAISE NOTICE '%', a; END $$;
DO $$ DECLARE a int := 1; b int; BEGIN a, b := 2; END $$;
DO $$ DECLARE a int = 1; BEGIN a = 2; RAISE NOTICE '%', a; END $$;

-- errors
DO $$ DECLARE a CONSTANT int := 1; BEGIN a := 2; END $$;
DO $$ DECLARE a CONSTANT int := 1; BEGIN SELECT 1 INTO a; END $$;
DO $$ DECLARE a int NOT NULL; BEGIN END $$;
DO $$ DECLARE a int NOT NULL := NULL; BEGIN END $$;
DO $$ DECLARE a int NOT NULL := 1; BEGIN a := NULL; END $$;
DO $$ DECLARE a int COLLATE "C"; BEGIN END $$;
DO $$ DECLARE a int; a text; BEGIN END $$;
DO $$ DECLARE a nothere%TYPE; BEGIN END $$;
DO $$ DECLARE a nothere%ROWTYPE; BEGIN END $$;
DO $$ DECLARE a person.nope%TYPE; BEGIN END $$;
DO $$ DECLARE a nosuchtype; BEGIN END $$;
DO $$ DECLARE a varchar(3) := 'abcd'; BEGIN END $$;
DO $$ DECLARE a numeric(3,1) := 123.4; BEGIN END $$;
DO $$ DECLARE a positive := -1; BEGIN END $$;
DO $$ DECLARE a positive; BEGIN a := 0; END $$;
DO $$ DECLARE a filled; BEGIN END $$;
DO $$ DECLARE a filled := 'x'; BEGIN a := NULL; END $$;
DO $$ DECLARE p pair; BEGIN p.z := 1; END $$;
DO $$ DECLARE p pair; BEGIN RAISE NOTICE '%', p.z; END $$;
DO $$ DECLARE m record; BEGIN m.a := 1; END $$;
DO $$ DECLARE m record; BEGIN RAISE NOTICE '%', m.a; END $$;
DO $$ DECLARE m record; BEGIN RAISE NOTICE '%', m; END $$;
DO $$ DECLARE a int; BEGIN a := 'x'; END $$;
DO $$ DECLARE a int; BEGIN a[1] := 2; END $$;
DO $$ DECLARE a int[]; BEGIN a['x'] := 2; END $$;
DO $$ DECLARE a int[]; BEGIN a[NULL] := 2; END $$;
DO $$ DECLARE a ALIAS FOR b; BEGIN END $$;
DO $$ BEGIN nothere := 1; END $$;
DO $$ DECLARE a int; BEGIN SELECT 1 INTO b; END $$;
DO $$ DECLARE a int; b int; BEGIN SELECT 1 INTO a, b; RAISE NOTICE '% %', a, b; END $$;
DO $$ DECLARE m record; BEGIN SELECT 1 INTO m, m; END $$;
DO $$ DECLARE a int := (SELECT id FROM person); BEGIN END $$;
DO $$ DECLARE a int := 1, 2; BEGIN END $$;
