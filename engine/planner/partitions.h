// The partitions of one partitioned table: their bounds in PostgreSQL's order, the partition a key
// belongs to, and which partitions a condition leaves over. Used by planning, by the routing of
// rows and by the commands that add partitions. Holds pointers into the catalog and the
// environment's arena: lives no longer than a statement.
//
// A bound is stored as one kPartitionBound expression (expr/expr.h). Hash partitions use
// PostgreSQL's own hash functions for its common types, so that rows lie where they lie there.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "expr/expr.h"
#include "types/services.h"

namespace rung::planner {

// The attno in `child` of each column of `parent`, by name, by attno - 1; 0 for dropped ones.
std::vector<int32_t> column_map(const catalog::Relation& parent, const catalog::Relation& child);

// All tables of an inheritance tree, its root first, each once. With `leaves`: only those that hold
// rows, partitions in the order of their bounds.
std::vector<const catalog::Relation*> inheritance_tree(catalog::Catalog& catalog, TypeEnv env,
                                                       const catalog::Relation& root, bool leaves);

class Partitions {
 public:
  struct Part {
    const catalog::Relation* relation;
    const Expr* bound;
    bool is_default() const { return bound->sub == 'd'; }
  };
  Partitions(catalog::Catalog& catalog, TypeEnv env, const catalog::Relation& table);

  const std::vector<Part>& parts() const { return parts_; }  // in bound order, DEFAULT last
  const Part* default_part() const { return default_; }
  // The partition of a row with these key values; nullptr when there is none.
  const Part* find(std::span<const Datum> key) const;
  // Whether a row of `part` can fulfil all conditions, which are about Var(varno, attno) of the
  // table. May say yes too often.
  bool may_match(const Part& part, std::span<const Expr* const> conditions, int32_t varno) const;
  // Two ends of ranges; MINVALUE first. *column: the one that decided, where they differ.
  int compare_range(std::span<Expr* const> a, std::span<Expr* const> b,
                    size_t* column = nullptr) const;
  int compare(size_t column, const Datum& a, const Datum& b) const;
  // Whether a row with this key is inside of a bound that is not DEFAULT.
  bool contains(const Expr& bound, std::span<const Datum> key) const;
  size_t key_count() const { return table_.partition_keys.size(); }
  uint64_t hash(std::span<const Datum> key) const;

 private:
  struct Condition;
  bool key_of(const Expr& expr, int32_t varno, size_t* column) const;
  bool read_condition(const Expr& expr, int32_t varno, Condition* to) const;
  bool value_passes(const Expr& condition, const Datum& value, int32_t varno) const;
  bool range_passes(const Expr& bound, const Expr& condition, int32_t varno) const;
  bool equal_values(std::span<const Expr* const> conditions, int32_t varno,
                    std::vector<Datum>* key) const;

  catalog::Catalog& catalog_;
  mutable TypeEnv env_;
  const catalog::Relation& table_;
  std::vector<const TypeInfo*> types_;
  std::vector<const Expr*> expressions_;  // of keys that are no plain column
  std::vector<Part> parts_;
  const Part* default_ = nullptr;
};

}  // namespace rung::planner
