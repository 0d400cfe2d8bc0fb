#include "session/session.h"

#include <algorithm>

#include "base/out_of_memory.h"
#include "base/seeded_bug.h"
#include "catalog/search_path.h"
#include "os/vfs.h"
#include "planner/binder.h"
#include "plpgsql/runner.h"
#include "session/services.h"
#include "session/sibling_databases.h"

namespace rung::session {
namespace {

using parser::NodeKind;


bool is_query(const parser::Node& statement) {
  switch (statement.kind) {
    case NodeKind::kSelectStmt:  // SELECT INTO makes a table
      return parser::to<parser::SelectStmt>(&statement).into == nullptr;
    case NodeKind::kInsertStmt:
    case NodeKind::kUpdateStmt:
    case NodeKind::kDeleteStmt:
    case NodeKind::kMergeStmt: return true;
    default: return false;
  }
}

std::string query_tag(NodeKind kind, uint64_t rows) {
  const std::string count = std::to_string(rows);
  switch (kind) {
    case NodeKind::kInsertStmt: return "INSERT 0 " + count;
    case NodeKind::kUpdateStmt: return "UPDATE " + count;
    case NodeKind::kDeleteStmt: return "DELETE " + count;
    case NodeKind::kMergeStmt: return "MERGE " + count;
    default: return "SELECT " + count;
  }
}

// Passes rows on to the client's output.
class OutputSink final : public RowSink {
 public:
  OutputSink(Output& output, ExecContext& context) : output_(output), context_(context) {}
  void begin(std::span<const Column> columns) override {
    has_rows_ = true;
    output_.begin_rows(columns);
  }
  void row(std::span<const Datum> values) override {
    arena_.reset();
    TypeEnv env = context_.env();
    env.arena = &arena_;
    output_.row(env, values);
  }
  bool has_rows() const { return has_rows_; }

