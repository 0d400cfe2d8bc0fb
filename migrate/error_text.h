// Errors and notices as a user reads them.
//
// Two forms: psql's, with LINE n: counted in the statement that was sent; and the one for files,
// path:line:column with the source line and a caret under it.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace rung::migrate {

// "ERROR:  …\nLINE 1: …\n   ^\nDETAIL:  …\n", every line ended. `sql`: what Error::pos points into.
std::string psql_error_text(const Error& error, std::string_view sql);

// "path:12:19: type "intt" does not exist (42704)", the source line, a caret, DETAIL, HINT,
// CONTEXT; no newline at the end. `statement`: offset in `file_text` of the statement that failed;
// Error::pos counts from there. Without a position the statement's line is named, and no column.
std::string file_error_text(const Error& error, std::string_view path, std::string_view file_text,
                            size_t statement);

}  // namespace rung::migrate
