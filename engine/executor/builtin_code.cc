#include "executor/builtin_code.h"

#include <algorithm>

#include "functions/argument_names.h"
#include "functions/registry.h"

namespace rung::executor {
namespace {

using catalog::BuiltinFunction;

template <class Row>
BuiltinFunction described(const Row& row) {
  BuiltinFunction f;
  f.oid = row.oid;
  f.name = row.name;
  f.result = row.result;
  f.args = row.args.span();
  f.strict = (row.flags & kStrict) != 0;
  f.variadic = (row.flags & kVariadic) != 0;
  f.volatility = (row.flags & kVolatile) != 0 ? 'v' : (row.flags & kStable) != 0 ? 's' : 'i';
  if (const ArgumentNames* names = argument_names(row.oid)) {
    f.names = split_names(*names);
    f.defaults.assign(names->defaults.begin(),
                      names->defaults.begin() + static_cast<ptrdiff_t>(names->default_count()));
  }
  return f;
}
BuiltinFunction described(const AggregateDef& row) {
  BuiltinFunction f = described<AggregateDef>(row);
  f.kind = 'a';
  f.strict = false;
  f.aggregate_kind = row.kind;
  return f;
}
BuiltinFunction described(const SetFunctionDef& row) {
  BuiltinFunction f = described<SetFunctionDef>(row);
  f.returns_set = true;
  for (const ColumnDef& column : row.columns) f.columns.push_back({column.name, column.type});
  return f;
}
BuiltinFunction described(const WindowFunctionDef& row) {
  BuiltinFunction f = described<WindowFunctionDef>(row);
  f.kind = 'w';
  return f;
}

template <class Row>
void each_row(std::span<const Row> FunctionGroup::*rows,
              const std::function<void(const Row&, const char* extension)>& each) {
  std::vector<std::pair<const Row*, const char*>> sorted;
  for (const FunctionGroup* group : function_groups()) {
    for (const Row& row : group->*rows) {
      if constexpr (requires { row.flags; }) {
        if ((row.flags & kHidden) != 0) continue;  // stands for syntax, not for a function
      }
      sorted.emplace_back(&row, group->extension);
    }
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first->oid < b.first->oid; });
  for (const auto& [row, extension] : sorted) each(*row, extension);
}

class Code final : public catalog::BuiltinCode {
 public:
  void each_function(const std::function<void(const BuiltinFunction&)>& each) const override {
    const auto hand_over = [&](const auto& row, const char* extension) {
      BuiltinFunction f = described(row);
      f.extension = extension;
      each(f);
    };
    each_row<FunctionDef>(&FunctionGroup::functions, hand_over);
    each_row<AggregateDef>(&FunctionGroup::aggregates, hand_over);
    each_row<SetFunctionDef>(&FunctionGroup::set_functions, hand_over);
    each_row<WindowFunctionDef>(&FunctionGroup::window_functions, hand_over);
  }
  void each_operator(
      const std::function<void(const catalog::BuiltinOperator&)>& each) const override {
    each_row<OperatorDef>(&FunctionGroup::operators,
                          [&](const OperatorDef& row, const char* extension) {
                            each({row.oid, row.left, row.right, row.result, row.function,
                                  row.commutator, row.negator, row.name, extension});
                          });
  }
  void each_cast(const std::function<void(const catalog::BuiltinCast&)>& each) const override {
    std::vector<std::pair<const CastDef*, const char*>> sorted;
    for (const FunctionGroup* group : function_groups()) {
      for (const CastDef& row : group->casts) sorted.emplace_back(&row, group->extension);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first->source, a.first->target) <
             std::pair(b.first->source, b.first->target);
    });
    for (const auto& [row, extension] : sorted) {
      each({row->source, row->target, row->function, static_cast<char>(row->context),
            static_cast<char>(row->method), extension});
    }
  }
};

}  // namespace

const catalog::BuiltinCode& builtin_code() {
  static const Code code;
  return code;
}

std::optional<BuiltinFunction> builtin_function(Oid oid) {
  BuiltinFunction found;
  if (const FunctionDef* row = find_function(oid)) {
    found = described(*row);
  } else if (const AggregateDef* aggregate = find_aggregate(oid)) {
    found = described(*aggregate);
  } else if (const SetFunctionDef* set = find_set_function(oid)) {
    found = described(*set);
  } else if (const WindowFunctionDef* window = find_window_function(oid)) {
    found = described(*window);
  } else {
    return std::nullopt;
  }
  for (const FunctionCandidate& row : find_functions(found.name)) {
    if (row.oid == oid) found.extension = row.extension;
  }
  return found;
}

}  // namespace rung::executor
