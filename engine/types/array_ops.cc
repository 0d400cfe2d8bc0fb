// Arrays as a type: text form, order, hash, keys and wire form, for elements of any type.
#include "base/bytes.h"
#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"

namespace rung {
namespace {

// Reads '{1,NULL,"a b"}' and '[2:3]={…}'. Nesting is bounded by the number of dimensions, and kept
// in small arrays rather than on the stack.
class ArrayReader {
 public:
  ArrayReader(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t typmod)
      : env_(env),
        element_(env.type(type.element_oid)),
        text_(text),
        delimiter_(element_.delimiter),
        typmod_(typmod),
        builder_(element_) {}

  Datum read() {
    const int declared = read_dimensions();
    if (declared > 0) {
      if (peek() != '=') malformed("Missing \"=\" after array dimensions.");
      ++at_;
      skip_space();
      if (peek() != '{') malformed("Array contents must start with \"{\".");
    } else if (peek() != '{') {
      malformed("Array value must start with \"{\" or dimension information.");
    }
    read_contents();
    skip_space();
    if (at_ != text_.size()) malformed("Junk after closing right brace.");
    if (declared > 0) {
      bool same = declared == found_dimensions_;
      for (int d = 0; same && d < declared; ++d) same = lengths_[d] == found_[d];
      if (!same) malformed("Specified array dimensions do not match array contents.");
    }
    if (builder_.size() == 0) return builder_.finish(*env_.arena);
    return builder_.finish(*env_.arena, found_dimensions_, found_, lowers_);
  }

 private:
  enum class State {
    kNoLevel, kLevelStarted, kElement, kQuoted, kQuotedDone, kElementDelimited, kLevelDone,
    kLevelDelimited
  };

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  [[noreturn]] void malformed(std::string detail) const {
    throw_error(Error(sqlstate::invalid_text_representation,
                      "malformed array literal: \"" + std::string(text_) + "\"")
                    .with_detail(std::move(detail)));
  }
  [[noreturn]] void unexpected(char c) const {
    malformed(std::string("Unexpected \"") + c + "\" character.");
  }

  bool read_bound(int32_t* bound) {
    const size_t start = at_;
    if (peek() == '-' || peek() == '+') ++at_;
    const size_t digits = at_;
    int64_t value = 0;
    while (is_digit(peek())) {
      value = value * 10 + (peek() - '0');
      if (value > INT32_MAX) {
        throw_error(sqlstate::numeric_value_out_of_range, "array bound is out of range");
      }
      ++at_;
    }
    if (at_ == digits) {
      at_ = start;
      return false;
    }
    *bound = static_cast<int32_t>(text_[start] == '-' ? -value : value);
    return true;
  }

  int read_dimensions() {
    int dimensions = 0;
    for (;; ++dimensions) {
      skip_space();
      if (peek() != '[') return dimensions;
      ++at_;
      if (dimensions >= kArrayDimensionsMax) throw_too_many_dimensions(dimensions + 1);
      int32_t first = 0;
      if (!read_bound(&first)) {
        malformed("\"[\" must introduce explicitly-specified array dimensions.");
      }
      int32_t last = first;
      if (peek() == ':') {
        ++at_;
        if (!read_bound(&last)) malformed("Missing array dimension value.");
      } else {
        first = 1;
      }
      if (peek() != ']') malformed("Missing \"]\" after array dimensions.");
      ++at_;
      if (last < first) {
        throw_error(sqlstate::array_subscript_error,
                    "upper bound cannot be less than lower bound");
      }
      const int64_t length = int64_t{last} - first + 1;
      if (length > kArrayElementsMax) throw_array_too_large();
      lengths_[dimensions] = static_cast<int32_t>(length);
      lowers_[dimensions] = first;
    }
  }

  void end_element() {
    if (state_ != State::kElement && state_ != State::kQuotedDone) return;
    if (state_ == State::kElement) item_.resize(item_end_);
    if (!quoted_ && equals_ignore_case(item_, "null")) {
      builder_.add(Datum());
    } else {
      builder_.add(element_.ops->input(env_, element_, item_, typmod_));
    }
    item_.clear();
    item_end_ = 0;
    quoted_ = false;
  }
  void add_to_item(char c) {
    item_.push_back(c);
    item_end_ = item_.size();
  }

