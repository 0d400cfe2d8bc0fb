// The extension pg_trgm: trigrams of words, how many two texts have in common, and how many of one
// lie within a stretch of the other.
//
// A word is a run of letters and digits, in lower case, with two blanks before and one behind. A
// trigram with a character of more than one byte is shown as three bytes of its checksum.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "functions/extensions.h"
#include "types/array.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

using Trigram = std::array<char, 3>;

// As PostgreSQL orders them: bytes are signed there.
bool before(const Trigram& a, const Trigram& b) {
  return std::lexicographical_compare(
      a.begin(), a.end(), b.begin(), b.end(),
      [](char x, char y) { return static_cast<signed char>(x) < static_cast<signed char>(y); });
}

struct Marked {
  Trigram trigram;
  bool starts_word = false;
  bool ends_word = false;
};

bool is_word_char(uint32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_ND: return true;
    default: return false;
  }
}

// The checksum of PostgreSQL's older releases, which trigrams of wide characters still use.
uint32_t legacy_crc(std::string_view bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    uint32_t entry = ((crc >> 24) ^ static_cast<unsigned char>(c)) & 0xFF;
    for (int bit = 0; bit < 8; ++bit) {
      entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
    }
    crc = entry ^ (crc << 8);
  }
  return crc ^ 0xFFFFFFFF;
}

Trigram make_trigram(std::string_view characters) {
  Trigram made;
  if (characters.size() == 3) {
    std::copy(characters.begin(), characters.end(), made.begin());
    return made;
  }
  const uint32_t crc = legacy_crc(characters);
  for (size_t i = 0; i < 3; ++i) made[i] = static_cast<char>(crc >> (8 * i) & 0xFF);
  return made;
}

