// SqlState: the five-character error code of the SQL standard and PostgreSQL, packed six bits a
// character. The constants and the table come from sqlstate.def alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rung {

class SqlState {
 public:
  constexpr SqlState() = default;
  constexpr explicit SqlState(const char (&code)[6]) {
    for (int i = 0; i < 5; ++i) packed_ = (packed_ << 6) | static_cast<uint32_t>(code[i] - '0');
  }
  // Packs five characters of [0-9A-Z]; anything else gives the empty state.
  static SqlState parse(std::string_view code);
  std::string code() const;
  constexpr uint32_t packed() const { return packed_; }
  // The class is the first two characters, as PL/pgSQL's category conditions match it.
  constexpr uint32_t category() const { return packed_ >> 18; }
  constexpr bool is_category() const { return (packed_ & 0x3FFFF) == 0; }
  constexpr bool operator==(const SqlState&) const = default;

 private:
  uint32_t packed_ = 0;
};

namespace sqlstate {
#define RUNG_SQLSTATE(code, ident, condition, cls) inline constexpr SqlState ident{code};
#include "base/sqlstate.def"
#undef RUNG_SQLSTATE
}  // namespace sqlstate

// One row of the table, for PL/pgSQL's condition names and for `rung explain CODE`.
struct SqlStateRow {
  SqlState state;
  const char* condition;  // "" where PostgreSQL has no condition name
  char severity;          // 'S', 'W' or 'E'
};
const SqlStateRow* sqlstate_rows(size_t* count);

}  // namespace rung
