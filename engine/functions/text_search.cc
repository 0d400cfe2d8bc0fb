// Full-text search: making tsvector and tsquery from text, json and jsonb; @@ over text; what the
// parser and the dictionaries make of a text.
#include <algorithm>
#include <charconv>
#include <map>

#include "functions/groups.h"
#include "functions/json_util.h"
#include "functions/ts_headline.h"
#include "functions/ts_match.h"
#include "functions/ts_query.h"
#include "types/array.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

// The forms with a configuration take it first; the others use the session's.
struct Arguments {
  Oid config;
  const Datum* rest;
};
template <bool kWithConfig>
Arguments arguments(FnCall& call, const Datum* a) {
  if (kWithConfig) return {static_cast<Oid>(a[0].i), a + 1};
  return {ts_current_config(*call.env), a};
}

Datum vector_of(TypeEnv& env, const std::vector<TsParsedWord>& parsed) {
  constexpr size_t kPositionsMax = kTsPositionsMax - 1;
  std::map<std::string_view, std::vector<uint16_t>> places;
  for (const TsParsedWord& word : parsed) {
    std::vector<uint16_t>& positions = places[word.lexeme];
    const uint16_t entry =
        ts_entry(static_cast<int>(std::min<uint32_t>(word.position, kTsPositionMax)), 0);
    if (positions.size() >= kPositionsMax) continue;
    if (positions.empty() || positions.back() < entry) positions.push_back(entry);
  }
  std::vector<TsWord> words;
  words.reserve(places.size());
  for (auto& [lexeme, positions] : places) words.push_back({lexeme, std::move(positions)});
  return make_tsvector(*env.arena, std::move(words));
}

template <bool kWithConfig>
Datum to_tsvector(FnCall& call, const Datum* a) {
  const Arguments args = arguments<kWithConfig>(call, a);
  return ts_vector_of(*call.env, args.config, args.rest[0].bytes());
}
template <bool kWithConfig, TsQueryKind kKind>
Datum to_tsquery(FnCall& call, const Datum* a) {
  const Arguments args = arguments<kWithConfig>(call, a);
  return make_tsquery(*call.env->arena,
                      ts_query_of(*call.env, args.config, args.rest[0].bytes(), kKind));
}

// The text, the query and perhaps options.
template <bool kWithConfig, bool kWithOptions>
Datum headline(FnCall& call, const Datum* a) {
  const Arguments args = arguments<kWithConfig>(call, a);
  const std::string_view options = kWithOptions ? args.rest[2].bytes() : std::string_view();
  return call.env->text(ts_headline(*call.env, *ts_config(*call.env, args.config),
                                    args.rest[0].bytes(), load_tsquery(args.rest[1]), options));
}

// Parts of a document that are searched.
enum Parts : unsigned { kStrings = 1, kNumbers = 2, kBooleans = 4, kKeys = 8, kAllParts = 15 };

unsigned part_of(const JsonbView& view) {
  if (view.kind() != JsonKind::kString) {
    throw_error(Error(sqlstate::invalid_parameter_value, "flag array element is not a string")
                    .with_hint("Possible values are: \"string\", \"numeric\", \"boolean\", "
                               "\"key\", and \"all\"."));
  }
  const std::string name = ts_lower(view.text());
  if (name == "all") return kAllParts;
  if (name == "key") return kKeys;
  if (name == "string") return kStrings;
  if (name == "numeric") return kNumbers;
  if (name == "boolean") return kBooleans;
  throw_error(Error(sqlstate::invalid_parameter_value,
                    "wrong flag in flag array: \"" + std::string(view.text()) + "\"")
                  .with_hint("Possible values are: \"string\", \"numeric\", \"boolean\", "
                             "\"key\", and \"all\"."));
}
unsigned parts_of(const JsonbView& filter) {
  if (filter.is_scalar()) return part_of(filter);
  if (filter.kind() != JsonKind::kArray) {
    throw_error(sqlstate::invalid_parameter_value,
                "wrong flag type, only arrays and scalars are allowed");
  }
  unsigned parts = 0;
  for (uint32_t i = 0; i < filter.size(); ++i) parts |= part_of(filter.element(i));
  return parts;
}

// Collects the words of a document; a place is left free between values.
class DocumentWords {
 public:
  DocumentWords(TypeEnv& env, Oid config, unsigned parts)
      : env_(env), config_(ts_config(env, config)), parts_(parts) {}