 private:
  Output& output_;
  ExecContext& context_;
  Arena arena_;
  bool has_rows_ = false;
};

}  // namespace

Session::Session(Database& database)
    : database_(database),
      transaction_(database.store(), database.catalog_cache(), database.sequences(), settings_),
      services_(std::make_unique<SessionServices>(*this)),
      functions_(plpgsql::make_function_runner(*this)) {
  settings_.set_config_names([this](std::string_view name) -> std::optional<std::string> {
    if (current_ == nullptr) return std::nullopt;
    return services_->text_search_setting(name);
  });
  Activity activity;
  activity.state = "idle";
  prepare_out_of_memory();
  activity.backend_start = database.vfs().now_us() - kMicrosecondsTo2000;
  database_.enter(this, std::move(activity));
}

Session::~Session() {
  in_block_ = false;
  abort_current();
  drop_temporary_objects();
  database_.advisory_locks().release_all(this);
  database_.leave(this);
}

char Session::transaction_status() const { return !in_block_ ? 'I' : failed_ ? 'E' : 'T'; }

ExecContext Session::make_context(Arena& arena) {
  ExecContext context;
  context.catalog = &transaction_.catalog();
  context.path = &search_path();
  context.transaction = &transaction_;
  context.functions = functions_.get();
  context.services = services_.get();
  context.format = &settings_.format();
  context.vfs = &database_.vfs();
  context.arena = &arena;
  context.work_memory_bytes = quick_settings().work_memory_bytes;
  context.maintenance_memory_bytes = quick_settings().maintenance_memory_bytes;
  return context;
}

const Session::QuickSettings& Session::quick_settings() {
  settings_.refresh();
  if (quick_settings_.version == settings_.version()) return quick_settings_;
  quick_settings_.version = settings_.version();
  quick_settings_.statement_timeout_ms = settings_.integer("statement_timeout");
  const auto kilobytes = [&](const char* name) {
    return static_cast<size_t>(settings_.integer(name)) * 1024;
  };
  quick_settings_.work_memory_bytes = kilobytes("work_mem");
  quick_settings_.maintenance_memory_bytes = kilobytes("maintenance_work_mem");
  const std::string level = settings_.show("default_transaction_isolation").value_or("");
  quick_settings_.isolation = level == "serializable"      ? Isolation::kSerializable
                              : level == "repeatable read" ? Isolation::kRepeatableRead
                                                           : Isolation::kReadCommitted;
  quick_settings_.read_only = settings_.boolean("default_transaction_read_only");
  return quick_settings_;
}

planner::BindContext Session::make_bind(ExecContext& context, std::vector<Oid>* param_types) {
  planner::BindContext bind;
  bind.catalog = context.catalog;
  bind.path = context.path;
  bind.env = context.env();
  bind.param_types = param_types;
  return bind;
}

std::vector<std::string> Session::search_path_names(bool implicit) {
  // The setting is a list of identifiers, quoted where needed.
  const std::string text = settings_.show("search_path").value_or("");
  std::vector<std::string> names;
  size_t i = 0;
  while (i < text.size()) {
    if (text[i] == ' ' || text[i] == ',') {
      ++i;
      continue;
    }
    std::string name;
    if (text[i] == '"') {
      for (++i; i < text.size(); ++i) {
        if (text[i] == '"' && (i + 1 == text.size() || text[i + 1] != '"')) break;
        if (text[i] == '"') ++i;
        name += text[i];
      }
      ++i;
    } else {
      for (; i < text.size() && text[i] != ',' && text[i] != ' '; ++i) {
        name += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
      }
    }
    names.push_back(std::move(name));
  }
  if (implicit && std::find(names.begin(), names.end(), "pg_catalog") == names.end()) {
    names.insert(names.begin(), "pg_catalog");
  }
  return names;
}

const catalog::SearchPath& Session::search_path() {
  catalog::Catalog& catalog = transaction_.catalog();
  if (path_catalog_ != catalog.version() || path_settings_ != settings_.version()) {
    const std::vector<std::string> names = search_path_names(false);
    path_ = catalog::make_search_path(catalog, names, services_->current_user(),
                                      live_temporary_schema());
    path_catalog_ = catalog.version();
    path_settings_ = settings_.version();
  }
  return path_;
}

void Session::check_interrupt() {
  if (cancelled_.load(std::memory_order_relaxed)) {
    cancelled_ = false;
    throw_error(sqlstate::query_canceled, "canceling statement due to user request");
  }
  if (deadline_ != 0 && database_.vfs().monotonic_us() > deadline_) {
    deadline_ = 0;
    throw_error(sqlstate::query_canceled, "canceling statement due to statement timeout");
  }
}

void Session::start_transaction() {
  if (transaction_.active()) return;
  transaction_start_ = statement_start_;
  const QuickSettings& settings = quick_settings();
  transaction_.begin(settings.isolation, settings.read_only);
}

void Session::finish_implicit() {
  if (in_block_ || !transaction_.active()) return;
  if (!transaction_.is_writing()) {  // nothing waits and nothing is published
    close_portals(true);
    transaction_.end_reading();
    services_->end_transaction();
    return;
  }
  Arena arena;
  ExecContext context = make_context(arena);
  close_portals(true);
  ExecContext* const previous = current_;
  current_ = &context;
  try {
    transaction_.commit(context, deferred_sync_ ? storage::Durability::kDeferred
                                                : storage::Durability::kFull);
  } catch (...) {
    current_ = previous;
    throw;
  }
  current_ = previous;
  services_->end_transaction();
}

void Session::close_portals(bool keep_held) noexcept {
  for (auto it = portals_.begin(); it != portals_.end();) {
    it = keep_held && it->second.hold ? std::next(it) : portals_.erase(it);
  }
}

// After an error: an implicit transaction is gone, a block waits for its ROLLBACK.
void Session::abort_current() noexcept {
  current_ = nullptr;
  close_portals(true);
  if (in_block_) {
    failed_ = true;
    return;
  }
  transaction_.rollback();
  services_->end_transaction();
}

void Session::execute(std::string_view sql, Output& output, TextParams params) {
  output_ = &output;
  statement_text_ = sql;
  statement_start_ = database_.vfs().now_us() - kMicrosecondsTo2000;
  cancelled_ = false;
  const int64_t timeout_ms =
      with_sql_errors([&] { return quick_settings().statement_timeout_ms; });
  deadline_ = timeout_ms > 0 ? database_.vfs().monotonic_us() + timeout_ms * 1000 : 0;
  database_.update(this, "active", sql.substr(0, 1024));
  const auto idle = [&] {
    database_.update(this,
                     !in_block_ ? "idle"
                     : failed_  ? "idle in transaction (aborted)"
                                : "idle in transaction",
                     {});
    output_ = nullptr;
  };
  try {
    if (run_cached(sql, params)) {
      finish_implicit();
      idle();
      return;
    }
    const auto arena = std::make_shared<Arena>();
    parser::Notices notices;
    const std::vector<parser::ParsedStatement> statements = parser::parse(sql, *arena, &notices);
    for (const Error& notice : notices) output.notice(notice);
    if (!params.empty() && statements.size() > 1) {
      throw_error(sqlstate::syntax_error, "cannot insert multiple commands into a prepared statement");
    }
    multi_statement_ = statements.size() > 1;
    kept_arena_ =
        statements.size() == 1 && notices.empty() && PlanCache::may_keep(sql) ? arena : nullptr;
    for (size_t i = 0; i < statements.size(); ++i) {
      statement_text_ = sql;
      run_statement(statements[i], params);
      // Until the last statement an implicit transaction goes on.
      if (i + 1 == statements.size()) multi_statement_ = false;
    }
    finish_implicit();
  } catch (const std::bad_alloc&) {
    abort_current();
    idle();
    throw_out_of_memory();
  } catch (...) {
    abort_current();
    idle();
    throw;
  }
  idle();
}

void Session::complete(std::string_view tag, bool has_rows) {
  // A single statement is committed before it is reported as done.
  if (!multi_statement_) finish_implicit();
  output_->complete(tag, has_rows);
}

std::vector<ParamValue> Session::bind_params(ExecContext& context, std::span<const Oid> types,
                                             TextParams params) {
  if (params.size() != types.size()) {
    throw_error(sqlstate::protocol_violation,
                "bind message supplies " + std::to_string(params.size()) +
                    " parameters, but prepared statement \"\" requires " +
                    std::to_string(types.size()));
  }
  std::vector<ParamValue> values;
  values.reserve(types.size());
  TypeEnv env = context.env();
  for (size_t i = 0; i < types.size(); ++i) {
    ParamValue value{types[i], Datum()};
    if (params[i]) {
      const TypeInfo& type = env.type(types[i]);
      value.value = type.ops->input(env, type, env.keep(*params[i]), -1);
    }
    values.push_back(value);
  }
  return values;
}

namespace {

const char* verb_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::kInsertStmt: return "INSERT";
    case NodeKind::kUpdateStmt: return "UPDATE";
    case NodeKind::kDeleteStmt: return "DELETE";
    case NodeKind::kMergeStmt: return "MERGE";
    default: return "SELECT FOR UPDATE";
  }
}

}  // namespace

