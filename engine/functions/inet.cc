// Comparison, parts, containment and arithmetic of network addresses.
#include <algorithm>
#include <cstdio>

#include "functions/compare.h"
#include "functions/groups.h"
#include "types/array.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

int order_of(FnCall& call, const Datum* a) {
  return kInetOps.compare(*call.env, call.env->type(kInet), a[0], a[1]);
}
template <Comparison C>
Datum addresses_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum addresses_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }
Datum family(FnCall&, const Datum* a) { return Datum::of_int(a[0].p[0]); }
Datum masklen(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<unsigned char>(a[0].p[1]));
}
// The address without its mask.
Datum host(FnCall& call, const Datum* a) {
  std::string text = text_of(*call.env, kInet, a[0]);
  return call.env->text(text.substr(0, text.find('/')));
}
// Always with the mask.
Datum text(FnCall& call, const Datum* a) { return call.env->text(text_of(*call.env, kCidr, a[0])); }

// The stored form taken apart: family, bits of the mask, address.
struct Address {
  explicit Address(const Datum& value)
      : family(value.p[0]),
        bits(static_cast<unsigned char>(value.p[1])),
        bytes(value.bytes().substr(2)) {}
  int width() const { return family == 4 ? 32 : 128; }
  // Whether bit i of the address is within the first `count`.
  uint8_t mask(size_t byte, int count) const {
    const int kept = std::clamp(count - static_cast<int>(byte) * 8, 0, 8);
    return static_cast<uint8_t>(0xFF00 >> kept);
  }
  void set(size_t i, unsigned value) { bytes[i] = static_cast<char>(value); }
  unsigned at(size_t i) const { return static_cast<unsigned char>(bytes[i]); }
  void clear_host(int count) {
    for (size_t i = 0; i < bytes.size(); ++i) set(i, at(i) & mask(i, count));
  }
  Datum store(FnCall& call) const {
    std::string value;
    value.push_back(static_cast<char>(family));
    value.push_back(static_cast<char>(bits));
    return call.env->text(value + bytes);
  }

  int family;
  int bits;
  std::string bytes;
};

Datum network(FnCall& call, const Datum* a) {
  Address x(a[0]);
  x.clear_host(x.bits);
  return x.store(call);
}
Datum netmask(FnCall& call, const Datum* a) {
  Address x(a[0]);
  for (size_t i = 0; i < x.bytes.size(); ++i) x.set(i, x.mask(i, x.bits));
  x.bits = x.width();
  return x.store(call);
}
Datum hostmask(FnCall& call, const Datum* a) {
  Address x(a[0]);
  for (size_t i = 0; i < x.bytes.size(); ++i) x.set(i, 0xFFu ^ x.mask(i, x.bits));
  x.bits = x.width();
  return x.store(call);
}
Datum broadcast(FnCall& call, const Datum* a) {
  Address x(a[0]);
  for (size_t i = 0; i < x.bytes.size(); ++i) x.set(i, x.at(i) | (0xFFu ^ x.mask(i, x.bits)));
  return x.store(call);
}
template <bool kNetwork>
Datum set_masklen(FnCall& call, const Datum* a) {
  Address x(a[0]);
  const int64_t bits = a[1].i == -1 ? x.width() : a[1].i;
  if (bits < 0 || bits > x.width()) {
    throw_error(sqlstate::invalid_parameter_value,
                "invalid mask length: " + std::to_string(a[1].i));
  }
  x.bits = static_cast<int>(bits);
  if (kNetwork) x.clear_host(x.bits);
  return x.store(call);
}

