#include "inspect/salvage.h"

#include <algorithm>
#include <optional>
#include <set>

#include "catalog/catalog.h"
#include "catalog/keys.h"
#include "catalog/serialize.h"
#include "inspect/content.h"

namespace rung::inspect {
namespace {

using catalog::Object;
using catalog::ObjectAddress;
using catalog::ObjectClass;
using catalog::Relation;
using storage::kCatalogTree;
using storage::WriteMode;

class Salvage {
 public:
  Salvage(storage::Store& damaged, storage::WriteTxn& txn, SalvageReport& report)
      : view_(damaged.read_view()), txn_(txn), report_(report) {
    for (const Error& error : damaged.damage()) report_.lost.add("file", error.message);
  }

  void run() {
    content_ = read_catalog(
        view_, [&](const Error& error) { report_.lost.add("catalog", error.message); });
    if (content_.objects.empty()) {
      throw_error(Error(sqlstate::data_corrupted, "nothing of the catalog can be read")
                      .with_detail(report_.lost.findings.empty() ? "It is empty."
                                                                 : report_.lost.findings[0].message));
    }
    if (content_.find(ObjectClass::kSchema, kPgCatalogSchema) == nullptr) {
      catalog::Catalog::bootstrap(txn_);
    }
    for (auto& [key, object] : content_.objects) {
      if (key.first == ObjectClass::kRelation) unlink(static_cast<Relation&>(*object));
    }
    for (auto& [key, object] : content_.objects) {
      for (const Part& part : parts_of(*object)) parts_.insert(part.address.oid);
      write_object(*object);
    }
    for (const auto& [key, value] : content_.others) write_entry(key, value);
    std::string next;
    append_be(next, next_oid_);
    write(catalog::kNextOidKey, next);
  }

 private:
  void write(std::string_view key, std::string_view value) {
    value_or_throw(txn_.put(kCatalogTree, key, value, WriteMode::kUpsert));
  }

  // Takes out of the relation what refers to relations that are lost.
  void unlink(Relation& relation) {
    const auto gone = [&](Oid oid) {
      return oid >= kFirstUserOid && content_.relation(oid) == nullptr;
    };
    for (std::vector<Oid>* list : {&relation.indexes, &relation.incoming_fks, &relation.parents,
                                   &relation.children}) {
      std::erase_if(*list, gone);
    }
    const std::string name = content_.describe(relation);
    std::erase_if(relation.constraints, [&](const catalog::Constraint& constraint) {
      const bool drop = gone(constraint.index) || gone(constraint.referenced);
      if (drop) report_.lost.add(name, "constraint " + constraint.name + " is dropped");
      return drop;
    });
    std::erase_if(relation.triggers, [&](const catalog::Trigger& trigger) {
      const bool drop = trigger.function >= kFirstUserOid &&
                        content_.find(ObjectClass::kFunction, trigger.function) == nullptr;
      if (drop) report_.lost.add(name, "trigger " + trigger.name + " is dropped");
      return drop;
    });
    if (relation.index && gone(relation.index->table)) {
      report_.lost.add(name, "its table is lost");
      lost_.push_back(relation.oid);
    }
  }

  void write_object(Object& object) {
    if (std::find(lost_.begin(), lost_.end(), object.oid) != lost_.end()) return;
    if (object.cls() == ObjectClass::kRelation) copy_tree(static_cast<Relation&>(object));
    write(catalog::object_key(object.cls(), object.oid), catalog::serialize_object(object));
    if (const std::optional<Oid> space = catalog::name_space(object)) {
      write_name(object.cls(), *space, object.name, object.oid);
    }
    for (const Part& part : parts_of(object)) {
      if (part.address.cls == ObjectClass::kConstraint) {
        write_name(ObjectClass::kConstraint, object.schema, *part.name, part.address.oid);
      }
      std::string home;
      catalog::append_address(home, {object.cls(), object.oid, 0});
      write(catalog::home_key(part.address.cls, part.address.oid), home);
    }
    next_oid_ = std::max(next_oid_, object.oid + 1);
    ++report_.objects;
  }

  void write_name(ObjectClass cls, Oid schema, const std::string& name, Oid oid) {
    std::string key = catalog::name_key(cls, schema, name);
    append_be(key, oid);
    write(key, {});
  }

  void copy_tree(Relation& relation) {
    if (relation.tree == storage::kNoTree) return;
    const storage::TreeId tree = value_or_throw(txn_.create_tree());
    if (!relation.index) {
      ++report_.tables;
      const std::string name = content_.describe(relation);
      storage::salvage_tree(
          view_, relation.tree,
          [&](std::string_view key, std::string_view value) {
            value_or_throw(txn_.put(tree, key, value, WriteMode::kUpsert));
            ++report_.rows;
            return true;
          },
          [&](const Error& error) { report_.lost.add(name, error.message); });
    }
    relation.tree = tree;
  }

  bool exists(ObjectAddress address) const {
    if (address.oid < kFirstUserOid) return true;
    switch (address.cls) {
      case ObjectClass::kConstraint:
      case ObjectClass::kTrigger: return parts_.contains(address.oid);
      case ObjectClass::kDefault: return content_.relation(address.oid) != nullptr;
      default: return content_.find(address.cls, address.oid) != nullptr;
    }
  }

  // Names, homes and the backward dependencies are made anew; what refers to lost objects is left out.
  void write_entry(const std::string& key, const std::string& value) {
    const std::string_view rest = std::string_view(key).substr(1);
    switch (key.empty() ? '\0' : key[0]) {
      case 'n':
      case 'h':
      case 'r': return;
      case 'm':
        if (key == catalog::kNextOidKey && value.size() == sizeof(uint32_t)) {
          next_oid_ = std::max(next_oid_, load_be<uint32_t>(value.data()));
          return;
        }
        break;
      case 'd': {
        if (rest.size() != 2 * catalog::kAddressBytes) return;
        const std::string_view referenced = rest.substr(catalog::kAddressBytes);
        if (!exists(catalog::read_address(rest)) || !exists(catalog::read_address(referenced))) return;
        write('r' + std::string(referenced) + std::string(rest.substr(0, catalog::kAddressBytes)),
              value);
        break;
      }
      case 'c':
        if (rest.size() != catalog::kAddressBytes || !exists(catalog::read_address(rest))) return;
        break;
      case 's':
        if (rest.size() != sizeof(Oid) || content_.relation(load_be<Oid>(rest.data())) == nullptr) {
          return;
        }
        break;
      default: break;
    }
    write(key, value);
  }

  const storage::ReadView view_;
  storage::WriteTxn& txn_;
  SalvageReport& report_;
  CatalogContent content_;
  std::vector<Oid> lost_;
  std::set<Oid> parts_;
  Oid next_oid_ = kFirstUserOid;
};

}  // namespace

SalvageReport salvage(storage::Store& damaged, storage::Store& fresh) {
  SalvageReport report;
  storage::WriteTxn txn = value_or_throw(fresh.begin_write(0));
  Salvage(damaged, txn, report).run();
  value_or_throw(txn.commit(storage::Durability::kFull));
  return report;
}

}  // namespace rung::inspect