void Session::run_plan(ExecContext& context, const parser::Stmt& statement, TextParams params) {
  transaction_.statement_name = verb_of(statement.kind);
  // Statements that write take the lock before they look at the catalog or at a row.
  if (statement.kind != NodeKind::kSelectStmt) transaction_.write();
  context.view = transaction_.statement_view();
  const auto planned =
      make_plan(context, statement, {},
                kept_arena_ != nullptr ? kept_arena_ : std::make_shared<Arena>());
  if (kept_arena_ != nullptr) plans_.put(statement_text_, planned);
  run_bound(context, *planned, params);
}

std::shared_ptr<CachedPlan> Session::make_plan(ExecContext& context,
                                               const parser::Stmt& statement,
                                               std::vector<Oid> param_types,
                                               std::shared_ptr<Arena> arena) {
  auto planned = std::make_shared<CachedPlan>();
  planned->kind = statement.kind;
  planned->catalog_version = context.catalog->version();
  planned->settings_version = settings_.version();
  planned->checked = context.view.csn();
  planned->arena = std::move(arena);
  planned->param_types = std::move(param_types);
  ExecContext planning = context;
  planning.arena = planned->arena.get();
  planner::BindContext bind = make_bind(planning, &planned->param_types);
  planned->plan = executor::prepare(planning, *planner::bind_query(bind, statement));
  for (Oid& type : planned->param_types) {
    if (type == kNoOid || type == oid::kUnknown) type = oid::kText;
  }
  return planned;
}

