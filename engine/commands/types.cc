// CREATE TYPE and ALTER TYPE: enums, composites, ranges, shells; and the types that come with
// other objects (arrays, row types).
#include <algorithm>

#include "commands/common.h"
#include "commands/objects.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

// "_name", with more underscores while that is taken, as PostgreSQL names array types.
std::string array_type_name(CommandContext& c, std::string_view element, Oid schema) {
  std::string name = "_" + str(element);
  if (name.size() > 63) name = make_object_name("", element.substr(0, 62), "");
  while (cat(c).find_type_oid(schema, name) != kNoOid) name = "_" + name;
  if (name.size() > 63) name.resize(63);
  return name;
}

void check_label(std::string_view label) {
  if (label.size() > 63) {
    throw_error(Error(sqlstate::invalid_name, "invalid enum label " + quoted(label))
                    .with_detail("Labels must be 63 bytes or less."));
  }
}

const catalog::Type& get_enum(CommandContext& c, const ast::NameList& names) {
  const Oid oid = find_named_type(c, names, false);
  const catalog::Type* type = cat(c).user_type(oid);
  if (type == nullptr || type->kind != TypeKind::kEnum) {
    throw_error(sqlstate::wrong_object_type, format_type_name(c, oid) + " is not an enum");
  }
  return *type;
}

constexpr int64_t kLabelGap = int64_t{1} << 32;

}  // namespace

Oid create_array_type(CommandContext& c, Oid element, std::string_view name, Oid schema) {
  auto array = std::make_unique<catalog::Type>();
  array->oid = cat(c).new_oid();
  array->name = array_type_name(c, name, schema);
  array->schema = schema;
  array->kind = TypeKind::kArray;
  array->element = element;
  const Oid oid = array->oid;
  cat(c).put(std::move(array));
  depend(c, {ObjectClass::kType, oid, 0}, {ObjectClass::kType, element, 0},
         DependencyKind::kInternal);
  return oid;
}

Oid create_row_type(CommandContext& c, const Relation& relation, bool is_row_type) {
  auto type = std::make_unique<catalog::Type>();
  const Oid oid = cat(c).new_oid();
  type->oid = oid;
  type->name = relation.name;
  type->schema = relation.schema;
  type->kind = TypeKind::kComposite;
  type->relation = relation.oid;
  type->is_row_type = is_row_type;
  type->array = create_array_type(c, oid, relation.name, relation.schema);
  cat(c).put(std::move(type));
  if (is_row_type) {
    depend(c, {ObjectClass::kType, oid, 0}, {ObjectClass::kRelation, relation.oid, 0},
           DependencyKind::kInternal);
  } else {
    depend(c, {ObjectClass::kRelation, relation.oid, 0}, {ObjectClass::kType, oid, 0},
           DependencyKind::kInternal);
    depend(c, {ObjectClass::kType, oid, 0}, {ObjectClass::kSchema, relation.schema, 0});
  }
  return oid;
}

std::string create_enum(CommandContext& c, const ast::CreateEnumStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  make_room_for_type(c, schema, name.name);
  auto type = std::make_unique<catalog::Type>();
  type->oid = cat(c).new_oid();
  type->name = str(name.name);
  type->schema = schema;
  type->kind = TypeKind::kEnum;
  for (const std::string_view label : stmt.values) {
    check_label(label);
    for (const EnumLabel& other : type->labels) {
      if (other.label == label) {
        throw_error(Error(sqlstate::unique_violation,
                          "duplicate key value violates unique constraint "
                          "\"pg_enum_typid_label_index\"")
                        .with_detail("Key (enumtypid, enumlabel)=(" + std::to_string(type->oid) +
                                     ", " + str(label) + ") already exists."));
      }
    }
    const auto position = static_cast<int64_t>(type->labels.size() + 1) * kLabelGap;
    type->labels.push_back({position, cat(c).new_oid(), str(label)});
  }
  const Oid oid = type->oid;
  type->array = create_array_type(c, oid, name.name, schema);
  cat(c).put(std::move(type));
  depend(c, {ObjectClass::kType, oid, 0}, {ObjectClass::kSchema, schema, 0});
  extension_member(c, {ObjectClass::kType, oid, 0});
  return "CREATE TYPE";
}

std::string alter_enum(CommandContext& c, const ast::AlterEnumStmt& stmt) {
  auto type = cat(c).edit_type(get_enum(c, stmt.name).oid);
  std::vector<EnumLabel>& labels = type->labels;
  const auto find = [&](std::string_view label) {
    return std::find_if(labels.begin(), labels.end(),
                        [&](const EnumLabel& l) { return l.label == label; });
  };
  if (stmt.rename) {
    const auto old = find(stmt.old_value);
    if (old == labels.end()) {
      throw_error(sqlstate::invalid_parameter_value,
                  quoted(stmt.old_value) + " is not an existing enum label");
    }
    if (find(stmt.new_value) != labels.end()) {
      throw_error(sqlstate::duplicate_object,
                  "enum label " + quoted(stmt.new_value) + " already exists");
    }
    old->label = str(stmt.new_value);
    cat(c).put(std::move(type));
    return "ALTER TYPE";
  }
  check_label(stmt.new_value);
  if (find(stmt.new_value) != labels.end()) {
    if (stmt.if_not_exists) {
      notice(c, "enum label " + quoted(stmt.new_value) + " already exists, skipping",
             Error(sqlstate::duplicate_object, ""));
      return "ALTER TYPE";
    }
    throw_error(sqlstate::duplicate_object,
                "enum label " + quoted(stmt.new_value) + " already exists");
  }
  auto place = labels.end();
  if (stmt.has_neighbor) {
    place = find(stmt.neighbor);
    if (place == labels.end()) {
      throw_error(sqlstate::invalid_parameter_value,
                  quoted(stmt.neighbor) + " is not an existing enum label");
    }
    if (stmt.after) ++place;
  }
  // Stored values are positions: a new label takes one between its neighbours. The gaps are halved
  // 32 times before one is used up.
  const int64_t before = place == labels.begin() ? 0 : std::prev(place)->position;
  int64_t position = before + kLabelGap;
  if (place != labels.end()) {
    position = place == labels.begin() ? place->position - kLabelGap
                                       : before + (place->position - before) / 2;
    if (place != labels.begin() && (position == before || position == place->position)) {
      throw_error(sqlstate::program_limit_exceeded,
                  "too many enum labels were added between " + quoted(std::prev(place)->label) +
                      " and " + quoted(place->label));
    }
  }
  labels.insert(place, EnumLabel{position, cat(c).new_oid(), str(stmt.new_value)});
  cat(c).put(std::move(type));
  return "ALTER TYPE";
}

