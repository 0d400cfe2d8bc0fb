// Configurations of full-text search at work: what lexemes the dictionaries of a configuration make
// of a text. What is built in is in types/text_search_config.h, the kinds of dictionaries in
// ts_template.h; the user's own definitions come through Services::describe() and are kept by each
// thread for as long as they stay the same. Thread-safe.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "functions/ts_parser.h"
#include "functions/ts_template.h"
#include "types/text_search_config.h"
#include "types/type.h"

namespace rung {

// The stop words of a language, separated by blanks; nullptr: none are known.
const char* ts_stop_words(std::string_view language);

struct TsConfig {
  struct Step {
    Oid oid = kNoOid;
    std::shared_ptr<const TsDictionary> dictionary;
  };
  // By token type. Each dictionary is asked until one knows the word; none: tokens are dropped.
  std::array<std::vector<Step>, kTsTokenTypes + 1> steps;

  const std::vector<Step>& of(TsTokenType type) const { return steps[static_cast<size_t>(type)]; }
  // nullopt when no dictionary knows the word.
  std::optional<std::vector<std::string>> lexize(TsTokenType type, std::string_view token) const;
};

// XX000 when there is no such configuration or dictionary.
std::shared_ptr<const TsConfig> ts_config(TypeEnv& env, Oid config);
std::shared_ptr<const TsDictionary> ts_dictionary(TypeEnv& env, Oid dictionary);

// What Services::describe("ts_config_definition") and ("ts_dictionary_definition") answer.
// A configuration: "TYPE DICTIONARY ...\n" of each token type. A dictionary: its template's name,
// a newline, its options as pg_ts_dict has them.

// The words of a text in order, each with its place: stop words leave gaps. `position` goes on from
// where it stood. Words too long to index are left out with a notice.
struct TsParsedWord {
  std::string lexeme;
  uint32_t position;
};
void ts_parse_words(TypeEnv& env, const TsConfig& config, std::string_view text,
                    uint32_t* position, std::vector<TsParsedWord>* words);

// The configuration that default_text_search_config names.
Oid ts_current_config(TypeEnv& env);

std::string ts_lower(std::string_view text);

}  // namespace rung
