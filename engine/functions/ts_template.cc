#include "functions/ts_template.h"

#include <libstemmer.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_set>

#include "base/error.h"
#include "functions/ts_dictionary.h"
#include "functions/text_util.h"
#include "functions/unaccent.h"

namespace rung {
namespace {

constexpr size_t kStemBytesMax = 1000;  // longer words are taken as they are

using WordSet = std::unordered_set<std::string_view>;

// The set of a language, made when first asked for and kept; nullptr: none is known.
const WordSet* stop_words(std::string_view language) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<WordSet>, std::less<>> sets;
  const char* words = ts_stop_words(language);
  if (words == nullptr) return nullptr;
  const std::lock_guard<std::mutex> lock(mutex);
  std::unique_ptr<WordSet>& set = sets[std::string(language)];
  if (set == nullptr) {
    set = std::make_unique<WordSet>();
    std::string_view rest = words;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(' '), rest.size());
      set->insert(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return set.get();
}

struct StemmerDeleter {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
// A stemmer has a state of its own: each thread keeps one for every language.
sb_stemmer* stemmer_of(const std::string& language) {
  thread_local std::map<std::string, std::unique_ptr<sb_stemmer, StemmerDeleter>> stemmers;
  auto& stemmer = stemmers[language];
  if (stemmer == nullptr) stemmer.reset(sb_stemmer_new(language.c_str(), "UTF_8"));
  return stemmer.get();
}

[[noreturn]] void bad_parameter(const std::string& message) {
  throw_error(sqlstate::invalid_parameter_value, message);
}

// A list of words that a dictionary's options name: those of the languages are built in.
const WordSet* stop_list(const std::string& name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (name.empty() || !plain) {
    bad_parameter("invalid text search configuration file name \"" + name + "\"");
  }
  const WordSet* words = stop_words(name);
  if (words == nullptr) {
    throw_error(sqlstate::config_file_error,
                "could not open stop-word file \"/usr/share/postgresql/15/tsearch_data/" + name +
                    ".stop\": No such file or directory");
  }
  return words;
}

bool boolean(const std::string& name, std::string_view value) {
  const std::string word = ts_lower(value);
  if (word == "true" || word == "on" || word == "1") return true;
  if (word == "false" || word == "off" || word == "0") return false;
  throw_error(sqlstate::syntax_error, name + " requires a Boolean value");
}

std::string_view plain_value(std::string_view value) {
  if (value.starts_with(kTsBareValue)) value.remove_prefix(1);
  return value;
}

class SimpleDictionary final : public TsDictionary {
 public:
  explicit SimpleDictionary(const TsOptions& options) {
    bool has_accept = false;
    for (const auto& [name, stored] : options) {
      const std::string value(plain_value(stored));
      if (name == "stopwords") {
        if (stop_ != nullptr) bad_parameter("multiple StopWords parameters");
        stop_ = stop_list(value);
      } else if (name == "accept") {
        if (has_accept) bad_parameter("multiple Accept parameters");
        accept_ = boolean(name, value);
        has_accept = true;
      } else {
        bad_parameter("unrecognized simple dictionary parameter: \"" + name + "\"");
      }
    }
  }
  std::optional<TsLexemes> lexize(std::string_view token) const override {
    std::string word = ts_lower(token);
    if (word.empty() || (stop_ != nullptr && stop_->contains(word))) return TsLexemes{};
    if (!accept_) return std::nullopt;
    return TsLexemes{{std::move(word)}};
  }

 private:
  const WordSet* stop_ = nullptr;
  bool accept_ = true;
};

class SnowballDictionary final : public TsDictionary {
 public:
  explicit SnowballDictionary(const TsOptions& options) {
    for (const auto& [name, stored] : options) {
      const std::string value(plain_value(stored));
      if (name == "stopwords") {
        if (stop_ != nullptr) bad_parameter("multiple StopWords parameters");
        stop_ = stop_list(value);
      } else if (name == "language") {
        if (!language_.empty()) bad_parameter("multiple Language parameters");
        set_language(value);
      } else {
        bad_parameter("unrecognized Snowball parameter: \"" + name + "\"");
      }
    }
    if (language_.empty()) bad_parameter("missing Language parameter");
  }
  std::optional<TsLexemes> lexize(std::string_view token) const override {
    std::string word = ts_lower(token);
    if (word.size() > kStemBytesMax) return TsLexemes{{std::move(word)}};
    if (word.empty() || (stop_ != nullptr && stop_->contains(word))) return TsLexemes{};
    sb_stemmer* stemmer = stemmer_of(language_);
    const sb_symbol* stem =
        sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                        static_cast<int>(word.size()));
    if (stem == nullptr) throw_error(sqlstate::out_of_memory, "out of memory");
    return TsLexemes{{std::string(reinterpret_cast<const char*>(stem),
                                  static_cast<size_t>(sb_stemmer_length(stemmer)))}};
  }

