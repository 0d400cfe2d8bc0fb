// The statements of maintenance.cc, copy.cc and explain.cc. Private to commands/.
#pragma once

#include "commands/common.h"

namespace rung::commands {

std::string set_variable(CommandContext& c, const ast::VariableSetStmt& stmt);
std::string show_variable(CommandContext& c, const ast::VariableShowStmt& stmt);
std::string run_do(CommandContext& c, const ast::DoStmt& stmt);
std::string call(CommandContext& c, const ast::CallStmt& stmt);
std::string vacuum(CommandContext& c, const ast::VacuumStmt& stmt);
std::string reindex(CommandContext& c, const ast::ReindexStmt& stmt);
std::string cluster(CommandContext& c, const ast::ClusterStmt& stmt);
std::string lock(CommandContext& c, const ast::LockStmt& stmt);

}  // namespace rung::commands
