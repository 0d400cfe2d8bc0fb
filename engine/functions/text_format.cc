// Putting text together: ||, concat, format and quoting. Also parse_ident and unistr.
#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "functions/groups.h"
#include "functions/spread.h"
#include "functions/text_util.h"
#include "types/array.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

// Key words that cannot stand as a name everywhere: all of PostgreSQL's but the unreserved ones.
constexpr std::string_view kKeywords[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character",
    "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc",
    "distinct", "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float",
    "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having",
    "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into",
    "is", "isnull", "join", "lateral", "leading", "least", "left", "like", "limit", "localtime",
    "localtimestamp", "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null",
    "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps",
    "overlay", "placing", "position", "precision", "primary", "real", "references", "returning",
    "right", "row", "select", "session_user", "setof", "similar", "smallint", "some", "substring",
    "symmetric", "table", "tablesample", "then", "time", "timestamp", "to", "trailing", "treat",
    "trim", "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose",
    "when", "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists",
    "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
};
static_assert(std::is_sorted(std::begin(kKeywords), std::end(kKeywords)));

// The text of any value as concat() and || show it: booleans as t and f.
std::string shown(FnCall& call, const Datum* a, uint16_t i) {
  return text_of(*call.env, call.arg_types[i], a[i]);
}
bool is_text(Oid type) {
  return type == kText || type == kVarchar || type == kUnknown || type == kName;
}
void append_shown(FnCall& call, const Datum* a, uint16_t i, std::string* to) {
  if (is_text(call.arg_types[i])) {
    *to += a[i].bytes();
  } else {
    *to += shown(call, a, i);
  }
}

Datum bytes_concat(FnCall& call, const Datum* a) {
  char* to = call.env->arena->allocate_bytes(size_t{a[0].n} + a[1].n);
  if (a[0].n > 0) std::memcpy(to, a[0].p, a[0].n);
  if (a[1].n > 0) std::memcpy(to + a[0].n, a[1].p, a[1].n);
  return Datum::of_bytes({to, size_t{a[0].n} + a[1].n});
}
Datum any_concat(FnCall& call, const Datum* a) {
  std::string text;
  append_shown(call, a, 0, &text);
  append_shown(call, a, 1, &text);
  return call.env->text(text);
}
Datum concat(FnCall& call, const Datum* a) {
  std::string text;
  for (uint16_t i = 0; i < call.arg_count; ++i) {
    if (!a[i].null) append_shown(call, a, i, &text);
  }
  return call.env->text(text);
}
Datum concat_ws(FnCall& call, const Datum* a) {
  if (a[0].null) return Datum();
  std::string text;
  bool first = true;
  for (uint16_t i = 1; i < call.arg_count; ++i) {
    if (a[i].null) continue;
    if (!first) text += a[0].bytes();
    first = false;
    append_shown(call, a, i, &text);
  }
  return call.env->text(text);
}

Datum quote_ident(FnCall& call, const Datum* a) {
  return call.env->text(quote_identifier(a[0].bytes()));
}
Datum quote_literal_text(FnCall& call, const Datum* a) {
  return call.env->text(quote_literal(a[0].bytes()));
}
Datum quote_literal_any(FnCall& call, const Datum* a) {
  return call.env->text(quote_literal(shown(call, a, 0)));
}
Datum quote_nullable_text(FnCall& call, const Datum* a) {
  return a[0].null ? Datum::of_bytes("NULL") : quote_literal_text(call, a);
}
Datum quote_nullable_any(FnCall& call, const Datum* a) {
  return a[0].null ? Datum::of_bytes("NULL") : quote_literal_any(call, a);
}

[[noreturn]] void throw_format(std::string message) {
  throw_error(sqlstate::invalid_parameter_value, std::move(message));
}
[[noreturn]] void throw_specifier(std::string message) {
  throw_error(Error(sqlstate::invalid_parameter_value, std::move(message))
                  .with_hint("For a single \"%\" use \"%%\"."));
}
// One walk over format()'s text. Arguments are counted from 1; 0 is the format itself.
class Formatter {
 public:
  Formatter(FnCall& call, const Datum* args) : call_(call), args_(args), text_(args[0].bytes()) {}

