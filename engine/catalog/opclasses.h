// Operator classes: which types an index method takes, and under which name. One row each; an index
// only keeps the name of its class (IndexKey::opclass) when it is not its type's default.
#pragma once

#include <span>
#include <string_view>

#include "types/type.h"

namespace rung::catalog {

struct OpclassRow {
  Oid oid;
  Oid family;
  std::string_view method;
  std::string_view name;
  Oid type;  // pg_opclass.opcintype; kNoOid: a type that comes with the extension
  bool is_default;
  std::string_view extension;  // that has to be there; empty: built in
};

std::span<const OpclassRow> opclasses();
// nullptr when the type has none for the method.
const OpclassRow* default_opclass(TypeSource& types, std::string_view method, Oid type);
const OpclassRow* find_opclass(std::string_view method, std::string_view name);

}  // namespace rung::catalog
