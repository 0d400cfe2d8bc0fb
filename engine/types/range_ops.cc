// Ranges as a type: text form, order, hash, keys and wire form.
#include "base/bytes.h"
#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/ops_util.h"
#include "types/range.h"

namespace rung {
namespace {

// Reads '[1,5)', 'empty', '("a b","c""d"]'.
class RangeReader {
 public:
  RangeReader(const RangeType& type, std::string_view text) : type_(type), text_(text) {}

  Range read() {
    skip_space();
    if (equals_ignore_case(text_.substr(at_, 5), "empty")) {
      at_ += 5;
      skip_space();
      if (at_ < text_.size()) malformed("Junk after \"empty\" key word.");
      return empty_range();
    }
    RangeBound lower;
    RangeBound upper;
    lower.lower = true;
    if (peek() != '[' && peek() != '(') malformed("Missing left parenthesis or bracket.");
    lower.inclusive = text_[at_++] == '[';
    const bool has_lower = read_bound();
    std::string lower_text = std::move(item_);
    if (peek() != ',') malformed("Missing comma after lower bound.");
    ++at_;
    const bool has_upper = read_bound();
    if (peek() != ']' && peek() != ')') malformed("Too many commas.");
    upper.inclusive = text_[at_++] == ']';
    skip_space();
    if (at_ < text_.size()) malformed("Junk after right parenthesis or bracket.");
    set(&lower, has_lower, lower_text);
    set(&upper, has_upper, item_);
    return type_.make(lower, upper);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  [[noreturn]] void malformed(const char* detail) const {
    throw_error(Error(sqlstate::invalid_text_representation,
                      "malformed range literal: \"" + std::string(text_) + "\"")
                    .with_detail(detail));
  }
  void set(RangeBound* bound, bool present, std::string_view text) const {
    bound->infinite = !present;
    if (present) bound->value = type_.subtype.ops->input(type_.env, type_.subtype, text, -1);
  }

  // Into item_; false when there is none, which means infinite.
  bool read_bound() {
    item_.clear();
    if (peek() == ',' || peek() == ')' || peek() == ']') return false;
    bool quoted = false;
    for (;;) {
      if (at_ >= text_.size()) malformed("Unexpected end of input.");
      const char c = text_[at_];
      if (!quoted && (c == ',' || c == ')' || c == ']')) return true;
      ++at_;
      if (c == '\\') {
        if (at_ >= text_.size()) malformed("Unexpected end of input.");
        item_.push_back(text_[at_++]);
      } else if (c == '"') {
        if (!quoted) {
          quoted = true;
        } else if (peek() == '"') {
          item_.push_back(text_[at_++]);
        } else {
          quoted = false;
        }
      } else {
        item_.push_back(c);
      }
    }
  }

  const RangeType& type_;
  std::string_view text_;
  size_t at_ = 0;
  std::string item_;
};

void append_bound_text(const RangeType& type, const RangeBound& bound, std::string* to) {
  if (bound.infinite) return;
  std::string text;
  type.subtype.ops->output(type.env, type.subtype, bound.value, &text);
  bool quote = text.empty();
  for (const char c : text) {
    quote |= c == '"' || c == '\\' || c == '(' || c == ')' || c == '[' || c == ']' || c == ',' ||
             is_space(c);
  }
  if (!quote) {
    *to += text;
    return;
  }
  to->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') to->push_back(c);
    to->push_back(c);
  }
  to->push_back('"');
}

void append_bound_key(const RangeType& type, const RangeBound& bound, std::string* to) {
  if (bound.infinite) {
    to->push_back(bound.lower ? '\0' : '\2');
    return;
  }
  to->push_back('\1');
  if (type.subtype.ops->encode_key == nullptr) compare_values(type.env, type.subtype, {}, {});
  type.subtype.ops->encode_key(type.env, type.subtype, bound.value, to);
  to->push_back(bound.inclusive == bound.lower ? '\0' : '\1');
}

Datum range_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t) {
  return range_from_text(env, type, text);
}
void range_output(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const RangeType range(env, type);
  append_range_text(range, range.load(value), to);
}
int range_compare(TypeEnv& env, const TypeInfo& type, const Datum& a, const Datum& b) {
  const RangeType range(env, type);
  return range.compare(range.load(a), range.load(b));
}
uint64_t range_hash(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  const RangeType range(env, type);
  return hash_range(range, range.load(value));
}
void range_encode(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const RangeType range(env, type);
  append_range_key(range, range.load(value), to);
}

constexpr uint8_t kWireEmpty = 1, kWireLowerInclusive = 2, kWireUpperInclusive = 4,
                  kWireLowerInfinite = 8, kWireUpperInfinite = 16;

void range_send(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const RangeType range(env, type);
  const Range v = range.load(value);
  if (range.subtype.ops->send == nullptr) {
    throw_unsupported("binary output of " + std::string(range.subtype.name));
  }
  unsigned flags = 0;
  if (v.empty) {
    flags = kWireEmpty;
  } else {
    if (v.lower.inclusive) flags |= kWireLowerInclusive;
    if (v.upper.inclusive) flags |= kWireUpperInclusive;
    if (v.lower.infinite) flags |= kWireLowerInfinite;
    if (v.upper.infinite) flags |= kWireUpperInfinite;
  }
  to->push_back(static_cast<char>(flags));
  if (v.empty) return;
  for (const RangeBound* bound : {&v.lower, &v.upper}) {
    if (bound->infinite) continue;
    std::string bytes;
    range.subtype.ops->send(env, range.subtype, bound->value, &bytes);
    append_be(*to, static_cast<int32_t>(bytes.size()));
    *to += bytes;
  }
}

Datum range_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t) {
  const RangeType range(env, type);
  if (range.subtype.ops->receive == nullptr) {
    throw_unsupported("binary input of " + std::string(range.subtype.name));
  }
  const auto bad = [] {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  };
  if (bytes.empty()) bad();
  const unsigned flags = static_cast<uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  if ((flags & kWireEmpty) != 0) return range.store(empty_range());
  RangeBound bounds[2];
  for (int i = 0; i < 2; ++i) {
    RangeBound& bound = bounds[i];
    bound.lower = i == 0;
    bound.infinite = (flags & (i == 0 ? kWireLowerInfinite : kWireUpperInfinite)) != 0;
    bound.inclusive = (flags & (i == 0 ? kWireLowerInclusive : kWireUpperInclusive)) != 0;
    if (bound.infinite) continue;
    if (bytes.size() < 4) bad();
    const uint32_t size = load_be<uint32_t>(bytes.data());
    bytes.remove_prefix(4);
    if (size > bytes.size()) bad();
    bound.value = range.subtype.ops->receive(env, range.subtype, bytes.substr(0, size), -1);
    bytes.remove_prefix(size);
  }
  return range.store(range.make(bounds[0], bounds[1]));
}

}  // namespace

