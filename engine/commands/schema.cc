// CREATE SCHEMA.
#include "commands/objects.h"
#include "commands/privileges.h"

namespace rung::commands {

using namespace rung::catalog;

void check_schema_name(std::string_view name) {
  if (!name.starts_with("pg_")) return;
  throw_error(Error(sqlstate::reserved_name, "unacceptable schema name " + quoted(name))
                  .with_detail("The prefix \"pg_\" is reserved for system schemas."));
}

std::string create_schema(CommandContext& c, const ast::CreateSchemaStmt& stmt) {
  Oid owner = 10;
  std::string name = str(stmt.name);
  if (stmt.owner != nullptr) {
    owner = role_oid(c, *stmt.owner);
    if (name.empty()) name = cat(c).role(owner)->name;
  }
  check_schema_name(name);
  if (cat(c).find_schema(name) != nullptr) {
    if (stmt.if_not_exists) {
      notice(c, "schema " + quoted(name) + " already exists, skipping",
             Error(sqlstate::duplicate_schema, ""));
      return "CREATE SCHEMA";
    }
    throw_error(sqlstate::duplicate_schema, "schema " + quoted(name) + " already exists");
  }
  auto schema = std::make_unique<catalog::Schema>();
  schema->oid = cat(c).new_oid();
  schema->name = name;
  schema->owner = owner;
  schema->acl = initial_acl(c, 'n', owner, kNoOid);
  const Oid oid = schema->oid;
  cat(c).put(std::move(schema));
  if (stmt.elements.empty()) return "CREATE SCHEMA";
  // The elements are made as if the new schema were first in the search path.
  catalog::SearchPath path = *c.exec.path;
  path.schemas.insert(path.schemas.begin(), oid);
  path.creation = oid;
  ExecContext exec = c.exec;
  exec.path = &path;
  CommandContext inner{exec, c.session, c.sink, nullptr, true};
  for (const ast::Stmt* element : stmt.elements) run_command(inner, *element);
  return "CREATE SCHEMA";
}

}  // namespace rung::commands
