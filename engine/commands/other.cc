#include "commands/other.h"

#include <cstdlib>

#include "functions/registry.h"

namespace rung::commands {

using namespace rung::catalog;

std::unique_ptr<Other> new_other(CommandContext& c, ObjectClass cls, std::string_view name,
                                 Oid schema) {
  auto object = std::make_unique<Other>(cls);
  object->oid = cat(c).new_oid();
  object->name = str(name);
  object->schema = schema;
  if (const Role* owner = cat(c).find_role(c.exec.services->current_user())) {
    object->owner = owner->oid;
  }
  if (schema != kNoOid) depend(c, {cls, object->oid, 0}, {ObjectClass::kSchema, schema, 0});
  return object;
}

std::unique_ptr<Other> edit_other(CommandContext& c, ObjectClass cls, Oid oid) {
  return std::make_unique<Other>(static_cast<const Other&>(*cat(c).object(cls, oid)));
}

Oid oid_field(const Other& object, std::string_view field) {
  const std::string* text = object.find(field);
  return text == nullptr ? kNoOid : static_cast<Oid>(std::strtoul(text->c_str(), nullptr, 10));
}

std::vector<const Function*> functions_named(CommandContext& c, const ast::NameList& names) {
  const SplitName split = split_name(names);
  std::vector<Oid> schemas = c.exec.path->schemas;
  if (!split.schema.empty()) schemas = {schema_oid(c, split.schema)};
  std::vector<const Function*> found;
  for (const Oid schema : schemas) {
    for (const Function* f : cat(c).find_functions(schema, split.name)) found.push_back(f);
  }
  return found;
}

Oid support_function(CommandContext& c, const ast::NameList& names, const std::vector<Oid>& types,
                     Oid* result) {
  for (const Function* f : functions_named(c, names)) {
    if (f->input_types() != types) continue;
    if (result != nullptr) *result = f->result;
    return f->oid;
  }
  // Polymorphic ones next: any array for anyarray, anything for anyelement.
  for (const Function* f : functions_named(c, names)) {
    const std::vector<Oid> inputs = f->input_types();
    bool fits = inputs.size() == types.size();
    for (size_t i = 0; fits && i < inputs.size(); ++i) {
      const TypeInfo* info = cat(c).find_type(types[i]);
      fits = inputs[i] == types[i] || inputs[i] == oid::kAnyelement ||
             inputs[i] == oid::kAnycompatible ||
             (inputs[i] == oid::kAnyarray && info != nullptr && info->kind == TypeKind::kArray);
    }
    if (!fits) continue;
    if (result != nullptr) *result = f->result;
    return f->oid;
  }
  const SplitName split = split_name(names);
  if (split.schema.empty() || split.schema == "pg_catalog") {
    const FunctionCandidate* close = nullptr;
    for (const FunctionCandidate& candidate : find_functions(split.name)) {
      if (candidate.kind != FunctionCandidate::Kind::kScalar ||
          candidate.args.size() != types.size()) {
        continue;
      }
      bool same = true, fits = true;
      for (size_t i = 0; i < types.size(); ++i) {
        const TypeInfo* info = cat(c).find_type(types[i]);
        const Oid wanted = candidate.args[i];
        const bool equal = wanted == types[i];
        same = same && equal;
        fits = fits && (equal || wanted == oid::kAnyelement || wanted == oid::kAny ||
                        wanted == oid::kAnycompatible ||
                        ((wanted == oid::kAnyarray || wanted == oid::kAnycompatiblearray) &&
                         info != nullptr && info->kind == TypeKind::kArray) ||
                        // varchar and the like are taken as text
                        (wanted == oid::kText &&
                         (types[i] == oid::kVarchar || types[i] == oid::kUnknown)));
      }
      if (same) {
        close = &candidate;
        break;
      }
      if (fits && close == nullptr) close = &candidate;
    }
    if (close != nullptr) {
      if (result != nullptr) *result = close->result;
      return close->oid;
    }
  }
  std::string signature;
  for (const Oid type : types) {
    if (!signature.empty()) signature += ", ";
    signature += format_type_name(c, type);
  }
  throw_error(sqlstate::undefined_function,
              "function " + dotted(names) + "(" + signature + ") does not exist");
}

}  // namespace rung::commands
