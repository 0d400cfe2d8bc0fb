// Comparison and parts of network addresses.
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

constexpr FunctionDef kFunctions[] = {
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
    {1206, ">=", kInet, kInet, kBool, 924, 1204, 1203},
};

constexpr CastDef kCasts[] = {
    {kCidr, kText, 730, CastContext::kAssignment},
    {kCidr, kInet, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kCidr, kBpchar, 730, CastContext::kAssignment},
    {kCidr, kVarchar, 730, CastContext::kAssignment},
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
