// The columns of the system relations of system_views_monitoring.cc and system_views_udt.cc, with
// PostgreSQL 15's names and types. Private to system_views*.cc.
#pragma once

#include "catalog/system_view.h"

namespace rung::catalog::columns {

inline constexpr SystemColumn kIsAdministrableRoleAuthorizations[] = {
    {"grantee", oid::kName}, {"role_name", oid::kName}, {"is_grantable", oid::kVarchar}};
inline constexpr std::span<const SystemColumn> kIsApplicableRoles = kIsAdministrableRoleAuthorizations;
inline constexpr SystemColumn kIsAttributes[] = {
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"attribute_name", oid::kName}, {"ordinal_position", oid::kInt4},
    {"attribute_default", oid::kVarchar}, {"is_nullable", oid::kVarchar},
    {"data_type", oid::kVarchar}, {"character_maximum_length", oid::kInt4},
    {"character_octet_length", oid::kInt4}, {"character_set_catalog", oid::kName},
    {"character_set_schema", oid::kName}, {"character_set_name", oid::kName},
    {"collation_catalog", oid::kName}, {"collation_schema", oid::kName},
    {"collation_name", oid::kName}, {"numeric_precision", oid::kInt4},
    {"numeric_precision_radix", oid::kInt4}, {"numeric_scale", oid::kInt4},
    {"datetime_precision", oid::kInt4}, {"interval_type", oid::kVarchar},
    {"interval_precision", oid::kInt4}, {"attribute_udt_catalog", oid::kName},
    {"attribute_udt_schema", oid::kName}, {"attribute_udt_name", oid::kName},
    {"scope_catalog", oid::kName}, {"scope_schema", oid::kName}, {"scope_name", oid::kName},
    {"maximum_cardinality", oid::kInt4}, {"dtd_identifier", oid::kName},
    {"is_derived_reference_attribute", oid::kVarchar}};
inline constexpr SystemColumn kIsColumnDomainUsage[] = {
    {"domain_catalog", oid::kName}, {"domain_schema", oid::kName}, {"domain_name", oid::kName},
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"column_name", oid::kName}};
inline constexpr SystemColumn kIsColumnUdtUsage[] = {
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"column_name", oid::kName}};
inline constexpr SystemColumn kIsDomainUdtUsage[] = {
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"domain_catalog", oid::kName}, {"domain_schema", oid::kName}, {"domain_name", oid::kName}};
inline constexpr SystemColumn kIsDomains[] = {
    {"domain_catalog", oid::kName}, {"domain_schema", oid::kName}, {"domain_name", oid::kName},
    {"data_type", oid::kVarchar}, {"character_maximum_length", oid::kInt4},
    {"character_octet_length", oid::kInt4}, {"character_set_catalog", oid::kName},
    {"character_set_schema", oid::kName}, {"character_set_name", oid::kName},
    {"collation_catalog", oid::kName}, {"collation_schema", oid::kName},
    {"collation_name", oid::kName}, {"numeric_precision", oid::kInt4},
    {"numeric_precision_radix", oid::kInt4}, {"numeric_scale", oid::kInt4},
    {"datetime_precision", oid::kInt4}, {"interval_type", oid::kVarchar},
    {"interval_precision", oid::kInt4}, {"domain_default", oid::kVarchar},
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"scope_catalog", oid::kName}, {"scope_schema", oid::kName}, {"scope_name", oid::kName},
    {"maximum_cardinality", oid::kInt4}, {"dtd_identifier", oid::kName}};
inline constexpr SystemColumn kIsElementTypes[] = {
    {"object_catalog", oid::kName}, {"object_schema", oid::kName}, {"object_name", oid::kName},
    {"object_type", oid::kVarchar}, {"collection_type_identifier", oid::kName},
    {"data_type", oid::kVarchar}, {"character_maximum_length", oid::kInt4},
    {"character_octet_length", oid::kInt4}, {"character_set_catalog", oid::kName},
    {"character_set_schema", oid::kName}, {"character_set_name", oid::kName},
    {"collation_catalog", oid::kName}, {"collation_schema", oid::kName},
    {"collation_name", oid::kName}, {"numeric_precision", oid::kInt4},
    {"numeric_precision_radix", oid::kInt4}, {"numeric_scale", oid::kInt4},
    {"datetime_precision", oid::kInt4}, {"interval_type", oid::kVarchar},
    {"interval_precision", oid::kInt4}, {"domain_default", oid::kVarchar},
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"scope_catalog", oid::kName}, {"scope_schema", oid::kName}, {"scope_name", oid::kName},
    {"maximum_cardinality", oid::kInt4}, {"dtd_identifier", oid::kName}};
