#include "executor/index_keys.h"

#include <algorithm>

#include "base/bytes.h"
#include "catalog/opclasses.h"
#include "executor/external_sort.h"
#include "executor/failing_row.h"
#include "executor/inverted_index.h"
#include "executor/run.h"
#include "executor/table_writer.h"
#include "planner/deparse.h"
#include "planner/stored_expr.h"
#include "types/key_encoding.h"

namespace rung::executor {

struct IndexKeyMaker::Impl {
  struct Key {
    int32_t attno;  // 0: `program`
    const TypeInfo* type;
    KeyOrder order;
    std::shared_ptr<const RowProgram> program;
  };
  ExecContext& context;
  const catalog::Relation& index;
  const catalog::Relation& table;
  std::vector<Key> keys;
  std::shared_ptr<const RowProgram> predicate;

  bool takes(std::span<const Datum> row) {
    if (predicate == nullptr) return true;
    const Datum keep = evaluate(context, *predicate, row.data());
    return !keep.null && keep.b();
  }
  Datum value_of(const Key& key, std::span<const Datum> row) {
    if (key.attno > 0) return row[static_cast<size_t>(key.attno) - 1];
    return evaluate(context, *key.program, row.data());
  }
};

IndexKeyMaker::IndexKeyMaker(ExecContext& context, const catalog::Relation& index,
                             const catalog::Relation& table)
    : impl_(new Impl{context, index, table, {}, nullptr}) {
  const catalog::IndexInfo& info = *index.index;
  size_t next_expression = 0;
  for (const catalog::IndexKey& key : info.keys) {
    Impl::Key made{key.attno, nullptr, {key.descending, key.nulls_first}, nullptr};
    const TypeInfo* type = context.catalog->find_type(key.type);
    if (type == nullptr || type->ops == nullptr ||
        (type->ops->encode_key == nullptr && index.tree != storage::kNoTree)) {
      throw_error(sqlstate::undefined_object,
                  "data type " + (type == nullptr ? std::string("unknown") : std::string(type->name)) +
                      " has no default operator class for access method \"btree\"");
    }
    made.type = type;
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

IndexKeyMaker::~IndexKeyMaker() = default;

bool IndexKeyMaker::make(std::span<const Datum> row, std::string* key, bool* has_null) {
  key->clear();
  *has_null = false;
  if (!impl_->takes(row)) return false;
  TypeEnv env = impl_->context.env();
  for (const Impl::Key& part : impl_->keys) {
    const Datum value = impl_->value_of(part, row);
    *has_null |= value.null;
    append_key(env, *part.type, value, part.order, key);
  }
  return true;
}

bool IndexKeyMaker::same_entry(std::span<const Datum> a, std::span<const Datum> b) const {
  if (impl_->predicate != nullptr) return false;
  for (const Impl::Key& part : impl_->keys) {
    if (part.attno <= 0) return false;
    const Datum& x = a[static_cast<size_t>(part.attno) - 1];
    const Datum& y = b[static_cast<size_t>(part.attno) - 1];
    if (x.null || y.null) {
      if (x.null != y.null) return false;
      continue;
    }
    const bool same = is_by_value(part.type->storage) ? x.i == y.i : x.bytes() == y.bytes();
    if (!same) return false;
  }
  return true;
}

bool IndexKeyMaker::keys(std::span<const Datum> row, std::vector<Datum>* values) {
  values->clear();
  if (!impl_->takes(row)) return false;
  for (const Impl::Key& part : impl_->keys) values->push_back(impl_->value_of(part, row));
  return true;
}

std::string IndexKeyMaker::describe(std::span<const Datum> row) {
  TypeEnv env = impl_->context.env();
  planner::DeparseContext deparse{impl_->context.catalog, impl_->context.path, env, false};
  std::string names, values;
  int column = 0;
  for (const Impl::Key& part : impl_->keys) {
    if (column > 0) {
      names += ", ";
      values += ", ";
    }
    names += planner::index_column_definition(deparse, impl_->index, ++column);
    const Datum value = impl_->value_of(part, row);
    if (value.null) {
      values += "null";
    } else {
      part.type->ops->output(env, *part.type, value, &values);
    }
  }
  return "Key (" + names + ")=(" + values + ")";
}

bool entry_is_suffixed(const catalog::IndexInfo& info, bool has_null) {
  return !info.unique || !info.immediate || (has_null && !info.nulls_not_distinct);
}

void throw_key_too_long(ExecContext& context, const catalog::Relation& index,
                        const catalog::Relation& table, const Error& error) {
  throw_error(
      Error(error.state, error.message + " for index \"" + index.name + "\"")
          .with_hint("Values larger than 1/3 of a buffer page cannot be indexed.\n"
                     "Consider a function index of an MD5 hash of the value, or use full text indexing.")
          .with_table(schema_name(context, table), table.name)
          .with_constraint(index.name));
}

namespace {

void build_inverted(ExecContext& context, const catalog::Relation& index,
                    const catalog::Relation& table) {
  storage::WriteTxn& txn = context.transaction->write();
  Arena scratch;
  ExecContext inner = context;
  inner.arena = &scratch;
  EntryMaker maker(context, inner, index);
  const catalog::RowCodec codec(table);
  ExternalSort sort(*context.vfs, context.work_memory_bytes);
  std::vector<Datum> values(table.columns.size());
  std::vector<std::string> keys;
  storage::Cursor cursor(txn.view(), table.tree);
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    context.services->check_interrupt();
    scratch.reset();
    codec.decode(value_or_throw(cursor.value()), values);
    maker.make(values, &keys);
    for (std::string& key : keys) sort.add(key.append(cursor.key()), {});
  }
  sort.finish();
  std::string duplicate;
  value_or_throw(txn.bulk_fill(
      index.tree,
      [&](std::string_view* key, std::string_view* value) -> Result<bool> {
        return sort.next(key, value);
      },
      &duplicate));
}

}  // namespace

void build_index(ExecContext& context, const catalog::Relation& index,
                 const catalog::Relation& table) {
  if (index.tree == storage::kNoTree || table.tree == storage::kNoTree) return;
  storage::WriteTxn& txn = context.transaction->write();
  Arena scratch;
  ExecContext inner = context;
  inner.arena = &scratch;
  if (catalog::is_inverted(*context.catalog, *index.index)) {
    build_inverted(context, index, table);
    return;
  }
  IndexKeyMaker maker(context, index, table);
  const catalog::RowCodec codec(table);
  const catalog::IndexInfo& info = *index.index;
  ExternalSort sort(*context.vfs, context.maintenance_memory_bytes);
  std::vector<Datum> values(table.columns.size());
  std::string key;
  // Only the key columns where nothing else is looked at.
  std::vector<int32_t> wanted;
  for (const catalog::IndexKey& k : info.keys) wanted.push_back(k.attno);
  std::sort(wanted.begin(), wanted.end());
  const bool whole_rows = !info.predicate.empty() || wanted.empty() || wanted.front() == 0;

  storage::Cursor cursor(txn.view(), table.tree);
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    if (whole_rows) {
      codec.decode(value_or_throw(cursor.value()), values);
    } else {
      codec.decode(value_or_throw(cursor.value()), wanted, values);
    }
    bool has_null = false;
    if (!maker.make(values, &key, &has_null)) continue;
    const std::string_view id = cursor.key();
    if (entry_is_suffixed(info, has_null)) {
      key.append(id);
      sort.add(key, {});
    } else {
      sort.add(key, id);
    }
  }
  sort.finish();
  std::string duplicate;
  const auto outcome = write_entries(context, index, table, [&] {
    return value_or_throw(txn.bulk_fill(
        index.tree,
        [&](std::string_view* entry_key, std::string_view* entry_value) -> Result<bool> {
          return sort.next(entry_key, entry_value);
        },
        &duplicate));
  });
  if (outcome == storage::WriteOutcome::kDone) {
    if (info.unique && !info.immediate) check_no_duplicates(context, index, table);
    return;
  }
  // The duplicate is a whole key of a unique index: find a row that has it, for the DETAIL.
  storage::Cursor again(txn.view(), table.tree);
  value_or_throw(again.seek_first());
  for (; again.valid(); value_or_throw(again.next())) {
    codec.decode(value_or_throw(again.value()), values);
    bool has_null = false;
    if (maker.make(values, &key, &has_null) && key == duplicate) break;
  }
  throw_error(Error(sqlstate::unique_violation,
                    "could not create unique index \"" + index.name + "\"")
                  .with_detail(maker.describe(values) + " is duplicated.")
                  .with_table(schema_name(context, table), table.name)
                  .with_constraint(index.name));
}

void check_no_duplicates(ExecContext& context, const catalog::Relation& index,
                         const catalog::Relation& table) {
  // Entries of a deferrable key end in the row id; equal prefixes are duplicates unless a NULL is in.
  storage::WriteTxn& txn = context.transaction->write();
  IndexKeyMaker maker(context, index, table);
  const catalog::RowCodec codec(table);
  storage::Cursor cursor(txn.view(), index.tree);
  std::string previous, row;
  std::vector<Datum> values(table.columns.size());
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    const std::string_view whole = cursor.key();
    const std::string_view prefix = whole.substr(0, whole.size() - sizeof(catalog::RowId));
    if (prefix == previous) {
      if (!value_or_throw(txn.get(table.tree, whole.substr(prefix.size()), &row))) continue;
      codec.decode(row, values);
      std::string key;
      bool has_null = false;
      if (maker.make(values, &key, &has_null) && (!has_null || index.index->nulls_not_distinct)) {
        throw_error(Error(sqlstate::unique_violation,
                          "could not create unique index \"" + index.name + "\"")
                        .with_detail(maker.describe(values) + " is duplicated.")
                        .with_table(schema_name(context, table), table.name)
                        .with_constraint(index.name));
      }
    }
    previous.assign(prefix);
  }
}

}  // namespace rung::executor
