// tsvector: text form, order and bytes.
#include <algorithm>

#include "base/hash.h"
#include "base/utf8.h"
#include "types/array.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"
#include "types/text_search.h"

namespace rung {
namespace {

constexpr size_t kEntryBytes = 8;

[[noreturn]] void throw_syntax(TsDialect dialect, std::string_view text) {
  throw_error(sqlstate::syntax_error,
              std::string("syntax error in ") + (dialect == TsDialect::kVector ? "tsvector" : "tsquery") +
                  ": \"" + std::string(text) + "\"");
}

bool is_operator(char c) {
  return c == '!' || c == '&' || c == '|' || c == '(' || c == ')' || c == '<';
}

// Reads 'lexeme':1A,2 piece by piece.
class TokenReader {
 public:
  TokenReader(std::string_view text, TsDialect dialect, size_t* at, TsToken* token)
      : text_(text), dialect_(dialect), at_(*at), token_(*token) {}

  bool read() {
    token_.lexeme.clear();
    token_.positions.clear();
    const bool web = dialect_ == TsDialect::kWeb;
    while (!ended() && is_space(peek())) ++at_;
    if (ended()) return false;
    if (!web && peek() == '\'') {
      ++at_;
      read_quoted();
    } else {
      if (is_query() && is_operator(peek())) throw_syntax(dialect_, text_);
      if (!read_bare()) return true;
    }
    if (!ended() && peek() == ':' && !is_query()) {
      ++at_;
      read_positions();
    }
    return true;
  }
  size_t at() const { return at_; }

 private:
  bool ended() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  bool is_query() const { return dialect_ != TsDialect::kVector; }

  void take_character() {
    const size_t bytes = std::min(utf8::sequence_bytes(peek()), text_.size() - at_);
    token_.lexeme.append(text_.substr(at_, bytes));
    at_ += bytes;
  }
  void take_escaped() {
    ++at_;
    if (ended()) {
      throw_error(sqlstate::syntax_error,
                  "there is no escaped character: \"" + std::string(text_) + "\"");
    }
    take_character();
  }
  void read_quoted() {
    for (;;) {
      if (ended()) throw_syntax(dialect_, text_);
      if (peek() == '\\') {
        take_escaped();
      } else if (peek() != '\'') {
        take_character();
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'') {
        token_.lexeme += '\'';
        at_ += 2;
      } else {
        break;
      }
    }
    ++at_;
    if (token_.lexeme.empty()) throw_syntax(dialect_, text_);
  }
  // False when the token ends without positions.
  bool read_bare() {
    const bool web = dialect_ == TsDialect::kWeb;
    for (bool first = true;; first = false) {
      if (ended()) return false;
      const char c = peek();
      if (!web && c == '\\') {
        take_escaped();
        continue;
      }
      if (!first) {
        if (is_space(c) || (is_query() && is_operator(c)) || (web && c == '"')) return false;
        if (c == ':') return !is_query();
      }
      take_character();
    }
  }
  void read_positions() {
    for (;;) {
      if (ended() || !is_digit(peek())) throw_syntax(dialect_, text_);
      int64_t value = 0;
      for (; !ended() && is_digit(peek()); ++at_) {
        value = std::min<int64_t>(value * 10 + (peek() - '0'), kTsPositionMax);
      }
      if (value == 0) {
        throw_error(sqlstate::syntax_error,
                    "wrong position info in tsvector: \"" + std::string(text_) + "\"");
      }
      int weight = 0;
      for (;; ++at_) {
        if (ended() || is_space(peek()) || peek() == ',') break;
        const char c = ascii_lower(peek());
        if (is_digit(c)) continue;
        const bool is_letter = (c >= 'a' && c <= 'd') || c == '*';
        if (!is_letter || weight != 0) throw_syntax(dialect_, text_);
        weight = c == '*' ? 3 : 'd' - c;
      }
      token_.positions.push_back(ts_entry(static_cast<int>(value), weight));
      if (ended() || peek() != ',') return;
      ++at_;
    }
  }

