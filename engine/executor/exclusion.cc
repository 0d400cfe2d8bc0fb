#include "executor/exclusion.h"

#include "executor/failing_row.h"
#include "executor/table_writer.h"
#include "functions/registry.h"
#include "types/key_encoding.h"

namespace rung::executor {

using catalog::RowId;

namespace {

constexpr Oid kRangeOverlaps = 3857;

struct Test {
  const FunctionDef* function;
  Oid types[2];
  std::shared_ptr<void> state;
};

}  // namespace

struct Exclusion::Impl {
  ExecContext& context;
  const catalog::Relation& index;
  const catalog::Relation& table;
  IndexKeyMaker maker;
  catalog::RowCodec codec;
  const catalog::Constraint& constraint;
  Arena scratch;  // of one look-up
  std::vector<Test> tests;
  size_t equal_keys = 0;  // leading keys compared with "="
  bool neighbours_only = false;
  std::string row_bytes, key;

  Impl(ExecContext& c, const catalog::Relation& i, const catalog::Relation& t,
       const catalog::Constraint& x)
      : context(c), index(i), table(t), maker(c, i, t), codec(t), constraint(x) {
    const catalog::IndexInfo& info = *index.index;
    const std::vector<Oid>& operators = constraint.exclude_ops;
    if (operators.size() != info.keys.size()) {
      throw_error(sqlstate::data_corrupted, "exclusion operators are missing");
    }
    bool leading = true;
    for (size_t k = 0; k < operators.size(); ++k) {
      const OperatorDef* op = find_operator(operators[k]);
      if (op == nullptr) throw_error(sqlstate::data_corrupted, "exclusion operator is missing");
      const TypeInfo* type = &context.catalog->type(info.keys[k].type);
      while (type->kind == TypeKind::kDomain) type = &context.catalog->type(type->base_oid);
      const FunctionDef* function = find_function(op->function);
      if (function == nullptr) throw_unsupported("exclusion operator " + std::string(op->name));
      leading = leading && std::string_view(op->name) == "=";
      if (leading) ++equal_keys;
      tests.push_back({function, {type->oid, type->oid}, nullptr});
    }
    neighbours_only = info.immediate && index.tree != storage::kNoTree &&
                      equal_keys + 1 == tests.size() &&
                      tests.back().function->oid == kRangeOverlaps;
  }

  bool conflicts(std::span<const Datum> a, std::span<const Datum> b) {
    TypeEnv env = context.env();
    env.arena = &scratch;
    for (size_t k = 0; k < tests.size(); ++k) {
      if (a[k].null || b[k].null) return false;
      FnCall call;
      call.env = &env;
      call.result_type = oid::kBool;
      call.arg_types = tests[k].types;
      call.arg_count = 2;
      call.state = &tests[k].state;
      const Datum args[2] = {a[k], b[k]};
      const Datum holds = tests[k].function->row(call, args);
      if (holds.null || !holds.b()) return false;
    }
    return true;
  }

  // The keys of the row at `id` as of now; false when it is gone or does not take part.
  bool load_keys(RowId id, std::vector<Datum>* keys) {
    std::string bytes;
    storage::WriteTxn& txn = context.transaction->write();
    if (!value_or_throw(txn.get(table.tree, catalog::row_key(id), &bytes))) return false;
    std::vector<Datum> values(table.columns.size());
    codec.decode(scratch.copy(bytes), values);
    return maker.keys(values, keys);
  }

  bool hits(std::span<const Datum> keys, RowId id, RowId self) {
    std::vector<Datum> other;
    return id != self && load_keys(id, &other) && conflicts(keys, other);
  }
  static RowId id_of_entry(std::string_view entry) {
    return catalog::row_id_of(entry.substr(entry.size() - sizeof(RowId)));
  }

  std::optional<RowId> find_neighbour(std::span<const Datum> keys, std::string_view prefix,
                                      RowId self) {
    storage::Cursor cursor(context.transaction->write().view(), index.tree);
    value_or_throw(cursor.seek_before(key));
    for (; cursor.valid() && cursor.key().starts_with(prefix); value_or_throw(cursor.previous())) {
      const RowId id = id_of_entry(cursor.key());
      if (id == self) continue;
      if (hits(keys, id, self)) return id;
      break;
    }
    value_or_throw(cursor.seek(key));
    for (; cursor.valid() && cursor.key().starts_with(prefix); value_or_throw(cursor.next())) {
      const RowId id = id_of_entry(cursor.key());
      if (id == self) continue;
      if (hits(keys, id, self)) return id;
      break;
    }
    return std::nullopt;
  }

