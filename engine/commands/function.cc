// CREATE FUNCTION, CREATE PROCEDURE, ALTER FUNCTION.
#include <algorithm>

#include "commands/builtin_objects.h"
#include "commands/objects.h"
#include "commands/privileges.h"
#include "functions/registry.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

[[noreturn]] void bad_definition(std::string message) {
  throw_error(sqlstate::invalid_function_definition, std::move(message));
}

TypeRef parameter_type(CommandContext& c, const ast::TypeName& name) {
  planner::BindContext context = c.bind();
  return planner::resolve_type(context, name);
}

// Arguments as written; sets what the result must be when OUT parameters say so.
void add_arguments(CommandContext& c, const ast::CreateFunctionStmt& stmt, Function* function) {
  std::vector<Oid> outputs;
  bool has_default = false, has_variadic = false;
  for (const ast::FunctionParameter* parameter : stmt.parameters) {
    FunctionArgument argument;
    argument.name = str(parameter->name);
    argument.type = parameter_type(c, *parameter->type).type;
    argument.mode = parameter->mode == ast::ParameterMode::kDefault
                        ? ArgMode::kIn
                        : static_cast<ArgMode>(parameter->mode);
    const bool input = argument.mode != ArgMode::kOut && argument.mode != ArgMode::kTable;
    if (input && parameter->type->setof) {
      bad_definition(stmt.procedure ? "procedures cannot accept set arguments"
                                    : "functions cannot accept set arguments");
    }
    if (input) {
      if (has_variadic) bad_definition("VARIADIC parameter must be the last input parameter");
      has_variadic = argument.mode == ArgMode::kVariadic;
    }
    if (argument.mode == ArgMode::kVariadic) {
      const TypeInfo& type = cat(c).type(argument.type);
      if (type.kind != TypeKind::kArray && argument.type != oid::kAnyarray &&
          argument.type != oid::kAny && argument.type != oid::kAnycompatiblearray) {
        bad_definition("VARIADIC parameter must be an array");
      }
    }
    if (!input || argument.mode == ArgMode::kInOut) outputs.push_back(argument.type);
    if (!argument.name.empty()) {
      for (const FunctionArgument& other : function->arguments) {
        const bool other_input = other.mode != ArgMode::kOut && other.mode != ArgMode::kTable;
        // An IN and a pure OUT parameter may not share a name either, but IN and TABLE may not.
        if (other.name == argument.name && (input || !other_input || argument.mode == ArgMode::kOut ||
                                            argument.mode == ArgMode::kTable)) {
          bad_definition("parameter name " + quoted(argument.name) + " used more than once");
        }
      }
    }
    if (parameter->default_value != nullptr) {
      if (!input) bad_definition("only input parameters can have default values");
      planner::BindContext context = c.bind();
      Expr* bound = planner::bind_expression(context, *parameter->default_value,
                                             ExprPurpose::kDefault, nullptr);
      const TypeInfo& type = cat(c).type(argument.type);
      if (type.kind != TypeKind::kPseudo) {
        bound = planner::coerce_for_assignment(context, bound, {argument.type, -1}, argument.name);
      }
      argument.default_expr = store(*bound);
      has_default = true;
    } else if (input && has_default && argument.mode != ArgMode::kVariadic) {
      bad_definition(stmt.procedure && argument.mode == ArgMode::kOut
                         ? "procedure OUT parameters cannot appear after one with a default value"
                         : "input parameters after one with a default value must also have defaults");
    }
    function->arguments.push_back(std::move(argument));
  }
  Oid from_outputs = kNoOid;
  if (outputs.size() == 1) from_outputs = outputs[0];
  if (outputs.size() > 1) from_outputs = oid::kRecord;
  if (stmt.procedure) {
    function->result = outputs.empty() ? oid::kVoid : oid::kRecord;
    return;
  }
  const bool is_table = std::any_of(
      function->arguments.begin(), function->arguments.end(),
      [](const FunctionArgument& a) { return a.mode == ArgMode::kTable; });
  if (is_table) {
    function->returns_set = true;
    function->result = from_outputs;
    return;
  }
  if (stmt.return_type != nullptr) {
    function->returns_set = stmt.return_type->setof;
    ast::TypeName plain = *stmt.return_type;
    plain.setof = false;
    // A type that does not exist yet becomes a shell, as PostgreSQL does for C functions only; for
    // the languages here it is an error.
    function->result = parameter_type(c, plain).type;
    if (from_outputs != kNoOid && function->result != from_outputs) {
      bad_definition("function result type must be " + format_type_name(c, from_outputs) +
                     " because of OUT parameters");
    }
  } else if (from_outputs != kNoOid) {
    function->result = from_outputs;
  } else {
    bad_definition("function result type must be specified");
  }
}

