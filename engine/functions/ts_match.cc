#include "functions/ts_match.h"

#include <algorithm>

namespace rung {
namespace {

enum Emit : unsigned { kLeftOnly = 1, kRightOnly = 2, kBoth = 4 };

// The positions of both sides, shifted, that `emit` asks for.
std::vector<uint16_t> merged(const TsPlaces& left, int left_shift, const TsPlaces& right,
                             int right_shift, unsigned emit) {
  std::vector<uint16_t> result;
  size_t l = 0, r = 0;
  while (l < left.positions.size() || r < right.positions.size()) {
    const int at_left = l < left.positions.size() ? left.positions[l] + left_shift : INT32_MAX;
    const int at_right = r < right.positions.size() ? right.positions[r] + right_shift : INT32_MAX;
    const int at = std::min(at_left, at_right);
    const unsigned kind = at_left == at_right ? kBoth : at_left < at_right ? kLeftOnly : kRightOnly;
    if (at_left == at) ++l;
    if (at_right == at) ++r;
    if ((emit & kind) != 0) result.push_back(static_cast<uint16_t>(at));
  }
  return result;
}

class Executor {
 public:
  Executor(const TsQuery& query, const TsOccurs& occurs) : query_(query), occurs_(occurs) {}

  TsTruth run(uint32_t index) {
    const TsNode& node = query_.nodes[index];
    switch (node.op) {
      case TsOp::kValue: return occurs_(index, nullptr);
      case TsOp::kNot: {
        const TsTruth inner = run(node.right);
        return inner == TsTruth::kNo ? TsTruth::kYes
               : inner == TsTruth::kYes ? TsTruth::kNo
                                        : TsTruth::kMaybe;
      }
      case TsOp::kAnd: {
        const TsTruth left = run(node.left);
        return left == TsTruth::kNo ? left : std::min(left, run(node.right));
      }
      case TsOp::kOr: {
        const TsTruth left = run(node.left);
        return left == TsTruth::kYes ? left : std::max(left, run(node.right));
      }
      case TsOp::kPhrase: {
        TsPlaces places;
        const TsTruth truth = phrase(index, &places);
        return truth == TsTruth::kMaybe ? TsTruth::kNo : truth;
      }
    }
    return TsTruth::kNo;
  }

 private:
  // Within a phrase everything has places: a position is where a match ends, its width how far
  // before it begins.
  TsTruth phrase(uint32_t index, TsPlaces* to) {
    const TsNode& node = query_.nodes[index];
    if (node.op == TsOp::kValue) return occurs_(index, to);
    if (node.op == TsOp::kNot) return negation(node, to);
    TsPlaces left, right;
    const TsTruth l = phrase(node.left, &left);
    if (node.op == TsOp::kOr) return alternative(node, l, &left, to);
    if (l == TsTruth::kNo) return l;
    const TsTruth r = phrase(node.right, &right);
    if (r == TsTruth::kNo) return r;
    if (l == TsTruth::kMaybe || r == TsTruth::kMaybe) return TsTruth::kMaybe;
    int left_shift = 0, right_shift = 0;
    if (node.op == TsOp::kPhrase) {
      left_shift = node.distance + right.width;
      to->width = node.distance + left.width + right.width;
    } else {
      to->width = std::max(left.width, right.width);
      left_shift = to->width - left.width;
      right_shift = to->width - right.width;
    }
    if (left.negated && right.negated) {  // neither is there: not where one of them is
      to->negated = true;
      to->positions = merged(left, left_shift, right, right_shift, kBoth | kLeftOnly | kRightOnly);
      return TsTruth::kYes;
    }
    const unsigned emit = left.negated ? kRightOnly : right.negated ? kLeftOnly : kBoth;
    to->positions = merged(left, left_shift, right, right_shift, emit);
    return to->positions.empty() ? TsTruth::kNo : TsTruth::kYes;
  }