  std::optional<RowId> find(std::span<const Datum> row, RowId self) {
    scratch.reset();
    std::vector<Datum> keys;
    if (!maker.keys(row, &keys)) return std::nullopt;
    for (const Datum& value : keys) {
      if (value.null) return std::nullopt;
    }
    if (index.tree == storage::kNoTree) {
      storage::Cursor cursor(context.transaction->write().view(), table.tree);
      value_or_throw(cursor.seek_first());
      for (; cursor.valid(); value_or_throw(cursor.next())) {
        const RowId id = catalog::row_id_of(cursor.key());
        if (hits(keys, id, self)) return id;
      }
      return std::nullopt;
    }
    TypeEnv env = context.env();
    const catalog::IndexInfo& info = *index.index;
    std::string prefix;
    for (size_t k = 0; k < equal_keys; ++k) {
      append_key(env, context.catalog->type(info.keys[k].type), keys[k], {}, &prefix);
    }
    if (neighbours_only) {
      bool has_null = false;
      maker.make(row, &key, &has_null);
      return find_neighbour(keys, prefix, self);
    }
    storage::Cursor cursor(context.transaction->write().view(), index.tree);
    value_or_throw(cursor.seek(prefix));
    for (; cursor.valid() && cursor.key().starts_with(prefix); value_or_throw(cursor.next())) {
      const RowId id = id_of_entry(cursor.key());
      if (hits(keys, id, self)) return id;
    }
    return std::nullopt;
  }

  std::vector<Datum> row_at(RowId id) {
    std::string bytes;
    std::vector<Datum> values(table.columns.size());
    if (value_or_throw(
            context.transaction->write().get(table.tree, catalog::row_key(id), &bytes))) {
      codec.decode(context.arena->copy(bytes), values);
    }
    return values;
  }
};

Exclusion::Exclusion(ExecContext& context, const catalog::Relation& index,
                     const catalog::Relation& table, const catalog::Constraint& constraint)
    : impl_(std::make_unique<Impl>(context, index, table, constraint)) {}
Exclusion::~Exclusion() = default;

std::optional<RowId> Exclusion::find(std::span<const Datum> row, RowId self) {
  return impl_->find(row, self);
}

void Exclusion::raise(std::span<const Datum> row, RowId other) {
  Impl& x = *impl_;
  const std::string existing = x.maker.describe(x.row_at(other));
  throw_error(Error(sqlstate::exclusion_violation,
                    "conflicting key value violates exclusion constraint \"" + x.index.name + "\"")
                  .with_detail(x.maker.describe(row) + " conflicts with existing key " +
                               existing.substr(4) + ".")
                  .with_table(schema_name(x.context, x.table), x.table.name)
                  .with_constraint(x.index.name));
}

void Exclusion::check(std::span<const Datum> row, RowId self) {
  Impl& x = *impl_;
  const std::optional<RowId> other = x.find(row, self);
  if (!other.has_value()) return;
  if (!x.constraint.deferrable) raise(row, *other);
  // The row is looked at again when the constraint is checked: either may be gone by then.
  x.context.transaction->queue_after(
      x.constraint.oid, true, x.constraint.deferred,
      [index = x.index.oid, table = x.table.oid, self](ExecContext& now) {
        const catalog::Relation* the_index = now.catalog->relation(index);
        const catalog::Relation* the_table = now.catalog->relation(table);
        if (the_index == nullptr || the_table == nullptr) return;
        const catalog::Constraint* constraint = exclusion_of(*the_table, *the_index);
        if (constraint == nullptr) return;
        Exclusion again(now, *the_index, *the_table, *constraint);
        std::string bytes;
        if (!value_or_throw(
                now.transaction->write().get(the_table->tree, catalog::row_key(self), &bytes))) {
          return;
        }
        const std::vector<Datum> values = again.impl_->row_at(self);
        const std::optional<RowId> still = again.find(values, self);
        if (still.has_value()) again.raise(values, *still);
      });
}

const catalog::Constraint* exclusion_of(const catalog::Relation& table,
                                        const catalog::Relation& index) {
  for (const catalog::Constraint& c : table.constraints) {
    if (c.kind == catalog::ConstraintKind::kExclusion && c.index == index.oid) return &c;
  }
  return nullptr;
}

void validate_exclusion(ExecContext& context, const catalog::Relation& index,
                        const catalog::Relation& table, const catalog::Constraint& constraint) {
  if (table.tree == storage::kNoTree) return;
  Exclusion exclusion(context, index, table, constraint);
  const catalog::RowCodec codec(table);
  std::vector<Datum> values(table.columns.size());
  storage::Cursor cursor(context.transaction->write().view(), table.tree);
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    codec.decode(value_or_throw(cursor.value()), values);
    const std::optional<RowId> other = exclusion.find(values, catalog::row_id_of(cursor.key()));
    if (!other.has_value()) continue;
    std::string bytes;
    std::vector<Datum> existing(table.columns.size());
    value_or_throw(context.transaction->write().get(table.tree, catalog::row_key(*other), &bytes));
    codec.decode(bytes, existing);
    IndexKeyMaker maker(context, index, table);
    throw_error(Error(sqlstate::exclusion_violation,
                      "could not create exclusion constraint \"" + index.name + "\"")
                    .with_detail(maker.describe(values) + " conflicts with key " +
                                 maker.describe(existing).substr(4) + ".")
                    .with_table(schema_name(context, table), table.name)
                    .with_constraint(index.name));
  }
}

}  // namespace rung::executor
