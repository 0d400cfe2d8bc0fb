// CREATE TABLE.
#include <algorithm>

#include "catalog/system_column.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "commands/privileges.h"

namespace rung::commands {

using namespace rung::catalog;

Oid put_new_relation(CommandContext& c, std::unique_ptr<Relation> relation, bool is_partition) {
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
    depend(c, self, {ObjectClass::kRelation, parent, 0},
           is_partition ? DependencyKind::kAuto : DependencyKind::kNormal);
    auto edited = cat(c).edit_relation(parent);
    edited->children.push_back(oid);
    cat(c).put(std::move(edited));
  }
  if (relation->of_type != kNoOid) depend(c, self, {ObjectClass::kType, relation->of_type, 0});
  cat(c).put(std::move(relation));
  extension_member(c, self);
  return oid;
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
  if (stmt.on_commit == ast::OnCommit::kDeleteRows || stmt.on_commit == ast::OnCommit::kDrop) {
    if (stmt.relation->persistence != ast::Persistence::kTemporary) {
      throw_error(sqlstate::invalid_table_definition, "ON COMMIT can only be used on temporary tables");
    }
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

// The relation of a composite type made by CREATE TYPE.
const Relation& typed_fields(CommandContext& c, const ast::TypeName& name, Oid* type) {
  ast::TypeName unplaced = name;
  unplaced.pos = kNoPos;
  *type = resolve_column_type(c, unplaced).type;
  const catalog::Type* found = cat(c).user_type(*type);
  const Relation* fields =
      found == nullptr || found->kind != TypeKind::kComposite ? nullptr : cat(c).relation(found->relation);
  if (fields == nullptr || fields->kind != RelationKind::kComposite) {
    throw_error(sqlstate::wrong_object_type,
                "type " + format_type_name(c, *type) + " is not a composite type");
  }
  return *fields;
}

void add_type_columns(CommandContext& c, const ast::TypeName& name, Relation* table) {
  for (const Attribute& field : typed_fields(c, name, &table->of_type).columns) {
    if (field.dropped) continue;
    Attribute column;
    column.name = field.name;
    column.attno = static_cast<int32_t>(table->columns.size()) + 1;
    column.type = field.type;
    column.typmod = field.typmod;
    column.collation = field.collation;
    column.storage = field.storage;
    table->columns.push_back(std::move(column));
  }
}

// An own column over an inherited one of the same name, or a new one.
// `place`: which of the columns written it is, from 1.
size_t add_own_column(CommandContext& c, Relation* table, Attribute column, size_t place) {
  for (Attribute& other : table->columns) {
    if (other.name != column.name) continue;
    if (other.local || other.inherited == 0) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(column.name) + " specified more than once");
    }
    if (static_cast<size_t>(other.attno) == place) {
      notice(c, "merging column " + quoted(column.name) + " with inherited definition");
    } else {
      notice(c, "moving and merging column " + quoted(column.name) + " with inherited definition",
             Error().with_detail("User-specified column moved to the position of the inherited column."));
    }
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

}  // namespace

void alter_of(CommandContext& c, Oid table, const ast::TypeName* name) {
  const Relation& relation = *cat(c).relation(table);
  const ObjectAddress self{ObjectClass::kRelation, table, 0};
  Oid type = kNoOid;
  if (name == nullptr) {
    if (relation.of_type == kNoOid) {
      throw_error(sqlstate::wrong_object_type, quoted(relation.name) + " is not a typed table");
    }
  } else {
    const Relation& fields = typed_fields(c, *name, &type);
    if (!relation.parents.empty()) {
      throw_error(sqlstate::wrong_object_type, "typed tables cannot inherit");
    }
    std::vector<const Attribute*> own;
    for (const Attribute& column : relation.columns) {
      if (!column.dropped) own.push_back(&column);
    }
    size_t at = 0;
    for (const Attribute& field : fields.columns) {
      if (field.dropped) continue;
      if (at >= own.size()) {
        throw_error(sqlstate::datatype_mismatch, "table is missing column " + quoted(field.name));
      }
      const Attribute& column = *own[at++];
      if (column.name != field.name) {
        throw_error(sqlstate::datatype_mismatch, "table has column " + quoted(column.name) +
                                                     " where type requires " + quoted(field.name));
      }
      if (column.type != field.type || column.typmod != field.typmod ||
          column.collation != field.collation) {
        throw_error(sqlstate::datatype_mismatch, "table " + quoted(relation.name) +
                                                     " has different type for column " +
                                                     quoted(field.name));
      }
    }
    if (at < own.size()) {
      throw_error(sqlstate::datatype_mismatch, "table has extra column " + quoted(own[at]->name));
    }
  }
  if (relation.of_type != kNoOid) {
    cat(c).remove_dependency(self, {ObjectClass::kType, relation.of_type, 0});
  }
  if (type != kNoOid) depend(c, self, {ObjectClass::kType, type, 0});
  auto edited = cat(c).edit_relation(table);
  edited->of_type = type;
  cat(c).put(std::move(edited));
}

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
  const bool partition = stmt.partition_bound != nullptr;
  if (stmt.partition_spec != nullptr) {
    table->kind = RelationKind::kPartitionedTable;
    if (!stmt.inherits.empty() && !partition) {
      throw_error(sqlstate::invalid_object_definition,
                  "cannot create partitioned table as inheritance child");
    }
    if (!stmt.options.empty()) {
      throw_error(sqlstate::invalid_parameter_value,
                  "unrecognized parameter " + quoted(stmt.options[0]->name));
    }
  }
  table->options = relation_options(stmt.options);
  if (!stmt.foreign_server.empty()) make_foreign(c, stmt, table.get());
  if (stmt.of_type != nullptr) add_type_columns(c, *stmt.of_type, table.get());
  merge_parents(c, stmt.inherits, partition, table.get());
  const Oid partition_parent = partition ? table->parents[0] : kNoOid;

