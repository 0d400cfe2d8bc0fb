#include "functions/ts_dictionary.h"

#include <utf8proc.h>

#include <charconv>
#include <unordered_map>

#include "base/utf8.h"
#include "types/services.h"
#include "types/text_search.h"

namespace rung {
namespace {

constexpr size_t kKeptMax = 256;  // definitions a thread keeps

template <class T>
struct Kept {
  std::string definition;
  std::shared_ptr<const T> made;
};
template <class T>
using KeptByOid = std::unordered_map<Oid, Kept<T>>;

[[noreturn]] void throw_missing(const char* what, Oid oid) {
  throw_error(sqlstate::internal_error,
              std::string("cache lookup failed for text search ") + what + " " +
                  std::to_string(oid));
}

std::string definition_of(TypeEnv& env, const char* what, const char* door, Oid oid) {
  std::optional<std::string> text = env.services->describe(door, {std::to_string(oid)});
  if (!text) throw_missing(what, oid);
  return *std::move(text);
}

std::shared_ptr<const TsDictionary> make_builtin(const TsDictionaryRow& row) {
  if (row.language == nullptr) return make_ts_dictionary("simple", {});
  TsOptions options{{"language", row.language}};
  if (row.has_stop_words) options.emplace_back("stopwords", row.language);
  return make_ts_dictionary("snowball", options);
}

// nullptr when it is none of the built-in ones.
std::shared_ptr<const TsDictionary> builtin_dictionary(Oid oid) {
  thread_local std::unordered_map<Oid, std::shared_ptr<const TsDictionary>> made;
  if (const auto found = made.find(oid); found != made.end()) return found->second;
  for (const TsDictionaryRow& row : ts_dictionaries()) {
    if (row.oid == oid) return made[oid] = make_builtin(row);
  }
  return nullptr;
}

std::shared_ptr<const TsConfig> builtin_config(Oid oid) {
  thread_local std::unordered_map<Oid, std::shared_ptr<const TsConfig>> made;
  if (const auto found = made.find(oid); found != made.end()) return found->second;
  for (const TsConfigRow& row : ts_configs()) {
    if (row.oid != oid) continue;
    auto config = std::make_shared<TsConfig>();
    for (size_t type = 1; type <= kTsTokenTypes; ++type) {
      const Oid dictionary = ts_dictionary_of(row, static_cast<TsTokenType>(type));
      if (dictionary != kNoOid) {
        config->steps[type].push_back({dictionary, builtin_dictionary(dictionary)});
      }
    }
    return made[oid] = std::move(config);
  }
  return nullptr;
}

// The numbers of a line; the rest of `text` follows.
std::vector<Oid> take_line(std::string_view* text) {
  std::vector<Oid> numbers;
  while (!text->empty() && text->front() != '\n') {
    Oid number = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    if (parsed.ec != std::errc()) break;
    numbers.push_back(number);
    text->remove_prefix(static_cast<size_t>(parsed.ptr - text->data()));
    if (text->starts_with(' ')) text->remove_prefix(1);
  }
  if (!text->empty()) text->remove_prefix(1);
  return numbers;
}

}  // namespace

std::shared_ptr<const TsDictionary> ts_dictionary(TypeEnv& env, Oid oid) {
  if (auto builtin = builtin_dictionary(oid)) return builtin;
  thread_local KeptByOid<TsDictionary> kept;
  std::string definition = definition_of(env, "dictionary", "ts_dictionary_definition", oid);
  if (const auto found = kept.find(oid);
      found != kept.end() && found->second.definition == definition) {
    return found->second.made;
  }
  if (kept.size() >= kKeptMax) kept.clear();
  const size_t line = definition.find('\n');
  auto made = make_ts_dictionary(definition.substr(0, line),
                                 parse_ts_options(std::string_view(definition).substr(line + 1)));
  kept[oid] = {std::move(definition), made};
  return made;
}

std::shared_ptr<const TsConfig> ts_config(TypeEnv& env, Oid oid) {
  if (auto builtin = builtin_config(oid)) return builtin;
  const std::string definition =
      definition_of(env, "configuration", "ts_config_definition", oid);
  auto config = std::make_shared<TsConfig>();
  std::unordered_map<Oid, std::shared_ptr<const TsDictionary>> dictionaries;
  for (std::string_view rest = definition; !rest.empty();) {
    const std::vector<Oid> line = take_line(&rest);
    if (line.empty() || line[0] > kTsTokenTypes) continue;
    for (size_t i = 1; i < line.size(); ++i) {
      auto& dictionary = dictionaries[line[i]];
      if (dictionary == nullptr) dictionary = ts_dictionary(env, line[i]);
      config->steps[line[0]].push_back({line[i], dictionary});
    }
  }
  return config;
}

std::optional<std::vector<std::string>> TsConfig::lexize(TsTokenType type,
                                                         std::string_view token) const {
  std::string filtered;
  for (const Step& step : of(type)) {
    std::optional<TsLexemes> found = step.dictionary->lexize(token);
    if (!found) continue;
    if (!found->filter) return std::move(found->lexemes);
    filtered = std::move(found->lexemes[0]);
    token = filtered;
  }
  return std::nullopt;
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

void ts_parse_words(TypeEnv& env, const TsConfig& config, std::string_view text,
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
    auto lexemes = config.lexize(token.type, token.text);
    if (!lexemes) continue;
    ++*position;
    for (std::string& lexeme : *lexemes) words->push_back({std::move(lexeme), *position});
  }
}

Oid ts_current_config(TypeEnv& env) {
  const std::string name = env.services->setting("default_text_search_config").value_or("");
  if (name.empty()) throw_error(sqlstate::undefined_object, "text search configuration isn't set");
  return env.services->lookup_name(oid::kRegconfig, name, false);
}

}  // namespace rung
