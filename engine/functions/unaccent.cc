// The extension unaccent: letters without their accents. A Latin or Greek letter loses the marks it
// decomposes into; letters and signs that do not decompose have entries of their own.
#include <utf8proc.h>

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "functions/extensions.h"
#include "functions/ts_dictionary.h"
#include "functions/unaccent.h"

namespace rung {
namespace {

using namespace oid;

struct Rule {
  uint32_t from;
  const char* to;
};
// Ordered by code point.
constexpr Rule kRules[] = {
    {0xA9, "(C)"},  {0xAB, "<<"},   {0xAD, "-"},    {0xAE, "(R)"},  {0xB1, "+/-"},  {0xBB, ">>"},
    {0xBC, "1/4"},  {0xBD, "1/2"},  {0xBE, "3/4"}, {0xC6, "AE"},   {0xD0, "D"},    {0xD7, "*"},
    {0xD8, "O"},    {0xDE, "TH"},   {0xDF, "ss"},   {0xE6, "ae"},   {0xF0, "d"},    {0xF7, "/"},
    {0xF8, "o"},    {0xFE, "th"},   {0x110, "D"},   {0x111, "d"},   {0x126, "H"},   {0x127, "h"},
    {0x131, "i"},   {0x132, "IJ"},  {0x133, "ij"},  {0x138, "q"},   {0x13F, "L"},   {0x140, "l"},
    {0x141, "L"},   {0x142, "l"},   {0x149, "'n"},  {0x14A, "N"},   {0x14B, "n"},   {0x152, "OE"},
    {0x153, "oe"},  {0x166, "T"},   {0x167, "t"},   {0x17F, "s"},   {0x401, "\xD0\x95"},
    {0x451, "\xD0\xB5"}, {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"}, {0x2013, "-"},
    {0x2014, "-"},  {0x2015, "-"},  {0x2018, "'"},  {0x2019, "'"},  {0x201A, ","},  {0x201B, "'"},
    {0x201C, "\""}, {0x201D, "\""}, {0x201E, ",,"}, {0x201F, "\""}, {0x2024, "."},  {0x2025, ".."},
    {0x2026, "..."}, {0x2039, "<"}, {0x203A, ">"},  {0x2116, "No"}, {0xFB00, "ff"}, {0xFB01, "fi"},
    {0xFB02, "fl"}, {0xFB03, "ffi"}, {0xFB04, "ffl"},
};

bool is_plain_letter(uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0x391 && c <= 0x3A9) ||
         (c >= 0x3B1 && c <= 0x3C9);
}

// The letter below the marks; 0 when the character is no letter with marks.
uint32_t without_marks(uint32_t c) {
  utf8proc_int32_t parts[8];
  int last_boundclass = 0;
  const utf8proc_ssize_t count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts, 8, UTF8PROC_DECOMPOSE,
                              &last_boundclass);
  if (count < 2 || count > 8 || !is_plain_letter(static_cast<uint32_t>(parts[0]))) return 0;
  const bool marks = std::all_of(parts + 1, parts + count, [](utf8proc_int32_t part) {
    return utf8proc_category(part) == UTF8PROC_CATEGORY_MN;
  });
  return marks ? static_cast<uint32_t>(parts[0]) : 0;
}

Datum unaccent(FnCall& call, const Datum* a) {
  return call.env->text(without_accents(a[0].bytes()));
}
Datum unaccent_by(FnCall& call, const Datum* a) {
  const auto found = ts_dictionary(*call.env, static_cast<Oid>(a[0].i))->lexize(a[1].bytes());
  if (!found || found->lexemes.empty()) return a[1];
  return call.env->text(found->lexemes[0]);
}

constexpr FunctionDef kFunctions[] = {
    {15700, "unaccent", kText, {kText}, kStrict | kStable, unaccent},
    {15701, "unaccent", kText, {kRegdictionary, kText}, kStrict | kStable, unaccent_by},
};

}  // namespace

std::string without_accents(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    const uint32_t c = utf8::decode(text, &at);
    const auto* rule = std::lower_bound(std::begin(kRules), std::end(kRules), c,
                                        [](const Rule& r, uint32_t code) { return r.from < code; });
    if (c < 0x80) {
      result.push_back(text[start]);
    } else if (rule != std::end(kRules) && rule->from == c) {
      result += rule->to;
    } else if (const uint32_t letter = without_marks(c); letter != 0) {
      utf8::append(result, letter);
    } else {
      result += text.substr(start, at - start);
    }
  }
  return result;
}

const FunctionGroup kUnaccentGroup = {.functions = kFunctions, .extension = "unaccent"};

}  // namespace rung
