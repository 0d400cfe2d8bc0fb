#include <algorithm>
#include <map>
#include <set>

#include "catalog/catalog.h"
#include "catalog/keys.h"
#include "catalog/sequence_store.h"
#include "catalog/system_types.h"
#include "inspect/parts.h"
#include "types/extension_oids.h"

// Built-in objects have no rows: references to oids below kFirstUserOid are not looked up.
namespace rung::inspect {
namespace {

using catalog::Object;
using catalog::ObjectAddress;
using catalog::ObjectClass;
using catalog::Relation;

class CatalogCheck {
 public:
  CatalogCheck(const CatalogContent& content, Report& report) : content_(content), report_(report) {}

  void run() {
    for (const auto& [key, value] : content_.others) sort_entry(key, value);
    for (const auto& [key, object] : content_.objects) {
      ++report_.objects;
      check_object(*object);
      if (key.first == ObjectClass::kRelation) {
        check_relation(static_cast<const Relation&>(*object));
      }
    }
    for (const std::string& key : names_) {
      add("name entry of class " + std::to_string(static_cast<int>(key[1])) +
          " leads to no object of that name: " + printable(key.substr(6)));
    }
    for (const auto& [key, home] : homes_) {
      add("home entry of a part that object " + std::to_string(home.oid) + " does not have");
    }
    check_dependencies();
  }

 private:
  void add(const std::string& message) { report_.add("catalog", message); }
  void add(const Relation& relation, const std::string& message) {
    report_.add(content_.describe(relation), message);
  }
  static std::string printable(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) text += c >= ' ' && c != 127 ? c : '?';
    return text;
  }

  void sort_entry(const std::string& key, const std::string& value) {
    switch (key.empty() ? '\0' : key[0]) {
      case 'n': names_.insert(key); return;
      case 'd': forward_.emplace_back(key.substr(1), value); return;
      case 'r': backward_.emplace_back(key.substr(1), value); return;
      case 'h':
        if (key.size() != 2 + sizeof(Oid) || value.size() != catalog::kAddressBytes) break;
        homes_.emplace(key, catalog::read_address(value));
        return;
      case 's':
        if (key.size() == 1 + sizeof(Oid)) return check_position(load_be<Oid>(key.data() + 1), value);
        break;
      case 'm':
        if (key == catalog::kNextOidKey && value.size() == sizeof(uint32_t)) {
          next_oid_ = load_be<uint32_t>(value.data());
          return;
        }
        break;
      case 'c': {
        if (key.size() != 1 + catalog::kAddressBytes) break;
        if (!exists(catalog::read_address(std::string_view(key).substr(1)))) {
          add("comment on an object that is gone");
        }
        return;
      }
      default: return;  // kinds of entries that later versions add
    }
    add("malformed entry " + printable(key));
  }

  void check_position(Oid sequence, const std::string& value) {
    const Relation* relation = content_.relation(sequence);
    if (relation == nullptr || !relation->sequence) {
      return add("position of sequence " + std::to_string(sequence) + ", which is gone");
    }
    if (value.size() != 9) return add(*relation, "malformed position");
    const auto last = load_le<int64_t>(value.data());
    if (last < relation->sequence->min || last > relation->sequence->max) {
      add(*relation, "position " + std::to_string(last) + " is out of its bounds");
    }
  }

  bool exists(ObjectAddress address) const {
    if (address.oid < kFirstUserOid) return true;
    switch (address.cls) {
      case ObjectClass::kConstraint:
      case ObjectClass::kTrigger: return parts_known(address);
      case ObjectClass::kDefault: return content_.relation(address.oid) != nullptr;
      default: break;
    }
    const Object* object = content_.find(address.cls, address.oid);
    if (object == nullptr || address.sub == 0 || address.cls != ObjectClass::kRelation) {
      return object != nullptr;
    }
    const catalog::Attribute* column = static_cast<const Relation*>(object)->column(address.sub);
    return column != nullptr && !column->dropped;
  }

  bool parts_known(ObjectAddress address) const {
    if (parts_.empty()) {
      for (const auto& [key, object] : content_.objects) {
        for (const Part& part : parts_of(*object)) parts_.push_back(part.address.oid);
      }
      std::sort(parts_.begin(), parts_.end());
    }
    return std::binary_search(parts_.begin(), parts_.end(), address.oid);
  }

  void check_name(ObjectClass cls, Oid schema, const std::string& name, Oid oid) {
    std::string key = catalog::name_key(cls, schema, name);
    append_be(key, oid);
    if (names_.erase(key) == 0) {
      add("object " + std::to_string(oid) + " (" + name + ") has no name entry");
    }
  }

  void check_part(const Object& object, const Part& part) {
    if (part.address.cls == ObjectClass::kConstraint) {
      check_name(ObjectClass::kConstraint, object.schema, *part.name, part.address.oid);
    }
    const auto home = homes_.find(catalog::home_key(part.address.cls, part.address.oid));
    if (home == homes_.end() || home->second != ObjectAddress{object.cls(), object.oid, 0}) {
      add("object " + std::to_string(part.address.oid) + " (" + *part.name + ") has no home entry");
    }
    if (home != homes_.end()) homes_.erase(home);
  }

