// count, min, max, boolean and bitwise aggregates, string_agg.
#include <algorithm>

#include "functions/groups.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

struct Count {
  int64_t rows;
};
void count_step(FnCall&, void* state, const Datum*) { ++static_cast<Count*>(state)->rows; }
Datum count_final(FnCall&, void* state) {
  return Datum::of_int(static_cast<Count*>(state)->rows);
}
void count_merge(FnCall&, void* state, const void* from) {
  static_cast<Count*>(state)->rows += static_cast<const Count*>(from)->rows;
}
void count_inverse(FnCall&, void* state, const Datum*) { --static_cast<Count*>(state)->rows; }

// One kept value; bytes live in a buffer that is used again when the next value fits.
struct Kept {
  bool any;
  StorageClass storage;
  uint32_t capacity;
  char* buffer;
  int64_t i;
  double d;
  uint32_t n;
};
Datum kept_value(const Kept& kept) {
  if (kept.storage == StorageClass::kFloat32 || kept.storage == StorageClass::kFloat64) {
    return Datum::of_float(kept.d);
  }
  if (is_by_value(kept.storage)) return Datum::of_int(kept.i);
  return Datum::of_bytes({kept.buffer, kept.n});
}
void keep(Arena& arena, Kept* kept, const Datum& value) {
  kept->any = true;
  if (kept->storage == StorageClass::kFloat32 || kept->storage == StorageClass::kFloat64) {
    kept->d = value.d;
  } else if (is_by_value(kept->storage)) {
    kept->i = value.i;
  } else {
    const uint32_t size = kept->storage == StorageClass::kFixed16 ? 16 : value.n;
    if (size > kept->capacity || kept->buffer == nullptr) {
      kept->capacity = std::max<uint32_t>(size * 2, 32);
      kept->buffer = static_cast<char*>(arena.allocate(kept->capacity, 8));
    }
    if (size > 0) std::memcpy(kept->buffer, value.p, size);
    kept->n = size;
  }
}
// kSign is 1 for max, -1 for min.
template <int kSign>
void extreme_step(FnCall& call, void* state, const Datum* args) {
  Kept& kept = *static_cast<Kept*>(state);
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  kept.storage = type.storage;
  if (kept.any) {
    if (type.ops->compare == nullptr) {
      throw_error(sqlstate::undefined_function,
                  "could not identify a comparison function for type " +
                      format_type(*call.env, type.oid, -1));
    }
    if (type.ops->compare(*call.env, type, args[0], kept_value(kept)) * kSign <= 0) return;
  }
  keep(*call.env->arena, &kept, args[0]);
}
template <int kSign>
void int_extreme_step(FnCall&, void* state, const Datum* args) {
  Kept& kept = *static_cast<Kept*>(state);
  kept.storage = StorageClass::kInt64;
  if (kept.any && three_way(args[0].i, kept.i) * kSign <= 0) return;
  kept.any = true;
  kept.i = args[0].i;
}
Datum extreme_final(FnCall&, void* state) {
  const Kept& kept = *static_cast<Kept*>(state);
  return kept.any ? kept_value(kept) : Datum();
}
template <int kSign>
void extreme_merge(FnCall& call, void* state, const void* from) {
  const Kept& other = *static_cast<const Kept*>(from);
  if (!other.any) return;
  const Datum value = kept_value(other);
  extreme_step<kSign>(call, state, &value);
}

struct Flag {
  int64_t rows;
  int64_t trues;
};
void flag_step(FnCall&, void* state, const Datum* args) {
  Flag& flag = *static_cast<Flag*>(state);
  ++flag.rows;
  flag.trues += args[0].b() ? 1 : 0;
}
void flag_inverse(FnCall&, void* state, const Datum* args) {
  Flag& flag = *static_cast<Flag*>(state);
  --flag.rows;
  flag.trues -= args[0].b() ? 1 : 0;
}
void flag_merge(FnCall&, void* state, const void* from) {
  static_cast<Flag*>(state)->rows += static_cast<const Flag*>(from)->rows;
  static_cast<Flag*>(state)->trues += static_cast<const Flag*>(from)->trues;
}
Datum bool_and_final(FnCall&, void* state) {
  const Flag& flag = *static_cast<Flag*>(state);
  return flag.rows == 0 ? Datum() : Datum::of_bool(flag.trues == flag.rows);
}
Datum bool_or_final(FnCall&, void* state) {
  const Flag& flag = *static_cast<Flag*>(state);
  return flag.rows == 0 ? Datum() : Datum::of_bool(flag.trues > 0);
}

