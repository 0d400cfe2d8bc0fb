// The binder's inside: Scope (one query level while it is bound) and Binder (the work, split over
// bind_*.cc, coerce*.cc and overload.cc by concern). Private to planner/; others use binder.h.
//
// Follows PostgreSQL's parse analysis: range-table entries and a name space per level, outer levels
// reached through Scope::parent and counted in Expr::levels_up. Nodes are made in the context's
// arena. One Binder per statement, one thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/search_path.h"
#include "expr/function.h"
#include "expr/query.h"
#include "expr/walk.h"
#include "functions/registry.h"
#include "parser/ast_ddl.h"
#include "parser/ast_dml.h"
#include "parser/ast_expr.h"
#include "planner/binder.h"

namespace rung::planner {

namespace ast = rung::parser;

// Where an expression stands: decides what it may contain.
enum class Place : uint8_t {
  kOther, kJoinOn, kJoinUsing, kFromSubselect, kFromFunction, kWhere, kPolicy, kHaving, kFilter,
  kWindowPartition, kWindowOrder, kWindowRange, kWindowRows, kWindowGroups, kSelectTarget,
  kInsertTarget, kUpdateSource, kUpdateTarget, kMergeWhen, kGroupBy, kOrderBy, kDistinctOn, kLimit,
  kOffset, kReturning, kValues, kValuesSingle, kCheck, kDomainCheck, kColumnDefault, kIndexExpression,
  kIndexPredicate, kAlterUsing, kExecuteArgument, kTriggerWhen, kPartitionBound, kPartitionKey,
  kCallArgument, kGenerated,
};

// What a column name of a FROM item means: a Var.
struct NameColumn {
  int32_t varno = 0;
  int32_t attno = 0;
};

// One name in FROM.
struct NameItem {
  Rte* rte = nullptr;
  int32_t varno = 0;
  std::vector<NameColumn> columns;  // of a join; empty: Var(varno, attno)
  bool rel_visible = true;          // as "name.column"
  bool cols_visible = true;         // as "column"
  bool lateral_only = false;        // may be seen only from LATERAL items …
  bool lateral_ok = true;           // … and whether that is legal here
};

struct Scope {
  Scope* parent = nullptr;
  Query* query = nullptr;
  std::vector<NameItem> names;
  Place place = Place::kOther;
  bool lateral_active = false;
  bool resolve_unknowns = true;
  const ast::CommonTableExpr* own_cte = nullptr;       // the CTE being bound
  // WITH items that have no place in query->ctes yet. Those of WITH RECURSIVE are bound when first
  // referred to; the others are only for the error.
  std::vector<const ast::CommonTableExpr*> later_ctes;
  bool with_recursive = false;
  // While a recursive WITH item is bound: its columns, known after its first arm.
  std::vector<Column> own_columns;
  bool own_columns_known = false;
  bool self_referenced = false;
  std::string_view binding_cte;  // the item of this level's WITH that is being bound
  std::vector<const ast::WindowDef*> window_defs;      // parallel to query->windows
  std::vector<int32_t> nulled;  // reserved join numbers
};

// Sets a scope's place for the time of a block.
class PlaceGuard {
 public:
  PlaceGuard(Scope* scope, Place place) : scope_(scope), saved_(scope->place) {
    scope->place = place;
  }
  ~PlaceGuard() { scope_->place = saved_; }
  PlaceGuard(const PlaceGuard&) = delete;
  PlaceGuard& operator=(const PlaceGuard&) = delete;

 private:
  Scope* scope_;
  Place saved_;
};

enum class CoercePath : uint8_t { kNone, kFunction, kRelabel, kArrayCoerce, kViaIo };

// A function that a call may mean.
struct Candidate {
  enum class Kind : uint8_t { kFunction, kAggregate, kSet, kWindow, kProcedure } kind = Kind::kFunction;
  Oid oid = kNoOid;
  Oid result = kNoOid;
  std::vector<Oid> args;         // as they match the call: variadic expanded, defaults included
  std::vector<int> positions;    // named notation: args[i] is the call's argument positions[i]
  int variadic_args = 0;         // how many of args came from the variadic element type
  Oid variadic_element = kNoOid;
  int default_args = 0;          // how many trailing args come from defaults
  size_t rank = 0;               // place of its schema in the search path
  char aggregate_kind = 'n';
  bool returns_set = false;
  const FunctionCandidate* builtin = nullptr;
  const catalog::Function* user = nullptr;
};

class Binder {
 public:
  explicit Binder(BindContext& context)
      : context_(context), arena_(*context.env.arena), catalog_(*context.catalog) {}

