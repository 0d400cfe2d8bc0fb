#include "functions/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <charconv>
#include <optional>

#include "base/utf8.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr int kRepeatMax = 255;
constexpr int kDepthMax = 200;

[[noreturn]] void throw_regex(const char* what) {
  throw_error(sqlstate::invalid_regular_expression,
              std::string("invalid regular expression: ") + what);
}
constexpr const char* kBadParentheses = "parentheses () not balanced";
constexpr const char* kBadBrackets = "brackets [] not balanced";
constexpr const char* kBadQuantifier = "quantifier operand invalid";
constexpr const char* kBadCount = "invalid repetition count(s)";
constexpr const char* kBadEscape = "invalid escape \\ sequence";

bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

void apply_option(char letter, RegexOptions* options, bool* known) {
  *known = true;
  switch (letter) {
    case 'g':
      options->global = true;
      break;
    case 'c':
      options->ignore_case = false;
      break;
    case 'i':
      options->ignore_case = true;
      break;
    case 'm':
    case 'n':
      options->dot_stops_at_newline = options->anchors_at_newlines = true;
      break;
    case 'p':
      options->dot_stops_at_newline = true;
      options->anchors_at_newlines = false;
      break;
    case 'q':
      options->literal = true;
      break;
    case 's':
      options->dot_stops_at_newline = options->anchors_at_newlines = false;
      break;
    case 'w':
      options->dot_stops_at_newline = false;
      options->anchors_at_newlines = true;
      break;
    case 'x':
      options->expanded = true;
      break;
    case 'e':
    case 't':
      break;
    default:
      *known = false;
  }
}

// Rewrites an advanced regular expression for PCRE2.
class Translator {
 public:
  Translator(std::string_view pattern, RegexOptions* options)
      : pattern_(pattern), options_(*options), caller_options_(options) {}

  std::string run() {
    director();
    if (options_.literal) {
      *caller_options_ = options_;
      append_literal(pattern_.substr(at_));
      return std::move(out_);
    }
    body();
    *caller_options_ = options_;
    return std::move(out_);
  }
  bool has_alternation() const { return has_alternation_; }
  bool has_lazy() const { return has_lazy_; }
  // As PostgreSQL decides: alternatives want the longest match; else the first part that has a
  // preference gives it to the whole, a group's own quantifier going before what is inside.
  bool prefers_shortest() const { return levels_.back().lazy.value_or(false); }

 private:
  bool more() const { return at_ < pattern_.size(); }
  bool looking_at(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }

  void director() {
    if (looking_at("***=")) {
      at_ += 4;
      options_.literal = true;
      return;
    }
    if (looking_at("***:")) {
      at_ += 4;
    } else if (looking_at("***")) {
      throw_regex(kBadQuantifier);
    }
    if (looking_at("(?") && at_ + 2 < pattern_.size() && is_letter(pattern_[at_ + 2])) {
      for (at_ += 2; more() && pattern_[at_] != ')'; ++at_) {
        bool known = false;
        if (pattern_[at_] != 'g') apply_option(pattern_[at_], &options_, &known);
        if (!known) throw_regex("invalid embedded option");
      }
      if (!more()) throw_regex(kBadParentheses);
      ++at_;
    }
  }

