#include "parser/char_class.h"
#include "parser/parser.h"

namespace rung::parser {
namespace {

// Steps over the lexical elements of a script as psql does, without building tokens.
class Scanner {
 public:
  Scanner(std::string_view text, size_t at) : text_(text), at_(at) {}

  size_t at() const { return at_; }
  bool done() const { return at_ >= text_.size(); }
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void step(size_t count) { at_ += count; }

  // Skips one comment or space; false if there is none.
  bool skip_blank() {
    if (done()) return false;
    if (is_space(peek())) return ++at_, true;
    if (peek() == '-' && peek(1) == '-') {
      while (!done() && peek() != '\n') ++at_;
      return true;
    }
    if (peek() != '/' || peek(1) != '*') return false;
    int depth = 0;
    do {
      if (peek() == '/' && peek(1) == '*') {
        ++depth;
        at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0 && !done());
    if (at_ > text_.size()) at_ = text_.size();
    return true;
  }

  void skip_quoted(char quote, bool escapes) {
    ++at_;
    while (!done()) {
      const char c = text_[at_++];
      if (c == '\\' && escapes) {
        if (!done()) ++at_;
      } else if (c == quote) {
        if (peek() != quote) return;
        ++at_;
      }
    }
  }

  // At '$': skips a dollar-quoted string; false if none begins here.
  bool skip_dollar_quote() {
    size_t i = at_ + 1;
    if (i < text_.size() && is_ident_start(text_[i])) {
      while (i < text_.size() && is_ident_part(text_[i]) && text_[i] != '$') ++i;
    }
    if (i >= text_.size() || text_[i] != '$') return false;
    const std::string_view tag = text_.substr(at_, i + 1 - at_);
    const size_t close = text_.find(tag, i + 1);
    at_ = close == std::string_view::npos ? text_.size() : close + tag.size();
    return true;
  }

  std::string_view word() {
    const size_t begin = at_;
    while (!done() && is_ident_part(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  size_t at_;
};

bool same_word(std::string_view word, std::string_view lower) {
  if (word.size() != lower.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (to_lower(word[i]) != lower[i]) return false;
  }
  return true;
}

// Counts BEGIN ... END of SQL-standard bodies, as psql does: only after
// CREATE [OR REPLACE] FUNCTION | PROCEDURE, and CASE counts so that its END does not.
class BodyTracker {
 public:
  void see(std::string_view word, int parens) {
    if (count_ < 4) leading_[count_] = word;
    ++count_;
    if (!is_create_function() || parens > 0) return;
    if (same_word(word, "begin")) {
      ++depth_;
    } else if (same_word(word, "case")) {
      if (depth_ > 0) ++depth_;
    } else if (same_word(word, "end")) {
      if (depth_ > 0) --depth_;
    }
  }
  bool inside() const { return depth_ > 0; }

 private:
  bool is_create_function() const {
    if (count_ < 2 || !same_word(leading_[0], "create")) return false;
    const auto routine = [](std::string_view w) {
      return same_word(w, "function") || same_word(w, "procedure");
    };
    if (routine(leading_[1])) return true;
    return count_ >= 4 && same_word(leading_[1], "or") && same_word(leading_[2], "replace") &&
           routine(leading_[3]);
  }

  std::string_view leading_[4];
  size_t count_ = 0;
  int depth_ = 0;
};

}  // namespace

bool StatementSplitter::next(Statement* statement) {
  Scanner scan(script_, next_);
  while (scan.skip_blank() || (scan.peek() == ';' && !scan.done())) {
    if (scan.peek() == ';') scan.step(1);
  }
  next_ = static_cast<uint32_t>(scan.at());
  if (scan.done()) return false;
  statement->offset = next_;
  statement->meta_command = scan.peek() == '\\';
  if (statement->meta_command) {
    size_t end = script_.find('\n', next_);
    if (end == std::string_view::npos) end = script_.size();
    size_t last = end;
    while (last > next_ && is_space(script_[last - 1])) --last;
    statement->text = script_.substr(next_, last - next_);
    next_ = static_cast<uint32_t>(end);
    return true;
  }
  BodyTracker body;
  int parens = 0;
  size_t last = scan.at();  // after the last thing that is not blank
  while (!scan.done()) {
    if (scan.skip_blank()) continue;
    const char c = scan.peek();
    if (c == ';' && parens <= 0 && !body.inside()) {
      scan.step(1);
      break;
    }
    if (is_ident_start(c)) {
      const char d = scan.peek(1);
      if ((c == 'e' || c == 'E') && d == '\'') {
        scan.step(1);
        scan.skip_quoted('\'', true);
      } else {
        body.see(scan.word(), parens);
      }
    } else if (is_digit(c)) {
      scan.word();
    } else if (c == '\'' || c == '"') {
      scan.skip_quoted(c, false);
    } else if (c == '$') {
      if (!scan.skip_dollar_quote()) scan.step(1);
    } else {
      if (c == '(') ++parens;
      if (c == ')' && parens > 0) --parens;
      scan.step(1);
    }
    last = scan.at();
  }
  statement->text = script_.substr(statement->offset, last - statement->offset);
  next_ = static_cast<uint32_t>(scan.at());
  return true;
}

std::string_view StatementSplitter::take_copy_data() {
  // The data begins on the line after the statement's.
  size_t begin = script_.find('\n', next_);
  begin = begin == std::string_view::npos ? script_.size() : begin + 1;
  size_t line = begin;
  while (line < script_.size()) {
    size_t end = script_.find('\n', line);
    const size_t after = end == std::string_view::npos ? script_.size() : end + 1;
    if (end == std::string_view::npos) end = script_.size();
    std::string_view text = script_.substr(line, end - line);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text == "\\.") {
      next_ = static_cast<uint32_t>(after);
      return script_.substr(begin, line - begin);
    }
    line = after;
  }
  next_ = static_cast<uint32_t>(script_.size());
  return script_.substr(begin);
}

}  // namespace rung::parser
