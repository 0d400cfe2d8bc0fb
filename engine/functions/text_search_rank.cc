// Relevance of a document to a query: ts_rank by how often and how near operands occur, ts_rank_cd
// by how short the stretches are that satisfy the query.
#include <algorithm>
#include <cmath>

#include "functions/groups.h"
#include "functions/ts_match.h"
#include "types/array.h"

namespace rung {
namespace {

using namespace oid;

constexpr std::array<float, 4> kWeights = {0.1f, 0.2f, 0.4f, 1.0f};  // D … A

// How a rank is divided, as flags.
enum Normalization : int64_t {
  kLogLength = 1,
  kLength = 2,
  kExtentDistance = 4,
  kUnique = 8,
  kLogUnique = 16,
  kToUnit = 32,
};

std::array<float, 4> weights_of(const Datum& array) {
  const ArrayView view(array);
  if (view.dimensions() != 1) {
    throw_error(sqlstate::array_subscript_error, "array of weight must be one-dimensional");
  }
  if (view.size() < kWeights.size()) {
    throw_error(sqlstate::array_subscript_error, "array of weight is too short");
  }
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (view.is_null(i)) {
      throw_error(sqlstate::null_value_not_allowed, "array of weight must not contain nulls");
    }
  }
  std::array<float, 4> weights = kWeights;
  for (uint32_t i = 0; i < kWeights.size(); ++i) {
    const auto given = static_cast<float>(view.element(i).d);
    if (given >= 0) weights[i] = given;
    if (weights[i] > 1.0f) throw_error(sqlstate::invalid_parameter_value, "weight out of range");
  }
  return weights;
}

struct Request {
  std::array<float, 4> weights = kWeights;
  const Datum* vector;
  const Datum* query;
  int64_t method = 0;
};
Request request_of(FnCall& call, const Datum* a) {
  Request request;
  const Datum* end = a + call.arg_count;
  if (call.arg_types[0] == kFloat4Array) request.weights = weights_of(*a++);
  request.vector = a++;
  request.query = a++;
  if (a != end) request.method = a->i;
  return request;
}

double word_count(const TsVectorView& vector) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < vector.size(); ++i) count += std::max(1u, vector.positions(i));
  return count;
}

// The operands of a query by lexeme, each once; of equal ones, the rightmost counts.
std::vector<const TsNode*> unique_operands(const TsQuery& query) {
  std::vector<const TsNode*> operands;
  for (size_t i = query.nodes.size(); i-- > 0;) {
    if (query.nodes[i].op == TsOp::kValue) operands.push_back(&query.nodes[i]);
  }
  std::stable_sort(operands.begin(), operands.end(), [](const TsNode* a, const TsNode* b) {
    return a->lexeme < b->lexeme;
  });
  const auto same = [](const TsNode* a, const TsNode* b) { return a->lexeme == b->lexeme; };
  operands.erase(std::unique(operands.begin(), operands.end(), same), operands.end());
  return operands;
}

// The entries of a lexeme; one without a place counts once, with `nowhere`.
std::vector<uint16_t> entries_of(const TsVectorView& vector, uint32_t i, uint16_t nowhere) {
  TsWord word = vector.word(i);
  if (word.positions.empty()) word.positions.push_back(nowhere);
  return std::move(word.positions);
}

class Ranker {
 public:
  Ranker(const Request& request, const TsVectorView& vector, const TsQuery& query)
      : weights_(request.weights), vector_(vector), operands_(unique_operands(query)) {}

  // Each operand by itself; the best occurrence counts fully, the others by the square of their
  // number. The sum of 1/n² is 1.64….
  float rank_any() const {
    constexpr double kLimit = 1.64493406685;
    float sum = 0;
    for (const TsNode* operand : operands_) {
      const auto [first, last] = ts_range(vector_, *operand);
      for (uint32_t i = first; i < last; ++i) {
        const std::vector<uint16_t> entries = entries_of(vector_, i, 0);
        float all = 0, best = -1;
        int best_at = 0;
        for (int k = 0; k < static_cast<int>(entries.size()); ++k) {
          const float weight = weight_of(entries[static_cast<size_t>(k)]);
          all = all + weight / static_cast<float>((k + 1) * (k + 1));
          if (weight > best) {
            best = weight;
            best_at = k;
          }
        }
        const float rest = best + all - best / static_cast<float>((best_at + 1) * (best_at + 1));
        sum = static_cast<float>(static_cast<double>(sum) + static_cast<double>(rest) / kLimit);
      }
    }
    return operands_.empty() ? sum : sum / static_cast<float>(operands_.size());
  }

