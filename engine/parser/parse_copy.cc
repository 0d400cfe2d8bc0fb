// COPY, with the options of today and those from before PostgreSQL 9.0.
#include "parser/parser_impl.h"

namespace rung::parser {

Stmt* Parser::copy_stmt() {
  CopyStmt* copy = make<CopyStmt>(pos());
  advance();
  const SourcePos binary_at = pos();
  const bool query = at('(');
  if (query) {
    advance();
    if (!at_preparable()) syntax_error();
    copy->query = preparable_stmt();
    expect(')');
    expect(Keyword::kTo);
  } else {
    if (accept(Keyword::kBinary)) {
      copy->options.push_back(def_elem("format", string_node("binary", binary_at), binary_at));
    }
    copy->relation = qualified_name();
    copy->columns = optional_parenthesised_names();
    copy->is_from = accept(Keyword::kFrom);
    if (!copy->is_from) expect(Keyword::kTo);
  }
  const SourcePos program_at = pos();
  copy->is_program = accept(Keyword::kProgram);
  if (at(TokenKind::kString)) {
    copy->has_filename = true;
    copy->filename = string_constant();
  } else {
    const SourcePos target_at = pos();
    if (!accept(Keyword::kStdin) && !accept(Keyword::kStdout)) syntax_error();
    static_cast<void>(target_at);
    if (copy->is_program) {
      throw_error(sqlstate::syntax_error, "STDIN/STDOUT not allowed with PROGRAM", program_at);
    }
  }
  if (!query && at(Keyword::kUsing)) {
    const SourcePos where = pos();
    advance();
    expect(Keyword::kDelimiters);
    const SourcePos value_at = pos();
    copy->options.push_back(
        def_elem("delimiter", string_node(string_constant(), value_at), where));
  } else if (!query && at(Keyword::kDelimiters)) {
    const SourcePos where = pos();
    advance();
    const SourcePos value_at = pos();
    copy->options.push_back(
        def_elem("delimiter", string_node(string_constant(), value_at), where));
  }
  accept(Keyword::kWith);
  if (accept('(')) {
    do {
      const SourcePos where = pos();
      const std::string_view name = col_label();
      copy->options.push_back(def_elem(name, copy_option_value(), where));
    } while (accept(','));
    expect(')');
  } else {
    for (bool found = true; found;) {
      DefElem* option = old_copy_option(&found);
      if (found) copy->options.push_back(option);
    }
  }
  const SourcePos where_at = pos();
  if (!query) {
    copy->where = optional_where();
    if (copy->where != nullptr && !copy->is_from) {
      throw_error(sqlstate::syntax_error, "WHERE clause not allowed with COPY TO", where_at);
    }
  }
  return copy;
}

// A word, a string, a number, *, or a list of words and strings; null when there is none.
Node* Parser::copy_option_value() {
  const SourcePos where = pos();
  if (at('*')) {
    advance();
    ColumnRef* star = make<ColumnRef>(where);
    star->star = true;
    return star;
  }
  if (accept('(')) {
    ListExpr* list = make<ListExpr>(where);
    do {
      const SourcePos item_at = pos();
      if (at(Keyword::kTrue) || at(Keyword::kFalse) || at(Keyword::kOn)) {
        list->items.push_back(string_node(take_word(), item_at));
      } else {
        list->items.push_back(string_node(non_reserved_word_or_string(), item_at));
      }
    } while (accept(','));
    expect(')');
    return list;
  }
  if (at(Keyword::kTrue) || at(Keyword::kFalse) || at(Keyword::kOn)) {
    return string_node(take_word(), where);
  }
  if (at_signed_number()) return numeric_only();
  if (at(TokenKind::kString) || at_non_reserved_word()) {
    return string_node(non_reserved_word_or_string(), where);
  }
  return nullptr;
}

DefElem* Parser::old_copy_option(bool* found) {
  const SourcePos where = pos();
  *found = true;
  const auto text = [&](std::string_view name) {
    accept(Keyword::kAs);
    const SourcePos value_at = pos();
    return def_elem(name, string_node(string_constant(), value_at), where);
  };
  const auto columns = [&](std::string_view name) -> DefElem* {
    const SourcePos value_at = pos();
    if (accept('*')) {
      ColumnRef* star = make<ColumnRef>(value_at);
      star->star = true;
      return def_elem(name, star, where);
    }
    ListExpr* list = make<ListExpr>(value_at);
    do {
      const SourcePos item_at = pos();
      list->items.push_back(string_node(col_id(), item_at));
    } while (accept(','));
    return def_elem(name, list, where);
  };
  switch (peek().keyword) {
    case Keyword::kBinary:
      advance();
      return def_elem("format", string_node("binary", where), where);
    case Keyword::kFreeze: advance(); return def_elem("freeze", boolean_node(true, where), where);
    case Keyword::kDelimiter: advance(); return text("delimiter");
    case Keyword::kNull: advance(); return text("null");
    case Keyword::kCsv: advance(); return def_elem("format", string_node("csv", where), where);
    case Keyword::kHeader: advance(); return def_elem("header", boolean_node(true, where), where);
    case Keyword::kQuote: advance(); return text("quote");
    case Keyword::kEscape: advance(); return text("escape");
    case Keyword::kForce:
      advance();
      if (accept(Keyword::kQuote)) return columns("force_quote");
      if (accept(Keyword::kNot)) {
        expect(Keyword::kNull);
        return columns("force_not_null");
      }
      expect(Keyword::kNull);
      return columns("force_null");
    case Keyword::kEncoding: {
      advance();
      const SourcePos value_at = pos();
      return def_elem("encoding", string_node(string_constant(), value_at), where);
    }
    default: *found = false; return nullptr;
  }
}

}  // namespace rung::parser
