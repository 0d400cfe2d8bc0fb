// Built-in functions, operators, casts and aggregates as the system catalogs list them. The rows
// belong to the functions module, which is above this one: whoever scans a system relation hands
// them over (SystemScan::code). Texts live as long as the process.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "types/oids.h"

namespace rung::catalog {

struct BuiltinFunction {
  struct Column {
    std::string_view name;
    Oid type;
  };
  Oid oid = kNoOid;
  std::string_view name;
  char kind = 'f';  // pg_proc.prokind
  Oid result = kNoOid;
  std::span<const Oid> args;
  bool strict = false;
  bool returns_set = false;
  bool variadic = false;
  char volatility = 'i';
  char aggregate_kind = 'n';  // 'n', 'o', 'h'
  std::vector<std::string_view> names;     // of the arguments; may be empty
  std::vector<std::string_view> defaults;  // of the last arguments, as text
  std::vector<Column> columns;             // OUT arguments
  const char* extension = nullptr;         // that it comes with; nullptr: always there
};

struct BuiltinOperator {
  Oid oid, left, right, result, function, commutator, negator;
  std::string_view name;
  const char* extension;
};

struct BuiltinCast {
  Oid source, target, function;
  char context, method;
  const char* extension;
};

class BuiltinCode {
 public:
  virtual ~BuiltinCode() = default;
  // Ordered by oid within each kind of function. Rows of all extensions are among them, created or
  // not.
  virtual void each_function(const std::function<void(const BuiltinFunction&)>& each) const = 0;
  virtual void each_operator(const std::function<void(const BuiltinOperator&)>& each) const = 0;
  virtual void each_cast(const std::function<void(const BuiltinCast&)>& each) const = 0;
};

}  // namespace rung::catalog
