// Which objects a dump has and in which order: by kind, schema and name, then moved as little as
// their dependencies ask for. The sort fills the list from its end: of all objects that nothing
// left over depends on, the last one in the order by name comes next.
#include "commands/dump_schema.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <queue>

#include "commands/dump_entry.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

bool before(const DumpEntry& a, const DumpEntry& b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  if (a.schema.empty() != b.schema.empty()) return b.schema.empty();
  if (a.schema != b.schema) return a.schema < b.schema;
  if (a.name != b.name) return a.name < b.name;
  if (a.argument_types.size() != b.argument_types.size()) {
    return a.argument_types.size() < b.argument_types.size();
  }
  if (a.argument_types != b.argument_types) return a.argument_types < b.argument_types;
  if (a.table != b.table) return a.table < b.table;
  return a.object < b.object;
}

class Dump {
 public:
  explicit Dump(ExecContext& context)
      : catalog_(*context.catalog), writer_(context) {}

  std::string run() {
    collect();
    std::sort(entries_.begin(), entries_.end(), before);
    for (size_t i = 0; i < entries_.size(); ++i) {
      // A table's own entry stands for its address, whatever else is filed under it.
      if (entries_[i].kind != DumpKind::kPolicy) by_object_[entries_[i].object] = i;
    }
    for (DumpEntry& entry : entries_) link(entry);
    std::string text = kHead;
    bool tablespace_set = false;
    for (const size_t i : order()) {
      if (entries_[i].sets_tablespace && !tablespace_set) {
        text += "SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n";
        tablespace_set = true;
      }
      text += entries_[i].text;
    }
    return text + kTail;
  }

 private:
  static constexpr const char* kHead =
      "--\n-- PostgreSQL database dump\n--\n\n"
      "SET statement_timeout = 0;\nSET lock_timeout = 0;\n"
      "SET idle_in_transaction_session_timeout = 0;\nSET client_encoding = 'UTF8';\n"
      "SET standard_conforming_strings = on;\n"
      "SELECT pg_catalog.set_config('search_path', '', false);\n"
      "SET check_function_bodies = false;\nSET xmloption = content;\n"
      "SET client_min_messages = warning;\nSET row_security = off;\n\n";
  static constexpr const char* kTail = "--\n-- PostgreSQL database dump complete\n--\n\n";

  bool is_dumped(const Object& object) const {
    return object.oid >= kFirstUserOid && !temporary_.contains(object.schema);
  }

  DumpEntry& add(DumpKind kind, ObjectAddress object, const Object& owner, std::string text) {
    DumpEntry& entry = entries_.emplace_back();
    entry.kind = kind;
    entry.object = object;
    entry.schema = writer_.schema_name(owner.schema);
    entry.name = owner.name;
    entry.text = std::move(text);
    return entry;
  }

  // A default that reads a sequence owned by its own table would go in a circle if it stood inside
  // CREATE TABLE.
  bool is_separate(const Relation& table, const Attribute& column) {
    for (const Dependency& d :
         catalog_.references_of({ObjectClass::kDefault, table.oid, column.attno})) {
      if (d.object.cls != ObjectClass::kRelation || d.object.oid == table.oid) continue;
      const Relation* sequence = catalog_.relation(d.object.oid);
      if (sequence != nullptr && sequence->sequence && sequence->sequence->owner_table == table.oid) {
        return true;
      }
    }
    return false;
  }

