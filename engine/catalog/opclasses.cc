#include "catalog/opclasses.h"

namespace rung::catalog {
namespace {

// PostgreSQL 15's own, ordered by method and name; then those of known extensions, whose oids are
// not fixed.
constexpr OpclassRow kOpclasses[] = {
    {10151, 4079, "brin", "bit_minmax_ops", 1560, true, ""},
    {10163, 4104, "brin", "box_inclusion_ops", 603, true, ""},
    {10132, 4586, "brin", "bpchar_bloom_ops", 1042, false, ""},
    {10131, 4076, "brin", "bpchar_minmax_ops", 1042, true, ""},
    {10093, 4578, "brin", "bytea_bloom_ops", 17, false, ""},
    {10092, 4064, "brin", "bytea_minmax_ops", 17, true, ""},
    {10095, 4577, "brin", "char_bloom_ops", 18, false, ""},
    {10094, 4062, "brin", "char_minmax_ops", 18, true, ""},
    {10138, 4576, "brin", "date_bloom_ops", 1082, false, ""},
    {10137, 4605, "brin", "date_minmax_multi_ops", 1082, false, ""},
    {10136, 4059, "brin", "date_minmax_ops", 1082, true, ""},
    {10117, 4582, "brin", "float4_bloom_ops", 700, false, ""},
    {10116, 4608, "brin", "float4_minmax_multi_ops", 700, false, ""},
    {10115, 4070, "brin", "float4_minmax_ops", 700, true, ""},
    {10120, 4582, "brin", "float8_bloom_ops", 701, false, ""},
    {10119, 4608, "brin", "float8_minmax_multi_ops", 701, false, ""},
    {10118, 4070, "brin", "float8_minmax_ops", 701, true, ""},
    {10129, 4585, "brin", "inet_bloom_ops", 869, false, ""},
    {10130, 4102, "brin", "inet_inclusion_ops", 869, true, ""},
    {10128, 4611, "brin", "inet_minmax_multi_ops", 869, false, ""},
    {10127, 4075, "brin", "inet_minmax_ops", 869, false, ""},
    {10103, 4572, "brin", "int2_bloom_ops", 21, false, ""},
    {10102, 4602, "brin", "int2_minmax_multi_ops", 21, false, ""},
    {10101, 4054, "brin", "int2_minmax_ops", 21, true, ""},
    {10106, 4572, "brin", "int4_bloom_ops", 23, false, ""},
    {10105, 4602, "brin", "int4_minmax_multi_ops", 23, false, ""},
    {10104, 4054, "brin", "int4_minmax_ops", 23, true, ""},
    {10100, 4572, "brin", "int8_bloom_ops", 20, false, ""},
    {10099, 4602, "brin", "int8_minmax_multi_ops", 20, false, ""},
    {10098, 4054, "brin", "int8_minmax_ops", 20, true, ""},
    {10147, 4588, "brin", "interval_bloom_ops", 1186, false, ""},
    {10146, 4613, "brin", "interval_minmax_multi_ops", 1186, false, ""},
    {10145, 4078, "brin", "interval_minmax_ops", 1186, true, ""},
    {10126, 4584, "brin", "macaddr8_bloom_ops", 774, false, ""},
    {10125, 4610, "brin", "macaddr8_minmax_multi_ops", 774, false, ""},
    {10124, 4109, "brin", "macaddr8_minmax_ops", 774, true, ""},
    {10123, 4583, "brin", "macaddr_bloom_ops", 829, false, ""},
    {10122, 4609, "brin", "macaddr_minmax_multi_ops", 829, false, ""},
    {10121, 4074, "brin", "macaddr_minmax_ops", 829, true, ""},
    {10097, 4579, "brin", "name_bloom_ops", 19, false, ""},
    {10096, 4065, "brin", "name_minmax_ops", 19, true, ""},
    {10155, 4574, "brin", "numeric_bloom_ops", 1700, false, ""},
    {10154, 4603, "brin", "numeric_minmax_multi_ops", 1700, false, ""},
    {10153, 4055, "brin", "numeric_minmax_ops", 1700, true, ""},
    {10111, 4580, "brin", "oid_bloom_ops", 26, false, ""},
    {10110, 4606, "brin", "oid_minmax_multi_ops", 26, false, ""},
    {10109, 4068, "brin", "oid_minmax_ops", 26, true, ""},
    {10162, 4590, "brin", "pg_lsn_bloom_ops", 3220, false, ""},
    {10161, 4615, "brin", "pg_lsn_minmax_multi_ops", 3220, false, ""},
    {10160, 4082, "brin", "pg_lsn_minmax_ops", 3220, true, ""},
    {10159, 4103, "brin", "range_inclusion_ops", 3831, true, ""},
    {10108, 4573, "brin", "text_bloom_ops", 25, false, ""},
    {10107, 4056, "brin", "text_minmax_ops", 25, true, ""},
    {10113, 4581, "brin", "tid_bloom_ops", 27, false, ""},
    {10114, 4607, "brin", "tid_minmax_multi_ops", 27, false, ""},
    {10112, 4069, "brin", "tid_minmax_ops", 27, true, ""},
    {10135, 4587, "brin", "time_bloom_ops", 1083, false, ""},
    {10134, 4612, "brin", "time_minmax_multi_ops", 1083, false, ""},
    {10133, 4077, "brin", "time_minmax_ops", 1083, true, ""},
    {10141, 4576, "brin", "timestamp_bloom_ops", 1114, false, ""},
    {10140, 4605, "brin", "timestamp_minmax_multi_ops", 1114, false, ""},
    {10139, 4059, "brin", "timestamp_minmax_ops", 1114, true, ""},
    {10144, 4576, "brin", "timestamptz_bloom_ops", 1184, false, ""},
    {10143, 4605, "brin", "timestamptz_minmax_multi_ops", 1184, false, ""},
    {10142, 4059, "brin", "timestamptz_minmax_ops", 1184, true, ""},
    {10150, 4575, "brin", "timetz_bloom_ops", 1266, false, ""},
    {10149, 4604, "brin", "timetz_minmax_multi_ops", 1266, false, ""},
    {10148, 4058, "brin", "timetz_minmax_ops", 1266, true, ""},
    {10158, 4589, "brin", "uuid_bloom_ops", 2950, false, ""},
    {10157, 4614, "brin", "uuid_minmax_multi_ops", 2950, false, ""},
    {10156, 4081, "brin", "uuid_minmax_ops", 2950, true, ""},
    {10152, 4080, "brin", "varbit_minmax_ops", 1562, true, ""},
    {10000, 397, "btree", "array_ops", 2277, true, ""},
    {10002, 423, "btree", "bit_ops", 1560, true, ""},
    {10003, 424, "btree", "bool_ops", 16, true, ""},
    {10004, 426, "btree", "bpchar_ops", 1042, true, ""},
    {4219, 2097, "btree", "bpchar_pattern_ops", 1042, false, ""},
    {10006, 428, "btree", "bytea_ops", 17, true, ""},
    {10007, 429, "btree", "char_ops", 18, true, ""},
    {10009, 1974, "btree", "cidr_ops", 869, false, ""},
    {3122, 434, "btree", "date_ops", 1082, true, ""},
    {10069, 3522, "btree", "enum_ops", 3500, true, ""},
    {10012, 1970, "btree", "float4_ops", 700, true, ""},
    {3123, 1970, "btree", "float8_ops", 701, true, ""},
    {10015, 1974, "btree", "inet_ops", 869, true, ""},
    {1979, 1976, "btree", "int2_ops", 21, true, ""},
    {1978, 1976, "btree", "int4_ops", 23, true, ""},
    {3124, 1976, "btree", "int8_ops", 20, true, ""},
    {10022, 1982, "btree", "interval_ops", 1186, true, ""},
    {10088, 4033, "btree", "jsonb_ops", 3802, true, ""},
    {10026, 3371, "btree", "macaddr8_ops", 774, true, ""},
    {10024, 1984, "btree", "macaddr_ops", 829, true, ""},
    {10047, 2099, "btree", "money_ops", 790, true, ""},
    {10080, 4199, "btree", "multirange_ops", 4537, true, ""},
    {10028, 1994, "btree", "name_ops", 19, true, ""},
    {3125, 1988, "btree", "numeric_ops", 1700, true, ""},
    {1981, 1989, "btree", "oid_ops", 26, true, ""},
    {10032, 1991, "btree", "oidvector_ops", 30, true, ""},
    {10067, 3253, "btree", "pg_lsn_ops", 3220, true, ""},
    {10076, 3901, "btree", "range_ops", 3831, true, ""},
    {10036, 3194, "btree", "record_image_ops", 2249, false, ""},
    {10034, 2994, "btree", "record_ops", 2249, true, ""},
    {3126, 1994, "btree", "text_ops", 25, true, ""},
    {4217, 2095, "btree", "text_pattern_ops", 25, false, ""},
    {10050, 2789, "btree", "tid_ops", 27, true, ""},
    {10038, 1996, "btree", "time_ops", 1083, true, ""},
    {3128, 434, "btree", "timestamp_ops", 1114, true, ""},
    {3127, 434, "btree", "timestamptz_ops", 1184, true, ""},
    {10041, 2000, "btree", "timetz_ops", 1266, true, ""},
    {10074, 3683, "btree", "tsquery_ops", 3615, true, ""},
    {10071, 3626, "btree", "tsvector_ops", 3614, true, ""},
    {10065, 2968, "btree", "uuid_ops", 2950, true, ""},
    {10043, 2002, "btree", "varbit_ops", 1562, true, ""},
    {10044, 1994, "btree", "varchar_ops", 25, false, ""},
    {4218, 2095, "btree", "varchar_pattern_ops", 25, false, ""},
    {10053, 5067, "btree", "xid8_ops", 5069, true, ""},
    {10064, 2745, "gin", "array_ops", 2277, true, ""},
    {10090, 4036, "gin", "jsonb_ops", 3802, true, ""},
    {10091, 4037, "gin", "jsonb_path_ops", 3802, false, ""},
    {10073, 3659, "gin", "tsvector_ops", 3614, true, ""},
    {10060, 2593, "gist", "box_ops", 603, true, ""},
    {10063, 2595, "gist", "circle_ops", 718, true, ""},
    {10017, 3550, "gist", "inet_ops", 869, false, ""},
    {10082, 6158, "gist", "multirange_ops", 4537, true, ""},
    {10061, 1029, "gist", "point_ops", 600, true, ""},
    {10062, 2594, "gist", "poly_ops", 604, true, ""},
    {10078, 3919, "gist", "range_ops", 3831, true, ""},
    {10075, 3702, "gist", "tsquery_ops", 3615, true, ""},
    {10072, 3655, "gist", "tsvector_ops", 3614, true, ""},
    {10059, 2235, "hash", "aclitem_ops", 1033, true, ""},
    {10001, 627, "hash", "array_ops", 2277, true, ""},
    {10048, 2222, "hash", "bool_ops", 16, true, ""},
    {10005, 427, "hash", "bpchar_ops", 1042, true, ""},
    {10058, 2231, "hash", "bpchar_pattern_ops", 1042, false, ""},
    {10049, 2223, "hash", "bytea_ops", 17, true, ""},
    {10008, 431, "hash", "char_ops", 18, true, ""},
    {10054, 2226, "hash", "cid_ops", 29, true, ""},
    {10010, 1975, "hash", "cidr_ops", 869, false, ""},
    {10011, 435, "hash", "date_ops", 1082, true, ""},
    {10070, 3523, "hash", "enum_ops", 3500, true, ""},
    {10013, 1971, "hash", "float4_ops", 700, true, ""},
    {10014, 1971, "hash", "float8_ops", 701, true, ""},
    {10016, 1975, "hash", "inet_ops", 869, true, ""},
    {10019, 1977, "hash", "int2_ops", 21, true, ""},
    {10020, 1977, "hash", "int4_ops", 23, true, ""},
    {10021, 1977, "hash", "int8_ops", 20, true, ""},
    {10023, 1983, "hash", "interval_ops", 1186, true, ""},
    {10089, 4034, "hash", "jsonb_ops", 3802, true, ""},
    {10027, 3372, "hash", "macaddr8_ops", 774, true, ""},
    {10025, 1985, "hash", "macaddr_ops", 829, true, ""},
    {10081, 4225, "hash", "multirange_ops", 4537, true, ""},
    {10029, 1995, "hash", "name_ops", 19, true, ""},
    {10030, 1998, "hash", "numeric_ops", 1700, true, ""},
    {10031, 1990, "hash", "oid_ops", 26, true, ""},
    {10033, 1992, "hash", "oidvector_ops", 30, true, ""},
    {10068, 3254, "hash", "pg_lsn_ops", 3220, true, ""},
    {10077, 3903, "hash", "range_ops", 3831, true, ""},
    {10035, 6194, "hash", "record_ops", 2249, true, ""},
    {10037, 1995, "hash", "text_ops", 25, true, ""},
    {10056, 2229, "hash", "text_pattern_ops", 25, false, ""},
    {10055, 2227, "hash", "tid_ops", 27, true, ""},
    {10039, 1997, "hash", "time_ops", 1083, true, ""},
    {10046, 2040, "hash", "timestamp_ops", 1114, true, ""},
    {10040, 1999, "hash", "timestamptz_ops", 1184, true, ""},
    {10042, 2001, "hash", "timetz_ops", 1266, true, ""},
    {10066, 2969, "hash", "uuid_ops", 2950, true, ""},
    {10045, 1995, "hash", "varchar_ops", 25, false, ""},
    {10057, 2229, "hash", "varchar_pattern_ops", 25, false, ""},
    {10052, 5032, "hash", "xid8_ops", 5069, true, ""},
    {10051, 2225, "hash", "xid_ops", 28, true, ""},
    {10083, 5000, "spgist", "box_ops", 603, true, ""},
    {10018, 3794, "spgist", "inet_ops", 869, true, ""},
    {10085, 4016, "spgist", "kd_point_ops", 600, false, ""},
    {10087, 5008, "spgist", "poly_ops", 604, true, ""},
    {10084, 4015, "spgist", "quad_point_ops", 600, true, ""},
    {10079, 3474, "spgist", "range_ops", 3831, true, ""},
    {10086, 4017, "spgist", "text_ops", 25, true, ""},
    {0, 0, "gin", "gin_trgm_ops", oid::kText, false, "pg_trgm"},
    {0, 0, "gist", "gist_trgm_ops", oid::kText, false, "pg_trgm"},
    {0, 0, "gin", "gin_hstore_ops", kNoOid, true, "hstore"},
    {0, 0, "gist", "gist_hstore_ops", kNoOid, true, "hstore"},
    {0, 0, "gin", "int2_ops", oid::kInt2, true, "btree_gin"},
    {0, 0, "gin", "int4_ops", oid::kInt4, true, "btree_gin"},
    {0, 0, "gin", "int8_ops", oid::kInt8, true, "btree_gin"},
    {0, 0, "gin", "text_ops", oid::kText, true, "btree_gin"},
    {0, 0, "gin", "bool_ops", oid::kBool, true, "btree_gin"},
    {0, 0, "gin", "uuid_ops", oid::kUuid, true, "btree_gin"},
    {0, 0, "gin", "date_ops", oid::kDate, true, "btree_gin"},
    {0, 0, "gin", "timestamp_ops", oid::kTimestamp, true, "btree_gin"},
    {0, 0, "gin", "timestamptz_ops", oid::kTimestamptz, true, "btree_gin"},
    {0, 0, "gin", "numeric_ops", oid::kNumeric, true, "btree_gin"},
    {0, 0, "gin", "enum_ops", oid::kAnyenum, true, "btree_gin"},
    {0, 0, "gin", "float4_ops", oid::kFloat4, true, "btree_gin"},
    {0, 0, "gin", "float8_ops", oid::kFloat8, true, "btree_gin"},
    {0, 0, "gin", "money_ops", oid::kMoney, true, "btree_gin"},
    {0, 0, "gin", "oid_ops", oid::kOid, true, "btree_gin"},
    {0, 0, "gin", "timetz_ops", oid::kTimetz, true, "btree_gin"},
    {0, 0, "gin", "time_ops", oid::kTime, true, "btree_gin"},
    {0, 0, "gin", "interval_ops", oid::kInterval, true, "btree_gin"},
    {0, 0, "gin", "macaddr_ops", oid::kMacaddr, true, "btree_gin"},
    {0, 0, "gin", "inet_ops", oid::kInet, true, "btree_gin"},
    {0, 0, "gin", "cidr_ops", oid::kCidr, true, "btree_gin"},
    {0, 0, "gin", "varchar_ops", oid::kVarchar, true, "btree_gin"},
    {0, 0, "gin", "bpchar_ops", oid::kBpchar, true, "btree_gin"},
    {0, 0, "gin", "char_ops", oid::kQchar, true, "btree_gin"},
    {0, 0, "gin", "bytea_ops", oid::kBytea, true, "btree_gin"},
    {0, 0, "gin", "bit_ops", oid::kBit, true, "btree_gin"},
    {0, 0, "gin", "varbit_ops", oid::kVarbit, true, "btree_gin"},
    {0, 0, "gin", "name_ops", oid::kName, true, "btree_gin"},
    {0, 0, "gist", "gist_float4_ops", oid::kFloat4, true, "btree_gist"},
    {0, 0, "gist", "gist_float8_ops", oid::kFloat8, true, "btree_gist"},
    {0, 0, "gist", "gist_money_ops", oid::kMoney, true, "btree_gist"},
    {0, 0, "gist", "gist_oid_ops", oid::kOid, true, "btree_gist"},
    {0, 0, "gist", "gist_timetz_ops", oid::kTimetz, true, "btree_gist"},
    {0, 0, "gist", "gist_time_ops", oid::kTime, true, "btree_gist"},
    {0, 0, "gist", "gist_interval_ops", oid::kInterval, true, "btree_gist"},
    {0, 0, "gist", "gist_macaddr_ops", oid::kMacaddr, true, "btree_gist"},
    {0, 0, "gist", "gist_inet_ops", oid::kInet, true, "btree_gist"},
    {0, 0, "gist", "gist_cidr_ops", oid::kCidr, true, "btree_gist"},
    {0, 0, "gist", "gist_bpchar_ops", oid::kBpchar, true, "btree_gist"},
    {0, 0, "gist", "gist_bytea_ops", oid::kBytea, true, "btree_gist"},
    {0, 0, "gist", "gist__int_ops", oid::kInt4Array, true, "intarray"},
    {0, 0, "gist", "gist__intbig_ops", oid::kInt4Array, false, "intarray"},
    {0, 0, "gin", "gin__int_ops", oid::kInt4Array, false, "intarray"},
    {0, 0, "gist", "gist_bit_ops", oid::kBit, true, "btree_gist"},
    {0, 0, "gist", "gist_varbit_ops", oid::kVarbit, true, "btree_gist"},
    {0, 0, "gist", "gist_int2_ops", oid::kInt2, true, "btree_gist"},
    {0, 0, "gist", "gist_int4_ops", oid::kInt4, true, "btree_gist"},
    {0, 0, "gist", "gist_int8_ops", oid::kInt8, true, "btree_gist"},
    {0, 0, "gist", "gist_text_ops", oid::kText, true, "btree_gist"},
    {0, 0, "gist", "gist_bool_ops", oid::kBool, true, "btree_gist"},
    {0, 0, "gist", "gist_uuid_ops", oid::kUuid, true, "btree_gist"},
    {0, 0, "gist", "gist_date_ops", oid::kDate, true, "btree_gist"},
    {0, 0, "gist", "gist_timestamp_ops", oid::kTimestamp, true, "btree_gist"},
    {0, 0, "gist", "gist_timestamptz_ops", oid::kTimestamptz, true, "btree_gist"},
    {0, 0, "gist", "gist_numeric_ops", oid::kNumeric, true, "btree_gist"},
    {0, 0, "gist", "gist_enum_ops", oid::kAnyenum, true, "btree_gist"},
};

bool accepts(const OpclassRow& row, const TypeInfo& type) {
  if (row.type == type.oid) return true;
  switch (row.type) {
    case oid::kText: return type.oid == oid::kVarchar;
    case oid::kInet: return type.oid == oid::kCidr;
    case oid::kAnyarray: return type.kind == TypeKind::kArray;
    case oid::kAnyenum: return type.kind == TypeKind::kEnum;
    case oid::kAnyrange: return type.kind == TypeKind::kRange;
    case oid::kAnymultirange: return type.kind == TypeKind::kMultirange;
    case oid::kRecord: return type.kind == TypeKind::kComposite;
    default: return false;
  }
}

// clang-format off
constexpr OpfamilyRow kOpfamilies[] = {
    {397, "btree", "array_ops"}, {423, "btree", "bit_ops"}, {424, "btree", "bool_ops"},
    {426, "btree", "bpchar_ops"}, {427, "hash", "bpchar_ops"}, {428, "btree", "bytea_ops"},
    {429, "btree", "char_ops"}, {431, "hash", "char_ops"}, {434, "btree", "datetime_ops"},
    {435, "hash", "date_ops"}, {627, "hash", "array_ops"}, {1029, "gist", "point_ops"},
    {1970, "btree", "float_ops"}, {1971, "hash", "float_ops"}, {1974, "btree", "network_ops"},
    {1975, "hash", "network_ops"}, {1976, "btree", "integer_ops"}, {1977, "hash", "integer_ops"},
    {1982, "btree", "interval_ops"}, {1983, "hash", "interval_ops"},
    {1984, "btree", "macaddr_ops"}, {1985, "hash", "macaddr_ops"}, {1988, "btree", "numeric_ops"},
    {1989, "btree", "oid_ops"}, {1990, "hash", "oid_ops"}, {1991, "btree", "oidvector_ops"},
    {1992, "hash", "oidvector_ops"}, {1994, "btree", "text_ops"}, {1995, "hash", "text_ops"},
    {1996, "btree", "time_ops"}, {1997, "hash", "time_ops"}, {1998, "hash", "numeric_ops"},
    {1999, "hash", "timestamptz_ops"}, {2000, "btree", "timetz_ops"}, {2001, "hash", "timetz_ops"},
    {2002, "btree", "varbit_ops"}, {2040, "hash", "timestamp_ops"},
    {2095, "btree", "text_pattern_ops"}, {2097, "btree", "bpchar_pattern_ops"},
    {2099, "btree", "money_ops"}, {2222, "hash", "bool_ops"}, {2223, "hash", "bytea_ops"},
    {2225, "hash", "xid_ops"}, {2226, "hash", "cid_ops"}, {2227, "hash", "tid_ops"},
    {2229, "hash", "text_pattern_ops"}, {2231, "hash", "bpchar_pattern_ops"},
    {2235, "hash", "aclitem_ops"}, {2593, "gist", "box_ops"}, {2594, "gist", "poly_ops"},
    {2595, "gist", "circle_ops"}, {2745, "gin", "array_ops"}, {2789, "btree", "tid_ops"},
    {2968, "btree", "uuid_ops"}, {2969, "hash", "uuid_ops"}, {2994, "btree", "record_ops"},
    {3194, "btree", "record_image_ops"}, {3253, "btree", "pg_lsn_ops"},
    {3254, "hash", "pg_lsn_ops"}, {3371, "btree", "macaddr8_ops"}, {3372, "hash", "macaddr8_ops"},
    {3474, "spgist", "range_ops"}, {3522, "btree", "enum_ops"}, {3523, "hash", "enum_ops"},
    {3550, "gist", "network_ops"}, {3626, "btree", "tsvector_ops"}, {3655, "gist", "tsvector_ops"},
    {3659, "gin", "tsvector_ops"}, {3683, "btree", "tsquery_ops"}, {3702, "gist", "tsquery_ops"},
    {3794, "spgist", "network_ops"}, {3901, "btree", "range_ops"}, {3903, "hash", "range_ops"},
    {3919, "gist", "range_ops"}, {4015, "spgist", "quad_point_ops"},
    {4016, "spgist", "kd_point_ops"}, {4017, "spgist", "text_ops"}, {4033, "btree", "jsonb_ops"},
    {4034, "hash", "jsonb_ops"}, {4036, "gin", "jsonb_ops"}, {4037, "gin", "jsonb_path_ops"},
    {4054, "brin", "integer_minmax_ops"}, {4055, "brin", "numeric_minmax_ops"},
    {4056, "brin", "text_minmax_ops"}, {4058, "brin", "timetz_minmax_ops"},
    {4059, "brin", "datetime_minmax_ops"}, {4062, "brin", "char_minmax_ops"},
    {4064, "brin", "bytea_minmax_ops"}, {4065, "brin", "name_minmax_ops"},
    {4068, "brin", "oid_minmax_ops"}, {4069, "brin", "tid_minmax_ops"},
    {4070, "brin", "float_minmax_ops"}, {4074, "brin", "macaddr_minmax_ops"},
    {4075, "brin", "network_minmax_ops"}, {4076, "brin", "bpchar_minmax_ops"},
    {4077, "brin", "time_minmax_ops"}, {4078, "brin", "interval_minmax_ops"},
    {4079, "brin", "bit_minmax_ops"}, {4080, "brin", "varbit_minmax_ops"},
    {4081, "brin", "uuid_minmax_ops"}, {4082, "brin", "pg_lsn_minmax_ops"},
    {4102, "brin", "network_inclusion_ops"}, {4103, "brin", "range_inclusion_ops"},
    {4104, "brin", "box_inclusion_ops"}, {4109, "brin", "macaddr8_minmax_ops"},
    {4199, "btree", "multirange_ops"}, {4225, "hash", "multirange_ops"},
    {4572, "brin", "integer_bloom_ops"}, {4573, "brin", "text_bloom_ops"},
    {4574, "brin", "numeric_bloom_ops"}, {4575, "brin", "timetz_bloom_ops"},
    {4576, "brin", "datetime_bloom_ops"}, {4577, "brin", "char_bloom_ops"},
    {4578, "brin", "bytea_bloom_ops"}, {4579, "brin", "name_bloom_ops"},
    {4580, "brin", "oid_bloom_ops"}, {4581, "brin", "tid_bloom_ops"},
    {4582, "brin", "float_bloom_ops"}, {4583, "brin", "macaddr_bloom_ops"},
    {4584, "brin", "macaddr8_bloom_ops"}, {4585, "brin", "network_bloom_ops"},
    {4586, "brin", "bpchar_bloom_ops"}, {4587, "brin", "time_bloom_ops"},
    {4588, "brin", "interval_bloom_ops"}, {4589, "brin", "uuid_bloom_ops"},
    {4590, "brin", "pg_lsn_bloom_ops"}, {4602, "brin", "integer_minmax_multi_ops"},
    {4603, "brin", "numeric_minmax_multi_ops"}, {4604, "brin", "timetz_minmax_multi_ops"},
    {4605, "brin", "datetime_minmax_multi_ops"}, {4606, "brin", "oid_minmax_multi_ops"},
    {4607, "brin", "tid_minmax_multi_ops"}, {4608, "brin", "float_minmax_multi_ops"},
    {4609, "brin", "macaddr_minmax_multi_ops"}, {4610, "brin", "macaddr8_minmax_multi_ops"},
    {4611, "brin", "network_minmax_multi_ops"}, {4612, "brin", "time_minmax_multi_ops"},
    {4613, "brin", "interval_minmax_multi_ops"}, {4614, "brin", "uuid_minmax_multi_ops"},
    {4615, "brin", "pg_lsn_minmax_multi_ops"}, {5000, "spgist", "box_ops"},
    {5008, "spgist", "poly_ops"}, {5032, "hash", "xid8_ops"}, {5067, "btree", "xid8_ops"},
    {6158, "gist", "multirange_ops"}, {6194, "hash", "record_ops"},
};
// clang-format on

}  // namespace

std::span<const OpfamilyRow> opfamilies() { return kOpfamilies; }
std::span<const OpclassRow> opclasses() { return kOpclasses; }

bool opclass_accepts(TypeSource& types, const OpclassRow& row, Oid type_oid) {
  const TypeInfo* type = types.find_type(type_oid);
  while (type != nullptr && type->kind == TypeKind::kDomain) type = types.find_type(type->base_oid);
  if (type == nullptr || row.type == kNoOid || accepts(row, *type)) return true;
  if (type->oid >= kFirstUserOid && type->kind == TypeKind::kBase) return true;
  return row.type == oid::kOid && type->category == 'N';
}

EntryKind entry_kind(TypeSource& types, const IndexKey& key) {
  const TypeInfo* type = types.find_type(key.type);
  if (type == nullptr || type->ops == nullptr) return EntryKind::kNone;
  const std::string_view opclass = key.opclass;
  if (type->oid == oid::kTsvector) return EntryKind::kLexemes;
  if (type->oid == oid::kJsonb) {
    return opclass == "jsonb_path_ops" ? EntryKind::kJsonPaths : EntryKind::kJson;
  }
  if (type->kind == TypeKind::kArray) {
    const TypeInfo* element = types.find_type(type->element_oid);
    const bool ordered = element != nullptr && element->ops->encode_key != nullptr;
    return ordered ? EntryKind::kElements : EntryKind::kNone;
  }
  if (opclass == "gin_trgm_ops") {
    return type->oid == oid::kText || type->oid == oid::kVarchar ? EntryKind::kTrigrams
                                                                 : EntryKind::kNone;
  }
  const bool scalar = (type->kind == TypeKind::kBase || type->kind == TypeKind::kEnum ||
                       type->kind == TypeKind::kDomain) &&
                      type->ops->encode_key != nullptr && type->name != "hstore";
  return scalar ? EntryKind::kScalar : EntryKind::kNone;
}

bool is_inverted(TypeSource& types, const IndexInfo& info) {
  if (info.method != "gin") return false;
  for (const IndexKey& key : info.keys) {
    if (entry_kind(types, key) != EntryKind::kScalar) return true;
  }
  return false;
}

const OpclassRow* default_opclass(TypeSource& types, std::string_view method, Oid type_oid) {
  const TypeInfo* type = types.find_type(type_oid);
  while (type != nullptr && type->kind == TypeKind::kDomain) type = types.find_type(type->base_oid);
  if (type == nullptr) return nullptr;
  const OpclassRow* found = nullptr;
  for (const OpclassRow& row : kOpclasses) {
    if (!row.is_default || row.method != method || !accepts(row, *type)) continue;
    if (row.type == type->oid) return &row;
    if (found == nullptr) found = &row;
  }
  return found;
}

const OpclassRow* find_opclass(std::string_view method, std::string_view name) {
  const OpclassRow* found = nullptr;
  for (const OpclassRow& row : kOpclasses) {
    if (row.method == method && row.name == name && (found == nullptr || row.is_default)) {
      found = &row;
    }
  }
  return found;
}

}  // namespace rung::catalog