  // --- entry (bind.cc)
  Query* bind_statement(const ast::Node& statement, Scope* parent, bool resolve_unknowns = true,
                        const ast::CommonTableExpr* cte = nullptr);
  BindContext& context() { return context_; }

  // --- queries
  Query* bind_select(const ast::SelectStmt& stmt, Scope& scope);
  Query* bind_plain_select(const ast::SelectStmt& stmt, Scope& scope);
  Query* bind_values(const ast::SelectStmt& stmt, Scope& scope);
  Query* bind_set_operation(const ast::SelectStmt& stmt, Scope& scope);
  Query* bind_insert(const ast::InsertStmt& stmt, Scope& scope);
  // The rows of source.literals as VALUES of constants; null when they are not that simple.
  Rte* bind_literal_rows(const ast::SelectStmt& source,
                         std::span<const catalog::Attribute* const> columns);
  Query* bind_update(const ast::UpdateStmt& stmt, Scope& scope);
  Query* bind_delete(const ast::DeleteStmt& stmt, Scope& scope);
  Query* bind_merge(const ast::MergeStmt& stmt, Scope& scope);
  void bind_with(const ast::WithClause* with, Scope& scope);
  void bind_cte(const ast::CommonTableExpr& item, Scope& scope);
  // A WITH item by that name: its entry, or nullptr.
  Rte* find_cte(const ast::RangeVar& var);
  void bind_locking(const ast::SelectStmt& stmt, Scope& scope);
  // The table below views that are written through, with `attnos` turned into its own; nullptr when
  // a column is none of the table's.
  const catalog::Relation* written_table(const catalog::Relation& relation,
                                         std::vector<int32_t>* attnos);

  // --- FROM (bind_from.cc, bind_join.cc, bind_from_function.cc)
  void bind_from_list(const std::vector<ast::FromItem*>& items, Scope& scope);
  FromNode* bind_from_item(const ast::FromItem& item, Scope& scope, std::vector<NameItem>* names);
  FromNode* bind_join(const ast::JoinExpr& join, Scope& scope, std::vector<NameItem>* names);
  Rte* bind_table_ref(const ast::RangeVar& var, Scope& scope);
  Rte* bind_from_subquery(const ast::RangeSubselect& item, Scope& scope);
  Rte* bind_from_function(const ast::RangeFunction& item, Scope& scope);
  // Adds to the range table; returns its varno.
  int32_t add_rte(Scope& scope, Rte* rte);
  // The fields of a row-valued expression; false when they are not known.
  bool row_columns(const Expr& expr, std::vector<Column>* columns);
  // The OUT columns of a function returning record.
  bool out_columns(Oid function, std::vector<Column>* columns);
  Rte* make_relation_rte(const catalog::Relation& relation, const ast::Alias& alias);
  void apply_alias(Rte* rte, const ast::Alias& alias, std::string_view default_name);
  NameItem name_item(Rte* rte, int32_t varno);
  void check_name_conflict(const std::vector<NameItem>& a, const std::vector<NameItem>& b);
  const catalog::Relation& open_relation(const ast::RangeVar& var);
  // The table written by INSERT, UPDATE, DELETE or MERGE.
  const catalog::Relation& open_target(const ast::RangeVar& var, const char* verb);

  // --- columns (bind_column.cc)
  Expr* make_var(const Scope& scope, const NameItem& item, size_t column, SourcePos pos);
  Expr* bind_column_ref(const ast::ColumnRef& ref);
  Expr* whole_row(const NameItem& item, int32_t levels_up, SourcePos pos);
  const NameItem* find_item(std::string_view schema, std::string_view name, SourcePos pos,
                            int32_t* levels_up);
  Expr* find_column(std::string_view name, SourcePos pos);
  Expr* find_item_column(const NameItem& item, int32_t levels_up, std::string_view name,
                         SourcePos pos);
  Expr* system_column(const NameItem& item, int32_t levels_up, std::string_view name,
                      SourcePos pos);
  [[noreturn]] void missing_column(std::string_view table, std::string_view name, SourcePos pos);
  [[noreturn]] void missing_item(std::string_view name, SourcePos pos);

