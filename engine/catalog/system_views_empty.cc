// Catalogs of what a database here never holds (replication, security labels, large objects …): they
// exist and are empty.
#include "catalog/system_columns.h"
#include "catalog/system_view.h"

namespace rung::catalog {
namespace {

void generate_nothing(SystemRows&) {}

constexpr SystemView kViews[] = {
    {3394, kPgCatalogSchema, "pg_init_privs", 'r', columns::kPgInitPrivs, generate_nothing},
    {2995, kPgCatalogSchema, "pg_largeobject_metadata", 'r', columns::kPgLargeobjectMetadata,
     generate_nothing},
    {6243, kPgCatalogSchema, "pg_parameter_acl", 'r', columns::kPgParameterAcl, generate_nothing},
    {12090, kPgCatalogSchema, "pg_prepared_xacts", 'v', columns::kPgPreparedXacts,
     generate_nothing},
    {6000, kPgCatalogSchema, "pg_replication_origin", 'r', columns::kPgReplicationOrigin,
     generate_nothing},
    {12257, kPgCatalogSchema, "pg_replication_slots", 'v', columns::kPgReplicationSlots,
     generate_nothing},
    {3596, kPgCatalogSchema, "pg_seclabel", 'r', columns::kPgSeclabel, generate_nothing},
    {12099, kPgCatalogSchema, "pg_seclabels", 'v', columns::kPgSeclabels, generate_nothing},
    {1214, kPgCatalogSchema, "pg_shdepend", 'r', columns::kPgShdepend, generate_nothing},
    {3592, kPgCatalogSchema, "pg_shseclabel", 'r', columns::kPgShseclabel, generate_nothing},
    {12227, kPgCatalogSchema, "pg_stat_replication", 'v', columns::kPgStatReplication,
     generate_nothing},
    {12275, kPgCatalogSchema, "pg_stat_user_functions", 'v', columns::kPgStatUserFunctions,
     generate_nothing},
    {12196, kPgCatalogSchema, "pg_statio_all_indexes", 'v', columns::kPgStatioAllIndexes,
     generate_nothing},
    {12170, kPgCatalogSchema, "pg_statio_all_tables", 'v', columns::kPgStatioAllTables,
     generate_nothing},
    {12205, kPgCatalogSchema, "pg_statio_user_indexes", 'v', columns::kPgStatioUserIndexes,
     generate_nothing},
    {12218, kPgCatalogSchema, "pg_statio_user_sequences", 'v', columns::kPgStatioUserSequences,
     generate_nothing},
    {12179, kPgCatalogSchema, "pg_statio_user_tables", 'v', columns::kPgStatioUserTables,
     generate_nothing},
    {3429, kPgCatalogSchema, "pg_statistic_ext_data", 'r', columns::kPgStatisticExtData,
     generate_nothing},
    // ANALYZE keeps nothing: the planner asks the trees how many rows they have.
    {12035, kPgCatalogSchema, "pg_stats", 'v', columns::kPgStats, generate_nothing},
    {6102, kPgCatalogSchema, "pg_subscription_rel", 'r', columns::kPgSubscriptionRel,
     generate_nothing},
    {3576, kPgCatalogSchema, "pg_transform", 'r', columns::kPgTransform, generate_nothing},
};

}  // namespace

std::span<const SystemView> system_views_empty() { return kViews; }

}  // namespace rung::catalog