  std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '%') {
        result_ += c;
      } else {
        specifier();
      }
    }
    return std::move(result_);
  }

 private:
  char peek() const {
    if (at_ >= text_.size()) throw_specifier("unterminated format() type specifier");
    return text_[at_];
  }
  int32_t digits() {
    int32_t value = 0;
    while (is_digit(peek())) {
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, text_[at_] - '0', &value)) {
        throw_error(sqlstate::numeric_value_out_of_range, "number is out of range");
      }
      ++at_;
    }
    return value;
  }
  // n$ when it stands here, else 0.
  int32_t position() {
    const size_t start = at_;
    if (!is_digit(peek())) return 0;
    const int32_t value = digits();
    if (peek() != '$') {
      at_ = start;
      return 0;
    }
    ++at_;
    if (value == 0) {
      throw_format("format specifies argument 0, but arguments are numbered from 1");
    }
    return value;
  }
  uint16_t argument(int32_t position) {
    const int32_t wanted = position > 0 ? position : last_ + 1;
    if (wanted >= call_.arg_count) throw_format("too few arguments for format()");
    last_ = wanted;
    return static_cast<uint16_t>(wanted);
  }
  void specifier() {
    if (peek() == '%') {
      ++at_;
      result_ += '%';
      return;
    }
    const int32_t which = position();
    bool left = false;
    while (peek() == '-') {
      left = true;
      ++at_;
    }
    int32_t width = 0;
    if (peek() == '*') {
      ++at_;
      const uint16_t from = argument(position());
      if (!args_[from].null) {
        const std::string shown_width = shown(call_, args_, from);
        width = static_cast<int32_t>(
            parse_integer(shown_width, "integer", INT32_MIN + 1, INT32_MAX));
      }
      if (width < 0) {
        left = true;
        width = -width;
      }
    } else {
      width = digits();
    }
    const char kind = peek();
    if (kind != 's' && kind != 'I' && kind != 'L') {
      const size_t bytes = utf8::sequence_bytes(kind);
      throw_specifier("unrecognized format() type specifier \"" +
                      std::string(text_.substr(at_, bytes)) + "\"");
    }
    ++at_;
    append(convert(kind, argument(which)), width, left);
  }
  std::string convert(char kind, uint16_t from) {
    if (args_[from].null) {
      if (kind == 'I') {
        throw_error(sqlstate::null_value_not_allowed,
                    "null values cannot be formatted as an SQL identifier");
      }
      return kind == 'L' ? "NULL" : "";
    }
    const std::string value = shown(call_, args_, from);
    return kind == 's' ? value : kind == 'I' ? quote_identifier(value) : quote_literal(value);
  }
  void append(const std::string& value, int32_t width, bool left) {
    const size_t length = utf8::length(value);
    const size_t missing =
        static_cast<size_t>(width) > length ? static_cast<size_t>(width) - length : 0;
    if (!left) result_.append(missing, ' ');
    result_ += value;
    if (left) result_.append(missing, ' ');
  }

  FnCall& call_;
  const Datum* args_;
  std::string_view text_;
  size_t at_ = 0;
  int32_t last_ = 0;
  std::string result_;
};
Datum format(FnCall& call, const Datum* a) {
  if (a[0].null) return Datum();
  return call.env->text(Formatter(call, a).run());
}

// Parts of a qualified name, folded to lower case unless quoted.
Datum parse_ident(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const bool strict = call.arg_count < 2 || a[1].b();
  const auto fail = [&](const char* detail) {
    Error error(sqlstate::invalid_parameter_value,
                "string is not a valid identifier: \"" + std::string(text) + "\"");
    throw_error(*detail == '\0' ? std::move(error) : std::move(error).with_detail(detail));
  };
  const auto starts_name = [](char c) {
    return c == '_' || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  std::vector<std::string> parts;
  size_t at = 0;
  const auto skip_blanks = [&] {
    while (at < text.size() && is_space(text[at])) ++at;
  };
  skip_blanks();
  bool after_dot = false;
  for (;;) {
    std::string part;
    if (at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) fail("String has unclosed double quotes.");
        if (text[at] == '"' && (at + 1 >= text.size() || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        part += text[at];
      }
      ++at;
      if (part.empty()) fail("Quoted identifier must not be empty.");
    } else if (at < text.size() && starts_name(text[at])) {
      while (at < text.size() && (starts_name(text[at]) || is_digit(text[at]) || text[at] == '$')) {
        part += ascii_lower(text[at++]);
      }
    } else if (at < text.size() && text[at] == '.') {
      fail("No valid identifier before \".\".");
    } else if (after_dot) {
      fail("No valid identifier after \".\".");
    } else {
      fail("");
    }
    parts.push_back(std::move(part));
    skip_blanks();
    if (at >= text.size()) break;
    if (text[at] != '.') {
      if (strict) fail("");
      break;
    }
    ++at;
    after_dot = true;
    skip_blanks();
  }
  return make_text_array(*call.env, parts);
}

// \XXXX, \+XXXXXX, \uXXXX and \UXXXXXXXX become characters.
Datum unistr(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  std::string result;
  uint32_t high = 0;  // first half of a surrogate pair
  const auto fail = [] {
    throw_error(Error(sqlstate::syntax_error, "invalid Unicode escape")
                    .with_hint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or "
                               "\\UXXXXXXXX."));
  };
  const auto pair_error = [] {
    throw_error(sqlstate::syntax_error, "invalid Unicode surrogate pair");
  };
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      if (high != 0) pair_error();
      result += text[at++];
      continue;
    }
    if (at + 1 < text.size() && text[at + 1] == '\\') {
      if (high != 0) pair_error();
      result += '\\';
      at += 2;
      continue;
    }
    size_t start = at + 1;
    size_t digits = 4;
    if (start < text.size() && (text[start] == '+' || text[start] == 'u' || text[start] == 'U')) {
      digits = text[start] == '+' ? 6 : text[start] == 'u' ? 4 : 8;
      ++start;
    }
    uint32_t code = 0;
    if (start + digits > text.size()) fail();
    const char* end = text.data() + start + digits;
    if (std::from_chars(text.data() + start, end, code, 16).ptr != end) fail();
    at = start + digits;
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (high != 0) pair_error();
      high = code;
      continue;
    }
    const bool low = code >= 0xDC00 && code <= 0xDFFF;
    if (low != (high != 0)) pair_error();
    if (low) code = 0x10000 + ((high & 0x3FF) << 10) + (code & 0x3FF);
    high = 0;
    if (code == 0 || code > 0x10FFFF) {
      throw_error(sqlstate::syntax_error, "invalid Unicode code point: " + std::string(
                      text.substr(start, digits)));
    }
    utf8::append(result, code);
  }
  if (high != 0) pair_error();
  return call.env->text(result);
}

