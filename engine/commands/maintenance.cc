// Statements about the session and its housekeeping: SET, SHOW, DO, CALL, VACUUM, ANALYZE, REINDEX,
// CLUSTER, LOCK, DISCARD, CHECKPOINT.
//
// What they would do in PostgreSQL is in part done here by the storage itself: pages are never
// bloated by dead rows (VACUUM), the writer lock covers all tables (LOCK), rows stay in insertion
// order (CLUSTER). These check their arguments and have nothing left to do.
#include "commands/objects.h"
#include "commands/session_commands.h"
#include "executor/run.h"
#include "expr/walk.h"
#include "parser/parser.h"
#include "types/record.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::string value_text(const ast::VariableSetStmt& set) {
  std::string value;
  for (const ast::Node* arg : set.args) {
    std::string text;
    if (const auto* cast = ast::as<ast::TypeCast>(arg)) {
      text = str(ast::to<ast::Constant>(cast->arg).text);
    } else {
      ast::DefElem wrapper;
      wrapper.arg = const_cast<ast::Node*>(arg);
      text = option_text(wrapper);
    }
    // A list of names (search_path) keeps each as an identifier.
    if (set.args.size() > 1) text = ast::quote_identifier(text);
    if (!value.empty()) value += ", ";
    value += text;
  }
  if (set.args.size() == 1 && set.name == "search_path" && !value.empty()) {
    value = ast::quote_identifier(value);
  }
  return value;
}

}  // namespace

std::string set_variable(CommandContext& c, const ast::VariableSetStmt& stmt) {
  switch (stmt.set_kind) {
    case ast::VariableSetKind::kSetValue:
      c.session.set_setting(str(stmt.name), value_text(stmt), stmt.is_local);
      return "SET";
    case ast::VariableSetKind::kSetDefault:
      c.session.reset_setting(str(stmt.name));
      return "SET";
    case ast::VariableSetKind::kSetCurrent: return "SET";
    case ast::VariableSetKind::kSetMulti: {
      if (stmt.name == "TRANSACTION SNAPSHOT") throw_unsupported("SET TRANSACTION SNAPSHOT", stmt.pos);
      const bool session = stmt.name != "TRANSACTION";
      for (const ast::Node* arg : stmt.args) {
        const auto& mode = ast::to<ast::DefElem>(arg);
        const std::string name = (session ? "default_" : "") + str(mode.name);
        c.session.set_setting(name, option_text(mode), !session);
      }
      return "SET";
    }
    case ast::VariableSetKind::kReset: c.session.reset_setting(str(stmt.name)); return "RESET";
    case ast::VariableSetKind::kResetAll: c.session.reset_setting("all"); return "RESET";
  }
  RUNG_UNREACHABLE();
}

std::string show_variable(CommandContext& c, const ast::VariableShowStmt& stmt) {
  if (stmt.name == "all") {
    const auto lines = c.exec.services->describe("pg_show_all_settings", {});
    const Column columns[] = {{"name", oid::kText, -1, kDefaultCollation},
                              {"setting", oid::kText, -1, kDefaultCollation},
                              {"description", oid::kText, -1, kDefaultCollation}};
    if (c.sink == nullptr || !lines) return "SHOW";
    c.sink->begin(columns);
    for (size_t at = 0; at < lines->size();) {
      const size_t tab = lines->find('\t', at), end = lines->find('\n', at);
      if (tab == std::string::npos || end == std::string::npos) break;
      const Datum row[] = {Datum::of_bytes(std::string_view(*lines).substr(at, tab - at)),
                           Datum::of_bytes(std::string_view(*lines).substr(tab + 1, end - tab - 1)),
                           Datum::of_bytes("")};
      c.sink->row(row);
      at = end + 1;
    }
    return "SHOW";
  }
  const std::string value = c.session.show_setting(str(stmt.name));
  if (c.sink != nullptr) {
    const Column column{c.session.setting_name(str(stmt.name)), oid::kText, -1, kDefaultCollation};
    c.sink->begin({&column, 1});
    const Datum datum = Datum::of_bytes(value);
    c.sink->row({&datum, 1});
  }
  return "SHOW";
}

std::string run_do(CommandContext& c, const ast::DoStmt& stmt) {
  if (!stmt.has_body) throw_error(sqlstate::syntax_error, "no inline code specified");
  const std::string language = stmt.language.empty() ? "plpgsql" : str(stmt.language);
  if (cat(c).find_object(ObjectClass::kLanguage, kNoOid, language) == nullptr) {
    throw_error(sqlstate::undefined_object, "language " + quoted(language) + " does not exist");
  }
  if (language != "plpgsql") {
    throw_error(sqlstate::feature_not_supported,
                "language " + quoted(language) + " does not support inline code execution");
  }
  c.session.run_block(c.exec, language, stmt.body);
  return "DO";
}

