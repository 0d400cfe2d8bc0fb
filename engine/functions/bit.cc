// Bit strings: comparison, logic, parts, conversion to and from integers; their aggregates.
#include "types/bit.h"

#include <algorithm>
#include <bit>

#include "functions/compare.h"
#include "functions/groups.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

int order_of(FnCall& call, const Datum* a) {
  return kBitOps.compare(*call.env, call.env->type(kBit), a[0], a[1]);
}
template <Comparison C>
Datum are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }

enum class Op { kAnd, kOr, kXor };
constexpr const char* name_of(Op op) {
  return op == Op::kAnd ? "AND" : op == Op::kOr ? "OR" : "XOR";
}
template <Op O>
char combine(char a, char b) {
  if constexpr (O == Op::kAnd) return static_cast<char>(a & b);
  if constexpr (O == Op::kOr) return static_cast<char>(a | b);
  return static_cast<char>(a ^ b);
}
template <Op O>
Datum combined(FnCall& call, const Datum* a) {
  const BitView x = load_bits(a[0]);
  const BitView y = load_bits(a[1]);
  if (x.count != y.count) {
    throw_error(sqlstate::string_data_length_mismatch,
                std::string("cannot ") + name_of(O) + " bit strings of different sizes");
  }
  BitBuilder bits(x.count);
  for (size_t i = 0; i < x.bytes.size(); ++i) {
    bits.bytes()[i] = combine<O>(x.bytes[i], y.bytes[i]);
  }
  return bits.finish(*call.env->arena);
}
Datum inverted(FnCall& call, const Datum* a) {
  const BitView x = load_bits(a[0]);
  BitBuilder bits(x.count);
  for (size_t i = 0; i < x.bytes.size(); ++i) bits.bytes()[i] = static_cast<char>(~x.bytes[i]);
  return bits.finish(*call.env->arena);
}

// By `places` to the left, or to the right when negative.
Datum shift(FnCall& call, const Datum& value, int64_t places) {
  const BitView x = load_bits(value);
  BitBuilder bits(x.count);
  const auto by = static_cast<uint64_t>(places < 0 ? -places : places);
  if (by < x.count) {
    const auto kept = static_cast<uint32_t>(x.count - by);
    const auto moved = static_cast<uint32_t>(by);
    bits.copy(x, places < 0 ? 0 : moved, kept, places < 0 ? moved : 0);
  }
  return bits.finish(*call.env->arena);
}
Datum shift_left(FnCall& call, const Datum* a) { return shift(call, a[0], a[1].i); }
Datum shift_right(FnCall& call, const Datum* a) { return shift(call, a[0], -a[1].i); }

Datum concat(FnCall& call, const Datum& a, const Datum& b) {
  const BitView x = load_bits(a);
  const BitView y = load_bits(b);
  if (uint64_t{x.count} + y.count > INT32_MAX) {
    throw_error(sqlstate::program_limit_exceeded,
                "bit string length exceeds the maximum allowed (" + std::to_string(INT32_MAX) +
                    ")");
  }
  BitBuilder bits(x.count + y.count);
  bits.copy(x, 0, x.count, 0);
  bits.copy(y, 0, y.count, x.count);
  return bits.finish(*call.env->arena);
}
Datum concat(FnCall& call, const Datum* a) { return concat(call, a[0], a[1]); }

