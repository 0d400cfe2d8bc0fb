// CREATE INDEX, and the indexes of constraints.
//
// Methods: btree and hash indexes are B+trees. So are gin, gist, brin and spgist where the class is
// one of plain values with an order (btree_gin, btree_gist, brin's minmax): they would answer the
// same questions. GIN over arrays, jsonb, tsvector and trigrams is an inverted index
// (executor/inverted_index.h). Where the class has no such meaning (geometry, ranges) the index is
// kept in the catalog, listed and dumped, and not maintained: it has no tree. That changes no answer, since an index only ever makes a query faster, and a unique one can only be a btree; an
// exclusion constraint is checked against the table where its index has no tree.
#include <algorithm>

#include "base/utf8.h"
#include "catalog/opclasses.h"
#include "catalog/system_column.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "executor/exclusion.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

// The name of an index column made from an expression: the function's or the column's, else "expr".
std::string expression_name(const ast::Expr* expr) {
  if (const auto* call = ast::as<ast::FuncCall>(expr)) return str(call->name.back());
  if (const auto* column = ast::as<ast::ColumnRef>(expr)) {
    return column->star || column->fields.empty() ? "expr" : str(column->fields.back());
  }
  if (const auto* cast = ast::as<ast::TypeCast>(expr)) {
    const std::string inner = expression_name(cast->arg);
    return inner == "expr" ? str(cast->type->names.back()) : inner;
  }
  if (const auto* collate = ast::as<ast::CollateClause>(expr)) return expression_name(collate->arg);
  if (ast::is<ast::CoalesceExpr>(expr)) return "coalesce";
  if (const auto* minmax = ast::as<ast::MinMaxExpr>(expr)) {
    return minmax->greatest ? "greatest" : "least";
  }
  if (const auto* op = ast::as<ast::OpExpr>(expr)) {
    if (op->op_kind == ast::OpExprKind::kNullIf) return "nullif";
  }
  if (ast::is<ast::CaseExpr>(expr)) return "case";
  if (ast::is<ast::ArrayExpr>(expr)) return "array";
  if (ast::is<ast::RowExpr>(expr)) return "row";
  if (const auto* path = ast::as<ast::Indirection>(expr)) {
    for (auto it = path->path.rbegin(); it != path->path.rend(); ++it) {
      if (it->kind == ast::IndirectionKind::kField) return str(it->field);
    }
    return expression_name(path->arg);
  }
  return "expr";
}

std::vector<std::string> column_names(const IndexSpec& spec) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& base) {
    std::string name = base;
    for (int i = 1; std::count(names.begin(), names.end(), name) > 0; ++i) {
      const std::string number = std::to_string(i);
      name = base.substr(0, std::min(base.size(), 63 - number.size())) + number;
    }
    names.push_back(name);
  };
  for (const ast::IndexElem* elem : spec.columns) {
    add(elem->column.empty() ? expression_name(elem->expr) : str(elem->column));
  }
  for (const std::string& name : spec.include) add(name);
  return names;
}

std::string choose_index_name(CommandContext& c, const Relation& table, const IndexSpec& spec) {
  if (spec.primary) return choose_relation_name(c, table.name, "", "pkey", table.schema, true);
  const char* label = !spec.exclude_ops.empty() ? "excl" : spec.is_constraint ? "key" : "idx";
  return choose_relation_name(c, table.name, join_names(column_names(spec)), label, table.schema,
                              spec.is_constraint);
}

void check_method(const IndexSpec& spec) {
  const std::string& m = spec.method;
  if (m != "btree" && m != "hash" && m != "gin" && m != "gist" && m != "brin" && m != "spgist") {
    throw_error(sqlstate::undefined_object, "access method " + quoted(m) + " does not exist");
  }
  const auto refuse = [&](const std::string& what) {
    throw_error(sqlstate::feature_not_supported,
                "access method " + quoted(m) + " does not support " + what);
  };
  if (spec.unique && m != "btree") refuse("unique indexes");
  if (!spec.include.empty() && m != "btree" && m != "gist" && m != "spgist") {
    refuse("included columns");
  }
  if (!spec.exclude_ops.empty() && (m == "gin" || m == "brin")) refuse("exclusion constraints");
  if (spec.columns.size() > 1 && (m == "hash" || m == "spgist")) refuse("multicolumn indexes");
}

