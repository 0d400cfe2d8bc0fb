#include "catalog/system_types.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <unordered_map>

#include "catalog/system_views.h"
#include "types/families.h"

namespace rung::catalog {
namespace {

struct Domain {
  Oid oid;
  const char* name;
  Oid base;
  int32_t typmod;
  const char* array_name;
};
constexpr Domain kDomains[] = {
    {kCardinalNumber, "cardinal_number", oid::kInt4, -1, "_cardinal_number"},
    {kCharacterData, "character_data", oid::kVarchar, -1, "_character_data"},
    {kSqlIdentifier, "sql_identifier", oid::kName, -1, "_sql_identifier"},
    {kTimeStamp, "time_stamp", oid::kTimestamptz, 2, "_time_stamp"},
    {kYesOrNo, "yes_or_no", oid::kVarchar, 7, "_yes_or_no"},
};

// The columns of information_schema that say YES or NO, in order.
constexpr std::string_view kYesOrNoColumns[] = {
    "as_locator", "cycle_option", "enforced", "identity_cycle", "initially_deferred",
    "is_deferrable", "is_derived_reference_attribute", "is_deterministic", "is_final",
    "is_grantable", "is_identity", "is_implicitly_invocable", "is_insertable_into",
    "is_instantiable", "is_null_call", "is_nullable", "is_result", "is_self_referencing",
    "is_trigger_deletable", "is_trigger_insertable_into", "is_trigger_updatable", "is_typed",
    "is_udt_dependent", "is_updatable", "is_user_defined_cast", "new_savepoint_level",
    "nulls_distinct", "result_cast_as_locator", "schema_level_routine", "with_hierarchy"};

struct Registry {
  std::deque<TypeInfo> types;  // addresses stay
  std::deque<std::vector<CompositeField>> fields;
  std::deque<std::string> names;
  std::unordered_map<Oid, const TypeInfo*> by_oid;
  std::unordered_map<std::string, const TypeInfo*> by_name;

  const TypeInfo& add(TypeInfo info) {
    const TypeInfo& kept = types.emplace_back(std::move(info));
    by_oid[kept.oid] = &kept;
    by_name[std::to_string(kept.schema) + "." + std::string(kept.name)] = &kept;
    return kept;
  }
  void add_array(const TypeInfo& element, std::string_view name) {
    TypeInfo array;
    array.oid = element.array_oid;
    array.name = name;
    array.schema = element.schema;
    array.kind = TypeKind::kArray;
    array.category = 'A';
    array.align = element.align == 'd' ? 'd' : 'i';
    array.collatable = element.collatable;
    array.element_oid = element.oid;
    array.ops = &kArrayOps;
    add(std::move(array));
  }
};

void add_domains(Registry* registry) {
  for (const Domain& domain : kDomains) {
    TypeInfo info = *builtin_type(domain.base);
    info.oid = domain.oid;
    info.name = domain.name;
    info.schema = kInformationSchema;
    info.kind = TypeKind::kDomain;
    info.preferred = false;
    info.array_oid = domain.oid - 1;
    info.element_oid = kNoOid;
    info.base_oid = domain.base;
    info.base_typmod = domain.typmod;
    info.ops = &kDomainOps;
    registry->add_array(registry->add(std::move(info)), domain.array_name);
  }
}

void add_row_types(Registry* registry) {
  for_each_system_relation([&](const Relation& relation) {
    std::vector<CompositeField>& fields = registry->fields.emplace_back();
    for (const Attribute& a : relation.columns) fields.push_back({a.name, a.type, a.typmod, false});
    TypeInfo info;
    info.oid = relation.row_type;
    info.name = relation.name;
    info.schema = relation.schema;
    info.kind = TypeKind::kComposite;
    info.category = 'C';
    info.align = 'd';
    info.ops = &kRecordOps;
    info.array_oid = info.oid + 1;
    info.relation_oid = relation.oid;
    info.fields = &fields;
    registry->add_array(registry->add(std::move(info)),
                        registry->names.emplace_back("_" + relation.name));
  });
}

const Registry& registry() {
  // Never freed: no destructor may run after main.
  static const Registry* made = [] {
    auto* registry = new Registry;
    add_domains(registry);
    add_row_types(registry);
    return registry;
  }();
  return *made;
}

}  // namespace

Oid information_schema_type(std::string_view column, Oid base) {
  switch (base) {
    case oid::kName: return kSqlIdentifier;
    case oid::kInt4: return kCardinalNumber;
    case oid::kTimestamptz: return kTimeStamp;
    case oid::kVarchar:
      return std::binary_search(std::begin(kYesOrNoColumns), std::end(kYesOrNoColumns), column)
                 ? kYesOrNo : kCharacterData;
    default: return base;
  }
}

const TypeInfo* system_type(Oid oid) {
  if (!is_system_type(oid)) return nullptr;
  const auto found = registry().by_oid.find(oid);
  return found == registry().by_oid.end() ? nullptr : found->second;
}

const TypeInfo* find_system_type(Oid schema, std::string_view name) {
  if (schema != kPgCatalogSchema && schema != kInformationSchema) return nullptr;
  const auto found = registry().by_name.find(std::to_string(schema) + "." + std::string(name));
  return found == registry().by_name.end() ? nullptr : found->second;
}

void for_each_system_type(const std::function<void(const TypeInfo&)>& each) {
  for (const TypeInfo& type : registry().types) each(type);
}

const char* violated_constraint(Oid domain, const Datum& value) {
  if (value.null) return nullptr;
  if (domain == kCardinalNumber && value.i < 0) return "cardinal_number_domain_check";
  if (domain == kYesOrNo && value.bytes() != "YES" && value.bytes() != "NO") {
    return "yes_or_no_check";
  }
  return nullptr;
}

}  // namespace rung::catalog