  void append_literal(std::string_view text) {
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x80 && !is_letter(c) && !is_digit(c)) out_ += '\\';
      out_ += c;
    }
  }
  void append_code(uint32_t code) {
    char buffer[16];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, code, 16);
    out_ += "\\x{";
    out_.append(buffer, end.ptr);
    out_ += '}';
  }

  void body() {
    bool can_repeat = false;  // something a quantifier may apply to stands before
    size_t group_start = 0;   // where in out_ the group just closed began
    bool after_group = false;
    while (more()) {
      const char c = pattern_[at_];
      if (options_.expanded && skip_expanded()) continue;
      if (closed_ && c != '*' && c != '+' && c != '?' && c != '{') take_closed();
      switch (c) {
        case '(':
          open_group();
          can_repeat = after_group = false;
          continue;
        case ')':
          if (group_starts_.empty()) throw_regex(kBadParentheses);
          group_start = group_starts_.back();
          group_starts_.pop_back();
          closed_ = levels_.back().lazy;
          levels_.pop_back();
          out_ += ')';
          ++at_;
          can_repeat = !assertions_.back();
          assertions_.pop_back();
          after_group = true;
          continue;
        case '|':
          has_alternation_ = true;
          levels_.back().alternation = true;
          levels_.back().lazy = false;
          out_ += c;
          ++at_;
          can_repeat = after_group = false;
          continue;
        case '^':
        case '$':
          out_ += c;
          ++at_;
          can_repeat = after_group = false;
          continue;
        case '*':
        case '+':
        case '?':
          if (!can_repeat) throw_regex(kBadQuantifier);
          quantifier(group_start, after_group);
          can_repeat = after_group = false;
          continue;
        case '{':
          if (at_ + 1 < pattern_.size() && is_digit(pattern_[at_ + 1])) {
            if (!can_repeat) throw_regex(kBadQuantifier);
            quantifier(group_start, after_group);
            can_repeat = after_group = false;
            continue;
          }
          out_ += "\\{";
          ++at_;
          break;
        case '[':
          can_repeat = bracket();
          after_group = false;
          continue;
        case '\\':
          can_repeat = escape(false);
          after_group = false;
          continue;
        case '.':
          out_ += options_.dot_stops_at_newline ? "[^\\n]" : ".";
          ++at_;
          break;
        default: {
          const size_t bytes = utf8::sequence_bytes(c);
          append_literal(pattern_.substr(at_, bytes));
          at_ += bytes;
        }
      }
      can_repeat = true;
      after_group = false;
    }
    take_closed();
    if (!group_starts_.empty()) throw_regex(kBadParentheses);
  }
  void take_closed() {
    if (closed_) prefer(*closed_);
    closed_.reset();
  }

  bool skip_expanded() {
    if (is_space(pattern_[at_])) {
      ++at_;
      return true;
    }
    if (pattern_[at_] == '#') {
      while (more() && pattern_[at_] != '\n') ++at_;
      return true;
    }
    return false;
  }

  void open_group() {
    if (looking_at("(?#")) {
      at_ = pattern_.find(')', at_);
      if (at_ == std::string_view::npos) throw_regex(kBadParentheses);
      ++at_;
      return;
    }
    if (group_starts_.size() >= kDepthMax) throw_regex("regular expression is too complex");
    group_starts_.push_back(out_.size());
    assertions_.push_back(false);
    levels_.emplace_back();
    for (const std::string_view kind : {"(?:", "(?=", "(?!", "(?<=", "(?<!"}) {
      if (looking_at(kind)) {
        assertions_.back() = kind != "(?:";
        out_ += kind;
        at_ += kind.size();
        return;
      }
    }
    if (looking_at("(?")) throw_regex(kBadQuantifier);
    out_ += '(';
    ++at_;
  }

  int count() {
    int value = 0;
    const char* start = pattern_.data() + at_;
    const auto [stop, error] = std::from_chars(start, pattern_.data() + pattern_.size(), value);
    if (error != std::errc() || value > kRepeatMax) throw_regex(kBadCount);
    at_ += static_cast<size_t>(stop - start);
    return value;
  }
  void quantifier(size_t group_start, bool after_group) {
    bool fixed = false;
    bool once = false;
    if (pattern_[at_] == '{') {
      ++at_;
      const int low = count();
      out_ += '{' + std::to_string(low);
      fixed = true;
      once = low == 1;
      if (more() && pattern_[at_] == ',') {
        ++at_;
        out_ += ',';
        fixed = once = false;
        if (more() && is_digit(pattern_[at_])) {
          const int high = count();
          if (high < low) throw_regex(kBadCount);
          out_ += std::to_string(high);
          once = low == 1 && high == 1;
        }
      }
      if (!more() || pattern_[at_] != '}') throw_regex(kBadCount);
      ++at_;
      out_ += '}';
    } else {
      out_ += pattern_[at_++];
    }
    const bool lazy = more() && pattern_[at_] == '?';
    if (lazy) {
      out_ += '?';
      ++at_;
      has_lazy_ = true;
      // x{1,1}? exists to make what is inside lazy.
      if (once && after_group) make_lazy(group_start);
    } else if (!fixed) {
      greedy_ends_.push_back(out_.size());
    }
    if (!fixed || lazy) {
      closed_.reset();
      prefer(lazy);
    }
    if (more() &&
        (pattern_[at_] == '*' || pattern_[at_] == '+' || pattern_[at_] == '?' ||
         (pattern_[at_] == '{' && at_ + 1 < pattern_.size() && is_digit(pattern_[at_ + 1])))) {
      throw_regex(kBadQuantifier);
    }
  }
  void prefer(bool lazy) {
    if (!levels_.back().lazy) levels_.back().lazy = lazy;
  }
  void make_lazy(size_t from) {
    while (!greedy_ends_.empty() && greedy_ends_.back() > from) {
      out_.insert(greedy_ends_.back(), 1, '?');
      greedy_ends_.pop_back();
    }
  }

  // Hex digits of an escape; at least one.
  uint32_t hex(size_t digits_max) {
    uint32_t value = 0;
    const char* start = pattern_.data() + at_;
    const size_t room = std::min(digits_max, pattern_.size() - at_);
    const auto [stop, error] = std::from_chars(start, start + room, value, 16);
    const auto used = static_cast<size_t>(stop - start);
    const bool short_digits = digits_max <= 8 && used != digits_max;
    if (error != std::errc() || value > 0x10FFFF || short_digits) throw_regex(kBadEscape);
    at_ += used;
    return value;
  }
  // False when what was written cannot be repeated.
  bool escape(bool in_bracket) {
    ++at_;
    if (!more()) throw_regex(kBadEscape);
    const char c = pattern_[at_];
    if (!is_letter(c) && !is_digit(c)) {
      const size_t bytes = utf8::sequence_bytes(c);
      append_literal(pattern_.substr(at_, bytes));
      at_ += bytes;
      return true;
    }
    ++at_;
    switch (c) {
      case 'a':
        append_code(7);
        return true;
      case 'b':
        append_code(8);
        return true;
      case 'B':
        out_ += "\\\\";
        return true;
      case 'c':
        if (!more()) throw_regex(kBadEscape);
        append_code(static_cast<uint32_t>(pattern_[at_++] & 0x1F));
        return true;
      case 'e':
        append_code(0x1B);
        return true;
      case 'f':
        append_code(0x0C);
        return true;
      case 'n':
        append_code(0x0A);
        return true;
      case 'r':
        append_code(0x0D);
        return true;
      case 't':
        append_code(0x09);
        return true;
      case 'v':
        append_code(0x0B);
        return true;
      case 'u':
        append_code(hex(4));
        return true;
      case 'U':
        append_code(hex(8));
        return true;
      case 'x':
        append_code(hex(255));
        return true;
      case 'd':
      case 's':
      case 'w':
      case 'D':
      case 'S':
      case 'W':
        out_ += '\\';
        out_ += c;
        return true;
      default:
        break;
    }
    if (c == '0') {
      append_code(0);
      return true;
    }
    if (in_bracket) throw_regex(kBadEscape);
    switch (c) {
      case 'A':
        out_ += "\\A";
        return false;
      case 'Z':
        out_ += "\\z";
        return false;
      case 'y':
        out_ += "\\b";
        return false;
      case 'Y':
        out_ += "\\B";
        return false;
      case 'm':
        out_ += "\\b(?=\\w)";
        return false;
      case 'M':
        out_ += "\\b(?<=\\w)";
        return false;
      default:
        break;
    }
    if (!is_digit(c)) throw_regex(kBadEscape);
    std::string number(1, c);
    while (more() && is_digit(pattern_[at_])) number += pattern_[at_++];
    out_ += "\\g{" + number + "}";
    return true;
  }

  // False when it was a word boundary, which cannot be repeated.
  bool bracket() {
    if (looking_at("[[:<:]]") || looking_at("[[:>:]]")) {
      out_ += pattern_[at_ + 3] == '<' ? "\\b(?=\\w)" : "\\b(?<=\\w)";
      at_ += 7;
      return false;
    }
    out_ += '[';
    ++at_;
    if (more() && pattern_[at_] == '^') {
      out_ += '^';
      if (options_.dot_stops_at_newline) out_ += "\\n";
      ++at_;
    }
    for (bool first = true;; first = false) {
      if (!more()) throw_regex(kBadBrackets);
      const char c = pattern_[at_];
      if (c == ']' && !first) {
        ++at_;
        out_ += ']';
        return true;
      }
      if (c == '\\') {
        escape(true);
      } else if (c == '[' && at_ + 1 < pattern_.size() &&
                 (pattern_[at_ + 1] == ':' || pattern_[at_ + 1] == '.' ||
                  pattern_[at_ + 1] == '=')) {
        named_class();
      } else if (c == '-') {
        out_ += at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']' && !first ? "-" : "\\-";
        ++at_;
      } else {
        const size_t bytes = utf8::sequence_bytes(c);
        append_literal(pattern_.substr(at_, bytes));
        at_ += bytes;
      }
    }
  }
  void named_class() {
    const char kind = pattern_[at_ + 1];
    const char closing[] = {kind, ']', '\0'};
    const size_t end = pattern_.find(closing, at_ + 2);
    if (end == std::string_view::npos) throw_regex(kBadBrackets);
    const std::string_view name = pattern_.substr(at_ + 2, end - at_ - 2);
    at_ = end + 2;
    if (kind == ':') {
      static constexpr std::string_view kNames[] = {"alnum", "alpha",  "blank", "cntrl", "digit",
                                                    "graph", "lower",  "print", "punct", "space",
                                                    "upper", "xdigit", "word"};
      for (const std::string_view known : kNames) {
        if (name == known) {
          out_ += "[:" + std::string(name) + ":]";
          return;
        }
      }
      throw_regex("invalid character class");
    }
    if (name.empty() || name.size() != utf8::sequence_bytes(name[0])) {
      throw_regex("invalid collating element");
    }
    append_literal(name);
  }

  std::string_view pattern_;
  RegexOptions options_;
  RegexOptions* caller_options_;
  size_t at_ = 0;
  std::string out_;
  std::vector<size_t> group_starts_;
  std::vector<bool> assertions_;
  std::vector<size_t> greedy_ends_;
  bool has_alternation_ = false;
  bool has_lazy_ = false;
  struct Level {
    std::optional<bool> lazy;  // the preference found so far
    bool alternation = false;
  };
  std::vector<Level> levels_ =
      std::vector<Level>(1);    // of the open groups; the first is the whole expression
  std::optional<bool> closed_;  // the preference of the group that was just closed
};

