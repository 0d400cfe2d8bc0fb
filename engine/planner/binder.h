// The binder: AST in, bound Query or Expr out. Resolves names against the catalog, operators and
// functions as PostgreSQL's manual describes (chapter "Type Conversion"), makes coercions explicit,
// and raises PostgreSQL's errors with positions. Reads the catalog, changes nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "expr/query.h"
#include "parser/ast.h"
#include "parser/ast_expr.h"
#include "types/services.h"
#include "types/type.h"

namespace rung::planner {

// Names that are neither columns nor functions: PL/pgSQL variables, arguments of SQL functions.
class VariableResolver {
 public:
  virtual ~VariableResolver() = default;
  // A (qualified) name; nullptr when it is none of ours. Gives an Expr of kind kExternal (or a
  // kFieldSelect over one).
  virtual Expr* resolve(Arena& arena, std::span<const std::string> names, SourcePos pos) = 0;
  // PL/pgSQL: an ambiguity between a column and a variable is 42702; SQL functions: columns win.
  virtual bool columns_win() const = 0;
  virtual Expr* resolve_param(Arena& arena, int32_t number, SourcePos pos) = 0;
};

struct BindContext {
  catalog::Catalog* catalog = nullptr;
  const catalog::SearchPath* path = nullptr;
  TypeEnv env{};                           // env.arena receives the result
  std::vector<Oid>* param_types = nullptr; // $n: kNoOid entries are inferred and filled in; grows
  VariableResolver* variables = nullptr;
  // Transition tables and the like: extra relations visible by name.
  struct NamedRows {
    std::string name;
    std::vector<Column> columns;
    Oid row_type = kNoOid;
    const Expr* rows = nullptr;  // an array of row_type that holds them
  };
  std::span<const NamedRows> named_rows = {};
  int depth = 0;
};

// SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE (with their WITH).
Query* bind_query(BindContext& context, const parser::Node& statement);
// The output columns of a bound query (RETURNING for a writing one).
std::vector<Column> output_columns(const Query& query);

struct TypeRef {
  Oid type = kNoOid;
  int32_t typmod = -1;
};
TypeRef resolve_type(BindContext& context, const parser::TypeName& name);
// Parses and resolves 'numeric(10,2)[]'.
TypeRef resolve_type_text(BindContext& context, std::string_view text);

// What a stand-alone expression is for: decides what it may contain and how errors call it
// ("cannot use subquery in check constraint", "aggregate functions are not allowed in …").
enum class ExprPurpose : uint8_t {
  kDefault, kGenerated, kCheck, kDomainCheck, kIndexExpression, kIndexPredicate, kTriggerWhen,
  kPolicy, kAlterUsing, kPartitionKey, kPartitionBound, kExecuteArgument, kPlpgsql, kCallArgument,
};
// Binds over the columns of `relation` (nullptr: none) as Var(1, attno); for kTriggerWhen OLD is
// varno 1 and NEW is varno 2. For kDomainCheck VALUE is kCaseValue of `value_type`.
Expr* bind_expression(BindContext& context, const parser::Node& expression, ExprPurpose purpose,
                      const catalog::Relation* relation = nullptr, TypeRef value_type = {});
// Adds the assignment coercion to `target` (42804 with PostgreSQL's wording and hint, `column` for
// the message; `what`: "expression" or "default expression", which has no position).
Expr* coerce_for_assignment(BindContext& context, Expr* expr, TypeRef target,
                            std::string_view column, std::string_view what = "expression");
// The implicit or explicit conversion between types as an expression over kCaseValue, nullptr when
// there is none (ALTER COLUMN TYPE, array element casts, PL/pgSQL assignment).
Expr* make_cast(BindContext& context, Expr* input, TypeRef target, bool is_explicit);
// Default btree equality and ordering operators of a type (kNoOid when there are none).
struct TypeOperators {
  Oid equal = kNoOid, less = kNoOid, greater = kNoOid, equal_function = kNoOid;
};
TypeOperators type_operators(BindContext& context, Oid type);

// Volatility of a bound expression: 'i', 's' or 'v' (index expressions must be 'i').
char expression_volatility(catalog::Catalog& catalog, const Expr& expr);
// Every object a bound tree refers to, columns included (for dependencies).
std::vector<catalog::ObjectAddress> collect_references(const Expr& expr,
                                                       std::span<const Oid> varno_relations);
std::vector<catalog::ObjectAddress> collect_references(const Query& query);

}  // namespace rung::planner
