// CREATE [OR REPLACE] VIEW, CREATE MATERIALIZED VIEW, REFRESH MATERIALIZED VIEW, CREATE TABLE AS.
#include <algorithm>

#include "commands/objects.h"
#include "executor/table_writer.h"
#include "planner/deparse.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

// Renames the first visible targets as the column list says.
void apply_names(Query* query, const ast::NameList& names, const char* too_many) {
  size_t at = 0;
  for (Target& target : query->targets) {
    if (target.junk || at == names.size()) continue;
    target.name = str(names[at++]);
  }
  if (at < names.size()) throw_error(sqlstate::syntax_error, too_many);
}

void add_columns(CommandContext& c, const Query& query, Relation* relation) {
  for (const Column& column : planner::output_columns(query)) {
    if (relation->find_column(column.name) != nullptr) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(column.name) + " specified more than once");
    }
    Attribute a;
    a.name = column.name;
    a.attno = static_cast<int32_t>(relation->columns.size()) + 1;
    // An untyped literal is text once it is a column.
    a.type = column.type == oid::kUnknown ? oid::kText : column.type;
    a.typmod = column.typmod;
    const TypeInfo& type = cat(c).type(a.type);
    if (type.kind == TypeKind::kPseudo) {
      throw_error(sqlstate::invalid_table_definition, "column " + quoted(a.name) +
                                                          " has pseudo-type " +
                                                          format_type_name(c, a.type));
    }
    a.collation = !type.collatable ? kNoOid
                  : column.collation != kNoOid ? column.collation : kDefaultCollation;
    a.storage = type.storage;
    relation->columns.push_back(std::move(a));
  }
}

void record_query_dependencies(CommandContext& c, Oid relation, const Query& query) {
  const ObjectAddress self{ObjectClass::kRelation, relation, 0};
  const std::vector<ObjectAddress> found = planner::collect_references(query);
  add_references(c, self, found, kNoOid, DependencyKind::kNormal);
}

// What CREATE OR REPLACE VIEW may change: only new columns behind the old ones.
void check_replacement(CommandContext& c, const Relation& before, const Relation& after) {
  if (after.columns.size() < before.columns.size()) {
    throw_error(sqlstate::invalid_table_definition, "cannot drop columns from view");
  }
  for (size_t i = 0; i < before.columns.size(); ++i) {
    const Attribute &old_column = before.columns[i], &new_column = after.columns[i];
    if (old_column.name != new_column.name) {
      throw_error(Error(sqlstate::invalid_table_definition,
                        "cannot change name of view column " + quoted(old_column.name) + " to " +
                            quoted(new_column.name))
                      .with_hint("Use ALTER VIEW ... RENAME COLUMN ... to change name of view "
                                 "column instead."));
    }
    if (old_column.type != new_column.type || old_column.typmod != new_column.typmod) {
      throw_error(sqlstate::invalid_table_definition,
                  "cannot change data type of view column " + quoted(old_column.name) + " from " +
                      format_type_name(c, old_column.type, old_column.typmod) + " to " +
                      format_type_name(c, new_column.type, new_column.typmod));
    }
    if (old_column.collation != new_column.collation) {
      throw_error(sqlstate::invalid_table_definition,
                  "cannot change collation of view column " + quoted(old_column.name));
    }
  }
}

bool uses_temporary(CommandContext& c, const Query& query) {
  for (const ObjectAddress& reference : planner::collect_references(query)) {
    if (reference.cls != ObjectClass::kRelation) continue;
    const Relation* relation = cat(c).relation(reference.oid);
    if (relation != nullptr && relation->persistence == Persistence::kTemporary) return true;
  }
  return false;
}

// Puts the rows of a query into a table that has just been made, without triggers or checks.
class FillSink final : public RowSink {
 public:
  FillSink(CommandContext& c, const Relation& table)
      : writer_(c.exec, table, TriggerEvents::kInsert), columns_(table.columns.size()) {}
  void begin(std::span<const Column>) override {}
  void row(std::span<const Datum> values) override {
    row_.assign(values.begin(), values.end());
    row_.resize(columns_);
    writer_.insert(row_);
  }

