// Control flow: blocks, branches, loops, RETURN, exception handlers.
#include "plpgsql/interpreter.h"

#include <utility>

#include "types/array.h"
#include "types/record.h"

namespace rung::plpgsql {
namespace {

const char* statement_name(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kBlock: return "statement block";
    case StmtKind::kAssign: return "assignment";
    case StmtKind::kIf: return "IF";
    case StmtKind::kCase: return "CASE";
    case StmtKind::kLoop: return "LOOP";
    case StmtKind::kWhile: return "WHILE";
    case StmtKind::kForInteger: return "FOR with integer loop variable";
    case StmtKind::kForQuery: return "FOR over SELECT rows";
    case StmtKind::kForExecute: return "FOR over EXECUTE statement";
    case StmtKind::kForCursor: return "FOR over cursor";
    case StmtKind::kForEach: return "FOREACH over array";
    case StmtKind::kExit: return static_cast<const ExitStmt&>(stmt).is_exit ? "EXIT" : "CONTINUE";
    case StmtKind::kReturn: return "RETURN";
    case StmtKind::kReturnNext: return "RETURN NEXT";
    case StmtKind::kReturnQuery: return "RETURN QUERY";
    case StmtKind::kRaise: return "RAISE";
    case StmtKind::kAssert: return "ASSERT";
    case StmtKind::kSql: return "SQL statement";
    case StmtKind::kExecute: return "EXECUTE";
    case StmtKind::kDiagnostics:
      return static_cast<const DiagnosticsStmt&>(stmt).stacked ? "GET STACKED DIAGNOSTICS"
                                                               : "GET DIAGNOSTICS";
    case StmtKind::kOpen: return "OPEN";
    case StmtKind::kFetch: return static_cast<const FetchStmt&>(stmt).is_move ? "MOVE" : "FETCH";
    case StmtKind::kClose: return "CLOSE";
    case StmtKind::kPerform: return "PERFORM";
    case StmtKind::kCall: return "CALL";
    case StmtKind::kTransaction:
      return static_cast<const TransactionStmt&>(stmt).commit ? "COMMIT" : "ROLLBACK";
    case StmtKind::kNull: return "NULL";
  }
  return "statement";
}

bool matches(const Condition& condition, SqlState state) {
  if (condition.others) {
    return state != sqlstate::query_canceled && state != sqlstate::assert_failure;
  }
  if (condition.state == state) return true;
  return condition.state.is_category() && condition.state.category() == state.category();
}

}  // namespace

namespace {

// Without the dropped ones.
std::vector<Column> live_columns(const RecordView& record) {
  std::vector<Column> columns;
  for (uint32_t i = 0; i < record.size(); ++i) {
    if (record.field_oid(i) != kNoOid) columns.push_back({"", record.field_oid(i), -1, kNoOid});
  }
  return columns;
}
std::vector<Column> live_columns(const Record& record) {
  std::vector<Column> columns;
  for (const Column& field : record.fields) {
    if (field.type != kNoOid) columns.push_back(field);
  }
  return columns;
}

}  // namespace

Interpreter::Interpreter(RunnerState& state, ExecContext& context, CompiledFunction& function)
    : state_(state), context_(context), function_(function) {
  const size_t count = function.body->variables.size();
  values_ = std::exchange(function.spare_values, {});
  for (Value& value : values_) value.clear();
  values_.resize(count);
  records_ = std::exchange(function.spare_records, {});
  records_.resize(count);
  externals_.resize(count + function.field_slots.size());
  for (size_t i = 0; i < count; ++i) {
    Record& row = records_[i];
    const Oid type = function.types[i].row_type;
    if (type == kNoOid) {
      if (row.assigned || !row.fields.empty() || row.type != oid::kRecord) row = Record();
      row.null = true;
      continue;
    }
    if (row.assigned && row.type == type) {
      for (Value& value : row.values) value.clear();
    } else {
      shape_record(context_, &row, type);
    }
    row.null = true;
  }
  set_found(false);
}

Interpreter::~Interpreter() {
  for (Value& value : values_) value.release_large();
  function_.spare_records = std::move(records_);
  function_.spare_values = std::move(values_);
}

