// bytea and uuid.
#include "base/hash.h"
#include "types/bytea.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr size_t kUuidBytes = 16;

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_octal(std::string_view text, size_t at) {
  return at + 2 < text.size() && text[at] >= '0' && text[at] <= '3' && text[at + 1] >= '0' &&
         text[at + 1] <= '7' && text[at + 2] >= '0' && text[at + 2] <= '7';
}

Datum bytea_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  std::string bytes;
  if (text.starts_with("\\x")) {
    decode_hex(text.substr(2), &bytes);
    return env.text(bytes);
  }
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes.push_back(text[i]);
    } else if (i + 1 < text.size() && text[i + 1] == '\\') {
      bytes.push_back('\\');
      ++i;
    } else if (is_octal(text, i + 1)) {
      const int value = (text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0');
      bytes.push_back(static_cast<char>(value));
      i += 3;
    } else {
      throw_error(sqlstate::invalid_text_representation, "invalid input syntax for type bytea");
    }
  }
  return env.text(bytes);
}
void bytea_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  if (env.settings->bytea_escape) {
    append_escape(value.bytes(), to);
  } else {
    *to += "\\x";
    append_hex(value.bytes(), to);
  }
}
int bytea_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(a.bytes().compare(b.bytes()), 0);
}
uint64_t bytea_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(value.bytes());
}
void bytea_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_escaped_bytes(value.bytes(), to);
}
Datum bytea_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  return env.text(bytes);
}
void bytea_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->append(value.bytes());
}

std::string_view uuid_bytes(const Datum& value) {
  return {value.p, kUuidBytes};
}

// 32 hex digits, a hyphen allowed after each four, braces allowed around.
Datum uuid_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  std::string_view rest = text;
  const bool braces = !rest.empty() && rest[0] == '{';
  if (braces) rest.remove_prefix(1);
  char* to = static_cast<char*>(env.arena->allocate(kUuidBytes, 8));
  for (size_t i = 0; i < kUuidBytes; ++i) {
    const int high = rest.size() >= 2 ? hex_value(rest[0]) : -1;
    const int low = rest.size() >= 2 ? hex_value(rest[1]) : -1;
    if (high < 0 || low < 0) throw_invalid_input("uuid", text);
    to[i] = static_cast<char>(high * 16 + low);
    rest.remove_prefix(2);
    if (i % 2 == 1 && i + 1 < kUuidBytes && !rest.empty() && rest[0] == '-') rest.remove_prefix(1);
  }
  if (braces) {
    if (rest.empty() || rest[0] != '}') throw_invalid_input("uuid", text);
    rest.remove_prefix(1);
  }
  if (!rest.empty()) throw_invalid_input("uuid", text);
  return Datum::of_bytes({to, kUuidBytes});
}
void uuid_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const std::string_view bytes = uuid_bytes(value);
  for (size_t i = 0; i < kUuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) to->push_back('-');
    append_hex(bytes.substr(i, 1), to);
  }
}
int uuid_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(std::memcmp(a.p, b.p, kUuidBytes), 0);
}
uint64_t uuid_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(uuid_bytes(value));
}
void uuid_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->append(uuid_bytes(value));
}
Datum uuid_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.size() != kUuidBytes) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  return env.text(bytes);
}

}  // namespace

void append_hex(std::string_view bytes, std::string* to) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    to->push_back(kHexDigits[byte >> 4]);
    to->push_back(kHexDigits[byte & 15]);
  }
}

void decode_hex(std::string_view text, std::string* to) {
  const auto digit = [&](size_t at) {
    const int value = hex_value(text[at]);
    if (value < 0) {
      const size_t bytes = static_cast<unsigned char>(text[at]) < 0x80 ? 1 : 4;
      std::string shown(text.substr(at, bytes));
      while (shown.size() > 1 && (static_cast<unsigned char>(shown.back()) & 0xC0) != 0x80) {
        shown.pop_back();
      }
      throw_error(sqlstate::invalid_parameter_value,
                  "invalid hexadecimal digit: \"" + shown + "\"");
    }
    return value;
  };
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      ++i;
      continue;
    }
    const int high = digit(i);
    if (i + 1 == text.size()) {
      throw_error(sqlstate::invalid_parameter_value,
                  "invalid hexadecimal data: odd number of digits");
    }
    to->push_back(static_cast<char>(high * 16 + digit(i + 1)));
    i += 2;
  }
}

void append_escape(std::string_view bytes, std::string* to) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\') {
      *to += "\\\\";
    } else if (byte < 0x20 || byte > 0x7E) {
      to->push_back('\\');
      to->push_back(static_cast<char>('0' + (byte >> 6)));
      to->push_back(static_cast<char>('0' + ((byte >> 3) & 7)));
      to->push_back(static_cast<char>('0' + (byte & 7)));
    } else {
      to->push_back(c);
    }
  }
}

const TypeOps kByteaOps = {
    .input = bytea_input,
    .output = bytea_output,
    .compare = bytea_compare,
    .hash = bytea_hash,
    .encode_key = bytea_encode,
    .receive = bytea_receive,
    .send = bytea_send,
};
const TypeOps kUuidOps = {
    .input = uuid_input,
    .output = uuid_output,
    .compare = uuid_compare,
    .hash = uuid_hash,
    .encode_key = uuid_encode,
    .receive = uuid_receive,
    .send = uuid_encode,
};

}  // namespace rung
