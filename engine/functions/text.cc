// Functions over characters: length, case, substrings, trimming, padding, searching, replacing.
#include <utf8proc.h>

#include <algorithm>

#include "base/utf8.h"
#include "functions/groups.h"
#include "functions/text_util.h"
#include "types/families.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

constexpr int64_t kTextBytesMax = 0x3FFFFFFF - 4;  // of a value without its length word

[[noreturn]] void throw_too_large() {
  throw_error(sqlstate::program_limit_exceeded, "requested length too large");
}
std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}
Datum number(size_t value) { return Datum::of_int(static_cast<int64_t>(value)); }

Datum char_length(FnCall&, const Datum* a) { return number(utf8::length(a[0].bytes())); }
Datum bpchar_length(FnCall&, const Datum* a) {
  return number(utf8::length(without_blanks(a[0].bytes())));
}
Datum octet_length(FnCall&, const Datum* a) { return number(a[0].n); }
Datum bit_length(FnCall&, const Datum* a) { return number(size_t{a[0].n} * 8); }

// Simple case mapping, one code point to one, as the C library maps.
constexpr uint32_t kSharpS = 0xDF;
uint32_t to_upper(uint32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  if (c == kSharpS) return c;
  return static_cast<uint32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
}
uint32_t to_lower(uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return static_cast<uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}
bool is_alphanumeric(uint32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL;
}
template <uint32_t (*F)(uint32_t)>
Datum map_characters(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) utf8::append(result, F(utf8::decode(text, &at)));
  return call.env->text(result);
}
Datum initcap(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  std::string result;
  bool in_word = false;
  for (size_t at = 0; at < text.size();) {
    const uint32_t c = utf8::decode(text, &at);
    utf8::append(result, in_word ? to_lower(c) : to_upper(c));
    in_word = is_alphanumeric(c);
  }
  return call.env->text(result);
}

// Characters [start, start + count) counted from 1, cut to the text.
std::string_view slice(std::string_view text, int64_t start, int64_t count) {
  int64_t end;
  if (__builtin_add_overflow(start, count, &end)) end = INT64_MAX;
  start = std::max<int64_t>(start, 1);
  if (end <= start) return {};
  const size_t from = utf8::prefix_bytes(text, static_cast<size_t>(start - 1));
  text.remove_prefix(from);
  return text.substr(0, utf8::prefix_bytes(text, static_cast<size_t>(end - start)));
}
Datum substring(FnCall& call, const Datum* a) {
  if (call.arg_count < 3) return Datum::of_bytes(slice(a[0].bytes(), a[1].i, INT64_MAX));
  if (a[2].i < 0) throw_negative_length();
  return Datum::of_bytes(slice(a[0].bytes(), a[1].i, a[2].i));
}
Datum overlay(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const std::string_view with = a[1].bytes();
  const int64_t start = a[2].i;
  const int64_t count =
      call.arg_count > 3 ? a[3].i : static_cast<int64_t>(utf8::length(with));
  if (start <= 0) throw_negative_length();
  std::string result(slice(text, 1, start - 1));
  result += with;
  result += slice(text, start + count, INT64_MAX);
  return call.env->text(result);
}
Datum left(FnCall&, const Datum* a) {
  const std::string_view text = a[0].bytes();
  int64_t count = a[1].i;
  if (count < 0) count += static_cast<int64_t>(utf8::length(text));
  return Datum::of_bytes(slice(text, 1, std::max<int64_t>(count, 0)));
}
Datum right(FnCall&, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const auto length = static_cast<int64_t>(utf8::length(text));
  const int64_t skip = a[1].i < 0 ? -a[1].i : std::max<int64_t>(length - a[1].i, 0);
  return Datum::of_bytes(slice(text, skip + 1, INT64_MAX));
}

Datum position(FnCall&, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const size_t at = text.find(a[1].bytes());
  return number(at == std::string_view::npos ? 0 : utf8::length(text.substr(0, at)) + 1);
}
Datum starts_with(FnCall&, const Datum* a) {
  return Datum::of_bool(a[0].bytes().starts_with(a[1].bytes()));
}