std::string Interpreter::context_line() const {
  std::string line = "PL/pgSQL function " + function_.name;
  if (initialising_ != nullptr) {
    line += " line " + std::to_string(initialising_->line) +
            " during statement block local variable initialization";
  } else if (current_ != nullptr) {
    line += " line " + std::to_string(current_->line) + " at " + statement_name(*current_);
  }
  return line;
}

void Interpreter::run() {
  try {
    const Flow flow = run(*function_.body->block);
    if (flow == Flow::kReturn) return;
    if (flow == Flow::kExit || flow == Flow::kContinue) return;
    const Signature& signature = function_.signature;
    if (signature.returns_void && !signature.is_procedure) result_ = Datum::of_int(0);
    if (signature.returns_set || signature.returns_void || signature.has_out_parameters ||
        signature.is_procedure) {
      return;
    }
    current_ = nullptr;
    throw_error(sqlstate::s_r_e_function_executed_no_return_statement,
                signature.is_trigger ? "control reached end of trigger procedure without RETURN"
                                     : "control reached end of function without RETURN");
  } catch (SqlError& error) {
    if (rethrown_) throw;
    std::string& lines = error.error().context;
    if (!lines.empty()) lines += "\n";
    lines += context_line();
    throw;
  }
}

Interpreter::Flow Interpreter::run(const Statements& statements) {
  for (const Stmt* stmt : statements) {
    const Flow flow = run(*stmt);
    if (flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Interpreter::Flow Interpreter::run(const Stmt& stmt) {
  const Stmt* const outer = current_;
  current_ = &stmt;
  Flow flow = Flow::kNormal;
  switch (stmt.kind) {
    case StmtKind::kBlock: flow = run_block(static_cast<const BlockStmt&>(stmt)); break;
    case StmtKind::kAssign: {
      const auto& assignment = static_cast<const AssignStmt&>(stmt);
      Arena arena;
      const Typed value = evaluate(*assignment.value, arena);
      assign(assignment.target, value.value, value.type);
      break;
    }
    case StmtKind::kIf: flow = run_if(static_cast<const IfStmt&>(stmt)); break;
    case StmtKind::kCase: flow = run_case(static_cast<const CaseStmt&>(stmt)); break;
    case StmtKind::kLoop: flow = run_loop(static_cast<const LoopStmt&>(stmt)); break;
    case StmtKind::kWhile: flow = run_while(static_cast<const WhileStmt&>(stmt)); break;
    case StmtKind::kForInteger:
      flow = run_for_integer(static_cast<const ForIntegerStmt&>(stmt));
      break;
    case StmtKind::kForQuery: {
      const auto& loop = static_cast<const ForQueryStmt&>(stmt);
      Arena arena;
      std::vector<Column> columns;
      Rows rows;
      const std::shared_ptr<Plan> plan = plan_for(*loop.query);
      execute(*plan, *loop.query, arena, &columns, &rows, UINT64_MAX);
      const Restored<int> writing(&state_.writing_loops,
                                  state_.writing_loops + (plan->is_select ? 0 : 1));
      flow = run_for_rows(loop.body, loop.label, loop.targets, -1, columns, rows);
      break;
    }
    case StmtKind::kForExecute: {
      const auto& loop = static_cast<const ForExecuteStmt&>(stmt);
      Arena arena;
      std::vector<Column> columns;
      Rows rows;
      bool returns_rows = false;
      execute_text(dynamic_text(*loop.query), loop.parameters, arena, &columns, &rows,
                   &returns_rows);
      flow = run_for_rows(loop.body, loop.label, loop.targets, -1, columns, rows);
      break;
    }
    case StmtKind::kForCursor: {
      const auto& loop = static_cast<const ForCursorStmt&>(stmt);
      // The name is taken while the loop runs; the rows are the loop's own.
      const std::string name = name_to_open(loop.cursor);
      const auto opened = open_bound(loop.cursor, loop.arguments);
      set_scalar(loop.cursor, Datum::of_bytes(name));
      state_.control->open_cursor(name, {nullptr, opened.columns, {}});
      const struct Close {
        ~Close() { control->close_cursor(name); }
        commands::SessionControl* control;
        const std::string& name;
      } close{state_.control, name};
      flow = run_for_rows(loop.body, loop.label, {}, loop.variable, opened.columns, opened.rows);
      break;
    }
    case StmtKind::kForEach: flow = run_foreach(static_cast<const ForEachStmt&>(stmt)); break;
    case StmtKind::kExit: {
      const auto& exit = static_cast<const ExitStmt&>(stmt);
      if (exit.condition == nullptr || condition(*exit.condition, "EXIT")) {
        label_ = exit.label;
        flow = exit.is_exit ? Flow::kExit : Flow::kContinue;
      }
      break;
    }
    case StmtKind::kReturn: flow = run_return(static_cast<const ReturnStmt&>(stmt)); break;
    case StmtKind::kReturnNext: run_return_next(static_cast<const ReturnNextStmt&>(stmt)); break;
    case StmtKind::kReturnQuery: run_return_query(static_cast<const ReturnQueryStmt&>(stmt)); break;
    case StmtKind::kRaise: run_raise(static_cast<const RaiseStmt&>(stmt)); break;
    case StmtKind::kAssert: run_assert(static_cast<const AssertStmt&>(stmt)); break;
    case StmtKind::kSql: run_sql(static_cast<const SqlStmt&>(stmt)); break;
    case StmtKind::kExecute: run_execute(static_cast<const ExecuteStmt&>(stmt)); break;
    case StmtKind::kDiagnostics: run_diagnostics(static_cast<const DiagnosticsStmt&>(stmt)); break;
    case StmtKind::kOpen: run_open(static_cast<const OpenStmt&>(stmt)); break;
    case StmtKind::kFetch: run_fetch(static_cast<const FetchStmt&>(stmt)); break;
    case StmtKind::kClose: run_close(static_cast<const CloseStmt&>(stmt)); break;
    case StmtKind::kPerform: run_perform(*static_cast<const PerformStmt&>(stmt).query); break;
    case StmtKind::kCall: run_call(static_cast<const CallStmt&>(stmt)); break;
    case StmtKind::kTransaction: run_transaction(static_cast<const TransactionStmt&>(stmt)); break;
    case StmtKind::kNull: break;
  }
  // On an error it stays, for the line of CONTEXT.
  current_ = outer;
  return flow;
}

// ---- Blocks -------------------------------------------------------------------------------------

// Variables get their initial values each time the block is entered.
void Interpreter::initialise(const BlockStmt& block) {
  for (const int number : block.declared) {
    const auto index = static_cast<size_t>(number);
    const Variable& variable = *function_.body->variables[index];
    Target target;
    target.variable = number;
    initialising_ = &variable;
    if (variable.initial != nullptr) {
      Arena arena;
      const Typed value = evaluate(*variable.initial, arena);
      assign(target, value.value, value.type);
    } else if (variable.kind == VariableKind::kRecord) {
      Record empty;
      if (function_.types[index].row_type != kNoOid) {
        shape_record(context_, &empty, function_.types[index].row_type);
      }
      empty.null = true;
      record(number) = empty;
    } else {
      values_[index].clear();
      const TypeInfo* info = context_.catalog->find_type(function_.types[index].type.type);
      // A domain may refuse NULL.
      if (info != nullptr && info->kind == TypeKind::kDomain) {
        assign(target, {}, {info->base_oid, -1});
      }
      if (variable.kind == VariableKind::kCursor) set_scalar(number, Datum::of_bytes(variable.name));
    }
  }
  initialising_ = nullptr;
}

Interpreter::Flow Interpreter::run_block(const BlockStmt& block) {
  Flow flow = Flow::kNormal;
  const Stmt* const self = current_;
  if (!block.has_handlers) {
    initialise(block);
    flow = run(block.body);
  } else {
    initialise(block);
    const size_t nested = context_.transaction->begin_nested();
    const uint64_t cursors = state_.control->cursor_mark();
    try {
      const Restored<int> inside(&state_.blocks_with_handlers, state_.blocks_with_handlers + 1);
      flow = run(block.body);
      context_.transaction->commit_nested(nested);
    } catch (SqlError& error) {
      context_.transaction->rollback_nested(nested);
      state_.control->close_cursors_since(cursors);
      flow = run_handlers(block, error);
    }
  }
  current_ = self;
  // EXIT with the block's own label leaves it.
  if (flow == Flow::kExit && !block.label.empty() && label_ == block.label) return Flow::kNormal;
  return flow;
}

// The first handler that fits; rethrows when none does.
Interpreter::Flow Interpreter::run_handlers(const BlockStmt& block, SqlError& error) {
  for (const Handler& handler : block.handlers) {
    bool fits = false;
    for (const Condition& wanted : handler.conditions) {
      fits = fits || matches(wanted, error.error().state);
    }
    if (!fits) continue;
    Error caught = error.error();
    if (!rethrown_) {
      if (!caught.context.empty()) caught.context += "\n";
      caught.context += context_line();
    }
    rethrown_ = false;
    initialising_ = nullptr;
    const Error* const outer = handled_;
    handled_ = &caught;
    set_scalar(block.sqlstate_variable, Datum::of_bytes(caught.state.code()));
    set_scalar(block.sqlerrm_variable, Datum::of_bytes(caught.message));
    struct Restore {
      const Error** to;
      const Error* value;
      ~Restore() { *to = value; }
    } restore{&handled_, outer};
    return run(handler.body);
  }
  throw error;
}

void Interpreter::run_transaction(const TransactionStmt& stmt) {
  if (!state_.may_end_transaction) {
    throw_error(sqlstate::invalid_transaction_termination, "invalid transaction termination");
  }
  if (state_.blocks_with_handlers > 0) {
    throw_error(sqlstate::invalid_transaction_termination,
                std::string("cannot ") + (stmt.commit ? "commit" : "roll back") +
                    " while a subtransaction is active");
  }
  if (state_.writing_loops > 0) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "cannot perform transaction commands inside a cursor loop that is not read-only");
  }
  context_.view = state_.control->end_transaction(stmt.commit, stmt.chain);
}

// ---- Branches -----------------------------------------------------------------------------------

Interpreter::Flow Interpreter::run_if(const IfStmt& stmt) {
  for (const Branch& branch : stmt.branches) {
    if (condition(*branch.condition, "IF")) return run(branch.body);
  }
  return run(stmt.otherwise);
}

Interpreter::Flow Interpreter::run_case(const CaseStmt& stmt) {
  if (stmt.test != nullptr) {
    Arena arena;
    const Typed value = evaluate(*stmt.test, arena);
    // The hidden variable takes the test's type.
    const auto index = static_cast<size_t>(stmt.test_variable);
    SlotType& slot = function_.types[index];
    slot.type = value.type;
    slot.storage = storage_of(context_, value.type.type);
    values_[index].set(slot.storage, value.value);
  }
  for (const Branch& branch : stmt.branches) {
    if (condition(*branch.condition, "CASE")) return run(branch.body);
  }
  if (stmt.has_else) return run(stmt.otherwise);
  throw_error(Error(sqlstate::case_not_found, "case not found")
                  .with_hint("CASE statement is missing ELSE part."));
}

// ---- Loops --------------------------------------------------------------------------------------

bool Interpreter::loop_continues(Flow flow, std::string_view label, Flow* out) {
  context_.services->check_interrupt();
  const bool mine = label_.empty() || label_ == label;
  switch (flow) {
    case Flow::kNormal: return true;
    case Flow::kContinue:
      if (mine) {
        label_ = {};
        return true;
      }
      *out = flow;
      return false;
    case Flow::kExit:
      if (mine) {
        label_ = {};
        *out = Flow::kNormal;
      } else {
        *out = flow;
      }
      return false;
    case Flow::kReturn: *out = flow; return false;
  }
  return false;
}

Interpreter::Flow Interpreter::run_loop(const LoopStmt& stmt) {
  Flow out = Flow::kNormal;
  while (loop_continues(run(stmt.body), stmt.label, &out)) {
  }
  return out;
}

Interpreter::Flow Interpreter::run_while(const WhileStmt& stmt) {
  Flow out = Flow::kNormal;
  while (condition(*stmt.condition, "WHILE")) {
    if (!loop_continues(run(stmt.body), stmt.label, &out)) return out;
  }
  return Flow::kNormal;
}

Interpreter::Flow Interpreter::run_for_integer(const ForIntegerStmt& stmt) {
  const auto bound = [&](const SqlText& sql, const char* what) {
    Arena arena;
    const Typed value = evaluate(sql, arena);
    const Datum number = convert(value.value, value.type, {oid::kInt4, -1});
    if (number.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  std::string(what) + " of FOR loop cannot be null");
    }
    return number.i;
  };
  int64_t at = bound(*stmt.lower, "lower bound");
  const int64_t end = bound(*stmt.upper, "upper bound");
  int64_t step = 1;
  if (stmt.step != nullptr) {
    step = bound(*stmt.step, "BY value");
    if (step <= 0) {
      throw_error(sqlstate::invalid_parameter_value,
                  "BY value of FOR loop must be greater than zero");
    }
  }
  bool found = false;
  Flow out = Flow::kNormal;
  for (; stmt.reverse ? at >= end : at <= end; at += stmt.reverse ? -step : step) {
    found = true;
    set_scalar(stmt.variable, Datum::of_int(at));
    if (!loop_continues(run(stmt.body), stmt.label, &out)) break;
  }
  set_found(found);
  return out;
}

