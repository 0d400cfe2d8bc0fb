// The writing half of Catalog: every change goes to the transaction's pages at once, and to the
// overlay with a way back.
#include <algorithm>

#include "base/seeded_bug.h"
#include "catalog/impl.h"
#include "catalog/serialize.h"

namespace rung::catalog {

std::optional<Oid> name_space(const Object& object) {
  switch (object.cls()) {
    case ObjectClass::kSchema:
    case ObjectClass::kRole:
    case ObjectClass::kExtension:
    case ObjectClass::kLanguage:
    case ObjectClass::kEventTrigger:
    case ObjectClass::kPublication:
    case ObjectClass::kCast:  // named "source target", by oid
    case ObjectClass::kForeignDataWrapper:
    case ObjectClass::kForeignServer:
    case ObjectClass::kUserMapping:
    case ObjectClass::kSubscription:
    case ObjectClass::kDefaultAcl:
    case ObjectClass::kTransform:
    case ObjectClass::kAccessMethod:
    case ObjectClass::kSetting:
    case ObjectClass::kSecurityLabel:
    case ObjectClass::kDatabase: return kNoOid;
    case ObjectClass::kPolicy:
    case ObjectClass::kRule: return std::nullopt;
    default: return object.schema;
  }
}

storage::WriteTxn& Catalog::Impl::writer() {
  RUNG_CHECK(txn != nullptr);
  return *txn;
}
void Catalog::Impl::write(std::string_view key, std::string_view value) {
  value_or_throw(writer().put(storage::kCatalogTree, key, value, storage::WriteMode::kUpsert));
}
void Catalog::Impl::erase(std::string_view key) {
  value_or_throw(writer().erase(storage::kCatalogTree, key));
}

void Catalog::Impl::changed() {
  ++generation;
  std::lock_guard lock(cache->mutex);
  private_version = kPrivateVersion | cache->next_private_version++;
  cache->flux_csn = csn();
}

namespace {

template <class T>
void reserve_more(std::vector<T>& list, size_t size) {
  if (list.capacity() < size) list.reserve(std::max(size, 2 * list.capacity()));
}

// The entry of a key that has none yet, its shared version in flux; both or, out of memory, neither.
template <class Map, class Key, class Begin>
typename Map::iterator add_own(Map& own, const Key& key, const Begin& begin_change) {
  const auto added = own.emplace(key, nullptr).first;
  try {
    begin_change();
  } catch (...) {
    own.erase(added);
    throw;
  }
  return added;
}

}  // namespace

// So that neither going back nor the end of the transaction needs memory.
void Catalog::Impl::reserve_undo() {
  reserve_more(undo, undo.size() + 1);
  reserve_more(kept, kept.size() + undo.size() + 1 + 2 * (own_objects.size() + 1));
}

void Catalog::Impl::set_own(ObjectClass cls, Oid oid, ObjectPtr object) {
  const uint64_t key = key_of(cls, oid);
  reserve_undo();
  Undo step;
  step.object_key = key;
  auto found = own_objects.find(key);
  step.had = found != own_objects.end();
  if (step.had) {
    step.object = found->second;
  } else {
    found = add_own(own_objects, key, [&] {
      std::lock_guard lock(cache->mutex);
      cache->objects.begin_change(key);
    });
  }
  undo.push_back(std::move(step));
  found->second = std::move(object);
}

void Catalog::Impl::set_own_names(const std::string& key, std::vector<Oid> oids) {
  reserve_undo();
  auto names = std::make_shared<const std::vector<Oid>>(std::move(oids));
  Undo step;
  step.is_name = true;
  step.name_key = key;
  auto found = own_names.find(key);
  step.had = found != own_names.end();
  if (step.had) {
    step.names = found->second;
  } else {
    found = add_own(own_names, key, [&] {
      std::lock_guard lock(cache->mutex);
      cache->names.begin_change(key);
    });
  }
  undo.push_back(std::move(step));
  found->second = std::move(names);
}

void Catalog::Impl::change_name(ObjectClass cls, Oid schema, const std::string& name, Oid oid,
                                bool add) {
  std::vector<Oid> oids = names(cls, schema, name);
  std::erase(oids, oid);
  if (add) oids.push_back(oid);
  const std::string key = name_key(cls, schema, name);
  std::string entry = key;
  append_be(entry, oid);
  if (add) {
    write(entry, "");
  } else {
    erase(entry);
  }
  set_own_names(key, std::move(oids));
}

namespace {

// A constraint or trigger inside an object; only constraints have entries by name.
struct Part {
  ObjectAddress address;
  Oid schema = kNoOid;
  std::string name;
  auto operator<=>(const Part&) const = default;
};

std::vector<Part> parts_of(const Object* object) {
  std::vector<Part> parts;
  if (object == nullptr) return parts;
  const auto add_constraints = [&](const std::vector<Constraint>& constraints) {
    for (const Constraint& c : constraints) {
      parts.push_back({{ObjectClass::kConstraint, c.oid, 0}, object->schema, c.name});
    }
  };
  if (object->cls() == ObjectClass::kRelation) {
    const auto& relation = static_cast<const Relation&>(*object);
    add_constraints(relation.constraints);
    for (const Trigger& t : relation.triggers) {
      parts.push_back({{ObjectClass::kTrigger, t.oid, 0}, kNoOid, {}});
    }
  } else if (object->cls() == ObjectClass::kType) {
    const auto& type = static_cast<const Type&>(*object);
    if (type.domain.has_value()) add_constraints(type.domain->checks);
  }
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace

void Catalog::Impl::change_homes(const Object* before, const Object* after) {
  const std::vector<Part> old_parts = parts_of(before), new_parts = parts_of(after);
  for (const Part& part : old_parts) {
    if (std::binary_search(new_parts.begin(), new_parts.end(), part)) continue;
    erase(home_key(part.address.cls, part.address.oid));
    if (part.address.cls == ObjectClass::kConstraint) {
      change_name(ObjectClass::kConstraint, part.schema, part.name, part.address.oid, false);
    }
  }
  for (const Part& part : new_parts) {
    if (std::binary_search(old_parts.begin(), old_parts.end(), part)) continue;
    std::string home;
    append_address(home, {after->cls(), after->oid, 0});
    write(home_key(part.address.cls, part.address.oid), home);
    if (part.address.cls == ObjectClass::kConstraint) {
      change_name(ObjectClass::kConstraint, part.schema, part.name, part.address.oid, true);
    }
  }
}

void Catalog::Impl::put(const ObjectPtr& object) {
  const ObjectPtr before = load(object->cls(), object->oid);
  const std::optional<Oid> space = name_space(*object);
  if (before == nullptr) {
    if (space) change_name(object->cls(), *space, object->name, object->oid, true);
  } else if (space && (before->name != object->name || name_space(*before) != space)) {
    if (!RUNG_BUG(47)) {
      change_name(object->cls(), *name_space(*before), before->name, object->oid, false);
    }
    change_name(object->cls(), *space, object->name, object->oid, true);
  }
  change_homes(before.get(), object.get());
  write(object_key(object->cls(), object->oid), serialize_object(*object));
  if (before != nullptr) kept.push_back(before);
  set_own(object->cls(), object->oid, object);
  changed();
}

void Catalog::Impl::remove(ObjectClass cls, Oid oid) {
  const ObjectPtr before = load(cls, oid);
  if (before == nullptr) return;
  if (const std::optional<Oid> space = name_space(*before)) {
    change_name(cls, *space, before->name, oid, false);
  }
  change_homes(before.get(), nullptr);
  erase(object_key(cls, oid));
  if (cls == ObjectClass::kRelation && static_cast<const Relation&>(*before).sequence) {
    erase(sequence_key(oid));
  }
  kept.push_back(before);
  set_own(cls, oid, nullptr);
  changed();
}

Oid Catalog::new_oid() {
  std::string value;
  uint32_t next = kFirstUserOid;
  if (impl_->get(kNextOidKey, &value)) {
    if (value.size() != sizeof(uint32_t)) {
      throw_error(sqlstate::data_corrupted, "damaged object id counter");
    }
    next = load_be<uint32_t>(value.data());
  }
  value.clear();
  append_be(value, next + 1);
  impl_->write(kNextOidKey, value);
  return next;
}

void Catalog::put(std::unique_ptr<Object> object) { impl_->put(ObjectPtr(std::move(object))); }
void Catalog::remove(ObjectClass cls, Oid oid) { impl_->remove(cls, oid); }

std::unique_ptr<Relation> Catalog::edit_relation(Oid oid) {
  const Relation* found = relation(oid);
  RUNG_CHECK(found != nullptr);
  return std::make_unique<Relation>(*found);
}
std::unique_ptr<Type> Catalog::edit_type(Oid oid) {
  const Type* found = user_type(oid);
  RUNG_CHECK(found != nullptr);
  return std::make_unique<Type>(*found);
}
std::unique_ptr<Function> Catalog::edit_function(Oid oid) {
  const Function* found = function(oid);
  RUNG_CHECK(found != nullptr);
  return std::make_unique<Function>(*found);
}

void Catalog::add_dependency(ObjectAddress dependent, ObjectAddress referenced,
                             DependencyKind kind) {
  std::string forward(1, 'd'), backward(1, 'r');
  append_address(forward, dependent);
  append_address(forward, referenced);
  append_address(backward, referenced);
  append_address(backward, dependent);
  const char value = static_cast<char>(kind);
  impl_->write(forward, {&value, 1});
  impl_->write(backward, {&value, 1});
}

void Catalog::remove_dependency(ObjectAddress dependent, ObjectAddress referenced) {
  std::string forward(1, 'd'), backward(1, 'r');
  append_address(forward, dependent);
  append_address(forward, referenced);
  append_address(backward, referenced);
  append_address(backward, dependent);
  impl_->erase(forward);
  impl_->erase(backward);
}

void Catalog::remove_dependencies_of(ObjectAddress dependent) {
  std::vector<std::string> keys;
  impl_->scan(address_prefix('d', dependent), [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return true;
  });
  for (const std::string& key : keys) {
    impl_->erase(key);
    if (key.size() != 1 + 2 * kAddressBytes || RUNG_BUG(49)) continue;
    impl_->erase("r" + key.substr(1 + kAddressBytes) + key.substr(1, kAddressBytes));
  }
}

void Catalog::set_comment(ObjectAddress object, std::optional<std::string> text) {
  if (text.has_value()) {
    impl_->write(comment_key(object), *text);
  } else {
    impl_->erase(comment_key(object));
  }
}

// --- transaction ends -----------------------------------------------------------------------------

size_t Catalog::savepoint() const { return impl_->undo.size(); }

void Catalog::rollback_to(size_t savepoint) {
  Impl& impl = *impl_;
  if (impl.undo.size() <= savepoint || RUNG_BUG(48)) return;
  while (impl.undo.size() > savepoint) {
    Impl::Undo& step = impl.undo.back();
    if (step.is_name) {
      if (step.had) {
        impl.own_names.find(step.name_key)->second = std::move(step.names);
      } else {
        impl.own_names.erase(step.name_key);
        impl.seen_names.erase(step.name_key);
        std::lock_guard lock(impl.cache->mutex);
        impl.cache->names.end_change(step.name_key);
      }
    } else {
      ObjectPtr& own = impl.own_objects.find(step.object_key)->second;
      if (own != nullptr) impl.kept.push_back(own);
      if (step.had) {
        own = std::move(step.object);
      } else {
        impl.own_objects.erase(step.object_key);
        std::lock_guard lock(impl.cache->mutex);
        impl.cache->objects.end_change(step.object_key);
      }
    }
    impl.undo.pop_back();
  }
  impl.changed();
  if (impl.undo.empty()) impl.private_version = 0;
}

std::vector<ObjectAddress> Catalog::changed_since(size_t savepoint) const {
  std::vector<ObjectAddress> changed;
  for (size_t i = savepoint; i < impl_->undo.size(); ++i) {
    const Impl::Undo& step = impl_->undo[i];
    if (step.is_name) continue;
    const auto found = impl_->own_objects.find(step.object_key);
    if (found == impl_->own_objects.end() || found->second == nullptr) continue;
    const ObjectAddress address{found->second->cls(), found->second->oid, 0};
    if (std::find(changed.begin(), changed.end(), address) == changed.end()) {
      changed.push_back(address);
    }
  }
  return changed;
}

bool Catalog::has_changes() const { return !impl_->undo.empty(); }

void Catalog::publish(storage::Csn csn) {
  impl_->end_transaction(static_cast<uint64_t>(csn));
}

// Leaves the overlay behind: into the shared cache when it was committed, else nowhere.
void Catalog::Impl::end_transaction(std::optional<uint64_t> published) noexcept {
  if (!own_objects.empty() || !own_names.empty()) {
    std::lock_guard lock(cache->mutex);
    for (auto& [key, object] : own_objects) {
      cache->objects.end_change(key);
      if (published) cache->objects.publish(key, *published, object);
    }
    for (auto& [key, oids] : own_names) {
      cache->names.end_change(key);
      if (published) cache->names.publish(key, *published, oids);
    }
    if (published) cache->last_change_csn = *published;
  }
  for (auto& [key, object] : own_objects) {
    if (object != nullptr) kept.push_back(std::move(object));
    if (const auto seen = seen_objects.find(key); seen != seen_objects.end()) {
      if (seen->second != nullptr) kept.push_back(std::move(seen->second));
      seen_objects.erase(seen);
    }
  }
  for (const auto& [key, oids] : own_names) seen_names.erase(key);
  own_objects.clear();
  own_names.clear();
  undo.clear();
  private_version = 0;
  txn = nullptr;
  ++generation;
}

}  // namespace rung::catalog
