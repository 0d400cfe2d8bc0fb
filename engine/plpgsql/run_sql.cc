// SQL inside functions: binding with the function's variables, plans kept between runs, INTO,
// EXECUTE, cursors.
#include "plpgsql/interpreter.h"
#include "types/array.h"
#include "types/record.h"

namespace rung::plpgsql {

// What names in SQL mean: the function's variables, fields of its records, and $n.
class Resolver final : public planner::VariableResolver {
 public:
  Resolver(Interpreter& run, const Scope* scope, Plan* plan)
      : run_(run), scope_(scope), plan_(plan) {}

  Expr* resolve(Arena& arena, std::span<const std::string> names, SourcePos pos) override {
    if (names.empty() || names.size() > 3) return nullptr;
    int variable = find_variable(scope_, names[0]);
    size_t used = 1;
    if (names.size() > 1 && (variable < 0 || !is_record(variable))) {
      // label.variable
      const int labelled = find_labelled(scope_, names[0], names[1]);
      if (labelled >= 0) {
        variable = labelled;
        used = 2;
      } else if (variable >= 0) {
        return nullptr;
      }
    }
    if (variable < 0) return nullptr;
    if (used == names.size()) return whole(arena, variable, pos);
    if (used + 1 == names.size() && is_record(variable)) {
      return field(arena, variable, names[used], pos);
    }
    return nullptr;
  }

  bool columns_win() const override {
    return run_.function_.body->conflict == VariableConflict::kUseColumn;
  }

  Expr* resolve_param(Arena& arena, int32_t number, SourcePos pos) override {
    const int variable = find_variable(scope_, "$" + std::to_string(number));
    return variable < 0 ? nullptr : whole(arena, variable, pos);
  }

  const std::string& missing_field() const { return missing_; }

 private:
  bool is_record(int variable) const {
    return run_.function_.body->variables[static_cast<size_t>(variable)]->kind ==
           VariableKind::kRecord;
  }

  Expr* external(Arena& arena, int number, Oid type, int32_t typmod, SourcePos pos) {
    Expr* expr = arena.make<Expr>();
    expr->kind = ExprKind::kExternal;
    expr->param = number;
    expr->type = type;
    expr->typmod = typmod;
    expr->pos = pos;
    // The binder clears the mark.
    expr->flag = run_.function_.body->conflict == VariableConflict::kUseVariable;
    const TypeInfo* info = run_.context_.catalog->find_type(type);
    if (info != nullptr && info->collatable) expr->collation = kDefaultCollation;
    plan_->uses.emplace_back(number, type);
    return expr;
  }

  Expr* whole(Arena& arena, int variable, SourcePos pos) {
    if (is_record(variable)) {
      const Record& row = run_.record(variable);
      const Oid declared = run_.function_.types[static_cast<size_t>(variable)].row_type;
      const Oid type = declared != kNoOid ? declared : row.assigned ? row.type : oid::kRecord;
      return external(arena, variable, type, -1, pos);
    }
    const planner::TypeRef type = run_.function_.types[static_cast<size_t>(variable)].type;
    return external(arena, variable, type.type, type.typmod, pos);
  }

  Expr* field(Arena& arena, int variable, const std::string& name, SourcePos pos) {
    run_.check_assigned(variable);
    const Record& row = run_.record(variable);
    const int index = row.find(name);
    if (index < 0) {
      missing_ = "record \"" +
                 std::string(run_.function_.body->variables[static_cast<size_t>(variable)]->name) +
                 "\" has no field \"" + name + "\"";
      return nullptr;
    }
    auto& slots = run_.function_.field_slots;
    size_t slot = 0;
    while (slot < slots.size() && (slots[slot].variable != variable || slots[slot].field != name)) {
      ++slot;
    }
    if (slot == slots.size()) slots.push_back({variable, name});
    const Column& column = row.fields[static_cast<size_t>(index)];
    const int number = static_cast<int>(run_.function_.body->variables.size() + slot);
    return external(arena, number, column.type, column.typmod, pos);
  }