  // --- target lists (bind_target.cc)
  void bind_target_list(const std::vector<ast::ResTarget*>& items, Place place, Scope& scope,
                        std::vector<Target>* targets);
  bool expand_star(const ast::Expr& expr, Scope& scope, std::vector<Expr*>* exprs,
                   std::vector<std::string>* names);
  void expand_item(const NameItem& item, int32_t levels_up, SourcePos pos,
                   std::vector<Expr*>* exprs, std::vector<std::string>* names);
  void resolve_unknown_targets(std::vector<Target>& targets);
  void mark_origin(Target& target, const Query& query);
  std::string column_name(const ast::Expr& expr);
  // Assignment of `value` to a column, or to a part of it.
  Expr* assign(Expr* value, const catalog::Attribute& column,
               const std::vector<ast::IndirectionElem>& path, Expr* container, Place place,
               SourcePos pos, const catalog::Relation& relation);
  Expr* assign_part(Expr* base, Oid type, int32_t typmod, Oid collation, std::string_view column,
                    std::span<const ast::IndirectionElem> path, Expr* value, SourcePos pos);

  // --- expressions (bind_expr*.cc)
  Expr* bind_expr(const ast::Expr& expr, Scope& scope, Place place);
  Expr* bind(const ast::Expr& expr);  // in the current scope and place
  Expr* bind_constant(const ast::Constant& constant);
  Expr* bind_param(const ast::ParamRef& ref);
  Expr* bind_cast(const ast::TypeCast& cast);
  Expr* bind_op(const ast::OpExpr& op);
  Expr* bind_in(const ast::OpExpr& op);
  Expr* bind_between(const ast::OpExpr& op);
  Expr* bind_distinct(const ast::OpExpr& op);
  Expr* bind_null_if(const ast::OpExpr& op);
  Expr* bind_bool(const ast::BoolExpr& expr);
  Expr* bind_case(const ast::CaseExpr& expr);
  Expr* bind_list_of(ExprKind kind, const std::vector<ast::Expr*>& args, const char* what,
                     SourcePos pos);
  Expr* bind_array(const ast::ArrayExpr& array, Oid array_type, Oid element_type, int32_t typmod);
  Expr* bind_row(const ast::RowExpr& row);
  Expr* bind_indirection(const ast::Indirection& expr);
  Expr* bind_sublink(const ast::SubLink& link);
  Expr* bind_sql_value(const ast::SqlValueFunction& f);
  Expr* bind_collate(const ast::CollateClause& expr);
  Expr* bind_grouping(const ast::GroupingFunc& expr);
  Expr* bind_xml(const ast::XmlExpr& xml);
  Expr* bind_xml_serialize(const ast::XmlSerialize& xml);
  Expr* subscript(Expr* container, std::span<const ast::IndirectionElem> path, SourcePos pos,
                  bool assignment, Oid* element);
  Expr* field(Expr* row, std::string_view name, SourcePos pos, bool required);
  Expr* make_row_compare(const ast::NameList& op, std::vector<Expr*> left, std::vector<Expr*> right,
                         SourcePos pos);
  Expr* row_distinct(std::vector<Expr*>& left, std::vector<Expr*>& right, SourcePos pos);
  Expr* boolean(Expr* expr, const char* construct);  // "argument of WHERE must be type boolean"
  Oid find_collation(const ast::NameList& name, SourcePos pos);
  std::vector<Expr*> bind_row_args(const ast::RowExpr& row);

  // --- operators (bind_operator.cc)
  Expr* make_op(const ast::NameList& name, Expr* left, Expr* right, SourcePos pos);
  Expr* make_op(std::string_view name, Expr* left, Expr* right, SourcePos pos);
  Expr* make_scalar_array(const ast::NameList& name, bool use_or, Expr* left, Expr* right,
                          SourcePos pos);
  const OperatorDef* find_op(const ast::NameList& name, Oid left, Oid right, SourcePos pos,
                             bool required);
  Expr* make_operator_call(const OperatorDef& op, std::vector<Expr*> args, SourcePos pos);

