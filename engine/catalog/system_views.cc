#include "catalog/system_views.h"

#include <array>
#include <unordered_map>

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
  for (const SystemColumn& column : view.columns) {
    Attribute a;
    a.name = column.name;
    a.attno = static_cast<int32_t>(relation->columns.size()) + 1;
    a.type = column.type;
    if (const TypeInfo* type = builtin_type(column.type)) {
      a.storage = type->storage;
      if (type->collatable) a.collation = column.type == oid::kName ? kCCollation : kDefaultCollation;
    }
    relation->columns.push_back(std::move(a));
  }
  return relation;
}

const Registry& registry() {
  // Never freed: no destructor may run after main.
  static const Registry* made = [] {
    auto* registry = new Registry;
    for (const auto group : {system_views_tables()}) {
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
