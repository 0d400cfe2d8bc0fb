#include "catalog/system_views.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unordered_map>

#include "catalog/system_types.h"
#include "catalog/system_view.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

struct Registry {
  std::unordered_map<Oid, const SystemView*> views;
  std::unordered_map<Oid, std::unique_ptr<Relation>> relations;
  std::unordered_map<std::string, Oid> names;
  std::vector<Oid> in_order;
};

std::string full_name(Oid schema, std::string_view name) {
  return std::to_string(schema) + "." + std::string(name);
}

std::unique_ptr<Relation> make_relation(const SystemView& view) {
  auto relation = std::make_unique<Relation>();
  relation->oid = view.oid;
  relation->name = view.name;
  relation->schema = view.schema;
  relation->kind = static_cast<RelationKind>(view.kind);
  relation->row_type = system_row_type(view.oid);
  for (const SystemColumn& column : view.columns) {
    Attribute a;
    a.name = column.name;
    a.attno = static_cast<int32_t>(relation->columns.size()) + 1;
    a.type = view.schema == kInformationSchema ? information_schema_type(column.name, column.type)
                                               : column.type;
    if (const TypeInfo* type = builtin_type(column.type)) {
      a.storage = type->storage;
      const bool plain = column.type == oid::kName || view.schema == kInformationSchema;
      if (type->collatable) a.collation = plain ? kCCollation : kDefaultCollation;
    }
    relation->columns.push_back(std::move(a));
  }
  return relation;
}

const Registry& registry() {
  // Never freed: no destructor may run after main.
  static const Registry* made = [] {
    auto* registry = new Registry;
    for (const auto group : {system_views_relations(), system_views_types(), system_views_code(),
                             system_views_builtin(),
                             system_views_lists(), system_views_information(), system_views_usage(),
                             system_views_objects(), system_views_text_search(),
                             system_views_udt(), system_views_monitoring(), system_views_empty()}) {
      for (const SystemView& view : group) {
        registry->views[view.oid] = &view;
        registry->relations[view.oid] = make_relation(view);
        registry->names[full_name(view.schema, view.name)] = view.oid;
        registry->in_order.push_back(view.oid);
      }
    }
    return registry;
  }();
  return *made;
}

}  // namespace

const Relation* system_relation(Oid oid) {
  if (oid >= kFirstUserOid) return nullptr;
  const auto found = registry().relations.find(oid);
  return found == registry().relations.end() ? nullptr : found->second.get();
}

const Relation* find_system_relation(Oid schema, std::string_view name) {
  if (schema != kPgCatalogSchema && schema != kInformationSchema) return nullptr;
  const auto found = registry().names.find(full_name(schema, name));
  return found == registry().names.end() ? nullptr : system_relation(found->second);
}

void for_each_system_relation(const std::function<void(const Relation&)>& each) {
  for (const Oid oid : registry().in_order) each(*system_relation(oid));
}

void scan_system_relation(SystemScan& scan, Oid relation,
                          const std::function<bool(std::span<const Datum>)>& row) {
  const auto found = registry().views.find(relation);
  RUNG_CHECK(found != registry().views.end());
  SystemRows rows(scan, *system_relation(relation), row);
  found->second->generate(rows);
}

Oid class_relation(ObjectClass cls) {
  switch (cls) {
    case ObjectClass::kSchema: return 2615;
    case ObjectClass::kRelation: return 1259;
    case ObjectClass::kType: return 1247;
    case ObjectClass::kFunction:
    case ObjectClass::kAggregate: return 1255;
    case ObjectClass::kConstraint: return 2606;
    case ObjectClass::kTrigger: return 2620;
    case ObjectClass::kDefault: return 2604;
    case ObjectClass::kRule: return 2618;
    case ObjectClass::kExtension: return 3079;
    case ObjectClass::kRole: return 1260;
    case ObjectClass::kPolicy: return 3256;
    case ObjectClass::kCast: return 2605;
    case ObjectClass::kOperator: return 2617;
    case ObjectClass::kOpclass: return 2616;
    case ObjectClass::kCollation: return 3456;
    case ObjectClass::kLanguage: return 2612;
    case ObjectClass::kEventTrigger: return 3466;
    case ObjectClass::kStatistics: return 3381;
    case ObjectClass::kPublication: return 6104;
    case ObjectClass::kDatabase: return 1262;
    case ObjectClass::kTextSearchConfig: return 3602;
    case ObjectClass::kTextSearchDictionary: return 3600;
    case ObjectClass::kTextSearchParser: return 3601;
    case ObjectClass::kTextSearchTemplate: return 3764;
    case ObjectClass::kForeignDataWrapper: return 2328;
    case ObjectClass::kForeignServer: return 1417;
    case ObjectClass::kUserMapping: return 1418;
    case ObjectClass::kSubscription: return 6100;
    case ObjectClass::kDefaultAcl: return 826;
    case ObjectClass::kOpfamily: return 2753;
    case ObjectClass::kTransform: return 3576;
    case ObjectClass::kConversion: return 2607;
    case ObjectClass::kAccessMethod: return 2601;
    case ObjectClass::kSetting: return 2964;
    case ObjectClass::kSecurityLabel: return 3596;
  }
  RUNG_UNREACHABLE();
}

