// SELECT, VALUES, TABLE, set operations, WITH, ORDER BY, windows, locking.
#include "parser/parser_impl.h"

namespace rung::parser {

// Whether the token begins a query that is not in parentheses.
bool Parser::starts_select(size_t ahead) {
  const Token& token = soft_peek(ahead);
  switch (token.keyword) {
    case Keyword::kSelect:
    case Keyword::kWith:
    case Keyword::kTable: return true;
    case Keyword::kValues: return next_is(ahead + 1, '(');
    default: return false;
  }
}

// At '(': whether the first thing inside all the parentheses is a query.
bool Parser::at_select_in_parens() {
  size_t ahead = 0;
  while (next_is(ahead, '(')) ++ahead;
  return starts_select(ahead);
}

// A query, in parentheses or not.
SelectStmt* Parser::select_stmt() { return select_no_parens(); }

SelectStmt* Parser::select_no_parens() {
  const DepthGuard guard(this);
  WithClause* with = at(Keyword::kWith) ? with_clause() : nullptr;
  return select_tail(select_clause(), with);
}

SelectStmt* Parser::select_with_parens() {
  if (!at('(')) syntax_error();
  if (!at_select_in_parens()) {
    // Fails at the token that cannot begin a query.
    while (at('(')) advance();
    accept(Keyword::kValues);
    syntax_error();
  }
  const SelectOrExpr contents = paren_contents();
  if (contents.select == nullptr) syntax_error();
  return contents.select;
}

// A simple query or one in parentheses.
SelectStmt* Parser::select_clause() {
  if (at('(')) return select_with_parens();
  return simple_select();
}

bool Parser::at_select_tail() {
  switch (peek().keyword) {
    case Keyword::kUnion: case Keyword::kIntersect: case Keyword::kExcept: case Keyword::kOrder:
    case Keyword::kLimit: case Keyword::kOffset: case Keyword::kFetch: case Keyword::kFor:
      return true;
    default: return false;
  }
}

// What follows the first operand: set operations, then ORDER BY, LIMIT and locking.
SelectStmt* Parser::select_tail(SelectStmt* left, WithClause* with) {
  SelectStmt* select = set_operations(left, 0);
  select_options(select, with);
  return select;
}

SelectStmt* Parser::set_operations(SelectStmt* left, int min_precedence) {
  const DepthGuard guard(this);
  for (;;) {
    SetOperation op = SetOperation::kNone;
    int precedence = 1;
    if (at(Keyword::kUnion)) {
      op = SetOperation::kUnion;
    } else if (at(Keyword::kExcept)) {
      op = SetOperation::kExcept;
    } else if (at(Keyword::kIntersect)) {
      op = SetOperation::kIntersect;
      precedence = 2;
    }
    if (op == SetOperation::kNone || precedence < min_precedence) return left;
    SelectStmt* node = make<SelectStmt>(left->pos);
    advance();
    node->op = op;
    node->all = accept(Keyword::kAll);
    if (!node->all) accept(Keyword::kDistinct);
    node->left = left;
    node->right = set_operations(select_clause(), precedence + 1);
    left = node;
  }
}

Expr* Parser::optional_where() { return accept(Keyword::kWhere) ? a_expr() : nullptr; }

SelectStmt* Parser::simple_select() {
  SelectStmt* select = make<SelectStmt>(pos());
  if (at(Keyword::kValues)) return values_clause();
  if (accept(Keyword::kTable)) {
    const SourcePos where = pos();
    RangeVar* relation = relation_expr();
    ColumnRef* star = make<ColumnRef>(kNoPos);
    star->star = true;
    ResTarget* all = make<ResTarget>(kNoPos);
    all->value = star;
    static_cast<void>(where);
    select->targets.push_back(all);
    select->from.push_back(relation);
    return select;
  }
  expect(Keyword::kSelect);
  bool targets_required = false;
  if (accept(Keyword::kDistinct)) {
    select->distinct = true;
    targets_required = true;
    if (accept(Keyword::kOn)) {
      expect('(');
      select->distinct_on = expr_list();
      expect(')');
    }
  } else {
    accept(Keyword::kAll);
  }
  const bool ends = [&] {
    if (at(';') || at(')') || at(TokenKind::kEnd)) return true;
    switch (peek().keyword) {
      case Keyword::kInto: case Keyword::kFrom: case Keyword::kWhere: case Keyword::kGroup:
      case Keyword::kHaving: case Keyword::kWindow: case Keyword::kUnion:
      case Keyword::kIntersect: case Keyword::kExcept: case Keyword::kOrder: case Keyword::kLimit:
      case Keyword::kOffset: case Keyword::kFetch: case Keyword::kFor: case Keyword::kWith:
      case Keyword::kOn: case Keyword::kCreate: case Keyword::kGrant:
        return true;
      default: return false;
    }
  }();
  if (!ends || targets_required) select->targets = target_list();
  if (at(Keyword::kInto)) select->into = into_clause();
  if (accept(Keyword::kFrom)) select->from = from_list();
  select->where = optional_where();
  if (at(Keyword::kGroup)) {
    advance();
    expect(Keyword::kBy);
    if (accept(Keyword::kDistinct)) {
      select->group_distinct = true;
    } else {
      accept(Keyword::kAll);
    }
    select->group_by = group_by_list();
  }
  if (accept(Keyword::kHaving)) select->having = a_expr();
  if (accept(Keyword::kWindow)) select->windows = window_clause();
  return select;
}

SelectStmt* Parser::values_clause() {
  SelectStmt* select = make<SelectStmt>(pos());
  expect(Keyword::kValues);
  do {
    expect('(');
    select->values_lists.push_back(expr_list());
    expect(')');
  } while (accept(','));
  return select;
}

std::vector<ResTarget*> Parser::target_list() {
  std::vector<ResTarget*> list;
  do {
    list.push_back(target());
  } while (accept(','));
  return list;
}

ResTarget* Parser::target() {
  ResTarget* node = make<ResTarget>(pos());
  if (at('*')) {
    ColumnRef* star = make<ColumnRef>(pos());
    star->star = true;
    advance();
    node->value = star;
    return node;
  }
  const bool outer_label_context = label_context_;
  label_context_ = true;
  node->value = a_expr();
  label_context_ = outer_label_context;
  if (accept(Keyword::kAs)) {
    node->name = col_label();
  } else if (at_bare_label()) {
    node->name = take_word();
  }
  return node;
}

// INTO [TEMPORARY | UNLOGGED] [TABLE] name
IntoClause* Parser::into_clause() {
  IntoClause* into = make<IntoClause>(pos());
  expect(Keyword::kInto);
  Persistence persistence = Persistence::kPermanent;
  const bool scoped = (at(Keyword::kLocal) || at(Keyword::kGlobal)) &&
                      (next_is(1, Keyword::kTemporary) || next_is(1, Keyword::kTemp));
  if (scoped) advance();
  // TEMP and UNLOGGED are unreserved: alone they are the table's name.
  const bool name_follows = next_is(1, TokenKind::kIdent) || next_is(1, Keyword::kTable) ||
                            (next_is(1, TokenKind::kKeyword) &&
                             keyword_category(soft_peek(1).keyword) <= KeywordCategory::kColName);
  if (scoped || ((at(Keyword::kTemporary) || at(Keyword::kTemp)) && name_follows)) {
    advance();
    persistence = Persistence::kTemporary;
  } else if (at(Keyword::kUnlogged) && name_follows) {
    advance();
    persistence = Persistence::kUnlogged;
  }
  accept(Keyword::kTable);
  into->relation = qualified_name();
  into->relation->persistence = persistence;
  return into;
}

std::vector<Expr*> Parser::group_by_list() {
  std::vector<Expr*> list;
  do {
    list.push_back(group_by_item());
  } while (accept(','));
  return list;
}

Expr* Parser::group_by_item() {
  const DepthGuard guard(this);
  const SourcePos where = pos();
  const auto set = [&](GroupingSetKind kind) {
    GroupingSet* node = make<GroupingSet>(where);
    node->set_kind = kind;
    return node;
  };
  if (at('(') && next_is(1, ')')) {
    at_ += 2;
    return set(GroupingSetKind::kEmpty);
  }
  if ((at(Keyword::kCube) || at(Keyword::kRollup)) && next_is(1, '(')) {
    GroupingSet* node =
        set(at(Keyword::kCube) ? GroupingSetKind::kCube : GroupingSetKind::kRollup);
    at_ += 2;
    node->content = expr_list();
    expect(')');
    return node;
  }
  if (at(Keyword::kGrouping) && next_is(1, Keyword::kSets)) {
    GroupingSet* node = set(GroupingSetKind::kSets);
    at_ += 2;
    expect('(');
    node->content = group_by_list();
    expect(')');
    return node;
  }
  return a_expr();
}

std::vector<SortBy*> Parser::optional_order_by() {
  if (!at(Keyword::kOrder)) return {};
  return order_by();
}

std::vector<SortBy*> Parser::order_by() {
  expect(Keyword::kOrder);
  expect(Keyword::kBy);
  std::vector<SortBy*> list;
  do {
    list.push_back(sort_by());
  } while (accept(','));
  return list;
}

SortBy* Parser::sort_by() {
  SortBy* sort = make<SortBy>(kNoPos);
  sort->expr = a_expr();
  if (accept(Keyword::kAsc)) {
    sort->direction = SortDirection::kAsc;
  } else if (accept(Keyword::kDesc)) {
    sort->direction = SortDirection::kDesc;
  } else if (accept(Keyword::kUsing)) {
    sort->direction = SortDirection::kUsing;
    sort->pos = pos();
    sort->using_op = qual_all_op();
  }
  if (at(Keyword::kNulls) && (next_is(1, Keyword::kFirst) || next_is(1, Keyword::kLast))) {
    sort->nulls = next_is(1, Keyword::kFirst) ? SortNulls::kFirst : SortNulls::kLast;
    at_ += 2;
  }
  return sort;
}

// The count of FETCH FIRST: c_expr, or a signed number.
Expr* Parser::fetch_count() {
  if (at('+') || at('-')) {
    const SourcePos where = pos();
    const bool minus = at('-');
    advance();
    if (!at(TokenKind::kInteger) && !at(TokenKind::kFloat)) syntax_error();
    Expr* number = c_expr();
    if (minus) return negate(number, where);
    return op_expr(OpExprKind::kOp, "+", nullptr, number, where);
  }
  return c_expr();
}

void Parser::select_limit(SelectStmt* select, bool* has_limit, bool* has_offset) {
  const SourcePos where = pos();
  const auto refuse_second = [&](bool already, const char* what) {
    if (!already) return;
    throw_error(sqlstate::syntax_error, std::string("multiple ") + what + " clauses not allowed",
                where);
  };
  if (at(Keyword::kOffset)) {
    if (*has_offset) syntax_error();
    *has_offset = true;
    advance();
    Expr* offset = a_expr();
    accept(Keyword::kRow) || accept(Keyword::kRows);
    refuse_second(select->offset != nullptr, "OFFSET");
    select->offset = offset;
    return;
  }
  if (*has_limit) syntax_error();
  *has_limit = true;
  Expr* limit = nullptr;
  LimitOption option = LimitOption::kCount;
  if (accept(Keyword::kLimit)) {
    const SourcePos value_at = pos();
    if (accept(Keyword::kAll)) {
      limit = make<Constant>(value_at);
    } else {
      limit = a_expr();
    }
    if (at(',')) {
      advance();
      a_expr();
      throw_error(Error(sqlstate::syntax_error, "LIMIT #,# syntax is not supported", where)
                      .with_hint("Use separate LIMIT and OFFSET clauses."));
    }
  } else {
    expect(Keyword::kFetch);
    if (!accept(Keyword::kFirst)) expect(Keyword::kNext);
    const bool row_twice = next_is(1, Keyword::kRow) || next_is(1, Keyword::kRows);
    if ((at(Keyword::kRow) || at(Keyword::kRows)) && !row_twice) {
      limit = integer_node(1, kNoPos);
    } else {
      limit = fetch_count();
    }
    if (!accept(Keyword::kRow)) expect(Keyword::kRows);
    if (accept(Keyword::kWith)) {
      expect(Keyword::kTies);
      option = LimitOption::kWithTies;
    } else {
      expect(Keyword::kOnly);
    }
  }
  refuse_second(select->limit != nullptr, "LIMIT");
  select->limit = limit;
  select->limit_option = option;
}

LockingClause* Parser::locking_clause(bool* read_only) {
  LockingClause* lock = make<LockingClause>(pos());
  expect(Keyword::kFor);
  if (accept(Keyword::kRead)) {
    expect(Keyword::kOnly);
    *read_only = true;
    return nullptr;
  }
  if (accept(Keyword::kUpdate)) {
    lock->strength = LockStrength::kForUpdate;
  } else if (accept(Keyword::kShare)) {
    lock->strength = LockStrength::kForShare;
  } else if (accept(Keyword::kNo)) {
    expect(Keyword::kKey);
    expect(Keyword::kUpdate);
    lock->strength = LockStrength::kForNoKeyUpdate;
  } else {
    expect(Keyword::kKey);
    expect(Keyword::kShare);
    lock->strength = LockStrength::kForKeyShare;
  }
  if (accept(Keyword::kOf)) lock->relations = qualified_name_list();
  if (accept(Keyword::kNowait)) {
    lock->wait = LockWait::kError;
  } else if (accept(Keyword::kSkip)) {
    expect(Keyword::kLocked);
    lock->wait = LockWait::kSkip;
  }
  return lock;
}

// ORDER BY, LIMIT, OFFSET, FETCH and FOR UPDATE, and the WITH read before, put onto the query.
void Parser::select_options(SelectStmt* select, WithClause* with) {
  if (at(Keyword::kOrder)) {
    const SourcePos where = pos();
    std::vector<SortBy*> sort = order_by();
    if (!select->order_by.empty()) {
      throw_error(sqlstate::syntax_error, "multiple ORDER BY clauses not allowed",
                  sort[0]->expr->pos != kNoPos ? sort[0]->expr->pos : where);
    }
    select->order_by = std::move(sort);
  }
  bool has_limit = false;
  bool has_offset = false;
  bool locked = false;
  bool limit_closed = false;  // limit, locking, limit is not allowed
  std::vector<LockingClause*> locks;
  for (;;) {
    if (at(Keyword::kLimit) || at(Keyword::kOffset) || at(Keyword::kFetch)) {
      if (limit_closed) syntax_error();
      select_limit(select, &has_limit, &has_offset);
    } else if (at(Keyword::kFor)) {
      if (locked && limit_closed) syntax_error();
      bool read_only = false;
      do {
        LockingClause* lock = locking_clause(&read_only);
        if (lock != nullptr) locks.push_back(lock);
      } while (at(Keyword::kFor) && !read_only);
      if (locked) syntax_error();
      locked = true;
      limit_closed = has_limit || has_offset;
    } else {
      break;
    }
  }
  select->locking.insert(select->locking.end(), locks.begin(), locks.end());
  if (select->limit_option == LimitOption::kWithTies) {
    if (select->order_by.empty()) {
      throw_error(sqlstate::syntax_error, "WITH TIES cannot be specified without ORDER BY clause");
    }
    for (const LockingClause* lock : select->locking) {
      if (lock->wait == LockWait::kSkip) {
        throw_error(sqlstate::syntax_error,
                    "SKIP LOCKED and WITH TIES options cannot be used together");
      }
    }
  }
  if (with != nullptr) {
    if (select->with != nullptr) {
      throw_error(sqlstate::syntax_error, "multiple WITH clauses not allowed", with->pos);
    }
    select->with = with;
  }
}

// ---- Windows ------------------------------------------------------------------------------------

std::vector<WindowDef*> Parser::window_clause() {
  std::vector<WindowDef*> list;
  do {
    const SourcePos where = pos();
    const std::string_view name = col_id();
    static_cast<void>(where);
    expect(Keyword::kAs);
    WindowDef* window = make<WindowDef>(pos());
    window_body(window);
    window->name = name;
    list.push_back(window);
  } while (accept(','));
  return list;
}

// OVER name, or OVER (...).
WindowDef* Parser::over_clause() {
  expect(Keyword::kOver);
  WindowDef* window = make<WindowDef>(pos());
  if (at('(')) {
    window_body(window);
  } else {
    window->name = col_id();
  }
  return window;
}

void Parser::window_body(WindowDef* window) {
  expect('(');
  const bool part_follows = at(Keyword::kPartition) || at(Keyword::kRange) || at(Keyword::kRows) ||
                            at(Keyword::kGroups);
  if (!part_follows && at_col_id()) window->ref_name = col_id();
  if (accept(Keyword::kPartition)) {
    expect(Keyword::kBy);
    window->partition_by = expr_list();
  }
  window->order_by = optional_order_by();
  if (at(Keyword::kRange) || at(Keyword::kRows) || at(Keyword::kGroups)) {
    window->has_frame = true;
    window->mode = at(Keyword::kRange)  ? FrameMode::kRange
                   : at(Keyword::kRows) ? FrameMode::kRows
                                        : FrameMode::kGroups;
    advance();
    window->has_between = accept(Keyword::kBetween);
    const SourcePos start_at = pos();
    window->start = frame_bound();
    const auto refuse = [](const char* message, SourcePos where) {
      throw_error(sqlstate::windowing_error, message, where);
    };
    using Bound = FrameBoundKind;
    if (window->start.kind == Bound::kUnboundedFollowing) {
      refuse("frame start cannot be UNBOUNDED FOLLOWING", start_at);
    }
    if (window->has_between) {
      expect(Keyword::kAnd);
      const SourcePos end_at = pos();
      window->end = frame_bound();
      if (window->end.kind == Bound::kUnboundedPreceding) {
        refuse("frame end cannot be UNBOUNDED PRECEDING", end_at);
      }
      if (window->start.kind == Bound::kCurrentRow && window->end.kind == Bound::kPreceding) {
        refuse("frame starting from current row cannot have preceding rows", end_at);
      }
      if (window->start.kind == Bound::kFollowing &&
          (window->end.kind == Bound::kPreceding || window->end.kind == Bound::kCurrentRow)) {
        refuse("frame starting from following row cannot have preceding rows", end_at);
      }
    } else if (window->start.kind == Bound::kFollowing) {
      refuse("frame starting from following row cannot end with current row", start_at);
    }
    if (accept(Keyword::kExclude)) {
      if (accept(Keyword::kCurrent)) {
        expect(Keyword::kRow);
        window->exclusion = FrameExclusion::kCurrentRow;
      } else if (accept(Keyword::kGroup)) {
        window->exclusion = FrameExclusion::kGroup;
      } else if (accept(Keyword::kTies)) {
        window->exclusion = FrameExclusion::kTies;
      } else {
        expect(Keyword::kNo);
        expect(Keyword::kOthers);
      }
    }
  }
  expect(')');
}

FrameBound Parser::frame_bound() {
  FrameBound bound;
  if (at(Keyword::kUnbounded) &&
      (next_is(1, Keyword::kPreceding) || next_is(1, Keyword::kFollowing))) {
    advance();
    bound.kind = at(Keyword::kPreceding) ? FrameBoundKind::kUnboundedPreceding
                                         : FrameBoundKind::kUnboundedFollowing;
    advance();
    return bound;
  }
  if (at(Keyword::kCurrent) && next_is(1, Keyword::kRow)) {
    at_ += 2;
    bound.kind = FrameBoundKind::kCurrentRow;
    return bound;
  }
  bound.offset = a_expr();
  bound.kind = FrameBoundKind::kPreceding;
  if (!accept(Keyword::kPreceding)) {
    expect(Keyword::kFollowing);
    bound.kind = FrameBoundKind::kFollowing;
  }
  return bound;
}

// ---- WITH ---------------------------------------------------------------------------------------

WithClause* Parser::with_clause() {
  WithClause* with = make<WithClause>(pos());
  expect(Keyword::kWith);
  // RECURSIVE is unreserved: WITH recursive AS (...) names a query so.
  if (at(Keyword::kRecursive) && !next_is(1, Keyword::kAs) && !next_is(1, '(')) {
    advance();
    with->recursive = true;
  }
  do {
    with->ctes.push_back(common_table_expr());
  } while (accept(','));
  return with;
}

CommonTableExpr* Parser::common_table_expr() {
  CommonTableExpr* cte = make<CommonTableExpr>(pos());
  cte->name = col_id();
  cte->columns = optional_parenthesised_names();
  expect(Keyword::kAs);
  if (accept(Keyword::kMaterialized)) {
    cte->materialize = CteMaterialize::kAlways;
  } else if (accept(Keyword::kNot)) {
    expect(Keyword::kMaterialized);
    cte->materialize = CteMaterialize::kNever;
  }
  expect('(');
  cte->query = preparable_stmt();
  expect(')');
  if (at(Keyword::kSearch)) {
    cte->search.given = true;
    cte->search.pos = pos();
    advance();
    cte->search.breadth_first = accept(Keyword::kBreadth);
    if (!cte->search.breadth_first) expect(Keyword::kDepth);
    expect(Keyword::kFirst);
    expect(Keyword::kBy);
    cte->search.columns = name_list();
    expect(Keyword::kSet);
    cte->search.sequence_column = col_id();
  }
  if (at(Keyword::kCycle)) {
    cte->cycle.given = true;
    cte->cycle.pos = pos();
    advance();
    cte->cycle.columns = name_list();
    expect(Keyword::kSet);
    cte->cycle.mark_column = col_id();
    if (accept(Keyword::kTo)) {
      cte->cycle.mark_value = c_expr();
      expect(Keyword::kDefault);
      cte->cycle.mark_default = c_expr();
    }
    expect(Keyword::kUsing);
    cte->cycle.path_column = col_id();
  }
  return cte;
}

}  // namespace rung::parser