  Interpreter& run_;
  const Scope* scope_;
  Plan* plan_;
  std::string missing_;
};

namespace {

bool is_query(const parser::Stmt& stmt) {
  switch (stmt.kind) {
    case parser::NodeKind::kSelectStmt: case parser::NodeKind::kInsertStmt:
    case parser::NodeKind::kUpdateStmt: case parser::NodeKind::kDeleteStmt:
    case parser::NodeKind::kMergeStmt:
      return true;
    default: return false;
  }
}

// The query of a utility statement, which sees the function's variables; nullptr: none does.
const parser::Stmt* query_inside(const parser::Stmt& stmt) {
  if (const auto* create = parser::as<parser::CreateTableAsStmt>(&stmt)) return create->query;
  if (const auto* explain = parser::as<parser::ExplainStmt>(&stmt)) {
    return is_query(*explain->query) ? explain->query : nullptr;
  }
  return nullptr;
}

// CREATE TABLE AS counts the rows in its tag.
uint64_t affected_rows(const std::string& tag, uint64_t returned) {
  return tag.starts_with("SELECT ") ? std::strtoull(tag.c_str() + 7, nullptr, 10) : returned;
}

// SELECT of one expression over nothing: no plan is needed to evaluate it.
const Expr* simple_expression(const Query& query) {
  const bool simple =
      query.kind == QueryKind::kSelect && query.rtable.empty() && query.from.empty() &&
      query.where == nullptr && query.targets.size() == 1 && query.group.empty() &&
      query.grouping_sets.empty() && query.having == nullptr && query.windows.empty() &&
      !query.distinct && query.sort.empty() && query.limit == nullptr && query.offset == nullptr &&
      query.set_operation == nullptr && query.ctes.empty() && query.row_marks.empty() &&
      !query.has_aggregates && !query.has_windows && !query.has_sublinks &&
      !query.has_set_functions;
  return simple ? query.targets[0].expr : nullptr;
}

// Keeps what a query returns; values go to the arena.
class Collector final : public RowSink {
 public:
  Collector(ExecContext& context, std::vector<Column>* columns,
            std::vector<std::vector<Datum>>* rows, uint64_t limit)
      : context_(context), columns_(columns), rows_(rows), limit_(limit) {}

  void begin(std::span<const Column> columns) override {
    storage_.clear();
    for (const Column& column : columns) storage_.push_back(storage_of(context_, column.type));
    if (columns_ != nullptr) columns_->assign(columns.begin(), columns.end());
  }
  void row(std::span<const Datum> values) override {
    ++count_;
    if (rows_ == nullptr || rows_->size() >= limit_) return;
    std::vector<Datum> kept;
    kept.reserve(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      kept.push_back(copy_datum(*context_.arena,
                                i < storage_.size() ? storage_[i] : StorageClass::kBytes,
                                values[i]));
    }
    rows_->push_back(std::move(kept));
  }
  uint64_t count() const { return count_; }

