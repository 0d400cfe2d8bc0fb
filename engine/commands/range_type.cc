// CREATE TYPE … AS RANGE: the range type, its multirange type, their arrays, and the constructors of
// both, which are functions of the catalog that the engine computes.
#include "catalog/opclasses.h"
#include "commands/common.h"
#include "commands/objects.h"
#include "functions/registry.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

struct RangeOptions {
  Oid subtype = kNoOid;
  const ast::DefElem* subtype_diff = nullptr;
  const ast::DefElem* opclass = nullptr;
  const ast::DefElem* collation = nullptr;
  const ast::DefElem* multirange = nullptr;
};

RangeOptions read_options(CommandContext& c, const ast::CreateRangeStmt& stmt) {
  RangeOptions options;
  const ast::DefElem* subtype = nullptr;
  const ast::DefElem* canonical = nullptr;
  const auto once = [](const ast::DefElem** slot, const ast::DefElem* option) {
    if (*slot != nullptr) {
      throw_error(sqlstate::syntax_error, "conflicting or redundant options", option->pos);
    }
    *slot = option;
  };
  for (const ast::DefElem* option : stmt.options) {
    if (option->name == "subtype") {
      once(&subtype, option);
      const auto* name = ast::as<ast::TypeName>(option->arg);
      if (name == nullptr) {
        throw_error(sqlstate::syntax_error, "argument of subtype must be a type name");
      }
      ast::TypeName unplaced = *name;  // its errors have no position
      unplaced.pos = kNoPos;
      options.subtype = resolve_column_type(c, unplaced).type;
    } else if (option->name == "subtype_diff") {
      once(&options.subtype_diff, option);
    } else if (option->name == "canonical") {
      once(&canonical, option);
    } else if (option->name == "subtype_opclass") {
      once(&options.opclass, option);
    } else if (option->name == "collation") {
      once(&options.collation, option);
    } else if (option->name == "multirange_type_name") {
      once(&options.multirange, option);
    } else {
      throw_error(sqlstate::syntax_error,
                  "type attribute " + quoted(option->name) + " not recognized");
    }
  }
  if (options.subtype == kNoOid) {
    throw_error(sqlstate::syntax_error, "type attribute \"subtype\" is required");
  }
  if (canonical != nullptr) {
    // Only functions in C can take a type that is a shell yet.
    throw_error(Error(sqlstate::invalid_object_definition,
                      "cannot specify a canonical function without a pre-created shell type")
                    .with_hint("Create the type as a shell type, then create its "
                               "canonicalization function, then do a full CREATE TYPE."));
  }
  return options;
}

void check_subtype(CommandContext& c, const RangeOptions& options) {
  const TypeInfo& type = cat(c).type(options.subtype);
  if (type.kind == TypeKind::kPseudo && type.oid != oid::kRecord) {
    throw_error(sqlstate::datatype_mismatch,
                "range subtype cannot be " + format_type_name(c, options.subtype));
  }
  if (options.collation != nullptr) {
    if (!type.collatable) {
      throw_error(sqlstate::wrong_object_type,
                  "range collation specified but subtype does not support collation");
    }
    throw_unsupported("CREATE TYPE AS RANGE with a collation");
  }
  if (options.opclass != nullptr) {
    const std::string name = option_text(*options.opclass);
    if (find_opclass("btree", name) == nullptr) {
      throw_error(sqlstate::undefined_object, "operator class " + quoted(name) +
                                                  " does not exist for access method \"btree\"");
    }
  } else if (!has_default_opclass(c, "btree", options.subtype)) {
    throw_error(Error(sqlstate::undefined_object,
                      "data type " + format_type_name(c, options.subtype) +
                          " has no default operator class for access method \"btree\"")
                    .with_hint("You must specify an operator class for the range type or define a "
                               "default operator class for the subtype."));
  }
}

// The name of the function, which must be there: f(subtype, subtype) returning double precision.
std::string check_subtype_diff(CommandContext& c, const ast::DefElem& option, Oid subtype,
                               const ObjectAddress& range) {
  const std::string name = option_text(option);
  for (const FunctionCandidate& row : rung::find_functions(name)) {
    if (row.result == oid::kFloat8 && row.args.size() == 2 && row.args[0] == subtype &&
        row.args[1] == subtype) {
      return name;
    }
  }
  const size_t dot = name.find('.');
  std::vector<Oid> schemas = c.exec.path->schemas;
  if (dot != std::string::npos) schemas = {schema_oid(c, name.substr(0, dot))};
  for (const Oid schema : schemas) {
    const std::string base = dot == std::string::npos ? name : name.substr(dot + 1);
    for (const Function* f : cat(c).find_functions(schema, base)) {
      if (f->input_types() != std::vector<Oid>{subtype, subtype}) continue;
      if (f->result != oid::kFloat8) {
        throw_error(sqlstate::invalid_object_definition,
                    "range subtype diff function " + name + "(" + format_type_name(c, subtype) +
                        ", " + format_type_name(c, subtype) +
                        ") must return type double precision");
      }
      if (f->volatility != 'i') {
        throw_error(sqlstate::invalid_object_definition,
                    "range subtype diff function " + name + "(" + format_type_name(c, subtype) +
                        ", " + format_type_name(c, subtype) + ") must be immutable");
      }
      depend(c, range, {ObjectClass::kFunction, f->oid, 0});
      return cat(c).schema(f->schema)->name + "." + f->name;
    }
  }
  const std::string type = format_type_name(c, subtype);
  throw_error(sqlstate::undefined_function,
              "function " + name + "(" + type + ", " + type + ") does not exist");
}

