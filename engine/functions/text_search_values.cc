// Functions and operators over tsvector and tsquery values: matching, comparison, weights, deletion,
// combination of queries.
#include <algorithm>
#include <set>

#include "functions/compare.h"
#include "functions/groups.h"
#include "functions/ts_match.h"
#include "functions/ts_query.h"
#include "types/array.h"
#include "types/families.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

template <Comparison C, const TypeOps* kOps>
Datum are(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return Datum::of_bool(holds<C>(kOps->compare(*call.env, type, a[0], a[1])));
}
template <const TypeOps* kOps>
Datum order(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return Datum::of_int(kOps->compare(*call.env, type, a[0], a[1]));
}

template <bool kQueryFirst>
Datum matches(FnCall&, const Datum* a) {
  const Datum& vector = a[kQueryFirst ? 1 : 0];
  const Datum& query = a[kQueryFirst ? 0 : 1];
  return Datum::of_bool(ts_matches(TsVectorView(vector), load_tsquery(query)));
}

// Vectors.

std::vector<TsWord> words_of(const TsVectorView& view) {
  std::vector<TsWord> words;
  words.reserve(view.size());
  for (uint32_t i = 0; i < view.size(); ++i) words.push_back(view.word(i));
  return words;
}
Datum vector_result(FnCall& call, std::vector<TsWord> words) {
  return make_tsvector(*call.env->arena, std::move(words));
}

Datum length(FnCall&, const Datum* a) { return Datum::of_int(TsVectorView(a[0]).size()); }
Datum strip(FnCall& call, const Datum* a) {
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  for (TsWord& word : words) word.positions.clear();
  return vector_result(call, std::move(words));
}

int weight_of(int64_t letter) {
  switch (letter) {
    case 'A':
    case 'a': return 3;
    case 'B':
    case 'b': return 2;
    case 'C':
    case 'c': return 1;
    case 'D':
    case 'd': return 0;
    default:
      throw_error(sqlstate::invalid_parameter_value,
                  std::string("unrecognized weight: \"") + static_cast<char>(letter) + "\"");
  }
}
void set_weight(TsWord* word, int weight) {
  for (uint16_t& entry : word->positions) entry = ts_entry(ts_position(entry), weight);
}
// The texts of an array; NULLs are passed over.
std::set<std::string_view> texts_of(const Datum& array) {
  const ArrayView view(array);
  std::set<std::string_view> texts;
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (!view.is_null(i)) texts.insert(view.element(i).bytes());
  }
  return texts;
}
Datum set_weights(FnCall& call, const Datum* a) {
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  const int weight = weight_of(a[1].i);
  for (TsWord& word : words) set_weight(&word, weight);
  return vector_result(call, std::move(words));
}
Datum set_weights_of(FnCall& call, const Datum* a) {
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  const int weight = weight_of(a[1].i);
  const std::set<std::string_view> chosen = texts_of(a[2]);
  for (TsWord& word : words) {
    if (chosen.contains(word.lexeme)) set_weight(&word, weight);
  }
  return vector_result(call, std::move(words));
}
Datum delete_lexeme(FnCall& call, const Datum* a) {
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  std::erase_if(words, [&](const TsWord& word) { return word.lexeme == a[1].bytes(); });
  return vector_result(call, std::move(words));
}
Datum delete_lexemes(FnCall& call, const Datum* a) {
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  const std::set<std::string_view> chosen = texts_of(a[1]);
  std::erase_if(words, [&](const TsWord& word) { return chosen.contains(word.lexeme); });
  return vector_result(call, std::move(words));
}
Datum filter(FnCall& call, const Datum* a) {
  const ArrayView weights(a[1]);
  unsigned mask = 0;
  for (uint32_t i = 0; i < weights.size(); ++i) {
    if (weights.is_null(i)) {
      throw_error(sqlstate::null_value_not_allowed, "weight array may not contain nulls");
    }
    mask |= 1u << weight_of(weights.element(i).i);
  }
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  for (TsWord& word : words) {
    std::erase_if(word.positions,
                  [&](uint16_t entry) { return (mask >> ts_weight(entry) & 1) == 0; });
  }
  std::erase_if(words, [](const TsWord& word) { return word.positions.empty(); });
  return vector_result(call, std::move(words));
}
Datum to_array(FnCall& call, const Datum* a) {
  const TsVectorView view(a[0]);
  ArrayBuilder builder(call.env->type(kText));
  for (uint32_t i = 0; i < view.size(); ++i) builder.add(Datum::of_bytes(view.lexeme(i)));
  return builder.finish(*call.env->arena);
}
Datum from_array(FnCall& call, const Datum* a) {
  const ArrayView view(a[0]);
  std::vector<TsWord> words;
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (view.is_null(i)) {
      throw_error(sqlstate::null_value_not_allowed, "lexeme array may not contain nulls");
    }
    const std::string_view lexeme = view.element(i).bytes();
    if (lexeme.empty()) {
      throw_error(sqlstate::zero_length_character_string,
                  "lexeme array may not contain empty strings");
    }
    if (lexeme.size() > kTsLexemeBytesMax) {
      throw_error(sqlstate::program_limit_exceeded,
                  "word is too long (" + std::to_string(lexeme.size()) + " bytes, max " +
                      std::to_string(kTsLexemeBytesMax) + " bytes)");
    }
    words.push_back({lexeme, {}});
  }
  return vector_result(call, std::move(words));
}
// The second document continues behind the first.
Datum concat(FnCall& call, const Datum* a) {
  std::vector<TsWord> words = words_of(TsVectorView(a[0]));
  int last = 0;
  for (const TsWord& word : words) {
    for (const uint16_t entry : word.positions) last = std::max<int>(last, ts_position(entry));
  }
  for (TsWord& word : words_of(TsVectorView(a[1]))) {
    for (uint16_t& entry : word.positions) {
      entry = ts_entry(ts_position(entry) + last, ts_weight(entry));
    }
    words.push_back(std::move(word));
  }
  return vector_result(call, std::move(words));
}

