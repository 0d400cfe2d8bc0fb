#include "executor/foreign_keys.h"

#include <algorithm>
#include <unordered_map>

#include "base/bytes.h"
#include "base/seeded_bug.h"
#include "catalog/opclasses.h"
#include "catalog/row_codec.h"
#include "executor/failing_row.h"
#include "executor/index_keys.h"
#include "executor/run.h"
#include "executor/tree_writer.h"
#include "planner/binder.h"
#include "planner/stored_expr.h"
#include "types/key_encoding.h"

namespace rung::executor {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::FkAction;
using catalog::FkMatch;
using catalog::Relation;
using catalog::RowId;
using catalog::TriggerEvents;

namespace {

// The referenced side's unique index and how referencing values become its keys.
struct KeyMap {
  struct Part {
    size_t referencing;  // attno - 1 in the referencing table
    size_t referenced;   // attno - 1 in the referenced table
    const TypeInfo* type;  // of the referenced column: keys are compared as this type
    KeyOrder order;
    std::shared_ptr<const RowProgram> cast;  // referencing value → `type`, over the case value
  };
  std::vector<Part> parts;  // in the index's column order
  std::vector<storage::TreeId> trees;  // of the index; of those of all partitions
  bool suffixed = false;

  enum class Side : uint8_t { kReferencing, kReferenced };
  // False when a column is NULL. Keys of both sides are comparable byte by byte.
  bool encode(ExecContext& context, std::span<const Datum> row, Side side, std::string* key) const {
    key->clear();
    TypeEnv env = context.env();
    for (const Part& part : parts) {
      Datum value = row[side == Side::kReferencing ? part.referencing : part.referenced];
      if (value.null) return false;
      if (side == Side::kReferencing && part.cast != nullptr) {
        value = evaluate(context, *part.cast, nullptr, nullptr, &value);
      }
      append_key(env, *part.type, value, part.order, key);
    }
    return true;
  }
};

bool same_encoding(const TypeInfo& a, const TypeInfo& b) {
  if (a.oid == b.oid) return true;
  const auto integer = [](const TypeInfo& t) {
    return t.oid == oid::kInt2 || t.oid == oid::kInt4 || t.oid == oid::kInt8;
  };
  const auto text = [](const TypeInfo& t) { return t.oid == oid::kText || t.oid == oid::kVarchar; };
  return (integer(a) && integer(b)) || (text(a) && text(b));
}

void add_trees(ExecContext& context, const Relation& index, std::vector<storage::TreeId>* trees) {
  if (index.kind != catalog::RelationKind::kPartitionedIndex) {
    trees->push_back(index.tree);
    return;
  }
  for (const Oid oid : index.children) {
    if (const Relation* child = context.catalog->relation(oid)) add_trees(context, *child, trees);
  }
}

KeyMap make_key_map(ExecContext& context, const Relation& referencing, const Relation& referenced,
                    const Constraint& fk) {
  const Relation* index = context.catalog->relation(fk.index);
  if (index == nullptr || !index->index) {
    throw_error(sqlstate::internal_error,
                "foreign key \"" + fk.name + "\" has lost its referenced index");
  }
  KeyMap map;
  add_trees(context, *index, &map.trees);
  map.suffixed = entry_is_suffixed(*index->index, false);
  for (const catalog::IndexKey& key : index->index->keys) {
    const auto at = std::find(fk.referenced_columns.begin(), fk.referenced_columns.end(), key.attno);
    if (at == fk.referenced_columns.end()) {
      throw_error(sqlstate::internal_error,
                  "foreign key \"" + fk.name + "\" does not match its referenced index");
    }
    const auto position = static_cast<size_t>(at - fk.referenced_columns.begin());
    const auto from = static_cast<size_t>(fk.columns[position]) - 1;
    const auto to = static_cast<size_t>(key.attno) - 1;
    TypeEnv env = context.env();
    const TypeInfo& type = env.type(referenced.columns[to].type);
    KeyMap::Part part{from, to, &type, {key.descending, key.nulls_first}, nullptr};
    const TypeInfo& own = env.type(referencing.columns[from].type);
    if (!same_encoding(own, type)) {
      planner::BindContext bind;
      bind.catalog = context.catalog;
      bind.path = context.path;
      bind.env = env;
      Expr* value = context.arena->make<Expr>();
      value->kind = ExprKind::kCaseValue;
      value->type = own.oid;
      value->typmod = referencing.columns[from].typmod;
      Expr* cast = planner::make_cast(bind, value, {type.oid, -1}, true);
      if (cast == nullptr) {
        throw_error(sqlstate::datatype_mismatch,
                    "foreign key constraint \"" + fk.name + "\" cannot be implemented");
      }
      part.cast = compile_row(context, *cast);
    }
    map.parts.push_back(std::move(part));
  }
  return map;
}

// Whether the referenced table has the key now.
bool key_exists(storage::WriteTxn& txn, const KeyMap& map, const std::string& key) {
  std::string found, value;
  return std::any_of(map.trees.begin(), map.trees.end(), [&](storage::TreeId tree) {
    if (!map.suffixed) return value_or_throw(txn.get(tree, key, &value));
    return value_or_throw(txn.seek(tree, key, &found, &value)) && found.starts_with(key);
  });
}

// A foreign key to a partitioned table is there once more for each of the partitions: those say who
// refers to the partition's rows; what a row refers to is asked by the first alone.
bool is_for_partition(const Relation& referencing, const Constraint& fk) {
  return fk.parent != kNoOid &&
         std::any_of(referencing.constraints.begin(), referencing.constraints.end(),
                     [&](const Constraint& other) { return other.oid == fk.parent; });
}
// A partition's copy of its table's foreign key: the table's own does the actions.
bool is_of_partition(const Relation& referencing, const Constraint& fk) {
  return fk.parent != kNoOid && !is_for_partition(referencing, fk);
}

// The copy of a partitioned table's foreign key in one of its partitions.
const Constraint* copy_in(ExecContext& context, const Relation& partition, Oid constraint) {
  for (const Constraint& c : partition.constraints) {
    if (c.kind != ConstraintKind::kForeignKey) continue;
    Oid at = c.oid;
    const Constraint* known = &c;
    while (known != nullptr && known->oid != constraint && known->parent != kNoOid) {
      at = known->parent;
      const Relation* home =
          context.catalog->relation(context.catalog->home_of(catalog::ObjectClass::kConstraint, at).oid);
      known = nullptr;
      if (home == nullptr) break;
      for (const Constraint& other : home->constraints) {
        if (other.oid == at) known = &other;
      }
    }
    if (known != nullptr && known->oid == constraint) return &c;
  }
  return nullptr;
}

[[noreturn]] void throw_missing(ExecContext& context, const Relation& referencing,
                                const Relation& referenced, const Constraint& fk,
                                std::span<const Datum> row) {
  throw_error(Error(sqlstate::foreign_key_violation,
                    "insert or update on table \"" + referencing.name +
                        "\" violates foreign key constraint \"" + fk.name + "\"")
                  .with_detail("Key " + key_text(context, referencing, fk.columns, row) +
                               " is not present in table \"" + referenced.name + "\".")
                  .with_table(schema_name(context, referencing), referencing.name)
                  .with_constraint(fk.name));
}

bool any_null(std::span<const int32_t> attnos, std::span<const Datum> row, bool* all) {
  bool any = false;
  *all = true;
  for (const int32_t attno : attnos) {
    const bool null = row[static_cast<size_t>(attno) - 1].null;
    any |= null;
    *all &= null;
  }
  return any;
}

void check_match_full(ExecContext& context, const Relation& table, const Constraint& fk) {
  throw_error(Error(sqlstate::foreign_key_violation,
                    "insert or update on table \"" + table.name +
                        "\" violates foreign key constraint \"" + fk.name + "\"")
                  .with_detail("MATCH FULL does not allow mixing of null and nonnull key values.")
                  .with_table(schema_name(context, table), table.name)
                  .with_constraint(fk.name));
}

// An index of the referencing table whose leading columns are the foreign key's, in any order.
struct ReferencingIndex {
  const Relation* relation = nullptr;
  struct Part {
    size_t key_part;  // index into KeyMap::parts
    const TypeInfo* type;
    KeyOrder order;
  };
  std::vector<Part> parts;
};

ReferencingIndex find_referencing_index(ExecContext& context, const Relation& table,
                                        const KeyMap& map) {
  for (const Oid oid : table.indexes) {
    const Relation* index = context.catalog->relation(oid);
    if (index == nullptr || !index->index || index->tree == storage::kNoTree) continue;
    const catalog::IndexInfo& info = *index->index;
    if (!info.valid || !info.predicate.empty() || info.keys.size() < map.parts.size()) continue;
    if (catalog::is_inverted(*context.catalog, info)) continue;
    ReferencingIndex found{index, {}};
    for (size_t k = 0; k < map.parts.size(); ++k) {
      const catalog::IndexKey& key = info.keys[k];
      if (key.attno == 0) break;
      for (size_t p = 0; p < map.parts.size(); ++p) {
        // A cast between the sides means other key bytes: then the scan decides.
        if (map.parts[p].referencing == static_cast<size_t>(key.attno) - 1 &&
            map.parts[p].cast == nullptr) {
          found.parts.push_back({p, context.catalog->find_type(key.type),
                                 {key.descending, key.nulls_first}});
        }
      }
    }
    if (found.parts.size() == map.parts.size()) return found;
  }
  return {};
}

}  // namespace

struct ForeignKeys::Impl {
  struct Outgoing {
    const Constraint* fk;
    const Relation* referenced;
    KeyMap map;
    std::string last_key;  // the key found last: runs of equal keys look once
    bool has_last = false;
  };
  // Rows of this statement that left a referenced key, for one incoming constraint.
  struct Batch {
    Oid constraint, referencing;
    struct Left {
      std::string key;
      std::string old_row, new_row;  // encoded rows; new_row empty for a delete
    };
    std::vector<Left> rows;
    bool queued = false;
  };
  struct Incoming {
    const Relation* referencing;
    const Constraint* fk;
    KeyMap map;
    std::shared_ptr<Batch> batch;
  };

