// Comparison operators of the types whose order is that of their TypeOps or of their bytes: text
// and its kin, bytea, uuid, oid, "char", tid, pg_lsn, xid, enums. Casts among text types and oids.
#include "functions/compare.h"

#include "functions/groups.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

// By the bytes: text, varchar, name and bytea order as memcmp does.
template <Comparison C>
Datum bytes_are(FnCall&, const Datum* a) {
  if constexpr (C == kEq || C == kNe) {
    const bool equal = a[0].n == a[1].n && std::memcmp(a[0].p, a[1].p, a[0].n) == 0;
    return Datum::of_bool(equal == (C == kEq));
  } else {
    return Datum::of_bool(holds<C>(a[0].bytes().compare(a[1].bytes())));
  }
}
Datum bytes_compare(FnCall&, const Datum* a) {
  return Datum::of_int(three_way(a[0].bytes().compare(a[1].bytes()), 0));
}
Datum bytes_larger(FnCall&, const Datum* a) { return a[0].bytes() > a[1].bytes() ? a[0] : a[1]; }
Datum bytes_smaller(FnCall&, const Datum* a) { return a[0].bytes() < a[1].bytes() ? a[0] : a[1]; }

// By the order of the argument's type.
int type_order(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum values_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(type_order(call, a)));
}
Datum values_compare(FnCall& call, const Datum* a) {
  return Datum::of_int(three_way(type_order(call, a), 0));
}
Datum values_larger(FnCall& call, const Datum* a) {
  return type_order(call, a) > 0 ? a[0] : a[1];
}
Datum values_smaller(FnCall& call, const Datum* a) {
  return type_order(call, a) < 0 ? a[0] : a[1];
}

// By oids, as unsigned numbers.
int oid_order(const Datum* a) {
  return three_way(static_cast<Oid>(a[0].i), static_cast<Oid>(a[1].i));
}
template <Comparison C>
Datum oids_are(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(oid_order(a)));
}
Datum oid_compare(FnCall&, const Datum* a) { return Datum::of_int(oid_order(a)); }
Datum oid_larger(FnCall&, const Datum* a) { return oid_order(a) > 0 ? a[0] : a[1]; }
Datum oid_smaller(FnCall&, const Datum* a) { return oid_order(a) < 0 ? a[0] : a[1]; }

// The *_pattern_ops operators compare bytewise whatever the collation.
Datum strip_blanks(FnCall&, const Datum* a) {
  std::string_view text = a[0].bytes();
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return Datum::of_bytes(text);
}
template <Comparison C>
Datum stripped_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(
      holds<C>(strip_blanks(call, a).bytes().compare(strip_blanks(call, a + 1).bytes())));
}
// Length coercion; the modifier carries PostgreSQL's header of 4.
Datum apply_length(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.result_type);
  return type.ops->apply_typmod(*call.env, type, a[0], static_cast<int32_t>(a[1].i), a[2].b());
}
Datum text_to_name(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kName);
  return type.ops->input(*call.env, type, strip_blanks(call, a).bytes(), -1);
}
Datum name_to_text(FnCall&, const Datum* a) { return a[0]; }
Datum text_to_qchar(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kQchar);
  return type.ops->input(*call.env, type, a[0].bytes(), -1);
}
Datum qchar_to_text(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kQchar);
  std::string text;
  type.ops->output(*call.env, type, a[0], &text);
  return call.env->text(text);
}
Datum xid8_to_xid(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<uint32_t>(static_cast<uint64_t>(a[0].i)));
}
Datum lsn_minus(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kNumeric);
  const auto x = static_cast<uint64_t>(a[0].i);
  const auto y = static_cast<uint64_t>(a[1].i);
  const std::string text = x >= y ? std::to_string(x - y) : "-" + std::to_string(y - x);
  return type.ops->input(*call.env, type, text, -1);
}
// A position moved by a number of bytes.
Datum move_lsn(const Datum& position, const Datum& bytes, bool back) {
  Numeric moved = Numeric::load(bytes);
  if (!moved.is_finite()) {
    throw_error(sqlstate::invalid_parameter_value,
                back ? "cannot subtract NaN from pg_lsn" : "cannot add NaN to pg_lsn");
  }
  if (back) moved.negate();
  Int128 start = static_cast<uint64_t>(position.i);
  const Numeric target = add(Numeric::of_int128(start), moved).round(0);
  const Numeric half = Numeric::of_int128(static_cast<Int128>(1) << 63);
  const auto shifted = subtract(target, half).to_int64();
  if (!shifted) throw_error(sqlstate::numeric_value_out_of_range, "pg_lsn out of range");
  return Datum::of_int(static_cast<int64_t>(static_cast<uint64_t>(*shifted) ^ (1ull << 63)));
}
Datum lsn_plus(FnCall&, const Datum* a) { return move_lsn(a[0], a[1], false); }
Datum plus_lsn(FnCall&, const Datum* a) { return move_lsn(a[1], a[0], false); }
Datum lsn_minus_bytes(FnCall&, const Datum* a) { return move_lsn(a[0], a[1], true); }
Datum text_to_regclass(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kRegclass);
  return type.ops->input(*call.env, type, a[0].bytes(), -1);
}