constexpr FunctionDef kFunctions[] = {
    {1258, "textcat", kText, {kText, kText}, kStrict, bytes_concat, batch_of<bytes_concat>,
     "'ab'::text || 'cd'::text", "abcd"},
    {2011, "byteacat", kBytea, {kBytea, kBytea}, kStrict, bytes_concat, nullptr,
     "'\\x01'::bytea || '\\x02'::bytea", "\\x0102"},
    {2003, "textanycat", kText, {kText, kAnynonarray}, kStrict | kStable, any_concat, nullptr,
     "'ab' || 42", "ab42"},
    {2004, "anytextcat", kText, {kAnynonarray, kText}, kStrict | kStable, any_concat, nullptr,
     "42 || 'ab'", "42ab"},
    {3058, "concat", kText, {kAny}, kStable | kVariadic, spread<concat>, nullptr,
     "concat('a', 1, NULL, true)", "a1t"},
    {3059, "concat_ws", kText, {kText, kAny}, kStable | kVariadic, spread<concat_ws>, nullptr,
     "concat_ws(',', 'a', NULL, 2)", "a,2"},
    {3539, "format", kText, {kText, kAny}, kStable | kVariadic,
     spread<format, NullArray::kIsEmpty>, nullptr,
     "format('%s %I %L %1$5s|%-3s|', 'a b', 'c d', 'e''f', 'g')", "a b \"c d\" 'e''f'   a b|c d|"},
    {3540, "format", kText, {kText}, kStable, format, nullptr, "format('100%%')", "100%"},
    {1282, "quote_ident", kText, {kText}, kStrict, quote_ident, nullptr, "quote_ident('Foo bar')",
     "\"Foo bar\""},
    {1283, "quote_literal", kText, {kText}, kStrict, quote_literal_text, nullptr,
     "quote_literal('O''Reilly\\')", "E'O''Reilly\\\\'"},
    {1285, "quote_literal", kText, {kAnyelement}, kStrict | kStable, quote_literal_any, nullptr,
     "quote_literal(42.5)", "'42.5'"},
    {1289, "quote_nullable", kText, {kText}, 0, quote_nullable_text, nullptr,
     "quote_nullable(NULL::text)", "NULL"},
    {1290, "quote_nullable", kText, {kAnyelement}, kStable, quote_nullable_any, nullptr,
     "quote_nullable(42)", "'42'"},
    {1268, "parse_ident", kTextArray, {kText, kBool}, kStrict | kDefaults1, parse_ident, nullptr,
     "parse_ident('\"SomeSchema\".sometable')", "{SomeSchema,sometable}"},
    {6198, "unistr", kText, {kText}, kStrict, unistr, nullptr, "unistr('d\\0061t\\+000061')",
     "data"},
};

constexpr OperatorDef kOperators[] = {
    {654, "||", kText, kText, kText, 1258, 0, 0},
    {2018, "||", kBytea, kBytea, kBytea, 2011, 0, 0},
    {2779, "||", kText, kAnynonarray, kText, 2003, 0, 0},
    {2780, "||", kAnynonarray, kText, kText, 2004, 0, 0},
};

}  // namespace

void throw_negative_length() {
  throw_error(sqlstate::substring_error, "negative substring length not allowed");
}

std::string quote_identifier(std::string_view name) {
  bool plain = !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_');
  for (const char c : name) {
    plain = plain && ((c >= 'a' && c <= 'z') || c == '_' || is_digit(c));
  }
  if (plain && !std::binary_search(std::begin(kKeywords), std::end(kKeywords), name)) {
    return std::string(name);
  }
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string quote_literal(std::string_view text) {
  std::string quoted = text.find('\\') == std::string_view::npos ? "'" : "E'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += c;
    quoted += c;
  }
  return quoted + '\'';
}

const FunctionGroup kTextFormatGroup = {.functions = kFunctions, .operators = kOperators};

}  // namespace rung
