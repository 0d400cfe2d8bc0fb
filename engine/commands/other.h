// Statements about objects that are kept as catalog::Other: made, changed, listed, and dropped by
// the common path (drop.cc). Private to commands/.
#pragma once

#include "commands/common.h"

namespace rung::commands {

// A new object; the caller put()s it.
std::unique_ptr<catalog::Other> new_other(CommandContext& c, ObjectClass cls, std::string_view name,
                                          Oid schema = kNoOid);
std::unique_ptr<catalog::Other> edit_other(CommandContext& c, ObjectClass cls, Oid oid);
// A field that holds an oid; kNoOid when there is none.
Oid oid_field(const catalog::Other& object, std::string_view field);
// User functions of that (qualified) name, in the order of the search path.
std::vector<const catalog::Function*> functions_named(CommandContext& c,
                                                      const ast::NameList& names);
// A user's or built-in function by name and argument types, for handlers and support functions;
// 42883 when there is none. `result` receives its result type.
Oid support_function(CommandContext& c, const ast::NameList& names, const std::vector<Oid>& types,
                     Oid* result = nullptr);

// --- aggregates, operators, casts, collations (definitions.cc)
std::string define_object(CommandContext& c, const ast::DefineStmt& stmt);
std::string create_cast(CommandContext& c, const ast::CreateCastStmt& stmt);

// --- publication.cc
std::string create_publication(CommandContext& c, const ast::CreatePublicationStmt& stmt);
std::string alter_publication(CommandContext& c, const ast::AlterPublicationStmt& stmt);
std::string create_subscription(CommandContext& c, const ast::CreateSubscriptionStmt& stmt);
std::string create_event_trigger(CommandContext& c, const ast::CreateEventTriggerStmt& stmt);
std::string alter_event_trigger(CommandContext& c, const ast::AlterEventTriggerStmt& stmt);
std::string create_statistics(CommandContext& c, const ast::CreateStatisticsStmt& stmt);
std::string alter_statistics(CommandContext& c, const ast::AlterStatisticsStmt& stmt);
std::string alter_role_set(CommandContext& c, const ast::AlterRoleSetStmt& stmt);
std::string alter_database_set(CommandContext& c, const ast::AlterDatabaseSetStmt& stmt);
std::string setting_value(const ast::VariableSetStmt& set);  // the values as SHOW gives them

// --- statements about what exists already (other_statements.cc)
std::string alter_collation(CommandContext& c, const ast::AlterCollationStmt& stmt);
std::string alter_extension(CommandContext& c, const ast::AlterExtensionStmt& stmt);
std::string security_label(CommandContext& c, const ast::SecurityLabelStmt& stmt);
std::string notify(CommandContext& c, const ast::NotifyStmt& stmt);
std::string drop_owned(CommandContext& c, const ast::DropOwnedStmt& stmt);
std::string reassign_owned(CommandContext& c, const ast::ReassignOwnedStmt& stmt);
std::string alter_system(CommandContext& c, const ast::AlterSystemStmt& stmt);
std::string alter_depends(CommandContext& c, const ast::AlterObjectDependsStmt& stmt);
// Gives any object another owner; false for those that have none.
bool set_owner(CommandContext& c, ObjectAddress object, Oid owner);

// --- operator classes and families (operator_class.cc)
std::string create_operator_class(CommandContext& c, const ast::CreateOpClassStmt& stmt);
std::string create_operator_family(CommandContext& c, const ast::CreateOpFamilyStmt& stmt);
std::string alter_operator_family(CommandContext& c, const ast::AlterOpFamilyStmt& stmt);
// A class or family of an access method by name, built in or not; kNoOid when there is none.
Oid find_class_or_family(CommandContext& c, ObjectClass cls, std::string_view method,
                            const ast::NameList& names);

// --- text search (text_search.cc)
std::string define_text_search(CommandContext& c, const ast::DefineStmt& stmt);
std::string alter_text_search(CommandContext& c, const ast::AlterTextSearchStmt& stmt);
// The template and the dictionary that come with an extension, both called as it is.
void create_extension_dictionary(CommandContext& c, std::string_view name, Oid schema,
                                 ObjectAddress extension);

// --- foreign data (foreign.cc)
std::string define_foreign(CommandContext& c, const ast::DefineStmt& stmt);
void create_extension_wrapper(CommandContext& c, std::string_view name, ObjectAddress extension);
void make_foreign(CommandContext& c, const ast::CreateTableStmt& stmt, Relation* table);
std::vector<std::string> foreign_options(const std::vector<ast::DefElem*>& options,
                                         std::vector<std::string> before);
// ALTER TABLE's OPTIONS (…), and ALTER COLUMN … SET | RESET (…).
void alter_options(CommandContext& c, Oid table, const ast::AlterTableCmd& command);

}  // namespace rung::commands