  void add_table(const Relation& r) {
    std::vector<int32_t> separate;
    for (const Attribute& column : r.columns) {
      if (column.dropped || column.default_expr.empty() || column.generated) continue;
      const bool elsewhere = !column.local && !r.is_partition();  // the column is its parent's
      if (elsewhere || is_separate(r, column)) separate.push_back(column.attno);
    }
    const ObjectAddress self{ObjectClass::kRelation, r.oid, 0};
    add(DumpKind::kTable, self, r, writer_.table(r, separate)).sets_tablespace = true;
    for (const int32_t attno : separate) {
      const Attribute& column = *r.column(attno);
      add(DumpKind::kDefault, {ObjectClass::kDefault, r.oid, attno}, r,
          writer_.column_default(r, column));
    }
    for (const Constraint& c : r.constraints) {
      const bool check = c.kind == ConstraintKind::kCheck;
      if (check && (c.validated || !c.local)) continue;
      // Copies of a table's foreign keys come with ATTACH; keys have their own entries.
      if (c.kind == ConstraintKind::kForeignKey && c.parent != kNoOid) continue;
      DumpEntry& entry =
          add(c.kind == ConstraintKind::kForeignKey ? DumpKind::kForeignKey : DumpKind::kConstraint,
              {ObjectClass::kConstraint, c.oid, 0}, r, writer_.constraint(r, c));
      entry.name = c.name;
      entry.table = r.name;
    }
    if (r.is_partition()) {
      add(DumpKind::kTableAttach, {ObjectClass::kRelation, r.oid, -1}, r,
          writer_.attach(r, *catalog_.relation(r.parents[0])));
    }
    if (r.row_security) add(DumpKind::kPolicy, self, r, writer_.row_security(r));
  }

  void add_relation(const Relation& r) {
    const ObjectAddress self{ObjectClass::kRelation, r.oid, 0};
    switch (r.kind) {
      case RelationKind::kTable:
      case RelationKind::kPartitionedTable:
      case RelationKind::kForeignTable: add_table(r); break;
      case RelationKind::kView: add(DumpKind::kTable, self, r, writer_.view(r)); break;
      case RelationKind::kMatview:
        add(DumpKind::kTable, self, r, writer_.view(r)).sets_tablespace = true;
        break;
      case RelationKind::kSequence: add(DumpKind::kTable, self, r, writer_.sequence(r)); break;
      case RelationKind::kIndex:
      case RelationKind::kPartitionedIndex:
        if (r.index->constraint == kNoOid) add(DumpKind::kIndex, self, r, writer_.index(r));
        if (!r.parents.empty()) {
          add(DumpKind::kIndexAttach, {ObjectClass::kRelation, r.oid, -1}, r,
              writer_.attach(r, *catalog_.relation(r.parents[0])));
        }
        break;
      default: break;
    }
    for (const Trigger& trigger : r.triggers) {
      if (trigger.parent != kNoOid) continue;
      DumpEntry& entry = add(DumpKind::kTrigger, {ObjectClass::kTrigger, trigger.oid, 0}, r,
                             writer_.trigger(r, trigger));
      entry.name = trigger.name;
      entry.table = r.name;
    }
  }

