// Statements that name an object of any kind: DROP, COMMENT, SECURITY LABEL, RENAME, OWNER TO,
// SET SCHEMA, DEPENDS ON.
#include <algorithm>

#include "parser/parser_impl.h"

namespace rung::parser {
namespace {

// Words before the object's name, and how the name is written.
enum class NameForm : uint8_t { kAny, kSingle };
struct KindRow {
  Keyword first, second, third;
  ObjectKind kind;
  NameForm form;
};
constexpr KindRow kPlainKinds[] = {
    {Keyword::kTable, Keyword::kNone, Keyword::kNone, ObjectKind::kTable, NameForm::kAny},
    {Keyword::kSequence, Keyword::kNone, Keyword::kNone, ObjectKind::kSequence, NameForm::kAny},
    {Keyword::kView, Keyword::kNone, Keyword::kNone, ObjectKind::kView, NameForm::kAny},
    {Keyword::kMaterialized, Keyword::kView, Keyword::kNone, ObjectKind::kMatView, NameForm::kAny},
    {Keyword::kIndex, Keyword::kNone, Keyword::kNone, ObjectKind::kIndex, NameForm::kAny},
    {Keyword::kForeign, Keyword::kTable, Keyword::kNone, ObjectKind::kForeignTable, NameForm::kAny},
    {Keyword::kCollation, Keyword::kNone, Keyword::kNone, ObjectKind::kCollation, NameForm::kAny},
    {Keyword::kConversion, Keyword::kNone, Keyword::kNone, ObjectKind::kConversion, NameForm::kAny},
    {Keyword::kStatistics, Keyword::kNone, Keyword::kNone, ObjectKind::kStatistics, NameForm::kAny},
    {Keyword::kText, Keyword::kSearch, Keyword::kParser, ObjectKind::kTsParser, NameForm::kAny},
    {Keyword::kText, Keyword::kSearch, Keyword::kDictionary, ObjectKind::kTsDictionary,
     NameForm::kAny},
    {Keyword::kText, Keyword::kSearch, Keyword::kTemplate, ObjectKind::kTsTemplate, NameForm::kAny},
    {Keyword::kText, Keyword::kSearch, Keyword::kConfiguration, ObjectKind::kTsConfiguration,
     NameForm::kAny},
    {Keyword::kAccess, Keyword::kMethod, Keyword::kNone, ObjectKind::kAccessMethod,
     NameForm::kSingle},
    {Keyword::kEvent, Keyword::kTrigger, Keyword::kNone, ObjectKind::kEventTrigger,
     NameForm::kSingle},
    {Keyword::kExtension, Keyword::kNone, Keyword::kNone, ObjectKind::kExtension,
     NameForm::kSingle},
    {Keyword::kForeign, Keyword::kData, Keyword::kWrapper, ObjectKind::kForeignDataWrapper,
     NameForm::kSingle},
    {Keyword::kProcedural, Keyword::kLanguage, Keyword::kNone, ObjectKind::kLanguage,
     NameForm::kSingle},
    {Keyword::kLanguage, Keyword::kNone, Keyword::kNone, ObjectKind::kLanguage, NameForm::kSingle},
    {Keyword::kPublication, Keyword::kNone, Keyword::kNone, ObjectKind::kPublication,
     NameForm::kSingle},
    {Keyword::kSchema, Keyword::kNone, Keyword::kNone, ObjectKind::kSchema, NameForm::kSingle},
    {Keyword::kServer, Keyword::kNone, Keyword::kNone, ObjectKind::kForeignServer,
     NameForm::kSingle},
    {Keyword::kDatabase, Keyword::kNone, Keyword::kNone, ObjectKind::kDatabase, NameForm::kSingle},
    {Keyword::kRole, Keyword::kNone, Keyword::kNone, ObjectKind::kRole, NameForm::kSingle},
    {Keyword::kSubscription, Keyword::kNone, Keyword::kNone, ObjectKind::kSubscription,
     NameForm::kSingle},
    {Keyword::kTablespace, Keyword::kNone, Keyword::kNone, ObjectKind::kTablespace,
     NameForm::kSingle},
};

size_t words_of(const KindRow& row) {
  return row.third != Keyword::kNone ? 3 : row.second != Keyword::kNone ? 2 : 1;
}

}  // namespace

ObjectName Parser::named(NameList names, SourcePos where) {
  ObjectName object;
  object.names = std::move(names);
  object.pos = where;
  return object;
}

ObjectName Parser::single_name() {
  const SourcePos where = pos();
  return named({col_id()}, where);
}

// Over the words that begin a kind of object but do not finish it.
void Parser::skip_kind_words() {
  size_t matched = 0;
  for (const KindRow& row : kPlainKinds) {
    if (!at(row.first) || row.second == Keyword::kNone) continue;
    matched = std::max<size_t>(matched, next_is(1, row.second) ? 2 : 1);
  }
  at_ += matched;
}

Stmt* Parser::drop_stmt() {
  const SourcePos where = pos();
  expect(Keyword::kDrop);
  if (at(Keyword::kOwned)) {
    advance();
    expect(Keyword::kBy);
    DropOwnedStmt* owned = make<DropOwnedStmt>(where);
    owned->roles = role_list();
    owned->behavior = drop_behavior();
    return owned;
  }
  if (at(Keyword::kRole) || at(Keyword::kUser) || at(Keyword::kGroup)) {
    const bool user = at(Keyword::kUser);
    advance();
    if (user && accept(Keyword::kMapping)) return drop_user_mapping(where);
    DropRoleStmt* roles = make<DropRoleStmt>(where);
    roles->missing_ok = if_exists();
    roles->roles = role_list();
    return roles;
  }
  if (at(Keyword::kDatabase)) {
    advance();
    DropDatabaseStmt* database = make<DropDatabaseStmt>(where);
    database->missing_ok = if_exists();
    database->name = col_id();
    const bool with = accept(Keyword::kWith);
    if (with && !at('(')) syntax_error();
    if (accept('(')) {
      do {
        const SourcePos option_at = pos();
        expect(Keyword::kForce);
        database->options.push_back(def_elem("force", nullptr, option_at));
      } while (accept(','));
      expect(')');
    }
    return database;
  }
  DropStmt* drop = make<DropStmt>(where);
  const auto finish = [&] {
    drop->behavior = drop_behavior();
    return drop;
  };
  switch (peek().keyword) {
    case Keyword::kType:
    case Keyword::kDomain:
      drop->object = at(Keyword::kType) ? ObjectKind::kType : ObjectKind::kDomain;
      advance();
      drop->missing_ok = if_exists();
      do {
        ObjectName name;
        name.pos = pos();
        name.type = type_name();
        drop->objects.push_back(name);
      } while (accept(','));
      return finish();
    case Keyword::kFunction: case Keyword::kProcedure: case Keyword::kRoutine:
    case Keyword::kAggregate:
      drop->object = at(Keyword::kFunction)    ? ObjectKind::kFunction
                     : at(Keyword::kProcedure) ? ObjectKind::kProcedure
                     : at(Keyword::kRoutine)   ? ObjectKind::kRoutine
                                               : ObjectKind::kAggregate;
      advance();
      drop->missing_ok = if_exists();
      do {
        ObjectName name;
        name.pos = pos();
        name.with_args = drop->object == ObjectKind::kAggregate ? aggregate_with_args()
                                                                : function_with_args();
        drop->objects.push_back(name);
      } while (accept(','));
      return finish();
    case Keyword::kOperator:
      advance();
      if (at(Keyword::kClass) || at(Keyword::kFamily)) {
        drop->object = at(Keyword::kClass) ? ObjectKind::kOpClass : ObjectKind::kOpFamily;
        advance();
        drop->missing_ok = if_exists();
        const SourcePos name_at = pos();
        ObjectName name = named(any_name(), name_at);
        expect(Keyword::kUsing);
        name.access_method = col_id();
        drop->objects.push_back(name);
        return finish();
      }
      drop->object = ObjectKind::kOperator;
      drop->missing_ok = if_exists();
      do {
        ObjectName name;
        name.pos = pos();
        name.with_args = operator_with_args();
        drop->objects.push_back(name);
      } while (accept(','));
      return finish();
    case Keyword::kCast: {
      advance();
      drop->object = ObjectKind::kCast;
      drop->missing_ok = accept(Keyword::kIf);
      if (drop->missing_ok) expect(Keyword::kExists);
      ObjectName name;
      name.pos = pos();
      expect('(');
      name.type = type_name();
      expect(Keyword::kAs);
      name.target_type = type_name();
      expect(')');
      drop->objects.push_back(name);
      return finish();
    }
    case Keyword::kTransform: unsupported("DROP TRANSFORM", where);
    case Keyword::kPolicy: case Keyword::kRule: case Keyword::kTrigger: {
      drop->object = at(Keyword::kPolicy) ? ObjectKind::kPolicy
                     : at(Keyword::kRule) ? ObjectKind::kRule
                                          : ObjectKind::kTrigger;
      advance();
      drop->missing_ok = if_exists();
      ObjectName name;
      name.pos = pos();
      name.name = col_id();
      expect(Keyword::kOn);
      name.names = any_name();
      drop->objects.push_back(name);
      return finish();
    }
    default: break;
  }
  for (const KindRow& row : kPlainKinds) {
    if (!at(row.first)) continue;
    if (row.second != Keyword::kNone && !next_is(1, row.second)) continue;
    if (row.third != Keyword::kNone && !next_is(2, row.third)) continue;
    at_ += words_of(row);
    drop->object = row.kind;
    if (row.kind == ObjectKind::kIndex) drop->concurrently = accept(Keyword::kConcurrently);
    drop->missing_ok = if_exists();
    do {
      const SourcePos name_at = pos();
      NameList names = row.form == NameForm::kAny ? any_name() : NameList{col_id()};
      drop->objects.push_back(named(std::move(names), name_at));
    } while (row.kind != ObjectKind::kTablespace && row.kind != ObjectKind::kSubscription &&
             accept(','));
    if (row.kind == ObjectKind::kTablespace) return drop;
    return finish();
  }
  skip_kind_words();
  syntax_error();
}

// The kind and name after COMMENT ON and its like.
ObjectKind Parser::object_for_comment(ObjectName* name) {
  name->pos = pos();
  const auto on_table = [&](ObjectKind kind) {
    advance();
    name->pos = pos();
    name->name = col_id();
    expect(Keyword::kOn);
    name->names = any_name();
    return kind;
  };
  switch (peek().keyword) {
    case Keyword::kColumn:
      advance();
      name->pos = pos();
      name->names = any_name();
      if (name->names.size() < 2) {
        throw_error(sqlstate::syntax_error, "column name must be qualified");
      }
      name->name = name->names.back();
      name->names.pop_back();
      return ObjectKind::kColumn;
    case Keyword::kType:
    case Keyword::kDomain: {
      const ObjectKind kind = at(Keyword::kType) ? ObjectKind::kType : ObjectKind::kDomain;
      advance();
      name->pos = pos();
      name->type = type_name();
      name->names = name->type->names;
      return kind;
    }
    case Keyword::kAggregate:
      advance();
      name->with_args = aggregate_with_args();
      return ObjectKind::kAggregate;
    case Keyword::kFunction: case Keyword::kProcedure: case Keyword::kRoutine: {
      const ObjectKind kind = at(Keyword::kFunction)    ? ObjectKind::kFunction
                              : at(Keyword::kProcedure) ? ObjectKind::kProcedure
                                                        : ObjectKind::kRoutine;
      advance();
      name->pos = pos();
      name->with_args = function_with_args();
      return kind;
    }
    case Keyword::kOperator: {
      advance();
      if (at(Keyword::kClass) || at(Keyword::kFamily)) {
        const ObjectKind kind = at(Keyword::kClass) ? ObjectKind::kOpClass : ObjectKind::kOpFamily;
        advance();
        name->pos = pos();
        name->names = any_name();
        expect(Keyword::kUsing);
        name->access_method = col_id();
        return kind;
      }
      name->pos = pos();
      name->with_args = operator_with_args();
      return ObjectKind::kOperator;
    }
    case Keyword::kConstraint:
      advance();
      name->pos = pos();
      name->name = col_id();
      expect(Keyword::kOn);
      if (at(Keyword::kDomain) && !next_is(1, Keyword::kIs)) {
        advance();
        const SourcePos type_at = pos();
        name->names = any_name();
        name->type = make<TypeName>(type_at);
        name->type->names = name->names;
        return ObjectKind::kDomainConstraint;
      }
      name->names = any_name();
      return ObjectKind::kTableConstraint;
    case Keyword::kPolicy: return on_table(ObjectKind::kPolicy);
    case Keyword::kRule: return on_table(ObjectKind::kRule);
    case Keyword::kTrigger: return on_table(ObjectKind::kTrigger);
    case Keyword::kTransform:
      advance();
      expect(Keyword::kFor);
      name->type = type_name();
      expect(Keyword::kLanguage);
      name->name = col_id();
      return ObjectKind::kTransform;
    case Keyword::kLarge:
      advance();
      expect(Keyword::kObject);
      {
        const Constant* number = static_cast<const Constant*>(numeric_only());
        name->number = number->const_kind == ConstantKind::kInteger
                           ? arena_->copy(std::to_string(number->integer))
                           : number->text;
      }
      return ObjectKind::kLargeObject;
    case Keyword::kCast:
      advance();
      expect('(');
      name->type = type_name();
      expect(Keyword::kAs);
      name->target_type = type_name();
      expect(')');
      return ObjectKind::kCast;
    default: break;
  }
  for (const KindRow& row : kPlainKinds) {
    if (!at(row.first)) continue;
    if (row.second != Keyword::kNone && !next_is(1, row.second)) continue;
    if (row.third != Keyword::kNone && !next_is(2, row.third)) continue;
    at_ += words_of(row);
    name->pos = pos();
    name->names = row.form == NameForm::kAny ? any_name() : NameList{col_id()};
    return row.kind;
  }
  skip_kind_words();
  syntax_error();
}

Stmt* Parser::comment_stmt() {
  CommentStmt* comment = make<CommentStmt>(pos());
  expect(Keyword::kComment);
  expect(Keyword::kOn);
  comment->object = object_for_comment(&comment->name);
  expect(Keyword::kIs);
  comment->is_null = accept(Keyword::kNull);
  if (!comment->is_null) comment->comment = string_constant();
  return comment;
}

Stmt* Parser::security_label_stmt() {
  SecurityLabelStmt* label = make<SecurityLabelStmt>(pos());
  expect(Keyword::kSecurity);
  expect(Keyword::kLabel);
  if (accept(Keyword::kFor)) label->provider = non_reserved_word_or_string();
  expect(Keyword::kOn);
  label->object = object_for_comment(&label->name);
  expect(Keyword::kIs);
  label->is_null = accept(Keyword::kNull);
  if (!label->is_null) label->label = string_constant();
  return label;
}

Stmt* Parser::truncate_stmt() {
  TruncateStmt* truncate = make<TruncateStmt>(pos());
  expect(Keyword::kTruncate);
  accept(Keyword::kTable);
  do {
    truncate->relations.push_back(relation_expr());
  } while (accept(','));
  if (at(Keyword::kContinue) || at(Keyword::kRestart)) {
    truncate->restart_sequences = at(Keyword::kRestart);
    advance();
    expect(Keyword::kIdentity);
  }
  truncate->behavior = drop_behavior();
  return truncate;
}

// ---- RENAME TO, OWNER TO, SET SCHEMA, DEPENDS ON ------------------------------------------------

Stmt* Parser::rename_to(ObjectKind kind, ObjectName name, SourcePos where) {
  RenameStmt* rename = make<RenameStmt>(where);
  rename->object = kind;
  rename->name = std::move(name);
  expect(Keyword::kRename);
  expect(Keyword::kTo);
  rename->new_name = col_id();
  return rename;
}

Stmt* Parser::owner_to(ObjectKind kind, ObjectName name, SourcePos where) {
  AlterOwnerStmt* stmt = make<AlterOwnerStmt>(where);
  stmt->object = kind;
  stmt->name = std::move(name);
  expect(Keyword::kOwner);
  expect(Keyword::kTo);
  stmt->owner = role_spec();
  return stmt;
}

Stmt* Parser::set_schema(ObjectKind kind, ObjectName name, SourcePos where) {
  AlterObjectSchemaStmt* stmt = make<AlterObjectSchemaStmt>(where);
  stmt->object = kind;
  stmt->name = std::move(name);
  expect(Keyword::kSet);
  expect(Keyword::kSchema);
  stmt->new_schema = col_id();
  return stmt;
}

Stmt* Parser::alter_object_tail(ObjectKind kind, ObjectName name, SourcePos where) {
  if (at(Keyword::kRename)) return rename_to(kind, std::move(name), where);
  if (at(Keyword::kOwner)) return owner_to(kind, std::move(name), where);
  return set_schema(kind, std::move(name), where);
}

bool Parser::at_depends() {
  return at(Keyword::kDepends) || (at(Keyword::kNo) && next_is(1, Keyword::kDepends));
}

Stmt* Parser::depends_on(ObjectKind kind, ObjectName name, RangeVar* relation, SourcePos where) {
  AlterObjectDependsStmt* stmt = make<AlterObjectDependsStmt>(where);
  stmt->object = kind;
  stmt->name = std::move(name);
  stmt->relation = relation;
  stmt->remove = accept(Keyword::kNo);
  expect(Keyword::kDepends);
  expect(Keyword::kOn);
  expect(Keyword::kExtension);
  stmt->extension = col_id();
  return stmt;
}

}  // namespace rung::parser
