#include "functions/registry.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/hash.h"
#include "functions/extensions.h"
#include "functions/groups.h"
#include "functions/range_groups.h"

namespace rung {
namespace {

// One group a line, in alphabetical order.
constexpr const FunctionGroup* kGroups[] = {
    &kAclGroup,
    &kAggregateGroup,
    &kAggregateStatGroup,
    &kAggregateSumGroup,
    &kArrayGroup,
    &kBitGroup,
    &kBoolGroup,
    &kBytesGroup,
    &kCitextGroup,
    &kCompareGroup,
    &kDatetimeArithGroup,
    &kDatetimeCompareGroup,
    &kDatetimeExtractGroup,
    &kDatetimeFromCharGroup,
    &kDatetimeToCharGroup,
    &kDescribedGroup,
    &kFloatGroup,
    &kGeometryGroup,
    &kGeometryShapesGroup,
    &kFuzzyMatchGroup,
    &kHstoreGroup,
    &kInetGroup,
    &kIntGroup,
    &kIntarrayGroup,
    &kJsonAccessGroup,
    &kJsonBuildGroup,
    &kJsonChangeGroup,
    &kJsonPathGroup,
    &kJsonPopulateGroup,
    &kLikeGroup,
    &kLtreeGroup,
    &kMacaddrGroup,
    &kMathGroup,
    &kMoneyGroup,
    &kMultirangeGroup,
    &kNumberFormatGroup,
    &kNumericGroup,
    &kPgcryptoGroup,
    &kRangeGroup,
    &kRecordGroup,
    &kRegexGroup,
    &kSeriesGroup,
    &kSystemGroup,
    &kTextFormatGroup,
    &kTextGroup,
    &kEventTriggerGroup,
    &kTextSearchGroup,
    &kTextSearchRankGroup,
    &kTextSearchValuesGroup,
    &kTrigramGroup,
    &kTypeIoGroup,
    &kUnaccentGroup,
    &kTypeWireGroup,
    &kUuidOsspGroup,
    &kWindowGroup,
    &kXmlGroup,
};

// Names and what they mean, grouped by name and found by binary search over hashes; rows of equal
// names keep the order of the groups.
template <class T>
class NameIndex {
 public:
  void add(std::string_view name, const T& value) {
    entries_.push_back({hash_bytes(name), name, value});
  }
  void finish() {
    std::stable_sort(entries_.begin(), entries_.end(), before);
    values_.reserve(entries_.size());
    for (const Entry& entry : entries_) values_.push_back(entry.value);
  }
  std::span<const T> find(std::string_view name) const {
    const Entry key{hash_bytes(name), name, T{}};
    const auto [first, last] = std::equal_range(entries_.begin(), entries_.end(), key, before);
    return std::span<const T>(values_).subspan(static_cast<size_t>(first - entries_.begin()),
                                               static_cast<size_t>(last - first));
  }

 private:
  struct Entry {
    uint64_t hash;
    std::string_view name;
    T value;
  };
  static bool before(const Entry& a, const Entry& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.name < b.name;
  }
  std::vector<Entry> entries_;
  std::vector<T> values_;
};

template <class Row>
class OidIndex {
 public:
  void add(std::span<const Row> rows) {
    for (const Row& row : rows) rows_.push_back(&row);
  }
  void finish() {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Row* a, const Row* b) { return a->oid < b->oid; });
  }
  const Row* find(Oid oid) const {
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), oid,
                                        [](const Row* row, Oid o) { return row->oid < o; });
    return found != rows_.end() && (*found)->oid == oid ? *found : nullptr;
  }
  const std::vector<const Row*>& rows() const { return rows_; }

 private:
  std::vector<const Row*> rows_;
};

struct Index {
  OidIndex<FunctionDef> functions;
  OidIndex<OperatorDef> operators;
  OidIndex<AggregateDef> aggregates;
  OidIndex<SetFunctionDef> set_functions;
  OidIndex<WindowFunctionDef> window_functions;
  std::vector<const CastDef*> casts;  // ordered by source, target
  NameIndex<FunctionCandidate> function_names;
  NameIndex<const OperatorDef*> operator_names;
  std::vector<std::pair<Oid, const char*>> operator_extensions;  // ordered by oid

  Index() {
    for (const FunctionGroup* group : kGroups) {
      functions.add(group->functions);
      operators.add(group->operators);
      aggregates.add(group->aggregates);
      set_functions.add(group->set_functions);
      window_functions.add(group->window_functions);
      for (const CastDef& cast : group->casts) casts.push_back(&cast);
      for (const OperatorDef& op : group->operators) {
        if (group->extension != nullptr) operator_extensions.emplace_back(op.oid, group->extension);
      }
      add_names(group->functions, FunctionCandidate::Kind::kScalar, group->extension);
      add_names(group->aggregates, FunctionCandidate::Kind::kAggregate, group->extension);
      add_names(group->set_functions, FunctionCandidate::Kind::kSet, group->extension);
      add_names(group->window_functions, FunctionCandidate::Kind::kWindow, group->extension);
    }
    function_names.finish();
    for (const OperatorDef* op : operators.rows()) operator_names.add(op->name, op);
    operator_names.finish();
    functions.finish();
    operators.finish();
    aggregates.finish();
    set_functions.finish();
    window_functions.finish();
    std::sort(operator_extensions.begin(), operator_extensions.end());
    std::sort(casts.begin(), casts.end(), [](const CastDef* a, const CastDef* b) {
      return a->source != b->source ? a->source < b->source : a->target < b->target;
    });
  }

  template <class Row>
  void add_names(std::span<const Row> rows, FunctionCandidate::Kind kind, const char* extension) {
    for (const Row& row : rows) {
      if ((row.flags & kHidden) != 0) continue;
      function_names.add(row.name, FunctionCandidate{kind, row.oid, row.result, row.args.span(),
                                                     row.flags, &row, extension});
    }
  }
};

// Made on first use and kept until the process ends.
const Index& index() {
  static const Index* const made = std::make_unique<Index>().release();
  return *made;
}

}  // namespace

std::span<const FunctionGroup* const> function_groups() { return kGroups; }

const FunctionDef* find_function(Oid oid) { return index().functions.find(oid); }
const AggregateDef* find_aggregate(Oid oid) { return index().aggregates.find(oid); }
const SetFunctionDef* find_set_function(Oid oid) { return index().set_functions.find(oid); }
const WindowFunctionDef* find_window_function(Oid oid) {
  return index().window_functions.find(oid);
}
const char* operator_extension(Oid oid) {
  const auto& rows = index().operator_extensions;
  const auto found = std::lower_bound(
      rows.begin(), rows.end(), oid,
      [](const std::pair<Oid, const char*>& row, Oid o) { return row.first < o; });
  return found != rows.end() && found->first == oid ? found->second : nullptr;
}
const OperatorDef* find_operator(Oid oid) { return index().operators.find(oid); }

const CastDef* find_cast(Oid source, Oid target) {
  const auto& casts = index().casts;
  const auto found = std::lower_bound(
      casts.begin(), casts.end(), std::pair(source, target),
      [](const CastDef* cast, const std::pair<Oid, Oid>& key) {
        return cast->source != key.first ? cast->source < key.first : cast->target < key.second;
      });
  return found != casts.end() && (*found)->source == source && (*found)->target == target
             ? *found
             : nullptr;
}

std::span<const FunctionCandidate> find_functions(std::string_view name) {
  return index().function_names.find(name);
}
std::span<const OperatorDef* const> find_operators(std::string_view name) {
  return index().operator_names.find(name);
}

}  // namespace rung
