// COPY … FROM and TO, in text and csv.
#include <algorithm>

#include "base/utf8.h"
#include "commands/copy_format.h"
#include "commands/objects.h"
#include "executor/run.h"
#include "executor/tree_writer.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::vector<int32_t> copy_columns(const Relation& table, const ast::NameList& names) {
  std::vector<int32_t> attnos;
  if (names.empty()) {
    for (const Attribute& a : table.columns) {
      if (!a.dropped && !a.generated) attnos.push_back(a.attno);
    }
    return attnos;
  }
  for (const std::string_view name : names) {
    const Attribute& column = get_column(table, name);
    if (column.generated) {
      throw_error(Error(sqlstate::invalid_column_reference,
                        "column " + quoted(name) + " is a generated column")
                      .with_detail("Generated columns cannot be used in COPY."));
    }
    if (std::count(attnos.begin(), attnos.end(), column.attno) > 0) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(name) + " specified more than once");
    }
    attnos.push_back(column.attno);
  }
  return attnos;
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A column that COPY does not fill: its default, or the next value of its identity.
struct DefaultValue {
  size_t column;
  std::shared_ptr<const executor::RowProgram> program;
};

std::vector<DefaultValue> defaults_for(CommandContext& c, const Relation& table,
                                       const std::vector<int32_t>& given) {
  std::vector<DefaultValue> defaults;
  for (const Attribute& a : table.columns) {
    if (a.dropped || a.generated || std::count(given.begin(), given.end(), a.attno) > 0) continue;
    Expr* expr = nullptr;
    if (a.identity != Identity::kNone) {
      expr = c.exec.arena->make<Expr>();
      expr->kind = ExprKind::kNextval;
      expr->type = a.type;
      expr->oids.push_back(a.sequence);
    } else if (!a.default_expr.empty()) {
      expr = planner::load_expression(*c.exec.arena, a.default_expr);
    } else {
      continue;
    }
    defaults.push_back({static_cast<size_t>(a.attno) - 1, executor::compile_row(c.exec, *expr)});
  }
  return defaults;
}

uint64_t copy_from(CommandContext& c, const ast::CopyStmt& stmt, const CopyFormat& format,
                   const CopyReader::Source& source) {
  const Relation& table = get_relation(c, *stmt.relation);
  const bool instead = std::any_of(table.triggers.begin(), table.triggers.end(), [](const Trigger& t) {
    return t.timing == TriggerTiming::kInsteadOf && (t.events & TriggerEvents::kInsert) != 0;
  });
  if (table.kind != RelationKind::kTable && table.kind != RelationKind::kPartitionedTable &&
      !(table.kind == RelationKind::kView && instead)) {
    Error error(sqlstate::wrong_object_type, "cannot copy to " +
                                                 std::string(kind_word(table.kind)) + " " +
                                                 quoted(table.name));
    if (table.kind == RelationKind::kView) {
      error.hint = "To enable copying to a view, provide an INSTEAD OF INSERT trigger.";
    }
    throw_error(std::move(error));
  }
  const std::vector<int32_t> attnos = copy_columns(table, stmt.columns);
  std::shared_ptr<const executor::RowProgram> where;
  if (stmt.where != nullptr) {
    planner::BindContext context = c.bind();
    where = executor::compile_row(
        c.exec,
        *planner::bind_expression(context, *stmt.where, ExprPurpose::kCheck, &table));
  }
  const std::vector<DefaultValue> defaults = defaults_for(c, table, attnos);
  executor::TreeWriter writer(c.exec, table, TriggerEvents::kInsert);
  writer.begin_statement(TriggerEvents::kInsert);
  CopyReader reader(format, source);
  CopyRow row;
  std::vector<bool> was_quoted;
  std::vector<Datum> values;
  Arena scratch;
  ExecContext inner = c.exec;
  inner.arena = &scratch;
  uint64_t rows = 0;
  // Where rows stand in the data: an entry wherever that is not the line after the last row's.
  struct RowLine {
    uint64_t row, line;
  };
  std::vector<RowLine> lines;
  bool skip_header = format.header;
  struct Target {
    const Attribute& column;
    const TypeInfo& type;
  };
  std::vector<Target> targets;
  for (const int32_t attno : attnos) {
    const Attribute& column = *table.column(attno);
    targets.push_back({column, cat(c).type(column.type)});
  }
  constexpr size_t kNone = SIZE_MAX;
  size_t reading = kNone;  // the field that is being read
  try {
    while (reader.next(&row, &was_quoted)) {
      if (skip_header) {
        skip_header = false;
        continue;
      }
      // A table without columns is one empty line a row.
      if (attnos.empty() && row.size() == 1) row.clear();
      if (row.size() > attnos.size()) {
        throw_error(sqlstate::bad_copy_file_format, "extra data after last expected column");
      }
      if (row.size() < attnos.size()) {
        throw_error(sqlstate::bad_copy_file_format,
                    "missing data for column " +
                        quoted(table.column(attnos[row.size()])->name));
      }
      scratch.reset();
      values.assign(table.columns.size(), Datum());
      TypeEnv env = inner.env();
      for (size_t i = 0; i < attnos.size(); ++i) {
        const auto& [column, type] = targets[i];
        if (!row[i].has_value() && has_name(format.force_not_null, column.name)) row[i] = "";
        if (row[i].has_value() && was_quoted[i] && *row[i] == format.null &&
            has_name(format.force_null, column.name)) {
          row[i].reset();
        }
        if (!row[i].has_value()) continue;
        reading = i;
        if (const size_t bad = utf8::find_invalid(*row[i]); bad != std::string::npos) {
          utf8::throw_invalid(*row[i], bad);
        }
        values[static_cast<size_t>(attnos[i]) - 1] =
            type.ops->input(env, type, *row[i], column.typmod);
      }
      reading = kNone;
      for (const DefaultValue& d : defaults) {
        values[d.column] = executor::evaluate(inner, *d.program);
      }
      if (where != nullptr) {
        const Datum keep = executor::evaluate(inner, *where, values.data());
        if (keep.null || !keep.b()) continue;
      }
      if (lines.empty() || reader.line() != lines.back().line + (rows - lines.back().row)) {
        lines.push_back({rows, reader.line()});
      }
      if (writer.insert(values)) ++rows;
    }
    writer.flush();
  } catch (SqlError& error) {
    std::string at = "COPY " + table.name + ", line ";
    if (const auto duplicate = writer.duplicate_row()) {
      const auto run = std::upper_bound(lines.begin(), lines.end(), *duplicate,
                                        [](uint64_t r, const auto& l) { return r < l.row; }) -
                       1;
      at += std::to_string(run->line + (*duplicate - run->row));
      error.error().context += error.error().context.empty() ? at : "\n" + at;
      throw;
    }
    at += std::to_string(reader.line());
    at += reading == kNone
              ? ": \"" + reader.text() + "\""
              : ", column " + targets[reading].column.name + ": \"" + *row[reading] + "\"";
    error.error().context += error.error().context.empty() ? at : "\n" + at;
    throw;
  }
  writer.end_statement(TriggerEvents::kInsert);
  return rows;
}