// Bits in which both agree, up to `count`.
int common_bits(const Address& x, const Address& y, int count) {
  int same = 0;
  while (same < count && ((x.at(static_cast<size_t>(same) / 8) ^ y.at(static_cast<size_t>(same) / 8)) >>
                              (7 - same % 8) & 1) == 0) {
    ++same;
  }
  return same;
}
// Whether y's network lies in x's; strictly when the masks differ.
bool covers(const Datum& outer, const Datum& inner, bool or_same) {
  const Address x(outer);
  const Address y(inner);
  if (x.family != y.family || x.bits > y.bits || (x.bits == y.bits && !or_same)) return false;
  return common_bits(x, y, x.bits) == x.bits;
}
Datum within(FnCall&, const Datum* a) { return Datum::of_bool(covers(a[1], a[0], false)); }
Datum within_or_same(FnCall&, const Datum* a) { return Datum::of_bool(covers(a[1], a[0], true)); }
Datum contains(FnCall&, const Datum* a) { return Datum::of_bool(covers(a[0], a[1], false)); }
Datum contains_or_same(FnCall&, const Datum* a) { return Datum::of_bool(covers(a[0], a[1], true)); }
Datum overlaps(FnCall&, const Datum* a) {
  return Datum::of_bool(covers(a[0], a[1], true) || covers(a[1], a[0], true));
}
Datum same_family(FnCall&, const Datum* a) { return Datum::of_bool(a[0].p[0] == a[1].p[0]); }
Datum merged(FnCall& call, const Datum* a) {
  Address x(a[0]);
  const Address y(a[1]);
  if (x.family != y.family) {
    throw_error(sqlstate::invalid_parameter_value,
                "cannot merge addresses from different families");
  }
  x.bits = common_bits(x, y, std::min(x.bits, y.bits));
  x.clear_host(x.bits);
  return x.store(call);
}
Datum larger(FnCall& call, const Datum* a) { return order_of(call, a) > 0 ? a[0] : a[1]; }
Datum smaller(FnCall& call, const Datum* a) { return order_of(call, a) < 0 ? a[0] : a[1]; }

Datum inverted(FnCall& call, const Datum* a) {
  Address x(a[0]);
  for (size_t i = 0; i < x.bytes.size(); ++i) x.set(i, ~x.at(i));
  return x.store(call);
}
template <bool kOr>
Datum combined(FnCall& call, const Datum* a) {
  Address x(a[0]);
  const Address y(a[1]);
  if (x.family != y.family) {
    throw_error(sqlstate::invalid_parameter_value, std::string("cannot ") + (kOr ? "OR" : "AND") +
                                                       " inet values of different sizes");
  }
  for (size_t i = 0; i < x.bytes.size(); ++i) {
    x.set(i, kOr ? x.at(i) | y.at(i) : x.at(i) & y.at(i));
  }
  x.bits = std::max(x.bits, y.bits);
  return x.store(call);
}
[[noreturn]] void throw_range() {
  throw_error(sqlstate::numeric_value_out_of_range, "result is out of range");
}
// The address moved by a number, which is sign-extended to the address's width.
Datum moved(FnCall& call, const Datum& address, int64_t by) {
  Address x(address);
  int carry = 0;
  int64_t rest = by;
  for (size_t i = x.bytes.size(); i-- > 0;) {
    carry += static_cast<int>(x.at(i)) + static_cast<int>(rest & 0xFF);
    x.set(i, static_cast<unsigned>(carry & 0xFF));
    carry >>= 8;
    rest >>= 8;
  }
  // Going up must not carry out of the top; going down must.
  const bool fits = by >= 0 ? carry == 0 && rest == 0 : carry == 1 && rest == -1;
  if (!fits) throw_range();
  return x.store(call);
}
Datum plus(FnCall& call, const Datum* a) { return moved(call, a[0], a[1].i); }
Datum plus_address(FnCall& call, const Datum* a) { return moved(call, a[1], a[0].i); }
Datum minus(FnCall& call, const Datum* a) {
  return moved(call, a[0], static_cast<int64_t>(0 - static_cast<uint64_t>(a[1].i)));
}
Datum difference(FnCall&, const Datum* a) {
  const Address x(a[0]);
  const Address y(a[1]);
  if (x.family != y.family) {
    throw_error(sqlstate::invalid_parameter_value,
                "cannot subtract inet values of different sizes");
  }
  uint64_t result = 0;
  int borrow = 0;
  int above = 0;  // what the bytes beyond 64 bits hold: all 0 or all ff when the result fits
  bool fits = true;
  for (size_t i = x.bytes.size(), place = 0; i-- > 0; ++place) {
    const int digit = static_cast<int>(x.at(i)) - static_cast<int>(y.at(i)) - borrow;
    borrow = digit < 0 ? 1 : 0;
    const auto byte = static_cast<unsigned>(digit & 0xFF);
    if (place < 8) {
      result |= uint64_t{byte} << (place * 8);
      above = (byte & 0x80) != 0 ? 0xFF : 0;
    } else {
      fits = fits && static_cast<int>(byte) == above;
    }
  }
  if (x.family == 4) return Datum::of_int(static_cast<int64_t>(result) - (borrow != 0 ? 1ll << 32 : 0));
  if (!fits) throw_range();
  return Datum::of_int(static_cast<int64_t>(result));
}
Datum abbreviated(FnCall& call, const Datum* a) {
  return call.env->text(text_of(*call.env, kInet, a[0]));
}

