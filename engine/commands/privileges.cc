// GRANT, REVOKE and ALTER DEFAULT PRIVILEGES: access control lists are kept as PostgreSQL keeps
// them and listed; no session is bound by them.
//
// Format of Object::acl: "{grantee=letters/grantor,…}" with the roles' oids, 0 for PUBLIC; a letter
// followed by * may be granted on. Empty: the default of the kind of object.
#include "commands/privileges.h"

#include <algorithm>
#include <cstdlib>

#include "catalog/system_views.h"
#include "commands/builtin_objects.h"
#include "commands/objects.h"
#include "commands/other.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

// In the order of PostgreSQL's bits.
struct Privilege {
  char letter;
  const char* name;
};
constexpr Privilege kPrivileges[] = {
    {'a', "INSERT"}, {'r', "SELECT"}, {'w', "UPDATE"}, {'d', "DELETE"}, {'D', "TRUNCATE"},
    {'x', "REFERENCES"}, {'t', "TRIGGER"}, {'X', "EXECUTE"}, {'U', "USAGE"}, {'C', "CREATE"},
    {'T', "TEMPORARY"}, {'c', "CONNECT"}, {'s', "SET"}, {'A', "ALTER SYSTEM"},
};

uint32_t bits_of(std::string_view letters) {
  uint32_t bits = 0;
  for (const char letter : letters) {
    for (size_t i = 0; i < std::size(kPrivileges); ++i) {
      if (kPrivileges[i].letter == letter) bits |= 1u << i;
    }
  }
  return bits;
}

struct Item {
  Oid grantee = 0, grantor = 0;
  uint32_t granted = 0, grantable = 0;
};

std::vector<Item> parse_acl(const std::string& text) {
  std::vector<Item> items;
  const char* at = text.c_str();
  if (*at == '{') ++at;
  while (*at != '\0' && *at != '}') {
    Item item;
    char* end = nullptr;
    item.grantee = static_cast<Oid>(std::strtoul(at, &end, 10));
    at = end;
    if (*at == '=') ++at;
    uint32_t last = 0;
    for (; *at != '\0' && *at != '/'; ++at) {
      if (*at == '*') {
        item.grantable |= last;
      } else {
        last = bits_of(std::string_view(at, 1));
        item.granted |= last;
      }
    }
    if (*at == '/') ++at;
    item.grantor = static_cast<Oid>(std::strtoul(at, &end, 10));
    at = end;
    if (*at == ',') ++at;
    items.push_back(item);
  }
  return items;
}

std::string print_acl(const std::vector<Item>& items) {
  std::string text = "{";
  for (const Item& item : items) {
    if (text.size() > 1) text += ",";
    text += std::to_string(item.grantee) + "=";
    for (size_t i = 0; i < std::size(kPrivileges); ++i) {
      if ((item.granted & (1u << i)) == 0) continue;
      text += kPrivileges[i].letter;
      if ((item.grantable & (1u << i)) != 0) text += '*';
    }
    text += "/" + std::to_string(item.grantor);
  }
  return text + "}";
}

// Its items in a fixed order, to compare.
std::string sorted(const std::string& acl) {
  std::vector<Item> items = parse_acl(acl);
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return std::pair(a.grantee, a.grantor) < std::pair(b.grantee, b.grantor);
  });
  return print_acl(items);
}

// What kinds of objects there are for privileges, by the letters PostgreSQL's acldefault() takes.
struct Kind {
  char letter;
  const char* word;    // in messages
  const char* all;     // what ALL means
  const char* everyone;  // what PUBLIC has by default
};
constexpr Kind kKinds[] = {
    {'r', "relation", "arwdDxt", ""},   {'s', "sequence", "rwU", ""},
    {'f', "function", "X", "X"},        {'l', "language", "U", "U"},
    {'n', "schema", "UC", ""},          {'T', "type", "U", "U"},
    {'d', "database", "CTc", "Tc"},     {'F', "foreign-data wrapper", "U", ""},
    {'S', "foreign server", "U", ""},   {'c', "column", "arwx", ""},
};
const Kind& kind_of(char letter) {
  for (const Kind& kind : kKinds) {
    if (kind.letter == letter) return kind;
  }
  return kKinds[0];
}