class Lexemes : public RowStream {
 public:
  Lexemes(TypeEnv& env, const Datum& vector) : env_(env), view_(vector) {}
  bool next(Datum* columns) override {
    if (at_ == view_.size()) return false;
    columns[0] = Datum::of_bytes(view_.lexeme(at_));
    columns[1] = columns[2] = Datum();
    if (view_.positions(at_) > 0) {
      ArrayBuilder positions(env_.type(kInt2)), weights(env_.type(kText));
      for (uint32_t k = 0; k < view_.positions(at_); ++k) {
        const uint16_t entry = view_.position(at_, k);
        positions.add(Datum::of_int(ts_position(entry)));
        weights.add(Datum::of_bytes(std::string_view(&"DCBA"[ts_weight(entry)], 1)));
      }
      columns[1] = positions.finish(*env_.arena);
      columns[2] = weights.finish(*env_.arena);
    }
    ++at_;
    return true;
  }

 private:
  TypeEnv& env_;
  TsVectorView view_;
  uint32_t at_ = 0;
};
std::unique_ptr<RowStream> unnest(FnCall& call, const Datum* a) {
  return std::make_unique<Lexemes>(*call.env, a[0]);
}

// Queries.

Datum query_result(FnCall& call, const TsQuery& query) {
  return make_tsquery(*call.env->arena, query);
}
template <TsOp kOp>
Datum joined(FnCall& call, const Datum* a) {
  return query_result(call, join_queries(load_tsquery(a[0]), load_tsquery(a[1]), kOp, 0));
}
Datum negated(FnCall& call, const Datum* a) {
  const TsQuery inner = load_tsquery(a[0]);
  if (inner.empty()) return a[0];
  TsQuery query;
  TsNode node;
  node.op = TsOp::kNot;
  node.right = graft(&query, inner, inner.root);
  query.root = query.add(node);
  return query_result(call, query);
}
Datum phrase(FnCall& call, const Datum* a) {
  const int64_t distance = call.arg_count > 2 ? a[2].i : 1;
  if (distance < 0 || distance > kTsDistanceMax) {
    throw_error(sqlstate::invalid_parameter_value,
                "distance in phrase operator must be an integer value between zero and " +
                    std::to_string(kTsDistanceMax) + " inclusive");
  }
  return query_result(call, join_queries(load_tsquery(a[0]), load_tsquery(a[1]), TsOp::kPhrase,
                                         static_cast<uint16_t>(distance)));
}
Datum node_count(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(load_tsquery(a[0]).nodes.size()));
}

// What an index can look for: negations fall out, and with them what they decide alone.
constexpr uint32_t kNone = UINT32_MAX;
uint32_t without_negations(TsQuery& query, uint32_t index) {
  TsNode node = query.nodes[index];
  if (node.op == TsOp::kValue) return index;
  if (node.op == TsOp::kNot) return kNone;
  node.left = without_negations(query, node.left);
  node.right = without_negations(query, node.right);
  if (node.left == kNone && node.right == kNone) return kNone;
  if (node.left == kNone || node.right == kNone) {
    if (node.op == TsOp::kOr) return kNone;
    return node.left == kNone ? node.right : node.left;
  }
  query.nodes[index] = node;
  return index;
}
Datum query_tree(FnCall& call, const Datum* a) {
  TsQuery query = load_tsquery(a[0]);
  if (query.empty()) return call.env->text("");
  query.root = without_negations(query, query.root);
  if (query.root == kNone) return call.env->text("T");
  std::string text;
  append_tsquery(query, &text);
  return call.env->text(text);
}

