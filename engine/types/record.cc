#include "types/record.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"

namespace rung {

namespace {
constexpr size_t kHeaderBytes = 12;
constexpr size_t kSlotBytes = 12;
}  // namespace

RecordView::RecordView(const Datum& record) {
  if (record.n < kHeaderBytes) throw_corrupted("short record");
  type_oid_ = load_le<uint32_t>(record.p);
  typmod_ = load_le<int32_t>(record.p + 4);
  size_ = load_le<uint32_t>(record.p + 8);
  if (size_ > (record.n - kHeaderBytes) / kSlotBytes) throw_corrupted("record fields");
  slots_ = record.p + kHeaderBytes;
  data_ = slots_ + size_ * kSlotBytes;
  data_bytes_ = record.n - kHeaderBytes - size_ * kSlotBytes;
}

Oid RecordView::field_oid(uint32_t index) const {
  return load_le<uint32_t>(slots_ + index * kSlotBytes);
}

Datum RecordView::field(uint32_t index) const {
  if (index >= size_) return {};
  const char* slot = slots_ + index * kSlotBytes;
  if (slot[5] != 0) return {};
  const auto storage = static_cast<uint8_t>(slot[4]);
  if (storage > static_cast<uint8_t>(StorageClass::kBytes)) throw_corrupted("record field");
  const uint32_t from = index == 0 ? 0 : load_le<uint32_t>(slot - kSlotBytes + 8);
  const uint32_t end = load_le<uint32_t>(slot + 8);
  if (from > end || end > data_bytes_ ||
      end - from < stored_width(static_cast<StorageClass>(storage))) {
    throw_corrupted("record field");
  }
  return load_stored(static_cast<StorageClass>(storage), {data_ + from, end - from});
}

void RecordBuilder::add(Oid type, StorageClass storage, const Datum& value) {
  if (!value.null) append_stored(storage, value, &data_);
  if (data_.size() > 0x3FFFFFFF) {
    throw_error(sqlstate::program_limit_exceeded, "row is too big");
  }
  append_le(slots_, type);
  slots_.push_back(static_cast<char>(storage));
  slots_.push_back(value.null ? '\1' : '\0');
  append_le(slots_, uint16_t{0});
  append_le(slots_, static_cast<uint32_t>(data_.size()));
  ++size_;
}

Datum RecordBuilder::finish(Arena& arena) const {
  const size_t bytes = kHeaderBytes + slots_.size() + data_.size();
  char* const start = arena.allocate_bytes(bytes);
  store_le(start, type_oid_);
  store_le(start + 4, typmod_);
  store_le(start + 8, size_);
  std::memcpy(start + kHeaderBytes, slots_.data(), slots_.size());
  std::memcpy(start + kHeaderBytes + slots_.size(), data_.data(), data_.size());
  return Datum::of_bytes({start, bytes});
}

Datum retype_record(Arena& arena, const Datum& record, Oid type) {
  const RecordView checked(record);
  if (checked.type_oid() == type) return record;
  char* const start = arena.allocate_bytes(record.n);
  std::memcpy(start, record.p, record.n);
  store_le(start, type);
  return Datum::of_bytes({start, record.n});
}

namespace {

// Reads '(a,"b c",)' by the fields of a composite type.
class RecordReader {
 public:
  RecordReader(TypeEnv& env, const TypeInfo& type, std::string_view text)
      : env_(env), type_(type), text_(text), builder_(type.oid) {}

  Datum read() {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != '(') malformed("Missing left parenthesis.");
    ++at_;
    bool first = true;
    for (const CompositeField& field : *type_.fields) {
      if (field.dropped) {
        builder_.add_dropped();
        continue;
      }
      if (!first) {
        if (at_ < text_.size() && text_[at_] == ',') {
          ++at_;
        } else {
          malformed("Too few columns.");
        }
      }
      first = false;
      const TypeInfo& type = env_.type(field.type);
      if (at_ < text_.size() && (text_[at_] == ',' || text_[at_] == ')')) {
        builder_.add(type, Datum());
        continue;
      }
      read_item();
      builder_.add(type, type.ops->input(env_, type, item_, field.typmod));
    }
    if (at_ >= text_.size() || text_[at_] != ')') malformed("Too many columns.");
    ++at_;
    skip_space();
    if (at_ < text_.size()) malformed("Junk after right parenthesis.");
    return builder_.finish(*env_.arena);
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  [[noreturn]] void malformed(std::string detail) const {
    throw_error(Error(sqlstate::invalid_text_representation,
                      "malformed record literal: \"" + std::string(text_) + "\"")
                    .with_detail(std::move(detail)));
  }
  void read_item() {
    item_.clear();
    bool in_quotes = false;
    for (;; ++at_) {
      if (at_ >= text_.size()) malformed("Unexpected end of input.");
      const char c = text_[at_];
      if (!in_quotes && (c == ',' || c == ')')) return;
      if (c == '\\') {
        if (++at_ >= text_.size()) malformed("Unexpected end of input.");
        item_.push_back(text_[at_]);
      } else if (c == '"') {
        if (!in_quotes) {
          in_quotes = true;
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          item_.push_back(c);
          ++at_;
        } else {
          in_quotes = false;
        }
      } else {
        item_.push_back(c);
      }
    }
  }

