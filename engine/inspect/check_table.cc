#include <algorithm>
#include <optional>

#include "catalog/opclasses.h"
#include "catalog/row_codec.h"
#include "inspect/parts.h"
#include "types/key_encoding.h"

namespace rung::inspect {
namespace {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::Relation;

// Whether an entry carries its row id at the end of its key, or as its value because the tree
// itself keeps it unique. Stated here anew, not shared with the writer.
bool is_suffixed(const catalog::IndexInfo& info, bool has_null) {
  return !info.unique || !info.immediate || (has_null && !info.nulls_not_distinct);
}

// The entry that a row must have in an index.
class EntryMaker {
 public:
  EntryMaker(const Relation& index, RowHost& host) : index_(index), host_(host) {}

  // False: the predicate leaves the row out.
  bool make(std::span<const Datum> row, std::string* key, bool* has_null) {
    const catalog::IndexInfo& info = *index_.index;
    key->clear();
    *has_null = false;
    if (!info.predicate.empty()) {
      const Datum keep = host_.evaluate(info.table, info.predicate, row);
      if (keep.null || !keep.b()) return false;
    }
    size_t expression = 0;
    for (const catalog::IndexKey& part : info.keys) {
      Datum value;
      if (part.attno > 0) {
        value = row[static_cast<size_t>(part.attno) - 1];
      } else {
        value = host_.evaluate(info.table, info.expressions.at(expression++), row);
      }
      *has_null = *has_null || value.null;
      TypeEnv env = host_.env();
      append_key(env, env.type(part.type), value, {part.descending, part.nulls_first}, key);
    }
    return true;
  }

 private:
  const Relation& index_;
  RowHost& host_;
};

struct IndexCheck {
  const Relation& index;
  EntryMaker maker;
  uint64_t expected = 0;  // entries by the table's rows
};

struct InvertedCheck {
  const Relation& index;
  uint64_t expected = 0;
};

struct ForeignKeyCheck {
  struct Part {
    size_t column;  // of the referencing row
    Oid from, to;
    KeyOrder order;
  };
  const Constraint& constraint;
  const Relation& index;  // of the referenced key
  std::vector<const Relation*> indexes;  // those with trees: itself, or of the partitions
  std::vector<Part> parts;
};

class TableCheck {
 public:
  TableCheck(const CatalogContent& content, const Relation& table, const storage::ReadView& view,
             RowHost& host, Report& report)
      : content_(content), table_(table), view_(view), host_(host), report_(report),
        name_(content.describe(table)), codec_(table), values_(table.columns.size()) {}

  void run() {
    ++report_.tables;
    prepare();
    storage::Cursor cursor(view_, table_.tree);
    Result<void> moved = cursor.seek_first();
    while (moved.ok() && cursor.valid()) {
      check_row(cursor);
      moved = cursor.next();
    }
    // Damaged pages are reported by the walk over the trees; what lies behind them is not compared.
    if (!moved.ok()) return;
    for (IndexCheck& index : indexes_) check_index(index);
    for (const InvertedCheck& index : inverted_) check_inverted(index);
  }

 private:
  void add(const std::string& message) { report_.add(name_, message); }

  void prepare() {
    for (const Oid oid : table_.indexes) {
      const Relation* index = content_.relation(oid);
      // An index without a tree is not maintained.
      if (index == nullptr || !index->index || index->tree == storage::kNoTree) continue;
      if (!index->index->valid) continue;
      // GIN over plain scalars is a tree of the keys themselves.
      const bool gin = index->index->method == "gin";
      const bool inverted = gin && catalog::is_inverted(*host_.env().types, *index->index);
      if (inverted) inverted_.push_back({*index});
      if (index->index->method == "btree" || (gin && !inverted)) {
        indexes_.push_back({*index, EntryMaker(*index, host_)});
      }
    }
    for (const Constraint& constraint : table_.constraints) {
      if (!constraint.validated) continue;
      ++report_.constraints;
      if (constraint.kind == ConstraintKind::kCheck) checks_.push_back(&constraint);
      if (constraint.kind == ConstraintKind::kForeignKey) prepare_foreign_key(constraint);
    }
  }

  void prepare_foreign_key(const Constraint& constraint) {
    const Relation* index = content_.relation(constraint.index);
    const Relation* referenced = content_.relation(constraint.referenced);
    if (index == nullptr || referenced == nullptr || !index->index) return;  // check_catalog tells
    // For each partition of the referenced table there is one key more, which speaks of its rows alone.
    if (constraint.parent != kNoOid && is_part_of(constraint.parent)) return;
    ForeignKeyCheck check{constraint, *index, {}, {}};
    add_with_trees(*index, &check.indexes);
    for (const catalog::IndexKey& key : index->index->keys) {
      const auto at = std::find(constraint.referenced_columns.begin(),
                                constraint.referenced_columns.end(), key.attno);
      if (at == constraint.referenced_columns.end()) {
        return add("foreign key " + constraint.name + " does not match its referenced index");
      }
      const auto i = static_cast<size_t>(at - constraint.referenced_columns.begin());
      const auto column = static_cast<size_t>(constraint.columns[i]) - 1;
      check.parts.push_back({column, table_.columns[column].type, key.type,
                             {key.descending, key.nulls_first}});
    }
    foreign_keys_.push_back(std::move(check));
  }

