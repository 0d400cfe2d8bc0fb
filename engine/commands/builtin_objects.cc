#include "commands/builtin_objects.h"

#include <algorithm>
#include <cstring>

#include "executor/builtin_code.h"
#include "functions/extensions.h"
#include "parser/parser.h"
#include "planner/deparse.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

const Extension* created(CommandContext& c, const char* extension) {
  return extension == nullptr ? nullptr : cat(c).find_extension(extension);
}

// Where a row is found; kNoOid while its extension is not there.
Oid schema_of(CommandContext& c, const char* extension) {
  if (extension == nullptr) return kPgCatalogSchema;
  const Extension* owner = created(c, extension);
  return owner == nullptr ? kNoOid : owner->schema;
}

std::vector<Oid> schemas_to_search(CommandContext& c, std::string_view schema) {
  if (schema.empty()) return c.exec.path->schemas;
  return {find_schema_oid(cat(c), *c.exec.path, schema)};
}

bool fits(FunctionCandidate::Kind row, ast::ObjectKind kind) {
  switch (kind) {
    case ast::ObjectKind::kProcedure: return false;
    case ast::ObjectKind::kAggregate: return row == FunctionCandidate::Kind::kAggregate;
    default: return true;
  }
}

// "schema." where the search path would not find what comes with `extension`.
std::string schema_prefix(ExecContext& exec, const char* extension) {
  const Extension* owner =
      extension == nullptr ? nullptr : exec.catalog->find_extension(extension);
  const std::vector<Oid>& path = exec.path->schemas;
  if (owner == nullptr || std::ranges::find(path, owner->schema) != path.end()) return {};
  return ast::quote_identifier(exec.catalog->schema(owner->schema)->name) + ".";
}

// The extension that a function's row comes with.
const char* function_extension(Oid oid) {
  const auto builtin = executor::builtin_function(oid);
  return builtin.has_value() ? builtin->extension : nullptr;
}

}  // namespace

BuiltinFound find_builtin_function(CommandContext& c, const ast::ObjectWithArgs& name,
                                   ast::ObjectKind kind, const std::vector<Oid>& types) {
  const SplitName split = split_name(name.name);
  const std::span<const FunctionCandidate> rows = rung::find_functions(split.name);
  if (rows.empty()) return {};
  for (const Oid schema : schemas_to_search(c, split.schema)) {
    BuiltinFound found;
    for (const FunctionCandidate& row : rows) {
      if (schema_of(c, row.extension) != schema) continue;
      if (name.args_unspecified ? !fits(row.kind, kind) : !std::ranges::equal(row.args, types)) {
        continue;
      }
      if (found.object.oid != kNoOid) {
        const std::string word = kind == ast::ObjectKind::kAggregate ? "aggregate"
                                 : kind == ast::ObjectKind::kRoutine ? "routine"
                                                                     : "function";
        throw_error(Error(sqlstate::ambiguous_function,
                          word + " name " + quoted(dotted(name.name)) + " is not unique")
                        .with_hint("Specify the argument list to select the " + word +
                                   " unambiguously."));
      }
      found = {{ObjectClass::kFunction, row.oid, 0}, schema};
    }
    if (found.object.oid != kNoOid) return found;
  }
  return {};
}

void check_builtin_kind(CommandContext& c, ObjectAddress function, ast::ObjectKind kind,
                        bool for_drop) {
  const BuiltinFunction row = *executor::builtin_function(function.oid);
  const std::string text = builtin_function_text(c.exec, function.oid);
  if (kind == ast::ObjectKind::kProcedure) {
    throw_error(sqlstate::wrong_object_type, text + " is not a procedure");
  }
  if (kind == ast::ObjectKind::kAggregate && row.kind != 'a') {
    throw_error(sqlstate::wrong_object_type, "function " + text + " is not an aggregate");
  }
  if (kind == ast::ObjectKind::kFunction && row.kind == 'a' && for_drop) {
    throw_error(Error(sqlstate::wrong_object_type,
                      quoted(row.name) + " is an aggregate function")
                    .with_hint("Use DROP AGGREGATE to drop aggregate functions."));
  }
}

