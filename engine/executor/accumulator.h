// Accumulator: one aggregate call of a node, built-in or made by CREATE AGGREGATE, behind the same
// three steps. States are zeroed memory in the groups' arena.
#pragma once

#include <memory>
#include <vector>

#include "executor/runtime.h"

namespace rung::executor {

class Accumulator {
 public:
  Accumulator(Runtime& runtime, const Expr& call);
  ~Accumulator();
  // Where states keep what they need; as long as the groups live.
  void set_arena(Arena* arena);
  size_t state_bytes() const;
  // How many of the call's values (direct ones first) a step takes; the others only order.
  size_t step_args() const { return step_args_; }
  bool is_strict() const { return strict_; }
  bool needs_order() const { return ordered_set_; }
  // The order of its values does not change its result, so that DISTINCT needs no sort.
  bool ignores_order() const;
  bool has_inverse() const;
  void step(void* state, const Datum* args);
  void inverse(void* state, const Datum* args);
  Datum finish(void* state);

 private:
  struct User;
  struct UserState {
    Datum value;
    bool started;
  };
  void user_step(UserState& state, const Datum* args);

  Runtime& runtime_;
  const Expr& expr_;
  const AggregateDef* def_ = nullptr;
  std::unique_ptr<User> user_;
  TypeEnv env_;
  FnCall call_;
  std::shared_ptr<void> call_state_;
  std::vector<Oid> arg_types_;
  size_t step_args_ = 0;
  bool strict_ = false, ordered_set_ = false;
};

}  // namespace rung::executor
