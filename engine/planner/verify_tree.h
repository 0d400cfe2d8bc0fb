// What the planner and the executor take for granted about a bound tree, checked on a tree that was
// read from the file: a page whose checksum is right may still hold nonsense. Numbers point at what
// exists, nodes have the children that their kind needs. Types are taken as given.
#pragma once

#include "expr/query.h"

namespace rung::planner {

// Null when the tree is sound, else what is wrong with it.
const char* flaw_of(const Expr& expr);
const char* flaw_of(const Query& query);

}  // namespace rung::planner
