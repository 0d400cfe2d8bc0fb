-- pg_proc, pg_operator, pg_cast, pg_aggregate and pg_type list what is built in.
SELECT oid, proname, pronamespace::regnamespace, prorettype::regtype, proargtypes, provolatile, proisstrict, prokind, proretset, pronargs, pronargdefaults, provariadic FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN ('abs', 'make_interval', 'jsonb_set', 'json_each', 'concat', 'now', 'random', 'int4in', 'bit', 'slope') ORDER BY oid;
SELECT oid::regprocedure, pg_get_function_arguments(oid), pg_get_function_result(oid), pg_get_function_identity_arguments(oid) FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN ('make_interval', 'jsonb_set', 'json_each', 'json_build_array', 'format', 'parse_ident', 'percentile_disc', 'generate_series', 'string_agg', 'row_number', 'normalize', 'json_extract_path') ORDER BY pg_proc.oid;
SELECT proname, proargnames, proargmodes, proallargtypes FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN ('json_each', 'concat', 'make_date', 'jsonb_extract_path', 'abs') ORDER BY oid;
SELECT oid, oprname, oprkind, oprleft::regtype, oprright::regtype, oprresult::regtype, oprcom, oprnegate, oprcode::oid, oprcanmerge, oprcanhash FROM pg_operator WHERE oprleft IN ('point'::regtype, 'bit'::regtype, 'bool'::regtype) OR oprright = 'circle'::regtype ORDER BY oid;
SELECT castsource::regtype, casttarget::regtype, castfunc, castcontext, castmethod FROM pg_cast WHERE castsource IN ('bit'::regtype, 'int4'::regtype, 'box'::regtype) ORDER BY castsource, casttarget;
SELECT aggfnoid::regprocedure, aggkind, aggnumdirectargs FROM pg_aggregate JOIN pg_proc ON pg_proc.oid = aggfnoid WHERE proname IN ('sum', 'count', 'mode', 'bit_and', 'array_agg') ORDER BY aggfnoid::oid;
SELECT typname, typinput, typoutput, typreceive, typsend, typmodin, typmodout, typelem::regtype, typsubscript, typbyval, typlen, typstorage, typanalyze FROM pg_type WHERE typname IN ('int4', '_int4', 'varchar', '_varchar', 'point', 'box', 'name', 'record', 'anyarray', 'jsonb', 'numeric', 'int4range', 'bit', 'macaddr', 'text', 'void') ORDER BY oid;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN small AS int CHECK (value < 10);
CREATE TYPE pair AS (a int, b text);
SELECT typname, typinput, typoutput, typreceive, typsend, typstorage FROM pg_type WHERE typname IN ('mood', '_mood', 'small', 'pair', '_pair') ORDER BY 1;
SELECT typname FROM pg_type WHERE typinput = 'array_in'::regproc AND typname IN ('_int4', 'int4', '_mood', 'mood') ORDER BY 1;
SELECT 'abs(integer)'::regprocedure, 'now'::regproc, 'array_in'::regproc::oid, 2281::regtype, 1299::regproc;
SELECT pg_function_is_visible('abs(integer)'::regprocedure), pg_operator_is_visible(96);
CREATE FUNCTION twice(n int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
SELECT n.nspname, p.proname, pg_get_function_result(p.oid), pg_get_function_arguments(p.oid), CASE p.prokind WHEN 'a' THEN 'agg' WHEN 'w' THEN 'window' WHEN 'p' THEN 'proc' ELSE 'func' END FROM pg_proc p LEFT JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proname ~ '^(twice|abs)$' AND pg_function_is_visible(p.oid) ORDER BY 1, 2, 4;
SELECT a.amname, c.opcname, c.opcdefault FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod WHERE c.opcintype = 'int4'::regtype ORDER BY 1, 2;
-- Support functions can be called.
SELECT int4send(258), textsend('ab'), box_send('(1,2),(0,0)'), uuid_in(md5('x')::cstring), 'ab'::text::cstring, ('ab'::cstring)::text, int4out(7)::text;
SELECT '5'::text::cstring::int;
