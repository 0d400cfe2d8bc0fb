// pg_class and what describes relations: columns, defaults, indexes, inheritance, sequences.
#include "catalog/system_column.h"
#include "catalog/system_columns.h"
#include "catalog/system_view.h"

namespace rung::catalog {
namespace {

void generate_namespace(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kSchema, [&](const Object& schema) {
    rows.integer(schema.oid).text(schema.name).integer(schema.owner).acl(schema.acl).end();
  });
}

Oid access_method(const Relation& r) {
  if (r.index.has_value()) return access_method_oid(r.index->method);
  const bool heap = r.kind == RelationKind::kTable || r.kind == RelationKind::kMatview;
  return heap ? 2 : kNoOid;
}

bool has_storage(const Relation& r) {
  return r.tree != storage::kNoTree || r.kind == RelationKind::kSequence ||
         r.kind == RelationKind::kIndex;
}

void generate_class(SystemRows& rows) {
  for_each_relation(rows, true, [&](const Relation& r) {
    int64_t checks = 0;
    for (const Constraint& c : r.constraints) checks += c.kind == ConstraintKind::kCheck;
    bool foreign_keys = !r.incoming_fks.empty();
    for (const Constraint& c : r.constraints) foreign_keys |= c.kind == ConstraintKind::kForeignKey;
    const bool system = r.oid < kFirstUserOid;
    const bool view = r.kind == RelationKind::kView || r.kind == RelationKind::kMatview;
    const bool table_like = r.kind == RelationKind::kTable || r.kind == RelationKind::kMatview ||
                            r.kind == RelationKind::kPartitionedTable;
    const bool is_partition = r.is_partition() || (r.index.has_value() && !r.parents.empty());
    rows.integer(r.oid).text(r.name).integer(r.schema).integer(r.row_type).integer(r.of_type);
    rows.integer(r.owner).integer(access_method(r)).integer(has_storage(r) ? r.oid : 0).integer(0);
    rows.integer(0).real(-1).integer(0).integer(0).boolean(!r.indexes.empty()).boolean(false);
    rows.letter(static_cast<char>(r.persistence)).letter(static_cast<char>(r.kind));
    rows.integer(static_cast<int64_t>(r.columns.size())).integer(checks).boolean(view && !system);
    rows.boolean(!r.triggers.empty() || foreign_keys).boolean(!r.children.empty());
    rows.boolean(r.row_security).boolean(r.force_row_security).boolean(r.populated);
    rows.letter(table_like && !system ? r.replica_identity : 'n').boolean(is_partition).integer(0);
    rows.parsed("0").parsed("0");
    if (system) {
      rows.builtin_acl({ObjectClass::kRelation, r.oid, 0});
    } else {
      rows.acl(r.acl);
    }
    rows.texts(r.options).node_tree(r.partition_bound).end();
  });
}

char default_storage(const TypeInfo& type) {
  if (type.length != -1) return 'p';
  if (type.oid == oid::kNumeric || type.oid == oid::kInet || type.oid == oid::kCidr) return 'm';
  return 'x';
}

// In order of their numbers, as PostgreSQL's index on (attrelid, attnum) gives them.
void system_attributes(SystemRows& rows, const Relation& r) {
  if (r.kind == RelationKind::kView || r.kind == RelationKind::kIndex ||
      r.kind == RelationKind::kPartitionedIndex || r.kind == RelationKind::kComposite) {
    return;
  }
  for (size_t i = std::size(kSystemColumns); i-- > 0;) {
    const SystemColumnRow& row = kSystemColumns[i];
    const TypeInfo* type = rows.catalog().find_type(row.type);
    rows.integer(r.oid).text(row.name).integer(row.type).integer(0).integer(type->length);
    rows.integer(row.attno).integer(0).integer(-1).integer(-1).boolean(passed_by_value(*type));
    rows.letter(type->align).letter(default_storage(*type)).letter('\0').boolean(true);
    rows.boolean(false).boolean(false).letter('\0').letter('\0').boolean(false).boolean(true);
    rows.integer(0).integer(0).null(4).end();
  }
}

void generate_attribute(SystemRows& rows) {
  for_each_relation(rows, true, [&](const Relation& r) {
    system_attributes(rows, r);
    for (const Attribute& a : r.columns) {
      const TypeInfo* type = a.dropped ? nullptr : rows.catalog().find_type(a.type);
      const bool array = type != nullptr && type->kind == TypeKind::kArray;
      rows.integer(r.oid).text(a.name).integer(a.dropped ? 0 : a.type).integer(a.statistics_target);
      rows.integer(type == nullptr ? -1 : type->length).integer(a.attno).integer(array ? 1 : 0);
      rows.integer(-1).integer(a.typmod).boolean(type != nullptr && passed_by_value(*type));
      rows.letter(type == nullptr ? 'i' : type->align);
      rows.letter(a.storage_option != 0 ? a.storage_option
                  : type == nullptr     ? 'x'
                                        : default_storage(*type));
      rows.letter(a.compression).boolean(a.not_null).boolean(!a.default_expr.empty());
      rows.boolean(a.has_missing).letter(static_cast<char>(a.identity));
      rows.letter(a.generated ? 's' : '\0').boolean(a.dropped).boolean(a.local);
      rows.integer(a.inherited).integer(a.collation).acl(a.acl).texts(a.options);
      rows.texts(a.foreign_options).null().end();
    }
  });
}

void generate_attrdef(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    for (const Attribute& a : r.columns) {
      if (a.dropped || a.default_expr.empty()) continue;
      rows.integer(default_oid(r.oid, a.attno)).integer(r.oid).integer(a.attno);
      rows.node_tree(a.default_expr).end();
    }
  });
}

