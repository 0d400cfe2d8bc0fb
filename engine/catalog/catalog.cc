#include "catalog/catalog.h"

#include "catalog/impl.h"
#include "catalog/serialize.h"
#include "catalog/system_types.h"
#include "catalog/system_views.h"

namespace rung::catalog {

std::shared_ptr<CatalogCache> make_catalog_cache() { return std::make_shared<CatalogCache>(); }

Catalog::Catalog(std::shared_ptr<CatalogCache> cache, storage::ReadView view)
    : impl_(std::make_unique<Impl>()) {
  impl_->cache = std::move(cache);
  impl_->view = std::move(view);
}

Catalog::~Catalog() { impl_->end_transaction(std::nullopt); }

void Catalog::set_view(storage::ReadView view) {
  const bool moved = !impl_->view || view.csn() != impl_->view.csn();
  impl_->view = std::move(view);
  if (moved) impl_->forget_seen();
}

void Catalog::set_write(storage::WriteTxn* txn) {
  if (impl_->txn == txn) return;
  if (txn == nullptr) {
    impl_->end_transaction(std::nullopt);
    impl_->txn = nullptr;
    return;
  }
  impl_->txn = txn;
  set_view(txn->view());
}

void Catalog::Impl::forget_seen() {
  for (auto& [key, object] : seen_objects) {
    if (object != nullptr) kept.push_back(std::move(object));
  }
  seen_objects.clear();
  seen_names.clear();
  ++generation;
}

bool Catalog::Impl::get(std::string_view key, std::string* value) {
  if (txn != nullptr) return value_or_throw(txn->get(storage::kCatalogTree, key, value));
  return value_or_throw(view.get(storage::kCatalogTree, key, value));
}

void Catalog::Impl::scan(
    std::string_view prefix,
    const std::function<bool(std::string_view key, std::string_view value)>& each) {
  if (txn != nullptr) {
    // Mostly a name that is to be made. A view would have the pages copied that are written next.
    std::string key, value;
    if (!value_or_throw(txn->seek(storage::kCatalogTree, prefix, &key, &value)) ||
        !key.starts_with(prefix)) {
      return;
    }
  }
  storage::Cursor cursor(current(), storage::kCatalogTree);
  value_or_throw(cursor.seek(prefix));
  while (cursor.valid() && cursor.key().starts_with(prefix)) {
    if (!each(cursor.key(), value_or_throw(cursor.value()))) return;
    value_or_throw(cursor.next());
  }
}

const ObjectPtr& Catalog::Impl::load(ObjectClass cls, Oid oid) {
  const uint64_t key = key_of(cls, oid);
  if (const auto own = own_objects.find(key); own != own_objects.end()) return own->second;
  if (const auto seen = seen_objects.find(key); seen != seen_objects.end()) return seen->second;
  {
    std::lock_guard lock(cache->mutex);
    if (auto cached = cache->objects.find(key, csn())) {
      return seen_objects[key] = std::move(*cached);
    }
  }
  std::string bytes;
  ObjectPtr object;
  if (get(object_key(cls, oid), &bytes)) {
    object = deserialize_object(bytes);
    if (object->cls() != cls || object->oid != oid) {
      throw_error(sqlstate::data_corrupted,
                  "catalog object " + std::to_string(oid) + " is stored under another key");
    }
  }
  if (object != nullptr) {
    std::lock_guard lock(cache->mutex);
    cache->objects.fill(key, csn(), object);
  }
  return seen_objects[key] = std::move(object);
}

const std::vector<Oid>& Catalog::Impl::names(ObjectClass cls, Oid schema, std::string_view name) {
  const std::string key = name_key(cls, schema, name);
  if (const auto own = own_names.find(key); own != own_names.end()) return *own->second;
  if (const auto seen = seen_names.find(key); seen != seen_names.end()) return *seen->second;
  {
    std::lock_guard lock(cache->mutex);
    if (auto cached = cache->names.find(key, csn())) return *(seen_names[key] = std::move(*cached));
  }
  std::vector<Oid> oids;
  scan(key, [&](std::string_view found, std::string_view) {
    if (found.size() == key.size() + sizeof(Oid)) {
      oids.push_back(load_be<Oid>(found.data() + key.size()));
    }
    return true;
  });
  auto shared = std::make_shared<const std::vector<Oid>>(std::move(oids));
  if (!shared->empty()) {  // names that are nowhere would only fill the shared cache
    std::lock_guard lock(cache->mutex);
    cache->names.fill(key, csn(), shared);
  }
  return *(seen_names[key] = std::move(shared));
}

// --- look-ups ---------------------------------------------------------------------------------

const Object* Catalog::object(ObjectClass cls, Oid oid) {
  if (oid == kNoOid) return nullptr;
  if (cls == ObjectClass::kRelation) {
    if (const Relation* system = system_relation(oid)) return system;
  }
  return impl_->load(cls, oid).get();
}

const Object* Catalog::find_object(ObjectClass cls, Oid schema, std::string_view name) {
  if (cls == ObjectClass::kRelation) {
    if (const Relation* system = find_system_relation(schema, name)) return system;
  }
  const std::vector<Oid>& oids = impl_->names(cls, schema, name);
  return oids.empty() ? nullptr : object(cls, oids.front());
}

std::vector<const Object*> Catalog::find_objects(ObjectClass cls, Oid schema,
                                                 std::string_view name) {
  const std::vector<Oid> oids = impl_->names(cls, schema, name);
  std::vector<const Object*> objects;
  for (const Oid oid : oids) {
    if (const Object* found = object(cls, oid)) objects.push_back(found);
  }
  return objects;
}

const Schema* Catalog::schema(Oid oid) {
  return static_cast<const Schema*>(object(ObjectClass::kSchema, oid));
}
const Schema* Catalog::find_schema(std::string_view name) {
  return static_cast<const Schema*>(find_object(ObjectClass::kSchema, kNoOid, name));
}
const Relation* Catalog::relation(Oid oid) {
  return static_cast<const Relation*>(object(ObjectClass::kRelation, oid));
}
const Relation* Catalog::find_relation(Oid schema, std::string_view name) {
  return static_cast<const Relation*>(find_object(ObjectClass::kRelation, schema, name));
}
const Type* Catalog::user_type(Oid oid) {
  return static_cast<const Type*>(object(ObjectClass::kType, oid));
}
const Function* Catalog::function(Oid oid) {
  return static_cast<const Function*>(object(ObjectClass::kFunction, oid));
}
const Extension* Catalog::find_extension(std::string_view name) {
  return static_cast<const Extension*>(find_object(ObjectClass::kExtension, kNoOid, name));
}
const Role* Catalog::role(Oid oid) {
  return static_cast<const Role*>(object(ObjectClass::kRole, oid));
}
const Role* Catalog::find_role(std::string_view name) {
  return static_cast<const Role*>(find_object(ObjectClass::kRole, kNoOid, name));
}

std::vector<const Function*> Catalog::find_functions(Oid schema, std::string_view name) {
  const std::vector<Oid> oids = impl_->names(ObjectClass::kFunction, schema, name);
  std::vector<const Function*> functions;
  for (const Oid oid : oids) {
    if (const Function* f = function(oid)) functions.push_back(f);
  }
  return functions;
}

Oid Catalog::find_type_oid(Oid schema, std::string_view name) {
  if (schema == kPgCatalogSchema) {
    if (const TypeInfo* type = builtin_type(name)) return type->oid;
  }
  if (const TypeInfo* type = find_system_type(schema, name)) return type->oid;
  const std::vector<Oid>& oids = impl_->names(ObjectClass::kType, schema, name);
  return oids.empty() ? kNoOid : oids.front();
}

const TypeInfo* Catalog::find_type(Oid oid) {
  if (oid < kFirstUserOid) {
    if (const TypeInfo* type = builtin_type(oid)) return type;
  }
  if (is_system_type(oid)) return system_type(oid);
  return impl_->find_user_type(oid);
}

ObjectAddress Catalog::home_of(ObjectClass cls, Oid oid) {
  std::string value;
  if (!impl_->get(home_key(cls, oid), &value) || value.size() != kAddressBytes) return {};
  return read_address(value);
}

bool Catalog::constraint_name_exists(Oid schema, std::string_view name) {
  return !impl_->names(ObjectClass::kConstraint, schema, name).empty();
}

void Catalog::for_each(ObjectClass cls, const std::function<void(const Object&)>& each) {
  std::vector<Oid> oids;  // collected first: `each` may change the catalog
  const std::string prefix = object_prefix(cls);
  impl_->scan(prefix, [&](std::string_view key, std::string_view) {
    oids.push_back(load_be<Oid>(key.data() + prefix.size()));
    return true;
  });
  for (const Oid oid : oids) {
    if (const Object* found = impl_->load(cls, oid).get()) each(*found);
  }
}

// --- dependencies and comments ------------------------------------------------------------------

// An entry's key is one address behind the other: the end asked about, then the other.
std::vector<Dependency> Catalog::Impl::dependencies(char first, ObjectAddress end) {
  std::vector<Dependency> found;
  scan(address_prefix(first, end), [&](std::string_view key, std::string_view value) {
    if (key.size() == 1 + 2 * kAddressBytes && value.size() == 1) {
      Dependency d;
      d.sub = read_address(key.substr(1)).sub;
      d.object = read_address(key.substr(1 + kAddressBytes));
      d.kind = static_cast<DependencyKind>(value[0]);
      found.push_back(d);
    }
    return true;
  });
  return found;
}

std::vector<Dependency> Catalog::dependents_of(ObjectAddress referenced) {
  return impl_->dependencies('r', referenced);
}
std::vector<Dependency> Catalog::references_of(ObjectAddress dependent) {
  return impl_->dependencies('d', dependent);
}

void Catalog::for_each_dependency(
    const std::function<void(ObjectAddress, ObjectAddress, DependencyKind)>& each) {
  impl_->scan("d", [&](std::string_view key, std::string_view value) {
    if (key.size() == 1 + 2 * kAddressBytes && value.size() == 1) {
      each(read_address(key.substr(1)), read_address(key.substr(1 + kAddressBytes)),
           static_cast<DependencyKind>(value[0]));
    }
    return true;
  });
}

std::optional<std::string> Catalog::comment(ObjectAddress object) {
  std::string text;
  if (!impl_->get(comment_key(object), &text)) return std::nullopt;
  return text;
}

void Catalog::for_each_comment(
    const std::function<void(ObjectAddress, const std::string&)>& each) {
  std::vector<std::pair<ObjectAddress, std::string>> comments;
  impl_->scan("c", [&](std::string_view key, std::string_view value) {
    if (key.size() == 1 + kAddressBytes) comments.emplace_back(read_address(key.substr(1)), value);
    return true;
  });
  for (const auto& [object, text] : comments) each(object, text);
}

uint64_t Catalog::version() {
  if (impl_->private_version != 0) return impl_->private_version;
  std::lock_guard lock(impl_->cache->mutex);
  const uint64_t last = impl_->cache->last_change_csn;
  const uint64_t csn = impl_->csn();
  // A view from after a change that is committed but not published yet: no version is known for it.
  CatalogCache& cache = *impl_->cache;
  if (csn > cache.flux_csn && (cache.objects.in_flux() || cache.names.in_flux())) {
    return kPrivateVersion | cache.next_private_version++;
  }
  return csn >= last ? last << 1 : (csn << 1) | 1;  // odd: a view from before the last change
}

}  // namespace rung::catalog
