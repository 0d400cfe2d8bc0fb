// Until the interpreter lands: every use of a function written by the user is refused.
#include "expr/function.h"
#include "plpgsql/runner.h"

namespace rung::plpgsql {
namespace {

class NoRunner final : public FunctionRunner {
 public:
  bool run_trigger(ExecContext&, const TriggerCall&, std::vector<Datum>*) override {
    throw_unsupported("Running trigger functions");
  }
  Datum call(ExecContext&, const catalog::Function&, FnCall&, const Datum*) override {
    throw_unsupported("Running user functions");
  }
  std::unique_ptr<RowStream> open(ExecContext&, const catalog::Function&, FnCall&,
                                  const Datum*) override {
    throw_unsupported("Running user functions");
  }
};

}  // namespace

std::unique_ptr<FunctionRunner> make_function_runner(commands::SessionControl&) {
  return std::make_unique<NoRunner>();
}
void run_block(FunctionRunner&, ExecContext&, std::string_view, std::string_view) {
  throw_unsupported("DO");
}
void check_body(ExecContext&, const catalog::Function&) {}

}  // namespace rung::plpgsql