void generate_index(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!r.index.has_value()) return;
    const IndexInfo& info = *r.index;
    std::vector<int32_t> attnos, options;
    std::vector<Oid> collations, classes;
    for (const IndexKey& key : info.keys) {
      attnos.push_back(key.attno);
      collations.push_back(key.collation);
      classes.push_back(key.opclass_oid);
      options.push_back((key.descending ? 1 : 0) | (key.nulls_first ? 2 : 0));
    }
    attnos.insert(attnos.end(), info.include.begin(), info.include.end());
    std::string expressions;
    // Several expressions are one node tree there; the first stands for them here.
    if (!info.expressions.empty()) expressions = info.expressions.front();
    rows.integer(r.oid).integer(info.table).integer(static_cast<int64_t>(attnos.size()));
    rows.integer(static_cast<int64_t>(info.keys.size())).boolean(info.unique);
    rows.boolean(info.nulls_not_distinct).boolean(info.primary).boolean(info.exclusion);
    rows.boolean(info.immediate).boolean(info.clustered).boolean(info.valid).boolean(false);
    rows.boolean(true).boolean(true).boolean(info.replica_identity).numbers(attnos);
    rows.oids(collations).oids(classes).numbers(options).node_tree(expressions);
    rows.node_tree(info.predicate).end();
  });
}

void generate_inherits(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    int64_t number = 0;
    for (const Oid parent : r.parents) {
      rows.integer(r.oid).integer(parent).integer(++number).boolean(false).end();
    }
  });
}

void generate_partitioned_table(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.kind != RelationKind::kPartitionedTable) return;
    Oid default_partition = kNoOid;
    for (const Oid child : r.children) {
      const Relation* partition = rows.catalog().relation(child);
      if (partition != nullptr && partition->is_partition() &&
          rows.describe("pg_get_partition_bound", {std::to_string(child)}).value_or("") == "DEFAULT") {
        default_partition = child;
      }
    }
    std::vector<int32_t> attnos;
    std::vector<Oid> classes, collations;
    for (const IndexKey& key : r.partition_keys) {
      attnos.push_back(key.attno);
      classes.push_back(key.opclass_oid);
      collations.push_back(key.collation);
    }
    rows.integer(r.oid).letter(r.partition_strategy.empty() ? ' ' : r.partition_strategy[0]);
    rows.integer(static_cast<int64_t>(attnos.size())).integer(default_partition).numbers(attnos);
    rows.oids(classes).oids(collations);
    rows.node_tree(r.partition_expressions.empty() ? Blob() : r.partition_expressions.front()).end();
  });
}

void generate_sequence(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!r.sequence.has_value()) return;
    const SequenceInfo& s = *r.sequence;
    rows.integer(r.oid).integer(s.type).integer(s.start).integer(s.increment).integer(s.max);
    rows.integer(s.min).integer(s.cache).boolean(s.cycle).end();
  });
}

constexpr SystemView kViews[] = {
    {2615, kPgCatalogSchema, "pg_namespace", 'r', columns::kPgNamespace, generate_namespace},
    {1259, kPgCatalogSchema, "pg_class", 'r', columns::kPgClass, generate_class},
    {1249, kPgCatalogSchema, "pg_attribute", 'r', columns::kPgAttribute, generate_attribute},
    {2604, kPgCatalogSchema, "pg_attrdef", 'r', columns::kPgAttrdef, generate_attrdef},
    {2610, kPgCatalogSchema, "pg_index", 'r', columns::kPgIndex, generate_index},
    {2611, kPgCatalogSchema, "pg_inherits", 'r', columns::kPgInherits, generate_inherits},
    {3350, kPgCatalogSchema, "pg_partitioned_table", 'r', columns::kPgPartitionedTable,
     generate_partitioned_table},
    {2224, kPgCatalogSchema, "pg_sequence", 'r', columns::kPgSequence, generate_sequence},
};

}  // namespace

std::span<const SystemView> system_views_relations() { return kViews; }

}  // namespace rung::catalog
