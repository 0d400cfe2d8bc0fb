// Templates of text-search dictionaries: `simple`, `snowball`, and `unaccent` of the extension. A
// dictionary is a template with options, as CREATE TEXT SEARCH DICTIONARY gives them. Immutable, and
// safe to share between threads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rung {

struct TsLexemes {
  std::vector<std::string> lexemes;  // none: a stop word
  bool filter = false;  // the next dictionary takes what this one made in the token's place
};

class TsDictionary {
 public:
  virtual ~TsDictionary() = default;
  // nullopt: the dictionary does not know the word.
  virtual std::optional<TsLexemes> lexize(std::string_view token) const = 0;
};

// Names in lower case, in written order.
using TsOptions = std::vector<std::pair<std::string, std::string>>;

// Raises PostgreSQL's errors for options that are unknown, missing, given twice or no good.
std::shared_ptr<const TsDictionary> make_ts_dictionary(std::string_view template_name,
                                                       const TsOptions& options);

// As pg_ts_dict.dictinitoption has them: "language = 'english', stopwords = 'english'". A value that
// begins with the byte kTsBareValue is a number, written without quotes.
inline constexpr char kTsBareValue = '\x01';
std::string ts_options_text(const TsOptions& options);
TsOptions parse_ts_options(std::string_view text);

}  // namespace rung
