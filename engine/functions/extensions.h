// The groups of rows that come with extensions, and whose an operator is.
#pragma once

#include "expr/function.h"

namespace rung {

extern const FunctionGroup kCitextGroup;
extern const FunctionGroup kFuzzyMatchGroup;
extern const FunctionGroup kHstoreGroup;
extern const FunctionGroup kIntarrayGroup;
extern const FunctionGroup kLtreeGroup;
extern const FunctionGroup kTrigramGroup;
extern const FunctionGroup kUnaccentGroup;

// The extension that an operator comes with; nullptr: always there.
const char* operator_extension(Oid oid);

}  // namespace rung