// A class of the user's that is the default of a type; kNoOid: none.
Oid own_default_class(CommandContext& c, std::string_view method, Oid type) {
  Oid found = kNoOid;
  cat(c).for_each(ObjectClass::kOpclass, [&](const Object& object) {
    const auto& other = static_cast<const Other&>(object);
    if (other.get("default") == "t" && other.get("method") == method &&
        oid_field(other, "type") == type) {
      found = other.oid;
    }
  });
  return found;
}

// Whether a key's class has an order of its own, which no tree of ours follows.
bool has_own_order(CommandContext& c, const IndexKey& key) {
  if (key.opclass_oid < kFirstUserOid) return false;
  const auto* own = dynamic_cast<const Other*>(cat(c).object(ObjectClass::kOpclass, key.opclass_oid));
  return own != nullptr && own->get("order") != "type";
}

// Fills the class of a key: its name only where it is not the default.
const OpclassRow* resolve_opclass(CommandContext& c, const IndexSpec& spec,
                                  const ast::NameList& written, IndexKey* key) {
  const OpclassRow* by_default = default_opclass(cat(c), spec.method, key->type);
  if (by_default != nullptr && !by_default->extension.empty() &&
      cat(c).find_extension(by_default->extension) == nullptr) {
    by_default = nullptr;
  }
  if (written.empty()) {
    if (by_default == nullptr) {
      if (const Oid own = own_default_class(c, spec.method, key->type); own != kNoOid) {
        key->opclass_oid = own;
        return nullptr;
      }
      if (has_default_opclass(c, spec.method, key->type)) return nullptr;
      throw_error(Error(sqlstate::undefined_object,
                        "data type " + format_type_name(c, key->type) +
                            " has no default operator class for access method " +
                            quoted(spec.method))
                      .with_hint("You must specify an operator class for the index or define a "
                                 "default operator class for the data type."));
    }
    key->opclass_oid = by_default->oid;
    return by_default;
  }
  if (const Oid own = find_class_or_family(c, ObjectClass::kOpclass, spec.method, written);
      own >= kFirstUserOid) {
    const auto& found = static_cast<const Other&>(*cat(c).object(ObjectClass::kOpclass, own));
    const TypeInfo& type = cat(c).type(key->type);
    if (oid_field(found, "type") != key->type && oid_field(found, "type") != type.base_oid) {
      throw_error(sqlstate::datatype_mismatch, "operator class " + quoted(dotted(written)) +
                                                   " does not accept data type " +
                                                   format_type_name(c, key->type));
    }
    key->opclass_oid = own;
    key->opclass = found.name;
    return by_default;
  }
  const OpclassRow* row = find_opclass(spec.method, written.back());
  if (row == nullptr ||
      (!row->extension.empty() && cat(c).find_extension(row->extension) == nullptr)) {
    throw_error(sqlstate::undefined_object, "operator class " + quoted(dotted(written)) +
                                                " does not exist for access method " +
                                                quoted(spec.method));
  }
  if (!catalog::opclass_accepts(cat(c), *row, key->type)) {
    throw_error(sqlstate::datatype_mismatch, "operator class " + quoted(dotted(written)) +
                                                 " does not accept data type " +
                                                 format_type_name(c, key->type));
  }
  key->opclass_oid = row->oid;
  if (by_default == nullptr || by_default->name != row->name) key->opclass = str(written.back());
  return row;
}

// Whether entries of these keys order as the class wants: then the index is a B+tree.
bool is_ordered(CommandContext& c, const IndexSpec& spec, const IndexInfo& info,
                const std::vector<const OpclassRow*>& classes) {
  if (spec.method == "btree" || spec.method == "hash") return true;
  if (!spec.exclude_ops.empty()) {
    return std::all_of(info.keys.begin(), info.keys.end(), [&](const IndexKey& key) {
      return cat(c).type(key.type).ops->encode_key != nullptr;
    });
  }
  for (size_t i = 0; i < info.keys.size(); ++i) {
    const OpclassRow* row = classes[i];
    const TypeInfo& type = cat(c).type(info.keys[i].type);
    if (row == nullptr || type.ops->encode_key == nullptr) return false;
    if (spec.method == "brin" && row->name.ends_with("_minmax_ops")) continue;
    if (row->extension == "btree_gin" || row->extension == "btree_gist") continue;
    return false;
  }
  return true;
}

}  // namespace

