// Settings, sequences, names, advisory locks, sizes and what a value's type tells.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "functions/groups.h"
#include "functions/registry.h"
#include "functions/spread.h"
#include "types/array.h"
#include "types/numeric.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

Services& services(FnCall& call) { return *call.env->services; }
Datum nothing() { return Datum::of_int(0); }  // of type void

Datum version(FnCall& call, const Datum*) {
  return call.env->text("PostgreSQL 15.0 (rung " RUNG_VERSION ") on x86_64, 64-bit");
}
Datum current_database(FnCall& call, const Datum*) {
  return call.env->text(services(call).current_database());
}
Datum current_user(FnCall& call, const Datum*) {
  return call.env->text(services(call).current_user());
}
Datum session_user(FnCall& call, const Datum*) {
  return call.env->text(services(call).session_user());
}
Datum current_schema(FnCall& call, const Datum*) {
  const auto path = services(call).search_path(false);
  return path.empty() ? Datum() : call.env->text(path[0]);
}
Datum current_schemas(FnCall& call, const Datum* a) {
  ArrayBuilder builder(call.env->type(kName));
  for (const std::string& schema : services(call).search_path(a[0].b())) {
    builder.add(Datum::of_bytes(schema));
  }
  return builder.finish(*call.env->arena);
}
Datum encoding_name(FnCall&, const Datum*) { return Datum::of_bytes("UTF8"); }
constexpr int64_t kUtf8Encoding = 6;  // pg_database.encoding
Datum encoding_to_char(FnCall&, const Datum* a) {
  return Datum::of_bytes(a[0].i == 0 ? "SQL_ASCII" : a[0].i == kUtf8Encoding ? "UTF8" : "");
}
Datum char_to_encoding(FnCall&, const Datum* a) {
  const std::string_view name = a[0].bytes();
  const bool utf8 = equals_ignore_case(name, "utf8") || equals_ignore_case(name, "utf-8") ||
                    equals_ignore_case(name, "unicode");
  return Datum::of_int(utf8 ? kUtf8Encoding : equals_ignore_case(name, "sql_ascii") ? 0 : -1);
}
Datum no(FnCall&, const Datum*) { return Datum::of_bool(false); }
Datum none(FnCall&, const Datum*) { return Datum::of_int(0); }
Datum null(FnCall&, const Datum*) { return Datum(); }

Datum current_setting(FnCall& call, const Datum* a) {
  const auto value = services(call).setting(a[0].bytes());
  if (value) return call.env->text(*value);
  if (call.arg_count > 1 && a[1].b()) return Datum();
  throw_error(sqlstate::undefined_object, "unrecognized configuration parameter \"" +
                                              std::string(a[0].bytes()) + "\"");
}
Datum set_config(FnCall& call, const Datum* a) {
  if (a[0].null) {
    throw_error(sqlstate::null_value_not_allowed, "SET requires parameter name");
  }
  const std::string_view value = a[1].null ? std::string_view() : a[1].bytes();
  services(call).set_setting(a[0].bytes(), value, !a[2].null && a[2].b());
  const auto now = services(call).setting(a[0].bytes());
  return now ? call.env->text(*now) : Datum();
}