void Session::run_bound(ExecContext& context, const CachedPlan& planned, TextParams params) {
  OutputSink sink(*output_, context);
  std::vector<ParamValue> values;
  if (!params.empty() || !planned.param_types.empty()) {
    values = bind_params(context, planned.param_types, params);
    context.params = values;
  }
  // A SELECT has a result even without columns; a writing statement only with RETURNING.
  const bool returns_rows = planned.kind == NodeKind::kSelectStmt ||
                            !executor::plan_columns(*planned.plan).empty();
  const uint64_t rows = executor::execute(context, *planned.plan, returns_rows ? &sink : nullptr);
  complete(query_tag(planned.kind, rows), sink.has_rows());
}

bool Session::run_cached(std::string_view sql, TextParams params) {
  if (failed_) return false;
  const std::shared_ptr<CachedPlan> plan = plans_.find(sql);
  if (plan == nullptr) return false;
  multi_statement_ = false;
  start_transaction();
  Arena arena;
  ExecContext context = make_context(arena);
  ExecContext* const previous = current_;
  current_ = &context;
  struct Restore {
    ExecContext*& slot;
    ExecContext* value;
    ~Restore() { slot = value; }
  } restore{current_, previous};
  transaction_.statement_name = verb_of(plan->kind);
  if (plan->kind != NodeKind::kSelectStmt) transaction_.write();
  if (executor::plan_reads(*plan->plan)) context.view = transaction_.statement_view();
  if (!still_fits(context, *plan)) {
    plans_.remove(sql);
    return false;
  }
  run_bound(context, *plan, params);
  return true;
}

bool Session::still_fits(ExecContext& context, CachedPlan& plan) {
  if ((plan.catalog_version != context.catalog->version() && !RUNG_BUG(57)) ||
      plan.settings_version != settings_.version()) {
    return false;
  }
  if (!context.view) return true;  // it reads no table
  constexpr uint32_t kUsesBetweenChecks = 64;  // inside one transaction
  const storage::Csn now = context.view.csn();
  if (now == plan.checked && ++plan.uses % kUsesBetweenChecks != 0) return true;
  plan.checked = now;
  return executor::plan_fits(context, *plan.plan);
}

