// boolean: comparison and casts.
#include "functions/groups.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

Datum bool_eq(FnCall&, const Datum* a) { return Datum::of_bool(a[0].b() == a[1].b()); }
Datum bool_ne(FnCall&, const Datum* a) { return Datum::of_bool(a[0].b() != a[1].b()); }
Datum bool_lt(FnCall&, const Datum* a) { return Datum::of_bool(!a[0].b() && a[1].b()); }
Datum bool_gt(FnCall&, const Datum* a) { return Datum::of_bool(a[0].b() && !a[1].b()); }
Datum bool_le(FnCall&, const Datum* a) { return Datum::of_bool(!a[0].b() || a[1].b()); }
Datum bool_ge(FnCall&, const Datum* a) { return Datum::of_bool(a[0].b() || !a[1].b()); }
Datum bool_compare(FnCall&, const Datum* a) {
  return Datum::of_int(three_way(a[0].b() ? 1 : 0, a[1].b() ? 1 : 0));
}
// State functions of aggregates that users make.
Datum booland(FnCall&, const Datum* a) { return Datum::of_bool(a[0].b() && a[1].b()); }
Datum boolor(FnCall&, const Datum* a) { return Datum::of_bool(a[0].b() || a[1].b()); }
Datum int4_to_bool(FnCall&, const Datum* a) { return Datum::of_bool(a[0].i != 0); }
Datum bool_to_int4(FnCall&, const Datum* a) { return Datum::of_int(a[0].b() ? 1 : 0); }
Datum bool_to_text(FnCall&, const Datum* a) {
  return Datum::of_bytes(a[0].b() ? std::string_view("true") : std::string_view("false"));
}

constexpr FunctionDef kFunctions[] = {
    {56, "boollt", kBool, {kBool, kBool}, kStrict, bool_lt, batch_of<bool_lt>, "false < true", "t"},
    {57, "boolgt", kBool, {kBool, kBool}, kStrict, bool_gt, batch_of<bool_gt>, "false > true", "f"},
    {60, "booleq", kBool, {kBool, kBool}, kStrict, bool_eq, batch_of<bool_eq>, "true = true", "t"},
    {84, "boolne", kBool, {kBool, kBool}, kStrict, bool_ne, batch_of<bool_ne>, "true <> false",
     "t"},
    {1691, "boolle", kBool, {kBool, kBool}, kStrict, bool_le, batch_of<bool_le>, "true <= false",
     "f"},
    {1692, "boolge", kBool, {kBool, kBool}, kStrict, bool_ge, batch_of<bool_ge>, "true >= false",
     "t"},
    {1693, "btboolcmp", kInt4, {kBool, kBool}, kStrict, bool_compare, nullptr,
     "btboolcmp(true, false)", "1"},
    {2515, "booland_statefunc", kBool, {kBool, kBool}, kStrict, booland},
    {2516, "boolor_statefunc", kBool, {kBool, kBool}, kStrict, boolor},
    {2557, "bool", kBool, {kInt4}, kStrict, int4_to_bool, nullptr, "5::boolean", "t"},
    {2558, "int4", kInt4, {kBool}, kStrict, bool_to_int4, nullptr, "true::integer", "1"},
    {2971, "text", kText, {kBool}, kStrict, bool_to_text, nullptr, "true::text", "true"},
};

constexpr OperatorDef kOperators[] = {
    {58, "<", kBool, kBool, kBool, 56, 59, 1695},
    {59, ">", kBool, kBool, kBool, 57, 58, 1694},
    {85, "<>", kBool, kBool, kBool, 84, 85, 91},
    {91, "=", kBool, kBool, kBool, 60, 91, 85},
    {1694, "<=", kBool, kBool, kBool, 1691, 1695, 59},
    {1695, ">=", kBool, kBool, kBool, 1692, 1694, 58},
};

constexpr CastDef kCasts[] = {
    {kBool, kInt4, 2558, CastContext::kExplicit},
    {kBool, kText, 2971, CastContext::kAssignment},
    {kBool, kBpchar, 2971, CastContext::kAssignment},
    {kBool, kVarchar, 2971, CastContext::kAssignment},
    {kInt4, kBool, 2557, CastContext::kExplicit},
};

}  // namespace

const FunctionGroup kBoolGroup = {
    .functions = kFunctions, .operators = kOperators, .casts = kCasts};

}  // namespace rung