  ExecContext& context;
  const Relation& relation;
  std::unique_ptr<catalog::RowCodec> codec;
  std::vector<Outgoing> outgoing;
  std::vector<Incoming> incoming;
  std::string key, old_key;
  bool each = false;

  void queue_recheck(const Outgoing& out, RowId id);
  static void recheck(ExecContext& now, Oid table, Oid constraint, RowId id);
  static void run_batch(ExecContext& now, Oid referenced, Oid referencing, Oid constraint,
                        const Batch& batch);
  // The rows of one table; `named` and `named_fk` are what the constraint was declared on.
  static void run_batch_on(ExecContext& now, const Relation& referenced_table,
                           const Relation& referencing_table, const Constraint& own_fk,
                           const Batch& batch, const Relation& named, const Constraint& named_fk);
};

bool is_replica(ExecContext& context) {
  return context.services->setting("session_replication_role") == "replica";
}

ForeignKeys::ForeignKeys(ExecContext& context, const Relation& relation, uint8_t events)
    : impl_(new Impl{context, relation, nullptr, {}, {}, {}, {}, false}) {
  if (is_replica(context)) return;
  if ((events & (TriggerEvents::kInsert | TriggerEvents::kUpdate)) != 0) {
    for (const Constraint& c : relation.constraints) {
      if (c.kind != ConstraintKind::kForeignKey || is_for_partition(relation, c)) continue;
      if (is_switched_off(c, kReferencingSide)) continue;
      const Relation* referenced =
          c.referenced == relation.oid ? &relation : context.catalog->relation(c.referenced);
      if (referenced == nullptr) continue;
      impl_->outgoing.push_back(
          {&c, referenced, make_key_map(context, relation, *referenced, c), {}, false});
    }
  }
  if ((events & (TriggerEvents::kDelete | TriggerEvents::kUpdate)) != 0) {
    std::vector<Oid> seen;
    for (const Oid oid : relation.incoming_fks) {
      if (std::find(seen.begin(), seen.end(), oid) != seen.end()) continue;
      seen.push_back(oid);
      const Relation* referencing =
          oid == relation.oid ? &relation : context.catalog->relation(oid);
      if (referencing == nullptr) continue;
      for (const Constraint& c : referencing->constraints) {
        if (c.kind != ConstraintKind::kForeignKey || c.referenced != relation.oid ||
            is_of_partition(*referencing, c) || is_switched_off(c, kReferencedSide)) {
          continue;
        }
        auto batch = std::make_shared<Impl::Batch>();
        batch->constraint = c.oid;
        batch->referencing = referencing->oid;
        impl_->incoming.push_back(
            {referencing, &c, make_key_map(context, *referencing, relation, c), std::move(batch)});
      }
    }
  }
}

ForeignKeys::~ForeignKeys() = default;

void ForeignKeys::begin_statement() {
  for (Impl::Outgoing& out : impl_->outgoing) out.has_last = out.has_last && RUNG_BUG(42);
  for (Impl::Incoming& in : impl_->incoming) {
    auto batch = std::make_shared<Impl::Batch>();
    batch->constraint = in.batch->constraint;
    batch->referencing = in.batch->referencing;
    in.batch = std::move(batch);
  }
}
bool ForeignKeys::empty() const { return impl_->outgoing.empty() && impl_->incoming.empty(); }
void ForeignKeys::queue_each() { impl_->each = true; }

void ForeignKeys::row_written(RowId id, std::span<const Datum> old_values,
                              std::span<const Datum> new_values) {
  for (Impl::Outgoing& out : impl_->outgoing) {
    bool all_null = false;
    if (any_null(out.fk->columns, new_values, &all_null)) {
      if (out.fk->match == FkMatch::kFull && !all_null) {
        check_match_full(impl_->context, impl_->relation, *out.fk);
      }
      continue;
    }
    if (!out.map.encode(impl_->context, new_values, KeyMap::Side::kReferencing, &impl_->key)) continue;
    if (!old_values.empty() &&
        out.map.encode(impl_->context, old_values, KeyMap::Side::kReferencing, &impl_->old_key) &&
        impl_->key == impl_->old_key) {
      continue;
    }
    if (out.has_last && out.last_key == impl_->key) continue;
    if (key_exists(impl_->context.transaction->write(), out.map, impl_->key)) {
      out.last_key = impl_->key;
      out.has_last = true;
      continue;
    }
    impl_->queue_recheck(out, id);
  }
}

void ForeignKeys::Impl::queue_recheck(const Outgoing& out, RowId id) {
  context.transaction->queue_after(
      out.fk->oid, out.fk->deferrable, out.fk->deferred,
      [table = relation.oid, constraint = out.fk->oid, id](ExecContext& now) {
        recheck(now, table, constraint, id);
      });
}

void ForeignKeys::Impl::recheck(ExecContext& now, Oid table, Oid constraint, RowId id) {
  const Relation* referencing = now.catalog->relation(table);
  if (referencing == nullptr) return;
  const auto fk = std::find_if(referencing->constraints.begin(), referencing->constraints.end(),
                               [&](const Constraint& c) { return c.oid == constraint; });
  if (fk == referencing->constraints.end()) return;
  const Relation* referenced = now.catalog->relation(fk->referenced);
  if (referenced == nullptr) return;
  storage::WriteTxn& txn = now.transaction->write();
  std::string row, key;
  if (!value_or_throw(txn.get(referencing->tree, catalog::row_key(id), &row))) return;
  std::vector<Datum> values(referencing->columns.size());
  const catalog::RowCodec codec(*referencing);
  codec.decode(row, values);
  const KeyMap map = make_key_map(now, *referencing, *referenced, *fk);
  if (!map.encode(now, values, KeyMap::Side::kReferencing, &key)) return;
  if (!key_exists(txn, map, key)) throw_missing(now, *referencing, *referenced, *fk, values);
}

void ForeignKeys::row_left(std::span<const Datum> old_values, std::span<const Datum> new_values) {
  for (Impl::Incoming& in : impl_->incoming) {
    if (!in.map.encode(impl_->context, old_values, KeyMap::Side::kReferenced, &impl_->old_key)) {
      continue;
    }
    if (!new_values.empty() &&
        in.map.encode(impl_->context, new_values, KeyMap::Side::kReferenced, &impl_->key) &&
        (impl_->key == impl_->old_key || RUNG_BUG(43))) {
      continue;
    }
    if (impl_->codec == nullptr) {
      impl_->codec = std::make_unique<catalog::RowCodec>(impl_->relation);
    }
    Impl::Batch::Left left;
    left.key = impl_->old_key;
    impl_->codec->encode(old_values, &left.old_row);
    if (!new_values.empty()) impl_->codec->encode(new_values, &left.new_row);
    if (impl_->each) {
      auto own = std::make_shared<Impl::Batch>();
      own->constraint = in.batch->constraint;
      own->referencing = in.batch->referencing;
      in.batch = std::move(own);
    }
    in.batch->rows.push_back(std::move(left));
    if (in.batch->queued) continue;
    in.batch->queued = true;
    const FkAction action = new_values.empty() ? in.fk->on_delete : in.fk->on_update;
    // Only NO ACTION may wait for the end of the transaction; actions and RESTRICT do not.
    const bool may_defer = action == FkAction::kNoAction && in.fk->deferrable;
    impl_->context.transaction->queue_after(
        in.fk->oid, may_defer, may_defer && in.fk->deferred,
        [referenced = impl_->relation.oid, batch = in.batch, may_defer](ExecContext& now) {
          batch->queued = false;
          Impl::run_batch(now, referenced, batch->referencing, batch->constraint, *batch);
          // What can be deferred is checked again if it was checked early and that is undone.
          if (!may_defer || RUNG_BUG(44)) batch->rows.clear();
        });
  }
}

void ForeignKeys::Impl::run_batch(ExecContext& now, Oid referenced_oid, Oid referencing_oid,
                                  Oid constraint, const Batch& batch) {
  const Relation* referenced = now.catalog->relation(referenced_oid);
  const Relation* referencing = now.catalog->relation(referencing_oid);
  if (referenced == nullptr || referencing == nullptr) return;
  const auto fk = std::find_if(referencing->constraints.begin(), referencing->constraints.end(),
                               [&](const Constraint& c) { return c.oid == constraint; });
  if (fk == referencing->constraints.end()) return;
  if (referencing->kind != catalog::RelationKind::kPartitionedTable) {
    run_batch_on(now, *referenced, *referencing, *fk, batch, *referencing, *fk);
    return;
  }
  for (const Relation* leaf :
       planner::inheritance_tree(*now.catalog, now.env(), *referencing, true)) {
    const Constraint* copy = copy_in(now, *leaf, constraint);
    if (copy != nullptr) run_batch_on(now, *referenced, *leaf, *copy, batch, *referencing, *fk);
  }
}

void ForeignKeys::Impl::run_batch_on(ExecContext& now, const Relation& referenced_table,
                                     const Relation& referencing_table, const Constraint& own_fk,
                                     const Batch& batch, const Relation& named,
                                     const Constraint& named_fk) {
  const Relation *referenced = &referenced_table, *referencing = &referencing_table;
  const Constraint* fk = &own_fk;
  const KeyMap map = make_key_map(now, *referencing, *referenced, *fk);
  storage::WriteTxn& txn = now.transaction->write();
  const catalog::RowCodec codec(*referencing);
  const catalog::RowCodec referenced_codec(*referenced);

  struct Match {
    RowId id;
    size_t left;
  };
  std::vector<Match> matches;
  std::vector<Datum> values(referencing->columns.size());
  std::vector<Datum> old_row(referenced->columns.size()), new_row(referenced->columns.size());
  std::string key;
  storage::ReadView view = txn.view();
  const ReferencingIndex index = find_referencing_index(now, *referencing, map);
  const auto action_of = [&](const Batch::Left& left) {
    return left.new_row.empty() ? fk->on_delete : fk->on_update;
  };
  const auto skip = [&](const Batch::Left& left) {
    return action_of(left) == FkAction::kNoAction && key_exists(txn, map, left.key);
  };
  if (index.relation != nullptr) {
    TypeEnv env = now.env();
    storage::Cursor cursor(view, index.relation->tree);
    for (size_t n = 0; n < batch.rows.size(); ++n) {
      if (skip(batch.rows[n])) continue;
      referenced_codec.decode(batch.rows[n].old_row, old_row);
      key.clear();
      for (const ReferencingIndex::Part& part : index.parts) {
        append_key(env, *part.type, old_row[map.parts[part.key_part].referenced], part.order, &key);
      }
      value_or_throw(cursor.seek(key));
      for (; cursor.valid() && cursor.key().starts_with(key); value_or_throw(cursor.next())) {
        const std::string_view value = value_or_throw(cursor.value());
        const std::string_view whole = cursor.key();
        matches.push_back(
            {catalog::row_id_of(value.size() == sizeof(RowId)
                                    ? value
                                    : whole.substr(whole.size() - sizeof(RowId))),
             n});
      }
    }
  } else {
    std::unordered_multimap<std::string, size_t> wanted;
    for (size_t n = 0; n < batch.rows.size(); ++n) {
      if (!skip(batch.rows[n])) wanted.emplace(batch.rows[n].key, n);
    }
    if (!wanted.empty()) {
      storage::Cursor cursor(view, referencing->tree);
      value_or_throw(cursor.seek_first());
      for (; cursor.valid(); value_or_throw(cursor.next())) {
        codec.decode(value_or_throw(cursor.value()), values);
        if (!map.encode(now, values, KeyMap::Side::kReferencing, &key)) continue;
        const auto hit = wanted.find(key);
        if (hit != wanted.end()) matches.push_back({catalog::row_id_of(cursor.key()), hit->second});
      }
    }
  }
  if (matches.empty()) return;
  view = {};  // pages that it shows would be copied before they are written

  const FkAction first_action = action_of(batch.rows[matches.front().left]);
  const auto throw_referenced = [&](const Batch::Left& left) {
    referenced_codec.decode(left.old_row, old_row);
    throw_error(
        Error(sqlstate::foreign_key_violation,
              "update or delete on table \"" + referenced->name +
                  "\" violates foreign key constraint \"" + named_fk.name + "\" on table \"" +
                  named.name + "\"")
            .with_detail("Key " + key_text(now, *referenced, fk->referenced_columns, old_row) +
                         " is still referenced from table \"" + named.name + "\".")
            .with_table(schema_name(now, named), named.name)
            .with_constraint(named_fk.name));
  };
  if (first_action == FkAction::kNoAction || first_action == FkAction::kRestrict) {
    throw_referenced(batch.rows[matches.front().left]);
  }

  const uint8_t event =
      first_action == FkAction::kCascade && batch.rows[matches.front().left].new_row.empty()
          ? TriggerEvents::kDelete
          : TriggerEvents::kUpdate;
  std::vector<int32_t> set_columns = fk->columns;
  const bool is_delete = batch.rows[matches.front().left].new_row.empty();
  if (is_delete && !fk->set_columns.empty()) set_columns = fk->set_columns;
  std::vector<std::pair<size_t, std::shared_ptr<const RowProgram>>> defaults;
  if (first_action == FkAction::kSetDefault) {
    for (const int32_t attno : set_columns) {
      const catalog::Attribute& column = *referencing->column(attno);
      defaults.emplace_back(
          static_cast<size_t>(attno) - 1,
          column.default_expr.empty()
              ? nullptr
              : compile_row(now, *planner::load_expression(*now.arena, column.default_expr)));
    }
  }
  // Rows in the order of their ids are neighbours in the tree. Triggers would see the order.
  if (referencing->triggers.empty()) {
    std::sort(matches.begin(), matches.end(),
              [](const Match& a, const Match& b) { return a.id < b.id; });
  }
  TreeWriter writer(now, named, event);
  // The writer counts columns as the named table does.
  std::vector<int32_t> named_columns = named_fk.columns;
  if (is_delete && !named_fk.set_columns.empty()) named_columns = named_fk.set_columns;
  writer.begin_statement(event, named_columns);
  for (const Match& match : matches) {
    if (!writer.fetch({referencing, match.id}, &values)) continue;  // gone through another path
    const Batch::Left& left = batch.rows[match.left];
    if (!map.encode(now, values, KeyMap::Side::kReferencing, &key) || key != left.key) continue;
    if (event == TriggerEvents::kDelete) {
      writer.remove({referencing, match.id}, values);
      continue;
    }
    std::vector<Datum> changed = values;
    if (first_action == FkAction::kCascade) {
      referenced_codec.decode(left.new_row, new_row);
      for (size_t k = 0; k < fk->columns.size(); ++k) {
        const auto to = static_cast<size_t>(fk->columns[k]) - 1;
        Datum value = new_row[static_cast<size_t>(fk->referenced_columns[k]) - 1];
        const Oid from_type = referenced->column(fk->referenced_columns[k])->type;
        const Oid to_type = referencing->columns[to].type;
        if (from_type != to_type && !value.null) {
          planner::BindContext bind;
          bind.catalog = now.catalog;
          bind.path = now.path;
          bind.env = now.env();
          Expr* input = now.arena->make<Expr>();
          input->kind = ExprKind::kCaseValue;
          input->type = from_type;
          Expr* cast = planner::make_cast(bind, input, {to_type, referencing->columns[to].typmod}, true);
          if (cast != nullptr) {
            value = evaluate(now, *compile_row(now, *cast), nullptr, nullptr, &value);
          }
        }
        changed[to] = value;
      }
    } else if (first_action == FkAction::kSetNull) {
      for (const int32_t attno : set_columns) changed[static_cast<size_t>(attno) - 1] = Datum();
    } else {
      for (const auto& [column, program] : defaults) {
        changed[column] = program == nullptr ? Datum() : evaluate(now, *program);
      }
    }
    writer.update({referencing, match.id}, values, changed, named_columns);
    // The default may be the very key that left: then the reference still stands.
    if (first_action == FkAction::kSetDefault && writer.fetch({referencing, match.id}, &values) &&
        map.encode(now, values, KeyMap::Side::kReferencing, &key) && key == left.key &&
        !key_exists(txn, map, key)) {
      throw_referenced(left);
    }
  }
  writer.end_statement(event, named_columns);
}

void ForeignKeys::check_unreferenced(ExecContext& context, const Relation& partition,
                                     const Relation& referencing, const Constraint& fk) {
  const KeyMap map = make_key_map(context, referencing, partition, fk);
  storage::WriteTxn& txn = context.transaction->write();
  std::string key;
  for (const Relation* leaf :
       planner::inheritance_tree(*context.catalog, context.env(), referencing, true)) {
    if (leaf->tree == storage::kNoTree) continue;
    const std::vector<int32_t> columns = planner::column_map(referencing, *leaf);
    const catalog::RowCodec codec(*leaf);
    std::vector<Datum> stored(leaf->columns.size()), values;
    storage::Cursor cursor(txn.view(), leaf->tree);
    value_or_throw(cursor.seek_first());
    for (; cursor.valid(); value_or_throw(cursor.next())) {
      codec.decode(value_or_throw(cursor.value()), stored);
      map_row(columns, stored, &values);
      if (!map.encode(context, values, KeyMap::Side::kReferencing, &key)) continue;
      if (!key_exists(txn, map, key)) continue;
      throw_error(Error(sqlstate::foreign_key_violation,
                        "removing partition \"" + partition.name +
                            "\" violates foreign key constraint \"" + fk.name + "\"")
                      .with_detail("Key " + key_text(context, referencing, fk.columns, values) +
                                   " is still referenced from table \"" + referencing.name + "\".")
                      .with_table(schema_name(context, referencing), referencing.name)
                      .with_constraint(fk.name));
    }
  }
}

void ForeignKeys::validate(ExecContext& context, const Relation& table, const Constraint& fk) {
  const Relation* referenced =
      fk.referenced == table.oid ? &table : context.catalog->relation(fk.referenced);
  if (referenced == nullptr || table.tree == storage::kNoTree) return;
  const KeyMap map = make_key_map(context, table, *referenced, fk);
  storage::WriteTxn& txn = context.transaction->write();
  const catalog::RowCodec codec(table);
  std::vector<Datum> values(table.columns.size());
  std::string key, last_key;
  storage::Cursor cursor(txn.view(), table.tree);
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    codec.decode(value_or_throw(cursor.value()), values);
    bool all_null = false;
    if (any_null(fk.columns, values, &all_null)) {
      if (fk.match == FkMatch::kFull && !all_null) check_match_full(context, table, fk);
      continue;
    }
    if (!map.encode(context, values, KeyMap::Side::kReferencing, &key)) continue;
    if (key == last_key) continue;
    if (!key_exists(txn, map, key)) throw_missing(context, table, *referenced, fk, values);
    last_key = key;
  }
}

}  // namespace rung::executor
