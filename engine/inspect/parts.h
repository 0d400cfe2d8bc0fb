// The parts of check(), each of which adds its findings to the report.
#pragma once

#include "inspect/check.h"
#include "inspect/content.h"

namespace rung::inspect {

// Names, homes, dependencies, and what relations say of each other.
void check_catalog(const CatalogContent& content, Report& report);
// Rows of one table, its indexes and constraints.
void check_table(const CatalogContent& content, const catalog::Relation& table,
                 const storage::ReadView& view, RowHost& host, Report& report);

}  // namespace rung::inspect