  TypeEnv& env_;
  const TypeInfo& type_;
  std::string_view text_;
  RecordBuilder builder_;
  std::string item_;
  size_t at_ = 0;
};

Datum record_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t) {
  if (type.fields == nullptr) {
    throw_error(sqlstate::feature_not_supported,
                "input of anonymous composite types is not implemented");
  }
  return RecordReader(env, type, text).read();
}

void record_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const RecordView record(value);
  to->push_back('(');
  bool first = true;
  std::string text;
  for (uint32_t i = 0; i < record.size(); ++i) {
    const Oid oid = record.field_oid(i);
    if (oid == kNoOid) continue;
    if (!first) to->push_back(',');
    first = false;
    const Datum field = record.field(i);
    if (field.null) continue;
    const TypeInfo& type = env.type(oid);
    text.clear();
    type.ops->output(env, type, field, &text);
    bool quotes = text.empty();
    for (const char c : text) {
      quotes |= c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || is_space(c);
    }
    if (!quotes) {
      *to += text;
      continue;
    }
    to->push_back('"');
    for (const char c : text) {
      if (c == '"' || c == '\\') to->push_back(c);
      to->push_back(c);
    }
    to->push_back('"');
  }
  to->push_back(')');
}

int record_compare(TypeEnv& env, const TypeInfo&, const Datum& left, const Datum& right) {
  const RecordView a(left);
  const RecordView b(right);
  uint32_t i = 0;
  uint32_t j = 0;
  for (int column = 1;; ++column, ++i, ++j) {
    while (i < a.size() && a.field_oid(i) == kNoOid) ++i;
    while (j < b.size() && b.field_oid(j) == kNoOid) ++j;
    if (i >= a.size() || j >= b.size()) break;
    if (a.field_oid(i) != b.field_oid(j)) {
      throw_error(sqlstate::datatype_mismatch,
                  "cannot compare dissimilar column types " + format_type(env, a.field_oid(i), -1) +
                      " and " + format_type(env, b.field_oid(j), -1) + " at record column " +
                      std::to_string(column));
    }
    const Datum x = a.field(i);
    const Datum y = b.field(j);
    const TypeInfo& type = env.type(a.field_oid(i));
    if (x.null || y.null) {
      if (x.null != y.null) return x.null ? 1 : -1;
      continue;
    }
    if (const int order = compare_values(env, type, x, y); order != 0) return order;
  }
  if (i < a.size() || j < b.size()) {
    throw_error(sqlstate::datatype_mismatch,
                "cannot compare record types with different numbers of columns");
  }
  return 0;
}

uint64_t record_hash(TypeEnv& env, const TypeInfo&, const Datum& value) {
  const RecordView record(value);
  uint64_t hash = 0;
  for (uint32_t i = 0; i < record.size(); ++i) {
    const Oid oid = record.field_oid(i);
    if (oid == kNoOid) continue;
    const Datum field = record.field(i);
    hash = hash_mix(hash, field.null ? 0 : hash_value(env, env.type(oid), field));
  }
  return hash;
}

void record_encode(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const RecordView record(value);
  for (uint32_t i = 0; i < record.size(); ++i) {
    const Oid oid = record.field_oid(i);
    if (oid != kNoOid) append_key(env, env.type(oid), record.field(i), KeyOrder{}, to);
  }
  to->push_back('\0');
}

void record_send(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const RecordView record(value);
  uint32_t count = 0;
  for (uint32_t i = 0; i < record.size(); ++i) count += record.field_oid(i) != kNoOid ? 1U : 0U;
  append_be(*to, count);
  std::string bytes;
  for (uint32_t i = 0; i < record.size(); ++i) {
    const Oid oid = record.field_oid(i);
    if (oid == kNoOid) continue;
    append_be(*to, oid);
    const Datum field = record.field(i);
    if (field.null) {
      append_be(*to, int32_t{-1});
      continue;
    }
    const TypeInfo& type = env.type(oid);
    if (type.ops->send == nullptr) throw_unsupported("binary output of " + std::string(type.name));
    bytes.clear();
    type.ops->send(env, type, field, &bytes);
    append_be(*to, static_cast<int32_t>(bytes.size()));
    *to += bytes;
  }
}

}  // namespace

const TypeOps kRecordOps = {
    .input = record_input,
    .output = record_output,
    .compare = record_compare,
    .hash = record_hash,
    .encode_key = record_encode,
    .send = record_send,
};

}  // namespace rung
