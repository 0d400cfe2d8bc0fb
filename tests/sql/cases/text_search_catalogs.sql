SELECT oid, cfgname, cfgnamespace, cfgparser FROM pg_ts_config ORDER BY oid;
SELECT oid, dictname, dicttemplate, dictinitoption FROM pg_ts_dict ORDER BY oid;
SELECT oid, prsname, prsnamespace FROM pg_ts_parser;
SELECT oid, tmplname FROM pg_ts_template WHERE tmplname IN ('simple', 'snowball') ORDER BY 1;
SELECT c.cfgname, m.maptokentype, m.mapseqno, m.mapdict::regdictionary FROM pg_ts_config_map m JOIN pg_ts_config c ON c.oid = m.mapcfg WHERE c.cfgname IN ('simple', 'english', 'russian', 'arabic') ORDER BY 1, 2;
SELECT count(*) FROM pg_ts_config_map;
SELECT pg_ts_config_is_visible('english'::regconfig), pg_ts_dict_is_visible('simple'::regdictionary);