std::string call(CommandContext& c, const ast::CallStmt& stmt) {
  planner::BindContext context = c.bind();
  const Expr* procedure = planner::bind_expression(context, *stmt.call, ExprPurpose::kCallArgument);
  const Datum result =
      executor::evaluate(c.exec, *executor::compile_row(c.exec, *procedure));
  // A procedure's OUT values are its one row.
  std::vector<Column> columns;
  for (const catalog::FunctionArgument& argument : cat(c).function(procedure->fn)->arguments) {
    if (argument.mode == catalog::ArgMode::kOut || argument.mode == catalog::ArgMode::kInOut) {
      Column column;
      column.name = argument.name;
      column.type = argument.type;
      columns.push_back(std::move(column));
    }
  }
  if (columns.empty() || c.sink == nullptr || result.null) return "CALL";
  const RecordView row(result);
  std::vector<Datum> values;
  for (uint32_t i = 0; i < columns.size() && i < row.size(); ++i) values.push_back(row.field(i));
  c.sink->begin(columns);
  c.sink->row(values);
  return "CALL";
}

std::string vacuum(CommandContext& c, const ast::VacuumStmt& stmt) {
  for (const ast::VacuumRelation* item : stmt.relations) {
    const Relation& relation = get_relation(c, *item->relation);
    for (const std::string_view column : item->columns) get_column(relation, column);
  }
  return stmt.is_vacuum ? "VACUUM" : "ANALYZE";
}

namespace {

// The indexes of a table; of a partitioned one, those of its partitions.
void rebuild_tree(CommandContext& c, Oid table) {
  const DepthGuard guard;
  rebuild_indexes(c, table);
  if (cat(c).relation(table)->kind != RelationKind::kPartitionedTable) return;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) rebuild_tree(c, child);
}

}  // namespace

std::string reindex(CommandContext& c, const ast::ReindexStmt& stmt) {
  if (stmt.relation == nullptr) {
    if (stmt.reindex_kind == ast::ReindexKind::kSchema) schema_oid(c, stmt.name);
    std::vector<Oid> tables;
    cat(c).for_each(ObjectClass::kRelation, [&](const Object& object) {
      const auto& relation = static_cast<const Relation&>(object);
      if (is_table_like(relation.kind)) tables.push_back(relation.oid);
    });
    for (const Oid table : tables) rebuild_indexes(c, table);
    return "REINDEX";
  }
  const Relation& relation = get_relation(c, *stmt.relation);
  if (stmt.reindex_kind == ast::ReindexKind::kIndex) {
    if (!relation.index.has_value()) {
      throw_error(sqlstate::wrong_object_type, quoted(relation.name) + " is not an index");
    }
    rebuild_tree(c, relation.index->table);
  } else {
    if (!is_table_like(relation.kind)) {
      throw_error(sqlstate::wrong_object_type,
                  quoted(relation.name) + " is not a table or materialized view");
    }
    rebuild_tree(c, relation.oid);
  }
  return "REINDEX";
}

std::string cluster(CommandContext& c, const ast::ClusterStmt& stmt) {
  if (stmt.relation == nullptr) return "CLUSTER";
  const Relation& table = get_table(c, *stmt.relation, "rm", "a table or materialized view");
  Oid wanted = kNoOid;
  for (const Oid oid : table.indexes) {
    const Relation& index = *cat(c).relation(oid);
    if (stmt.index.empty() ? index.index->clustered : index.name == stmt.index) wanted = oid;
  }
  if (wanted == kNoOid) {
    throw_error(sqlstate::undefined_object,
                stmt.index.empty()
                    ? "there is no previously clustered index for table " + quoted(table.name)
                    : "index " + quoted(stmt.index) + " for table " + quoted(table.name) +
                          " does not exist");
  }
  const std::vector<Oid> indexes = table.indexes;
  for (const Oid oid : indexes) {
    auto index = cat(c).edit_relation(oid);
    index->index->clustered = oid == wanted;
    cat(c).put(std::move(index));
  }
  return "CLUSTER";
}

std::string lock(CommandContext& c, const ast::LockStmt& stmt) {
  for (const ast::RangeVar* name : stmt.relations) {
    const Relation& relation = get_relation(c, *name);
    if (relation.kind != RelationKind::kTable && relation.kind != RelationKind::kView &&
        relation.kind != RelationKind::kPartitionedTable) {
      throw_error(sqlstate::wrong_object_type, quoted(relation.name) + " is not a table or view");
    }
  }
  // Any mode that keeps writers out is the writer lock.
  if (stmt.mode > 2) c.exec.transaction->write();
  return "LOCK TABLE";
}

}  // namespace rung::commands
