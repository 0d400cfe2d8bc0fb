// CREATE AGGREGATE, OPERATOR, CAST and COLLATION.
#include <algorithm>

#include "commands/objects.h"
#include "commands/other.h"
#include "functions/registry.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

[[noreturn]] void bad_definition(const std::string& message) {
  throw_error(sqlstate::invalid_function_definition, message);
}

Oid named_type(CommandContext& c, const ast::TypeName& name) {
  planner::BindContext context = c.bind();
  return planner::resolve_type(context, name).type;
}

// The value of a definition's item as a (qualified) name: words come as types.
ast::NameList names_of(const ast::DefElem& option) {
  if (const auto* type = ast::as<ast::TypeName>(option.arg)) return type->names;
  if (const auto* name = ast::as<ast::NameNode>(option.arg)) return name->names;
  if (const auto* text = ast::as<ast::Constant>(option.arg)) return {text->text};
  throw_error(sqlstate::syntax_error, str(option.name) + " requires a parameter");
}

Oid type_of(CommandContext& c, const ast::DefElem& option) {
  if (const auto* type = ast::as<ast::TypeName>(option.arg)) return named_type(c, *type);
  if (const auto* text = ast::as<ast::Constant>(option.arg)) {
    planner::BindContext context = c.bind();
    return planner::resolve_type_text(context, text->text).type;
  }
  throw_error(sqlstate::syntax_error, "argument of " + str(option.name) + " must be a type name");
}

const ast::DefElem* find_option(const ast::DefineStmt& stmt, std::string_view name) {
  const ast::DefElem* found = nullptr;
  for (const ast::DefElem* option : stmt.definition) {
    if (option->name == name) found = option;
  }
  return found;
}

bool is_polymorphic(Oid type) {
  switch (type) {
    case oid::kAnyelement: case oid::kAnyarray: case oid::kAnynonarray: case oid::kAnyenum:
    case oid::kAnyrange: case oid::kAnymultirange: case oid::kAnycompatible:
    case oid::kAnycompatiblearray: case oid::kAnycompatiblenonarray:
    case oid::kAnycompatiblerange: return true;
    default: return false;
  }
}

// --- aggregates --------------------------------------------------------------------------------

void add_aggregate_arguments(CommandContext& c, const ast::DefineStmt& stmt, Function* aggregate) {
  if (stmt.old_style) {
    const ast::DefElem* base = find_option(stmt, "basetype");
    if (base == nullptr) bad_definition("aggregate input type must be specified");
    const ast::NameList names = names_of(*base);
    std::string word = names.size() == 1 ? str(names[0]) : "";
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char ch) { return ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch + 32) : ch; });
    if (word != "any") {
      FunctionArgument argument;
      argument.type = type_of(c, *base);
      aggregate->arguments.push_back(std::move(argument));
    }
    return;
  }
  for (const ast::FunctionParameter* parameter : stmt.args) {
    FunctionArgument argument;
    argument.name = str(parameter->name);
    argument.type = named_type(c, *parameter->type);
    if (parameter->mode == ast::ParameterMode::kVariadic) argument.mode = ArgMode::kVariadic;
    if (parameter->default_value != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  "only input parameters can have default values");
    }
    aggregate->arguments.push_back(std::move(argument));
  }
}

