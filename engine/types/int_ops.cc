// boolean, smallint, integer, bigint, "char", oid, xid, cid and xid8.
#include <limits>

#include "base/hash.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

template <class T>
constexpr std::string_view kIntName = sizeof(T) == 2   ? "smallint"
                                      : sizeof(T) == 4 ? "integer"
                                                       : "bigint";

template <class T>
Datum int_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  return Datum::of_int(parse_integer(text, kIntName<T>, std::numeric_limits<T>::min(),
                                     std::numeric_limits<T>::max()));
}
void int_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_int(value.i, to);
}
int int_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(a.i, b.i);
}
// All integer widths hash alike, so that cross-type joins may hash.
uint64_t int_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint64_t>(value.i));
}
template <class T>
void int_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_ordered_int<T>(value.i, to);
}
template <class T>
Datum int_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.size() != sizeof(T)) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  return Datum::of_int(load_be<T>(bytes.data()));
}
template <class T>
void int_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<T>(value.i));
}

template <class T>
constexpr TypeOps kIntOps = {
    .input = int_input<T>,
    .output = int_output,
    .compare = int_compare,
    .hash = int_hash,
    .encode_key = int_encode<T>,
    .receive = int_receive<T>,
    .send = int_send<T>,
};

// Unique prefixes of true, false, yes, no, and on, off, 1, 0.
Datum bool_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  const std::string_view word = trim_space(text);
  struct Word {
    std::string_view text;
    size_t shortest;
    bool value;
  };
  static constexpr Word kWords[] = {{"true", 1, true}, {"false", 1, false}, {"yes", 1, true},
                                    {"no", 1, false},  {"on", 2, true},     {"off", 2, false},
                                    {"1", 1, true},    {"0", 1, false}};
  for (const Word& candidate : kWords) {
    if (word.size() >= candidate.shortest && word.size() <= candidate.text.size() &&
        equals_ignore_case(word, candidate.text.substr(0, word.size()))) {
      return Datum::of_bool(candidate.value);
    }
  }
  throw_invalid_input("boolean", text);
}
void bool_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->push_back(value.b() ? 't' : 'f');
}
void bool_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->push_back(value.b() ? '\1' : '\0');
}
Datum bool_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.size() != 1) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  return Datum::of_bool(bytes[0] != 0);
}

// oid, xid and cid read as strtoul() does: a sign is allowed and wraps.
Datum oid_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  const int64_t value = parse_integer(text, "oid", INT32_MIN, UINT32_MAX);
  return Datum::of_int(static_cast<uint32_t>(value));
}
void oid_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_int(static_cast<uint32_t>(value.i), to);
}
int oid_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(static_cast<uint32_t>(a.i), static_cast<uint32_t>(b.i));
}
uint64_t oid_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint32_t>(value.i));
}
void oid_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<uint32_t>(value.i));
}
Datum oid_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  return Datum::of_int(static_cast<uint32_t>(int_receive<int32_t>(env, type, bytes, typmod).i));
}

// A lenient reader: what is not a number is 0, as in PostgreSQL 15.
uint64_t parse_lenient(std::string_view text) {
  std::string_view rest = trim_space(text);
  bool negative = false;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  uint64_t base = 10;
  if (rest.size() > 2 && rest[0] == '0' && ascii_lower(rest[1]) == 'x') {
    base = 16;
    rest.remove_prefix(2);
  } else if (rest.size() > 1 && rest[0] == '0') {
    base = 8;
  }
  uint64_t value = 0;
  for (const char c : rest) {
    const char lower = ascii_lower(c);
    uint64_t digit = 99;
    if (is_digit(c)) digit = static_cast<uint64_t>(c - '0');
    if (lower >= 'a' && lower <= 'f') digit = static_cast<uint64_t>(lower - 'a' + 10);
    if (digit >= base) break;
    if (value > (UINT64_MAX - digit) / base) return UINT64_MAX;
    value = value * base + digit;
  }
  return negative ? ~value + 1 : value;
}
Datum xid_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  return Datum::of_int(static_cast<uint32_t>(parse_lenient(text)));
}
Datum xid8_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  return Datum::of_int(static_cast<int64_t>(parse_lenient(text)));
}
void xid8_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += std::to_string(static_cast<uint64_t>(value.i));
}
int xid8_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(static_cast<uint64_t>(a.i), static_cast<uint64_t>(b.i));
}
void xid8_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<uint64_t>(value.i));
}

// "char": one byte; those past ASCII print and read as \ooo.
Datum qchar_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  const auto octal = [&](size_t i) { return text[i] >= '0' && text[i] <= '7'; };
  if (text.size() == 4 && text[0] == '\\' && octal(1) && octal(2) && octal(3)) {
    return Datum::of_int(
        static_cast<uint8_t>((text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0')));
  }
  return Datum::of_int(text.empty() ? 0 : static_cast<uint8_t>(text[0]));
}
void qchar_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const auto byte = static_cast<uint8_t>(value.i);
  if (byte >= 0x80) {
    to->push_back('\\');
    to->push_back(static_cast<char>('0' + (byte >> 6)));
    to->push_back(static_cast<char>('0' + ((byte >> 3) & 7)));
    to->push_back(static_cast<char>('0' + (byte & 7)));
  } else if (byte != 0) {
    to->push_back(static_cast<char>(byte));
  }
}
int qchar_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(static_cast<uint8_t>(a.i), static_cast<uint8_t>(b.i));
}
uint64_t qchar_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint8_t>(value.i));
}
void qchar_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->push_back(static_cast<char>(value.i));
}

}  // namespace

const TypeOps kInt2Ops = kIntOps<int16_t>;
const TypeOps kInt4Ops = kIntOps<int32_t>;
const TypeOps kInt8Ops = kIntOps<int64_t>;

const TypeOps kBoolOps = {
    .input = bool_input,
    .output = bool_output,
    .compare = int_compare,
    .hash = int_hash,
    .encode_key = bool_encode,
    .receive = bool_receive,
    .send = bool_encode,
};
const TypeOps kOidOps = {
    .input = oid_input,
    .output = oid_output,
    .compare = oid_compare,
    .hash = oid_hash,
    .encode_key = oid_encode,
    .receive = oid_receive,
    .send = oid_encode,
};
const TypeOps kXidOps = {
    .input = xid_input,
    .output = oid_output,
    .hash = oid_hash,
    .receive = oid_receive,
    .send = oid_encode,
};
const TypeOps kXid8Ops = {
    .input = xid8_input,
    .output = xid8_output,
    .compare = xid8_compare,
    .hash = int_hash,
    .encode_key = xid8_encode,
    .receive = int_receive<int64_t>,
    .send = int_send<int64_t>,
};
const TypeOps kQcharOps = {
    .input = qchar_input,
    .output = qchar_output,
    .compare = qchar_compare,
    .hash = qchar_hash,
    .encode_key = qchar_encode,
    .receive = int_receive<int8_t>,
    .send = qchar_encode,
};

}  // namespace rung
