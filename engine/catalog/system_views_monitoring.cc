// Monitoring views of pg_catalog. There is one process, no network and no statistics collector: most
// of them have no rows, and counters that PostgreSQL always shows stand at zero.
#include "catalog/system_columns_rare.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

void generate_nothing(SystemRows&) {}

void zero(SystemRows& rows, Oid type) {
  switch (type) {
    case oid::kInt4:
    case oid::kInt8:
    case oid::kNumeric: rows.parsed("0"); break;
    case oid::kFloat8: rows.real(0); break;
    case oid::kBool: rows.boolean(false); break;
    default: rows.null(); break;
  }
}
void zeros(SystemRows& rows, std::span<const SystemColumn> columns) {
  for (const SystemColumn& column : columns) zero(rows, column.type);
  rows.end();
}
template <const auto& kColumns>
void generate_zeros(SystemRows& rows) {
  zeros(rows, kColumns);
}

// One row for the session that asks.
template <const auto& kColumns>
void generate_session(SystemRows& rows) {
  rows.parsed(rows.describe("pg_backend_pid", {}).value_or("0"));
  zeros(rows, std::span<const SystemColumn>(kColumns).subspan(1));
}

void generate_database(SystemRows& rows) {
  constexpr Oid kDatabase = 5;
  rows.integer(kDatabase).text(rows.env().services->current_database());
  zeros(rows, std::span<const SystemColumn>(columns::kPgStatDatabase).subspan(2));
}

void generate_xact_tables(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRelation, [&](const Object& object) {
    const auto& table = static_cast<const Relation&>(object);
    if (table.kind != RelationKind::kTable && table.kind != RelationKind::kMatview &&
        table.kind != RelationKind::kPartitionedTable) {
      return;
    }
    rows.integer(table.oid).text(schema_name(rows.catalog(), table.schema)).text(table.name);
    zeros(rows, std::span<const SystemColumn>(columns::kPgStatXactAllTables).subspan(3));
  });
}

