// Functions over bytea: pieces, bits, digests, text encodings and character encodings.
#include <openssl/evp.h>

#include <algorithm>
#include <bit>

#include "base/utf8.h"
#include "functions/groups.h"
#include "functions/text_util.h"
#include "types/bytea.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

Datum bytes_length(FnCall&, const Datum* a) { return Datum::of_int(a[0].n); }
Datum bits_length(FnCall&, const Datum* a) { return Datum::of_int(int64_t{a[0].n} * 8); }

std::string_view slice(std::string_view bytes, int64_t start, int64_t count) {
  int64_t end;
  if (__builtin_add_overflow(start, count, &end)) end = INT64_MAX;
  start = std::max<int64_t>(start, 1);
  if (end <= start || start > static_cast<int64_t>(bytes.size())) return {};
  return bytes.substr(static_cast<size_t>(start - 1), static_cast<size_t>(end - start));
}
Datum bytes_substring(FnCall& call, const Datum* a) {
  if (call.arg_count < 3) return Datum::of_bytes(slice(a[0].bytes(), a[1].i, INT64_MAX));
  if (a[2].i < 0) throw_negative_length();
  return Datum::of_bytes(slice(a[0].bytes(), a[1].i, a[2].i));
}
Datum bytes_overlay(FnCall& call, const Datum* a) {
  const std::string_view bytes = a[0].bytes();
  const int64_t start = a[2].i;
  const int64_t count = call.arg_count > 3 ? a[3].i : int64_t{a[1].n};
  if (start <= 0) throw_negative_length();
  std::string result(slice(bytes, 1, start - 1));
  result += a[1].bytes();
  result += slice(bytes, start + count, INT64_MAX);
  return call.env->text(result);
}
Datum bytes_position(FnCall&, const Datum* a) {
  const size_t at = a[0].bytes().find(a[1].bytes());
  return Datum::of_int(at == std::string_view::npos ? 0 : static_cast<int64_t>(at) + 1);
}
template <bool kStart, bool kEnd>
Datum bytes_trim(FnCall&, const Datum* a) {
  std::string_view bytes = a[0].bytes();
  const std::string_view set = a[1].bytes();
  while (kStart && !bytes.empty() && set.find(bytes.front()) != std::string_view::npos) {
    bytes.remove_prefix(1);
  }
  while (kEnd && !bytes.empty() && set.find(bytes.back()) != std::string_view::npos) {
    bytes.remove_suffix(1);
  }
  return Datum::of_bytes(bytes);
}

void check_index(int64_t index, int64_t count) {
  if (index >= 0 && index < count) return;
  throw_error(sqlstate::array_subscript_error, "index " + std::to_string(index) +
                                                   " out of valid range, 0.." +
                                                   std::to_string(count - 1));
}
Datum get_byte(FnCall&, const Datum* a) {
  check_index(a[1].i, a[0].n);
  return Datum::of_int(static_cast<uint8_t>(a[0].p[a[1].i]));
}
Datum set_byte(FnCall& call, const Datum* a) {
  check_index(a[1].i, a[0].n);
  std::string bytes(a[0].bytes());
  bytes[static_cast<size_t>(a[1].i)] = static_cast<char>(a[2].i);
  return call.env->text(bytes);
}
Datum get_bit(FnCall&, const Datum* a) {
  check_index(a[1].i, int64_t{a[0].n} * 8);
  return Datum::of_int((a[0].p[a[1].i / 8] >> (a[1].i % 8)) & 1);
}
Datum set_bit(FnCall& call, const Datum* a) {
  check_index(a[1].i, int64_t{a[0].n} * 8);
  if (a[2].i != 0 && a[2].i != 1) {
    throw_error(sqlstate::invalid_parameter_value, "new bit must be 0 or 1");
  }
  std::string bytes(a[0].bytes());
  char& byte = bytes[static_cast<size_t>(a[1].i / 8)];
  const int mask = 1 << (a[1].i % 8);
  byte = static_cast<char>(a[2].i == 1 ? byte | mask : byte & ~mask);
  return call.env->text(bytes);
}
Datum bit_count(FnCall&, const Datum* a) {
  int64_t count = 0;
  for (const char c : a[0].bytes()) count += std::popcount(static_cast<uint8_t>(c));
  return Datum::of_int(count);
}