  void add(const JsonbView& view) {
    switch (view.kind()) {
      case JsonKind::kNull: break;
      case JsonKind::kString: value(kStrings, view.text()); break;
      case JsonKind::kNumber: value(kNumbers, view.text()); break;
      case JsonKind::kFalse: value(kBooleans, "false"); break;
      case JsonKind::kTrue: value(kBooleans, "true"); break;
      case JsonKind::kArray:
        for (uint32_t i = 0; i < view.size(); ++i) add(view.element(i));
        break;
      case JsonKind::kObject:
        for (uint32_t i = 0; i < view.size(); ++i) {
          value(kKeys, view.key(i));
          add(view.value(i));
        }
        break;
    }
  }
  void add_json(std::string_view text) {
    switch (json_kind(text)) {
      case JsonKind::kNull: break;
      case JsonKind::kString: value(kStrings, json_scalar_text(text)); break;
      case JsonKind::kNumber: value(kNumbers, json_scalar_text(text)); break;
      case JsonKind::kFalse: value(kBooleans, "false"); break;
      case JsonKind::kTrue: value(kBooleans, "true"); break;
      case JsonKind::kArray:
        for (const JsonPiece& piece : json_pieces(text)) add_json(piece.value);
        break;
      case JsonKind::kObject:
        for (const JsonPiece& piece : json_pieces(text)) {
          value(kKeys, piece.key);
          add_json(piece.value);
        }
        break;
    }
  }
  Datum finish() { return vector_of(env_, words_); }

 private:
  void value(unsigned part, std::string_view text) {
    if ((parts_ & part) == 0) return;
    const size_t before = words_.size();
    ts_parse_words(env_, *config_, text, &position_, &words_);
    if (words_.size() > before) ++position_;
  }
  TypeEnv& env_;
  std::shared_ptr<const TsConfig> config_;
  unsigned parts_;
  uint32_t position_ = 0;
  std::vector<TsParsedWord> words_;
};

template <bool kWithConfig, bool kJsonb, bool kFiltered>
Datum document_to_tsvector(FnCall& call, const Datum* a) {
  const Arguments args = arguments<kWithConfig>(call, a);
  const unsigned parts = kFiltered ? parts_of(jsonb_of(args.rest[1])) : kStrings;
  DocumentWords words(*call.env, args.config, parts);
  if (kJsonb) {
    words.add(jsonb_of(args.rest[0]));
  } else {
    words.add_json(args.rest[0].bytes());
  }
  return words.finish();
}

Datum text_matches_query(FnCall& call, const Datum* a) {
  const Oid config = ts_current_config(*call.env);
  const Datum vector = ts_vector_of(*call.env, config, a[0].bytes());
  return Datum::of_bool(ts_matches(TsVectorView(vector), load_tsquery(a[1])));
}
Datum text_matches_text(FnCall& call, const Datum* a) {
  const Oid config = ts_current_config(*call.env);
  const Datum vector = ts_vector_of(*call.env, config, a[0].bytes());
  const TsQuery query = ts_query_of(*call.env, config, a[1].bytes(), TsQueryKind::kPlain);
  return Datum::of_bool(ts_matches(TsVectorView(vector), query));
}

Datum current_config(FnCall& call, const Datum*) {
  return Datum::of_int(ts_current_config(*call.env));
}
Datum lexize(FnCall& call, const Datum* a) {
  const auto found = ts_dictionary(*call.env, static_cast<Oid>(a[0].i))->lexize(a[1].bytes());
  return found ? make_text_array(*call.env, found->lexemes) : Datum();
}

// Rows made at once, given out one by one.
class Rows : public RowStream {
 public:
  bool next(Datum* columns) override {
    if (at_ == rows.size()) return false;
    std::copy(rows[at_].begin(), rows[at_].end(), columns);
    ++at_;
    return true;
  }
  std::vector<std::vector<Datum>> rows;

 private:
  size_t at_ = 0;
};