 private:
  executor::TableWriter writer_;
  size_t columns_;
  std::vector<Datum> row_;
};

uint64_t fill(CommandContext& c, Oid table, const Query& query) {
  FillSink sink(c, *cat(c).relation(table));
  return c.session.run_query(c.exec, query, &sink);
}

}  // namespace

std::string create_view(CommandContext& c, const ast::ViewStmt& stmt) {
  planner::BindContext context = c.bind();
  Query* query = planner::bind_query(context, *stmt.query);
  if (query->has_modifying_cte) {
    throw_error(sqlstate::feature_not_supported,
                "views must not contain data-modifying statements in WITH");
  }
  apply_names(query, stmt.columns, "CREATE VIEW specifies more column names than columns");
  ast::RangeVar name = *stmt.view;
  if (name.persistence == ast::Persistence::kPermanent && uses_temporary(c, *query)) {
    name.persistence = ast::Persistence::kTemporary;
    notice(c, "view " + quoted(name.name) + " will be a temporary view");
  }
  const Oid schema = creation_schema(c, name);
  auto view = std::make_unique<Relation>();
  view->name = str(name.name);
  view->schema = schema;
  view->kind = RelationKind::kView;
  view->persistence = static_cast<Persistence>(name.persistence);
  add_columns(c, *query, view.get());
  if (view->columns.empty()) {
    throw_error(sqlstate::invalid_table_definition, "view must have at least one column");
  }
  for (const std::string& option : relation_options(stmt.options)) {
    if (option.starts_with("check_option=")) {
      view->view_check_option = option.substr(13);
      view->options.push_back(option);
    } else if (option.starts_with("security_barrier=") || option.starts_with("security_invoker=")) {
      view->options.push_back(option);
    } else {
      throw_error(sqlstate::invalid_parameter_value,
                  "unrecognized parameter " + quoted(option.substr(0, option.find('='))));
    }
  }
  if (stmt.check_option != ast::ViewCheckOption::kNone) {
    view->view_check_option =
        stmt.check_option == ast::ViewCheckOption::kLocal ? "local" : "cascaded";
    view->options.push_back("check_option=" + view->view_check_option);
  }
  if (!view->view_check_option.empty()) {
    if (const char* why = planner::view_obstacle(*query); why != nullptr) {
      throw_error(Error(sqlstate::feature_not_supported,
                        "WITH CHECK OPTION is supported only on automatically updatable views")
                      .with_hint(why));
    }
  }
  view->view_query = planner::store_query(*query);
  const Relation* existing = cat(c).find_relation(schema, name.name);
  if (existing == nullptr || !stmt.replace) {
    check_new_relation_name(c, schema, name.name);
    view->oid = cat(c).new_oid();
    const Oid oid = put_new_relation(c, std::move(view));
    record_query_dependencies(c, oid, *query);
    return "CREATE VIEW";
  }
  if (existing->kind != RelationKind::kView) {
    throw_error(sqlstate::wrong_object_type, quoted(existing->name) + " is not a view");
  }
  check_replacement(c, *existing, *view);
  const Oid oid = existing->oid;
  auto edited = cat(c).edit_relation(oid);
  for (size_t i = edited->columns.size(); i < view->columns.size(); ++i) {
    edited->columns.push_back(view->columns[i]);
  }
  edited->view_query = view->view_query;
  edited->view_check_option = view->view_check_option;
  edited->options = view->options;
  const ObjectAddress self{ObjectClass::kRelation, oid, 0};
  cat(c).remove_dependencies_of(self);
  depend(c, self, {ObjectClass::kSchema, schema, 0});
  for (const Attribute& a : edited->columns) add_column_dependencies(c, oid, a);
  cat(c).put(std::move(edited));
  record_query_dependencies(c, oid, *query);
  return "CREATE VIEW";
}