// Removes characters of `set` at either end.
std::string_view trim(std::string_view text, std::string_view set, bool start, bool end) {
  const auto listed = [&](std::string_view character) {
    for (size_t at = 0; at < set.size();) {
      const size_t bytes = utf8::sequence_bytes(set[at]);
      if (set.substr(at, bytes) == character) return true;
      at += bytes;
    }
    return false;
  };
  while (start && !text.empty()) {
    const size_t bytes = utf8::sequence_bytes(text[0]);
    if (!listed(text.substr(0, bytes))) break;
    text.remove_prefix(bytes);
  }
  while (end && !text.empty()) {
    size_t from = text.size() - 1;
    while (from > 0 && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) --from;
    if (!listed(text.substr(from))) break;
    text.remove_suffix(text.size() - from);
  }
  return text;
}
template <bool kStart, bool kEnd>
Datum trim_text(FnCall& call, const Datum* a) {
  return Datum::of_bytes(
      trim(a[0].bytes(), call.arg_count > 1 ? a[1].bytes() : " ", kStart, kEnd));
}

template <bool kLeft>
Datum pad(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const std::string_view fill = call.arg_count > 2 ? a[2].bytes() : " ";
  const int64_t wanted = std::max<int64_t>(a[1].i, 0);
  if (wanted > kTextBytesMax / 4) throw_too_large();
  const auto length = static_cast<int64_t>(utf8::length(text));
  if (length >= wanted || fill.empty()) return Datum::of_bytes(slice(text, 1, wanted));
  std::string padding;
  size_t at = 0;
  for (int64_t missing = wanted - length; missing > 0; --missing) {
    if (at >= fill.size()) at = 0;
    const size_t bytes = utf8::sequence_bytes(fill[at]);
    padding += fill.substr(at, bytes);
    at += bytes;
  }
  const std::string whole(text);
  return call.env->text(kLeft ? padding + whole : whole + padding);
}
Datum repeat(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const int64_t times = std::max<int64_t>(a[1].i, 0);
  const int64_t bytes = times * static_cast<int64_t>(text.size());
  if (bytes > kTextBytesMax) throw_too_large();
  std::string result;
  result.reserve(static_cast<size_t>(bytes));
  for (int64_t i = 0; i < times && !text.empty(); ++i) result += text;
  return call.env->text(result);
}
Datum reverse(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  char* to = call.env->arena->allocate_bytes(text.size());
  size_t end = text.size();
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = utf8::sequence_bytes(text[at]);
    end -= bytes;
    std::memcpy(to + end, text.data() + at, bytes);
    at += bytes;
  }
  return Datum::of_bytes({to, text.size()});
}
Datum replace(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const std::string_view from = a[1].bytes();
  if (from.empty()) return a[0];
  std::string result;
  size_t start = 0;
  for (size_t at = text.find(from); at != std::string_view::npos; at = text.find(from, start)) {
    result += text.substr(start, at - start);
    result += a[2].bytes();
    start = at + from.size();
  }
  if (start == 0) return a[0];
  result += text.substr(start);
  return call.env->text(result);
}
Datum translate(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const std::string_view from = a[1].bytes();
  const std::string_view to = a[2].bytes();
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = utf8::sequence_bytes(text[at]);
    const std::string_view character = text.substr(at, bytes);
    at += bytes;
    size_t to_at = 0;
    bool listed = false;
    for (size_t from_at = 0; from_at < from.size() && !listed;) {
      const size_t from_bytes = utf8::sequence_bytes(from[from_at]);
      listed = from.substr(from_at, from_bytes) == character;
      from_at += from_bytes;
      if (!listed && to_at < to.size()) to_at += utf8::sequence_bytes(to[to_at]);
    }
    if (!listed) {
      result += character;
    } else if (to_at < to.size()) {
      result += to.substr(to_at, utf8::sequence_bytes(to[to_at]));
    }
  }
  return call.env->text(result);
}

