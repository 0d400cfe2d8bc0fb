#include "catalog/objects.h"

namespace rung::catalog {

const Attribute* Relation::find_column(std::string_view column_name) const {
  for (const Attribute& a : columns) {
    if (!a.dropped && a.name == column_name) return &a;
  }
  return nullptr;
}

const Constraint* Relation::find_constraint(std::string_view constraint_name) const {
  for (const Constraint& c : constraints) {
    if (c.name == constraint_name) return &c;
  }
  return nullptr;
}

const Constraint* Relation::primary_key() const {
  for (const Constraint& c : constraints) {
    if (c.kind == ConstraintKind::kPrimaryKey) return &c;
  }
  return nullptr;
}

std::vector<Oid> Function::input_types() const {
  std::vector<Oid> types;
  for (const FunctionArgument& a : arguments) {
    if (a.mode == ArgMode::kIn || a.mode == ArgMode::kInOut || a.mode == ArgMode::kVariadic) {
      types.push_back(a.type);
    }
  }
  return types;
}

}  // namespace rung::catalog