std::string create_aggregate(CommandContext& c, const ast::DefineStmt& stmt) {
  static constexpr std::string_view kKnown[] = {
      "sfunc", "sfunc1", "stype", "stype1", "sspace", "finalfunc", "finalfunc_extra",
      "finalfunc_modify", "combinefunc", "serialfunc", "deserialfunc", "initcond", "initcond1",
      "msfunc", "minvfunc", "mstype", "msspace", "mfinalfunc", "mfinalfunc_extra",
      "mfinalfunc_modify", "minitcond", "sortop", "parallel", "hypothetical", "basetype"};
  for (const ast::DefElem* option : stmt.definition) {
    if (std::find(std::begin(kKnown), std::end(kKnown), option->name) == std::end(kKnown)) {
      warning(c, sqlstate::syntax_error,
              "aggregate attribute " + quoted(option->name) + " not recognized");
    }
  }
  const auto either = [&](std::string_view one, std::string_view other) {
    const ast::DefElem* found = find_option(stmt, one);
    return found != nullptr ? found : find_option(stmt, other);
  };
  const ast::DefElem* state = either("stype", "stype1");
  const ast::DefElem* step = either("sfunc", "sfunc1");
  if (state == nullptr) bad_definition("aggregate stype must be specified");
  if (step == nullptr) bad_definition("aggregate sfunc must be specified");
  if (stmt.direct_arg_count >= 0) throw_unsupported("CREATE AGGREGATE … ORDER BY", stmt.pos);

  const SplitName name = split_name(stmt.name);
  auto aggregate = std::make_unique<Function>();
  aggregate->name = str(name.name);
  aggregate->schema = creation_schema(c, name.schema);
  aggregate->kind = 'a';
  aggregate->language = "internal";
  aggregate->source = "aggregate_dummy";
  aggregate->volatility = 'i';
  aggregate->cost = 1;
  add_aggregate_arguments(c, stmt, aggregate.get());
  aggregate->state_type = type_of(c, *state);
  const TypeInfo& state_info = cat(c).type(aggregate->state_type);
  if (state_info.kind == TypeKind::kPseudo && !is_polymorphic(aggregate->state_type)) {
    if (aggregate->state_type != oid::kInternal) {
      bad_definition("aggregate transition data type cannot be " +
                     format_type_name(c, aggregate->state_type));
    }
  }
  const std::vector<Oid> inputs = aggregate->input_types();
  if (is_polymorphic(aggregate->state_type) &&
      std::none_of(inputs.begin(), inputs.end(), is_polymorphic)) {
    throw_error(Error(sqlstate::invalid_function_definition,
                      "cannot determine transition data type")
                    .with_detail("A result of type " +
                                 format_type_name(c, aggregate->state_type) +
                                 " requires at least one input of type anyelement, anyarray, "
                                 "anynonarray, anyenum, anyrange, or anymultirange."));
  }
  std::vector<Oid> step_types{aggregate->state_type};
  step_types.insert(step_types.end(), inputs.begin(), inputs.end());
  Oid returned = kNoOid;
  aggregate->transition = support_function(c, names_of(*step), step_types, &returned);
  if (returned != aggregate->state_type && !is_polymorphic(returned) &&
      !is_polymorphic(aggregate->state_type)) {
    throw_error(sqlstate::datatype_mismatch,
                "return type of transition function " + dotted(names_of(*step)) + " is not " +
                    format_type_name(c, aggregate->state_type));
  }
  aggregate->result = aggregate->state_type;
  if (const ast::DefElem* final_option = find_option(stmt, "finalfunc")) {
    std::vector<Oid> types{aggregate->state_type};
    const ast::DefElem* extra = find_option(stmt, "finalfunc_extra");
    if (extra != nullptr && option_bool(*extra)) {
      types.insert(types.end(), inputs.begin(), inputs.end());
    }
    aggregate->final_function =
        support_function(c, names_of(*final_option), types, &aggregate->result);
  }
  if (const ast::DefElem* initial = either("initcond", "initcond1")) {
    aggregate->initial_state = option_text(*initial);
    if (state_info.kind != TypeKind::kPseudo) {
      TypeEnv env = c.exec.env();
      state_info.ops->input(env, state_info, *aggregate->initial_state, -1);
    }
  } else {
    const Function* user_step = cat(c).function(aggregate->transition);
    if (user_step != nullptr && user_step->strict &&
        (inputs.empty() || (inputs[0] != aggregate->state_type &&
                            !is_polymorphic(aggregate->state_type)))) {
      bad_definition("must not omit initial value when transition function is strict and transition "
                     "type is not compatible with input type");
    }
  }
  for (const ast::DefElem* option : stmt.definition) {
    const std::string_view key = option->name;
    if (key == "parallel") {
      const std::string value = option_text(*option);
      if (value != "safe" && value != "restricted" && value != "unsafe") {
        throw_error(sqlstate::syntax_error,
                    "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
      }
      aggregate->parallel = value[0];
    } else if (key == "combinefunc") {
      support_function(c, names_of(*option), {aggregate->state_type, aggregate->state_type});
      aggregate->aggregate_options.emplace_back(key, dotted(names_of(*option)));
    } else if (key == "serialfunc" || key == "deserialfunc" || key == "msfunc" ||
               key == "minvfunc" || key == "mfinalfunc" || key == "sortop") {
      aggregate->aggregate_options.emplace_back(key, dotted(names_of(*option)));
    } else if (key == "mstype") {
      aggregate->aggregate_options.emplace_back(key, format_type_name(c, type_of(c, *option)));
    } else if (key == "sspace" || key == "msspace" || key == "minitcond" ||
               key == "finalfunc_modify" || key == "mfinalfunc_modify") {
      aggregate->aggregate_options.emplace_back(key, option_text(*option));
    } else if ((key == "finalfunc_extra" || key == "mfinalfunc_extra" || key == "hypothetical") &&
               option_bool(*option)) {
      aggregate->aggregate_options.emplace_back(key, "");
    }
  }
  const Function* existing = nullptr;
  for (const Function* other : cat(c).find_functions(aggregate->schema, aggregate->name)) {
    if (other->input_types() == inputs) existing = other;
  }
  if (existing != nullptr) {
    if (!stmt.replace) {
      throw_error(sqlstate::duplicate_function, "function " + quoted(aggregate->name) +
                                                    " already exists with same argument types");
    }
    if (existing->kind != 'a') {
      throw_error(Error(sqlstate::wrong_object_type, "cannot change routine kind")
                      .with_detail(quoted(existing->name) + " is a " +
                                   (existing->kind == 'p' ? "procedure." : "function.")));
    }
    if (existing->result != aggregate->result) {
      throw_error(sqlstate::invalid_function_definition,
                  "cannot change return type of existing function");
    }
    aggregate->oid = existing->oid;
    aggregate->owner = existing->owner;
    aggregate->acl = existing->acl;
    cat(c).remove_dependencies_of({ObjectClass::kFunction, aggregate->oid, 0});
  } else {
    aggregate->oid = cat(c).new_oid();
  }
  const ObjectAddress self{ObjectClass::kFunction, aggregate->oid, 0};
  depend(c, self, {ObjectClass::kSchema, aggregate->schema, 0});
  depend(c, self, {ObjectClass::kType, aggregate->result, 0});
  depend(c, self, {ObjectClass::kType, aggregate->state_type, 0});
  for (const Oid type : inputs) depend(c, self, {ObjectClass::kType, type, 0});
  depend(c, self, {ObjectClass::kFunction, aggregate->transition, 0});
  depend(c, self, {ObjectClass::kFunction, aggregate->final_function, 0});
  cat(c).put(std::move(aggregate));
  return "CREATE AGGREGATE";
}

// --- operators ---------------------------------------------------------------------------------

std::string operand_text(CommandContext& c, Oid type) {
  return type == kNoOid ? "NONE" : format_type_name(c, type);
}

std::string create_operator(CommandContext& c, const ast::DefineStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  Oid left = kNoOid, right = kNoOid;
  ast::NameList function;
  std::vector<std::pair<std::string, std::string>> more;
  for (const ast::DefElem* option : stmt.definition) {
    const std::string_view key = option->name;
    if (key == "leftarg") {
      left = type_of(c, *option);
    } else if (key == "rightarg") {
      right = type_of(c, *option);
    } else if (key == "function" || key == "procedure") {
      function = names_of(*option);
    } else if (key == "commutator" || key == "negator" || key == "restrict" || key == "join") {
      more.emplace_back(key, dotted(names_of(*option)));
    } else if (key == "hashes" || key == "merges") {
      if (option_bool(*option)) more.emplace_back(key, "true");
    } else {
      warning(c, sqlstate::syntax_error,
              "operator attribute " + quoted(key) + " not recognized");
    }
  }
  if (function.empty()) bad_definition("operator function must be specified");
  if (right == kNoOid) {
    if (left == kNoOid) bad_definition("operator argument types must be specified");
    throw_error(Error(sqlstate::invalid_function_definition,
                      "operator right argument type must be specified")
                    .with_detail("Postfix operators are not supported."));
  }
  std::vector<Oid> types;
  if (left != kNoOid) types.push_back(left);
  types.push_back(right);
  Oid result = kNoOid;
  const Oid computes = support_function(c, function, types, &result);
  for (const Object* other : cat(c).find_objects(ObjectClass::kOperator, schema, name.name)) {
    const auto& op = static_cast<const Other&>(*other);
    if (oid_field(op, "left") == left && oid_field(op, "right") == right) {
      throw_error(sqlstate::duplicate_function, "operator " + str(name.name) + " already exists");
    }
  }
  auto op = new_other(c, ObjectClass::kOperator, name.name, schema);
  op->set("left", std::to_string(left));
  op->set("right", std::to_string(right));
  op->set("result", std::to_string(result));
  op->set("function", std::to_string(computes));
  op->set("describe", str(name.name) + "(" + operand_text(c, left) + "," +
                          operand_text(c, right) + ")");
  for (auto& [key, value] : more) op->set(key, std::move(value));
  const ObjectAddress self{ObjectClass::kOperator, op->oid, 0};
  depend(c, self, {ObjectClass::kType, left, 0});
  depend(c, self, {ObjectClass::kType, right, 0});
  depend(c, self, {ObjectClass::kType, result, 0});
  depend(c, self, {ObjectClass::kFunction, computes, 0});
  cat(c).put(std::move(op));
  return "CREATE OPERATOR";
}

// --- collations --------------------------------------------------------------------------------

std::string create_collation(CommandContext& c, const ast::DefineStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  if (cat(c).find_object(ObjectClass::kCollation, schema, name.name) != nullptr) {
    const std::string message =
        "collation " + quoted(name.name) + " for encoding \"UTF8\" already exists";
    if (!stmt.if_not_exists) throw_error(sqlstate::duplicate_object, message);
    notice(c, message + ", skipping", Error(sqlstate::duplicate_object, ""));
    return "CREATE COLLATION";
  }
  std::string locale, collate, ctype, provider = "libc", version;
  bool deterministic = true;
  const ast::DefElem* from = nullptr;
  for (const ast::DefElem* option : stmt.definition) {
    const std::string_view key = option->name;
    if (key == "from") {
      from = option;
    } else if (key == "locale") {
      locale = option_text(*option);
    } else if (key == "lc_collate") {
      collate = option_text(*option);
    } else if (key == "lc_ctype") {
      ctype = option_text(*option);
    } else if (key == "provider") {
      provider = option_text(*option);
    } else if (key == "deterministic") {
      deterministic = option_bool(*option);
    } else if (key == "version") {
      version = option_text(*option);
    } else {
      throw_error(sqlstate::syntax_error,
                  "collation attribute " + quoted(key) + " not recognized", option->pos);
    }
  }
  if (from != nullptr && stmt.definition.size() != 1) {
    throw_error(Error(sqlstate::syntax_error, "conflicting or redundant options")
                    .with_detail("FROM cannot be specified together with any other options."));
  }
  if (from != nullptr) {
    const SplitName source = split_name(names_of(*from));
    const Oid oid = find_collation(c, source.schema, source.name);
    auto copy = new_other(c, ObjectClass::kCollation, name.name, schema);
    if (const auto* other = dynamic_cast<const Other*>(cat(c).object(ObjectClass::kCollation, oid))) {
      copy->fields = other->fields;
    }
    if (oid < kFirstUserOid) {
      copy->set("provider", "c");
      copy->set("collate", str(source.name));
      copy->set("ctype", str(source.name));
    }
    cat(c).put(std::move(copy));
    return "CREATE COLLATION";
  }
  if (provider != "libc" && provider != "icu") {
    throw_error(sqlstate::invalid_object_definition,
                "unrecognized collation provider: " + provider);
  }
  if (!locale.empty() && (!collate.empty() || !ctype.empty())) {
    throw_error(Error(sqlstate::syntax_error, "conflicting or redundant options")
                    .with_detail("LOCALE cannot be specified together with LC_COLLATE or LC_CTYPE."));
  }
  if (provider == "libc") {
    if (!locale.empty()) collate = ctype = locale;
    if (collate.empty()) {
      throw_error(sqlstate::invalid_object_definition,
                  "parameter \"lc_collate\" must be specified");
    }
    if (ctype.empty()) {
      throw_error(sqlstate::invalid_object_definition, "parameter \"lc_ctype\" must be specified");
    }
    if (!deterministic) {
      throw_error(sqlstate::feature_not_supported,
                  "nondeterministic collations not supported with this provider");
    }
  } else if (locale.empty()) {
    throw_error(sqlstate::invalid_object_definition, "parameter \"locale\" must be specified");
  }
  auto collation = new_other(c, ObjectClass::kCollation, name.name, schema);
  collation->set("provider", provider == "icu" ? "i" : "c");
  collation->set("deterministic", deterministic ? "t" : "f");
  if (provider == "icu") {
    collation->set("icu_locale", locale);
  } else {
    collation->set("collate", collate);
    collation->set("ctype", ctype);
  }
  if (!version.empty()) collation->set("version", version);
  cat(c).put(std::move(collation));
  return "CREATE COLLATION";
}

}  // namespace