Oid as_oid(const Datum& value) { return static_cast<Oid>(value.i); }
Datum nextval(FnCall& call, const Datum* a) {
  return Datum::of_int(services(call).nextval(as_oid(a[0])));
}
Datum currval(FnCall& call, const Datum* a) {
  return Datum::of_int(services(call).currval(as_oid(a[0])));
}
Datum lastval(FnCall& call, const Datum*) { return Datum::of_int(services(call).lastval()); }
Datum setval(FnCall& call, const Datum* a) {
  services(call).setval(as_oid(a[0]), a[1].i, call.arg_count < 3 || a[2].b());
  return a[1];
}
Datum transaction_id(FnCall& call, const Datum*) {
  return Datum::of_int(static_cast<int64_t>(services(call).transaction_id()));
}
// One transaction writes at a time: to a snapshot, the next one is the only one not over.
Datum current_snapshot(FnCall& call, const Datum*) {
  const std::string next = std::to_string(services(call).transaction_id());
  return call.env->text(next + ":" + next + ":");
}
// xmin, xmax and the ones in progress, of xmin:xmax:xip,xip…
std::vector<uint64_t> snapshot_numbers(const Datum& snapshot) {
  std::vector<uint64_t> numbers;
  std::string_view text = snapshot.bytes();
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(":,"), text.size());
    uint64_t number = 0;
    std::from_chars(text.data(), text.data() + end, number);
    numbers.push_back(number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  numbers.resize(std::max<size_t>(numbers.size(), 2));
  return numbers;
}
template <size_t I>
Datum snapshot_bound(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(snapshot_numbers(a[0])[I]));
}
Datum visible_in_snapshot(FnCall&, const Datum* a) {
  const std::vector<uint64_t> numbers = snapshot_numbers(a[1]);
  const auto id = static_cast<uint64_t>(a[0].i);
  if (id < numbers[0]) return Datum::of_bool(true);
  if (id >= numbers[1]) return Datum::of_bool(false);
  return Datum::of_bool(std::find(numbers.begin() + 2, numbers.end(), id) == numbers.end());
}
Datum sleep(FnCall& call, const Datum* a) {
  constexpr double kMicroseconds = 1e6;
  constexpr double kSecondsMax = 1e9;
  if (a[0].d > 0) {
    services(call).sleep_us(static_cast<int64_t>(std::min(a[0].d, kSecondsMax) * kMicroseconds));
  }
  return nothing();
}
// Until then, by the clock as it is now.
Datum sleep_until(FnCall& call, const Datum* a) {
  const int64_t wait = a[0].i - services(call).clock_timestamp();
  if (wait > 0) services(call).sleep_us(wait);
  return nothing();
}
Datum sleep_for(FnCall& call, const Datum* a) {
  constexpr Oid kPlusInterval = 1189;  // timestamptz + interval
  const Datum args[] = {Datum::of_int(services(call).clock_timestamp()), a[0]};
  const Datum end = find_function(kPlusInterval)->row(call, args);
  return sleep_until(call, &end);
}

// The form with two integers packs them into one key.
int64_t lock_key(FnCall& call, const Datum* a) {
  if (call.arg_count == 1) return a[0].i;
  const auto high = static_cast<uint64_t>(static_cast<uint32_t>(a[0].i));
  return static_cast<int64_t>(high << 32 | static_cast<uint32_t>(a[1].i));
}
template <bool kShared, bool kSession>
Datum lock(FnCall& call, const Datum* a) {
  services(call).advisory_lock(lock_key(call, a), kShared, true, kSession);
  return nothing();
}
template <bool kShared, bool kSession>
Datum try_lock(FnCall& call, const Datum* a) {
  return Datum::of_bool(
      services(call).advisory_lock(lock_key(call, a), kShared, false, kSession));
}
template <bool kShared>
Datum unlock(FnCall& call, const Datum* a) {
  return Datum::of_bool(services(call).advisory_unlock(lock_key(call, a), kShared));
}

