-- Cursors: bound, with arguments, unbound, over text; FETCH and MOVE every way; returned to the caller.
CREATE TABLE n (i int PRIMARY KEY, t text);
INSERT INTO n SELECT g, 'n' || g FROM generate_series(1, 6) g;

DO $$
DECLARE
  plain CURSOR FOR SELECT * FROM n ORDER BY i;
  args CURSOR (lo int, hi int) IS SELECT i FROM n WHERE i BETWEEN lo AND hi ORDER BY i;
  ns NO SCROLL CURSOR FOR SELECT i FROM n ORDER BY i;
  sc SCROLL CURSOR FOR SELECT i FROM n ORDER BY i;
  free refcursor;
  r record; a int; b text; c int;
BEGIN
  OPEN plain;
  FETCH plain INTO r; RAISE NOTICE '% found %', r, FOUND;
  FETCH NEXT FROM plain INTO a, b; RAISE NOTICE '% %', a, b;
  MOVE plain; FETCH plain INTO a, b; RAISE NOTICE 'after move % %', a, b;
  MOVE FORWARD 1 FROM plain; GET DIAGNOSTICS c = ROW_COUNT; RAISE NOTICE 'moved %', c;
  FETCH plain INTO a, b; RAISE NOTICE '% %', a, b;
  FETCH plain INTO a, b; RAISE NOTICE '% % %', a, b, FOUND;
  CLOSE plain;
  OPEN args(2, 4);
  LOOP FETCH args INTO a; EXIT WHEN NOT FOUND; RAISE NOTICE 'arg %', a; END LOOP;
  CLOSE args;
  OPEN args(hi := 6, lo := 5); FETCH args INTO a; RAISE NOTICE 'named %', a; CLOSE args;
  FOR r IN args(1, 2) LOOP RAISE NOTICE 'loop %', r.i; END LOOP;
  FOR r IN plain LOOP RAISE NOTICE '%', r.t; EXIT WHEN r.i = 2; END LOOP;
  OPEN sc;
  FETCH LAST FROM sc INTO a; RAISE NOTICE 'last %', a;
  FETCH PRIOR FROM sc INTO a; RAISE NOTICE 'prior %', a;
  FETCH FIRST FROM sc INTO a; RAISE NOTICE 'first %', a;
  FETCH ABSOLUTE 3 FROM sc INTO a; RAISE NOTICE 'absolute %', a;
  FETCH RELATIVE -1 FROM sc INTO a; RAISE NOTICE 'relative %', a;
  FETCH ABSOLUTE -1 FROM sc INTO a; RAISE NOTICE 'absolute -1 %', a;
  FETCH BACKWARD FROM sc INTO a; RAISE NOTICE 'backward %', a;
  FETCH FORWARD FROM sc INTO a; RAISE NOTICE 'forward %', a;
  MOVE ALL FROM sc; GET DIAGNOSTICS c = ROW_COUNT; RAISE NOTICE 'all %', c;
  FETCH sc INTO a; RAISE NOTICE 'past % %', a, FOUND;
  MOVE BACKWARD ALL IN sc; FETCH sc INTO a; RAISE NOTICE 'again %', a;
  CLOSE sc;
  OPEN free FOR SELECT t FROM n WHERE i = 5;
  RAISE NOTICE 'open %', free IS NOT NULL;
  FETCH free INTO b; CLOSE free; RAISE NOTICE '%', b;
  free := NULL;
  OPEN free SCROLL FOR EXECUTE 'SELECT t FROM n WHERE i > $1 ORDER BY i' USING 4;
  FETCH free INTO b; FETCH free INTO b; RAISE NOTICE '%', b; CLOSE free;
  free := 'named'; OPEN free FOR SELECT 1; RAISE NOTICE '%', free; CLOSE free;
END $$;

-- A function gives cursors to its caller.
CREATE FUNCTION opened(c refcursor, top int) RETURNS refcursor LANGUAGE plpgsql AS $$
BEGIN OPEN c FOR SELECT * FROM n WHERE i <= top ORDER BY i; RETURN c; END $$;
BEGIN;
SELECT opened('mine', 4);
FETCH ALL IN mine;
MOVE BACKWARD 2 IN mine;
CLOSE mine;
SELECT opened('other', 2);
FETCH 1 FROM other;
FETCH 1 FROM other;
FETCH 1 FROM other;
COMMIT;
FETCH 1 FROM other;
BEGIN;
DECLARE sqlcur CURSOR FOR SELECT i FROM n ORDER BY i;
DO $$ DECLARE c refcursor := 'sqlcur'; a int; BEGIN FETCH c INTO a; RAISE NOTICE '%', a; MOVE c; END $$;
FETCH sqlcur;
COMMIT;

-- errors
DO $$ DECLARE c CURSOR FOR SELECT 1; a int; BEGIN FETCH c INTO a; END $$;
DO $$ DECLARE c CURSOR FOR SELECT 1; BEGIN OPEN c; OPEN c; END $$;
DO $$ DECLARE c CURSOR FOR SELECT 1; BEGIN CLOSE c; END $$;
DO $$ DECLARE c refcursor := 'gone'; a int; BEGIN FETCH c INTO a; END $$;
DO $$ DECLARE c NO SCROLL CURSOR FOR SELECT 1; a int; BEGIN OPEN c; FETCH PRIOR FROM c INTO a; END $$;
DO $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c; END $$;
DO $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c(1, 2); END $$;
DO $$ DECLARE c CURSOR (x int) FOR SELECT x; BEGIN OPEN c(y := 1); END $$;
DO $$ DECLARE c CURSOR (x int, y int) FOR SELECT x; BEGIN OPEN c(1, x := 1); END $$;
DO $$ DECLARE c CURSOR FOR SELECT 1; BEGIN OPEN c(1); END $$;
DO $$ DECLARE c CURSOR FOR SELECT 1; BEGIN OPEN c FOR SELECT 2; END $$;
DO $$ DECLARE c refcursor; BEGIN OPEN c; END $$;
DO $$ DECLARE c refcursor; BEGIN OPEN c FOR UPDATE n SET t = t; END $$;
DO $$ DECLARE c refcursor; BEGIN OPEN c FOR EXECUTE 'DELETE FROM n'; END $$;
DO $$ DECLARE c int; BEGIN OPEN c FOR SELECT 1; END $$;
DO $$ DECLARE c CURSOR FOR SELECT 1; BEGIN FOR r IN c LOOP OPEN c; END LOOP; END $$;
DO $$ DECLARE c refcursor; BEGIN FOR r IN c LOOP NULL; END LOOP; END $$;
