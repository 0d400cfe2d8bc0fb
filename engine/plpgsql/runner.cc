#include "plpgsql/runner.h"

#include "catalog/search_path.h"
#include "expr/function.h"
#include "functions/registry.h"
#include "parser/lexer.h"
#include "plpgsql/builtin_triggers.h"
#include "plpgsql/interpreter.h"
#include "plpgsql/sql_function.h"
#include "types/array.h"
#include "types/record.h"

namespace rung::plpgsql {
namespace {

// Recursion of functions may use this much of the stack.
constexpr std::ptrdiff_t kStackBytesMax = 4 << 20;

class Runner final : public FunctionRunner {
 public:
  explicit Runner(commands::SessionControl& control) { state_.control = &control; }

  bool run_trigger(ExecContext& context, const TriggerCall& call,
                   std::vector<Datum>* result) override;
  Datum call(ExecContext& context, const catalog::Function& function, FnCall& call,
             const Datum* args) override;
  std::unique_ptr<RowStream> open(ExecContext& context, const catalog::Function& function,
                                  FnCall& call, const Datum* args) override;
  void run_block(ExecContext& context, std::string_view source);
  void run_event_trigger(ExecContext& context, Oid oid, std::string_view event,
                         std::string_view tag);
  int trigger_depth() const { return state_.trigger_depth; }

 private:
  // Counts nesting and refuses too much of it.
  struct Nesting {
    explicit Nesting(RunnerState* state) : state_(state) {
      const char* here = static_cast<const char*>(__builtin_frame_address(0));
      if (state->depth == 0) state->stack_base = here;
      const std::ptrdiff_t used = state->stack_base - here;
      if ((used < 0 ? -used : used) > kStackBytesMax) {
        throw_error(Error(sqlstate::statement_too_complex, "stack depth limit exceeded")
                        .with_hint("Increase the configuration parameter \"max_stack_depth\" "
                                   "(currently 2048kB), after ensuring the platform's stack depth "
                                   "limit is adequate."));
      }
      ++state->depth;
    }
    ~Nesting() { --state_->depth; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    RunnerState* state_;
  };

  // The function's SET clauses, for as long as it runs.
  struct LocalSettings {
    LocalSettings(RunnerState* state, ExecContext* context, const catalog::Function& function);
    ~LocalSettings();
    LocalSettings(const LocalSettings&) = delete;
    LocalSettings& operator=(const LocalSettings&) = delete;
    RunnerState* state_;
    std::vector<std::pair<std::string, std::string>> before_;
    catalog::SearchPath path_;
  };

  std::shared_ptr<CompiledFunction> compiled(ExecContext& context,
                                             const catalog::Function& function,
                                             const catalog::Relation* relation,
                                             const catalog::Trigger* trigger,
                                             std::span<const Oid> types, Oid result);
  std::shared_ptr<SqlFunction> compiled_sql(ExecContext& context,
                                            const catalog::Function& function,
                                            std::span<const Oid> types, Oid result);
  // What the session's settings say of functions compiled now.
  void read_settings(CompileTarget* target) {
    const std::string conflict = state_.control->show_setting("plpgsql.variable_conflict");
    target->conflict = conflict == "use_variable" ? VariableConflict::kUseVariable
                       : conflict == "use_column" ? VariableConflict::kUseColumn
                                                  : VariableConflict::kError;
    target->print_strict_params =
        state_.control->show_setting("plpgsql.print_strict_params") == "on";
  }
  void start(Interpreter& run, const CompiledFunction& function, FnCall& call, const Datum* args);