// As many bytes as the mask reaches into.
std::string short_ipv4(const Address& x) {
  if (x.bits == 0) return "0";
  std::string text;
  for (size_t i = 0; i < static_cast<size_t>(x.bits + 7) / 8; ++i) {
    if (i > 0) text += '.';
    text += std::to_string(x.at(i) & x.mask(i, x.bits));
  }
  return text;
}
// Two words at least; the longest run of zeros is left out.
std::string short_ipv6(const Address& x) {
  if (x.bits == 0) return "::";
  const size_t words = std::max<size_t>(2, static_cast<size_t>(x.bits + 15) / 16);
  const auto word = [&](size_t i) {
    return (x.at(2 * i) & x.mask(2 * i, x.bits)) << 8 |
           (x.at(2 * i + 1) & x.mask(2 * i + 1, x.bits));
  };
  size_t zeros_at = 0, zeros = 0;
  for (size_t i = 0, run = 0; i < words; ++i) {
    run = word(i) == 0 ? run + 1 : 0;
    if (run > zeros) {
      zeros = run;
      zeros_at = i + 1 - run;
    }
  }
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    if (zeros > 0 && i >= zeros_at && i < zeros_at + zeros) {
      if (i == zeros_at) text += ':';
      if (i == words - 1) text += ':';
      continue;
    }
    if (!text.empty()) text += ':';
    char digits[8];
    std::snprintf(digits, sizeof digits, "%x", word(i));
    text += digits;
  }
  return text;
}
Datum abbreviated_network(FnCall& call, const Datum* a) {
  const Address network(a[0]);
  return call.env->text((network.family == 4 ? short_ipv4(network) : short_ipv6(network)) + "/" +
                        std::to_string(network.bits));
}

