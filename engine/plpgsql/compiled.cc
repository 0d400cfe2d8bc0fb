#include "plpgsql/compiled.h"

#include "catalog/search_path.h"

namespace rung::plpgsql {
namespace {

class Compiler {
 public:
  Compiler(ExecContext& context, const CompileTarget& target)
      : context_(context), target_(target), made_(std::make_unique<CompiledFunction>()) {}

  std::unique_ptr<CompiledFunction> compile() {
    made_->catalog_version = context_.catalog->version();
    Scope* scope = made_->arena.make<Scope>();
    if (target_.function != nullptr) {
      made_->oid = target_.function->oid;
      scope->label = made_->arena.copy(target_.function->name);
      describe(*target_.function);
    } else {
      made_->name = "inline_code_block";
      made_->signature.returns_void = true;
      made_->result.type = oid::kVoid;
      scope->label = "inline_code_block";
    }
    arguments(scope);
    // Inside the arguments' scope, so that an argument may be called found.
    Scope* special = made_->arena.make<Scope>();
    special->label = scope->label;
    made_->found = add(special, "found", oid::kBool);
    scope->parent = special;
    if (target_.trigger_relation != nullptr || made_->signature.is_trigger) trigger(special);
    if (made_->signature.is_event_trigger) {
      made_->tg_event = add(special, "tg_event", oid::kText);
      made_->tg_tag = add(special, "tg_tag", oid::kText);
    }
    const std::string_view source = made_->arena.copy(
        target_.function != nullptr ? std::string_view(target_.function->source) : target_.source);
    made_->body =
        parse_body(source, made_->arena, made_->signature, scope, std::move(variables_));
    if (!made_->body->has_conflict) made_->body->conflict = target_.conflict;
    if (target_.print_strict_params) made_->body->print_strict_params = true;
    resolve_types();
    made_->plans.resize(static_cast<size_t>(made_->body->sql_count));
    return std::move(made_);
  }

 private:
  void describe(const catalog::Function& function) {
    made_->name = function.name + "(";
    bool first = true;
    TypeEnv env = context_.env();
    for (const catalog::FunctionArgument& argument : function.arguments) {
      if (argument.mode == catalog::ArgMode::kOut || argument.mode == catalog::ArgMode::kTable) {
        continue;
      }
      if (!first) made_->name += ",";
      first = false;
      made_->name += format_type(env, argument.type, -1);
    }
    made_->name += ")";
    Signature& signature = made_->signature;
    signature.returns_set = function.returns_set;
    signature.is_procedure = function.kind == 'p';
    signature.is_event_trigger = function.result == oid::kEventtrigger;
    signature.is_trigger = function.result == oid::kTrigger;
    if (signature.is_event_trigger && !function.arguments.empty()) {
      throw_error(sqlstate::invalid_function_definition,
                  "event trigger functions cannot have declared arguments");
    }
    if (signature.is_trigger && !function.arguments.empty()) {
      throw_error(Error(sqlstate::invalid_function_definition,
                        "trigger functions cannot have declared arguments")
                      .with_hint("The arguments of the trigger can be accessed through TG_NARGS "
                                 "and TG_ARGV instead."));
    }
    made_->result.type = target_.result_type != kNoOid ? target_.result_type : function.result;
    signature.returns_void = made_->result.type == oid::kVoid || signature.is_event_trigger;
    if (const TypeInfo* info = context_.catalog->find_type(made_->result.type)) {
      made_->result_is_row =
          info->kind == TypeKind::kComposite || made_->result.type == oid::kRecord;
    }
  }

  int add(Scope* scope, std::string_view name, Oid type) {
    Variable* variable = made_->arena.make<Variable>();
    variable->name = made_->arena.copy(name);
    variable->oid = type;
    const TypeInfo* info = context_.catalog->find_type(type);
    if (type == oid::kRecord || (info != nullptr && info->kind == TypeKind::kComposite)) {
      variable->kind = VariableKind::kRecord;
    }
    const int number = static_cast<int>(variables_.size());
    variables_.push_back(variable);
    if (!name.empty()) scope->names.emplace_back(variable->name, number);
    return number;
  }

