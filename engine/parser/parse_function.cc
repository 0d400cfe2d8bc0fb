// Functions and procedures.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE [OR REPLACE] FUNCTION | PROCEDURE has been read.
Stmt* Parser::create_function(SourcePos where, bool replace, bool procedure) {
  CreateFunctionStmt* function = make<CreateFunctionStmt>(where);
  function->replace = replace;
  function->procedure = procedure;
  function->name = function_name();
  function->parameters = function_parameters(true);
  if (!procedure && at(Keyword::kReturns) && !next_is(1, Keyword::kNull)) {
    advance();
    if (at(Keyword::kTable)) {
      const SourcePos table_at = pos();
      advance();
      expect('(');
      do {
        FunctionParameter* column = make<FunctionParameter>(pos());
        column->mode = ParameterMode::kTable;
        column->name = type_function_name();
        column->type = function_type();
        function->parameters.push_back(column);
      } while (accept(','));
      expect(')');
      for (const FunctionParameter* parameter : function->parameters) {
        if (parameter->mode == ParameterMode::kOut || parameter->mode == ParameterMode::kInOut) {
          throw_error(sqlstate::syntax_error,
                      "OUT and INOUT arguments aren't allowed in TABLE functions", parameter->pos);
        }
      }
      TypeName* type = nullptr;
      size_t columns = 0;
      for (const FunctionParameter* parameter : function->parameters) {
        if (parameter->mode != ParameterMode::kTable) continue;
        ++columns;
        type = parameter->type;
      }
      // One column: SETOF its type; more: SETOF record.
      if (columns == 1) {
        TypeName* copy = make<TypeName>(table_at);
        *copy = *type;
        function->return_type = copy;
      } else {
        function->return_type = system_type("record", table_at);
      }
      function->return_type->setof = true;
    } else {
      function->return_type = function_type();
    }
  }
  while (at_function_option(false)) function->options.push_back(function_option(false));
  function_body(function);
  return function;
}

std::vector<FunctionParameter*> Parser::function_parameters(bool with_default) {
  std::vector<FunctionParameter*> list;
  expect('(');
  if (accept(')')) return list;
  do {
    list.push_back(function_parameter(with_default));
  } while (accept(','));
  expect(')');
  return list;
}

// [mode] [name] type [DEFAULT value], with mode and name in either order.
FunctionParameter* Parser::function_parameter(bool with_default) {
  FunctionParameter* parameter = make<FunctionParameter>(pos());
  const auto at_mode = [&] {
    return at(Keyword::kIn) || at(Keyword::kOut) || at(Keyword::kInout) || at(Keyword::kVariadic);
  };
  const auto mode = [&] {
    if (accept(Keyword::kIn)) {
      parameter->mode = accept(Keyword::kOut) ? ParameterMode::kInOut : ParameterMode::kIn;
    } else if (accept(Keyword::kOut)) {
      parameter->mode = ParameterMode::kOut;
    } else if (accept(Keyword::kInout)) {
      parameter->mode = ParameterMode::kInOut;
    } else {
      expect(Keyword::kVariadic);
      parameter->mode = ParameterMode::kVariadic;
    }
  };
  const auto starts_type = [&](const Token& token) {
    if (token.kind == TokenKind::kIdent) return true;
    if (token.kind != TokenKind::kKeyword) return false;
    switch (keyword_category(token.keyword)) {
      case KeywordCategory::kUnreserved:
      case KeywordCategory::kTypeFuncName: return true;
      case KeywordCategory::kReserved: return false;
      case KeywordCategory::kColName:
        switch (token.keyword) {
          case Keyword::kInt: case Keyword::kInteger: case Keyword::kSmallint:
          case Keyword::kBigint: case Keyword::kReal: case Keyword::kFloat: case Keyword::kDecimal:
          case Keyword::kDec: case Keyword::kNumeric: case Keyword::kBoolean: case Keyword::kBit:
          case Keyword::kCharacter: case Keyword::kChar: case Keyword::kVarchar:
          case Keyword::kNational: case Keyword::kNchar: case Keyword::kTimestamp:
          case Keyword::kTime: case Keyword::kInterval: case Keyword::kSetof:
            return true;
          default: return false;
        }
    }
    return false;
  };
  bool have_mode = at_mode();
  if (have_mode) mode();
  if (at_type_function_name()) {
    const Token& next = soft_peek(1);
    const bool mode_follows = next.keyword == Keyword::kIn || next.keyword == Keyword::kOut ||
                              next.keyword == Keyword::kInout ||
                              next.keyword == Keyword::kVariadic;
    if (!have_mode && mode_follows) {
      parameter->name = take_word();
      mode();
    } else if (starts_type(next)) {
      parameter->name = take_word();
    }
  }
  parameter->type = function_type();
  if (with_default && (accept(Keyword::kDefault) || accept('='))) {
    parameter->default_value = a_expr();
  }
  return parameter;
}

