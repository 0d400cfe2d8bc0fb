#include "executor/table_writer.h"

#include <algorithm>
#include <exception>

#include "base/bytes.h"
#include "base/seeded_bug.h"
#include "catalog/opclasses.h"
#include "executor/exclusion.h"
#include "executor/failing_row.h"
#include "executor/foreign_keys.h"
#include "executor/index_keys.h"
#include "executor/inverted_index.h"
#include "executor/partition_router.h"
#include "executor/pending_entries.h"
#include "executor/prepared_plan.h"
#include "executor/run.h"
#include "executor/trigger_firing.h"
#include "planner/stored_expr.h"

namespace rung::executor {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::RowId;
using catalog::TriggerEvents;
using storage::WriteMode;
using storage::WriteOutcome;

uint32_t transaction_number(storage::WriteTxn& txn) {
  return static_cast<uint32_t>(static_cast<uint64_t>(txn.view().csn()) + 1);
}

struct TableWriter::Impl {
  struct Index {
    const catalog::Relation* relation;
    std::unique_ptr<IndexKeyMaker> maker;  // none where the index has no tree
    std::unique_ptr<Exclusion> exclusion;
  };
  struct Inverted {
    storage::TreeId tree;
    std::unique_ptr<EntryMaker> maker;
  };
  struct Check {
    const Constraint* constraint;
    std::shared_ptr<const RowProgram> program;
  };
  struct Generated {
    size_t column;
    std::shared_ptr<const RowProgram> program;
  };

  // Programs and look-ups live in `made_in`; what one row needs lives in `scratch`, which is emptied
  // before each row, so that a statement over many rows stays small.
  Arena made_in;
  ExecContext context;
  const catalog::Relation& relation;
  catalog::RowCodec codec;
  Arena scratch;
  ExecContext row_context;
  std::vector<Index> indexes;
  std::vector<Inverted> inverted;
  std::vector<Check> checks;
  std::vector<Generated> generated;
  std::optional<RowTriggers> triggers;
  ForeignKeys foreign_keys;
  std::optional<PartitionCheck> partition;
  bool routed = false;
  storage::WriteTxn& txn;
  const uint32_t number;
  const uint8_t events;
  const uint64_t catalog_version;
  const bool replica;
  static constexpr size_t kHeldKeyBytesMax = 500;
  RowId next_id = 0, last_id = 0;
  bool has_next_id = false;
  uint64_t rows = 0;
  std::string row_bytes, key, old_key;
  std::vector<std::string> entries, old_entries;

  // Index entries held back, in the order of `indexes`, while `holds_back`.
  PendingEntries pending{0, 0};
  bool may_hold_back = false, holds_back = false;
  std::vector<RowId> first_of_run;  // row ids are consecutive but where a trigger wrote in between
  std::vector<uint64_t> rows_before_run;
  std::optional<uint64_t> duplicate;
  std::function<void()> put_pending{[this] { flush(); }};

