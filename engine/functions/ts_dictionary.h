// Configurations and dictionaries of full-text search: which dictionary takes which type of token,
// and what lexemes it makes of it. Built in are `simple` and the Snowball languages, under
// PostgreSQL's oids. Thread-safe; stemmers are kept by each thread.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "functions/ts_parser.h"
#include "types/type.h"

namespace rung {

inline constexpr Oid kSimpleDictionary = 3765;
inline constexpr Oid kSimpleConfig = 3748;

struct TsConfigRow {
  Oid oid;
  const char* name;
  Oid words;        // dictionary of words with letters of any script
  Oid ascii_words;  // of words of ASCII letters
};
std::span<const TsConfigRow> ts_configs();

struct TsDictionaryRow {
  Oid oid;
  const char* name;
  const char* language;  // nullptr: simple
  bool has_stop_words;
};
std::span<const TsDictionaryRow> ts_dictionaries();

// The stop words of a language, separated by blanks; nullptr: none are known.
const char* ts_stop_words(std::string_view language);

// XX000 when there is no such configuration.
const TsConfigRow& ts_config(Oid config);
// kNoOid: tokens of this type are dropped.
Oid ts_dictionary_of(const TsConfigRow& config, TsTokenType type);
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
