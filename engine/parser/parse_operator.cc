// Aggregates, operators and their classes, casts, collations, text search, languages.
#include <optional>

#include "parser/parser_impl.h"

namespace rung::parser {

Stmt* Parser::define(ObjectKind kind, NameList name, SourcePos where) {
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->object = kind;
  stmt->name = std::move(name);
  stmt->definition = definition();
  return stmt;
}

// CREATE [OR REPLACE] AGGREGATE has been read.
Stmt* Parser::create_aggregate(SourcePos where, bool replace) {
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->replace = replace;
  stmt->name = function_name();
  if (at('(') && next_is(1, TokenKind::kIdent) && next_is(2, '=')) {
    stmt->old_style = true;
    advance();
    do {
      const SourcePos item_at = pos();
      if (!at(TokenKind::kIdent)) syntax_error();
      const std::string_view name = take_word();
      expect('=');
      stmt->definition.push_back(def_elem(name, def_arg(), item_at));
    } while (accept(','));
    expect(')');
    return stmt;
  }
  stmt->args = aggregate_args(&stmt->direct_arg_count);
  stmt->definition = definition();
  return stmt;
}

// CREATE OPERATOR has been read.
Stmt* Parser::create_operator(SourcePos where) {
  if (at(Keyword::kClass)) return create_op_class(where);
  if (at(Keyword::kFamily)) return create_op_family(where);
  return define(ObjectKind::kOperator, any_operator(), where);
}

Stmt* Parser::create_op_family(SourcePos where) {
  advance();
  CreateOpFamilyStmt* stmt = make<CreateOpFamilyStmt>(where);
  stmt->name = any_name();
  expect(Keyword::kUsing);
  stmt->access_method = col_id();
  return stmt;
}

Stmt* Parser::create_op_class(SourcePos where) {
  advance();
  CreateOpClassStmt* stmt = make<CreateOpClassStmt>(where);
  stmt->name = any_name();
  stmt->is_default = accept(Keyword::kDefault);
  expect(Keyword::kFor);
  expect(Keyword::kType);
  stmt->type = type_name();
  expect(Keyword::kUsing);
  stmt->access_method = col_id();
  if (accept(Keyword::kFamily)) stmt->family = any_name();
  expect(Keyword::kAs);
  stmt->items = op_class_items(false);
  return stmt;
}

std::vector<OpClassItem*> Parser::op_class_items(bool drop) {
  std::vector<OpClassItem*> list;
  const auto types = [&] {
    std::vector<TypeName*> args;
    do {
      args.push_back(type_name());
    } while (accept(','));
    return args;
  };
  do {
    OpClassItem* item = make<OpClassItem>(pos());
    if (accept(Keyword::kOperator)) {
      item->number = integer_constant();
      if (drop) {
        expect('(');
        item->class_args = types();
        expect(')');
      } else {
        const SourcePos name_at = pos();
        const size_t mark = at_;
        NameList name = any_operator();
        if (at('(')) {
          at_ = mark;
          item->name = operator_with_args();
        } else {
          item->name = make<ObjectWithArgs>(name_at);
          item->name->name = std::move(name);
          item->name->args_unspecified = true;
        }
        if (accept(Keyword::kFor)) {
          if (accept(Keyword::kOrder)) {
            expect(Keyword::kBy);
            item->order_family = any_name();
          } else {
            expect(Keyword::kSearch);
          }
        }
        if (at(Keyword::kRecheck)) {
          throw_error(Error(sqlstate::feature_not_supported, "RECHECK is no longer required", pos())
                          .with_hint("Update your data type."));
        }
      }
    } else if (accept(Keyword::kFunction)) {
      item->item_kind = OpClassItemKind::kFunction;
      item->number = integer_constant();
      if (accept('(')) {
        item->class_args = types();
        expect(')');
      } else if (drop) {
        syntax_error();
      }
      if (!drop) item->name = function_with_args();
    } else {
      if (drop || !at(Keyword::kStorage)) syntax_error();
      advance();
      item->item_kind = OpClassItemKind::kStorage;
      item->stored_type = type_name();
    }
    list.push_back(item);
  } while (accept(','));
  return list;
}

// ALTER OPERATOR has been read.
Stmt* Parser::alter_operator(SourcePos where) {
  if (at(Keyword::kClass) || at(Keyword::kFamily)) {
    const bool family = at(Keyword::kFamily);
    advance();
    const SourcePos name_at = pos();
    ObjectName object = named(any_name(), name_at);
    expect(Keyword::kUsing);
    object.access_method = col_id();
    if (family && (at(Keyword::kAdd) || at(Keyword::kDrop))) {
      AlterOpFamilyStmt* stmt = make<AlterOpFamilyStmt>(where);
      stmt->name = object.names;
      stmt->access_method = object.access_method;
      stmt->drop = at(Keyword::kDrop);
      advance();
      stmt->items = op_class_items(stmt->drop);
      return stmt;
    }
    return alter_object_tail(family ? ObjectKind::kOpFamily : ObjectKind::kOpClass, object, where);
  }
  ObjectName object;
  object.pos = pos();
  object.with_args = operator_with_args();
  if (at(Keyword::kSet) && next_is(1, '(')) {
    at_ += 2;
    AlterOperatorStmt* stmt = make<AlterOperatorStmt>(where);
    stmt->op = object.with_args;
    do {
      const SourcePos option_at = pos();
      const std::string_view name = col_label();
      expect('=');
      Node* value = at(Keyword::kNoneWord) ? (advance(), nullptr) : def_arg();
      stmt->options.push_back(def_elem(name, value, option_at));
    } while (accept(','));
    expect(')');
    return stmt;
  }
  if (at(Keyword::kRename)) syntax_error();
  return alter_object_tail(ObjectKind::kOperator, object, where);
}

// CREATE CAST has been read.
Stmt* Parser::create_cast(SourcePos where) {
  CreateCastStmt* cast = make<CreateCastStmt>(where);
  expect('(');
  cast->source = type_name();
  expect(Keyword::kAs);
  cast->target = type_name();
  expect(')');
  if (accept(Keyword::kWithout)) {
    expect(Keyword::kFunction);
  } else {
    expect(Keyword::kWith);
    if (accept(Keyword::kInout)) {
      cast->inout = true;
    } else {
      expect(Keyword::kFunction);
      cast->function = function_with_args();
    }
  }
  if (accept(Keyword::kAs)) {
    cast->context = CoercionContext::kImplicit;
    if (!accept(Keyword::kImplicit)) {
      expect(Keyword::kAssignment);
      cast->context = CoercionContext::kAssignment;
    }
  }
  return cast;
}

// CREATE COLLATION has been read.
Stmt* Parser::create_collation(SourcePos where) {
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->object = ObjectKind::kCollation;
  stmt->if_not_exists = if_not_exists();
  stmt->name = any_name();
  if (at(Keyword::kFrom)) {
    advance();
    NameNode* from = make<NameNode>(pos());
    from->names = any_name();
    stmt->definition.push_back(def_elem("from", from, from->pos));
  } else {
    stmt->definition = definition();
  }
  return stmt;
}

namespace {

// What stands after TEXT SEARCH.
std::optional<ObjectKind> text_search_kind(Keyword keyword) {
  switch (keyword) {
    case Keyword::kConfiguration: return ObjectKind::kTsConfiguration;
    case Keyword::kDictionary: return ObjectKind::kTsDictionary;
    case Keyword::kParser: return ObjectKind::kTsParser;
    case Keyword::kTemplate: return ObjectKind::kTsTemplate;
    default: return std::nullopt;
  }
}

}  // namespace

// CREATE TEXT SEARCH has been read.
Stmt* Parser::create_text_search(SourcePos where) {
  const std::optional<ObjectKind> kind = text_search_kind(peek().keyword);
  if (!kind.has_value()) syntax_error();
  advance();
  return define(*kind, any_name(), where);
}

// ALTER TEXT has been read.
Stmt* Parser::alter_text_search(SourcePos where) {
  expect(Keyword::kSearch);
  const std::optional<ObjectKind> kind = text_search_kind(peek().keyword);
  if (!kind.has_value()) syntax_error();
  advance();
  ObjectName object;
  object.pos = pos();
  object.names = any_name();
  AlterTextSearchStmt* stmt = make<AlterTextSearchStmt>(where);
  stmt->name = object.names;
  if (kind == ObjectKind::kTsDictionary && at('(')) {
    stmt->options = definition();
    return stmt;
  }
  const bool mapping = at(Keyword::kAdd) || at(Keyword::kAlter) || at(Keyword::kDrop);
  if (kind == ObjectKind::kTsConfiguration && mapping) return alter_text_search_mapping(stmt);
  const bool owned = kind == ObjectKind::kTsConfiguration || kind == ObjectKind::kTsDictionary;
  if (!at(Keyword::kRename) && !at(Keyword::kSet) && !(owned && at(Keyword::kOwner))) {
    syntax_error();
  }
  return alter_object_tail(*kind, object, where);
}

// At ADD, ALTER or DROP.
Stmt* Parser::alter_text_search_mapping(AlterTextSearchStmt* stmt) {
  const auto types = [&] {
    expect(Keyword::kFor);
    do {
      stmt->token_types.push_back(col_id());
    } while (accept(','));
  };
  const auto dictionaries = [&] {
    expect(Keyword::kWith);
    do {
      stmt->dictionaries.push_back(any_name());
    } while (accept(','));
  };
  if (accept(Keyword::kDrop)) {
    stmt->command = AlterTextSearchKind::kDropMapping;
    expect(Keyword::kMapping);
    stmt->missing_ok = if_exists();
    types();
    return stmt;
  }
  stmt->command =
      at(Keyword::kAdd) ? AlterTextSearchKind::kAddMapping : AlterTextSearchKind::kAlterMapping;
  advance();
  expect(Keyword::kMapping);
  const bool may_replace = stmt->command == AlterTextSearchKind::kAlterMapping;
  if (!may_replace || at(Keyword::kFor)) types();
  if (may_replace && (stmt->token_types.empty() || at(Keyword::kReplace))) {
    stmt->command = AlterTextSearchKind::kReplaceDictionary;
    expect(Keyword::kReplace);
    stmt->dictionaries.push_back(any_name());
    expect(Keyword::kWith);
    stmt->dictionaries.push_back(any_name());
    return stmt;
  }
  dictionaries();
  return stmt;
}

// CREATE [DEFAULT] CONVERSION has been read.
Stmt* Parser::create_conversion(SourcePos where, bool is_default) {
  CreateConversionStmt* stmt = make<CreateConversionStmt>(where);
  stmt->is_default = is_default;
  stmt->name = any_name();
  expect(Keyword::kFor);
  stmt->from_encoding = string_constant();
  expect(Keyword::kTo);
  stmt->to_encoding = string_constant();
  expect(Keyword::kFrom);
  stmt->function = any_name();
  return stmt;
}

// CREATE ... [TRUSTED] [PROCEDURAL] LANGUAGE; TRUSTED has not been read.
Stmt* Parser::create_language(SourcePos where, bool replace) {
  CreateLanguageStmt* stmt = make<CreateLanguageStmt>(where);
  stmt->replace = replace;
  stmt->trusted = accept(Keyword::kTrusted);
  accept(Keyword::kProcedural);
  expect(Keyword::kLanguage);
  stmt->name = col_id();
  if (accept(Keyword::kHandler)) {
    stmt->handler = any_name();
    if (accept(Keyword::kInline)) stmt->inline_handler = any_name();
    if (accept(Keyword::kValidator)) {
      stmt->validator = any_name();
    } else if (accept_sequence({Keyword::kNo, Keyword::kValidator})) {
      stmt->validator.clear();
    }
  }
  return stmt;
}

// CREATE ACCESS has been read.
Stmt* Parser::create_access_method(SourcePos where) {
  expect(Keyword::kMethod);
  CreateAccessMethodStmt* stmt = make<CreateAccessMethodStmt>(where);
  stmt->name = col_id();
  expect(Keyword::kType);
  if (accept(Keyword::kTable)) {
    stmt->am_type = 't';
  } else {
    expect(Keyword::kIndex);
  }
  expect(Keyword::kHandler);
  stmt->handler = any_name();
  return stmt;
}

}  // namespace rung::parser