constexpr SystemView kViews[] = {
    {12138, kPgCatalogSchema, "pg_backend_memory_contexts", 'v', columns::kPgBackendMemoryContexts,
     generate_nothing},
    {12110, kPgCatalogSchema, "pg_file_settings", 'v', columns::kPgFileSettings, generate_nothing},
    {12114, kPgCatalogSchema, "pg_hba_file_rules", 'v', columns::kPgHbaFileRules, generate_nothing},
    {12118, kPgCatalogSchema, "pg_ident_file_mappings", 'v', columns::kPgIdentFileMappings,
     generate_nothing},
    {2613, kPgCatalogSchema, "pg_largeobject", 'r', columns::kPgLargeobject, generate_nothing},
    {12073, kPgCatalogSchema, "pg_locks", 'v', columns::kPgLocks, generate_nothing},
    {12332, kPgCatalogSchema, "pg_replication_origin_status", 'v', columns::kPgReplicationOriginStatus,
     generate_nothing},
    {12134, kPgCatalogSchema, "pg_shmem_allocations", 'v', columns::kPgShmemAllocations,
     generate_nothing},
    {12285, kPgCatalogSchema, "pg_stat_archiver", 'v', columns::kPgStatArchiver,
     generate_zeros<columns::kPgStatArchiver>},
    {12289, kPgCatalogSchema, "pg_stat_bgwriter", 'v', columns::kPgStatBgwriter,
     generate_zeros<columns::kPgStatBgwriter>},
    {12266, kPgCatalogSchema, "pg_stat_database", 'v', columns::kPgStatDatabase, generate_database},
    {12271, kPgCatalogSchema, "pg_stat_database_conflicts", 'v', columns::kPgStatDatabaseConflicts,
     generate_nothing},
    {12253, kPgCatalogSchema, "pg_stat_gssapi", 'v', columns::kPgStatGssapi,
     generate_session<columns::kPgStatGssapi>},
    {12297, kPgCatalogSchema, "pg_stat_progress_analyze", 'v', columns::kPgStatProgressAnalyze,
     generate_nothing},
    {12317, kPgCatalogSchema, "pg_stat_progress_basebackup", 'v', columns::kPgStatProgressBasebackup,
     generate_nothing},
    {12307, kPgCatalogSchema, "pg_stat_progress_cluster", 'v', columns::kPgStatProgressCluster,
     generate_nothing},
    {12322, kPgCatalogSchema, "pg_stat_progress_copy", 'v', columns::kPgStatProgressCopy,
     generate_nothing},
    {12312, kPgCatalogSchema, "pg_stat_progress_create_index", 'v', columns::kPgStatProgressCreateIndex,
     generate_nothing},
    {12302, kPgCatalogSchema, "pg_stat_progress_vacuum", 'v', columns::kPgStatProgressVacuum,
     generate_nothing},
    {12240, kPgCatalogSchema, "pg_stat_recovery_prefetch", 'v', columns::kPgStatRecoveryPrefetch,
     generate_nothing},
    {12262, kPgCatalogSchema, "pg_stat_replication_slots", 'v', columns::kPgStatReplicationSlots,
     generate_nothing},
    {12232, kPgCatalogSchema, "pg_stat_slru", 'v', columns::kPgStatSlru, generate_nothing},
    {12249, kPgCatalogSchema, "pg_stat_ssl", 'v', columns::kPgStatSsl,
     generate_session<columns::kPgStatSsl>},
    {12244, kPgCatalogSchema, "pg_stat_subscription", 'v', columns::kPgStatSubscription,
     generate_nothing},
    {12336, kPgCatalogSchema, "pg_stat_subscription_stats", 'v', columns::kPgStatSubscriptionStats,
     generate_nothing},
    {12188, kPgCatalogSchema, "pg_stat_sys_indexes", 'v', columns::kPgStatSysIndexes,
     generate_nothing},
    {12152, kPgCatalogSchema, "pg_stat_sys_tables", 'v', columns::kPgStatSysTables,
     generate_nothing},
    {12293, kPgCatalogSchema, "pg_stat_wal", 'v', columns::kPgStatWal,
     generate_zeros<columns::kPgStatWal>},
    {12236, kPgCatalogSchema, "pg_stat_wal_receiver", 'v', columns::kPgStatWalReceiver,
     generate_nothing},
    {12147, kPgCatalogSchema, "pg_stat_xact_all_tables", 'v', columns::kPgStatXactAllTables,
     generate_xact_tables},
    {12157, kPgCatalogSchema, "pg_stat_xact_sys_tables", 'v', columns::kPgStatXactSysTables,
     generate_nothing},
    {12280, kPgCatalogSchema, "pg_stat_xact_user_functions", 'v', columns::kPgStatXactUserFunctions,
     generate_nothing},
    {12166, kPgCatalogSchema, "pg_stat_xact_user_tables", 'v', columns::kPgStatXactUserTables,
     generate_xact_tables},
    {12209, kPgCatalogSchema, "pg_statio_all_sequences", 'v', columns::kPgStatioAllSequences,
     generate_nothing},
    {12201, kPgCatalogSchema, "pg_statio_sys_indexes", 'v', columns::kPgStatioSysIndexes,
     generate_nothing},
    {12214, kPgCatalogSchema, "pg_statio_sys_sequences", 'v', columns::kPgStatioSysSequences,
     generate_nothing},
    {12175, kPgCatalogSchema, "pg_statio_sys_tables", 'v', columns::kPgStatioSysTables,
     generate_nothing},
    {2619, kPgCatalogSchema, "pg_statistic", 'r', columns::kPgStatistic, generate_nothing},
};

}  // namespace

std::span<const SystemView> system_views_monitoring() { return kViews; }

}  // namespace rung::catalog