BuiltinFound find_builtin_operator(CommandContext& c, const SplitName& name, Oid left, Oid right) {
  const std::span<const OperatorDef* const> rows = find_operators(name.name);
  if (rows.empty()) return {};
  for (const Oid schema : schemas_to_search(c, name.schema)) {
    for (const OperatorDef* row : rows) {
      if (row->left != left || row->right != right) continue;
      if (schema_of(c, operator_extension(row->oid)) != schema) continue;
      return {{ObjectClass::kOperator, row->oid, 0}, schema};
    }
  }
  return {};
}

const Extension* extension_with_function(CommandContext& c, Oid schema, std::string_view name,
                                         const std::vector<Oid>& types) {
  for (const FunctionCandidate& row : rung::find_functions(name)) {
    const Extension* owner = created(c, row.extension);
    if (owner != nullptr && owner->schema == schema && std::ranges::equal(row.args, types)) {
      return owner;
    }
  }
  return nullptr;
}

bool is_builtin(ObjectAddress object) {
  return object.oid != kNoOid && object.oid < kFirstUserOid &&
         (object.cls == ObjectClass::kFunction || object.cls == ObjectClass::kOperator);
}

const Extension* builtin_extension(CommandContext& c, ObjectAddress object) {
  return created(c, object.cls == ObjectClass::kOperator ? operator_extension(object.oid)
                                                         : function_extension(object.oid));
}

Oid builtin_owner(CommandContext& c, ObjectAddress object) {
  const Extension* extension = builtin_extension(c, object);
  constexpr Oid kSuperuser = 10;
  return extension == nullptr ? kSuperuser : extension->owner;
}

void refuse_drop_of_builtin(CommandContext& c, ObjectAddress object) {
  const std::string cannot = "cannot drop " + describe_object(c.exec, object) + " because ";
  const Extension* extension = builtin_extension(c, object);
  if (object.cls == ObjectClass::kLanguage) {
    extension = cat(c).find_extension(cat(c).object(object.cls, object.oid)->name);
  }
  if (extension == nullptr) {
    throw_error(sqlstate::dependent_objects_still_exist,
                cannot + "it is required by the database system");
  }
  throw_error(Error(sqlstate::dependent_objects_still_exist,
                    cannot + "extension " + extension->name + " requires it")
                  .with_hint("You can drop extension " + extension->name + " instead."));
}

std::string builtin_function_text(ExecContext& exec, Oid oid) {
  const auto builtin = executor::builtin_function(oid);
  if (!builtin.has_value()) return {};
  planner::DeparseContext context{exec.catalog, exec.path, exec.env()};
  std::string text =
      schema_prefix(exec, builtin->extension) + ast::quote_identifier(builtin->name) + "(";
  for (size_t i = 0; i < builtin->args.size(); ++i) {
    text += (i > 0 ? "," : "") + planner::type_name(context, builtin->args[i], -1);
  }
  return text + ")";
}

std::string builtin_operator_text(ExecContext& exec, Oid oid) {
  const OperatorDef* row = find_operator(oid);
  if (row == nullptr) return {};
  planner::DeparseContext context{exec.catalog, exec.path, exec.env()};
  return schema_prefix(exec, operator_extension(oid)) + row->name + "(" +
         (row->left == kNoOid ? "NONE" : planner::type_name(context, row->left, -1)) + "," +
         planner::type_name(context, row->right, -1) + ")";
}

std::vector<Oid> extension_functions_in(CommandContext& c, Oid schema) {
  std::vector<Oid> functions;
  executor::builtin_code().each_function([&](const BuiltinFunction& row) {
    if (row.extension != nullptr && schema_of(c, row.extension) == schema) {
      functions.push_back(row.oid);
    }
  });
  return functions;
}

}  // namespace rung::commands
