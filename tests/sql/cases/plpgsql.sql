CREATE TABLE item (id int PRIMARY KEY, qty int, updated timestamptz, note text);
CREATE TABLE audit (n serial, op text, old_qty int, new_qty int);
CREATE FUNCTION touch() RETURNS trigger AS $$
BEGIN
  NEW.updated = CURRENT_TIMESTAMP;
  IF NEW.qty < 0 THEN
    RAISE EXCEPTION 'qty % is negative for item %', NEW.qty, NEW.id USING ERRCODE = '22023', HINT = 'use zero';
  END IF;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER item_touch BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO item (id, qty) VALUES (1, 5) RETURNING id, qty, updated IS NOT NULL AS touched;
INSERT INTO item (id, qty) VALUES (2, -5);
UPDATE item SET qty = -1 WHERE id = 1;
CREATE FUNCTION log_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit (op, new_qty) VALUES (TG_OP, NEW.qty);
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO audit (op, old_qty, new_qty) VALUES (TG_OP, OLD.qty, NEW.qty);
    RETURN NEW;
  END IF;
  INSERT INTO audit (op, old_qty) VALUES (TG_OP, OLD.qty);
  RETURN OLD;
END $$;
CREATE TRIGGER item_log AFTER INSERT OR UPDATE OR DELETE ON item FOR EACH ROW EXECUTE FUNCTION log_item();
INSERT INTO item (id, qty) VALUES (2, 2), (3, 3);
UPDATE item SET qty = qty * 10 WHERE id > 1;
DELETE FROM item WHERE id = 3;
SELECT op, old_qty, new_qty FROM audit ORDER BY n;
CREATE FUNCTION skip() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE TRIGGER a_skip BEFORE DELETE ON item FOR EACH ROW WHEN (OLD.id = 2) EXECUTE FUNCTION skip();
DELETE FROM item;
SELECT id FROM item;
DROP TRIGGER a_skip ON item;
DROP TRIGGER a_skip ON item;
DROP TRIGGER IF EXISTS a_skip ON item;
DROP FUNCTION touch();
DROP FUNCTION nosuch();
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN a + b; END $$;
SELECT add(1, 2), add(5), add(b => 3, a => 4);
SELECT add('x', 1);
SELECT add(1, 2, 3);
CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION sq(n int) RETURNS int LANGUAGE sql AS 'SELECT n * n';
SELECT sq(7);
CREATE FUNCTION fact(n int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE r bigint := 1;
BEGIN
  FOR i IN 2..n LOOP r := r * i; END LOOP;
  RETURN r;
END $$;
SELECT fact(10), fact(0);
CREATE FUNCTION evens(n int) RETURNS SETOF int LANGUAGE plpgsql AS $$
DECLARE i int := 0;
BEGIN
  WHILE i < n LOOP
    i := i + 1;
    CONTINUE WHEN i % 2 = 1;
    RETURN NEXT i;
    EXIT WHEN i >= 6;
  END LOOP;
END $$;
SELECT * FROM evens(100);
CREATE FUNCTION tab(n int) RETURNS TABLE (k int, v text) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT g, 'v' || g FROM generate_series(1, n) g;
END $$;
SELECT * FROM tab(2);
CREATE FUNCTION safe_div(a int, b int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (a / b)::text;
EXCEPTION
  WHEN division_by_zero THEN RETURN 'div0: ' || SQLERRM;
  WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
SELECT safe_div(6, 3), safe_div(1, 0);
DO $$
DECLARE rec record; total int := 0; name text;
BEGIN
  FOR rec IN SELECT id, qty FROM item ORDER BY id LOOP
    total := total + coalesce(rec.qty, 0);
  END LOOP;
  SELECT note INTO name FROM item WHERE id = 12345;
  IF NOT FOUND THEN RAISE NOTICE 'none, total %', total; END IF;
  PERFORM 1;
  EXECUTE 'INSERT INTO item (id, qty) VALUES ($1, $2)' USING 50, 5;
  EXECUTE format('SELECT qty FROM %I WHERE id = 50', 'item') INTO total;
  RAISE WARNING 'now %', total;
END $$;
DO $$ BEGIN INSERT INTO item (id) VALUES (60); BEGIN INSERT INTO item (id) VALUES (60); EXCEPTION WHEN unique_violation THEN RAISE NOTICE 'dup'; END; END $$;
SELECT count(*) FROM item WHERE id = 60;
DO $$ BEGIN RAISE EXCEPTION 'boom'; END $$;
DO $$ DECLARE x int; BEGIN x := 'abc'; END $$;
DO $$ BEGIN PERFORM nope(); END $$;
DO $$ DECLARE x int; BEGIN SELECT 1, 2 INTO STRICT x FROM item WHERE id = 999; END $$;
CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETRN 1; END $$;
CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF true THEN RETURN 1; END $$;
CREATE FUNCTION noret() RETURNS int LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
SELECT noret();
CREATE FUNCTION stmt_trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% % % on %', TG_NAME, TG_WHEN, TG_OP, TG_TABLE_NAME; RETURN NULL; END $$;
CREATE TRIGGER st AFTER UPDATE ON item FOR EACH STATEMENT EXECUTE FUNCTION stmt_trg();
UPDATE item SET qty = 1 WHERE id = 0;
CREATE TRIGGER bad BEFORE UPDATE ON nosuch FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER bad BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION nosuch();
CREATE TRIGGER bad BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION add();
CREATE PROCEDURE put(i int) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO item (id, qty) VALUES (i, i); END $$;
CALL put(77);
CALL put(77);
SELECT put(78);
SELECT qty FROM item WHERE id = 77;
CREATE FUNCTION arr_sum(xs int[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE s int := 0; x int;
BEGIN
  FOREACH x IN ARRAY xs LOOP s := s + x; END LOOP;
  RETURN s;
END $$;
SELECT arr_sum(ARRAY[1,2,3]);
CREATE FUNCTION grade(n int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  CASE WHEN n > 90 THEN RETURN 'A'; WHEN n > 80 THEN RETURN 'B'; ELSE RETURN 'C'; END CASE;
END $$;
SELECT grade(95), grade(85), grade(1);
DROP TABLE item CASCADE;