  std::string_view text_;
  TsDialect dialect_;
  size_t at_;
  TsToken& token_;
};

Datum tsvector_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  std::vector<TsWord> words;
  TsToken token;
  size_t at = 0, total = 0;
  while (next_ts_token(text, TsDialect::kVector, &at, &token)) {
    if (token.lexeme.size() > kTsLexemeBytesMax) {
      throw_error(sqlstate::program_limit_exceeded,
                  "word is too long (" + std::to_string(token.lexeme.size()) + " bytes, max " +
                      std::to_string(kTsLexemeBytesMax) + " bytes)");
    }
    if (total > kTsVectorBytesMax) {
      throw_error(sqlstate::program_limit_exceeded,
                  "string is too long for tsvector (" + std::to_string(total) + " bytes, max " +
                      std::to_string(kTsVectorBytesMax) + " bytes)");
    }
    total += token.lexeme.size();
    words.push_back({env.keep(token.lexeme), token.positions});
  }
  return make_tsvector(*env.arena, std::move(words));
}

void tsvector_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const TsVectorView view(value);
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (i > 0) *to += ' ';
    *to += '\'';
    for (const char c : view.lexeme(i)) {
      if (c == '\'' || c == '\\') *to += c;
      *to += c;
    }
    *to += '\'';
    for (uint32_t k = 0; k < view.positions(i); ++k) {
      const uint16_t entry = view.position(i, k);
      *to += k == 0 ? ':' : ',';
      append_int(ts_position(entry), to);
      if (ts_weight(entry) != 0) *to += "DCBA"[ts_weight(entry)];
    }
  }
}

// Entries with positions sort first, more positions first, later positions first: any order would
// do, and this one is PostgreSQL's.
void tsvector_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const TsVectorView view(value);
  append_be(*to, static_cast<uint32_t>(view.postgres_bytes()));
  append_be(*to, view.size());
  for (uint32_t i = 0; i < view.size(); ++i) {
    const uint32_t positions = view.positions(i);
    *to += positions > 0 ? '\0' : '\1';
    append_escaped_bytes(view.lexeme(i), to);
    if (positions == 0) continue;
    append_be(*to, static_cast<uint16_t>(UINT16_MAX - positions));
    for (uint32_t k = 0; k < positions; ++k) {
      const uint16_t entry = view.position(i, k);
      append_be(*to, static_cast<uint16_t>(UINT16_MAX - ts_position(entry)));
      *to += static_cast<char>(3 - ts_weight(entry));
    }
  }
}
int tsvector_compare(TypeEnv& env, const TypeInfo& type, const Datum& a, const Datum& b) {
  std::string key_a, key_b;
  tsvector_encode(env, type, a, &key_a);
  tsvector_encode(env, type, b, &key_b);
  return three_way(key_a.compare(key_b), 0);
}
uint64_t tsvector_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(value.bytes());
}

// Ordered, unique, at most as many as one lexeme may have.
void tidy_positions(std::vector<uint16_t>* positions) {
  std::sort(positions->begin(), positions->end(), [](uint16_t a, uint16_t b) {
    return ts_position(a) != ts_position(b) ? ts_position(a) < ts_position(b)
                                            : ts_weight(a) > ts_weight(b);
  });
  const auto same = [](uint16_t a, uint16_t b) { return ts_position(a) == ts_position(b); };
  positions->erase(std::unique(positions->begin(), positions->end(), same), positions->end());
  if (positions->size() > kTsPositionsMax) positions->resize(kTsPositionsMax);
}

}  // namespace

int compare_lexemes(std::string_view a, std::string_view b) { return three_way(a.compare(b), 0); }

bool next_ts_token(std::string_view text, TsDialect dialect, size_t* at, TsToken* token) {
  TokenReader reader(text, dialect, at, token);
  const bool found = reader.read();
  *at = reader.at();
  return found;
}

