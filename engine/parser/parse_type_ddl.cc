// CREATE TYPE, ALTER TYPE, domains.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE TYPE has been read.
Stmt* Parser::create_type(SourcePos where) {
  const SourcePos name_at = pos();
  NameList name = any_name();
  if (!at(Keyword::kAs)) {
    DefineStmt* define = make<DefineStmt>(where);
    define->object = ObjectKind::kType;
    define->name = std::move(name);
    if (at('(')) define->definition = definition();
    return define;
  }
  advance();
  if (accept(Keyword::kEnum)) {
    CreateEnumStmt* create = make<CreateEnumStmt>(where);
    create->name = std::move(name);
    expect('(');
    if (!at(')')) {
      do {
        create->values.push_back(string_constant());
      } while (accept(','));
    }
    expect(')');
    return create;
  }
  if (accept(Keyword::kRange)) {
    CreateRangeStmt* create = make<CreateRangeStmt>(where);
    create->name = std::move(name);
    create->options = definition();
    return create;
  }
  CreateCompositeStmt* create = make<CreateCompositeStmt>(where);
  create->name = range_var_from(name, name_at);
  expect('(');
  if (!at(')')) create->columns = table_func_elements();
  expect(')');
  return create;
}

// ALTER TYPE has been read.
Stmt* Parser::alter_type(SourcePos where) {
  const SourcePos name_at = pos();
  NameList name = any_name();
  const auto type_object = [&] {
    ObjectName object = named(name, name_at);
    object.type = make<TypeName>(name_at);
    object.type->names = name;
    return object;
  };
  if (at(Keyword::kAdd) && next_is(1, Keyword::kValue)) {
    at_ += 2;
    AlterEnumStmt* alter = make<AlterEnumStmt>(where);
    alter->name = std::move(name);
    if (accept(Keyword::kIf)) {
      expect(Keyword::kNot);
      expect(Keyword::kExists);
      alter->if_not_exists = true;
    }
    alter->new_value = string_constant();
    if (at(Keyword::kBefore) || at(Keyword::kAfter)) {
      alter->after = at(Keyword::kAfter);
      alter->has_neighbor = true;
      advance();
      alter->neighbor = string_constant();
    }
    return alter;
  }
  if (at(Keyword::kRename) && next_is(1, Keyword::kValue)) {
    at_ += 2;
    AlterEnumStmt* alter = make<AlterEnumStmt>(where);
    alter->name = std::move(name);
    alter->rename = true;
    alter->old_value = string_constant();
    expect(Keyword::kTo);
    alter->new_value = string_constant();
    return alter;
  }
  if (at(Keyword::kRename) && next_is(1, Keyword::kAttribute)) {
    at_ += 2;
    RenameStmt* rename = make<RenameStmt>(where);
    rename->object = ObjectKind::kAttribute;
    rename->relation_kind = ObjectKind::kType;
    rename->relation = range_var_from(name, name_at);
    rename->old_name = col_id();
    expect(Keyword::kTo);
    rename->new_name = col_id();
    rename->behavior = drop_behavior();
    return rename;
  }
  if (at(Keyword::kSet) && next_is(1, '(')) {
    advance();
    AlterTypeStmt* alter = make<AlterTypeStmt>(where);
    alter->name = std::move(name);
    expect('(');
    do {
      const SourcePos option_at = pos();
      const std::string_view option = col_label();
      Node* value = nullptr;
      if (accept('=')) {
        value = at(Keyword::kNoneWord) ? (advance(), nullptr) : def_arg();
      } else {
        syntax_error();
      }
      alter->options.push_back(def_elem(option, value, option_at));
    } while (accept(','));
    expect(')');
    return alter;
  }
  if (at(Keyword::kRename) || at(Keyword::kOwner) || at(Keyword::kSet)) {
    return alter_object_tail(ObjectKind::kType, type_object(), where);
  }
  AlterTableStmt* alter = make<AlterTableStmt>(where);
  alter->object = ObjectKind::kType;
  alter->relation = range_var_from(name, name_at);
  do {
    alter->commands.push_back(alter_type_command());
  } while (accept(','));
  return alter;
}

// CREATE DOMAIN has been read.
Stmt* Parser::create_domain(SourcePos where) {
  CreateDomainStmt* create = make<CreateDomainStmt>(where);
  create->name = any_name();
  accept(Keyword::kAs);
  create->type = type_name();
  ColumnDef* column = make<ColumnDef>(where);
  column_constraints(column);
  create->constraints = column->constraints;
  create->collate = column->collate;
  return create;
}

// ALTER DOMAIN has been read.
Stmt* Parser::alter_domain(SourcePos where) {
  const SourcePos name_at = pos();
  NameList name = any_name();
  const auto domain_object = [&] {
    ObjectName object = named(name, name_at);
    object.type = make<TypeName>(name_at);
    object.type->names = name;
    return object;
  };
  if (at(Keyword::kRename) && next_is(1, Keyword::kConstraint)) {
    at_ += 2;
    RenameStmt* rename = make<RenameStmt>(where);
    rename->object = ObjectKind::kDomainConstraint;
    rename->name = domain_object();
    rename->old_name = col_id();
    expect(Keyword::kTo);
    rename->new_name = col_id();
    return rename;
  }
  if (at(Keyword::kRename) || at(Keyword::kOwner) ||
      (at(Keyword::kSet) && next_is(1, Keyword::kSchema))) {
    return alter_object_tail(ObjectKind::kDomain, domain_object(), where);
  }
  AlterDomainStmt* alter = make<AlterDomainStmt>(where);
  alter->domain = std::move(name);
  if (accept(Keyword::kSet)) {
    if (accept(Keyword::kDefault)) {
      alter->expr = a_expr();
    } else {
      expect(Keyword::kNot);
      expect(Keyword::kNull);
      alter->command = AlterDomainKind::kSetNotNull;
    }
  } else if (accept(Keyword::kDrop)) {
    if (accept(Keyword::kDefault)) return alter;
    if (accept(Keyword::kNot)) {
      expect(Keyword::kNull);
      alter->command = AlterDomainKind::kDropNotNull;
    } else {
      expect(Keyword::kConstraint);
      alter->command = AlterDomainKind::kDropConstraint;
      alter->missing_ok = if_exists();
      alter->name = col_id();
      alter->behavior = drop_behavior();
    }
  } else if (accept(Keyword::kAdd)) {
    alter->command = AlterDomainKind::kAddConstraint;
    if (!at_table_constraint()) syntax_error();
    alter->constraint = table_constraint();
  } else {
    expect(Keyword::kValidate);
    expect(Keyword::kConstraint);
    alter->command = AlterDomainKind::kValidateConstraint;
    alter->name = col_id();
  }
  return alter;
}

}  // namespace rung::parser