class CopySink final : public RowSink {
 public:
  CopySink(CommandContext& c, const CopyFormat& format, std::function<void(std::string_view)> out)
      : c_(c), format_(format), out_(std::move(out)) {}
  void begin(std::span<const Column> columns) override {
    CopyRow header;
    for (const Column& column : columns) {
      types_.push_back(&cat(c_).type(column.type));
      header.push_back(column.name);
      force_quote_.push_back(format_.force_quote_all || has_name(format_.force_quote, column.name));
    }
    if (format_.header) write(header, {});
  }
  void row(std::span<const Datum> values) override {
    TypeEnv env = c_.exec.env();
    CopyRow fields;
    for (size_t i = 0; i < values.size(); ++i) {
      if (values[i].null) {
        fields.push_back(std::nullopt);
        continue;
      }
      std::string text;
      types_[i]->ops->output(env, *types_[i], values[i], &text);
      fields.push_back(std::move(text));
    }
    write(fields, force_quote_);
  }

 private:
  void write(const CopyRow& fields, const std::vector<bool>& force_quote) {
    line_.clear();
    append_copy_row(format_, fields, force_quote, &line_);
    out_(line_);
  }

  CommandContext& c_;
  const CopyFormat& format_;
  std::function<void(std::string_view)> out_;
  std::vector<const TypeInfo*> types_;
  std::vector<bool> force_quote_;
  std::string line_;
};

uint64_t copy_to(CommandContext& c, const ast::CopyStmt& stmt, const CopyFormat& format,
                 std::function<void(std::string_view)> out) {
  const ast::Stmt* statement = stmt.query;
  ast::SelectStmt select;
  if (statement == nullptr) {
    const Relation& table = get_relation(c, *stmt.relation);
    if (table.kind != RelationKind::kTable && table.kind != RelationKind::kMatview) {
      const bool partitioned = table.kind == RelationKind::kPartitionedTable;
      Error error(sqlstate::wrong_object_type, "cannot copy from " +
                                                   std::string(partitioned ? "partitioned " : "") +
                                                   kind_word(table.kind) + " " +
                                                   quoted(table.name));
      if (table.kind == RelationKind::kView || partitioned) {
        error.hint = "Try the COPY (SELECT ...) TO variant.";
      }
      throw_error(std::move(error));
    }
    for (const int32_t attno : copy_columns(table, stmt.columns)) {
      auto* column = c.exec.arena->make<ast::ColumnRef>();
      column->fields.push_back(c.exec.arena->copy(table.column(attno)->name));
      auto* target = c.exec.arena->make<ast::ResTarget>();
      target->value = column;
      select.targets.push_back(target);
    }
    auto* from = c.exec.arena->make<ast::RangeVar>(*stmt.relation);
    from->only = true;
    select.from.push_back(from);
    statement = &select;
  }
  planner::BindContext context = c.bind();
  const Query* query = planner::bind_query(context, *statement);
  CopySink sink(c, format, std::move(out));
  return c.session.run_query(c.exec, *query, &sink);
}

}  // namespace

std::string copy(CommandContext& c, const ast::CopyStmt& stmt) {
  if (stmt.is_program) throw_unsupported("COPY … PROGRAM", stmt.pos);
  if (stmt.has_filename) throw_unsupported("COPY with a file on the server", stmt.pos);
  const CopyFormat format = copy_format(stmt.options, stmt.is_from);
  uint64_t rows = 0;
  if (stmt.is_from) {
    rows = copy_from(c, stmt, format, [&](std::string* data) { return c.session.copy_in(data); });
  } else {
    rows = copy_to(c, stmt, format, [&](std::string_view data) { c.session.copy_out(data); });
  }
  return "COPY " + std::to_string(rows);
}

}  // namespace rung::commands
