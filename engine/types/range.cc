#include "types/range.h"

#include <algorithm>

#include "base/bytes.h"
#include "types/array.h"
#include "types/datetime.h"

namespace rung {
namespace {

constexpr uint8_t kEmpty = 1;
constexpr uint8_t kLowerInclusive = 2;
constexpr uint8_t kUpperInclusive = 4;
constexpr uint8_t kLowerInfinite = 8;
constexpr uint8_t kUpperInfinite = 16;

Datum load_bound(StorageClass storage, std::string_view* bytes) {
  uint32_t size = stored_width(storage);
  if (storage == StorageClass::kBytes) {
    if (bytes->size() < 4) throw_corrupted("short range");
    size = load_le<uint32_t>(bytes->data());
    bytes->remove_prefix(4);
  }
  if (size > bytes->size()) throw_corrupted("short range");
  const Datum value = load_stored(storage, bytes->substr(0, size));
  bytes->remove_prefix(size);
  return value;
}

void append_bound(StorageClass storage, const Datum& value, std::string* to) {
  if (storage == StorageClass::kBytes) append_le(*to, value.n);
  append_stored(storage, value, to);
}

std::string bytes_of(StorageClass storage, const Range& range) {
  std::string bytes;
  if (range.empty) {
    bytes.push_back(static_cast<char>(kEmpty));
    return bytes;
  }
  unsigned flags = 0;
  if (range.lower.inclusive) flags |= kLowerInclusive;
  if (range.upper.inclusive) flags |= kUpperInclusive;
  if (range.lower.infinite) flags |= kLowerInfinite;
  if (range.upper.infinite) flags |= kUpperInfinite;
  bytes.push_back(static_cast<char>(flags));
  if (!range.lower.infinite) append_bound(storage, range.lower.value, &bytes);
  if (!range.upper.infinite) append_bound(storage, range.upper.value, &bytes);
  return bytes;
}

bool has_canonical_form(Oid range) {
  return range == oid::kInt4range || range == oid::kInt8range || range == oid::kDaterange;
}

// The next value of a discrete subtype, for a bound that changes from one kind to the other.
void step(Oid range, RangeBound* bound) {
  int64_t& value = bound->value.i;
  if (range == oid::kInt4range) {
    if (value == INT32_MAX) {
      throw_error(sqlstate::numeric_value_out_of_range, "integer out of range");
    }
  } else if (range == oid::kInt8range) {
    if (value == INT64_MAX) {
      throw_error(sqlstate::numeric_value_out_of_range, "bigint out of range");
    }
  } else if (value + 1 >= kDateEnd) {
    throw_error(sqlstate::datetime_field_overflow, "date out of range");
  }
  ++value;
}

bool can_step(Oid range, const RangeBound& bound) {
  if (bound.infinite) return false;
  return range != oid::kDaterange ||
         is_finite_date(bound.value.i);
}

}  // namespace

Range empty_range() {
  Range range;
  range.empty = true;
  range.lower.lower = true;
  return range;
}

Range RangeType::load(const Datum& value) const {
  std::string_view bytes = value.bytes();
  if (bytes.empty()) throw_corrupted("short range");
  const unsigned flags = static_cast<uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  if ((flags & kEmpty) != 0) return empty_range();
  Range result;
  result.lower.lower = true;
  result.lower.infinite = (flags & kLowerInfinite) != 0;
  result.upper.infinite = (flags & kUpperInfinite) != 0;
  result.lower.inclusive = (flags & kLowerInclusive) != 0;
  result.upper.inclusive = (flags & kUpperInclusive) != 0;
  if (!result.lower.infinite) result.lower.value = load_bound(subtype.storage, &bytes);
  if (!result.upper.infinite) result.upper.value = load_bound(subtype.storage, &bytes);
  return result;
}

Datum RangeType::store(const Range& value) const {
  return env.text(bytes_of(subtype.storage, value));
}

Range RangeType::make(RangeBound lower, RangeBound upper) const {
  Range made;
  lower.lower = true;
  upper.lower = false;
  if (lower.infinite) lower.inclusive = false;
  if (upper.infinite) upper.inclusive = false;
  const auto settle = [&] {
    const int order = compare_values_of(lower, upper);
    if (order > 0) {
      throw_error(sqlstate::data_exception,
                  "range lower bound must be less than or equal to range upper bound");
    }
    return order == 0 && !(lower.inclusive && upper.inclusive);
  };
  if (settle()) return empty_range();
  if (has_canonical_form(range.oid)) {
    if (can_step(range.oid, lower) && !lower.inclusive) {
      step(range.oid, &lower);
      lower.inclusive = true;
    }
    if (can_step(range.oid, upper) && upper.inclusive) {
      step(range.oid, &upper);
      upper.inclusive = false;
    }
    if (settle()) return empty_range();
  }
  made.lower = lower;
  made.upper = upper;
  return made;
}

int RangeType::compare_values_of(const RangeBound& a, const RangeBound& b) const {
  if (a.infinite && b.infinite) return a.lower == b.lower ? 0 : a.lower ? -1 : 1;
  if (a.infinite) return a.lower ? -1 : 1;
  if (b.infinite) return b.lower ? 1 : -1;
  return compare_values(env, subtype, a.value, b.value);
}

int RangeType::compare_bounds(const RangeBound& a, const RangeBound& b) const {
  const int order = compare_values_of(a, b);
  if (order != 0 || a.infinite || b.infinite) return order;
  if (!a.inclusive && !b.inclusive) return a.lower == b.lower ? 0 : a.lower ? 1 : -1;
  if (!a.inclusive) return a.lower ? 1 : -1;
  if (!b.inclusive) return b.lower ? -1 : 1;
  return 0;
}

int RangeType::compare(const Range& a, const Range& b) const {
  if (a.empty || b.empty) return a.empty == b.empty ? 0 : a.empty ? -1 : 1;
  const int order = compare_bounds(a.lower, b.lower);
  return order != 0 ? order : compare_bounds(a.upper, b.upper);
}

bool RangeType::contains(const Range& value, const Datum& element) const {
  if (value.empty) return false;
  if (!value.lower.infinite) {
    const int order = compare_values(env, subtype, value.lower.value, element);
    if (order > 0 || (order == 0 && !value.lower.inclusive)) return false;
  }
  if (!value.upper.infinite) {
    const int order = compare_values(env, subtype, value.upper.value, element);
    if (order < 0 || (order == 0 && !value.upper.inclusive)) return false;
  }
  return true;
}

bool RangeType::contains(const Range& outer, const Range& inner) const {
  if (inner.empty) return true;
  if (outer.empty) return false;
  return compare_bounds(outer.lower, inner.lower) <= 0 &&
         compare_bounds(outer.upper, inner.upper) >= 0;
}

bool RangeType::overlaps(const Range& a, const Range& b) const {
  if (a.empty || b.empty) return false;
  return compare_bounds(a.lower, b.upper) <= 0 && compare_bounds(b.lower, a.upper) <= 0;
}

bool RangeType::adjoins(const RangeBound& upper, const RangeBound& lower) const {
  const int order = compare_values_of(upper, lower);
  if (order == 0) return upper.inclusive != lower.inclusive;
  if (order > 0 || !has_canonical_form(range.oid)) return false;
  // Adjacent if nothing lies in between.
  RangeBound from = upper;
  RangeBound to = lower;
  from.inclusive = !from.inclusive;
  to.inclusive = !to.inclusive;
  return make(from, to).empty;
}

bool RangeType::adjacent(const Range& a, const Range& b) const {
  if (a.empty || b.empty) return false;
  return adjoins(a.upper, b.lower) || adjoins(b.upper, a.lower);
}

bool RangeType::before(const Range& a, const Range& b) const {
  return !a.empty && !b.empty && compare_bounds(a.upper, b.lower) < 0;
}

Range RangeType::unite(const Range& a, const Range& b, bool strict) const {
  if (a.empty) return b;
  if (b.empty) return a;
  if (strict && !overlaps(a, b) && !adjacent(a, b)) {
    throw_error(sqlstate::data_exception, "result of range union would not be contiguous");
  }
  return make(compare_bounds(a.lower, b.lower) < 0 ? a.lower : b.lower,
              compare_bounds(a.upper, b.upper) > 0 ? a.upper : b.upper);
}

Range RangeType::intersect(const Range& a, const Range& b) const {
  if (!overlaps(a, b)) return empty_range();
  return make(compare_bounds(a.lower, b.lower) >= 0 ? a.lower : b.lower,
              compare_bounds(a.upper, b.upper) <= 0 ? a.upper : b.upper);
}

void RangeType::subtract(const Range& a, const Range& b, Range* below, Range* above) const {
  *below = *above = empty_range();
  if (a.empty) return;
  if (b.empty || compare_bounds(a.upper, b.lower) < 0) {
    *below = a;
    return;
  }
  if (compare_bounds(a.lower, b.upper) > 0) {
    *above = a;
    return;
  }
  if (compare_bounds(a.lower, b.lower) < 0) {
    RangeBound upper = b.lower;
    upper.inclusive = !upper.inclusive;
    *below = make(a.lower, upper);
  }
  if (compare_bounds(a.upper, b.upper) > 0) {
    RangeBound lower = b.upper;
    lower.inclusive = !lower.inclusive;
    *above = make(lower, a.upper);
  }
}

std::vector<Range> RangeType::load_all(const Datum& value) const {
  std::string_view bytes = value.bytes();
  if (bytes.size() < 4) throw_corrupted("short multirange");
  const uint32_t count = load_le<uint32_t>(bytes.data());
  bytes.remove_prefix(4);
  std::vector<Range> ranges;
  for (uint32_t i = 0; i < count; ++i) {
    if (bytes.size() < 4) throw_corrupted("short multirange");
    const uint32_t size = load_le<uint32_t>(bytes.data());
    bytes.remove_prefix(4);
    if (size > bytes.size()) throw_corrupted("short multirange");
    ranges.push_back(load(Datum::of_bytes(bytes.substr(0, size))));
    bytes.remove_prefix(size);
  }
  return ranges;
}

Datum RangeType::store_all(const std::vector<Range>& ranges) const {
  std::string bytes;
  append_le(bytes, static_cast<uint32_t>(ranges.size()));
  for (const Range& value : ranges) {
    const std::string one = bytes_of(subtype.storage, value);
    append_le(bytes, static_cast<uint32_t>(one.size()));
    bytes += one;
  }
  return env.text(bytes);
}

void RangeType::normalize(std::vector<Range>* ranges) const {
  std::erase_if(*ranges, [](const Range& value) { return value.empty; });
  std::sort(ranges->begin(), ranges->end(),
            [&](const Range& a, const Range& b) { return compare(a, b) < 0; });
  size_t kept = 0;
  for (size_t i = 1; i < ranges->size(); ++i) {
    Range& last = (*ranges)[kept];
    const Range& next = (*ranges)[i];
    if (overlaps(last, next) || adjacent(last, next)) {
      last = unite(last, next, false);
    } else {
      (*ranges)[++kept] = next;
    }
  }
  if (!ranges->empty()) ranges->resize(kept + 1);
}

}  // namespace rung