  // Whether the constraint is one of this very table.
  bool is_part_of(Oid constraint) const {
    return std::any_of(table_.constraints.begin(), table_.constraints.end(),
                       [&](const Constraint& c) { return c.oid == constraint; });
  }

  void add_with_trees(const Relation& index, std::vector<const Relation*>* found) const {
    if (index.tree != storage::kNoTree) return found->push_back(&index);
    for (const Oid child : index.children) {
      const Relation* of_partition = content_.relation(child);
      if (of_partition != nullptr && of_partition->index) add_with_trees(*of_partition, found);
    }
  }

  void check_row(storage::Cursor& cursor) {
    ++report_.rows;
    host_.next_row();
    row_id_ = std::string(cursor.key());
    if (row_id_.size() != sizeof(catalog::RowId)) return add("row with a malformed row id");
    try {
      const std::string_view bytes = value_or_throw(cursor.value());
      codec_.decode(bytes, values_);
      check_columns();
      check_constraints();
      for (IndexCheck& index : indexes_) check_entry(index);
      for (InvertedCheck& index : inverted_) check_entries(index);
    } catch (const SqlError& error) {
      add(row_name() + ": " + error.error().message);
    }
  }

  std::string row_name() const { return "row " + std::to_string(catalog::row_id_of(row_id_)); }

  void check_columns() {
    for (const catalog::Attribute& column : table_.columns) {
      if (column.dropped) continue;
      const Datum& value = values_[static_cast<size_t>(column.attno) - 1];
      if (value.null) {
        if (column.not_null) add(row_name() + " has NULL in column " + column.name);
        continue;
      }
      if (column.typmod < 0) continue;
      TypeEnv env = host_.env();
      const TypeInfo& type = env.type(column.type);
      if (type.ops != nullptr && type.ops->apply_typmod != nullptr) {
        static_cast<void>(type.ops->apply_typmod(env, type, value, column.typmod, false));
      }
    }
  }

  void check_constraints() {
    for (const Constraint* check : checks_) {
      const Datum holds = host_.evaluate(table_.oid, check->check, values_);
      if (!holds.null && !holds.b()) add(row_name() + " violates check constraint " + check->name);
    }
    for (const ForeignKeyCheck& key : foreign_keys_) check_foreign_key(key);
  }

  void check_foreign_key(const ForeignKeyCheck& check) {
    key_.clear();
    TypeEnv env = host_.env();
    for (const ForeignKeyCheck::Part& part : check.parts) {
      Datum value = values_[part.column];
      if (value.null) return;  // MATCH FULL's mixture of nulls cannot get in unseen by NOT NULL alone
      if (part.from != part.to) value = host_.convert(value, part.from, part.to);
      append_key(env, env.type(part.to), value, part.order, &key_);
    }
    if (std::none_of(check.indexes.begin(), check.indexes.end(),
                     [&](const Relation* index) { return has_prefix(*index, key_); })) {
      add(row_name() + " has no row of " + content_.name_of(*content_.relation(check.constraint.referenced)) +
          " for foreign key " + check.constraint.name);
    }
  }

  // Whether the index has an entry for the whole key.
  bool has_prefix(const Relation& index, const std::string& key) {
    if (!is_suffixed(*index.index, false)) {
      return value_or_throw(view_.get(index.tree, key, &found_));
    }
    storage::Cursor cursor(view_, index.tree);
    value_or_throw(cursor.seek(key));
    return cursor.valid() && cursor.key().starts_with(key);
  }

  void check_entry(IndexCheck& check) {
    bool has_null = false;
    if (!check.maker.make(values_, &key_, &has_null)) return;
    ++check.expected;
    const bool suffixed = is_suffixed(*check.index.index, has_null);
    if (suffixed) key_ += row_id_;
    const bool there = value_or_throw(view_.get(check.index.tree, key_, &found_));
    if (!there) {
      report_.add(content_.describe(check.index), "lacks an entry for " + row_name());
    } else if (found_ != (suffixed ? std::string_view() : std::string_view(row_id_))) {
      report_.add(content_.describe(check.index), "has another row's entry for " + row_name());
    }
  }