void Session::run_statement(const parser::ParsedStatement& parsed, TextParams params) {
  const parser::Stmt& statement = *parsed.stmt;
  if (const auto* control = parser::as<parser::TransactionStmt>(&statement)) {
    run_transaction_statement(*control);
    return;
  }
  if (failed_) {
    throw_error(sqlstate::in_failed_sql_transaction,
                "current transaction is aborted, commands ignored until end of transaction block");
  }
  if (commands::command_refuses_transaction(statement) && (in_block_ || multi_statement_)) {
    throw_error(sqlstate::active_sql_transaction,
                std::string(commands::command_name(statement)) +
                    " cannot run inside a transaction block");
  }
  if (statement.kind == NodeKind::kLockStmt && !in_block_ && !multi_statement_) {
    throw_error(sqlstate::no_active_sql_transaction,
                "LOCK TABLE can only be used in transaction blocks");
  }
  start_transaction();
  Arena arena;
  ExecContext context = make_context(arena);
  ExecContext* const previous = current_;
  current_ = &context;
  struct Restore {
    ExecContext*& slot;
    ExecContext* value;
    ~Restore() { slot = value; }
  } restore{current_, previous};

  if (is_query(statement)) {
    run_plan(context, statement, params);
    return;
  }
  OutputSink sink(*output_, context);
  bool has_rows = false;
  std::string tag;
  switch (statement.kind) {
    case NodeKind::kPrepareStmt:
      run_prepare(context, parser::to<parser::PrepareStmt>(&statement),
                  statement_text_.substr(parsed.begin, parsed.end - parsed.begin));
      tag = "PREPARE";
      break;
    case NodeKind::kExecuteStmt:
      run_execute(context, parser::to<parser::ExecuteStmt>(&statement), &sink, &has_rows, &tag);
      break;
    case NodeKind::kDeallocateStmt: {
      const auto& deallocate = parser::to<parser::DeallocateStmt>(&statement);
      if (deallocate.name.empty()) {
        prepared_.clear();
        tag = "DEALLOCATE ALL";
        break;
      }
      const auto it = prepared_.find(deallocate.name);
      if (it == prepared_.end()) {
        throw_error(sqlstate::undefined_pstatement, "prepared statement \"" +
                                                        std::string(deallocate.name) +
                                                        "\" does not exist");
      }
      prepared_.erase(it);
      tag = "DEALLOCATE";
      break;
    }
    case NodeKind::kDeclareCursorStmt:
      run_declare(parser::to<parser::DeclareCursorStmt>(&statement));
      tag = "DECLARE CURSOR";
      break;
    case NodeKind::kFetchStmt: {
      const auto& fetch = parser::to<parser::FetchStmt>(&statement);
      tag = (fetch.is_move ? "MOVE " : "FETCH ") +
            std::to_string(fetch_cursor(fetch, fetch.is_move ? nullptr : &sink));
      break;
    }
    case NodeKind::kClosePortalStmt: {
      const auto& close = parser::to<parser::ClosePortalStmt>(&statement);
      tag = "CLOSE CURSOR";
      if (close.name.empty()) {
        portals_.clear();
        tag = "CLOSE CURSOR ALL";
        break;
      }
      const auto it = portals_.find(close.name);
      if (it == portals_.end()) {
        throw_error(sqlstate::undefined_cursor,
                    "cursor \"" + std::string(close.name) + "\" does not exist");
      }
      portals_.erase(it);
      break;
    }
    case NodeKind::kCheckPointStmt:
      value_or_throw(database_.store().checkpoint());
      tag = "CHECKPOINT";
      break;
    case NodeKind::kCreateDatabaseStmt:
      create_database(database_, parser::to<parser::CreateDatabaseStmt>(&statement));
      tag = "CREATE DATABASE";
      break;
    case NodeKind::kDropDatabaseStmt: {
      const auto& drop = parser::to<parser::DropDatabaseStmt>(&statement);
      if (!drop_database(database_, drop)) {
        Error notice(sqlstate::successful_completion, "database \"" + std::string(drop.name) +
                                                          "\" does not exist, skipping");
        notice.severity = Severity::kNotice;
        output_->notice(notice);
      }
      tag = "DROP DATABASE";
      break;
    }
    case NodeKind::kDiscardStmt:
      tag = discard(context, parser::to<parser::DiscardStmt>(&statement).target);
      break;
    case NodeKind::kConstraintsSetStmt: {
      const auto& set = parser::to<parser::ConstraintsSetStmt>(&statement);
      std::vector<Oid> constraints;
      for (const parser::RangeVar* name : set.constraints) {
        const Oid oid = find_deferrable_constraint(context, *name);
        constraints.push_back(oid);
      }
      context.view = transaction_.statement_view();
      transaction_.set_constraints(context, constraints, set.deferred);
      tag = "SET CONSTRAINTS";
      break;
    }
    default: {
      if (set_transaction_modes(statement, true)) {
        tag = "SET";
        break;
      }
      transaction_.statement_name = commands::command_name(statement);
      if (commands::command_writes(statement)) transaction_.write();
      context.view = transaction_.statement_view();
      commands::CommandContext command{context, *this, &sink};
      const size_t kept = transaction_.kept_positions();
      if (moves_sequences_back(statement)) transaction_.keep_positions();
      const size_t opened = transaction_.open_statement();
      tag = commands::run_command(command, statement);
      transaction_.drop_equal_positions(kept);
      transaction_.close_statement(context, opened);
    }
  }
  complete(tag, has_rows || sink.has_rows());
}

