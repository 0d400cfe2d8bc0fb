// macaddr and macaddr8. Stored form: the 6 or 8 bytes of the address, which are also their order.
#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr size_t kShort = 6;
constexpr size_t kLong = 8;

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// One of the spellings of macaddr: bytes of at most `width` digits (0: any number), `separator`
// after every `group` bytes.
struct Spelling {
  size_t width;
  char separator;
  size_t group;
};
constexpr Spelling kSpellings[] = {
    {0, ':', 1}, {0, '-', 1}, {2, ':', 3}, {2, '-', 3}, {2, '.', 2}, {2, '-', 2}, {2, '\0', kShort},
};

bool read_spelling(std::string_view text, const Spelling& spelling, unsigned (&to)[kShort]) {
  size_t at = 0;
  for (size_t i = 0; i < kShort; ++i) {
    if (i != 0 && i % spelling.group == 0) {
      if (at == text.size() || text[at] != spelling.separator) return false;
      ++at;
    }
    while (at < text.size() && is_space(text[at])) ++at;
    unsigned value = 0;
    size_t digits = 0;
    for (; at < text.size() && (spelling.width == 0 || digits < spelling.width); ++at, ++digits) {
      const int digit = hex_value(text[at]);
      if (digit < 0) break;
      // Past a byte the number only has to stay too large.
      value = value > 0xFF ? value : value << 4 | static_cast<unsigned>(digit);
    }
    if (digits == 0) return false;
    to[i] = value;
  }
  return trim_space(text.substr(at)).empty();
}

Datum macaddr_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  for (const Spelling& spelling : kSpellings) {
    unsigned values[kShort];
    if (!read_spelling(text, spelling, values)) continue;
    std::string bytes;
    for (const unsigned value : values) {
      if (value > 0xFF) {
        throw_error(sqlstate::numeric_value_out_of_range,
                    "invalid octet value in \"macaddr\" value: \"" + std::string(text) + "\"");
      }
      bytes.push_back(static_cast<char>(value));
    }
    return Datum::of_bytes(env.arena->copy(bytes));
  }
  throw_invalid_input("macaddr", text);
}

// Two digits a byte, one and the same separator or none between any of them; six bytes are widened.
Datum macaddr8_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  std::string bytes;
  char separator = '\0';
  size_t at = 0;
  while (at < text.size() && is_space(text[at])) ++at;
  while (at + 1 < text.size()) {
    const int high = hex_value(text[at]);
    const int low = hex_value(text[at + 1]);
    if (high < 0 || low < 0 || bytes.size() == kLong) throw_invalid_input("macaddr8", text);
    bytes.push_back(static_cast<char>(high << 4 | low));
    at += 2;
    if (at < text.size() && (text[at] == ':' || text[at] == '-' || text[at] == '.')) {
      if (separator != '\0' && separator != text[at]) throw_invalid_input("macaddr8", text);
      separator = text[at++];
    }
    if ((bytes.size() == kShort || bytes.size() == kLong) && at < text.size() &&
        is_space(text[at])) {
      if (!trim_space(text.substr(at)).empty()) throw_invalid_input("macaddr8", text);
      at = text.size();
    }
  }
  if (bytes.size() == kShort) bytes.insert(3, "\xFF\xFE");
  if (bytes.size() != kLong) throw_invalid_input("macaddr8", text);
  return Datum::of_bytes(env.arena->copy(bytes));
}

template <size_t kSize>
void output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  if (value.n != kSize) throw_corrupted(kSize == kShort ? "macaddr" : "macaddr8");
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < kSize; ++i) {
    if (i != 0) to->push_back(':');
    const auto byte = static_cast<unsigned char>(value.p[i]);
    to->push_back(kDigits[byte >> 4]);
    to->push_back(kDigits[byte & 15]);
  }
}
int compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(a.bytes().compare(b.bytes()), 0);
}
uint64_t hash(TypeEnv&, const TypeInfo&, const Datum& value) { return hash_bytes(value.bytes()); }
void encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += value.bytes();
}

}  // namespace

const TypeOps kMacaddrOps = {
    .input = macaddr_input,
    .output = output<kShort>,
    .compare = compare,
    .hash = hash,
    .encode_key = encode,
};
const TypeOps kMacaddr8Ops = {
    .input = macaddr8_input,
    .output = output<kLong>,
    .compare = compare,
    .hash = hash,
    .encode_key = encode,
};

}  // namespace rung