  void open_level() {
    if (state_ != State::kNoLevel && state_ != State::kLevelStarted &&
        state_ != State::kLevelDelimited) {
      unexpected('{');
    }
    state_ = State::kLevelStarted;
    if (level_ >= kArrayDimensionsMax) throw_too_many_dimensions(level_ + 1);
    counts_[level_++] = 0;
    if (level_ > found_dimensions_) {
      // Deeper than an element that was read already.
      if (builder_.size() != 0) unexpected('{');
      found_dimensions_ = level_;
    }
  }

  void close_level() {
    const bool may = state_ == State::kElement || state_ == State::kQuotedDone ||
                     state_ == State::kLevelDone ||
                     (level_ == 1 && state_ == State::kLevelStarted);
    if (!may) unexpected('}');
    end_element();
    if (state_ != State::kLevelStarted) ++counts_[level_ - 1];
    state_ = State::kLevelDone;
    --level_;
    if (level_ + 1 < found_dimensions_ && !seen_[level_ + 1]) {
      // A branch without the depth of the others.
      mismatch();
    }
    if (seen_[level_] && found_[level_] != counts_[level_]) mismatch();
    seen_[level_] = true;
    found_[level_] = counts_[level_];
  }
  [[noreturn]] void mismatch() const {
    malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
  }

  void read_contents() {
    do {
      if (at_ >= text_.size()) malformed("Unexpected end of input.");
      const char c = text_[at_++];
      if (c == '\\') {
        if (state_ != State::kLevelStarted && state_ != State::kElement &&
            state_ != State::kQuoted && state_ != State::kElementDelimited) {
          unexpected(c);
        }
        if (at_ >= text_.size()) malformed("Unexpected end of input.");
        if (state_ != State::kQuoted) state_ = State::kElement;
        quoted_ = true;
        add_to_item(text_[at_++]);
      } else if (c == '"') {
        if (state_ == State::kQuoted) {
          state_ = State::kQuotedDone;
        } else if (state_ == State::kLevelStarted || state_ == State::kElementDelimited) {
          state_ = State::kQuoted;
          quoted_ = true;
        } else {
          malformed("Unexpected array element.");
        }
      } else if (state_ == State::kQuoted) {
        add_to_item(c);
      } else if (c == '{') {
        open_level();
      } else if (c == '}') {
        close_level();
      } else if (c == delimiter_) {
        if (state_ != State::kElement && state_ != State::kQuotedDone &&
            state_ != State::kLevelDone) {
          unexpected(c);
        }
        end_element();
        ++counts_[level_ - 1];
        state_ = state_ == State::kLevelDone ? State::kLevelDelimited : State::kElementDelimited;
      } else if (is_space(c)) {
        if (state_ == State::kElement) item_.push_back(c);
      } else {
        if (state_ != State::kLevelStarted && state_ != State::kElement &&
            state_ != State::kElementDelimited) {
          malformed("Unexpected array element.");
        }
        state_ = State::kElement;
        add_to_item(c);
      }
    } while (level_ > 0);
  }

  TypeEnv& env_;
  const TypeInfo& element_;
  std::string_view text_;
  char delimiter_;
  int32_t typmod_;
  ArrayBuilder builder_;
  size_t at_ = 0;
  State state_ = State::kNoLevel;
  std::string item_;
  size_t item_end_ = 0;  // blanks after it belong to the item only if more follows
  bool quoted_ = false;
  int level_ = 0;
  int found_dimensions_ = 0;
  int32_t counts_[kArrayDimensionsMax] = {};
  int32_t found_[kArrayDimensionsMax] = {};
  bool seen_[kArrayDimensionsMax] = {};
  int32_t lengths_[kArrayDimensionsMax] = {};
  int32_t lowers_[kArrayDimensionsMax] = {1, 1, 1, 1, 1, 1};
};

Datum array_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t typmod) {
  return ArrayReader(env, type, text, typmod).read();
}

bool needs_quotes(std::string_view text, char delimiter) {
  if (text.empty() || equals_ignore_case(text, "null")) return true;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter || is_space(c)) return true;
  }
  return false;
}