// Whether every key gives entries: then the index is a tree of those.
bool has_entries(CommandContext& c, const IndexInfo& info) {
  if (!catalog::is_inverted(cat(c), info)) return false;
  return std::all_of(info.keys.begin(), info.keys.end(), [&](const IndexKey& key) {
    return catalog::entry_kind(cat(c), key) != EntryKind::kNone;
  });
}

bool has_default_opclass(CommandContext& c, std::string_view method, Oid type_oid) {
  const OpclassRow* row = default_opclass(cat(c), method, type_oid);
  if (row != nullptr) {
    return row->extension.empty() || cat(c).find_extension(row->extension) != nullptr;
  }
  // Types of extensions: their class comes with them.
  Oid base = type_oid;
  while (cat(c).type(base).kind == TypeKind::kDomain) base = cat(c).type(base).base_oid;
  const TypeInfo& type = cat(c).type(base);
  if (type.name == "citext") return method == "btree" || method == "hash";
  if (type.name == "ltree") return method == "btree" || method == "gist" || method == "hash";
  return type.name == "hstore" &&
         (method == "btree" || method == "hash" || method == "gin" || method == "gist");
}

void record_index_dependencies(CommandContext& c, const Relation& index) {
  const IndexInfo& info = *index.index;
  const ObjectAddress self{ObjectClass::kRelation, index.oid, 0};
  bool on_column = false;
  const auto on = [&](int32_t attno) {
    if (attno == 0) return;
    depend(c, self, {ObjectClass::kRelation, info.table, attno}, DependencyKind::kAuto);
    on_column = true;
  };
  for (const IndexKey& key : info.keys) {
    on(key.attno);
    if (key.collation != kDefaultCollation) {
      depend(c, self, {ObjectClass::kCollation, key.collation, 0});
    }
    if (key.opclass_oid >= kFirstUserOid) {
      depend(c, self, {ObjectClass::kOpclass, key.opclass_oid, 0});
    }
  }
  for (const int32_t attno : info.include) on(attno);
  Arena arena;
  const auto on_blob = [&](const Blob& blob) {
    const Expr* expr = planner::load_expression(arena, blob);
    add_references(c, self, references(*expr, info.table), info.table, DependencyKind::kAuto);
  };
  for (const Blob& blob : info.expressions) on_blob(blob);
  if (!info.predicate.empty()) on_blob(info.predicate);
  if (!on_column) {
    depend(c, self, {ObjectClass::kRelation, info.table, 0}, DependencyKind::kAuto);
  }
}

