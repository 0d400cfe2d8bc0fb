// PREPARE and EXECUTE, DECLARE to CLOSE. Cursors read the state they were declared on; rows fetched
// are kept, so that a cursor may go back.
#include <algorithm>

#include "planner/binder.h"
#include "session/session.h"

namespace rung::session {

void Session::run_prepare(ExecContext& context, const parser::PrepareStmt& statement,
                          std::string_view text) {
  const std::string name(statement.name);
  if (prepared_.contains(name)) {
    throw_error(sqlstate::duplicate_pstatement, "prepared statement \"" + name + "\" already exists");
  }
  Prepared prepared;
  planner::BindContext bind = make_bind(context, &prepared.param_types);
  for (const parser::TypeName* type : statement.arg_types) {
    prepared.param_types.push_back(planner::resolve_type(bind, *type).type);
  }
  context.view = transaction_.statement_view();
  prepared.columns = planner::output_columns(*planner::bind_query(bind, *statement.query));
  for (size_t i = 0; i < prepared.param_types.size(); ++i) {
    if (prepared.param_types[i] == kNoOid) {
      throw_error(sqlstate::indeterminate_datatype,
                  "could not determine data type of parameter $" + std::to_string(i + 1));
    }
  }
  // Bound again when the schema has changed.
  prepared.text = std::string(text);
  prepared.arena = std::make_shared<Arena>();
  prepared.query =
      parser::to<parser::PrepareStmt>(parser::parse_one(prepared.text, *prepared.arena)).query;
  prepared_.emplace(name, std::move(prepared));
}

void Session::run_execute(ExecContext& context, const parser::ExecuteStmt& statement, RowSink* sink,
                          bool* has_rows, std::string* tag) {
  const auto it = prepared_.find(statement.name);
  if (it == prepared_.end()) {
    throw_error(sqlstate::undefined_pstatement, "prepared statement \"" +
                                                    std::string(statement.name) + "\" does not exist");
  }
  Prepared& prepared = it->second;
  if (statement.params.size() != prepared.param_types.size()) {
    throw_error(Error(sqlstate::syntax_error, "wrong number of parameters for prepared statement \"" +
                                                  std::string(statement.name) + "\"")
                    .with_detail("Expected " + std::to_string(prepared.param_types.size()) +
                                 " parameters but got " + std::to_string(statement.params.size()) +
                                 "."));
  }
  context.view = transaction_.statement_view();
  std::vector<ParamValue> values;
  for (size_t i = 0; i < statement.params.size(); ++i) {
    planner::BindContext bind = make_bind(context, nullptr);
    Expr* expr = planner::bind_expression(bind, *statement.params[i],
                                          planner::ExprPurpose::kExecuteArgument);
    expr = planner::coerce_for_assignment(bind, expr, {prepared.param_types[i], -1},
                                          "$" + std::to_string(i + 1));
    values.push_back({prepared.param_types[i],
                      executor::evaluate(context, *executor::compile_row(context, *expr))});
  }
  const parser::NodeKind kind = prepared.query->kind;
  if (kind != parser::NodeKind::kSelectStmt) transaction_.write();
  if (prepared.plan == nullptr || !still_fits(context, *prepared.plan)) {
    prepared.plan = nullptr;
    auto planned = make_plan(context, *prepared.query, prepared.param_types,
                             std::make_shared<Arena>());
    const std::vector<Column>& columns = executor::plan_columns(*planned->plan);
    if (!std::equal(columns.begin(), columns.end(), prepared.columns.begin(),
                    prepared.columns.end(), [](const Column& a, const Column& b) {
                      return a.type == b.type && a.typmod == b.typmod && a.name == b.name;
                    })) {
      throw_error(sqlstate::feature_not_supported, "cached plan must not change result type");
    }
    prepared.plan = std::move(planned);
  }
  const std::shared_ptr<CachedPlan> planned = prepared.plan;
  context.params = values;
  *has_rows = kind == parser::NodeKind::kSelectStmt ||
              !executor::plan_columns(*planned->plan).empty();
  const uint64_t rows = executor::execute(context, *planned->plan, *has_rows ? sink : nullptr);
  const std::string count = std::to_string(rows);
  switch (kind) {
    case parser::NodeKind::kInsertStmt: *tag = "INSERT 0 " + count; break;
    case parser::NodeKind::kUpdateStmt: *tag = "UPDATE " + count; break;
    case parser::NodeKind::kDeleteStmt: *tag = "DELETE " + count; break;
    case parser::NodeKind::kMergeStmt: *tag = "MERGE " + count; break;
    default: *tag = "SELECT " + count;
  }
}

void Session::run_declare(const parser::DeclareCursorStmt& statement) {
  const std::string name(statement.name);
  const bool hold = (statement.options & parser::kCursorHold) != 0;
  if (!in_block_ && !hold) {
    throw_error(sqlstate::no_active_sql_transaction,
                "DECLARE CURSOR can only be used in transaction blocks");
  }
  if (portals_.contains(name)) {
    throw_error(sqlstate::duplicate_cursor, "cursor \"" + name + "\" already exists");
  }
  Portal portal;
  portal.arena = std::make_unique<Arena>();
  portal.context = std::make_unique<ExecContext>(make_context(*portal.arena));
  portal.context->view = transaction_.statement_view();
  portal.hold = hold;
  portal.scroll = (statement.options & parser::kCursorNoScroll) == 0;
  planner::BindContext bind = make_bind(*portal.context, nullptr);
  auto plan = executor::prepare(*portal.context, *planner::bind_query(bind, *statement.query));
  if (executor::plan_writes(*plan)) {
    transaction_.write();
    portal.context->view = transaction_.statement_view();
  }
  portal.columns = executor::plan_columns(*plan);
  portal.cursor = std::make_unique<executor::QueryCursor>(*portal.context, std::move(plan));
  if (hold) {
    while (fetch_one(portal)) {
    }
    portal.position = 0;
    portal.cursor.reset();
  }
  portal.number = ++portals_opened_;
  portals_.emplace(name, std::move(portal));
}

// Takes one more row out of the query; false at its end.
bool Session::fetch_one(Portal& portal) {
  if (portal.at_end) return false;
  std::vector<Datum> row;
  if (!portal.cursor->next(&row)) {
    portal.at_end = true;
    return false;
  }
  TypeEnv env = portal.context->env();
  for (size_t i = 0; i < row.size(); ++i) {
    row[i] = copy_datum(*portal.arena, env.type(portal.columns[i].type).storage, row[i]);
  }
  portal.rows.push_back(std::move(row));
  return true;
}

void Session::open_cursor(const std::string& name, CursorRows rows) {
  Portal portal;
  portal.arena = std::move(rows.arena);
  portal.columns = std::move(rows.columns);
  portal.rows = std::move(rows.rows);
  portal.at_end = true;
  portal.scroll = rows.scroll;
  portal.number = ++portals_opened_;
  portals_.insert_or_assign(name, std::move(portal));
}

bool Session::close_cursor(std::string_view name) {
  const auto it = portals_.find(name);
  if (it == portals_.end()) return false;
  portals_.erase(it);
  return true;
}

void Session::close_cursors_since(uint64_t mark) noexcept {
  std::erase_if(portals_, [&](const auto& entry) { return entry.second.number > mark; });
}

// Rows given, or passed by a MOVE.
uint64_t Session::fetch_cursor(const parser::FetchStmt& statement, RowSink* sink) {
  const auto it = portals_.find(statement.cursor);
  if (it == portals_.end()) {
    throw_error(sqlstate::undefined_cursor,
                "cursor \"" + std::string(statement.cursor) + "\" does not exist");
  }
  Portal& portal = it->second;
  if (sink != nullptr) sink->begin(portal.columns);
  int64_t given = 0;
  const auto exists = [&](int64_t position) {
    while (static_cast<int64_t>(portal.rows.size()) < position && fetch_one(portal)) {
    }
    return position >= 1 && position <= static_cast<int64_t>(portal.rows.size());
  };
  const auto give = [&](int64_t position) {
    ++given;
    if (sink != nullptr) sink->row(portal.rows[static_cast<size_t>(position) - 1]);
  };
  const auto require_scroll = [&] {
    if (portal.scroll) return;
    throw_error(Error(sqlstate::object_not_in_prerequisite_state, "cursor can only scan forward")
                    .with_hint("Declare it with SCROLL option to enable backward scan."));
  };
  const auto end_position = [&] {
    while (fetch_one(portal)) {
    }
    return static_cast<int64_t>(portal.rows.size()) + 1;
  };
  const auto go_to = [&](int64_t target) {
    if (target < portal.position) require_scroll();
    if (target < 1) {
      portal.position = 0;
    } else if (exists(target)) {
      portal.position = target;
      give(target);
    } else {
      portal.position = end_position();
    }
  };
  int64_t count = statement.count;
  switch (statement.direction) {
    case parser::FetchDirection::kForward:
    case parser::FetchDirection::kBackward: {
      bool forward = statement.direction == parser::FetchDirection::kForward;
      if (count < 0) {
        forward = !forward;
        count = count == INT64_MIN ? INT64_MAX : -count;
      }
      if (count == 0) {  // the current row again
        if (exists(portal.position)) give(portal.position);
        break;
      }
      if (!forward) require_scroll();
      for (int64_t n = 0; n < count; ++n) {
        const int64_t next = portal.position + (forward ? 1 : -1);
        if (!exists(next)) {
          portal.position = forward ? end_position() : 0;
          break;
        }
        portal.position = next;
        give(next);
      }
      break;
    }
    case parser::FetchDirection::kAbsolute:
      go_to(count >= 0 ? count : end_position() + count);
      break;
    case parser::FetchDirection::kRelative:
      if (count == 0) {
        if (exists(portal.position)) give(portal.position);
      } else {
        go_to(portal.position + count);
      }
      break;
  }
  return static_cast<uint64_t>(given);
}

}  // namespace rung::session