void array_output(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const ArrayView array(value);
  const TypeInfo& element = env.type(array.element_oid());
  const char delimiter = type.delimiter;
  const int dimensions = array.dimensions();
  if (dimensions == 0) {
    *to += "{}";
    return;
  }
  bool bounds = false;
  for (int d = 0; d < dimensions; ++d) bounds |= array.lower(d) != 1;
  if (bounds) {
    for (int d = 0; d < dimensions; ++d) {
      to->push_back('[');
      append_int(array.lower(d), to);
      to->push_back(':');
      append_int(array.upper(d), to);
      to->push_back(']');
    }
    to->push_back('=');
  }
  int32_t at[kArrayDimensionsMax] = {};
  int open = 0;
  std::string text;
  for (uint32_t i = 0; i < array.size(); ++i) {
    if (i != 0) to->push_back(delimiter);
    for (; open < dimensions; ++open) to->push_back('{');
    const Datum item = array.element(i);
    if (item.null) {
      *to += "NULL";
    } else {
      text.clear();
      element.ops->output(env, element, item, &text);
      if (needs_quotes(text, delimiter)) {
        to->push_back('"');
        for (const char c : text) {
          if (c == '"' || c == '\\') to->push_back('\\');
          to->push_back(c);
        }
        to->push_back('"');
      } else {
        *to += text;
      }
    }
    for (int d = dimensions - 1; d >= 0; --d) {
      if (++at[d] < array.length(d)) break;
      at[d] = 0;
      to->push_back('}');
      --open;
    }
  }
}

int array_compare(TypeEnv& env, const TypeInfo&, const Datum& left, const Datum& right) {
  const ArrayView a(left);
  const ArrayView b(right);
  if (a.element_oid() != b.element_oid()) {
    throw_error(sqlstate::datatype_mismatch, "cannot compare arrays of different element types");
  }
  const TypeInfo& element = env.type(a.element_oid());
  if (element.ops->compare == nullptr) compare_values(env, element, {}, {});
  const uint32_t count = std::min(a.size(), b.size());
  for (uint32_t i = 0; i < count; ++i) {
    const Datum x = a.element(i);
    const Datum y = b.element(i);
    if (x.null || y.null) {
      if (x.null != y.null) return x.null ? 1 : -1;
      continue;
    }
    if (const int order = element.ops->compare(env, element, x, y); order != 0) return order;
  }
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  if (a.dimensions() != b.dimensions()) return a.dimensions() < b.dimensions() ? -1 : 1;
  for (int d = 0; d < a.dimensions(); ++d) {
    if (a.length(d) != b.length(d)) return a.length(d) < b.length(d) ? -1 : 1;
  }
  for (int d = 0; d < a.dimensions(); ++d) {
    if (a.lower(d) != b.lower(d)) return a.lower(d) < b.lower(d) ? -1 : 1;
  }
  return 0;
}

uint64_t array_hash(TypeEnv& env, const TypeInfo&, const Datum& value) {
  const ArrayView array(value);
  const TypeInfo& element = env.type(array.element_oid());
  uint64_t hash = hash_u64(array.size());
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum item = array.element(i);
    hash = hash_mix(hash, item.null ? 0 : hash_value(env, element, item));
  }
  return hash;
}

// Elements with their markers, a zero byte, then the shape, which decides only between arrays of
// equal elements.
void array_encode(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const ArrayView array(value);
  const TypeInfo& element = env.type(array.element_oid());
  for (uint32_t i = 0; i < array.size(); ++i) {
    append_key(env, element, array.element(i), KeyOrder{}, to);
  }
  to->push_back('\0');
  to->push_back(static_cast<char>(array.dimensions()));
  for (int d = 0; d < array.dimensions(); ++d) append_ordered_int<int32_t>(array.length(d), to);
  for (int d = 0; d < array.dimensions(); ++d) append_ordered_int<int32_t>(array.lower(d), to);
}

template <class F>
Datum map_elements(TypeEnv& env, const ArrayView& array, const TypeInfo& element, F f) {
  ArrayBuilder builder(element);
  int32_t lengths[kArrayDimensionsMax];
  int32_t lowers[kArrayDimensionsMax];
  for (int d = 0; d < array.dimensions(); ++d) {
    lengths[d] = array.length(d);
    lowers[d] = array.lower(d);
  }
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum item = array.element(i);
    builder.add(item.null ? item : f(item));
  }
  return builder.finish(*env.arena, array.dimensions(), lengths, lowers);
}

Datum array_apply_typmod(TypeEnv& env, const TypeInfo&, const Datum& value, int32_t typmod,
                         bool is_explicit) {
  const ArrayView array(value);
  const TypeInfo& element = env.type(array.element_oid());
  if (typmod < 0 || element.ops->apply_typmod == nullptr) return value;
  return map_elements(env, array, element, [&](const Datum& item) {
    return element.ops->apply_typmod(env, element, item, typmod, is_explicit);
  });
}