std::string create_composite(CommandContext& c, const ast::CreateCompositeStmt& stmt) {
  const Oid schema = creation_schema(c, *stmt.name);
  const Oid existing = cat(c).find_type_oid(schema, stmt.name->name);
  if (existing != kNoOid && !is_shell(c, existing)) make_room_for_type(c, schema, stmt.name->name);
  check_new_relation_name(c, schema, stmt.name->name);
  make_room_for_type(c, schema, stmt.name->name);
  auto relation = std::make_unique<Relation>();
  relation->oid = cat(c).new_oid();
  relation->name = str(stmt.name->name);
  relation->schema = schema;
  relation->kind = RelationKind::kComposite;
  for (const ast::ColumnDef* column : stmt.columns) {
    if (relation->find_column(column->name) != nullptr) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(column->name) + " specified more than once");
    }
    relation->columns.push_back(make_attribute(c, *column, relation->columns.size() + 1));
  }
  const Oid oid = relation->oid;
  relation->row_type = create_row_type(c, *relation, false);
  for (const Attribute& a : relation->columns) add_column_dependencies(c, oid, a);
  extension_member(c, {ObjectClass::kType, relation->row_type, 0});
  cat(c).put(std::move(relation));
  return "CREATE TYPE";
}

bool is_shell(CommandContext& c, Oid type) {
  const catalog::Type* found = cat(c).user_type(type);
  return found != nullptr && found->kind == TypeKind::kPseudo;
}

void make_room_for_type(CommandContext& c, Oid schema, std::string_view name) {
  const Oid existing = cat(c).find_type_oid(schema, name);
  if (existing == kNoOid) return;
  const catalog::Type* type = cat(c).user_type(existing);
  // An automatic array type gives way.
  if (type != nullptr && type->kind == TypeKind::kArray) {
    auto renamed = cat(c).edit_type(existing);
    renamed->name = array_type_name(c, name, schema);
    cat(c).put(std::move(renamed));
    return;
  }
  if (is_shell(c, existing)) {
    cat(c).remove_dependencies_of({ObjectClass::kType, existing, 0});
    cat(c).remove(ObjectClass::kType, existing);
    return;
  }
  throw_error(sqlstate::duplicate_object, "type " + quoted(name) + " already exists");
}

std::string create_shell_type(CommandContext& c, const ast::DefineStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  check_new_type_name(c, schema, name.name);
  auto type = std::make_unique<catalog::Type>();
  type->oid = cat(c).new_oid();
  type->name = str(name.name);
  type->schema = schema;
  type->kind = TypeKind::kPseudo;
  depend(c, {ObjectClass::kType, type->oid, 0}, {ObjectClass::kSchema, schema, 0});
  cat(c).put(std::move(type));
  return "CREATE TYPE";
}

TypeRef resolve_column_type(CommandContext& c, const ast::TypeName& type) {
  planner::BindContext context = c.bind();
  return planner::resolve_type(context, type);
}

Oid resolve_collation(CommandContext& c, const ast::CollateClause* collate, Oid type) {
  const TypeInfo& info = cat(c).type(type);
  if (collate == nullptr) {
    if (!info.collatable) return kNoOid;
    return type == oid::kName ? kCCollation : kDefaultCollation;
  }
  const SplitName name = split_name(collate->collation);
  const Oid oid = find_collation(c, name.schema, name.name);
  if (oid == kNoOid) {
    throw_error(sqlstate::undefined_object, "collation " + quoted(dotted(collate->collation)) +
                                                " for encoding \"UTF8\" does not exist",
                collate->pos);
  }
  if (!info.collatable) {
    throw_error(sqlstate::datatype_mismatch,
                "collations are not supported by type " + format_type_name(c, type), collate->pos);
  }
  return oid;
}

Oid find_collation(CommandContext& c, std::string_view schema, std::string_view name) {
  if (schema.empty() || schema == "pg_catalog") {
    if (name == "default") return kDefaultCollation;
    if (name == "C") return kCCollation;
    if (name == "POSIX") return 951;
    if (name == "ucs_basic") return 12310;
    if (name == "C.UTF-8" || name == "C.utf8") return 12311;
  }
  if (!schema.empty()) {
    const Oid in = schema_oid(c, schema);
    const Object* found = cat(c).find_object(ObjectClass::kCollation, in, name);
    return found == nullptr ? kNoOid : found->oid;
  }
  for (const Oid in : c.exec.path->schemas) {
    if (const Object* found = cat(c).find_object(ObjectClass::kCollation, in, name)) {
      return found->oid;
    }
  }
  return kNoOid;
}

}  // namespace rung::commands