  Impl(ExecContext& c, const catalog::Relation& r, uint8_t for_events)
      : context(context_over(c, &made_in)), relation(r), codec(r),
        row_context(context_over(c, &scratch)), foreign_keys(context, r, for_events),
        txn(c.transaction->write()), number(transaction_number(txn)), events(for_events), catalog_version(c.catalog->version()), replica(is_replica(c)) {
    for (const Oid oid : r.indexes) {
      const catalog::Relation* index = c.catalog->relation(oid);
      if (index == nullptr) continue;
      Index made{index, nullptr, nullptr};
      // An index without a tree is kept in the catalog only (a method that is no B+tree).
      if (index->tree != storage::kNoTree && catalog::is_inverted(*c.catalog, *index->index)) {
        inverted.push_back({index->tree, std::make_unique<EntryMaker>(context, row_context, *index)});
        continue;
      }
      if (index->tree != storage::kNoTree) {
        made.maker = std::make_unique<IndexKeyMaker>(context, *index, r);
      }
      if (const Constraint* constraint = exclusion_of(r, *index)) {
        made.exclusion = std::make_unique<Exclusion>(context, *index, r, *constraint);
      }
      if (made.maker != nullptr || made.exclusion != nullptr) indexes.push_back(std::move(made));
    }
    // PostgreSQL enters a row into its indexes in the order of their oids.
    std::sort(indexes.begin(), indexes.end(),
              [](const Index& a, const Index& b) { return a.relation->oid < b.relation->oid; });
    pending = PendingEntries(indexes.size(), context.maintenance_memory_bytes);
    may_hold_back = events == TriggerEvents::kDelete && !indexes.empty();
    if ((events & (TriggerEvents::kInsert | TriggerEvents::kUpdate)) == 0) return;
    if (r.is_partition()) partition.emplace(context, r);
    // A row that may refer to one of the same statement looks into the table's own indexes.
    may_hold_back = events == TriggerEvents::kInsert && !indexes.empty();
    // So does an exclusion constraint.
    for (const Constraint& constraint : r.constraints) {
      may_hold_back = may_hold_back && constraint.referenced != r.oid &&
                      constraint.kind != ConstraintKind::kExclusion;
    }
    for (const Constraint& constraint : r.constraints) {
      if (constraint.kind != ConstraintKind::kCheck) continue;
      checks.push_back({&constraint, program(constraint.check)});
    }
    std::sort(checks.begin(), checks.end(), [](const Check& a, const Check& b) {
      return a.constraint->name < b.constraint->name;
    });
    for (size_t i = 0; i < r.columns.size(); ++i) {
      if (r.columns[i].generated && !r.columns[i].dropped) {
        generated.push_back({i, program(r.columns[i].default_expr)});
      }
    }
  }

