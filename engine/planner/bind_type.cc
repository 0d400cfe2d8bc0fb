// Type names and collation names to oids.
#include "parser/parser.h"
#include "planner/bind.h"

namespace rung::planner {

std::string name_text(const ast::NameList& names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ".";
    text += name;
  }
  return text;
}

namespace {

Oid schema_oid(BindContext& context, std::string_view schema, SourcePos pos) {
  const Oid found = catalog::find_schema_oid(*context.catalog, *context.path, schema);
  if (found == kNoOid) {
    throw_error(sqlstate::undefined_schema,
                "schema \"" + std::string(schema) + "\" does not exist", pos);
  }
  return found;
}

// column%TYPE
TypeRef column_type(BindContext& context, const ast::TypeName& name) {
  const size_t n = name.names.size();
  if (n < 2) {
    throw_error(sqlstate::syntax_error,
                "improper %TYPE reference (too few dotted names): " + name_text(name.names),
                name.pos);
  }
  const std::string_view schema = n > 2 ? name.names[n - 3] : std::string_view();
  const std::string_view table = name.names[n - 2];
  const catalog::Relation* relation =
      catalog::lookup_relation(*context.catalog, *context.path, schema, table);
  if (relation == nullptr) {
    std::string shown = schema.empty() ? "" : std::string(schema) + ".";
    shown += table;
    throw_error(sqlstate::undefined_table, "relation \"" + shown + "\" does not exist", name.pos);
  }
  const catalog::Attribute* column = relation->find_column(name.names[n - 1]);
  if (column == nullptr) {
    throw_error(sqlstate::undefined_column,
                "column \"" + std::string(name.names[n - 1]) + "\" of relation \"" +
                    std::string(table) + "\" does not exist",
                name.pos);
  }
  return {column->type, column->typmod};
}

// The modifiers as the strings that the type's own function reads.
int32_t read_typmod(BindContext& context, const TypeInfo& type, const ast::TypeName& name) {
  const std::string shown = "\"" + std::string(type.name) + "\"";
  if (type.ops->typmod_in == nullptr || type.kind == TypeKind::kDomain) {
    throw_error(sqlstate::syntax_error, "type modifier is not allowed for type " + shown, name.pos);
  }
  std::vector<std::string_view> modifiers;
  for (const ast::Expr* modifier : name.typmods) {
    if (const auto* constant = ast::as<ast::Constant>(modifier)) {
      switch (constant->const_kind) {
        case ast::ConstantKind::kInteger:
          modifiers.push_back(context.env.keep(std::to_string(constant->integer)));
          continue;
        case ast::ConstantKind::kFloat:
        case ast::ConstantKind::kString: modifiers.push_back(constant->text); continue;
        default: break;
      }
    } else if (const auto* column = ast::as<ast::ColumnRef>(modifier);
               column != nullptr && column->fields.size() == 1 && !column->star) {
      modifiers.push_back(column->fields[0]);
      continue;
    } else if (const auto* op = ast::as<ast::OpExpr>(modifier);
               op != nullptr && op->left == nullptr && op->name.size() == 1 &&
               op->name[0] == "-" && ast::is<ast::Constant>(op->right)) {
      const auto& operand = ast::to<ast::Constant>(op->right);
      if (operand.const_kind == ast::ConstantKind::kInteger) {
        modifiers.push_back(context.env.keep("-" + std::to_string(operand.integer)));
        continue;
      }
    }
    throw_error(sqlstate::syntax_error,
                "type modifiers must be simple constants or identifiers", name.pos);
  }
  return at_position(name.pos, [&] { return type.ops->typmod_in(context.env, modifiers); });
}

}  // namespace

