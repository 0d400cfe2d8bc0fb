// What the families of commands share: finding and naming objects, notices, stored expressions and
// the dependencies that go with them. Private to commands/.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/search_path.h"
#include "commands/command.h"
#include "parser/ast_utility.h"
#include "planner/binder.h"

namespace rung::commands {

namespace ast = rung::parser;
using catalog::Attribute;
using catalog::DependencyKind;
using catalog::ObjectAddress;
using catalog::ObjectClass;
using catalog::Relation;
using catalog::RelationKind;
using planner::ExprPurpose;
using planner::TypeRef;

inline catalog::Catalog& cat(CommandContext& c) { return *c.exec.catalog; }
inline std::string str(std::string_view text) { return std::string(text); }
inline std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }
std::string dotted(const ast::NameList& names);

void notice(CommandContext& c, std::string message, Error extra = {});
void warning(CommandContext& c, SqlState state, std::string message, std::string hint = {});

// --- finding -----------------------------------------------------------------------------------

// 3F000 when there is none.
Oid schema_oid(CommandContext& c, std::string_view name, SourcePos pos = kNoPos);
// Where a new object of that (qualified) name goes; 3F000, 42501 for pg_catalog.
Oid creation_schema(CommandContext& c, std::string_view schema, SourcePos pos = kNoPos);
Oid creation_schema(CommandContext& c, const ast::RangeVar& name);
// The qualifier (may be empty) and last element of a name; 42601 for more than three elements.
struct SplitName {
  std::string_view schema, name;
};
SplitName split_name(const ast::NameList& names);
// 42P01 'relation "x" does not exist' or nullptr.
const Relation* find_relation(CommandContext& c, const ast::RangeVar& name, bool missing_ok = false);
const Relation& get_relation(CommandContext& c, const ast::RangeVar& name);
// The same for a name list; `what` is "table", "index" … in 'table "x" does not exist'.
const Relation* find_relation(CommandContext& c, const ast::NameList& names);
// A table to be changed: refuses system catalogs, and what is neither table nor in `kinds`
// (42809 '"v" is not a table').
void refuse_system(const Relation& relation);  // 42501 for what is of the system
const Relation& get_table(CommandContext& c, const ast::RangeVar& name, std::string_view kinds,
                          std::string_view what);
Oid role_oid(CommandContext& c, const ast::RoleSpec& role);
// The type itself, without typmod or arrays; 42704 'type "x" does not exist'.
Oid find_named_type(CommandContext& c, const ast::NameList& names, bool missing_ok,
                    SourcePos pos = kNoPos);
std::string format_type_name(CommandContext& c, Oid type, int32_t typmod = -1);
// "table", "view", "index" … as messages say it.
const char* kind_word(RelationKind kind);
bool is_table_like(RelationKind kind);  // has rows of its own
// 42703 'column "a" of relation "t" does not exist'.
const Attribute& get_column(const Relation& relation, std::string_view name);
// The same for ALTER COLUMN, which no system column lets be done to it.
const Attribute& get_alterable_column(const Relation& relation, std::string_view name);
std::string qualified_name(CommandContext& c, const Relation& relation);  // always with its schema

// --- names (names.cc) --------------------------------------------------------------------------

// "name1_name2_label" cut to 63 bytes as PostgreSQL cuts it; name2 may be empty.
std::string make_object_name(std::string_view name1, std::string_view name2, std::string_view label);
// … with a number behind the label until no relation of the schema (and none of `taken`) has it;
// with `constraint`, no constraint either.
std::string choose_relation_name(CommandContext& c, std::string_view name1, std::string_view name2,
                                 std::string_view label, Oid schema, bool constraint);
std::string choose_constraint_name(CommandContext& c, std::string_view name1,
                                   std::string_view name2, std::string_view label, Oid schema,
                                   std::span<const std::string> taken);
std::string join_names(const std::vector<std::string>& names);  // for name2: "a_b"
// 42P07 when a relation, 42710 when a type of that name exists.
void check_new_relation_name(CommandContext& c, Oid schema, std::string_view name);
void check_new_type_name(CommandContext& c, Oid schema, std::string_view name);

// --- expressions -------------------------------------------------------------------------------

std::string store(const Expr& expr);
// References of an expression over `relation`'s columns.
std::vector<ObjectAddress> references(const Expr& expr, Oid relation);
// Depends `dependent` on all of them: columns of `own` with `own_kind`, the rest normally. Built-in
// objects are left out.
void add_references(CommandContext& c, ObjectAddress dependent,
                    std::span<const ObjectAddress> references, Oid own, DependencyKind own_kind);
// On one object; nothing for built-in ones.
void depend(CommandContext& c, ObjectAddress dependent, ObjectAddress referenced,
            DependencyKind kind = DependencyKind::kNormal);

// --- options -----------------------------------------------------------------------------------

std::string option_text(const ast::DefElem& option);       // any value as text
bool option_bool(const ast::DefElem& option);              // true when without a value
int64_t option_integer(const ast::DefElem& option);
// WITH (a = 1, b) as pg_class.reloptions keeps it.
std::vector<std::string> relation_options(const std::vector<ast::DefElem*>& options);

// --- types (types.cc) --------------------------------------------------------------------------

// The array type "_name" of a new type.
Oid create_array_type(CommandContext& c, Oid element, std::string_view name, Oid schema);
// The composite type of a relation, with its array type; returns the composite's oid.
Oid create_row_type(CommandContext& c, const Relation& relation, bool is_row_type);
TypeRef resolve_column_type(CommandContext& c, const ast::TypeName& type);
// The collation of a column: as written, else the type's own; 42804 where the type has none.
Oid resolve_collation(CommandContext& c, const ast::CollateClause* collate, Oid type);

}  // namespace rung::commands
