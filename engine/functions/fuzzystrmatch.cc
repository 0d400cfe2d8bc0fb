// Of the extension fuzzystrmatch: edit distance and Soundex. Metaphone is not there.
#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "functions/extensions.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

std::vector<uint32_t> characters_of(const Datum& text) {
  constexpr size_t kMost = 255;
  std::vector<uint32_t> characters;
  for (size_t at = 0; at < text.bytes().size();) {
    characters.push_back(utf8::decode(text.bytes(), &at));
  }
  if (characters.size() > kMost) {
    throw_error(sqlstate::invalid_parameter_value,
                "levenshtein argument exceeds maximum length of 255 characters");
  }
  return characters;
}

int64_t distance(const Datum& from, const Datum& to, int64_t insert, int64_t remove,
                 int64_t replace) {
  const std::vector<uint32_t> a = characters_of(from);
  const std::vector<uint32_t> b = characters_of(to);
  std::vector<int64_t> row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i) row[i] = static_cast<int64_t>(i) * remove;
  for (size_t k = 0; k < b.size(); ++k) {
    int64_t diagonal = row[0];
    row[0] += insert;
    for (size_t i = 0; i < a.size(); ++i) {
      const int64_t changed = diagonal + (a[i] == b[k] ? 0 : replace);
      diagonal = row[i + 1];
      row[i + 1] = std::min({row[i + 1] + insert, row[i] + remove, changed});
    }
  }
  return row.back();
}
Datum levenshtein(FnCall&, const Datum* a) { return Datum::of_int(distance(a[0], a[1], 1, 1, 1)); }
Datum levenshtein_costs(FnCall&, const Datum* a) {
  return Datum::of_int(distance(a[0], a[1], a[2].i, a[3].i, a[4].i));
}
// Beyond the limit, only that it is is told.
Datum limited(int64_t found, int64_t most) {
  return Datum::of_int(most >= 0 && found > most ? most + 1 : found);
}
Datum levenshtein_limit(FnCall&, const Datum* a) {
  return limited(distance(a[0], a[1], 1, 1, 1), a[2].i);
}
Datum levenshtein_costs_limit(FnCall&, const Datum* a) {
  return limited(distance(a[0], a[1], a[2].i, a[3].i, a[4].i), a[5].i);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char soundex_digit(char c) {
  constexpr char kDigits[] = "01230120022455012623010202";
  return is_letter(c) ? kDigits[upper(c) - 'A'] : c;
}
std::string soundex_of(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && !is_letter(text[at])) ++at;
  if (at == text.size()) return "";
  std::string code(1, upper(text[at]));
  for (++at; at < text.size() && code.size() < 4; ++at) {
    const char digit = soundex_digit(text[at]);
    if (is_letter(text[at]) && digit != soundex_digit(text[at - 1]) && digit != '0') code += digit;
  }
  code.resize(4, '0');
  return code;
}
Datum soundex(FnCall& call, const Datum* a) {
  return call.env->text(soundex_of(a[0].bytes()));
}
Datum difference(FnCall&, const Datum* a) {
  const std::string x = soundex_of(a[0].bytes());
  const std::string y = soundex_of(a[1].bytes());
  int64_t same = 0;
  for (size_t i = 0; i < 4 && i < x.size() && i < y.size(); ++i) same += x[i] == y[i] ? 1 : 0;
  return Datum::of_int(x.empty() && y.empty() ? 4 : same);
}

constexpr FunctionDef kFunctions[] = {
    {15720, "levenshtein", kInt4, {kText, kText}, kStrict, levenshtein},
    {15721, "levenshtein", kInt4, {kText, kText, kInt4, kInt4, kInt4}, kStrict, levenshtein_costs},
    {15722, "levenshtein_less_equal", kInt4, {kText, kText, kInt4}, kStrict, levenshtein_limit},
    {15723, "levenshtein_less_equal", kInt4, {kText, kText, kInt4, kInt4, kInt4, kInt4}, kStrict,
     levenshtein_costs_limit},
    {15724, "soundex", kText, {kText}, kStrict, soundex},
    {15725, "text_soundex", kText, {kText}, kStrict, soundex},
    {15726, "difference", kInt4, {kText, kText}, kStrict, difference},
};

}  // namespace

const FunctionGroup kFuzzyMatchGroup = {.functions = kFunctions, .extension = "fuzzystrmatch"};

}  // namespace rung