  ~Impl() { stop_holding_back(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // A new statement of the same transaction.
  void begin(ExecContext& c) {
    context = c;
    row_context = context_over(c, &scratch);
    triggers.emplace(row_context, relation, events);
    foreign_keys.begin_statement();
    routed = false;
    // Who watches rows one by one sees the foreign keys' work between them.
    if (!foreign_keys.empty() && triggers->has_after_rows()) {
      foreign_keys.queue_each();
      triggers->queue_each();
    }
    if (relation.on_commit == 'd' &&
        (events & (TriggerEvents::kInsert | TriggerEvents::kUpdate)) != 0) {
      context.transaction->queue_after(
          kNoOid, true, true, [oid = relation.oid](ExecContext& now) { empty_table(now, oid); });
    }
    has_next_id = false;
    rows = 0;
  }

  void start_holding_back() {
    if (!may_hold_back || holds_back) return;
    holds_back = true;
    first_of_run.clear();
    rows_before_run.clear();
    duplicate.reset();
    context.transaction->enter_pending(&put_pending);
  }
  void stop_holding_back() {
    if (!holds_back) return;
    holds_back = false;
    context.transaction->leave_pending(&put_pending);
  }

  void flush() {
    if (pending.empty()) return;
    std::vector<storage::TreeId> trees;
    for (const Index& index : indexes) trees.push_back(index.relation->tree);
    if (events == TriggerEvents::kDelete) {
      pending.flush_erased(txn, trees);
      return;
    }
    const auto found = pending.flush(txn, std::move(trees));
    if (!found) return;
    std::vector<Datum> values(relation.columns.size());
    value_or_throw(txn.get(relation.tree, catalog::row_key(found->row), &row_bytes));
    codec.decode(row_bytes, values);
    const auto run = std::upper_bound(first_of_run.begin(), first_of_run.end(), found->row) - 1;
    duplicate = rows_before_run[static_cast<size_t>(run - first_of_run.begin())] +
                (found->row - *run);
    throw_duplicate(indexes[found->tree], values);
  }

  static ExecContext context_over(const ExecContext& from, Arena* arena) {
    ExecContext copy = from;
    copy.arena = arena;
    return copy;
  }
  std::shared_ptr<const RowProgram> program(const catalog::Blob& blob) {
    return compile_row(context,
                       *planner::load_row_expression(*context.arena, blob, relation.oid));
  }

  void compute_generated(std::vector<Datum>& values) {
    for (const Generated& g : generated) {
      values[g.column] = evaluate(row_context, *g.program, values.data());
    }
  }

  void check_row(std::span<const Datum> values) {
    for (size_t i = 0; i < relation.columns.size(); ++i) {
      const catalog::Attribute& column = relation.columns[i];
      if (!column.not_null || column.dropped || !values[i].null) continue;
      if (RUNG_BUG(37) && i + 1 == relation.columns.size()) continue;
      flush();  // a duplicate before this row comes first
      throw_error(Error(sqlstate::not_null_violation,
                        "null value in column \"" + column.name + "\" of relation \"" +
                            relation.name + "\" violates not-null constraint")
                      .with_detail(failing_row(row_context, relation, values))
                      .with_table(schema_name(context, relation), relation.name)
                      .with_column(column.name));
    }
    for (const Check& check : checks) {
      const Datum holds = evaluate(row_context, *check.program, values.data());
      if (holds.null || holds.b() || (RUNG_BUG(38) && &check != &checks.front())) continue;
      flush();
      throw_error(Error(sqlstate::check_violation,
                        "new row for relation \"" + relation.name +
                            "\" violates check constraint \"" + check.constraint->name + "\"")
                      .with_detail(failing_row(row_context, relation, values))
                      .with_table(schema_name(context, relation), relation.name)
                      .with_constraint(check.constraint->name));
    }
  }

  [[noreturn]] void throw_outside(std::span<const Datum> values) {
    throw_error(Error(sqlstate::check_violation,
                      "new row for relation \"" + relation.name + "\" violates partition constraint")
                    .with_detail(failing_row(row_context, relation, values))
                    .with_table(schema_name(context, relation), relation.name));
  }

  // A row that was routed here can only be wrong when a trigger has changed it.
  void check_new_row(std::span<const Datum> values) {
    check_row(values);
    if (!partition.has_value() || (routed && !triggers->has_before(TriggerEvents::kInsert))) return;
    if (!partition->holds(row_context, values)) throw_outside(values);
  }

  [[noreturn]] void throw_duplicate(Index& index, std::span<const Datum> values) {
    throw_error(Error(sqlstate::unique_violation,
                      "duplicate key value violates unique constraint \"" + index.relation->name + "\"")
                    .with_detail(index.maker->describe(values) + " already exists.")
                    .with_table(schema_name(context, relation), relation.name)
                    .with_constraint(index.relation->name));
  }

  WriteOutcome write_entry(const Index& index, std::string_view entry, std::string_view value) {
    return write_entries(context, *index.relation, relation, [&] {
      return value_or_throw(txn.put(index.relation->tree, entry, value, WriteMode::kInsert));
    });
  }

  void put_entry(Index& index, std::string& entry, bool has_null, const std::string& id,
                 std::span<const Datum> values) {
    const catalog::IndexInfo& info = *index.relation->index;
    if (entry_is_suffixed(info, has_null)) {
      if (info.unique && !info.immediate && !(has_null && !info.nulls_not_distinct)) {
        check_deferrable_unique(index, entry, values);
      }
      entry.append(id);
      write_entry(index, entry, {});
      return;
    }
    if (write_entry(index, entry, id) == WriteOutcome::kExists) throw_duplicate(index, values);
  }

  // A deferrable key lets duplicates in until its check: the pair is looked at again then.
  void check_deferrable_unique(Index& index, const std::string& entry,
                               std::span<const Datum> values) {
    std::string found, value;
    if (!value_or_throw(txn.seek(index.relation->tree, entry, &found, &value)) ||
        !found.starts_with(entry)) {
      return;
    }
    const Constraint* constraint = nullptr;
    for (const Constraint& c : relation.constraints) {
      if (c.index == index.relation->oid && c.kind != ConstraintKind::kForeignKey) constraint = &c;
    }
    context.transaction->queue_after(
        constraint == nullptr ? kNoOid : constraint->oid, true,
        constraint != nullptr && constraint->deferred,
        [tree = index.relation->tree, entry, name = index.relation->name, table = relation.name,
         schema = schema_name(context, relation),
         detail = index.maker->describe(values)](ExecContext& now) {
          storage::Cursor cursor(now.transaction->write().view(), tree);
          value_or_throw(cursor.seek(entry));
          int live = 0;
          for (; cursor.valid() && cursor.key().starts_with(entry) && live < 2;
               value_or_throw(cursor.next())) {
            ++live;
          }
          if (live < 2 || RUNG_BUG(41)) return;
          throw_error(Error(sqlstate::unique_violation,
                            "duplicate key value violates unique constraint \"" + name + "\"")
                          .with_detail(detail + " already exists.")
                          .with_table(schema, table)
                          .with_constraint(name));
        });
  }

  void put_row(std::span<const Datum> values, RowId* id) {
    codec.encode(values, &row_bytes);
    catalog::stamp_row(number, &row_bytes);
    if (!has_next_id) {
      std::string last;
      next_id = value_or_throw(txn.last(relation.tree, &last)) ? catalog::row_id_of(last) + 1 : 1;
      has_next_id = true;
    }
    for (;;) {
      *id = next_id++;
      if (value_or_throw(txn.put(relation.tree, catalog::row_key(*id), row_bytes,
                                 WriteMode::kInsert)) == WriteOutcome::kDone) {
        return;
      }
      // A trigger wrote to the same table in between.
      std::string last;
      if (value_or_throw(txn.last(relation.tree, &last))) next_id = catalog::row_id_of(last) + 1;
    }
  }

  void store(std::span<const Datum> values) {
    RowId id = 0;
    put_row(values, &id);
    const std::string id_bytes = catalog::row_key(id);
    if (holds_back && (first_of_run.empty() || id != last_id + 1)) {
      first_of_run.push_back(id);
      rows_before_run.push_back(rows);
    }
    last_id = id;
    for (size_t i = 0; i < indexes.size(); ++i) {
      Index& index = indexes[i];
      bool has_null = false;
      const bool has =
          index.maker != nullptr && index.maker->make(values, &key, &has_null);
      const catalog::IndexInfo& info = *index.relation->index;
      if (!holds_back || (info.unique && !info.immediate)) {
        if (has) put_entry(index, key, has_null, id_bytes, values);
        if (index.exclusion != nullptr) index.exclusion->check(values, id);
        continue;
      }
      if (!has) continue;
      const bool suffixed = entry_is_suffixed(info, has_null);
      if (suffixed) key.append(id_bytes);
      if (key.size() > kHeldKeyBytesMax) flush();  // its error, if it is too long, is its own
      pending.add(i, key, id, suffixed);
      if (key.size() > kHeldKeyBytesMax) {
        write_entries(context, *index.relation, relation, put_pending);
      } else if (pending.is_large()) {
        flush();
      }
    }
    for (Inverted& index : inverted) {
      index.maker->make(values, &entries);
      update_entries(txn, index.tree, id_bytes, {}, entries);
    }
    using Part = RowTriggers::Part;
    triggers->after(Part::kEarly, TriggerEvents::kInsert, {}, values, {});
    foreign_keys.row_written(id, {}, values);
    triggers->after(Part::kLate, TriggerEvents::kInsert, {}, values, {});
    ++rows;
  }

  // The row that already has the key of one of the arbiters.
  std::optional<RowId> find_conflict(std::span<const Datum> values, std::span<const Oid> arbiters) {
    for (Index& index : indexes) {
      const catalog::IndexInfo& info = *index.relation->index;
      if (!info.unique && index.exclusion == nullptr) continue;
      if (!arbiters.empty() &&
          std::find(arbiters.begin(), arbiters.end(), index.relation->oid) == arbiters.end()) {
        continue;
      }
      if (index.exclusion != nullptr) {
        if (const std::optional<RowId> found = index.exclusion->find(values, 0)) return found;
        continue;
      }
      bool has_null = false;
      if (!index.maker->make(values, &key, &has_null)) continue;
      if (has_null && !info.nulls_not_distinct) continue;
      std::string found, value;
      if (entry_is_suffixed(info, has_null)) {
        if (value_or_throw(txn.seek(index.relation->tree, key, &found, &value)) &&
            found.starts_with(key)) {
          return catalog::row_id_of(std::string_view(found).substr(found.size() - sizeof(RowId)));
        }
      } else if (value_or_throw(txn.get(index.relation->tree, key, &value))) {
        return catalog::row_id_of(value);
      }
    }
    return std::nullopt;
  }
};

namespace {

// Writers of statements that are over, for the next one on the same table in the same transaction.
// The catalog keeps the objects they point to until the transaction ends.
constexpr size_t kKeptWritersMax = 16;
struct KeptWriters {
  KeptWriters() { writers.reserve(kKeptWritersMax); }  // they come at ends that may not fail
  std::vector<std::unique_ptr<TableWriter::Impl>> writers;
  std::optional<uint64_t> rules_version;  // of the catalog, when it was last asked for rules
  bool has_rules = false;
};

KeptWriters& kept_writers(ExecContext& context) {
  std::shared_ptr<void>& slot = context.transaction->kept_writers();
  if (slot == nullptr) slot = std::make_shared<KeptWriters>();
  return *static_cast<KeptWriters*>(slot.get());
}

std::unique_ptr<TableWriter::Impl> writer_for(ExecContext& context,
                                              const catalog::Relation& relation, uint8_t events) {
  auto& kept = kept_writers(context).writers;
  const uint64_t version = context.catalog->version();
  std::unique_ptr<TableWriter::Impl> found;
  const bool replica = !kept.empty() && is_replica(context);
  std::erase_if(kept, [&](std::unique_ptr<TableWriter::Impl>& writer) {
    if (writer->catalog_version != version || writer->replica != replica) return true;
    if (found != nullptr || &writer->relation != &relation || writer->events != events) return false;
    found = std::move(writer);
    return true;
  });
  if (found == nullptr) found = std::make_unique<TableWriter::Impl>(context, relation, events);
  found->begin(context);
  return found;
}

}  // namespace

bool has_rules(ExecContext& context) {
  if (context.transaction == nullptr) return true;
  KeptWriters& kept = kept_writers(context);
  const uint64_t version = context.catalog->version();
  if (kept.rules_version != version) {
    kept.rules_version = version;
    kept.has_rules = false;
    context.catalog->for_each(catalog::ObjectClass::kRule,
                              [&](const catalog::Object&) { kept.has_rules = true; });
  }
  return kept.has_rules;
}

TableWriter::TableWriter(ExecContext& context, const catalog::Relation& relation, uint8_t events)
    : impl_(writer_for(context, relation, events)), exceptions_(std::uncaught_exceptions()) {
  if (relation.kind == catalog::RelationKind::kForeignTable) {
    refuse_foreign(*context.catalog, relation);
  }
}

TableWriter::~TableWriter() {
  // After an error its state may be anything.
  if (std::uncaught_exceptions() > exceptions_ || impl_->holds_back) return;
  auto* const slot =
      static_cast<KeptWriters*>(impl_->context.transaction->kept_writers().get());
  if (slot == nullptr) return;
  auto& kept = slot->writers;
  if (kept.size() < kKeptWritersMax) kept.push_back(std::move(impl_));
}

void refuse_foreign(catalog::Catalog& catalog, const catalog::Relation& table) {
  const catalog::Object* server =
      catalog.object(catalog::ObjectClass::kForeignServer, table.foreign_server);
  throw_error(Error(sqlstate::sqlclient_unable_to_establish_sqlconnection,
                    "could not connect to server \"" +
                        (server == nullptr ? std::string() : server->name) + "\"")
                  .with_detail("Foreign tables are only described here; no data can be reached."));
}

void TableWriter::begin_statement(uint8_t event, std::span<const int32_t> updated_columns,
                                  Rows rows) {
  impl_->triggers->statement(catalog::TriggerTiming::kBefore, event, updated_columns);
  if (rows == Rows::kMany) impl_->start_holding_back();
}

void TableWriter::end_statement(uint8_t event, std::span<const int32_t> updated_columns) {
  impl_->flush();
  impl_->stop_holding_back();
  impl_->triggers->statement(catalog::TriggerTiming::kAfter, event, updated_columns);
}

void TableWriter::flush() { impl_->flush(); }
std::optional<uint64_t> TableWriter::duplicate_row() const { return impl_->duplicate; }

bool TableWriter::insert(std::vector<Datum>& values) {
  impl_->scratch.reset();
  if (!impl_->triggers->before(TriggerEvents::kInsert, {}, &values, {})) return false;
  if (impl_->relation.kind == catalog::RelationKind::kView) return true;
  impl_->compute_generated(values);
  impl_->check_new_row(values);
  impl_->store(values);
  return true;
}

std::optional<RowId> TableWriter::insert_or_find(std::vector<Datum>& values,
                                                 std::span<const Oid> arbiters, bool* suppressed) {
  impl_->scratch.reset();
  *suppressed = false;
  if (!impl_->triggers->before(TriggerEvents::kInsert, {}, &values, {})) {
    *suppressed = true;
    return std::nullopt;
  }
  impl_->compute_generated(values);
  impl_->check_new_row(values);
  impl_->stop_holding_back();  // the indexes are asked at each row
  if (const auto conflict = impl_->find_conflict(values, arbiters)) return conflict;
  impl_->store(values);
  return std::nullopt;
}

RowId TableWriter::inserted() const { return impl_->last_id; }

bool TableWriter::update(RowId id, std::span<const Datum> old_values, std::vector<Datum>& new_values,
                         std::span<const int32_t> updated_columns) {
  const Outcome outcome = try_update(id, old_values, new_values, updated_columns);
  if (outcome == Outcome::kOutside) impl_->throw_outside(new_values);
  return outcome == Outcome::kDone;
}

TableWriter::Outcome TableWriter::try_update(RowId id, std::span<const Datum> old_values,
                                             std::vector<Datum>& new_values,
                                             std::span<const int32_t> updated_columns) {
  Impl& w = *impl_;
  w.scratch.reset();
  if (!w.triggers->before(TriggerEvents::kUpdate, old_values, &new_values, updated_columns)) {
    return Outcome::kSkipped;
  }
  // The INSTEAD OF triggers of a view have done it.
  if (w.relation.kind == catalog::RelationKind::kView) return Outcome::kDone;
  if (!RUNG_BUG(40)) w.compute_generated(new_values);
  if (w.partition.has_value() && !w.partition->holds(w.row_context, new_values)) {
    return Outcome::kOutside;
  }
  w.check_row(new_values);
  w.codec.encode(new_values, &w.row_bytes);
  catalog::stamp_row(w.number, &w.row_bytes);
  const std::string id_bytes = catalog::row_key(id);
  if (value_or_throw(w.txn.put(w.relation.tree, id_bytes, w.row_bytes, WriteMode::kUpdate)) ==
      WriteOutcome::kMissing) {
    return Outcome::kSkipped;  // a BEFORE trigger deleted it
  }
  for (Impl::Index& index : w.indexes) {
    if (index.maker == nullptr) {
      index.exclusion->check(new_values, id);
      continue;
    }
    if (index.maker->same_entry(old_values, new_values)) continue;
    bool old_null = false, new_null = false;
    const bool had = index.maker->make(old_values, &w.old_key, &old_null);
    const bool has = index.maker->make(new_values, &w.key, &new_null);
    if (had && has && w.old_key == w.key) continue;
    if (had && !RUNG_BUG(39)) {
      if (entry_is_suffixed(*index.relation->index, old_null)) w.old_key.append(id_bytes);
      value_or_throw(w.txn.erase(index.relation->tree, w.old_key));
    }
    if (has) w.put_entry(index, w.key, new_null, id_bytes, new_values);
    if (has && index.exclusion != nullptr) index.exclusion->check(new_values, id);
  }
  for (Impl::Inverted& index : w.inverted) {
    index.maker->make(old_values, &w.old_entries);
    index.maker->make(new_values, &w.entries);
    update_entries(w.txn, index.tree, id_bytes, w.old_entries, w.entries);
  }
  using Part = RowTriggers::Part;
  w.triggers->after(Part::kEarly, TriggerEvents::kUpdate, old_values, new_values, updated_columns);
  // The actions on what refers to the row come before what it refers to ("…_a_", "…_c_").
  w.foreign_keys.row_left(old_values, new_values);
  w.foreign_keys.row_written(id, old_values, new_values);
  w.triggers->after(Part::kLate, TriggerEvents::kUpdate, old_values, new_values, updated_columns);
  ++w.rows;
  return Outcome::kDone;
}

void TableWriter::moved(std::span<const Datum> old_values, std::span<const Datum> new_values) {
  impl_->foreign_keys.row_left(old_values, new_values);
}
void TableWriter::throw_outside(std::span<const Datum> values) { impl_->throw_outside(values); }
void TableWriter::require_inside(std::span<const Datum> values) {
  impl_->scratch.reset();
  if (impl_->partition.has_value() && !impl_->partition->holds(impl_->row_context, values)) {
    impl_->throw_outside(values);
  }
}
void TableWriter::set_routed() { impl_->routed = true; }
bool TableWriter::captures() const { return impl_->triggers->captures(); }
void TableWriter::capture(std::span<const Datum> old_row, std::span<const Datum> new_row) {
  impl_->triggers->capture(old_row, new_row);
}

bool TableWriter::remove(RowId id, std::span<const Datum> old_values, Leaving leaving) {
  Impl& w = *impl_;
  w.scratch.reset();
  if (!w.triggers->before(TriggerEvents::kDelete, old_values, nullptr, {})) return false;
  if (w.relation.kind == catalog::RelationKind::kView) return true;
  const std::string id_bytes = catalog::row_key(id);
  if (value_or_throw(w.txn.erase(w.relation.tree, id_bytes)) == WriteOutcome::kMissing) return false;
  for (size_t i = 0; i < w.indexes.size(); ++i) {
    const Impl::Index& index = w.indexes[i];
    bool has_null = false;
    if (index.maker == nullptr || !index.maker->make(old_values, &w.key, &has_null)) continue;
    const bool suffixed = entry_is_suffixed(*index.relation->index, has_null);
    if (suffixed) w.key.append(id_bytes);
    if (w.holds_back) {
      w.pending.add(i, w.key, id, suffixed);
    } else {
      value_or_throw(w.txn.erase(index.relation->tree, w.key));
    }
  }
  for (Impl::Inverted& index : w.inverted) {
    index.maker->make(old_values, &w.old_entries);
    update_entries(w.txn, index.tree, id_bytes, w.old_entries, {});
  }
  if (w.pending.is_large()) w.flush();
  using Part = RowTriggers::Part;
  w.triggers->after(Part::kEarly, TriggerEvents::kDelete, old_values, {}, {});
  if (leaving == Leaving::kRemoved) w.foreign_keys.row_left(old_values, {});
  w.triggers->after(Part::kLate, TriggerEvents::kDelete, old_values, {}, {});
  ++w.rows;
  return true;
}

bool TableWriter::fetch(RowId id, std::vector<Datum>* values) {
  std::string row;
  if (!value_or_throw(impl_->txn.get(impl_->relation.tree, catalog::row_key(id), &row))) return false;
  values->resize(impl_->relation.columns.size());
  impl_->codec.decode(impl_->context.arena->copy(row), *values);
  return true;
}

}  // namespace rung::executor