// RESTART in its forms, and DROP of what may own sequences whose position is not stored yet.
bool Session::moves_sequences_back(const parser::Node& statement) const {
  using parser::NodeKind;
  switch (statement.kind) {
    case NodeKind::kAlterSequenceStmt: return true;
    case NodeKind::kTruncateStmt: {
      return parser::to<parser::TruncateStmt>(&statement).restart_sequences;
    }
    case NodeKind::kAlterTableStmt: {
      for (const parser::AlterTableCmd* command :
           parser::to<parser::AlterTableStmt>(&statement).commands) {
        if (command->command == parser::AlterTableKind::kSetIdentity) return true;
      }
      return false;
    }
    case NodeKind::kDropStmt: return transaction_.has_moved_sequences();
    default: return false;
  }
}

uint64_t Session::run_query(ExecContext& context, const Query& query, RowSink* sink) {
  const auto plan = executor::prepare(context, query);
  return executor::execute(context, *plan, sink);
}

void Session::set_setting(const std::string& name, const std::string& value, bool local) {
  settings_.set(name, value, local);
}
void Session::reset_setting(const std::string& name) {
  if (name == "all") {
    settings_.reset_all();
  } else {
    settings_.reset(name);
  }
}
std::string Session::show_setting(const std::string& name) {
  auto value = settings_.show(name);
  if (!value) {
    throw_error(sqlstate::undefined_object,
                "unrecognized configuration parameter \"" + name + "\"");
  }
  return *value;
}

void Session::run_sql(ExecContext& context, std::string_view sql) {
  Arena arena;
  const std::string_view outer = statement_text_;
  statement_text_ = sql;
  for (const parser::ParsedStatement& parsed : parser::parse(sql, arena)) {
    ExecContext inner = context;
    inner.arena = &arena;
    inner.path = &search_path();
    if (is_query(*parsed.stmt)) {
      inner.view = transaction_.statement_view();
      planner::BindContext bind = make_bind(inner, nullptr);
      run_query(inner, *planner::bind_query(bind, *parsed.stmt), nullptr);
    } else {
      if (commands::command_writes(*parsed.stmt)) transaction_.write();
      inner.view = transaction_.statement_view();
      commands::CommandContext command{inner, *this, nullptr};
      commands::run_command(command, *parsed.stmt);
    }
  }
  statement_text_ = outer;
}

void Session::run_block(ExecContext& context, std::string_view language, std::string_view source) {
  plpgsql::run_block(*functions_, context, language, source);
}

void Session::run_event_trigger(ExecContext& context, Oid function, std::string_view event,
                                std::string_view tag) {
  plpgsql::run_event_trigger(*functions_, context, function, event, tag);
}

std::string Session::bind_function_body(ExecContext& context, const catalog::Function& function,
                                        std::span<parser::Stmt* const> statements) {
  return plpgsql::bind_sql_body(context, function, statements);
}

void Session::check_function_body(ExecContext& context, const catalog::Function& function) {
  if (!settings_.boolean("check_function_bodies")) return;
  try {
    plpgsql::check_body(context, function);
  } catch (SqlError& error) {
    Error& report = error.error();
    if (report.pos != kNoPos) {
      const SourcePos inner = report.pos;
      report.pos = plpgsql::position_in_statement(statement_text_, function.source, inner);
      if (report.pos == kNoPos) {
        report.internal_query = function.source;
        report.internal_pos = inner;
      }
    }
    throw;
  }
}

