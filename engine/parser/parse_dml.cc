// INSERT, UPDATE, DELETE, MERGE.
#include "parser/parser_impl.h"

namespace rung::parser {

bool Parser::at_preparable() {
  switch (peek().keyword) {
    case Keyword::kSelect: case Keyword::kValues: case Keyword::kTable: case Keyword::kWith:
    case Keyword::kInsert: case Keyword::kUpdate: case Keyword::kDelete: case Keyword::kMerge:
      return true;
    default: return at('(');
  }
}

// A statement that reads or changes rows.
Stmt* Parser::preparable_stmt() {
  const DepthGuard guard(this);
  if (at('(')) return select_no_parens();
  WithClause* with = at(Keyword::kWith) ? with_clause() : nullptr;
  return statement_with(with);
}

Stmt* Parser::statement_with(WithClause* with) {
  switch (peek().keyword) {
    case Keyword::kInsert: return insert_stmt(with);
    case Keyword::kUpdate: return update_stmt(with);
    case Keyword::kDelete: return delete_stmt(with);
    case Keyword::kMerge: return merge_stmt(with);
    case Keyword::kSelect:
    case Keyword::kValues:
    case Keyword::kTable: return select_tail(select_clause(), with);
    default:
      if (!at('(')) syntax_error();
      return select_tail(select_clause(), with);
  }
}

std::vector<ResTarget*> Parser::returning() {
  if (!accept(Keyword::kReturning)) return {};
  return target_list();
}

Overriding Parser::overriding() {
  if (!accept(Keyword::kOverriding)) return Overriding::kNone;
  Overriding result = Overriding::kUserValue;
  if (accept(Keyword::kSystem)) {
    result = Overriding::kSystemValue;
  } else {
    expect(Keyword::kUser);
  }
  expect(Keyword::kValue);
  return result;
}

ResTarget* Parser::insert_column() {
  ResTarget* column = make<ResTarget>(pos());
  column->name = col_id();
  while (indirection_elem(&column->indirection, true)) {
  }
  return column;
}

InsertStmt* Parser::insert_stmt(WithClause* with) {
  InsertStmt* insert = make<InsertStmt>(pos());
  insert->with = with;
  expect(Keyword::kInsert);
  expect(Keyword::kInto);
  insert->relation = qualified_name();
  if (accept(Keyword::kAs)) insert->relation->alias.name = col_id();
  if (at(Keyword::kDefault)) {
    advance();
    expect(Keyword::kValues);
  } else {
    if (at('(') && !at_select_in_parens()) {
      advance();
      do {
        insert->columns.push_back(insert_column());
      } while (accept(','));
      expect(')');
    }
    insert->overriding = overriding();
    insert->source = at(Keyword::kValues) ? literal_rows() : nullptr;
    if (insert->source == nullptr) insert->source = select_stmt();
  }
  if (at(Keyword::kOn)) insert->on_conflict = on_conflict();
  insert->returning = returning();
  return insert;
}

// VALUES of nothing but literals, as loads of many rows have them, straight from the lexer: no node
// and no kept token for each. Null, with nothing taken, when the rows are anything else.
SelectStmt* Parser::literal_rows() {
  if (tokens_.size() != at_ + 1) return nullptr;  // something behind VALUES has been looked at
  const uint32_t begin = peek().begin;
  SelectStmt* select = make<SelectStmt>(begin);
  std::vector<Literal>& cells = select->literals;
  size_t rows = 0;
  uint32_t after = begin;
  const auto is_self = [](const Token& token, char c) {
    return token.kind == TokenKind::kSelf && token.self == c;
  };
  const auto read = [&]() -> bool {
    for (;;) {
      if (!is_self(lexer_.next(), '(')) return false;
      const size_t first = cells.size();
      for (;;) {
        Literal cell;
        Token token = lexer_.next();
        if (is_self(token, '-')) {
          cell.negative = true;
          token = lexer_.next();
          if (token.kind != TokenKind::kInteger && token.kind != TokenKind::kFloat) return false;
        }
        switch (token.kind) {
          case TokenKind::kInteger:
            cell.kind = LiteralKind::kInteger;
            cell.integer = token.integer;
            break;
          case TokenKind::kFloat:
            cell.kind = LiteralKind::kNumber;
            cell.text = token.text;
            break;
          case TokenKind::kString:
            cell.kind = LiteralKind::kString;
            cell.text = token.text;
            break;
          case TokenKind::kKeyword:
            if (token.keyword == Keyword::kNull) {
              cell.kind = LiteralKind::kNull;
            } else if (token.keyword == Keyword::kTrue) {
              cell.kind = LiteralKind::kTrue;
            } else if (token.keyword == Keyword::kFalse) {
              cell.kind = LiteralKind::kFalse;
            } else {
              return false;
            }
            break;
          default: return false;
        }
        cells.push_back(cell);
        token = lexer_.next();
        if (is_self(token, ')')) break;
        if (!is_self(token, ',')) return false;
      }
      if (rows++ == 0) {
        select->literal_columns = cells.size();
      } else if (cells.size() - first != select->literal_columns) {
        return false;
      }
      after = lexer_.offset();
      const Token token = lexer_.next();
      if (is_self(token, ',')) continue;
      if (rows < 2) return false;
      const bool ends = token.kind == TokenKind::kEnd || is_self(token, ';') ||
                        token.keyword == Keyword::kOn || token.keyword == Keyword::kReturning;
      if (ends) lexer_.seek(after);
      return ends;
    }
  };
  const uint32_t behind = lexer_.offset();
  bool good = false;
  try {
    good = read();
  } catch (const SqlError&) {
    // Reported by the ordinary way, in its place.
  }
  if (!good) {
    lexer_.seek(behind);
    return nullptr;
  }
  // VALUES stands for its rows where a statement's end is asked for.
  Token* values = arena_->make<Token>(*tokens_[at_]);
  values->end = after;
  tokens_[at_] = values;
  advance();
  select->literal_source = lexer_.source();
  select->literal_begin = begin;
  return select;
}

SelectStmt* Parser::values_at(uint32_t begin) {
  lexer_.seek(begin);
  return values_clause();
}

SelectStmt* literal_rows_as_lists(const SelectStmt& source, Arena& arena) {
  SelectStmt* select = Parser(source.literal_source, arena, nullptr).values_at(source.literal_begin);
  select->with = source.with;
  return select;
}

OnConflictClause* Parser::on_conflict() {
  OnConflictClause* clause = make<OnConflictClause>(pos());
  expect(Keyword::kOn);
  expect(Keyword::kConflict);
  if (at('(')) {
    clause->has_target = true;
    clause->target_pos = pos();
    advance();
    clause->columns = index_elems();
    expect(')');
    clause->target_where = optional_where();
  } else if (at(Keyword::kOn)) {
    clause->has_target = true;
    clause->target_pos = pos();
    advance();
    expect(Keyword::kConstraint);
    clause->constraint = col_id();
  }
  expect(Keyword::kDo);
  if (accept(Keyword::kNothing)) {
    clause->action = OnConflictAction::kNothing;
    return clause;
  }
  expect(Keyword::kUpdate);
  expect(Keyword::kSet);
  clause->action = OnConflictAction::kUpdate;
  clause->set = set_list();
  clause->where = optional_where();
  return clause;
}

std::vector<ResTarget*> Parser::set_list() {
  std::vector<ResTarget*> list;
  do {
    set_clause(&list);
  } while (accept(','));
  return list;
}

// column = value, or (columns) = row
void Parser::set_clause(std::vector<ResTarget*>* list) {
  if (!at('(')) {
    ResTarget* target = insert_column();
    expect('=');
    target->value = a_expr();
    list->push_back(target);
    return;
  }
  advance();
  std::vector<ResTarget*> targets;
  do {
    targets.push_back(insert_column());
  } while (accept(','));
  expect(')');
  expect('=');
  Expr* source = a_expr();
  int32_t column = 0;
  for (ResTarget* target : targets) {
    MultiAssignRef* ref = make<MultiAssignRef>(kNoPos);
    ref->source = source;
    ref->column = ++column;
    ref->column_count = static_cast<int32_t>(targets.size());
    target->value = ref;
    list->push_back(target);
  }
}

Expr* Parser::where_or_current() {
  if (!accept(Keyword::kWhere)) return nullptr;
  if (at(Keyword::kCurrent) && next_is(1, Keyword::kOf)) {
    CurrentOf* current = make<CurrentOf>(pos());
    at_ += 2;
    current->cursor = col_id();
    return current;
  }
  return a_expr();
}

UpdateStmt* Parser::update_stmt(WithClause* with) {
  UpdateStmt* update = make<UpdateStmt>(pos());
  update->with = with;
  expect(Keyword::kUpdate);
  update->relation = relation_expr_for_change();
  expect(Keyword::kSet);
  update->set = set_list();
  if (accept(Keyword::kFrom)) update->from = from_list();
  update->where = where_or_current();
  update->returning = returning();
  return update;
}

DeleteStmt* Parser::delete_stmt(WithClause* with) {
  DeleteStmt* del = make<DeleteStmt>(pos());
  del->with = with;
  expect(Keyword::kDelete);
  expect(Keyword::kFrom);
  del->relation = relation_expr_for_change();
  if (accept(Keyword::kUsing)) del->using_items = from_list();
  del->where = where_or_current();
  del->returning = returning();
  return del;
}

MergeStmt* Parser::merge_stmt(WithClause* with) {
  MergeStmt* merge = make<MergeStmt>(pos());
  merge->with = with;
  expect(Keyword::kMerge);
  expect(Keyword::kInto);
  merge->relation = relation_expr_for_change();
  expect(Keyword::kUsing);
  merge->source = table_ref();
  expect(Keyword::kOn);
  merge->join_condition = a_expr();
  do {
    merge->whens.push_back(merge_when());
  } while (at(Keyword::kWhen));
  return merge;
}

MergeWhenClause* Parser::merge_when() {
  MergeWhenClause* when = make<MergeWhenClause>(pos());
  expect(Keyword::kWhen);
  when->matched = !accept(Keyword::kNot);
  expect(Keyword::kMatched);
  if (accept(Keyword::kAnd)) when->condition = a_expr();
  expect(Keyword::kThen);
  if (accept(Keyword::kDo)) {
    expect(Keyword::kNothing);
    return when;
  }
  if (when->matched) {
    if (accept(Keyword::kDelete)) {
      when->action = MergeAction::kDelete;
      return when;
    }
    expect(Keyword::kUpdate);
    expect(Keyword::kSet);
    when->action = MergeAction::kUpdate;
    when->targets = set_list();
    return when;
  }
  expect(Keyword::kInsert);
  when->action = MergeAction::kInsert;
  if (at(Keyword::kDefault)) {
    advance();
    expect(Keyword::kValues);
    return when;
  }
  if (accept('(')) {
    do {
      when->targets.push_back(insert_column());
    } while (accept(','));
    expect(')');
  }
  when->overriding = overriding();
  expect(Keyword::kValues);
  expect('(');
  when->values = expr_list();
  expect(')');
  return when;
}

}  // namespace rung::parser
