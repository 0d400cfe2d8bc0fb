// CREATE OPERATOR CLASS and FAMILY, ALTER OPERATOR FAMILY. They are catalog::Other: a class has
// "method", "type", "family", "default", "storage", and "order" where its values order as the type
// itself does; both have their members, "operator.NUMBER.LEFT.RIGHT" = "OPERATOR PURPOSE FAMILY" and
// "function.NUMBER.LEFT.RIGHT" = "FUNCTION". An index of a class with an order of its own is kept
// without being used.
#include <algorithm>

#include "catalog/opclasses.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "functions/registry.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

struct Method {
  std::string_view name;
  int operators, functions;  // the highest numbers
};
constexpr Method kMethods[] = {{"btree", 5, 5},      {"hash", 1, 3},        {"gist", 32767, 11},
                               {"gin", 32767, 7},    {"spgist", 32767, 7},  {"brin", 32767, 15}};

const Method& method_of(std::string_view name) {
  for (const Method& method : kMethods) {
    if (method.name == name) return method;
  }
  throw_error(sqlstate::undefined_object, "access method " + quoted(name) + " does not exist");
}

[[noreturn]] void bad(const std::string& message) {
  throw_error(sqlstate::invalid_object_definition, message);
}

Oid type_oid(CommandContext& c, const ast::TypeName& name) {
  try {
    planner::BindContext context = c.bind();
    return planner::resolve_type(context, name).type;
  } catch (SqlError& error) {
    error.error().pos = kNoPos;  // PostgreSQL does not say where, here
    throw;
  }
}

struct FoundOperator {
  Oid oid = kNoOid, result = kNoOid;
};
FoundOperator find_binary(CommandContext& c, const ast::NameList& names, Oid left, Oid right) {
  const SplitName split = split_name(names);
  std::vector<Oid> schemas = c.exec.path->schemas;
  if (!split.schema.empty()) schemas = {schema_oid(c, split.schema)};
  for (const Oid schema : schemas) {
    if (schema == kPgCatalogSchema) {
      for (const OperatorDef* op : find_operators(split.name)) {
        if (op->left == left && op->right == right) return {op->oid, op->result};
      }
    }
    for (const Object* found : cat(c).find_objects(ObjectClass::kOperator, schema, split.name)) {
      const auto& own = static_cast<const Other&>(*found);
      if (oid_field(own, "left") != left || oid_field(own, "right") != right) continue;
      const catalog::Function* function = cat(c).function(oid_field(own, "function"));
      if (function != nullptr) return {own.oid, function->result};
      const FunctionDef* builtin = rung::find_function(oid_field(own, "function"));
      return {own.oid, builtin == nullptr ? kNoOid : builtin->result};
    }
  }
  throw_error(sqlstate::undefined_function, "operator does not exist: " +
                                                format_type_name(c, left) + " " + dotted(names) +
                                                " " + format_type_name(c, right));
}

struct Member {
  bool is_operator = true;
  int32_t number = 0;
  Oid left = kNoOid, right = kNoOid;
  Oid object = kNoOid;  // operator or function
  char purpose = 's';
  Oid sort_family = kNoOid;

  std::string field() const {
    return (is_operator ? "operator." : "function.") + std::to_string(number) + "." +
           std::to_string(left) + "." + std::to_string(right);
  }
  std::string value() const {
    return is_operator ? std::to_string(object) + " " + purpose + " " + std::to_string(sort_family)
                       : std::to_string(object);
  }
};

std::string signature(CommandContext& c, const Member& m) {
  return "(" + format_type_name(c, m.left) + "," + format_type_name(c, m.right) + ")";
}

void check_function(const Method& method, const Member& member, const std::vector<Oid>& types,
                    Oid result) {
  if (method.name == "btree" && member.number == 1) {
    if (types.size() != 2) bad("btree comparison functions must have two arguments");
    if (result != oid::kInt4) bad("btree comparison functions must return integer");
  }
  if (method.name == "hash" && member.number == 1) {
    if (types.size() != 1) bad("hash function 1 must have one argument");
    if (result != oid::kInt4) bad("hash function 1 must return integer");
  }
}

