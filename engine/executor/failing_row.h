// The texts that constraint errors share.
#pragma once

#include <span>
#include <string>

#include "executor/context.h"

namespace rung::executor {

// "Failing row contains (1, null, …)." with PostgreSQL's cut at 64 bytes a value.
std::string failing_row(ExecContext& context, const catalog::Relation& relation,
                        std::span<const Datum> values);
std::string schema_name(ExecContext& context, const catalog::Relation& relation);
// "(a, b)=(1, x)" of some columns of a row.
std::string key_text(ExecContext& context, const catalog::Relation& relation,
                     std::span<const int32_t> attnos, std::span<const Datum> values);

}  // namespace rung::executor
