// CREATE TABLE.
#include <algorithm>

#include "commands/objects.h"
#include "commands/other.h"
#include "commands/privileges.h"

namespace rung::commands {

using namespace rung::catalog;

Oid put_new_relation(CommandContext& c, std::unique_ptr<Relation> relation) {
  const Oid oid = relation->oid;
  relation->acl = initial_acl(c, 'r', relation->owner, relation->schema);
  if (is_table_like(relation->kind) && relation->kind != RelationKind::kPartitionedTable) {
    relation->tree = value_or_throw(c.exec.transaction->write().create_tree());
  }
  make_room_for_type(c, relation->schema, relation->name);
  relation->row_type = create_row_type(c, *relation, true);
  const ObjectAddress self{ObjectClass::kRelation, oid, 0};
  depend(c, self, {ObjectClass::kSchema, relation->schema, 0});
  for (const Attribute& a : relation->columns) add_column_dependencies(c, oid, a);
  for (const Oid parent : relation->parents) {
    depend(c, self, {ObjectClass::kRelation, parent, 0});
    auto edited = cat(c).edit_relation(parent);
    edited->children.push_back(oid);
    cat(c).put(std::move(edited));
  }
  cat(c).put(std::move(relation));
  extension_member(c, self);
  return oid;
}

void merge_parents(CommandContext& c, const std::vector<ast::RangeVar*>& parents,
                   Relation* table) {
  for (const ast::RangeVar* name : parents) {
    const Relation& parent = get_relation(c, *name);
    if (parent.kind != RelationKind::kTable) {
      throw_error(sqlstate::wrong_object_type,
                  "inherited relation " + quoted(parent.name) + " is not a table or foreign table");
    }
    if (std::count(table->parents.begin(), table->parents.end(), parent.oid) > 0) {
      throw_error(sqlstate::duplicate_table,
                  "relation " + quoted(parent.name) + " would be inherited from more than once");
    }
    if (table->persistence == Persistence::kPermanent &&
        parent.persistence == Persistence::kTemporary) {
      throw_error(sqlstate::wrong_object_type,
                  "cannot inherit from temporary relation " + quoted(parent.name));
    }
    table->parents.push_back(parent.oid);
    for (const Attribute& column : parent.columns) {
      if (column.dropped) continue;
      const auto same =
          std::find_if(table->columns.begin(), table->columns.end(),
                       [&](const Attribute& a) { return a.name == column.name; });
      if (same != table->columns.end()) {
        notice(c, "merging multiple inherited definitions of column " + quoted(column.name));
        if (same->type != column.type || same->typmod != column.typmod) {
          throw_error(Error(sqlstate::datatype_mismatch,
                            "inherited column " + quoted(column.name) + " has a type conflict")
                          .with_detail(format_type_name(c, same->type, same->typmod) + " versus " +
                                       format_type_name(c, column.type, column.typmod)));
        }
        ++same->inherited;
        same->not_null |= column.not_null;
        continue;
      }
      Attribute copy = column;
      copy.attno = static_cast<int32_t>(table->columns.size()) + 1;
      copy.local = false;
      copy.inherited = 1;
      copy.identity = Identity::kNone;
      copy.sequence = kNoOid;
      copy.first_layout = 0;
      copy.dropped_layout = UINT16_MAX;
      copy.has_missing = false;
      copy.missing.clear();
      table->columns.push_back(std::move(copy));
    }
  }
}

void drop_on_commit(CommandContext& c, Oid table) {
  c.exec.transaction->queue_after(kNoOid, true, true, [&session = c.session, table](ExecContext& e) {
    if (e.catalog->relation(table) == nullptr) return;
    CommandContext context{e, session};
    const ObjectAddress object{ObjectClass::kRelation, table, 0};
    drop_objects(context, {&object, 1}, DropBehavior::kCascade);
  });
}

namespace {

// What is left to do for a column once the table exists.
struct ColumnWork {
  int32_t attno;
  ColumnPlan plan;
  Oid serial_sequence = kNoOid;
};

void refuse_unsupported(const ast::CreateTableStmt& stmt) {
  const SourcePos pos = stmt.relation->pos;
  if (stmt.partition_spec != nullptr) throw_unsupported("PARTITION BY", stmt.partition_spec->pos);
  if (stmt.partition_bound != nullptr) throw_unsupported("PARTITION OF", pos);
  if (stmt.of_type != nullptr) throw_unsupported("CREATE TABLE OF", pos);
  if (stmt.on_commit == ast::OnCommit::kDeleteRows || stmt.on_commit == ast::OnCommit::kDrop) {
    if (stmt.relation->persistence != ast::Persistence::kTemporary) {
      throw_error(sqlstate::invalid_table_definition, "ON COMMIT can only be used on temporary tables");
    }
    if (stmt.on_commit == ast::OnCommit::kDeleteRows) throw_unsupported("ON COMMIT DELETE ROWS", pos);
  }
  if (!stmt.tablespace.empty() && stmt.tablespace != "pg_default") {
    throw_error(sqlstate::undefined_object,
                "tablespace " + quoted(stmt.tablespace) + " does not exist");
  }
  if (!stmt.access_method.empty() && stmt.access_method != "heap") {
    throw_error(sqlstate::undefined_object,
                "access method " + quoted(stmt.access_method) + " does not exist");
  }
}

// An own column over an inherited one of the same name, or a new one.
size_t add_own_column(CommandContext& c, Relation* table, Attribute column) {
  for (Attribute& other : table->columns) {
    if (other.name != column.name) continue;
    if (other.local || other.inherited == 0) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(column.name) + " specified more than once");
    }
    notice(c, "merging column " + quoted(column.name) + " with inherited definition");
    if (other.type != column.type || other.typmod != column.typmod) {
      throw_error(Error(sqlstate::datatype_mismatch,
                        "column " + quoted(column.name) + " has a type conflict")
                      .with_detail(format_type_name(c, other.type, other.typmod) + " versus " +
                                   format_type_name(c, column.type, column.typmod)));
    }
    other.local = true;
    other.not_null |= column.not_null;
    return static_cast<size_t>(other.attno) - 1;
  }
  table->columns.push_back(std::move(column));
  return table->columns.size() - 1;
}

