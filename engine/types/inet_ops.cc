// inet and cidr. Stored form: u8 family (4 or 6), u8 bits of the netmask, then 4 or 16 bytes of
// address.
#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

struct Address {
  int family = 4;
  int bits = 32;
  uint8_t bytes[16] = {};
  int size() const { return family == 4 ? 4 : 16; }
  int bits_max() const { return family == 4 ? 32 : 128; }
};

bool read_v4(std::string_view text, bool partial, Address* to, int* parts) {
  to->family = 4;
  *parts = 0;
  while (*parts < 4) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto used = static_cast<size_t>(end - text.data());
    if (error != std::errc() || value > 255 || used > 3) return false;
    to->bytes[(*parts)++] = static_cast<uint8_t>(value);
    text.remove_prefix(used);
    if (text.empty()) return *parts == 4 || partial;
    if (text[0] != '.') return false;
    text.remove_prefix(1);
  }
  return false;
}

bool read_v6(std::string_view text, Address* to) {
  to->family = 6;
  uint16_t groups[8] = {};
  int count = 0;
  int gap = -1;
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
      Address tail;
      int parts = 0;
      if (count > 6 || !read_v4(text, false, &tail, &parts)) return false;
      groups[count++] = static_cast<uint16_t>(tail.bytes[0] << 8 | tail.bytes[1]);
      groups[count++] = static_cast<uint16_t>(tail.bytes[2] << 8 | tail.bytes[3]);
      break;
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    const auto used = static_cast<size_t>(end - text.data());
    if (error != std::errc() || used > 4 || count == 8) return false;
    groups[count++] = static_cast<uint16_t>(value);
    text.remove_prefix(used);
    if (text.empty()) break;
    if (text[0] != ':') return false;
    text.remove_prefix(1);
    if (text.empty()) return false;
    if (text[0] == ':') {
      if (gap >= 0) return false;
      gap = count;
      text.remove_prefix(1);
    }
  }
  if (gap < 0 ? count != 8 : count > 7) return false;
  const int moved = gap < 0 ? 0 : count - gap;
  for (int i = 0; i < count; ++i) {
    const int at = i < count - moved ? i : 8 - count + i;
    to->bytes[at * 2] = static_cast<uint8_t>(groups[i] >> 8);
    to->bytes[at * 2 + 1] = static_cast<uint8_t>(groups[i] & 0xFF);
  }
  return true;
}

bool has_host_bits(const Address& a) {
  for (int bit = a.bits; bit < a.bits_max(); ++bit) {
    if ((a.bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return true;
  }
  return false;
}

template <bool kCidr>
Datum input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  const char* const name = kCidr ? "cidr" : "inet";
  const size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  Address a;
  int parts = 4;
  const bool v6 = host.find(':') != std::string_view::npos;
  if (v6 ? !read_v6(host, &a) : !read_v4(host, kCidr || slash != std::string_view::npos, &a, &parts)) {
    throw_invalid_input(name, text);
  }
  a.bits = a.bits_max();
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), a.bits);
    if (error != std::errc() || end != digits.data() + digits.size() || a.bits < 0 ||
        a.bits > a.bits_max()) {
      throw_invalid_input(name, text);
    }
  } else if (kCidr && !v6 && parts < 4) {
    // Shortened networks have the mask of their class, or of the bytes given.
    const int by_class = a.bytes[0] >= 224 ? 32 : a.bytes[0] >= 192 ? 24 : a.bytes[0] >= 128 ? 16 : 8;
    a.bits = std::max(by_class, parts * 8);
  }
  if (kCidr && has_host_bits(a)) {
    throw_error(Error(sqlstate::invalid_text_representation,
                      "invalid cidr value: \"" + std::string(text) + "\"")
                    .with_detail("Value has bits set to right of mask."));
  }
  std::string bytes;
  bytes.push_back(static_cast<char>(a.family));
  bytes.push_back(static_cast<char>(a.bits));
  bytes.append(reinterpret_cast<const char*>(a.bytes), static_cast<size_t>(a.size()));
  return Datum::of_bytes(env.arena->copy(bytes));
}

Address load(const Datum& value) {
  Address a;
  if (value.n < 2) throw_corrupted("inet");
  a.family = value.p[0];
  a.bits = static_cast<uint8_t>(value.p[1]);
  if ((a.family != 4 && a.family != 6) || a.bits > a.bits_max() ||
      value.n != static_cast<uint32_t>(a.size()) + 2) {
    throw_corrupted("inet");
  }
  std::memcpy(a.bytes, value.p + 2, static_cast<size_t>(a.size()));
  return a;
}

void append_v6(const Address& a, std::string* to) {
  int groups[8];
  for (int i = 0; i < 8; ++i) groups[i] = a.bytes[i * 2] << 8 | a.bytes[i * 2 + 1];
  int gap = -1;
  int gap_length = 1;
  for (int i = 0; i < 8; ++i) {
    int n = 0;
    while (i + n < 8 && groups[i + n] == 0) ++n;
    if (n > gap_length) {
      gap = i;
      gap_length = n;
    }
  }
  // IPv4 in the last four bytes shows as such.
  const bool mapped = gap == 0 && (gap_length == 6 || (gap_length == 5 && groups[5] == 0xFFFF));
  for (int i = 0; i < 8; ++i) {
    if (i == gap) {
      *to += "::";
      i += gap_length - 1;
      continue;
    }
    if (i != 0 && i != gap + gap_length) to->push_back(':');
    if (mapped && i == 6) {
      for (int k = 12; k < 16; ++k) {
        if (k != 12) to->push_back('.');
        append_int(a.bytes[k], to);
      }
      return;
    }
    char buffer[8];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, groups[i], 16);
    to->append(buffer, end.ptr);
  }
}

template <bool kCidr>
void output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const Address a = load(value);
  if (a.family == 4) {
    for (int i = 0; i < 4; ++i) {
      if (i != 0) to->push_back('.');
      append_int(a.bytes[i], to);
    }
  } else {
    append_v6(a, to);
  }
  if (kCidr || a.bits != a.bits_max()) {
    to->push_back('/');
    append_int(a.bits, to);
  }
}

// Family, network, mask, then the host: these bytes are the order and the key.
std::string key_of(const Datum& value) {
  const Address a = load(value);
  std::string key(1, static_cast<char>(a.family));
  for (int i = 0; i < a.size(); ++i) {
    const int kept = std::clamp(a.bits - i * 8, 0, 8);
    key.push_back(static_cast<char>(a.bytes[i] & ~(0xFF >> kept)));
  }
  key.push_back(static_cast<char>(a.bits));
  key.append(reinterpret_cast<const char*>(a.bytes), static_cast<size_t>(a.size()));
  return key;
}
int inet_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(key_of(a).compare(key_of(b)), 0);
}
uint64_t inet_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(value.bytes());
}
void inet_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += key_of(value);
}

}  // namespace

const TypeOps kInetOps = {
    .input = input<false>,
    .output = output<false>,
    .compare = inet_compare,
    .hash = inet_hash,
    .encode_key = inet_encode,
};
const TypeOps kCidrOps = {
    .input = input<true>,
    .output = output<true>,
    .compare = inet_compare,
    .hash = inet_hash,
    .encode_key = inet_encode,
};

}  // namespace rung