Datum split_part(FnCall&, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const std::string_view separator = a[1].bytes();
  int64_t field = a[2].i;
  if (field == 0) {
    throw_error(sqlstate::invalid_parameter_value, "field position must not be zero");
  }
  const Datum nothing = Datum::of_bytes("");
  if (text.empty()) return nothing;
  if (separator.empty()) return field == 1 || field == -1 ? a[0] : nothing;
  if (field < 0) {
    int64_t fields = 1;
    for (size_t at = text.find(separator); at != std::string_view::npos;
         at = text.find(separator, at + separator.size())) {
      ++fields;
    }
    field += fields + 1;
    if (field <= 0) return nothing;
  }
  size_t start = 0;
  for (;; --field) {
    const size_t at = text.find(separator, start);
    if (field == 1) return Datum::of_bytes(text.substr(start, at - start));
    if (at == std::string_view::npos) return nothing;
    start = at + separator.size();
  }
}

// The fields of string_to_table(): by separator, by character when it is NULL.
class Fields : public RowStream {
 public:
  Fields(std::string_view text, bool by_character, std::string_view separator, bool has_null,
         std::string_view null_text)
      : text_(text), separator_(separator), null_text_(null_text), by_character_(by_character),
        has_null_(has_null), done_(text.empty()) {}
  bool next(Datum* columns) override {
    if (done_) return false;
    std::string_view field = text_;
    if (by_character_) {
      const size_t bytes = utf8::sequence_bytes(text_[0]);
      field = text_.substr(0, bytes);
      text_.remove_prefix(bytes);
      done_ = text_.empty();
    } else {
      const size_t at = separator_.empty() ? std::string_view::npos : text_.find(separator_);
      done_ = at == std::string_view::npos;
      field = text_.substr(0, at);
      if (!done_) text_.remove_prefix(at + separator_.size());
    }
    columns[0] = has_null_ && field == null_text_ ? Datum() : Datum::of_bytes(field);
    return true;
  }

 private:
  std::string_view text_;
  std::string_view separator_;
  std::string_view null_text_;
  bool by_character_;
  bool has_null_;
  bool done_;
};
std::unique_ptr<RowStream> string_to_table(FnCall& call, const Datum* a) {
  const auto copy = [&](const Datum& value) {
    return value.null ? std::string_view() : call.env->keep(value.bytes());
  };
  const bool has_null = call.arg_count > 2 && !a[2].null;
  return std::make_unique<Fields>(copy(a[0]), a[1].null, copy(a[1]), has_null,
                                  has_null ? copy(a[2]) : std::string_view());
}

Datum ascii(FnCall&, const Datum* a) {
  size_t at = 0;
  return Datum::of_int(a[0].n == 0 ? 0 : utf8::decode(a[0].bytes(), &at));
}
Datum chr(FnCall& call, const Datum* a) {
  const int64_t code = a[0].i;
  constexpr int64_t kCodeMax = 0x10FFFF;
  if (code < 0) {
    throw_error(sqlstate::invalid_parameter_value, "character number must be positive");
  }
  if (code == 0) throw_error(sqlstate::program_limit_exceeded, "null character not permitted");
  if (code > kCodeMax) {
    throw_error(sqlstate::program_limit_exceeded,
                "requested character too large for encoding: " + std::to_string(code));
  }
  if (code >= 0xD800 && code <= 0xDFFF) {
    throw_error(sqlstate::program_limit_exceeded,
                "requested character not valid for encoding: " + std::to_string(code));
  }
  std::string text;
  utf8::append(text, static_cast<uint32_t>(code));
  return call.env->text(text);
}
template <class T>
Datum to_hex(FnCall& call, const Datum* a) {
  auto value = static_cast<T>(a[0].i);
  std::string text;
  do {
    text.insert(text.begin(), "0123456789abcdef"[value & 15]);
    value = static_cast<T>(value >> 4);
  } while (value != 0);
  return call.env->text(text);
}