  void check_object(const Object& object) {
    if (const std::optional<Oid> space = catalog::name_space(object)) {
      check_name(object.cls(), *space, object.name, object.oid);
    }
    for (const Part& part : parts_of(object)) check_part(object, part);
    if (object.oid >= kFirstUserOid && object.oid >= next_oid_ &&
        object.oid < oid::kFirstExtensionType) {
      add("object " + std::to_string(object.oid) + " lies beyond the next oid to be given");
    }
    if (object.schema >= kFirstUserOid && content_.find(ObjectClass::kSchema, object.schema) == nullptr) {
      add("object " + std::to_string(object.oid) + " (" + object.name + ") is in no schema");
    }
  }

  void check_relation(const Relation& relation) {
    const auto points_back = [](const std::vector<Oid>& oids, Oid to) {
      return std::find(oids.begin(), oids.end(), to) != oids.end();
    };
    const auto refers = [&](Oid oid, const char* what) -> const Relation* {
      const Relation* other = content_.relation(oid);
      if (other == nullptr && oid >= kFirstUserOid) {
        add(relation, std::string(what) + " " + std::to_string(oid) + " is gone");
      }
      return other;
    };
    for (const Oid oid : relation.indexes) {
      const Relation* index = refers(oid, "index");
      if (index != nullptr && (!index->index || index->index->table != relation.oid)) {
        add(relation, "lists " + content_.describe(*index) + ", which is another table's");
      }
    }
    if (relation.index) {
      const Relation* table = refers(relation.index->table, "table");
      if (table != nullptr && !points_back(table->indexes, relation.oid)) {
        add(relation, "is not listed by its table");
      }
    }
    for (const Oid oid : relation.children) {
      const Relation* child = refers(oid, "child");
      if (child != nullptr && !points_back(child->parents, relation.oid)) {
        add(relation, "lists child " + content_.describe(*child) + ", which knows nothing of it");
      }
    }
    for (const Oid oid : relation.parents) {
      const Relation* parent = refers(oid, "parent");
      if (parent != nullptr && !points_back(parent->children, relation.oid)) {
        add(relation, "has parent " + content_.describe(*parent) + ", which does not list it");
      }
    }
    for (const catalog::Constraint& constraint : relation.constraints) {
      if (constraint.index != kNoOid) refers(constraint.index, "index of a constraint");
      if (constraint.kind != catalog::ConstraintKind::kForeignKey) continue;
      const Relation* referenced = refers(constraint.referenced, "referenced table");
      if (referenced != nullptr && !points_back(referenced->incoming_fks, relation.oid)) {
        add(relation, "foreign key " + constraint.name + " is unknown to the referenced table");
      }
    }
    for (size_t i = 0; i < relation.columns.size(); ++i) {
      const catalog::Attribute& column = relation.columns[i];
      if (column.attno != static_cast<int32_t>(i) + 1) add(relation, "column numbers are out of order");
      if (column.dropped || column.type < kFirstUserOid || catalog::is_system_type(column.type)) {
        continue;
      }
      if (content_.find(ObjectClass::kType, column.type) == nullptr) {
        add(relation, "type of column " + column.name + " is gone");
      }
    }
    if (relation.row_type >= kFirstUserOid &&
        content_.find(ObjectClass::kType, relation.row_type) == nullptr) {
      add(relation, "its row type is gone");
    }
  }

  void check_dependencies() {
    // Each is stored in both directions; mirrored, the lists must be the same.
    std::vector<std::pair<std::string, std::string>> mirrored;
    for (const auto& [key, value] : backward_) {
      if (key.size() != 2 * catalog::kAddressBytes) {
        add("malformed dependency");
        continue;
      }
      mirrored.emplace_back(key.substr(catalog::kAddressBytes) + key.substr(0, catalog::kAddressBytes),
                            value);
    }
    std::sort(mirrored.begin(), mirrored.end());
    if (mirrored != forward_) add("the two directions of the dependencies differ");
    for (const auto& [key, value] : forward_) {
      if (key.size() != 2 * catalog::kAddressBytes) continue;
      for (const size_t at : {size_t{0}, catalog::kAddressBytes}) {
        const ObjectAddress end = catalog::read_address(std::string_view(key).substr(at));
        if (!exists(end)) {
          add("dependency on object " + std::to_string(end.oid) + " of class " +
              std::to_string(static_cast<int>(end.cls)) +
              (end.sub == 0 ? "" : ", part " + std::to_string(end.sub)) + ", which is gone");
        }
      }
    }
  }

  const CatalogContent& content_;
  Report& report_;
  // Entries not yet claimed by an object.
  std::set<std::string> names_;
  std::map<std::string, ObjectAddress> homes_;
  std::vector<std::pair<std::string, std::string>> forward_, backward_;
  mutable std::vector<Oid> parts_;
  uint32_t next_oid_ = kFirstUserOid;
};

}  // namespace

void check_catalog(const CatalogContent& content, Report& report) {
  CatalogCheck(content, report).run();
}

}  // namespace rung::inspect