constexpr FunctionDef kFunctions[] = {
    {67, "texteq", kBool, {kText, kText}, kStrict, bytes_are<kEq>, batch_of<bytes_are<kEq>>,
     "'ab'::text = 'b'::text", "f"},
    {157, "textne", kBool, {kText, kText}, kStrict, bytes_are<kNe>, batch_of<bytes_are<kNe>>,
     "'ab'::text <> 'b'::text", "t"},
    {740, "text_lt", kBool, {kText, kText}, kStrict, bytes_are<kLt>, batch_of<bytes_are<kLt>>,
     "'ab'::text < 'b'::text", "t"},
    {741, "text_le", kBool, {kText, kText}, kStrict, bytes_are<kLe>, batch_of<bytes_are<kLe>>,
     "'ab'::text <= 'b'::text", "t"},
    {742, "text_gt", kBool, {kText, kText}, kStrict, bytes_are<kGt>, batch_of<bytes_are<kGt>>,
     "'ab'::text > 'b'::text", "f"},
    {743, "text_ge", kBool, {kText, kText}, kStrict, bytes_are<kGe>, batch_of<bytes_are<kGe>>,
     "'ab'::text >= 'b'::text", "f"},
    {62, "nameeq", kBool, {kName, kName}, kStrict, bytes_are<kEq>, nullptr,
     "'ab'::name = 'b'::name", "f"},
    {240, "nameeqtext", kBool, {kName, kText}, kStrict, bytes_are<kEq>, nullptr,
     "'ab'::name = 'b'::text", "f"},
    {241, "namelttext", kBool, {kName, kText}, kStrict, bytes_are<kLt>, nullptr,
     "'ab'::name < 'b'::text", "t"},
    {242, "nameletext", kBool, {kName, kText}, kStrict, bytes_are<kLe>, nullptr,
     "'ab'::name <= 'b'::text", "t"},
    {243, "namegetext", kBool, {kName, kText}, kStrict, bytes_are<kGe>, nullptr,
     "'ab'::name >= 'b'::text", "f"},
    {244, "namegttext", kBool, {kName, kText}, kStrict, bytes_are<kGt>, nullptr,
     "'ab'::name > 'b'::text", "f"},
    {245, "namenetext", kBool, {kName, kText}, kStrict, bytes_are<kNe>, nullptr,
     "'ab'::name <> 'b'::text", "t"},
    {247, "texteqname", kBool, {kText, kName}, kStrict, bytes_are<kEq>, nullptr,
     "'ab'::text = 'b'::name", "f"},
    {248, "textltname", kBool, {kText, kName}, kStrict, bytes_are<kLt>, nullptr,
     "'ab'::text < 'b'::name", "t"},
    {249, "textlename", kBool, {kText, kName}, kStrict, bytes_are<kLe>, nullptr,
     "'ab'::text <= 'b'::name", "t"},
    {250, "textgename", kBool, {kText, kName}, kStrict, bytes_are<kGe>, nullptr,
     "'ab'::text >= 'b'::name", "f"},
    {251, "textgtname", kBool, {kText, kName}, kStrict, bytes_are<kGt>, nullptr,
     "'ab'::text > 'b'::name", "f"},
    {252, "textnename", kBool, {kText, kName}, kStrict, bytes_are<kNe>, nullptr,
     "'ab'::text <> 'b'::name", "t"},
    {655, "namelt", kBool, {kName, kName}, kStrict, bytes_are<kLt>, nullptr,
     "'ab'::name < 'b'::name", "t"},
    {656, "namele", kBool, {kName, kName}, kStrict, bytes_are<kLe>, nullptr,
     "'ab'::name <= 'b'::name", "t"},
    {657, "namegt", kBool, {kName, kName}, kStrict, bytes_are<kGt>, nullptr,
     "'ab'::name > 'b'::name", "f"},
    {658, "namege", kBool, {kName, kName}, kStrict, bytes_are<kGe>, nullptr,
     "'ab'::name >= 'b'::name", "f"},
    {659, "namene", kBool, {kName, kName}, kStrict, bytes_are<kNe>, nullptr,
     "'ab'::name <> 'b'::name", "t"},
    {1948, "byteaeq", kBool, {kBytea, kBytea}, kStrict, bytes_are<kEq>, nullptr,
     "'\\x6162'::bytea = '\\x62'::bytea", "f"},
    {1949, "bytealt", kBool, {kBytea, kBytea}, kStrict, bytes_are<kLt>, nullptr,
     "'\\x6162'::bytea < '\\x62'::bytea", "t"},
    {1950, "byteale", kBool, {kBytea, kBytea}, kStrict, bytes_are<kLe>, nullptr,
     "'\\x6162'::bytea <= '\\x62'::bytea", "t"},
    {1951, "byteagt", kBool, {kBytea, kBytea}, kStrict, bytes_are<kGt>, nullptr,
     "'\\x6162'::bytea > '\\x62'::bytea", "f"},
    {1952, "byteage", kBool, {kBytea, kBytea}, kStrict, bytes_are<kGe>, nullptr,
     "'\\x6162'::bytea >= '\\x62'::bytea", "f"},
    {1953, "byteane", kBool, {kBytea, kBytea}, kStrict, bytes_are<kNe>, nullptr,
     "'\\x6162'::bytea <> '\\x62'::bytea", "t"},
    {1048, "bpchareq", kBool, {kBpchar, kBpchar}, kStrict, values_are<kEq>, nullptr,
     "'ab'::char(3) = 'b'::char(3)", "f"},
    {1049, "bpcharlt", kBool, {kBpchar, kBpchar}, kStrict, values_are<kLt>, nullptr,
     "'ab'::char(3) < 'b'::char(3)", "t"},
    {1050, "bpcharle", kBool, {kBpchar, kBpchar}, kStrict, values_are<kLe>, nullptr,
     "'ab'::char(3) <= 'b'::char(3)", "t"},
    {1051, "bpchargt", kBool, {kBpchar, kBpchar}, kStrict, values_are<kGt>, nullptr,
     "'ab'::char(3) > 'b'::char(3)", "f"},
    {1052, "bpcharge", kBool, {kBpchar, kBpchar}, kStrict, values_are<kGe>, nullptr,
     "'ab'::char(3) >= 'b'::char(3)", "f"},
    {1053, "bpcharne", kBool, {kBpchar, kBpchar}, kStrict, values_are<kNe>, nullptr,
     "'ab'::char(3) <> 'b'::char(3)", "t"},
    {2954, "uuid_lt", kBool, {kUuid, kUuid}, kStrict, values_are<kLt>, nullptr,
     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid < 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
     "t"},
    {2955, "uuid_le", kBool, {kUuid, kUuid}, kStrict, values_are<kLe>, nullptr,
     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid <= 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
     "t"},
    {2956, "uuid_eq", kBool, {kUuid, kUuid}, kStrict, values_are<kEq>, nullptr,
     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid = 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
     "f"},
    {2957, "uuid_ge", kBool, {kUuid, kUuid}, kStrict, values_are<kGe>, nullptr,
     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid >= 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
     "f"},
    {2958, "uuid_gt", kBool, {kUuid, kUuid}, kStrict, values_are<kGt>, nullptr,
     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid > 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
     "f"},
    {2959, "uuid_ne", kBool, {kUuid, kUuid}, kStrict, values_are<kNe>, nullptr,
     "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid <> 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
     "t"},
    {61, "chareq", kBool, {kQchar, kQchar}, kStrict, values_are<kEq>, nullptr,
     "'a'::\"char\" = 'b'::\"char\"", "f"},
    {70, "charne", kBool, {kQchar, kQchar}, kStrict, values_are<kNe>, nullptr,
     "'a'::\"char\" <> 'b'::\"char\"", "t"},
    {72, "charle", kBool, {kQchar, kQchar}, kStrict, values_are<kLe>, nullptr,
     "'a'::\"char\" <= 'b'::\"char\"", "t"},
    {73, "chargt", kBool, {kQchar, kQchar}, kStrict, values_are<kGt>, nullptr,
     "'a'::\"char\" > 'b'::\"char\"", "f"},
    {74, "charge", kBool, {kQchar, kQchar}, kStrict, values_are<kGe>, nullptr,
     "'a'::\"char\" >= 'b'::\"char\"", "f"},
    {1246, "charlt", kBool, {kQchar, kQchar}, kStrict, values_are<kLt>, nullptr,
     "'a'::\"char\" < 'b'::\"char\"", "t"},
    {1265, "tidne", kBool, {kTid, kTid}, kStrict, values_are<kNe>, nullptr,
     "'(0,1)'::tid <> '(0,2)'::tid", "t"},
    {1292, "tideq", kBool, {kTid, kTid}, kStrict, values_are<kEq>, nullptr,
     "'(0,1)'::tid = '(0,2)'::tid", "f"},
    {2790, "tidgt", kBool, {kTid, kTid}, kStrict, values_are<kGt>, nullptr,
     "'(0,1)'::tid > '(0,2)'::tid", "f"},
    {2791, "tidlt", kBool, {kTid, kTid}, kStrict, values_are<kLt>, nullptr,
     "'(0,1)'::tid < '(0,2)'::tid", "t"},
    {2792, "tidge", kBool, {kTid, kTid}, kStrict, values_are<kGe>, nullptr,
     "'(0,1)'::tid >= '(0,2)'::tid", "f"},
    {2793, "tidle", kBool, {kTid, kTid}, kStrict, values_are<kLe>, nullptr,
     "'(0,1)'::tid <= '(0,2)'::tid", "t"},
    {3231, "pg_lsn_lt", kBool, {kPglsn, kPglsn}, kStrict, values_are<kLt>, nullptr,
     "'0/10'::pg_lsn < '0/8'::pg_lsn", "f"},
    {3232, "pg_lsn_le", kBool, {kPglsn, kPglsn}, kStrict, values_are<kLe>, nullptr,
     "'0/10'::pg_lsn <= '0/8'::pg_lsn", "f"},
    {3233, "pg_lsn_eq", kBool, {kPglsn, kPglsn}, kStrict, values_are<kEq>, nullptr,
     "'0/10'::pg_lsn = '0/8'::pg_lsn", "f"},
    {3234, "pg_lsn_ge", kBool, {kPglsn, kPglsn}, kStrict, values_are<kGe>, nullptr,
     "'0/10'::pg_lsn >= '0/8'::pg_lsn", "t"},
    {3235, "pg_lsn_gt", kBool, {kPglsn, kPglsn}, kStrict, values_are<kGt>, nullptr,
     "'0/10'::pg_lsn > '0/8'::pg_lsn", "t"},
    {3236, "pg_lsn_ne", kBool, {kPglsn, kPglsn}, kStrict, values_are<kNe>, nullptr,
     "'0/10'::pg_lsn <> '0/8'::pg_lsn", "t"},
    {5034, "xid8lt", kBool, {kXid8, kXid8}, kStrict, values_are<kLt>, nullptr,
     "'7'::xid8 < '3'::xid8", "f"},
    {5035, "xid8gt", kBool, {kXid8, kXid8}, kStrict, values_are<kGt>, nullptr,
     "'7'::xid8 > '3'::xid8", "t"},
    {5036, "xid8le", kBool, {kXid8, kXid8}, kStrict, values_are<kLe>, nullptr,
     "'7'::xid8 <= '3'::xid8", "f"},
    {5037, "xid8ge", kBool, {kXid8, kXid8}, kStrict, values_are<kGe>, nullptr,
     "'7'::xid8 >= '3'::xid8", "t"},
    {5084, "xid8eq", kBool, {kXid8, kXid8}, kStrict, values_are<kEq>, nullptr,
     "'7'::xid8 = '3'::xid8", "f"},
    {5085, "xid8ne", kBool, {kXid8, kXid8}, kStrict, values_are<kNe>, nullptr,
     "'7'::xid8 <> '3'::xid8", "t"},
    {3508, "enum_eq", kBool, {kAnyenum, kAnyenum}, kStrict, values_are<kEq>},
    {3509, "enum_ne", kBool, {kAnyenum, kAnyenum}, kStrict, values_are<kNe>},
    {3510, "enum_lt", kBool, {kAnyenum, kAnyenum}, kStrict, values_are<kLt>},
    {3511, "enum_gt", kBool, {kAnyenum, kAnyenum}, kStrict, values_are<kGt>},
    {3512, "enum_le", kBool, {kAnyenum, kAnyenum}, kStrict, values_are<kLe>},
    {3513, "enum_ge", kBool, {kAnyenum, kAnyenum}, kStrict, values_are<kGe>},
    {184, "oideq", kBool, {kOid, kOid}, kStrict, oids_are<kEq>, batch_of<oids_are<kEq>>,
     "7::oid = 3::oid", "f"},
    {185, "oidne", kBool, {kOid, kOid}, kStrict, oids_are<kNe>, batch_of<oids_are<kNe>>,
     "7::oid <> 3::oid", "t"},
    {716, "oidlt", kBool, {kOid, kOid}, kStrict, oids_are<kLt>, batch_of<oids_are<kLt>>,
     "7::oid < 3::oid", "f"},
    {717, "oidle", kBool, {kOid, kOid}, kStrict, oids_are<kLe>, batch_of<oids_are<kLe>>,
     "7::oid <= 3::oid", "f"},
    {1638, "oidgt", kBool, {kOid, kOid}, kStrict, oids_are<kGt>, batch_of<oids_are<kGt>>,
     "7::oid > 3::oid", "t"},
    {1639, "oidge", kBool, {kOid, kOid}, kStrict, oids_are<kGe>, batch_of<oids_are<kGe>>,
     "7::oid >= 3::oid", "t"},
    {68, "xideq", kBool, {kXid, kXid}, kStrict, oids_are<kEq>, nullptr, "'7'::xid = '3'::xid", "f"},
    {3308, "xidneq", kBool, {kXid, kXid}, kStrict, oids_are<kNe>, nullptr, "'7'::xid <> '3'::xid",
     "t"},
    {1319, "xideqint4", kBool, {kXid, kInt4}, kStrict, oids_are<kEq>, nullptr, "'7'::xid = 3", "f"},
    {3309, "xidneqint4", kBool, {kXid, kInt4}, kStrict, oids_are<kNe>, nullptr, "'7'::xid <> 3",
     "t"},
    {69, "cideq", kBool, {kCid, kCid}, kStrict, oids_are<kEq>, nullptr, "'7'::cid = '3'::cid", "f"},
    {356, "btoidcmp", kInt4, {kOid, kOid}, kStrict, oid_compare},
    {1965, "oidlarger", kOid, {kOid, kOid}, kStrict, oid_larger},
    {1966, "oidsmaller", kOid, {kOid, kOid}, kStrict, oid_smaller},
    {360, "bttextcmp", kInt4, {kText, kText}, kStrict, bytes_compare, nullptr,
     "bttextcmp('a', 'b')", "-1"},
    {359, "btnamecmp", kInt4, {kName, kName}, kStrict, bytes_compare},
    {458, "text_larger", kText, {kText, kText}, kStrict, bytes_larger},
    {459, "text_smaller", kText, {kText, kText}, kStrict, bytes_smaller},
    {1954, "byteacmp", kInt4, {kBytea, kBytea}, kStrict, bytes_compare},
    {1078, "bpcharcmp", kInt4, {kBpchar, kBpchar}, kStrict, values_compare},
    {1063, "bpchar_larger", kBpchar, {kBpchar, kBpchar}, kStrict, values_larger},
    {1064, "bpchar_smaller", kBpchar, {kBpchar, kBpchar}, kStrict, values_smaller},
    {2960, "uuid_cmp", kInt4, {kUuid, kUuid}, kStrict, values_compare},
    {358, "btcharcmp", kInt4, {kQchar, kQchar}, kStrict, values_compare},
    {2794, "bttidcmp", kInt4, {kTid, kTid}, kStrict, values_compare},
    {2795, "tidlarger", kTid, {kTid, kTid}, kStrict, values_larger},
    {2796, "tidsmaller", kTid, {kTid, kTid}, kStrict, values_smaller},
    {3251, "pg_lsn_cmp", kInt4, {kPglsn, kPglsn}, kStrict, values_compare},
    {4187, "pg_lsn_larger", kPglsn, {kPglsn, kPglsn}, kStrict, values_larger},
    {4188, "pg_lsn_smaller", kPglsn, {kPglsn, kPglsn}, kStrict, values_smaller},
    {5096, "xid8cmp", kInt4, {kXid8, kXid8}, kStrict, values_compare},
    {5097, "xid8_larger", kXid8, {kXid8, kXid8}, kStrict, values_larger},
    {5098, "xid8_smaller", kXid8, {kXid8, kXid8}, kStrict, values_smaller},
    {3514, "enum_cmp", kInt4, {kAnyenum, kAnyenum}, kStrict, values_compare},
    {3524, "enum_smaller", kAnyenum, {kAnyenum, kAnyenum}, kStrict, values_smaller},
    {3525, "enum_larger", kAnyenum, {kAnyenum, kAnyenum}, kStrict, values_larger},
    {2160, "text_pattern_lt", kBool, {kText, kText}, kStrict, bytes_are<kLt>},
    {2161, "text_pattern_le", kBool, {kText, kText}, kStrict, bytes_are<kLe>},
    {2163, "text_pattern_ge", kBool, {kText, kText}, kStrict, bytes_are<kGe>},
    {2164, "text_pattern_gt", kBool, {kText, kText}, kStrict, bytes_are<kGt>},
    {2166, "bttext_pattern_cmp", kInt4, {kText, kText}, kStrict, bytes_compare},
    {2174, "bpchar_pattern_lt", kBool, {kBpchar, kBpchar}, kStrict, stripped_are<kLt>},
    {2175, "bpchar_pattern_le", kBool, {kBpchar, kBpchar}, kStrict, stripped_are<kLe>},
    {2177, "bpchar_pattern_ge", kBool, {kBpchar, kBpchar}, kStrict, stripped_are<kGe>},
    {2178, "bpchar_pattern_gt", kBool, {kBpchar, kBpchar}, kStrict, stripped_are<kGt>},
    {5022, "pg_lsn_pli", kPglsn, {kPglsn, kNumeric}, kStrict, lsn_plus},
    {5023, "numeric_pl_pg_lsn", kPglsn, {kNumeric, kPglsn}, kStrict, plus_lsn},
    {5024, "pg_lsn_mii", kPglsn, {kPglsn, kNumeric}, kStrict, lsn_minus_bytes},
    {401, "text", kText, {kBpchar}, kStrict, strip_blanks, nullptr, "'ab '::char(3)::text", "ab"},
    {406, "text", kText, {kName}, kStrict, name_to_text, nullptr, "'ab'::name::text", "ab"},
    {407, "name", kName, {kText}, kStrict, text_to_name, nullptr, "'ab'::text::name", "ab"},
    {408, "bpchar", kBpchar, {kName}, kStrict, name_to_text, nullptr, "'ab'::name::char(3)", "ab "},
    {409, "name", kName, {kBpchar}, kStrict, text_to_name, nullptr, "'ab'::char(3)::name", "ab"},
    {1400, "name", kName, {kVarchar}, kStrict, text_to_name, nullptr, "'ab'::varchar::name", "ab"},
    {1401, "varchar", kVarchar, {kName}, kStrict, name_to_text, nullptr, "'ab'::name::varchar",
     "ab"},
    {668, "bpchar", kBpchar, {kBpchar, kInt4, kBool}, kStrict, apply_length, nullptr,
     "'abc'::char(3)::char(2)", "ab"},
    {669, "varchar", kVarchar, {kVarchar, kInt4, kBool}, kStrict, apply_length, nullptr,
     "'abc'::varchar::varchar(2)", "ab"},
    {944, "char", kQchar, {kText}, kStrict, text_to_qchar, nullptr, "'abc'::text::\"char\"", "a"},
    {946, "text", kText, {kQchar}, kStrict, qchar_to_text, nullptr, "'a'::\"char\"::text", "a"},
    {860, "bpchar", kBpchar, {kQchar}, kStrict, qchar_to_text, nullptr, "'a'::\"char\"::char", "a"},
    {5071, "xid", kXid, {kXid8}, kStrict, xid8_to_xid, nullptr, "'4294967297'::xid8::xid", "1"},
    {3237, "pg_lsn_mi", kNumeric, {kPglsn, kPglsn}, kStrict, lsn_minus, nullptr,
     "'0/10'::pg_lsn - '0/8'::pg_lsn", "8"},
    {1079, "regclass", kRegclass, {kText}, kStrict | kStable, text_to_regclass},
};

