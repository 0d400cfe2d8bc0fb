// Look-up over all built-in rows. The index is made on first use (microseconds), so that commands
// that run no SQL pay nothing. Thread-safe.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "expr/function.h"

namespace rung {

std::span<const FunctionGroup* const> function_groups();

// By oid; nullptr when there is none of that kind.
const FunctionDef* find_function(Oid oid);
const AggregateDef* find_aggregate(Oid oid);
const SetFunctionDef* find_set_function(Oid oid);
const WindowFunctionDef* find_window_function(Oid oid);
const OperatorDef* find_operator(Oid oid);
const CastDef* find_cast(Oid source, Oid target);

// One candidate of a name, whatever its kind, for overload resolution.
struct FunctionCandidate {
  enum class Kind : uint8_t { kScalar, kAggregate, kSet, kWindow } kind;
  Oid oid;
  Oid result;
  std::span<const Oid> args;
  uint32_t flags;
  const void* def;  // FunctionDef, AggregateDef, SetFunctionDef or WindowFunctionDef by kind
  const char* extension = nullptr;  // FunctionGroup::extension
};
// Rows with kHidden are left out.
std::span<const FunctionCandidate> find_functions(std::string_view name);
std::span<const OperatorDef* const> find_operators(std::string_view name);

}  // namespace rung
