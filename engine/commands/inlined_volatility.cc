// The volatility of an expression as PostgreSQL judges it for indexes: after SQL functions of one
// expression have been put in line, so that what counts is their body.
#include <algorithm>

#include "commands/objects.h"
#include "expr/walk.h"
#include "parser/parser.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

constexpr int kNestingMax = 20;

// The function's arguments as unknown values of their types.
class Arguments final : public planner::VariableResolver {
 public:
  Arguments(CommandContext& c, const Function& function) : c_(c), name_(function.name) {
    for (const FunctionArgument& a : function.arguments) {
      if (a.mode != ArgMode::kOut && a.mode != ArgMode::kTable) arguments_.push_back(&a);
    }
  }
  Expr* resolve(Arena& arena, std::span<const std::string> names, SourcePos pos) override {
    const size_t at = names.size() > 1 && names[0] == name_ ? 1 : 0;
    for (size_t i = 0; names.size() == at + 1 && i < arguments_.size(); ++i) {
      if (!names[at].empty() && arguments_[i]->name == names[at]) return make(arena, i, pos);
    }
    return nullptr;
  }
  bool columns_win() const override { return true; }
  Expr* resolve_param(Arena& arena, int32_t number, SourcePos pos) override {
    if (number < 1 || static_cast<size_t>(number) > arguments_.size()) return nullptr;
    return make(arena, static_cast<size_t>(number) - 1, pos);
  }

 private:
  Expr* make(Arena& arena, size_t index, SourcePos pos) {
    Expr* expr = arena.make<Expr>();
    expr->kind = ExprKind::kExternal;
    expr->param = static_cast<int32_t>(index);
    expr->type = arguments_[index]->type;
    expr->pos = pos;
    const TypeInfo* info = cat(c_).find_type(expr->type);
    if (info != nullptr && info->collatable) expr->collation = kDefaultCollation;
    return expr;
  }

  CommandContext& c_;
  std::string name_;
  std::vector<const FunctionArgument*> arguments_;
};

// The one expression that the function computes; nullptr when it cannot be put in line.
Expr* inline_body(CommandContext& c, const Function& function) {
  if (function.kind != 'f' || function.language != "sql" || function.security_definer ||
      function.returns_set || !function.settings.empty() || function.strict) {
    return nullptr;
  }
  try {
    const auto statements = ast::parse(function.source, *c.exec.arena);
    if (statements.size() != 1 || !ast::is<ast::SelectStmt>(statements[0].stmt)) return nullptr;
    Arguments arguments(c, function);
    planner::BindContext bind = c.bind();
    bind.variables = &arguments;
    const Query* query = planner::bind_query(bind, *statements[0].stmt);
    const bool simple = query->rtable.empty() && query->where == nullptr && query->ctes.empty() &&
                        query->group.empty() && query->sort.empty() && query->limit == nullptr &&
                        query->offset == nullptr && !query->has_aggregates &&
                        !query->has_windows && !query->has_sublinks && !query->distinct &&
                        !query->has_set_functions && query->targets.size() == 1;
    return simple ? query->targets[0].expr : nullptr;
  } catch (const SqlError&) {
    return nullptr;  // a body that does not bind stays a call
  }
}

Expr* put_in_line(CommandContext& c, Expr* expr, int depth) {
  return replace_nodes(*c.exec.arena, expr, [&](Expr& node) -> Expr* {
    if (node.kind != ExprKind::kFunction || node.fn < kFirstUserOid || depth > kNestingMax) {
      return nullptr;
    }
    const Function* function = cat(c).function(node.fn);
    Expr* body = function == nullptr ? nullptr : inline_body(c, *function);
    if (body == nullptr) return nullptr;
    body = put_in_line(c, body, depth + 1);
    // A body that is worse than what the function promises stays a call.
    if (planner::expression_volatility(cat(c), *body) > function->volatility) return nullptr;
    Expr* both = c.exec.arena->make<Expr>();
    both->kind = ExprKind::kRow;
    both->type = oid::kRecord;
    both->args.push_back(body);
    for (Expr* argument : node.args) both->args.push_back(put_in_line(c, argument, depth));
    return both;
  });
}

}  // namespace

char inlined_volatility(CommandContext& c, Expr* expr) {
  const char declared = planner::expression_volatility(cat(c), *expr);
  if (declared == 'i') return declared;
  return planner::expression_volatility(cat(c), *put_in_line(c, expr, 0));
}

}  // namespace rung::commands
