// Values that live longer than a statement: what a function's variables hold.
#pragma once

#include <string>
#include <vector>

#include "expr/query.h"
#include "types/type.h"

namespace rung::plpgsql {

// A Datum that owns its bytes.
class Value {
 public:
  Value() = default;
  Value(const Value& other) { *this = other; }
  Value& operator=(const Value& other) {
    by_value_ = other.by_value_;
    bytes_ = other.bytes_;
    datum_ = other.datum_;
    point();
    return *this;
  }
  void set(StorageClass storage, const Datum& datum) {
    by_value_ = datum.null || is_by_value(storage);
    if (!by_value_) {
      bytes_.assign(datum.p, datum.n);
    } else {
      bytes_.clear();
    }
    datum_ = datum;
    point();
  }
  void clear() {
    bytes_.clear();
    datum_ = Datum();
    by_value_ = true;
  }
  // Before it is kept for another run.
  void release_large() {
    constexpr size_t kKeptBytesMax = 4096;
    if (bytes_.capacity() <= kKeptBytesMax) return;
    clear();
    bytes_ = std::string();
  }
  const Datum& get() const { return datum_; }

 private:
  void point() {
    if (!by_value_) datum_.p = bytes_.data();
  }

  Datum datum_;
  std::string bytes_;
  bool by_value_ = true;
};

// A row with named fields. `type` is the composite type it belongs to, or oid::kRecord.
struct Record {
  bool assigned = false;  // its shape is known
  bool null = true;       // the row as a whole
  Oid type = oid::kRecord;
  std::vector<Column> fields;  // a dropped column keeps its place with an empty name
  std::vector<StorageClass> storage;
  std::vector<Value> values;

  int find(std::string_view name) const {
    for (size_t i = 0; i < fields.size(); ++i) {
      if (!name.empty() && fields[i].name == name) return static_cast<int>(i);
    }
    return -1;
  }
};

}  // namespace rung::plpgsql