std::vector<Item> default_items(const Kind& kind, Oid owner) {
  std::vector<Item> items;
  if (*kind.everyone != '\0') items.push_back({0, owner, bits_of(kind.everyone), 0});
  if (kind.letter != 'c') items.push_back({owner, owner, bits_of(kind.all), 0});
  return items;
}

char kind_letter(ast::ObjectKind object) {
  using O = ast::ObjectKind;
  switch (object) {
    case O::kSequence: return 's';
    case O::kFunction:
    case O::kProcedure:
    case O::kRoutine:
    case O::kAggregate: return 'f';
    case O::kLanguage: return 'l';
    case O::kSchema: return 'n';
    case O::kType:
    case O::kDomain: return 'T';
    case O::kDatabase: return 'd';
    case O::kForeignDataWrapper: return 'F';
    case O::kForeignServer: return 'S';
    default: return 'r';
  }
}

// One statement's request over one object.
struct Request {
  bool grant = true;
  bool option = false;  // WITH GRANT OPTION, GRANT OPTION FOR
  std::vector<Oid> grantees;
};

std::string changed_acl(const std::string& before, const Kind& kind, Oid owner,
                        const Request& request, uint32_t bits) {
  std::vector<Item> items = before.empty() ? default_items(kind, owner) : parse_acl(before);
  for (const Oid grantee : request.grantees) {
    auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) {
      return item.grantee == grantee && item.grantor == owner;
    });
    if (found == items.end()) {
      if (!request.grant) continue;
      items.push_back({grantee, owner, 0, 0});
      found = items.end() - 1;
    }
    if (request.grant) {
      found->granted |= bits;
      // The owner may always grant on; it is not written down.
      if (request.option && grantee != owner) found->grantable |= bits;
    } else {
      found->grantable &= ~bits;
      if (!request.option) found->granted &= ~bits;
    }
    if (found->granted == 0) items.erase(found);
  }
  return print_acl(items);
}

uint32_t privilege_bits(const ast::AccessPriv& privilege, const Kind& kind, uint32_t allowed) {
  std::string name;
  for (const char ch : privilege.privilege) {
    name += ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 32) : ch;
  }
  if (name.empty()) return bits_of(kind.all);
  if (name == "TEMP") name = "TEMPORARY";
  for (size_t i = 0; i < std::size(kPrivileges); ++i) {
    if (name != kPrivileges[i].name) continue;
    if ((allowed & (1u << i)) == 0) {
      throw_error(sqlstate::invalid_grant_operation,
                  "invalid privilege type " + name + " for " + kind.word);
    }
    return 1u << i;
  }
  throw_error(sqlstate::syntax_error,
              "unrecognized privilege type \"" + str(privilege.privilege) + "\"");
}

// GRANT and REVOKE on the columns that the privileges name.
void change_columns(CommandContext& c, const ast::GrantStmt& stmt, const Relation& relation,
                    const Request& request) {
  const Kind& kind = kind_of('c');
  auto edited = cat(c).edit_relation(relation.oid);
  bool changed = false;
  for (const ast::AccessPriv* privilege : stmt.privileges) {
    if (privilege->columns.empty()) continue;
    const uint32_t bits = privilege_bits(*privilege, kind, bits_of(kind.all));
    for (const std::string_view name : privilege->columns) {
      const auto at = static_cast<size_t>(get_column(relation, name).attno) - 1;
      std::string& acl = edited->columns[at].acl;
      acl = changed_acl(acl, kind, relation.owner, request, bits);
      if (acl == "{}") acl.clear();
      changed = true;
    }
  }
  if (changed) cat(c).put(std::move(edited));
}

void store_acl(CommandContext& c, ObjectAddress object, std::string acl) {
  if (object.cls == ObjectClass::kRelation) {
    auto edited = cat(c).edit_relation(object.oid);
    edited->acl = std::move(acl);
    cat(c).put(std::move(edited));
  } else if (object.cls == ObjectClass::kFunction) {
    auto edited = cat(c).edit_function(object.oid);
    edited->acl = std::move(acl);
    cat(c).put(std::move(edited));
  } else if (object.cls == ObjectClass::kType) {
    auto edited = cat(c).edit_type(object.oid);
    edited->acl = std::move(acl);
    cat(c).put(std::move(edited));
  } else if (object.cls == ObjectClass::kSchema) {
    auto edited = std::make_unique<catalog::Schema>(*cat(c).schema(object.oid));
    edited->acl = std::move(acl);
    cat(c).put(std::move(edited));
  } else if (const auto* other =
                 dynamic_cast<const Other*>(cat(c).object(object.cls, object.oid))) {
    auto edited = std::make_unique<Other>(*other);
    edited->acl = std::move(acl);
    cat(c).put(std::move(edited));
  }
}

