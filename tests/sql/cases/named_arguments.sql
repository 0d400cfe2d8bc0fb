-- Built-in functions called with named arguments and defaults.
SELECT make_interval(days => 3), make_interval(1, months => 2, secs => 1.5), make_interval(), make_interval(1, 2, 3, 4, 5, 6, 7.25), make_interval(weeks => 2, hours => -1), make_interval(mins := 90);
SELECT make_interval(day => 3);
SELECT make_interval(days => 3, days => 4);
SELECT make_interval(days => 3, 4);
SELECT make_interval(1, years => 4);
SELECT make_interval(days => 'x');
SELECT make_date(year => 2024, month => 2, day => 29), make_date(2024, day => 1, month => 3), make_time(hour => 1, min => 2, sec => 3.5), make_timestamp(year => 2024, month => 1, mday => 2, hour => 3, min => 4, sec => 5);
SELECT make_timestamptz(year => 2024, month => 1, mday => 2, hour => 3, min => 4, sec => 5), make_timestamptz(2024, 1, 2, 3, 4, sec => 5, timezone => 'Europe/Berlin');
SELECT make_date(year => 2024, month => 2);
SELECT jsonb_set('{"a": 1}', '{b}', '2', create_if_missing => false), jsonb_set(jsonb_in => '{"a": 1}', path => '{a}', replacement => '2'), jsonb_set('{"a": 1}', replacement => '5', path => '{c}');
SELECT jsonb_insert('[1, 2]', '{0}', '9', insert_after => true), jsonb_set_lax('{"a": 1}', '{a}', NULL, null_value_treatment => 'delete_key'), jsonb_set_lax('{"a": 1}', '{b}', NULL, create_if_missing => false);
SELECT parse_ident(str => 'a.b'), parse_ident('a.b c', strict => false);
SELECT json_array_elements_text(from_json => '[1, 2]');
SELECT * FROM jsonb_each(from_json => '{"a": 1}');
SELECT upper(string => 'x');
SELECT json_extract_path(from_json => '{"a": {"b": 1}}', VARIADIC path_elems => ARRAY['a', 'b']);
CREATE VIEW ends AS SELECT make_interval(days => 2) AS wait;
SELECT * FROM ends;