// Unicode normalization forms.
utf8proc_option_t normal_form(FnCall& call, const Datum* a) {
  const std::string_view name = call.arg_count > 1 ? a[1].bytes() : "NFC";
  if (equals_ignore_case(name, "NFC")) return UTF8PROC_COMPOSE;
  if (equals_ignore_case(name, "NFD")) return UTF8PROC_DECOMPOSE;
  const auto compatible = [](utf8proc_option_t base) {
    return static_cast<utf8proc_option_t>(base | UTF8PROC_COMPAT);
  };
  if (equals_ignore_case(name, "NFKC")) return compatible(UTF8PROC_COMPOSE);
  if (equals_ignore_case(name, "NFKD")) return compatible(UTF8PROC_DECOMPOSE);
  throw_error(sqlstate::invalid_parameter_value,
              "invalid normalization form: " + std::string(name));
}
std::string normalized(FnCall& call, const Datum* a) {
  const utf8proc_option_t form = normal_form(call, a);
  const std::string_view text = a[0].bytes();
  utf8proc_uint8_t* result = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &result,
      static_cast<utf8proc_option_t>(form | UTF8PROC_STABLE));
  if (size < 0) throw_error(sqlstate::internal_error, utf8proc_errmsg(size));
  std::string copy(reinterpret_cast<const char*>(result), static_cast<size_t>(size));
  free(result);  // utf8proc allocates with malloc
  return copy;
}
Datum normalize(FnCall& call, const Datum* a) { return call.env->text(normalized(call, a)); }
Datum is_normalized(FnCall& call, const Datum* a) {
  return Datum::of_bool(normalized(call, a) == a[0].bytes());
}