std::string digest(const EVP_MD* kind, std::string_view bytes) {
  unsigned char result[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), result, &size, kind, nullptr) != 1) {
    throw_error(sqlstate::internal_error, "could not compute digest");
  }
  return {reinterpret_cast<const char*>(result), size};
}
Datum md5(FnCall& call, const Datum* a) {
  std::string text;
  append_hex(digest(EVP_md5(), a[0].bytes()), &text);
  return call.env->text(text);
}
template <const EVP_MD* (*Kind)()>
Datum sha(FnCall& call, const Datum* a) {
  return call.env->text(digest(Kind(), a[0].bytes()));
}

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr size_t kBase64LineMax = 76;

std::string to_base64(std::string_view bytes) {
  std::string text;
  size_t line = 0;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<uint8_t>(bytes[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      text += k <= count ? kBase64[(group >> (18 - 6 * k)) & 63] : '=';
    }
    line += 4;
    if (line >= kBase64LineMax && i + 3 < bytes.size()) {
      text += '\n';
      line = 0;
    }
  }
  return text;
}
std::string from_base64(std::string_view text) {
  std::string bytes;
  uint32_t group = 0;
  int count = 0;
  int kept = 3;  // bytes of a group; the first = tells
  const auto fail_end = [&](const char* message) {
    throw_error(Error(sqlstate::invalid_parameter_value, message)
                    .with_hint("Input data is missing padding, is truncated, or is otherwise "
                               "corrupted."));
  };
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    uint32_t value = 0;
    if (c == '=') {
      if (kept == 3 && count < 2) {
        throw_error(sqlstate::invalid_parameter_value,
                    "unexpected \"=\" while decoding base64 sequence");
      }
      if (kept == 3) kept = count - 1;
    } else {
      const char* found = c == '\0' ? nullptr : std::strchr(kBase64, c);
      if (found == nullptr) {
        throw_error(sqlstate::invalid_parameter_value,
                    std::string("invalid symbol \"") + c +
                        "\" found while decoding base64 sequence");
      }
      value = static_cast<uint32_t>(found - kBase64);
    }
    group = group << 6 | value;
    if (++count == 4) {
      for (int k = 0; k < kept; ++k) {
        bytes += static_cast<char>(group >> (16 - 8 * k) & 0xFF);
      }
      group = 0;
      count = 0;
    }
  }
  if (count != 0) fail_end("invalid base64 end sequence");
  return bytes;
}

// The escape format of encode() leaves all printable and 7-bit bytes but zero as they are.
std::string to_escape(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte == 0 || byte >= 0x80) {
      text += '\\';
      text += static_cast<char>('0' + (byte >> 6));
      text += static_cast<char>('0' + ((byte >> 3) & 7));
      text += static_cast<char>('0' + (byte & 7));
    } else {
      if (c == '\\') text += '\\';
      text += c;
    }
  }
  return text;
}

[[noreturn]] void throw_format(std::string_view name) {
  throw_error(sqlstate::invalid_parameter_value,
              "unrecognized encoding: \"" + std::string(name) + "\"");
}
Datum encode(FnCall& call, const Datum* a) {
  const std::string_view format = a[1].bytes();
  std::string text;
  if (equals_ignore_case(format, "hex")) {
    append_hex(a[0].bytes(), &text);
  } else if (equals_ignore_case(format, "base64")) {
    text = to_base64(a[0].bytes());
  } else if (equals_ignore_case(format, "escape")) {
    text = to_escape(a[0].bytes());
  } else {
    throw_format(format);
  }
  return call.env->text(text);
}
Datum decode(FnCall& call, const Datum* a) {
  const std::string_view format = a[1].bytes();
  if (equals_ignore_case(format, "hex")) {
    std::string bytes;
    decode_hex(a[0].bytes(), &bytes);
    return call.env->text(bytes);
  }
  if (equals_ignore_case(format, "base64")) return call.env->text(from_base64(a[0].bytes()));
  if (!equals_ignore_case(format, "escape")) throw_format(format);
  // The rules of bytea's own escape form.
  const TypeInfo& type = call.env->type(kBytea);
  if (a[0].bytes().starts_with("\\x")) {
    throw_error(sqlstate::invalid_text_representation, "invalid input syntax for type bytea");
  }
  return type.ops->input(*call.env, type, a[0].bytes(), -1);
}

