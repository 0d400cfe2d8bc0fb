#include "plpgsql/sql_function.h"

#include "expr/walk.h"
#include "planner/stored_expr.h"
#include "types/record.h"

namespace rung::plpgsql {
namespace {

class ArgumentResolver final : public planner::VariableResolver {
 public:
  // `names`: the arguments' names are kept, for those who print them.
  ArgumentResolver(ExecContext& context, const SqlFunction& function, bool names = false)
      : context_(context), function_(function), names_(names) {}

  Expr* resolve(Arena& arena, std::span<const std::string> names, SourcePos pos) override {
    size_t at = 0;
    if (names.size() > 1 && names[0] == function_.function->name && find(names[1]) >= 0) at = 1;
    const int argument = find(names[at]);
    if (argument < 0) return nullptr;
    Expr* expr = external(arena, argument, pos);
    for (++at; at < names.size(); ++at) {
      expr = field(arena, expr, names[at], pos);
      if (expr == nullptr) return nullptr;
    }
    return expr;
  }
  bool columns_win() const override { return true; }
  Expr* resolve_param(Arena& arena, int32_t number, SourcePos pos) override {
    if (number < 1 || static_cast<size_t>(number) > function_.argument_types.size()) return nullptr;
    return external(arena, number - 1, pos);
  }

 private:
  int find(const std::string& name) const {
    for (size_t i = 0; i < function_.argument_names.size(); ++i) {
      if (!name.empty() && function_.argument_names[i] == name) return static_cast<int>(i);
    }
    return -1;
  }
  Expr* typed(Expr* expr, Oid type) {
    expr->type = type;
    const TypeInfo* info = context_.catalog->find_type(type);
    if (info != nullptr && info->collatable) expr->collation = kDefaultCollation;
    return expr;
  }
  Expr* external(Arena& arena, int number, SourcePos pos) {
    Expr* expr = arena.make<Expr>();
    expr->kind = ExprKind::kExternal;
    expr->param = number;
    expr->pos = pos;
    if (names_) {
      expr->name = function_.argument_names[static_cast<size_t>(number)];
      expr->names = {function_.function->name};
      if (expr->name.empty()) expr->name = "$" + std::to_string(number + 1);
    }
    return typed(expr, function_.argument_types[static_cast<size_t>(number)]);
  }
  Expr* field(Arena& arena, Expr* row, const std::string& name, SourcePos pos) {
    const TypeInfo* info = context_.catalog->find_type(row->type);
    if (info == nullptr || info->fields == nullptr) return nullptr;
    for (size_t i = 0; i < info->fields->size(); ++i) {
      const CompositeField& candidate = (*info->fields)[i];
      if (candidate.dropped || candidate.name != name) continue;
      Expr* expr = arena.make<Expr>();
      expr->kind = ExprKind::kFieldSelect;
      expr->attno = static_cast<int32_t>(i) + 1;
      expr->name = name;
      expr->args.push_back(row);
      expr->typmod = candidate.typmod;
      expr->pos = pos;
      return typed(expr, candidate.type);
    }
    return nullptr;
  }

  ExecContext& context_;
  const SqlFunction& function_;
  const bool names_;
};

bool is_query(const parser::Stmt& stmt) {
  switch (stmt.kind) {
    case parser::NodeKind::kSelectStmt: case parser::NodeKind::kInsertStmt:
    case parser::NodeKind::kUpdateStmt: case parser::NodeKind::kDeleteStmt:
    case parser::NodeKind::kMergeStmt:
      return true;
    default: return false;
  }
}

const Query* bind_statement(ExecContext& context, SqlFunction& function, size_t index, Plan* plan) {
  ArgumentResolver resolver(context, function);
  planner::BindContext bind = bind_context(context, plan->arena);
  bind.variables = &resolver;
  const Query* query =
      function.body != nullptr
          ? copy_query(plan->arena, *function.body->rtable[index]->subquery)
          : planner::bind_query(bind, *function.statements[index].stmt);
  plan->catalog_version = context.catalog->version();
  plan->is_select = query->kind == QueryKind::kSelect;
  plan->columns = planner::output_columns(*query);
  return query;
}

class RowKeeper final : public RowSink {
 public:
  RowKeeper(ExecContext& context, std::vector<std::vector<Datum>>* rows, bool all)
      : context_(context), rows_(rows), all_(all) {}
  void begin(std::span<const Column> columns) override {
    columns_.assign(columns.begin(), columns.end());
    storage_.clear();
    for (const Column& column : columns) storage_.push_back(storage_of(context_, column.type));
  }
  void row(std::span<const Datum> values) override {
    if (!all_ && !rows_->empty()) return;
    std::vector<Datum> kept;
    for (size_t i = 0; i < values.size(); ++i) {
      kept.push_back(copy_datum(*context_.arena, storage_[i], values[i]));
    }
    rows_->push_back(std::move(kept));
  }
  const std::vector<Column>& columns() const { return columns_; }