Interpreter::Flow Interpreter::run_for_rows(const Statements& body, std::string_view label,
                                            const std::vector<Target>& targets,
                                            int record_variable, std::span<const Column> columns,
                                            const Rows& rows) {
  const auto give = [&](const std::vector<Datum>* row) {
    if (record_variable >= 0) {
      assign_record(record_variable, columns, row);
    } else {
      assign_row(targets, columns, row);
    }
  };
  if (rows.empty()) give(nullptr);
  Flow out = Flow::kNormal;
  for (const std::vector<Datum>& row : rows) {
    give(&row);
    if (!loop_continues(run(body), label, &out)) break;
  }
  set_found(!rows.empty());
  return out;
}

Interpreter::Flow Interpreter::run_foreach(const ForEachStmt& stmt) {
  Arena arena;
  const Typed array = evaluate(*stmt.array, arena);
  if (array.value.null) {
    throw_error(sqlstate::null_value_not_allowed, "FOREACH expression must not be null");
  }
  const TypeInfo& info = context_.catalog->type(array.type.type);
  if (info.kind != TypeKind::kArray) {
    TypeEnv env = context_.env();
    throw_error(sqlstate::datatype_mismatch, "FOREACH expression must yield an array, not type " +
                                                 format_type(env, array.type.type, -1));
  }
  const ArrayView view(array.value);
  if (stmt.slice < 0 || stmt.slice > view.dimensions()) {
    if (view.dimensions() != 0) {
      throw_error(sqlstate::array_subscript_error,
                  "slice dimension (" + std::to_string(stmt.slice) +
                      ") is out of the valid range 0.." + std::to_string(view.dimensions()));
    }
  }
  if (stmt.targets.size() == 1 && stmt.targets[0].steps.empty()) {
    const auto index = static_cast<size_t>(stmt.targets[0].variable);
    const TypeInfo* variable = context_.catalog->find_type(function_.types[index].type.type);
    const bool is_array = variable != nullptr && variable->kind == TypeKind::kArray;
    if (is_array != (stmt.slice > 0)) {
      throw_error(sqlstate::datatype_mismatch,
                  is_array ? "FOREACH loop variable must not be of an array type"
                           : "FOREACH ... SLICE loop variable must be of an array type");
    }
  }
  uint32_t chunk = 1;
  std::vector<int32_t> lengths;
  std::vector<int32_t> lowers;
  for (int d = view.dimensions() - stmt.slice; d >= 0 && d < view.dimensions(); ++d) {
    chunk *= static_cast<uint32_t>(view.length(d));
    lengths.push_back(view.length(d));
    lowers.push_back(view.lower(d));
  }
  Flow out = Flow::kNormal;
  for (uint32_t i = 0; i < view.size(); i += chunk) {
    Datum value = view.element(i);
    Oid type = info.element_oid;
    if (stmt.slice > 0) {
      ArrayBuilder builder(view.element_oid(), view.storage());
      for (uint32_t k = i; k < i + chunk; ++k) builder.add(view.element(k));
      value = builder.finish(arena, stmt.slice, lengths.data(), lowers.data());
      type = array.type.type;
    }
    if (stmt.targets.size() == 1) {
      assign(stmt.targets[0], value, {type, -1});
    } else {
      throw_unsupported("FOREACH over composite elements into several variables");
    }
    if (!loop_continues(run(stmt.body), stmt.label, &out)) break;
  }
  set_found(view.size() != 0);
  return out;
}