TypeRef resolve_type(BindContext& context, const ast::TypeName& name) {
  if (name.pct_type) {
    TypeRef ref = column_type(context, name);
    if (!name.array_bounds.empty()) ref.type = context.env.type(ref.type).array_oid;
    return ref;
  }
  const size_t n = name.names.size();
  if (n > 3) {
    throw_error(sqlstate::syntax_error,
                "improper qualified name (too many dotted names): " + name_text(name.names),
                name.pos);
  }
  const std::string_view schema = n > 1 ? name.names[n - 2] : std::string_view();
  if (!schema.empty()) schema_oid(context, schema, name.pos);
  Oid found = catalog::lookup_type(*context.catalog, *context.path, schema, name.names[n - 1]);
  if (found == kNoOid) {
    throw_error(sqlstate::undefined_object,
                "type \"" + name_text(name.names) + (name.array_bounds.empty() ? "" : "[]") +
                    "\" does not exist",
                name.pos);
  }
  TypeRef ref{found, -1};
  if (!name.typmods.empty()) ref.typmod = read_typmod(context, context.env.type(found), name);
  if (!name.array_bounds.empty()) {
    const TypeInfo& element = context.env.type(found);
    const bool is_array = element.kind == TypeKind::kArray && element.array_oid == kNoOid;
    ref.type = is_array ? found : element.array_oid;
    if (ref.type == kNoOid) {
      throw_error(sqlstate::undefined_object,
                  "could not find array type for data type " +
                      format_type(context.env, found, -1),
                  name.pos);
    }
  }
  return ref;
}

TypeRef resolve_type_text(BindContext& context, std::string_view text) {
  const ast::TypeName* name = ast::parse_type_name(text, *context.env.arena);
  return resolve_type(context, *name);
}

TypeRef Binder::type_ref(const ast::TypeName& name) { return resolve_type(context_, name); }

std::string Binder::type_text(Oid type, int32_t typmod) {
  return format_type(context_.env, type, typmod);
}

Oid Binder::base_type(Oid type, int32_t* typmod) {
  for (int depth = 0; depth < 64; ++depth) {
    if (type < kFirstUserOid) return type;
    const TypeInfo* info = context_.env.types->find_type(type);
    if (info == nullptr || info->kind != TypeKind::kDomain) return type;
    if (typmod != nullptr && *typmod == -1) *typmod = info->base_typmod;
    type = info->base_oid;
  }
  return type;
}

bool Binder::is_composite(Oid oid) {
  if (oid < kFirstUserOid) {
    const TypeInfo* info = context_.env.types->find_type(oid);
    return info != nullptr && info->kind == TypeKind::kComposite;
  }
  return type(base_type(oid)).kind == TypeKind::kComposite;
}

Oid Binder::default_collation(Oid oid) {
  const TypeInfo* info = context_.env.types->find_type(oid);
  if (info == nullptr || !info->collatable) return kNoOid;
  if (info->kind == TypeKind::kDomain) {
    const catalog::Type* domain = catalog_.user_type(oid);
    if (domain != nullptr && domain->domain.has_value() && domain->domain->collation != kNoOid) {
      return domain->domain->collation;
    }
    return default_collation(info->base_oid);
  }
  return oid == oid::kName || oid == oid::kNameArray ? kCCollation : kDefaultCollation;
}

Oid Binder::find_collation(const ast::NameList& name, SourcePos pos) {
  const std::string_view last = name.back();
  const std::string_view schema = name.size() > 1 ? name[name.size() - 2] : std::string_view();
  if (schema.empty() || schema == "pg_catalog") {
    if (last == "default") return kDefaultCollation;
    if (last == "C") return kCCollation;
    if (last == "POSIX") return 951;
    if (last == "ucs_basic") return 962;
  }
  const auto look = [&](Oid in) -> Oid {
    const catalog::Object* found =
        catalog_.find_object(catalog::ObjectClass::kCollation, in, last);
    return found != nullptr ? found->oid : kNoOid;
  };
  if (!schema.empty()) {
    if (const Oid found = look(schema_oid(context_, schema, pos)); found != kNoOid) return found;
  } else {
    for (const Oid in : context_.path->schemas) {
      if (const Oid found = look(in); found != kNoOid) return found;
    }
  }
  throw_error(sqlstate::undefined_object,
              "collation \"" + name_text(name) + "\" for encoding \"UTF8\" does not exist", pos);
}

}  // namespace rung::planner