// `type` is the class's; kNoOid: items of a family, which name their types.
Member make_member(CommandContext& c, const Method& method, const ast::OpClassItem& item, Oid type) {
  Member member;
  member.is_operator = item.item_kind == ast::OpClassItemKind::kOperator;
  member.number = item.number;
  const int most = member.is_operator ? method.operators : method.functions;
  if (item.number < 1 || item.number > most) {
    bad(std::string("invalid ") + (member.is_operator ? "operator" : "function") + " number " +
        std::to_string(item.number) + ", must be between 1 and " + std::to_string(most));
  }
  const auto given = [&](const std::vector<ast::TypeName*>& names) {
    member.left = names.empty() ? type : type_oid(c, *names.front());
    member.right = names.empty() ? type : type_oid(c, *names.back());
  };
  if (member.is_operator) {
    if (item.name->args_unspecified && type == kNoOid) {
      throw_error(sqlstate::syntax_error,
                  "operator argument types must be specified in ALTER OPERATOR FAMILY");
    }
    given(item.name->args_unspecified ? std::vector<ast::TypeName*>() : item.name->args);
    const FoundOperator op = find_binary(c, item.name->name, member.left, member.right);
    if (!item.order_family.empty()) {
      member.purpose = 'o';
      member.sort_family =
          find_class_or_family(c, ObjectClass::kOpfamily, "btree", item.order_family);
      if (member.sort_family == kNoOid) {
        throw_error(sqlstate::undefined_object, "operator family " +
                                                    quoted(dotted(item.order_family)) +
                                                    " does not exist for access method \"btree\"");
      }
    } else if (op.result != oid::kBool) {
      bad("index search operators must return boolean");
    }
    member.object = op.oid;
    return member;
  }
  std::vector<Oid> types;
  for (const ast::TypeName* argument : item.name->args) types.push_back(type_oid(c, *argument));
  Oid result = kNoOid;
  member.object = support_function(c, item.name->name, types, &result);
  check_function(method, member, types, result);
  if (!item.class_args.empty()) {
    given(item.class_args);
  } else if (method.name == "btree" && types.size() == 2) {
    member.left = types[0];
    member.right = types[1];
  } else {
    member.left = member.right = type != kNoOid || types.empty() ? type : types[0];
  }
  return member;
}

void depend_on_member(CommandContext& c, ObjectAddress self, const Member& member) {
  depend(c, self, {member.is_operator ? ObjectClass::kOperator : ObjectClass::kFunction,
                   member.object, 0});
}

// Whether values order (or hash) as the type's own class has it.
bool keeps_order(CommandContext& c, std::string_view method, Oid type,
                 const std::vector<Member>& members) {
  const OpclassRow* by_default = default_opclass(cat(c), method, type);
  if (by_default == nullptr || (method != "btree" && method != "hash")) return false;
  for (const Member& member : members) {
    if (member.is_operator || member.number != 1) continue;
    const FunctionDef* builtin = rung::find_function(member.object);
    return builtin != nullptr && member.left == type && member.right == type;
  }
  return false;
}

Oid create_family(CommandContext& c, std::string_view name, Oid schema, std::string_view method) {
  for (const Object* other : cat(c).find_objects(ObjectClass::kOpfamily, schema, name)) {
    if (static_cast<const Other*>(other)->get("method") != method) continue;
    throw_error(sqlstate::duplicate_object, "operator family " + quoted(name) +
                                                " for access method " + quoted(method) +
                                                " already exists");
  }
  auto family = new_other(c, ObjectClass::kOpfamily, name, schema);
  family->set("method", str(method));
  const Oid oid = family->oid;
  cat(c).put(std::move(family));
  return oid;
}

