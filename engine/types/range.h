// Ranges and multiranges over any ordered subtype: how one is laid out in bytes, the bounds as a
// struct to compute with, and the set operations that operators, aggregates and constraints share.
// Functions of SQL are in functions/range.cc and functions/multirange.cc; text forms, order, hash
// and keys in range_ops.cc and multirange_ops.cc.
//
// Invariants of a stored range: the lower bound is at most the upper one; a range of no points is
// the empty range; an infinite bound is exclusive; int4range, int8range and daterange hold [a,b).
// Of a stored multirange: its ranges are not empty, ascending, and neither overlap nor adjoin.
//
// Format of a range: u8 flags (1 empty, 2 lower inclusive, 4 upper inclusive, 8 lower infinite,
// 16 upper infinite), then each finite bound: fixed-width subtypes as a row stores them, others
// u32 length and bytes. Of a multirange: u32 count, then u32 length and bytes of each range.
//
// Loading checks what it reads (XX001), as the bytes may come from disk. Not shared between threads.
#pragma once

#include <string>
#include <vector>

#include "types/type.h"

namespace rung {

struct RangeBound {
  Datum value;
  bool infinite = false;
  bool inclusive = false;
  bool lower = false;  // which side it bounds
};

struct Range {
  RangeBound lower;
  RangeBound upper;
  bool empty = false;
};

// A range type with what computing with it needs, looked up once a call.
struct RangeType {
  TypeEnv& env;
  const TypeInfo& range;
  const TypeInfo& subtype;
  RangeType(TypeEnv& type_env, const TypeInfo& range_type)
      : env(type_env), range(range_type), subtype(type_env.type(range_type.element_oid)) {}

  Range load(const Datum& value) const;
  Datum store(const Range& range) const;  // into env.arena
  // Checks the order of the bounds (22000), finds emptiness, applies the canonical form.
  Range make(RangeBound lower, RangeBound upper) const;

  int compare_values_of(const RangeBound& a, const RangeBound& b) const;  // inclusiveness aside
  int compare_bounds(const RangeBound& a, const RangeBound& b) const;
  int compare(const Range& a, const Range& b) const;

  bool contains(const Range& range, const Datum& element) const;
  bool contains(const Range& outer, const Range& inner) const;
  bool overlaps(const Range& a, const Range& b) const;
  bool adjoins(const RangeBound& upper, const RangeBound& lower) const;
  bool adjacent(const Range& a, const Range& b) const;
  bool before(const Range& a, const Range& b) const;
  Range unite(const Range& a, const Range& b, bool strict) const;
  Range intersect(const Range& a, const Range& b) const;
  // What of `a` is below, and what above `b`; both may be empty.
  void subtract(const Range& a, const Range& b, Range* below, Range* above) const;

  // Multiranges.
  std::vector<Range> load_all(const Datum& value) const;
  Datum store_all(const std::vector<Range>& ranges) const;
  // Sorted, without empty ranges, with those that overlap or adjoin made one.
  void normalize(std::vector<Range>* ranges) const;
};

Range empty_range();

// The multirange over a range type; TypeInfo keeps it where a domain has its base.
inline Oid multirange_of(const TypeInfo& range) { return range.base_oid; }

// A bound of a range, read from and written as text in the style of composite values.
void append_range_text(const RangeType& type, const Range& range, std::string* to);
Datum range_from_text(TypeEnv& env, const TypeInfo& type, std::string_view text);

// Order-preserving bytes and hash of one range, for both kinds of type.
void append_range_key(const RangeType& type, const Range& range, std::string* to);
uint64_t hash_range(const RangeType& type, const Range& range);

}  // namespace rung