constexpr FunctionDef kFunctions[] = {
    {1257, "textlen", kInt4, {kText}, kStrict, char_length},
    {1317, "length", kInt4, {kText}, kStrict, char_length, nullptr, "length('é中x')", "3"},
    {1318, "length", kInt4, {kBpchar}, kStrict, bpchar_length, nullptr, "length('ab '::char(5))",
     "2"},
    {1372, "char_length", kInt4, {kBpchar}, kStrict, bpchar_length, nullptr,
     "char_length('ab '::char(5))", "2"},
    {1367, "character_length", kInt4, {kBpchar}, kStrict, bpchar_length, nullptr,
     "character_length('ab '::char(5))", "2"},
    {1381, "char_length", kInt4, {kText}, kStrict, char_length, nullptr, "char_length('é中x')", "3"},
    {1369, "character_length", kInt4, {kText}, kStrict, char_length, nullptr,
     "character_length('é中x')", "3"},
    {1374, "octet_length", kInt4, {kText}, kStrict, octet_length, nullptr, "octet_length('é中x')",
     "6"},
    {1375, "octet_length", kInt4, {kBpchar}, kStrict, octet_length, nullptr,
     "octet_length('ab'::char(5))", "5"},
    {1811, "bit_length", kInt4, {kText}, kStrict, bit_length, nullptr, "bit_length('é')", "16"},
    {870, "lower", kText, {kText}, kStrict, map_characters<to_lower>, nullptr, "lower('ÀBc')",
     "àbc"},
    {871, "upper", kText, {kText}, kStrict, map_characters<to_upper>, nullptr, "upper('àßc')",
     "ÀßC"},
    {872, "initcap", kText, {kText}, kStrict, initcap, nullptr, "initcap('hello wORLD é1a-b_c')",
     "Hello World É1a-B_C"},
    {936, "substring", kText, {kText, kInt4, kInt4}, kStrict, substring, nullptr,
     "substring('Thomas' from 2 for 3)", "hom"},
    {937, "substring", kText, {kText, kInt4}, kStrict, substring, nullptr,
     "substring('Thomas' from 4)", "mas"},
    {877, "substr", kText, {kText, kInt4, kInt4}, kStrict, substring, nullptr,
     "substr('alphabet', 3, 2)", "ph"},
    {883, "substr", kText, {kText, kInt4}, kStrict, substring, nullptr, "substr('alphabet', -2)",
     "alphabet"},
    {1404, "overlay", kText, {kText, kText, kInt4, kInt4}, kStrict, overlay, nullptr,
     "overlay('Txxxxas' placing 'hom' from 2 for 4)", "Thomas"},
    {1405, "overlay", kText, {kText, kText, kInt4}, kStrict, overlay, nullptr,
     "overlay('abcdef' placing 'ZZ' from 3)", "abZZef"},
    {3060, "left", kText, {kText, kInt4}, kStrict, left, nullptr, "left('abcde', -2)", "abc"},
    {3061, "right", kText, {kText, kInt4}, kStrict, right, nullptr, "right('abcde', 2)", "de"},
    {868, "strpos", kInt4, {kText, kText}, kStrict, position, nullptr, "strpos('high', 'ig')", "2"},
    {849, "position", kInt4, {kText, kText}, kStrict, position, nullptr,
     "position('om' in 'Thomas')", "3"},
    {3696, "starts_with", kBool, {kText, kText}, kStrict, starts_with, nullptr,
     "starts_with('alphabet', 'alph')", "t"},
    {881, "ltrim", kText, {kText}, kStrict, trim_text<true, false>, nullptr, "ltrim('  a ')", "a "},
    {875, "ltrim", kText, {kText, kText}, kStrict, trim_text<true, false>, nullptr,
     "ltrim('zzzytest', 'xyz')", "test"},
    {882, "rtrim", kText, {kText}, kStrict, trim_text<false, true>, nullptr, "rtrim(' a  ')", " a"},
    {876, "rtrim", kText, {kText, kText}, kStrict, trim_text<false, true>, nullptr,
     "rtrim('testxxzx', 'xyz')", "test"},
    {885, "btrim", kText, {kText}, kStrict, trim_text<true, true>, nullptr, "btrim('  a  ')", "a"},
    {884, "btrim", kText, {kText, kText}, kStrict, trim_text<true, true>, nullptr,
     "btrim('xyxtrimyyx', 'xyz')", "trim"},
    {873, "lpad", kText, {kText, kInt4, kText}, kStrict, pad<true>, nullptr, "lpad('hi', 5, 'xy')",
     "xyxhi"},
    {879, "lpad", kText, {kText, kInt4}, kStrict, pad<true>, nullptr, "lpad('hi', 5)", "   hi"},
    {874, "rpad", kText, {kText, kInt4, kText}, kStrict, pad<false>, nullptr, "rpad('hi', 5, 'xy')",
     "hixyx"},
    {880, "rpad", kText, {kText, kInt4}, kStrict, pad<false>, nullptr, "rpad('hi', 5)", "hi   "},
    {1622, "repeat", kText, {kText, kInt4}, kStrict, repeat, nullptr, "repeat('Pg', 4)",
     "PgPgPgPg"},
    {3062, "reverse", kText, {kText}, kStrict, reverse, nullptr, "reverse('abcde')", "edcba"},
    {2087, "replace", kText, {kText, kText, kText}, kStrict, replace, nullptr,
     "replace('abcdefabcdef', 'cd', 'XX')", "abXXefabXXef"},
    {878, "translate", kText, {kText, kText, kText}, kStrict, translate, nullptr,
     "translate('12345', '143', 'ax')", "a2x5"},
    {2088, "split_part", kText, {kText, kText, kInt4}, kStrict, split_part, nullptr,
     "split_part('abc~@~def~@~ghi', '~@~', 2)", "def"},
    {1620, "ascii", kInt4, {kText}, kStrict, ascii, nullptr, "ascii('é')", "233"},
    {1621, "chr", kText, {kInt4}, kStrict, chr, nullptr, "chr(233)", "é"},
    {2089, "to_hex", kText, {kInt4}, kStrict, to_hex<uint32_t>, nullptr, "to_hex(2147483647)",
     "7fffffff"},
    {2090, "to_hex", kText, {kInt8}, kStrict, to_hex<uint64_t>, nullptr, "to_hex(-1::bigint)",
     "ffffffffffffffff"},
    {4350, "normalize", kText, {kText, kText}, kStrict | kDefaults1, normalize, nullptr,
     "normalize(U&'\\0061\\0308', NFC)", "ä"},
    {4351, "is_normalized", kBool, {kText, kText}, kStrict | kDefaults1, is_normalized, nullptr,
     "U&'\\0061\\0308' IS NFD NORMALIZED", "t"},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {6160, "string_to_table", kText, {kText, kText}, 0, string_to_table},
    {6161, "string_to_table", kText, {kText, kText, kText}, 0, string_to_table},
};

constexpr OperatorDef kOperators[] = {
    {3877, "^@", kText, kText, kBool, 3696, 0, 0},
};

}  // namespace

const FunctionGroup kTextGroup = {
    .functions = kFunctions, .operators = kOperators, .set_functions = kSetFunctions};

}  // namespace rung
