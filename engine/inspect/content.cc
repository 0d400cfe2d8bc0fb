#include "inspect/content.h"

#include "catalog/keys.h"
#include "catalog/serialize.h"

namespace rung::inspect {

using catalog::Object;
using catalog::ObjectClass;
using catalog::Relation;
using catalog::RelationKind;

std::vector<Part> parts_of(const Object& object) {
  std::vector<Part> parts;
  const auto add_constraints = [&](const std::vector<catalog::Constraint>& constraints) {
    for (const catalog::Constraint& constraint : constraints) {
      parts.push_back({{ObjectClass::kConstraint, constraint.oid, 0}, &constraint.name});
    }
  };
  if (object.cls() == ObjectClass::kRelation) {
    const auto& relation = static_cast<const Relation&>(object);
    add_constraints(relation.constraints);
    for (const catalog::Trigger& trigger : relation.triggers) {
      parts.push_back({{ObjectClass::kTrigger, trigger.oid, 0}, &trigger.name});
    }
  } else if (object.cls() == ObjectClass::kType) {
    const auto& type = static_cast<const catalog::Type&>(object);
    if (type.domain) add_constraints(type.domain->checks);
  }
  return parts;
}

const Object* CatalogContent::find(ObjectClass cls, Oid oid) const {
  const auto found = objects.find({cls, oid});
  return found == objects.end() ? nullptr : found->second.get();
}

const Relation* CatalogContent::relation(Oid oid) const {
  return static_cast<const Relation*>(find(ObjectClass::kRelation, oid));
}

std::string CatalogContent::name_of(const Object& object) const {
  const Object* schema = object.schema == kNoOid ? nullptr : find(ObjectClass::kSchema, object.schema);
  return (schema == nullptr ? "" : schema->name + ".") + object.name;
}

std::string CatalogContent::describe(const Relation& relation) const {
  const char* kind = "relation ";
  switch (relation.kind) {
    case RelationKind::kTable:
    case RelationKind::kPartitionedTable: kind = "table "; break;
    case RelationKind::kIndex:
    case RelationKind::kPartitionedIndex: kind = "index "; break;
    case RelationKind::kView: kind = "view "; break;
    case RelationKind::kMatview: kind = "materialized view "; break;
    case RelationKind::kSequence: kind = "sequence "; break;
    case RelationKind::kComposite: kind = "type "; break;
    case RelationKind::kForeignTable: kind = "foreign table "; break;
  }
  return kind + name_of(relation);
}

CatalogContent read_catalog(const storage::ReadView& view, const storage::DamageSink& damage) {
  CatalogContent content;
  const auto take_object = [&](std::string_view key, std::string_view value) {
    const auto cls = static_cast<ObjectClass>(key[1]);
    const Oid oid = load_be<Oid>(key.data() + 2);
    const auto complain = [&](const std::string& what) {
      damage(Error(sqlstate::data_corrupted, "object " + std::to_string(oid) + " of class " +
                                                 std::to_string(static_cast<int>(cls)) + " " + what));
    };
    try {
      std::unique_ptr<Object> object = catalog::deserialize_object(value);
      if (object->oid != oid || object->cls() != cls) return complain("is stored under another key");
      content.objects.emplace(CatalogContent::Key{cls, oid}, std::move(object));
    } catch (const SqlError& error) {
      complain("does not decode: " + error.error().message);
    }
  };
  storage::salvage_tree(
      view, storage::kCatalogTree,
      [&](std::string_view key, std::string_view value) {
        if (key.size() == 2 + sizeof(Oid) && key[0] == 'o') {
          take_object(key, value);
        } else {
          content.others.emplace_back(key, value);
        }
        return true;
      },
      damage);
  return content;
}

}  // namespace rung::inspect
