// The input and output functions of types, as SQL may call them (uuid_in(cstring), textout(text)),
// and the hash functions, whose values PostgreSQL fixes.
#include <bit>
#include <cmath>

#include "base/bytes.h"
#include "functions/groups.h"

namespace rung {
namespace {

using namespace oid;

Datum type_input(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.result_type);
  const auto typmod = call.arg_count > 2 ? static_cast<int32_t>(a[2].i) : -1;
  return type.ops->input(*call.env, type, a[0].bytes(), typmod);
}
Datum type_output(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  std::string text;
  type.ops->output(*call.env, type, a[0], &text);
  return call.env->text(text);
}

// Bob Jenkins' lookup3 hash, little-endian, as PostgreSQL seeds it.
struct Jenkins {
  uint32_t a, b, c;
  explicit Jenkins(size_t length, uint64_t seed)
      : a(0x9e3779b9u + static_cast<uint32_t>(length) + 3923095u), b(a), c(a) {
    if (seed == 0) return;
    a += static_cast<uint32_t>(seed >> 32);
    b += static_cast<uint32_t>(seed);
    mix();
  }
  static uint32_t rotate(uint32_t x, int k) { return std::rotl(x, k); }
  void mix() {
    a -= c; a ^= rotate(c, 4); c += b;
    b -= a; b ^= rotate(a, 6); a += c;
    c -= b; c ^= rotate(b, 8); b += a;
    a -= c; a ^= rotate(c, 16); c += b;
    b -= a; b ^= rotate(a, 19); a += c;
    c -= b; c ^= rotate(b, 4); b += a;
  }
  uint32_t finish() {
    c ^= b; c -= rotate(b, 14);
    a ^= c; a -= rotate(c, 11);
    b ^= a; b -= rotate(a, 25);
    c ^= b; c -= rotate(b, 16);
    a ^= c; a -= rotate(c, 4);
    b ^= a; b -= rotate(a, 14);
    c ^= b; c -= rotate(b, 24);
    return c;
  }
};
// The 32-bit hashes, and those of 64 bits with a seed, which the *extended functions give.
Datum finished(Jenkins hash, bool extended) {
  const uint32_t low = hash.finish();
  if (!extended) return Datum::of_int(static_cast<int32_t>(low));
  return Datum::of_int(static_cast<int64_t>(uint64_t{hash.b} << 32 | low));
}
Datum hash_bytes_sql(std::string_view bytes, bool extended, uint64_t seed) {
  Jenkins hash(bytes.size(), seed);
  for (; bytes.size() >= 12; bytes.remove_prefix(12)) {
    hash.a += load_le<uint32_t>(bytes.data());
    hash.b += load_le<uint32_t>(bytes.data() + 4);
    hash.c += load_le<uint32_t>(bytes.data() + 8);
    hash.mix();
  }
  // The lowest byte of c is the length's, so that the last bytes of twelve shift by one.
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint32_t byte = static_cast<uint8_t>(bytes[i]);
    uint32_t& word = i < 4 ? hash.a : i < 8 ? hash.b : hash.c;
    const size_t within = i < 8 ? i % 4 : i % 4 + 1;
    word += byte << (8 * within);
  }
  return finished(hash, extended);
}
Datum hash_uint32_sql(uint32_t value, bool extended, uint64_t seed) {
  Jenkins hash(4, seed);
  hash.a += value;
  return finished(hash, extended);
}
uint64_t seed_of(const Datum* a, bool extended) {
  return extended ? static_cast<uint64_t>(a[1].i) : 0;
}
template <bool kExtended>
Datum hash_text(FnCall&, const Datum* a) {
  return hash_bytes_sql(a[0].bytes(), kExtended, seed_of(a, kExtended));
}
template <bool kExtended>
Datum hash_bpchar(FnCall&, const Datum* a) {
  std::string_view text = a[0].bytes();
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return hash_bytes_sql(text, kExtended, seed_of(a, kExtended));
}
template <bool kExtended>
Datum hash_uuid(FnCall&, const Datum* a) {
  return hash_bytes_sql({a[0].p, 16}, kExtended, seed_of(a, kExtended));
}
template <bool kExtended>
Datum hash_int(FnCall&, const Datum* a) {
  return hash_uint32_sql(static_cast<uint32_t>(a[0].i), kExtended, seed_of(a, kExtended));
}
// Values that fit an integer hash as it does.
template <bool kExtended>
Datum hash_int8(FnCall&, const Datum* a) {
  const auto low = static_cast<uint32_t>(a[0].i);
  const auto high = static_cast<uint32_t>(static_cast<uint64_t>(a[0].i) >> 32);
  return hash_uint32_sql(low ^ (a[0].i >= 0 ? high : ~high), kExtended, seed_of(a, kExtended));
}
template <bool kExtended>
Datum hash_float(FnCall&, const Datum* a) {
  double value = a[0].d;
  if (value == 0) return kExtended ? a[1] : Datum::of_int(0);
  if (std::isnan(value)) value = std::nan("");
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  return hash_bytes_sql({bytes, sizeof bytes}, kExtended, seed_of(a, kExtended));
}