// Positions count from 1 and may lie outside; without a length all that follows.
Datum part(FnCall& call, const Datum& value, int64_t start, const int64_t* length) {
  const BitView x = load_bits(value);
  int64_t end = int64_t{x.count} + 1;
  if (length != nullptr) {
    if (*length < 0) {
      throw_error(sqlstate::substring_error, "negative substring length not allowed");
    }
    end = std::min(end, start + *length);
  }
  start = std::max<int64_t>(start, 1);
  const auto count = static_cast<uint32_t>(std::max<int64_t>(end - start, 0));
  BitBuilder bits(count);
  if (count > 0) bits.copy(x, static_cast<uint32_t>(start - 1), count, 0);
  return bits.finish(*call.env->arena);
}
Datum substring(FnCall& call, const Datum* a) {
  return part(call, a[0], a[1].i, call.arg_count > 2 ? &a[2].i : nullptr);
}
Datum overlay(FnCall& call, const Datum* a) {
  const int64_t start = a[2].i;
  const int64_t length = call.arg_count > 3 ? a[3].i : int64_t{load_bits(a[1]).count};
  const int64_t before = start - 1;
  if (start <= 0) {
    throw_error(sqlstate::substring_error, "negative substring length not allowed");
  }
  if (start + length > INT32_MAX) {
    throw_error(sqlstate::numeric_value_out_of_range, "integer out of range");
  }
  const Datum head = concat(call, part(call, a[0], 1, &before), a[1]);
  return concat(call, head, part(call, a[0], start + length, nullptr));
}

Datum length(FnCall&, const Datum* a) { return Datum::of_int(load_bits(a[0]).count); }
Datum octet_length(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(load_bits(a[0]).bytes.size()));
}
Datum bit_count(FnCall&, const Datum* a) {
  int64_t count = 0;
  for (const char c : load_bits(a[0]).bytes) count += std::popcount(static_cast<unsigned char>(c));
  return Datum::of_int(count);
}

Datum position(FnCall&, const Datum* a) {
  const BitView in = load_bits(a[0]);
  const BitView wanted = load_bits(a[1]);
  if (in.count == 0 || wanted.count > in.count) return Datum::of_int(0);
  for (uint32_t start = 0; start + wanted.count <= in.count; ++start) {
    uint32_t same = 0;
    while (same < wanted.count && in.at(start + same) == wanted.at(same)) ++same;
    if (same == wanted.count) return Datum::of_int(int64_t{start} + 1);
  }
  return Datum::of_int(0);
}

uint32_t checked_index(const BitView& bits, int64_t i) {
  if (i < 0 || i >= int64_t{bits.count}) {
    throw_error(sqlstate::array_subscript_error,
                "bit index " + std::to_string(i) + " out of valid range (0.." +
                    std::to_string(int64_t{bits.count} - 1) + ")");
  }
  return static_cast<uint32_t>(i);
}
Datum get_bit(FnCall&, const Datum* a) {
  const BitView x = load_bits(a[0]);
  return Datum::of_int(x.at(checked_index(x, a[1].i)) ? 1 : 0);
}
Datum set_bit(FnCall& call, const Datum* a) {
  const BitView x = load_bits(a[0]);
  const uint32_t index = checked_index(x, a[1].i);
  if (a[2].i != 0 && a[2].i != 1) {
    throw_error(sqlstate::invalid_parameter_value, "new bit must be 0 or 1");
  }
  BitBuilder bits(x.count);
  bits.bytes().assign(x.bytes);
  bits.set(index, a[2].i == 1);
  return bits.finish(*call.env->arena);
}

// The low bits of the number, its sign repeated where the string is wider.
template <int kWidth>
Datum from_int(FnCall& call, const Datum* a) {
  int64_t length = a[1].i;
  if (length <= 0 || length > int64_t{kBitsMax}) length = 1;
  const auto count = static_cast<uint32_t>(length);
  BitBuilder bits(count);
  for (uint32_t i = 0; i < count; ++i) {
    const int64_t place = length - 1 - i;
    bits.set(i, (a[0].i >> std::min<int64_t>(place, kWidth - 1) & 1) != 0);
  }
  return bits.finish(*call.env->arena);
}
template <int kWidth>
Datum to_int(FnCall&, const Datum* a) {
  const BitView x = load_bits(a[0]);
  if (x.count > kWidth) {
    throw_error(sqlstate::numeric_value_out_of_range,
                kWidth == 32 ? "integer out of range" : "bigint out of range");
  }
  uint64_t value = 0;
  for (uint32_t i = 0; i < x.count; ++i) value = value << 1 | (x.at(i) ? 1 : 0);
  if constexpr (kWidth == 32) return Datum::of_int(static_cast<int32_t>(value));
  return Datum::of_int(static_cast<int64_t>(value));
}
Datum resized(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.result_type);
  return type.ops->apply_typmod(*call.env, type, a[0], static_cast<int32_t>(a[1].i), a[2].b());
}

