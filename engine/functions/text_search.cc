// Full-text search: the names are known, so that schemas with to_tsvector() in an index or a view
// load (such an index has no B+tree and is never evaluated); calling one is refused.
#include "functions/groups.h"

namespace rung {
namespace {

using namespace oid;

Datum refuse(FnCall&, const Datum*) { throw_unsupported("Full-text search"); }

constexpr FunctionDef kFunctions[] = {
    {3745, "to_tsvector", kTsvector, {kRegconfig, kText}, kStrict, refuse},
    {3749, "to_tsvector", kTsvector, {kText}, kStrict | kStable, refuse},
    {4209, "to_tsvector", kTsvector, {kJsonb}, kStrict | kStable, refuse},
    {4211, "to_tsvector", kTsvector, {kRegconfig, kJsonb}, kStrict, refuse},
};

}  // namespace

const FunctionGroup kTextSearchGroup = {kFunctions, {}, {}, {}, {}, {}};

}  // namespace rung