const char* compile_message(int code) {
  switch (code) {
    case PCRE2_ERROR_MISSING_SQUARE_BRACKET:
      return kBadBrackets;
    case PCRE2_ERROR_CLASS_RANGE_ORDER:
      return "invalid character range";
    case PCRE2_ERROR_CLASS_INVALID_RANGE:
      return "invalid character range";
    case PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS:
    case PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS:
      return kBadParentheses;
    case PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE:
      return "invalid backreference number";
    case PCRE2_ERROR_QUANTIFIER_INVALID:
      return kBadQuantifier;
    case PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH:
      return "lookbehind of variable length";
    default:
      return "regular expression is too complex";
  }
}

}  // namespace

RegexOptions parse_regex_options(std::string_view letters) {
  RegexOptions options;
  for (size_t at = 0; at < letters.size(); ++at) {
    bool known = false;
    apply_option(letters[at], &options, &known);
    if (!known) {
      throw_error(sqlstate::invalid_parameter_value,
                  "invalid regular expression option: \"" +
                      std::string(letters.substr(at, utf8::sequence_bytes(letters[at]))) + "\"");
    }
  }
  return options;
}

struct Regex::Code {
  pcre2_code* code = nullptr;
  pcre2_match_data* data = nullptr;
  Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() {
    pcre2_match_data_free(data);
    pcre2_code_free(code);
  }
};

