// follow_links: what file a path of the real file system means.
//
// A database's log lies beside the file itself, whatever name that was opened by: a process that used
// a symbolic link and was killed must leave it where the next one looks. So databases are opened by
// what this gives.
//
// Threads: any.
#pragma once

#include <string>

#include "base/error.h"

namespace rung::os {

// The target of a symbolic link, which need not exist; of any other path itself. 58030 for links that
// lead nowhere but to each other.
Result<std::string> follow_links(const std::string& path);

}  // namespace rung::os
