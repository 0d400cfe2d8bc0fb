// The grammar of jsonpath, by recursive descent. Paths ("expressions") and predicates are told apart
// as PostgreSQL's grammar does: a predicate is an operand only in parentheses with an accessor
// behind, and comparisons do not chain.
#include <algorithm>

#include "base/utf8.h"
#include "types/jsonpath.h"
#include "types/jsonpath_lexer.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using enum JsonPathKind;
using Token = JsonPathToken;

// A parsed piece: `delimited` predicates may follow "!"; a parenthesised path without an accessor
// is still an expression.
struct Piece {
  JsonPathItem* item;
  bool predicate = false;
  bool delimited = false;
};

class Parser {
 public:
  Parser(std::string_view text, JsonPath* path) : lexer_(text), path_(path) {}

  void parse() {
    if (lexer_.is_word("strict")) {
      path_->lax = false;
      lexer_.advance();
    } else if (lexer_.is_word("lax")) {
      lexer_.advance();
    }
    path_->root = parse_or().item;
    if (lexer_.token() != Token::kEnd) lexer_.syntax_error();
    check(path_->root, 0, false);
  }

 private:
  class Depth {
   public:
    explicit Depth(int* depth) : depth_(depth) {
      if (++*depth_ > kJsonPathDepthMax) {
        --*depth_;
        throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
      }
    }
    ~Depth() { --*depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    int* depth_;
  };

  JsonPathItem* make(JsonPathKind kind) {
    JsonPathItem& item = path_->items.emplace_back();
    item.kind = kind;
    return &item;
  }
  JsonPathItem* make(JsonPathKind kind, const JsonPathItem* left,
                     const JsonPathItem* right = nullptr) {
    JsonPathItem* item = make(kind);
    item->left = left;
    item->right = right;
    grow(item, left);
    grow(item, right);
    return item;
  }
  // `item` is above all of the chain: trees are walked by recursion, so their height is limited.
  static void grow(JsonPathItem* item, const JsonPathItem* operand) {
    for (; operand != nullptr; operand = operand->next) {
      item->height = std::max(item->height, operand->height + 1);
    }
    if (item->height > kJsonPathDepthMax) {
      throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    }
  }
  JsonPathItem* make_text(JsonPathKind kind, std::string text) {
    JsonPathItem* item = make(kind);
    item->text = std::move(text);
    return item;
  }

  void expect(char special) {
    if (!lexer_.is(special)) lexer_.syntax_error();
    lexer_.advance();
  }
  bool accept(char special) {
    if (!lexer_.is(special)) return false;
    lexer_.advance();
    return true;
  }
  void expect_word(std::string_view word) {
    if (!lexer_.is_word(word)) lexer_.syntax_error();
    lexer_.advance();
  }
  void require(const Piece& piece, bool predicate) {
    if (piece.predicate != predicate) lexer_.syntax_error();
  }

  Piece parse_or() {
    const Depth depth(&depth_);
    Piece left = parse_and();
    while (lexer_.token() == Token::kOr) {
      require(left, true);
      lexer_.advance();
      const Piece right = parse_and();
      require(right, true);
      left = {make(kOr, left.item, right.item), true};
    }
    return left;
  }
  Piece parse_and() {
    Piece left = parse_not();
    while (lexer_.token() == Token::kAnd) {
      require(left, true);
      lexer_.advance();
      const Piece right = parse_not();
      require(right, true);
      left = {make(kAnd, left.item, right.item), true};
    }
    return left;
  }
  Piece parse_not() {
    if (!lexer_.is('!')) return parse_comparison();
    lexer_.advance();
    if (lexer_.is('(')) {
      lexer_.advance();
      const Piece inner = parse_or();
      require(inner, true);
      expect(')');
      return {make(kNot, inner.item), true};
    }
    if (!lexer_.is_word("exists")) lexer_.syntax_error();
    return {make(kNot, parse_exists()), true};
  }
  JsonPathItem* parse_exists() {
    lexer_.advance();
    expect('(');
    const Piece inner = parse_or();
    require(inner, false);
    expect(')');
    return make(kExists, inner.item);
  }

  static bool comparison(Token token, JsonPathKind* kind) {
    switch (token) {
      case Token::kEqual: *kind = kEqual; return true;
      case Token::kNotEqual: *kind = kNotEqual; return true;
      case Token::kLess: *kind = kLess; return true;
      case Token::kLessOrEqual: *kind = kLessOrEqual; return true;
      case Token::kGreater: *kind = kGreater; return true;
      case Token::kGreaterOrEqual: *kind = kGreaterOrEqual; return true;
      default: return false;
    }
  }