struct Bits {
  bool any;
  int64_t value;
};
enum class BitOp { kAnd, kOr, kXor };
template <BitOp kOp>
void bits_add(Bits* bits, int64_t value) {
  if (!bits->any) {
    bits->any = true;
    bits->value = value;
  } else if constexpr (kOp == BitOp::kAnd) {
    bits->value &= value;
  } else if constexpr (kOp == BitOp::kOr) {
    bits->value |= value;
  } else {
    bits->value ^= value;
  }
}
template <BitOp kOp>
void bits_step(FnCall&, void* state, const Datum* args) {
  bits_add<kOp>(static_cast<Bits*>(state), args[0].i);
}
template <BitOp kOp>
void bits_merge(FnCall&, void* state, const void* from) {
  const Bits& other = *static_cast<const Bits*>(from);
  if (other.any) bits_add<kOp>(static_cast<Bits*>(state), other.value);
}
Datum bits_final(FnCall&, void* state) {
  const Bits& bits = *static_cast<Bits*>(state);
  return bits.any ? Datum::of_int(bits.value) : Datum();
}

// Text so far; the delimiter of the first value is not used, but merging needs it.
struct Joined {
  char* text;
  size_t size;
  size_t capacity;
  size_t first_delimiter;  // bytes of it, at the start of `text`
  bool any;
};
constexpr size_t kJoinedMax = 1073741823;  // PostgreSQL's limit of a value

void joined_append(Arena& arena, Joined* joined, std::string_view piece) {
  if (joined->size + piece.size() > joined->capacity) {
    const size_t capacity = std::max<size_t>((joined->size + piece.size()) * 2, 64);
    char* bigger = arena.allocate_bytes(capacity);
    if (joined->size > 0) std::memcpy(bigger, joined->text, joined->size);
    joined->text = bigger;
    joined->capacity = capacity;
  }
  if (joined->size + piece.size() > kJoinedMax) {
    throw_error(Error(sqlstate::program_limit_exceeded, "out of memory")
                    .with_detail("Cannot enlarge string buffer containing " +
                                 std::to_string(joined->size) + " bytes by " +
                                 std::to_string(piece.size()) + " more bytes."));
  }
  if (!piece.empty()) std::memcpy(joined->text + joined->size, piece.data(), piece.size());
  joined->size += piece.size();
}
void string_agg_step(FnCall& call, void* state, const Datum* args) {
  if (args[0].null) return;
  Joined& joined = *static_cast<Joined*>(state);
  const std::string_view delimiter = args[1].null ? std::string_view() : args[1].bytes();
  if (!joined.any) joined.first_delimiter = delimiter.size();
  joined.any = true;
  joined_append(*call.env->arena, &joined, delimiter);
  joined_append(*call.env->arena, &joined, args[0].bytes());
}
void string_agg_merge(FnCall& call, void* state, const void* from) {
  const Joined& other = *static_cast<const Joined*>(from);
  if (!other.any) return;
  Joined& joined = *static_cast<Joined*>(state);
  if (!joined.any) joined.first_delimiter = other.first_delimiter;
  joined.any = true;
  joined_append(*call.env->arena, &joined, {other.text, other.size});
}
Datum string_agg_final(FnCall& call, void* state) {
  const Joined& joined = *static_cast<Joined*>(state);
  if (!joined.any) return Datum();
  return call.env->text(
      std::string_view(joined.text, joined.size).substr(joined.first_delimiter));
}

