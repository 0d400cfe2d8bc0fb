// Reading queries: the operators of to_tsquery and tsquery's text form, and web searches.
#include <algorithm>

#include "types/ops_util.h"
#include "types/services.h"
#include "types/text_search.h"

namespace rung {
namespace {

constexpr size_t kOperatorsMax = 32;  // waiting at once, as in PostgreSQL

int binding(TsOp op) {
  switch (op) {
    case TsOp::kOr: return 1;
    case TsOp::kAnd: return 2;
    case TsOp::kPhrase: return 3;
    default: return 4;
  }
}

struct Pending {
  TsOp op;
  uint16_t distance;
};

// Puts operands and operators together by precedence; one per level of parentheses.
class Assembler {
 public:
  explicit Assembler(TsQuery* query) : query_(*query) {}
  void operand(uint32_t node) { operands_.push_back(node); }
  void op(TsOp op, uint16_t distance = 0) {
    reduce(op);
    if (pending_.size() == kOperatorsMax) {
      throw_error(sqlstate::internal_error, "tsquery stack too small");
    }
    pending_.push_back({op, distance});
  }
  bool has_operand() const { return !operands_.empty(); }
  bool is_waiting() const { return !pending_.empty(); }
  uint32_t finish() {
    reduce(TsOp::kOr);
    return operands_.back();
  }

 private:
  // NOT binds to the right, all others to the left.
  void reduce(TsOp next) {
    while (!pending_.empty()) {
      const Pending top = pending_.back();
      if (binding(next) > binding(top.op) ||
          (next == TsOp::kNot && binding(next) >= binding(top.op))) {
        return;
      }
      pending_.pop_back();
      TsNode node;
      node.op = top.op;
      node.distance = top.distance;
      node.right = operands_.back();
      operands_.pop_back();
      if (top.op != TsOp::kNot) {
        node.left = operands_.back();
        operands_.pop_back();
      }
      operands_.push_back(query_.add(node));
    }
  }
  TsQuery& query_;
  std::vector<uint32_t> operands_;
  std::vector<Pending> pending_;
};

class QueryParser {
 public:
  QueryParser(std::string_view text, const TsOperandMaker& operand)
      : text_(text), operand_(operand) {}

  TsQuery parse() {
    skip_blanks();
    if (at_ == text_.size()) return {};
    query_.root = level(0);
    return std::move(query_);
  }

 private:
  [[noreturn]] void fail() const {
    throw_error(sqlstate::syntax_error, "syntax error in tsquery: \"" + std::string(text_) + "\"");
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  uint32_t level(int depth) {
    if (depth > kTsQueryDepthMax / 4) {
      throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    }
    Assembler assembler(&query_);
    for (;;) {
      operand(&assembler, depth);
      skip_blanks();
      if (at_ == text_.size()) {
        if (depth > 0) fail();
        return assembler.finish();
      }
      const char c = text_[at_];
      if (c == ')') {
        if (depth == 0) fail();
        ++at_;
        return assembler.finish();
      }
      if (c == '&' || c == '|') {
        ++at_;
        assembler.op(c == '&' ? TsOp::kAnd : TsOp::kOr);
      } else if (c == '<') {
        assembler.op(TsOp::kPhrase, distance());
      } else {
        fail();
      }
    }
  }

  void operand(Assembler* assembler, int depth) {
    for (;; ++at_) {
      skip_blanks();
      if (at_ == text_.size()) {
        throw_error(sqlstate::syntax_error,
                    "no operand in tsquery: \"" + std::string(text_) + "\"");
      }
      if (text_[at_] != '!') break;
      assembler->op(TsOp::kNot);
    }
    if (text_[at_] == '(') {
      ++at_;
      assembler->operand(level(depth + 1));
      return;
    }
    if (text_[at_] == ':') fail();
    TsToken token;
    if (!next_ts_token(text_, TsDialect::kQuery, &at_, &token)) fail();
    uint8_t weights = 0;
    bool prefix = false;
    if (at_ < text_.size() && text_[at_] == ':') {
      for (++at_; at_ < text_.size(); ++at_) {
        const char c = ascii_lower(text_[at_]);
        if (c == '*') {
          prefix = true;
        } else if (c >= 'a' && c <= 'd') {
          weights = static_cast<uint8_t>(weights | 1 << ('d' - c));
        } else {
          break;
        }
      }
    }
    assembler->operand(operand_(query_, token.lexeme, weights, prefix));
  }

  // <-> or <N>.
  uint16_t distance() {
    size_t at = at_ + 1;
    int64_t value = 1;
    if (at < text_.size() && text_[at] == '-') {
      ++at;
    } else {
      const size_t digits = at;
      value = 0;
      for (; at < text_.size() && is_digit(text_[at]); ++at) {
        value = std::min<int64_t>(value * 10 + (text_[at] - '0'), kTsDistanceMax + 1);
      }
      if (at == digits) fail();
      if (value > kTsDistanceMax) {
        throw_error(sqlstate::invalid_parameter_value,
                    "distance in phrase operator must be an integer value between zero and " +
                        std::to_string(kTsDistanceMax) + " inclusive");
      }
    }
    if (at + 1 >= text_.size() || text_[at] != '>') fail();
    at_ = at + 1;
    return static_cast<uint16_t>(value);
  }

  std::string_view text_;
  const TsOperandMaker& operand_;
  TsQuery query_;
  size_t at_ = 0;
};

class WebParser {
 public:
  WebParser(std::string_view text, const TsWebOperandMaker& operand)
      : text_(text), operand_(operand) {}