enum class Charset { kUtf8, kLatin1, kAscii, kUnknown };
Charset charset_of(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') plain += ascii_lower(c);
  }
  if (plain == "utf8" || plain == "unicode") return Charset::kUtf8;
  if (plain == "latin1" || plain == "iso88591") return Charset::kLatin1;
  if (plain == "sqlascii") return Charset::kAscii;
  return Charset::kUnknown;
}
Charset checked_charset(std::string_view name, const char* which) {
  const Charset charset = charset_of(name);
  if (charset == Charset::kUnknown) {
    throw_error(sqlstate::invalid_parameter_value,
                std::string("invalid ") + which + " encoding name \"" + std::string(name) + "\"");
  }
  return charset;
}
std::string to_utf8(std::string_view bytes, Charset from) {
  std::string text;
  if (from == Charset::kLatin1) {
    for (const char c : bytes) utf8::append(text, static_cast<uint8_t>(c));
  } else {
    text = bytes;
  }
  const size_t invalid = utf8::find_invalid(text);
  if (invalid != std::string_view::npos) utf8::throw_invalid(text, invalid);
  return text;
}
std::string from_utf8(std::string_view text, Charset to) {
  if (to != Charset::kLatin1) return std::string(text);
  std::string bytes;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    const uint32_t c = utf8::decode(text, &at);
    if (c > 0xFF) {
      std::string shown;
      for (size_t i = start; i < at; ++i) {
        shown += " 0x";
        append_hex(text.substr(i, 1), &shown);
      }
      throw_error(sqlstate::untranslatable_character,
                  "character with byte sequence" + shown +
                      " in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"");
    }
    bytes += static_cast<char>(c);
  }
  return bytes;
}
Datum convert_from(FnCall& call, const Datum* a) {
  return call.env->text(to_utf8(a[0].bytes(), checked_charset(a[1].bytes(), "source")));
}
Datum convert_to(FnCall& call, const Datum* a) {
  return call.env->text(from_utf8(a[0].bytes(), checked_charset(a[1].bytes(), "destination")));
}
Datum convert(FnCall& call, const Datum* a) {
  const Charset from = checked_charset(a[1].bytes(), "source");
  const Charset to = checked_charset(a[2].bytes(), "destination");
  return call.env->text(from_utf8(to_utf8(a[0].bytes(), from), to));
}
Datum length_in_encoding(FnCall&, const Datum* a) {
  const std::string text = to_utf8(a[0].bytes(), checked_charset(a[1].bytes(), "source"));
  return Datum::of_int(static_cast<int64_t>(utf8::length(text)));
}