bool Parser::at_function_option(bool alter) {
  switch (peek().keyword) {
    case Keyword::kCalled: case Keyword::kReturns: case Keyword::kStrict: case Keyword::kImmutable:
    case Keyword::kStable: case Keyword::kVolatile: case Keyword::kExternal:
    case Keyword::kSecurity: case Keyword::kLeakproof: case Keyword::kNot: case Keyword::kCost:
    case Keyword::kRows: case Keyword::kSupport: case Keyword::kSet: case Keyword::kReset:
    case Keyword::kParallel:
      return true;
    case Keyword::kAs: case Keyword::kLanguage: case Keyword::kTransform: case Keyword::kWindow:
      return !alter;
    default: return false;
  }
}

DefElem* Parser::function_option(bool alter) {
  static_cast<void>(alter);
  const SourcePos where = pos();
  const Keyword word = peek().keyword;
  const auto text = [&](std::string_view name, std::string_view value) {
    return def_elem(name, string_node(value, where), where);
  };
  const auto flag = [&](std::string_view name, bool value) {
    return def_elem(name, boolean_node(value, where), where);
  };
  if (word == Keyword::kSet || word == Keyword::kReset) {
    return def_elem("set", set_or_reset(), where);
  }
  advance();
  switch (word) {
    case Keyword::kAs: {
      ListExpr* list = make<ListExpr>(pos());
      do {
        const SourcePos text_at = pos();
        list->items.push_back(string_node(string_constant(), text_at));
      } while (list->items.size() < 2 && accept(','));
      return def_elem("as", list, where);
    }
    case Keyword::kLanguage: {
      const SourcePos value_at = pos();
      return def_elem("language", string_node(non_reserved_word_or_string(), value_at), where);
    }
    case Keyword::kTransform: {
      ListExpr* list = make<ListExpr>(pos());
      do {
        expect(Keyword::kFor);
        expect(Keyword::kType);
        TypeCast* holder = make<TypeCast>(pos());
        holder->type = type_name();
        list->items.push_back(holder);
      } while (accept(','));
      return def_elem("transform", list, where);
    }
    case Keyword::kWindow: return flag("window", true);
    case Keyword::kCalled:
      expect(Keyword::kOn);
      expect(Keyword::kNull);
      expect(Keyword::kInput);
      return flag("strict", false);
    case Keyword::kReturns:
      expect(Keyword::kNull);
      expect(Keyword::kOn);
      expect(Keyword::kNull);
      expect(Keyword::kInput);
      return flag("strict", true);
    case Keyword::kStrict: return flag("strict", true);
    case Keyword::kImmutable: return text("volatility", "immutable");
    case Keyword::kStable: return text("volatility", "stable");
    case Keyword::kVolatile: return text("volatility", "volatile");
    case Keyword::kExternal: expect(Keyword::kSecurity); [[fallthrough]];
    case Keyword::kSecurity: {
      const bool definer = accept(Keyword::kDefiner);
      if (!definer) expect(Keyword::kInvoker);
      return flag("security", definer);
    }
    case Keyword::kLeakproof: return flag("leakproof", true);
    case Keyword::kNot: expect(Keyword::kLeakproof); return flag("leakproof", false);
    case Keyword::kCost: return def_elem("cost", numeric_only(), where);
    case Keyword::kRows: return def_elem("rows", numeric_only(), where);
    case Keyword::kSupport: {
      NameNode* name = make<NameNode>(pos());
      name->names = any_name();
      return def_elem("support", name, where);
    }
    default: {
      const SourcePos value_at = pos();
      return def_elem("parallel", string_node(col_id(), value_at), where);
    }
  }
}

// RETURN expression, or BEGIN ATOMIC ... END.
void Parser::function_body(CreateFunctionStmt* function) {
  const DepthGuard guard(this);
  const uint32_t begin = pos();
  const auto return_stmt = [&] {
    ReturnStmt* stmt = make<ReturnStmt>(pos());
    advance();
    stmt->value = a_expr();
    return stmt;
  };
  if (at(Keyword::kReturn)) {
    function->has_sql_body = true;
    function->sql_body.push_back(return_stmt());
  } else if (at(Keyword::kBegin)) {
    advance();
    expect(Keyword::kAtomic);
    function->has_sql_body = true;
    function->atomic = true;
    for (;;) {
      while (accept(';')) {
      }
      if (accept(Keyword::kEnd)) break;
      function->sql_body.push_back(at(Keyword::kReturn) ? return_stmt() : statement());
      expect(';');
    }
  } else {
    return;
  }
  function->sql_body_text = lexer_.source().substr(begin, previous_end() - begin);
}