Regex::Regex(std::string_view pattern, const RegexOptions& options)
    : code_(std::make_unique<Code>()) {
  RegexOptions final_options = options;
  Translator translator(pattern, &final_options);
  const std::string translated = translator.run();
  uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK | PCRE2_DOTALL;
  flags |= final_options.anchors_at_newlines ? PCRE2_MULTILINE : PCRE2_DOLLAR_ENDONLY;
  if (final_options.ignore_case) flags |= PCRE2_CASELESS;
  // A possessive x{1,3} would hide the shorter matches.
  if (translator.has_lazy()) flags |= PCRE2_NO_AUTO_POSSESS;
  int error = 0;
  PCRE2_SIZE error_at = 0;
  code_->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                              flags, &error, &error_at, nullptr);
  if (code_->code == nullptr) throw_regex(compile_message(error));
  code_->data = pcre2_match_data_create_from_pattern(code_->code, nullptr);
  uint32_t groups = 0;
  pcre2_pattern_info(code_->code, PCRE2_INFO_CAPTURECOUNT, &groups);
  group_count_ = groups;
  if (translator.has_lazy() && translator.prefers_shortest()) {
    length_ = Length::kShortest;
  } else if (translator.has_alternation() || translator.has_lazy()) {
    length_ = Length::kLongest;
  }
}
Regex::~Regex() = default;

