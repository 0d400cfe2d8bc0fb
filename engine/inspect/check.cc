#include "inspect/check.h"

#include "inspect/parts.h"
#include "storage/validate.h"

namespace rung::inspect {
namespace {

using catalog::Relation;

// The catalog and every tree it names: each page once.
void check_pages(const CatalogContent& content, const storage::HeadState& head, Report& report) {
  storage::PageSet pages;
  const auto walk = [&](storage::TreeId tree, const std::string& name) {
    ++report.trees;
    storage::inspect_tree(head.view, tree, &pages,
                          [&](const Error& error) { report.add(name, error.message); });
  };
  walk(storage::kCatalogTree, "catalog");
  for (const auto& [key, object] : content.objects) {
    if (key.first != catalog::ObjectClass::kRelation) continue;
    const auto& relation = static_cast<const Relation&>(*object);
    if (relation.tree != storage::kNoTree) walk(relation.tree, content.describe(relation));
  }
  report.pages = pages.size();

  storage::PageSet unused;
  for (const auto& [first, count] : head.free) {
    for (uint32_t page = first; page - first < count; ++page) {
      if (!unused.insert(page)) report.add("file", "page " + std::to_string(page) + " is free twice");
    }
  }
  for (const uint32_t page : head.free_list_pages) {
    if (!unused.insert(page)) {
      report.add("file", "page " + std::to_string(page) + " of the free list is free");
    }
  }
  if (!report.ok()) return;  // what damage hides would count as lost
  for (uint32_t page = 1; page < head.page_count; ++page) {
    const bool used = pages.contains(page);
    if (used && unused.contains(page)) {
      report.add("file", "page " + std::to_string(page) + " is in use and free");
    } else if (!used && !unused.contains(page)) {
      report.add("file", "page " + std::to_string(page) + " is neither in use nor free");
    }
  }
}

}  // namespace

Report check(storage::Store& store, RowHost& host) {
  Report report;
  Result<storage::HeadState> head = store.head_state();
  if (!head.ok()) {
    report.add("file", head.error().message);
    return report;
  }
  const storage::ReadView& view = head.value().view;
  const CatalogContent content = read_catalog(
      view, [&](const Error& error) { report.add("catalog", error.message); });
  if (report.ok()) {
    check_pages(content, head.value(), report);
  }
  check_catalog(content, report);
  for (const auto& [key, object] : content.objects) {
    if (key.first != catalog::ObjectClass::kRelation) continue;
    const auto& relation = static_cast<const Relation&>(*object);
    const bool has_rows = relation.kind == catalog::RelationKind::kTable ||
                          relation.kind == catalog::RelationKind::kMatview;
    if (has_rows && relation.tree != storage::kNoTree) {
      check_table(content, relation, view, host, report);
    }
  }
  return report;
}

}  // namespace rung::inspect
