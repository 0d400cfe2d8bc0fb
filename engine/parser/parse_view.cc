// Views and materialized views.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE ... VIEW has been read.
Stmt* Parser::create_view(SourcePos where, Persistence persistence, bool replace, bool recursive) {
  ViewStmt* view = make<ViewStmt>(where);
  view->replace = replace;
  view->view = qualified_name();
  view->view->persistence = persistence;
  if (recursive) {
    expect('(');
    view->columns = name_list();
    expect(')');
  } else {
    view->columns = optional_parenthesised_names();
  }
  if (accept(Keyword::kWith)) view->options = rel_options();
  expect(Keyword::kAs);
  view->query = select_stmt();
  if (recursive) {
    // The view's query becomes the recursive member of a WITH of the view's own name.
    CommonTableExpr* cte = make<CommonTableExpr>(view->view->pos);
    cte->name = view->view->name;
    cte->columns = view->columns;
    cte->query = view->query;
    WithClause* with = make<WithClause>(view->view->pos);
    with->recursive = true;
    with->ctes.push_back(cte);
    SelectStmt* outer = make<SelectStmt>(view->query->pos);
    outer->with = with;
    for (const std::string_view column : view->columns) {
      ColumnRef* ref = make<ColumnRef>(kNoPos);
      ref->fields.push_back(column);
      ResTarget* target = make<ResTarget>(kNoPos);
      target->value = ref;
      outer->targets.push_back(target);
    }
    RangeVar* from = make<RangeVar>(kNoPos);
    from->name = view->view->name;
    outer->from.push_back(from);
    view->query = outer;
  }
  if (at(Keyword::kWith)) {
    const SourcePos option_at = pos();
    advance();
    view->check_option = ViewCheckOption::kCascaded;
    if (accept(Keyword::kLocal)) {
      view->check_option = ViewCheckOption::kLocal;
    } else {
      accept(Keyword::kCascaded);
    }
    expect(Keyword::kCheck);
    expect(Keyword::kOption);
    if (recursive) {
      throw_error(sqlstate::feature_not_supported,
                  "WITH CHECK OPTION not supported on recursive views", option_at);
    }
  }
  return view;
}

// CREATE [UNLOGGED] MATERIALIZED VIEW has been read.
Stmt* Parser::create_mat_view(SourcePos where, bool unlogged) {
  CreateTableAsStmt* create = make<CreateTableAsStmt>(where);
  create->object = ObjectKind::kMatView;
  create->if_not_exists = if_not_exists();
  IntoClause* into = make<IntoClause>(pos());
  into->relation = qualified_name();
  if (unlogged) into->relation->persistence = Persistence::kUnlogged;
  into->columns = optional_parenthesised_names();
  if (accept(Keyword::kUsing)) into->access_method = col_id();
  if (accept(Keyword::kWith)) into->options = rel_options();
  if (accept(Keyword::kTablespace)) into->tablespace = col_id();
  expect(Keyword::kAs);
  create->into = into;
  create->query = select_stmt();
  if (accept(Keyword::kWith)) {
    into->with_no_data = accept(Keyword::kNo);
    expect(Keyword::kData);
  }
  return create;
}

// REFRESH has not been read.
Stmt* Parser::refresh_mat_view(SourcePos where) {
  RefreshMatViewStmt* refresh = make<RefreshMatViewStmt>(where);
  expect(Keyword::kRefresh);
  expect(Keyword::kMaterialized);
  expect(Keyword::kView);
  refresh->concurrently = accept(Keyword::kConcurrently);
  refresh->relation = qualified_name();
  if (accept(Keyword::kWith)) {
    refresh->skip_data = accept(Keyword::kNo);
    expect(Keyword::kData);
  }
  return refresh;
}

}  // namespace rung::parser