  void collect() {
    catalog_.for_each(ObjectClass::kSchema, [&](const Object& o) {
      if (o.name.starts_with("pg_temp")) {
        temporary_[o.oid] = true;
      } else if (o.oid >= kFirstUserOid) {
        add(DumpKind::kSchema, {ObjectClass::kSchema, o.oid, 0}, o,
            writer_.schema(static_cast<const Schema&>(o)))
            .schema.clear();
      }
    });
    catalog_.for_each(ObjectClass::kExtension, [&](const Object& o) {
      if (o.oid < kFirstUserOid) return;
      add(DumpKind::kExtension, {ObjectClass::kExtension, o.oid, 0}, o,
          writer_.extension(static_cast<const Extension&>(o)))
          .schema.clear();
    });
    catalog_.for_each(ObjectClass::kType, [&](const Object& o) {
      const auto& type = static_cast<const Type&>(o);
      if (!is_dumped(o) || type.is_row_type || type.kind == TypeKind::kArray ||
          type.kind == TypeKind::kMultirange || type.kind == TypeKind::kBase ||
          in_extension({ObjectClass::kType, o.oid, 0})) {
        return;  // they come with another type, with their table or with an extension
      }
      add(DumpKind::kType, {ObjectClass::kType, o.oid, 0}, o, writer_.type(type));
    });
    catalog_.for_each(ObjectClass::kFunction, [&](const Object& o) {
      if (!is_dumped(o)) return;
      const auto& function = static_cast<const Function&>(o);
      // Those of a range type come with it.
      if (function.language == "internal" && function.kind != 'a') return;
      if (in_extension({ObjectClass::kFunction, o.oid, 0})) return;
      const bool aggregate = function.kind == 'a';
      DumpEntry& entry =
          add(aggregate ? DumpKind::kAggregate : DumpKind::kFunction,
              {ObjectClass::kFunction, o.oid, 0}, o,
              aggregate ? writer_.aggregate(function) : writer_.function(function));
      for (const Oid type : function.input_types()) {
        const TypeInfo* info = catalog_.find_type(type);
        entry.argument_types.push_back(info == nullptr ? std::string() : std::string(info->name));
      }
    });
    catalog_.for_each(ObjectClass::kRelation, [&](const Object& o) {
      if (!is_dumped(o) || in_extension({ObjectClass::kRelation, o.oid, 0})) return;
      add_relation(static_cast<const Relation&>(o));
    });
    collect_others();
    catalog_.for_each(ObjectClass::kRule, [&](const Object& o) {
      const auto& rule = static_cast<const Other&>(o);
      const Relation* table = catalog_.relation(
          static_cast<Oid>(std::strtoul(rule.get("relation").c_str(), nullptr, 10)));
      if (table == nullptr || !is_dumped(*table)) return;
      DumpEntry& entry = add(DumpKind::kRule, {ObjectClass::kRule, o.oid, 0}, *table,
                             writer_.rule(*table, rule));
      entry.name = rule.name;
      entry.table = table->name;
    });
    catalog_.for_each(ObjectClass::kPolicy, [&](const Object& o) {
      const auto& policy = static_cast<const Policy&>(o);
      const Relation* table = catalog_.relation(policy.table);
      if (table == nullptr) return;
      DumpEntry& entry = add(DumpKind::kPolicy, {ObjectClass::kPolicy, o.oid, 0}, *table,
                             writer_.policy(*table, policy));
      entry.name = policy.name;
      entry.table = table->name;
    });
  }

  bool in_extension(ObjectAddress object) {
    for (const Dependency& d : catalog_.references_of(object)) {
      if (d.kind == DependencyKind::kExtension) return true;
    }
    return false;
  }

  void add_other(ObjectClass cls, DumpKind kind, std::string (DumpWriter::*text)(const Other&)) {
    catalog_.for_each(cls, [&](const Object& o) {
      const auto* other = dynamic_cast<const Other*>(&o);
      if (other == nullptr || o.oid < kFirstUserOid || in_extension({cls, o.oid, 0})) return;
      add(kind, {cls, o.oid, 0}, o, (writer_.*text)(*other));
    });
  }

  void collect_others() {
    add_other(ObjectClass::kCollation, DumpKind::kCollation, &DumpWriter::collation_object);
    add_other(ObjectClass::kCast, DumpKind::kCast, &DumpWriter::cast);
    add_other(ObjectClass::kOperator, DumpKind::kOperator, &DumpWriter::operator_object);
    add_other(ObjectClass::kOpfamily, DumpKind::kOperatorFamily, &DumpWriter::operator_family);
    add_other(ObjectClass::kOpclass, DumpKind::kOperatorFamily, &DumpWriter::operator_class);
    add_other(ObjectClass::kTextSearchDictionary, DumpKind::kTextSearchDictionary,
              &DumpWriter::text_search_dictionary);
    add_other(ObjectClass::kTextSearchConfig, DumpKind::kTextSearchConfig,
              &DumpWriter::text_search_config);
    add_other(ObjectClass::kForeignDataWrapper, DumpKind::kWrapper, &DumpWriter::wrapper);
    add_other(ObjectClass::kForeignServer, DumpKind::kServer, &DumpWriter::server);
    add_other(ObjectClass::kStatistics, DumpKind::kStatistics, &DumpWriter::statistics);
    add_other(ObjectClass::kEventTrigger, DumpKind::kEventTrigger, &DumpWriter::event_trigger);
    add_other(ObjectClass::kPublication, DumpKind::kPublication, &DumpWriter::publication);
    catalog_.for_each(ObjectClass::kPublication, [&](const Object& o) {
      const auto& publication = static_cast<const Other&>(o);
      for (const auto& [field, columns] : publication.fields) {
        if (!field.starts_with("table.") && !field.starts_with("schema.")) continue;
        std::string text = writer_.publication_part(publication, field, columns);
        if (text.empty()) continue;
        DumpEntry& entry = add(DumpKind::kPublicationPart, {ObjectClass::kPublication, o.oid, 1}, o,
                               std::move(text));
        entry.table = field;
      }
    });
  }