// Of the privileges that name no columns. `has_columns`: others do.
uint32_t requested_bits(const ast::GrantStmt& stmt, const Kind& kind, uint32_t allowed,
                        bool* has_columns) {
  uint32_t bits = stmt.privileges.empty() ? bits_of(kind.all) : 0;
  for (const ast::AccessPriv* privilege : stmt.privileges) {
    if (!privilege->columns.empty()) {
      *has_columns = true;
      continue;
    }
    bits |= privilege_bits(*privilege, kind, allowed);
  }
  return bits;
}

// What is built in is no stored object: its list stands beside those of ALTER DEFAULT PRIVILEGES.
void change_builtin(CommandContext& c, const ast::GrantStmt& stmt, ObjectAddress address,
                    char letter, const Request& request) {
  const Kind& kind = kind_of(letter);
  bool has_columns = false;
  const uint32_t bits = requested_bits(stmt, kind, bits_of(kind.all), &has_columns);
  if (bits == 0) return;
  const Oid owner = builtin_owner(c, address);
  const std::string key = builtin_acl_name(address);
  const Object* found = cat(c).find_object(ObjectClass::kDefaultAcl, kNoOid, key);
  std::string before = found == nullptr ? std::string() : found->acl;
  if (before.empty() && address.cls == ObjectClass::kRelation) {
    before = print_acl({{owner, owner, bits_of(kind.all), 0}, {0, owner, bits_of("r"), 0}});
  }
  std::unique_ptr<Other> object =
      found == nullptr ? new_other(c, ObjectClass::kDefaultAcl, key)
                       : edit_other(c, ObjectClass::kDefaultAcl, found->oid);
  object->set("class", std::to_string(static_cast<int>(address.cls)));
  object->set("object", std::to_string(address.oid));
  object->acl = changed_acl(before, kind, owner, request, bits);
  const Extension* extension = builtin_extension(c, address);
  if (found == nullptr && extension != nullptr) {
    depend(c, {ObjectClass::kDefaultAcl, object->oid, 0},
           {ObjectClass::kExtension, extension->oid, 0}, DependencyKind::kAuto);
  }
  cat(c).put(std::move(object));
}

void change_object(CommandContext& c, const ast::GrantStmt& stmt, ObjectAddress address,
                   char letter, const Request& request) {
  if (address.oid < kFirstUserOid &&
      (address.cls == ObjectClass::kRelation || address.cls == ObjectClass::kFunction)) {
    change_builtin(c, stmt, address, letter, request);
    return;
  }
  const Object* object = cat(c).object(address.cls, address.oid);
  if (object == nullptr) return;
  const auto* relation = dynamic_cast<const Relation*>(object);
  // GRANT … ON TABLE reaches sequences as well.
  uint32_t allowed = bits_of(kind_of(letter).all);
  if (relation != nullptr && letter == 'r') {
    allowed |= bits_of("U");
    if (relation->kind == RelationKind::kSequence) letter = 's';
  }
  if (relation != nullptr && letter == 's' && relation->kind != RelationKind::kSequence) {
    throw_error(sqlstate::wrong_object_type, quoted(relation->name) + " is not a sequence");
  }
  const Kind& kind = kind_of(letter);
  bool has_columns = false;
  const uint32_t bits = requested_bits(stmt, kind, allowed, &has_columns);
  if (has_columns && relation != nullptr) change_columns(c, stmt, *relation, request);
  if (bits == 0) return;
  const Object* again = cat(c).object(address.cls, address.oid);
  store_acl(c, address, changed_acl(again->acl, kind, again->owner, request, bits));
}

Request request_of(CommandContext& c, const ast::GrantStmt& stmt) {
  Request request;
  request.grant = stmt.is_grant;
  request.option = stmt.grant_option;
  for (const ast::RoleSpec* grantee : stmt.grantees) {
    if (grantee->role_kind == ast::RoleSpecKind::kPublic) {
      if (stmt.is_grant && stmt.grant_option) {
        throw_error(sqlstate::invalid_grant_operation,
                    "grant options can only be granted to roles");
      }
      request.grantees.push_back(kNoOid);
    } else {
      request.grantees.push_back(role_oid(c, *grantee));
    }
  }
  return request;
}

