// Roles and privileges: kept and listed; every session is the superuser postgres, whom no privilege
// binds.
#include <algorithm>

#include "commands/objects.h"
#include "commands/privileges.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

void apply_role_options(const std::vector<ast::DefElem*>& options, Role* role) {
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
    } else if (name == "addroleto" || name == "rolemembers" || name == "adminmembers") {
      continue;  // change_members()
    } else {
      throw_unsupported("ROLE … " + str(name), option->pos);
    }
  }
}

void add_member(CommandContext& c, Oid group, Oid member, bool admin) {
  auto edited = std::make_unique<Role>(*cat(c).role(member));
  if (std::count(edited->member_of.begin(), edited->member_of.end(), group) == 0) {
    edited->member_of.push_back(group);
  }
  if (admin) edited->admin_of.push_back(group);
  cat(c).put(std::move(edited));
}

// IN ROLE, ROLE and ADMIN of CREATE ROLE, ADD and DROP USER of ALTER GROUP: each a list of roles.
void change_members(CommandContext& c, const std::vector<ast::DefElem*>& options, Oid role,
                    bool add) {
  for (const ast::DefElem* option : options) {
    const bool to = option->name == "addroleto";
    if (!to && option->name != "rolemembers" && option->name != "adminmembers") continue;
    for (const ast::Expr* item : ast::to<ast::ListExpr>(option->arg).items) {
      const std::string_view name = ast::to<ast::Constant>(item).text;
      const Role* named = cat(c).find_role(name);
      if (named == nullptr) {
        throw_error(sqlstate::undefined_object, "role " + quoted(name) + " does not exist");
      }
      const Oid other = named->oid;
      const Oid group = to ? other : role, member = to ? role : other;
      if (add) {
        add_member(c, group, member, option->name == "adminmembers");
        continue;
      }
      auto edited = std::make_unique<Role>(*cat(c).role(member));
      std::erase(edited->member_of, group);
      std::erase(edited->admin_of, group);
      cat(c).put(std::move(edited));
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
  apply_role_options(stmt.options, role.get());
  const Oid oid = role->oid;
  cat(c).put(std::move(role));
  change_members(c, stmt.options, oid, true);
  return "CREATE ROLE";
}

std::string alter_role(CommandContext& c, const ast::AlterRoleStmt& stmt) {
  if (stmt.role->name.starts_with("pg_") && cat(c).find_role(stmt.role->name) != nullptr) {
    throw_error(Error(sqlstate::reserved_name,
                      "role name " + quoted(stmt.role->name) + " is reserved")
                    .with_detail("Cannot alter reserved roles."));
  }
  const Oid oid = role_oid(c, *stmt.role);
  auto role = std::make_unique<Role>(*cat(c).role(oid));
  apply_role_options(stmt.options, role.get());
  cat(c).put(std::move(role));
  change_members(c, stmt.options, oid, stmt.action > 0);
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
    if (role->oid < kFirstUserOid) {
      throw_error(sqlstate::dependent_objects_still_exist,
                  "cannot drop role " + role->name +
                      " because it is required by the database system");
    }
    const std::vector<std::string> uses = role_uses(c, role->oid);
    if (!uses.empty()) {
      Error error(sqlstate::dependent_objects_still_exist,
                  "role " + quoted(spec->name) +
                      " cannot be dropped because some objects depend on it");
      for (const std::string& use : uses) error.detail += (error.detail.empty() ? "" : "\n") + use;
      throw_error(std::move(error));
    }
    const ObjectAddress object{ObjectClass::kRole, role->oid, 0};
    drop_objects(c, {&object, 1}, DropBehavior::kRestrict);
  }
  return "DROP ROLE";
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
      std::erase(member->admin_of, group_oid);
      if (stmt.is_grant || stmt.admin_option) member->member_of.push_back(group_oid);
      if (stmt.is_grant && stmt.admin_option) member->admin_of.push_back(group_oid);
      cat(c).put(std::move(member));
    }
  }
  return stmt.is_grant ? "GRANT ROLE" : "REVOKE ROLE";
}

}  // namespace rung::commands
