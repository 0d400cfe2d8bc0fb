// Multiranges as a type: text form, order, hash, keys and wire form.
#include "base/bytes.h"
#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/ops_util.h"
#include "types/range.h"

namespace rung {
namespace {

const TypeInfo& range_of(TypeEnv& env, const TypeInfo& multirange) {
  return env.type(multirange.element_oid);
}

[[noreturn]] void malformed(std::string_view text, const char* detail) {
  throw_error(Error(sqlstate::invalid_text_representation,
                    "malformed multirange literal: \"" + std::string(text) + "\"")
                  .with_detail(detail));
}

// The end of the range that starts at `at`: past its closing parenthesis or bracket, minding quotes.
size_t end_of_range(std::string_view text, size_t at) {
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\') {
      ++at;
    } else if (quoted) {
      if (c != '"') continue;
      if (at + 1 < text.size() && text[at + 1] == '"') {
        ++at;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ']' || c == ')') {
      return at + 1;
    }
  }
  malformed(text, "Unexpected end of input.");
}

Datum multirange_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t) {
  const TypeInfo& range_info = range_of(env, type);
  const RangeType range(env, range_info);
  std::vector<Range> ranges;
  size_t at = 0;
  const auto skip_space = [&] {
    while (at < text.size() && is_space(text[at])) ++at;
  };
  const auto next = [&] {
    skip_space();
    if (at >= text.size()) malformed(text, "Unexpected end of input.");
    return text[at];
  };
  skip_space();
  if (at >= text.size() || text[at] != '{') malformed(text, "Missing left brace.");
  ++at;
  if (next() == '}') {
    ++at;
  } else {
    for (;;) {
      const char c = next();
      if (c == '[' || c == '(') {
        const size_t end = end_of_range(text, at);
        ranges.push_back(range.load(range_from_text(env, range_info, text.substr(at, end - at))));
        at = end;
      } else if (equals_ignore_case(text.substr(at, 5), "empty")) {
        at += 5;
      } else {
        malformed(text, "Expected range start.");
      }
      const char after = next();
      ++at;
      if (after == '}') break;
      if (after != ',') malformed(text, "Expected comma or end of multirange.");
    }
  }
  skip_space();
  if (at < text.size()) malformed(text, "Junk after closing right brace.");
  range.normalize(&ranges);
  return range.store_all(ranges);
}

void multirange_output(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const RangeType range(env, range_of(env, type));
  to->push_back('{');
  bool first = true;
  for (const Range& one : range.load_all(value)) {
    if (!first) to->push_back(',');
    first = false;
    append_range_text(range, one, to);
  }
  to->push_back('}');
}

int multirange_compare(TypeEnv& env, const TypeInfo& type, const Datum& left, const Datum& right) {
  const RangeType range(env, range_of(env, type));
  const std::vector<Range> a = range.load_all(left);
  const std::vector<Range> b = range.load_all(right);
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int order = range.compare(a[i], b[i]); order != 0) return order;
  }
  return three_way(a.size(), b.size());
}

uint64_t multirange_hash(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  const RangeType range(env, range_of(env, type));
  uint64_t hash = hash_u64(3);
  for (const Range& one : range.load_all(value)) hash = hash_mix(hash, hash_range(range, one));
  return hash;
}

void multirange_encode(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const RangeType range(env, range_of(env, type));
  for (const Range& one : range.load_all(value)) append_range_key(range, one, to);
  to->push_back('\0');  // ranges here are not empty: theirs begin with 1
}

void multirange_send(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const TypeInfo& range_info = range_of(env, type);
  const RangeType range(env, range_info);
  const std::vector<Range> ranges = range.load_all(value);
  append_be(*to, static_cast<int32_t>(ranges.size()));
  for (const Range& one : ranges) {
    std::string bytes;
    range_info.ops->send(env, range_info, range.store(one), &bytes);
    append_be(*to, static_cast<int32_t>(bytes.size()));
    *to += bytes;
  }
}

Datum multirange_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t) {
  const TypeInfo& range_info = range_of(env, type);
  const RangeType range(env, range_info);
  const auto next = [&] {
    if (bytes.size() < 4) {
      throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
    }
    const uint32_t value = load_be<uint32_t>(bytes.data());
    bytes.remove_prefix(4);
    return value;
  };
  std::vector<Range> ranges;
  const uint32_t count = next();
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t size = next();
    if (size > bytes.size()) {
      throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
    }
    ranges.push_back(
        range.load(range_info.ops->receive(env, range_info, bytes.substr(0, size), -1)));
    bytes.remove_prefix(size);
  }
  range.normalize(&ranges);
  return range.store_all(ranges);
}

}  // namespace

const TypeOps kMultirangeOps = {
    .input = multirange_input,
    .output = multirange_output,
    .compare = multirange_compare,
    .hash = multirange_hash,
    .encode_key = multirange_encode,
    .receive = multirange_receive,
    .send = multirange_send,
};

}  // namespace rung