  // --- functions (bind_function.cc, bind_aggregate.cc, overload.cc)
  Expr* bind_call(const ast::FuncCall& call);
  Expr* make_call(const ast::NameList& name, std::vector<Expr*> args,
                  std::vector<std::string_view> arg_names, const ast::FuncCall* call,
                  SourcePos pos, bool projection);
  std::vector<Candidate> function_candidates(const ast::NameList& name, size_t arg_count,
                                             std::span<const std::string_view> arg_names,
                                             bool expand_variadic, bool expand_defaults);
  // Picks by types; nullptr when none fits, *ambiguous when several do.
  const Candidate* choose(std::vector<Candidate>& candidates, std::span<const Oid> types,
                          bool* ambiguous);
  // Index of the best candidate by PostgreSQL's rules, SIZE_MAX for none.
  size_t choose_index(std::vector<std::span<const Oid>>& lists, std::span<const Oid> types);
  // Replaces polymorphic types by actual ones in `declared`; gives the result type.
  Oid resolve_polymorphic(std::span<Oid> actual, std::vector<Oid>& declared, Oid result,
                          bool allow_poly);
  bool polymorphic_fits(std::span<const Oid> actual, std::span<const Oid> declared);
  Expr* finish_aggregate(Expr* call, const ast::FuncCall* source, const Candidate& chosen);
  void bind_over(Expr* call, const ast::FuncCall& source);
  void set_aggregate_level(Expr* aggregate);
  void check_set_function(Expr* call);
  [[noreturn]] void function_missing(const ast::NameList& name, std::span<Expr* const> args,
                                     std::span<const std::string_view> names,
                                     const ast::FuncCall* call, SourcePos pos);
  std::string signature(const ast::NameList& name, std::span<Expr* const> args,
                        std::span<const std::string_view> names);

  // --- ORDER BY, GROUP BY, DISTINCT, windows, LIMIT (bind_clause.cc, bind_group.cc)
  enum class NameRule : uint8_t { kSql92, kSql99 };
  uint32_t find_target(const ast::Expr& expr, std::vector<Target>& targets, Place place,
                       NameRule rule, Scope& scope);
  std::vector<SortBy> bind_order(const std::vector<ast::SortBy*>& items,
                                 std::vector<Target>& targets, Place place, NameRule rule,
                                 Scope& scope);
  SortBy make_sort(const ast::SortBy* item, uint32_t ref, const Target& target, SourcePos pos);
  void bind_group_by(const ast::SelectStmt& stmt, Scope& scope);
  void bind_distinct_clause(const ast::SelectStmt& stmt, Scope& scope);
  Expr* bind_limit(const ast::Expr* expr, const char* construct, Place place, Scope& scope,
                   bool with_ties);
  void bind_windows(Scope& scope);
  size_t window_index(const ast::WindowDef& def);
  void check_aggregates(Scope& scope);
  SortBy group_item(Target& target, SourcePos pos);
  uint32_t sort_ref(std::vector<Target>& targets, Target& target);

  // --- coercion (coerce*.cc)
  CoercePath find_path(Oid target, Oid source, CastContext how, Oid* function);
  bool can_coerce(std::span<const Oid> source, std::span<const Oid> target, CastContext how);
  bool can_coerce_one(Oid source, Oid target, CastContext how);
  bool binary_coercible(Oid source, Oid target);
  // nullptr when there is no such conversion.
  Expr* coerce_to_target(Expr* expr, Oid target, int32_t typmod, CastContext how, CallForm form,
                         SourcePos pos);
  Expr* coerce(Expr* expr, Oid target, int32_t typmod, CastContext how, CallForm form,
               SourcePos pos);
  Expr* coerce_typmod(Expr* expr, Oid target, int32_t typmod, CastContext how, CallForm form,
                      SourcePos pos, bool hide);
  Expr* coerce_to_domain(Expr* expr, Oid base, int32_t base_typmod, Oid domain, CastContext how,
                         CallForm form, SourcePos pos, bool hide);
  Expr* coerce_record(Expr* row, Oid target, CastContext how, CallForm form, SourcePos pos);
  Expr* convert_by_path(Expr* expr, CoercePath path, Oid function, Oid target, int32_t typmod,
                        CastContext how, CallForm form, SourcePos pos);
  Expr* coerce_literal(Expr* expr, Oid target, int32_t typmod, CastContext how, CallForm form,
                       SourcePos pos);
  Expr* hide_coercion(Expr* expr);
  // The type all can become; `construct` for the error (nullptr: kNoOid instead of an error).
  Oid common_type(std::span<Expr* const> exprs, const char* construct, Expr** which = nullptr);
  int32_t common_typmod(std::span<Expr* const> exprs, Oid type);
  Oid common_type_of(std::span<const Oid> types);
  Expr* coerce_to_common(Expr* expr, Oid target, const char* construct);
  Expr* coerce_to_specific(Expr* expr, Oid target, const char* construct);
  Oid base_type(Oid type, int32_t* typmod = nullptr);
  bool is_composite(Oid type);
  Oid default_collation(Oid type);