// The first value's bytes are the state; the others change them in place.
struct Bits {
  char* bytes;
  uint32_t size;
};
template <Op O>
void step(FnCall& call, void* state, const Datum* a) {
  auto& kept = *static_cast<Bits*>(state);
  if (kept.bytes == nullptr) {
    kept.size = a[0].n;
    kept.bytes = call.env->arena->allocate_bytes(kept.size);
    std::memcpy(kept.bytes, a[0].p, kept.size);
    return;
  }
  const BitView x = load_bits(Datum::of_bytes({kept.bytes, kept.size}));
  const BitView y = load_bits(a[0]);
  if (x.count != y.count) {
    throw_error(sqlstate::string_data_length_mismatch,
                std::string("cannot ") + name_of(O) + " bit strings of different sizes");
  }
  char* to = kept.bytes + (kept.size - x.bytes.size());
  for (size_t i = 0; i < y.bytes.size(); ++i) to[i] = combine<O>(to[i], y.bytes[i]);
}
template <Op O>
void merge(FnCall& call, void* state, const void* from) {
  const auto& other = *static_cast<const Bits*>(from);
  if (other.bytes == nullptr) return;
  const Datum value = Datum::of_bytes({other.bytes, other.size});
  step<O>(call, state, &value);
}
Datum final(FnCall&, void* state) {
  const auto& kept = *static_cast<Bits*>(state);
  return kept.bytes == nullptr ? Datum() : Datum::of_bytes({kept.bytes, kept.size});
}

constexpr FunctionDef kFunctions[] = {
    {1581, "biteq", kBool, {kBit, kBit}, kStrict, are<kEq>},
    {1582, "bitne", kBool, {kBit, kBit}, kStrict, are<kNe>},
    {1592, "bitge", kBool, {kBit, kBit}, kStrict, are<kGe>},
    {1593, "bitgt", kBool, {kBit, kBit}, kStrict, are<kGt>},
    {1594, "bitle", kBool, {kBit, kBit}, kStrict, are<kLe>},
    {1595, "bitlt", kBool, {kBit, kBit}, kStrict, are<kLt>},
    {1596, "bitcmp", kInt4, {kBit, kBit}, kStrict, order},
    {1666, "varbiteq", kBool, {kVarbit, kVarbit}, kStrict, are<kEq>},
    {1667, "varbitne", kBool, {kVarbit, kVarbit}, kStrict, are<kNe>},
    {1668, "varbitge", kBool, {kVarbit, kVarbit}, kStrict, are<kGe>},
    {1669, "varbitgt", kBool, {kVarbit, kVarbit}, kStrict, are<kGt>},
    {1670, "varbitle", kBool, {kVarbit, kVarbit}, kStrict, are<kLe>},
    {1671, "varbitlt", kBool, {kVarbit, kVarbit}, kStrict, are<kLt>},
    {1672, "varbitcmp", kInt4, {kVarbit, kVarbit}, kStrict, order},
    {1673, "bitand", kBit, {kBit, kBit}, kStrict, combined<Op::kAnd>},
    {1674, "bitor", kBit, {kBit, kBit}, kStrict, combined<Op::kOr>},
    {1675, "bitxor", kBit, {kBit, kBit}, kStrict, combined<Op::kXor>},
    {1676, "bitnot", kBit, {kBit}, kStrict, inverted},
    {1677, "bitshiftleft", kBit, {kBit, kInt4}, kStrict, shift_left},
    {1678, "bitshiftright", kBit, {kBit, kInt4}, kStrict, shift_right},
    {1679, "bitcat", kVarbit, {kVarbit, kVarbit}, kStrict, concat},
    {1680, "substring", kBit, {kBit, kInt4, kInt4}, kStrict, substring},
    {1681, "length", kInt4, {kBit}, kStrict, length},
    {1682, "octet_length", kInt4, {kBit}, kStrict, octet_length},
    {1683, "bit", kBit, {kInt4, kInt4}, kStrict, from_int<32>},
    {1684, "int4", kInt4, {kBit}, kStrict, to_int<32>},
    {1685, "bit", kBit, {kBit, kInt4, kBool}, kStrict, resized},
    {1687, "varbit", kVarbit, {kVarbit, kInt4, kBool}, kStrict, resized},
    {1698, "position", kInt4, {kBit, kBit}, kStrict, position},
    {1699, "substring", kBit, {kBit, kInt4}, kStrict, substring},
    {1812, "bit_length", kInt4, {kBit}, kStrict, length},
    {2075, "bit", kBit, {kInt8, kInt4}, kStrict, from_int<64>},
    {2076, "int8", kInt8, {kBit}, kStrict, to_int<64>},
    {3030, "overlay", kBit, {kBit, kBit, kInt4, kInt4}, kStrict, overlay},
    {3031, "overlay", kBit, {kBit, kBit, kInt4}, kStrict, overlay},
    {3032, "get_bit", kInt4, {kBit, kInt4}, kStrict, get_bit},
    {3033, "set_bit", kBit, {kBit, kInt4, kInt4}, kStrict, set_bit},
    {6162, "bit_count", kInt8, {kBit}, kStrict, bit_count},
};

