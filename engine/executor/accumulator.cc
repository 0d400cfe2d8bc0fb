#include "executor/accumulator.h"

#include <algorithm>
#include <string_view>

#include "functions/registry.h"

namespace rung::executor {

struct Accumulator::User {
  const catalog::Function* function = nullptr;
  CallTarget transition, final_target;
  Oid final_fn = kNoOid;
  StorageClass storage = StorageClass::kBytes;
  FnCall transition_call, final_call;
  std::shared_ptr<void> transition_state, final_state;
  std::vector<Oid> transition_types;
  Oid state_type = kNoOid;  // of this call, when the declared one is polymorphic
};

namespace {

// A polymorphic state is of the type of the argument that is declared like it.
Oid resolved_state_type(Runtime& runtime, const catalog::Function& function, const Expr& call) {
  const Oid declared = function.state_type;
  catalog::Catalog& catalog = *runtime.context().catalog;
  const TypeInfo* info = catalog.find_type(declared);
  if (info == nullptr || info->kind != TypeKind::kPseudo || declared == oid::kInternal) {
    return declared;
  }
  const auto is_array = [](Oid type) {
    return type == oid::kAnyarray || type == oid::kAnycompatiblearray;
  };
  const std::vector<Oid> inputs = function.input_types();
  for (size_t i = 0; i < inputs.size() && i < call.args.size(); ++i) {
    const TypeInfo* input = catalog.find_type(inputs[i]);
    if (input == nullptr || input->kind != TypeKind::kPseudo) continue;
    const TypeInfo* actual = catalog.find_type(call.args[i]->type);
    if (actual == nullptr) continue;
    if (is_array(declared) == is_array(inputs[i])) return actual->oid;
    return is_array(declared) ? actual->array_oid : actual->element_oid;
  }
  return declared;
}

}  // namespace

Accumulator::Accumulator(Runtime& runtime, const Expr& call)
    : runtime_(runtime), expr_(call), env_(runtime.env(nullptr)) {
  for (const Expr* arg : call.direct) arg_types_.push_back(arg->type);
  for (const Expr* arg : call.args) arg_types_.push_back(arg->type);
  def_ = find_aggregate(call.fn);
  step_args_ = arg_types_.size();
  if (def_ != nullptr) {
    strict_ = (def_->flags & kStrict) != 0;
    ordered_set_ = def_->kind != 'n';
    if ((def_->flags & kVariadic) == 0) step_args_ = std::min<size_t>(step_args_, def_->args.count);
  } else {
    user_ = std::make_unique<User>();
    User& user = *user_;
    user.function = runtime.context().catalog->function(call.fn);
    if (user.function == nullptr || user.function->transition == kNoOid) {
      throw_error(sqlstate::undefined_function,
                  "aggregate with OID " + std::to_string(call.fn) + " does not exist");
    }
    step_args_ = std::min(step_args_, user.function->input_types().size());
    user.transition = runtime.functions().resolve(user.function->transition);
    user.state_type = resolved_state_type(runtime, *user.function, call);
    user.storage = runtime.storage(user.state_type);
    user.transition_types.push_back(user.state_type);
    user.transition_types.insert(user.transition_types.end(), arg_types_.begin(),
                                 arg_types_.begin() + static_cast<ptrdiff_t>(step_args_));
    user.transition_call.env = &env_;
    user.transition_call.result_type = user.state_type;
    user.transition_call.arg_types = user.transition_types.data();
    user.transition_call.arg_count = static_cast<uint16_t>(user.transition_types.size());
    user.transition_call.state = &user.transition_state;
    user.final_fn = user.function->final_function;
    if (user.final_fn != kNoOid) {
      user.final_target = runtime.functions().resolve(user.final_fn);
      user.final_call = user.transition_call;
      user.final_call.result_type = call.type;
      user.final_call.arg_count = 1;
      user.final_call.state = &user.final_state;
    }
  }
  call_.env = &env_;
  call_.result_type = call.type;
  call_.arg_types = arg_types_.data();
  call_.arg_count = static_cast<uint16_t>(step_args_);
  call_.result_typmod = call.typmod;
  call_.state = &call_state_;
  call_.site = &call;
}

Accumulator::~Accumulator() = default;

void Accumulator::set_arena(Arena* arena) { env_.arena = arena; }

size_t Accumulator::state_bytes() const {
  return def_ != nullptr ? def_->state_bytes : sizeof(UserState);
}

bool Accumulator::ignores_order() const {
  if (def_ == nullptr || ordered_set_ || !expr_.order.empty()) return false;
  static constexpr std::string_view kNames[] = {"count", "sum",    "avg",      "min",  "max",
                                                "every", "bool_and", "bool_or"};
  return std::find(std::begin(kNames), std::end(kNames), def_->name) != std::end(kNames);
}

bool Accumulator::has_inverse() const { return def_ != nullptr && def_->inverse != nullptr; }

void Accumulator::step(void* state, const Datum* args) {
  if (strict_) {
    for (size_t i = 0; i < step_args_; ++i) {
      if (args[i].null) return;
    }
  }
  if (def_ != nullptr) {
    def_->step(call_, state, args);
  } else {
    user_step(*static_cast<UserState*>(state), args);
  }
}

void Accumulator::inverse(void* state, const Datum* args) {
  if (strict_) {
    for (size_t i = 0; i < step_args_; ++i) {
      if (args[i].null) return;
    }
  }
  def_->inverse(call_, state, args);
}

void Accumulator::user_step(UserState& state, const Datum* args) {
  User& user = *user_;
  const bool first = !state.started;
  if (first) {
    state.started = true;
    state.value = Datum();
    if (user.function->initial_state.has_value()) {
      const TypeInfo& type = env_.type(user.state_type);
      state.value = type.ops->input(env_, type, *user.function->initial_state, -1);
    }
  }
  if (user.transition.strict) {
    for (size_t i = 0; i < step_args_; ++i) {
      if (!args[i].null) continue;
      if (first && !user.function->initial_state.has_value()) state.started = false;
      return;
    }
    if (state.value.null) {
      // With a strict transition and no initial state the first value is the state.
      if (first && step_args_ > 0) state.value = copy_datum(*env_.arena, user.storage, args[0]);
      return;
    }
  }
  std::vector<Datum> values;
  values.push_back(state.value);
  values.insert(values.end(), args, args + step_args_);
  const Datum result =
      user.transition.builtin != nullptr
          ? user.transition.builtin->row(user.transition_call, values.data())
          : env_.services->call_function(user.function->transition, user.transition_call,
                                         values.data());
  state.value = copy_datum(*env_.arena, user.storage, result);
}

Datum Accumulator::finish(void* state) {
  if (def_ != nullptr) return def_->final(call_, state);
  User& user = *user_;
  auto& own = *static_cast<UserState*>(state);
  if (!own.started) {
    own.value = Datum();
    if (user.function->initial_state.has_value()) {
      const TypeInfo& type = env_.type(user.state_type);
      own.value = type.ops->input(env_, type, *user.function->initial_state, -1);
    }
  }
  if (user.final_fn == kNoOid) return own.value;
  if (user.final_target.strict && own.value.null) return Datum();
  return user.final_target.builtin != nullptr
             ? user.final_target.builtin->row(user.final_call, &own.value)
             : env_.services->call_function(user.final_fn, user.final_call, &own.value);
}

}  // namespace rung::executor