  TsTruth negation(const TsNode& node, TsPlaces* to) {
    const TsTruth truth = phrase(node.right, to);
    switch (truth) {
      case TsTruth::kNo:
        to->positions.clear();
        to->negated = true;
        return TsTruth::kYes;
      case TsTruth::kYes:
        if (!to->positions.empty()) {
          to->negated = !to->negated;
          return TsTruth::kYes;
        }
        if (to->negated) {
          to->negated = false;
          return TsTruth::kNo;
        }
        return TsTruth::kMaybe;
      case TsTruth::kMaybe: return truth;
    }
    return truth;
  }

  TsTruth alternative(const TsNode& node, TsTruth l, TsPlaces* left, TsPlaces* to) {
    TsPlaces right;
    const TsTruth r = phrase(node.right, &right);
    if (l == TsTruth::kNo && r == TsTruth::kNo) return TsTruth::kNo;
    if (l == TsTruth::kMaybe || r == TsTruth::kMaybe) return TsTruth::kMaybe;
    if (l == TsTruth::kNo) *left = {};
    if (r == TsTruth::kNo) right = {};
    to->width = std::max(left->width, right.width);
    const int left_shift = to->width - left->width, right_shift = to->width - right.width;
    to->negated = left->negated || right.negated;
    const unsigned emit = left->negated && right.negated ? kBoth
                          : left->negated                ? kLeftOnly
                          : right.negated                ? kRightOnly
                                                         : kBoth | kLeftOnly | kRightOnly;
    to->positions = merged(*left, left_shift, right, right_shift, emit);
    return to->positions.empty() && !to->negated ? TsTruth::kNo : TsTruth::kYes;
  }

  const TsQuery& query_;
  const TsOccurs& occurs_;
};

// One lexeme of the vector against an operand; adds its positions of the asked weights.
TsTruth lexeme_occurs(const TsVectorView& vector, uint32_t i, const TsNode& operand,
                      TsPlaces* places) {
  const uint32_t count = vector.positions(i);
  if (count == 0) return places != nullptr ? TsTruth::kMaybe : TsTruth::kYes;
  if (operand.weights == 0 && places == nullptr) return TsTruth::kYes;
  bool found = false;
  for (uint32_t k = 0; k < count; ++k) {
    const uint16_t entry = vector.position(i, k);
    if (operand.weights != 0 && (operand.weights >> ts_weight(entry) & 1) == 0) continue;
    found = true;
    if (places != nullptr) places->positions.push_back(ts_position(entry));
  }
  return found ? TsTruth::kYes : TsTruth::kNo;
}

}  // namespace

TsTruth ts_execute(const TsQuery& query, uint32_t node, const TsOccurs& occurs) {
  return Executor(query, occurs).run(node);
}

std::pair<uint32_t, uint32_t> ts_range(const TsVectorView& vector, const TsNode& operand) {
  const uint32_t first = vector.lower_bound(operand.lexeme);
  uint32_t last = first;
  while (last < vector.size() && (operand.prefix ? vector.lexeme(last).starts_with(operand.lexeme)
                                                 : vector.lexeme(last) == operand.lexeme)) {
    ++last;
    if (!operand.prefix) break;
  }
  return {first, last};
}

bool ts_matches(const TsVectorView& vector, const TsQuery& query) {
  if (query.empty()) return false;
  const TsOccurs occurs = [&](uint32_t index, TsPlaces* places) {
    const TsNode& operand = query.nodes[index];
    const auto [first, last] = ts_range(vector, operand);
    TsTruth truth = TsTruth::kNo;
    for (uint32_t i = first; i < last; ++i) {
      const TsTruth one = lexeme_occurs(vector, i, operand, places);
      if (one == TsTruth::kMaybe) {  // some positions are unknown, so all are
        if (places != nullptr) places->positions.clear();
        return TsTruth::kMaybe;
      }
      truth = std::max(truth, one);
      if (truth == TsTruth::kYes && places == nullptr) break;
    }
    if (places != nullptr && last - first > 1) {
      std::vector<uint16_t>& all = places->positions;
      std::sort(all.begin(), all.end());
      all.erase(std::unique(all.begin(), all.end()), all.end());
    }
    return truth;
  };
  return ts_execute(query, query.root, occurs) == TsTruth::kYes;
}

}  // namespace rung