// to_reg*(): NULL when there is no such object.
Datum to_reg(FnCall& call, const Datum* a) {
  const std::string_view name = a[0].bytes();
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_digit)) {
    const TypeInfo& type = call.env->type(call.result_type);
    return type.ops->input(*call.env, type, name, -1);
  }
  const Oid found = services(call).lookup_name(call.result_type, name, true);
  return found == kNoOid ? Datum() : Datum::of_int(found);
}
Datum format_type_of(FnCall& call, const Datum* a) {
  if (a[0].null) return Datum();
  const Oid type = as_oid(a[0]);
  const int64_t typmod = a[1].null ? -1 : a[1].i;
  // With a modifier given as -1 these print the name that keeps it unlimited.
  if (!a[1].null && typmod < 0 && type == kBpchar) return Datum::of_bytes("bpchar");
  if (!a[1].null && typmod < 0 && type == kBit) return Datum::of_bytes("\"bit\"");
  return call.env->text(format_type(*call.env, type, static_cast<int32_t>(typmod)));
}
Datum type_of(FnCall& call, const Datum*) { return Datum::of_int(call.arg_types[0]); }
Datum collation_for(FnCall& call, const Datum*) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  if (!type.collatable && call.arg_types[0] != kUnknown) {
    throw_error(sqlstate::datatype_mismatch,
                "collations are not supported by type " + format_type(*call.env, type.oid, -1));
  }
  return Datum::of_bytes(call.collation == kCCollation ? "\"C\"" : "\"default\"");
}
Datum column_size(FnCall& call, const Datum* a) {
  if (a[0].null) return Datum();
  const StorageClass storage = call.env->type(call.arg_types[0]).storage;
  constexpr uint32_t kShortMax = 126;  // PostgreSQL counts a header of one byte up to here
  const uint32_t width = stored_width(storage);
  if (width > 0) return Datum::of_int(width);
  return Datum::of_int(int64_t{a[0].n} + (a[0].n <= kShortMax ? 1 : 4));
}
template <bool kNulls>
Datum count_nulls(FnCall& call, const Datum* a) {
  int64_t count = 0;
  for (uint16_t i = 0; i < call.arg_count; ++i) count += a[i].null == kNulls ? 1 : 0;
  return Datum::of_int(count);
}

struct SizeUnit {
  std::string_view name;
  int shift;
  int64_t limit;  // larger sizes use the next unit
  bool halves;    // kept doubled until it is rounded
};
constexpr SizeUnit kSizeUnits[] = {
    {"bytes", 0, 10 * 1024, false},  {"kB", 10, 20 * 1024 - 1, true},
    {"MB", 20, 20 * 1024 - 1, true}, {"GB", 30, 20 * 1024 - 1, true},
    {"TB", 40, 20 * 1024 - 1, true}, {"PB", 50, 20 * 1024 - 1, true},
};
Datum pretty_size(FnCall& call, Numeric size) {
  for (size_t i = 0;; ++i) {
    const SizeUnit& unit = kSizeUnits[i];
    const bool last = i + 1 == std::size(kSizeUnits);
    Numeric magnitude = size;
    if (magnitude.sign() < 0) magnitude.negate();
    if (last || compare(magnitude, Numeric::of_int(unit.limit)) < 0) {
      if (unit.halves) {
        size = divide_integer(add(size, Numeric::of_int(size.sign() < 0 ? -1 : 1)),
                              Numeric::of_int(2));
      }
      return call.env->text(size.to_string() + " " + std::string(unit.name));
    }
    const SizeUnit& next = kSizeUnits[i + 1];
    const int bits = next.shift - unit.shift - (next.halves ? 1 : 0) + (unit.halves ? 1 : 0);
    size = divide_integer(size, Numeric::of_int(int64_t{1} << bits));
  }
}
Datum size_pretty(FnCall& call, const Datum* a) {
  return pretty_size(call, Numeric::of_int(a[0].i));
}
Datum size_pretty_numeric(FnCall& call, const Datum* a) {
  return pretty_size(call, Numeric::load(a[0]));
}
Datum size_bytes(FnCall&, const Datum* a) {
  const std::string_view text = trim_space(a[0].bytes());
  const auto fail = [&](std::string detail, std::string hint) {
    Error error(sqlstate::invalid_parameter_value,
                "invalid size: \"" + std::string(a[0].bytes()) + "\"");
    error.detail = std::move(detail);
    error.hint = std::move(hint);
    throw_error(std::move(error));
  };
  size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.' || text[end] == '+' ||
                               text[end] == '-')) {
    ++end;
  }
  if (end + 1 < text.size() && ascii_lower(text[end]) == 'e' &&
      (is_digit(text[end + 1]) || text[end + 1] == '-' || text[end + 1] == '+')) {
    end += 2;
    while (end < text.size() && is_digit(text[end])) ++end;
  }
  const auto number = Numeric::parse(text.substr(0, end));
  if (!number) fail("", "");
  const std::string_view unit_name = trim_space(text.substr(end));
  int64_t factor = 0;
  if (unit_name.empty()) factor = 1;
  for (const SizeUnit& unit : kSizeUnits) {
    if (equals_ignore_case(unit_name, unit.name)) factor = int64_t{1} << unit.shift;
  }
  if (factor == 0) {
    fail("Invalid size unit: \"" + std::string(unit_name) + "\".",
         "Valid units are \"bytes\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".");
  }
  const auto bytes = multiply(*number, Numeric::of_int(factor)).to_int64();
  if (!bytes) throw_error(sqlstate::numeric_value_out_of_range, "bigint out of range");
  return Datum::of_int(*bytes);
}