Oid create_index(CommandContext& c, const IndexSpec& spec) {
  const Relation& table = *cat(c).relation(spec.table);
  check_method(spec);
  if (spec.columns.size() + spec.include.size() > 32) {
    throw_error(sqlstate::too_many_columns, "cannot use more than 32 columns in an index");
  }
  auto index = std::make_unique<Relation>();
  index->name = spec.name.empty() ? choose_index_name(c, table, spec) : spec.name;
  check_new_relation_name(c, table.schema, index->name);
  index->schema = table.schema;
  const bool partitioned = table.kind == RelationKind::kPartitionedTable;
  index->kind = partitioned ? RelationKind::kPartitionedIndex : RelationKind::kIndex;
  index->persistence = table.persistence;
  index->options = spec.options;
  IndexInfo info;
  info.table = spec.table;
  info.unique = spec.unique;
  info.primary = spec.primary;
  info.nulls_not_distinct = spec.nulls_not_distinct;
  info.exclusion = !spec.exclude_ops.empty();
  info.immediate = spec.immediate;
  info.method = spec.method;
  std::vector<const OpclassRow*> classes;
  const std::vector<std::string> names = column_names(spec);
  planner::BindContext context = c.bind();
  bool over_system = false;
  const auto is_system_variable = [](const Expr& e) {
    return e.kind == ExprKind::kVar && e.attno < 0;
  };
  const auto refuse_system = [] {
    throw_error(sqlstate::feature_not_supported,
                "index creation on system columns is not supported");
  };
  for (const ast::IndexElem* elem : spec.columns) {
    IndexKey key;
    if (!elem->column.empty()) {
      const Attribute* column = table.find_column(elem->column);
      const catalog::SystemColumnRow* system = catalog::find_system_column(elem->column);
      if (column == nullptr && system == nullptr) {
        throw_error(sqlstate::undefined_column,
                    "column " + quoted(elem->column) + " does not exist");
      }
      over_system |= column == nullptr;
      key.attno = column == nullptr ? system->attno : column->attno;
      key.type = column == nullptr ? system->type : column->type;
      key.collation = column == nullptr ? kNoOid : column->collation;
    } else {
      Expr* bound =
          planner::bind_expression(context, *elem->expr, ExprPurpose::kIndexExpression, &table);
      key.collation = bound->collation;
      // (column COLLATE c) is the column, with its own collation in the index.
      while (bound->kind == ExprKind::kCollate) bound = bound->args[0];
      if (bound->kind == ExprKind::kVar && bound->attno > 0) {
        key.attno = bound->attno;
      } else {
        if (inlined_volatility(c, bound) != 'i') {
          throw_error(sqlstate::invalid_object_definition,
                      "functions in index expression must be marked IMMUTABLE");
        }
        over_system |= any_node(bound, is_system_variable);
        info.expressions.push_back(store(*bound));
      }
      key.type = bound->type;
    }
    if (!elem->collation.empty()) {
      auto* collate = c.exec.arena->make<ast::CollateClause>();
      collate->collation = elem->collation;
      collate->pos = kNoPos;
      key.collation = resolve_collation(c, collate, key.type);
    }
    classes.push_back(resolve_opclass(c, spec, elem->opclass, &key));
    if (spec.method != "btree") {
      const auto refuse = [&](const char* what) {
        throw_error(sqlstate::feature_not_supported, "access method " + quoted(spec.method) +
                                                         " does not support " + what);
      };
      if (elem->direction != ast::SortDirection::kDefault) refuse("ASC/DESC options");
      if (elem->nulls != ast::SortNulls::kDefault) refuse("NULLS FIRST/LAST options");
    }
    key.descending = elem->direction == ast::SortDirection::kDesc;
    key.nulls_first = elem->nulls == ast::SortNulls::kFirst ||
                      (elem->nulls == ast::SortNulls::kDefault && key.descending);
    info.keys.push_back(std::move(key));
  }
  for (const std::string& name : spec.include) {
    const Attribute* column = table.find_column(name);
    if (column == nullptr) {
      if (catalog::find_system_column(name) != nullptr) refuse_system();
      throw_error(sqlstate::undefined_column, "column " + quoted(name) + " does not exist");
    }
    info.include.push_back(column->attno);
  }
  if (spec.where != nullptr) {
    Expr* bound =
        planner::bind_expression(context, *spec.where, ExprPurpose::kIndexPredicate, &table);
    if (inlined_volatility(c, bound) != 'i') {
      throw_error(sqlstate::invalid_object_definition,
                  "functions in index predicate must be marked IMMUTABLE");
    }
    over_system |= any_node(bound, is_system_variable);
    info.predicate = store(*bound);
  }
  if (over_system) refuse_system();
  // The index's own columns, as pg_attribute lists them.
  size_t at = 0;
  const auto add_attribute = [&](Oid type, Oid collation) {
    Attribute a;
    a.name = names[at++];
    a.attno = static_cast<int32_t>(at);
    a.type = type;
    a.collation = collation;
    a.storage = cat(c).type(type).storage;
    index->columns.push_back(std::move(a));
  };
  for (const IndexKey& key : info.keys) add_attribute(key.type, key.collation);
  for (const int32_t attno : info.include) {
    add_attribute(table.column(attno)->type, table.column(attno)->collation);
  }
  const bool own_order = std::any_of(info.keys.begin(), info.keys.end(), [&](const IndexKey& key) {
    return has_own_order(c, key);
  });
  if (own_order && (spec.unique || !spec.exclude_ops.empty())) {
    throw_unsupported("a unique index of an operator class with an order of its own");
  }
  if (table.tree != storage::kNoTree && !own_order &&
      (is_ordered(c, spec, info, classes) || has_entries(c, info))) {
    index->tree = value_or_throw(c.exec.transaction->write().create_tree());
  }
  const Oid oid = index->oid = cat(c).new_oid();
  index->index = std::move(info);
  record_index_dependencies(c, *index);
  auto edited = cat(c).edit_relation(spec.table);
  edited->indexes.push_back(oid);
  const Relation& raw_index = *index;
  if (raw_index.tree != storage::kNoTree) executor::build_index(c.exec, raw_index, table);
  cat(c).put(std::move(index));
  cat(c).put(std::move(edited));
  return oid;
}