  // The actual type of a polymorphic OUT parameter, by those of the input arguments.
  Oid actual_type(Oid declared) {
    const auto is_array = [](Oid type) {
      return type == oid::kAnyarray || type == oid::kAnycompatiblearray;
    };
    const auto is_element = [](Oid type) {
      return type == oid::kAnyelement || type == oid::kAnynonarray || type == oid::kAnyenum ||
             type == oid::kAnycompatible || type == oid::kAnycompatiblenonarray;
    };
    if (!is_array(declared) && !is_element(declared)) return declared;
    const std::vector<Oid> inputs = target_.function->input_types();
    for (size_t i = 0; i < inputs.size() && i < target_.argument_types.size(); ++i) {
      const TypeInfo* actual = context_.catalog->find_type(target_.argument_types[i]);
      if (actual == nullptr || (!is_array(inputs[i]) && !is_element(inputs[i]))) continue;
      if (is_array(inputs[i]) == is_array(declared)) return actual->oid;
      return is_array(declared) ? actual->array_oid : actual->element_oid;
    }
    return declared;
  }

  void arguments(Scope* scope) {
    if (target_.function == nullptr) return;
    size_t input = 0;
    int position = 0;
    for (const catalog::FunctionArgument& argument : target_.function->arguments) {
      using catalog::ArgMode;
      const bool in = argument.mode != ArgMode::kOut && argument.mode != ArgMode::kTable;
      const bool out = argument.mode == ArgMode::kOut || argument.mode == ArgMode::kInOut ||
                       argument.mode == ArgMode::kTable;
      Oid type = argument.type;
      if (in && input < target_.argument_types.size() &&
          target_.argument_types[input] != kNoOid) {
        const TypeInfo* declared = context_.catalog->find_type(type);
        if (declared != nullptr && declared->kind == TypeKind::kPseudo &&
            type != oid::kRecord) {
          type = target_.argument_types[input];
        }
      }
      if (!in && !target_.argument_types.empty()) type = actual_type(type);
      const int number = add(scope, argument.name, type);
      ++position;
      scope->names.emplace_back(made_->arena.copy("$" + std::to_string(position)), number);
      if (in) {
        made_->arguments.push_back(number);
        ++input;
      }
      if (out) {
        made_->outputs.push_back(number);
        made_->output_columns.push_back(make_column(context_, argument.name, type, -1));
      }
    }
    made_->signature.has_out_parameters = !made_->outputs.empty();
  }

  void trigger(Scope* scope) {
    const auto row = [&](std::string_view name) {
      const int number = add(scope, name, oid::kRecord);
      if (target_.trigger_relation != nullptr) {
        variables_[static_cast<size_t>(number)]->oid = target_.trigger_relation->row_type;
      }
      return number;
    };
    made_->new_row = row("new");
    made_->old_row = row("old");
    made_->tg_name = add(scope, "tg_name", oid::kName);
    made_->tg_when = add(scope, "tg_when", oid::kText);
    made_->tg_level = add(scope, "tg_level", oid::kText);
    made_->tg_op = add(scope, "tg_op", oid::kText);
    made_->tg_relid = add(scope, "tg_relid", oid::kOid);
    made_->tg_relname = add(scope, "tg_relname", oid::kName);
    scope->names.emplace_back("tg_table_name", made_->tg_relname);
    made_->tg_schema = add(scope, "tg_table_schema", oid::kName);
    made_->tg_nargs = add(scope, "tg_nargs", oid::kInt4);
    made_->tg_argv = add(scope, "tg_argv", oid::kTextArray);
    if (target_.trigger == nullptr) return;
    const Oid row_type = target_.trigger_relation->row_type;
    const Oid rows_type = context_.catalog->type(row_type).array_oid;
    std::vector<Column> columns;
    for (const catalog::Attribute& attribute : target_.trigger_relation->columns) {
      columns.push_back(attribute.dropped ? Column{}
                                          : make_column(context_, attribute.name, attribute.type,
                                                        attribute.typmod));
    }
    const auto table = [&](const std::string& name) {
      if (name.empty()) return -1;
      const int number = add(scope, {}, rows_type);
      Expr* rows = made_->arena.make<Expr>();
      rows->kind = ExprKind::kExternal;
      rows->param = number;
      rows->type = rows_type;
      made_->named_rows.push_back({name, columns, row_type, rows});
      return number;
    };
    made_->old_table = table(target_.trigger->old_table);
    made_->new_table = table(target_.trigger->new_table);
  }

