// Comparison of rows: records and values of composite types, field by field.
#include "functions/groups.h"
#include "types/families.h"

namespace rung {
namespace {

using namespace oid;

int compare(FnCall& call, const Datum* a) {
  return kRecordOps.compare(call.e(), call.e().type(call.arg_types[0]), a[0], a[1]);
}
Datum record_eq(FnCall& call, const Datum* a) { return Datum::of_bool(compare(call, a) == 0); }
Datum record_ne(FnCall& call, const Datum* a) { return Datum::of_bool(compare(call, a) != 0); }
Datum record_lt(FnCall& call, const Datum* a) { return Datum::of_bool(compare(call, a) < 0); }
Datum record_gt(FnCall& call, const Datum* a) { return Datum::of_bool(compare(call, a) > 0); }
Datum record_le(FnCall& call, const Datum* a) { return Datum::of_bool(compare(call, a) <= 0); }
Datum record_ge(FnCall& call, const Datum* a) { return Datum::of_bool(compare(call, a) >= 0); }
Datum record_cmp(FnCall& call, const Datum* a) { return Datum::of_int(compare(call, a)); }

constexpr FunctionDef kFunctions[] = {
    {2981, "record_eq", kBool, {kRecord, kRecord}, kStrict, record_eq, nullptr,
     "record_eq(ROW(1, 'a'::text), ROW(1, 'a'::text))", "t"},
    {2982, "record_ne", kBool, {kRecord, kRecord}, kStrict, record_ne, nullptr,
     "record_ne(ROW(1), ROW(2))", "t"},
    {2983, "record_lt", kBool, {kRecord, kRecord}, kStrict, record_lt, nullptr,
     "record_lt(ROW(1, 2), ROW(1, 3))", "t"},
    {2984, "record_gt", kBool, {kRecord, kRecord}, kStrict, record_gt, nullptr,
     "record_gt(ROW(1, 2), ROW(1, 3))", "f"},
    {2985, "record_le", kBool, {kRecord, kRecord}, kStrict, record_le, nullptr,
     "record_le(ROW(1, 2), ROW(1, 2))", "t"},
    {2986, "record_ge", kBool, {kRecord, kRecord}, kStrict, record_ge, nullptr,
     "record_ge(ROW(1, 2), ROW(1, 3))", "f"},
    {2987, "btrecordcmp", kInt4, {kRecord, kRecord}, kStrict, record_cmp, nullptr,
     "btrecordcmp(ROW(2), ROW(1))", "1"},
};

constexpr OperatorDef kOperators[] = {
    {2988, "=", kRecord, kRecord, kBool, 2981, 2988, 2989},
    {2989, "<>", kRecord, kRecord, kBool, 2982, 2989, 2988},
    {2990, "<", kRecord, kRecord, kBool, 2983, 2991, 2993},
    {2991, ">", kRecord, kRecord, kBool, 2984, 2990, 2992},
    {2992, "<=", kRecord, kRecord, kBool, 2985, 2993, 2991},
    {2993, ">=", kRecord, kRecord, kBool, 2986, 2992, 2990},
};

}  // namespace

const FunctionGroup kRecordGroup = {.functions = kFunctions, .operators = kOperators};

}  // namespace rung
