// Function calls: candidates, named and default arguments, variadic, and the call nodes.
#include <algorithm>

#include "functions/argument_names.h"
#include "planner/bind.h"
#include "planner/stored_expr.h"

namespace rung::planner {
namespace {

Oid element_for_variadic(Binder& binder, Oid array) {
  switch (array) {
    case oid::kAny: return oid::kAny;
    case oid::kAnyarray: return oid::kAnyelement;
    case oid::kAnycompatiblearray: return oid::kAnycompatible;
    default: return binder.type(array).element_oid;
  }
}

// A function before it is matched against a call.
struct Found {
  Candidate candidate;
  std::vector<Oid> args;
  std::vector<std::string_view> names;
  bool variadic = false;
  size_t defaults = 0;
};

std::optional<Candidate> match(Binder& binder, const Found& found, size_t arg_count,
                               std::span<const std::string_view> arg_names, bool expand_variadic,
                               bool expand_defaults) {
  Candidate made = found.candidate;
  const size_t declared = found.args.size();
  if (!arg_names.empty()) {
    // Named notation: the first arguments may be positional.
    if (found.variadic && expand_variadic && declared > 0 && arg_count > declared) {
      return std::nullopt;
    }
    if (declared < arg_count) return std::nullopt;
    const size_t positional = arg_count - arg_names.size();
    std::vector<int> source(declared, -1);
    for (size_t i = 0; i < positional; ++i) source[i] = static_cast<int>(i);
    for (size_t i = 0; i < arg_names.size(); ++i) {
      size_t at = SIZE_MAX;
      for (size_t k = 0; k < found.names.size() && k < declared; ++k) {
        if (found.names[k] == arg_names[i] && !arg_names[i].empty()) at = k;
      }
      if (at == SIZE_MAX || source[at] != -1) return std::nullopt;
      source[at] = static_cast<int>(positional + i);
    }
    size_t absent = 0;
    for (size_t k = 0; k < declared; ++k) {
      if (source[k] >= 0) continue;
      if (!expand_defaults || k + found.defaults < declared) return std::nullopt;
      ++absent;
    }
    // The call's arguments in their order, then those that come from defaults.
    made.positions.clear();
    std::vector<Oid> types;
    for (size_t a = 0; a < arg_count; ++a) {
      for (size_t k = 0; k < declared; ++k) {
        if (source[k] == static_cast<int>(a)) {
          types.push_back(found.args[k]);
          made.positions.push_back(static_cast<int>(k));
        }
      }
    }
    for (size_t k = 0; k < declared; ++k) {
      if (source[k] >= 0) continue;
      types.push_back(found.args[k]);
      made.positions.push_back(static_cast<int>(k));
    }
    made.args = std::move(types);
    made.default_args = static_cast<int>(absent);
    return made;
  }
  const bool variadic = found.variadic && expand_variadic && arg_count >= declared;
  if (variadic) {
    made.variadic_element = element_for_variadic(binder, found.args.back());
    made.args.assign(found.args.begin(), found.args.end() - 1);
    made.variadic_args = static_cast<int>(arg_count - declared + 1);
    made.args.resize(arg_count, made.variadic_element);
    return made;
  }
  if (declared < arg_count) return std::nullopt;
  if (declared > arg_count) {
    if (!expand_defaults || arg_count + found.defaults < declared) return std::nullopt;
    made.default_args = static_cast<int>(declared - arg_count);
  }
  made.args = found.args;
  return made;
}

}  // namespace

Expr* Binder::load(const catalog::Blob& blob) {
  return blob.empty() ? nullptr : load_expression(arena_, blob);
}

std::vector<Candidate> Binder::function_candidates(const ast::NameList& name, size_t arg_count,
                                                   std::span<const std::string_view> arg_names,
                                                   bool expand_variadic, bool expand_defaults) {
  std::vector<Candidate> candidates;
  const std::string_view schema = name.size() > 1 ? name[name.size() - 2] : std::string_view();
  const auto add = [&](const Found& found) {
    std::optional<Candidate> made =
        match(*this, found, arg_count, arg_names, expand_variadic, expand_defaults);
    if (!made.has_value()) return;
    // The same arguments: the earlier schema wins, then what is not variadic, then fewer defaults.
    const size_t shown = arg_count;
    for (Candidate& other : candidates) {
      if (other.args.size() < shown || made->args.size() < shown ||
          !std::equal(other.args.begin(), other.args.begin() + static_cast<ptrdiff_t>(shown),
                      made->args.begin())) {
        continue;
      }
      const auto better = [](const Candidate& a, const Candidate& b) {
        if (a.rank != b.rank) return a.rank < b.rank;
        if ((a.variadic_args > 0) != (b.variadic_args > 0)) return a.variadic_args == 0;
        return a.default_args < b.default_args;
      };
      if (better(*made, other)) other = std::move(*made);
      return;
    }
    candidates.push_back(std::move(*made));
  };
  // Rows that come with an extension are found in its schema, once it is there.
  const auto home_of = [&](const FunctionCandidate& row) {
    if (row.extension == nullptr) return kPgCatalogSchema;
    const catalog::Extension* extension = catalog_.find_extension(row.extension);
    return extension == nullptr ? kNoOid : extension->schema;
  };
  const auto add_builtin = [&](Oid in, size_t rank) {
    for (const FunctionCandidate& row : find_functions(name.back())) {
      if (home_of(row) != in) continue;
      Found found;
      Candidate& c = found.candidate;
      c.oid = row.oid;
      c.result = row.result;
      c.rank = rank;
      c.builtin = &row;
      switch (row.kind) {
        case FunctionCandidate::Kind::kScalar: c.kind = Candidate::Kind::kFunction; break;
        case FunctionCandidate::Kind::kAggregate:
          c.kind = Candidate::Kind::kAggregate;
          c.aggregate_kind = static_cast<const AggregateDef*>(row.def)->kind;
          break;
        case FunctionCandidate::Kind::kSet:
          c.kind = Candidate::Kind::kSet;
          c.returns_set = true;
          break;
        case FunctionCandidate::Kind::kWindow: c.kind = Candidate::Kind::kWindow; break;
      }
      found.args.assign(row.args.begin(), row.args.end());
      found.variadic = (row.flags & kVariadic) != 0;
      found.defaults = (row.flags & kDefaults2) != 0 ? 2 : (row.flags & kDefaults1) != 0 ? 1 : 0;
      if (const ArgumentNames* names = argument_names(row.oid)) {
        found.defaults = names->default_count();
        if (!arg_names.empty()) found.names = split_names(*names);
      }
      add(found);
    }
  };
  const auto add_user = [&](Oid in, size_t rank) {
    for (const catalog::Function* f : catalog_.find_functions(in, name.back())) {
      Found found;
      Candidate& c = found.candidate;
      c.oid = f->oid;
      c.result = f->result;
      c.rank = rank;
      c.user = f;
      c.returns_set = f->returns_set;
      switch (f->kind) {
        case 'a': c.kind = Candidate::Kind::kAggregate; break;
        case 'w': c.kind = Candidate::Kind::kWindow; break;
        case 'p': c.kind = Candidate::Kind::kProcedure; break;
        default: c.kind = f->returns_set ? Candidate::Kind::kSet : Candidate::Kind::kFunction;
      }
      for (const catalog::FunctionArgument& a : f->arguments) {
        const bool procedure_out = f->kind == 'p' && a.mode == catalog::ArgMode::kOut;
        if ((a.mode == catalog::ArgMode::kOut && !procedure_out) ||
            a.mode == catalog::ArgMode::kTable) {
          continue;
        }
        found.args.push_back(a.type);
        found.names.push_back(a.name);
        if (a.mode == catalog::ArgMode::kVariadic) found.variadic = true;
        if (!a.default_expr.empty()) {
          ++found.defaults;
        } else if (found.defaults > 0 && !procedure_out) {
          found.defaults = 0;
        }
      }
      add(found);
    }
  };
  if (!schema.empty()) {
    if (schema == "pg_catalog") {
      add_builtin(kPgCatalogSchema, 0);
      add_user(kPgCatalogSchema, 0);
      return candidates;
    }
    const Oid in = catalog::find_schema_oid(catalog_, *context_.path, schema);
    if (in == kNoOid) {
      throw_error(sqlstate::undefined_schema,
                  "schema \"" + std::string(schema) + "\" does not exist");
    }
    add_user(in, 0);  // before the extension's that it may stand for
    add_builtin(in, 0);
    return candidates;
  }
  bool builtin_seen = false;
  size_t rank = 0;
  for (const Oid in : context_.path->schemas) {
    add_user(in, rank);
    add_builtin(in, rank);
    builtin_seen = builtin_seen || in == kPgCatalogSchema;
    ++rank;
  }
  if (!builtin_seen) add_builtin(kPgCatalogSchema, rank);
  return candidates;
}

const Candidate* Binder::choose(std::vector<Candidate>& candidates, std::span<const Oid> types,
                                bool* ambiguous) {
  *ambiguous = false;
  const size_t count = types.size();
  for (const Candidate& c : candidates) {
    if (std::equal(types.begin(), types.end(), c.args.begin())) return &c;
  }
  std::vector<const Candidate*> fitting;
  std::vector<std::span<const Oid>> lists;
  for (const Candidate& c : candidates) {
    const std::span<const Oid> declared = std::span(c.args).subspan(0, count);
    if (!can_coerce(types, declared, CastContext::kImplicit)) continue;
    fitting.push_back(&c);
    lists.push_back(declared);
  }
  if (fitting.empty()) return nullptr;
  if (fitting.size() == 1) return fitting[0];
  const size_t best = choose_index(lists, types);
  if (best != SIZE_MAX) return fitting[best];
  *ambiguous = true;
  return nullptr;
}

std::string Binder::signature(const ast::NameList& name, std::span<Expr* const> args,
                              std::span<const std::string_view> names) {
  std::string text = name_text(name) + "(";
  const size_t positional = args.size() - names.size();
  for (size_t i = 0; i < args.size(); ++i) {
    if (i > 0) text += ", ";
    if (i >= positional) text += std::string(names[i - positional]) + " => ";
    text += type_text(args[i]->type);
  }
  return text + ")";
}

void Binder::function_missing(const ast::NameList& name, std::span<Expr* const> args,
                              std::span<const std::string_view> names, const ast::FuncCall* call,
                              SourcePos pos) {
  if (call != nullptr && call->agg_within_group && !call->agg_order.empty()) {
    throw_error(Error(sqlstate::undefined_function,
                      "aggregate function " + signature(name, args, names) + " does not exist", pos)
                    .with_hint("No aggregate function matches the given name and argument types. "
                               "Perhaps you misplaced ORDER BY; ORDER BY must appear after all "
                               "regular arguments of the aggregate."));
  }
  const bool procedure = scope_ != nullptr && scope_->place == Place::kCallArgument;
  if (procedure) {
    throw_error(Error(sqlstate::undefined_function,
                      "procedure " + signature(name, args, names) + " does not exist", pos)
                    .with_hint("No procedure matches the given name and argument types. You might "
                               "need to add explicit type casts."));
  }
  throw_error(Error(sqlstate::undefined_function,
                    "function " + signature(name, args, names) + " does not exist", pos)
                  .with_hint("No function matches the given name and argument types. You might "
                             "need to add explicit type casts."));
}

Expr* Binder::bind_call(const ast::FuncCall& call) {
  std::vector<Expr*> args;
  std::vector<std::string_view> names;
  args.reserve(call.args.size());
  for (const ast::Expr* arg : call.args) {
    if (const auto* named = ast::as<ast::NamedArg>(arg)) {
      for (const std::string_view other : names) {
        if (other == named->name) {
          throw_error(sqlstate::syntax_error,
                      "argument name \"" + std::string(other) + "\" used more than once",
                      named->pos);
        }
      }
      names.push_back(named->name);
      args.push_back(bind(*named->arg));
      continue;
    }
    if (!names.empty()) {
      throw_error(sqlstate::syntax_error, "positional argument cannot follow named argument",
                  arg->pos);
    }
    args.push_back(bind(*arg));
  }
  if (args.size() > 100) {
    throw_error(Error(sqlstate::too_many_arguments,
                      "cannot pass more than 100 arguments to a function", call.pos));
  }
  if (call.agg_within_group) {
    for (const ast::SortBy* item : call.agg_order) args.push_back(bind(*item->expr));
  }
  return make_call(call.name, std::move(args), std::move(names), &call, call.pos, false);
}

Expr* Binder::make_call(const ast::NameList& name, std::vector<Expr*> args,
                        std::vector<std::string_view> arg_names, const ast::FuncCall* call,
                        SourcePos pos, bool projection) {
  const bool plain = call == nullptr ||
                     (call->agg_order.empty() && call->agg_filter == nullptr &&
                      call->over == nullptr && !call->agg_star && !call->agg_distinct &&
                      !call->variadic);
  const bool maybe_field = args.size() == 1 && name.size() == 1 && plain && arg_names.empty();
  if (projection && maybe_field) {
    if (Expr* found = field(args[0], name[0], pos, false); found != nullptr) return found;
  }
  const bool variadic_written = call != nullptr && call->variadic;
  std::vector<Candidate> candidates = at_position(pos, [&] {
    return function_candidates(name, args.size(), arg_names, !variadic_written, true);
  });
  std::vector<Oid> types;
  for (const Expr* arg : args) types.push_back(arg->type);
  bool ambiguous = false;
  const Candidate* chosen = nullptr;
  for (const Candidate& c : candidates) {
    if (std::equal(types.begin(), types.end(), c.args.begin())) chosen = &c;
  }
  if (chosen == nullptr && maybe_field && args[0] != nullptr) {
    // A type's name used as a function is a cast, when it needs no function of its own.
    const Oid target = catalog::lookup_type(catalog_, *context_.path, {}, name[0]);
    if (target != kNoOid && type(target).kind != TypeKind::kComposite) {
      const Oid source = types[0];
      bool cast = source == oid::kUnknown;
      if (!cast) {
        Oid function;
        const CoercePath path = find_path(target, source, CastContext::kExplicit, &function);
        cast = path == CoercePath::kRelabel ||
               (path == CoercePath::kViaIo &&
                !((source == oid::kRecord || is_composite(source)) && type(target).category == 'S'));
      }
      if (cast) {
        return coerce(args[0], target, -1, CastContext::kExplicit, CallForm::kExplicitCast, pos);
      }
    }
  }
  if (chosen == nullptr) chosen = choose(candidates, types, &ambiguous);
  if (chosen == nullptr) {
    if (ambiguous) {
      if (projection) return nullptr;
      throw_error(Error(sqlstate::ambiguous_function,
                        "function " + signature(name, args, arg_names) + " is not unique", pos)
                      .with_hint("Could not choose a best candidate function. You might need to "
                                 "add explicit type casts."));
    }
    if (!projection && maybe_field) {
      if (Expr* found = field(args[0], name[0], pos, false); found != nullptr) return found;
    }
    if (projection) return nullptr;
    function_missing(name, args, arg_names, call, pos);
  }
  const std::string shown = name_text(name);
  const bool is_aggregate = chosen->kind == Candidate::Kind::kAggregate;
  const bool is_window = chosen->kind == Candidate::Kind::kWindow;
  if (call != nullptr && !is_aggregate) {
    const auto not_aggregate = [&](const char* what) {
      throw_error(sqlstate::wrong_object_type,
                  std::string(what) + " specified, but " + shown + " is not an aggregate function",
                  pos);
    };
    if (call->agg_star) not_aggregate((shown + "(*)").c_str());
    if (call->agg_distinct) not_aggregate("DISTINCT");
    if (call->agg_within_group) not_aggregate("WITHIN GROUP");
    if (!call->agg_order.empty()) not_aggregate("ORDER BY");
    if (call->agg_filter != nullptr && !is_window) not_aggregate("FILTER");
    if (call->over != nullptr && !is_window) {
      throw_error(sqlstate::wrong_object_type,
                  "OVER specified, but " + shown +
                      " is not a window function nor an aggregate function",
                  pos);
    }
  }
  if (chosen->kind == Candidate::Kind::kProcedure && scope_->place != Place::kCallArgument) {
    throw_error(Error(sqlstate::wrong_object_type,
                      signature(name, args, arg_names) + " is a procedure", pos)
                    .with_hint("To call a procedure, use CALL."));
  }
  if (scope_->place == Place::kCallArgument && chosen->kind != Candidate::Kind::kProcedure &&
      call != nullptr && scope_->own_columns_known) {
    throw_error(Error(sqlstate::wrong_object_type,
                      signature(name, args, arg_names) + " is not a procedure", pos)
                    .with_hint("To call a function, use SELECT."));
  }

  // Arguments left out come from defaults: a built-in function copes itself.
  const size_t given = args.size();
  std::vector<Oid> declared = chosen->args;
  if (chosen->default_args > 0 && chosen->user != nullptr) {
    std::vector<const catalog::FunctionArgument*> inputs;
    for (const catalog::FunctionArgument& a : chosen->user->arguments) {
      const bool procedure_out = chosen->user->kind == 'p' && a.mode == catalog::ArgMode::kOut;
      if ((a.mode == catalog::ArgMode::kOut && !procedure_out) ||
          a.mode == catalog::ArgMode::kTable) {
        continue;
      }
      inputs.push_back(&a);
    }
    for (size_t i = given; i < declared.size(); ++i) {
      const size_t k = chosen->positions.empty() ? i
                                                 : static_cast<size_t>(chosen->positions[i]);
      Expr* value = load(inputs[k]->default_expr);
      args.push_back(value);
      types.push_back(value->type);
    }
  } else if (chosen->default_args > 0) {
    declared.resize(given);
  }
  const Oid result = resolve_polymorphic(types, declared, chosen->result, false);
  for (size_t i = 0; i < args.size(); ++i) {
    args[i] = coerce(args[i], declared[i], -1, CastContext::kImplicit, CallForm::kImplicitCast,
                     kNoPos);
  }
  if (!chosen->positions.empty()) {
    std::vector<Expr*> ordered(args.size(), nullptr);
    for (size_t i = 0; i < args.size(); ++i) {
      const auto k = static_cast<size_t>(chosen->positions[i]);
      if (k >= ordered.size()) ordered.resize(k + 1, nullptr);
      ordered[k] = args[i];
    }
    for (Expr*& e : ordered) {
      if (e != nullptr) continue;
      // A built-in's absent argument between named ones; those behind stay absent.
      const size_t k = static_cast<size_t>(&e - ordered.data());
      const ArgumentNames& names = *argument_names(chosen->oid);
      const size_t first = chosen->builtin->args.size() - names.default_count();
      const TypeInfo& info = type(chosen->builtin->args[k]);
      e = null_const(info.oid);
      e->value = info.ops->input(context_.env, info, names.defaults[k - first], -1);
    }
    args = std::move(ordered);
  }
  bool variadic = variadic_written;
  if (chosen->variadic_args > 0 && chosen->variadic_element != oid::kAny) {
    const auto packed = static_cast<size_t>(chosen->variadic_args);
    const size_t first = args.size() - packed;
    const Oid element = packed > 0 ? args[first]->type : declared[first];
    Expr* array = node(ExprKind::kArray, kNoOid);
    array->elem = element;
    array->args.assign(args.begin() + static_cast<ptrdiff_t>(first), args.end());
    array->type = type(element).array_oid;
    if (array->type == kNoOid) {
      throw_error(sqlstate::undefined_object,
                  "could not find array type for data type " + type_text(element), pos);
    }
    args.resize(first);
    args.push_back(typed(array));
    variadic = true;
  } else if (variadic_written && !args.empty()) {
    const Expr& last = *args.back();
    if (last.type != oid::kUnknown && type(base_type(last.type)).kind != TypeKind::kArray) {
      throw_error(sqlstate::datatype_mismatch, "VARIADIC argument must be an array",
                  start_of(last));
    }
  }
  Expr* made = node(ExprKind::kFunction, result, pos);
  made->fn = chosen->oid;
  made->args = std::move(args);
  made->variadic = variadic;
  made->returns_set = chosen->returns_set;
  typed(made);
  if (call != nullptr && call->form == ast::CallForm::kSqlSyntax) made->form = CallForm::kSqlSyntax;
  if (is_aggregate) return finish_aggregate(made, call, *chosen);
  if (is_window) {
    if (call == nullptr || call->over == nullptr) {
      throw_error(sqlstate::wrong_object_type, "window function " + shown +
                                                   " requires an OVER clause", pos);
    }
    made->kind = ExprKind::kWindow;
    bind_over(made, *call);
    return made;
  }
  if (chosen->returns_set) {
    made->kind = ExprKind::kSetFunction;
    check_set_function(made);
  }
  return made;
}

void Binder::check_set_function(Expr* call) {
  const char* refused = nullptr;
  switch (scope_->place) {
    case Place::kOther:
    case Place::kSelectTarget:
    case Place::kGroupBy:
    case Place::kOrderBy:
    case Place::kDistinctOn:
    case Place::kWindowPartition:
    case Place::kWindowOrder:
    case Place::kValuesSingle:
    case Place::kInsertTarget: break;
    case Place::kFromFunction:
    case Place::kFromSubselect: break;
    default: refused = place_name(scope_->place);
  }
  if (refused != nullptr) {
    throw_error(sqlstate::feature_not_supported,
                std::string("set-returning functions are not allowed in ") + refused, call->pos);
  }
  if (scope_->place == Place::kFromFunction) {
    for (const Expr* arg : call->args) {
      if (any_node(arg, [](const Expr& e) { return e.returns_set; })) {
        throw_error(sqlstate::feature_not_supported,
                    "set-returning functions must appear at top level of FROM", arg->pos);
      }
    }
    return;
  }
  scope_->query->has_set_functions = true;
}

}  // namespace rung::planner