constexpr OperatorDef kOperators[] = {
    {1784, "=", kBit, kBit, kBool, 1581, 1784, 1785},
    {1785, "<>", kBit, kBit, kBool, 1582, 1785, 1784},
    {1786, "<", kBit, kBit, kBool, 1595, 1787, 1789},
    {1787, ">", kBit, kBit, kBool, 1593, 1786, 1788},
    {1788, "<=", kBit, kBit, kBool, 1594, 1789, 1787},
    {1789, ">=", kBit, kBit, kBool, 1592, 1788, 1786},
    {1791, "&", kBit, kBit, kBit, 1673, 1791},
    {1792, "|", kBit, kBit, kBit, 1674, 1792},
    {1793, "#", kBit, kBit, kBit, 1675, 1793},
    {1794, "~", kNoOid, kBit, kBit, 1676},
    {1795, "<<", kBit, kInt4, kBit, 1677},
    {1796, ">>", kBit, kInt4, kBit, 1678},
    {1797, "||", kVarbit, kVarbit, kVarbit, 1679},
    {1804, "=", kVarbit, kVarbit, kBool, 1666, 1804, 1805},
    {1805, "<>", kVarbit, kVarbit, kBool, 1667, 1805, 1804},
    {1806, "<", kVarbit, kVarbit, kBool, 1671, 1807, 1809},
    {1807, ">", kVarbit, kVarbit, kBool, 1669, 1806, 1808},
    {1808, "<=", kVarbit, kVarbit, kBool, 1670, 1809, 1807},
    {1809, ">=", kVarbit, kVarbit, kBool, 1668, 1808, 1806},
};

constexpr CastDef kCasts[] = {
    {kInt8, kBit, 2075, CastContext::kExplicit},
    {kInt4, kBit, 1683, CastContext::kExplicit},
    {kBit, kInt8, 2076, CastContext::kExplicit},
    {kBit, kInt4, 1684, CastContext::kExplicit},
    {kBit, kBit, 1685, CastContext::kImplicit},
    {kBit, kVarbit, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kVarbit, kBit, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kVarbit, kVarbit, 1687, CastContext::kImplicit},
};

constexpr AggregateDef kAggregates[] = {
    {2242, "bit_and", kBit, {kBit}, kStrict, sizeof(Bits), step<Op::kAnd>, final,
     merge<Op::kAnd>},
    {2243, "bit_or", kBit, {kBit}, kStrict, sizeof(Bits), step<Op::kOr>, final, merge<Op::kOr>},
    {6167, "bit_xor", kBit, {kBit}, kStrict, sizeof(Bits), step<Op::kXor>, final,
     merge<Op::kXor>},
};

}  // namespace

const FunctionGroup kBitGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .aggregates = kAggregates,
};

}  // namespace rung
