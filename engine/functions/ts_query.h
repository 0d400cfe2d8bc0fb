// What the functions over queries share: making them from text, cleaning, the default configuration.
#pragma once

#include "functions/ts_dictionary.h"
#include "types/text_search.h"

namespace rung {

enum class TsQueryKind : uint8_t { kOperators, kPlain, kPhrase, kWeb };

// to_tsquery() and its kin: every operand becomes the lexemes of its words.
TsQuery ts_query_of(TypeEnv& env, Oid config, std::string_view text, TsQueryKind kind);
Datum ts_vector_of(TypeEnv& env, Oid config, std::string_view text);
// The node under a new operator; an empty query gives the other one.
TsQuery join_queries(const TsQuery& left, const TsQuery& right, TsOp op, uint16_t distance);
// Copies a tree into another query.
uint32_t graft(TsQuery* to, const TsQuery& from, uint32_t node);

}  // namespace rung
