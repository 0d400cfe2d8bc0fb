// Values of full-text search: tsvector (lexemes with positions) and tsquery (an expression over
// lexemes), their bytes, and the readers of their text forms. What words a text has and how they are
// normalised is decided in functions/text_search_*.
//
// tsvector format (little-endian): u32 count; per lexeme u32 start of its data, u16 bytes of the
// lexeme, u16 positions; then the data: lexeme, then each position as u16 (weight in the upper two
// bits, 3 is A; position 1 … 16383 below). Lexemes are unique and ordered bytewise; positions ascend.
// tsquery format: u32 count of nodes, then the nodes in prefix order: an operand is u8 0, u8 weights
// (bit 3 is A), u8 is_prefix, u16 bytes, the lexeme; an operator is u8 TsOp, u16 distance, operands.
//
// Views check what they read (XX001). Not shared between threads.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "types/type.h"

namespace rung {

inline constexpr size_t kTsLexemeBytesMax = 2047;
inline constexpr size_t kTsVectorBytesMax = (1 << 20) - 1;
inline constexpr uint16_t kTsPositionMax = (1 << 14) - 1;
inline constexpr size_t kTsPositionsMax = 256;  // of one lexeme
inline constexpr int kTsDistanceMax = 1 << 14;
inline constexpr int kTsQueryDepthMax = 6000;

constexpr uint16_t ts_position(uint16_t entry) { return entry & kTsPositionMax; }
constexpr int ts_weight(uint16_t entry) { return entry >> 14; }  // 0 is D … 3 is A
constexpr uint16_t ts_entry(int position, int weight) {
  return static_cast<uint16_t>((position < kTsPositionMax ? position : kTsPositionMax) |
                               weight << 14);
}

struct TsWord {
  std::string_view lexeme;
  std::vector<uint16_t> positions;
};

class TsVectorView {
 public:
  explicit TsVectorView(const Datum& value);
  uint32_t size() const { return size_; }
  std::string_view lexeme(uint32_t i) const;
  uint32_t positions(uint32_t i) const;
  uint16_t position(uint32_t i, uint32_t k) const;
  TsWord word(uint32_t i) const;
  // The first lexeme that is not before `lexeme`, and whether it is that one.
  uint32_t lower_bound(std::string_view lexeme) const;
  bool contains(std::string_view lexeme) const;
  // As PostgreSQL counts: what orders values and limits their size.
  size_t postgres_bytes() const;

 private:
  const char* entry(uint32_t i) const;
  std::string_view bytes_;
  std::string_view data_;
  uint32_t size_ = 0;
};

// Words ordered, equal ones merged, positions ordered and unique; 54000 when it grows too large.
Datum make_tsvector(Arena& arena, std::vector<TsWord> words);

enum class TsOp : uint8_t { kValue = 0, kNot = 1, kAnd = 2, kOr = 3, kPhrase = 4 };

struct TsNode {
  TsOp op = TsOp::kValue;
  bool prefix = false;
  bool stop = false;     // only while a query is made: a stop word's place
  uint8_t weights = 0;   // bit 3 is A; 0 is any
  uint16_t distance = 0;
  uint32_t left = 0;     // node indexes; of kNot only `right`
  uint32_t right = 0;
  std::string_view lexeme;
};

// A query as a tree; no nodes: the empty query.
struct TsQuery {
  std::vector<TsNode> nodes;
  uint32_t root = 0;
  bool empty() const { return nodes.empty(); }
  uint32_t add(TsNode node) {
    nodes.push_back(node);
    return static_cast<uint32_t>(nodes.size() - 1);
  }
  const TsNode& top() const { return nodes[root]; }
};
TsQuery load_tsquery(const Datum& value);  // lexemes point into the value
Datum make_tsquery(Arena& arena, const TsQuery& query);
// 54001 when the tree is deeper than a stack may be; operands must stand before their operators.
void check_ts_depth(const TsQuery& query);
// <0, 0, >0 of two trees, by their root nodes, as PostgreSQL orders them.
int compare_ts_nodes(const TsQuery& a, uint32_t node_a, const TsQuery& b, uint32_t node_b);
int compare_tsquery(const TsQuery& a, const TsQuery& b);
void append_tsquery(const TsQuery& query, std::string* to);
// Bytewise order, the shorter first; what lexemes are sorted by.
int compare_lexemes(std::string_view a, std::string_view b);

// The text form of a query. `operand` makes the node of one operand from its raw text, weights and
// prefix mark (to_tsquery normalises there); it may be several nodes or a stop.
using TsOperandMaker = std::function<uint32_t(TsQuery&, std::string_view, uint8_t weights, bool prefix)>;
TsQuery parse_tsquery(TypeEnv& env, std::string_view text, const TsOperandMaker& operand);
// The same of a web search: words, "phrases", or, -not. Never fails. Operands within quotes come
// with `in_quotes`.
using TsWebOperandMaker = std::function<uint32_t(TsQuery&, std::string_view, bool in_quotes)>;
TsQuery parse_web_query(TypeEnv& env, std::string_view text, const TsWebOperandMaker& operand);
// The notice that a text has nothing to search for.
void note_empty_query(TypeEnv& env, std::string_view text);
// An operand as it stands: one lexeme; 54000 when it is too long.
uint32_t plain_operand(TypeEnv& env, TsQuery& query, std::string_view source,
                       std::string_view lexeme, uint8_t weights, bool prefix);

// One lexeme of a tsvector or an operand of a query, unquoted, from *at; false at the end.
struct TsToken {
  std::string lexeme;
  std::vector<uint16_t> positions;
};
enum class TsDialect : uint8_t { kVector, kQuery, kWeb };
bool next_ts_token(std::string_view text, TsDialect dialect, size_t* at, TsToken* token);

}  // namespace rung