void check_default(CommandContext& c, const ast::CreateOpClassStmt& stmt, std::string_view name,
                   std::string_view method, Oid type) {
  const auto refuse = [&](std::string_view other) {
    throw_error(Error(sqlstate::duplicate_object,
                      "could not make operator class " + quoted(name) + " be default for type " +
                          dotted(stmt.type->names))
                    .with_detail("Operator class " + quoted(other) + " already is the default."));
  };
  const OpclassRow* row = default_opclass(cat(c), method, type);
  if (row != nullptr && row->type == type) refuse(row->name);
  cat(c).for_each(ObjectClass::kOpclass, [&](const Object& object) {
    const auto& other = static_cast<const Other&>(object);
    if (other.get("default") == "t" && other.get("method") == method &&
        oid_field(other, "type") == type) {
      refuse(other.name);
    }
  });
  // Sorting would have to follow it.
  if (method == "btree" || method == "hash") {
    throw_unsupported("CREATE OPERATOR CLASS … DEFAULT USING " + str(method), stmt.pos);
  }
}

}  // namespace

Oid find_class_or_family(CommandContext& c, ObjectClass cls, std::string_view method,
                            const ast::NameList& names) {
  const SplitName split = split_name(names);
  std::vector<Oid> schemas = c.exec.path->schemas;
  if (!split.schema.empty()) schemas = {schema_oid(c, split.schema)};
  for (const Oid schema : schemas) {
    if (schema == kPgCatalogSchema && cls == ObjectClass::kOpfamily) {
      for (const OpfamilyRow& row : opfamilies()) {
        if (row.method == method && row.name == split.name) return row.oid;
      }
    }
    if (schema == kPgCatalogSchema && cls == ObjectClass::kOpclass) {
      const OpclassRow* row = find_opclass(method, split.name);
      if (row != nullptr && row->extension.empty()) return row->oid;
    }
    for (const Object* found : cat(c).find_objects(cls, schema, split.name)) {
      if (static_cast<const Other*>(found)->get("method") == method) return found->oid;
    }
  }
  return kNoOid;
}

std::string create_operator_family(CommandContext& c, const ast::CreateOpFamilyStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  create_family(c, name.name, schema, method_of(stmt.access_method).name);
  return "CREATE OPERATOR FAMILY";
}

std::string create_operator_class(CommandContext& c, const ast::CreateOpClassStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  const Method& method = method_of(stmt.access_method);
  const Oid type = type_oid(c, *stmt.type);
  Oid family = kNoOid;
  ast::NameList own_family{cat(c).schema(schema)->name, name.name};
  family = find_class_or_family(c, ObjectClass::kOpfamily, method.name,
                                   stmt.family.empty() ? own_family : stmt.family);
  if (family == kNoOid && !stmt.family.empty()) {
    throw_error(sqlstate::undefined_object, "operator family " + quoted(dotted(stmt.family)) +
                                                " does not exist for access method " +
                                                quoted(method.name));
  }
  std::vector<Member> members;
  Oid storage = kNoOid;
  for (const ast::OpClassItem* item : stmt.items) {
    if (item->item_kind == ast::OpClassItemKind::kStorage) {
      if (storage != kNoOid) bad("storage type specified more than once");
      storage = type_oid(c, *item->stored_type);
      continue;
    }
    Member member = make_member(c, method, *item, type);
    for (const Member& other : members) {
      if (other.field() != member.field()) continue;
      bad(std::string(member.is_operator ? "operator" : "function") + " number " +
          std::to_string(member.number) + " for " + signature(c, member) +
          " appears more than once");
    }
    members.push_back(std::move(member));
  }
  if (storage == type) storage = kNoOid;
  if (storage != kNoOid && (method.name == "btree" || method.name == "hash")) {
    bad("storage type cannot be different from data type for access method " +
        quoted(method.name));
  }
  for (const Object* other : cat(c).find_objects(ObjectClass::kOpclass, schema, name.name)) {
    if (static_cast<const Other*>(other)->get("method") != method.name) continue;
    throw_error(sqlstate::duplicate_object, "operator class " + quoted(name.name) +
                                                " for access method " + quoted(method.name) +
                                                " already exists");
  }
  if (stmt.is_default) check_default(c, stmt, name.name, method.name, type);
  if (family == kNoOid) family = create_family(c, name.name, schema, method.name);
  auto made = new_other(c, ObjectClass::kOpclass, name.name, schema);
  made->set("method", str(method.name));
  made->set("type", std::to_string(type));
  made->set("family", std::to_string(family));
  if (stmt.is_default) made->set("default", "t");
  if (storage != kNoOid) made->set("storage", std::to_string(storage));
  if (keeps_order(c, method.name, type, members)) made->set("order", "type");
  const ObjectAddress self{ObjectClass::kOpclass, made->oid, 0};
  depend(c, self, {ObjectClass::kOpfamily, family, 0}, DependencyKind::kAuto);
  depend(c, self, {ObjectClass::kType, type, 0});
  if (storage != kNoOid) depend(c, self, {ObjectClass::kType, storage, 0});
  for (const Member& member : members) {
    made->set(member.field(), member.value());
    depend_on_member(c, self, member);
  }
  cat(c).put(std::move(made));
  return "CREATE OPERATOR CLASS";
}