bool Regex::run(std::string_view text, size_t start, uint32_t options) {
  const int result =
      pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), start,
                  options | PCRE2_NO_UTF_CHECK, code_->data, nullptr);
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  char message[128];
  pcre2_get_error_message(result, reinterpret_cast<PCRE2_UCHAR*>(message), sizeof message);
  throw_error(sqlstate::invalid_regular_expression,
              std::string("regular expression failed: ") + message);
}

bool Regex::matches(std::string_view text) {
  return run(text, 0, 0);
}

bool Regex::find(std::string_view text, size_t start, std::vector<Group>* groups) {
  if (!run(text, start, 0)) return false;
  const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(code_->data);
  if (length_ != Length::kAsFound) {
    // The length PostgreSQL would choose at this place, then the groups within it.
    const size_t begin = offsets[0];
    const size_t found_end = offsets[1];
    constexpr size_t kWorkspace = 1000;
    int workspace[kWorkspace];
    pcre2_match_data* lengths = pcre2_match_data_create(1, nullptr);
    const uint32_t shortest = length_ == Length::kShortest ? PCRE2_DFA_SHORTEST : 0;
    const int result = pcre2_dfa_match(
        code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), begin,
        PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK | shortest, lengths, nullptr, workspace, kWorkspace);
    const size_t end = result >= 0 ? pcre2_get_ovector_pointer(lengths)[1] : found_end;
    pcre2_match_data_free(lengths);
    if (end != found_end && !run(text.substr(0, end), begin, PCRE2_ANCHORED | PCRE2_ENDANCHORED)) {
      run(text, start, 0);
    }
  }
  groups->clear();
  for (size_t i = 0; i <= group_count_; ++i) {
    const bool unset = offsets[2 * i] == PCRE2_UNSET;
    groups->push_back({unset ? std::string_view::npos : offsets[2 * i], offsets[2 * i + 1]});
  }
  return true;
}

namespace {
struct RegexSite {
  std::unique_ptr<Regex> regex;
  std::string pattern;
  RegexOptions options;
};
bool same_options(const RegexOptions& a, const RegexOptions& b) {
  return a.ignore_case == b.ignore_case && a.literal == b.literal && a.expanded == b.expanded &&
         a.dot_stops_at_newline == b.dot_stops_at_newline &&
         a.anchors_at_newlines == b.anchors_at_newlines;
}
}  // namespace

Regex& cached_regex(FnCall& call, std::string_view pattern, const RegexOptions& options) {
  auto& site = call.cached<RegexSite>();
  if (site.regex == nullptr || site.pattern != pattern || !same_options(site.options, options)) {
    site.regex = std::make_unique<Regex>(pattern, options);
    site.pattern = pattern;
    site.options = options;
  }
  return *site.regex;
}

std::string similar_to_regex(std::string_view pattern, std::string_view escape) {
  if (!escape.empty() && escape.size() != utf8::sequence_bytes(escape[0])) {
    throw_error(Error(sqlstate::invalid_escape_sequence, "invalid escape string")
                    .with_hint("Escape string must be empty or one character."));
  }
  std::string result = "^(?:";
  int separators = 0;
  bool in_bracket = false;
  bool escaped = false;
  for (size_t at = 0; at < pattern.size();) {
    const size_t bytes = utf8::sequence_bytes(pattern[at]);
    const std::string_view character = pattern.substr(at, bytes);
    const char c = pattern[at];
    at += bytes;
    if (escaped) {
      if (c == '"' && !in_bracket) {
        if (separators == 0) {
          result += "){1,1}?(";
        } else if (separators == 1) {
          result += "){1,1}(?:";
        } else {
          throw_error(sqlstate::invalid_use_of_escape_character,
                      "SQL regular expression may not contain more than two "
                      "escape-double-quote separators");
        }
        ++separators;
      } else {
        result += '\\';
        result += character;
      }
      escaped = false;
    } else if (!escape.empty() && character == escape) {
      escaped = true;
    } else if (in_bracket) {
      if (c == '\\') result += '\\';
      result += character;
      if (c == ']') in_bracket = false;
    } else if (c == '[') {
      result += c;
      in_bracket = true;
    } else if (c == '%') {
      result += ".*";
    } else if (c == '_') {
      result += '.';
    } else if (c == '(') {
      result += "(?:";
    } else if (c == '\\' || c == '.' || c == '^' || c == '$') {
      result += '\\';
      result += c;
    } else {
      result += character;
    }
  }
  return result + ")$";
}

}  // namespace rung