  Piece parse_comparison() {
    if (lexer_.is_word("exists")) return {parse_exists(), true, true};
    const Piece left = parse_sum();
    if (left.predicate) return left;
    JsonPathKind kind;
    if (comparison(lexer_.token(), &kind)) {
      lexer_.advance();
      const Piece right = parse_sum();
      require(right, false);
      return {make(kind, left.item, right.item), true};
    }
    if (lexer_.is_word("starts")) {
      lexer_.advance();
      expect_word("with");
      JsonPathItem* initial;
      if (lexer_.token() == Token::kString) {
        initial = make_text(kString, lexer_.text());
      } else if (lexer_.token() == Token::kVariable) {
        initial = make_text(kVariable, lexer_.text());
      } else {
        lexer_.syntax_error();
      }
      lexer_.advance();
      return {make(kStartsWith, left.item, initial), true};
    }
    if (lexer_.is_word("like_regex")) {
      lexer_.advance();
      if (lexer_.token() != Token::kString) lexer_.syntax_error();
      JsonPathItem* regex = make(kLikeRegex, left.item);
      regex->text = lexer_.text();
      lexer_.advance();
      if (lexer_.is_word("flag")) {
        lexer_.advance();
        if (lexer_.token() != Token::kString) lexer_.syntax_error();
        regex->flags = regex_flags(lexer_.text());
        lexer_.advance();
      }
      return {regex, true};
    }
    return left;
  }

  static std::string regex_flags(std::string_view written) {
    for (size_t at = 0; at < written.size(); ++at) {
      if (std::string_view("ismxq").find(written[at]) != std::string_view::npos) continue;
      const std::string_view rest = written.substr(at);
      throw_error(Error(sqlstate::syntax_error, "invalid input syntax for type jsonpath")
                      .with_detail("Unrecognized flag character \"" +
                                   std::string(rest.substr(0, utf8::sequence_bytes(rest[0]))) +
                                   "\" in LIKE_REGEX predicate."));
    }
    std::string flags;
    for (const char c : std::string_view("ismxq")) {
      if (written.find(c) != std::string_view::npos) flags.push_back(c);
    }
    const bool quoted = flags.find('q') != std::string::npos;
    if (!quoted && flags.find('x') != std::string::npos) {
      throw_error(sqlstate::feature_not_supported,
                  "XQuery \"x\" flag (expanded regular expressions) is not implemented");
    }
    return flags;
  }

  Piece parse_sum() {
    Piece left = parse_product();
    while (lexer_.is('+') || lexer_.is('-')) {
      require(left, false);
      const JsonPathKind kind = lexer_.is('+') ? kAdd : kSubtract;
      lexer_.advance();
      const Piece right = parse_product();
      require(right, false);
      left = {make(kind, left.item, right.item)};
    }
    return left;
  }
  Piece parse_product() {
    Piece left = parse_sign();
    while (lexer_.is('*') || lexer_.is('/') || lexer_.is('%')) {
      require(left, false);
      const JsonPathKind kind = lexer_.is('*') ? kMultiply : lexer_.is('/') ? kDivide : kModulo;
      lexer_.advance();
      const Piece right = parse_sign();
      require(right, false);
      left = {make(kind, left.item, right.item)};
    }
    return left;
  }
  Piece parse_sign() {
    if (!lexer_.is('+') && !lexer_.is('-')) return parse_accessors();
    const Depth depth(&depth_);
    const bool minus = lexer_.is('-');
    lexer_.advance();
    const Piece operand = parse_sign();
    require(operand, false);
    JsonPathItem* item = operand.item;
    if (item->kind == JsonPathKind::kNumber && item->next == nullptr) {
      if (!minus) return {item};
      Numeric value = Numeric::parse(item->text).value();
      value.negate();
      return {make_text(JsonPathKind::kNumber, value.to_string())};
    }
    return {make(minus ? kMinus : kPlus, item)};
  }

  Piece parse_accessors() {
    Piece piece = parse_primary();
    JsonPathItem* last = piece.item;
    bool any = false;
    while (JsonPathItem* accessor = parse_accessor()) {
      if (!any) {
        // A predicate takes accessors only in its parentheses.
        if (piece.predicate && !piece.delimited) lexer_.syntax_error();
        while (last->next != nullptr) last = last->next;
      }
      any = true;
      last->next = accessor;
      last = accessor;
    }
    if (any) return {piece.item};
    return piece;
  }

  Piece parse_primary() {
    switch (lexer_.token()) {
      case Token::kString: return leaf(make_text(kString, lexer_.text()));
      case Token::kVariable: return leaf(make_text(kVariable, lexer_.text()));
      case Token::kInteger: return leaf(make_text(JsonPathKind::kNumber, lexer_.text()));
      case Token::kNumber: {
        const std::optional<Numeric> value = Numeric::parse(lexer_.text());
        if (!value.has_value()) lexer_.syntax_error();
        return leaf(make_text(JsonPathKind::kNumber, value->to_string()));
      }
      case Token::kIdent: return parse_word();
      default: break;
    }
    if (lexer_.is('$')) return leaf(make(kRoot));
    if (lexer_.is('@')) return leaf(make(kCurrent));
    if (!accept('(')) lexer_.syntax_error();
    Piece inner = parse_or();
    expect(')');
    if (!inner.predicate) return inner;
    if (lexer_.is_word("is")) {
      lexer_.advance();
      expect_word("unknown");
      return {make(kIsUnknown, inner.item), true};
    }
    inner.delimited = true;
    return inner;
  }
  Piece leaf(JsonPathItem* item) {
    lexer_.advance();
    return {item};
  }
  Piece parse_word() {
    if (lexer_.is_word("null")) return leaf(make(JsonPathKind::kNull));
    if (lexer_.is_word("last")) return leaf(make(kLast));
    const bool is_true = lexer_.is_word("true");
    if (!is_true && !lexer_.is_word("false")) lexer_.syntax_error();
    JsonPathItem* item = make(kBool);
    item->boolean = is_true;
    return leaf(item);
  }