void add_word(const std::vector<uint32_t>& word, std::vector<Marked>* to) {
  std::vector<std::string> characters{" ", " "};
  for (const uint32_t c : word) {
    std::string bytes;
    utf8::append(bytes, static_cast<uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
    characters.push_back(bytes);
  }
  characters.push_back(" ");
  const size_t first = to->size();
  for (size_t i = 0; i + 3 <= characters.size(); ++i) {
    to->push_back({make_trigram(characters[i] + characters[i + 1] + characters[i + 2])});
  }
  (*to)[first].starts_word = true;
  to->back().ends_word = true;
}

// In the order of the text, repeated ones included.
std::vector<Marked> trigrams_in_order(std::string_view text) {
  std::vector<Marked> all;
  std::vector<uint32_t> word;
  for (size_t at = 0; at < text.size();) {
    const uint32_t c = utf8::decode(text, &at);
    if (is_word_char(c)) {
      word.push_back(c);
      continue;
    }
    if (!word.empty()) add_word(word, &all);
    word.clear();
  }
  if (!word.empty()) add_word(word, &all);
  return all;
}
std::vector<Trigram> trigram_set(std::string_view text) {
  std::vector<Trigram> set;
  for (const Marked& one : trigrams_in_order(text)) set.push_back(one.trigram);
  std::sort(set.begin(), set.end(), before);
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

float share(int common, int a, int b) {
  return static_cast<float>(common) / static_cast<float>(a + b - common);
}

float similarity(std::string_view a, std::string_view b) {
  const std::vector<Trigram> x = trigram_set(a);
  const std::vector<Trigram> y = trigram_set(b);
  if (x.empty() || y.empty()) return 0;
  int common = 0;
  for (size_t i = 0, k = 0; i < x.size() && k < y.size();) {
    if (before(x[i], y[k])) {
      ++i;
    } else if (before(y[k], x[i])) {
      ++k;
    } else {
      ++common;
      ++i;
      ++k;
    }
  }
  return share(common, static_cast<int>(x.size()), static_cast<int>(y.size()));
}

// The best share of `word`'s trigrams with a stretch of `text`; strictly: of whole words.
class Stretch {
 public:
  Stretch(std::string_view word, std::string_view text, bool strictly)
      : strictly_(strictly), text_(trigrams_in_order(text)) {
    std::vector<Trigram> known;
    const std::vector<Trigram> wanted = trigram_set(word);
    known = wanted;
    for (const Marked& one : text_) known.push_back(one.trigram);
    std::sort(known.begin(), known.end(), before);
    known.erase(std::unique(known.begin(), known.end()), known.end());
    wanted_.resize(known.size());
    const auto number = [&](const Trigram& one) {
      return static_cast<size_t>(
          std::lower_bound(known.begin(), known.end(), one, before) - known.begin());
    };
    for (const Trigram& one : wanted) wanted_[number(one)] = true;
    for (const Marked& one : text_) numbers_.push_back(number(one.trigram));
    wanted_count_ = static_cast<int>(wanted.size());
  }

  float best() {
    std::vector<int> last(wanted_.size(), -1);
    int lower = strictly_ ? 0 : -1;
    int distinct = 0;
    int common = 0;
    float most = 0;
    for (int i = 0; i < static_cast<int>(numbers_.size()); ++i) {
      const size_t number = at(i);
      if (lower >= 0 || wanted_[number]) {
        if (last[number] < 0) {
          ++distinct;
          if (wanted_[number]) ++common;
        }
        last[number] = i;
      }
      const bool may_end =
          strictly_ ? text_[static_cast<size_t>(i)].ends_word : wanted_[number];
      if (!may_end) continue;
      if (lower == -1) {
        lower = i;
        distinct = 1;
      }
      float now = share(common, wanted_count_, distinct);
      const int start = lower;
      int left_common = common;
      int left_distinct = distinct;
      // A later start may do better.
      for (int from = lower; from <= i; ++from) {
        if (!strictly_ || text_[static_cast<size_t>(from)].starts_word) {
          const float here = share(left_common, wanted_count_, left_distinct);
          if (here > now) {
            now = here;
            distinct = left_distinct;
            lower = from;
            common = left_common;
          }
        }
        if (last[at(from)] == from) {
          --left_distinct;
          if (wanted_[at(from)]) --left_common;
        }
      }
      most = std::max(most, now);
      for (int from = start; from < lower; ++from) {
        if (last[at(from)] == from) last[at(from)] = -1;
      }
    }
    return most;
  }

 private:
  size_t at(int i) const { return numbers_[static_cast<size_t>(i)]; }

  bool strictly_;
  std::vector<Marked> text_;
  std::vector<size_t> numbers_;  // of the text's trigrams, in its order
  std::vector<bool> wanted_;     // by number: in the word
  int wanted_count_ = 0;
};

float word_share(const Datum& word, const Datum& text, bool strictly) {
  return Stretch(word.bytes(), text.bytes(), strictly).best();
}

Datum real(float value) { return Datum::of_float(static_cast<double>(value)); }

// What the settings of the extension say, or its defaults.
float threshold(FnCall& call, const char* name, float by_default) {
  const std::optional<std::string> set =
      call.env->services->setting(std::string("pg_trgm.") + name);
  float value = by_default;
  if (set.has_value()) std::from_chars(set->data(), set->data() + set->size(), value);
  return value;
}
float similarity_threshold(FnCall& call) { return threshold(call, "similarity_threshold", 0.3F); }
float word_threshold(FnCall& call, bool strictly) {
  return strictly ? threshold(call, "strict_word_similarity_threshold", 0.5F)
                  : threshold(call, "word_similarity_threshold", 0.6F);
}

Datum similarity_of(FnCall&, const Datum* a) {
  return real(similarity(a[0].bytes(), a[1].bytes()));
}
Datum distance_of(FnCall&, const Datum* a) {
  return real(1 - similarity(a[0].bytes(), a[1].bytes()));
}
Datum is_similar(FnCall& call, const Datum* a) {
  return Datum::of_bool(similarity(a[0].bytes(), a[1].bytes()) >= similarity_threshold(call));
}
template <bool kStrictly, bool kSwapped>
float word_share_of(const Datum* a) {
  return kSwapped ? word_share(a[1], a[0], kStrictly) : word_share(a[0], a[1], kStrictly);
}
template <bool kStrictly>
Datum word_similarity(FnCall&, const Datum* a) {
  return real(word_share_of<kStrictly, false>(a));
}
template <bool kStrictly, bool kSwapped>
Datum is_word_similar(FnCall& call, const Datum* a) {
  return Datum::of_bool(word_share_of<kStrictly, kSwapped>(a) >= word_threshold(call, kStrictly));
}
template <bool kStrictly, bool kSwapped>
Datum word_distance(FnCall&, const Datum* a) {
  return real(1 - word_share_of<kStrictly, kSwapped>(a));
}

Datum show_trigrams(FnCall& call, const Datum* a) {
  ArrayBuilder builder(call.env->type(kText));
  for (const Trigram& one : trigram_set(a[0].bytes())) {
    const bool plain = std::all_of(one.begin(), one.end(), [](char c) {
      return c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    std::string shown(one.begin(), one.end());
    if (!plain) {
      constexpr char kHex[] = "0123456789abcdef";
      shown = "0x";
      for (const char c : one) {
        shown += kHex[static_cast<unsigned char>(c) >> 4];
        shown += kHex[static_cast<unsigned char>(c) & 15];
      }
    }
    builder.add(Datum::of_bytes(shown));
  }
  return builder.finish(*call.env->arena);
}
Datum show_limit(FnCall& call, const Datum*) { return real(similarity_threshold(call)); }
Datum set_limit(FnCall& call, const Datum* a) {
  const std::string text = text_of(*call.env, kFloat4, a[0]);
  if (!(a[0].d >= 0 && a[0].d <= 1)) {
    throw_error(sqlstate::invalid_parameter_value,
                text + " is outside the valid range for parameter \"pg_trgm.similarity_threshold\" "
                       "(0 .. 1)");
  }
  call.env->services->set_setting("pg_trgm.similarity_threshold", text, false);
  return a[0];
}

constexpr FunctionDef kFunctions[] = {
    {15300, "similarity", kFloat4, {kText, kText}, kStrict, similarity_of},
    {15301, "similarity_op", kBool, {kText, kText}, kStrict | kStable, is_similar},
    {15302, "similarity_dist", kFloat4, {kText, kText}, kStrict, distance_of},
    {15303, "word_similarity", kFloat4, {kText, kText}, kStrict, word_similarity<false>},
    {15304, "word_similarity_op", kBool, {kText, kText}, kStrict | kStable,
     is_word_similar<false, false>},
    {15305, "word_similarity_commutator_op", kBool, {kText, kText}, kStrict | kStable,
     is_word_similar<false, true>},
    {15306, "word_similarity_dist_op", kFloat4, {kText, kText}, kStrict,
     word_distance<false, false>},
    {15307, "word_similarity_dist_commutator_op", kFloat4, {kText, kText}, kStrict,
     word_distance<false, true>},
    {15308, "strict_word_similarity", kFloat4, {kText, kText}, kStrict, word_similarity<true>},
    {15309, "strict_word_similarity_op", kBool, {kText, kText}, kStrict | kStable,
     is_word_similar<true, false>},
    {15310, "strict_word_similarity_commutator_op", kBool, {kText, kText}, kStrict | kStable,
     is_word_similar<true, true>},
    {15311, "strict_word_similarity_dist_op", kFloat4, {kText, kText}, kStrict,
     word_distance<true, false>},
    {15312, "strict_word_similarity_dist_commutator_op", kFloat4, {kText, kText}, kStrict,
     word_distance<true, true>},
    {15313, "show_trgm", kTextArray, {kText}, kStrict, show_trigrams},
    {15314, "show_limit", kFloat4, {}, kStrict | kStable, show_limit},
    {15315, "set_limit", kFloat4, {kFloat4}, kStrict | kVolatile, set_limit},
};

constexpr OperatorDef kOperators[] = {
    {15300, "%", kText, kText, kBool, 15301, 15300},
    {15301, "<->", kText, kText, kFloat4, 15302, 15301},
    {15302, "<%", kText, kText, kBool, 15304, 15303},
    {15303, "%>", kText, kText, kBool, 15305, 15302},
    {15304, "<<->", kText, kText, kFloat4, 15306, 15305},
    {15305, "<->>", kText, kText, kFloat4, 15307, 15304},
    {15306, "<<%", kText, kText, kBool, 15309, 15307},
    {15307, "%>>", kText, kText, kBool, 15310, 15306},
    {15308, "<<<->", kText, kText, kFloat4, 15311, 15309},
    {15309, "<->>>", kText, kText, kFloat4, 15312, 15308},
};

}  // namespace

const FunctionGroup kTrigramGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .extension = "pg_trgm",
};

}  // namespace rung