std::string setting_text(const ast::VariableSetStmt& set) {
  std::string value;
  for (const ast::Node* arg : set.args) {
    ast::DefElem wrapper;
    wrapper.arg = const_cast<ast::Node*>(arg);
    if (!value.empty()) value += ", ";
    value += option_text(wrapper);
  }
  return value;
}

void apply_setting(CommandContext& c, const ast::VariableSetStmt& set, Function* function) {
  if (set.set_kind == ast::VariableSetKind::kResetAll) {
    function->settings.clear();
    return;
  }
  // As pg_proc.proconfig spells it, which is not always how the statement did.
  const std::string name = c.session.setting_name(str(set.name));
  std::erase_if(function->settings,
                [&](const std::string& s) { return s.starts_with(name + "="); });
  if (set.set_kind == ast::VariableSetKind::kSetValue) {
    if (name.find('.') == std::string::npos) c.session.show_setting(name);  // there is one
    function->settings.push_back(name + "=" + setting_text(set));
  } else if (set.set_kind == ast::VariableSetKind::kSetCurrent) {
    function->settings.push_back(name + "=" + c.session.show_setting(name));
  }
}

// Applies one option; false when it is not one that ALTER FUNCTION shares.
bool apply_option(CommandContext& c, const ast::DefElem& option, bool procedure,
                  Function* function) {
  const std::string_view name = option.name;
  const auto functions_only = [&] {
    if (procedure) {
      throw_error(sqlstate::invalid_function_definition, "invalid attribute in procedure definition",
                  option.pos);
    }
  };
  if (name == "volatility") {
    functions_only();
    const std::string value = option_text(option);
    function->volatility = value == "immutable" ? 'i' : value == "stable" ? 's' : 'v';
  } else if (name == "strict") {
    functions_only();
    function->strict = option_bool(option);
  } else if (name == "security") {
    function->security_definer = option_bool(option);
  } else if (name == "leakproof") {
    functions_only();
    function->leakproof = option_bool(option);
  } else if (name == "parallel") {
    functions_only();
    const std::string value = option_text(option);
    if (value != "safe" && value != "restricted" && value != "unsafe") {
      throw_error(sqlstate::syntax_error,
                  "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
    }
    function->parallel = value[0];
  } else if (name == "cost") {
    functions_only();
    function->cost = std::strtod(option_text(option).c_str(), nullptr);
    if (function->cost <= 0) {
      throw_error(sqlstate::invalid_parameter_value, "COST must be positive");
    }
  } else if (name == "rows") {
    functions_only();
    function->rows = std::strtod(option_text(option).c_str(), nullptr);
    if (function->rows <= 0) {
      throw_error(sqlstate::invalid_parameter_value, "ROWS must be positive");
    }
    if (!function->returns_set) {
      throw_error(sqlstate::invalid_parameter_value,
                  "ROWS is not applicable when function does not return a set");
    }
  } else if (name == "set") {
    apply_setting(c, ast::to<ast::VariableSetStmt>(option.arg), function);
  } else {
    return false;
  }
  return true;
}

void apply_options(CommandContext& c, const ast::CreateFunctionStmt& stmt, Function* function) {
  const ast::DefElem* as = nullptr;
  std::vector<std::string_view> seen;
  for (const ast::DefElem* option : stmt.options) {
    if (option->name != "set") {
      if (std::count(seen.begin(), seen.end(), option->name) > 0) {
        throw_error(sqlstate::syntax_error, "conflicting or redundant options", option->pos);
      }
      seen.push_back(option->name);
    }
    if (option->name == "as") {
      as = option;
    } else if (option->name == "language") {
      function->language = option_text(*option);
    } else if (option->name == "window" || option->name == "transform" ||
               option->name == "support") {
      throw_unsupported("CREATE FUNCTION … " + str(option->name), option->pos);
    } else if (!apply_option(c, *option, stmt.procedure, function)) {
      throw_error(sqlstate::syntax_error, "option " + quoted(option->name) + " not recognized");
    }
  }
  if (function->language.empty()) {
    if (!stmt.has_sql_body) bad_definition("no language specified");
    function->language = "sql";
  }
  if (cat(c).find_object(ObjectClass::kLanguage, kNoOid, function->language) == nullptr) {
    std::string lower = function->language;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char ch) { return ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch + 32) : ch; });
    if (cat(c).find_object(ObjectClass::kLanguage, kNoOid, lower) == nullptr) {
      Error error(sqlstate::undefined_object,
                  "language " + quoted(function->language) + " does not exist");
      if (lower == "plpython3u" || lower == "plperl" || lower == "pltcl" || lower == "plv8") {
        error.hint = "Use CREATE EXTENSION to load the language into the database.";
      }
      throw_error(std::move(error));
    }
    function->language = lower;
  }
  if (stmt.has_sql_body) {
    if (as != nullptr) bad_definition("duplicate function body specified");
    if (function->language != "sql") {
      bad_definition("inline SQL function body only valid for language SQL");
    }
    return;
  }
  if (as == nullptr) bad_definition("no function body specified");
  const auto& list = ast::to<ast::ListExpr>(as->arg);
  const auto text_of = [](const ast::Expr* item) { return str(ast::to<ast::Constant>(item).text); };
  if (list.items.size() == 2) {
    if (function->language != "c") {
      throw_error(sqlstate::invalid_function_definition,
                  "only one AS item needed for language " + quoted(function->language));
    }
    function->library = text_of(list.items[0]);
    function->source = text_of(list.items[1]);
  } else {
    function->source = text_of(list.items[0]);
  }
  if (function->language == "internal" || function->language == "c") {
    throw_unsupported("CREATE FUNCTION in language " + function->language);
  }
}

