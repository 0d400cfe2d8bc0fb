// Dictionaries of full-text search: what lexemes they make of a token. Which there are is in
// types/text_search_config.h. Thread-safe; stemmers are kept by each thread.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "functions/ts_parser.h"
#include "types/text_search_config.h"
#include "types/type.h"

namespace rung {

// The stop words of a language, separated by blanks; nullptr: none are known.
const char* ts_stop_words(std::string_view language);

// XX000 when there is no such configuration.
const TsConfigRow& ts_config(Oid config);
// The lexemes of a token: none for a stop word.
std::vector<std::string> ts_lexize(Oid dictionary, std::string_view token);

// The words of a text in order, each with its place: stop words leave gaps. `position` goes on from
// where it stood. Words too long to index are left out with a notice.
struct TsParsedWord {
  std::string lexeme;
  uint32_t position;
};
void ts_parse_words(TypeEnv& env, const TsConfigRow& config, std::string_view text,
                    uint32_t* position, std::vector<TsParsedWord>* words);

// The configuration that default_text_search_config names.
Oid ts_current_config(TypeEnv& env);

std::string ts_lower(std::string_view text);

}  // namespace rung