std::optional<ObjectClass> class_of_relation(Oid relation) {
  for (int cls = 1; cls <= static_cast<int>(kLastObjectClass); ++cls) {
    if (class_relation(static_cast<ObjectClass>(cls)) == relation) {
      return static_cast<ObjectClass>(cls);
    }
  }
  return std::nullopt;
}

Oid access_method_oid(std::string_view name) {
  return name == "btree"    ? 403
         : name == "hash"   ? 405
         : name == "gist"   ? 783
         : name == "gin"    ? 2742
         : name == "spgist" ? 4000
         : name == "brin"   ? 3580
                            : kNoOid;
}

Oid language_oid(Catalog& catalog, const std::string& name) {
  const Object* language = catalog.find_object(ObjectClass::kLanguage, kNoOid, name);
  return language == nullptr ? kNoOid : language->oid;
}

std::string schema_name(Catalog& catalog, Oid schema) {
  const Schema* found = catalog.schema(schema);
  return found == nullptr ? std::string() : found->name;
}

std::string role_name(Catalog& catalog, Oid role) {
  const Role* found = catalog.role(role);
  return found == nullptr ? "unknown (OID=" + std::to_string(role) + ")" : found->name;
}

std::string database_name(SystemRows& rows) {
  return rows.env().services->current_database();
}

bool is_listed_table(const Relation& r) {
  return r.kind == RelationKind::kTable || r.kind == RelationKind::kView ||
         r.kind == RelationKind::kPartitionedTable || r.kind == RelationKind::kForeignTable;
}

void for_each_relation(SystemRows& rows, bool system,
                       const std::function<void(const Relation&)>& each) {
  if (system) for_each_system_relation(each);
  rows.catalog().for_each(ObjectClass::kRelation, [&](const Object& object) {
    if (!rows.stopped()) each(static_cast<const Relation&>(object));
  });
}

SystemRows& SystemRows::parsed(std::string_view value) {
  const Attribute& column = relation_.columns.at(values_.size());
  const TypeInfo& type = scan_.env.type(column.type);
  return add(type.ops->input(scan_.env, type, value, -1));
}

namespace {
std::string braces(Oid type, std::string list) {
  const bool vector = type == oid::kOidvector || type == oid::kInt2vector;
  return vector ? list : "{" + list + "}";
}
template <class T>
std::string list_of(Oid type, const std::vector<T>& values) {
  const bool vector = type == oid::kOidvector || type == oid::kInt2vector;
  std::string list;
  for (const T value : values) {
    if (!list.empty()) list += vector ? ' ' : ',';
    list += std::to_string(value);
  }
  return braces(type, std::move(list));
}
}  // namespace

SystemRows& SystemRows::oids(const std::vector<Oid>& values) {
  return parsed(list_of(relation_.columns.at(values_.size()).type, values));
}
SystemRows& SystemRows::numbers(const std::vector<int32_t>& values) {
  return parsed(list_of(relation_.columns.at(values_.size()).type, values));
}
// Stored as {grantee=letters/grantor,…} with the roles' oids, 0 for PUBLIC.
std::string builtin_acl_name(ObjectAddress object) {
  return "of " + std::to_string(class_relation(object.cls)) + " " + std::to_string(object.oid);
}

SystemRows& SystemRows::builtin_acl(ObjectAddress object) {
  const Object* found =
      catalog().find_object(ObjectClass::kDefaultAcl, kNoOid, builtin_acl_name(object));
  return found == nullptr ? null() : acl(found->acl);
}

SystemRows& SystemRows::acl(const std::string& stored) {
  if (stored.empty()) return null();
  const auto role = [&](const std::string& oid) {
    if (oid == "0") return std::string();
    const Role* found = catalog().role(static_cast<Oid>(std::strtoul(oid.c_str(), nullptr, 10)));
    if (found == nullptr) return oid;
    const bool plain = std::all_of(found->name.begin(), found->name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (plain) return found->name;
    std::string text = "\"";
    for (const char c : found->name) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + "\"";
  };
  std::vector<std::string> items;
  std::string oid, item;
  for (size_t i = 1; i < stored.size(); ++i) {
    const char c = stored[i];
    if (c >= '0' && c <= '9') {
      oid += c;
      continue;
    }
    if (!oid.empty()) item += role(oid);
    oid.clear();
    if (c == ',' || c == '}') {
      if (!item.empty()) items.push_back(item);
      item.clear();
    } else {
      item += c;
    }
  }
  return items.empty() ? parsed("{}") : texts(items);
}

SystemRows& SystemRows::texts(const std::vector<std::string>& values) {
  if (values.empty()) return null();
  std::string list;
  for (const std::string& value : values) {
    if (!list.empty()) list += ',';
    list += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') list += '\\';
      list += c;
    }
    list += '"';
  }
  return parsed("{" + list + "}");
}

void SystemRows::end() {
  RUNG_CHECK(values_.size() == relation_.columns.size());
  if (!stopped_) stopped_ = !row_(values_);
  values_.clear();
}

std::optional<std::string> SystemRows::describe(
    std::string_view function, const std::vector<std::optional<std::string>>& arguments) {
  return scan_.env.services->describe(function, arguments);
}

std::string node_tree_text(std::string_view blob) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : blob) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string node_tree_blob(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string blob;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    blob += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  return blob;
}

}  // namespace rung::catalog
