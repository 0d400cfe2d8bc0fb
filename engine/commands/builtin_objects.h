// Functions, operators and casts that come with PostgreSQL or with an extension, as statements name
// them. They are rows of the functions module, not objects of the catalog; what a statement gives
// one (a comment, privileges) is kept under its oid. Private to commands/.
#pragma once

#include "commands/common.h"
#include "functions/registry.h"

namespace rung::commands {

// One that is there: an extension's is, once that has been created.
struct BuiltinFound {
  ObjectAddress object;   // oid kNoOid: none
  Oid schema = kNoOid;
};
// By name and argument types, in the search path or the schema named; 42725 when the name alone
// does not tell which. One that the types tell may be of another kind.
BuiltinFound find_builtin_function(CommandContext& c, const ast::ObjectWithArgs& name,
                                   ast::ObjectKind kind, const std::vector<Oid>& types);
BuiltinFound find_builtin_operator(CommandContext& c, const SplitName& name, Oid left, Oid right);
// 42809: what the statement calls `kind` is none.
void check_builtin_kind(CommandContext& c, ObjectAddress function, ast::ObjectKind kind,
                        bool for_drop);
// Whether the address is one that the functions above gave.
bool is_builtin(ObjectAddress object);
// The extension that it came with; nullptr: PostgreSQL itself.
const catalog::Extension* builtin_extension(CommandContext& c, ObjectAddress object);
Oid builtin_owner(CommandContext& c, ObjectAddress object);
// 2BP01: a built-in object is dropped with its extension or not at all.
[[noreturn]] void refuse_drop_of_builtin(CommandContext& c, ObjectAddress object);
// How messages name one: "now()", "+(integer,integer)". Empty: there is none.
std::string builtin_function_text(ExecContext& exec, Oid oid);
std::string builtin_operator_text(ExecContext& exec, Oid oid);

// The extension created in `schema` that has this one; nullptr: none.
const catalog::Extension* extension_with_function(CommandContext& c, Oid schema,
                                                  std::string_view name,
                                                  const std::vector<Oid>& types);
// The functions of the extensions that were created in a schema.
std::vector<Oid> extension_functions_in(CommandContext& c, Oid schema);

}  // namespace rung::commands
