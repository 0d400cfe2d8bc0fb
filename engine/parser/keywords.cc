#include <array>

#include "parser/lexer.h"

namespace rung::parser {
namespace {

constexpr KeywordRow kRows[] = {
#define RUNG_KEYWORD(id, spelling, category, bare) {spelling, KeywordCategory::category, bare},
#include "parser/keywords.def"
#undef RUNG_KEYWORD
};
constexpr size_t kRowCount = sizeof(kRows) / sizeof(kRows[0]);
constexpr size_t kSlots = 2048;

constexpr uint32_t hash_word(std::string_view word) {
  uint32_t hash = 2166136261u;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash ^ (hash >> 15);
}

// Open addressing, filled at compile time; a slot holds a row's number + 1.
constexpr std::array<uint16_t, kSlots> make_table() {
  std::array<uint16_t, kSlots> table{};
  for (size_t row = 0; row < kRowCount; ++row) {
    size_t slot = hash_word(kRows[row].word) % kSlots;
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<uint16_t>(row + 1);
  }
  return table;
}
constexpr std::array<uint16_t, kSlots> kTable = make_table();

constexpr size_t longest_keyword() {
  size_t longest = 0;
  for (const KeywordRow& row : kRows) longest = row.word.size() > longest ? row.word.size() : longest;
  return longest;
}
constexpr size_t kLongest = longest_keyword();

const KeywordRow& row_of(Keyword keyword) {
  RUNG_DCHECK(keyword != Keyword::kNone);
  return kRows[static_cast<size_t>(keyword) - 1];
}

}  // namespace

Keyword find_keyword(std::string_view word) {
  if (word.size() > kLongest) return Keyword::kNone;
  for (size_t slot = hash_word(word) % kSlots; kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    if (kRows[kTable[slot] - 1].word == word) return static_cast<Keyword>(kTable[slot]);
  }
  return Keyword::kNone;
}

KeywordCategory keyword_category(Keyword keyword) { return row_of(keyword).category; }
bool keyword_is_bare_label(Keyword keyword) { return row_of(keyword).bare_label; }
std::string_view keyword_spelling(Keyword keyword) { return row_of(keyword).word; }

const KeywordRow* keyword_rows(size_t* count) {
  *count = kRowCount;
  return kRows;
}

}  // namespace rung::parser
