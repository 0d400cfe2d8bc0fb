#include "executor/tree_writer.h"

#include <algorithm>

#include "executor/failing_row.h"

namespace rung::executor {

using catalog::Relation;
using catalog::RelationKind;
using catalog::TriggerEvents;

TreeWriter::TreeWriter(ExecContext& context, const Relation& root, uint8_t events)
    : context_(context), root_(root), events_(events), written_(&root) {
  own_ = &member(root);
}
TreeWriter::~TreeWriter() = default;

TreeWriter::Member& TreeWriter::member(const Relation& table) {
  std::unique_ptr<Member>& slot = members_[table.oid];
  if (slot == nullptr) {
    slot = std::make_unique<Member>();
    slot->table = &table;
    // A moving row leaves one partition and enters another.
    const bool moves = (events_ & TriggerEvents::kUpdate) != 0 && table.is_partition();
    slot->writer = std::make_unique<TableWriter>(
        context_, table,
        static_cast<uint8_t>(moves ? events_ | TriggerEvents::kInsert | TriggerEvents::kDelete : events_));
    if (&table != &root_) {
      slot->from_root = planner::column_map(root_, table);
      slot->to_own.assign(table.columns.size(), 0);
      for (size_t i = 0; i < slot->from_root.size(); ++i) {
        if (slot->from_root[i] > 0) {
          slot->to_own[static_cast<size_t>(slot->from_root[i]) - 1] = static_cast<int32_t>(i) + 1;
        }
      }
      slot->writer->set_routed();
    }
  }
  return *slot;
}

const Relation& TreeWriter::table(Oid oid) {
  if (oid == root_.oid) return root_;
  const auto known = members_.find(oid);
  if (known != members_.end()) return *known->second->table;
  const Relation* relation = context_.catalog->relation(oid);
  if (relation == nullptr) {
    throw_error(sqlstate::undefined_table, "could not open relation with OID " + std::to_string(oid));
  }
  return *relation;
}

const std::vector<int32_t>& TreeWriter::map_of(const Relation& table) {
  return member(table).from_root;
}

void TreeWriter::to_root(const Relation& table, std::span<const Datum> row, std::vector<Datum>* to) {
  const Member& m = member(table);
  if (&m == own_) {
    to->assign(row.begin(), row.end());
  } else {
    map_row(m.from_root, row, to);
  }
}

void TreeWriter::begin_statement(uint8_t event, std::span<const int32_t> updated_columns) {
  own_->writer->begin_statement(event, updated_columns);
}
void TreeWriter::end_statement(uint8_t event, std::span<const int32_t> updated_columns) {
  own_->writer->end_statement(event, updated_columns);
}

void TreeWriter::flush() { own_->writer->flush(); }

TreeWriter::Member& TreeWriter::route(std::span<const Datum> values) {
  const Relation* table = &root_;
  while (table->kind == RelationKind::kPartitionedTable) {
    Branch& branch = branches_[table->oid];
    if (branch.router == nullptr) {
      branch.router = std::make_unique<PartitionRouter>(context_, *table);
      if (table != &root_) branch.from_root = planner::column_map(root_, *table);
    }
    std::span<const Datum> row = values;
    if (table != &root_) {
      branch_row_.assign(table->columns.size(), Datum());
      for (size_t i = 0; i < branch.from_root.size(); ++i) {
        if (branch.from_root[i] > 0) {
          branch_row_[static_cast<size_t>(branch.from_root[i]) - 1] = values[i];
        }
      }
      row = branch_row_;
    }
    scratch_.reset();
    ExecContext row_context = context_;
    row_context.arena = &scratch_;
    const Relation* next = branch.router->route(row_context, row);
    if (next == nullptr) branch.router->throw_no_partition(context_);
    table = next;
  }
  return member(*table);
}

std::vector<int32_t> TreeWriter::own_columns(const Member& m, std::span<const int32_t> columns) {
  std::vector<int32_t> own(columns.begin(), columns.end());
  for (int32_t& attno : own) attno = m.from_root[static_cast<size_t>(attno) - 1];
  return own;
}

std::vector<Oid> TreeWriter::own_arbiters(const Member& m, std::span<const Oid> arbiters) {
  std::vector<Oid> own(arbiters.begin(), arbiters.end());
  if (&m == own_) return own;
  for (Oid& oid : own) {
    for (const Oid candidate : m.table->indexes) {
      // Up from the partition's index to the one named.
      const Relation* index = context_.catalog->relation(candidate);
      while (index != nullptr && index->oid != oid && !index->parents.empty()) {
        index = context_.catalog->relation(index->parents[0]);
      }
      if (index != nullptr && index->oid == oid) {
        oid = candidate;
        break;
      }
    }
  }
  return own;
}

void TreeWriter::capture(const Member& m, std::span<const Datum> old_row,
                         std::span<const Datum> new_row) {
  if (&m == own_ || !own_->writer->captures()) return;
  std::vector<Datum> old_mapped, new_mapped;
  if (!old_row.empty()) map_row(m.from_root, old_row, &old_mapped);
  if (!new_row.empty()) map_row(m.from_root, new_row, &new_mapped);
  own_->writer->capture(old_mapped, new_mapped);
}

bool TreeWriter::insert(std::vector<Datum>& values) {
  if (root_.kind != RelationKind::kPartitionedTable) {
    const bool done = own_->writer->insert(values);
    inserted_ = own_->writer->inserted();
    return done;
  }
  own_->writer->require_inside(values);
  Member& m = route(values);
  map_row(m.to_own, values, &mapped_);
  if (!m.writer->insert(mapped_)) return false;
  written_ = m.table;
  inserted_ = m.writer->inserted();
  map_row(m.from_root, mapped_, &values);
  capture(m, {}, mapped_);
  return true;
}

std::optional<TreeWriter::Row> TreeWriter::insert_or_find(std::vector<Datum>& values,
                                                          std::span<const Oid> arbiters,
                                                          bool* suppressed) {
  if (root_.kind == RelationKind::kPartitionedTable) own_->writer->require_inside(values);
  Member& m = root_.kind == RelationKind::kPartitionedTable ? route(values) : *own_;
  if (&m == own_) {
    const auto found = m.writer->insert_or_find(values, arbiters, suppressed);
    inserted_ = m.writer->inserted();
    if (!found.has_value()) return std::nullopt;
    return Row{m.table, *found};
  }
  map_row(m.to_own, values, &mapped_);
  const auto found = m.writer->insert_or_find(mapped_, own_arbiters(m, arbiters), suppressed);
  if (found.has_value()) return Row{m.table, *found};
  if (!*suppressed) {
    written_ = m.table;
    inserted_ = m.writer->inserted();
    map_row(m.from_root, mapped_, &values);
    capture(m, {}, mapped_);
  }
  return std::nullopt;
}

bool TreeWriter::update(const Row& row, std::span<const Datum> old_values,
                        std::vector<Datum>& new_values, std::span<const int32_t> updated_columns,
                        bool stays) {
  Member& m = row.table == &root_ ? *own_ : member(*row.table);
  std::vector<int32_t> mapped_columns;
  if (&m != own_) {
    mapped_columns = own_columns(m, updated_columns);
    updated_columns = mapped_columns;
  }
  switch (m.writer->try_update(row.id, old_values, new_values, updated_columns)) {
    case TableWriter::Outcome::kSkipped: return false;
    case TableWriter::Outcome::kDone:
      written_ = m.table;
      capture(m, old_values, new_values);
      return true;
    case TableWriter::Outcome::kOutside: break;
  }
  if (&m == own_) own_->writer->throw_outside(new_values);
  if (stays) {
    throw_error(Error(sqlstate::feature_not_supported, "invalid ON UPDATE specification")
                    .with_detail("The result tuple would appear in a different partition than the "
                                 "original tuple."));
  }
  // The row moves: gone here, new there; for foreign keys that refer to it, an update.
  if (!m.writer->remove(row.id, old_values, TableWriter::Leaving::kMoves)) return false;
  std::vector<Datum> in_root;
  map_row(m.from_root, new_values, &in_root);
  Member& to = route(in_root);
  map_row(to.to_own, in_root, &mapped_);
  std::vector<Datum> moved = mapped_;
  if (!to.writer->insert(moved)) return false;
  written_ = to.table;
  std::vector<Datum> as_before, old_in_root;
  map_row(to.from_root, moved, &in_root);
  map_row(m.to_own, in_root, &as_before);
  map_row(m.from_root, old_values, &old_in_root);
  own_->writer->moved(old_in_root, in_root);
  if (own_->writer->captures()) own_->writer->capture(old_in_root, in_root);
  new_values = std::move(as_before);
  return true;
}

bool TreeWriter::remove(const Row& row, std::span<const Datum> old_values) {
  Member& m = member(*row.table);
  if (!m.writer->remove(row.id, old_values)) return false;
  written_ = m.table;
  capture(m, old_values, {});
  return true;
}

bool TreeWriter::fetch(const Row& row, std::vector<Datum>* values) {
  return member(*row.table).writer->fetch(row.id, values);
}

bool TreeWriter::read(const Row& row, Arena& arena, std::vector<Datum>* values) {
  Member& m = member(*row.table);
  if (m.codec == nullptr) m.codec = std::make_unique<catalog::RowCodec>(*m.table);
  std::string bytes;
  if (!value_or_throw(context_.view.get(m.table->tree, catalog::row_key(row.id), &bytes))) return false;
  values->resize(m.table->columns.size());
  m.codec->decode(arena.copy(bytes), *values);
  return true;
}

}  // namespace rung::executor
