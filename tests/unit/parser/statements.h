// Statements of our own that together use every part of the grammar. The tests parse each, cut each
// off at every token, and compare acceptance with PostgreSQL's grammar where it is installed.
#pragma once

namespace rung::parser {

inline constexpr const char* kStatements[] = {
#include "tests/unit/parser/statements.inc"
};

}  // namespace rung::parser
