// TypeInfo of user-defined types, made from their catalog objects when first asked for.
#include "catalog/impl.h"
#include "catalog/system_types.h"
#include "types/extension_oids.h"
#include "types/families.h"
#include "types/hstore.h"
#include "types/ltree.h"

namespace rung::catalog {
namespace {

void describe_enum(const Type& type, TypeInfo* info) {
  info->category = 'E';
  info->storage = StorageClass::kInt64;
  info->length = 4;
  info->ops = &kEnumOps;
  info->labels = &type.labels;
}

}  // namespace

const TypeInfo* Catalog::Impl::find_user_type(Oid oid) {
  if (oid == kNoOid) return nullptr;
  if (is_system_type(oid)) return system_type(oid);
  std::unique_ptr<UserType>& slot = types[oid];
  if (slot != nullptr && slot->checked_at == generation) return &slot->info;
  const ObjectPtr object = load(ObjectClass::kType, oid);
  if (object == nullptr) {
    if (slot != nullptr) kept_types.push_back(std::move(slot));
    types.erase(oid);
    return nullptr;
  }
  const auto& type = static_cast<const Type&>(*object);
  const ObjectPtr relation =
      type.relation == kNoOid ? nullptr : load(ObjectClass::kRelation, type.relation);
  // A domain's behaviour is copied from its base, which may be a user type that changed: make anew.
  if (slot != nullptr && slot->type == object && slot->relation == relation &&
      type.kind != TypeKind::kDomain) {
    slot->checked_at = generation;
    return &slot->info;
  }
  auto made = std::make_unique<UserType>();
  made->type = object;
  made->relation = relation;
  made->checked_at = generation;
  TypeInfo& info = made->info;
  info.oid = oid;
  info.name = type.name;
  info.schema = type.schema;
  info.kind = type.kind;
  info.array_oid = type.array;
  info.element_oid = type.element;
  switch (type.kind) {
    case TypeKind::kEnum: describe_enum(type, &info); break;
    case TypeKind::kArray:
      info.category = 'A';
      info.ops = &kArrayOps;
      if (const Object* element = load(ObjectClass::kType, type.element).get()) {
        const auto kind = static_cast<const Type&>(*element).kind;
        info.align = kind == TypeKind::kComposite ? 'd' : 'i';
      }
      break;
    case TypeKind::kComposite:
      info.category = 'C';
      info.align = 'd';
      info.ops = &kRecordOps;
      info.relation_oid = type.relation;
      if (relation != nullptr) {
        for (const Attribute& a : static_cast<const Relation&>(*relation).columns) {
          made->fields.push_back({a.name, a.type, a.typmod, a.dropped});
        }
      }
      info.fields = &made->fields;
      break;
    case TypeKind::kDomain: {
      const DomainInfo& domain = type.domain.value();
      const TypeInfo* base = domain.base < kFirstUserOid ? builtin_type(domain.base) : nullptr;
      if (base == nullptr) base = find_user_type(domain.base);
      if (base != nullptr) {
        const Oid array = info.array_oid;
        const std::string_view name = info.name;
        info = *base;
        info.oid = oid;
        info.name = name;
        info.schema = type.schema;
        info.kind = TypeKind::kDomain;
        info.array_oid = array;
        info.preferred = false;
      }
      info.element_oid = kNoOid;
      info.base_oid = domain.base;
      info.base_typmod = domain.typmod;
      info.ops = &kDomainOps;
      break;
    }
    case TypeKind::kRange:
    case TypeKind::kMultirange:
      info.category = 'R';
      info.ops = type.kind == TypeKind::kRange ? &kRangeOps : &kMultirangeOps;
      if (type.range.has_value()) {
        const Oid subtype = type.range->subtype;
        const TypeInfo* sub = subtype < kFirstUserOid ? builtin_type(subtype) : nullptr;
        if (sub == nullptr) sub = find_user_type(subtype);
        if (sub != nullptr && sub->align == 'd') info.align = 'd';
        const bool is_range = type.kind == TypeKind::kRange;
        info.element_oid = is_range ? subtype : type.range->multirange;
        if (is_range) info.base_oid = type.range->multirange;  // see multirange_of()
      }
      break;
    case TypeKind::kBase:  // of an extension; one that we only know by name cannot be used
      if (type.oid == oid::kCitext) {
        info.category = 'S';
        info.collatable = true;
        info.ops = &kCitextOps;
      } else if (type.oid == oid::kHstore) {
        info.ops = &kHstoreOps;
      } else if (type.oid == oid::kLtree) {
        info.ops = &kLtreeOps;
      } else {
        info.ops = &kNoInputOps;
      }
      break;
    case TypeKind::kPseudo:
      info.category = 'P';
      info.ops = &kPseudoOps;
      break;
  }

  if (slot != nullptr) kept_types.push_back(std::move(slot));

  slot = std::move(made);
  return &slot->info;
}

}  // namespace rung::catalog