bool is_system_column(std::string_view name) {
  return name == "ctid" || name == "xmin" || name == "xmax" || name == "cmin" || name == "cmax" ||
         name == "tableoid";
}

}  // namespace

std::string create_table(CommandContext& c, const ast::CreateTableStmt& stmt) {
  refuse_unsupported(stmt);
  const Oid schema = creation_schema(c, *stmt.relation);
  const std::string_view name = stmt.relation->name;
  if (cat(c).find_relation(schema, name) != nullptr) {
    if (!stmt.if_not_exists) check_new_relation_name(c, schema, name);
    notice(c, "relation " + quoted(name) + " already exists, skipping",
           Error(sqlstate::duplicate_table, ""));
    return stmt.foreign_server.empty() ? "CREATE TABLE" : "CREATE FOREIGN TABLE";
  }
  auto table = std::make_unique<Relation>();
  table->name = str(name);
  table->schema = schema;
  table->kind = RelationKind::kTable;
  table->persistence = static_cast<Persistence>(stmt.relation->persistence);
  if (cat(c).schema(schema)->name.starts_with("pg_temp_")) {
    table->persistence = Persistence::kTemporary;
  }
  table->options = relation_options(stmt.options);
  if (!stmt.foreign_server.empty()) make_foreign(c, stmt, table.get());
  merge_parents(c, stmt.inherits, table.get());

  std::vector<PendingConstraint> pending;
  std::vector<ColumnWork> columns;
  std::vector<LikeWork> likes;
  for (const ast::Node* element : stmt.elements) {
    if (const auto* definition = ast::as<ast::ColumnDef>(element)) {
      if (is_system_column(definition->name)) {
        throw_error(sqlstate::duplicate_column,
                    "column name " + quoted(definition->name) +
                        " conflicts with a system column name");
      }
      Attribute column = make_attribute(c, *definition, table->columns.size() + 1);
      ColumnWork work;
      work.plan = plan_column(*definition, name, &column, &pending);
      if (definition->type != nullptr && serial_type(*definition->type) != nullptr) {
        work.serial_sequence = create_serial_sequence(c, name, definition->name, schema,
                                                      column.type, table->persistence);
      }
      const size_t at = add_own_column(c, table.get(), std::move(column));
      work.attno = static_cast<int32_t>(at) + 1;
      columns.push_back(work);
    } else if (const auto* like = ast::as<ast::TableLikeClause>(element)) {
      likes.push_back(add_like_columns(c, *like, table.get()));
    } else {
      pending.push_back({ast::as<ast::Constraint>(element), {}});
    }
  }
  if (table->columns.size() > 1600) {
    throw_error(sqlstate::too_many_columns, "tables can have at most 1600 columns");
  }
  table->oid = cat(c).new_oid();
  const Oid oid = put_new_relation(c, std::move(table));
  if (const Oid server = cat(c).relation(oid)->foreign_server; server != kNoOid) {
    depend(c, {ObjectClass::kRelation, oid, 0}, {ObjectClass::kForeignServer, server, 0});
  }

  for (const ColumnWork& work : columns) {
    if (work.plan.default_value != nullptr) {
      set_column_default(c, oid, work.attno, work.plan.default_value->expr);
    }
    if (work.serial_sequence != kNoOid) add_serial(c, oid, work.attno, work.serial_sequence);
  }
  for (const ColumnWork& work : columns) {
    if (work.plan.generated != nullptr) {
      set_column_generated(c, oid, work.attno, work.plan.generated->expr);
    }
    if (work.plan.identity != nullptr) {
      add_identity(c, oid, work.attno, work.plan.identity->generated_when,
                   work.plan.identity->options);
    }
  }
  const std::vector<Oid> parents = cat(c).relation(oid)->parents;
  for (const Oid parent : parents) {
    const std::vector<catalog::Constraint> inherited = cat(c).relation(parent)->constraints;
    for (const catalog::Constraint& check : inherited) {
      if (check.kind != catalog::ConstraintKind::kCheck || check.no_inherit) continue;
      if (cat(c).relation(oid)->find_constraint(check.name) != nullptr) continue;
      catalog::Constraint copy = check;
      copy.local = false;
      copy.inherited = 1;
      put_constraint(c, oid, std::move(copy));
    }
  }
  add_table_constraints(c, oid, std::move(pending));
  for (const LikeWork& like : likes) finish_like(c, oid, like);
  if (stmt.on_commit == ast::OnCommit::kDrop) drop_on_commit(c, oid);
  return stmt.foreign_server.empty() ? "CREATE TABLE" : "CREATE FOREIGN TABLE";
}

}  // namespace rung::commands