  // The entry that makes an object: parts of tables are made with them.
  std::optional<size_t> entry_of(ObjectAddress object) {
    if (object.cls != ObjectClass::kDefault) object.sub = 0;
    if (const auto found = by_object_.find(object); found != by_object_.end()) return found->second;
    switch (object.cls) {
      case ObjectClass::kDefault: return entry_of({ObjectClass::kRelation, object.oid, 0});
      case ObjectClass::kConstraint:
      case ObjectClass::kTrigger: {
        const ObjectAddress home = catalog_.home_of(object.cls, object.oid);
        if (home.oid == kNoOid) return std::nullopt;
        return entry_of(home);
      }
      case ObjectClass::kFunction: {
        for (const Dependency& d : catalog_.references_of(object)) {
          if (d.kind == DependencyKind::kInternal) return entry_of(d.object);
        }
        return std::nullopt;
      }
      case ObjectClass::kType: {
        const Type* type = catalog_.user_type(object.oid);
        if (type == nullptr) return std::nullopt;
        if (type->kind == TypeKind::kArray) return entry_of({ObjectClass::kType, type->element, 0});
        if (type->is_row_type) return entry_of({ObjectClass::kRelation, type->relation, 0});
        if (type->kind == TypeKind::kBase) {
          for (const Dependency& d : catalog_.references_of(object)) {
            if (d.kind == DependencyKind::kExtension) return entry_of(d.object);
          }
        }
        if (type->kind == TypeKind::kMultirange && type->range) {
          return entry_of({ObjectClass::kType, type->range->multirange, 0});
        }
        return std::nullopt;
      }
      case ObjectClass::kRelation: {
        const Relation* relation = catalog_.relation(object.oid);
        if (relation == nullptr) return std::nullopt;
        if (relation->index && relation->index->constraint != kNoOid) {
          return entry_of({ObjectClass::kConstraint, relation->index->constraint, 0});
        }
        if (relation->kind == RelationKind::kComposite) {
          return entry_of({ObjectClass::kType, relation->row_type, 0});
        }
        return std::nullopt;
      }
      default: return std::nullopt;
    }
  }

  void follow(DumpEntry& entry, ObjectAddress dependent) {
    const size_t self = static_cast<size_t>(&entry - entries_.data());
    for (const Dependency& d : catalog_.references_of(dependent)) {
      const std::optional<size_t> other = entry_of(d.object);
      if (other && *other != self) entry.after.push_back(*other);
    }
  }

  void link(DumpEntry& entry) {
    if (entry.kind == DumpKind::kTableAttach || entry.kind == DumpKind::kIndexAttach) {
      const Relation& part = *catalog_.relation(entry.object.oid);
      for (const Oid oid : {part.oid, part.parents[0]}) {
        if (const auto other = entry_of({ObjectClass::kRelation, oid, 0})) entry.after.push_back(*other);
      }
      return;
    }
    follow(entry, entry.object);
    if (entry.object.cls == ObjectClass::kType) {
      const Type* type = catalog_.user_type(entry.object.oid);
      if (type->relation != kNoOid) follow(entry, {ObjectClass::kRelation, type->relation, 0});
      if (type->domain) {
        for (const Constraint& c : type->domain->checks) {
          follow(entry, {ObjectClass::kConstraint, c.oid, 0});
        }
      }
    }
    if (entry.kind != DumpKind::kTable) return;
    const Relation& r = *catalog_.relation(entry.object.oid);
    for (const Constraint& c : r.constraints) {
      if (c.kind == ConstraintKind::kCheck && c.validated && (c.local || r.is_partition())) {
        follow(entry, {ObjectClass::kConstraint, c.oid, 0});
      }
    }
    for (const Attribute& column : r.columns) {
      const ObjectAddress address{ObjectClass::kDefault, r.oid, column.attno};
      if (!column.default_expr.empty() && !by_object_.contains(address)) follow(entry, address);
    }
  }