// What CREATE OR REPLACE may not change.
void check_replaceable(CommandContext& c, const Function& before, const Function& after) {
  const std::string self = describe_object(c.exec, {ObjectClass::kFunction, before.oid, 0});
  if (before.kind != after.kind) {
    throw_error(Error(sqlstate::wrong_object_type, "cannot change routine kind")
                    .with_detail(quoted(before.name) + " is a " +
                                 (before.kind == 'p' ? "procedure." : "function.")));
  }
  const char* word = before.kind == 'p' ? "PROCEDURE" : "FUNCTION";
  const std::string hint = std::string("Use DROP ") + word + " " + self.substr(self.find(' ') + 1) +
                           " first.";
  if (before.result != after.result || before.returns_set != after.returns_set) {
    throw_error(Error(sqlstate::invalid_function_definition,
                      before.kind == 'p'
                          ? "cannot change whether a procedure has output parameters"
                          : "cannot change return type of existing function")
                    .with_hint(hint));
  }
  const auto outputs = [](const Function& f) {
    std::vector<std::pair<std::string, Oid>> columns;
    for (const FunctionArgument& a : f.arguments) {
      if (a.mode == ArgMode::kOut || a.mode == ArgMode::kInOut || a.mode == ArgMode::kTable) {
        columns.emplace_back(a.name, a.type);
      }
    }
    return columns;
  };
  if (after.result == oid::kRecord && outputs(before) != outputs(after)) {
    throw_error(Error(sqlstate::invalid_function_definition,
                      "cannot change return type of existing function")
                    .with_detail("Row type defined by OUT parameters is different.")
                    .with_hint(hint));
  }
  const auto inputs = [](const Function& f) {
    std::vector<const FunctionArgument*> found;
    for (const FunctionArgument& a : f.arguments) {
      if (a.mode != ArgMode::kOut && a.mode != ArgMode::kTable) found.push_back(&a);
    }
    return found;
  };
  const auto old_inputs = inputs(before), new_inputs = inputs(after);
  for (size_t i = 0; i < old_inputs.size() && i < new_inputs.size(); ++i) {
    if (!old_inputs[i]->name.empty() && old_inputs[i]->name != new_inputs[i]->name) {
      throw_error(Error(sqlstate::invalid_function_definition,
                        "cannot change name of input parameter " + quoted(old_inputs[i]->name))
                      .with_hint(hint));
    }
    if (!old_inputs[i]->default_expr.empty() && new_inputs[i]->default_expr.empty()) {
      throw_error(Error(sqlstate::invalid_function_definition,
                        "cannot remove parameter defaults from existing function")
                      .with_hint(hint));
    }
  }
}