constexpr OperatorDef kOperators[] = {
    {92, "=", kQchar, kQchar, kBool, 61, 92, 630},
    {93, "=", kName, kName, kBool, 62, 93, 643},
    {98, "=", kText, kText, kBool, 67, 98, 531},
    {254, "=", kName, kText, kBool, 240, 260, 259},
    {255, "<", kName, kText, kBool, 241, 264, 257},
    {256, "<=", kName, kText, kBool, 242, 263, 258},
    {257, ">=", kName, kText, kBool, 243, 262, 255},
    {258, ">", kName, kText, kBool, 244, 261, 256},
    {259, "<>", kName, kText, kBool, 245, 265, 254},
    {260, "=", kText, kName, kBool, 247, 254, 265},
    {261, "<", kText, kName, kBool, 248, 258, 263},
    {262, "<=", kText, kName, kBool, 249, 257, 264},
    {263, ">=", kText, kName, kBool, 250, 256, 261},
    {264, ">", kText, kName, kBool, 251, 255, 262},
    {265, "<>", kText, kName, kBool, 252, 259, 260},
    {352, "=", kXid, kXid, kBool, 68, 352, 3315},
    {353, "=", kXid, kInt4, kBool, 1319, 0, 3316},
    {385, "=", kCid, kCid, kBool, 69, 385, 0},
    {387, "=", kTid, kTid, kBool, 1292, 387, 402},
    {402, "<>", kTid, kTid, kBool, 1265, 402, 387},
    {531, "<>", kText, kText, kBool, 157, 531, 98},
    {607, "=", kOid, kOid, kBool, 184, 607, 608},
    {608, "<>", kOid, kOid, kBool, 185, 608, 607},
    {609, "<", kOid, kOid, kBool, 716, 610, 612},
    {610, ">", kOid, kOid, kBool, 1638, 609, 611},
    {611, "<=", kOid, kOid, kBool, 717, 612, 610},
    {612, ">=", kOid, kOid, kBool, 1639, 611, 609},
    {630, "<>", kQchar, kQchar, kBool, 70, 630, 92},
    {631, "<", kQchar, kQchar, kBool, 1246, 633, 634},
    {632, "<=", kQchar, kQchar, kBool, 72, 634, 633},
    {633, ">", kQchar, kQchar, kBool, 73, 631, 632},
    {634, ">=", kQchar, kQchar, kBool, 74, 632, 631},
    {643, "<>", kName, kName, kBool, 659, 643, 93},
    {660, "<", kName, kName, kBool, 655, 662, 663},
    {661, "<=", kName, kName, kBool, 656, 663, 662},
    {662, ">", kName, kName, kBool, 657, 660, 661},
    {663, ">=", kName, kName, kBool, 658, 661, 660},
    {664, "<", kText, kText, kBool, 740, 666, 667},
    {665, "<=", kText, kText, kBool, 741, 667, 666},
    {666, ">", kText, kText, kBool, 742, 664, 665},
    {667, ">=", kText, kText, kBool, 743, 665, 664},
    {1054, "=", kBpchar, kBpchar, kBool, 1048, 1054, 1057},
    {1057, "<>", kBpchar, kBpchar, kBool, 1053, 1057, 1054},
    {1058, "<", kBpchar, kBpchar, kBool, 1049, 1060, 1061},
    {1059, "<=", kBpchar, kBpchar, kBool, 1050, 1061, 1060},
    {1060, ">", kBpchar, kBpchar, kBool, 1051, 1058, 1059},
    {1061, ">=", kBpchar, kBpchar, kBool, 1052, 1059, 1058},
    {1955, "=", kBytea, kBytea, kBool, 1948, 1955, 1956},
    {1956, "<>", kBytea, kBytea, kBool, 1953, 1956, 1955},
    {1957, "<", kBytea, kBytea, kBool, 1949, 1959, 1960},
    {1958, "<=", kBytea, kBytea, kBool, 1950, 1960, 1959},
    {1959, ">", kBytea, kBytea, kBool, 1951, 1957, 1958},
    {1960, ">=", kBytea, kBytea, kBool, 1952, 1958, 1957},
    {2314, "~<~", kText, kText, kBool, 2160, 2318, 2317},
    {2315, "~<=~", kText, kText, kBool, 2161, 2317, 2318},
    {2317, "~>=~", kText, kText, kBool, 2163, 2315, 2314},
    {2318, "~>~", kText, kText, kBool, 2164, 2314, 2315},
    {2326, "~<~", kBpchar, kBpchar, kBool, 2174, 2330, 2329},
    {2327, "~<=~", kBpchar, kBpchar, kBool, 2175, 2329, 2330},
    {2329, "~>=~", kBpchar, kBpchar, kBool, 2177, 2327, 2326},
    {2330, "~>~", kBpchar, kBpchar, kBool, 2178, 2326, 2327},
    {2799, "<", kTid, kTid, kBool, 2791, 2800, 2802},
    {2800, ">", kTid, kTid, kBool, 2790, 2799, 2801},
    {2801, "<=", kTid, kTid, kBool, 2793, 2802, 2800},
    {2802, ">=", kTid, kTid, kBool, 2792, 2801, 2799},
    {2972, "=", kUuid, kUuid, kBool, 2956, 2972, 2973},
    {2973, "<>", kUuid, kUuid, kBool, 2959, 2973, 2972},
    {2974, "<", kUuid, kUuid, kBool, 2954, 2975, 2977},
    {2975, ">", kUuid, kUuid, kBool, 2958, 2974, 2976},
    {2976, "<=", kUuid, kUuid, kBool, 2955, 2977, 2975},
    {2977, ">=", kUuid, kUuid, kBool, 2957, 2976, 2974},
    {3222, "=", kPglsn, kPglsn, kBool, 3233, 3222, 3223},
    {3223, "<>", kPglsn, kPglsn, kBool, 3236, 3223, 3222},
    {3224, "<", kPglsn, kPglsn, kBool, 3231, 3225, 3227},
    {3225, ">", kPglsn, kPglsn, kBool, 3235, 3224, 3226},
    {3226, "<=", kPglsn, kPglsn, kBool, 3232, 3227, 3225},
    {3227, ">=", kPglsn, kPglsn, kBool, 3234, 3226, 3224},
    {3228, "-", kPglsn, kPglsn, kNumeric, 3237, 0, 0},
    {3315, "<>", kXid, kXid, kBool, 3308, 3315, 352},
    {3316, "<>", kXid, kInt4, kBool, 3309, 0, 353},
    {3516, "=", kAnyenum, kAnyenum, kBool, 3508, 3516, 3517},
    {3517, "<>", kAnyenum, kAnyenum, kBool, 3509, 3517, 3516},
    {3518, "<", kAnyenum, kAnyenum, kBool, 3510, 3519, 3521},
    {3519, ">", kAnyenum, kAnyenum, kBool, 3511, 3518, 3520},
    {3520, "<=", kAnyenum, kAnyenum, kBool, 3512, 3521, 3519},
    {3521, ">=", kAnyenum, kAnyenum, kBool, 3513, 3520, 3518},
    {5025, "+", kPglsn, kNumeric, kPglsn, 5022, 5026, 0},
    {5026, "+", kNumeric, kPglsn, kPglsn, 5023, 5025, 0},
    {5027, "-", kPglsn, kNumeric, kPglsn, 5024, 0, 0},
    {5068, "=", kXid8, kXid8, kBool, 5084, 5068, 5072},
    {5072, "<>", kXid8, kXid8, kBool, 5085, 5072, 5068},
    {5073, "<", kXid8, kXid8, kBool, 5034, 5074, 5076},
    {5074, ">", kXid8, kXid8, kBool, 5035, 5073, 5075},
    {5075, "<=", kXid8, kXid8, kBool, 5036, 5076, 5074},
    {5076, ">=", kXid8, kXid8, kBool, 5037, 5075, 5073},
};