Datum random_uuid(FnCall& call, const Datum*) {
  constexpr size_t kBytes = 16;
  char* to = static_cast<char*>(call.env->arena->allocate(kBytes, 8));
  services(call).random_bytes(to, kBytes);
  to[6] = static_cast<char>((to[6] & 0x0F) | 0x40);
  to[8] = static_cast<char>((to[8] & 0x3F) | 0x80);
  return Datum::of_bytes({to, kBytes});
}

const std::vector<EnumLabel>& labels_of(FnCall& call) {
  return *call.env->type(call.arg_types[0]).labels;
}
[[noreturn]] void throw_empty_enum(FnCall& call) {
  throw_error(sqlstate::object_not_in_prerequisite_state,
              "enum " + format_type(*call.env, call.arg_types[0], -1) + " contains no values");
}
Datum enum_first(FnCall& call, const Datum*) {
  if (labels_of(call).empty()) throw_empty_enum(call);
  return Datum::of_int(labels_of(call).front().position);
}
Datum enum_last(FnCall& call, const Datum*) {
  if (labels_of(call).empty()) throw_empty_enum(call);
  return Datum::of_int(labels_of(call).back().position);
}
Datum enum_range(FnCall& call, const Datum* a) {
  ArrayBuilder builder(call.env->type(call.arg_types[0]));
  for (const EnumLabel& label : labels_of(call)) {
    if (call.arg_count > 1 && !a[0].null && label.position < a[0].i) continue;
    if (call.arg_count > 1 && !a[1].null && label.position > a[1].i) continue;
    builder.add(Datum::of_int(label.position));
  }
  return builder.finish(*call.env->arena);
}

Datum only_as_trigger(FnCall&, const Datum*) {
  throw_error(sqlstate::e_r_i_e_trigger_protocol_violated,
              "trigger functions can only be called as triggers");
}

