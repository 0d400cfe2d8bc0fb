// Deparser: the one that prints. Private to deparse_*.cc; the interface is deparse.h.
//
// Layout follows PostgreSQL's: keywords that begin a clause start a line, indented by the nesting of
// queries (steps of 8, offsets as named below); `indented` is on for everything the catalog
// functions print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "planner/deparse.h"

namespace rung::planner {

class Deparser {
 public:
  explicit Deparser(DeparseContext& context) : context_(context) {}

  // The columns of `relation` are varno 1; with `old_new`, varno 1 is OLD and varno 2 NEW.
  void over_relation(const catalog::Relation* relation) { relation_ = relation; }
  void over_old_and_new(const catalog::Relation* relation) {
    relation_ = relation;
    old_new_ = true;
  }
  void value_name(std::string_view name) { value_name_ = name; }
  // One more query level, innermost last: its range table names the Vars (plans).
  void over_query(const Query* query, bool prefix) { scopes_.push_back({query, prefix}); }

  void indent(int steps) { indent_ = steps; }  // of what follows
  // `show_implicit`: print implicit casts, as operands and arguments need to be read back alike.
  void expression(const Expr& e, bool show_implicit);
  void query(const Query& q, const std::vector<std::string>* column_names, bool prefix_always);
  // One that is read by its columns' names (`shows_unnamed`), or not.
  void inner_query(const Query& q, bool prefix_always, bool shows_unnamed);
  std::string take() { return std::move(out_); }
  void constant(const Expr& e, bool with_type);

 private:
  struct Scope {  // one query level, for Vars
    const Query* query;
    bool prefix;
    std::vector<std::string> names = {};  // of the range table's entries; empty: as written
  };
  // What the entries of a query's range table are called: a name that an enclosing query or an
  // earlier entry has gets a number, as PostgreSQL gives it.
  std::vector<std::string> entry_names(const Query& q);
  std::string entry_name(const Scope& scope, const Rte& rte) const;
  std::string plain_name(const Rte& rte) const;

  // Expressions (deparse_expr.cc).
  void operand(const Expr& parent, const Expr& e, bool show_implicit);
  bool is_simple(const Expr& e, const Expr& parent) const;
  void list(const std::vector<Expr*>& items, bool show_implicit);
  void partition_bound(const Expr& e);
  void variable(const Expr& e);
  void relation_variable(const Expr& e);
  void coercion(const Expr& e, const Expr& arg, Oid type, int32_t typmod);
  void case_expression(const Expr& e);
  void sub_link(const Expr& e);
  void subscript(const Expr& e);
  std::string column_name(const Rte& rte, int32_t attno);
  std::string field_name(const Expr& select) const;

  // Calls (deparse_call.cc).
  void function_call(const Expr& e, bool show_implicit);
  bool sql_syntax_call(const Expr& e, std::string_view name);
  bool xml_call(const Expr& e, std::string_view name);  // deparse_xml.cc
  void operator_call(const Expr& e);
  void aggregate(const Expr& e);
  void window_call(const Expr& e);

  // Names (deparse_names.cc).
  std::string function_name(Oid fn);
  std::string operator_name(Oid op);
  std::string type_text(Oid type, int32_t typmod);

  // Queries (deparse_query.cc).
  void select(const Query& q, const std::vector<std::string>* column_names);
  void basic_select(const Query& q, const std::vector<std::string>* column_names);
  static const Rte* plain_values(const Query& q, const std::vector<std::string>* column_names);
  void values_rows(const std::vector<std::vector<Expr*>>& rows);
  void set_operation(const Query& q, const SetOperation& node, const std::vector<std::string>* names);
  void with_clause(const Query& q);
  void targets(const std::vector<Target>& list, const std::vector<std::string>* column_names,
               bool in_set_operation = false);
  void from_clause(const Query& q, std::string_view keyword);
  void from_item(const Query& q, const FromNode& node);
  void range_table_entry(const Rte& rte);
  std::string table_name(Oid relation);
  void sort_list(const Query& q, const std::vector<SortBy>& sort, bool force_column_numbers);
  void sort_target(const Query& q, uint32_t ref, bool force_column_numbers);
  void sort_suffix(const SortBy& by);
  void grouping_set(const Query& q, const GroupingSet& set);
  void window_definition(const Query& q, const WindowClause& window);
  void frame(const WindowClause& window);
  void insert(const Query& q);
  void update(const Query& q);
  void remove(const Query& q);
  void assignments(const Query& q, const std::vector<Target>& set, const Rte& table);
  void returning(const Query& q);
  void keyword(std::string_view text, int before, int after, int plus);
  const Query* current() const { return scopes_.empty() ? nullptr : scopes_.back().query; }

  DeparseContext& context_;
  std::string out_;
  const catalog::Relation* relation_ = nullptr;
  bool old_new_ = false;
  std::string_view value_name_ = "VALUE";
  const Query* set_operation_part_ = nullptr;  // the leaf of a set operation being printed
  std::vector<Scope> scopes_;
  int indent_ = 0;
  int case_depth_ = 0;
  bool shows_unnamed_ = true;  // AS "?column?" is printed: not of what a sub-link selects
};

// Whether an expression's text may stand where a function call may, without parentheses around it.
// SQL's own syntax counts where it has none itself: TRIM(…), EXTRACT(…).
inline bool prints_as_call(const Expr& expr, std::string_view text) {
  return expr.kind == ExprKind::kFunction &&
         (expr.form == CallForm::kCall ||
          (expr.form == CallForm::kSqlSyntax && !text.starts_with('(')));
}

}  // namespace rung::planner