void put_constructor(CommandContext& c, const catalog::Type& type, const ObjectAddress& owner,
                     const char* source, std::vector<FunctionArgument> arguments, bool strict) {
  auto function = std::make_unique<Function>();
  function->oid = cat(c).new_oid();
  function->name = type.name;
  function->schema = type.schema;
  function->language = "internal";
  function->arguments = std::move(arguments);
  function->result = type.oid;
  function->strict = strict;
  function->volatility = 'i';
  function->parallel = 's';
  function->cost = 1;
  function->source = source;
  const ObjectAddress self{ObjectClass::kFunction, function->oid, 0};
  depend(c, self, owner, DependencyKind::kInternal);
  cat(c).put(std::move(function));
}

FunctionArgument argument(Oid type, ArgMode mode = ArgMode::kIn) {
  FunctionArgument made;
  made.type = type;
  made.mode = mode;
  return made;
}

std::string default_multirange_name(const std::string& range) {
  const size_t at = range.find("range");
  return at == std::string::npos ? range + "_multirange"
                                 : range.substr(0, at) + "multi" + range.substr(at);
}

}  // namespace

std::string create_range(CommandContext& c, const ast::CreateRangeStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  make_room_for_type(c, schema, name.name);
  const RangeOptions options = read_options(c, stmt);
  check_subtype(c, options);
  auto type = std::make_unique<catalog::Type>();
  const Oid range_oid = type->oid = cat(c).new_oid();
  const ObjectAddress self{ObjectClass::kType, range_oid, 0};
  type->name = str(name.name);
  type->schema = schema;
  type->kind = TypeKind::kRange;
  RangeInfo range;
  range.subtype = options.subtype;
  if (options.opclass != nullptr) range.opclass = option_text(*options.opclass);
  if (options.subtype_diff != nullptr) {
    range.subtype_diff = check_subtype_diff(c, *options.subtype_diff, options.subtype, self);
  }
  const Oid array = type->array = create_array_type(c, range_oid, name.name, schema);
  std::string multirange_name = options.multirange == nullptr
                                    ? default_multirange_name(type->name)
                                    : option_text(*options.multirange);
  Oid multirange_schema = schema;
  if (const size_t dot = multirange_name.find('.');
      options.multirange != nullptr && dot != std::string::npos) {
    multirange_schema = schema_oid(c, multirange_name.substr(0, dot));
    multirange_name = multirange_name.substr(dot + 1);
  }
  make_room_for_type(c, multirange_schema, multirange_name);

  auto multirange = std::make_unique<catalog::Type>();
  multirange->oid = range.multirange = cat(c).new_oid();
  multirange->name = multirange_name;
  multirange->schema = multirange_schema;
  multirange->kind = TypeKind::kMultirange;
  multirange->range = range;
  multirange->range->multirange = range_oid;  // its range
  multirange->array = create_array_type(c, multirange->oid, multirange_name, multirange_schema);
  const ObjectAddress multi{ObjectClass::kType, multirange->oid, 0};
  depend(c, multi, self, DependencyKind::kInternal);
  const Oid multirange_oid = multirange->oid;
  cat(c).put(std::move(multirange));

  type->range = range;
  depend(c, self, {ObjectClass::kType, range.subtype, 0});
  depend(c, self, {ObjectClass::kSchema, schema, 0});
  cat(c).put(std::move(type));
  extension_member(c, self);

  const catalog::Type& made = *cat(c).user_type(range_oid);
  const Oid sub = range.subtype;
  put_constructor(c, made, self, "range_constructor2", {argument(sub), argument(sub)}, false);
  put_constructor(c, made, self, "range_constructor3",
                  {argument(sub), argument(sub), argument(oid::kText)}, false);
  const catalog::Type& many = *cat(c).user_type(multirange_oid);
  put_constructor(c, many, multi, "multirange_constructor0", {}, true);
  put_constructor(c, many, multi, "multirange_constructor1", {argument(range_oid)}, true);
  put_constructor(c, many, multi, "multirange_constructor2",
                  {argument(array, ArgMode::kVariadic)}, true);
  return "CREATE TYPE";
}

}  // namespace rung::commands
