// text, varchar, character, name, cstring and unknown. Values are valid UTF-8. The order is that of
// the C collation, bytewise; character compares without trailing blanks.
#include "base/hash.h"
#include "base/utf8.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr size_t kNameBytesMax = 63;
constexpr int32_t kLengthMax = 10485760;
constexpr int32_t kTypmodHeader = 4;  // PostgreSQL's typmod of varchar(n) is n + 4

int compare_bytes(std::string_view a, std::string_view b) {
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
std::string_view strip_blanks(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Datum text_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  return env.text(text);
}
void text_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->append(value.bytes());
}
int text_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return compare_bytes(a.bytes(), b.bytes());
}
uint64_t text_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(value.bytes());
}
void text_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_escaped_bytes(value.bytes(), to);
}
Datum text_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  const size_t invalid = utf8::find_invalid(bytes);
  if (invalid != std::string_view::npos) utf8::throw_invalid(bytes, invalid);
  return type.ops->input(env, type, bytes, typmod);
}

int32_t length_modifier(std::span<const std::string_view> modifiers, std::string_view type_name) {
  if (modifiers.size() != 1) {
    throw_error(sqlstate::invalid_parameter_value, "invalid type modifier");
  }
  const int32_t length = parse_modifier(modifiers[0]);
  if (length < 1) {
    throw_error(sqlstate::invalid_parameter_value,
                "length for type " + std::string(type_name) + " must be at least 1");
  }
  if (length > kLengthMax) {
    throw_error(sqlstate::invalid_parameter_value, "length for type " + std::string(type_name) +
                                                       " cannot exceed " +
                                                       std::to_string(kLengthMax));
  }
  return length + kTypmodHeader;
}
int32_t varchar_typmod_in(TypeEnv&, std::span<const std::string_view> modifiers) {
  return length_modifier(modifiers, "varchar");
}
int32_t bpchar_typmod_in(TypeEnv&, std::span<const std::string_view> modifiers) {
  return length_modifier(modifiers, "char");
}
void length_typmod_out(int32_t typmod, std::string* to) {
  if (typmod > kTypmodHeader) *to += "(" + std::to_string(typmod - kTypmodHeader) + ")";
}

// Bytes of `text` that fit `characters`. More may be cut when explicit, or when only blanks go.
size_t fitting_bytes(std::string_view text, size_t characters, bool is_explicit,
                     const char* type_name) {
  if (text.size() <= characters) return text.size();
  const size_t bytes = utf8::prefix_bytes(text, characters);
  if (bytes < text.size() && !is_explicit &&
      text.find_first_not_of(' ', bytes) != std::string_view::npos) {
    throw_error(sqlstate::string_data_right_truncation, "value too long for type " +
                                                            std::string(type_name) + "(" +
                                                            std::to_string(characters) + ")");
  }
  return bytes;
}
Datum varchar_apply(TypeEnv&, const TypeInfo&, const Datum& value, int32_t typmod,
                    bool is_explicit) {
  if (typmod < kTypmodHeader) return value;
  const auto length = static_cast<size_t>(typmod - kTypmodHeader);
  return Datum::of_bytes(value.bytes().substr(
      0, fitting_bytes(value.bytes(), length, is_explicit, "character varying")));
}
Datum varchar_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t typmod) {
  return varchar_apply(env, type, env.text(text), typmod, false);
}

Datum bpchar_apply(TypeEnv& env, const TypeInfo&, const Datum& value, int32_t typmod,
                   bool is_explicit) {
  if (typmod < kTypmodHeader) return value;
  const auto length = static_cast<size_t>(typmod - kTypmodHeader);
  const std::string_view text = value.bytes();
  const size_t characters = utf8::length(text);
  if (characters >= length) {
    return Datum::of_bytes(text.substr(0, fitting_bytes(text, length, is_explicit, "character")));
  }
  const size_t bytes = text.size() + (length - characters);
  char* padded = env.arena->allocate_bytes(bytes);
  std::memcpy(padded, text.data(), text.size());
  std::memset(padded + text.size(), ' ', length - characters);
  return Datum::of_bytes({padded, bytes});
}
Datum bpchar_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t typmod) {
  return bpchar_apply(env, type, env.text(text), typmod, false);
}
int bpchar_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return compare_bytes(strip_blanks(a.bytes()), strip_blanks(b.bytes()));
}
uint64_t bpchar_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(strip_blanks(value.bytes()));
}
void bpchar_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_escaped_bytes(strip_blanks(value.bytes()), to);
}

// A name is cut to 63 bytes, at a character's border.
Datum name_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  if (text.size() > kNameBytesMax) {
    size_t bytes = kNameBytesMax;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    text = text.substr(0, bytes);
  }
  return env.text(text);
}

constexpr TypeOps kPlainText = {
    .input = text_input,
    .output = text_output,
    .compare = text_compare,
    .hash = text_hash,
    .encode_key = text_encode,
    .receive = text_receive,
    .send = text_output,
};
}  // namespace

const TypeOps kTextOps = kPlainText;
const TypeOps kCstringOps = kPlainText;
const TypeOps kVarcharOps = {
    .input = varchar_input,
    .output = text_output,
    .compare = text_compare,
    .hash = text_hash,
    .encode_key = text_encode,
    .apply_typmod = varchar_apply,
    .typmod_in = varchar_typmod_in,
    .typmod_out = length_typmod_out,
    .receive = text_receive,
    .send = text_output,
};
const TypeOps kBpcharOps = {
    .input = bpchar_input,
    .output = text_output,
    .compare = bpchar_compare,
    .hash = bpchar_hash,
    .encode_key = bpchar_encode,
    .apply_typmod = bpchar_apply,
    .typmod_in = bpchar_typmod_in,
    .typmod_out = length_typmod_out,
    .receive = text_receive,
    .send = text_output,
};
const TypeOps kNameOps = {
    .input = name_input,
    .output = text_output,
    .compare = text_compare,
    .hash = text_hash,
    .encode_key = text_encode,
    .receive = text_receive,
    .send = text_output,
};
}  // namespace rung
