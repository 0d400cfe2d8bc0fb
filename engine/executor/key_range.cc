#include "executor/key_range.h"

#include <algorithm>

#include "executor/array_values.h"

namespace rung::executor {
namespace {

using planner::CondKind;

std::vector<Expr*> values_of(const planner::Plan& plan) {
  std::vector<Expr*> exprs;
  for (const planner::IndexCond& cond : plan.conds) {
    if (cond.value != nullptr) exprs.push_back(cond.value);
  }
  return exprs;
}

// The first string after all those that begin with `prefix`; false when there is none.
bool after_prefix(std::string* prefix) {
  while (!prefix->empty() && static_cast<unsigned char>(prefix->back()) == 0xFF) prefix->pop_back();
  if (prefix->empty()) return false;
  prefix->back() = static_cast<char>(static_cast<unsigned char>(prefix->back()) + 1);
  return true;
}

KeyRange prefix_range(const std::string& prefix) {
  KeyRange range{prefix, prefix, false};
  range.open_end = !after_prefix(&range.end);
  return range;
}

}  // namespace

KeyRangeMaker::KeyRangeMaker(Runtime& runtime, const catalog::Relation& index,
                             const planner::Plan& plan, Arena* arena)
    : runtime_(runtime), plan_(plan), arena_(arena), values_(runtime, values_of(plan), arena) {
  for (const catalog::IndexKey& key : index.index->keys) {
    types_.push_back(&runtime.context().catalog->type(key.type));
    orders_.push_back({key.descending, key.nulls_first});
  }
}

// Integer keys compare with integers of any width: a value the key cannot hold decides by itself.
KeyRangeMaker::Fit KeyRangeMaker::fit(size_t column, Oid value_type, const Datum& value) const {
  const TypeInfo& type = *types_[column];
  if (type.oid == value_type) return Fit::kFits;
  int64_t low = INT64_MIN, high = INT64_MAX;
  if (type.oid == oid::kInt2) {
    low = INT16_MIN;
    high = INT16_MAX;
  } else if (type.oid == oid::kInt4) {
    low = INT32_MIN;
    high = INT32_MAX;
  } else {
    return Fit::kFits;
  }
  return value.i < low ? Fit::kBelow : value.i > high ? Fit::kAbove : Fit::kFits;
}

void KeyRangeMaker::append_value(size_t column, const Datum& value, std::string* to) {
  TypeEnv env = runtime_.env(arena_);
  append_key(env, *types_[column], value, orders_[column], to);
}

void KeyRangeMaker::make(std::vector<KeyRange>* ranges) {
  ranges->clear();
  current_.assign(plan_.conds.size(), Datum());
  size_t next = 0;
  for (size_t i = 0; i < plan_.conds.size(); ++i) {
    const planner::IndexCond& cond = plan_.conds[i];
    if (cond.value == nullptr) continue;
    current_[i] = values_.row(next++, 0);
    if (current_[i].null) return;
  }
  extend(std::string(), 0, ranges);
}

void KeyRangeMaker::extend(const std::string& prefix, size_t column,
                           std::vector<KeyRange>* ranges) {
  const planner::IndexCond* found = nullptr;
  size_t at = 0;
  for (size_t i = 0; i < plan_.conds.size(); ++i) {
    const planner::IndexCond& cond = plan_.conds[i];
    if (cond.column != column) continue;
    if (cond.kind == CondKind::kEqual || cond.kind == CondKind::kAny ||
        cond.kind == CondKind::kIsNull) {
      found = &cond;
      at = i;
      break;
    }
    if (found == nullptr) {
      found = &cond;
      at = i;
    }
  }
  if (found == nullptr) {
    ranges->push_back(prefix_range(prefix));
    return;
  }
  std::string longer = prefix;
  switch (found->kind) {
    case CondKind::kEqual:
      if (fit(column, found->value->type, current_[at]) != Fit::kFits) return;
      append_value(column, current_[at], &longer);
      extend(longer, column + 1, ranges);
      return;
    case CondKind::kIsNull:
      append_value(column, Datum(), &longer);
      extend(longer, column + 1, ranges);
      return;
    case CondKind::kAny: {
      std::vector<std::string> keys;
      for (const Datum& element : array_elements(current_[at])) {
        if (element.null) continue;
        const Oid element_type = runtime_.context().catalog->type(found->value->type).element_oid;
        if (fit(column, element_type, element) != Fit::kFits) continue;
        std::string key = prefix;
        append_value(column, element, &key);
        keys.push_back(std::move(key));
      }
      std::sort(keys.begin(), keys.end());
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
      for (const std::string& key : keys) extend(key, column + 1, ranges);
      return;
    }
    default: {
      KeyRange range;
      if (bound_range(prefix, column, &range)) ranges->push_back(std::move(range));
    }
  }
}

// The range of all bounds on one column. Bytes of a descending column run the other way.
bool KeyRangeMaker::bound_range(const std::string& prefix, size_t column, KeyRange* range) {
  std::string null_key = prefix;
  append_value(column, Datum(), &null_key);
  // Everything that is not NULL, on its side of the NULL entries.
  const bool nulls_lead = orders_[column].nulls_first;
  *range = prefix_range(prefix);
  if (nulls_lead) {
    range->begin = null_key;
    if (!after_prefix(&range->begin)) return false;
  } else {
    range->end = null_key;
    range->open_end = false;
  }
  for (size_t i = 0; i < plan_.conds.size(); ++i) {
    const planner::IndexCond& cond = plan_.conds[i];
    if (cond.column != column || cond.value == nullptr) continue;
    const bool wants_greater =
        cond.kind == CondKind::kGreater || cond.kind == CondKind::kGreaterEqual;
    const Fit fits = fit(column, cond.value->type, current_[i]);
    if (fits != Fit::kFits) {
      // Below all keys: "greater" holds for every key, "less" for none; above: the other way round.
      if ((fits == Fit::kBelow) == wants_greater) continue;
      return false;
    }
    const bool inclusive =
        cond.kind == CondKind::kGreaterEqual || cond.kind == CondKind::kLessEqual;
    std::string key = prefix;
    append_value(column, current_[i], &key);
    const bool is_begin = wants_greater != orders_[column].descending;
    bool exists = true;
    if (is_begin != inclusive) exists = after_prefix(&key);
    if (is_begin) {
      if (!exists) return false;
      if (key > range->begin) range->begin = std::move(key);
    } else if (exists && (range->open_end || key < range->end)) {
      range->end = std::move(key);
      range->open_end = false;
    }
  }
  return range->open_end || range->begin < range->end;
}

}  // namespace rung::executor