std::set<std::string_view> operands_of(const TsQuery& query) {
  std::set<std::string_view> operands;
  for (const TsNode& node : query.nodes) {
    if (node.op == TsOp::kValue) operands.insert(node.lexeme);
  }
  return operands;
}
bool has_operands_of(const Datum& whole, const Datum& part) {
  const TsQuery whole_query = load_tsquery(whole), part_query = load_tsquery(part);
  const std::set<std::string_view> all = operands_of(whole_query);
  const std::set<std::string_view> wanted = operands_of(part_query);
  return std::includes(all.begin(), all.end(), wanted.begin(), wanted.end());
}
Datum contains(FnCall&, const Datum* a) { return Datum::of_bool(has_operands_of(a[0], a[1])); }
Datum contained(FnCall&, const Datum* a) { return Datum::of_bool(has_operands_of(a[1], a[0])); }

constexpr FunctionDef kFunctions[] = {
    {3319, "ts_filter", kTsvector, {kTsvector, kQCharArray}, kStrict, filter, nullptr,
     "ts_filter('fat:2,4 cat:3b,7c rat:5A', '{a,b}')", "'cat':3B 'rat':5A"},
    {3320, "setweight", kTsvector, {kTsvector, kQchar, kTextArray}, kStrict, set_weights_of,
     nullptr, "setweight('fat:2,4 cat:3', 'A', '{cat,rat}')", "'cat':3A 'fat':2,4"},
    {3321, "ts_delete", kTsvector, {kTsvector, kText}, kStrict, delete_lexeme, nullptr,
     "ts_delete('fat:2,4 cat:3', 'fat')", "'cat':3"},
    {3323, "ts_delete", kTsvector, {kTsvector, kTextArray}, kStrict, delete_lexemes},
    {3326, "tsvector_to_array", kTextArray, {kTsvector}, kStrict, to_array, nullptr,
     "tsvector_to_array('fat:2,4 cat:3')", "{cat,fat}"},
    {3327, "array_to_tsvector", kTsvector, {kTextArray}, kStrict, from_array, nullptr,
     "array_to_tsvector('{fat,cat}')", "'cat' 'fat'"},
    {3616, "tsvector_lt", kBool, {kTsvector, kTsvector}, kStrict, are<kLt, &kTsvectorOps>},
    {3617, "tsvector_le", kBool, {kTsvector, kTsvector}, kStrict, are<kLe, &kTsvectorOps>},
    {3618, "tsvector_eq", kBool, {kTsvector, kTsvector}, kStrict, are<kEq, &kTsvectorOps>},
    {3619, "tsvector_ne", kBool, {kTsvector, kTsvector}, kStrict, are<kNe, &kTsvectorOps>},
    {3620, "tsvector_ge", kBool, {kTsvector, kTsvector}, kStrict, are<kGe, &kTsvectorOps>},
    {3621, "tsvector_gt", kBool, {kTsvector, kTsvector}, kStrict, are<kGt, &kTsvectorOps>},
    {3622, "tsvector_cmp", kInt4, {kTsvector, kTsvector}, kStrict, order<&kTsvectorOps>},
    {3623, "strip", kTsvector, {kTsvector}, kStrict, strip, nullptr, "strip('fat:2,4 cat:3')",
     "'cat' 'fat'"},
    {3624, "setweight", kTsvector, {kTsvector, kQchar}, kStrict, set_weights, nullptr,
     "setweight('fat:2,4 cat:3B', 'A')", "'cat':3A 'fat':2A,4A"},
    {3625, "tsvector_concat", kTsvector, {kTsvector, kTsvector}, kStrict, concat, nullptr,
     "tsvector_concat('a:1 b:2', 'c:1 b:2')", "'a':1 'b':2,4 'c':3"},
    {3634, "ts_match_vq", kBool, {kTsvector, kTsquery}, kStrict, matches<false>},
    {3635, "ts_match_qv", kBool, {kTsquery, kTsvector}, kStrict, matches<true>},
    {3662, "tsquery_lt", kBool, {kTsquery, kTsquery}, kStrict, are<kLt, &kTsqueryOps>},
    {3663, "tsquery_le", kBool, {kTsquery, kTsquery}, kStrict, are<kLe, &kTsqueryOps>},
    {3664, "tsquery_eq", kBool, {kTsquery, kTsquery}, kStrict, are<kEq, &kTsqueryOps>},
    {3665, "tsquery_ne", kBool, {kTsquery, kTsquery}, kStrict, are<kNe, &kTsqueryOps>},
    {3666, "tsquery_ge", kBool, {kTsquery, kTsquery}, kStrict, are<kGe, &kTsqueryOps>},
    {3667, "tsquery_gt", kBool, {kTsquery, kTsquery}, kStrict, are<kGt, &kTsqueryOps>},
    {3668, "tsquery_cmp", kInt4, {kTsquery, kTsquery}, kStrict, order<&kTsqueryOps>},
    {3669, "tsquery_and", kTsquery, {kTsquery, kTsquery}, kStrict, joined<TsOp::kAnd>, nullptr,
     "tsquery_and('fat | rat', 'cat')", "( 'fat' | 'rat' ) & 'cat'"},
    {3670, "tsquery_or", kTsquery, {kTsquery, kTsquery}, kStrict, joined<TsOp::kOr>},
    {3671, "tsquery_not", kTsquery, {kTsquery}, kStrict, negated, nullptr, "tsquery_not('cat')",
     "!'cat'"},
    {3672, "numnode", kInt4, {kTsquery}, kStrict, node_count, nullptr,
     "numnode('(fat & rat) | cat')", "5"},
    {3673, "querytree", kText, {kTsquery}, kStrict, query_tree, nullptr,
     "querytree('foo & ! bar')", "'foo'"},
    {3691, "tsq_mcontains", kBool, {kTsquery, kTsquery}, kStrict, contains},
    {3692, "tsq_mcontained", kBool, {kTsquery, kTsquery}, kStrict, contained},
    {3711, "length", kInt4, {kTsvector}, kStrict, length, nullptr,
     "length('fat:2,4 cat:3 rat:5A'::tsvector)", "3"},
    {5003, "tsquery_phrase", kTsquery, {kTsquery, kTsquery}, kStrict, phrase},
    {5004, "tsquery_phrase", kTsquery, {kTsquery, kTsquery, kInt4}, kStrict, phrase, nullptr,
     "tsquery_phrase('fat', 'cat', 10)", "'fat' <10> 'cat'"},
};

