#include "planner/literal_rows.h"

#include <charconv>
#include <string>

namespace rung::planner {
namespace {

using parser::Literal;
using parser::LiteralKind;

bool fits(const TypeInfo& type, int64_t value) {
  switch (type.oid) {
    case oid::kInt2: return value >= INT16_MIN && value <= INT16_MAX;
    case oid::kInt4: return value >= INT32_MIN && value <= INT32_MAX;
    default: return true;
  }
}

bool read_integer(const TypeInfo& type, const Literal& literal, Datum* to) {
  int64_t value = literal.integer;
  if (literal.kind == LiteralKind::kNumber) {
    const char* end = literal.text.data() + literal.text.size();
    const auto [stop, error] = std::from_chars(literal.text.data(), end, value);
    // Beyond int4 a number without fraction is bigint: into a narrower column it goes by a cast.
    if (error != std::errc() || stop != end || type.oid != oid::kInt8) return false;
  }
  if (literal.negative) value = -value;
  if (!fits(type, value)) return false;
  *to = Datum::of_int(value);
  return true;
}

bool by_input(TypeEnv& env, const LiteralColumn& column, std::string_view text, int32_t typmod,
              Datum* to) {
  *to = column.type->ops->input(env, *column.type, text, typmod);
  return true;
}

// A number as the text its type reads.
bool read_number(TypeEnv& env, const LiteralColumn& column, const Literal& literal, Datum* to) {
  const std::string_view digits = literal.kind == LiteralKind::kNumber ? literal.text : "";
  std::string text = literal.negative ? "-" : "";
  text += digits.empty() ? std::to_string(literal.integer) : digits;
  return by_input(env, column, env.keep(text), column.typmod, to);
}

bool read_literal(TypeEnv& env, const LiteralColumn& column, const Literal& literal, Datum* to) {
  const TypeInfo& type = *column.type;
  if (type.kind == TypeKind::kDomain) return false;
  if (literal.kind == LiteralKind::kNull) {
    *to = Datum();
    return true;
  }
  const bool is_string = literal.kind == LiteralKind::kString;
  const bool is_number =
      literal.kind == LiteralKind::kInteger || literal.kind == LiteralKind::kNumber;
  switch (type.oid) {
    case oid::kInt2:
    case oid::kInt4:
    case oid::kInt8:
      if (is_number) return read_integer(type, literal, to);
      return is_string && by_input(env, column, literal.text, -1, to);
    case oid::kBool:
      if (is_number) return false;
      if (is_string) return by_input(env, column, literal.text, -1, to);
      *to = Datum::of_bool(literal.kind == LiteralKind::kTrue);
      return true;
    case oid::kText:
      *to = Datum::of_bytes(literal.text);
      return is_string;
    case oid::kVarchar: {
      constexpr int32_t kHeader = 4;  // a length modifier counts characters and this
      if (!is_string) return false;
      *to = Datum::of_bytes(literal.text);
      return column.typmod < 0 ||
             literal.text.size() <= static_cast<size_t>(column.typmod - kHeader);
    }
    case oid::kNumeric:
      if (is_number) return read_number(env, column, literal, to);
      return is_string && by_input(env, column, literal.text, column.typmod, to);
    case oid::kFloat4:
    case oid::kFloat8:
      if (is_number) return read_number(env, column, literal, to);
      return is_string && by_input(env, column, literal.text, -1, to);
    case oid::kDate:
    case oid::kTimestamp:
    case oid::kTimestamptz:
    case oid::kTime:
    case oid::kUuid:
    case oid::kJson:
    case oid::kJsonb:
    case oid::kBytea:
      return is_string && column.typmod < 0 && by_input(env, column, literal.text, -1, to);
    default:
      return is_string && type.kind == TypeKind::kEnum &&
             by_input(env, column, literal.text, -1, to);
  }
}

}  // namespace

const std::vector<Datum>* read_literals(TypeEnv& env, Arena& arena,
                                        std::span<const Literal> literals,
                                        std::span<const LiteralColumn> columns) {
  auto* rows = arena.make<std::vector<Datum>>(literals.size());
  try {
    for (size_t i = 0; i < literals.size();) {
      for (const LiteralColumn& column : columns) {
        if (!read_literal(env, column, literals[i], &(*rows)[i])) return nullptr;
        ++i;
      }
    }
  } catch (const SqlError&) {
    return nullptr;  // comes again, with its position, when the literals are bound one by one
  }
  return rows;
}

}  // namespace rung::planner