std::string create_index_statement(CommandContext& c, const ast::IndexStmt& stmt) {
  const Relation& table =
      get_table(c, *stmt.relation, "rmp", "a table or materialized view");
  const bool partitioned = table.kind == RelationKind::kPartitionedTable;
  if (partitioned && stmt.concurrently) {
    throw_error(sqlstate::feature_not_supported,
                "cannot create index on partitioned table " + quoted(table.name) + " concurrently");
  }
  if (!stmt.name.empty() && stmt.if_not_exists &&
      cat(c).find_relation(table.schema, stmt.name) != nullptr) {
    notice(c, "relation " + quoted(stmt.name) + " already exists, skipping",
           Error(sqlstate::duplicate_table, ""));
    return "CREATE INDEX";
  }
  IndexSpec spec;
  spec.table = table.oid;
  spec.name = str(stmt.name);
  if (!stmt.access_method.empty()) spec.method = str(stmt.access_method);
  if (spec.method == "rtree") spec.method = "gist";
  for (const ast::IndexElem* elem : stmt.columns) spec.columns.push_back(elem);
  for (const ast::IndexElem* elem : stmt.including) {
    if (elem->column.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  "expressions are not supported in included columns", elem->pos);
    }
    spec.include.push_back(str(elem->column));
  }
  spec.where = stmt.where;
  spec.unique = stmt.unique;
  spec.nulls_not_distinct = stmt.nulls_not_distinct;
  spec.options = relation_options(stmt.options);
  if (partitioned && spec.unique) {
    std::vector<int32_t> columns;
    for (const ast::IndexElem* elem : spec.columns) {
      const Attribute* column = elem->column.empty() ? nullptr : table.find_column(elem->column);
      if (column != nullptr) columns.push_back(column->attno);
    }
    check_partitioned_key(c, table, columns, "UNIQUE");
  }
  const Oid table_oid = table.oid;
  const Oid index = create_index(c, spec);
  if (!partitioned) return "CREATE INDEX";
  const std::vector<Oid> partitions = cat(c).relation(table_oid)->children;
  if (stmt.relation->only) {
    if (!partitions.empty()) {
      auto edited = cat(c).edit_relation(index);
      edited->index->valid = false;
      cat(c).put(std::move(edited));
    }
    return "CREATE INDEX";
  }
  for (const Oid partition : partitions) give_index(c, index, partition);
  return "CREATE INDEX";
}

void rebuild_indexes(CommandContext& c, Oid table_oid) {
  const std::vector<Oid> indexes = cat(c).relation(table_oid)->indexes;
  storage::WriteTxn& txn = c.exec.transaction->write();
  for (const Oid oid : indexes) {
    if (cat(c).relation(oid)->tree == storage::kNoTree) continue;
    auto index = cat(c).edit_relation(oid);
    value_or_throw(txn.drop_tree(index->tree));
    index->tree = value_or_throw(txn.create_tree());
    const Relation& table = *cat(c).relation(table_oid);
    executor::build_index(c.exec, *index, table);
    const Relation& rebuilt = *index;
    if (const Constraint* exclusion = executor::exclusion_of(table, rebuilt)) {
      executor::validate_exclusion(c.exec, rebuilt, table, *exclusion);
    }
    cat(c).put(std::move(index));
  }
}

}  // namespace rung::commands