std::string define_object(CommandContext& c, const ast::DefineStmt& stmt) {
  switch (stmt.object) {
    case ast::ObjectKind::kAggregate: return create_aggregate(c, stmt);
    case ast::ObjectKind::kOperator: return create_operator(c, stmt);
    case ast::ObjectKind::kCollation: return create_collation(c, stmt);
    case ast::ObjectKind::kTsConfiguration:
    case ast::ObjectKind::kTsDictionary:
    case ast::ObjectKind::kTsParser:
    case ast::ObjectKind::kTsTemplate: return define_text_search(c, stmt);
    case ast::ObjectKind::kForeignDataWrapper:
    case ast::ObjectKind::kForeignServer:
    case ast::ObjectKind::kUserMapping: return define_foreign(c, stmt);
    default: throw_unsupported(std::string("CREATE ") + object_tag(stmt.object), stmt.pos);
  }
}

std::string create_cast(CommandContext& c, const ast::CreateCastStmt& stmt) {
  Oid source = kNoOid, target = kNoOid;
  try {
    source = named_type(c, *stmt.source);
    target = named_type(c, *stmt.target);
  } catch (SqlError& error) {
    error.error().pos = kNoPos;  // PostgreSQL does not say where, here
    throw;
  }
  const TypeInfo &from = cat(c).type(source), &to = cat(c).type(target);
  if (from.kind == TypeKind::kPseudo) {
    throw_error(sqlstate::wrong_object_type,
                "source data type " + format_type_name(c, source) + " is a pseudo-type");
  }
  if (to.kind == TypeKind::kPseudo) {
    throw_error(sqlstate::wrong_object_type,
                "target data type " + format_type_name(c, target) + " is a pseudo-type");
  }
  if (from.kind == TypeKind::kDomain) {
    warning(c, sqlstate::wrong_object_type,
            "cast will be ignored because the source data type is a domain");
  } else if (to.kind == TypeKind::kDomain) {
    warning(c, sqlstate::wrong_object_type,
            "cast will be ignored because the target data type is a domain");
  }
  Oid function_oid = kNoOid;
  char method = stmt.inout ? 'i' : 'b';
  if (stmt.function != nullptr) {
    method = 'f';
    std::vector<Oid> types;
    for (const ast::TypeName* arg : stmt.function->args) types.push_back(named_type(c, *arg));
    Oid result = kNoOid;
    if (stmt.function->args_unspecified) {
      function_oid = find_function(c, *stmt.function, ast::ObjectKind::kFunction, false)->oid;
      const Function* f = cat(c).function(function_oid);
      types = f->input_types();
      result = f->result;
    } else {
      function_oid = support_function(c, stmt.function->name, types, &result);
    }
    if (types.empty() || types.size() > 3) {
      bad_definition("cast function must take one to three arguments");
    }
    if (types[0] != source && !(types[0] == oid::kText && source == oid::kVarchar)) {
      bad_definition("argument of cast function must match or be binary-coercible from source data "
                     "type");
    }
    if (types.size() > 1 && types[1] != oid::kInt4) {
      bad_definition("second argument of cast function must be type integer");
    }
    if (types.size() > 2 && types[2] != oid::kBool) {
      bad_definition("third argument of cast function must be type boolean");
    }
    if (result != target) {
      bad_definition("return data type of cast function must match or be binary-coercible to target "
                     "data type");
    }
  } else if (method == 'b') {
    if (from.kind == TypeKind::kComposite || to.kind == TypeKind::kComposite) {
      throw_error(sqlstate::wrong_object_type, "composite data types are not binary-compatible");
    }
    if (from.kind == TypeKind::kEnum || to.kind == TypeKind::kEnum) {
      throw_error(sqlstate::wrong_object_type, "enum data types are not binary-compatible");
    }
    if (from.kind == TypeKind::kArray || to.kind == TypeKind::kArray) {
      throw_error(sqlstate::wrong_object_type, "array data types are not binary-compatible");
    }
    if (from.kind == TypeKind::kDomain || to.kind == TypeKind::kDomain) {
      bad_definition("domain data types must not be marked binary-compatible");
    }
    if (from.storage != to.storage) {
      throw_error(sqlstate::invalid_object_definition,
                  "source and target data types are not physically compatible");
    }
  }
  if (source == target && method != 'f') {
    throw_error(sqlstate::invalid_object_definition,
                "source data type and target data type are the same");
  }
  const std::string key = std::to_string(source) + " " + std::to_string(target);
  const std::string words =
      "from type " + format_type_name(c, source) + " to type " + format_type_name(c, target);
  if (cat(c).find_object(ObjectClass::kCast, kNoOid, key) != nullptr ||
      rung::find_cast(source, target) != nullptr) {
    throw_error(sqlstate::duplicate_object, "cast " + words + " already exists");
  }
  auto cast = new_other(c, ObjectClass::kCast, key);
  cast->set("source", std::to_string(source));
  cast->set("target", std::to_string(target));
  cast->set("function", std::to_string(function_oid));
  cast->set("context", std::string(1, static_cast<char>(stmt.context)));
  cast->set("method", std::string(1, method));
  cast->set("describe", "from " + format_type_name(c, source) + " to " +
                            format_type_name(c, target));
  const ObjectAddress self{ObjectClass::kCast, cast->oid, 0};
  depend(c, self, {ObjectClass::kType, source, 0});
  depend(c, self, {ObjectClass::kType, target, 0});
  depend(c, self, {ObjectClass::kFunction, function_oid, 0});
  cat(c).put(std::move(cast));
  return "CREATE CAST";
}

}  // namespace rung::commands
