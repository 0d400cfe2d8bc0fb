// What several groups of text functions share.
#pragma once

#include <string>
#include <string_view>

namespace rung {

// 22011 "negative substring length not allowed".
[[noreturn]] void throw_negative_length();

// Quoting as PostgreSQL's quote_ident() and quote_literal() do.
std::string quote_identifier(std::string_view name);
std::string quote_literal(std::string_view text);

}  // namespace rung