void array_send(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const ArrayView array(value);
  const TypeInfo& element = env.type(array.element_oid());
  if (element.ops->send == nullptr) throw_unsupported("binary output of " + std::string(element.name));
  append_be(*to, array.dimensions());
  append_be(*to, array.has_null_bitmap() ? 1 : 0);
  append_be(*to, element.oid);
  for (int d = 0; d < array.dimensions(); ++d) {
    append_be(*to, array.length(d));
    append_be(*to, array.lower(d));
  }
  std::string bytes;
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum item = array.element(i);
    if (item.null) {
      append_be(*to, int32_t{-1});
      continue;
    }
    bytes.clear();
    element.ops->send(env, element, item, &bytes);
    append_be(*to, static_cast<int32_t>(bytes.size()));
    *to += bytes;
  }
}

[[noreturn]] void throw_bad_binary() {
  throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
}

Datum array_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  const TypeInfo& element = env.type(type.element_oid);
  if (element.ops->receive == nullptr) {
    throw_unsupported("binary input of " + std::string(element.name));
  }
  const auto next = [&] {
    if (bytes.size() < 4) throw_bad_binary();
    const auto value = load_be<int32_t>(bytes.data());
    bytes.remove_prefix(4);
    return value;
  };
  const int32_t dimensions = next();
  if (dimensions < 0) {
    throw_error(sqlstate::invalid_binary_representation,
                "invalid number of dimensions: " + std::to_string(dimensions));
  }
  if (dimensions > kArrayDimensionsMax) throw_too_many_dimensions(dimensions);
  next();  // whether there are NULLs: each element says so itself
  if (static_cast<Oid>(next()) != element.oid) {
    throw_error(sqlstate::datatype_mismatch, "wrong element type");
  }
  int32_t lengths[kArrayDimensionsMax];
  int32_t lowers[kArrayDimensionsMax];
  int64_t count = dimensions == 0 ? 0 : 1;
  for (int d = 0; d < dimensions; ++d) {
    lengths[d] = next();
    lowers[d] = next();
    if (lengths[d] < 0) throw_bad_binary();
    count *= lengths[d];
    if (count > kArrayElementsMax) throw_array_too_large();
  }
  ArrayBuilder builder(element);
  for (int64_t i = 0; i < count; ++i) {
    const int32_t size = next();
    if (size < 0) {
      builder.add(Datum());
      continue;
    }
    if (static_cast<size_t>(size) > bytes.size()) throw_bad_binary();
    builder.add(element.ops->receive(env, element, bytes.substr(0, static_cast<size_t>(size)),
                                     typmod));
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  if (count == 0) return builder.finish(*env.arena);
  return builder.finish(*env.arena, dimensions, lengths, lowers);
}

int32_t array_typmod_in(TypeEnv&, std::span<const std::string_view>) { return -1; }

// oidvector and int2vector: arrays from 0, written as numbers between blanks.
template <int kWidth>
Datum vector_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t) {
  const TypeInfo& element = env.type(type.element_oid);
  ArrayBuilder builder(element);
  for (size_t at = 0;;) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at == text.size()) break;
    size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    builder.add(element.ops->input(env, element, text.substr(at, end - at), -1));
    at = end;
  }
  return builder.finish(*env.arena, 0);
}
void vector_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const ArrayView array(value);
  const TypeInfo& element = env.type(array.element_oid());
  for (uint32_t i = 0; i < array.size(); ++i) {
    if (i != 0) to->push_back(' ');
    element.ops->output(env, element, array.element(i), to);
  }
}

}  // namespace

const TypeOps kArrayOps = {
    .input = array_input,
    .output = array_output,
    .compare = array_compare,
    .hash = array_hash,
    .encode_key = array_encode,
    .apply_typmod = array_apply_typmod,
    .typmod_in = array_typmod_in,
    .receive = array_receive,
    .send = array_send,
};
const TypeOps kOidvectorOps = {
    .input = vector_input<4>,
    .output = vector_output,
    .compare = array_compare,
    .hash = array_hash,
    .encode_key = array_encode,
    .receive = array_receive,
    .send = array_send,
};
const TypeOps kInt2vectorOps = {
    .input = vector_input<2>,
    .output = vector_output,
    .compare = array_compare,
    .hash = array_hash,
    .encode_key = array_encode,
    .receive = array_receive,
    .send = array_send,
};

}  // namespace rung
