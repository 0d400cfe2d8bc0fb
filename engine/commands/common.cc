#include "commands/common.h"

#include "catalog/system_column.h"
#include "catalog/system_types.h"
#include "parser/parser.h"
#include "planner/deparse.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

planner::BindContext CommandContext::bind() const {
  planner::BindContext context;
  context.catalog = exec.catalog;
  context.path = exec.path;
  context.env = exec.env();
  return context;
}

std::string dotted(const ast::NameList& names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += '.';
    text += name;
  }
  return text;
}

void notice(CommandContext& c, std::string message, Error extra) {
  extra.severity = Severity::kNotice;
  if (extra.state == SqlState()) extra.state = sqlstate::successful_completion;
  extra.message = std::move(message);
  c.exec.services->notice(std::move(extra));
}

void warning(CommandContext& c, SqlState state, std::string message, std::string hint) {
  Error error(state, std::move(message));
  error.severity = Severity::kWarning;
  error.hint = std::move(hint);
  c.exec.services->notice(std::move(error));
}

// --- finding -----------------------------------------------------------------------------------

Oid schema_oid(CommandContext& c, std::string_view name, SourcePos pos) {
  const Oid oid = find_schema_oid(cat(c), *c.exec.path, name);
  if (oid == kNoOid) {
    throw_error(sqlstate::invalid_schema_name, "schema " + quoted(name) + " does not exist", pos);
  }
  return oid;
}

Oid creation_schema(CommandContext& c, std::string_view schema, SourcePos pos) {
  if (schema == "pg_temp") return c.session.temporary_schema(c.exec);
  Oid oid = kNoOid;
  if (!schema.empty()) {
    oid = schema_oid(c, schema, pos);
  } else {
    oid = c.exec.path->creation;
    if (oid == kNoOid) {
      throw_error(sqlstate::invalid_schema_name, "no schema has been selected to create in", pos);
    }
  }
  if (oid == kPgCatalogSchema) {
    throw_error(Error(sqlstate::insufficient_privilege, "permission denied to create in schema "
                                                        "\"pg_catalog\"")
                    .with_detail("System catalog modifications are currently disallowed."));
  }
  return oid;
}

Oid creation_schema(CommandContext& c, const ast::RangeVar& name) {
  if (name.persistence == ast::Persistence::kTemporary) {
    if (!name.schema.empty() && name.schema != "pg_temp" &&
        (c.exec.path->temporary == kNoOid ||
         find_schema_oid(cat(c), *c.exec.path, name.schema) != c.exec.path->temporary)) {
      throw_error(sqlstate::invalid_table_definition,
                  "cannot create temporary relation in non-temporary schema", name.pos);
    }
    return c.session.temporary_schema(c.exec);
  }
  return creation_schema(c, name.schema, name.pos);
}

SplitName split_name(const ast::NameList& names) {
  switch (names.size()) {
    case 1: return {{}, names[0]};
    case 2: return {names[0], names[1]};
    case 3: return {names[1], names[2]};
    default:
      throw_error(sqlstate::syntax_error,
                  "improper qualified name (too many dotted names): " + dotted(names));
  }
}

const Relation* find_relation(CommandContext& c, const ast::RangeVar& name, bool missing_ok) {
  const Relation* found = lookup_relation(cat(c), *c.exec.path, name.schema, name.name);
  if (found != nullptr || missing_ok) return found;
  const std::string full =
      (name.schema.empty() ? std::string() : str(name.schema) + ".") + str(name.name);
  throw_error(sqlstate::undefined_table, "relation " + quoted(full) + " does not exist");
}

const Relation& get_relation(CommandContext& c, const ast::RangeVar& name) {
  return *find_relation(c, name, false);
}

const Relation* find_relation(CommandContext& c, const ast::NameList& names) {
  const SplitName split = split_name(names);
  return lookup_relation(cat(c), *c.exec.path, split.schema, split.name);
}

const char* kind_word(RelationKind kind) {
  switch (kind) {
    case RelationKind::kTable:
    case RelationKind::kPartitionedTable: return "table";
    case RelationKind::kIndex:
    case RelationKind::kPartitionedIndex: return "index";
    case RelationKind::kView: return "view";
    case RelationKind::kMatview: return "materialized view";
    case RelationKind::kSequence: return "sequence";
    case RelationKind::kComposite: return "composite type";
    case RelationKind::kForeignTable: return "foreign table";
  }
  RUNG_UNREACHABLE();
}