  TsQuery parse() {
    Assembler assembler(&query_);
    bool want_operand = true;
    for (;;) {
      if (want_operand) {
        if (!operand(&assembler)) break;
        want_operand = false;
        continue;
      }
      while (at_ < text_.size() && (is_space(text_[at_]) || is_mark(text_[at_]))) ++at_;
      if (at_ == text_.size()) break;
      assembler.op(take_or() ? TsOp::kOr : TsOp::kAnd);
      want_operand = true;
    }
    if (!assembler.has_operand()) return {};
    query_.root = assembler.finish();
    return std::move(query_);
  }

 private:
  static bool is_mark(char c) {
    return c == '!' || c == '&' || c == '|' || c == '(' || c == ')' || c == '<';
  }
  bool take_or() {
    if (text_.size() - at_ < 2 || ascii_lower(text_[at_]) != 'o' ||
        ascii_lower(text_[at_ + 1]) != 'r') {
      return false;
    }
    size_t at = at_ + 2;
    if (at >= text_.size()) return false;
    const char c = text_[at];
    // It has to end a word, as "or-x" does not, and something has to follow.
    if (c == '-' || c == '_' || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
        (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z')) {
      return false;
    }
    for (++at; at < text_.size() && is_space(text_[at]);) ++at;
    if (at >= text_.size()) return false;
    at_ += 2;
    return true;
  }
  bool operand(Assembler* assembler) {
    for (;;) {
      if (at_ >= text_.size()) {
        // What waits for an operand gets an empty one.
        if (!assembler->is_waiting() && !has_mark_) return false;
        TsNode stop;
        stop.stop = true;
        assembler->operand(query_.add(stop));
        return true;
      }
      const char c = text_[at_];
      if (is_space(c) || is_mark(c)) {
        has_mark_ = has_mark_ || is_mark(c);
        ++at_;
      } else if (c == '-') {
        ++at_;
        assembler->op(TsOp::kNot);
      } else {
        break;
      }
    }
    if (text_[at_] == '"') {
      const size_t end = std::min(text_.find('"', at_ + 1), text_.size());
      assembler->operand(operand_(query_, text_.substr(at_ + 1, end - at_ - 1), true));
      at_ = std::min(end + 1, text_.size());
      return true;
    }
    TsToken token;
    if (!next_ts_token(text_, TsDialect::kWeb, &at_, &token)) return false;
    assembler->operand(operand_(query_, token.lexeme, false));
    return true;
  }

  std::string_view text_;
  const TsWebOperandMaker& operand_;
  TsQuery query_;
  size_t at_ = 0;
  bool has_mark_ = false;  // a mark that means nothing here still asks for an operand
};

}  // namespace

void note_empty_query(TypeEnv& env, std::string_view text) {
  Error notice(sqlstate::successful_completion,
               "text-search query doesn't contain lexemes: \"" + std::string(text) + "\"");
  notice.severity = Severity::kNotice;
  env.services->notice(std::move(notice));
}

TsQuery parse_tsquery(TypeEnv& env, std::string_view text, const TsOperandMaker& operand) {
  TsQuery query = QueryParser(text, operand).parse();
  if (query.empty()) note_empty_query(env, text);
  check_ts_depth(query);
  return query;
}

TsQuery parse_web_query(TypeEnv& env, std::string_view text, const TsWebOperandMaker& operand) {
  TsQuery query = WebParser(text, operand).parse();
  if (query.empty()) note_empty_query(env, text);
  check_ts_depth(query);
  return query;
}

uint32_t plain_operand(TypeEnv& env, TsQuery& query, std::string_view source,
                       std::string_view lexeme, uint8_t weights, bool prefix) {
  if (lexeme.size() > kTsLexemeBytesMax) {
    throw_error(sqlstate::program_limit_exceeded,
                "word is too long in tsquery: \"" + std::string(source) + "\"");
  }
  TsNode node;
  node.lexeme = env.keep(lexeme);
  node.weights = weights;
  node.prefix = prefix;
  return query.add(node);
}

}  // namespace rung