 private:
  void set_language(const std::string& value) {
    language_ = ts_lower(value);
    const auto rows = ts_dictionaries();
    const bool known =
        language_ == "porter" || std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
          return row.language != nullptr && language_ == row.language;
        });
    if (known && stemmer_of(language_) != nullptr) return;
    throw_error(sqlstate::undefined_object, "no Snowball stemmer available for language \"" +
                                                value + "\" and encoding \"UTF8\"");
  }
  const WordSet* stop_ = nullptr;
  std::string language_;
};

class UnaccentDictionary final : public TsDictionary {
 public:
  explicit UnaccentDictionary(const TsOptions& options) {
    bool has_rules = false;
    for (const auto& [name, stored] : options) {
      const std::string value(plain_value(stored));
      if (name != "rules") bad_parameter("unrecognized Unaccent parameter: \"" + name + "\"");
      if (has_rules) bad_parameter("multiple Rules parameters");
      has_rules = true;
      if (value == "unaccent") continue;
      throw_error(sqlstate::config_file_error,
                  "could not open unaccent file \"/usr/share/postgresql/15/tsearch_data/" + value +
                      ".rules\": No such file or directory");
    }
    if (!has_rules) bad_parameter("missing Rules parameter");
  }
  std::optional<TsLexemes> lexize(std::string_view token) const override {
    std::string word = without_accents(token);
    if (word == token) return std::nullopt;
    return TsLexemes{{std::move(word)}, true};
  }
};

// There is no folder of synonym files: only what is wrong with the options themselves can be told.
[[noreturn]] void refuse_synonyms(const TsOptions& options) {
  std::string file;
  for (const auto& [name, stored] : options) {
    if (name == "synonyms") {
      file = plain_value(stored);
    } else if (name == "casesensitive") {
      boolean(name, plain_value(stored));
    } else {
      bad_parameter("unrecognized synonym parameter: \"" + name + "\"");
    }
  }
  if (file.empty()) bad_parameter("missing Synonyms parameter");
  throw_error(sqlstate::config_file_error,
              "could not open synonym file \"/usr/share/postgresql/15/tsearch_data/" + file +
                  ".syn\": No such file or directory");
}

}  // namespace

std::shared_ptr<const TsDictionary> make_ts_dictionary(std::string_view template_name,
                                                       const TsOptions& options) {
  if (template_name == "simple") return std::make_shared<SimpleDictionary>(options);
  if (template_name == "snowball") return std::make_shared<SnowballDictionary>(options);
  if (template_name == "unaccent") return std::make_shared<UnaccentDictionary>(options);
  if (template_name == "synonym") refuse_synonyms(options);
  throw_unsupported("text search template \"" + std::string(template_name) + "\"");
}

std::string ts_options_text(const TsOptions& options) {
  std::string text;
  for (const auto& [name, value] : options) {
    if (!text.empty()) text += ", ";
    text += quote_identifier(name) + " = ";
    if (value.starts_with(kTsBareValue)) {
      text += value.substr(1);
      continue;
    }
    if (value.find('\\') != std::string::npos) text += 'E';
    text += '\'';
    for (const char c : value) {
      if (c == '\'' || c == '\\') text += c;
      text += c;
    }
    text += '\'';
  }
  return text;
}

TsOptions parse_ts_options(std::string_view text) {
  TsOptions options;
  size_t at = 0;
  const auto quoted = [&](char quote, bool escapes) {
    std::string value;
    for (++at; at < text.size(); ++at) {
      const bool doubled = text[at] == quote || (escapes && text[at] == '\\');
      if (doubled && (at + 1 >= text.size() || text[at + 1] != text[at])) break;
      if (doubled) ++at;
      value += text[at];
    }
    ++at;
    return value;
  };
  while (at < text.size()) {
    std::string name, value;
    if (text[at] == '"') {
      name = quoted('"', false);
    } else {
      const size_t end = std::min(text.find(' ', at), text.size());
      name = text.substr(at, end - at);
      at = end;
    }
    at += 3;  // " = "
    if (at >= text.size()) break;
    const bool escapes = text[at] == 'E';
    if (escapes) ++at;
    if (at < text.size() && text[at] == '\'') {
      value = quoted('\'', escapes);
    } else {
      const size_t end = std::min(text.find(',', at), text.size());
      value = kTsBareValue + std::string(text.substr(at, end - at));
      at = end;
    }
    options.emplace_back(std::move(name), std::move(value));
    at += 2;  // ", "
  }
  return options;
}

}  // namespace rung
