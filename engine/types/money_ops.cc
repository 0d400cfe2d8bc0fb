#include "types/money.h"

#include "base/hash.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr int kDecimals = 2;

// Reads from the left; what is asked for and there is taken.
struct Cursor {
  std::string_view rest;
  bool take(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool take_space() {
    if (rest.empty() || !is_space(rest[0])) return false;
    rest.remove_prefix(1);
    return true;
  }
  void skip_symbol() {
    while (take_space()) {
    }
    take('$');
    while (take_space()) {
    }
  }
  bool at_digit() const { return !rest.empty() && is_digit(rest[0]); }
};

// value * factor - digit: amounts gather below zero, where there is one more.
int64_t shifted(int64_t value, int64_t factor, int64_t digit, std::string_view text) {
  int64_t product;
  int64_t sum;
  if (__builtin_mul_overflow(value, factor, &product) ||
      __builtin_sub_overflow(product, digit, &sum)) {
    throw_input_range("money", text);
  }
  return sum;
}

Datum input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  Cursor at{text};
  bool negative = false;
  at.skip_symbol();
  if (at.take('-') || at.take('(')) {
    negative = true;
  } else {
    at.take('+');
  }
  at.skip_symbol();
  int64_t value = 0;
  int decimals = 0;
  bool seen_point = false;
  while (!at.rest.empty()) {
    if (at.at_digit() && (!seen_point || decimals < kDecimals)) {
      value = shifted(value, 10, at.rest[0] - '0', text);
      if (seen_point) ++decimals;
      at.rest.remove_prefix(1);
    } else if (!seen_point && at.take('.')) {
      seen_point = true;
    } else if (!at.take(',')) {
      break;
    }
  }
  if (at.at_digit() && at.rest[0] >= '5') value = shifted(value, 1, 1, text);
  for (; decimals < kDecimals; ++decimals) value = shifted(value, 10, 0, text);
  while (at.at_digit()) at.rest.remove_prefix(1);
  while (!at.rest.empty()) {
    if (at.take('-')) {
      negative = true;
    } else if (!at.take_space() && !at.take(')') && !at.take('+') && !at.take('$')) {
      throw_invalid_input("money", text);
    }
  }
  if (negative) return Datum::of_int(value);
  if (value == INT64_MIN) throw_input_range("money", text);
  return Datum::of_int(-value);
}

void output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  if (value.i < 0) to->push_back('-');
  to->push_back('$');
  const uint64_t amount =
      value.i < 0 ? 0 - static_cast<uint64_t>(value.i) : static_cast<uint64_t>(value.i);
  const std::string units = std::to_string(amount / kCents);
  for (size_t i = 0; i < units.size(); ++i) {
    if (i != 0 && (units.size() - i) % 3 == 0) to->push_back(',');
    to->push_back(units[i]);
  }
  to->push_back('.');
  to->push_back(static_cast<char>('0' + amount % kCents / 10));
  to->push_back(static_cast<char>('0' + amount % 10));
}

int compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(a.i, b.i);
}
uint64_t hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint64_t>(value.i));
}
void encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_ordered_int<int64_t>(value.i, to);
}
Datum receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.size() != sizeof(int64_t)) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  return Datum::of_int(load_be<int64_t>(bytes.data()));
}
void send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, value.i);
}

}  // namespace

void throw_money_range() {
  throw_error(sqlstate::numeric_value_out_of_range, "money out of range");
}

const TypeOps kMoneyOps = {
    .input = input,
    .output = output,
    .compare = compare,
    .hash = hash,
    .encode_key = encode,
    .receive = receive,
    .send = send,
};

}  // namespace rung
