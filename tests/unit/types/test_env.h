// A TypeEnv over the built-in types and no session, for tests of types and functions.
#pragma once

#include <string>

#include "types/services.h"
#include "types/type.h"

namespace rung::testing {

class BuiltinTypes : public TypeSource {
 public:
  const TypeInfo* find_type(Oid oid) override { return builtin_type(oid); }
};

struct TestEnv {
  Arena arena;
  FormatSettings settings;
  BuiltinTypes types;
  Services services;
  TypeEnv env{&arena, &settings, &types, &services};

  Datum input(Oid oid, std::string_view text, int32_t typmod = -1) {
    const TypeInfo& type = env.type(oid);
    return type.ops->input(env, type, text, typmod);
  }
  std::string output(Oid oid, const Datum& value) {
    if (value.null) return "∅";
    const TypeInfo& type = env.type(oid);
    std::string text;
    type.ops->output(env, type, value, &text);
    return text;
  }
};

// What `f` prints, or "ERROR:  message | DETAIL" as psql shows a failure.
template <class F>
std::string text_or_error(F f) {
  try {
    return f();
  } catch (const SqlError& e) {
    return "ERROR:  " + e.error().message +
           (e.error().detail.empty() ? "" : " | " + e.error().detail);
  }
}

}  // namespace rung::testing