void check_parser(FnCall& call, const Datum& parser) {
  if (call.arg_types[0] != kText) {
    const auto number = static_cast<Oid>(parser.i);
    if (number == kDefaultTsParser) return;
    throw_error(sqlstate::internal_error,
                "cache lookup failed for text search parser " + std::to_string(number));
  }
  std::string_view name = parser.bytes();
  if (name.starts_with("pg_catalog.")) name.remove_prefix(11);
  if (name != "default") {
    throw_error(sqlstate::undefined_object,
                "text search parser \"" + std::string(parser.bytes()) + "\" does not exist");
  }
}
std::unique_ptr<RowStream> parse(FnCall& call, const Datum* a) {
  check_parser(call, a[0]);
  auto stream = std::make_unique<Rows>();
  TsParser parser(a[1].bytes());
  TsParser::Token token;
  while (parser.next(&token)) {
    stream->rows.push_back(
        {Datum::of_int(static_cast<int>(token.type)), Datum::of_bytes(token.text)});
  }
  return stream;
}
std::unique_ptr<RowStream> token_types(FnCall& call, const Datum* a) {
  check_parser(call, a[0]);
  auto stream = std::make_unique<Rows>();
  for (int i = 1; i <= kTsTokenTypes; ++i) {
    const auto type = static_cast<TsTokenType>(i);
    stream->rows.push_back({Datum::of_int(i), Datum::of_bytes(ts_token_alias(type)),
                            Datum::of_bytes(ts_token_description(type))});
  }
  return stream;
}
template <bool kWithConfig>
std::unique_ptr<RowStream> debug(FnCall& call, const Datum* a) {
  const Arguments args = arguments<kWithConfig>(call, a);
  const auto config = ts_config(*call.env, args.config);
  auto stream = std::make_unique<Rows>();
  TsParser parser(args.rest[0].bytes());
  TsParser::Token token;
  while (parser.next(&token)) {
    ArrayBuilder dictionaries(call.env->type(kRegdictionary));
    Datum chosen, lexemes;
    // The first that knows the token as it is, else the first of all.
    for (const TsConfig::Step& step : config->of(token.type)) {
      const Datum oid = Datum::of_int(step.oid);
      dictionaries.add(oid);
      if (chosen.null) chosen = oid;
      if (!lexemes.null) continue;
      const auto found = step.dictionary->lexize(token.text);
      if (!found) continue;
      chosen = oid;
      lexemes = make_text_array(*call.env, found->lexemes);
    }
    stream->rows.push_back({Datum::of_bytes(ts_token_alias(token.type)),
                            Datum::of_bytes(ts_token_description(token.type)),
                            Datum::of_bytes(token.text), dictionaries.finish(*call.env->arena),
                            chosen, lexemes});
  }
  return stream;
}

using enum TsQueryKind;

