// Comparison, bits and conversion of MAC addresses.
#include "functions/compare.h"
#include "functions/groups.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

template <Comparison C>
Datum are(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(a[0].bytes().compare(a[1].bytes())));
}
Datum order(FnCall&, const Datum* a) {
  return Datum::of_int(three_way(a[0].bytes().compare(a[1].bytes()), 0));
}

Datum inverted(FnCall& call, const Datum* a) {
  std::string bytes(a[0].bytes());
  for (char& c : bytes) c = static_cast<char>(~c);
  return call.env->text(bytes);
}
template <bool kOr>
Datum combined(FnCall& call, const Datum* a) {
  std::string bytes(a[0].bytes());
  const std::string_view other = a[1].bytes();
  for (size_t i = 0; i < bytes.size() && i < other.size(); ++i) {
    bytes[i] = static_cast<char>(kOr ? bytes[i] | other[i] : bytes[i] & other[i]);
  }
  return call.env->text(bytes);
}
// The manufacturer's part.
Datum truncated(FnCall& call, const Datum* a) {
  std::string bytes(a[0].bytes());
  for (size_t i = 3; i < bytes.size(); ++i) bytes[i] = '\0';
  return call.env->text(bytes);
}
// As in the modified EUI-64 of IPv6.
Datum with_bit_7(FnCall& call, const Datum* a) {
  std::string bytes(a[0].bytes());
  if (!bytes.empty()) bytes[0] = static_cast<char>(bytes[0] | 2);
  return call.env->text(bytes);
}
Datum widened(FnCall& call, const Datum* a) {
  std::string bytes(a[0].bytes());
  if (bytes.size() == 6) bytes.insert(3, "\xFF\xFE");
  return call.env->text(bytes);
}
Datum narrowed(FnCall& call, const Datum* a) {
  std::string bytes(a[0].bytes());
  if (bytes.size() != 8 || bytes.compare(3, 2, "\xFF\xFE") != 0) {
    throw_error(
        Error(sqlstate::numeric_value_out_of_range,
              "macaddr8 data out of range to convert to macaddr")
            .with_hint("Only addresses that have FF and FE as values in the 4th and 5th bytes from "
                       "the left, for example xx:xx:xx:ff:fe:xx:xx:xx, are eligible to be "
                       "converted from macaddr8 to macaddr."));
  }
  return call.env->text(bytes.erase(3, 2));
}

constexpr FunctionDef kFunctions[] = {
    {753, "trunc", kMacaddr, {kMacaddr}, kStrict, truncated},
    {830, "macaddr_eq", kBool, {kMacaddr, kMacaddr}, kStrict, are<kEq>},
    {831, "macaddr_lt", kBool, {kMacaddr, kMacaddr}, kStrict, are<kLt>},
    {832, "macaddr_le", kBool, {kMacaddr, kMacaddr}, kStrict, are<kLe>},
    {833, "macaddr_gt", kBool, {kMacaddr, kMacaddr}, kStrict, are<kGt>},
    {834, "macaddr_ge", kBool, {kMacaddr, kMacaddr}, kStrict, are<kGe>},
    {835, "macaddr_ne", kBool, {kMacaddr, kMacaddr}, kStrict, are<kNe>},
    {836, "macaddr_cmp", kInt4, {kMacaddr, kMacaddr}, kStrict, order},
    {3144, "macaddr_not", kMacaddr, {kMacaddr}, kStrict, inverted},
    {3145, "macaddr_and", kMacaddr, {kMacaddr, kMacaddr}, kStrict, combined<false>},
    {3146, "macaddr_or", kMacaddr, {kMacaddr, kMacaddr}, kStrict, combined<true>},
    {4112, "trunc", kMacaddr8, {kMacaddr8}, kStrict, truncated},
    {4113, "macaddr8_eq", kBool, {kMacaddr8, kMacaddr8}, kStrict, are<kEq>},
    {4114, "macaddr8_lt", kBool, {kMacaddr8, kMacaddr8}, kStrict, are<kLt>},
    {4115, "macaddr8_le", kBool, {kMacaddr8, kMacaddr8}, kStrict, are<kLe>},
    {4116, "macaddr8_gt", kBool, {kMacaddr8, kMacaddr8}, kStrict, are<kGt>},
    {4117, "macaddr8_ge", kBool, {kMacaddr8, kMacaddr8}, kStrict, are<kGe>},
    {4118, "macaddr8_ne", kBool, {kMacaddr8, kMacaddr8}, kStrict, are<kNe>},
    {4119, "macaddr8_cmp", kInt4, {kMacaddr8, kMacaddr8}, kStrict, order},
    {4120, "macaddr8_not", kMacaddr8, {kMacaddr8}, kStrict, inverted},
    {4121, "macaddr8_and", kMacaddr8, {kMacaddr8, kMacaddr8}, kStrict, combined<false>},
    {4122, "macaddr8_or", kMacaddr8, {kMacaddr8, kMacaddr8}, kStrict, combined<true>},
    {4123, "macaddr8", kMacaddr8, {kMacaddr}, kStrict, widened},
    {4124, "macaddr", kMacaddr, {kMacaddr8}, kStrict, narrowed},
    {4125, "macaddr8_set7bit", kMacaddr8, {kMacaddr8}, kStrict, with_bit_7},
};

constexpr OperatorDef kOperators[] = {
    {1220, "=", kMacaddr, kMacaddr, kBool, 830, 1220, 1221},
    {1221, "<>", kMacaddr, kMacaddr, kBool, 835, 1221, 1220},
    {1222, "<", kMacaddr, kMacaddr, kBool, 831, 1224, 1225},
    {1223, "<=", kMacaddr, kMacaddr, kBool, 832, 1225, 1224},
    {1224, ">", kMacaddr, kMacaddr, kBool, 833, 1222, 1223},
    {1225, ">=", kMacaddr, kMacaddr, kBool, 834, 1223, 1222},
    {3147, "~", kNoOid, kMacaddr, kMacaddr, 3144, kNoOid, kNoOid},
    {3148, "&", kMacaddr, kMacaddr, kMacaddr, 3145, kNoOid, kNoOid},
    {3149, "|", kMacaddr, kMacaddr, kMacaddr, 3146, kNoOid, kNoOid},
    {3362, "=", kMacaddr8, kMacaddr8, kBool, 4113, 3362, 3363},
    {3363, "<>", kMacaddr8, kMacaddr8, kBool, 4118, 3363, 3362},
    {3364, "<", kMacaddr8, kMacaddr8, kBool, 4114, 3366, 3367},
    {3365, "<=", kMacaddr8, kMacaddr8, kBool, 4115, 3367, 3366},
    {3366, ">", kMacaddr8, kMacaddr8, kBool, 4116, 3364, 3365},
    {3367, ">=", kMacaddr8, kMacaddr8, kBool, 4117, 3365, 3364},
    {3368, "~", kNoOid, kMacaddr8, kMacaddr8, 4120, kNoOid, kNoOid},
    {3369, "&", kMacaddr8, kMacaddr8, kMacaddr8, 4121, kNoOid, kNoOid},
    {3370, "|", kMacaddr8, kMacaddr8, kMacaddr8, 4122, kNoOid, kNoOid},
};

constexpr CastDef kCasts[] = {
    {kMacaddr, kMacaddr8, 4123, CastContext::kImplicit},
    {kMacaddr8, kMacaddr, 4124, CastContext::kImplicit},
};

}  // namespace

const FunctionGroup kMacaddrGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
};

}  // namespace rung
