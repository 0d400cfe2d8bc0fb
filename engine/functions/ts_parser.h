// The default parser of full-text search: cuts text into typed tokens, overlapping where PostgreSQL
// overlaps them (a hyphenated word, then its parts; a URL, then its host and path). Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "types/text_search_config.h"

namespace rung {

const char* ts_token_alias(TsTokenType type);
const char* ts_token_description(TsTokenType type);

class TsParser {
 public:
  struct Token {
    TsTokenType type = TsTokenType::kNone;
    std::string_view text;
  };
  explicit TsParser(std::string_view text);
  ~TsParser();
  bool next(Token* token);  // false at the end

 private:
  struct Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace rung
