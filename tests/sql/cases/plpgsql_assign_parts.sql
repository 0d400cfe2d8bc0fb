-- Slices, elements of several dimensions, and keys of jsonb as targets.
CREATE TABLE docs (id int, doc jsonb, grid int[]);
DO $$
DECLARE b int[][] := '{{1,2,3},{4,5,6},{7,8,9}}'; a int[] := '{1,2,3,4,5}'; t text[]; n int := 2;
BEGIN
  b[2:3][1:2] := '{{40,50},{70,80}}';
  RAISE NOTICE '%', b;
  b[1][3] := 33;
  b[n:n][n:n] := ARRAY[[-5]];
  RAISE NOTICE '%', b;
  a[2:3] := '{20,30}';
  a[:1] := ARRAY[10];
  a[5:] := ARRAY[50];
  a[7:8] := '{70,80}';
  RAISE NOTICE '%', a;
  t[2:3] := '{b,c}';
  RAISE NOTICE '%', t;
END $$;
DO $$
DECLARE j jsonb := '{"a": 1}'; k text := 'key'; r docs; e jsonb;
BEGIN
  j['b'] := '2';
  j['c']['d'] := '"deep"';
  j[k] := to_jsonb('v'::text);
  RAISE NOTICE '%', j;
  j['list'] := '[1, 2, 3]';
  j['list'][1] := '"two"';
  j['list'][-1] := 'null';
  RAISE NOTICE '%', j['list'];
  e['new'] := 'true';
  RAISE NOTICE '%', e;
  r.doc['x'] := '{"y": []}';
  r.doc['x']['y'][0] := '7';
  r.grid[2] := 5;
  r.id := 1;
  RAISE NOTICE '%', r;
  j['c'] := NULL;
  RAISE NOTICE '%', j;
END $$;

-- errors
DO $$ DECLARE b int[][] := '{{1,2},{3,4}}'; BEGIN b[1:2][1:2] := '{{9}}'; END $$;
DO $$ DECLARE a int[]; BEGIN a[:2] := '{1,2}'; END $$;
DO $$ DECLARE a int[] := '{1,2,3}'; BEGIN a[3:1] := '{1,2}'; END $$;
DO $$ DECLARE b int[][] := '{{1,2},{3,4}}'; BEGIN b[1] := 2; END $$;
DO $$ DECLARE b int[][] := '{{1,2},{3,4}}'; BEGIN b[5][5] := 2; END $$;
DO $$ DECLARE j jsonb := '{}'; BEGIN j[NULL] := '1'; END $$;
DO $$ DECLARE j jsonb := '{}'; BEGIN j['a'] := 'not json'; END $$;
DO $$ DECLARE j jsonb := '{"a": 1}'; BEGIN j['a']['b'] := '1'; END $$;
DO $$ DECLARE j jsonb := '{}'; BEGIN j['a':'b'] := '1'; END $$;
DO $$ DECLARE j json := '{}'; BEGIN j['a'] := '1'; END $$;
CREATE TABLE g (id int, grid int[]);
INSERT INTO g VALUES (1, '{{1,2},{3,4}}'), (2, NULL);
UPDATE g SET grid[1:2][2:2] = '{{20},{40}}' WHERE id = 1;
UPDATE g SET grid[2:3][1:2] = '{1,2,3,4}' WHERE id = 2;
SELECT * FROM g ORDER BY id;
UPDATE g SET grid[1:1] = '{7,8}' WHERE id = 1;
SELECT grid FROM g WHERE id = 1;
UPDATE g SET grid[1:1][1:1][1:1] = '{7,8}' WHERE id = 1;
UPDATE g SET grid[1:3][1:1] = '{7,8,9}' WHERE id = 1;