// A polymorphic result must follow from an argument.
void check_polymorphic_result(CommandContext& c, const Function& function, Oid type) {
  struct Family {
    Oid type;
    const char* needs;
    std::vector<Oid> sources;
  };
  using namespace oid;
  const std::vector<Oid> any{kAnyelement, kAnyarray, kAnynonarray, kAnyenum, kAnyrange,
                             kAnymultirange};
  const std::vector<Oid> compatible{kAnycompatible, kAnycompatiblearray, kAnycompatiblenonarray,
                                    kAnycompatiblerange, kAnycompatiblemultirange};
  const char* const any_words =
      "anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange";
  const char* const compatible_words =
      "anycompatible, anycompatiblearray, anycompatiblenonarray, anycompatiblerange, or "
      "anycompatiblemultirange";
  const Family families[] = {
      {kAnyelement, any_words, any},
      {kAnyarray, any_words, any},
      {kAnynonarray, any_words, any},
      {kAnyenum, any_words, any},
      {kAnyrange, "anyrange or anymultirange", {kAnyrange, kAnymultirange}},
      {kAnymultirange, "anyrange or anymultirange", {kAnyrange, kAnymultirange}},
      {kAnycompatible, compatible_words, compatible},
      {kAnycompatiblearray, compatible_words, compatible},
      {kAnycompatiblenonarray, compatible_words, compatible},
      {kAnycompatiblerange, "anycompatiblerange or anycompatiblemultirange",
       {kAnycompatiblerange, kAnycompatiblemultirange}},
      {kAnycompatiblemultirange, "anycompatiblerange or anycompatiblemultirange",
       {kAnycompatiblerange, kAnycompatiblemultirange}},
  };
  const std::vector<Oid> inputs = function.input_types();
  for (const Family& family : families) {
    if (family.type != type) continue;
    for (const Oid input : inputs) {
      if (std::find(family.sources.begin(), family.sources.end(), input) != family.sources.end()) {
        return;
      }
    }
    throw_error(Error(sqlstate::invalid_function_definition, "cannot determine result data type")
                    .with_detail("A result of type " + format_type_name(c, type) +
                                 " requires at least one input of type " + family.needs + "."));
  }
}

