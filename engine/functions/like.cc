// LIKE and ILIKE over text, name, character and bytea; like_escape.
#include <utf8proc.h>

#include "base/utf8.h"
#include "functions/groups.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

[[noreturn]] void throw_trailing_escape() {
  throw_error(sqlstate::invalid_escape_sequence,
              "LIKE pattern must not end with escape character");
}

// A backslash escapes. `bytewise` steps by bytes, else by characters. On a mismatch after a % the
// match is tried again one character further: only the last % needs remembering.
bool like(std::string_view text, std::string_view pattern, bool bytewise) {
  size_t t = 0;
  size_t p = 0;
  size_t star_p = std::string_view::npos;  // after the last %
  size_t star_t = 0;
  const auto step = [&](size_t at) { return bytewise ? 1 : utf8::sequence_bytes(text[at]); };
  for (;;) {
    bool matched = false;
    if (p < pattern.size() && pattern[p] == '%') {
      star_p = ++p;
      star_t = t;
      continue;
    }
    if (t == text.size()) break;
    if (p < pattern.size()) {
      if (pattern[p] == '_') {
        t += step(t);
        ++p;
        matched = true;
      } else {
        size_t literal = p;
        if (pattern[p] == '\\' && ++literal == pattern.size()) throw_trailing_escape();
        if (pattern[literal] == text[t]) {
          ++t;
          p = literal + 1;
          matched = true;
        }
      }
    }
    if (matched) continue;
    if (star_p == std::string_view::npos) return false;
    star_t += step(star_t);
    t = star_t;
    p = star_p;
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

std::string fold(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const uint32_t c = utf8::decode(text, &at);
    if (c < 0x80) {
      folded += ascii_lower(static_cast<char>(c));
    } else {
      utf8::append(folded, static_cast<uint32_t>(
                               utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
    }
  }
  return folded;
}

template <bool kWanted>
Datum text_like(FnCall&, const Datum* a) {
  return Datum::of_bool(like(a[0].bytes(), a[1].bytes(), false) == kWanted);
}
template <bool kWanted>
Datum bytes_like(FnCall&, const Datum* a) {
  return Datum::of_bool(like(a[0].bytes(), a[1].bytes(), true) == kWanted);
}
template <bool kWanted>
Datum text_ilike(FnCall&, const Datum* a) {
  return Datum::of_bool(like(fold(a[0].bytes()), fold(a[1].bytes()), false) == kWanted);
}

// A pattern with another escape character, written with the backslash.
Datum like_escape(FnCall& call, const Datum* a) {
  const std::string_view pattern = a[0].bytes();
  const std::string_view escape = a[1].bytes();
  if (!escape.empty() && escape.size() != utf8::sequence_bytes(escape[0])) {
    throw_error(Error(sqlstate::invalid_escape_sequence, "invalid escape string")
                    .with_hint("Escape string must be empty or one character."));
  }
  if (escape == "\\") return a[0];
  std::string result;
  bool escaped = false;
  for (size_t at = 0; at < pattern.size();) {
    const size_t bytes = utf8::sequence_bytes(pattern[at]);
    const std::string_view character = pattern.substr(at, bytes);
    at += bytes;
    if (!escape.empty() && character == escape && !escaped) {
      result += '\\';
      escaped = true;
    } else if (character == "\\") {
      result += escaped ? "\\" : "\\\\";
      escaped = false;
    } else {
      result += character;
      escaped = false;
    }
  }
  return call.env->text(result);
}

constexpr FunctionDef kFunctions[] = {
    {850, "textlike", kBool, {kText, kText}, kStrict, text_like<true>, batch_of<text_like<true>>,
     "'abc' ~~ 'a_c'", "t"},
    {851, "textnlike", kBool, {kText, kText}, kStrict, text_like<false>, batch_of<text_like<false>>,
     "'abc' !~~ 'b%'", "t"},
    {858, "namelike", kBool, {kName, kText}, kStrict, text_like<true>, nullptr,
     "'abc'::name ~~ 'a%'", "t"},
    {859, "namenlike", kBool, {kName, kText}, kStrict, text_like<false>, nullptr,
     "'abc'::name !~~ 'a%'", "f"},
    {1631, "bpcharlike", kBool, {kBpchar, kText}, kStrict, text_like<true>, nullptr,
     "'abc'::char(3) ~~ 'a%'", "t"},
    {1632, "bpcharnlike", kBool, {kBpchar, kText}, kStrict, text_like<false>, nullptr,
     "'abc'::char(3) !~~ 'a%'", "f"},
    {2005, "bytealike", kBool, {kBytea, kBytea}, kStrict, bytes_like<true>, nullptr,
     "'\\x6162'::bytea ~~ '\\x6125'::bytea", "t"},
    {2006, "byteanlike", kBool, {kBytea, kBytea}, kStrict, bytes_like<false>, nullptr,
     "'\\x6162'::bytea !~~ '\\x6125'::bytea", "f"},
    {1633, "texticlike", kBool, {kText, kText}, kStrict, text_ilike<true>,
     batch_of<text_ilike<true>>, "'ÀBC' ~~* 'àb_'", "t"},
    {1634, "texticnlike", kBool, {kText, kText}, kStrict, text_ilike<false>,
     batch_of<text_ilike<false>>, "'ÀBC' !~~* 'àb_'", "f"},
    {1635, "nameiclike", kBool, {kName, kText}, kStrict, text_ilike<true>, nullptr,
     "'ABC'::name ~~* 'a%'", "t"},
    {1636, "nameicnlike", kBool, {kName, kText}, kStrict, text_ilike<false>, nullptr,
     "'ABC'::name !~~* 'a%'", "f"},
    {1660, "bpchariclike", kBool, {kBpchar, kText}, kStrict, text_ilike<true>, nullptr,
     "'ABC'::char(3) ~~* 'a%'", "t"},
    {1661, "bpcharicnlike", kBool, {kBpchar, kText}, kStrict, text_ilike<false>, nullptr,
     "'ABC'::char(3) !~~* 'a%'", "f"},
    {1569, "like", kBool, {kText, kText}, kStrict, text_like<true>, nullptr,
     "pg_catalog.like('abc', 'a%')", "t"},
    {1570, "notlike", kBool, {kText, kText}, kStrict, text_like<false>, nullptr,
     "notlike('abc', 'a%')", "f"},
    {1571, "like", kBool, {kName, kText}, kStrict, text_like<true>},
    {1572, "notlike", kBool, {kName, kText}, kStrict, text_like<false>},
    {2007, "like", kBool, {kBytea, kBytea}, kStrict, bytes_like<true>},
    {2008, "notlike", kBool, {kBytea, kBytea}, kStrict, bytes_like<false>},
    {1637, "like_escape", kText, {kText, kText}, kStrict, like_escape, nullptr,
     "like_escape('a#%b', '#')", "a\\%b"},
    {2009, "like_escape", kBytea, {kBytea, kBytea}, kStrict, like_escape},
};

constexpr OperatorDef kOperators[] = {
    {1207, "~~", kName, kText, kBool, 858, 0, 1208},
    {1208, "!~~", kName, kText, kBool, 859, 0, 1207},
    {1209, "~~", kText, kText, kBool, 850, 0, 1210},
    {1210, "!~~", kText, kText, kBool, 851, 0, 1209},
    {1211, "~~", kBpchar, kText, kBool, 1631, 0, 1212},
    {1212, "!~~", kBpchar, kText, kBool, 1632, 0, 1211},
    {1625, "~~*", kName, kText, kBool, 1635, 0, 1626},
    {1626, "!~~*", kName, kText, kBool, 1636, 0, 1625},
    {1627, "~~*", kText, kText, kBool, 1633, 0, 1628},
    {1628, "!~~*", kText, kText, kBool, 1634, 0, 1627},
    {1629, "~~*", kBpchar, kText, kBool, 1660, 0, 1630},
    {1630, "!~~*", kBpchar, kText, kBool, 1661, 0, 1629},
    {2016, "~~", kBytea, kBytea, kBool, 2005, 0, 2017},
    {2017, "!~~", kBytea, kBytea, kBool, 2006, 0, 2016},
};

}  // namespace

const FunctionGroup kLikeGroup = {.functions = kFunctions, .operators = kOperators};

}  // namespace rung