// ALTER FUNCTION | PROCEDURE | ROUTINE has been read.
Stmt* Parser::alter_function(SourcePos where, ObjectKind kind) {
  const SourcePos name_at = pos();
  ObjectWithArgs* function = function_with_args();
  ObjectName object;
  object.pos = name_at;
  object.with_args = function;
  if (at_depends()) return depends_on(kind, object, nullptr, where);
  if (at(Keyword::kRename) || at(Keyword::kOwner) ||
      (at(Keyword::kSet) && next_is(1, Keyword::kSchema))) {
    return alter_object_tail(kind, object, where);
  }
  AlterFunctionStmt* alter = make<AlterFunctionStmt>(where);
  alter->object = kind;
  alter->function = function;
  if (!at_function_option(true)) syntax_error();
  while (at_function_option(true)) alter->actions.push_back(function_option(true));
  accept(Keyword::kRestrict);
  return alter;
}

// A function by name, with or without its argument list.
ObjectWithArgs* Parser::function_with_args() {
  ObjectWithArgs* object = make<ObjectWithArgs>(pos());
  if (at_col_id() && !at_type_function_name()) {
    object->name = any_name();
    if (object->name.size() == 1 && at('(')) syntax_error();
  } else {
    object->name = function_name();
  }
  if (!at('(')) {
    object->args_unspecified = true;
    return object;
  }
  object->parameters = function_parameters(false);
  for (const FunctionParameter* parameter : object->parameters) {
    if (parameter->mode != ParameterMode::kOut && parameter->mode != ParameterMode::kTable) {
      object->args.push_back(parameter->type);
    }
  }
  return object;
}

// '(' [* | args] [ORDER BY args] ')'
std::vector<FunctionParameter*> Parser::aggregate_args(int32_t* direct_count) {
  std::vector<FunctionParameter*> list;
  *direct_count = -1;
  expect('(');
  if (accept('*')) {
    expect(')');
    return list;
  }
  const auto args = [&] {
    do {
      list.push_back(function_parameter(false));
    } while (accept(','));
  };
  if (!at(Keyword::kOrder)) args();
  if (at(Keyword::kOrder)) {
    *direct_count = static_cast<int32_t>(list.size());
    const bool variadic = !list.empty() && list.back()->mode == ParameterMode::kVariadic;
    advance();
    expect(Keyword::kBy);
    args();
    if (variadic) {
      // f(VARIADIC a ORDER BY VARIADIC a) declares one argument.
      if (list.size() != static_cast<size_t>(*direct_count) + 1 ||
          list.back()->mode != ParameterMode::kVariadic) {
        throw_error(sqlstate::feature_not_supported,
                    "an ordered-set aggregate with a VARIADIC direct argument must have one "
                    "VARIADIC aggregated argument of the same data type",
                    list[static_cast<size_t>(*direct_count)]->pos);
      }
      list.pop_back();
    }
  }
  expect(')');
  return list;
}

ObjectWithArgs* Parser::aggregate_with_args() {
  ObjectWithArgs* object = make<ObjectWithArgs>(pos());
  object->name = function_name();
  int32_t direct = -1;
  object->parameters = aggregate_args(&direct);
  for (const FunctionParameter* parameter : object->parameters) {
    object->args.push_back(parameter->type);
  }
  return object;
}

// operator (left, right), with NONE for a missing side.
ObjectWithArgs* Parser::operator_with_args() {
  ObjectWithArgs* object = make<ObjectWithArgs>(pos());
  object->name = any_operator();
  expect('(');
  const auto side = [&]() -> TypeName* { return accept(Keyword::kNoneWord) ? nullptr : type_name(); };
  TypeName* left = side();
  if (at(')') && left != nullptr) {
    throw_error(Error(sqlstate::syntax_error, "missing argument", pos())
                    .with_hint("Use NONE to denote the missing argument of a unary operator."));
  }
  expect(',');
  if (left == nullptr && at(Keyword::kNoneWord)) syntax_error();
  object->args = {left, side()};
  expect(')');
  return object;
}

}  // namespace rung::parser