  JsonPathItem* parse_accessor() {
    if (accept('[')) return parse_subscripts();
    if (accept('?')) {
      expect('(');
      const Piece inner = parse_or();
      require(inner, true);
      expect(')');
      return make(kFilter, inner.item);
    }
    if (!accept('.')) return nullptr;
    if (accept('*')) return make(kAnyKey);
    if (lexer_.token() == Token::kAny) return parse_levels();
    if (lexer_.token() == Token::kString) {
      JsonPathItem* key = make_text(kKey, lexer_.text());
      lexer_.advance();
      return key;
    }
    if (lexer_.token() != Token::kIdent) lexer_.syntax_error();
    return parse_member();
  }

  JsonPathItem* parse_member() {
    struct Method {
      std::string_view name;
      JsonPathKind kind;
    };
    constexpr Method kMethods[] = {
        {"type", kType},   {"size", kSize},       {"abs", kAbs},           {"floor", kFloor},
        {"double", kDouble}, {"ceiling", kCeiling}, {"keyvalue", kKeyValue}, {"datetime", kDatetime},
    };
    const Method* method = nullptr;
    for (const Method& m : kMethods) {
      if (lexer_.is_word(m.name)) method = &m;
    }
    JsonPathItem* key = make_text(kKey, lexer_.text());
    lexer_.advance();
    if (method == nullptr || !lexer_.is('(')) return key;
    lexer_.advance();
    JsonPathItem* call = make(method->kind);
    if (method->kind == kDatetime && lexer_.token() == Token::kString) {
      call->has_datetime_template = true;
      call->text = lexer_.text();
      lexer_.advance();
    }
    expect(')');
    return call;
  }

  uint32_t parse_level() {
    if (lexer_.is_word("last")) {
      lexer_.advance();
      return JsonPathItem::kLastLevel;
    }
    if (lexer_.token() != Token::kInteger) lexer_.syntax_error();
    const int64_t level = parse_integer(lexer_.text(), "integer", 0, INT32_MAX);
    lexer_.advance();
    return static_cast<uint32_t>(level);
  }
  JsonPathItem* parse_levels() {
    lexer_.advance();
    JsonPathItem* any = make(kAny);
    any->last = JsonPathItem::kLastLevel;
    if (!accept('{')) return any;
    any->first = any->last = parse_level();
    if (lexer_.is_word("to")) {
      lexer_.advance();
      any->last = parse_level();
    }
    expect('}');
    return any;
  }

  JsonPathItem* parse_subscripts() {
    if (accept('*')) {
      expect(']');
      return make(kAnyArray);
    }
    const Depth depth(&depth_);
    JsonPathItem* item = make(kSubscripts);
    do {
      const Piece from = parse_or();
      require(from, false);
      const JsonPathItem* to = nullptr;
      if (lexer_.is_word("to")) {
        lexer_.advance();
        const Piece end = parse_or();
        require(end, false);
        to = end.item;
      }
      grow(item, from.item);
      grow(item, to);
      item->subscripts.emplace_back(from.item, to);
    } while (accept(','));
    expect(']');
    return item;
  }

  // Where "@" and "last" may stand.
  void check(const JsonPathItem* item, int filters, bool in_subscript) {
    for (; item != nullptr; item = item->next) {
      if (item->kind == kCurrent && filters == 0) {
        throw_error(sqlstate::syntax_error, "@ is not allowed in root expressions");
      }
      if (item->kind == kLast && !in_subscript) {
        throw_error(sqlstate::syntax_error, "LAST is allowed only in array subscripts");
      }
      const int inner = filters + (item->kind == kFilter ? 1 : 0);
      if (item->left != nullptr) check(item->left, inner, in_subscript);
      if (item->right != nullptr) check(item->right, inner, in_subscript);
      for (const auto& [from, to] : item->subscripts) {
        check(from, filters, true);
        if (to != nullptr) check(to, filters, true);
      }
    }
  }

  JsonPathLexer lexer_;
  JsonPath* path_;
  int depth_ = 0;
};

}  // namespace

JsonPath parse_json_path(std::string_view text) {
  if (JsonPathLexer(text).token() == JsonPathToken::kEnd) {
    throw_error(sqlstate::invalid_text_representation,
                "invalid input syntax for type jsonpath: \"" + std::string(text) + "\"");
  }
  JsonPath path;
  Parser(text, &path).parse();
  return path;
}

}  // namespace rung
