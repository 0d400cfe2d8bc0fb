#include "types/jsonpath.h"

#include <charconv>
#include <optional>

#include "base/error.h"
#include "base/utf8.h"
#include "types/families.h"
#include "types/json.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using Item = JsonPathItem;
using Kind = Item::Kind;
using ItemPtr = std::unique_ptr<Item>;

constexpr int kDepthMax = 500;
constexpr int kTokensMax = 6000;

struct Token {
  enum class Kind { kEnd, kName, kString, kVariable, kNumber, kSymbol } kind = Kind::kEnd;
  std::string text;          // unescaped
  std::string_view source;   // as written
};

[[noreturn]] void fail(const std::string& message, std::string_view near) {
  throw_error(sqlstate::syntax_error,
              near.empty() ? message + " at end of jsonpath input"
                           : message + " at or near \"" + std::string(near) +
                                 "\" of jsonpath input");
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    skip();
    Token token;
    begin_ = at_;
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '$') {
      ++at_;
      if (at_ < text_.size() && text_[at_] == '"') {
        quoted(&token.text);
        token.kind = Token::Kind::kVariable;
      } else if (at_ < text_.size() && is_name(text_[at_])) {
        name(&token.text);
        token.kind = Token::Kind::kVariable;
      } else {
        token.kind = Token::Kind::kSymbol;
        token.text = "$";
      }
    } else if (c == '"') {
      quoted(&token.text);
      token.kind = Token::Kind::kString;
    } else if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      number(&token);
    } else if (is_name(c)) {
      name(&token.text);
      token.kind = Token::Kind::kName;
    } else {
      symbol(&token);
    }
    token.source = text_.substr(begin_, at_ - begin_);
    return token;
  }
  // An error shows the token, unless its end was found at the end of the input.
  std::string_view shown(const Token& token) const {
    const bool open_ended = token.kind == Token::Kind::kName && at_ == text_.size();
    return open_ended ? std::string_view() : token.source;
  }

 private:
  static bool is_name(char c) {
    return std::string_view("?%$.[]{}()|&!=<>@#,*:-+/\" \t\n\r\f").find(c) ==
           std::string_view::npos;
  }
  void skip() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_, 2) == "/*") {
        const size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) fail("unexpected end of comment", {});
        at_ = end + 2;
      } else {
        return;
      }
    }
  }

  void number(Token* token) {
    const auto digits = [&] {
      const size_t start = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
      return at_ - start;
    };
    const bool leading_zero = text_[at_] == '0';
    const size_t whole = digits();
    bool bad = leading_zero && whole > 1;
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      bad = digits() == 0 || bad;
    }
    if (bad || (at_ < text_.size() && is_name(text_[at_]))) {
      if (at_ < text_.size() && is_name(text_[at_])) ++at_;
      fail("trailing junk after numeric literal", text_.substr(begin_, at_ - begin_));
    }
    token->kind = Token::Kind::kNumber;
    token->text = Numeric::parse(text_.substr(begin_, at_ - begin_)).value_or(Numeric()).to_string();
  }

  void symbol(Token* token) {
    token->kind = Token::Kind::kSymbol;
    for (const std::string_view two : {"&&", "||", "==", "!=", "<>", "<=", ">=", "**"}) {
      if (text_.substr(at_, 2) == two) {
        token->text = two;
        at_ += 2;
        return;
      }
    }
    token->text = text_[at_++];
  }

  void escape(std::string* to) {
    ++at_;  // the backslash
    if (at_ == text_.size()) fail("unexpected end after backslash", {});
    const char c = text_[at_++];
    switch (c) {
      case 'b': to->push_back('\b'); return;
      case 'f': to->push_back('\f'); return;
      case 'n': to->push_back('\n'); return;
      case 'r': to->push_back('\r'); return;
      case 't': to->push_back('\t'); return;
      case 'v': to->push_back('\v'); return;
      case 'x': utf8::append(*to, hex(2)); return;
      case 'u': {
        uint32_t code = at_ < text_.size() && text_[at_] == '{' ? braced() : hex(4);
        if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
          at_ += 2;
          const uint32_t low = hex(4);
          code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF);
        }
        if (code == 0 || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) {
          fail("invalid Unicode escape sequence", text_.substr(begin_, at_ - begin_));
        }
        utf8::append(*to, code);
        return;
      }
      default: to->push_back(c);
    }
  }
  uint32_t hex(size_t count) {
    uint32_t code = 0;
    const char* from = text_.data() + at_;
    const char* end = from + std::min(count, text_.size() - at_);
    const auto parsed = std::from_chars(from, end, code, 16);
    if (parsed.ec != std::errc() || parsed.ptr != from + count) {
      fail(count == 2 ? "invalid hexadecimal character sequence"
                      : "invalid Unicode escape sequence",
           text_.substr(begin_, at_ - begin_));
    }
    at_ += count;
    return code;
  }
  uint32_t braced() {
    const size_t close = text_.find('}', at_);
    uint32_t code = 0;
    const char* from = text_.data() + at_ + 1;
    const char* end = text_.data() + std::min(close, text_.size());
    if (close == std::string_view::npos || std::from_chars(from, end, code, 16).ptr != end) {
      fail("invalid Unicode escape sequence", text_.substr(begin_, at_ - begin_));
    }
    at_ = close + 1;
    return code;
  }
  void quoted(std::string* to) {
    ++at_;
    for (;;) {
      if (at_ == text_.size()) fail("unexpected end of quoted string", {});
      const char c = text_[at_];
      if (c == '"') break;
      if (c == '\\') {
        escape(to);
      } else {
        to->push_back(c);
        ++at_;
      }
    }
    ++at_;
  }
  void name(std::string* to) {
    while (at_ < text_.size() && is_name(text_[at_])) {
      if (text_[at_] == '\\') {
        escape(to);
      } else {
        to->push_back(text_[at_++]);
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t begin_ = 0;
};

ItemPtr make(Kind kind, std::string text = {}) {
  auto item = std::make_unique<Item>();
  item->kind = kind;
  item->text = std::move(text);
  return item;
}
ItemPtr make(Kind kind, ItemPtr left, ItemPtr right = nullptr) {
  auto item = std::make_unique<Item>();
  item->kind = kind;
  item->left = std::move(left);
  item->right = std::move(right);
  return item;
}
bool is_predicate(const Item& item) {
  return item.next == nullptr && item.kind >= Kind::kAnd && item.kind <= Kind::kLikeRegex;
}
void append(Item* item, ItemPtr next) {
  while (item->next != nullptr) item = item->next.get();
  item->next = std::move(next);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { advance(); }

  JsonPath path() {
    JsonPath path;
    if (word("strict")) {
      path.lax = false;
      advance();
    } else if (word("lax")) {
      advance();
    }
    path.root = disjunction();
    if (token_.kind != Token::Kind::kEnd) unexpected();
    return path;
  }

 private:
  struct Deeper {
    explicit Deeper(Parser& parser) : depth(parser.depth_) {
      if (++depth > kDepthMax) {
        throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
      }
    }
    ~Deeper() { --depth; }
    int& depth;
  };

  // Every level of the tree takes a token, so that their number bounds its depth.
  void advance() {
    if (++tokens_ > kTokensMax) {
      throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    }
    token_ = lexer_.next();
  }
  [[noreturn]] void unexpected() const { fail("syntax error", lexer_.shown(token_)); }
  bool symbol(std::string_view text) const {
    return token_.kind == Token::Kind::kSymbol && token_.text == text;
  }
  bool word(std::string_view text) const {
    return token_.kind == Token::Kind::kName && equals_ignore_case(token_.text, text);
  }
  bool take(std::string_view text) {
    if (!symbol(text)) return false;
    advance();
    return true;
  }
  void expect(std::string_view text) {
    if (!take(text)) unexpected();
  }
  void require_predicate(const Item& item) const {
    if (!is_predicate(item)) unexpected();
  }

  ItemPtr disjunction() {
    ItemPtr left = conjunction();
    while (symbol("||")) {
      require_predicate(*left);
      advance();
      ItemPtr right = conjunction();
      require_predicate(*right);
      left = make(Kind::kOr, std::move(left), std::move(right));
    }
    return left;
  }
  ItemPtr conjunction() {
    ItemPtr left = negation();
    while (symbol("&&")) {
      require_predicate(*left);
      advance();
      ItemPtr right = negation();
      require_predicate(*right);
      left = make(Kind::kAnd, std::move(left), std::move(right));
    }
    return left;
  }
  ItemPtr negation() {
    const Deeper deeper(*this);
    if (!take("!")) return comparison();
    ItemPtr arg;
    if (word("exists")) {
      arg = exists();
    } else {
      expect("(");
      arg = disjunction();
      require_predicate(*arg);
      expect(")");
    }
    return make(Kind::kNot, std::move(arg));
  }
  ItemPtr exists() {
    advance();
    expect("(");
    ItemPtr arg = disjunction();
    expect(")");
    return make(Kind::kExists, std::move(arg));
  }

  ItemPtr comparison() {
    if (word("exists")) return exists();
    ItemPtr left = sum();
    struct Operator {
      std::string_view text;
      Kind kind;
    };
    constexpr Operator kOperators[] = {
        {"==", Kind::kEqual}, {"!=", Kind::kNotEqual},     {"<>", Kind::kNotEqual},
        {"<", Kind::kLess},   {"<=", Kind::kLessOrEqual},  {">", Kind::kGreater},
        {">=", Kind::kGreaterOrEqual}};
    for (const Operator& op : kOperators) {
      if (!symbol(op.text)) continue;
      if (is_predicate(*left)) unexpected();
      advance();
      return make(op.kind, std::move(left), sum());
    }
    if (word("starts")) {
      advance();
      if (!word("with")) unexpected();
      advance();
      const bool variable = token_.kind == Token::Kind::kVariable;
      if (!variable && token_.kind != Token::Kind::kString) unexpected();
      ItemPtr start = make(variable ? Kind::kVariable : Kind::kString, token_.text);
      advance();
      return make(Kind::kStartsWith, std::move(left), std::move(start));
    }
    if (word("like_regex")) return like_regex(std::move(left));
    return left;
  }
  ItemPtr like_regex(ItemPtr left) {
    advance();
    if (token_.kind != Token::Kind::kString) unexpected();
    ItemPtr item = make(Kind::kLikeRegex, std::move(left));
    item->text = token_.text;
    advance();
    if (word("flag")) {
      advance();
      if (token_.kind != Token::Kind::kString) unexpected();
      for (const char c : token_.text) {
        if (std::string_view("ismxq").find(c) == std::string_view::npos) {
          throw_error(Error(sqlstate::syntax_error, "invalid input syntax for type jsonpath")
                          .with_detail(std::string("Unrecognized flag character \"") + c +
                                       "\" in LIKE_REGEX predicate."));
        }
      }
      const bool quoted = token_.text.find('q') != std::string::npos;
      for (const char c : std::string_view("ismxq")) {
        if (token_.text.find(c) != std::string::npos) item->flags += c;
      }
      if (!quoted && item->flags.find('x') != std::string::npos) {
        throw_error(sqlstate::feature_not_supported,
                    "XQuery \"x\" flag (expanded regular expressions) is not implemented");
      }
      advance();
    }
    return item;
  }

  ItemPtr sum() {
    ItemPtr left = term();
    while (symbol("+") || symbol("-")) {
      const Kind kind = symbol("+") ? Kind::kAdd : Kind::kSubtract;
      if (is_predicate(*left)) unexpected();
      advance();
      left = make(kind, std::move(left), term());
    }
    return left;
  }
  ItemPtr term() {
    ItemPtr left = factor();
    while (symbol("*") || symbol("/") || symbol("%")) {
      const Kind kind = symbol("*")   ? Kind::kMultiply
                        : symbol("/") ? Kind::kDivide
                                      : Kind::kModulo;
      if (is_predicate(*left)) unexpected();
      advance();
      left = make(kind, std::move(left), factor());
    }
    return left;
  }
  ItemPtr factor() {
    const Deeper deeper(*this);
    if (symbol("+") || symbol("-")) {
      const bool minus = symbol("-");
      advance();
      ItemPtr arg = factor();
      if (arg->kind == Kind::kNumber && arg->next == nullptr) {
        if (minus) {
          arg->text = arg->text.starts_with('-') ? arg->text.substr(1) : "-" + arg->text;
        }
        return arg;
      }
      return make(minus ? Kind::kMinus : Kind::kPlus, std::move(arg));
    }
    return accessors(primary());
  }

  ItemPtr primary() {
    ItemPtr item;
    switch (token_.kind) {
      case Token::Kind::kString: item = make(Kind::kString, token_.text); break;
      case Token::Kind::kNumber: item = make(Kind::kNumber, token_.text); break;
      case Token::Kind::kVariable: item = make(Kind::kVariable, token_.text); break;
      case Token::Kind::kName:
        if (token_.text == "null") item = make(Kind::kNull);
        if (token_.text == "true") item = make(Kind::kTrue);
        if (token_.text == "false") item = make(Kind::kFalse);
        if (item == nullptr && word("last")) {
          if (subscripts_ == 0) {
            throw_error(sqlstate::syntax_error, "LAST is allowed only in array subscripts");
          }
          item = make(Kind::kLast);
        }
        break;
      case Token::Kind::kSymbol:
        if (symbol("$")) item = make(Kind::kRoot);
        if (symbol("@")) {
          if (filters_ == 0) {
            throw_error(sqlstate::syntax_error, "@ is not allowed in root expressions");
          }
          item = make(Kind::kCurrent);
        }
        if (symbol("(")) {
          advance();
          item = disjunction();
          expect(")");
          if (is_predicate(*item) && word("is")) {
            advance();
            if (!word("unknown")) unexpected();
            advance();
            return make(Kind::kIsUnknown, std::move(item));
          }
          return item;
        }
        break;
      case Token::Kind::kEnd: break;
    }
    if (item == nullptr) unexpected();
    advance();
    return item;
  }

  ItemPtr accessors(ItemPtr item) {
    for (;;) {
      if (take(".")) {
        append(item.get(), member());
      } else if (take("[")) {
        append(item.get(), subscript());
      } else if (take("?")) {
        expect("(");
        ++filters_;
        ItemPtr filter = make(Kind::kFilter, disjunction());
        --filters_;
        require_predicate(*filter->left);
        expect(")");
        append(item.get(), std::move(filter));
      } else {
        return item;
      }
    }
  }
  ItemPtr member() {
    if (take("*")) return make(Kind::kAnyKey);
    if (take("**")) return any_level();
    if (token_.kind != Token::Kind::kName && token_.kind != Token::Kind::kString) unexpected();
    const bool name = token_.kind == Token::Kind::kName;
    const std::string text = token_.text;
    advance();
    if (!name || !symbol("(")) return make(Kind::kKey, text);
    std::string method;
    for (const char c : text) method += ascii_lower(c);
    for (const std::string_view known : {"type", "size", "abs", "floor", "ceiling", "double",
                                         "keyvalue", "datetime"}) {
      if (method != known) continue;
      advance();
      ItemPtr item = make(Kind::kMethod, method);
      if (method == "datetime" && token_.kind == Token::Kind::kString) {
        item->left = make(Kind::kString, token_.text);
        advance();
      }
      expect(")");
      return item;
    }
    unexpected();
  }
  ItemPtr any_level() {
    ItemPtr item = make(Kind::kAnyLevel);
    item->last = Item::kLastLevel;
    if (!take("{")) return item;
    const auto level = [&] {
      uint32_t value = Item::kLastLevel;
      if (!word("last")) {
        const char* end = token_.text.data() + token_.text.size();
        if (token_.kind != Token::Kind::kNumber ||
            std::from_chars(token_.text.data(), end, value).ptr != end) {
          unexpected();
        }
      }
      advance();
      return value;
    };
    item->first = item->last = level();
    if (word("to")) {
      advance();
      item->last = level();
    }
    expect("}");
    return item;
  }
  ItemPtr subscript() {
    if (take("*")) {
      expect("]");
      return make(Kind::kAnyArray);
    }
    ItemPtr item = make(Kind::kIndexes);
    ++subscripts_;
    do {
      Item::Range range;
      range.from = sum();
      if (word("to")) {
        advance();
        range.to = sum();
      }
      item->indexes.push_back(std::move(range));
    } while (take(","));
    --subscripts_;
    expect("]");
    return item;
  }

  Lexer lexer_;
  Token token_;
  int tokens_ = 0;
  int depth_ = 0;
  int filters_ = 0;
  int subscripts_ = 0;
};

int priority(Kind kind) {
  switch (kind) {
    case Kind::kOr: return 0;
    case Kind::kAnd: return 1;
    case Kind::kEqual: case Kind::kNotEqual: case Kind::kLess: case Kind::kGreater:
    case Kind::kLessOrEqual: case Kind::kGreaterOrEqual: case Kind::kStartsWith: return 2;
    case Kind::kAdd: case Kind::kSubtract: return 3;
    case Kind::kMultiply: case Kind::kDivide: case Kind::kModulo: return 4;
    case Kind::kPlus: case Kind::kMinus: return 5;
    default: return 6;
  }
}

void print(const Item& item, bool after_item, bool brackets, std::string* to);

void print_operand(const Item& operand, const Item& of, std::string* to) {
  print(operand, false, priority(operand.kind) <= priority(of.kind), to);
}
void print_level(uint32_t level, std::string* to) {
  *to += level == Item::kLastLevel ? "last" : std::to_string(level);
}

void print_one(const Item& item, bool after_item, bool brackets, std::string* to) {
  switch (item.kind) {
    case Kind::kNull: *to += "null"; return;
    case Kind::kTrue: *to += "true"; return;
    case Kind::kFalse: *to += "false"; return;
    case Kind::kNumber: *to += item.text; return;
    case Kind::kString: append_json_string(item.text, to); return;
    case Kind::kVariable:
      to->push_back('$');
      append_json_string(item.text, to);
      return;
    case Kind::kRoot: to->push_back('$'); return;
    case Kind::kCurrent: to->push_back('@'); return;
    case Kind::kLast: *to += "last"; return;
    case Kind::kKey:
      if (after_item) to->push_back('.');
      append_json_string(item.text, to);
      return;
    case Kind::kAnyKey: *to += after_item ? ".*" : "*"; return;
    case Kind::kAnyArray: *to += "[*]"; return;
    case Kind::kIndexes:
      for (size_t i = 0; i < item.indexes.size(); ++i) {
        to->push_back(i == 0 ? '[' : ',');
        print(*item.indexes[i].from, false, false, to);
        if (item.indexes[i].to != nullptr) {
          *to += " to ";
          print(*item.indexes[i].to, false, false, to);
        }
      }
      to->push_back(']');
      return;
    case Kind::kAnyLevel:
      if (after_item) to->push_back('.');
      *to += "**";
      if (item.first == 0 && item.last == Item::kLastLevel) return;
      to->push_back('{');
      print_level(item.first, to);
      if (item.first != item.last) {
        *to += " to ";
        print_level(item.last, to);
      }
      to->push_back('}');
      return;
    case Kind::kFilter:
      *to += "?(";
      print(*item.left, false, false, to);
      to->push_back(')');
      return;
    case Kind::kMethod:
      *to += "." + item.text + "(";
      if (item.left != nullptr) print(*item.left, false, false, to);
      to->push_back(')');
      return;
    case Kind::kNot:
      *to += "!(";
      print(*item.left, false, false, to);
      to->push_back(')');
      return;
    case Kind::kIsUnknown:
      to->push_back('(');
      print(*item.left, false, false, to);
      *to += ") is unknown";
      return;
    case Kind::kExists:
      *to += "exists (";
      print(*item.left, false, false, to);
      to->push_back(')');
      return;
    default: break;
  }
  if (brackets) to->push_back('(');
  if (item.kind == Kind::kPlus || item.kind == Kind::kMinus) {
    to->push_back(item.kind == Kind::kPlus ? '+' : '-');
    print_operand(*item.left, item, to);
  } else {
    print_operand(*item.left, item, to);
    *to += std::string(" ") + jsonpath_operator(item.kind) + " ";
    if (item.kind == Kind::kLikeRegex) {
      append_json_string(item.text, to);
      if (!item.flags.empty()) *to += " flag \"" + item.flags + "\"";
    } else {
      print_operand(*item.right, item, to);
    }
  }
  if (brackets) to->push_back(')');
}

void print(const Item& item, bool after_item, bool brackets, std::string* to) {
  print_one(item, after_item, brackets || item.next != nullptr, to);
  for (const Item* next = item.next.get(); next != nullptr; next = next->next.get()) {
    print_one(*next, true, true, to);
  }
}

}  // namespace

const char* jsonpath_operator(Kind kind) {
  switch (kind) {
    case Kind::kAnd: return "&&";
    case Kind::kOr: return "||";
    case Kind::kEqual: return "==";
    case Kind::kNotEqual: return "!=";
    case Kind::kLess: return "<";
    case Kind::kGreater: return ">";
    case Kind::kLessOrEqual: return "<=";
    case Kind::kGreaterOrEqual: return ">=";
    case Kind::kStartsWith: return "starts with";
    case Kind::kLikeRegex: return "like_regex";
    case Kind::kAdd: case Kind::kPlus: return "+";
    case Kind::kSubtract: case Kind::kMinus: return "-";
    case Kind::kMultiply: return "*";
    case Kind::kDivide: return "/";
    case Kind::kModulo: return "%";
    default: return "";
  }
}

JsonPath parse_jsonpath(std::string_view text) {
  if (trim_space(text).empty()) throw_invalid_input("jsonpath", text);
  return Parser(text).path();
}

std::string jsonpath_text(const JsonPath& path) {
  std::string text = path.lax ? "" : "strict ";
  print(*path.root, false, true, &text);
  return text;
}

const TypeOps kJsonpathOps = {
    .input = [](TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) -> Datum {
      return env.text(jsonpath_text(parse_jsonpath(text)));
    },
    .output = [](TypeEnv&, const TypeInfo&, const Datum& value,
                 std::string* to) { to->append(value.bytes()); },
};

}  // namespace rung