TsVectorView::TsVectorView(const Datum& value) : bytes_(value.bytes()) {
  if (bytes_.size() < 4) throw_corrupted("short tsvector");
  size_ = load_le<uint32_t>(bytes_.data());
  if (size_ > (bytes_.size() - 4) / kEntryBytes) throw_corrupted("tsvector of too many lexemes");
  data_ = bytes_.substr(4 + size_ * kEntryBytes);
}

const char* TsVectorView::entry(uint32_t i) const { return bytes_.data() + 4 + i * kEntryBytes; }

std::string_view TsVectorView::lexeme(uint32_t i) const {
  const char* at = entry(i);
  const auto start = load_le<uint32_t>(at);
  const size_t bytes = load_le<uint16_t>(at + 4);
  const size_t positions = load_le<uint16_t>(at + 6);
  if (start > data_.size() || bytes + positions * 2 > data_.size() - start) {
    throw_corrupted("lexeme outside of its tsvector");
  }
  return data_.substr(start, bytes);
}

uint32_t TsVectorView::positions(uint32_t i) const { return load_le<uint16_t>(entry(i) + 6); }

uint16_t TsVectorView::position(uint32_t i, uint32_t k) const {
  const std::string_view lexeme = this->lexeme(i);
  return load_le<uint16_t>(lexeme.data() + lexeme.size() + size_t{k} * 2);
}

TsWord TsVectorView::word(uint32_t i) const {
  TsWord word{lexeme(i), {}};
  for (uint32_t k = 0; k < positions(i); ++k) word.positions.push_back(position(i, k));
  return word;
}

uint32_t TsVectorView::lower_bound(std::string_view lexeme) const {
  uint32_t low = 0, high = size_;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (this->lexeme(middle) < lexeme) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool TsVectorView::contains(std::string_view lexeme) const {
  const uint32_t at = lower_bound(lexeme);
  return at < size_ && this->lexeme(at) == lexeme;
}

// A header of 8, an entry of 4 per lexeme; positions are aligned to 2 and counted in 2.
size_t TsVectorView::postgres_bytes() const {
  size_t data = 0;
  for (uint32_t i = 0; i < size_; ++i) {
    data += lexeme(i).size();
    if (positions(i) > 0) data = (data + 1) / 2 * 2 + 2 + size_t{positions(i)} * 2;
  }
  return 8 + size_t{size_} * 4 + data;
}

Datum make_tsvector(Arena& arena, std::vector<TsWord> words) {
  std::stable_sort(words.begin(), words.end(),
                   [](const TsWord& a, const TsWord& b) { return a.lexeme < b.lexeme; });
  std::vector<TsWord> unique;
  for (TsWord& word : words) {
    if (!unique.empty() && unique.back().lexeme == word.lexeme) {
      std::vector<uint16_t>& positions = unique.back().positions;
      positions.insert(positions.end(), word.positions.begin(), word.positions.end());
    } else {
      unique.push_back(std::move(word));
    }
  }
  std::string head, data;
  append_le(head, static_cast<uint32_t>(unique.size()));
  for (TsWord& word : unique) {
    tidy_positions(&word.positions);
    append_le(head, static_cast<uint32_t>(data.size()));
    append_le(head, static_cast<uint16_t>(word.lexeme.size()));
    append_le(head, static_cast<uint16_t>(word.positions.size()));
    data += word.lexeme;
    for (const uint16_t position : word.positions) append_le(data, position);
  }
  if (data.size() > kTsVectorBytesMax) {
    throw_error(sqlstate::program_limit_exceeded,
                "string is too long for tsvector (" + std::to_string(data.size()) + " bytes, max " +
                    std::to_string(kTsVectorBytesMax) + " bytes)");
  }
  return Datum::of_bytes(arena.copy(head + data));
}

const TypeOps kTsvectorOps = {
    .input = tsvector_input,
    .output = tsvector_output,
    .compare = tsvector_compare,
    .hash = tsvector_hash,
    .encode_key = tsvector_encode,
};

}  // namespace rung
