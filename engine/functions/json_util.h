// What the JSON function files share: values of any SQL type as JSON text or tree.
#pragma once

#include "expr/function.h"
#include "types/json.h"

namespace rung {

// to_json() of a value: numbers and booleans bare, timestamps in ISO 8601, arrays and rows nested.
void append_as_json(TypeEnv& env, Oid type, const Datum& value, bool pretty, std::string* to);
// The same for jsonb.
Json tree_of(TypeEnv& env, Oid type, const Datum& value);
// A value as an object key; 22023 when it cannot be one, `argument` counting from 1.
std::string key_text(TypeEnv& env, Oid type, const Datum& value);

inline JsonbView jsonb_of(const Datum& value) { return JsonbView(value.bytes()); }
inline Datum jsonb_datum(FnCall& call, const JsonbView& view) {
  return Datum::of_bytes(call.env->arena->copy(view.bytes()));
}
// As ->> shows it: strings bare, null as NULL.
Datum jsonb_as_text(FnCall& call, const JsonbView& view);

}  // namespace rung