void change_all_in_schema(CommandContext& c, const ast::GrantStmt& stmt, Oid schema,
                          const Request& request) {
  const char letter = kind_letter(stmt.object);
  std::vector<ObjectAddress> objects;
  if (letter == 'f') {
    cat(c).for_each(ObjectClass::kFunction, [&](const Object& object) {
      const char kind = static_cast<const Function&>(object).kind;
      if (object.schema != schema) return;
      if (stmt.object == ast::ObjectKind::kFunction && kind == 'p') return;
      if (stmt.object == ast::ObjectKind::kProcedure && kind != 'p') return;
      objects.push_back({ObjectClass::kFunction, object.oid, 0});
    });
    if (stmt.object != ast::ObjectKind::kProcedure) {
      for (const Oid function : extension_functions_in(c, schema)) {
        objects.push_back({ObjectClass::kFunction, function, 0});
      }
    }
  } else {
    cat(c).for_each(ObjectClass::kRelation, [&](const Object& object) {
      const RelationKind kind = static_cast<const Relation&>(object).kind;
      if (object.schema != schema || (kind == RelationKind::kSequence) != (letter == 's') ||
          kind == RelationKind::kIndex || kind == RelationKind::kPartitionedIndex ||
          kind == RelationKind::kComposite) {
        return;
      }
      objects.push_back({ObjectClass::kRelation, object.oid, 0});
    });
  }
  for (const ObjectAddress object : objects) change_object(c, stmt, object, letter, request);
}

}  // namespace

std::string grant(CommandContext& c, const ast::GrantStmt& stmt) {
  const Request request = request_of(c, stmt);
  const std::string tag = stmt.is_grant ? "GRANT" : "REVOKE";
  const char letter = kind_letter(stmt.object);
  if (stmt.relations.empty()) {
    for (const ast::AccessPriv* privilege : stmt.privileges) {
      if (!privilege->columns.empty()) {
        throw_error(sqlstate::invalid_grant_operation,
                    "column privileges are only valid for relations");
      }
    }
  }
  for (const ast::RangeVar* relation : stmt.relations) {
    change_object(c, stmt, {ObjectClass::kRelation, get_relation(c, *relation).oid, 0}, letter,
                  request);
  }
  for (const ast::ObjectName& name : stmt.objects) {
    if (stmt.target == ast::GrantTarget::kAllInSchema) {
      change_all_in_schema(c, stmt, schema_oid(c, name.names[0]), request);
    } else if (stmt.object == ast::ObjectKind::kLargeObject ||
               stmt.object == ast::ObjectKind::kTablespace ||
               stmt.object == ast::ObjectKind::kParameter) {
      throw_unsupported(tag + " ON " + object_tag(stmt.object), name.pos);
    } else {
      const ObjectAddress object = resolve_object(c, stmt.object, name, false, false);
      if (object.cls == ObjectClass::kDatabase) {
        for (const ast::AccessPriv* privilege : stmt.privileges) {
          privilege_bits(*privilege, kind_of('d'), bits_of(kind_of('d').all));
        }
        continue;  // a database file has no list of its own
      }
      change_object(c, stmt, object, letter, request);
    }
  }
  return tag;
}