constexpr FunctionDef kFunctions[] = {
    {2010, "length", kInt4, {kBytea}, kStrict, bytes_length, nullptr, "length('\\x001122'::bytea)",
     "3"},
    {720, "octet_length", kInt4, {kBytea}, kStrict, bytes_length, nullptr,
     "octet_length('\\x001122'::bytea)", "3"},
    {1810, "bit_length", kInt4, {kBytea}, kStrict, bits_length, nullptr,
     "bit_length('\\x001122'::bytea)", "24"},
    {1713, "length", kInt4, {kBytea, kName}, kStrict | kStable, length_in_encoding, nullptr,
     "length('\\xc3a9'::bytea, 'UTF8')", "1"},
    {2012, "substring", kBytea, {kBytea, kInt4, kInt4}, kStrict, bytes_substring, nullptr,
     "substring('\\x1234567890'::bytea from 3 for 2)", "\\x5678"},
    {2013, "substring", kBytea, {kBytea, kInt4}, kStrict, bytes_substring, nullptr,
     "substring('\\x1234567890'::bytea from 3)", "\\x567890"},
    {2085, "substr", kBytea, {kBytea, kInt4, kInt4}, kStrict, bytes_substring, nullptr,
     "substr('\\x1234567890'::bytea, 3, 2)", "\\x5678"},
    {2086, "substr", kBytea, {kBytea, kInt4}, kStrict, bytes_substring, nullptr,
     "substr('\\x1234567890'::bytea, 3)", "\\x567890"},
    {749, "overlay", kBytea, {kBytea, kBytea, kInt4, kInt4}, kStrict, bytes_overlay, nullptr,
     "overlay('\\x1234567890'::bytea placing '\\x0203' from 2 for 3)", "\\x12020390"},
    {752, "overlay", kBytea, {kBytea, kBytea, kInt4}, kStrict, bytes_overlay, nullptr,
     "overlay('\\x1234567890'::bytea placing '\\x0203' from 2)", "\\x1202037890"},
    {2014, "position", kInt4, {kBytea, kBytea}, kStrict, bytes_position, nullptr,
     "position('\\x5678'::bytea in '\\x1234567890'::bytea)", "3"},
    {2015, "btrim", kBytea, {kBytea, kBytea}, kStrict, bytes_trim<true, true>, nullptr,
     "btrim('\\x1234567890'::bytea, '\\x9012'::bytea)", "\\x345678"},
    {6195, "ltrim", kBytea, {kBytea, kBytea}, kStrict, bytes_trim<true, false>, nullptr,
     "ltrim('\\x1234567890'::bytea, '\\x9012'::bytea)", "\\x34567890"},
    {6196, "rtrim", kBytea, {kBytea, kBytea}, kStrict, bytes_trim<false, true>, nullptr,
     "rtrim('\\x1234567890'::bytea, '\\x9012'::bytea)", "\\x12345678"},
    {721, "get_byte", kInt4, {kBytea, kInt4}, kStrict, get_byte, nullptr,
     "get_byte('\\x1234567890'::bytea, 4)", "144"},
    {722, "set_byte", kBytea, {kBytea, kInt4, kInt4}, kStrict, set_byte, nullptr,
     "set_byte('\\x1234567890'::bytea, 4, 64)", "\\x1234567840"},
    {723, "get_bit", kInt4, {kBytea, kInt8}, kStrict, get_bit, nullptr,
     "get_bit('\\x1234567890'::bytea, 30)", "1"},
    {724, "set_bit", kBytea, {kBytea, kInt8, kInt4}, kStrict, set_bit, nullptr,
     "set_bit('\\x1234567890'::bytea, 30, 0)", "\\x1234563890"},
    {6163, "bit_count", kInt8, {kBytea}, kStrict, bit_count, nullptr,
     "bit_count('\\x1234567890'::bytea)", "15"},
    {2311, "md5", kText, {kText}, kStrict, md5, nullptr, "md5('abc')",
     "900150983cd24fb0d6963f7d28e17f72"},
    {2321, "md5", kText, {kBytea}, kStrict, md5, nullptr, "md5('abc'::bytea)",
     "900150983cd24fb0d6963f7d28e17f72"},
    {3419, "sha224", kBytea, {kBytea}, kStrict, sha<EVP_sha224>, nullptr, "sha224('abc'::bytea)",
     "\\x23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {3420, "sha256", kBytea, {kBytea}, kStrict, sha<EVP_sha256>, nullptr, "sha256('abc'::bytea)",
     "\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {3421, "sha384", kBytea, {kBytea}, kStrict, sha<EVP_sha384>, nullptr,
     "substr(sha384('abc'::bytea), 1, 8)", "\\xcb00753f45a35e8b"},
    {3422, "sha512", kBytea, {kBytea}, kStrict, sha<EVP_sha512>, nullptr,
     "substr(sha512('abc'::bytea), 1, 8)", "\\xddaf35a193617aba"},
    {1946, "encode", kText, {kBytea, kText}, kStrict, encode, nullptr,
     "encode('\\x3132338000'::bytea, 'base64')", "MTIzgAA="},
    {1947, "decode", kBytea, {kText, kText}, kStrict, decode, nullptr, "decode('MTIz', 'base64')",
     "\\x313233"},
    {1714, "convert_from", kText, {kBytea, kName}, kStrict | kStable, convert_from, nullptr,
     "convert_from('\\xe9'::bytea, 'LATIN1')", "é"},
    {1717, "convert_to", kBytea, {kText, kName}, kStrict | kStable, convert_to, nullptr,
     "convert_to('é', 'LATIN1')", "\\xe9"},
    {1813, "convert", kBytea, {kBytea, kName, kName}, kStrict | kStable, convert, nullptr,
     "convert('\\xe9'::bytea, 'LATIN1', 'UTF8')", "\\xc3a9"},
};

}  // namespace

const FunctionGroup kBytesGroup = {.functions = kFunctions};

}  // namespace rung