  std::vector<PendingConstraint> pending;
  std::vector<ColumnWork> columns;
  std::vector<LikeWork> likes;
  for (const ast::Node* element : stmt.elements) {
    if (const auto* definition = ast::as<ast::ColumnDef>(element)) {
      if (catalog::find_system_column(definition->name) != nullptr) {
        throw_error(sqlstate::duplicate_column,
                    "column name " + quoted(definition->name) +
                        " conflicts with a system column name");
      }
      ColumnWork work;
      // Of a partition or a typed table: options of a column that is there.
      if (definition->type == nullptr) {
        const Attribute* known = table->find_column(definition->name);
        if (known == nullptr) {
          throw_error(sqlstate::undefined_column,
                      "column " + quoted(definition->name) + " does not exist");
        }
        if (std::any_of(columns.begin(), columns.end(),
                        [&](const ColumnWork& w) { return w.attno == known->attno; })) {
          throw_error(sqlstate::duplicate_column,
                      "column " + quoted(definition->name) + " specified more than once");
        }
        Attribute& column = table->columns[static_cast<size_t>(known->attno) - 1];
        work.plan = plan_column(*definition, name, &column, &pending);
        work.attno = column.attno;
        columns.push_back(work);
        continue;
      }
      Attribute column = make_attribute(c, *definition, table->columns.size() + 1);
      work.plan = plan_column(*definition, name, &column, &pending);
      if (definition->type != nullptr && serial_type(*definition->type) != nullptr) {
        work.serial_sequence = create_serial_sequence(c, name, definition->name, schema,
                                                      column.type, table->persistence);
      }
      const size_t at = add_own_column(c, table.get(), std::move(column), columns.size() + 1);
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
  if (stmt.on_commit == ast::OnCommit::kDeleteRows) table->on_commit = 'd';
  table->oid = cat(c).new_oid();
  const Oid oid = put_new_relation(c, std::move(table), partition);
  if (const Oid server = cat(c).relation(oid)->foreign_server; server != kNoOid) {
    depend(c, {ObjectClass::kRelation, oid, 0}, {ObjectClass::kForeignServer, server, 0});
  }
  if (partition) enter_partition(c, oid, partition_parent, *stmt.partition_bound);
  std::vector<std::string> own_defaults;
  for (const ColumnWork& work : columns) {
    if (work.plan.default_value == nullptr && work.plan.generated == nullptr &&
        work.plan.identity == nullptr && work.serial_sequence == kNoOid) {
      continue;
    }
    own_defaults.push_back(cat(c).relation(oid)->column(work.attno)->name);
  }
  finish_parents(c, oid, own_defaults);

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
  if (stmt.partition_spec != nullptr) set_partition_key(c, oid, *stmt.partition_spec);
  if (partition) clone_to_partition(c, partition_parent, oid, false);
  add_table_constraints(c, oid, std::move(pending));
  for (const LikeWork& like : likes) finish_like(c, oid, like);
  if (stmt.on_commit == ast::OnCommit::kDrop) drop_on_commit(c, oid);
  return stmt.foreign_server.empty() ? "CREATE TABLE" : "CREATE FOREIGN TABLE";
}

}  // namespace rung::commands