 private:
  ExecContext& context_;
  std::vector<std::vector<Datum>>* rows_;
  bool all_;
  std::vector<Column> columns_;
  std::vector<StorageClass> storage_;
};

// The columns that a function's rows must have.
std::vector<planner::TypeRef> result_columns(ExecContext& context, const SqlFunction& function) {
  std::vector<planner::TypeRef> wanted;
  for (const catalog::FunctionArgument& argument : function.function->arguments) {
    using catalog::ArgMode;
    if (argument.mode == ArgMode::kOut || argument.mode == ArgMode::kInOut ||
        argument.mode == ArgMode::kTable) {
      wanted.push_back({argument.type, -1});
    }
  }
  // One argument of a composite type is the row.
  if (wanted.size() > 1) return wanted;
  wanted.clear();
  const TypeInfo* info = context.catalog->find_type(function.result.type);
  if (info != nullptr && info->fields != nullptr) {
    for (const CompositeField& field : *info->fields) {
      if (!field.dropped) wanted.push_back({field.type, field.typmod});
    }
  } else if (function.result.type != oid::kRecord) {
    wanted.push_back(function.result);
  }
  return wanted;
}

}  // namespace

Datum convert_value(ExecContext& context, const Datum& value, planner::TypeRef from,
                    planner::TypeRef target) {
  if (from.type == target.type && target.typmod == -1) return value;
  if (value.null || target.type == kNoOid || target.type == oid::kVoid) return value;
  Arena& arena = *context.arena;
  planner::BindContext bind = bind_context(context, arena);
  const auto input = [&] {
    Expr* expr = arena.make<Expr>();
    expr->kind = ExprKind::kCaseValue;
    expr->type = from.type;
    expr->typmod = from.typmod;
    return expr;
  };
  Expr* cast = planner::coerce_for_assignment(bind, input(), target, "value");
  return executor::evaluate(context, *executor::compile_row(context, *cast), nullptr, nullptr,
                            &value);
}

std::unique_ptr<SqlFunction> compile_sql(ExecContext& context, const catalog::Function& function,
                                         std::span<const Oid> actual_types, Oid result_type) {
  auto made = std::make_unique<SqlFunction>();
  made->catalog_version = context.catalog->version();
  made->function = &function;
  made->name = function.name;
  made->result.type = result_type != kNoOid ? result_type : function.result;
  const TypeInfo* info = context.catalog->find_type(made->result.type);
  made->result_is_row = made->result.type == oid::kRecord ||
                        (info != nullptr && info->kind == TypeKind::kComposite);
  for (const catalog::FunctionArgument& argument : function.arguments) {
    if (argument.mode == catalog::ArgMode::kOut || argument.mode == catalog::ArgMode::kTable) {
      continue;
    }
    const size_t index = made->argument_types.size();
    Oid type = argument.type;
    const TypeInfo* declared = context.catalog->find_type(type);
    if (declared != nullptr && declared->kind == TypeKind::kPseudo && index < actual_types.size() &&
        actual_types[index] != kNoOid) {
      type = actual_types[index];
    }
    made->argument_types.push_back(type);
    made->argument_names.push_back(argument.name);
  }
  if (!function.sql_body.empty()) {
    made->body = planner::load_query(made->arena, function.sql_body);
  } else {
    made->source = made->arena.copy(function.source);
    made->statements = parser::parse(made->source, made->arena);
  }
  made->plans.resize(made->count());
  return made;
}

std::string bind_sql_body(ExecContext& context, const catalog::Function& function,
                          std::span<parser::Stmt* const> statements) {
  for (const catalog::FunctionArgument& argument : function.arguments) {
    const TypeInfo* info = context.catalog->find_type(argument.type);
    if (info != nullptr && info->kind == TypeKind::kPseudo && argument.type != oid::kRecord) {
      throw_error(sqlstate::invalid_function_definition,
                  "SQL function with unquoted function body cannot have polymorphic arguments");
    }
  }
  const std::unique_ptr<SqlFunction> made = compile_sql(context, function, {}, kNoOid);
  ArgumentResolver resolver(context, *made, true);
  planner::BindContext bind = bind_context(context, made->arena);
  bind.variables = &resolver;
  Query* body = made->arena.make<Query>();
  for (const parser::Stmt* statement : statements) {
    Rte* rte = made->arena.make<Rte>();
    rte->kind = RteKind::kSubquery;
    rte->ref_name = "statement";
    if (const auto* returned = parser::as<parser::ReturnStmt>(statement)) {
      rte->ref_name = "return";
      auto* target = made->arena.make<parser::ResTarget>();
      target->value = returned->value;
      auto* select = made->arena.make<parser::SelectStmt>();
      select->targets = {target};
      statement = select;
    }
    if (!is_query(*statement)) {
      throw_error(sqlstate::feature_not_supported,
                  std::string(commands::command_name(*statement)) +
                      " is not yet supported in unquoted SQL function body");
    }
    rte->subquery = planner::bind_query(bind, *statement);
    body->rtable.push_back(rte);
  }
  return planner::store_query(*body);
}

std::vector<std::vector<Datum>> run_sql_function(RunnerState& state, ExecContext& context,
                                                 SqlFunction& function, const Datum* args,
                                                 bool all) {
  std::vector<ParamValue> values;
  for (size_t i = 0; i < function.argument_types.size(); ++i) {
    values.push_back({function.argument_types[i], args[i]});
  }
  std::vector<std::vector<Datum>> rows;
  std::vector<Column> columns;
  size_t index = 0;
  try {
    for (; index < function.count(); ++index) {
      const parser::Stmt* const stmt =
          function.body != nullptr ? nullptr : function.statements[index].stmt;
      const bool last = index + 1 == function.count();
      context.services->check_interrupt();
      ExecContext inner = context;
      inner.params = {};
      inner.externals = values;
      rows.clear();
      RowKeeper keeper(inner, &rows, all);
      if (stmt == nullptr || is_query(*stmt)) {
        std::shared_ptr<Plan> plan = function.plans[index];
        if (plan == nullptr || plan->catalog_version != context.catalog->version()) {
          plan = std::make_shared<Plan>();
          ExecContext planning = context;
          planning.arena = &plan->arena;
          planning.view = context.transaction->statement_view();
          plan->prepared =
              executor::prepare(planning, *bind_statement(context, function, index, plan.get()));
          function.plans[index] = plan;
        }
        executor::execute(inner, *plan->prepared, last ? &keeper : nullptr);
        columns = plan->columns;
      } else {
        if (stmt->kind == parser::NodeKind::kTransactionStmt) {
          throw_error(sqlstate::feature_not_supported,
                      "transaction commands are not allowed in an SQL function");
        }
        if (commands::command_writes(*stmt)) context.transaction->write();
        inner.view = context.transaction->statement_view();
        ArgumentResolver resolver(context, function);
        commands::CommandContext command{inner, *state.control, &keeper, &resolver};
        commands::run_command(command, *stmt);
        columns.clear();
      }
    }
  } catch (SqlError& error) {
    Error& report = error.error();
    if (report.pos != kNoPos) {
      report.internal_query = std::string(function.source);
      report.internal_pos = report.pos;
      report.pos = kNoPos;
    }
    if (!report.context.empty()) report.context += "\n";
    report.context += "SQL function \"" + function.name + "\" statement " +
                      std::to_string(index + 1);
    throw;
  }
  if (function.result.type == oid::kVoid) {
    rows.clear();
    return rows;
  }
  const std::vector<planner::TypeRef> wanted = result_columns(context, function);
  const TypeInfo* only = columns.size() == 1 ? context.catalog->find_type(columns[0].type) : nullptr;
  const bool is_record = columns.size() == 1 && columns[0].type == oid::kRecord;
  if (all && function.result_is_row && wanted.size() > 1 && only != nullptr &&
      (only->kind == TypeKind::kComposite || is_record)) {
    // Whole rows become the columns of the set.
    for (std::vector<Datum>& row : rows) {
      std::vector<Datum> fields;
      if (row[0].null) {
        fields.resize(wanted.size());
      } else {
        const RecordView record(row[0]);
        for (uint32_t i = 0; i < record.size(); ++i) {
          if (record.field_oid(i) == kNoOid) continue;
          const size_t at = fields.size();
          const bool convert = is_record && at < wanted.size();
          fields.push_back(convert ? convert_value(context, record.field(i),
                                                   {record.field_oid(i), -1}, wanted[at])
                                   : record.field(i));
        }
      }
      row = std::move(fields);
    }
    return rows;
  }
  if (wanted.empty() || wanted.size() != columns.size()) return rows;
  for (std::vector<Datum>& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      row[i] = convert_value(context, row[i], {columns[i].type, columns[i].typmod}, wanted[i]);
    }
  }
  return rows;
}