bool is_table_like(RelationKind kind) {
  return kind == RelationKind::kTable || kind == RelationKind::kPartitionedTable ||
         kind == RelationKind::kMatview;
}

const Relation& get_table(CommandContext& c, const ast::RangeVar& name, std::string_view kinds,
                          std::string_view what) {
  const Relation& found = get_relation(c, name);
  if (kinds.find(static_cast<char>(found.kind)) == std::string_view::npos) {
    throw_error(sqlstate::wrong_object_type, quoted(found.name) + " is not " + str(what));
  }
  refuse_system(found);
  return found;
}

void refuse_system(const Relation& relation) {
  if (relation.schema == kPgCatalogSchema || relation.schema == kInformationSchema) {
    throw_error(sqlstate::insufficient_privilege,
                "permission denied: " + quoted(relation.name) + " is a system catalog");
  }
}

Oid role_oid(CommandContext& c, const ast::RoleSpec& role) {
  std::string name;
  switch (role.role_kind) {
    case ast::RoleSpecKind::kName: name = str(role.name); break;
    case ast::RoleSpecKind::kCurrentRole:
    case ast::RoleSpecKind::kCurrentUser: name = c.exec.services->current_user(); break;
    case ast::RoleSpecKind::kSessionUser: name = c.exec.services->session_user(); break;
    case ast::RoleSpecKind::kPublic: return kNoOid;
  }
  const Role* found = cat(c).find_role(name);
  if (found == nullptr) {
    throw_error(sqlstate::undefined_object, "role " + quoted(name) + " does not exist");
  }
  return found->oid;
}

Oid find_named_type(CommandContext& c, const ast::NameList& names, bool missing_ok,
                    SourcePos pos) {
  const SplitName split = split_name(names);
  const Oid oid = lookup_type(cat(c), *c.exec.path, split.schema, split.name);
  if (oid == kNoOid && !missing_ok) {
    throw_error(sqlstate::undefined_object, "type " + quoted(dotted(names)) + " does not exist", pos);
  }
  return oid;
}

std::string format_type_name(CommandContext& c, Oid type, int32_t typmod) {
  planner::DeparseContext context{c.exec.catalog, c.exec.path, c.exec.env()};
  return planner::type_name(context, type, typmod);
}

const Attribute& get_column(const Relation& relation, std::string_view name) {
  const Attribute* column = relation.find_column(name);
  if (column == nullptr) {
    throw_error(sqlstate::undefined_column, "column " + quoted(name) + " of relation " +
                                                quoted(relation.name) + " does not exist");
  }
  return *column;
}

const Attribute& get_alterable_column(const Relation& relation, std::string_view name) {
  if (catalog::find_system_column(name) != nullptr) {
    throw_error(sqlstate::feature_not_supported, "cannot alter system column " + quoted(name));
  }
  return get_column(relation, name);
}

std::string qualified_name(CommandContext& c, const Relation& relation) {
  const catalog::Schema* schema = cat(c).schema(relation.schema);
  return (schema == nullptr ? std::string() : ast::quote_identifier(schema->name) + ".") +
         ast::quote_identifier(relation.name);
}

// --- expressions -------------------------------------------------------------------------------

std::string store(const Expr& expr) { return planner::store_expression(expr); }

std::vector<ObjectAddress> references(const Expr& expr, Oid relation) {
  const Oid relations[] = {relation, relation};  // OLD and NEW of a trigger's WHEN are both it
  return planner::collect_references(expr, relations);
}

void depend(CommandContext& c, ObjectAddress dependent, ObjectAddress referenced,
            DependencyKind kind) {
  if (referenced.oid == kNoOid) return;
  // Built-in objects are pinned; public and extensions may be dropped.
  if (referenced.cls == ObjectClass::kType && catalog::is_system_type(referenced.oid)) return;
  if (referenced.oid < kFirstUserOid && referenced.oid != kPublicSchema &&
      referenced.cls != ObjectClass::kExtension) {
    return;
  }
  cat(c).add_dependency(dependent, referenced, kind);
}

