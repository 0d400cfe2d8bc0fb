// Roles and privileges: kept and listed; every session is the superuser postgres, whom no privilege
// binds.
#include <algorithm>

#include "commands/objects.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

void apply_role_options(CommandContext& c, const std::vector<ast::DefElem*>& options, Role* role) {
  for (const ast::DefElem* option : options) {
    const std::string_view name = option->name;
    if (name == "superuser") {
      role->superuser = option_bool(*option);
    } else if (name == "createdb") {
      role->create_db = option_bool(*option);
    } else if (name == "createrole") {
      role->create_role = option_bool(*option);
    } else if (name == "inherit") {
      role->inherit = option_bool(*option);
    } else if (name == "canlogin") {
      role->login = option_bool(*option);
    } else if (name == "isreplication") {
      role->replication = option_bool(*option);
    } else if (name == "bypassrls") {
      role->bypass_rls = option_bool(*option);
    } else if (name == "connectionlimit") {
      role->connection_limit = static_cast<int32_t>(option_integer(*option));
    } else if (name == "password") {
      role->password = option_text(*option);
    } else if (name == "validUntil") {
      role->valid_until = option_text(*option);
    } else if (name == "sysid") {
      continue;  // accepted and without meaning in PostgreSQL, too
    } else if (name == "addroleto") {
      const auto* group = ast::as<ast::RoleSpec>(option->arg);
      if (group == nullptr) throw_unsupported("CREATE ROLE … IN ROLE with several roles");
      role->member_of.push_back(role_oid(c, *group));
    } else {
      throw_unsupported("ROLE … " + str(name), option->pos);
    }
  }
}

}  // namespace

std::string create_role(CommandContext& c, const ast::CreateRoleStmt& stmt) {
  if (stmt.role == "public" || stmt.role == "none" || stmt.role.starts_with("pg_")) {
    Error error(sqlstate::reserved_name, "role name " + quoted(stmt.role) + " is reserved");
    if (stmt.role.starts_with("pg_")) {
      error.detail = "Role names starting with \"pg_\" are reserved.";
    }
    throw_error(std::move(error));
  }
  if (cat(c).find_role(stmt.role) != nullptr) {
    throw_error(sqlstate::duplicate_object, "role " + quoted(stmt.role) + " already exists");
  }
  auto role = std::make_unique<Role>();
  role->oid = cat(c).new_oid();
  role->name = str(stmt.role);
  role->login = stmt.role_kind == ast::RoleStmtKind::kUser;
  apply_role_options(c, stmt.options, role.get());
  cat(c).put(std::move(role));
  return "CREATE ROLE";
}

std::string alter_role(CommandContext& c, const ast::AlterRoleStmt& stmt) {
  const Oid oid = role_oid(c, *stmt.role);
  auto role = std::make_unique<Role>(*cat(c).role(oid));
  apply_role_options(c, stmt.options, role.get());
  cat(c).put(std::move(role));
  return "ALTER ROLE";
}

std::string drop_role(CommandContext& c, const ast::DropRoleStmt& stmt) {
  for (const ast::RoleSpec* spec : stmt.roles) {
    const Role* role = cat(c).find_role(spec->name);
    if (role == nullptr) {
      const std::string message = "role " + quoted(spec->name) + " does not exist";
      if (!stmt.missing_ok) throw_error(sqlstate::undefined_object, message);
      notice(c, message + ", skipping");
      continue;
    }
    if (role->name == c.exec.services->current_user()) {
      throw_error(sqlstate::object_in_use, "current user cannot be dropped");
    }
    const ObjectAddress object{ObjectClass::kRole, role->oid, 0};
    drop_objects(c, {&object, 1}, DropBehavior::kRestrict);
  }
  return "DROP ROLE";
}

std::string grant(CommandContext& c, const ast::GrantStmt& stmt) {
  for (const ast::RoleSpec* grantee : stmt.grantees) role_oid(c, *grantee);
  for (const ast::RangeVar* relation : stmt.relations) get_relation(c, *relation);
  for (const ast::ObjectName& object : stmt.objects) {
    if (stmt.target == ast::GrantTarget::kAllInSchema) {
      schema_oid(c, object.names[0]);
    } else {
      resolve_object(c, stmt.object, object, false, false);
    }
  }
  return stmt.is_grant ? "GRANT" : "REVOKE";
}

std::string grant_role(CommandContext& c, const ast::GrantRoleStmt& stmt) {
  for (const ast::AccessPriv* granted : stmt.granted) {
    const Role* group = cat(c).find_role(granted->privilege);
    if (group == nullptr) {
      throw_error(sqlstate::undefined_object,
                  "role " + quoted(granted->privilege) + " does not exist");
    }
    const Oid group_oid = group->oid;
    for (const ast::RoleSpec* grantee : stmt.grantees) {
      auto member = std::make_unique<Role>(*cat(c).role(role_oid(c, *grantee)));
      std::erase(member->member_of, group_oid);
      if (stmt.is_grant) member->member_of.push_back(group_oid);
      cat(c).put(std::move(member));
    }
  }
  return stmt.is_grant ? "GRANT ROLE" : "REVOKE ROLE";
}

}  // namespace rung::commands