namespace {

void check_pseudo_types(ExecContext& context, const catalog::Function& function) {
  TypeEnv env = context.env();
  const auto refused = [&](Oid type) {
    const TypeInfo* info = context.catalog->find_type(type);
    const bool polymorphic = info != nullptr && info->name.starts_with("any") && type != oid::kAny;
    return info != nullptr && info->kind == TypeKind::kPseudo && !polymorphic;
  };
  if (refused(function.result) && function.result != oid::kRecord && function.result != oid::kVoid) {
    throw_error(sqlstate::invalid_function_definition,
                "SQL functions cannot return type " + format_type(env, function.result, -1));
  }
  for (const Oid type : function.input_types()) {
    if (!refused(type)) continue;
    throw_error(sqlstate::invalid_function_definition,
                "SQL functions cannot have arguments of type " + format_type(env, type, -1));
  }
}

}  // namespace

void check_sql(ExecContext& context, const catalog::Function& function) {
  check_pseudo_types(context, function);
  for (const catalog::FunctionArgument& argument : function.arguments) {
    const TypeInfo* info = context.catalog->find_type(argument.type);
    // What a polymorphic function's statements mean is known when it is called.
    if (info != nullptr && info->kind == TypeKind::kPseudo && argument.type != oid::kRecord) {
      Arena arena;
      parser::parse(function.source, arena);
      return;
    }
  }
  const std::unique_ptr<SqlFunction> compiled = compile_sql(context, function, {}, kNoOid);
  std::vector<Column> columns;
  std::unique_ptr<Plan> plan;
  const Query* last = nullptr;
  for (size_t i = 0; i < compiled->count(); ++i) {
    columns.clear();
    if (compiled->body == nullptr && !is_query(*compiled->statements[i].stmt)) continue;
    plan = std::make_unique<Plan>();
    last = bind_statement(context, *compiled, i, plan.get());
    columns = plan->columns;
  }
  if (function.result == oid::kVoid) return;
  TypeEnv env = context.env();
  const auto mismatch = [&](std::string detail) {
    throw_error(Error(sqlstate::invalid_function_definition,
                      "return type mismatch in function declared to return " +
                          format_type(env, function.result, -1))
                    .with_detail(std::move(detail)));
  };
  if (columns.empty()) {
    mismatch("Function's final statement must be SELECT or INSERT/UPDATE/DELETE RETURNING.");
  }
  const std::vector<planner::TypeRef> wanted = result_columns(context, *compiled);
  // The row as a whole will do; what a ROW(…) consists of must fit.
  if (columns.size() == 1 && compiled->result_is_row &&
      (columns[0].type == function.result || columns[0].type == oid::kRecord)) {
    if (function.result != oid::kRecord && last->targets[0].expr->kind == ExprKind::kRow) {
      planner::BindContext binding = bind_context(context, plan->arena);
      try {
        planner::make_cast(binding, last->targets[0].expr, {function.result, -1}, false);
      } catch (SqlError& error) {
        error.error().pos = kNoPos;  // PostgreSQL shows none
        throw;
      }
    }
    return;
  }
  if (!compiled->result_is_row && wanted.size() == 1 && columns.size() != 1) {
    mismatch("Final statement must return exactly one column.");
  }
  Arena arena;
  planner::BindContext binding = bind_context(context, arena);
  for (size_t i = 0; i < std::min(wanted.size(), columns.size()); ++i) {
    if (columns[i].type == oid::kRecord) continue;  // what it consists of shows in the call
    // What is assigned to a column of that type will do; a literal is text.
    Expr value;
    value.kind = ExprKind::kVar;
    value.type = columns[i].type == oid::kUnknown ? oid::kText : columns[i].type;
    value.typmod = columns[i].typmod;
    if (planner::make_cast(binding, &value, wanted[i], false) != nullptr) continue;
    if (!compiled->result_is_row) {
      mismatch("Actual return type is " + format_type(env, value.type, -1) + ".");
    }
    mismatch("Final statement returns " + format_type(env, value.type, -1) + " instead of " +
             format_type(env, wanted[i].type, -1) + " at column " + std::to_string(i + 1) + ".");
  }
  if (wanted.size() > columns.size()) mismatch("Final statement returns too few columns.");
  if (!wanted.empty() && wanted.size() < columns.size()) {
    mismatch("Final statement returns too many columns.");
  }
}

}  // namespace rung::plpgsql