void add_references(CommandContext& c, ObjectAddress dependent,
                    std::span<const ObjectAddress> references, Oid own, DependencyKind own_kind) {
  for (ObjectAddress reference : references) {
    if (reference == dependent) continue;
    if (reference.cls == ObjectClass::kType && reference.sub > 0) {  // a field of a row
      const TypeInfo* type = cat(c).find_type(reference.oid);
      const Oid table = type == nullptr ? kNoOid : type->relation_oid;
      reference = table == kNoOid ? ObjectAddress{ObjectClass::kType, reference.oid, 0}
                                  : ObjectAddress{ObjectClass::kRelation, table, reference.sub};
    }
    const bool is_own = reference.cls == ObjectClass::kRelation && reference.oid == own;
    depend(c, dependent, reference, is_own ? own_kind : DependencyKind::kNormal);
  }
}

// --- options -----------------------------------------------------------------------------------

std::string option_text(const ast::DefElem& option) {
  const ast::Node* arg = option.arg;
  if (arg == nullptr) return {};
  if (const auto* constant = ast::as<ast::Constant>(arg)) {
    switch (constant->const_kind) {
      case ast::ConstantKind::kNull: return {};
      case ast::ConstantKind::kBoolean: return constant->boolean ? "true" : "false";
      case ast::ConstantKind::kInteger: return std::to_string(constant->integer);
      default: return str(constant->text);
    }
  }
  if (const auto* name = ast::as<ast::NameNode>(arg)) return dotted(name->names);
  if (const auto* type = ast::as<ast::TypeName>(arg)) return dotted(type->names);
  if (const auto* column = ast::as<ast::ColumnRef>(arg)) return dotted(column->fields);
  if (const auto* role = ast::as<ast::RoleSpec>(arg)) return str(role->name);
  return {};
}

bool option_bool(const ast::DefElem& option) {
  if (option.arg == nullptr) return true;
  const std::string text = option_text(option);
  if (text == "true" || text == "on" || text == "1" || text == "yes") return true;
  if (text == "false" || text == "off" || text == "0" || text == "no") return false;
  throw_error(sqlstate::syntax_error, str(option.name) + " requires a Boolean value");
}

int64_t option_integer(const ast::DefElem& option) {
  const std::string text = option_text(option);
  if (text.empty()) {
    throw_error(sqlstate::syntax_error, str(option.name) + " requires a numeric value");
  }
  errno = 0;
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  if (*end != '\0' || errno != 0) {
    throw_error(sqlstate::numeric_value_out_of_range,
                "value \"" + text + "\" is out of range for type bigint");
  }
  return value;
}

namespace {

// Storage parameters of tables, indexes and views that PostgreSQL 15 knows; "autovacuum_" and
// "toast." ones are taken by their prefix.
bool is_known_option(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "fillfactor", "parallel_workers", "toast_tuple_target", "user_catalog_table",
      "vacuum_index_cleanup", "vacuum_truncate", "log_autovacuum_min_duration",
      "deduplicate_items", "buffering", "fastupdate", "gin_pending_list_limit", "pages_per_range",
      "autosummarize", "security_barrier", "security_invoker", "check_option"};
  if (name.starts_with("autovacuum_")) return true;
  for (const std::string_view known : kNames) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> relation_options(const std::vector<ast::DefElem*>& options) {
  std::vector<std::string> result;
  for (const ast::DefElem* option : options) {
    // WITH (oids = false) has been the only possibility since PostgreSQL 12.
    if (option->ns.empty() && option->name == "oids") {
      if (option_bool(*option)) {
        throw_error(sqlstate::feature_not_supported, "tables declared WITH OIDS are not supported");
      }
      continue;
    }
    if (!option->ns.empty() && option->ns != "toast") {
      throw_error(sqlstate::invalid_parameter_value,
                  "unrecognized parameter namespace " + quoted(option->ns));
    }
    if (!is_known_option(option->name)) {
      throw_error(sqlstate::invalid_parameter_value,
                  "unrecognized parameter " + quoted(option->name));
    }
    const std::string name =
        (option->ns.empty() ? std::string() : str(option->ns) + ".") + str(option->name);
    result.push_back(name + "=" + (option->arg == nullptr ? "true" : option_text(*option)));
  }
  return result;
}

}  // namespace rung::commands
