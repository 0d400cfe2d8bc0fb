// Catalog: one transaction's view of all objects. Objects are rows of the catalog tree; reading is
// lazy (an object is loaded when first asked for) and shared between sessions through CatalogCache,
// which keeps each object's versions by commit number, so that a change costs the same with 10
// tables as with 10,000.
//
// Keys of the catalog tree (first byte): 'o' class oid → object; 'n' class schema name [args] → oid
// (for relations and their row types the name spaces are PostgreSQL's: relations, types, functions
// apart); 'd' dependent → referenced, 'r' referenced → dependent; 'c' comment; 's' sequence state;
// 'm' counters (next oid).
//
// Changes go to the write transaction's pages at once and to a private overlay, which a rollback to
// a savepoint cuts back and a commit publishes. A Catalog belongs to one session's thread.
// Pointers returned stay valid until the transaction ends (superseded versions included).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/objects.h"
#include "storage/store.h"
#include "types/type.h"

namespace rung::catalog {

// Shared by all sessions of a Database. Thread-safe.
class CatalogCache;
std::shared_ptr<CatalogCache> make_catalog_cache();

enum class DependencyKind : char {
  kNormal = 'n',     // RESTRICT refuses, CASCADE drops the dependent
  kAuto = 'a',       // the dependent goes along silently
  kInternal = 'i',   // part of the referenced object: drop that one instead
  kExtension = 'e',
  kPartition = 'P',
};
struct Dependency {
  ObjectAddress object;  // the other end
  int32_t sub = 0;       // sub-object of the end that was asked about
  DependencyKind kind = DependencyKind::kNormal;
};

class Catalog final : public TypeSource {
 public:
  // `txn` is nullptr for a read-only transaction; set_write() follows when the first write comes.
  Catalog(std::shared_ptr<CatalogCache> cache, storage::ReadView view);
  ~Catalog() override;
  void set_view(storage::ReadView view);   // a new statement's snapshot
  void set_write(storage::WriteTxn* txn);  // from now on reads see the transaction's own changes
  // Creates the rows every database begins with (pg_catalog, public, roles). On an empty store.
  static void bootstrap(storage::WriteTxn& txn);

  // --- reading. nullptr / empty when there is none.
  const Schema* schema(Oid oid);
  const Schema* find_schema(std::string_view name);
  const Relation* relation(Oid oid);
  const Relation* find_relation(Oid schema, std::string_view name);
  const Type* user_type(Oid oid);
  Oid find_type_oid(Oid schema, std::string_view name);  // built-ins are in pg_catalog
  const TypeInfo* find_type(Oid oid) override;           // built-in and user types alike
  const Function* function(Oid oid);
  std::vector<const Function*> find_functions(Oid schema, std::string_view name);
  const Extension* find_extension(std::string_view name);
  const Role* role(Oid oid);
  const Role* find_role(std::string_view name);
  const Object* object(ObjectClass cls, Oid oid);
  const Object* find_object(ObjectClass cls, Oid schema, std::string_view name);
  // All of a name: operators are overloaded.
  std::vector<const Object*> find_objects(ObjectClass cls, Oid schema, std::string_view name);
  // Where a constraint or trigger lives: its relation or domain type; kNoOid when unknown.
  ObjectAddress home_of(ObjectClass cls, Oid oid);
  // Constraint names are unique per table only, but automatic ones avoid all of the schema's.
  bool constraint_name_exists(Oid schema, std::string_view name);
  // Calls `each` for every object of a class in oid order (system views).
  void for_each(ObjectClass cls, const std::function<void(const Object&)>& each);

  std::vector<Dependency> dependents_of(ObjectAddress referenced);   // sub 0: of any part
  std::vector<Dependency> references_of(ObjectAddress dependent);
  void for_each_dependency(const std::function<void(ObjectAddress dependent,
                                                    ObjectAddress referenced,
                                                    DependencyKind kind)>& each);
  std::optional<std::string> comment(ObjectAddress object);
  void for_each_comment(const std::function<void(ObjectAddress, const std::string&)>& each);

  // --- writing; needs set_write(). Names are not checked here: commands/ raises the SQL errors.
  Oid new_oid();
  // Adds or replaces. The catalog keeps name entries in step (also on a rename or schema move).
  void put(std::unique_ptr<Object> object);
  void remove(ObjectClass cls, Oid oid);
  // A private copy to change and put() back.
  std::unique_ptr<Relation> edit_relation(Oid oid);
  std::unique_ptr<Type> edit_type(Oid oid);
  std::unique_ptr<Function> edit_function(Oid oid);
  void add_dependency(ObjectAddress dependent, ObjectAddress referenced, DependencyKind kind);
  void remove_dependency(ObjectAddress dependent, ObjectAddress referenced);
  void remove_dependencies_of(ObjectAddress dependent);  // sub 0: and of all its parts
  void set_comment(ObjectAddress object, std::optional<std::string> text);

  // --- sequences' positions: in memory shared by all sessions, never rolled back, written by the
  // next commit (see SequenceStore in sequence_store.h).

  // --- transaction ends
  size_t savepoint() const;            // mark of the overlay
  void rollback_to(size_t savepoint);
  bool has_changes() const;
  // The objects put since a mark of savepoint() that are still there, in order, each once.
  std::vector<ObjectAddress> changed_since(size_t savepoint) const;
  void publish(storage::Csn csn);      // after a commit

  // Bumped by every change that a plan or a function may depend on; equal means "still valid".
  uint64_t version();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// search_path resolution over one Catalog. Implemented in catalog/search_path.cc.
struct SearchPath {
  std::vector<Oid> schemas;  // in order, pg_catalog included where it is implicitly first
  Oid creation = kPublicSchema;
  Oid temporary = kNoOid;
};

}  // namespace rung::catalog