constexpr AggregateDef kAggregates[] = {
    {2147, "count", kInt8, {kAny}, kStrict, sizeof(Count), count_step, count_final, count_merge,
     count_inverse},
    {2803, "count", kInt8, {}, 0, sizeof(Count), count_step, count_final, count_merge,
     count_inverse},
    {2050, "max", kAnyarray, {kAnyarray}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2115, "max", kInt8, {kInt8}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2116, "max", kInt4, {kInt4}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2117, "max", kInt2, {kInt2}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2118, "max", kOid, {kOid}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2119, "max", kFloat4, {kFloat4}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2120, "max", kFloat8, {kFloat8}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2122, "max", kDate, {kDate}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2123, "max", kTime, {kTime}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2124, "max", kTimetz, {kTimetz}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2125, "max", kMoney, {kMoney}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2126, "max", kTimestamp, {kTimestamp}, kStrict, sizeof(Kept), int_extreme_step<1>,
     extreme_final, extreme_merge<1>},
    {2127, "max", kTimestamptz, {kTimestamptz}, kStrict, sizeof(Kept), int_extreme_step<1>,
     extreme_final, extreme_merge<1>},
    {2128, "max", kInterval, {kInterval}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2129, "max", kText, {kText}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2130, "max", kNumeric, {kNumeric}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2244, "max", kBpchar, {kBpchar}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2797, "max", kTid, {kTid}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {3526, "max", kAnyenum, {kAnyenum}, kStrict, sizeof(Kept), int_extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {3564, "max", kInet, {kInet}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {4189, "max", kPglsn, {kPglsn}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {5099, "max", kXid8, {kXid8}, kStrict, sizeof(Kept), extreme_step<1>, extreme_final,
     extreme_merge<1>},
    {2051, "min", kAnyarray, {kAnyarray}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2131, "min", kInt8, {kInt8}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2132, "min", kInt4, {kInt4}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2133, "min", kInt2, {kInt2}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2134, "min", kOid, {kOid}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2135, "min", kFloat4, {kFloat4}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2136, "min", kFloat8, {kFloat8}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2138, "min", kDate, {kDate}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2139, "min", kTime, {kTime}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2140, "min", kTimetz, {kTimetz}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2141, "min", kMoney, {kMoney}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2142, "min", kTimestamp, {kTimestamp}, kStrict, sizeof(Kept), int_extreme_step<-1>,
     extreme_final, extreme_merge<-1>},
    {2143, "min", kTimestamptz, {kTimestamptz}, kStrict, sizeof(Kept), int_extreme_step<-1>,
     extreme_final, extreme_merge<-1>},
    {2144, "min", kInterval, {kInterval}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2145, "min", kText, {kText}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2146, "min", kNumeric, {kNumeric}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2245, "min", kBpchar, {kBpchar}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2798, "min", kTid, {kTid}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {3527, "min", kAnyenum, {kAnyenum}, kStrict, sizeof(Kept), int_extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {3565, "min", kInet, {kInet}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {4190, "min", kPglsn, {kPglsn}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {5100, "min", kXid8, {kXid8}, kStrict, sizeof(Kept), extreme_step<-1>, extreme_final,
     extreme_merge<-1>},
    {2517, "bool_and", kBool, {kBool}, kStrict, sizeof(Flag), flag_step, bool_and_final, flag_merge,
     flag_inverse},
    {2518, "bool_or", kBool, {kBool}, kStrict, sizeof(Flag), flag_step, bool_or_final, flag_merge,
     flag_inverse},
    {2519, "every", kBool, {kBool}, kStrict, sizeof(Flag), flag_step, bool_and_final, flag_merge,
     flag_inverse},
    {2236, "bit_and", kInt2, {kInt2}, kStrict, sizeof(Bits), bits_step<BitOp::kAnd>, bits_final,
     bits_merge<BitOp::kAnd>},
    {2238, "bit_and", kInt4, {kInt4}, kStrict, sizeof(Bits), bits_step<BitOp::kAnd>, bits_final,
     bits_merge<BitOp::kAnd>},
    {2240, "bit_and", kInt8, {kInt8}, kStrict, sizeof(Bits), bits_step<BitOp::kAnd>, bits_final,
     bits_merge<BitOp::kAnd>},
    {2237, "bit_or", kInt2, {kInt2}, kStrict, sizeof(Bits), bits_step<BitOp::kOr>, bits_final,
     bits_merge<BitOp::kOr>},
    {2239, "bit_or", kInt4, {kInt4}, kStrict, sizeof(Bits), bits_step<BitOp::kOr>, bits_final,
     bits_merge<BitOp::kOr>},
    {2241, "bit_or", kInt8, {kInt8}, kStrict, sizeof(Bits), bits_step<BitOp::kOr>, bits_final,
     bits_merge<BitOp::kOr>},
    {6164, "bit_xor", kInt2, {kInt2}, kStrict, sizeof(Bits), bits_step<BitOp::kXor>, bits_final,
     bits_merge<BitOp::kXor>},
    {6165, "bit_xor", kInt4, {kInt4}, kStrict, sizeof(Bits), bits_step<BitOp::kXor>, bits_final,
     bits_merge<BitOp::kXor>},
    {6166, "bit_xor", kInt8, {kInt8}, kStrict, sizeof(Bits), bits_step<BitOp::kXor>, bits_final,
     bits_merge<BitOp::kXor>},
    {3538, "string_agg", kText, {kText, kText}, 0, sizeof(Joined), string_agg_step,
     string_agg_final, string_agg_merge},
    {3545, "string_agg", kBytea, {kBytea, kBytea}, 0, sizeof(Joined), string_agg_step,
     string_agg_final, string_agg_merge},
};

}  // namespace

const FunctionGroup kAggregateGroup = {.aggregates = kAggregates};

}  // namespace rung
