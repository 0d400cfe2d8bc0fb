-- DISTINCT over groups, with columns that only GROUP BY or ORDER BY names
CREATE TABLE shades (a int, b int, c text);
INSERT INTO shades VALUES (1, 2, 'x'), (3, 4, 'x'), (5, 6, 'y'), (5, NULL, NULL);
SELECT DISTINCT -21 AS n FROM shades GROUP BY b;
SELECT DISTINCT c FROM shades GROUP BY a, c ORDER BY c;
SELECT DISTINCT a % 2 AS odd, count(*) FROM shades GROUP BY a, b ORDER BY 1, 2;
SELECT DISTINCT count(*) FROM shades GROUP BY b ORDER BY count(*);
SELECT DISTINCT 7 AS n FROM shades;
SELECT DISTINCT sum(a) OVER (PARTITION BY c) AS s FROM shades ORDER BY s;
SELECT DISTINCT c IS NULL AS none FROM shades GROUP BY GROUPING SETS ((a, c), (b), ()) ORDER BY none;
SELECT DISTINCT max(a) AS most FROM shades GROUP BY c HAVING count(*) > 0 ORDER BY most LIMIT 1;
SELECT DISTINCT ON (c) c, a FROM shades GROUP BY a, c ORDER BY c, a DESC;
SELECT DISTINCT c FROM shades ORDER BY a;
SELECT DISTINCT ON (a) a, c FROM shades ORDER BY c;
SELECT DISTINCT a FROM shades GROUP BY c;