constexpr CastDef kCasts[] = {
    {kQchar, kText, 946, CastContext::kImplicit},
    {kQchar, kBpchar, 860, CastContext::kAssignment},
    {kQchar, kVarchar, 946, CastContext::kAssignment},
    {kName, kText, 406, CastContext::kImplicit},
    {kName, kBpchar, 408, CastContext::kAssignment},
    {kName, kVarchar, 1401, CastContext::kAssignment},
    {kInt4, kRegproc, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegprocedure, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegoper, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegoperator, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegclass, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegtype, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegconfig, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegdictionary, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegnamespace, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegrole, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kInt4, kRegcollation, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegproc, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegproc, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegproc, kRegprocedure, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kText, kQchar, 944, CastContext::kAssignment},
    {kText, kName, 407, CastContext::kImplicit},
    {kText, kBpchar, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kText, kVarchar, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kText, kRegclass, 1079, CastContext::kImplicit},
    {kOid, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kOid, kRegproc, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegprocedure, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegoper, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegoperator, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegclass, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegtype, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegconfig, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegdictionary, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegnamespace, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegrole, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kOid, kRegcollation, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kPgnodetree, kText, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kBpchar, kQchar, 944, CastContext::kAssignment},
    {kBpchar, kName, 409, CastContext::kImplicit},
    {kBpchar, kText, 401, CastContext::kImplicit},
    {kBpchar, kBpchar, 668, CastContext::kImplicit},
    {kBpchar, kVarchar, 401, CastContext::kImplicit},
    {kVarchar, kQchar, 944, CastContext::kAssignment},
    {kVarchar, kName, 1400, CastContext::kImplicit},
    {kVarchar, kText, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kVarchar, kBpchar, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kVarchar, kVarchar, 669, CastContext::kImplicit},
    {kVarchar, kRegclass, 1079, CastContext::kImplicit},
    {kRegprocedure, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegprocedure, kRegproc, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegprocedure, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegoper, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegoper, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegoper, kRegoperator, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegoperator, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegoperator, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegoperator, kRegoper, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegclass, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegclass, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegtype, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegtype, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegconfig, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegconfig, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegdictionary, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegdictionary, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegnamespace, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegnamespace, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegrole, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegrole, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegcollation, kInt4, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kRegcollation, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kXid8, kXid, 5071, CastContext::kExplicit},
};

}  // namespace

const FunctionGroup kCompareGroup = {
    .functions = kFunctions, .operators = kOperators, .casts = kCasts};

}  // namespace rung
