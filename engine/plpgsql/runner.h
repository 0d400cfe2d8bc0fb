// Where user functions run: PL/pgSQL and SQL-language functions, triggers and DO blocks.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "commands/command.h"
#include "executor/context.h"

namespace rung::plpgsql {

// One per session; keeps compiled functions while their catalog entry is unchanged. SQL inside
// functions is bound and run through planner/binder.h, executor/run.h (execute) and, for utility
// statements, commands::run_command with the given control.
std::unique_ptr<FunctionRunner> make_function_runner(commands::SessionControl& control);

int trigger_depth(const FunctionRunner& runner);  // nesting of trigger functions that run now

void run_event_trigger(FunctionRunner& runner, ExecContext& context, Oid function,
                       std::string_view event, std::string_view tag);

// DO: an anonymous block, run at once.
void run_block(FunctionRunner& runner, ExecContext& context, std::string_view language,
               std::string_view source);

// What CREATE FUNCTION checks of a body (check_function_bodies): raises its syntax errors, with the
// position inside the body. Languages: plpgsql, sql.
void check_body(ExecContext& context, const catalog::Function& function);

// The stored form of an SQL-standard body (commands::SessionControl::bind_function_body).
std::string bind_sql_body(ExecContext& context, const catalog::Function& function,
                          std::span<parser::Stmt* const> statements);

// The offset in `statement` of the offset `pos` in a function's body, where the body is one of the
// statement's string literals; kNoPos where it is not found as it stands.
SourcePos position_in_statement(std::string_view statement, std::string_view body, SourcePos pos);

}  // namespace rung::plpgsql
