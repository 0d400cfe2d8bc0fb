// CREATE DATABASE and DROP DATABASE. One file is one database, so that a database's siblings are the
// files beside it: database x of the folder of db/app.rung is db/x.rung.
#pragma once

#include "parser/ast_utility.h"
#include "session/database.h"

namespace rung::session {

// Raises SqlError. The template is a sibling or the database itself, copied as of its last commit;
// without one (or with template0 or template1) the new database is empty.
void create_database(Database& current, const parser::CreateDatabaseStmt& statement);
// False: IF EXISTS, and there is none.
bool drop_database(Database& current, const parser::DropDatabaseStmt& statement);

}  // namespace rung::session