// ---- RETURN -------------------------------------------------------------------------------------

Interpreter::Flow Interpreter::run_return(const ReturnStmt& stmt) {
  result_ = Datum();
  returned_record_ = -1;
  if (stmt.value == nullptr) {
    if (function_.signature.has_out_parameters && !function_.signature.returns_set) {
      result_ = output_value();
    } else if (function_.signature.returns_void && !function_.signature.is_procedure) {
      result_ = Datum::of_int(0);
    }
    return Flow::kReturn;
  }
  // RETURN NEW needs no trip through a composite value.
  const auto* select = parser::as<parser::SelectStmt>(stmt.value->stmt);
  if (select != nullptr && select->targets.size() == 1 && select->from.empty()) {
    const auto* column = parser::as<parser::ColumnRef>(select->targets[0]->value);
    if (column != nullptr && column->fields.size() == 1 && !column->star) {
      const int variable = find_variable(stmt.value->scope, column->fields[0]);
      if (variable >= 0 && function_.body->variables[static_cast<size_t>(variable)]->kind ==
                               VariableKind::kRecord) {
        returned_record_ = variable;
        if (!function_.signature.is_trigger) result_ = record_value(variable, *context_.arena);
        result_.null = record(variable).null;
      }
    }
  }
  if (function_.signature.is_trigger) {
    if (returned_record_ >= 0) return Flow::kReturn;
    Arena arena;
    const Typed value = evaluate(*stmt.value, arena);
    if (!value.value.null) {
      const TypeInfo* info = context_.catalog->find_type(value.type.type);
      if (value.type.type != oid::kRecord &&
          (info == nullptr || info->kind != TypeKind::kComposite)) {
        throw_error(sqlstate::datatype_mismatch,
                    "cannot return non-composite value from function returning composite type");
      }
      returned_record_ = function_.new_row;
      const Record& declared = record(function_.new_row);
      if (const RecordView view(value.value); declared.assigned && view.type_oid() != declared.type) {
        check_columns("returned row structure does not match the structure of the triggering table",
                      live_columns(view), live_columns(declared));
      }
      assign_record_value(function_.new_row, value.value, value.type.type);
      result_.null = false;
    }
    return Flow::kReturn;
  }
  Typed value;
  Arena arena;
  if (returned_record_ >= 0) {
    const Oid type = record(returned_record_).type;
    value = {result_, {type, -1}};
  } else {
    value = evaluate(*stmt.value, arena);
  }
  if (function_.result_is_row) {
    const TypeInfo* info = context_.catalog->find_type(value.type.type);
    if (!value.value.null && value.type.type != oid::kRecord &&
        (info == nullptr || info->kind != TypeKind::kComposite)) {
      throw_error(sqlstate::datatype_mismatch,
                  "cannot return non-composite value from function returning composite type");
    }
    if (!value.value.null && function_.result.type != oid::kRecord &&
        RecordView(value.value).type_oid() != function_.result.type) {
      // Convert field by field through a record of the declared type.
      Record declared;
      shape_record(context_, &declared, function_.result.type);
      const RecordView view(value.value);
      check_columns("returned record type does not match expected record type",
                    live_columns(view), live_columns(declared));
      RecordBuilder builder(function_.result.type);
      uint32_t next = 0;
      for (size_t i = 0; i < declared.fields.size(); ++i) {
        if (declared.fields[i].type == kNoOid) {
          builder.add_dropped();
          continue;
        }
        while (next < view.size() && view.field_oid(next) == kNoOid) ++next;
        if (next >= view.size()) {
          throw_error(sqlstate::datatype_mismatch,
                      "returned record type does not match expected record type");
        }
        builder.add(declared.fields[i].type, declared.storage[i],
                    convert(view.field(next), {view.field_oid(next), -1},
                            {declared.fields[i].type, declared.fields[i].typmod}));
        ++next;
      }
      value.value = builder.finish(arena);
    }
    result_ = copy_datum(*context_.arena, StorageClass::kBytes, value.value);
    return Flow::kReturn;
  }
  const Datum made = convert(value.value, value.type, function_.result);
  result_ = copy_datum(*context_.arena, storage_of(context_, function_.result.type), made);
  return Flow::kReturn;
}