constexpr FunctionDef kFunctions[] = {
    // Statistics of use, which nobody collects here: what PostgreSQL says of a table never touched.
    {1928, "pg_stat_get_numscans", kInt8, {kOid}, kStrict | kStable, none},
    {1929, "pg_stat_get_tuples_returned", kInt8, {kOid}, kStrict | kStable, none},
    {1930, "pg_stat_get_tuples_fetched", kInt8, {kOid}, kStrict | kStable, none},
    {1931, "pg_stat_get_tuples_inserted", kInt8, {kOid}, kStrict | kStable, none},
    {1932, "pg_stat_get_tuples_updated", kInt8, {kOid}, kStrict | kStable, none},
    {1933, "pg_stat_get_tuples_deleted", kInt8, {kOid}, kStrict | kStable, none},
    {1934, "pg_stat_get_blocks_fetched", kInt8, {kOid}, kStrict | kStable, none},
    {1935, "pg_stat_get_blocks_hit", kInt8, {kOid}, kStrict | kStable, none},
    {1972, "pg_stat_get_tuples_hot_updated", kInt8, {kOid}, kStrict | kStable, none},
    {2781, "pg_stat_get_last_vacuum_time", kTimestamptz, {kOid}, kStrict | kStable, null},
    {2782, "pg_stat_get_last_autovacuum_time", kTimestamptz, {kOid}, kStrict | kStable, null},
    {2783, "pg_stat_get_last_analyze_time", kTimestamptz, {kOid}, kStrict | kStable, null},
    {2784, "pg_stat_get_last_autoanalyze_time", kTimestamptz, {kOid}, kStrict | kStable, null},
    {2878, "pg_stat_get_live_tuples", kInt8, {kOid}, kStrict | kStable, none},
    {2879, "pg_stat_get_dead_tuples", kInt8, {kOid}, kStrict | kStable, none},
    {3054, "pg_stat_get_vacuum_count", kInt8, {kOid}, kStrict | kStable, none},
    {3055, "pg_stat_get_autovacuum_count", kInt8, {kOid}, kStrict | kStable, none},
    {3056, "pg_stat_get_analyze_count", kInt8, {kOid}, kStrict | kStable, none},
    {3057, "pg_stat_get_autoanalyze_count", kInt8, {kOid}, kStrict | kStable, none},
    {3177, "pg_stat_get_mod_since_analyze", kInt8, {kOid}, kStrict | kStable, none},
    {5053, "pg_stat_get_ins_since_vacuum", kInt8, {kOid}, kStrict | kStable, none},
    {1291, "suppress_redundant_updates_trigger", kTrigger, {}, kStrict | kVolatile,
     only_as_trigger},
    {3752, "tsvector_update_trigger", kTrigger, {}, kVolatile, only_as_trigger},
    {3753, "tsvector_update_trigger_column", kTrigger, {}, kVolatile, only_as_trigger},
    {89, "version", kText, {}, kStrict | kStable, version},
    {861, "current_database", kName, {}, kStrict | kStable, current_database},
    {745, "current_user", kName, {}, kStrict | kStable, current_user},
    {746, "session_user", kName, {}, kStrict | kStable, session_user},
    {1402, "current_schema", kName, {}, kStrict | kStable, current_schema},
    {1403, "current_schemas", kNameArray, {kBool}, kStrict | kStable, current_schemas},
    {1039, "getdatabaseencoding", kName, {}, kStrict | kStable, encoding_name, nullptr,
     "getdatabaseencoding()", "UTF8"},
    {810, "pg_client_encoding", kName, {}, kStrict | kStable, encoding_name, nullptr,
     "pg_client_encoding()", "UTF8"},
    {1597, "pg_encoding_to_char", kName, {kInt4}, kStrict | kStable, encoding_to_char, nullptr,
     "pg_encoding_to_char(6)", "UTF8"},
    {1264, "pg_char_to_encoding", kInt4, {kName}, kStrict | kStable, char_to_encoding, nullptr,
     "pg_char_to_encoding('UTF8')", "6"},
    {3810, "pg_is_in_recovery", kBool, {}, kStrict | kVolatile, no, nullptr, "pg_is_in_recovery()",
     "f"},
    {315, "pg_jit_available", kBool, {}, kStrict | kVolatile, no},
    {2196, "inet_client_addr", kInet, {}, kStable, null},
    {2197, "inet_client_port", kInt4, {}, kStable, null},
    {2198, "inet_server_addr", kInet, {}, kStable, null},
    {2199, "inet_server_port", kInt4, {}, kStable, null},
    {2077, "current_setting", kText, {kText}, kStrict | kStable, current_setting},
    {3294, "current_setting", kText, {kText, kBool}, kStrict | kStable, current_setting, nullptr,
     "current_setting('no.such', true)", "∅"},
    {2078, "set_config", kText, {kText, kText, kBool}, kVolatile, set_config},
    {1574, "nextval", kInt8, {kRegclass}, kStrict | kVolatile, nextval},
    {1575, "currval", kInt8, {kRegclass}, kStrict | kVolatile, currval},
    {1576, "setval", kInt8, {kRegclass, kInt8}, kStrict | kVolatile, setval},
    {1765, "setval", kInt8, {kRegclass, kInt8, kBool}, kStrict | kVolatile, setval},
    {2559, "lastval", kInt8, {}, kStrict | kVolatile, lastval},
    {2943, "txid_current", kInt8, {}, kStrict | kStable, transaction_id},
    {5059, "pg_current_xact_id", kXid8, {}, kStrict | kStable, transaction_id},
    {3348, "txid_current_if_assigned", kInt8, {}, kStrict | kStable, transaction_id},
    {5060, "pg_current_xact_id_if_assigned", kXid8, {}, kStrict | kStable, transaction_id},
    {2944, "txid_current_snapshot", kTxidsnapshot, {}, kStrict | kStable, current_snapshot},
    {5061, "pg_current_snapshot", kPgsnapshot, {}, kStrict | kStable, current_snapshot},
    {2945, "txid_snapshot_xmin", kInt8, {kTxidsnapshot}, kStrict, snapshot_bound<0>},
    {2946, "txid_snapshot_xmax", kInt8, {kTxidsnapshot}, kStrict, snapshot_bound<1>},
    {2948, "txid_visible_in_snapshot", kBool, {kInt8, kTxidsnapshot}, kStrict, visible_in_snapshot},
    {5062, "pg_snapshot_xmin", kXid8, {kPgsnapshot}, kStrict, snapshot_bound<0>, nullptr,
     "pg_snapshot_xmin('10:20:12')", "10"},
    {5063, "pg_snapshot_xmax", kXid8, {kPgsnapshot}, kStrict, snapshot_bound<1>, nullptr,
     "pg_snapshot_xmax('10:20:12')", "20"},
    {5065, "pg_visible_in_snapshot", kBool, {kXid8, kPgsnapshot}, kStrict, visible_in_snapshot,
     nullptr, "pg_visible_in_snapshot('12', '10:20:12')", "f"},
    {3935, "pg_sleep_for", kVoid, {kInterval}, kStrict | kVolatile, sleep_for, nullptr,
     "pg_sleep_for('0')", ""},
    {3936, "pg_sleep_until", kVoid, {kTimestamptz}, kStrict | kVolatile, sleep_until},
    {2626, "pg_sleep", kVoid, {kFloat8}, kStrict | kVolatile, sleep, nullptr, "pg_sleep(0)", ""},
    {2880, "pg_advisory_lock", kVoid, {kInt8}, kStrict | kVolatile, lock<false, true>},
    {2886, "pg_advisory_lock", kVoid, {kInt4, kInt4}, kStrict | kVolatile, lock<false, true>},
    {2881, "pg_advisory_lock_shared", kVoid, {kInt8}, kStrict | kVolatile, lock<true, true>},
    {2887, "pg_advisory_lock_shared", kVoid, {kInt4, kInt4}, kStrict | kVolatile, lock<true, true>},
    {3089, "pg_advisory_xact_lock", kVoid, {kInt8}, kStrict | kVolatile, lock<false, false>},
    {3093, "pg_advisory_xact_lock", kVoid, {kInt4, kInt4}, kStrict | kVolatile, lock<false, false>},
    {3090, "pg_advisory_xact_lock_shared", kVoid, {kInt8}, kStrict | kVolatile, lock<true, false>},
    {3094, "pg_advisory_xact_lock_shared", kVoid, {kInt4, kInt4}, kStrict | kVolatile,
     lock<true, false>},
    {2882, "pg_try_advisory_lock", kBool, {kInt8}, kStrict | kVolatile, try_lock<false, true>},
    {2888, "pg_try_advisory_lock", kBool, {kInt4, kInt4}, kStrict | kVolatile,
     try_lock<false, true>},
    {2883, "pg_try_advisory_lock_shared", kBool, {kInt8}, kStrict | kVolatile,
     try_lock<true, true>},
    {2889, "pg_try_advisory_lock_shared", kBool, {kInt4, kInt4}, kStrict | kVolatile,
     try_lock<true, true>},
    {3091, "pg_try_advisory_xact_lock", kBool, {kInt8}, kStrict | kVolatile,
     try_lock<false, false>},
    {3095, "pg_try_advisory_xact_lock", kBool, {kInt4, kInt4}, kStrict | kVolatile,
     try_lock<false, false>},
    {3092, "pg_try_advisory_xact_lock_shared", kBool, {kInt8}, kStrict | kVolatile,
     try_lock<true, false>},
    {3096, "pg_try_advisory_xact_lock_shared", kBool, {kInt4, kInt4}, kStrict | kVolatile,
     try_lock<true, false>},
    {2884, "pg_advisory_unlock", kBool, {kInt8}, kStrict | kVolatile, unlock<false>},
    {2890, "pg_advisory_unlock", kBool, {kInt4, kInt4}, kStrict | kVolatile, unlock<false>},
    {2885, "pg_advisory_unlock_shared", kBool, {kInt8}, kStrict | kVolatile, unlock<true>},
    {2891, "pg_advisory_unlock_shared", kBool, {kInt4, kInt4}, kStrict | kVolatile, unlock<true>},
    {3495, "to_regclass", kRegclass, {kText}, kStrict | kStable, to_reg, nullptr,
     "to_regclass('no_such_table')", "∅"},
    {4195, "to_regcollation", kRegcollation, {kText}, kStrict | kStable, to_reg},
    {4086, "to_regnamespace", kRegnamespace, {kText}, kStrict | kStable, to_reg, nullptr,
     "to_regnamespace('no_such_schema')", "∅"},
    {3492, "to_regoper", kRegoper, {kText}, kStrict | kStable, to_reg},
    {3476, "to_regoperator", kRegoperator, {kText}, kStrict | kStable, to_reg},
    {3494, "to_regproc", kRegproc, {kText}, kStrict | kStable, to_reg},
    {3479, "to_regprocedure", kRegprocedure, {kText}, kStrict | kStable, to_reg},
    {4093, "to_regrole", kRegrole, {kText}, kStrict | kStable, to_reg},
    {3493, "to_regtype", kRegtype, {kText}, kStrict | kStable, to_reg, nullptr,
     "to_regtype('no_such_type')", "∅"},
    {1081, "format_type", kText, {kOid, kInt4}, kStable, format_type_of, nullptr,
     "format_type(1043, 259)", "character varying(255)"},
    {1619, "pg_typeof", kRegtype, {kAny}, kStable, type_of, nullptr, "pg_typeof(1.5)", "numeric"},
    {3162, "pg_collation_for", kText, {kAny}, kStable, collation_for},
    {1269, "pg_column_size", kInt4, {kAny}, kStrict | kStable, column_size, nullptr,
     "pg_column_size(1)", "4"},
    {438, "num_nulls", kInt4, {kAny}, kVariadic, spread<count_nulls<true>>, nullptr,
     "num_nulls(1, NULL, 2)", "1"},
    {440, "num_nonnulls", kInt4, {kAny}, kVariadic, spread<count_nulls<false>>, nullptr,
     "num_nonnulls(1, NULL, 2)", "2"},
    {2288, "pg_size_pretty", kText, {kInt8}, kStrict, size_pretty, nullptr,
     "pg_size_pretty(1234567890::bigint)", "1177 MB"},
    {3166, "pg_size_pretty", kText, {kNumeric}, kStrict, size_pretty_numeric, nullptr,
     "pg_size_pretty(123456789012345678901::numeric)", "109652 PB"},
    {3334, "pg_size_bytes", kInt8, {kText}, kStrict, size_bytes, nullptr, "pg_size_bytes('1.5 GB')",
     "1610612736"},
    {3432, "gen_random_uuid", kUuid, {}, kStrict | kVolatile, random_uuid},
    {3528, "enum_first", kAnyenum, {kAnyenum}, kStable, enum_first},
    {3529, "enum_last", kAnyenum, {kAnyenum}, kStable, enum_last},
    {3530, "enum_range", kAnyarray, {kAnyenum, kAnyenum}, kStable, enum_range},
    {3531, "enum_range", kAnyarray, {kAnyenum}, kStable, enum_range},
};

}  // namespace

const FunctionGroup kSystemGroup = {.functions = kFunctions};

}  // namespace rung