void record_function_dependencies(CommandContext& c, const Function& function) {
  const ObjectAddress self{ObjectClass::kFunction, function.oid, 0};
  depend(c, self, {ObjectClass::kSchema, function.schema, 0});
  depend(c, self, {ObjectClass::kType, function.result, 0});
  for (const FunctionArgument& argument : function.arguments) {
    depend(c, self, {ObjectClass::kType, argument.type, 0});
    if (!argument.default_expr.empty()) {
      const Expr* expr = planner::load_expression(*c.exec.arena, argument.default_expr);
      add_references(c, self, references(*expr, kNoOid), kNoOid, DependencyKind::kNormal);
    }
  }
  if (function.sql_body.empty()) return;
  const Query& body = *planner::load_query(*c.exec.arena, function.sql_body);
  add_references(c, self, planner::collect_references(body), kNoOid, DependencyKind::kNormal);
}

}  // namespace

namespace {

[[noreturn]] void throw_duplicate(const Function& function) {
  throw_error(sqlstate::duplicate_function,
              "function " + quoted(function.name) + " already exists with same argument types");
}

}  // namespace

std::string create_function(CommandContext& c, const ast::CreateFunctionStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  auto function = std::make_unique<Function>();
  function->name = str(name.name);
  function->schema = creation_schema(c, name.schema);
  function->kind = stmt.procedure ? 'p' : 'f';
  add_arguments(c, stmt, function.get());
  check_polymorphic_result(c, *function, function->result);
  for (const FunctionArgument& argument : function->arguments) {
    if (argument.mode == ArgMode::kOut || argument.mode == ArgMode::kTable) {
      check_polymorphic_result(c, *function, argument.type);
    }
  }
  if (function->returns_set) function->rows = 1000;
  apply_options(c, stmt, function.get());
  const Function* existing = nullptr;
  for (const Function* other : cat(c).find_functions(function->schema, function->name)) {
    if (other->input_types() == function->input_types()) existing = other;
  }
  // One that replaces an extension's is found before it, and belongs to the extension.
  const catalog::Extension* replaced =
      existing != nullptr ? nullptr
                          : extension_with_function(c, function->schema, function->name,
                                                    function->input_types());
  if (replaced != nullptr && !stmt.replace) throw_duplicate(*function);
  if (existing != nullptr) {
    if (!stmt.replace) throw_duplicate(*function);
    check_replaceable(c, *existing, *function);
    function->oid = existing->oid;
    function->owner = existing->owner;
    function->acl = existing->acl;
    cat(c).remove_dependencies_of({ObjectClass::kFunction, function->oid, 0});
  } else {
    function->oid = cat(c).new_oid();
    function->acl = initial_acl(c, 'f', function->owner, function->schema);
  }
  if (stmt.has_sql_body) {
    function->sql_body = c.session.bind_function_body(c.exec, *function, stmt.sql_body);
  }
  record_function_dependencies(c, *function);
  const Oid oid = function->oid;
  cat(c).put(std::move(function));
  extension_member(c, {ObjectClass::kFunction, oid, 0});
  if (replaced != nullptr) {
    depend(c, {ObjectClass::kFunction, oid, 0}, {ObjectClass::kExtension, replaced->oid, 0},
           DependencyKind::kExtension);
  }
  if (c.exec.services->setting("check_function_bodies").value_or("on") == "on") {
    c.session.check_function_body(c.exec, *cat(c).function(oid));
  }
  return stmt.procedure ? "CREATE PROCEDURE" : "CREATE FUNCTION";
}

std::vector<Oid> argument_types(CommandContext& c, const ast::ObjectWithArgs& name) {
  std::vector<Oid> types;
  if (name.args_unspecified) return types;
  for (const ast::TypeName* arg : name.args) {
    planner::BindContext context = c.bind();
    types.push_back(arg == nullptr ? kNoOid : planner::resolve_type(context, *arg).type);
  }
  return types;
}

