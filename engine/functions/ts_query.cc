// From text to queries: operands become lexemes, stop words fall out and leave their distance to the
// phrases around them.
#include "functions/ts_query.h"

#include <algorithm>

#include "types/services.h"

namespace rung {
namespace {

uint32_t stop_node(TsQuery& query) {
  TsNode node;
  node.stop = true;
  return query.add(node);
}

// The words of one operand: variants at one place are alternatives, places are joined by `joint`.
uint32_t operand_of_words(TypeEnv& env, const TsConfig& config, TsQuery& query,
                          std::string_view text, TsOp joint, uint8_t weights, bool prefix) {
  std::vector<TsParsedWord> words;
  uint32_t last_position = 0;
  ts_parse_words(env, config, text, &last_position, &words);
  if (words.empty()) return stop_node(query);
  const auto join = [&](uint32_t left, uint32_t right, TsOp op) {
    TsNode node;
    node.op = op;
    node.distance = op == TsOp::kPhrase ? 1 : 0;
    node.left = left;
    node.right = right;
    return query.add(node);
  };
  uint32_t root = 0;
  bool first = true;
  uint32_t position = 0;
  const auto append = [&](uint32_t node) {
    root = first ? node : join(root, node, joint);
    first = false;
  };
  for (size_t i = 0; i < words.size();) {
    if (position > 0) {
      while (++position < words[i].position) append(stop_node(query));
    }
    position = words[i].position;
    uint32_t variants = 0;
    for (bool is_first = true; i < words.size() && words[i].position == position; ++i) {
      const uint32_t node = plain_operand(env, query, text, words[i].lexeme, weights, prefix);
      variants = is_first ? node : join(variants, node, TsOp::kOr);
      is_first = false;
    }
    append(variants);
  }
  return root;
}

// What removing stop words adds to the distance of the phrases on either side.
struct Gap {
  int left = 0;
  int right = 0;
};

class StopWordRemover {
 public:
  explicit StopWordRemover(TsQuery* query) : query_(*query) {}

  // The node that stays; kNone when nothing does.
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t clean(uint32_t index, Gap* gap) {
    TsNode node = query_.nodes[index];
    *gap = {};
    if (node.op == TsOp::kValue) return node.stop ? kNone : index;
    if (node.op == TsOp::kNot) {
      node.right = clean(node.right, gap);
      if (node.right == kNone) return kNone;
      query_.nodes[index] = node;
      return index;
    }
    Gap left_gap, right_gap;
    node.left = clean(node.left, &left_gap);
    node.right = clean(node.right, &right_gap);
    const bool phrase = node.op == TsOp::kPhrase;
    const int distance = phrase ? node.distance : 0;
    if (node.left == kNone && node.right == kNone) {
      gap->left = phrase ? left_gap.left + distance + right_gap.left
                         : std::max(left_gap.left, right_gap.left);
      gap->right = gap->left;
      return kNone;
    }
    if (node.left == kNone) {
      *gap = right_gap;
      if (phrase) gap->left += left_gap.left + distance;
      return node.right;
    }
    if (node.right == kNone) {
      *gap = left_gap;
      if (phrase) gap->right += right_gap.right + distance;
      return node.left;
    }
    if (phrase) {
      const int wider = distance + left_gap.right + right_gap.left;
      node.distance = static_cast<uint16_t>(std::min(wider, kTsDistanceMax));
      *gap = {left_gap.left, right_gap.right};
    }
    query_.nodes[index] = node;
    return index;
  }

 private:
  TsQuery& query_;
};

void remove_stop_words(TypeEnv& env, TsQuery* query) {
  const bool any = std::any_of(query->nodes.begin(), query->nodes.end(),
                               [](const TsNode& node) { return node.stop; });
  if (!any) return;
  Gap gap;
  query->root = StopWordRemover(query).clean(query->root, &gap);
  if (query->root != StopWordRemover::kNone) return;
  *query = {};
  Error notice(sqlstate::successful_completion,
               "text-search query contains only stop words or doesn't contain lexemes, ignored");
  notice.severity = Severity::kNotice;
  env.services->notice(std::move(notice));
}

}  // namespace

TsQuery ts_query_of(TypeEnv& env, Oid config_oid, std::string_view text, TsQueryKind kind) {
  const auto kept = ts_config(env, config_oid);
  const TsConfig& config = *kept;
  TsQuery query;
  switch (kind) {
    case TsQueryKind::kOperators:
      query = parse_tsquery(env, text,
                            [&](TsQuery& to, std::string_view word, uint8_t weights, bool prefix) {
                              return operand_of_words(env, config, to, word, TsOp::kPhrase,
                                                      weights, prefix);
                            });
      break;
    case TsQueryKind::kPlain:
    case TsQueryKind::kPhrase:
      if (text.empty()) {
        note_empty_query(env, text);
        break;
      }
      query.root = operand_of_words(env, config, query, text,
                                    kind == TsQueryKind::kPlain ? TsOp::kAnd : TsOp::kPhrase, 0,
                                    false);
      break;
    case TsQueryKind::kWeb:
      query = parse_web_query(env, text, [&](TsQuery& to, std::string_view word, bool) {
        return operand_of_words(env, config, to, word, TsOp::kPhrase, 0, false);
      });
      break;
  }
  remove_stop_words(env, &query);
  return query;
}

uint32_t graft(TsQuery* to, const TsQuery& from, uint32_t node) {
  TsNode copy = from.nodes[node];
  if (copy.op != TsOp::kValue) {
    if (copy.op != TsOp::kNot) copy.left = graft(to, from, copy.left);
    copy.right = graft(to, from, copy.right);
  }
  return to->add(copy);
}

TsQuery join_queries(const TsQuery& left, const TsQuery& right, TsOp op, uint16_t distance) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  TsQuery query;
  TsNode node;
  node.op = op;
  node.distance = distance;
  node.left = graft(&query, left, left.root);
  node.right = graft(&query, right, right.root);
  query.root = query.add(node);
  return query;
}

}  // namespace rung
