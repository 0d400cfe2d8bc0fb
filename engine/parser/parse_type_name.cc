// Type names. The standard's spellings become names in pg_catalog, as PostgreSQL does it.
#include "parser/parser_impl.h"

namespace rung::parser {
namespace {

// Bits of an interval's field mask, by the numbers of the datetime tokens.
constexpr int32_t kMonth = 1 << 1;
constexpr int32_t kYear = 1 << 2;
constexpr int32_t kDay = 1 << 3;
constexpr int32_t kHour = 1 << 10;
constexpr int32_t kMinute = 1 << 11;
constexpr int32_t kSecond = 1 << 12;
constexpr int32_t kIntervalFullRange = 0x7FFF;

}  // namespace

TypeName* Parser::system_type(std::string_view name, SourcePos where) {
  TypeName* type = make<TypeName>(where);
  type->names = {"pg_catalog", name};
  return type;
}

bool Parser::at_built_in_type() {
  switch (peek().keyword) {
    case Keyword::kInt: case Keyword::kInteger: case Keyword::kSmallint: case Keyword::kBigint:
    case Keyword::kReal: case Keyword::kFloat: case Keyword::kDecimal: case Keyword::kDec:
    case Keyword::kNumeric: case Keyword::kBoolean: case Keyword::kBit: case Keyword::kCharacter:
    case Keyword::kChar: case Keyword::kVarchar: case Keyword::kNational: case Keyword::kNchar:
    case Keyword::kTimestamp: case Keyword::kTime: case Keyword::kInterval:
      return true;
    default: return false;
  }
}

// [SETOF] type with array bounds.
TypeName* Parser::type_name() {
  const DepthGuard guard(this);
  const bool outer_label_context = label_context_;
  label_context_ = false;
  const bool setof = accept(Keyword::kSetof);
  TypeName* type = simple_type_name(false);
  type->setof = setof;
  array_bounds(type);
  label_context_ = outer_label_context;
  return type;
}

void Parser::array_bounds(TypeName* type) {
  if (accept(Keyword::kArray)) {
    int32_t bound = -1;
    if (accept('[')) {
      bound = integer_constant();
      expect(']');
    }
    type->array_bounds.push_back(bound);
    return;
  }
  while (accept('[')) {
    int32_t bound = -1;
    if (!at(']')) bound = integer_constant();
    expect(']');
    type->array_bounds.push_back(bound);
  }
}

// A type, or name%TYPE.
TypeName* Parser::function_type() {
  const bool setof = at(Keyword::kSetof);
  const size_t ahead = setof ? 1 : 0;
  // Look for name.name...%TYPE.
  const Token& first = soft_peek(ahead);
  if ((first.kind == TokenKind::kIdent || first.kind == TokenKind::kKeyword) &&
      next_is(ahead + 1, '.')) {
    size_t i = ahead + 1;
    while (next_is(i, '.')) i += 2;
    if (next_is(i, '%')) {
      if (setof) advance();
      TypeName* type = make<TypeName>(pos());
      type->names.push_back(type_function_name());
      attributes(&type->names);
      expect('%');
      expect(Keyword::kType);
      type->setof = setof;
      type->pct_type = true;
      return type;
    }
  }
  return type_name();
}

TypeName* Parser::simple_type_name(bool constant) {
  const SourcePos where = pos();
  TypeName* type = nullptr;
  switch (peek().keyword) {
    case Keyword::kInt:
    case Keyword::kInteger: type = system_type("int4", where); break;
    case Keyword::kSmallint: type = system_type("int2", where); break;
    case Keyword::kBigint: type = system_type("int8", where); break;
    case Keyword::kReal: type = system_type("float4", where); break;
    case Keyword::kBoolean: type = system_type("bool", where); break;
    case Keyword::kFloat: return float_type();
    case Keyword::kDouble:
      if (!next_is(1, Keyword::kPrecision)) return generic_type();
      advance();
      type = system_type("float8", where);
      break;
    case Keyword::kDecimal:
    case Keyword::kDec:
    case Keyword::kNumeric:
      advance();
      type = system_type("numeric", where);
      type->typmods = type_modifiers();
      return type;
    case Keyword::kBit: return bit_type(constant);
    case Keyword::kCharacter: case Keyword::kChar: case Keyword::kVarchar:
    case Keyword::kNational: case Keyword::kNchar:
      return character_type(constant);
    case Keyword::kTimestamp:
    case Keyword::kTime: return datetime_type();
    case Keyword::kInterval: return interval_type(constant);
    default: return generic_type();
  }
  advance();
  return type;
}

std::vector<Expr*> Parser::type_modifiers() {
  if (!accept('(')) return {};
  std::vector<Expr*> list = expr_list();
  expect(')');
  return list;
}

TypeName* Parser::generic_type() {
  TypeName* type = make<TypeName>(pos());
  type->names.push_back(type_function_name());
  attributes(&type->names);
  type->typmods = type_modifiers();
  return type;
}

TypeName* Parser::float_type() {
  const SourcePos where = pos();
  advance();
  if (!accept('(')) return system_type("float8", where);
  const SourcePos precision_at = pos();
  const int32_t bits = integer_constant();
  expect(')');
  if (bits < 1) {
    throw_error(sqlstate::invalid_parameter_value,
                "precision for type float must be at least 1 bit", precision_at);
  }
  if (bits > 53) {
    throw_error(sqlstate::invalid_parameter_value,
                "precision for type float must be less than 54 bits", precision_at);
  }
  return system_type(bits <= 24 ? "float4" : "float8", where);
}

TypeName* Parser::bit_type(bool constant) {
  const SourcePos where = pos();
  advance();
  const bool varying = accept(Keyword::kVarying);
  TypeName* type = system_type(varying ? "varbit" : "bit", where);
  type->typmods = type_modifiers();
  // bit is bit(1), but a literal's length is its own.
  if (type->typmods.empty() && !varying && !constant) {
    type->typmods.push_back(integer_node(1, kNoPos));
  }
  return type;
}

TypeName* Parser::character_type(bool constant) {
  const SourcePos where = pos();
  bool varying = at(Keyword::kVarchar);
  if (accept(Keyword::kNational)) {
    if (!at(Keyword::kCharacter) && !at(Keyword::kChar)) syntax_error();
  }
  advance();
  if (!varying) varying = accept(Keyword::kVarying);
  TypeName* type = system_type(varying ? "varchar" : "bpchar", where);
  if (accept('(')) {
    const SourcePos length_at = pos();
    type->typmods.push_back(integer_node(integer_constant(), length_at));
    expect(')');
  } else if (!varying && !constant) {
    type->typmods.push_back(integer_node(1, kNoPos));  // char is char(1)
  }
  return type;
}

TypeName* Parser::datetime_type() {
  const SourcePos where = pos();
  const bool timestamp = at(Keyword::kTimestamp);
  advance();
  Constant* precision = nullptr;
  if (accept('(')) {
    const SourcePos precision_at = pos();
    precision = integer_node(integer_constant(), precision_at);
    expect(')');
  }
  bool zone = false;
  if (at(Keyword::kWith) && next_is(1, Keyword::kTime)) {
    at_ += 2;
    expect(Keyword::kZone);
    zone = true;
  } else if (accept(Keyword::kWithout)) {
    expect(Keyword::kTime);
    expect(Keyword::kZone);
  }
  TypeName* type = system_type(timestamp ? (zone ? "timestamptz" : "timestamp")
                                         : (zone ? "timetz" : "time"),
                               where);
  if (precision != nullptr) type->typmods.push_back(precision);
  return type;
}

TypeName* Parser::interval_type(bool constant) {
  TypeName* type = system_type("interval", pos());
  advance();
  if (accept('(')) {
    const SourcePos precision_at = pos();
    type->typmods = {integer_node(kIntervalFullRange, kNoPos),
                     integer_node(integer_constant(), precision_at)};
    expect(')');
  } else if (!constant) {
    interval_fields(type);
  }
  return type;
}

// [YEAR | ... | SECOND [(p)]] [TO ...] as the type's modifiers.
void Parser::interval_fields(TypeName* type) {
  const SourcePos where = pos();
  int32_t mask = 0;
  Constant* precision = nullptr;
  const auto second = [&] {
    expect(Keyword::kSecond);
    mask |= kSecond;
    if (!accept('(')) return;
    const SourcePos precision_at = pos();
    precision = integer_node(integer_constant(), precision_at);
    expect(')');
  };
  if (accept(Keyword::kYear)) {
    mask = kYear;
    if (accept(Keyword::kTo)) {
      expect(Keyword::kMonth);
      mask |= kMonth;
    }
  } else if (accept(Keyword::kMonth)) {
    mask = kMonth;
  } else if (accept(Keyword::kDay)) {
    mask = kDay;
    if (accept(Keyword::kTo)) {
      mask |= kHour;
      if (!accept(Keyword::kHour)) {
        mask |= kMinute;
        if (!accept(Keyword::kMinute)) second();
      }
    }
  } else if (accept(Keyword::kHour)) {
    mask = kHour;
    if (accept(Keyword::kTo)) {
      mask |= kMinute;
      if (!accept(Keyword::kMinute)) second();
    }
  } else if (accept(Keyword::kMinute)) {
    mask = kMinute;
    if (accept(Keyword::kTo)) second();
  } else if (at(Keyword::kSecond)) {
    second();
  } else {
    return;
  }
  type->typmods.push_back(integer_node(mask, where));
  if (precision != nullptr) type->typmods.push_back(precision);
}

}  // namespace rung::parser