  void check_entries(InvertedCheck& check) {
    host_.inverted_entries(check.index, values_, &entries_);
    check.expected += entries_.size();
    for (std::string& entry : entries_) {
      entry += row_id_;
      if (value_or_throw(view_.get(check.index.tree, entry, &found_))) continue;
      return report_.add(content_.describe(check.index), "lacks an entry for " + row_name());
    }
  }

  void check_inverted(const InvertedCheck& check) {
    const std::string name = content_.describe(check.index);
    uint64_t entries = 0, orphans = 0;
    storage::Cursor cursor(view_, check.index.tree);
    Result<void> moved = cursor.seek_first();
    for (; moved.ok() && cursor.valid(); moved = cursor.next()) {
      ++entries;
      const std::string_view key = cursor.key();
      if (key.size() <= sizeof(catalog::RowId)) {
        report_.add(name, "malformed entry");
        continue;
      }
      const std::string_view id = key.substr(key.size() - sizeof(catalog::RowId));
      const Result<bool> row = view_.get(table_.tree, id, &found_);
      if (!row.ok()) return;
      if (row.value()) continue;
      ++orphans;
      report_.add(name, "has an entry for row " + row_number(id) + ", which does not exist");
    }
    report_.index_entries += entries;
    if (moved.ok() && entries != check.expected + orphans) {
      report_.add(name, "has " + std::to_string(entries) + " entries where the table's rows make " +
                            std::to_string(check.expected));
    }
  }

  // Every row has its entry; as entries are distinct, more entries than rows are entries of rows
  // that do not exist.
  void check_index(const IndexCheck& check) {
    const std::string name = content_.describe(check.index);
    uint64_t entries = 0, orphans = 0;
    std::string previous;
    storage::Cursor cursor(view_, check.index.tree);
    Result<void> moved = cursor.seek_first();
    for (; moved.ok() && cursor.valid(); moved = cursor.next()) {
      ++entries;
      const Result<std::string_view> value = cursor.value();
      if (!value.ok()) return;
      const std::string_view whole = cursor.key();
      const bool suffixed = value.value().empty();
      if (suffixed && whole.size() < sizeof(catalog::RowId)) {
        report_.add(name, "malformed entry");
        continue;
      }
      const std::string_view id =
          suffixed ? whole.substr(whole.size() - sizeof(catalog::RowId)) : value.value();
      const Result<bool> row = view_.get(table_.tree, id, &found_);
      if (!row.ok()) return;
      if (!row.value()) {
        ++orphans;
        report_.add(name, "has an entry for row " + row_number(id) + ", which does not exist");
      }
      if (suffixed && check.index.index->unique) check_deferred_duplicate(check, whole, &previous);
    }
    report_.index_entries += entries;
    if (moved.ok() && entries != check.expected + orphans) {
      report_.add(name, "has " + std::to_string(entries) + " entries where the table's rows make " +
                            std::to_string(check.expected));
    }
  }

  static std::string row_number(std::string_view id) {
    return id.size() == sizeof(catalog::RowId) ? std::to_string(catalog::row_id_of(id)) : "?";
  }

  // Entries of a deferrable key carry the row id, so the tree does not keep them unique.
  void check_deferred_duplicate(const IndexCheck& check, std::string_view whole,
                                std::string* previous) {
    if (check.index.index->immediate) return;
    const std::string_view prefix = whole.substr(0, whole.size() - sizeof(catalog::RowId));
    if (prefix == *previous && !prefix.empty()) {
      bool has_null = false;
      try {
        std::string row;
        if (value_or_throw(view_.get(table_.tree, whole.substr(prefix.size()), &row))) {
          codec_.decode(row, values_);
          EntryMaker(check.index, host_).make(values_, &key_, &has_null);
        }
      } catch (const SqlError&) {
        return;  // told with its row
      }
      if (!has_null || check.index.index->nulls_not_distinct) {
        report_.add(content_.describe(check.index),
                    "row " + row_number(whole.substr(prefix.size())) + " duplicates another's key");
      }
    }
    previous->assign(prefix);
  }

  const CatalogContent& content_;
  const Relation& table_;
  const storage::ReadView& view_;
  RowHost& host_;
  Report& report_;
  const std::string name_;
  const catalog::RowCodec codec_;
  std::vector<Datum> values_;
  std::vector<IndexCheck> indexes_;
  std::vector<InvertedCheck> inverted_;
  std::vector<std::string> entries_;
  std::vector<const Constraint*> checks_;
  std::vector<ForeignKeyCheck> foreign_keys_;
  std::string row_id_, key_, found_;
};

}  // namespace

void check_table(const CatalogContent& content, const Relation& table,
                 const storage::ReadView& view, RowHost& host, Report& report) {
  try {
    TableCheck(content, table, view, host, report).run();
  } catch (const SqlError& error) {
    report.add(content.describe(table), "cannot be checked: " + error.error().message);
  }
}

}  // namespace rung::inspect
