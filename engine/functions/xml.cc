// Conversions of xml from and to text.
#include "functions/groups.h"
#include "types/families.h"

namespace rung {
namespace {

using namespace oid;

Datum xml(FnCall& call, const Datum* a) {
  return kXmlOps.input(*call.env, call.env->type(kXml), a[0].bytes(), -1);
}
Datum text(FnCall&, const Datum* a) { return a[0]; }

constexpr FunctionDef kFunctions[] = {
    {2896, "xml", kXml, {kText}, kStrict | kStable, xml},
    {2922, "text", kText, {kXml}, kStrict, text},
};

constexpr CastDef kCasts[] = {
    {kText, kXml, 2896, CastContext::kExplicit},
    {kBpchar, kXml, 2896, CastContext::kExplicit},
    {kVarchar, kXml, 2896, CastContext::kExplicit},
    {kXml, kText, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kXml, kBpchar, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kXml, kVarchar, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
};

}  // namespace

const FunctionGroup kXmlGroup = {
    .functions = kFunctions,
    .casts = kCasts,
};

}  // namespace rung
