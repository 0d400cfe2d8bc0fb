#include "executor/inverted_index.h"

#include <algorithm>

#include "catalog/opclasses.h"
#include "executor/run.h"
#include "planner/stored_expr.h"

namespace rung::executor {

using catalog::RowId;
using RowIds = std::vector<RowId>;

struct EntryMaker::Impl {
  struct Key {
    int32_t attno;  // 0: `program`
    const TypeInfo* type;
    EntryKind kind;
    std::shared_ptr<const RowProgram> program;
  };
  ExecContext& context;  // of a row
  std::vector<Key> keys;
  std::shared_ptr<const RowProgram> predicate;
};

EntryMaker::EntryMaker(ExecContext& context, ExecContext& row, const catalog::Relation& index)
    : impl_(new Impl{row, {}, nullptr}) {
  const catalog::IndexInfo& info = *index.index;
  size_t next_expression = 0;
  for (const catalog::IndexKey& key : info.keys) {
    Impl::Key made{key.attno, &context.catalog->type(key.type),
                   catalog::entry_kind(*context.catalog, key), nullptr};
    if (key.attno == 0) {
      if (next_expression >= info.expressions.size()) {
        throw_error(sqlstate::data_corrupted, "index \"" + index.name + "\" lacks an expression");
      }
      Expr* expr = planner::load_expression(*context.arena, info.expressions[next_expression++]);
      made.program = compile_row(context, *expr);
    }
    impl_->keys.push_back(std::move(made));
  }
  if (!info.predicate.empty()) {
    impl_->predicate = compile_row(context, *planner::load_expression(*context.arena, info.predicate));
  }
}

EntryMaker::~EntryMaker() = default;

void EntryMaker::make(std::span<const Datum> row, std::vector<std::string>* keys) {
  keys->clear();
  if (impl_->predicate != nullptr) {
    const Datum keep = evaluate(impl_->context, *impl_->predicate, row.data());
    if (keep.null || !keep.b()) return;
  }
  TypeEnv env = impl_->context.env();
  std::vector<std::string> entries;
  for (size_t column = 0; column < impl_->keys.size(); ++column) {
    const Impl::Key& key = impl_->keys[column];
    const Datum value = key.attno > 0 ? row[static_cast<size_t>(key.attno) - 1]
                                      : evaluate(impl_->context, *key.program, row.data());
    if (value.null) continue;
    entries.clear();
    append_entries(env, key.kind, *key.type, value, &entries);
    for (const std::string& entry : entries) {
      keys->push_back(static_cast<char>(column) + entry);
    }
  }
}

void update_entries(storage::WriteTxn& txn, storage::TreeId tree, std::string_view row_id,
                    std::span<const std::string> before, std::span<const std::string> after) {
  std::string key;
  const auto with_id = [&](const std::string& entry) -> const std::string& {
    key.assign(entry);
    key.append(row_id);
    return key;
  };
  size_t b = 0, a = 0;
  while (b < before.size() || a < after.size()) {
    const int order = b == before.size() ? 1 : a == after.size() ? -1 : before[b].compare(after[a]);
    if (order < 0) {
      value_or_throw(txn.erase(tree, with_id(before[b++])));
    } else if (order > 0) {
      value_or_throw(txn.put(tree, with_id(after[a++]), {}, storage::WriteMode::kUpsert));
    } else {
      ++a;
      ++b;
    }
  }
}

namespace {

// Of an entry the rows come in order; of a prefix they come entry by entry.
RowIds rows_of(const storage::ReadView& view, storage::TreeId tree, const std::string& key,
               bool is_prefix) {
  RowIds ids;
  storage::Cursor cursor(view, tree);
  value_or_throw(cursor.seek(key));
  for (; cursor.valid() && cursor.key().starts_with(key); value_or_throw(cursor.next())) {
    const std::string_view found = cursor.key();
    if (found.size() < key.size() + sizeof(RowId)) {
      throw_error(sqlstate::index_corrupted, "an index entry has no row");
    }
    ids.push_back(catalog::row_id_of(found.substr(found.size() - sizeof(RowId))));
  }
  if (is_prefix) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  return ids;
}

}  // namespace

std::optional<RowIds> find_candidates(const storage::ReadView& view, storage::TreeId tree,
                                      size_t column, const EntryQuery& query) {
  using Kind = EntryQuery::Kind;
  switch (query.kind) {
    case Kind::kEverything: return std::nullopt;
    case Kind::kEntry:
    case Kind::kPrefix:
      return rows_of(view, tree, static_cast<char>(column) + query.entry,
                     query.kind == Kind::kPrefix);
    case Kind::kAll:
    case Kind::kAny: break;
  }
  const bool all = query.kind == Kind::kAll;
  std::optional<RowIds> result;
  if (!all) result.emplace();
  for (const EntryQuery& part : query.parts) {
    std::optional<RowIds> rows = find_candidates(view, tree, column, part);
    if (!rows) {
      if (all) continue;
      return std::nullopt;
    }
    if (!result) {
      result = std::move(rows);
    } else {
      RowIds merged;
      if (all) {
        std::set_intersection(result->begin(), result->end(), rows->begin(), rows->end(),
                              std::back_inserter(merged));
      } else {
        std::set_union(result->begin(), result->end(), rows->begin(), rows->end(),
                       std::back_inserter(merged));
      }
      result = std::move(merged);
    }
    if (all && result->empty()) break;
  }
  return result;
}

}  // namespace rung::executor
