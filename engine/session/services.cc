#include "session/services.h"

#include <cmath>

#include "base/hash.h"
#include "catalog/system_types.h"
#include "expr/function.h"
#include "planner/stored_expr.h"

namespace rung::session {

int64_t SessionServices::clock_timestamp() {
  return session_.database().vfs().now_us() - kMicrosecondsTo2000;
}

void SessionServices::random_bytes(char* to, size_t bytes) {
  session_.database().vfs().random_bytes({to, bytes});
}

// xorshift128+ (Vigna 2017), seeded from the system at first use.
double SessionServices::random() {
  if (random_state_[0] == 0 && random_state_[1] == 0) {
    random_bytes(reinterpret_cast<char*>(random_state_), sizeof random_state_);
    random_state_[0] |= 1;
  }
  uint64_t a = random_state_[0];
  const uint64_t b = random_state_[1];
  random_state_[0] = b;
  a ^= a << 23;
  random_state_[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
  return std::ldexp(static_cast<double>((random_state_[1] + b) >> 11), -53);
}

void SessionServices::set_seed(double seed) {
  uint64_t bits = 0;
  static_assert(sizeof bits == sizeof seed);
  std::memcpy(&bits, &seed, sizeof bits);
  random_state_[0] = hash_u64(bits) | 1;
  random_state_[1] = hash_u64(bits + 1);
}

void SessionServices::sleep_us(int64_t us) {
  // In slices, so that a cancel is heard.
  while (us > 0) {
    check_interrupt();
    const int64_t slice = std::min<int64_t>(us, 20'000);
    session_.database().vfs().sleep_us(slice);
    us -= slice;
  }
  check_interrupt();
}

const catalog::Relation& SessionServices::sequence(Oid oid) {
  const catalog::Relation* relation = catalog().relation(oid);
  if (relation == nullptr) {
    throw_error(sqlstate::undefined_table,
                "could not open relation with OID " + std::to_string(oid));
  }
  if (!relation->sequence) {
    throw_error(sqlstate::wrong_object_type, "\"" + relation->name + "\" is not a sequence");
  }
  return *relation;
}

int64_t SessionServices::nextval(Oid oid) {
  const catalog::Relation& relation = sequence(oid);
  if (session_.transaction().read_only()) {
    throw_error(sqlstate::read_only_sql_transaction,
                "cannot execute nextval() in a read-only transaction");
  }
  ExecContext* context = session_.current();
  const storage::ReadView view =
      context != nullptr && context->view ? context->view : session_.transaction().statement_view();
  const int64_t value =
      session_.database().sequences().next(view, oid, *relation.sequence, relation.name);
  current_values_[oid] = value;
  last_sequence_ = oid;
  return value;
}

int64_t SessionServices::currval(Oid oid) {
  const catalog::Relation& relation = sequence(oid);
  const auto it = current_values_.find(oid);
  if (it == current_values_.end()) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "currval of sequence \"" + relation.name + "\" is not yet defined in this session");
  }
  return it->second;
}

int64_t SessionServices::lastval() {
  if (last_sequence_ == kNoOid || catalog().relation(last_sequence_) == nullptr) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "lastval is not yet defined in this session");
  }
  return current_values_[last_sequence_];
}

void SessionServices::setval(Oid oid, int64_t value, bool is_called) {
  const catalog::Relation& relation = sequence(oid);
  const catalog::SequenceInfo& info = *relation.sequence;
  if (value < info.min || value > info.max) {
    throw_error(sqlstate::numeric_value_out_of_range,
                "setval: value " + std::to_string(value) + " is out of bounds for sequence \"" +
                    relation.name + "\" (" + std::to_string(info.min) + ".." +
                    std::to_string(info.max) + ")");
  }
  session_.database().sequences().set(oid, {value, is_called});
  if (is_called) current_values_[oid] = value;
}

// Each statement that writes asks for the same one.
std::optional<std::string> SessionServices::setting(std::string_view name) {
  Settings& settings = session_.settings();
  if (asked_.name != name || asked_.version != settings.version()) {
    asked_ = {std::string(name), settings.version(), settings.show(name)};
  }
  return asked_.value;
}
void SessionServices::set_setting(std::string_view name, std::string_view value, bool local) {
  session_.settings().set(name, value, local);
}
std::string SessionServices::current_user() {
  const std::string role = session_.settings().show("role").value_or("none");
  return role == "none" ? session_user() : role;
}
std::string SessionServices::session_user() {
  return session_.settings().show("session_authorization").value_or("postgres");
}
std::string SessionServices::current_database() { return session_.database().name(); }