constexpr FunctionDef kFunctions[] = {
    {598, "abbrev", kText, {kInet}, kStrict, abbreviated},
    {599, "abbrev", kText, {kCidr}, kStrict, abbreviated_network},
    {605, "set_masklen", kInet, {kInet, kInt4}, kStrict, set_masklen<false>},
    {635, "set_masklen", kCidr, {kCidr, kInt4}, kStrict, set_masklen<true>},
    {683, "network", kCidr, {kInet}, kStrict, network, nullptr,
     "network(inet '192.168.1.5/24')", "192.168.1.0/24"},
    {696, "netmask", kInet, {kInet}, kStrict, netmask},
    {698, "broadcast", kInet, {kInet}, kStrict, broadcast},
    {927, "network_sub", kBool, {kInet, kInet}, kStrict, within},
    {928, "network_subeq", kBool, {kInet, kInet}, kStrict, within_or_same},
    {929, "network_sup", kBool, {kInet, kInet}, kStrict, contains},
    {930, "network_supeq", kBool, {kInet, kInet}, kStrict, contains_or_same},
    {1362, "hostmask", kInet, {kInet}, kStrict, hostmask},
    {1715, "cidr", kCidr, {kInet}, kStrict, network},
    {2627, "inetnot", kInet, {kInet}, kStrict, inverted},
    {2628, "inetand", kInet, {kInet, kInet}, kStrict, combined<false>},
    {2629, "inetor", kInet, {kInet, kInet}, kStrict, combined<true>},
    {2630, "inetpl", kInet, {kInet, kInt8}, kStrict, plus},
    {2631, "int8pl_inet", kInet, {kInt8, kInet}, kStrict, plus_address},
    {2632, "inetmi_int8", kInet, {kInet, kInt8}, kStrict, minus},
    {2633, "inetmi", kInt8, {kInet, kInet}, kStrict, difference},
    {3551, "network_overlap", kBool, {kInet, kInet}, kStrict, overlaps},
    {3562, "network_larger", kInet, {kInet, kInet}, kStrict, larger},
    {3563, "network_smaller", kInet, {kInet, kInet}, kStrict, smaller},
    {4063, "inet_merge", kCidr, {kInet, kInet}, kStrict, merged},
    {4071, "inet_same_family", kBool, {kInet, kInet}, kStrict, same_family},
    {697, "masklen", kInt4, {kInet}, kStrict, masklen},
    {699, "host", kText, {kInet}, kStrict, host, nullptr, "host(inet '192.168.1.5/24')",
     "192.168.1.5"},
    {711, "family", kInt4, {kInet}, kStrict, family},
    {730, "text", kText, {kInet}, kStrict, text},
    {920, "network_eq", kBool, {kInet, kInet}, kStrict, addresses_are<kEq>},
    {921, "network_lt", kBool, {kInet, kInet}, kStrict, addresses_are<kLt>},
    {922, "network_le", kBool, {kInet, kInet}, kStrict, addresses_are<kLe>},
    {923, "network_gt", kBool, {kInet, kInet}, kStrict, addresses_are<kGt>},
    {924, "network_ge", kBool, {kInet, kInet}, kStrict, addresses_are<kGe>},
    {925, "network_ne", kBool, {kInet, kInet}, kStrict, addresses_are<kNe>},
    {926, "network_cmp", kInt4, {kInet, kInet}, kStrict, addresses_order},
};

constexpr OperatorDef kOperators[] = {
    {1201, "=", kInet, kInet, kBool, 920, 1201, 1202},
    {1202, "<>", kInet, kInet, kBool, 925, 1202, 1201},
    {1203, "<", kInet, kInet, kBool, 921, 1205, 1206},
    {1204, "<=", kInet, kInet, kBool, 922, 1206, 1205},
    {1205, ">", kInet, kInet, kBool, 923, 1203, 1204},
    {931, "<<", kInet, kInet, kBool, 927, 933},
    {932, "<<=", kInet, kInet, kBool, 928, 934},
    {933, ">>", kInet, kInet, kBool, 929, 931},
    {934, ">>=", kInet, kInet, kBool, 930, 932},
    {2634, "~", kNoOid, kInet, kInet, 2627},
    {2635, "&", kInet, kInet, kInet, 2628},
    {2636, "|", kInet, kInet, kInet, 2629},
    {2637, "+", kInet, kInt8, kInet, 2630, 2638},
    {2638, "+", kInt8, kInet, kInet, 2631, 2637},
    {2639, "-", kInet, kInt8, kInet, 2632},
    {2640, "-", kInet, kInet, kInt8, 2633},
    {3552, "&&", kInet, kInet, kBool, 3551, 3552},
    {1206, ">=", kInet, kInet, kBool, 924, 1204, 1203},
};

constexpr CastDef kCasts[] = {
    {kCidr, kText, 730, CastContext::kAssignment},
    {kCidr, kInet, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kCidr, kBpchar, 730, CastContext::kAssignment},
    {kCidr, kVarchar, 730, CastContext::kAssignment},
    {kInet, kCidr, 1715, CastContext::kAssignment},
    {kInet, kText, 730, CastContext::kAssignment},
    {kInet, kBpchar, 730, CastContext::kAssignment},
    {kInet, kVarchar, 730, CastContext::kAssignment},
};

}  // namespace

const FunctionGroup kInetGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
};

}  // namespace rung
