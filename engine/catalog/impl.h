// Catalog's insides, shared by catalog.cc (reading), changes.cc (writing) and user_types.cc.
#pragma once

#include <functional>
#include <unordered_map>

#include "catalog/cache.h"
#include "catalog/catalog.h"
#include "catalog/keys.h"

namespace rung::catalog {

// Versions that one transaction alone knows have the top bit, so that none equals a commit number's.
inline constexpr uint64_t kPrivateVersion = 1ull << 63;

// The TypeInfo of a user type, and what its pointers point to.
struct UserType {
  TypeInfo info;
  ObjectPtr type, relation;
  std::vector<CompositeField> fields;
  uint64_t checked_at = 0;  // generation in which it was last known to be current
};

struct Catalog::Impl {
  std::shared_ptr<CatalogCache> cache;
  storage::ReadView view;
  storage::WriteTxn* txn = nullptr;

  // What this view has shown so far, whether or not the shared cache keeps it; null: no such object.
  std::unordered_map<uint64_t, ObjectPtr> seen_objects;
  std::unordered_map<std::string, NamesPtr> seen_names;
  // The transaction's own changes; null object: removed.
  std::unordered_map<uint64_t, ObjectPtr> own_objects;
  std::unordered_map<std::string, NamesPtr> own_names;
  // How to undo the overlay, newest last.
  struct Undo {
    bool is_name = false;
    uint64_t object_key = 0;
    std::string name_key;
    bool had = false;
    ObjectPtr object;
    NamesPtr names;
  };
  std::vector<Undo> undo;
  // Superseded objects: pointers to them may still be held by the running statement.
  std::vector<ObjectPtr> kept;
  std::vector<std::unique_ptr<UserType>> kept_types;
  std::unordered_map<Oid, std::unique_ptr<UserType>> types;
  uint64_t generation = 1;       // bumped when a loaded object may be out of date
  uint64_t private_version = 0;  // non-zero inside a transaction that changed something

  static uint64_t key_of(ObjectClass cls, Oid oid) {
    return (static_cast<uint64_t>(cls) << 32) | oid;
  }
  uint64_t csn() const { return static_cast<uint64_t>(view.csn()); }
  // The state that raw reads use: the transaction's own as of now, or the view.
  storage::ReadView current() { return txn != nullptr ? txn->view() : view; }
  bool get(std::string_view key, std::string* value);
  // Every entry whose key begins with `prefix`; `each` returns false to stop.
  void scan(std::string_view prefix,
            const std::function<bool(std::string_view key, std::string_view value)>& each);
  const ObjectPtr& load(ObjectClass cls, Oid oid);
  const std::vector<Oid>& names(ObjectClass cls, Oid schema, std::string_view name);
  std::vector<Dependency> dependencies(char first, ObjectAddress end);
  void forget_seen();

  storage::WriteTxn& writer();
  void write(std::string_view key, std::string_view value);
  void erase(std::string_view key);
  void changed();
  void reserve_undo();
  void set_own(ObjectClass cls, Oid oid, ObjectPtr object);
  void set_own_names(const std::string& key, std::vector<Oid> oids);
  void put(const ObjectPtr& object);
  void remove(ObjectClass cls, Oid oid);
  void change_name(ObjectClass cls, Oid schema, const std::string& name, Oid oid, bool add);
  void change_homes(const Object* before, const Object* after);
  const TypeInfo* find_user_type(Oid oid);
  void end_transaction(std::optional<uint64_t> published) noexcept;
};

}  // namespace rung::catalog