const Function* find_function(CommandContext& c, const ast::ObjectWithArgs& name,
                              ast::ObjectKind kind, bool missing_ok) {
  const SplitName split = split_name(name.name);
  const char* word = kind == ast::ObjectKind::kProcedure   ? "procedure"
                     : kind == ast::ObjectKind::kAggregate ? "aggregate"
                     : kind == ast::ObjectKind::kRoutine   ? "routine"
                                                           : "function";
  std::vector<Oid> schemas = c.exec.path->schemas;
  if (!split.schema.empty()) schemas = {schema_oid(c, split.schema)};
  const std::vector<Oid> types = argument_types(c, name);
  const auto fits = [&](const Function& f) {
    switch (kind) {
      case ast::ObjectKind::kProcedure: return f.kind == 'p';
      case ast::ObjectKind::kAggregate: return f.kind == 'a';
      case ast::ObjectKind::kFunction: return f.kind == 'f' || f.kind == 'w';
      default: return true;
    }
  };
  const Function* found = nullptr;
  const Function* wrong_kind = nullptr;
  for (const Oid schema : schemas) {
    for (const Function* f : cat(c).find_functions(schema, split.name)) {
      if (!name.args_unspecified && f->input_types() != types) {
        // A procedure may be named with its OUT arguments too.
        std::vector<Oid> all;
        for (const FunctionArgument& a : f->arguments) all.push_back(a.type);
        if (f->kind != 'p' || all != types) continue;
      }
      if (!fits(*f)) {
        wrong_kind = f;
        continue;
      }
      if (name.args_unspecified && found != nullptr) {
        throw_error(Error(sqlstate::ambiguous_function, std::string(word) + " name " +
                                                            quoted(dotted(name.name)) +
                                                            " is not unique")
                        .with_hint("Specify the argument list to select the " + std::string(word) +
                                   " unambiguously."));
      }
      if (found == nullptr) found = f;
    }
    if (found != nullptr && !name.args_unspecified) break;
  }
  if (found != nullptr || missing_ok) return found;
  std::string type_list;
  for (const Oid type : types) {
    type_list += (type_list.empty() ? "" : ", ") + format_type_name(c, type);
  }
  const std::string signature = dotted(name.name) + "(" + type_list + ")";
  if (wrong_kind != nullptr && !name.args_unspecified) {
    if (wrong_kind->kind == 'a' && kind == ast::ObjectKind::kFunction) {
      throw_error(Error(sqlstate::wrong_object_type,
                        quoted(wrong_kind->name) + " is an aggregate function")
                      .with_hint("Use DROP AGGREGATE to drop aggregate functions."));
    }
    const char* a = kind == ast::ObjectKind::kAggregate ? "an" : "a";
    throw_error(sqlstate::wrong_object_type,
                signature + " is not " + a + " " + std::string(word));
  }
  if (name.args_unspecified) {
    throw_error(sqlstate::undefined_function, "could not find a " + std::string(word) + " named " +
                                                  quoted(dotted(name.name)));
  }
  throw_error(sqlstate::undefined_function, std::string(word) + " " + signature + " does not exist");
}

std::string alter_function(CommandContext& c, const ast::AlterFunctionStmt& stmt) {
  const Function* found = find_function(c, *stmt.function, stmt.object, true);
  if (found == nullptr) {
    const BuiltinFound builtin = find_builtin_function(
        c, *stmt.function, stmt.object, argument_types(c, *stmt.function));
    if (builtin.object.oid != kNoOid) {
      throw_unsupported("ALTER FUNCTION of a built-in function", stmt.pos);
    }
    found = find_function(c, *stmt.function, stmt.object, false);
  }
  auto function = cat(c).edit_function(found->oid);
  for (const ast::DefElem* action : stmt.actions) {
    if (!apply_option(c, *action, function->kind == 'p', function.get())) {
      throw_unsupported("ALTER FUNCTION … " + str(action->name), action->pos);
    }
  }
  cat(c).put(std::move(function));
  return std::string("ALTER ") + object_tag(stmt.object);
}

}  // namespace rung::commands
