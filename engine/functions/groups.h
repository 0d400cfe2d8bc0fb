// The groups of built-in rows, one per file of this folder; registry.cc lists them.
#pragma once

#include "expr/function.h"

namespace rung {

extern const FunctionGroup kAclGroup;
extern const FunctionGroup kAggregateGroup;
extern const FunctionGroup kAggregateStatGroup;
extern const FunctionGroup kAggregateSumGroup;
extern const FunctionGroup kArrayGroup;
extern const FunctionGroup kBitGroup;
extern const FunctionGroup kBoolGroup;
extern const FunctionGroup kBytesGroup;
extern const FunctionGroup kCompareGroup;
extern const FunctionGroup kDatetimeArithGroup;
extern const FunctionGroup kDatetimeCompareGroup;
extern const FunctionGroup kDatetimeExtractGroup;
extern const FunctionGroup kDatetimeFromCharGroup;
extern const FunctionGroup kDatetimeToCharGroup;
extern const FunctionGroup kDescribedGroup;
extern const FunctionGroup kEventTriggerGroup;
extern const FunctionGroup kFloatGroup;
extern const FunctionGroup kGeometryGroup;
extern const FunctionGroup kGeometryShapesGroup;
extern const FunctionGroup kInetGroup;
extern const FunctionGroup kIntGroup;
extern const FunctionGroup kJsonAccessGroup;
extern const FunctionGroup kJsonBuildGroup;
extern const FunctionGroup kJsonChangeGroup;
extern const FunctionGroup kJsonPathGroup;
extern const FunctionGroup kJsonPopulateGroup;
extern const FunctionGroup kLikeGroup;
extern const FunctionGroup kMacaddrGroup;
extern const FunctionGroup kMathGroup;
extern const FunctionGroup kMoneyGroup;
extern const FunctionGroup kNumberFormatGroup;
extern const FunctionGroup kNumericGroup;
extern const FunctionGroup kPgcryptoGroup;
extern const FunctionGroup kRecordGroup;
extern const FunctionGroup kRegexGroup;
extern const FunctionGroup kSeriesGroup;
extern const FunctionGroup kSystemGroup;
extern const FunctionGroup kTextFormatGroup;
extern const FunctionGroup kTextGroup;
extern const FunctionGroup kTextSearchGroup;
extern const FunctionGroup kTextSearchRankGroup;
extern const FunctionGroup kTextSearchValuesGroup;
extern const FunctionGroup kTypeIoGroup;
extern const FunctionGroup kTypeWireGroup;
extern const FunctionGroup kUuidOsspGroup;
extern const FunctionGroup kWindowGroup;
extern const FunctionGroup kXmlGroup;

}  // namespace rung