std::vector<std::string> SessionServices::search_path(bool implicit) {
  std::vector<std::string> names;
  for (const std::string& name : session_.search_path_names(implicit)) {
    const std::string resolved = name == "$user" ? current_user() : name;
    if (catalog().find_schema(resolved) != nullptr) names.push_back(resolved);
  }
  return names;
}

uint64_t SessionServices::transaction_id() {
  // Numbered as the commit it will be, for certain once it writes and at the earliest before.
  SessionTransaction& transaction = session_.transaction();
  const ExecContext* context = session_.current();
  const storage::ReadView view = transaction.is_writing() ? transaction.write().view()
                                 : context != nullptr && context->view
                                     ? context->view
                                     : session_.database().store().read_view();
  return static_cast<uint64_t>(view.csn()) + 1;
}

Datum SessionServices::call_function(Oid oid, FnCall& call, const Datum* args) {
  const catalog::Function* function = catalog().function(oid);
  if (function == nullptr) {
    throw_error(sqlstate::undefined_function,
                "cache lookup failed for function " + std::to_string(oid));
  }
  ExecContext inner = *session_.current();
  inner.arena = call.env->arena;
  ++inner.depth;
  return session_.functions().call(inner, *function, call, args);
}

RowStream* SessionServices::open_function(Oid oid, FnCall& call, const Datum* args) {
  const catalog::Function* function = catalog().function(oid);
  if (function == nullptr) {
    throw_error(sqlstate::undefined_function,
                "cache lookup failed for function " + std::to_string(oid));
  }
  ExecContext inner = *session_.current();
  inner.arena = call.env->arena;
  ++inner.depth;
  return session_.functions().open(inner, *function, call, args).release();
}

void SessionServices::check_domain(Oid domain, const Datum& value) {
  // From the outermost base inwards, as PostgreSQL checks nested domains.
  ExecContext* context = session_.current();
  if (catalog::is_system_type(domain)) {
    const char* violated = catalog::violated_constraint(domain, value);
    if (violated == nullptr) return;
    const std::string name(catalog().type(domain).name);
    throw_error(Error(sqlstate::check_violation, "value for domain information_schema." + name +
                                                     " violates check constraint \"" + violated +
                                                     "\"")
                    .with_datatype(name));
  }
  const catalog::Type* type = catalog().user_type(domain);
  if (type == nullptr || !type->domain) return;
  if (const catalog::Type* base = catalog().user_type(type->domain->base);
      base != nullptr && base->domain) {
    check_domain(base->oid, value);
  }
  if (type->domain->not_null && value.null) {
    throw_error(Error(sqlstate::not_null_violation,
                      "domain " + type->name + " does not allow null values")
                    .with_datatype(type->name));
  }
  Arena arena;
  ExecContext inner = *context;
  inner.arena = &arena;
  for (const catalog::Constraint& check : type->domain->checks) {
    const auto program = executor::compile_row(inner, *planner::load_expression(arena, check.check));
    const Datum holds = executor::evaluate(inner, *program, nullptr, nullptr, &value);
    if (holds.null || holds.b()) continue;
    throw_error(Error(sqlstate::check_violation, "value for domain " + type->name +
                                                     " violates check constraint \"" + check.name +
                                                     "\"")
                    .with_datatype(type->name)
                    .with_constraint(check.name));
  }
}

bool SessionServices::advisory_lock(int64_t key, bool shared, bool wait, bool session) {
  const bool taken = session_.database().advisory_locks().acquire(
      &session_, key, shared, wait,
      static_cast<uint64_t>(session_.settings().integer("lock_timeout")));
  if (taken && !session) transaction_locks_.emplace_back(key, shared);
  return taken;
}
void SessionServices::end_transaction() {
  for (const auto& [key, shared] : transaction_locks_) advisory_unlock(key, shared);
  transaction_locks_.clear();
}
bool SessionServices::advisory_unlock(int64_t key, bool shared) {
  return session_.database().advisory_locks().release(&session_, key, shared);
}

void SessionServices::notice(Error error) {
  static constexpr std::string_view kLevels[] = {"debug5", "debug4", "debug3",  "debug2", "debug1",
                                                 "log",    "notice", "warning", "error"};
  if (session_.output() == nullptr) return;
  const std::string least = session_.settings().show("client_min_messages").value_or("notice");
  size_t threshold = 6;
  for (size_t i = 0; i < std::size(kLevels); ++i) {
    if (least == kLevels[i]) threshold = i;
  }
  const size_t level = error.severity == Severity::kDebug     ? 4
                       : error.severity == Severity::kLog     ? 5
                       : error.severity == Severity::kInfo    ? 9
                       : error.severity == Severity::kNotice  ? 6
                       : error.severity == Severity::kWarning ? 7
                                                              : 9;
  if (level >= threshold) session_.output()->notice(error);
}

}  // namespace rung::session