// One row of the result, which must have the columns that the function declares; a scalar result is
// converted. `mismatch`: the error's message.
void Interpreter::add_row(const char* mismatch, std::span<const Column> columns,
                          std::span<const Datum> values) {
  std::vector<Column> wanted;
  bool is_scalar = false;
  if (!function_.output_columns.empty()) {
    wanted = function_.output_columns;
  } else if (function_.result_is_row && function_.result.type != oid::kRecord) {
    Record shape;
    shape_record(context_, &shape, function_.result.type);
    for (const Column& field : shape.fields) {
      if (field.type != kNoOid) wanted.push_back(field);
    }
  } else if (function_.result_is_row) {
    wanted = expected_.empty() ? std::vector<Column>(columns.begin(), columns.end()) : expected_;
  } else {
    wanted.push_back(make_column(context_, "", function_.result.type, -1));
    is_scalar = true;
  }
  if (!is_scalar || columns.size() != 1) check_columns(mismatch, columns, wanted);
  std::vector<Datum> row;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const Datum made = convert(values[i], {columns[i].type, columns[i].typmod},
                               {wanted[i].type, wanted[i].typmod});
    row.push_back(copy_datum(*context_.arena, storage_of(context_, wanted[i].type), made));
  }
  rows_.push_back(std::move(row));
}