  using Key = std::pair<std::pair<Oid, Oid>, std::vector<Oid>>;
  RunnerState state_;
  std::map<Key, std::shared_ptr<CompiledFunction>> functions_;
  std::map<Key, std::shared_ptr<SqlFunction>> sql_functions_;
};

Runner::LocalSettings::LocalSettings(RunnerState* state, ExecContext* context,
                                     const catalog::Function& function)
    : state_(state) {
  for (const std::string& setting : function.settings) {
    const size_t equals = setting.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = setting.substr(0, equals);
    before_.emplace_back(name, state->control->show_setting(name));
    state->control->set_setting(name, setting.substr(equals + 1), true);
    if (name == "search_path") {
      path_ = catalog::make_search_path(*context->catalog, context->services->search_path(true),
                                        context->services->current_user(),
                                        context->path->temporary);
      context->path = &path_;
    }
  }
}

Runner::LocalSettings::~LocalSettings() {
  for (size_t i = before_.size(); i-- > 0;) {
    try {
      state_->control->set_setting(before_[i].first, before_[i].second, true);
    } catch (const std::exception&) {
      // The value was in force before: it can only be refused in a transaction that is lost anyway.
    }
  }
}

// Polymorphic functions are compiled for each set of actual types.
std::vector<Oid> polymorphic_types(ExecContext& context, const catalog::Function& function,
                                   std::span<const Oid> types) {
  for (const catalog::FunctionArgument& argument : function.arguments) {
    const TypeInfo* info = context.catalog->find_type(argument.type);
    if (info != nullptr && info->kind == TypeKind::kPseudo && argument.type != oid::kRecord) {
      return {types.begin(), types.end()};
    }
  }
  return {};
}

std::shared_ptr<CompiledFunction> Runner::compiled(ExecContext& context,
                                                   const catalog::Function& function,
                                                   const catalog::Relation* relation,
                                                   const catalog::Trigger* trigger,
                                                   std::span<const Oid> types, Oid result) {
  // The names of transition tables are the trigger's own.
  Key key{{function.oid, trigger != nullptr    ? trigger->oid
                         : relation != nullptr ? relation->oid
                                               : kNoOid},
          polymorphic_types(context, function, types)};
  std::shared_ptr<CompiledFunction>& slot = functions_[key];
  if (slot == nullptr || slot->catalog_version != context.catalog->version()) {
    CompileTarget target;
    target.function = &function;
    target.trigger_relation = relation;
    target.trigger = trigger;
    target.argument_types = key.second;
    const TypeInfo* declared = context.catalog->find_type(function.result);
    if (declared != nullptr && declared->kind == TypeKind::kPseudo &&
        function.result != oid::kRecord && function.result != oid::kVoid &&
        function.result != oid::kTrigger && function.result != oid::kEventtrigger) {
      target.result_type = result;
    }
    read_settings(&target);
    slot = compile(context, target);
  }
  return slot;
}

std::shared_ptr<SqlFunction> Runner::compiled_sql(ExecContext& context,
                                                  const catalog::Function& function,
                                                  std::span<const Oid> types, Oid result) {
  Key key{{function.oid, kNoOid}, polymorphic_types(context, function, types)};
  std::shared_ptr<SqlFunction>& slot = sql_functions_[key];
  if (slot == nullptr || slot->catalog_version != context.catalog->version()) {
    const bool polymorphic = !key.second.empty();
    slot = compile_sql(context, function, key.second, polymorphic ? result : kNoOid);
  }
  return slot;
}

void Runner::start(Interpreter& run, const CompiledFunction& function, FnCall& call,
                   const Datum* args) {
  for (size_t i = 0; i < function.arguments.size(); ++i) {
    const auto variable = static_cast<size_t>(function.arguments[i]);
    const Oid type = call.arg_types != nullptr && i < call.arg_count
                         ? call.arg_types[i]
                         : function.types[variable].type.type;
    run.set_argument(i, args[i], type);
  }
}

bool is_strict_null(const catalog::Function& function, FnCall& call, const Datum* args) {
  if (!function.strict) return false;
  for (uint16_t i = 0; i < call.arg_count; ++i) {
    if (args[i].null) return true;
  }
  return false;
}

[[noreturn]] void unknown_language(const catalog::Function& function) {
  throw_unsupported("language " + function.language);
}

// Constructors of user-defined ranges are functions of the catalog that a built-in one computes.
RowFn internal_function(const catalog::Function& function) {
  constexpr std::pair<std::string_view, Oid> kInternal[] = {
      {"range_constructor2", 3840},      {"range_constructor3", 3841},
      {"multirange_constructor0", 4280}, {"multirange_constructor1", 4281},
      {"multirange_constructor2", 4282},
  };
  for (const auto& [name, oid] : kInternal) {
    if (function.source == name) return find_function(oid)->row;
  }
  unknown_language(function);
}

// What a column definition list says of the rows.
std::vector<Column> expected_columns(const FnCall& call) {
  std::vector<Column> columns;
  if (call.site == nullptr || call.result_type != oid::kRecord) return columns;
  for (size_t i = 0; i < call.site->direct.size(); ++i) {
    const Expr& column = *call.site->direct[i];
    const std::string name = i < call.site->names.size() ? call.site->names[i] : std::string();
    columns.push_back({name, column.type, column.typmod, column.collation});
  }
  return columns;
}

// The rows of a function returning record against the column definition list.
void check_sql_columns(ExecContext& context, const FnCall& call, const SqlFunction& function) {
  const std::vector<Column> expected = expected_columns(call);
  if (expected.empty() || function.plans.back() == nullptr) return;
  const std::vector<Column>& given = function.plans.back()->columns;
  const auto mismatch = [](std::string detail) {
    throw_error(Error(sqlstate::invalid_function_definition,
                      "return type mismatch in function declared to return record")
                    .with_detail("Final statement returns " + std::move(detail)));
  };
  TypeEnv env = context.env();
  for (size_t i = 0; i < given.size() && i < expected.size(); ++i) {
    if (given[i].type == expected[i].type) continue;
    mismatch(format_type(env, given[i].type, -1) + " instead of " +
             format_type(env, expected[i].type, -1) + " at column " + std::to_string(i + 1) + ".");
  }
  if (given.size() > expected.size()) mismatch("too many columns.");
  if (given.size() < expected.size()) mismatch("too few columns.");
}

Datum Runner::call(ExecContext& context, const catalog::Function& function, FnCall& call,
                   const Datum* args) {
  if (is_strict_null(function, call, args)) return {};
  if (function.language == "internal") return internal_function(function)(call, args);
  // A procedure may end transactions when CALLs and DOs alone stand above it.
  const bool may_end = function.kind == 'p' &&
                       function.language == "plpgsql" && function.settings.empty() &&
                       !function.security_definer &&
                       (state_.depth == 0 ? state_.control->may_end_transaction()
                                          : state_.may_end_transaction);
  const Restored<bool> atomic(&state_.may_end_transaction, may_end);
  const Nesting nesting(&state_);
  ExecContext inner = context;
  const LocalSettings settings(&state_, &inner, function);
  const std::span<const Oid> types(call.arg_types, call.arg_types == nullptr ? 0 : call.arg_count);
  if (function.language == "sql") {
    const auto compiled_function = compiled_sql(inner, function, types, call.result_type);
    std::vector<std::vector<Datum>> rows =
        run_sql_function(state_, inner, *compiled_function, args, false);
    if (rows.empty()) return {};
    check_sql_columns(inner, call, *compiled_function);
    if (!compiled_function->result_is_row) return rows[0].empty() ? Datum() : rows[0][0];
    // One composite column is the row itself (a record was converted to it by run_sql_function());
    // otherwise the columns make it.
    const std::vector<Column>& columns = compiled_function->plans.back()->columns;
    const TypeInfo* only = inner.catalog->find_type(columns[0].type);
    if (columns.size() == 1 && only != nullptr &&
        (only->kind == TypeKind::kComposite || only->oid == oid::kRecord)) {
      return rows[0][0];
    }
    RecordBuilder builder(compiled_function->result.type);
    const TypeInfo* declared = inner.catalog->find_type(compiled_function->result.type);
    for (size_t i = 0, field = 0; i < rows[0].size(); ++i, ++field) {
      Oid type = columns[i].type;
      if (declared != nullptr && declared->fields != nullptr) {
        while (field < declared->fields->size() && (*declared->fields)[field].dropped) {
          builder.add_dropped();
          ++field;
        }
        if (field < declared->fields->size()) type = (*declared->fields)[field].type;
      }
      builder.add(type, storage_of(inner, type), rows[0][i]);
    }
    return builder.finish(*inner.arena);
  }
  if (function.language != "plpgsql") unknown_language(function);
  if (function.result == oid::kTrigger || function.result == oid::kEventtrigger) {
    Error error(sqlstate::feature_not_supported,
                "trigger functions can only be called as triggers");
    error.context = "compilation of PL/pgSQL function \"" + function.name + "\" near line 1";
    throw_error(std::move(error));
  }
  const auto compiled_function = compiled(inner, function, nullptr, nullptr, types, call.result_type);
  Interpreter run(state_, inner, *compiled_function);
  start(run, *compiled_function, call, args);
  run.run();
  if (!compiled_function->outputs.empty()) return run.output_value();
  return run.result();
}

// Rows that are already there.
class KeptRows final : public RowStream {
 public:
  explicit KeptRows(std::vector<std::vector<Datum>> rows) : rows_(std::move(rows)) {}
  bool next(Datum* columns) override {
    if (at_ == rows_.size()) return false;
    for (size_t i = 0; i < rows_[at_].size(); ++i) columns[i] = rows_[at_][i];
    ++at_;
    return true;
  }

