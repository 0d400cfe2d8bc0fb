// The columns of every system relation, with PostgreSQL 15's names and types, and the list of those
// relations without a generator: they exist and are empty here. Private to system_views*.cc.
#pragma once

#include "catalog/system_view.h"

namespace rung::catalog::columns {

inline constexpr SystemColumn kPgAggregate[] = {
    {"aggfnoid", oid::kRegproc}, {"aggkind", oid::kQchar}, {"aggnumdirectargs", oid::kInt2},
    {"aggtransfn", oid::kRegproc}, {"aggfinalfn", oid::kRegproc}, {"aggcombinefn", oid::kRegproc},
    {"aggserialfn", oid::kRegproc}, {"aggdeserialfn", oid::kRegproc},
    {"aggmtransfn", oid::kRegproc}, {"aggminvtransfn", oid::kRegproc},
    {"aggmfinalfn", oid::kRegproc}, {"aggfinalextra", oid::kBool}, {"aggmfinalextra", oid::kBool},
    {"aggfinalmodify", oid::kQchar}, {"aggmfinalmodify", oid::kQchar}, {"aggsortop", oid::kOid},
    {"aggtranstype", oid::kOid}, {"aggtransspace", oid::kInt4}, {"aggmtranstype", oid::kOid},
    {"aggmtransspace", oid::kInt4}, {"agginitval", oid::kText}, {"aggminitval", oid::kText}};
inline constexpr SystemColumn kPgAm[] = {
    {"oid", oid::kOid}, {"amname", oid::kName}, {"amhandler", oid::kRegproc},
    {"amtype", oid::kQchar}};
inline constexpr SystemColumn kPgAttrdef[] = {
    {"oid", oid::kOid}, {"adrelid", oid::kOid}, {"adnum", oid::kInt2}, {"adbin", oid::kPgnodetree}};
inline constexpr SystemColumn kPgAttribute[] = {
    {"attrelid", oid::kOid}, {"attname", oid::kName}, {"atttypid", oid::kOid},
    {"attstattarget", oid::kInt4}, {"attlen", oid::kInt2}, {"attnum", oid::kInt2},
    {"attndims", oid::kInt4}, {"attcacheoff", oid::kInt4}, {"atttypmod", oid::kInt4},
    {"attbyval", oid::kBool}, {"attalign", oid::kQchar}, {"attstorage", oid::kQchar},
    {"attcompression", oid::kQchar}, {"attnotnull", oid::kBool}, {"atthasdef", oid::kBool},
    {"atthasmissing", oid::kBool}, {"attidentity", oid::kQchar}, {"attgenerated", oid::kQchar},
    {"attisdropped", oid::kBool}, {"attislocal", oid::kBool}, {"attinhcount", oid::kInt4},
    {"attcollation", oid::kOid}, {"attacl", oid::kAclitemArray}, {"attoptions", oid::kTextArray},
    {"attfdwoptions", oid::kTextArray}, {"attmissingval", oid::kTextArray}};
inline constexpr SystemColumn kPgAuthMembers[] = {
    {"roleid", oid::kOid}, {"member", oid::kOid}, {"grantor", oid::kOid},
    {"admin_option", oid::kBool}};
inline constexpr SystemColumn kPgAuthid[] = {
    {"oid", oid::kOid}, {"rolname", oid::kName}, {"rolsuper", oid::kBool},
    {"rolinherit", oid::kBool}, {"rolcreaterole", oid::kBool}, {"rolcreatedb", oid::kBool},
    {"rolcanlogin", oid::kBool}, {"rolreplication", oid::kBool}, {"rolbypassrls", oid::kBool},
    {"rolconnlimit", oid::kInt4}, {"rolpassword", oid::kText}, {"rolvaliduntil", oid::kTimestamptz}};
inline constexpr SystemColumn kPgAvailableExtensionVersions[] = {
    {"name", oid::kName}, {"version", oid::kText}, {"installed", oid::kBool},
    {"superuser", oid::kBool}, {"trusted", oid::kBool}, {"relocatable", oid::kBool},
    {"schema", oid::kName}, {"requires", oid::kNameArray}, {"comment", oid::kText}};
inline constexpr SystemColumn kPgAvailableExtensions[] = {
    {"name", oid::kName}, {"default_version", oid::kText}, {"installed_version", oid::kText},
    {"comment", oid::kText}};
inline constexpr SystemColumn kPgCast[] = {
    {"oid", oid::kOid}, {"castsource", oid::kOid}, {"casttarget", oid::kOid},
    {"castfunc", oid::kOid}, {"castcontext", oid::kQchar}, {"castmethod", oid::kQchar}};
inline constexpr SystemColumn kPgClass[] = {
    {"oid", oid::kOid}, {"relname", oid::kName}, {"relnamespace", oid::kOid},
    {"reltype", oid::kOid}, {"reloftype", oid::kOid}, {"relowner", oid::kOid}, {"relam", oid::kOid},
    {"relfilenode", oid::kOid}, {"reltablespace", oid::kOid}, {"relpages", oid::kInt4},
    {"reltuples", oid::kFloat4}, {"relallvisible", oid::kInt4}, {"reltoastrelid", oid::kOid},
    {"relhasindex", oid::kBool}, {"relisshared", oid::kBool}, {"relpersistence", oid::kQchar},
    {"relkind", oid::kQchar}, {"relnatts", oid::kInt2}, {"relchecks", oid::kInt2},
    {"relhasrules", oid::kBool}, {"relhastriggers", oid::kBool}, {"relhassubclass", oid::kBool},
    {"relrowsecurity", oid::kBool}, {"relforcerowsecurity", oid::kBool},
    {"relispopulated", oid::kBool}, {"relreplident", oid::kQchar}, {"relispartition", oid::kBool},
    {"relrewrite", oid::kOid}, {"relfrozenxid", oid::kXid}, {"relminmxid", oid::kXid},
    {"relacl", oid::kAclitemArray}, {"reloptions", oid::kTextArray},
    {"relpartbound", oid::kPgnodetree}};
inline constexpr SystemColumn kPgCollation[] = {
    {"oid", oid::kOid}, {"collname", oid::kName}, {"collnamespace", oid::kOid},
    {"collowner", oid::kOid}, {"collprovider", oid::kQchar}, {"collisdeterministic", oid::kBool},
    {"collencoding", oid::kInt4}, {"collcollate", oid::kText}, {"collctype", oid::kText},
    {"colliculocale", oid::kText}, {"collversion", oid::kText}};
inline constexpr SystemColumn kPgConstraint[] = {
    {"oid", oid::kOid}, {"conname", oid::kName}, {"connamespace", oid::kOid},
    {"contype", oid::kQchar}, {"condeferrable", oid::kBool}, {"condeferred", oid::kBool},
    {"convalidated", oid::kBool}, {"conrelid", oid::kOid}, {"contypid", oid::kOid},
    {"conindid", oid::kOid}, {"conparentid", oid::kOid}, {"confrelid", oid::kOid},
    {"confupdtype", oid::kQchar}, {"confdeltype", oid::kQchar}, {"confmatchtype", oid::kQchar},
    {"conislocal", oid::kBool}, {"coninhcount", oid::kInt4}, {"connoinherit", oid::kBool},
    {"conkey", oid::kInt2Array}, {"confkey", oid::kInt2Array}, {"conpfeqop", oid::kOidArray},
    {"conppeqop", oid::kOidArray}, {"conffeqop", oid::kOidArray},
    {"confdelsetcols", oid::kInt2Array}, {"conexclop", oid::kOidArray},
    {"conbin", oid::kPgnodetree}};
inline constexpr SystemColumn kPgDatabase[] = {
    {"oid", oid::kOid}, {"datname", oid::kName}, {"datdba", oid::kOid}, {"encoding", oid::kInt4},
    {"datlocprovider", oid::kQchar}, {"datistemplate", oid::kBool}, {"datallowconn", oid::kBool},
    {"datconnlimit", oid::kInt4}, {"datfrozenxid", oid::kXid}, {"datminmxid", oid::kXid},
    {"dattablespace", oid::kOid}, {"datcollate", oid::kText}, {"datctype", oid::kText},
    {"daticulocale", oid::kText}, {"datcollversion", oid::kText}, {"datacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgDbRoleSetting[] = {
    {"setdatabase", oid::kOid}, {"setrole", oid::kOid}, {"setconfig", oid::kTextArray}};
inline constexpr SystemColumn kPgDefaultAcl[] = {
    {"oid", oid::kOid}, {"defaclrole", oid::kOid}, {"defaclnamespace", oid::kOid},
    {"defaclobjtype", oid::kQchar}, {"defaclacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgDepend[] = {
    {"classid", oid::kOid}, {"objid", oid::kOid}, {"objsubid", oid::kInt4},
    {"refclassid", oid::kOid}, {"refobjid", oid::kOid}, {"refobjsubid", oid::kInt4},
    {"deptype", oid::kQchar}};
inline constexpr SystemColumn kPgDescription[] = {
    {"objoid", oid::kOid}, {"classoid", oid::kOid}, {"objsubid", oid::kInt4},
    {"description", oid::kText}};
inline constexpr SystemColumn kPgEnum[] = {
    {"oid", oid::kOid}, {"enumtypid", oid::kOid}, {"enumsortorder", oid::kFloat4},
    {"enumlabel", oid::kName}};
inline constexpr SystemColumn kPgEventTrigger[] = {
    {"oid", oid::kOid}, {"evtname", oid::kName}, {"evtevent", oid::kName}, {"evtowner", oid::kOid},
    {"evtfoid", oid::kOid}, {"evtenabled", oid::kQchar}, {"evttags", oid::kTextArray}};
inline constexpr SystemColumn kPgExtension[] = {
    {"oid", oid::kOid}, {"extname", oid::kName}, {"extowner", oid::kOid},
    {"extnamespace", oid::kOid}, {"extrelocatable", oid::kBool}, {"extversion", oid::kText},
    {"extconfig", oid::kOidArray}, {"extcondition", oid::kTextArray}};
inline constexpr SystemColumn kPgForeignDataWrapper[] = {
    {"oid", oid::kOid}, {"fdwname", oid::kName}, {"fdwowner", oid::kOid}, {"fdwhandler", oid::kOid},
    {"fdwvalidator", oid::kOid}, {"fdwacl", oid::kAclitemArray}, {"fdwoptions", oid::kTextArray}};
inline constexpr SystemColumn kPgForeignServer[] = {
    {"oid", oid::kOid}, {"srvname", oid::kName}, {"srvowner", oid::kOid}, {"srvfdw", oid::kOid},
    {"srvtype", oid::kText}, {"srvversion", oid::kText}, {"srvacl", oid::kAclitemArray},
    {"srvoptions", oid::kTextArray}};
inline constexpr SystemColumn kPgForeignTable[] = {
    {"ftrelid", oid::kOid}, {"ftserver", oid::kOid}, {"ftoptions", oid::kTextArray}};
inline constexpr SystemColumn kPgGroup[] = {
    {"groname", oid::kName}, {"grosysid", oid::kOid}, {"grolist", oid::kOidArray}};
inline constexpr SystemColumn kPgIndex[] = {
    {"indexrelid", oid::kOid}, {"indrelid", oid::kOid}, {"indnatts", oid::kInt2},
    {"indnkeyatts", oid::kInt2}, {"indisunique", oid::kBool}, {"indnullsnotdistinct", oid::kBool},
    {"indisprimary", oid::kBool}, {"indisexclusion", oid::kBool}, {"indimmediate", oid::kBool},
    {"indisclustered", oid::kBool}, {"indisvalid", oid::kBool}, {"indcheckxmin", oid::kBool},
    {"indisready", oid::kBool}, {"indislive", oid::kBool}, {"indisreplident", oid::kBool},
    {"indkey", oid::kInt2vector}, {"indcollation", oid::kOidvector}, {"indclass", oid::kOidvector},
    {"indoption", oid::kInt2vector}, {"indexprs", oid::kPgnodetree}, {"indpred", oid::kPgnodetree}};
inline constexpr SystemColumn kPgIndexes[] = {
    {"schemaname", oid::kName}, {"tablename", oid::kName}, {"indexname", oid::kName},
    {"tablespace", oid::kName}, {"indexdef", oid::kText}};
inline constexpr SystemColumn kPgInherits[] = {
    {"inhrelid", oid::kOid}, {"inhparent", oid::kOid}, {"inhseqno", oid::kInt4},
    {"inhdetachpending", oid::kBool}};
inline constexpr SystemColumn kPgInitPrivs[] = {
    {"objoid", oid::kOid}, {"classoid", oid::kOid}, {"objsubid", oid::kInt4},
    {"privtype", oid::kQchar}, {"initprivs", oid::kAclitemArray}};
inline constexpr SystemColumn kPgLanguage[] = {
    {"oid", oid::kOid}, {"lanname", oid::kName}, {"lanowner", oid::kOid}, {"lanispl", oid::kBool},
    {"lanpltrusted", oid::kBool}, {"lanplcallfoid", oid::kOid}, {"laninline", oid::kOid},
    {"lanvalidator", oid::kOid}, {"lanacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgLargeobjectMetadata[] = {
    {"oid", oid::kOid}, {"lomowner", oid::kOid}, {"lomacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgMatviews[] = {
    {"schemaname", oid::kName}, {"matviewname", oid::kName}, {"matviewowner", oid::kName},
    {"tablespace", oid::kName}, {"hasindexes", oid::kBool}, {"ispopulated", oid::kBool},
    {"definition", oid::kText}};
inline constexpr SystemColumn kPgNamespace[] = {
    {"oid", oid::kOid}, {"nspname", oid::kName}, {"nspowner", oid::kOid},
    {"nspacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgOpclass[] = {
    {"oid", oid::kOid}, {"opcmethod", oid::kOid}, {"opcname", oid::kName},
    {"opcnamespace", oid::kOid}, {"opcowner", oid::kOid}, {"opcfamily", oid::kOid},
    {"opcintype", oid::kOid}, {"opcdefault", oid::kBool}, {"opckeytype", oid::kOid}};
inline constexpr SystemColumn kPgOperator[] = {
    {"oid", oid::kOid}, {"oprname", oid::kName}, {"oprnamespace", oid::kOid},
    {"oprowner", oid::kOid}, {"oprkind", oid::kQchar}, {"oprcanmerge", oid::kBool},
    {"oprcanhash", oid::kBool}, {"oprleft", oid::kOid}, {"oprright", oid::kOid},
    {"oprresult", oid::kOid}, {"oprcom", oid::kOid}, {"oprnegate", oid::kOid},
    {"oprcode", oid::kRegproc}, {"oprrest", oid::kRegproc}, {"oprjoin", oid::kRegproc}};
inline constexpr SystemColumn kPgParameterAcl[] = {
    {"oid", oid::kOid}, {"parname", oid::kText}, {"paracl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgPartitionedTable[] = {
    {"partrelid", oid::kOid}, {"partstrat", oid::kQchar}, {"partnatts", oid::kInt2},
    {"partdefid", oid::kOid}, {"partattrs", oid::kInt2vector}, {"partclass", oid::kOidvector},
    {"partcollation", oid::kOidvector}, {"partexprs", oid::kPgnodetree}};
inline constexpr SystemColumn kPgPolicies[] = {
    {"schemaname", oid::kName}, {"tablename", oid::kName}, {"policyname", oid::kName},
    {"permissive", oid::kText}, {"roles", oid::kNameArray}, {"cmd", oid::kText},
    {"qual", oid::kText}, {"with_check", oid::kText}};
inline constexpr SystemColumn kPgPolicy[] = {
    {"oid", oid::kOid}, {"polname", oid::kName}, {"polrelid", oid::kOid}, {"polcmd", oid::kQchar},
    {"polpermissive", oid::kBool}, {"polroles", oid::kOidArray}, {"polqual", oid::kPgnodetree},
    {"polwithcheck", oid::kPgnodetree}};
inline constexpr SystemColumn kPgPreparedXacts[] = {
    {"transaction", oid::kXid}, {"gid", oid::kText}, {"prepared", oid::kTimestamptz},
    {"owner", oid::kName}, {"database", oid::kName}};
inline constexpr SystemColumn kPgProc[] = {
    {"oid", oid::kOid}, {"proname", oid::kName}, {"pronamespace", oid::kOid},
    {"proowner", oid::kOid}, {"prolang", oid::kOid}, {"procost", oid::kFloat4},
    {"prorows", oid::kFloat4}, {"provariadic", oid::kOid}, {"prosupport", oid::kRegproc},
    {"prokind", oid::kQchar}, {"prosecdef", oid::kBool}, {"proleakproof", oid::kBool},
    {"proisstrict", oid::kBool}, {"proretset", oid::kBool}, {"provolatile", oid::kQchar},
    {"proparallel", oid::kQchar}, {"pronargs", oid::kInt2}, {"pronargdefaults", oid::kInt2},
    {"prorettype", oid::kOid}, {"proargtypes", oid::kOidvector}, {"proallargtypes", oid::kOidArray},
    {"proargmodes", oid::kQCharArray}, {"proargnames", oid::kTextArray},
    {"proargdefaults", oid::kPgnodetree}, {"protrftypes", oid::kOidArray}, {"prosrc", oid::kText},
    {"probin", oid::kText}, {"prosqlbody", oid::kPgnodetree}, {"proconfig", oid::kTextArray},
    {"proacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgPublication[] = {
    {"oid", oid::kOid}, {"pubname", oid::kName}, {"pubowner", oid::kOid},
    {"puballtables", oid::kBool}, {"pubinsert", oid::kBool}, {"pubupdate", oid::kBool},
    {"pubdelete", oid::kBool}, {"pubtruncate", oid::kBool}, {"pubviaroot", oid::kBool}};
inline constexpr SystemColumn kPgPublicationNamespace[] = {
    {"oid", oid::kOid}, {"pnpubid", oid::kOid}, {"pnnspid", oid::kOid}};
inline constexpr SystemColumn kPgPublicationRel[] = {
    {"oid", oid::kOid}, {"prpubid", oid::kOid}, {"prrelid", oid::kOid},
    {"prqual", oid::kPgnodetree}, {"prattrs", oid::kInt2vector}};
inline constexpr SystemColumn kPgPublicationTables[] = {
    {"pubname", oid::kName}, {"schemaname", oid::kName}, {"tablename", oid::kName},
    {"attnames", oid::kNameArray}, {"rowfilter", oid::kText}};
inline constexpr SystemColumn kPgRange[] = {
    {"rngtypid", oid::kOid}, {"rngsubtype", oid::kOid}, {"rngmultitypid", oid::kOid},
    {"rngcollation", oid::kOid}, {"rngsubopc", oid::kOid}, {"rngcanonical", oid::kRegproc},
    {"rngsubdiff", oid::kRegproc}};
inline constexpr SystemColumn kPgReplicationOrigin[] = {
    {"roident", oid::kOid}, {"roname", oid::kText}};
inline constexpr SystemColumn kPgReplicationSlots[] = {
    {"slot_name", oid::kName}, {"plugin", oid::kName}, {"slot_type", oid::kText},
    {"datoid", oid::kOid}, {"database", oid::kName}, {"temporary", oid::kBool},
    {"active", oid::kBool}, {"active_pid", oid::kInt4}, {"xmin", oid::kXid},
    {"catalog_xmin", oid::kXid}, {"restart_lsn", oid::kPglsn}, {"confirmed_flush_lsn", oid::kPglsn},
    {"wal_status", oid::kText}, {"safe_wal_size", oid::kInt8}, {"two_phase", oid::kBool}};
inline constexpr SystemColumn kPgRewrite[] = {
    {"oid", oid::kOid}, {"rulename", oid::kName}, {"ev_class", oid::kOid}, {"ev_type", oid::kQchar},
    {"ev_enabled", oid::kQchar}, {"is_instead", oid::kBool}, {"ev_qual", oid::kPgnodetree},
    {"ev_action", oid::kPgnodetree}};
inline constexpr SystemColumn kPgRoles[] = {
    {"rolname", oid::kName}, {"rolsuper", oid::kBool}, {"rolinherit", oid::kBool},
    {"rolcreaterole", oid::kBool}, {"rolcreatedb", oid::kBool}, {"rolcanlogin", oid::kBool},
    {"rolreplication", oid::kBool}, {"rolconnlimit", oid::kInt4}, {"rolpassword", oid::kText},
    {"rolvaliduntil", oid::kTimestamptz}, {"rolbypassrls", oid::kBool},
    {"rolconfig", oid::kTextArray}, {"oid", oid::kOid}};
inline constexpr SystemColumn kPgRules[] = {
    {"schemaname", oid::kName}, {"tablename", oid::kName}, {"rulename", oid::kName},
    {"definition", oid::kText}};
inline constexpr SystemColumn kPgSeclabel[] = {
    {"objoid", oid::kOid}, {"classoid", oid::kOid}, {"objsubid", oid::kInt4},
    {"provider", oid::kText}, {"label", oid::kText}};
inline constexpr SystemColumn kPgSeclabels[] = {
    {"objoid", oid::kOid}, {"classoid", oid::kOid}, {"objsubid", oid::kInt4},
    {"objtype", oid::kText}, {"objnamespace", oid::kOid}, {"objname", oid::kText},
    {"provider", oid::kText}, {"label", oid::kText}};
inline constexpr SystemColumn kPgSequence[] = {
    {"seqrelid", oid::kOid}, {"seqtypid", oid::kOid}, {"seqstart", oid::kInt8},
    {"seqincrement", oid::kInt8}, {"seqmax", oid::kInt8}, {"seqmin", oid::kInt8},
    {"seqcache", oid::kInt8}, {"seqcycle", oid::kBool}};
inline constexpr SystemColumn kPgSequences[] = {
    {"schemaname", oid::kName}, {"sequencename", oid::kName}, {"sequenceowner", oid::kName},
    {"data_type", oid::kRegtype}, {"start_value", oid::kInt8}, {"min_value", oid::kInt8},
    {"max_value", oid::kInt8}, {"increment_by", oid::kInt8}, {"cycle", oid::kBool},
    {"cache_size", oid::kInt8}, {"last_value", oid::kInt8}};
inline constexpr SystemColumn kPgSettings[] = {
    {"name", oid::kText}, {"setting", oid::kText}, {"unit", oid::kText}, {"category", oid::kText},
    {"short_desc", oid::kText}, {"extra_desc", oid::kText}, {"context", oid::kText},
    {"vartype", oid::kText}, {"source", oid::kText}, {"min_val", oid::kText},
    {"max_val", oid::kText}, {"enumvals", oid::kTextArray}, {"boot_val", oid::kText},
    {"reset_val", oid::kText}, {"sourcefile", oid::kText}, {"sourceline", oid::kInt4},
    {"pending_restart", oid::kBool}};
inline constexpr SystemColumn kPgShdepend[] = {
    {"dbid", oid::kOid}, {"classid", oid::kOid}, {"objid", oid::kOid}, {"objsubid", oid::kInt4},
    {"refclassid", oid::kOid}, {"refobjid", oid::kOid}, {"deptype", oid::kQchar}};
inline constexpr SystemColumn kPgShdescription[] = {
    {"objoid", oid::kOid}, {"classoid", oid::kOid}, {"description", oid::kText}};
inline constexpr SystemColumn kPgShseclabel[] = {
    {"objoid", oid::kOid}, {"classoid", oid::kOid}, {"provider", oid::kText}, {"label", oid::kText}};
inline constexpr SystemColumn kPgStatActivity[] = {
    {"datid", oid::kOid}, {"datname", oid::kName}, {"pid", oid::kInt4}, {"leader_pid", oid::kInt4},
    {"usesysid", oid::kOid}, {"usename", oid::kName}, {"application_name", oid::kText},
    {"client_addr", oid::kInet}, {"client_hostname", oid::kText}, {"client_port", oid::kInt4},
    {"backend_start", oid::kTimestamptz}, {"xact_start", oid::kTimestamptz},
    {"query_start", oid::kTimestamptz}, {"state_change", oid::kTimestamptz},
    {"wait_event_type", oid::kText}, {"wait_event", oid::kText}, {"state", oid::kText},
    {"backend_xid", oid::kXid}, {"backend_xmin", oid::kXid}, {"query_id", oid::kInt8},
    {"query", oid::kText}, {"backend_type", oid::kText}};
inline constexpr SystemColumn kPgStatAllIndexes[] = {
    {"relid", oid::kOid}, {"indexrelid", oid::kOid}, {"schemaname", oid::kName},
    {"relname", oid::kName}, {"indexrelname", oid::kName}, {"idx_scan", oid::kInt8},
    {"idx_tup_read", oid::kInt8}, {"idx_tup_fetch", oid::kInt8}};
inline constexpr SystemColumn kPgStatAllTables[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"seq_scan", oid::kInt8}, {"seq_tup_read", oid::kInt8}, {"idx_scan", oid::kInt8},
    {"idx_tup_fetch", oid::kInt8}, {"n_tup_ins", oid::kInt8}, {"n_tup_upd", oid::kInt8},
    {"n_tup_del", oid::kInt8}, {"n_tup_hot_upd", oid::kInt8}, {"n_live_tup", oid::kInt8},
    {"n_dead_tup", oid::kInt8}, {"n_mod_since_analyze", oid::kInt8},
    {"n_ins_since_vacuum", oid::kInt8}, {"last_vacuum", oid::kTimestamptz},
    {"last_autovacuum", oid::kTimestamptz}, {"last_analyze", oid::kTimestamptz},
    {"last_autoanalyze", oid::kTimestamptz}, {"vacuum_count", oid::kInt8},
    {"autovacuum_count", oid::kInt8}, {"analyze_count", oid::kInt8},
    {"autoanalyze_count", oid::kInt8}};
inline constexpr SystemColumn kPgStatReplication[] = {
    {"pid", oid::kInt4}, {"usesysid", oid::kOid}, {"usename", oid::kName},
    {"application_name", oid::kText}, {"client_addr", oid::kInet}, {"client_hostname", oid::kText},
    {"client_port", oid::kInt4}, {"backend_start", oid::kTimestamptz}, {"backend_xmin", oid::kXid},
    {"state", oid::kText}, {"sent_lsn", oid::kPglsn}, {"write_lsn", oid::kPglsn},
    {"flush_lsn", oid::kPglsn}, {"replay_lsn", oid::kPglsn}, {"write_lag", oid::kInterval},
    {"flush_lag", oid::kInterval}, {"replay_lag", oid::kInterval}, {"sync_priority", oid::kInt4},
    {"sync_state", oid::kText}, {"reply_time", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatUserFunctions[] = {
    {"funcid", oid::kOid}, {"schemaname", oid::kName}, {"funcname", oid::kName},
    {"calls", oid::kInt8}, {"total_time", oid::kFloat8}, {"self_time", oid::kFloat8}};
inline constexpr SystemColumn kPgStatUserIndexes[] = {
    {"relid", oid::kOid}, {"indexrelid", oid::kOid}, {"schemaname", oid::kName},
    {"relname", oid::kName}, {"indexrelname", oid::kName}, {"idx_scan", oid::kInt8},
    {"idx_tup_read", oid::kInt8}, {"idx_tup_fetch", oid::kInt8}};
inline constexpr SystemColumn kPgStatUserTables[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"seq_scan", oid::kInt8}, {"seq_tup_read", oid::kInt8}, {"idx_scan", oid::kInt8},
    {"idx_tup_fetch", oid::kInt8}, {"n_tup_ins", oid::kInt8}, {"n_tup_upd", oid::kInt8},
    {"n_tup_del", oid::kInt8}, {"n_tup_hot_upd", oid::kInt8}, {"n_live_tup", oid::kInt8},
    {"n_dead_tup", oid::kInt8}, {"n_mod_since_analyze", oid::kInt8},
    {"n_ins_since_vacuum", oid::kInt8}, {"last_vacuum", oid::kTimestamptz},
    {"last_autovacuum", oid::kTimestamptz}, {"last_analyze", oid::kTimestamptz},
    {"last_autoanalyze", oid::kTimestamptz}, {"vacuum_count", oid::kInt8},
    {"autovacuum_count", oid::kInt8}, {"analyze_count", oid::kInt8},
    {"autoanalyze_count", oid::kInt8}};
inline constexpr SystemColumn kPgStatioAllIndexes[] = {
    {"relid", oid::kOid}, {"indexrelid", oid::kOid}, {"schemaname", oid::kName},
    {"relname", oid::kName}, {"indexrelname", oid::kName}, {"idx_blks_read", oid::kInt8},
    {"idx_blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStatioAllTables[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"heap_blks_read", oid::kInt8}, {"heap_blks_hit", oid::kInt8}, {"idx_blks_read", oid::kInt8},
    {"idx_blks_hit", oid::kInt8}, {"toast_blks_read", oid::kInt8}, {"toast_blks_hit", oid::kInt8},
    {"tidx_blks_read", oid::kInt8}, {"tidx_blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStatioUserIndexes[] = {
    {"relid", oid::kOid}, {"indexrelid", oid::kOid}, {"schemaname", oid::kName},
    {"relname", oid::kName}, {"indexrelname", oid::kName}, {"idx_blks_read", oid::kInt8},
    {"idx_blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStatioUserSequences[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"blks_read", oid::kInt8}, {"blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStatioUserTables[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"heap_blks_read", oid::kInt8}, {"heap_blks_hit", oid::kInt8}, {"idx_blks_read", oid::kInt8},
    {"idx_blks_hit", oid::kInt8}, {"toast_blks_read", oid::kInt8}, {"toast_blks_hit", oid::kInt8},
    {"tidx_blks_read", oid::kInt8}, {"tidx_blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStats[] = {
    {"schemaname", oid::kName}, {"tablename", oid::kName}, {"attname", oid::kName},
    {"inherited", oid::kBool}, {"null_frac", oid::kFloat4}, {"avg_width", oid::kInt4},
    {"n_distinct", oid::kFloat4}, {"most_common_vals", oid::kAnyarray},
    {"most_common_freqs", oid::kFloat4Array}, {"histogram_bounds", oid::kAnyarray},
    {"correlation", oid::kFloat4}, {"most_common_elems", oid::kAnyarray},
    {"most_common_elem_freqs", oid::kFloat4Array}, {"elem_count_histogram", oid::kFloat4Array}};
inline constexpr SystemColumn kPgStatisticExt[] = {
    {"oid", oid::kOid}, {"stxrelid", oid::kOid}, {"stxname", oid::kName},
    {"stxnamespace", oid::kOid}, {"stxowner", oid::kOid}, {"stxstattarget", oid::kInt4},
    {"stxkeys", oid::kInt2vector}, {"stxkind", oid::kQCharArray}, {"stxexprs", oid::kPgnodetree}};
inline constexpr SystemColumn kPgStatisticExtData[] = {
    {"stxoid", oid::kOid}, {"stxdinherit", oid::kBool}, {"stxdndistinct", oid::kPgndistinct},
    {"stxddependencies", oid::kPgdependencies}, {"stxdmcv", oid::kPgmcvlist}, {"stxdexpr", oid::kRecordArray}};  // pg_statistic[]
inline constexpr SystemColumn kPgSubscription[] = {
    {"oid", oid::kOid}, {"subdbid", oid::kOid}, {"subskiplsn", oid::kPglsn},
    {"subname", oid::kName}, {"subowner", oid::kOid}, {"subenabled", oid::kBool},
    {"subbinary", oid::kBool}, {"substream", oid::kBool}, {"subtwophasestate", oid::kQchar},
    {"subdisableonerr", oid::kBool}, {"subconninfo", oid::kText}, {"subslotname", oid::kName},
    {"subsynccommit", oid::kText}, {"subpublications", oid::kTextArray}};
inline constexpr SystemColumn kPgSubscriptionRel[] = {
    {"srsubid", oid::kOid}, {"srrelid", oid::kOid}, {"srsubstate", oid::kQchar},
    {"srsublsn", oid::kPglsn}};
inline constexpr SystemColumn kPgTables[] = {
    {"schemaname", oid::kName}, {"tablename", oid::kName}, {"tableowner", oid::kName},
    {"tablespace", oid::kName}, {"hasindexes", oid::kBool}, {"hasrules", oid::kBool},
    {"hastriggers", oid::kBool}, {"rowsecurity", oid::kBool}};
inline constexpr SystemColumn kPgTablespace[] = {
    {"oid", oid::kOid}, {"spcname", oid::kName}, {"spcowner", oid::kOid},
    {"spcacl", oid::kAclitemArray}, {"spcoptions", oid::kTextArray}};
inline constexpr SystemColumn kPgTransform[] = {
    {"oid", oid::kOid}, {"trftype", oid::kOid}, {"trflang", oid::kOid},
    {"trffromsql", oid::kRegproc}, {"trftosql", oid::kRegproc}};
inline constexpr SystemColumn kPgTimezoneAbbrevs[] = {
    {"abbrev", oid::kText}, {"utc_offset", oid::kInterval}, {"is_dst", oid::kBool}};
inline constexpr SystemColumn kPgTimezoneNames[] = {
    {"name", oid::kText}, {"abbrev", oid::kText}, {"utc_offset", oid::kInterval}, {"is_dst", oid::kBool}};
inline constexpr SystemColumn kPgTrigger[] = {
    {"oid", oid::kOid}, {"tgrelid", oid::kOid}, {"tgparentid", oid::kOid}, {"tgname", oid::kName},
    {"tgfoid", oid::kOid}, {"tgtype", oid::kInt2}, {"tgenabled", oid::kQchar},
    {"tgisinternal", oid::kBool}, {"tgconstrrelid", oid::kOid}, {"tgconstrindid", oid::kOid},
    {"tgconstraint", oid::kOid}, {"tgdeferrable", oid::kBool}, {"tginitdeferred", oid::kBool},
    {"tgnargs", oid::kInt2}, {"tgattr", oid::kInt2vector}, {"tgargs", oid::kBytea},
    {"tgqual", oid::kPgnodetree}, {"tgoldtable", oid::kName}, {"tgnewtable", oid::kName}};
inline constexpr SystemColumn kPgTsConfig[] = {
    {"oid", oid::kOid}, {"cfgname", oid::kName}, {"cfgnamespace", oid::kOid},
    {"cfgowner", oid::kOid}, {"cfgparser", oid::kOid}};
inline constexpr SystemColumn kPgTsConfigMap[] = {
    {"mapcfg", oid::kOid}, {"maptokentype", oid::kInt4}, {"mapseqno", oid::kInt4},
    {"mapdict", oid::kOid}};
inline constexpr SystemColumn kPgTsDict[] = {
    {"oid", oid::kOid}, {"dictname", oid::kName}, {"dictnamespace", oid::kOid},
    {"dictowner", oid::kOid}, {"dicttemplate", oid::kOid}, {"dictinitoption", oid::kText}};
inline constexpr SystemColumn kPgTsParser[] = {
    {"oid", oid::kOid}, {"prsname", oid::kName}, {"prsnamespace", oid::kOid},
    {"prsstart", oid::kRegproc}, {"prstoken", oid::kRegproc}, {"prsend", oid::kRegproc},
    {"prsheadline", oid::kRegproc}, {"prslextype", oid::kRegproc}};
inline constexpr SystemColumn kPgTsTemplate[] = {
    {"oid", oid::kOid}, {"tmplname", oid::kName}, {"tmplnamespace", oid::kOid},
    {"tmplinit", oid::kRegproc}, {"tmpllexize", oid::kRegproc}};
inline constexpr SystemColumn kPgType[] = {
    {"oid", oid::kOid}, {"typname", oid::kName}, {"typnamespace", oid::kOid},
    {"typowner", oid::kOid}, {"typlen", oid::kInt2}, {"typbyval", oid::kBool},
    {"typtype", oid::kQchar}, {"typcategory", oid::kQchar}, {"typispreferred", oid::kBool},
    {"typisdefined", oid::kBool}, {"typdelim", oid::kQchar}, {"typrelid", oid::kOid},
    {"typsubscript", oid::kRegproc}, {"typelem", oid::kOid}, {"typarray", oid::kOid},
    {"typinput", oid::kRegproc}, {"typoutput", oid::kRegproc}, {"typreceive", oid::kRegproc},
    {"typsend", oid::kRegproc}, {"typmodin", oid::kRegproc}, {"typmodout", oid::kRegproc},
    {"typanalyze", oid::kRegproc}, {"typalign", oid::kQchar}, {"typstorage", oid::kQchar},
    {"typnotnull", oid::kBool}, {"typbasetype", oid::kOid}, {"typtypmod", oid::kInt4},
    {"typndims", oid::kInt4}, {"typcollation", oid::kOid}, {"typdefaultbin", oid::kPgnodetree},
    {"typdefault", oid::kText}, {"typacl", oid::kAclitemArray}};
inline constexpr SystemColumn kPgUser[] = {
    {"usename", oid::kName}, {"usesysid", oid::kOid}, {"usecreatedb", oid::kBool},
    {"usesuper", oid::kBool}, {"userepl", oid::kBool}, {"usebypassrls", oid::kBool},
    {"passwd", oid::kText}, {"valuntil", oid::kTimestamptz}, {"useconfig", oid::kTextArray}};
inline constexpr SystemColumn kPgUserMapping[] = {
    {"oid", oid::kOid}, {"umuser", oid::kOid}, {"umserver", oid::kOid},
    {"umoptions", oid::kTextArray}};
inline constexpr SystemColumn kPgUserMappings[] = {
    {"umid", oid::kOid}, {"srvid", oid::kOid}, {"srvname", oid::kName}, {"umuser", oid::kOid},
    {"usename", oid::kName}, {"umoptions", oid::kTextArray}};
inline constexpr SystemColumn kPgViews[] = {
    {"schemaname", oid::kName}, {"viewname", oid::kName}, {"viewowner", oid::kName},
    {"definition", oid::kText}};
inline constexpr SystemColumn kIsCheckConstraints[] = {
    {"constraint_catalog", oid::kName}, {"constraint_schema", oid::kName},
    {"constraint_name", oid::kName}, {"check_clause", oid::kVarchar}};
inline constexpr SystemColumn kIsForeignTables[] = {
    {"foreign_table_catalog", oid::kName}, {"foreign_table_schema", oid::kName},
    {"foreign_table_name", oid::kName}, {"foreign_server_catalog", oid::kName},
    {"foreign_server_name", oid::kName}};
inline constexpr SystemColumn kIsColumns[] = {
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"column_name", oid::kName}, {"ordinal_position", oid::kInt4},
    {"column_default", oid::kVarchar}, {"is_nullable", oid::kVarchar}, {"data_type", oid::kVarchar},
    {"character_maximum_length", oid::kInt4}, {"character_octet_length", oid::kInt4},
    {"numeric_precision", oid::kInt4}, {"numeric_precision_radix", oid::kInt4},
    {"numeric_scale", oid::kInt4}, {"datetime_precision", oid::kInt4},
    {"interval_type", oid::kVarchar}, {"interval_precision", oid::kInt4},
    {"character_set_catalog", oid::kName}, {"character_set_schema", oid::kName},
    {"character_set_name", oid::kName}, {"collation_catalog", oid::kName},
    {"collation_schema", oid::kName}, {"collation_name", oid::kName},
    {"domain_catalog", oid::kName}, {"domain_schema", oid::kName}, {"domain_name", oid::kName},
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"scope_catalog", oid::kName}, {"scope_schema", oid::kName}, {"scope_name", oid::kName},
    {"maximum_cardinality", oid::kInt4}, {"dtd_identifier", oid::kName},
    {"is_self_referencing", oid::kVarchar}, {"is_identity", oid::kVarchar},
    {"identity_generation", oid::kVarchar}, {"identity_start", oid::kVarchar},
    {"identity_increment", oid::kVarchar}, {"identity_maximum", oid::kVarchar},
    {"identity_minimum", oid::kVarchar}, {"identity_cycle", oid::kVarchar},
    {"is_generated", oid::kVarchar}, {"generation_expression", oid::kVarchar},
    {"is_updatable", oid::kVarchar}};
inline constexpr SystemColumn kIsConstraintColumnUsage[] = {
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"column_name", oid::kName}, {"constraint_catalog", oid::kName},
    {"constraint_schema", oid::kName}, {"constraint_name", oid::kName}};
inline constexpr SystemColumn kIsInformationSchemaCatalogName[] = {
    {"catalog_name", oid::kName}};
inline constexpr SystemColumn kIsKeyColumnUsage[] = {
    {"constraint_catalog", oid::kName}, {"constraint_schema", oid::kName},
    {"constraint_name", oid::kName}, {"table_catalog", oid::kName}, {"table_schema", oid::kName},
    {"table_name", oid::kName}, {"column_name", oid::kName}, {"ordinal_position", oid::kInt4},
    {"position_in_unique_constraint", oid::kInt4}};
inline constexpr SystemColumn kIsReferentialConstraints[] = {
    {"constraint_catalog", oid::kName}, {"constraint_schema", oid::kName},
    {"constraint_name", oid::kName}, {"unique_constraint_catalog", oid::kName},
    {"unique_constraint_schema", oid::kName}, {"unique_constraint_name", oid::kName},
    {"match_option", oid::kVarchar}, {"update_rule", oid::kVarchar}, {"delete_rule", oid::kVarchar}};
inline constexpr SystemColumn kIsRoutines[] = {
    {"specific_catalog", oid::kName}, {"specific_schema", oid::kName},
    {"specific_name", oid::kName}, {"routine_catalog", oid::kName}, {"routine_schema", oid::kName},
    {"routine_name", oid::kName}, {"routine_type", oid::kVarchar}, {"module_catalog", oid::kName},
    {"module_schema", oid::kName}, {"module_name", oid::kName}, {"udt_catalog", oid::kName},
    {"udt_schema", oid::kName}, {"udt_name", oid::kName}, {"data_type", oid::kVarchar},
    {"character_maximum_length", oid::kInt4}, {"character_octet_length", oid::kInt4},
    {"character_set_catalog", oid::kName}, {"character_set_schema", oid::kName},
    {"character_set_name", oid::kName}, {"collation_catalog", oid::kName},
    {"collation_schema", oid::kName}, {"collation_name", oid::kName},
    {"numeric_precision", oid::kInt4}, {"numeric_precision_radix", oid::kInt4},
    {"numeric_scale", oid::kInt4}, {"datetime_precision", oid::kInt4},
    {"interval_type", oid::kVarchar}, {"interval_precision", oid::kInt4},
    {"type_udt_catalog", oid::kName}, {"type_udt_schema", oid::kName},
    {"type_udt_name", oid::kName}, {"scope_catalog", oid::kName}, {"scope_schema", oid::kName},
    {"scope_name", oid::kName}, {"maximum_cardinality", oid::kInt4}, {"dtd_identifier", oid::kName},
    {"routine_body", oid::kVarchar}, {"routine_definition", oid::kVarchar},
    {"external_name", oid::kVarchar}, {"external_language", oid::kVarchar},
    {"parameter_style", oid::kVarchar}, {"is_deterministic", oid::kVarchar},
    {"sql_data_access", oid::kVarchar}, {"is_null_call", oid::kVarchar},
    {"sql_path", oid::kVarchar}, {"schema_level_routine", oid::kVarchar},
    {"max_dynamic_result_sets", oid::kInt4}, {"is_user_defined_cast", oid::kVarchar},
    {"is_implicitly_invocable", oid::kVarchar}, {"security_type", oid::kVarchar},
    {"to_sql_specific_catalog", oid::kName}, {"to_sql_specific_schema", oid::kName},
    {"to_sql_specific_name", oid::kName}, {"as_locator", oid::kVarchar},
    {"created", oid::kTimestamptz}, {"last_altered", oid::kTimestamptz},
    {"new_savepoint_level", oid::kVarchar}, {"is_udt_dependent", oid::kVarchar},
    {"result_cast_from_data_type", oid::kVarchar}, {"result_cast_as_locator", oid::kVarchar},
    {"result_cast_char_max_length", oid::kInt4}, {"result_cast_char_octet_length", oid::kInt4},
    {"result_cast_char_set_catalog", oid::kName}, {"result_cast_char_set_schema", oid::kName},
    {"result_cast_char_set_name", oid::kName}, {"result_cast_collation_catalog", oid::kName},
    {"result_cast_collation_schema", oid::kName}, {"result_cast_collation_name", oid::kName},
    {"result_cast_numeric_precision", oid::kInt4},
    {"result_cast_numeric_precision_radix", oid::kInt4}, {"result_cast_numeric_scale", oid::kInt4},
    {"result_cast_datetime_precision", oid::kInt4}, {"result_cast_interval_type", oid::kVarchar},
    {"result_cast_interval_precision", oid::kInt4}, {"result_cast_type_udt_catalog", oid::kName},
    {"result_cast_type_udt_schema", oid::kName}, {"result_cast_type_udt_name", oid::kName},
    {"result_cast_scope_catalog", oid::kName}, {"result_cast_scope_schema", oid::kName},
    {"result_cast_scope_name", oid::kName}, {"result_cast_maximum_cardinality", oid::kInt4},
    {"result_cast_dtd_identifier", oid::kName}};
inline constexpr SystemColumn kIsSchemata[] = {
    {"catalog_name", oid::kName}, {"schema_name", oid::kName}, {"schema_owner", oid::kName},
    {"default_character_set_catalog", oid::kName}, {"default_character_set_schema", oid::kName},
    {"default_character_set_name", oid::kName}, {"sql_path", oid::kVarchar}};
inline constexpr SystemColumn kIsSequences[] = {
    {"sequence_catalog", oid::kName}, {"sequence_schema", oid::kName},
    {"sequence_name", oid::kName}, {"data_type", oid::kVarchar}, {"numeric_precision", oid::kInt4},
    {"numeric_precision_radix", oid::kInt4}, {"numeric_scale", oid::kInt4},
    {"start_value", oid::kVarchar}, {"minimum_value", oid::kVarchar},
    {"maximum_value", oid::kVarchar}, {"increment", oid::kVarchar}, {"cycle_option", oid::kVarchar}};
inline constexpr SystemColumn kIsTableConstraints[] = {
    {"constraint_catalog", oid::kName}, {"constraint_schema", oid::kName},
    {"constraint_name", oid::kName}, {"table_catalog", oid::kName}, {"table_schema", oid::kName},
    {"table_name", oid::kName}, {"constraint_type", oid::kVarchar},
    {"is_deferrable", oid::kVarchar}, {"initially_deferred", oid::kVarchar},
    {"enforced", oid::kVarchar}, {"nulls_distinct", oid::kVarchar}};
inline constexpr SystemColumn kIsTables[] = {
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"table_type", oid::kVarchar}, {"self_referencing_column_name", oid::kName},
    {"reference_generation", oid::kVarchar}, {"user_defined_type_catalog", oid::kName},
    {"user_defined_type_schema", oid::kName}, {"user_defined_type_name", oid::kName},
    {"is_insertable_into", oid::kVarchar}, {"is_typed", oid::kVarchar},
    {"commit_action", oid::kVarchar}};
inline constexpr SystemColumn kIsTriggers[] = {
    {"trigger_catalog", oid::kName}, {"trigger_schema", oid::kName}, {"trigger_name", oid::kName},
    {"event_manipulation", oid::kVarchar}, {"event_object_catalog", oid::kName},
    {"event_object_schema", oid::kName}, {"event_object_table", oid::kName},
    {"action_order", oid::kInt4}, {"action_condition", oid::kVarchar},
    {"action_statement", oid::kVarchar}, {"action_orientation", oid::kVarchar},
    {"action_timing", oid::kVarchar}, {"action_reference_old_table", oid::kName},
    {"action_reference_new_table", oid::kName}, {"action_reference_old_row", oid::kName},
    {"action_reference_new_row", oid::kName}, {"created", oid::kTimestamptz}};
inline constexpr SystemColumn kIsViews[] = {
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"view_definition", oid::kVarchar}, {"check_option", oid::kVarchar},
    {"is_updatable", oid::kVarchar}, {"is_insertable_into", oid::kVarchar},
    {"is_trigger_updatable", oid::kVarchar}, {"is_trigger_deletable", oid::kVarchar},
    {"is_trigger_insertable_into", oid::kVarchar}};

}  // namespace rung::catalog::columns