constexpr OperatorDef kOperators[] = {
    {3627, "<", kTsvector, kTsvector, kBool, 3616, 3632, 3631},
    {3628, "<=", kTsvector, kTsvector, kBool, 3617, 3631, 3632},
    {3629, "=", kTsvector, kTsvector, kBool, 3618, 3629, 3630},
    {3630, "<>", kTsvector, kTsvector, kBool, 3619, 3630, 3629},
    {3631, ">=", kTsvector, kTsvector, kBool, 3620, 3628, 3627},
    {3632, ">", kTsvector, kTsvector, kBool, 3621, 3627, 3628},
    {3633, "||", kTsvector, kTsvector, kTsvector, 3625},
    {3636, "@@", kTsvector, kTsquery, kBool, 3634, 3637},
    {3637, "@@", kTsquery, kTsvector, kBool, 3635, 3636},
    {3660, "@@@", kTsvector, kTsquery, kBool, 3634, 3661},
    {3661, "@@@", kTsquery, kTsvector, kBool, 3635, 3660},
    {3674, "<", kTsquery, kTsquery, kBool, 3662, 3679, 3678},
    {3675, "<=", kTsquery, kTsquery, kBool, 3663, 3678, 3679},
    {3676, "=", kTsquery, kTsquery, kBool, 3664, 3676, 3677},
    {3677, "<>", kTsquery, kTsquery, kBool, 3665, 3677, 3676},
    {3678, ">=", kTsquery, kTsquery, kBool, 3666, 3675, 3674},
    {3679, ">", kTsquery, kTsquery, kBool, 3667, 3674, 3675},
    {3680, "&&", kTsquery, kTsquery, kTsquery, 3669},
    {3681, "||", kTsquery, kTsquery, kTsquery, 3670},
    {3682, "!!", kNoOid, kTsquery, kTsquery, 3671},
    {3693, "@>", kTsquery, kTsquery, kBool, 3691, 3694},
    {3694, "<@", kTsquery, kTsquery, kBool, 3692, 3693},
    {5005, "<->", kTsquery, kTsquery, kTsquery, 5003},
};

constexpr ColumnDef kLexemeColumns[] = {
    {"lexeme", kText}, {"positions", kInt2Array}, {"weights", kTextArray}};
constexpr SetFunctionDef kSetFunctions[] = {
    {3322, "unnest", kRecord, {kTsvector}, kStrict, unnest, kLexemeColumns},
};

}  // namespace

const FunctionGroup kTextSearchValuesGroup = {
    .functions = kFunctions, .operators = kOperators, .set_functions = kSetFunctions};

}  // namespace rung