 private:
  std::vector<std::vector<Datum>> rows_;
  size_t at_ = 0;
};

std::unique_ptr<RowStream> Runner::open(ExecContext& context, const catalog::Function& function,
                                        FnCall& call, const Datum* args) {
  if (is_strict_null(function, call, args)) {
    return std::make_unique<KeptRows>(std::vector<std::vector<Datum>>());
  }
  const Restored<bool> atomic(&state_.may_end_transaction, false);
  const Nesting nesting(&state_);
  ExecContext inner = context;
  const LocalSettings settings(&state_, &inner, function);
  const std::span<const Oid> types(call.arg_types, call.arg_types == nullptr ? 0 : call.arg_count);
  if (function.language == "sql") {
    const auto compiled_function = compiled_sql(inner, function, types, call.result_type);
    std::vector<std::vector<Datum>> rows =
        run_sql_function(state_, inner, *compiled_function, args, true);
    if (!rows.empty()) check_sql_columns(inner, call, *compiled_function);
    return std::make_unique<KeptRows>(std::move(rows));
  }
  if (function.language != "plpgsql") unknown_language(function);
  const auto compiled_function = compiled(inner, function, nullptr, nullptr, types, call.result_type);
  Interpreter run(state_, inner, *compiled_function);
  start(run, *compiled_function, call, args);
  run.expect_columns(expected_columns(call));
  run.run();
  return std::make_unique<KeptRows>(std::move(run.rows()));
}

bool Runner::run_trigger(ExecContext& context, const TriggerCall& call,
                         std::vector<Datum>* result) {
  const Restored<bool> atomic(&state_.may_end_transaction, false);
  const Nesting nesting(&state_);
  const Restored<int> depth(&state_.trigger_depth, state_.trigger_depth + 1);
  ExecContext inner = context;
  const catalog::Function* function = context.catalog->function(call.trigger->function);
  if (function == nullptr) function = builtin_trigger(call.trigger->function);
  if (function == nullptr) {
    throw_error(sqlstate::undefined_function, "cache lookup failed for function " +
                                                  std::to_string(call.trigger->function));
  }
  const LocalSettings settings(&state_, &inner, *function);
  if (function->language != "plpgsql") unknown_language(*function);
  const bool transitions = !call.trigger->old_table.empty() || !call.trigger->new_table.empty();
  const auto compiled_function = compiled(inner, *function, call.relation,
                                          transitions ? call.trigger : nullptr, {}, kNoOid);
  const CompiledFunction& made = *compiled_function;
  Interpreter run(state_, inner, *compiled_function);
  run.set_row(made.new_row, *call.relation, call.new_row);
  run.set_row(made.old_row, *call.relation, call.old_row);
  const catalog::Schema* schema = inner.catalog->schema(call.relation->schema);
  const auto text = [&](int variable, std::string_view value) {
    run.set_scalar(variable, Datum::of_bytes(value));
  };
  text(made.tg_name, call.trigger->name);
  text(made.tg_when, call.trigger->timing == catalog::TriggerTiming::kBefore  ? "BEFORE"
                     : call.trigger->timing == catalog::TriggerTiming::kAfter ? "AFTER"
                                                                              : "INSTEAD OF");
  text(made.tg_level, call.trigger->for_each_row ? "ROW" : "STATEMENT");
  text(made.tg_op, call.event == catalog::TriggerEvents::kInsert   ? "INSERT"
                   : call.event == catalog::TriggerEvents::kUpdate ? "UPDATE"
                   : call.event == catalog::TriggerEvents::kDelete ? "DELETE"
                                                                   : "TRUNCATE");
  run.set_scalar(made.tg_relid, Datum::of_int(call.relation->oid));
  text(made.tg_relname, call.relation->name);
  text(made.tg_schema, schema != nullptr ? std::string_view(schema->name) : std::string_view());
  run.set_scalar(made.tg_nargs, Datum::of_int(static_cast<int64_t>(call.trigger->arguments.size())));
  if (!call.trigger->arguments.empty()) {
    // TG_ARGV counts from 0.
    ArrayBuilder arguments(inner.catalog->type(oid::kText));
    for (const std::string& argument : call.trigger->arguments) {
      arguments.add(Datum::of_bytes(argument));
    }
    run.set_scalar(made.tg_argv, arguments.finish(*inner.arena, 0));
  }
  const auto table = [&](int variable, const std::vector<std::vector<Datum>>* rows) {
    if (variable < 0) return;
    ArrayBuilder array(inner.catalog->type(call.relation->row_type));
    for (size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
      RecordBuilder record(call.relation->row_type);
      for (size_t k = 0; k < call.relation->columns.size(); ++k) {
        const catalog::Attribute& column = call.relation->columns[k];
        if (column.dropped) {
          record.add_dropped();
        } else {
          record.add(column.type, column.storage, (*rows)[i][k]);
        }
      }
      array.add(record.finish(*inner.arena));
    }
    run.set_scalar(variable, array.finish(*inner.arena));
  };
  table(made.old_table, call.transition.old_rows);
  table(made.new_table, call.transition.new_rows);
  run.run();
  if (!call.trigger->for_each_row) return true;
  if (run.returned_null() || run.returned_record() < 0) return false;
  const Record& row = run.record(run.returned_record());
  result->assign(call.relation->columns.size(), Datum());
  size_t next = 0;
  for (size_t i = 0; i < call.relation->columns.size(); ++i) {
    const catalog::Attribute& column = call.relation->columns[i];
    if (row.fields.size() == call.relation->columns.size()) next = i;
    if (column.dropped) continue;
    if (next >= row.fields.size()) {
      throw_error(sqlstate::datatype_mismatch,
                  "returned row structure does not match the structure of the triggering table");
    }
    const Datum value =
        convert_value(inner, row.values[next].get(), {row.fields[next].type, -1}, {column.type, -1});
    (*result)[i] = copy_datum(*context.arena, column.storage, value);
    ++next;
  }
  return true;
}

void Runner::run_event_trigger(ExecContext& context, Oid oid, std::string_view event,
                               std::string_view tag) {
  const Restored<bool> atomic(&state_.may_end_transaction, false);
  const Nesting nesting(&state_);
  ExecContext inner = context;
  const catalog::Function* function = context.catalog->function(oid);
  if (function == nullptr) {
    throw_error(sqlstate::undefined_function,
                "cache lookup failed for function " + std::to_string(oid));
  }
  const LocalSettings settings(&state_, &inner, *function);
  if (function->language != "plpgsql") unknown_language(*function);
  const auto compiled_function = compiled(inner, *function, nullptr, nullptr, {}, kNoOid);
  Interpreter run(state_, inner, *compiled_function);
  run.set_scalar(compiled_function->tg_event, Datum::of_bytes(event));
  run.set_scalar(compiled_function->tg_tag, Datum::of_bytes(tag));
  run.run();
}

void Runner::run_block(ExecContext& context, std::string_view source) {
  const bool may_end = state_.depth == 0 ? state_.control->may_end_transaction()
                                         : state_.may_end_transaction;
  const Restored<bool> atomic(&state_.may_end_transaction, may_end);
  const Nesting nesting(&state_);
  CompileTarget target;
  target.source = source;
  read_settings(&target);
  std::unique_ptr<CompiledFunction> compiled_block;
  try {
    compiled_block = compile(context, target);
  } catch (SqlError& error) {
    Error& report = error.error();
    if (report.pos != kNoPos) {
      const SourcePos inner = report.pos;
      report.pos = position_in_statement(state_.control->statement_text(), source, inner);
      if (report.pos == kNoPos) {
        report.internal_query = std::string(source);
        report.internal_pos = inner;
      }
    }
    throw;
  }
  Interpreter run(state_, context, *compiled_block);
  run.run();
}

}  // namespace

std::unique_ptr<FunctionRunner> make_function_runner(commands::SessionControl& control) {
  return std::make_unique<Runner>(control);
}

void run_event_trigger(FunctionRunner& runner, ExecContext& context, Oid function,
                       std::string_view event, std::string_view tag) {
  static_cast<Runner&>(runner).run_event_trigger(context, function, event, tag);
}

int trigger_depth(const FunctionRunner& runner) {
  return static_cast<const Runner&>(runner).trigger_depth();
}

void run_block(FunctionRunner& runner, ExecContext& context, std::string_view language,
               std::string_view source) {
  if (language != "plpgsql") throw_unsupported("DO in language " + std::string(language));
  static_cast<Runner&>(runner).run_block(context, source);
}

SourcePos position_in_statement(std::string_view statement, std::string_view body, SourcePos pos) {
  Arena arena;
  parser::Lexer lexer(statement, arena);
  try {
    for (parser::Token token = lexer.next(); token.kind != parser::TokenKind::kEnd;
         token = lexer.next()) {
      if (token.kind != parser::TokenKind::kString || token.text != body) continue;
      const std::string_view raw = statement.substr(token.begin, token.end - token.begin);
      if (token.dollar_quoted) {
        return token.begin + static_cast<uint32_t>(raw.size() - body.size()) / 2 + pos;
      }
      if (raw[0] != '\'') continue;
      // Doubled quotes count once in the body.
      uint32_t at = 1;
      for (uint32_t i = 0; i < pos && at + 1 < raw.size(); ++i) at += raw[at] == '\'' ? 2u : 1u;
      return token.begin + at;
    }
  } catch (const SqlError&) {
    return kNoPos;  // text that does not lex was not the one that ran
  }
  return kNoPos;
}

void check_body(ExecContext& context, const catalog::Function& function) {
  if (function.language == "sql") {
    if (function.result == oid::kTrigger || function.result == oid::kEventtrigger) {
      throw_error(sqlstate::invalid_function_definition,
                  std::string("SQL functions cannot return type ") +
                      (function.result == oid::kTrigger ? "trigger" : "event_trigger"));
    }
    try {
      check_sql(context, function);
    } catch (SqlError& error) {
      if (error.error().pos == kNoPos) {
        error.error().context = "SQL function \"" + function.name + "\"";
      }
      throw;
    }
  } else if (function.language == "plpgsql") {
    CompileTarget target;
    target.function = &function;
    compile(context, target);
  }
}

}  // namespace rung::plpgsql
