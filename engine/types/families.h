// The behaviours of the type families, one `extern const TypeOps` each; each is defined in the file
// of its family, and rows of builtin_types.cc and the catalog's user types point here. A row whose
// family is not written yet points to kNoInputOps, which raises 0A000 on any use.
#pragma once

#include "types/type.h"

namespace rung {

extern const TypeOps kNoInputOps;

// Values of fixed width.
extern const TypeOps kBoolOps;
extern const TypeOps kInt2Ops;
extern const TypeOps kInt4Ops;
extern const TypeOps kInt8Ops;
extern const TypeOps kFloat4Ops;
extern const TypeOps kFloat8Ops;
extern const TypeOps kQcharOps;  // "char"
extern const TypeOps kOidOps;
extern const TypeOps kXidOps;  // xid and cid: equality only
extern const TypeOps kXid8Ops;
extern const TypeOps kTidOps;
extern const TypeOps kPgLsnOps;
extern const TypeOps kUuidOps;
extern const TypeOps kMoneyOps;
extern const TypeOps kMacaddrOps;
extern const TypeOps kMacaddr8Ops;
extern const TypeOps kRegOps;  // every reg* type

// Numbers, text and bytes.
extern const TypeOps kNumericOps;
extern const TypeOps kTextOps;  // also refcursor, aclitem, pg_node_tree
extern const TypeOps kVarcharOps;
extern const TypeOps kBpcharOps;
extern const TypeOps kNameOps;
extern const TypeOps kCstringOps;  // also unknown
extern const TypeOps kByteaOps;
extern const TypeOps kCitextOps;  // of the extension citext
extern const TypeOps kBitOps;
extern const TypeOps kVarbitOps;
extern const TypeOps kSnapshotOps;

// Dates and times.
extern const TypeOps kDateOps;
extern const TypeOps kTimeOps;
extern const TypeOps kTimetzOps;
extern const TypeOps kTimestampOps;
extern const TypeOps kTimestamptzOps;
extern const TypeOps kIntervalOps;

// Made of other types.
extern const TypeOps kArrayOps;
extern const TypeOps kOidvectorOps;
extern const TypeOps kInt2vectorOps;
extern const TypeOps kRecordOps;
extern const TypeOps kRangeOps;
extern const TypeOps kMultirangeOps;
extern const TypeOps kEnumOps;
extern const TypeOps kDomainOps;

// Documents, networks, geometry, text search.
extern const TypeOps kJsonOps;
extern const TypeOps kJsonbOps;
extern const TypeOps kJsonpathOps;
extern const TypeOps kXmlOps;
extern const TypeOps kInetOps;
extern const TypeOps kCidrOps;
extern const TypeOps kPointOps;
extern const TypeOps kLsegOps;
extern const TypeOps kPathOps;
extern const TypeOps kBoxOps;
extern const TypeOps kPolygonOps;
extern const TypeOps kLineOps;
extern const TypeOps kCircleOps;
extern const TypeOps kTsvectorOps;
extern const TypeOps kTsqueryOps;

// Pseudo types.
extern const TypeOps kVoidOps;
extern const TypeOps kPseudoOps;

}  // namespace rung
