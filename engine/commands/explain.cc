// EXPLAIN.
#include "commands/objects.h"
#include "executor/run.h"

namespace rung::commands {

std::string explain(CommandContext& c, const ast::ExplainStmt& stmt) {
  executor::ExplainOptions options;
  bool summary_given = false;
  for (const ast::DefElem* option : stmt.options) {
    const std::string_view name = option->name;
    if (name == "analyze") {
      options.analyze = option_bool(*option);
    } else if (name == "verbose") {
      options.verbose = option_bool(*option);
    } else if (name == "costs") {
      options.costs = option_bool(*option);
    } else if (name == "buffers") {
      options.buffers = option_bool(*option);
    } else if (name == "timing") {
      options.timing = option_bool(*option);
    } else if (name == "summary") {
      options.summary = option_bool(*option);
      summary_given = true;
    } else if (name == "wal") {
      options.wal = option_bool(*option);
    } else if (name == "settings") {
      options.settings = option_bool(*option);
    } else if (name == "format") {
      options.format = option_text(*option);
      if (options.format != "text" && options.format != "json" && options.format != "yaml" &&
          options.format != "xml") {
        throw_error(sqlstate::invalid_parameter_value,
                    "unrecognized value for EXPLAIN option \"format\": \"" + options.format + "\"",
                    option->pos);
      }
    } else {
      throw_error(sqlstate::syntax_error, "unrecognized EXPLAIN option " + quoted(name),
                  option->pos);
    }
  }
  if (!summary_given) options.summary = options.analyze;
  if (options.wal && !options.analyze) {
    throw_error(sqlstate::invalid_parameter_value, "EXPLAIN option WAL requires ANALYZE");
  }
  const ast::Stmt* statement = stmt.query;
  if (const auto* create = ast::as<ast::CreateTableAsStmt>(statement)) {
    if (options.analyze) throw_unsupported("EXPLAIN ANALYZE of CREATE TABLE AS", stmt.pos);
    statement = create->query;
  }
  switch (statement->kind) {
    case ast::NodeKind::kSelectStmt:
    case ast::NodeKind::kInsertStmt:
    case ast::NodeKind::kUpdateStmt:
    case ast::NodeKind::kDeleteStmt:
    case ast::NodeKind::kMergeStmt: break;
    default: throw_unsupported("EXPLAIN of this statement", stmt.pos);
  }
  if (statement->kind != ast::NodeKind::kSelectStmt) c.exec.transaction->write();
  planner::BindContext context = c.bind();
  context.variables = c.variables;
  const Query* query = planner::bind_query(context, *statement);
  const std::vector<std::string> lines = executor::explain(c.exec, *query, options);
  if (c.sink == nullptr) return "EXPLAIN";
  const Column column{"QUERY PLAN", options.format == "json" ? oid::kJson : oid::kText, -1,
                      kDefaultCollation};
  c.sink->begin({&column, 1});
  if (options.format != "text") {
    std::string all;
    for (const std::string& line : lines) all += all.empty() ? line : "\n" + line;
    const Datum datum = Datum::of_bytes(all);
    c.sink->row({&datum, 1});
    return "EXPLAIN";
  }
  for (const std::string& line : lines) {
    const Datum datum = Datum::of_bytes(line);
    c.sink->row({&datum, 1});
  }
  return "EXPLAIN";
}

}  // namespace rung::commands