std::string create_table_as(CommandContext& c, const ast::CreateTableAsStmt& stmt) {
  const bool matview = stmt.object == ast::ObjectKind::kMatView;
  const ast::IntoClause& into = *stmt.into;
  const Oid schema = creation_schema(c, *into.relation);
  const std::string_view name = into.relation->name;
  if (cat(c).find_relation(schema, name) != nullptr) {
    if (!stmt.if_not_exists) check_new_relation_name(c, schema, name);
    notice(c, "relation " + quoted(name) + " already exists, skipping",
           Error(sqlstate::duplicate_table, ""));
    return matview ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
  }
  if (!ast::is<ast::SelectStmt>(stmt.query)) {
    throw_unsupported("CREATE TABLE AS EXECUTE", into.relation->pos);
  }
  if ((into.on_commit == ast::OnCommit::kDeleteRows || into.on_commit == ast::OnCommit::kDrop) &&
      into.relation->persistence != ast::Persistence::kTemporary) {
    throw_error(sqlstate::invalid_table_definition, "ON COMMIT can only be used on temporary tables");
  }
  ast::SelectStmt select = ast::to<ast::SelectStmt>(stmt.query);
  select.into = nullptr;
  planner::BindContext context = c.bind();
  context.variables = c.variables;
  Query* query = planner::bind_query(context, select);
  apply_names(query, into.columns, "too many column names were specified");
  auto table = std::make_unique<Relation>();
  table->name = str(name);
  table->schema = schema;
  table->kind = matview ? RelationKind::kMatview : RelationKind::kTable;
  table->persistence = static_cast<Persistence>(into.relation->persistence);
  table->options = relation_options(into.options);
  if (into.on_commit == ast::OnCommit::kDeleteRows) table->on_commit = 'd';
  add_columns(c, *query, table.get());
  if (matview) {
    if (query->has_modifying_cte) {
      throw_error(sqlstate::feature_not_supported,
                  "materialized views must not use data-modifying statements in WITH");
    }
    if (uses_temporary(c, *query)) {
      throw_error(sqlstate::feature_not_supported,
                  "materialized views must not use temporary tables or views");
    }
    table->view_query = planner::store_query(*query);
    table->populated = !into.with_no_data;
  }
  table->oid = cat(c).new_oid();
  const Oid oid = put_new_relation(c, std::move(table));
  if (matview) record_query_dependencies(c, oid, *query);
  if (into.on_commit == ast::OnCommit::kDrop) drop_on_commit(c, oid);
  if (into.with_no_data) return matview ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
  const uint64_t rows = fill(c, oid, *query);
  return "SELECT " + std::to_string(rows);
}

std::string refresh_matview(CommandContext& c, const ast::RefreshMatViewStmt& stmt) {
  const Relation& view = get_relation(c, *stmt.relation);
  if (view.kind != RelationKind::kMatview) {
    throw_error(sqlstate::wrong_object_type, quoted(view.name) + " is not a materialized view");
  }
  if (stmt.concurrently) {
    if (stmt.skip_data) {
      throw_error(sqlstate::syntax_error,
                  "REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together");
    }
    if (!view.populated) {
      throw_error(sqlstate::object_not_in_prerequisite_state,
                  "CONCURRENTLY cannot be used when the materialized view is not populated");
    }
    const bool has_key = std::any_of(view.indexes.begin(), view.indexes.end(), [&](Oid oid) {
      const IndexInfo& info = *cat(c).relation(oid)->index;
      return info.unique && info.valid && info.predicate.empty() && info.expressions.empty();
    });
    if (!has_key) {
      throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                        "cannot refresh materialized view \"" + qualified_name(c, view) +
                            "\" concurrently")
                      .with_hint("Create a unique index with no WHERE clause on one or more "
                                 "columns of the materialized view."));
    }
  }
  const Oid oid = view.oid;
  const Blob blob = view.view_query;
  storage::WriteTxn& txn = c.exec.transaction->write();
  auto edited = cat(c).edit_relation(oid);
  value_or_throw(txn.drop_tree(edited->tree));
  edited->tree = value_or_throw(txn.create_tree());
  edited->populated = !stmt.skip_data;
  cat(c).put(std::move(edited));
  rebuild_indexes(c, oid);
  if (!stmt.skip_data) fill(c, oid, *planner::load_query(*c.exec.arena, blob));
  return "REFRESH MATERIALIZED VIEW";
}

}  // namespace rung::commands
