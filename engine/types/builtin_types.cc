// One row per built-in type: facts of PostgreSQL 15's pg_type. Rows are ordered by oid. An array's
// row follows from its element; the rest is written out.
#include <algorithm>
#include <array>

#include "types/families.h"
#include "types/type.h"

namespace rung {
namespace {

using namespace oid;
using enum TypeKind;

// Widths of stored values, short so that a row fits a line.
constexpr StorageClass k1 = StorageClass::kInt8;
constexpr StorageClass k2 = StorageClass::kInt16;
constexpr StorageClass k4 = StorageClass::kInt32;
constexpr StorageClass k8 = StorageClass::kInt64;
constexpr StorageClass kF4 = StorageClass::kFloat32;
constexpr StorageClass kF8 = StorageClass::kFloat64;
constexpr StorageClass k16 = StorageClass::kFixed16;
constexpr StorageClass kVar = StorageClass::kBytes;

constexpr unsigned kPreferred = 1;
constexpr unsigned kCollates = 2;
constexpr unsigned kSemicolon = 4;  // box, whose delimiter is not a comma

constexpr TypeInfo row(Oid oid, std::string_view name, TypeKind kind, char category, unsigned flags,
                       StorageClass storage, int16_t length, char align, Oid array_oid,
                       Oid element_oid, const TypeOps& ops) {
  TypeInfo type;
  type.oid = oid;
  type.name = name;
  type.kind = kind;
  type.category = category;
  type.preferred = (flags & kPreferred) != 0;
  type.storage = storage;
  type.length = length;
  type.align = align;
  type.delimiter = (flags & kSemicolon) != 0 ? ';' : ',';
  type.collatable = (flags & kCollates) != 0;
  type.array_oid = array_oid;
  type.element_oid = element_oid;
  type.ops = &ops;
  return type;
}

constexpr TypeInfo array(Oid oid, std::string_view name, char align, Oid element,
                         char delimiter = ',') {
  TypeInfo type = row(oid, name, kArray, 'A', 0, kVar, -1, align, kNoOid, element, kArrayOps);
  type.delimiter = delimiter;
  if (oid == kRecordArray) {
    type.kind = kPseudo;
    type.category = 'P';
  }
  // Arrays collate as their elements do.
  type.collatable = element == kText || element == kVarchar || element == kBpchar ||
                    element == oid::kName;
  return type;
}

constexpr TypeInfo range(Oid oid, std::string_view name, char align, Oid array_oid, Oid subtype,
                         Oid multirange) {
  TypeInfo type = row(oid, name, kRange, 'R', 0, kVar, -1, align, array_oid, subtype, kRangeOps);
  type.base_oid = multirange;  // see multirange_of()
  return type;
}

// clang-format off
constexpr TypeInfo kTypes[] = {
    row(kBool, "bool", kBase, 'B', kPreferred, k1, 1, 'c', kBoolArray, 0, kBoolOps),
    row(kBytea, "bytea", kBase, 'U', 0, kVar, -1, 'i', kByteaArray, 0, kByteaOps),
    row(kQchar, "char", kBase, 'Z', 0, k1, 1, 'c', kQCharArray, 0, kQcharOps),
    row(kName, "name", kBase, 'S', kCollates, kVar, 64, 'c', kNameArray, kQchar, kNameOps),
    row(kInt8, "int8", kBase, 'N', 0, k8, 8, 'd', kInt8Array, 0, kInt8Ops),
    row(kInt2, "int2", kBase, 'N', 0, k2, 2, 's', kInt2Array, 0, kInt2Ops),
    row(kInt2vector, "int2vector", kArray, 'A', 0, kVar, -1, 'i', kInt2vectorArray, kInt2, kInt2vectorOps),
    row(kInt4, "int4", kBase, 'N', 0, k4, 4, 'i', kInt4Array, 0, kInt4Ops),
    row(kRegproc, "regproc", kBase, 'N', 0, k4, 4, 'i', kRegprocArray, 0, kRegOps),
    row(kText, "text", kBase, 'S', kPreferred | kCollates, kVar, -1, 'i', kTextArray, 0, kTextOps),
    row(kOid, "oid", kBase, 'N', kPreferred, k4, 4, 'i', kOidArray, 0, kOidOps),
    row(kTid, "tid", kBase, 'U', 0, kVar, 6, 's', kTidArray, 0, kTidOps),
    row(kXid, "xid", kBase, 'U', 0, k4, 4, 'i', kXidArray, 0, kXidOps),
    row(kCid, "cid", kBase, 'U', 0, k4, 4, 'i', kCidArray, 0, kXidOps),
    row(kOidvector, "oidvector", kArray, 'A', 0, kVar, -1, 'i', kOidvectorArray, kOid, kOidvectorOps),
    row(kPgddlcommand, "pg_ddl_command", kPseudo, 'P', 0, kVar, 8, 'd', 0, 0, kPseudoOps),
    row(kJson, "json", kBase, 'U', 0, kVar, -1, 'i', kJsonArray, 0, kJsonOps),
    row(kXml, "xml", kBase, 'U', 0, kVar, -1, 'i', kXmlArray, 0, kXmlOps),
    array(kXmlArray, "_xml", 'i', kXml),
    row(kPgnodetree, "pg_node_tree", kBase, 'Z', kCollates, kVar, -1, 'i', 0, 0, kTextOps),
    array(kJsonArray, "_json", 'i', kJson),
    row(kTableamhandler, "table_am_handler", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    array(kXid8Array, "_xid8", 'd', kXid8),
    row(kIndexamhandler, "index_am_handler", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    row(kPoint, "point", kBase, 'G', 0, kVar, 16, 'd', kPointArray, kFloat8, kPointOps),
    row(kLseg, "lseg", kBase, 'G', 0, kVar, 32, 'd', kLsegArray, kPoint, kLsegOps),
    row(kPath, "path", kBase, 'G', 0, kVar, -1, 'd', kPathArray, 0, kPathOps),
    row(kBox, "box", kBase, 'G', kSemicolon, kVar, 32, 'd', kBoxArray, kPoint, kBoxOps),
    row(kPolygon, "polygon", kBase, 'G', 0, kVar, -1, 'd', kPolygonArray, 0, kPolygonOps),
    row(kLine, "line", kBase, 'G', 0, kVar, 24, 'd', kLineArray, kFloat8, kLineOps),
    array(kLineArray, "_line", 'd', kLine),
    row(kCidr, "cidr", kBase, 'I', 0, kVar, -1, 'i', kCidrArray, 0, kCidrOps),
    array(kCidrArray, "_cidr", 'i', kCidr),
    row(kFloat4, "float4", kBase, 'N', 0, kF4, 4, 'i', kFloat4Array, 0, kFloat4Ops),
    row(kFloat8, "float8", kBase, 'N', kPreferred, kF8, 8, 'd', kFloat8Array, 0, kFloat8Ops),
    row(kUnknown, "unknown", kPseudo, 'X', 0, kVar, -2, 'c', 0, 0, kCstringOps),
    row(kCircle, "circle", kBase, 'G', 0, kVar, 24, 'd', kCircleArray, 0, kCircleOps),
    array(kCircleArray, "_circle", 'd', kCircle),
    row(kMacaddr8, "macaddr8", kBase, 'U', 0, kVar, 8, 'i', kMacaddr8Array, 0, kMacaddr8Ops),
    array(kMacaddr8Array, "_macaddr8", 'i', kMacaddr8),
    row(kMoney, "money", kBase, 'N', 0, k8, 8, 'd', kMoneyArray, 0, kMoneyOps),
    array(kMoneyArray, "_money", 'd', kMoney),
    row(kMacaddr, "macaddr", kBase, 'U', 0, kVar, 6, 'i', kMacaddrArray, 0, kMacaddrOps),
    row(kInet, "inet", kBase, 'I', kPreferred, kVar, -1, 'i', kInetArray, 0, kInetOps),
    array(kBoolArray, "_bool", 'i', kBool),
    array(kByteaArray, "_bytea", 'i', kBytea),
    array(kQCharArray, "_char", 'i', kQchar),
    array(kNameArray, "_name", 'i', kName),
    array(kInt2Array, "_int2", 'i', kInt2),
    array(kInt2vectorArray, "_int2vector", 'i', kInt2vector),
    array(kInt4Array, "_int4", 'i', kInt4),
    array(kRegprocArray, "_regproc", 'i', kRegproc),
    array(kTextArray, "_text", 'i', kText),
    array(kTidArray, "_tid", 'i', kTid),
    array(kXidArray, "_xid", 'i', kXid),
    array(kCidArray, "_cid", 'i', kCid),
    array(kOidvectorArray, "_oidvector", 'i', kOidvector),
    array(kBpcharArray, "_bpchar", 'i', kBpchar),
    array(kVarcharArray, "_varchar", 'i', kVarchar),
    array(kInt8Array, "_int8", 'd', kInt8),
    array(kPointArray, "_point", 'd', kPoint),
    array(kLsegArray, "_lseg", 'd', kLseg),
    array(kPathArray, "_path", 'd', kPath),
    array(kBoxArray, "_box", 'd', kBox, ';'),
    array(kFloat4Array, "_float4", 'i', kFloat4),
    array(kFloat8Array, "_float8", 'd', kFloat8),
    array(kPolygonArray, "_polygon", 'd', kPolygon),
    array(kOidArray, "_oid", 'i', kOid),
    row(kAclitem, "aclitem", kBase, 'U', 0, kVar, 12, 'i', kAclitemArray, 0, kTextOps),
    array(kAclitemArray, "_aclitem", 'i', kAclitem),
    array(kMacaddrArray, "_macaddr", 'i', kMacaddr),
    array(kInetArray, "_inet", 'i', kInet),
    row(kBpchar, "bpchar", kBase, 'S', kCollates, kVar, -1, 'i', kBpcharArray, 0, kBpcharOps),
    row(kVarchar, "varchar", kBase, 'S', kCollates, kVar, -1, 'i', kVarcharArray, 0, kVarcharOps),
    row(kDate, "date", kBase, 'D', 0, k4, 4, 'i', kDateArray, 0, kDateOps),
    row(kTime, "time", kBase, 'D', 0, k8, 8, 'd', kTimeArray, 0, kTimeOps),
    row(kTimestamp, "timestamp", kBase, 'D', 0, k8, 8, 'd', kTimestampArray, 0, kTimestampOps),
    array(kTimestampArray, "_timestamp", 'd', kTimestamp),
    array(kDateArray, "_date", 'i', kDate),
    array(kTimeArray, "_time", 'd', kTime),
    row(kTimestamptz, "timestamptz", kBase, 'D', kPreferred, k8, 8, 'd', kTimestamptzArray, 0, kTimestamptzOps),
    array(kTimestamptzArray, "_timestamptz", 'd', kTimestamptz),
    row(kInterval, "interval", kBase, 'T', kPreferred, k16, 16, 'd', kIntervalArray, 0, kIntervalOps),
    array(kIntervalArray, "_interval", 'd', kInterval),
    array(kNumericArray, "_numeric", 'i', kNumeric),
    array(kCstringArray, "_cstring", 'i', kCstring),
    row(kTimetz, "timetz", kBase, 'D', 0, kVar, 12, 'd', kTimetzArray, 0, kTimetzOps),
    array(kTimetzArray, "_timetz", 'd', kTimetz),
    row(kBit, "bit", kBase, 'V', 0, kVar, -1, 'i', kBitArray, 0, kBitOps),
    array(kBitArray, "_bit", 'i', kBit),
    row(kVarbit, "varbit", kBase, 'V', kPreferred, kVar, -1, 'i', kVarbitArray, 0, kVarbitOps),
    array(kVarbitArray, "_varbit", 'i', kVarbit),
    row(kNumeric, "numeric", kBase, 'N', 0, kVar, -1, 'i', kNumericArray, 0, kNumericOps),
    row(kRefcursor, "refcursor", kBase, 'U', 0, kVar, -1, 'i', kRefcursorArray, 0, kTextOps),
    array(kRefcursorArray, "_refcursor", 'i', kRefcursor),
    row(kRegprocedure, "regprocedure", kBase, 'N', 0, k4, 4, 'i', kRegprocedureArray, 0, kRegOps),
    row(kRegoper, "regoper", kBase, 'N', 0, k4, 4, 'i', kRegoperArray, 0, kRegOps),
    row(kRegoperator, "regoperator", kBase, 'N', 0, k4, 4, 'i', kRegoperatorArray, 0, kRegOps),
    row(kRegclass, "regclass", kBase, 'N', 0, k4, 4, 'i', kRegclassArray, 0, kRegOps),
    row(kRegtype, "regtype", kBase, 'N', 0, k4, 4, 'i', kRegtypeArray, 0, kRegOps),
    array(kRegprocedureArray, "_regprocedure", 'i', kRegprocedure),
    array(kRegoperArray, "_regoper", 'i', kRegoper),
    array(kRegoperatorArray, "_regoperator", 'i', kRegoperator),
    array(kRegclassArray, "_regclass", 'i', kRegclass),
    array(kRegtypeArray, "_regtype", 'i', kRegtype),
    row(kRecord, "record", kPseudo, 'P', 0, kVar, -1, 'd', kRecordArray, 0, kRecordOps),
    row(kCstring, "cstring", kPseudo, 'P', 0, kVar, -2, 'c', kCstringArray, 0, kCstringOps),
    row(kAny, "any", kPseudo, 'P', 0, kVar, 4, 'i', 0, 0, kPseudoOps),
    row(kAnyarray, "anyarray", kPseudo, 'P', 0, kVar, -1, 'd', 0, 0, kPseudoOps),
    row(kVoid, "void", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kVoidOps),
    row(kTrigger, "trigger", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    row(kLanguagehandler, "language_handler", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    row(kInternal, "internal", kPseudo, 'P', 0, k8, 8, 'd', 0, 0, kPseudoOps),
    row(kAnyelement, "anyelement", kPseudo, 'P', 0, kVar, 4, 'i', 0, 0, kPseudoOps),
    array(kRecordArray, "_record", 'd', kRecord),
    row(kAnynonarray, "anynonarray", kPseudo, 'P', 0, kVar, 4, 'i', 0, 0, kPseudoOps),
    array(kTxidsnapshotArray, "_txid_snapshot", 'd', kTxidsnapshot),
    row(kUuid, "uuid", kBase, 'U', 0, k16, 16, 'c', kUuidArray, 0, kUuidOps),
    array(kUuidArray, "_uuid", 'i', kUuid),
    row(kTxidsnapshot, "txid_snapshot", kBase, 'U', 0, kVar, -1, 'd', kTxidsnapshotArray, 0, kSnapshotOps),
    row(kFdwhandler, "fdw_handler", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    row(kPglsn, "pg_lsn", kBase, 'U', 0, k8, 8, 'd', kPglsnArray, 0, kPgLsnOps),
    array(kPglsnArray, "_pg_lsn", 'd', kPglsn),
    row(kTsmhandler, "tsm_handler", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    row(kPgndistinct, "pg_ndistinct", kBase, 'Z', kCollates, kVar, -1, 'i', 0, 0, kNoInputOps),
    row(kPgdependencies, "pg_dependencies", kBase, 'Z', kCollates, kVar, -1, 'i', 0, 0, kNoInputOps),
    row(kAnyenum, "anyenum", kPseudo, 'P', 0, kVar, 4, 'i', 0, 0, kPseudoOps),
    row(kTsvector, "tsvector", kBase, 'U', 0, kVar, -1, 'i', kTsvectorArray, 0, kTsvectorOps),
    row(kTsquery, "tsquery", kBase, 'U', 0, kVar, -1, 'i', kTsqueryArray, 0, kTsqueryOps),
    row(kGtsvector, "gtsvector", kBase, 'U', 0, kVar, -1, 'i', kGtsvectorArray, 0, kNoInputOps),
    array(kTsvectorArray, "_tsvector", 'i', kTsvector),
    array(kGtsvectorArray, "_gtsvector", 'i', kGtsvector),
    array(kTsqueryArray, "_tsquery", 'i', kTsquery),
    row(kRegconfig, "regconfig", kBase, 'N', 0, k4, 4, 'i', kRegconfigArray, 0, kRegOps),
    array(kRegconfigArray, "_regconfig", 'i', kRegconfig),
    row(kRegdictionary, "regdictionary", kBase, 'N', 0, k4, 4, 'i', kRegdictionaryArray, 0, kRegOps),
    array(kRegdictionaryArray, "_regdictionary", 'i', kRegdictionary),
    row(kJsonb, "jsonb", kBase, 'U', 0, kVar, -1, 'i', kJsonbArray, 0, kJsonbOps),
    array(kJsonbArray, "_jsonb", 'i', kJsonb),
    row(kAnyrange, "anyrange", kPseudo, 'P', 0, kVar, -1, 'd', 0, 0, kPseudoOps),
    row(kEventtrigger, "event_trigger", kPseudo, 'P', 0, k4, 4, 'i', 0, 0, kPseudoOps),
    range(kInt4range, "int4range", 'i', kInt4rangeArray, kInt4, kInt4multirange),
    array(kInt4rangeArray, "_int4range", 'i', kInt4range),
    range(kNumrange, "numrange", 'i', kNumrangeArray, kNumeric, kNummultirange),
    array(kNumrangeArray, "_numrange", 'i', kNumrange),
    range(kTsrange, "tsrange", 'd', kTsrangeArray, kTimestamp, kTsmultirange),
    array(kTsrangeArray, "_tsrange", 'd', kTsrange),
    range(kTstzrange, "tstzrange", 'd', kTstzrangeArray, kTimestamptz, kTstzmultirange),
    array(kTstzrangeArray, "_tstzrange", 'd', kTstzrange),
    range(kDaterange, "daterange", 'i', kDaterangeArray, kDate, kDatemultirange),
    array(kDaterangeArray, "_daterange", 'i', kDaterange),
    range(kInt8range, "int8range", 'd', kInt8rangeArray, kInt8, kInt8multirange),
    array(kInt8rangeArray, "_int8range", 'd', kInt8range),
    row(kJsonpath, "jsonpath", kBase, 'U', 0, kVar, -1, 'i', kJsonpathArray, 0, kJsonpathOps),
    array(kJsonpathArray, "_jsonpath", 'i', kJsonpath),
    row(kRegnamespace, "regnamespace", kBase, 'N', 0, k4, 4, 'i', kRegnamespaceArray, 0, kRegOps),
    array(kRegnamespaceArray, "_regnamespace", 'i', kRegnamespace),
    row(kRegrole, "regrole", kBase, 'N', 0, k4, 4, 'i', kRegroleArray, 0, kRegOps),
    array(kRegroleArray, "_regrole", 'i', kRegrole),
    row(kRegcollation, "regcollation", kBase, 'N', 0, k4, 4, 'i', kRegcollationArray, 0, kRegOps),
    array(kRegcollationArray, "_regcollation", 'i', kRegcollation),
    row(kInt4multirange, "int4multirange", kMultirange, 'R', 0, kVar, -1, 'i', kInt4multirangeArray, kInt4range, kMultirangeOps),
    row(kNummultirange, "nummultirange", kMultirange, 'R', 0, kVar, -1, 'i', kNummultirangeArray, kNumrange, kMultirangeOps),
    row(kTsmultirange, "tsmultirange", kMultirange, 'R', 0, kVar, -1, 'd', kTsmultirangeArray, kTsrange, kMultirangeOps),
    row(kTstzmultirange, "tstzmultirange", kMultirange, 'R', 0, kVar, -1, 'd', kTstzmultirangeArray, kTstzrange, kMultirangeOps),
    row(kDatemultirange, "datemultirange", kMultirange, 'R', 0, kVar, -1, 'i', kDatemultirangeArray, kDaterange, kMultirangeOps),
    row(kInt8multirange, "int8multirange", kMultirange, 'R', 0, kVar, -1, 'd', kInt8multirangeArray, kInt8range, kMultirangeOps),
    row(kAnymultirange, "anymultirange", kPseudo, 'P', 0, kVar, -1, 'd', 0, 0, kPseudoOps),
    row(kAnycompatiblemultirange, "anycompatiblemultirange", kPseudo, 'P', 0, kVar, -1, 'd', 0, 0, kPseudoOps),
    row(kPgbrinbloomsummary, "pg_brin_bloom_summary", kBase, 'Z', kCollates, kVar, -1, 'i', 0, 0, kNoInputOps),
    row(kPgbrinminmaxmultisummary, "pg_brin_minmax_multi_summary", kBase, 'Z', kCollates, kVar, -1, 'i', 0, 0, kNoInputOps),
    row(kPgmcvlist, "pg_mcv_list", kBase, 'Z', kCollates, kVar, -1, 'i', 0, 0, kNoInputOps),
    row(kPgsnapshot, "pg_snapshot", kBase, 'U', 0, kVar, -1, 'd', kPgsnapshotArray, 0, kSnapshotOps),
    array(kPgsnapshotArray, "_pg_snapshot", 'd', kPgsnapshot),
    row(kXid8, "xid8", kBase, 'U', 0, k8, 8, 'd', kXid8Array, 0, kXid8Ops),
    row(kAnycompatible, "anycompatible", kPseudo, 'P', 0, kVar, 4, 'i', 0, 0, kPseudoOps),
    row(kAnycompatiblearray, "anycompatiblearray", kPseudo, 'P', 0, kVar, -1, 'd', 0, 0, kPseudoOps),
    row(kAnycompatiblenonarray, "anycompatiblenonarray", kPseudo, 'P', 0, kVar, 4, 'i', 0, 0, kPseudoOps),
    row(kAnycompatiblerange, "anycompatiblerange", kPseudo, 'P', 0, kVar, -1, 'd', 0, 0, kPseudoOps),
    array(kInt4multirangeArray, "_int4multirange", 'i', kInt4multirange),
    array(kNummultirangeArray, "_nummultirange", 'i', kNummultirange),
    array(kTsmultirangeArray, "_tsmultirange", 'd', kTsmultirange),
    array(kTstzmultirangeArray, "_tstzmultirange", 'd', kTstzmultirange),
    array(kDatemultirangeArray, "_datemultirange", 'i', kDatemultirange),
    array(kInt8multirangeArray, "_int8multirange", 'd', kInt8multirange),
};
// clang-format on

constexpr size_t kCount = std::size(kTypes);

static_assert(std::is_sorted(std::begin(kTypes), std::end(kTypes),
                             [](const TypeInfo& a, const TypeInfo& b) { return a.oid < b.oid; }));

constexpr std::array<uint8_t, kCount> make_name_index() {
  std::array<uint8_t, kCount> index{};
  for (size_t i = 0; i < kCount; ++i) index[i] = static_cast<uint8_t>(i);
  std::sort(index.begin(), index.end(),
            [](uint8_t a, uint8_t b) { return kTypes[a].name < kTypes[b].name; });
  return index;
}
constexpr std::array<uint8_t, kCount> kByName = make_name_index();

// Rows ask for the types of their columns: a table, not a search.
constexpr uint8_t kNoType = UINT8_MAX;
static_assert(kCount <= kNoType);
using OidIndex = std::array<uint8_t, kTypes[kCount - 1].oid + 1>;
constexpr OidIndex make_oid_index() {
  OidIndex index{};
  index.fill(kNoType);
  for (size_t i = 0; i < kCount; ++i) index[kTypes[i].oid] = static_cast<uint8_t>(i);
  return index;
}
constexpr OidIndex kByOid = make_oid_index();

}  // namespace

const TypeInfo* builtin_type(Oid oid) {
  if (oid >= kByOid.size() || kByOid[oid] == kNoType) return nullptr;
  return &kTypes[kByOid[oid]];
}

const TypeInfo* builtin_type(std::string_view name) {
  const auto found =
      std::lower_bound(kByName.begin(), kByName.end(), name,
                       [](uint8_t i, std::string_view n) { return kTypes[i].name < n; });
  return found != kByName.end() && kTypes[*found].name == name ? &kTypes[*found] : nullptr;
}

std::span<const TypeInfo> builtin_types() { return kTypes; }

}  // namespace rung