  // Pairs of operands by their distance.
  float rank_together() const {
    if (operands_.size() < 2) return rank_any();
    struct Found {
      std::vector<uint16_t> entries;
      bool nowhere = false;
    };
    std::vector<Found> found(operands_.size());
    float result = -1;
    for (size_t i = 0; i < operands_.size(); ++i) {
      const auto [first, last] = ts_range(vector_, *operands_[i]);
      for (uint32_t at = first; at < last; ++at) {
        found[i].nowhere = vector_.positions(at) == 0;
        found[i].entries = entries_of(vector_, at, kTsPositionMax);
        for (size_t k = 0; k < i; ++k) {
          for (const uint16_t a : found[i].entries) {
            for (const uint16_t b : found[k].entries) {
              int distance = std::abs(ts_position(a) - ts_position(b));
              if (distance == 0) {
                if (!found[i].nowhere && !found[k].nowhere) continue;
                distance = kTsDistanceMax;
              }
              const auto pair = static_cast<float>(
                  std::sqrt(static_cast<double>(weight_of(a) * weight_of(b) * nearness(distance))));
              result = result < 0 ? pair
                                  : static_cast<float>(1.0 - (1.0 - static_cast<double>(result)) *
                                                                 (1.0 - static_cast<double>(pair)));
            }
          }
        }
      }
    }
    return result;
  }

 private:
  float weight_of(uint16_t entry) const { return weights_[static_cast<size_t>(ts_weight(entry))]; }
  static float nearness(int distance) {
    if (distance > 100) return 1e-30f;
    return static_cast<float>(
        1.0 / (1.005 + 0.05 * std::exp(static_cast<double>(static_cast<float>(distance)) / 1.5 - 2)));
  }
  const std::array<float, 4>& weights_;
  const TsVectorView& vector_;
  std::vector<const TsNode*> operands_;
};

Datum rank(FnCall& call, const Datum* a) {
  const Request request = request_of(call, a);
  const TsVectorView vector(*request.vector);
  const TsQuery query = load_tsquery(*request.query);
  if (vector.size() == 0 || query.empty()) return Datum::of_float(0);
  const Ranker ranker(request, vector, query);
  const bool together = query.top().op == TsOp::kAnd || query.top().op == TsOp::kPhrase;
  float result = together ? ranker.rank_together() : ranker.rank_any();
  if (result < 0) result = 1e-20f;
  const auto divide = [&](double by) {
    result = static_cast<float>(static_cast<double>(result) / by);
  };
  if ((request.method & kLogLength) != 0) divide(std::log(word_count(vector) + 1) / std::log(2.0));
  if ((request.method & kLength) != 0) result /= static_cast<float>(word_count(vector));
  if ((request.method & kUnique) != 0) result /= static_cast<float>(vector.size());
  if ((request.method & kLogUnique) != 0) divide(std::log(vector.size() + 1.0) / std::log(2.0));
  if ((request.method & kToUnit) != 0) result /= result + 1;
  return Datum::of_float(static_cast<double>(result));
}

// One lexeme at one place of the document, and the operands that it is.
struct Place {
  uint16_t entry;
  uint32_t lexeme;
  std::vector<uint32_t> operands;  // node indexes
};

std::vector<Place> places_of(const TsVectorView& vector, const TsQuery& query) {
  struct Hit {
    uint16_t entry;
    uint32_t lexeme;
    uint32_t operand;
  };
  std::vector<Hit> hits;
  for (uint32_t n = 0; n < query.nodes.size(); ++n) {
    const TsNode& node = query.nodes[n];
    if (node.op != TsOp::kValue) continue;
    const auto [first, last] = ts_range(vector, node);
    for (uint32_t i = first; i < last; ++i) {
      for (uint32_t k = 0; k < vector.positions(i); ++k) {
        const uint16_t entry = vector.position(i, k);
        if (node.weights != 0 && (node.weights >> ts_weight(entry) & 1) == 0) continue;
        hits.push_back({entry, i, n});
      }
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    if (ts_position(a.entry) != ts_position(b.entry)) {
      return ts_position(a.entry) < ts_position(b.entry);
    }
    return ts_weight(a.entry) != ts_weight(b.entry) ? ts_weight(a.entry) < ts_weight(b.entry)
                                                    : a.lexeme < b.lexeme;
  });
  std::vector<Place> places;
  for (const Hit& hit : hits) {
    if (places.empty() || places.back().entry != hit.entry || places.back().lexeme != hit.lexeme) {
      places.push_back({hit.entry, hit.lexeme, {}});
    }
    places.back().operands.push_back(hit.operand);
  }
  return places;
}

// Finds, from left to right, the shortest stretches of places that satisfy the query.
class CoverFinder {
 public:
  CoverFinder(const std::vector<Place>& places, const TsQuery& query)
      : places_(places), query_(query), seen_(query.nodes.size()) {}

  size_t first = 0;  // of the stretch
  size_t last = 0;

