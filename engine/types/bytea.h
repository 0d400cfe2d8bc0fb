// Text forms of bytes: PostgreSQL's hex and escape formats, shared by bytea and encode()/decode().
#pragma once

#include <string>
#include <string_view>

namespace rung {

void append_hex(std::string_view bytes, std::string* to);  // without \x
// Pairs of hex digits, blanks between pairs allowed. 22023 on anything else.
void decode_hex(std::string_view text, std::string* to);
void append_escape(std::string_view bytes, std::string* to);

}  // namespace rung