 private:
  ExecContext& context_;
  std::vector<Column>* columns_;
  std::vector<std::vector<Datum>>* rows_;
  uint64_t limit_;
  uint64_t count_ = 0;
  std::vector<StorageClass> storage_;
};

// Moves a position in the text of the statement to where PostgreSQL reports it: beside the inner
// statement; without a position the statement is a line of CONTEXT.
void add_sql_context(Error* error, std::string_view text, int32_t shift, SqlForm form) {
  if (error->internal_pos != kNoPos || !error->internal_query.empty()) return;
  if (error->pos != kNoPos) {
    error->internal_query = std::string(text);
    error->internal_pos = static_cast<SourcePos>(
        std::max<int64_t>(0, static_cast<int64_t>(error->pos) + shift));
    error->pos = kNoPos;
    return;
  }
  if (!error->context.empty()) error->context += "\n";
  error->context += form == SqlForm::kStatement    ? "SQL statement \""
                    : form == SqlForm::kExpression ? "SQL expression \""
                                                   : "PL/pgSQL assignment \"";
  error->context += std::string(text) + "\"";
}

}  // namespace

template <class Work>
auto Interpreter::with_sql_context(const SqlText& sql, Work work) {
  try {
    return work();
  } catch (SqlError& error) {
    add_sql_context(&error.error(), sql.text, sql.shift, sql.form);
    throw;
  }
}

// ---- Plans --------------------------------------------------------------------------------------

ExecContext Interpreter::statement_context(Arena& arena) {
  ExecContext inner = context_;
  inner.arena = &arena;
  inner.params = {};
  inner.externals = externals_;
  return inner;
}

std::shared_ptr<Plan> Interpreter::plan_for(const SqlText& sql) {
  std::shared_ptr<Plan>& slot = function_.plans[static_cast<size_t>(sql.number)];
  if (slot != nullptr && slot->catalog_version == context_.catalog->version()) {
    bool same = true;
    const size_t variables = function_.body->variables.size();
    for (const auto& [number, type] : slot->uses) {
      const auto index = static_cast<size_t>(number);
      if (index < variables) {
        const Variable& variable = *function_.body->variables[index];
        if (variable.kind != VariableKind::kRecord) {
          same = same && function_.types[index].type.type == type;
        } else if (function_.types[index].row_type == kNoOid) {
          same = same && (records_[index].assigned ? records_[index].type : oid::kRecord) == type;
        }
        continue;
      }
      const FieldSlot& field = function_.field_slots[index - variables];
      check_assigned(field.variable);
      const Record& row = record(field.variable);
      const int at = row.find(field.field);
      same = same && at >= 0 && row.fields[static_cast<size_t>(at)].type == type;
    }
    if (same) return slot;
  }
  auto made = std::make_shared<Plan>();
  make_plan(sql, made.get());
  // A nested run of this function may still hold the old one.
  function_.plans[static_cast<size_t>(sql.number)] = made;
  return made;
}

void Interpreter::make_plan(const SqlText& sql, Plan* plan) {
  plan->catalog_version = context_.catalog->version();
  plan->is_query = is_query(*sql.stmt);
  const parser::Stmt* bound = sql.stmt;
  if (!plan->is_query) {
    // Its variables have to be known before it runs.
    bound = query_inside(*sql.stmt);
    if (bound == nullptr) return;
  }
  Resolver resolver(*this, sql.scope, plan);
  try {
    planner::BindContext bind = bind_context(context_, plan->arena);
    bind.variables = &resolver;
    bind.named_rows = function_.named_rows;
    for (const planner::BindContext::NamedRows& rows : function_.named_rows) {
      plan->uses.emplace_back(rows.rows->param, rows.rows->type);
    }
    const Query* query = planner::bind_query(bind, *bound);
    if (!plan->is_query) {
      const auto* create = parser::as<parser::CreateTableAsStmt>(sql.stmt);
      if (create != nullptr && create->object == parser::ObjectKind::kMatView &&
          !plan->uses.empty()) {
        throw_error(sqlstate::feature_not_supported,
                    "materialized views may not be defined using bound parameters");
      }
      return;
    }
    plan->is_select = query->kind == QueryKind::kSelect;
    plan->columns = planner::output_columns(*query);
    ExecContext inner = context_;
    inner.arena = &plan->arena;
    inner.view = context_.transaction->statement_view();
    const Expr* expr = sql.shift != 0 || sql.form != SqlForm::kStatement ? simple_expression(*query) : nullptr;
    if (expr != nullptr) {
      plan->program_type = {expr->type, expr->typmod};
      plan->program = executor::compile_row(inner, *expr);
    } else {
      plan->prepared = executor::prepare(inner, *query);
      plan->writes = executor::plan_writes(*plan->prepared);
    }
  } catch (SqlError& error) {
    Error& report = error.error();
    if (!resolver.missing_field().empty() && (report.state == sqlstate::undefined_table ||
                                              report.state == sqlstate::undefined_column)) {
      report.state = sqlstate::undefined_column;
      report.message = resolver.missing_field();
      report.hint.clear();
      report.detail.clear();
      report.pos = kNoPos;
    }
    add_sql_context(&report, sql.text, sql.shift, sql.form);
    throw;
  }
}

void Interpreter::load_externals(const Plan& plan, Arena& arena) {
  const size_t variables = function_.body->variables.size();
  const size_t wanted = variables + function_.field_slots.size();
  if (externals_.size() < wanted) externals_.resize(wanted);
  for (const auto& [number, type] : plan.uses) {
    const auto index = static_cast<size_t>(number);
    ParamValue& to = externals_[index];
    to.type = type;
    if (index >= variables) {
      const FieldSlot& field = function_.field_slots[index - variables];
      const Record& row = record(field.variable);
      const int at = row.find(field.field);
      to.value = row.null || at < 0 ? Datum() : row.values[static_cast<size_t>(at)].get();
    } else if (function_.body->variables[index]->kind == VariableKind::kRecord) {
      to.value = record_value(number, arena);
    } else {
      to.value = values_[index].get();
    }
  }
}

Interpreter::Typed Interpreter::evaluate(const SqlText& sql, Arena& arena) {
  const std::shared_ptr<Plan> held = plan_for(sql);
  Plan& plan = *held;
  if (plan.program != nullptr) {
    load_externals(plan, arena);
    ExecContext inner = statement_context(arena);
    return {executor::evaluate(inner, *plan.program), plan.program_type};
  }
  std::vector<Column> columns;
  Rows rows;
  execute(plan, sql, arena, &columns, &rows, 2);
  if (columns.size() != 1) {
    Error error(sqlstate::syntax_error,
                "query returned " + std::to_string(columns.size()) + " columns");
    error.context = "query: " + std::string(sql.text);
    throw_error(std::move(error));
  }
  if (rows.size() > 1) {
    Error error(sqlstate::cardinality_violation, "query returned more than one row");
    error.context = "query: " + std::string(sql.text);
    throw_error(std::move(error));
  }
  row_count_ = rows.size();
  return {rows.empty() ? Datum() : rows[0][0], {columns[0].type, columns[0].typmod}};
}

// Runs a plan; keeps up to `limit` rows. Returns the rows returned or changed.
uint64_t Interpreter::execute(Plan& plan, const SqlText& sql, Arena& arena,
                              std::vector<Column>* columns, Rows* rows, uint64_t limit) {
  return with_sql_context(sql, [&] {
    context_.services->check_interrupt();
    load_externals(plan, arena);
    ExecContext inner = statement_context(arena);
    Collector collector(inner, columns, rows, limit);
    if (!plan.is_query) {
      if (sql.stmt->kind == parser::NodeKind::kTransactionStmt) {
        throw_error(sqlstate::feature_not_supported,
                    "unsupported transaction command in PL/pgSQL");
      }
      if (state_.control->set_transaction_modes(*sql.stmt)) return uint64_t{0};
      if (commands::command_writes(*sql.stmt)) context_.transaction->write();
      inner.view = context_.transaction->statement_view();
      Plan scratch;
      Resolver resolver(*this, sql.scope, &scratch);
      commands::CommandContext command{inner, *state_.control, &collector, &resolver};
      return affected_rows(commands::run_command(command, *sql.stmt), collector.count());
    }
    if (plan.prepared == nullptr) {
      // PERFORM and the like of a single value.
      const Datum value = executor::evaluate(inner, *plan.program);
      collector.begin(plan.columns);
      collector.row({&value, 1});
      return uint64_t{1};
    }
    if (columns != nullptr) *columns = plan.columns;
    return executor::execute(inner, *plan.prepared, &collector);
  });
}

// EXECUTE: text with parameters; the function's variables are not visible in it.
uint64_t Interpreter::execute_text(const std::string& text,
                                   const std::vector<SqlText*>& parameters, Arena& arena,
                                   std::vector<Column>* columns, Rows* rows, bool* returns_rows) {
  std::vector<ParamValue> values;
  std::vector<Oid> types;
  for (const SqlText* parameter : parameters) {
    const Typed value = evaluate(*parameter, arena);
    const Oid type = value.type.type == oid::kUnknown ? oid::kText : value.type.type;
    values.push_back({type, copy_datum(arena, storage_of(context_, type), value.value)});
    types.push_back(type);
  }
  uint64_t count = 0;
  *returns_rows = false;
  const Restored<bool> atomic(&state_.may_end_transaction, false);
  try {
    for (const parser::ParsedStatement& parsed : parser::parse(text, arena)) {
      ExecContext inner = context_;
      inner.arena = &arena;
      inner.params = values;
      inner.externals = {};
      rows->clear();
      columns->clear();
      Collector collector(inner, columns, rows, UINT64_MAX);
      if (parsed.stmt->kind == parser::NodeKind::kTransactionStmt) {
        throw_error(sqlstate::feature_not_supported,
                    "EXECUTE of transaction commands is not implemented");
      }
      if (is_query(*parsed.stmt)) {
        planner::BindContext bind = bind_context(inner, arena);
        bind.param_types = &types;
        const Query* query = planner::bind_query(bind, *parsed.stmt);
        *columns = planner::output_columns(*query);
        *returns_rows = !columns->empty();
        inner.view = context_.transaction->statement_view();
        const auto prepared = executor::prepare(inner, *query);
        count = executor::execute(inner, *prepared, &collector);
      } else {
        if (commands::command_writes(*parsed.stmt)) context_.transaction->write();
        inner.view = context_.transaction->statement_view();
        commands::CommandContext command{inner, *state_.control, &collector};
        commands::run_command(command, *parsed.stmt);
        count = collector.count();
        *returns_rows = !columns->empty();
      }
    }
  } catch (SqlError& error) {
    add_sql_context(&error.error(), text, 0, SqlForm::kStatement);
    throw;
  }
  return count;
}

std::string Interpreter::dynamic_text(const SqlText& sql) {
  Arena arena;
  const Typed value = evaluate(sql, arena);
  if (value.value.null) {
    throw_error(sqlstate::null_value_not_allowed, "query string argument of EXECUTE is null");
  }
  return text_of(value);
}

// ---- Statements ---------------------------------------------------------------------------------

namespace {

void add_parameter(std::string* list, const std::string& name, bool null, const std::string& text) {
  *list += list->empty() ? "parameters: " : ", ";
  *list += name + " = ";
  if (null) {
    *list += "NULL";
    return;
  }
  *list += '\'';
  for (const char c : text) *list += c == '\'' ? "''" : std::string(1, c);
  *list += '\'';
}

}  // namespace

void Interpreter::finish_into(const std::vector<Target>& into, bool strict, bool only_one,
                              const char* hint, const std::function<std::string()>& parameters,
                              std::span<const Column> columns, const Rows& rows) {
  const auto refuse = [&](SqlState state, const char* message, const char* with_hint) {
    Error error(state, message);
    if (function_.body->print_strict_params && strict) error.detail = parameters();
    if (with_hint != nullptr) error.hint = with_hint;
    throw_error(std::move(error));
  };
  if (rows.empty()) {
    if (strict) refuse(sqlstate::no_data_found, "query returned no rows", nullptr);
    assign_row(into, columns, nullptr);
    return;
  }
  if (rows.size() > 1 && (strict || only_one)) {
    refuse(sqlstate::too_many_rows, "query returned more than one row", hint);
  }
  assign_row(into, columns, rows.data());
}

// The variables that a query reads, in their order.
std::string Interpreter::strict_parameters(const Plan& plan) {
  std::vector<std::pair<int, Oid>> uses = plan.uses;
  std::sort(uses.begin(), uses.end());
  uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
  std::string list;
  for (const auto& [number, type] : uses) {
    const auto index = static_cast<size_t>(number);
    if (index >= values_.size()) continue;
    const Variable& variable = *function_.body->variables[index];
    if (variable.kind == VariableKind::kRecord) continue;
    const Typed value{values_[index].get(), {type, -1}};
    add_parameter(&list, std::string(variable.name), value.value.null, text_of(value));
  }
  return list;
}

void Interpreter::run_sql(const SqlStmt& stmt) {
  Arena arena;
  const std::shared_ptr<Plan> held = plan_for(*stmt.sql);
  Plan& plan = *held;
  const bool is_query_plan = plan.is_query;
  const bool is_select = plan.is_select;
  const bool returns_rows = !plan.columns.empty();
  if (is_query_plan && returns_rows && !stmt.has_into) {
    Error error(sqlstate::syntax_error, "query has no destination for result data");
    if (is_select) {
      error.hint = "If you want to discard the results of a SELECT, use PERFORM instead.";
    }
    throw_error(std::move(error));
  }
  std::vector<Column> columns;
  Rows rows;
  row_count_ = execute(plan, *stmt.sql, arena, &columns, &rows, 2);
  if (stmt.has_into) {
    if (columns.empty()) {
      throw_error(sqlstate::syntax_error,
                  "INTO used with a command that cannot return data");
    }
    if (is_select && !stmt.strict && row_count_ > 1) row_count_ = 1;
    finish_into(stmt.into, stmt.strict, !is_select,
                "Make sure the query returns a single row, or use LIMIT 1.",
                [&] { return strict_parameters(plan); }, columns, rows);
  }
  if (is_query_plan) set_found(row_count_ != 0);
}

void Interpreter::run_perform(const SqlText& sql) {
  Arena arena;
  row_count_ = execute(*plan_for(sql), sql, arena, nullptr, nullptr, 0);
  set_found(row_count_ != 0);
}

// What was called may have begun a transaction.
void Interpreter::renew_view() {
  if (state_.may_end_transaction) context_.view = context_.transaction->statement_view();
}

// CALL: output arguments go back into the variables that stand in their places.
void Interpreter::run_call(const CallStmt& stmt) {
  Arena arena;
  const SqlText& sql = *stmt.sql;
  const auto* call = parser::as<parser::CallStmt>(sql.stmt);
  if (call == nullptr) {
    execute(*plan_for(sql), sql, arena, nullptr, nullptr, 0);
    renew_view();
    return;
  }
  const catalog::Function* procedure = nullptr;
  const Datum result = with_sql_context(sql, [&] {
    Plan plan;
    Resolver resolver(*this, sql.scope, &plan);
    planner::BindContext bind = bind_context(context_, arena);
    bind.variables = &resolver;
    const Expr* expr =
        planner::bind_expression(bind, *call->call, planner::ExprPurpose::kCallArgument);
    procedure = context_.catalog->function(expr->fn);
    load_externals(plan, arena);
    ExecContext inner = statement_context(arena);
    return executor::evaluate(inner, *executor::compile_row(inner, *expr));
  });
  renew_view();
  if (procedure == nullptr || result.null) return;
  const RecordView row(result);
  uint32_t output = 0;
  for (size_t i = 0; i < procedure->arguments.size(); ++i) {
    const catalog::FunctionArgument& argument = procedure->arguments[i];
    if (argument.mode != catalog::ArgMode::kOut && argument.mode != catalog::ArgMode::kInOut) {
      continue;
    }
    const parser::Expr* given = i < call->call->args.size() ? call->call->args[i] : nullptr;
    for (const parser::Expr* candidate : call->call->args) {
      const auto* named = parser::as<parser::NamedArg>(candidate);
      if (named != nullptr && named->name == argument.name) given = named->arg;
    }
    const auto* column = parser::as<parser::ColumnRef>(given);
    Target target;
    if (column != nullptr && !column->star && column->fields.size() <= 2) {
      target.variable = find_variable(sql.scope, column->fields[0]);
      if (column->fields.size() == 2) target.steps.push_back({column->fields[1], nullptr, nullptr});
    }
    if (target.variable < 0) {
      throw_error(sqlstate::syntax_error,
                  "procedure parameter \"" + argument.name +
                      "\" is an output parameter but corresponding argument is not writable");
    }
    assign(target, row.field(output), {row.field_oid(output), -1});
    ++output;
  }
}

void Interpreter::run_execute(const ExecuteStmt& stmt) {
  Arena arena;
  std::vector<Column> columns;
  Rows rows;
  bool returns_rows = false;
  row_count_ = execute_text(dynamic_text(*stmt.query), stmt.parameters, arena, &columns, &rows,
                            &returns_rows);
  if (!stmt.has_into) return;
  if (!returns_rows) {
    throw_error(sqlstate::syntax_error, "INTO used with a command that cannot return data");
  }
  const auto parameters = [&] {
    std::string list;
    for (size_t i = 0; i < stmt.parameters.size(); ++i) {
      const Typed value = evaluate(*stmt.parameters[i], arena);
      add_parameter(&list, "$" + std::to_string(i + 1), value.value.null, text_of(value));
    }
    return list;
  };
  finish_into(stmt.into, stmt.strict, false, nullptr, parameters, columns, rows);
}

// ---- Cursors ------------------------------------------------------------------------------------

std::string Interpreter::name_of(int cursor) {
  const Variable& variable = *function_.body->variables[static_cast<size_t>(cursor)];
  const Datum& name = values_[static_cast<size_t>(cursor)].get();
  if (name.null) {
    throw_error(sqlstate::null_value_not_allowed,
                "cursor variable \"" + std::string(variable.name) + "\" is null");
  }
  if (!state_.control->has_cursor(name.bytes())) {
    throw_error(sqlstate::invalid_cursor_name,
                "cursor \"" + std::string(name.bytes()) + "\" does not exist");
  }
  return std::string(name.bytes());
}

std::string Interpreter::name_to_open(int cursor) {
  const Datum& given = values_[static_cast<size_t>(cursor)].get();
  std::string name = given.null
                         ? "<unnamed portal " + std::to_string(++state_.unnamed_portals) + ">"
                         : std::string(given.bytes());
  if (state_.control->has_cursor(name)) {
    throw_error(sqlstate::duplicate_cursor, "cursor \"" + name + "\" already in use");
  }
  return name;
}

// Runs a bound cursor's query with its arguments.
commands::SessionControl::CursorRows Interpreter::open_bound(int cursor,
                                                             const SqlText* arguments) {
  const Variable& variable = *function_.body->variables[static_cast<size_t>(cursor)];
  commands::SessionControl::CursorRows made;
  made.arena = std::make_unique<Arena>();
  made.scroll = !variable.no_scroll;
  if (arguments != nullptr) {
    Rows rows;
    std::vector<Column> columns;
    const std::shared_ptr<Plan> held = plan_for(*arguments);
    Plan& plan = *held;
    if (plan.program != nullptr) {
      const Typed value = evaluate(*arguments, *made.arena);
      columns.push_back(make_column(context_, "", value.type.type, value.type.typmod));
      rows.push_back({value.value});
    } else {
      execute(plan, *arguments, *made.arena, &columns, &rows, 1);
    }
    for (size_t i = 0; i < columns.size() && i < variable.cursor_arguments.size(); ++i) {
      Target target;
      target.variable = variable.cursor_arguments[i].variable;
      assign(target, rows[0][i], {columns[i].type, columns[i].typmod});
    }
  }
  execute(*plan_for(*variable.cursor_query), *variable.cursor_query, *made.arena, &made.columns,
          &made.rows, UINT64_MAX);
  return made;
}

void Interpreter::check_opens(const parser::Stmt& stmt) {
  const char* verb = stmt.kind == parser::NodeKind::kInsertStmt   ? "INSERT"
                     : stmt.kind == parser::NodeKind::kUpdateStmt ? "UPDATE"
                     : stmt.kind == parser::NodeKind::kDeleteStmt ? "DELETE"
                     : stmt.kind == parser::NodeKind::kMergeStmt  ? "MERGE"
                                                                  : nullptr;
  if (verb == nullptr) return;
  throw_error(sqlstate::invalid_cursor_definition,
              "cannot open " + std::string(verb) + " query as cursor");
}

void Interpreter::run_open(const OpenStmt& stmt) {
  const Variable& variable = *function_.body->variables[static_cast<size_t>(stmt.cursor)];
  const std::string name = name_to_open(stmt.cursor);
  commands::SessionControl::CursorRows made;
  if (variable.cursor_query != nullptr) {
    check_opens(*variable.cursor_query->stmt);
    made = open_bound(stmt.cursor, stmt.arguments);
  } else {
    made.arena = std::make_unique<Arena>();
    made.scroll = !stmt.no_scroll;
    if (stmt.execute != nullptr) {
      const std::string text = dynamic_text(*stmt.execute);
      bool returns_rows = false;
      for (const parser::ParsedStatement& parsed : parser::parse(text, *made.arena)) {
        check_opens(*parsed.stmt);
      }
      execute_text(text, stmt.parameters, *made.arena, &made.columns, &made.rows, &returns_rows);
    } else {
      check_opens(*stmt.query->stmt);
      execute(*plan_for(*stmt.query), *stmt.query, *made.arena, &made.columns, &made.rows,
              UINT64_MAX);
    }
  }
  set_scalar(stmt.cursor, Datum::of_bytes(name));
  state_.control->open_cursor(name, std::move(made));
}

void Interpreter::run_fetch(const FetchStmt& stmt) {
  const std::string name = name_of(stmt.cursor);
  Arena arena;
  parser::FetchStmt fetch;
  fetch.cursor = name;
  fetch.direction = stmt.direction;
  fetch.count = stmt.count;
  fetch.is_move = stmt.is_move;
  if (stmt.count_expr != nullptr) {
    const Typed value = evaluate(*stmt.count_expr, arena);
    const Datum number = convert(value.value, value.type, {oid::kInt8, -1});
    if (number.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  "relative or absolute cursor position is null");
    }
    fetch.count = number.i;
  }
  if (stmt.is_move) {
    row_count_ = state_.control->fetch_cursor(fetch, nullptr);
  } else {
    std::vector<Column> columns;
    Rows rows;
    ExecContext inner = statement_context(arena);
    Collector collector(inner, &columns, &rows, 1);
    row_count_ = state_.control->fetch_cursor(fetch, &collector);
    assign_row(stmt.into, columns, rows.empty() ? nullptr : rows.data());
  }
  set_found(row_count_ != 0);
}

void Interpreter::run_close(const CloseStmt& stmt) {
  state_.control->close_cursor(name_of(stmt.cursor));
}

}  // namespace rung::plpgsql
