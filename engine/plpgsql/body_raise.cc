// RAISE in all its forms.
#include "plpgsql/body_parser.h"

namespace rung::plpgsql {

Stmt* BodyParser::raise_statement() {
  RaiseStmt* node = make<RaiseStmt>(peek().begin);
  advance();
  if (at(';')) {
    node->rethrow = true;
    advance();
    return node;
  }
  static constexpr std::pair<std::string_view, RaiseLevel> kLevels[] = {
      {"exception", RaiseLevel::kException}, {"warning", RaiseLevel::kWarning},
      {"notice", RaiseLevel::kNotice},       {"info", RaiseLevel::kInfo},
      {"log", RaiseLevel::kLog},             {"debug", RaiseLevel::kDebug},
  };
  for (const auto& [word, level] : kLevels) {
    if (!accept(word)) continue;
    node->level = level;
    break;
  }
  if (at_end()) syntax_error("unexpected end of function definition");
  if (peek().kind == TokenKind::kString) {
    node->has_format = true;
    node->format = peek().text;
    advance();
    if (!at(',') && !at(';') && !at("using")) syntax_error();
    while (at(',')) {
      advance();
      std::vector<SqlText*> more = expressions_until({";", "using"}, ", or ; or USING");
      node->parameters.insert(node->parameters.end(), more.begin(), more.end());
    }
  } else if (!at("using")) {
    const Token& token = peek();
    if (at_identifier() && is_word(token, "sqlstate")) {
      advance();
      const Token& code = peek();
      if (code.kind != TokenKind::kString) syntax_error();
      node->state = SqlState::parse(code.text);
      if (code.text.size() != 5 || node->state == SqlState()) {
        syntax_error("invalid SQLSTATE code");
      }
      node->condition_name = code.text;
      advance();
    } else {
      node->condition_name = identifier();
      node->state = condition_state(node->condition_name);
      if (node->state == SqlState()) {
        fail("unrecognized exception condition \"" + std::string(node->condition_name) + "\"",
             kNoPos, sqlstate::undefined_object);
      }
    }
    node->has_condition = true;
    if (!at(';') && !at("using")) syntax_error();
  }
  if (at("using")) raise_options(node);
  expect(';');
  check_raise_parameters(node);
  return node;
}

void BodyParser::raise_options(RaiseStmt* node) {
  static constexpr std::pair<std::string_view, RaiseOptionKind> kOptions[] = {
      {"errcode", RaiseOptionKind::kErrcode},       {"message", RaiseOptionKind::kMessage},
      {"detail", RaiseOptionKind::kDetail},         {"hint", RaiseOptionKind::kHint},
      {"column", RaiseOptionKind::kColumn},         {"constraint", RaiseOptionKind::kConstraint},
      {"datatype", RaiseOptionKind::kDatatype},     {"table", RaiseOptionKind::kTable},
      {"schema", RaiseOptionKind::kSchema},
  };
  advance();
  for (;;) {
    const auto* found = std::begin(kOptions);
    while (found != std::end(kOptions) && !at(found->first)) ++found;
    if (found == std::end(kOptions)) syntax_error("unrecognized RAISE statement option");
    advance();
    if (peek().kind != TokenKind::kColonEquals && !at('=')) {
      syntax_error("syntax error, expected \"=\"");
    }
    advance();
    RaiseOption option;
    option.kind = found->second;
    // One expression up to a comma or the end.
    const uint32_t begin = peek().begin;
    const size_t first = at_;
    int parens = 0;
    while (parens > 0 || (!at(',') && !at(';'))) {
      if (at_end() || at(';')) syntax_error("mismatched parentheses");
      if (at('(') || at('[')) ++parens;
      if (at(')') || at(']')) --parens;
      advance();
    }
    if (at_ == first) syntax_error("missing expression");
    option.value = make_sql(text_between(begin, previous_end()), begin, true);
    node->options.push_back(option);
    if (!accept(',')) return;
  }
}

void BodyParser::check_raise_parameters(const RaiseStmt* node) {
  if (!node->has_format) return;
  size_t wanted = 0;
  for (size_t i = 0; i < node->format.size(); ++i) {
    if (node->format[i] != '%') continue;
    if (i + 1 < node->format.size() && node->format[i + 1] == '%') {
      ++i;
    } else {
      ++wanted;
    }
  }
  if (wanted > node->parameters.size()) fail("too few parameters specified for RAISE", kNoPos);
  if (wanted < node->parameters.size()) fail("too many parameters specified for RAISE", kNoPos);
}

}  // namespace rung::plpgsql
