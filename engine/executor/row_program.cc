// Expressions over single rows: defaults, checks, WHEN, index expressions, PL/pgSQL.
#include <atomic>

#include "executor/run.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

// Parameters and variables of the context it is evaluated in.
class ContextHost final : public EvalHost {
 public:
  explicit ContextHost(ExecContext& context) : context_(context) {}
  Datum param(int32_t number) override {
    const auto i = static_cast<size_t>(number) - 1;
    if (number < 1 || i >= context_.params.size()) {
      throw_error(sqlstate::undefined_parameter,
                  "there is no parameter $" + std::to_string(number));
    }
    return context_.params[i].value;
  }
  Datum external(int32_t number) override {
    const auto i = static_cast<size_t>(number);
    if (i >= context_.externals.size()) {
      throw_error(sqlstate::internal_error, "no variable with number " + std::to_string(number));
    }
    return context_.externals[i].value;
  }
  Datum exec_param(int32_t) override { fail(); }
  Datum sub_plan(EvalState&, const Expr&, const Datum*, const EvalNode*) override { fail(); }

 private:
  [[noreturn]] static void fail() {
    throw_error(sqlstate::internal_error, "a single-row expression holds a sub-plan");
  }
  ExecContext& context_;
};

}  // namespace

class RowProgram {
 public:
  RowProgram(ExecContext& context, const Expr& expr) {
    CatalogFunctions functions(*context.catalog);
    const Expr* exprs[] = {&expr};
    program = compile(exprs, functions, *context.catalog);
  }
  ~RowProgram() { delete spare.load(); }
  RowProgram(const RowProgram&) = delete;
  RowProgram& operator=(const RowProgram&) = delete;

  std::unique_ptr<Program> program;
  // Working memory of the last evaluation, for the next one of the same statement. Taken out while
  // in use, so that recursion and other threads make their own.
  mutable std::atomic<EvalState*> spare{nullptr};
  mutable std::atomic<uint64_t> spare_statement{0};
};

std::shared_ptr<const RowProgram> compile_row(ExecContext& context, const Expr& expr) {
  return std::make_shared<RowProgram>(context, expr);
}

Datum evaluate(ExecContext& context, const RowProgram& program, const Datum* row,
               const Datum* row2, const Datum* case_value) {
  ContextHost host(context);
  std::unique_ptr<EvalState> state(program.spare.exchange(nullptr));
  // What call sites keep (compiled patterns, formats) is good for one statement only.
  if (state == nullptr) {
    state = std::make_unique<EvalState>(*program.program, context.env(), &host);
  } else if (program.spare_statement.load() != context.statement_number) {
    state->forget_calls();
  }
  state->env = context.env();
  state->host = &host;
  state->rows[0] = row;
  state->rows[1] = row2;
  state->case_value = case_value != nullptr ? *case_value : Datum();
  const Datum result = program.program->root(0).row(*state);
  program.spare_statement.store(context.statement_number);
  EvalState* empty = nullptr;
  if (program.spare.compare_exchange_strong(empty, state.get())) state.release();
  return result;
}

}  // namespace rung::executor
