// bit and varbit.
#include "base/hash.h"
#include "base/utf8.h"
#include "types/array.h"
#include "types/bit.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr size_t kHeaderBytes = 4;

[[noreturn]] void throw_digit(std::string_view at, const char* kind) {
  throw_error(sqlstate::invalid_text_representation,
              "\"" + std::string(at.substr(0, utf8::prefix_bytes(at, 1))) + "\" is not a valid " +
                  kind + " digit");
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

template <bool kVarying>
Datum apply(TypeEnv& env, const TypeInfo&, const Datum& value, int32_t typmod, bool is_explicit) {
  if (typmod <= 0) return value;
  const BitView bits = load_bits(value);
  const auto length = static_cast<uint32_t>(typmod);
  if (kVarying ? bits.count <= length : bits.count == length) return value;
  if (!is_explicit) {
    if (kVarying) {
      throw_error(sqlstate::string_data_right_truncation,
                  "bit string too long for type bit varying(" + std::to_string(length) + ")");
    }
    throw_error(sqlstate::string_data_length_mismatch,
                "bit string length " + std::to_string(bits.count) + " does not match type bit(" +
                    std::to_string(length) + ")");
  }
  BitBuilder cut(length);
  cut.copy(bits, 0, std::min(bits.count, length), 0);
  return cut.finish(*env.arena);
}

template <bool kVarying>
Datum input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t typmod) {
  bool hex = false;
  if (!text.empty() && (ascii_lower(text[0]) == 'b' || ascii_lower(text[0]) == 'x')) {
    hex = ascii_lower(text[0]) == 'x';
    text.remove_prefix(1);
  }
  BitBuilder bits(static_cast<uint32_t>(hex ? text.size() * 4 : text.size()));
  for (size_t i = 0; i < text.size(); ++i) {
    if (hex) {
      const int digit = hex_digit(text[i]);
      if (digit < 0) throw_digit(text.substr(i), "hexadecimal");
      for (uint32_t k = 0; k < 4; ++k) {
        bits.set(static_cast<uint32_t>(i) * 4 + k, (digit >> (3 - k) & 1) != 0);
      }
    } else {
      if (text[i] != '0' && text[i] != '1') throw_digit(text.substr(i), "binary");
      bits.set(static_cast<uint32_t>(i), text[i] == '1');
    }
  }
  return apply<kVarying>(env, type, bits.finish(*env.arena), typmod, false);
}

void output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const BitView bits = load_bits(value);
  to->reserve(to->size() + bits.count);
  for (uint32_t i = 0; i < bits.count; ++i) to->push_back(bits.at(i) ? '1' : '0');
}

// By the bytes; of equal bytes the shorter is less.
int compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  const BitView x = load_bits(a);
  const BitView y = load_bits(b);
  const int order = three_way(x.bytes.compare(y.bytes), 0);
  return order != 0 ? order : three_way(x.count, y.count);
}
uint64_t hash(TypeEnv&, const TypeInfo&, const Datum& value) { return hash_bytes(value.bytes()); }
void encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const BitView bits = load_bits(value);
  append_escaped_bytes(bits.bytes, to);
  append_be(*to, bits.count);
}

template <bool kVarying>
int32_t typmod_in(TypeEnv&, std::span<const std::string_view> modifiers) {
  const std::string name = kVarying ? "varbit" : "bit";
  if (modifiers.size() != 1) {
    throw_error(sqlstate::invalid_parameter_value, "invalid type modifier");
  }
  const int32_t length = parse_modifier(modifiers[0]);
  if (length < 1) {
    throw_error(sqlstate::invalid_parameter_value,
                "length for type " + name + " must be at least 1");
  }
  if (static_cast<uint32_t>(length) > kBitsMax) {
    throw_error(sqlstate::invalid_parameter_value,
                "length for type " + name + " cannot exceed " + std::to_string(kBitsMax));
  }
  return length;
}
void typmod_out(int32_t typmod, std::string* to) {
  if (typmod >= 0) *to += "(" + std::to_string(typmod) + ")";
}

template <bool kVarying>
Datum receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  const uint32_t count = bytes.size() < 4 ? UINT32_MAX : load_be<uint32_t>(bytes.data());
  if (count > INT32_MAX) {
    throw_error(sqlstate::invalid_binary_representation,
                "invalid length in external bit string");
  }
  if (bytes.size() - 4 != (count + 7) / 8) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  BitBuilder bits(count);
  bits.bytes().assign(bytes.substr(4));
  return apply<kVarying>(env, type, bits.finish(*env.arena), typmod, false);
}
void send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const BitView bits = load_bits(value);
  append_be(*to, bits.count);
  to->append(bits.bytes);
}

}  // namespace

BitView load_bits(const Datum& value) {
  if (value.n < kHeaderBytes) throw_corrupted("bit string");
  BitView bits;
  bits.count = load_le<uint32_t>(value.p);
  bits.bytes = value.bytes().substr(kHeaderBytes);
  if (bits.bytes.size() != (uint64_t{bits.count} + 7) / 8) throw_corrupted("bit string");
  return bits;
}

void BitBuilder::set(uint32_t i, bool on) {
  const auto mask = static_cast<unsigned char>(0x80 >> (i % 8));
  const auto byte = static_cast<unsigned char>(bytes_[i / 8]);
  bytes_[i / 8] = static_cast<char>(on ? byte | mask : byte & ~mask);
}

void BitBuilder::copy(const BitView& bits, uint32_t from, uint32_t count, uint32_t to) {
  if (from % 8 == 0 && to % 8 == 0) {
    const uint32_t whole = count / 8;
    bytes_.replace(to / 8, whole, bits.bytes.substr(from / 8, whole));
    from += whole * 8;
    to += whole * 8;
    count -= whole * 8;
  }
  for (uint32_t i = 0; i < count; ++i) set(to + i, bits.at(from + i));
}

Datum BitBuilder::finish(Arena& arena) {
  if (count_ % 8 != 0) {
    bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) &
                                      ~(0xFF >> (count_ % 8)));
  }
  char* to = arena.allocate_bytes(kHeaderBytes + bytes_.size());
  store_le(to, count_);
  std::memcpy(to + kHeaderBytes, bytes_.data(), bytes_.size());
  return Datum::of_bytes({to, kHeaderBytes + bytes_.size()});
}

const TypeOps kBitOps = {
    .input = input<false>,
    .output = output,
    .compare = compare,
    .hash = hash,
    .encode_key = encode,
    .apply_typmod = apply<false>,
    .typmod_in = typmod_in<false>,
    .typmod_out = typmod_out,
    .receive = receive<false>,
    .send = send,
};
const TypeOps kVarbitOps = {
    .input = input<true>,
    .output = output,
    .compare = compare,
    .hash = hash,
    .encode_key = encode,
    .apply_typmod = apply<true>,
    .typmod_in = typmod_in<true>,
    .typmod_out = typmod_out,
    .receive = receive<true>,
    .send = send,
};

}  // namespace rung