  bool is_view(const DumpEntry& entry) const {
    if (entry.kind != DumpKind::kTable) return false;
    const RelationKind kind = catalog_.relation(entry.object.oid)->kind;
    return kind == RelationKind::kView || kind == RelationKind::kMatview;
  }

  // What comes after the data: besides what does by its kind, views that need a key (GROUP BY one
  // shows the other columns of its table), and what needs those.
  std::vector<bool> late_entries() const {
    const size_t count = entries_.size();
    std::vector<bool> late(count), moved(count);
    for (size_t i = 0; i < count; ++i) late[i] = is_post_data(entries_[i].kind);
    for (bool again = true; again;) {
      again = false;
      for (size_t i = 0; i < count; ++i) {
        if (late[i]) continue;
        const bool view = is_view(entries_[i]);
        const auto& after = entries_[i].after;
        if (std::none_of(after.begin(), after.end(),
                         [&](size_t other) { return moved[other] || (view && late[other]); })) {
          continue;
        }
        late[i] = moved[i] = again = true;
      }
    }
    return late;
  }

  std::vector<size_t> order() {
    const size_t count = entries_.size();
    std::vector<size_t> followers(count, 0);
    const std::vector<bool> late = late_entries();
    for (size_t i = 0; i < count; ++i) {
      DumpEntry& entry = entries_[i];
      // What comes after the data never holds up what comes before it.
      std::erase_if(entry.after, [&](size_t other) { return late[i] != late[other]; });
      std::sort(entry.after.begin(), entry.after.end());
      entry.after.erase(std::unique(entry.after.begin(), entry.after.end()), entry.after.end());
      for (const size_t other : entry.after) ++followers[other];
    }
    const auto weight = [&](size_t i) { return std::pair<bool, size_t>(late[i], i); };
    const auto less = [&](size_t a, size_t b) { return weight(a) < weight(b); };
    std::priority_queue<size_t, std::vector<size_t>, decltype(less)> ready(less);
    std::vector<bool> placed(count, false);
    for (size_t i = 0; i < count; ++i) {
      if (followers[i] == 0) ready.push(i);
    }
    std::vector<size_t> ordered;
    while (ordered.size() < count) {
      if (ready.empty()) {
        // A circle: begin it at its last member by name.
        for (size_t i = count; i-- > 0;) {
          if (!placed[i]) {
            ready.push(i);
            break;
          }
        }
      }
      const size_t next = ready.top();
      ready.pop();
      if (placed[next]) continue;
      placed[next] = true;
      ordered.push_back(next);
      for (const size_t other : entries_[next].after) {
        if (--followers[other] == 0 && !placed[other]) ready.push(other);
      }
    }
    std::reverse(ordered.begin(), ordered.end());
    return ordered;
  }

  Catalog& catalog_;
  DumpWriter writer_;
  std::vector<DumpEntry> entries_;
  std::map<ObjectAddress, size_t> by_object_;
  std::map<Oid, bool> temporary_;
};

}  // namespace

std::string dump_schema(ExecContext& context) {
  // What functions and types print of names follows the setting.
  const std::string path = context.services->setting("search_path").value_or("");
  context.services->set_setting("search_path", "", true);
  std::string text = Dump(context).run();
  context.services->set_setting("search_path", path, true);
  return text;
}

}  // namespace rung::commands