inline constexpr SystemColumn kIsForeignDataWrappers[] = {
    {"foreign_data_wrapper_catalog", oid::kName}, {"foreign_data_wrapper_name", oid::kName},
    {"authorization_identifier", oid::kName}, {"library_name", oid::kVarchar},
    {"foreign_data_wrapper_language", oid::kVarchar}};
inline constexpr SystemColumn kIsForeignServers[] = {
    {"foreign_server_catalog", oid::kName}, {"foreign_server_name", oid::kName},
    {"foreign_data_wrapper_catalog", oid::kName}, {"foreign_data_wrapper_name", oid::kName},
    {"foreign_server_type", oid::kVarchar}, {"foreign_server_version", oid::kVarchar},
    {"authorization_identifier", oid::kName}};
inline constexpr SystemColumn kIsParameters[] = {
    {"specific_catalog", oid::kName}, {"specific_schema", oid::kName},
    {"specific_name", oid::kName}, {"ordinal_position", oid::kInt4},
    {"parameter_mode", oid::kVarchar}, {"is_result", oid::kVarchar}, {"as_locator", oid::kVarchar},
    {"parameter_name", oid::kName}, {"data_type", oid::kVarchar},
    {"character_maximum_length", oid::kInt4}, {"character_octet_length", oid::kInt4},
    {"character_set_catalog", oid::kName}, {"character_set_schema", oid::kName},
    {"character_set_name", oid::kName}, {"collation_catalog", oid::kName},
    {"collation_schema", oid::kName}, {"collation_name", oid::kName},
    {"numeric_precision", oid::kInt4}, {"numeric_precision_radix", oid::kInt4},
    {"numeric_scale", oid::kInt4}, {"datetime_precision", oid::kInt4},
    {"interval_type", oid::kVarchar}, {"interval_precision", oid::kInt4},
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"scope_catalog", oid::kName}, {"scope_schema", oid::kName}, {"scope_name", oid::kName},
    {"maximum_cardinality", oid::kInt4}, {"dtd_identifier", oid::kName},
    {"parameter_default", oid::kVarchar}};
inline constexpr SystemColumn kIsTransforms[] = {
    {"udt_catalog", oid::kName}, {"udt_schema", oid::kName}, {"udt_name", oid::kName},
    {"specific_catalog", oid::kName}, {"specific_schema", oid::kName},
    {"specific_name", oid::kName}, {"group_name", oid::kName}, {"transform_type", oid::kVarchar}};
inline constexpr SystemColumn kIsTriggeredUpdateColumns[] = {
    {"trigger_catalog", oid::kName}, {"trigger_schema", oid::kName}, {"trigger_name", oid::kName},
    {"event_object_catalog", oid::kName}, {"event_object_schema", oid::kName},
    {"event_object_table", oid::kName}, {"event_object_column", oid::kName}};
inline constexpr SystemColumn kIsUserDefinedTypes[] = {
    {"user_defined_type_catalog", oid::kName}, {"user_defined_type_schema", oid::kName},
    {"user_defined_type_name", oid::kName}, {"user_defined_type_category", oid::kVarchar},
    {"is_instantiable", oid::kVarchar}, {"is_final", oid::kVarchar},
    {"ordering_form", oid::kVarchar}, {"ordering_category", oid::kVarchar},
    {"ordering_routine_catalog", oid::kName}, {"ordering_routine_schema", oid::kName},
    {"ordering_routine_name", oid::kName}, {"reference_type", oid::kVarchar},
    {"data_type", oid::kVarchar}, {"character_maximum_length", oid::kInt4},
    {"character_octet_length", oid::kInt4}, {"character_set_catalog", oid::kName},
    {"character_set_schema", oid::kName}, {"character_set_name", oid::kName},
    {"collation_catalog", oid::kName}, {"collation_schema", oid::kName},
    {"collation_name", oid::kName}, {"numeric_precision", oid::kInt4},
    {"numeric_precision_radix", oid::kInt4}, {"numeric_scale", oid::kInt4},
    {"datetime_precision", oid::kInt4}, {"interval_type", oid::kVarchar},
    {"interval_precision", oid::kInt4}, {"source_dtd_identifier", oid::kName},
    {"ref_dtd_identifier", oid::kName}};