void append_range_text(const RangeType& type, const Range& range, std::string* to) {
  if (range.empty) {
    *to += "empty";
    return;
  }
  to->push_back(range.lower.inclusive ? '[' : '(');
  append_bound_text(type, range.lower, to);
  to->push_back(',');
  append_bound_text(type, range.upper, to);
  to->push_back(range.upper.inclusive ? ']' : ')');
}

Datum range_from_text(TypeEnv& env, const TypeInfo& type, std::string_view text) {
  const RangeType range(env, type);
  return range.store(RangeReader(range, text).read());
}

// A marker of emptiness, then the bounds; an exclusive lower bound follows an inclusive one of the
// same value, an exclusive upper bound precedes it.
void append_range_key(const RangeType& type, const Range& range, std::string* to) {
  to->push_back(range.empty ? '\0' : '\1');
  if (range.empty) return;
  append_bound_key(type, range.lower, to);
  append_bound_key(type, range.upper, to);
}

uint64_t hash_range(const RangeType& type, const Range& range) {
  if (range.empty) return hash_u64(1);
  uint64_t hash = hash_u64(2);
  for (const RangeBound* bound : {&range.lower, &range.upper}) {
    const uint64_t kind = bound->infinite ? 0 : bound->inclusive ? 1 : 2;
    hash = hash_mix(hash, hash_u64(kind));
    if (!bound->infinite) hash = hash_mix(hash, hash_value(type.env, type.subtype, bound->value));
  }
  return hash;
}

const TypeOps kRangeOps = {
    .input = range_input,
    .output = range_output,
    .compare = range_compare,
    .hash = range_hash,
    .encode_key = range_encode,
    .receive = range_receive,
    .send = range_send,
};

}  // namespace rung