  bool next() {
    for (; from_ < places_.size(); ++from_) {
      clear();
      size_t end = from_;
      while (end < places_.size() && !satisfied_by(end, false)) ++end;
      if (end == places_.size()) return false;
      clear();
      size_t begin = end;
      bool found = satisfied_by(begin, true);
      while (!found && begin > from_) found = satisfied_by(--begin, true);
      if (!found) continue;
      first = begin;
      last = end;
      from_ = begin + 1;
      return true;
    }
    return false;
  }

 private:
  void clear() {
    for (std::vector<uint16_t>& positions : seen_) positions.clear();
  }
  bool satisfied_by(size_t place, bool backwards) {
    for (const uint32_t operand : places_[place].operands) {
      std::vector<uint16_t>& positions = seen_[operand];
      const uint16_t at = ts_position(places_[place].entry);
      const uint16_t nearest = positions.empty() ? 0 : backwards ? positions.front() : positions.back();
      if (nearest == at) continue;
      positions.insert(backwards ? positions.begin() : positions.end(), at);
    }
    return ts_execute(query_, query_.root, [&](uint32_t node, TsPlaces* wanted) {
             if (seen_[node].empty()) return TsTruth::kNo;
             if (wanted != nullptr) wanted->positions = seen_[node];
             return TsTruth::kYes;
           }) == TsTruth::kYes;
  }
  const std::vector<Place>& places_;
  const TsQuery& query_;
  std::vector<std::vector<uint16_t>> seen_;
  size_t from_ = 0;
};

Datum rank_by_cover(FnCall& call, const Datum* a) {
  const Request request = request_of(call, a);
  const TsVectorView vector(*request.vector);
  const TsQuery query = load_tsquery(*request.query);
  const std::vector<Place> places = places_of(vector, query);
  if (places.empty()) return Datum::of_float(0);
  std::array<double, 4> inverse;
  for (size_t i = 0; i < inverse.size(); ++i) {
    inverse[i] = 1.0 / static_cast<double>(request.weights[i]);
  }
  double result = 0, nearness = 0, previous = 0;
  int extents = 0;
  for (CoverFinder cover(places, query); cover.next(); ++extents) {
    double weights = 0;
    for (size_t i = cover.first; i <= cover.last; ++i) {
      weights += inverse[static_cast<size_t>(ts_weight(places[i].entry))];
    }
    const int from = ts_position(places[cover.first].entry);
    const int to = ts_position(places[cover.last].entry);
    const int inner = static_cast<int>(cover.last - cover.first);
    int noise = to - from - inner;
    if (noise < 0) noise = inner / 2;  // places ran out: a guess
    result += (inner + 1) / weights / (1 + noise);
    const double middle = (from + to) / 2.0;
    if (extents > 0 && middle > previous) nearness += 1.0 / (middle - previous);
    previous = middle;
  }
  if ((request.method & kLogLength) != 0) result /= std::log(word_count(vector) + 1);
  if ((request.method & kLength) != 0) result /= word_count(vector);
  if ((request.method & kExtentDistance) != 0 && extents > 0 && nearness > 0) {
    result /= extents / nearness;
  }
  if ((request.method & kUnique) != 0) result /= vector.size();
  if ((request.method & kLogUnique) != 0) result /= std::log(vector.size() + 1.0) / std::log(2.0);
  if ((request.method & kToUnit) != 0) result /= result + 1;
  return Datum::of_float(static_cast<double>(static_cast<float>(result)));
}

constexpr FunctionDef kFunctions[] = {
    {3703, "ts_rank", kFloat4, {kFloat4Array, kTsvector, kTsquery, kInt4}, kStrict, rank},
    {3704, "ts_rank", kFloat4, {kFloat4Array, kTsvector, kTsquery}, kStrict, rank},
    {3705, "ts_rank", kFloat4, {kTsvector, kTsquery, kInt4}, kStrict, rank},
    {3706, "ts_rank", kFloat4, {kTsvector, kTsquery}, kStrict, rank, nullptr,
     "ts_rank('a:1,5 b:3', 'a & b')", "0.1872993"},
    {3707, "ts_rank_cd", kFloat4, {kFloat4Array, kTsvector, kTsquery, kInt4}, kStrict,
     rank_by_cover},
    {3708, "ts_rank_cd", kFloat4, {kFloat4Array, kTsvector, kTsquery}, kStrict, rank_by_cover},
    {3709, "ts_rank_cd", kFloat4, {kTsvector, kTsquery, kInt4}, kStrict, rank_by_cover},
    {3710, "ts_rank_cd", kFloat4, {kTsvector, kTsquery}, kStrict, rank_by_cover, nullptr,
     "ts_rank_cd('a:1,5 b:3', 'a & b')", "0.1"},
};

}  // namespace

const FunctionGroup kTextSearchRankGroup = {.functions = kFunctions};

}  // namespace rung