inline constexpr SystemColumn kIsUserMappings[] = {
    {"authorization_identifier", oid::kName}, {"foreign_server_catalog", oid::kName},
    {"foreign_server_name", oid::kName}};
inline constexpr SystemColumn kPgBackendMemoryContexts[] = {
    {"name", oid::kText}, {"ident", oid::kText}, {"parent", oid::kText}, {"level", oid::kInt4},
    {"total_bytes", oid::kInt8}, {"total_nblocks", oid::kInt8}, {"free_bytes", oid::kInt8},
    {"free_chunks", oid::kInt8}, {"used_bytes", oid::kInt8}};
inline constexpr SystemColumn kPgFileSettings[] = {
    {"sourcefile", oid::kText}, {"sourceline", oid::kInt4}, {"seqno", oid::kInt4},
    {"name", oid::kText}, {"setting", oid::kText}, {"applied", oid::kBool}, {"error", oid::kText}};
inline constexpr SystemColumn kPgHbaFileRules[] = {
    {"line_number", oid::kInt4}, {"type", oid::kText}, {"database", oid::kTextArray},
    {"user_name", oid::kTextArray}, {"address", oid::kText}, {"netmask", oid::kText},
    {"auth_method", oid::kText}, {"options", oid::kTextArray}, {"error", oid::kText}};
inline constexpr SystemColumn kPgIdentFileMappings[] = {
    {"line_number", oid::kInt4}, {"map_name", oid::kText}, {"sys_name", oid::kText},
    {"pg_username", oid::kText}, {"error", oid::kText}};
inline constexpr SystemColumn kPgLargeobject[] = {
    {"loid", oid::kOid}, {"pageno", oid::kInt4}, {"data", oid::kBytea}};
inline constexpr SystemColumn kPgLocks[] = {
    {"locktype", oid::kText}, {"database", oid::kOid}, {"relation", oid::kOid},
    {"page", oid::kInt4}, {"tuple", oid::kInt2}, {"virtualxid", oid::kText},
    {"transactionid", oid::kXid}, {"classid", oid::kOid}, {"objid", oid::kOid},
    {"objsubid", oid::kInt2}, {"virtualtransaction", oid::kText}, {"pid", oid::kInt4},
    {"mode", oid::kText}, {"granted", oid::kBool}, {"fastpath", oid::kBool},
    {"waitstart", oid::kTimestamptz}};
inline constexpr SystemColumn kPgReplicationOriginStatus[] = {
    {"local_id", oid::kOid}, {"external_id", oid::kText}, {"remote_lsn", oid::kPglsn},
    {"local_lsn", oid::kPglsn}};
inline constexpr SystemColumn kPgShmemAllocations[] = {
    {"name", oid::kText}, {"off", oid::kInt8}, {"size", oid::kInt8},
    {"allocated_size", oid::kInt8}};