void Interpreter::check_columns(const char* mismatch, std::span<const Column> columns,
                                std::span<const Column> wanted) {
  for (size_t i = 0; i < std::min(columns.size(), wanted.size()); ++i) {
    if (columns[i].type == wanted[i].type) continue;
    TypeEnv env = context_.env();
    throw_error(Error(sqlstate::datatype_mismatch, mismatch)
                    .with_detail("Returned type " + format_type(env, columns[i].type, -1) +
                                 " does not match expected type " +
                                 format_type(env, wanted[i].type, -1) + " in column " +
                                 std::to_string(i + 1) + "."));
  }
  if (columns.size() == wanted.size()) return;
  throw_error(Error(sqlstate::datatype_mismatch, mismatch)
                  .with_detail("Number of returned columns (" + std::to_string(columns.size()) +
                               ") does not match expected column count (" +
                               std::to_string(wanted.size()) + ")."));
}

void Interpreter::run_return_next(const ReturnNextStmt& stmt) {
  std::vector<Column> columns;
  std::vector<Datum> values;
  Arena arena;
  if (stmt.value == nullptr) {
    for (const int variable : function_.outputs) {
      const auto index = static_cast<size_t>(variable);
      columns.push_back(make_column(context_, "", function_.types[index].type.type, -1));
      values.push_back(function_.body->variables[index]->kind == VariableKind::kRecord
                           ? record_value(variable, arena)
                           : values_[index].get());
    }
    add_row("wrong record type supplied in RETURN NEXT", columns, values);
    return;
  }
  const Typed value = evaluate(*stmt.value, arena);
  if (!function_.result_is_row) {
    columns.push_back(make_column(context_, "", value.type.type, value.type.typmod));
    values.push_back(value.value);
    add_row("wrong record type supplied in RETURN NEXT", columns, values);
    return;
  }
  if (!value.value.null) {
    const RecordView view(value.value);
    for (uint32_t i = 0; i < view.size(); ++i) {
      if (view.field_oid(i) == kNoOid) continue;
      columns.push_back(make_column(context_, "", view.field_oid(i), -1));
      values.push_back(view.field(i));
    }
    add_row("wrong record type supplied in RETURN NEXT", columns, values);
    return;
  }
  Record shape;
  if (function_.result.type != oid::kRecord) shape_record(context_, &shape, function_.result.type);
  for (const Column& field : shape.fields) {
    if (field.type != kNoOid) columns.push_back(field);
  }
  values.resize(columns.size());
  add_row("wrong record type supplied in RETURN NEXT", columns, values);
}

void Interpreter::run_return_query(const ReturnQueryStmt& stmt) {
  Arena arena;
  std::vector<Column> columns;
  Rows rows;
  if (stmt.query != nullptr) {
    execute(*plan_for(*stmt.query), *stmt.query, arena, &columns, &rows, UINT64_MAX);
  } else {
    bool returns_rows = false;
    execute_text(dynamic_text(*stmt.execute), stmt.parameters, arena, &columns, &rows,
                 &returns_rows);
  }
  for (const std::vector<Datum>& row : rows) add_row("structure of query does not match function result type", columns, row);
  row_count_ = rows.size();
  set_found(!rows.empty());
}

}  // namespace rung::plpgsql