constexpr FunctionDef kFunctions[] = {
    {3723, "ts_lexize", kTextArray, {kRegdictionary, kText}, kStrict, lexize, nullptr,
     "ts_lexize('english_stem', 'Stars')", "{star}"},
    {3743, "ts_headline", kText, {kRegconfig, kText, kTsquery, kText}, kStrict,
     headline<true, true>},
    {3744, "ts_headline", kText, {kRegconfig, kText, kTsquery}, kStrict, headline<true, false>,
     nullptr, "ts_headline('english', 'The fat cats sat', 'cat'::tsquery)",
     "The fat <b>cats</b> sat"},
    {3754, "ts_headline", kText, {kText, kTsquery, kText}, kStrict | kStable,
     headline<false, true>},
    {3755, "ts_headline", kText, {kText, kTsquery}, kStrict | kStable, headline<false, false>},
    {3745, "to_tsvector", kTsvector, {kRegconfig, kText}, kStrict, to_tsvector<true>, nullptr,
     "to_tsvector('english', 'The Fat Rats')", "'fat':2 'rat':3"},
    {3746, "to_tsquery", kTsquery, {kRegconfig, kText}, kStrict, to_tsquery<true, kOperators>,
     nullptr, "to_tsquery('english', 'The & Fat & Rats')", "'fat' & 'rat'"},
    {3747, "plainto_tsquery", kTsquery, {kRegconfig, kText}, kStrict, to_tsquery<true, kPlain>,
     nullptr, "plainto_tsquery('english', 'The Fat Rats')", "'fat' & 'rat'"},
    {3749, "to_tsvector", kTsvector, {kText}, kStrict | kStable, to_tsvector<false>},
    {3750, "to_tsquery", kTsquery, {kText}, kStrict | kStable, to_tsquery<false, kOperators>},
    {3751, "plainto_tsquery", kTsquery, {kText}, kStrict | kStable, to_tsquery<false, kPlain>},
    {3759, "get_current_ts_config", kRegconfig, {}, kStrict | kStable, current_config},
    {3760, "ts_match_tt", kBool, {kText, kText}, kStrict | kStable, text_matches_text},
    {3761, "ts_match_tq", kBool, {kText, kTsquery}, kStrict | kStable, text_matches_query},
    {4209, "to_tsvector", kTsvector, {kJsonb}, kStrict | kStable,
     document_to_tsvector<false, true, false>},
    {4210, "to_tsvector", kTsvector, {kJson}, kStrict | kStable,
     document_to_tsvector<false, false, false>},
    {4211, "to_tsvector", kTsvector, {kRegconfig, kJsonb}, kStrict,
     document_to_tsvector<true, true, false>},
    {4212, "to_tsvector", kTsvector, {kRegconfig, kJson}, kStrict,
     document_to_tsvector<true, false, false>},
    {4213, "jsonb_to_tsvector", kTsvector, {kJsonb, kJsonb}, kStrict | kStable,
     document_to_tsvector<false, true, true>},
    {4214, "jsonb_to_tsvector", kTsvector, {kRegconfig, kJsonb, kJsonb}, kStrict,
     document_to_tsvector<true, true, true>},
    {4215, "json_to_tsvector", kTsvector, {kJson, kJsonb}, kStrict | kStable,
     document_to_tsvector<false, false, true>},
    {4216, "json_to_tsvector", kTsvector, {kRegconfig, kJson, kJsonb}, kStrict,
     document_to_tsvector<true, false, true>},
    {5001, "phraseto_tsquery", kTsquery, {kText}, kStrict | kStable, to_tsquery<false, kPhrase>},
    {5006, "phraseto_tsquery", kTsquery, {kRegconfig, kText}, kStrict, to_tsquery<true, kPhrase>,
     nullptr, "phraseto_tsquery('english', 'The Cat and Rats')", "'cat' <2> 'rat'"},
    {5007, "websearch_to_tsquery", kTsquery, {kRegconfig, kText}, kStrict, to_tsquery<true, kWeb>,
     nullptr, "websearch_to_tsquery('english', '\"fat rat\" or cat dog')",
     "'fat' <-> 'rat' | 'cat' & 'dog'"},
    {5009, "websearch_to_tsquery", kTsquery, {kText}, kStrict | kStable, to_tsquery<false, kWeb>},
};

constexpr OperatorDef kOperators_[] = {
    {3762, "@@", kText, kText, kBool, 3760},
    {3763, "@@", kText, kTsquery, kBool, 3761},
};

constexpr ColumnDef kTypeColumns[] = {{"tokid", kInt4}, {"alias", kText}, {"description", kText}};
constexpr ColumnDef kTokenColumns[] = {{"tokid", kInt4}, {"token", kText}};
constexpr ColumnDef kDebugColumns[] = {
    {"alias", kText}, {"description", kText}, {"token", kText},
    {"dictionaries", kRegdictionaryArray}, {"dictionary", kRegdictionary}, {"lexemes", kTextArray}};
constexpr SetFunctionDef kSetFunctions[] = {
    {3713, "ts_token_type", kRecord, {kOid}, kStrict, token_types, kTypeColumns},
    {3714, "ts_token_type", kRecord, {kText}, kStrict | kStable, token_types, kTypeColumns},
    {3715, "ts_parse", kRecord, {kOid, kText}, kStrict, parse, kTokenColumns},
    {3716, "ts_parse", kRecord, {kText, kText}, kStrict | kStable, parse, kTokenColumns},
    {6183, "ts_debug", kRecord, {kRegconfig, kText}, kStrict | kStable, debug<true>, kDebugColumns},
    {6184, "ts_debug", kRecord, {kText}, kStrict | kStable, debug<false>, kDebugColumns},
};

}  // namespace

Datum ts_vector_of(TypeEnv& env, Oid config, std::string_view text) {
  uint32_t position = 0;
  std::vector<TsParsedWord> words;
  ts_parse_words(env, *ts_config(env, config), text, &position, &words);
  return vector_of(env, words);
}

const FunctionGroup kTextSearchGroup = {
    .functions = kFunctions, .operators = kOperators_, .set_functions = kSetFunctions};

}  // namespace rung