inline constexpr SystemColumn kPgStatArchiver[] = {
    {"archived_count", oid::kInt8}, {"last_archived_wal", oid::kText},
    {"last_archived_time", oid::kTimestamptz}, {"failed_count", oid::kInt8},
    {"last_failed_wal", oid::kText}, {"last_failed_time", oid::kTimestamptz},
    {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatBgwriter[] = {
    {"checkpoints_timed", oid::kInt8}, {"checkpoints_req", oid::kInt8},
    {"checkpoint_write_time", oid::kFloat8}, {"checkpoint_sync_time", oid::kFloat8},
    {"buffers_checkpoint", oid::kInt8}, {"buffers_clean", oid::kInt8},
    {"maxwritten_clean", oid::kInt8}, {"buffers_backend", oid::kInt8},
    {"buffers_backend_fsync", oid::kInt8}, {"buffers_alloc", oid::kInt8},
    {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatDatabase[] = {
    {"datid", oid::kOid}, {"datname", oid::kName}, {"numbackends", oid::kInt4},
    {"xact_commit", oid::kInt8}, {"xact_rollback", oid::kInt8}, {"blks_read", oid::kInt8},
    {"blks_hit", oid::kInt8}, {"tup_returned", oid::kInt8}, {"tup_fetched", oid::kInt8},
    {"tup_inserted", oid::kInt8}, {"tup_updated", oid::kInt8}, {"tup_deleted", oid::kInt8},
    {"conflicts", oid::kInt8}, {"temp_files", oid::kInt8}, {"temp_bytes", oid::kInt8},
    {"deadlocks", oid::kInt8}, {"checksum_failures", oid::kInt8},
    {"checksum_last_failure", oid::kTimestamptz}, {"blk_read_time", oid::kFloat8},
    {"blk_write_time", oid::kFloat8}, {"session_time", oid::kFloat8},
    {"active_time", oid::kFloat8}, {"idle_in_transaction_time", oid::kFloat8},
    {"sessions", oid::kInt8}, {"sessions_abandoned", oid::kInt8}, {"sessions_fatal", oid::kInt8},
    {"sessions_killed", oid::kInt8}, {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatDatabaseConflicts[] = {
    {"datid", oid::kOid}, {"datname", oid::kName}, {"confl_tablespace", oid::kInt8},
    {"confl_lock", oid::kInt8}, {"confl_snapshot", oid::kInt8}, {"confl_bufferpin", oid::kInt8},
    {"confl_deadlock", oid::kInt8}};
inline constexpr SystemColumn kPgStatGssapi[] = {
    {"pid", oid::kInt4}, {"gss_authenticated", oid::kBool}, {"principal", oid::kText},
    {"encrypted", oid::kBool}};
inline constexpr SystemColumn kPgStatProgressAnalyze[] = {
    {"pid", oid::kInt4}, {"datid", oid::kOid}, {"datname", oid::kName}, {"relid", oid::kOid},
    {"phase", oid::kText}, {"sample_blks_total", oid::kInt8}, {"sample_blks_scanned", oid::kInt8},
    {"ext_stats_total", oid::kInt8}, {"ext_stats_computed", oid::kInt8},
    {"child_tables_total", oid::kInt8}, {"child_tables_done", oid::kInt8},
    {"current_child_table_relid", oid::kOid}};
inline constexpr SystemColumn kPgStatProgressBasebackup[] = {
    {"pid", oid::kInt4}, {"phase", oid::kText}, {"backup_total", oid::kInt8},
    {"backup_streamed", oid::kInt8}, {"tablespaces_total", oid::kInt8},
    {"tablespaces_streamed", oid::kInt8}};
inline constexpr SystemColumn kPgStatProgressCluster[] = {
    {"pid", oid::kInt4}, {"datid", oid::kOid}, {"datname", oid::kName}, {"relid", oid::kOid},
    {"command", oid::kText}, {"phase", oid::kText}, {"cluster_index_relid", oid::kOid},
    {"heap_tuples_scanned", oid::kInt8}, {"heap_tuples_written", oid::kInt8},
    {"heap_blks_total", oid::kInt8}, {"heap_blks_scanned", oid::kInt8},
    {"index_rebuild_count", oid::kInt8}};
inline constexpr SystemColumn kPgStatProgressCopy[] = {
    {"pid", oid::kInt4}, {"datid", oid::kOid}, {"datname", oid::kName}, {"relid", oid::kOid},
    {"command", oid::kText}, {"type", oid::kText}, {"bytes_processed", oid::kInt8},
    {"bytes_total", oid::kInt8}, {"tuples_processed", oid::kInt8},
    {"tuples_excluded", oid::kInt8}};
inline constexpr SystemColumn kPgStatProgressCreateIndex[] = {
    {"pid", oid::kInt4}, {"datid", oid::kOid}, {"datname", oid::kName}, {"relid", oid::kOid},
    {"index_relid", oid::kOid}, {"command", oid::kText}, {"phase", oid::kText},
    {"lockers_total", oid::kInt8}, {"lockers_done", oid::kInt8},
    {"current_locker_pid", oid::kInt8}, {"blocks_total", oid::kInt8}, {"blocks_done", oid::kInt8},
    {"tuples_total", oid::kInt8}, {"tuples_done", oid::kInt8}, {"partitions_total", oid::kInt8},
    {"partitions_done", oid::kInt8}};
inline constexpr SystemColumn kPgStatProgressVacuum[] = {
    {"pid", oid::kInt4}, {"datid", oid::kOid}, {"datname", oid::kName}, {"relid", oid::kOid},
    {"phase", oid::kText}, {"heap_blks_total", oid::kInt8}, {"heap_blks_scanned", oid::kInt8},
    {"heap_blks_vacuumed", oid::kInt8}, {"index_vacuum_count", oid::kInt8},
    {"max_dead_tuples", oid::kInt8}, {"num_dead_tuples", oid::kInt8}};
inline constexpr SystemColumn kPgStatRecoveryPrefetch[] = {
    {"stats_reset", oid::kTimestamptz}, {"prefetch", oid::kInt8}, {"hit", oid::kInt8},
    {"skip_init", oid::kInt8}, {"skip_new", oid::kInt8}, {"skip_fpw", oid::kInt8},
    {"skip_rep", oid::kInt8}, {"wal_distance", oid::kInt4}, {"block_distance", oid::kInt4},
    {"io_depth", oid::kInt4}};
inline constexpr SystemColumn kPgStatReplicationSlots[] = {
    {"slot_name", oid::kText}, {"spill_txns", oid::kInt8}, {"spill_count", oid::kInt8},
    {"spill_bytes", oid::kInt8}, {"stream_txns", oid::kInt8}, {"stream_count", oid::kInt8},
    {"stream_bytes", oid::kInt8}, {"total_txns", oid::kInt8}, {"total_bytes", oid::kInt8},
    {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatSlru[] = {
    {"name", oid::kText}, {"blks_zeroed", oid::kInt8}, {"blks_hit", oid::kInt8},
    {"blks_read", oid::kInt8}, {"blks_written", oid::kInt8}, {"blks_exists", oid::kInt8},
    {"flushes", oid::kInt8}, {"truncates", oid::kInt8}, {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatSsl[] = {
    {"pid", oid::kInt4}, {"ssl", oid::kBool}, {"version", oid::kText}, {"cipher", oid::kText},
    {"bits", oid::kInt4}, {"client_dn", oid::kText}, {"client_serial", oid::kNumeric},
    {"issuer_dn", oid::kText}};
inline constexpr SystemColumn kPgStatSubscription[] = {
    {"subid", oid::kOid}, {"subname", oid::kName}, {"pid", oid::kInt4}, {"relid", oid::kOid},
    {"received_lsn", oid::kPglsn}, {"last_msg_send_time", oid::kTimestamptz},
    {"last_msg_receipt_time", oid::kTimestamptz}, {"latest_end_lsn", oid::kPglsn},
    {"latest_end_time", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatSubscriptionStats[] = {
    {"subid", oid::kOid}, {"subname", oid::kName}, {"apply_error_count", oid::kInt8},
    {"sync_error_count", oid::kInt8}, {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatSysIndexes[] = {
    {"relid", oid::kOid}, {"indexrelid", oid::kOid}, {"schemaname", oid::kName},
    {"relname", oid::kName}, {"indexrelname", oid::kName}, {"idx_scan", oid::kInt8},
    {"idx_tup_read", oid::kInt8}, {"idx_tup_fetch", oid::kInt8}};
inline constexpr SystemColumn kPgStatSysTables[] = {
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
inline constexpr SystemColumn kPgStatWal[] = {
    {"wal_records", oid::kInt8}, {"wal_fpi", oid::kInt8}, {"wal_bytes", oid::kNumeric},
    {"wal_buffers_full", oid::kInt8}, {"wal_write", oid::kInt8}, {"wal_sync", oid::kInt8},
    {"wal_write_time", oid::kFloat8}, {"wal_sync_time", oid::kFloat8},
    {"stats_reset", oid::kTimestamptz}};
inline constexpr SystemColumn kPgStatWalReceiver[] = {
    {"pid", oid::kInt4}, {"status", oid::kText}, {"receive_start_lsn", oid::kPglsn},
    {"receive_start_tli", oid::kInt4}, {"written_lsn", oid::kPglsn}, {"flushed_lsn", oid::kPglsn},
    {"received_tli", oid::kInt4}, {"last_msg_send_time", oid::kTimestamptz},
    {"last_msg_receipt_time", oid::kTimestamptz}, {"latest_end_lsn", oid::kPglsn},
    {"latest_end_time", oid::kTimestamptz}, {"slot_name", oid::kText}, {"sender_host", oid::kText},
    {"sender_port", oid::kInt4}, {"conninfo", oid::kText}};
inline constexpr SystemColumn kPgStatXactAllTables[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"seq_scan", oid::kInt8}, {"seq_tup_read", oid::kInt8}, {"idx_scan", oid::kInt8},
    {"idx_tup_fetch", oid::kInt8}, {"n_tup_ins", oid::kInt8}, {"n_tup_upd", oid::kInt8},
    {"n_tup_del", oid::kInt8}, {"n_tup_hot_upd", oid::kInt8}};
inline constexpr std::span<const SystemColumn> kPgStatXactSysTables = kPgStatXactAllTables;
inline constexpr SystemColumn kPgStatXactUserFunctions[] = {
    {"funcid", oid::kOid}, {"schemaname", oid::kName}, {"funcname", oid::kName},
    {"calls", oid::kInt8}, {"total_time", oid::kFloat8}, {"self_time", oid::kFloat8}};
inline constexpr std::span<const SystemColumn> kPgStatXactUserTables = kPgStatXactAllTables;
inline constexpr SystemColumn kPgStatioAllSequences[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"blks_read", oid::kInt8}, {"blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStatioSysIndexes[] = {
    {"relid", oid::kOid}, {"indexrelid", oid::kOid}, {"schemaname", oid::kName},
    {"relname", oid::kName}, {"indexrelname", oid::kName}, {"idx_blks_read", oid::kInt8},
    {"idx_blks_hit", oid::kInt8}};
inline constexpr std::span<const SystemColumn> kPgStatioSysSequences = kPgStatioAllSequences;
inline constexpr SystemColumn kPgStatioSysTables[] = {
    {"relid", oid::kOid}, {"schemaname", oid::kName}, {"relname", oid::kName},
    {"heap_blks_read", oid::kInt8}, {"heap_blks_hit", oid::kInt8}, {"idx_blks_read", oid::kInt8},
    {"idx_blks_hit", oid::kInt8}, {"toast_blks_read", oid::kInt8}, {"toast_blks_hit", oid::kInt8},
    {"tidx_blks_read", oid::kInt8}, {"tidx_blks_hit", oid::kInt8}};
inline constexpr SystemColumn kPgStatistic[] = {
    {"starelid", oid::kOid}, {"staattnum", oid::kInt2}, {"stainherit", oid::kBool},
    {"stanullfrac", oid::kFloat4}, {"stawidth", oid::kInt4}, {"stadistinct", oid::kFloat4},
    {"stakind1", oid::kInt2}, {"stakind2", oid::kInt2}, {"stakind3", oid::kInt2},
    {"stakind4", oid::kInt2}, {"stakind5", oid::kInt2}, {"staop1", oid::kOid},
    {"staop2", oid::kOid}, {"staop3", oid::kOid}, {"staop4", oid::kOid}, {"staop5", oid::kOid},
    {"stacoll1", oid::kOid}, {"stacoll2", oid::kOid}, {"stacoll3", oid::kOid},
    {"stacoll4", oid::kOid}, {"stacoll5", oid::kOid}, {"stanumbers1", oid::kFloat4Array},
    {"stanumbers2", oid::kFloat4Array}, {"stanumbers3", oid::kFloat4Array},
    {"stanumbers4", oid::kFloat4Array}, {"stanumbers5", oid::kFloat4Array},
    {"stavalues1", oid::kAnyarray}, {"stavalues2", oid::kAnyarray}, {"stavalues3", oid::kAnyarray},
    {"stavalues4", oid::kAnyarray}, {"stavalues5", oid::kAnyarray}};

}  // namespace rung::catalog::columns
