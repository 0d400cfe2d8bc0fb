-- Functions that are seldom needed, but are.
SELECT hashtextextended('', 0), hashtextextended('abc', 0), hashtextextended('abc', 5), hashtextextended('a longer text to hash', -1), hashint4extended(7, 0), hashint4extended(-7, 99), hashint8extended(-7, 42), hashint8extended(10000000000, 0), hashint2extended(7::int2, 1), hashoidextended(7, 1), hashfloat8extended(1.5, 3), hashfloat8extended(0, 3), hashnameextended('abc', 0), uuid_hash_extended('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 7), hashbpcharextended('ab ', 0), hashchar('x'), hashcharextended('x', 2);
SELECT pg_try_advisory_lock(hashtextextended('job', 0)), pg_advisory_unlock(hashtextextended('job', 0));
SELECT width_bucket(5, ARRAY[1, 3, 5, 9]), width_bucket(0, ARRAY[1, 3]), width_bucket(99, ARRAY[1, 3]), width_bucket(1.5, ARRAY[1, 2]::numeric[]), width_bucket('m'::text, ARRAY['a', 'k', 'z']), width_bucket(5, ARRAY[]::int[]), width_bucket(now(), ARRAY['yesterday', 'today', 'tomorrow']::timestamptz[]);
SELECT width_bucket(5, ARRAY[1, NULL]);
SELECT width_bucket(5, ARRAY[[1], [2]]);
SELECT width_bucket(5, ARRAY['a']);
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i), percentile_cont(ARRAY[0, 0.25, 1]) WITHIN GROUP (ORDER BY i), percentile_disc(0.5) WITHIN GROUP (ORDER BY i) FROM (VALUES ('1 day'::interval), ('2 days'), ('4 days 06:00')) v(i);
SELECT percentile_cont(0.3) WITHIN GROUP (ORDER BY i) FROM (VALUES ('1 mon'::interval), ('1 day'), (NULL)) v(i);
SELECT pg_sleep_for('1 millisecond'), pg_sleep_until(now());
SELECT '192.168.1/24'::inet, '10/8'::inet;
SELECT '10.1'::inet;
SELECT array_in('{1,2}', 23, -1), array_in('{a,NULL}', 25, -1);
