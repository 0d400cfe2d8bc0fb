#include "functions/ts_dictionary.h"

#include <libstemmer.h>
#include <utf8proc.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "base/utf8.h"
#include "types/services.h"
#include "types/text_search.h"

namespace rung {
namespace {

constexpr size_t kStemBytesMax = 1000;  // longer words are taken as they are

const TsDictionaryRow& dictionary_row(Oid oid) {
  for (const TsDictionaryRow& row : ts_dictionaries()) {
    if (row.oid == oid) return row;
  }
  throw_error(sqlstate::internal_error,
              "cache lookup failed for text search dictionary " + std::to_string(oid));
}

using WordSet = std::unordered_set<std::string_view>;
const WordSet& stop_words(const char* language) {
  static std::mutex mutex;
  static std::map<std::string_view, std::unique_ptr<WordSet>> sets;
  const std::lock_guard<std::mutex> lock(mutex);
  std::unique_ptr<WordSet>& set = sets[language];
  if (set == nullptr) {
    set = std::make_unique<WordSet>();
    std::string_view rest = ts_stop_words(language);
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(' '), rest.size());
      set->insert(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return *set;
}

struct StemmerDeleter {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
std::string stemmed(const char* language, const std::string& word) {
  thread_local std::map<std::string_view, std::unique_ptr<sb_stemmer, StemmerDeleter>> stemmers;
  auto& stemmer = stemmers[language];
  if (stemmer == nullptr) stemmer.reset(sb_stemmer_new(language, "UTF_8"));
  if (stemmer == nullptr) {
    throw_unsupported(std::string("Stemming of the language ") + language);
  }
  const sb_symbol* stem =
      sb_stemmer_stem(stemmer.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                      static_cast<int>(word.size()));
  if (stem == nullptr) throw_error(sqlstate::out_of_memory, "out of memory");
  return std::string(reinterpret_cast<const char*>(stem),
                     static_cast<size_t>(sb_stemmer_length(stemmer.get())));
}

}  // namespace

const TsConfigRow& ts_config(Oid config) {
  for (const TsConfigRow& row : ts_configs()) {
    if (row.oid == config) return row;
  }
  throw_error(sqlstate::internal_error,
              "cache lookup failed for text search configuration " + std::to_string(config));
}

std::string ts_lower(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const uint32_t c = utf8::decode(text, &at);
    if (c < 0x80) {
      result += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    } else {
      utf8::append(result,
                   static_cast<uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
    }
  }
  return result;
}

std::vector<std::string> ts_lexize(Oid dictionary, std::string_view token) {
  const TsDictionaryRow& row = dictionary_row(dictionary);
  std::string word = ts_lower(token);
  if (word.empty()) return {};
  if (row.language == nullptr) return {std::move(word)};
  if (word.size() > kStemBytesMax) return {std::move(word)};
  if (row.has_stop_words && stop_words(row.language).contains(word)) return {};
  return {stemmed(row.language, word)};
}

void ts_parse_words(TypeEnv& env, const TsConfigRow& config, std::string_view text,
                    uint32_t* position, std::vector<TsParsedWord>* words) {
  TsParser parser(text);
  TsParser::Token token;
  for (size_t count = 0; parser.next(&token); ++count) {
    if (count % 1024 == 1023) env.services->check_interrupt();
    if (token.text.size() > kTsLexemeBytesMax) {
      Error notice(sqlstate::program_limit_exceeded, "word is too long to be indexed");
      notice.severity = Severity::kNotice;
      notice.detail = "Words longer than " + std::to_string(kTsLexemeBytesMax) +
                      " characters are ignored.";
      env.services->notice(std::move(notice));
      continue;
    }
    const Oid dictionary = ts_dictionary_of(config, token.type);
    if (dictionary == kNoOid) continue;
    ++*position;
    for (std::string& lexeme : ts_lexize(dictionary, token.text)) {
      words->push_back({std::move(lexeme), *position});
    }
  }
}

Oid ts_current_config(TypeEnv& env) {
  const std::string name = env.services->setting("default_text_search_config").value_or("");
  if (name.empty()) throw_error(sqlstate::undefined_object, "text search configuration isn't set");
  return env.services->lookup_name(oid::kRegconfig, name, false);
}

}  // namespace rung