  // --- names of types (bind_type.cc)
  TypeRef type_ref(const ast::TypeName& name);
  std::string type_text(Oid type, int32_t typmod = -1);
  const TypeInfo& type(Oid oid) { return context_.env.type(oid); }

  // --- making nodes
  Expr* node(ExprKind kind, Oid type, SourcePos pos = kNoPos) {
    Expr* made = arena_.make<Expr>();
    made->kind = kind;
    made->type = type;
    made->pos = pos;
    return made;
  }
  Expr* typed(Expr* expr);  // sets the collation by the type
  Expr* null_const(Oid type, int32_t typmod = -1, SourcePos pos = kNoPos);
  Expr* int_const(int64_t value, Oid type = oid::kInt4);
  Expr* bool_const(bool value);
  Expr* text_const(std::string_view value, Oid type, SourcePos pos);
  Expr* conjunction(ExprKind kind, std::vector<Expr*> args, SourcePos pos);

  // A new level below `parent`; its query.
  Query* start(Scope& scope, Scope* parent, QueryKind kind);
  Scope* scope() { return scope_; }
  // Binding goes on in another scope for the time of a block.
  class InScope {
   public:
    InScope(Binder& binder, Scope* scope) : binder_(binder), saved_(binder.scope_) {
      binder.scope_ = scope;
    }
    ~InScope() { binder_.scope_ = saved_; }
    InScope(const InScope&) = delete;
    InScope& operator=(const InScope&) = delete;

   private:
    Binder& binder_;
    Scope* saved_;
  };

  std::vector<Target> bind_returning(const std::vector<ast::ResTarget*>& items, Scope& scope);
  std::vector<Target> bind_set_clause(const std::vector<ast::ResTarget*>& items,
                                      const catalog::Relation& relation, Scope& scope,
                                      int32_t target_varno);
  Expr* column_default(const catalog::Relation& relation, const catalog::Attribute& column);
  void bind_on_conflict(const ast::OnConflictClause& clause, const catalog::Relation& relation,
                        Scope& scope);
  Expr* load(const catalog::Blob& blob);

 private:
  friend class InScope;
  SetOperation* bind_set_tree(const ast::SelectStmt& stmt, Scope& scope, bool top, bool recursive);
  void resolve_set_columns(SetOperation* node, const ast::SelectStmt& stmt, Scope& scope);
  void convert_set_leaf(SetOperation* node, std::span<const Column> wanted, Scope& scope);

  BindContext& context_;
  Arena& arena_;
  catalog::Catalog& catalog_;
  Scope* scope_ = nullptr;
  struct SharedRow {
    const ast::Expr* source;
    Expr* link;
  };
  std::vector<SharedRow> shared_rows_;  // UPDATE SET (a, b) = (subquery), by its syntax node
};

// How errors call a place: "WHERE", "check constraints".
const char* place_name(Place place);
// "a", "a.b": a name list as written.
std::string name_text(const ast::NameList& names);
// Pins an error's position when it has none, while f runs.
template <class F>
auto at_position(SourcePos pos, F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (SqlError& failure) {
    if (failure.error().pos == kNoPos) failure.error().pos = pos;
    throw;
  }
}
inline bool is_polymorphic(Oid type) {
  switch (type) {
    case oid::kAnyelement: case oid::kAnyarray: case oid::kAnynonarray: case oid::kAnyenum:
    case oid::kAnyrange: case oid::kAnymultirange: case oid::kAnycompatible:
    case oid::kAnycompatiblearray: case oid::kAnycompatiblenonarray: case oid::kAnycompatiblerange:
    case oid::kAnycompatiblemultirange: return true;
    default: return false;
  }
}
// Where an expression begins in the text: of an operator its leftmost operand.
SourcePos start_of(const Expr& expr);

}  // namespace rung::planner