std::string alter_operator_family(CommandContext& c, const ast::AlterOpFamilyStmt& stmt) {
  const Method& method = method_of(stmt.access_method);
  const Oid oid = find_class_or_family(c, ObjectClass::kOpfamily, method.name, stmt.name);
  if (oid == kNoOid) {
    throw_error(sqlstate::undefined_object, "operator family " + quoted(dotted(stmt.name)) +
                                                " does not exist for access method " +
                                                quoted(method.name));
  }
  if (oid < kFirstUserOid) throw_unsupported("ALTER OPERATOR FAMILY of a built-in family", stmt.pos);
  auto family = edit_other(c, ObjectClass::kOpfamily, oid);
  const auto has = [&](const Member& member) {
    bool found = family->find(member.field()) != nullptr;
    cat(c).for_each(ObjectClass::kOpclass, [&](const Object& object) {
      const auto& other = static_cast<const Other&>(object);
      found |= oid_field(other, "family") == oid && other.find(member.field()) != nullptr;
    });
    return found;
  };
  const auto complain = [&](SqlState state, const Member& member, const char* what) {
    throw_error(state, std::string(member.is_operator ? "operator " : "function ") +
                           std::to_string(member.number) + signature(c, member) + " " + what +
                           " in operator family " + quoted(family->name));
  };
  for (const ast::OpClassItem* item : stmt.items) {
    if (item->item_kind == ast::OpClassItemKind::kStorage) {
      throw_error(sqlstate::syntax_error, "STORAGE cannot be specified in ALTER OPERATOR FAMILY");
    }
    if (!stmt.drop) {
      const Member member = make_member(c, method, *item, kNoOid);
      if (has(member)) complain(sqlstate::duplicate_object, member, "already exists");
      family->set(member.field(), member.value());
      depend_on_member(c, {ObjectClass::kOpfamily, oid, 0}, member);
      continue;
    }
    Member member;
    member.is_operator = item->item_kind == ast::OpClassItemKind::kOperator;
    member.number = item->number;
    member.left = type_oid(c, *item->class_args.front());
    member.right = type_oid(c, *item->class_args.back());
    if (!has(member)) complain(sqlstate::undefined_object, member, "does not exist");
    if (family->find(member.field()) == nullptr) {
      throw_unsupported("dropping a member of an operator class from its family", stmt.pos);
    }
    std::erase_if(family->fields, [&](const auto& field) { return field.first == member.field(); });
  }
  cat(c).put(std::move(family));
  return "ALTER OPERATOR FAMILY";
}

}  // namespace rung::commands
