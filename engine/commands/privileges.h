// Access control lists (privileges.cc). Private to commands/.
#pragma once

#include "commands/common.h"

namespace rung::commands {

std::string alter_default_privileges(CommandContext& c,
                                     const ast::AlterDefaultPrivilegesStmt& stmt);
// What a new object's list is: empty unless ALTER DEFAULT PRIVILEGES says otherwise. `letter` is
// pg_default_acl.defaclobjtype: r S f T n.
std::string initial_acl(CommandContext& c, char letter, Oid owner, Oid schema);
// A list after its object went from one owner to another.
std::string acl_for_owner(const std::string& acl, Oid before, Oid after);
// Takes a role out of every list (DROP OWNED).
void forget_privileges(CommandContext& c, Oid role);
// Why a role cannot be dropped yet: "owner of table t", "privileges for schema s".
std::vector<std::string> role_uses(CommandContext& c, Oid role);

}  // namespace rung::commands
