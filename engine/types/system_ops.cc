// Types of the system itself: the reg* names, pg_lsn, tid and transaction snapshots.
#include <algorithm>
#include <charconv>
#include <optional>

#include "base/hash.h"
#include "types/families.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

// reg* types hold an oid; "-" is none, digits are taken as they are, a name is looked up.
Datum reg_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t) {
  if (text == "-") return Datum::of_int(0);
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) {
    return kOidOps.input(env, type, text, -1);
  }
  return Datum::of_int(env.services->lookup_name(type.oid, text, false));
}
void reg_output(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const auto object = static_cast<Oid>(value.i);
  if (object == kNoOid) {
    to->push_back('-');
    return;
  }
  std::string name;
  if (type.oid == oid::kRegtype) {
    if (env.types->find_type(object) != nullptr) name = format_type(env, object, -1);
  } else {
    name = env.services->object_name(type.oid, object);
  }
  *to += name.empty() ? std::to_string(object) : name;
}
int reg_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(static_cast<Oid>(a.i), static_cast<Oid>(b.i));
}
uint64_t reg_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<Oid>(value.i));
}
void reg_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<Oid>(value.i));
}

std::optional<uint64_t> parse_unsigned(std::string_view text, int base, uint64_t max) {
  uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || stop != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

// pg_lsn: two hex halves of a 64-bit position.
Datum lsn_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) throw_invalid_input("pg_lsn", text);
  const auto high = parse_unsigned(text.substr(0, slash), 16, UINT32_MAX);
  const auto low = parse_unsigned(text.substr(slash + 1), 16, UINT32_MAX);
  if (!high || !low) throw_invalid_input("pg_lsn", text);
  return Datum::of_int(static_cast<int64_t>(*high << 32 | *low));
}
void append_upper_hex(uint64_t value, std::string* to) {
  char buffer[16];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value, 16);
  for (const char* c = buffer; c != result.ptr; ++c) {
    to->push_back(*c >= 'a' ? static_cast<char>(*c - 'a' + 'A') : *c);
  }
}
void lsn_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_upper_hex(static_cast<uint64_t>(value.i) >> 32, to);
  to->push_back('/');
  append_upper_hex(static_cast<uint64_t>(value.i) & UINT32_MAX, to);
}
int lsn_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(static_cast<uint64_t>(a.i), static_cast<uint64_t>(b.i));
}
uint64_t lsn_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint64_t>(value.i));
}
void lsn_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<uint64_t>(value.i));
}

// tid: block and row, six big-endian bytes, so that it compares bytewise.
constexpr size_t kTidBytes = 6;
Datum tid_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  const std::string_view trimmed = trim_space(text);
  const size_t comma = trimmed.find(',');
  const size_t close = trimmed.find(')');
  if (trimmed.empty() || trimmed[0] != '(' || comma == std::string_view::npos ||
      close == std::string_view::npos || close < comma) {
    throw_invalid_input("tid", text);
  }
  const auto block = parse_unsigned(trimmed.substr(1, comma - 1), 10, UINT32_MAX);
  const auto row = parse_unsigned(trimmed.substr(comma + 1, close - comma - 1), 10, UINT16_MAX);
  if (!block || !row) throw_invalid_input("tid", text);
  std::string bytes;
  append_be(bytes, static_cast<uint32_t>(*block));
  append_be(bytes, static_cast<uint16_t>(*row));
  return env.text(bytes);
}
void tid_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += "(" + std::to_string(load_be<uint32_t>(value.p)) + "," +
         std::to_string(load_be<uint16_t>(value.p + 4)) + ")";
}
int tid_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(std::memcmp(a.p, b.p, kTidBytes), 0);
}
uint64_t tid_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes({value.p, kTidBytes});
}
void tid_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->append(value.p, kTidBytes);
}

// xmin:xmax:xip,xip…, kept as its canonical text.
Datum snapshot_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  const auto fail = [&]() { throw_invalid_input("pg_snapshot", text); };
  const size_t first = text.find(':');
  const size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) fail();
  const auto xmin = parse_unsigned(text.substr(0, first), 10, INT64_MAX);
  const auto xmax = parse_unsigned(text.substr(first + 1, second - first - 1), 10, INT64_MAX);
  if (!xmin || !xmax || *xmin == 0 || *xmax < *xmin) fail();
  std::string kept(text.substr(0, second + 1));
  std::string_view rest = text.substr(second + 1);
  uint64_t last = 0;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const auto xip = parse_unsigned(rest.substr(0, comma), 10, INT64_MAX);
    if (!xip || *xip < last || *xip < *xmin || *xip >= *xmax || comma + 1 == rest.size()) fail();
    if (*xip != last) {
      if (last != 0) kept.push_back(',');
      kept += std::to_string(*xip);
    }
    last = *xip;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return env.text(kept);
}
void snapshot_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->append(value.bytes());
}

}  // namespace

const TypeOps kRegOps = {
    .input = reg_input,
    .output = reg_output,
    .compare = reg_compare,
    .hash = reg_hash,
    .encode_key = reg_encode,
    .receive = [](TypeEnv& env, const TypeInfo& type, std::string_view bytes,
                  int32_t typmod) { return kOidOps.receive(env, type, bytes, typmod); },
    .send = reg_encode,
};
const TypeOps kPgLsnOps = {
    .input = lsn_input,
    .output = lsn_output,
    .compare = lsn_compare,
    .hash = lsn_hash,
    .encode_key = lsn_encode,
};
const TypeOps kTidOps = {
    .input = tid_input,
    .output = tid_output,
    .compare = tid_compare,
    .hash = tid_hash,
    .encode_key = tid_encode,
};
const TypeOps kSnapshotOps = {
    .input = snapshot_input,
    .output = snapshot_output,
};

}  // namespace rung