std::string alter_default_privileges(CommandContext& c,
                                     const ast::AlterDefaultPrivilegesStmt& stmt) {
  const ast::GrantStmt& action = *stmt.action;
  const Request request = request_of(c, action);
  std::vector<Oid> roles, schemas;
  for (const ast::RoleSpec* role : stmt.for_roles) roles.push_back(role_oid(c, *role));
  if (roles.empty()) {
    roles.push_back(cat(c).find_role(c.exec.services->current_user())->oid);
  }
  for (const std::string_view schema : stmt.in_schemas) schemas.push_back(schema_oid(c, schema));
  if (schemas.empty()) schemas.push_back(kNoOid);
  // pg_default_acl says 'S' for sequences and 'T' for types.
  char letter = kind_letter(action.object);
  const Kind& kind = kind_of(letter);
  if (letter == 's') letter = 'S';
  if (letter == 'n' && schemas[0] != kNoOid) {
    throw_error(sqlstate::invalid_grant_operation,
                "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS");
  }
  uint32_t bits = action.privileges.empty() ? bits_of(kind.all) : 0;
  for (const ast::AccessPriv* privilege : action.privileges) {
    if (!privilege->columns.empty()) {
      throw_error(sqlstate::invalid_grant_operation, "default privileges cannot be set for columns");
    }
    bits |= privilege_bits(*privilege, kind, bits_of(kind.all));
  }
  for (const Oid role : roles) {
    for (const Oid schema : schemas) {
      const std::string key = std::to_string(role) + " " + std::to_string(schema) + " " + letter;
      const Object* found = cat(c).find_object(ObjectClass::kDefaultAcl, kNoOid, key);
      // In one schema they are added to the global ones, so they begin with nothing.
      const std::string plain = schema == kNoOid ? print_acl(default_items(kind, role)) : "{}";
      const std::string acl =
          changed_acl(found == nullptr ? plain : found->acl, kind, role, request, bits);
      const bool same = sorted(acl) == sorted(plain);
      if (same) {
        if (found != nullptr) {
          cat(c).remove_dependencies_of({ObjectClass::kDefaultAcl, found->oid, 0});
          cat(c).remove(ObjectClass::kDefaultAcl, found->oid);
        }
        continue;
      }
      std::unique_ptr<Other> object =
          found == nullptr ? new_other(c, ObjectClass::kDefaultAcl, key)
                           : edit_other(c, ObjectClass::kDefaultAcl, found->oid);
      if (found == nullptr && schema != kNoOid) {
        depend(c, {ObjectClass::kDefaultAcl, object->oid, 0}, {ObjectClass::kSchema, schema, 0},
               DependencyKind::kAuto);
      }
      object->set("role", std::to_string(role));
      object->set("namespace", std::to_string(schema));
      object->set("type", std::string(1, letter));
      object->acl = acl;
      cat(c).put(std::move(object));
    }
  }
  return "ALTER DEFAULT PRIVILEGES";
}

std::string initial_acl(CommandContext& c, char letter, Oid owner, Oid schema) {
  const Kind& kind = kind_of(letter == 'S' ? 's' : letter);
  const auto stored = [&](Oid in) -> const Object* {
    return cat(c).find_object(ObjectClass::kDefaultAcl, kNoOid,
                              std::to_string(owner) + " " + std::to_string(in) + " " + letter);
  };
  const Object* global = stored(kNoOid);
  const Object* local = schema == kNoOid ? nullptr : stored(schema);
  if (global == nullptr && local == nullptr) return {};
  std::vector<Item> items =
      global == nullptr ? default_items(kind, owner) : parse_acl(global->acl);
  if (local != nullptr) {
    for (const Item& more : parse_acl(local->acl)) {
      const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) {
        return item.grantee == more.grantee && item.grantor == more.grantor;
      });
      if (found == items.end()) {
        items.push_back(more);
      } else {
        found->granted |= more.granted;
        found->grantable |= more.grantable;
      }
    }
  }
  return print_acl(items);
}

namespace {

constexpr ObjectClass kWithAcl[] = {ObjectClass::kRelation,          ObjectClass::kFunction,
                                    ObjectClass::kType,              ObjectClass::kSchema,
                                    ObjectClass::kForeignServer,     ObjectClass::kDefaultAcl,
                                    ObjectClass::kForeignDataWrapper, ObjectClass::kLanguage};

bool mentions(const std::string& acl, Oid role) {
  for (const Item& item : parse_acl(acl)) {
    if (item.grantee == role || item.grantor == role) return true;
  }
  return false;
}

std::string without(const std::string& acl, Oid role) {
  std::vector<Item> items = parse_acl(acl);
  std::erase_if(items, [&](const Item& item) { return item.grantee == role; });
  return print_acl(items);
}

}  // namespace