  void resolve_types() {
    planner::BindContext bind = bind_context(context_, made_->arena);
    for (Variable* variable : made_->body->variables) {
      SlotType slot;
      slot.type.type = variable->oid;
      slot.type.typmod = variable->typmod;
      if (variable->type != nullptr) {
        try {
          if (variable->row_type) {
            slot.type.type = row_type(*variable);
          } else {
            slot.type = planner::resolve_type(bind, *variable->type);
          }
        } catch (SqlError& error) {
          Error& report = error.error();
          if (variable->percent_pos != kNoPos) {
            throw_error(sqlstate::syntax_error, "syntax error at or near \"%\"",
                        variable->percent_pos);
          }
          if (report.pos != kNoPos && variable->pos != kNoPos) {
            report.pos = variable->type_pos == kNoPos ? kNoPos : variable->type_pos + report.pos;
          }
          throw;
        }
        if (const TypeInfo* info = context_.catalog->find_type(slot.type.type);
            variable->collate_pos != kNoPos && info != nullptr && !info->collatable) {
          TypeEnv env = context_.env();
          throw_error(sqlstate::datatype_mismatch,
                      "collations are not supported by type " + format_type(env, slot.type.type, -1),
                      variable->collate_pos);
        }
      }
      const TypeInfo* info = context_.catalog->find_type(slot.type.type);
      const bool composite = info != nullptr && info->kind == TypeKind::kComposite;
      if (slot.type.type == oid::kRecord || composite) variable->kind = VariableKind::kRecord;
      if (variable->kind == VariableKind::kRecord) {
        if (composite) slot.row_type = slot.type.type;
        if (slot.type.type == kNoOid) slot.type.type = oid::kRecord;
      } else {
        slot.storage = storage_of(context_, slot.type.type);
      }
      made_->types.push_back(slot);
    }
  }

  // name%ROWTYPE: the row type of a table, or a composite type.
  Oid row_type(const Variable& variable) {
    const parser::NameList& names = variable.type->names;
    const std::string_view schema = names.size() > 1 ? names[names.size() - 2] : std::string_view();
    const catalog::Relation* relation =
        catalog::lookup_relation(*context_.catalog, *context_.path, schema, names.back());
    if (relation == nullptr) {
      std::string full;
      for (const std::string_view part : names) {
        if (!full.empty()) full += ".";
        full += part;
      }
      throw_error(sqlstate::undefined_table, "relation \"" + full + "\" does not exist");
    }
    return relation->row_type;
  }

  ExecContext& context_;
  const CompileTarget& target_;
  std::unique_ptr<CompiledFunction> made_;
  std::vector<Variable*> variables_;
};

}  // namespace

planner::BindContext bind_context(ExecContext& context, Arena& arena) {
  planner::BindContext bind;
  bind.catalog = context.catalog;
  bind.path = context.path;
  bind.env = context.env();
  bind.env.arena = &arena;
  return bind;
}

StorageClass storage_of(ExecContext& context, Oid type) {
  const TypeInfo* info = context.catalog->find_type(type);
  return info != nullptr ? info->storage : StorageClass::kBytes;
}

Column make_column(ExecContext& context, std::string name, Oid type, int32_t typmod) {
  const TypeInfo* info = context.catalog->find_type(type);
  Column column;
  column.name = std::move(name);
  column.type = type;
  column.typmod = typmod;
  column.collation = info != nullptr && info->collatable ? kDefaultCollation : kNoOid;
  return column;
}

void shape_record(ExecContext& context, Record* record, Oid row_type) {
  const TypeInfo& info = context.catalog->type(row_type);
  std::vector<Column> columns;
  for (const CompositeField& field : *info.fields) {
    columns.push_back(field.dropped
                          ? Column{}
                          : make_column(context, field.name, field.type, field.typmod));
  }
  shape_record(context, record, columns);
  record->type = row_type;
}

void shape_record(ExecContext& context, Record* record, std::span<const Column> columns) {
  record->assigned = true;
  record->null = false;
  record->type = oid::kRecord;
  record->fields.assign(columns.begin(), columns.end());
  record->storage.clear();
  for (const Column& column : columns) {
    record->storage.push_back(column.type == kNoOid ? StorageClass::kBytes
                                                    : storage_of(context, column.type));
  }
  record->values.assign(columns.size(), Value());
}

std::unique_ptr<CompiledFunction> compile(ExecContext& context, const CompileTarget& target) {
  return Compiler(context, target).compile();
}

}  // namespace rung::plpgsql