constexpr FunctionDef kFunctions[] = {
    {31, "byteaout", kCstring, {kBytea}, kStrict, type_output},
    {33, "charout", kCstring, {kQchar}, kStrict, type_output},
    {34, "namein", kName, {kCstring}, kStrict, type_input},
    {35, "nameout", kCstring, {kName}, kStrict, type_output},
    {38, "int2in", kInt2, {kCstring}, kStrict, type_input},
    {39, "int2out", kCstring, {kInt2}, kStrict, type_output},
    {41, "int2vectorout", kCstring, {kInt2vector}, kStrict, type_output},
    {42, "int4in", kInt4, {kCstring}, kStrict, type_input},
    {43, "int4out", kCstring, {kInt4}, kStrict, type_output},
    {44, "regprocin", kRegproc, {kCstring}, kStrict | kStable, type_input},
    {45, "regprocout", kCstring, {kRegproc}, kStrict | kStable, type_output},
    {46, "textin", kText, {kCstring}, kStrict, type_input},
    {47, "textout", kCstring, {kText}, kStrict, type_output},
    {48, "tidin", kTid, {kCstring}, kStrict, type_input},
    {49, "tidout", kCstring, {kTid}, kStrict, type_output},
    {50, "xidin", kXid, {kCstring}, kStrict, type_input},
    {51, "xidout", kCstring, {kXid}, kStrict, type_output},
    {52, "cidin", kCid, {kCstring}, kStrict, type_input},
    {53, "cidout", kCstring, {kCid}, kStrict, type_output},
    {55, "oidvectorout", kCstring, {kOidvector}, kStrict, type_output},
    {117, "point_in", kPoint, {kCstring}, kStrict, type_input},
    {118, "point_out", kCstring, {kPoint}, kStrict, type_output},
    {119, "lseg_in", kLseg, {kCstring}, kStrict, type_input},
    {120, "lseg_out", kCstring, {kLseg}, kStrict, type_output},
    {121, "path_in", kPath, {kCstring}, kStrict, type_input},
    {122, "path_out", kCstring, {kPath}, kStrict, type_output},
    {123, "box_in", kBox, {kCstring}, kStrict, type_input},
    {124, "box_out", kCstring, {kBox}, kStrict, type_output},
    {200, "float4in", kFloat4, {kCstring}, kStrict, type_input},
    {201, "float4out", kCstring, {kFloat4}, kStrict, type_output},
    {214, "float8in", kFloat8, {kCstring}, kStrict, type_input},
    {215, "float8out", kCstring, {kFloat8}, kStrict, type_output},
    {321, "json_in", kJson, {kCstring}, kStrict, type_input},
    {322, "json_out", kCstring, {kJson}, kStrict, type_output},
    {347, "poly_in", kPolygon, {kCstring}, kStrict, type_input},
    {348, "poly_out", kCstring, {kPolygon}, kStrict, type_output},
    {436, "macaddr_in", kMacaddr, {kCstring}, kStrict, type_input},
    {437, "macaddr_out", kCstring, {kMacaddr}, kStrict, type_output},
    {460, "int8in", kInt8, {kCstring}, kStrict, type_input},
    {461, "int8out", kCstring, {kInt8}, kStrict, type_output},
    {886, "cash_in", kMoney, {kCstring}, kStrict | kStable, type_input},
    {887, "cash_out", kCstring, {kMoney}, kStrict | kStable, type_output},
    {910, "inet_in", kInet, {kCstring}, kStrict, type_input},
    {911, "inet_out", kCstring, {kInet}, kStrict, type_output},
    {1044, "bpcharin", kBpchar, {kCstring, kOid, kInt4}, kStrict, type_input},
    {1045, "bpcharout", kCstring, {kBpchar}, kStrict, type_output},
    {1046, "varcharin", kVarchar, {kCstring, kOid, kInt4}, kStrict, type_input},
    {1047, "varcharout", kCstring, {kVarchar}, kStrict, type_output},
    {1084, "date_in", kDate, {kCstring}, kStrict | kStable, type_input},
    {1085, "date_out", kCstring, {kDate}, kStrict | kStable, type_output},
    {1143, "time_in", kTime, {kCstring, kOid, kInt4}, kStrict | kStable, type_input},
    {1144, "time_out", kCstring, {kTime}, kStrict, type_output},
    {1150, "timestamptz_in", kTimestamptz, {kCstring, kOid, kInt4}, kStrict | kStable, type_input},
    {1151, "timestamptz_out", kCstring, {kTimestamptz}, kStrict | kStable, type_output},
    {1160, "interval_in", kInterval, {kCstring, kOid, kInt4}, kStrict | kStable, type_input},
    {1161, "interval_out", kCstring, {kInterval}, kStrict | kStable, type_output},
    {1242, "boolin", kBool, {kCstring}, kStrict, type_input},
    {1243, "boolout", kCstring, {kBool}, kStrict, type_output},
    {1244, "byteain", kBytea, {kCstring}, kStrict, type_input},
    {1245, "charin", kQchar, {kCstring}, kStrict, type_input},
    {1267, "cidr_in", kCidr, {kCstring}, kStrict, type_input},
    {1312, "timestamp_in", kTimestamp, {kCstring, kOid, kInt4}, kStrict | kStable, type_input},
    {1313, "timestamp_out", kCstring, {kTimestamp}, kStrict | kStable, type_output},
    {1350, "timetz_in", kTimetz, {kCstring, kOid, kInt4}, kStrict | kStable, type_input},
    {1351, "timetz_out", kCstring, {kTimetz}, kStrict, type_output},
    {1427, "cidr_out", kCstring, {kCidr}, kStrict, type_output},
    {1450, "circle_in", kCircle, {kCstring}, kStrict, type_input},
    {1451, "circle_out", kCstring, {kCircle}, kStrict, type_output},
    {1490, "line_in", kLine, {kCstring}, kStrict, type_input},
    {1491, "line_out", kCstring, {kLine}, kStrict, type_output},
    {1564, "bit_in", kBit, {kCstring, kOid, kInt4}, kStrict, type_input},
    {1565, "bit_out", kCstring, {kBit}, kStrict, type_output},
    {1579, "varbit_in", kVarbit, {kCstring, kOid, kInt4}, kStrict, type_input},
    {1580, "varbit_out", kCstring, {kVarbit}, kStrict, type_output},
    {1701, "numeric_in", kNumeric, {kCstring, kOid, kInt4}, kStrict, type_input},
    {1702, "numeric_out", kCstring, {kNumeric}, kStrict, type_output},
    {1798, "oidin", kOid, {kCstring}, kStrict, type_input},
    {1799, "oidout", kCstring, {kOid}, kStrict, type_output},
    {2212, "regprocedurein", kRegprocedure, {kCstring}, kStrict | kStable, type_input},
    {2213, "regprocedureout", kCstring, {kRegprocedure}, kStrict | kStable, type_output},
    {2214, "regoperin", kRegoper, {kCstring}, kStrict | kStable, type_input},
    {2215, "regoperout", kCstring, {kRegoper}, kStrict | kStable, type_output},
    {2216, "regoperatorin", kRegoperator, {kCstring}, kStrict | kStable, type_input},
    {2217, "regoperatorout", kCstring, {kRegoperator}, kStrict | kStable, type_output},
    {2218, "regclassin", kRegclass, {kCstring}, kStrict | kStable, type_input},
    {2219, "regclassout", kCstring, {kRegclass}, kStrict | kStable, type_output},
    {2220, "regtypein", kRegtype, {kCstring}, kStrict | kStable, type_input},
    {2221, "regtypeout", kCstring, {kRegtype}, kStrict | kStable, type_output},
    {2893, "xml_in", kXml, {kCstring}, kStrict | kStable, type_input},
    {2894, "xml_out", kCstring, {kXml}, kStrict, type_output},
    {2939, "txid_snapshot_in", kTxidsnapshot, {kCstring}, kStrict, type_input},
    {2940, "txid_snapshot_out", kCstring, {kTxidsnapshot}, kStrict, type_output},
    {2952, "uuid_in", kUuid, {kCstring}, kStrict, type_input},
    {2953, "uuid_out", kCstring, {kUuid}, kStrict, type_output},
    {3229, "pg_lsn_in", kPglsn, {kCstring}, kStrict, type_input},
    {3230, "pg_lsn_out", kCstring, {kPglsn}, kStrict, type_output},
    {3610, "tsvectorin", kTsvector, {kCstring}, kStrict, type_input},
    {3611, "tsvectorout", kCstring, {kTsvector}, kStrict, type_output},
    {3612, "tsqueryin", kTsquery, {kCstring}, kStrict, type_input},
    {3613, "tsqueryout", kCstring, {kTsquery}, kStrict, type_output},
    {3736, "regconfigin", kRegconfig, {kCstring}, kStrict | kStable, type_input},
    {3737, "regconfigout", kCstring, {kRegconfig}, kStrict | kStable, type_output},
    {3771, "regdictionaryin", kRegdictionary, {kCstring}, kStrict | kStable, type_input},
    {3772, "regdictionaryout", kCstring, {kRegdictionary}, kStrict | kStable, type_output},
    {3804, "jsonb_out", kCstring, {kJsonb}, kStrict, type_output},
    {3806, "jsonb_in", kJsonb, {kCstring}, kStrict, type_input},
    {3835, "range_out", kCstring, {kAnyrange}, kStrict | kStable, type_output},
    {4001, "jsonpath_in", kJsonpath, {kCstring}, kStrict, type_input},
    {4003, "jsonpath_out", kCstring, {kJsonpath}, kStrict, type_output},
    {4084, "regnamespacein", kRegnamespace, {kCstring}, kStrict | kStable, type_input},
    {4085, "regnamespaceout", kCstring, {kRegnamespace}, kStrict | kStable, type_output},
    {4092, "regroleout", kCstring, {kRegrole}, kStrict | kStable, type_output},
    {4098, "regrolein", kRegrole, {kCstring}, kStrict | kStable, type_input},
    {4110, "macaddr8_in", kMacaddr8, {kCstring}, kStrict, type_input},
    {4111, "macaddr8_out", kCstring, {kMacaddr8}, kStrict, type_output},
    {4193, "regcollationin", kRegcollation, {kCstring}, kStrict | kStable, type_input},
    {4194, "regcollationout", kCstring, {kRegcollation}, kStrict | kStable, type_output},
    {4232, "multirange_out", kCstring, {kAnymultirange}, kStrict | kStable, type_output},
    {5055, "pg_snapshot_in", kPgsnapshot, {kCstring}, kStrict, type_input},
    {5056, "pg_snapshot_out", kCstring, {kPgsnapshot}, kStrict, type_output},
    {5070, "xid8in", kXid8, {kCstring}, kStrict, type_input},
    {5081, "xid8out", kCstring, {kXid8}, kStrict, type_output},
    {425, "hashint4extended", kInt8, {kInt4, kInt8}, kStrict, hash_int<true>},
    {441, "hashint2extended", kInt8, {kInt2, kInt8}, kStrict, hash_int<true>},
    {442, "hashint8extended", kInt8, {kInt8, kInt8}, kStrict, hash_int8<true>, nullptr,
     "hashint8extended(-7, 42)", "-7260134608902199406"},
    {443, "hashfloat4extended", kInt8, {kFloat4, kInt8}, kStrict, hash_float<true>},
    {444, "hashfloat8extended", kInt8, {kFloat8, kInt8}, kStrict, hash_float<true>},
    {445, "hashoidextended", kInt8, {kOid, kInt8}, kStrict, hash_int<true>},
    {446, "hashcharextended", kInt8, {kQchar, kInt8}, kStrict, hash_int<true>},
    {447, "hashnameextended", kInt8, {kName, kInt8}, kStrict, hash_text<true>},
    {448, "hashtextextended", kInt8, {kText, kInt8}, kStrict, hash_text<true>, nullptr,
     "hashtextextended('a longer text to hash', 0)", "-1045839549615120349"},
    {454, "hashchar", kInt4, {kQchar}, kStrict, hash_int<false>},
    {972, "hashbpcharextended", kInt8, {kBpchar, kInt8}, kStrict, hash_bpchar<true>},
    {3412, "uuid_hash_extended", kInt8, {kUuid, kInt8}, kStrict, hash_uuid<true>},
    {400, "hashtext", kInt4, {kText}, kStrict, hash_text<false>, nullptr,
     "hashtext('a longer text to hash')", "-2128420829"},
    {1080, "hashbpchar", kInt4, {kBpchar}, kStrict, hash_bpchar<false>, nullptr,
     "hashbpchar('ab '::char(5))", "1718550461"},
    {455, "hashname", kInt4, {kName}, kStrict, hash_text<false>, nullptr, "hashname('abc')", "-785388649"},
    {2963, "uuid_hash", kInt4, {kUuid}, kStrict, hash_uuid<false>, nullptr,
     "uuid_hash('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')", "1154666245"},
    {449, "hashint2", kInt4, {kInt2}, kStrict, hash_int<false>, nullptr, "hashint2(7::int2)",
     "-978793473"},
    {450, "hashint4", kInt4, {kInt4}, kStrict, hash_int<false>, nullptr, "hashint4(-7)", "-82204417"},
    {453, "hashoid", kInt4, {kOid}, kStrict, hash_int<false>, nullptr, "hashoid(7::oid)", "-978793473"},
    {949, "hashint8", kInt4, {kInt8}, kStrict, hash_int8<false>, nullptr, "hashint8(-7::int8)",
     "-82204417"},
    {451, "hashfloat4", kInt4, {kFloat4}, kStrict, hash_float<false>, nullptr, "hashfloat4(1.5::float4)",
     "630860146"},
    {452, "hashfloat8", kInt4, {kFloat8}, kStrict, hash_float<false>, nullptr, "hashfloat8(1.5::float8)",
     "630860146"},
};

}  // namespace

const FunctionGroup kTypeIoGroup = {.functions = kFunctions};

}  // namespace rung