void forget_privileges(CommandContext& c, Oid role) {
  std::vector<ObjectAddress> found, defaults;
  for (const ObjectClass cls : kWithAcl) {
    cat(c).for_each(cls, [&](const Object& object) {
      if (cls == ObjectClass::kDefaultAcl &&
          oid_field(static_cast<const Other&>(object), "role") == role) {
        defaults.push_back({cls, object.oid, 0});
      } else if (mentions(object.acl, role)) {
        found.push_back({cls, object.oid, 0});
      }
    });
  }
  for (const ObjectAddress object : defaults) {
    cat(c).remove_dependencies_of(object);
    cat(c).remove(object.cls, object.oid);
  }
  for (const ObjectAddress object : found) {
    store_acl(c, object, without(cat(c).object(object.cls, object.oid)->acl, role));
  }
  std::vector<Oid> tables;
  cat(c).for_each(ObjectClass::kRelation, [&](const Object& object) {
    for (const Attribute& column : static_cast<const Relation&>(object).columns) {
      if (mentions(column.acl, role)) {
        tables.push_back(object.oid);
        return;
      }
    }
  });
  for (const Oid table : tables) {
    auto edited = cat(c).edit_relation(table);
    for (Attribute& column : edited->columns) {
      if (!mentions(column.acl, role)) continue;
      column.acl = without(column.acl, role);
      if (column.acl == "{}") column.acl.clear();
    }
    cat(c).put(std::move(edited));
  }
}

std::string acl_for_owner(const std::string& acl, Oid before, Oid after) {
  if (acl.empty()) return acl;
  std::vector<Item> items;
  for (Item item : parse_acl(acl)) {
    if (item.grantee == before) item.grantee = after;
    if (item.grantor == before) item.grantor = after;
    const auto same = std::find_if(items.begin(), items.end(), [&](const Item& other) {
      return other.grantee == item.grantee && other.grantor == item.grantor;
    });
    if (same == items.end()) {
      items.push_back(item);
    } else {
      same->granted |= item.granted;
      same->grantable |= item.grantable;
    }
  }
  return print_acl(items);
}

std::vector<std::string> role_uses(CommandContext& c, Oid role) {
  std::vector<std::pair<Oid, std::string>> uses;
  for (const ObjectClass cls :
       {ObjectClass::kSchema, ObjectClass::kRelation, ObjectClass::kType, ObjectClass::kFunction,
        ObjectClass::kForeignServer, ObjectClass::kForeignDataWrapper, ObjectClass::kEventTrigger,
        ObjectClass::kPublication, ObjectClass::kDefaultAcl}) {
    cat(c).for_each(cls, [&](const Object& object) {
      if (object.oid < kFirstUserOid && object.oid != kPublicSchema) return;
      if (cls == ObjectClass::kDefaultAcl) {
        const auto& other = static_cast<const Other&>(object);
        if (const Oid builtin = oid_field(other, "object"); builtin != kNoOid) {
          const auto of = static_cast<ObjectClass>(oid_field(other, "class"));
          if (!mentions(object.acl, role)) return;
          uses.emplace_back(builtin, "privileges for " + describe_object(c.exec, {of, builtin, 0}));
          return;
        }
        const char letter = other.get("type")[0];
        if (oid_field(other, "role") != role && !mentions(object.acl, role)) return;
        const std::string what = letter == 'r'   ? "relations"
                                 : letter == 'S' ? "sequences"
                                 : letter == 'f' ? "functions"
                                 : letter == 'T' ? "types"
                                                 : "schemas";
        std::string line = (oid_field(other, "role") == role ? "owner of " : "privileges for ");
        line += "default privileges on new " + what + " belonging to role " +
                cat(c).role(oid_field(other, "role"))->name;
        if (const catalog::Schema* in = cat(c).schema(oid_field(other, "namespace"))) {
          line += " in schema " + in->name;
        }
        uses.emplace_back(object.oid, line);
        return;
      }
      bool hidden = false;
      if (const auto* relation = dynamic_cast<const Relation*>(&object)) {
        hidden = relation->index.has_value() || relation->kind == RelationKind::kComposite;
        hidden = hidden || (relation->sequence && relation->sequence->identity);
      }
      if (const auto* type = dynamic_cast<const catalog::Type*>(&object)) {
        hidden = type->is_row_type || type->element != kNoOid;
      }
      if (hidden) return;
      if (object.owner == role) {
        uses.emplace_back(object.oid,
                          "owner of " + describe_object(c.exec, {cls, object.oid, 0}));
      }
      if (mentions(object.acl, role) && object.owner != role) {
        uses.emplace_back(object.oid,
                          "privileges for " + describe_object(c.exec, {cls, object.oid, 0}));
      }
    });
  }
  std::sort(uses.begin(), uses.end());
  std::vector<std::string> lines;
  for (auto& [oid, line] : uses) lines.push_back(std::move(line));
  return lines;
}

}  // namespace rung::commands
