// FROM: tables, functions, subqueries, joins, aliases.
#include "parser/parser_impl.h"

namespace rung::parser {

std::vector<FromItem*> Parser::from_list() {
  std::vector<FromItem*> list;
  do {
    list.push_back(table_ref());
  } while (accept(','));
  return list;
}

FromItem* Parser::table_ref() {
  const DepthGuard guard(this);
  return joins(table_primary());
}

bool Parser::at_join() {
  switch (peek().keyword) {
    case Keyword::kJoin: case Keyword::kCross: case Keyword::kNatural: case Keyword::kInner:
    case Keyword::kLeft: case Keyword::kRight: case Keyword::kFull:
      return true;
    default: return false;
  }
}

FromItem* Parser::joins(FromItem* left) {
  while (at_join()) left = join_one(left);
  return left;
}

FromItem* Parser::join_one(FromItem* left) {
  const DepthGuard guard(this);
  JoinExpr* join = make<JoinExpr>(pos());
  join->left = left;
  if (accept(Keyword::kCross)) {
    expect(Keyword::kJoin);
    join->type = JoinType::kCross;
    join->right = table_primary();
    return join;
  }
  join->natural = accept(Keyword::kNatural);
  bool outer = true;
  if (accept(Keyword::kLeft)) {
    join->type = JoinType::kLeft;
  } else if (accept(Keyword::kRight)) {
    join->type = JoinType::kRight;
  } else if (accept(Keyword::kFull)) {
    join->type = JoinType::kFull;
  } else {
    accept(Keyword::kInner);
    outer = false;
  }
  if (outer) accept(Keyword::kOuter);
  expect(Keyword::kJoin);
  join->right = table_primary();
  if (join->natural) return join;
  // a JOIN b JOIN c ON x ON y: the inner join belongs to the right side.
  while (at_join()) join->right = join_one(join->right);
  join_qualification(join);
  return join;
}

void Parser::join_qualification(JoinExpr* join) {
  if (accept(Keyword::kUsing)) {
    expect('(');
    join->using_columns = name_list();
    expect(')');
    if (accept(Keyword::kAs)) join->using_alias = col_id();
    return;
  }
  expect(Keyword::kOn);
  join->quals = a_expr();
}

FromItem* Parser::table_primary() {
  const DepthGuard guard(this);
  const SourcePos where = pos();
  if (at('(')) return paren_table();
  if (accept(Keyword::kLateral)) {
    if (at('(')) {
      const SourcePos select_at = pos();
      return subselect_item(select_with_parens(), select_at, true);
    }
    return function_item(where, true);
  }
  const bool call_word = at_expr_keyword_call();
  if (call_word || (at(Keyword::kRows) && next_is(1, Keyword::kFrom))) {
    return function_item(where, false);
  }
  if (at(Keyword::kOnly)) {
    RangeVar* relation = relation_expr();
    optional_alias(&relation->alias);
    return table_sample(relation);
  }
  // A name: a function if a parenthesis follows.
  if (!at_col_id()) {
    if (at_type_function_name()) return function_item(where, false);
    syntax_error();
  }
  size_t ahead = 1;
  while (next_is(ahead, '.')) ahead += 2;
  if (next_is(ahead, '(')) {
    if (ahead > 1 || at_type_function_name()) return function_item(where, false);
    advance();
    syntax_error();
  }
  RangeVar* relation = relation_expr();
  optional_alias(&relation->alias);
  return table_sample(relation);
}

// Words that begin a function without being a name: CURRENT_DATE, CAST(...), COALESCE(...).
bool Parser::at_expr_keyword_call() {
  switch (peek().keyword) {
    case Keyword::kCurrentDate: case Keyword::kCurrentTime: case Keyword::kCurrentTimestamp:
    case Keyword::kLocaltime: case Keyword::kLocaltimestamp: case Keyword::kCurrentRole:
    case Keyword::kCurrentUser: case Keyword::kSessionUser: case Keyword::kUser:
    case Keyword::kCurrentCatalog: case Keyword::kCurrentSchema: case Keyword::kCast:
      return true;
    case Keyword::kCollation: return next_is(1, Keyword::kFor);
    case Keyword::kExtract: case Keyword::kNormalize: case Keyword::kOverlay:
    case Keyword::kPosition: case Keyword::kSubstring: case Keyword::kTreat: case Keyword::kTrim:
    case Keyword::kNullif: case Keyword::kCoalesce: case Keyword::kGreatest: case Keyword::kLeast:
    case Keyword::kXmlconcat: case Keyword::kXmlelement: case Keyword::kXmlexists:
    case Keyword::kXmlforest: case Keyword::kXmlparse: case Keyword::kXmlpi: case Keyword::kXmlroot:
    case Keyword::kXmlserialize: case Keyword::kXmltable:
      return next_is(1, '(');
    default: return false;
  }
}

// '(' a query or a join ')', without the alias that may follow.
SelectOrJoin Parser::paren_table_contents() {
  const DepthGuard guard(this);
  SelectOrJoin result;
  expect('(');
  if (starts_select(0)) {
    result.select = select_no_parens();
  } else if (at('(') && at_select_in_parens()) {
    // ((SELECT ...) AS a JOIN ...) is a join, ((SELECT ...) UNION ...) a query.
    const SourcePos inner_at = pos();
    const SelectOrJoin inner = paren_table_contents();
    if (inner.select != nullptr && (at(')') || at_select_tail())) {
      result.select = at(')') ? inner.select : select_tail(inner.select, nullptr);
    } else {
      FromItem* left = inner.join;
      if (inner.select != nullptr) {
        if (!at(Keyword::kAs) && !at_col_id() && !at_join()) syntax_error();
        left = subselect_item(inner.select, inner_at, false);
      } else {
        optional_alias(&inner.join->alias);
      }
      result.join = as<JoinExpr>(joins(left));
      if (result.join == nullptr || !result.join->alias.name.empty()) syntax_error();
    }
  } else {
    result.join = as<JoinExpr>(table_ref());
    if (result.join == nullptr || !result.join->alias.name.empty()) syntax_error();
  }
  expect(')');
  return result;
}

FromItem* Parser::paren_table() {
  const SourcePos where = pos();
  const SelectOrJoin contents = paren_table_contents();
  if (contents.select != nullptr) return subselect_item(contents.select, where, false);
  optional_alias(&contents.join->alias);
  return contents.join;
}

FromItem* Parser::subselect_item(SelectStmt* select, SourcePos where, bool lateral) {
  RangeSubselect* item = make<RangeSubselect>(where);
  item->lateral = lateral;
  item->subquery = select;
  if (!optional_alias(&item->alias)) {
    const bool values = !select->values_lists.empty();
    throw_error(Error(sqlstate::syntax_error,
                      values ? "VALUES in FROM must have an alias"
                             : "subquery in FROM must have an alias",
                      where)
                    .with_hint(values ? "For example, FROM (VALUES ...) [AS] foo."
                                      : "For example, FROM (SELECT ...) [AS] foo."));
  }
  return item;
}

// [ONLY] name [*]
RangeVar* Parser::relation_expr() {
  if (accept(Keyword::kOnly)) {
    const bool parens = accept('(');
    RangeVar* relation = qualified_name();
    if (parens) expect(')');
    relation->only = true;
    return relation;
  }
  RangeVar* relation = qualified_name();
  accept('*');
  return relation;
}

// The target of UPDATE and DELETE: SET is no alias there.
RangeVar* Parser::relation_expr_for_change() {
  RangeVar* relation = relation_expr();
  if (accept(Keyword::kAs)) {
    relation->alias.name = col_id();
  } else if (at_col_id() && !at(Keyword::kSet)) {
    relation->alias.name = col_id();
  }
  return relation;
}

bool Parser::optional_alias(Alias* alias) {
  if (accept(Keyword::kAs)) {
    alias->name = col_id();
  } else if (at_col_id()) {
    alias->name = col_id();
  } else {
    return false;
  }
  alias->columns = optional_parenthesised_names();
  return true;
}

FromItem* Parser::table_sample(FromItem* relation) {
  if (!at(Keyword::kTablesample)) return relation;
  advance();
  RangeTableSample* sample = make<RangeTableSample>(pos());
  sample->relation = relation;
  sample->method = function_name();
  expect('(');
  sample->args = expr_list();
  expect(')');
  if (accept(Keyword::kRepeatable)) {
    expect('(');
    sample->repeatable = a_expr();
    expect(')');
  }
  return sample;
}

// A call without window or filter.
Expr* Parser::windowless_call() {
  const SourcePos where = pos();
  if (at(TokenKind::kKeyword)) {
    bool found = false;
    Expr* special = special_call(&found);
    // GROUPING, ROW and EXISTS are expressions, not functions.
    if (found) {
      if (is<GroupingFunc>(special) || is<RowExpr>(special) || is<SubLink>(special)) syntax_error();
      return special;
    }
  }
  NameList name = function_name();
  if (!at('(')) syntax_error();
  return call(std::move(name), where, true);
}

FromItem* Parser::function_item(SourcePos where, bool lateral) {
  if (at(Keyword::kXmltable) && next_is(1, '(')) {
    FromItem* table = xml_table(lateral);
    optional_alias(&static_cast<RangeTableFunc*>(table)->alias);
    return table;
  }
  RangeFunction* item = make<RangeFunction>(where);
  item->lateral = lateral;
  if (at(Keyword::kRows) && next_is(1, Keyword::kFrom)) {
    at_ += 2;
    expect('(');
    item->rows_from = true;
    do {
      RangeFunctionItem function;
      function.call = windowless_call();
      if (accept(Keyword::kAs)) {
        expect('(');
        function.columns = table_func_elements();
        expect(')');
      }
      item->functions.push_back(function);
    } while (accept(','));
    expect(')');
  } else {
    RangeFunctionItem function;
    function.call = windowless_call();
    item->functions.push_back(function);
  }
  if (at(Keyword::kWith) && next_is(1, Keyword::kOrdinality)) {
    at_ += 2;
    item->ordinality = true;
  }
  function_alias(item);
  return item;
}

// [AS] alias [(columns or column definitions)], or AS (column definitions).
void Parser::function_alias(RangeFunction* item) {
  const bool as = accept(Keyword::kAs);
  if (as && at('(')) {
    advance();
    item->columns = table_func_elements();
    expect(')');
    return;
  }
  if (!at_col_id()) {
    if (as) syntax_error();
    return;
  }
  item->alias.name = col_id();
  if (!at('(')) return;
  advance();
  if (next_is(1, ',') || next_is(1, ')')) {
    item->alias.columns = name_list();
  } else {
    item->columns = table_func_elements();
  }
  expect(')');
}

std::vector<ColumnDef*> Parser::table_func_elements() {
  std::vector<ColumnDef*> list;
  do {
    ColumnDef* column = make<ColumnDef>(pos());
    column->name = col_id();
    column->type = type_name();
    column->collate = optional_collate();
    list.push_back(column);
  } while (accept(','));
  return list;
}

}  // namespace rung::parser