bool Session::copy_in(std::string* data) { return output_ != nullptr && output_->copy_in(data); }
void Session::copy_out(std::string_view data) {
  if (output_ != nullptr) output_->copy_out(data);
}

Oid Session::live_temporary_schema() {
  return temporary_schema_ != kNoOid && transaction_.catalog().schema(temporary_schema_) != nullptr
             ? temporary_schema_
             : kNoOid;
}

Oid Session::temporary_schema(ExecContext& context) {
  if (const Oid live = live_temporary_schema(); live != kNoOid) return live;
  transaction_.write();
  catalog::Catalog& catalog = transaction_.catalog();
  const std::string name = "pg_temp_" + std::to_string(database_.number_of(this));
  if (const catalog::Schema* left_over = catalog.find_schema(name)) {
    // Of a session that a crash ended.
    commands::CommandContext command{context, *this, nullptr};
    const catalog::ObjectAddress address{catalog::ObjectClass::kSchema, left_over->oid, 0};
    commands::drop_objects(command, std::span(&address, 1), commands::DropBehavior::kCascade);
  }
  auto schema = std::make_unique<catalog::Schema>();
  schema->oid = temporary_schema_ = catalog.new_oid();
  schema->name = name;
  catalog.put(std::move(schema));
  context.path = &search_path();
  return temporary_schema_;
}

void Session::discard_temporary_objects(ExecContext& context) {
  const Oid schema = live_temporary_schema();
  if (schema == kNoOid) return;
  transaction_.write();
  std::vector<catalog::ObjectAddress> objects;
  for (const catalog::Dependency& d : transaction_.catalog().dependents_of(
           {catalog::ObjectClass::kSchema, schema, 0})) {
    objects.push_back(d.object);
  }
  commands::CommandContext command{context, *this, nullptr};
  if (!objects.empty()) {
    commands::drop_objects(command, objects, commands::DropBehavior::kCascade);
  }
}

std::string Session::discard(ExecContext& context, parser::DiscardTarget target) {
  switch (target) {
    case parser::DiscardTarget::kPlans: plans_.clear(); return "DISCARD PLANS";
    case parser::DiscardTarget::kSequences:
      services_->forget_sequences();
      return "DISCARD SEQUENCES";
    case parser::DiscardTarget::kTemp: discard_temporary_objects(context); return "DISCARD TEMP";
    case parser::DiscardTarget::kAll: break;
  }
  if (in_block_ || multi_statement_) {
    throw_error(sqlstate::active_sql_transaction,
                "DISCARD ALL cannot run inside a transaction block");
  }
  discard_temporary_objects(context);
  portals_.clear();
  prepared_.clear();
  plans_.clear();
  settings_.reset_all();
  services_->forget_sequences();
  database_.advisory_locks().release_all(this);
  return "DISCARD ALL";
}

// Temporary objects go with their session.
void Session::drop_temporary_objects() noexcept {
  if (temporary_schema_ == kNoOid) return;
  try {
    with_context([&](ExecContext& context) {
      if (live_temporary_schema() == kNoOid) return;
      transaction_.write();
      commands::CommandContext command{context, *this, nullptr};
      const catalog::ObjectAddress address{catalog::ObjectClass::kSchema, temporary_schema_, 0};
      commands::drop_objects(command, std::span(&address, 1), commands::DropBehavior::kCascade);
    });
  } catch (const std::exception&) {
    // The next session with this number finds and drops what is left.
  }
}

void Session::with_context(const std::function<void(ExecContext&)>& work) {
  statement_start_ = database_.vfs().now_us() - kMicrosecondsTo2000;
  start_transaction();
  try {
    Arena arena;
    ExecContext context = make_context(arena);
    context.view = transaction_.statement_view();
    ExecContext* const previous = current_;
    current_ = &context;
    work(context);
    current_ = previous;
    finish_implicit();
  } catch (...) {
    abort_current();
    throw;
  }
}

}  // namespace rung::session
