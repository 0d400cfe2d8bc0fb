#include "base/error.h"

#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace rung {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "rung: internal check failed (XX000): %s at %s:%d\n", condition, file, line);
  std::abort();
}

SqlState SqlState::parse(std::string_view code) {
  SqlState state;
  if (code.size() != 5) return state;
  uint32_t packed = 0;
  for (char c : code) {
    const bool valid = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    if (!valid) return state;
    packed = (packed << 6) | static_cast<uint32_t>(c - '0');
  }
  state.packed_ = packed;
  return state;
}

std::string SqlState::code() const {
  std::string text(5, '0');
  for (size_t i = 0; i < 5; ++i) {
    text[i] = static_cast<char>('0' + ((packed_ >> (6 * (4 - i))) & 0x3F));
  }
  return text;
}

const SqlStateRow* sqlstate_rows(size_t* count) {
  static constexpr char S = 'S', W = 'W', E = 'E';
  static constexpr SqlStateRow kRows[] = {
#define RUNG_SQLSTATE(code, ident, condition, cls) {SqlState{code}, condition, cls},
#include "base/sqlstate.def"
#undef RUNG_SQLSTATE
  };
  static_cast<void>(S);
  *count = std::size(kRows);
  return kRows;
}

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::kDebug: return "DEBUG";
    case Severity::kLog: return "LOG";
    case Severity::kInfo: return "INFO";
    case Severity::kNotice: return "NOTICE";
    case Severity::kWarning: return "WARNING";
    case Severity::kError: return "ERROR";
    case Severity::kFatal: return "FATAL";
  }
  return "ERROR";
}

void throw_error(Error error) { throw SqlError(std::move(error)); }

void throw_unsupported(std::string_view feature, SourcePos pos) {
  throw_error(sqlstate::feature_not_supported, std::string(feature) + " is not supported yet", pos);
}

}  // namespace rung
