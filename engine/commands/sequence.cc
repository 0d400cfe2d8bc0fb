// CREATE SEQUENCE, ALTER SEQUENCE.
#include "commands/objects.h"
#include "commands/privileges.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

int64_t type_min(Oid type) {
  return type == oid::kInt2 ? INT16_MIN : type == oid::kInt4 ? INT32_MIN : INT64_MIN;
}
int64_t type_max(Oid type) {
  return type == oid::kInt2 ? INT16_MAX : type == oid::kInt4 ? INT32_MAX : INT64_MAX;
}

[[noreturn]] void bad_sequence(std::string message) {
  throw_error(sqlstate::invalid_parameter_value, std::move(message));
}

bool has_no_value(const ast::DefElem* option) { return option != nullptr && option->arg == nullptr; }

}  // namespace

SequenceInfo sequence_options(CommandContext& c, const std::vector<ast::DefElem*>& options,
                              SequenceInfo info, bool is_new, std::optional<int64_t>* restart,
                              const ast::DefElem** owned_by) {
  const ast::DefElem *as = nullptr, *increment = nullptr, *start = nullptr, *max = nullptr,
                     *min = nullptr, *cache = nullptr, *cycle = nullptr, *again = nullptr;
  for (const ast::DefElem* option : options) {
    const ast::DefElem** slot = option->name == "as"          ? &as
                                : option->name == "increment" ? &increment
                                : option->name == "start"     ? &start
                                : option->name == "maxvalue"  ? &max
                                : option->name == "minvalue"  ? &min
                                : option->name == "cache"     ? &cache
                                : option->name == "cycle"     ? &cycle
                                : option->name == "restart"   ? &again
                                : option->name == "owned_by"  ? owned_by
                                                              : nullptr;
    if (slot == nullptr) {
      throw_error(sqlstate::syntax_error,
                  "option " + quoted(option->name) + " not recognized");
    }
    if (*slot != nullptr) {
      throw_error(sqlstate::syntax_error, "conflicting or redundant options", option->pos);
    }
    *slot = option;
  }
  bool reset_max = is_new, reset_min = is_new;
  if (as != nullptr) {
    const Oid type = resolve_column_type(c, ast::to<ast::TypeName>(as->arg)).type;
    if (type != oid::kInt2 && type != oid::kInt4 && type != oid::kInt8) {
      const bool identity = info.identity;
      bad_sequence(identity ? "identity column type must be smallint, integer, or bigint"
                            : "sequence type must be smallint, integer, or bigint");
    }
    if (!is_new) {
      // Limits that were the old type's own become the new type's.
      if (info.max == type_max(info.type)) reset_max = true;
      if (info.min == type_min(info.type)) reset_min = true;
    }
    info.type = type;
  } else if (info.type == kNoOid) {
    info.type = oid::kInt8;
  }
  if (increment != nullptr) {
    info.increment = option_integer(*increment);
    if (info.increment == 0) bad_sequence("INCREMENT must not be zero");
  }
  if (cycle != nullptr) info.cycle = option_bool(*cycle);
  const bool up = info.increment > 0;
  if (max != nullptr && max->arg != nullptr) {
    info.max = option_integer(*max);
  } else if (is_new || has_no_value(max) || reset_max) {
    info.max = up ? type_max(info.type) : -1;
  }
  const std::string type_name = format_type_name(c, info.type);
  if (info.max < type_min(info.type) || info.max > type_max(info.type)) {
    bad_sequence("MAXVALUE (" + std::to_string(info.max) +
                 ") is out of range for sequence data type " + type_name);
  }
  if (min != nullptr && min->arg != nullptr) {
    info.min = option_integer(*min);
  } else if (is_new || has_no_value(min) || reset_min) {
    info.min = up ? 1 : type_min(info.type);
  }
  if (info.min < type_min(info.type) || info.min > type_max(info.type)) {
    bad_sequence("MINVALUE (" + std::to_string(info.min) +
                 ") is out of range for sequence data type " + type_name);
  }
  if (info.min >= info.max) {
    bad_sequence("MINVALUE (" + std::to_string(info.min) + ") must be less than MAXVALUE (" +
                 std::to_string(info.max) + ")");
  }
  if (start != nullptr) {
    info.start = option_integer(*start);
  } else if (is_new) {
    info.start = up ? info.min : info.max;
  }
  const auto check_range = [&](const char* what, int64_t value) {
    if (value < info.min) {
      bad_sequence(std::string(what) + " value (" + std::to_string(value) +
                   ") cannot be less than MINVALUE (" + std::to_string(info.min) + ")");
    }
    if (value > info.max) {
      bad_sequence(std::string(what) + " value (" + std::to_string(value) +
                   ") cannot be greater than MAXVALUE (" + std::to_string(info.max) + ")");
    }
  };
  check_range("START", info.start);
  if (again != nullptr) {
    *restart = again->arg == nullptr ? info.start : option_integer(*again);
    check_range("RESTART", **restart);
  }
  if (cache != nullptr) {
    info.cache = option_integer(*cache);
    if (info.cache <= 0) {
      bad_sequence("CACHE (" + std::to_string(info.cache) + ") must be greater than zero");
    }
  }
  return info;
}

Oid create_sequence_object(CommandContext& c, std::string name, Oid schema, SequenceInfo info,
                           Persistence persistence) {
  auto relation = std::make_unique<Relation>();
  relation->oid = cat(c).new_oid();
  relation->name = std::move(name);
  relation->schema = schema;
  relation->kind = RelationKind::kSequence;
  relation->persistence = persistence;
  relation->sequence = info;
  const auto add = [&](const char* column, Oid type, StorageClass storage) {
    Attribute a;
    a.name = column;
    a.attno = static_cast<int32_t>(relation->columns.size()) + 1;
    a.type = type;
    a.storage = storage;
    a.not_null = true;
    relation->columns.push_back(std::move(a));
  };
  add("last_value", oid::kInt8, StorageClass::kInt64);
  add("log_cnt", oid::kInt8, StorageClass::kInt64);
  add("is_called", oid::kBool, StorageClass::kInt8);
  relation->acl = initial_acl(c, 'S', relation->owner, schema);
  const Oid oid = relation->oid;
  cat(c).put(std::move(relation));
  depend(c, {ObjectClass::kRelation, oid, 0}, {ObjectClass::kSchema, schema, 0});
  // An oid may have been given before, by a transaction that was rolled back.
  c.exec.transaction->sequences().forget(oid);
  extension_member(c, {ObjectClass::kRelation, oid, 0});
  return oid;
}

void own_sequence(CommandContext& c, Oid sequence, Oid table, int32_t attno, bool identity) {
  const ObjectAddress self{ObjectClass::kRelation, sequence, 0};
  const Relation& before = *cat(c).relation(sequence);
  const Oid schema = before.schema;
  cat(c).remove_dependencies_of(self);
  depend(c, self, {ObjectClass::kSchema, schema, 0});
  auto relation = cat(c).edit_relation(sequence);
  relation->sequence->owner_table = table;
  relation->sequence->owner_column = attno;
  relation->sequence->identity = identity;
  cat(c).put(std::move(relation));
  if (table == kNoOid) return;
  depend(c, self, {ObjectClass::kRelation, table, attno},
         identity ? DependencyKind::kInternal : DependencyKind::kAuto);
}

namespace {

void apply_owned_by(CommandContext& c, Oid sequence, const ast::DefElem& option) {
  const auto& names = ast::to<ast::NameNode>(option.arg).names;
  if (names.size() == 1) {
    if (names[0] != "none") {
      throw_error(Error(sqlstate::syntax_error, "invalid OWNED BY option")
                      .with_hint("Specify OWNED BY table.column or OWNED BY NONE."));
    }
    if (cat(c).relation(sequence)->sequence->owner_table != kNoOid) {
      own_sequence(c, sequence, kNoOid, 0, false);
    }
    return;
  }
  const ast::NameList table_names(names.begin(), names.end() - 1);
  const Relation* table = find_relation(c, table_names);
  if (table == nullptr) {
    throw_error(sqlstate::undefined_table,
                "relation " + quoted(dotted(table_names)) + " does not exist");
  }
  if (table->kind != RelationKind::kTable && table->kind != RelationKind::kView &&
      table->kind != RelationKind::kForeignTable &&
      table->kind != RelationKind::kPartitionedTable) {
    throw_error(Error(sqlstate::wrong_object_type,
                      "sequence cannot be owned by relation " + quoted(table->name))
                    .with_detail("This operation is not supported for " +
                                 std::string(kind_word(table->kind)) + "s."));
  }
  if (table->schema != cat(c).relation(sequence)->schema) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "sequence must be in same schema as table it is linked to");
  }
  const Attribute& column = get_column(*table, names.back());
  own_sequence(c, sequence, table->oid, column.attno, false);
}

}  // namespace

std::string create_sequence(CommandContext& c, const ast::CreateSequenceStmt& stmt) {
  const Oid schema = creation_schema(c, *stmt.sequence);
  if (cat(c).find_relation(schema, stmt.sequence->name) != nullptr && stmt.if_not_exists) {
    notice(c, "relation " + quoted(stmt.sequence->name) + " already exists, skipping",
           Error(sqlstate::duplicate_table, ""));
    return "CREATE SEQUENCE";
  }
  std::optional<int64_t> restart;
  const ast::DefElem* owned_by = nullptr;
  const SequenceInfo info = sequence_options(c, stmt.options, {}, true, &restart, &owned_by);
  check_new_relation_name(c, schema, stmt.sequence->name);
  const Oid oid = create_sequence_object(c, str(stmt.sequence->name), schema, info,
                                         static_cast<Persistence>(stmt.sequence->persistence));
  if (owned_by != nullptr) apply_owned_by(c, oid, *owned_by);
  return "CREATE SEQUENCE";
}

std::string alter_sequence(CommandContext& c, const ast::AlterSequenceStmt& stmt) {
  const Relation* found = find_relation(c, *stmt.sequence, stmt.missing_ok);
  if (found == nullptr) {
    notice(c, "relation " + quoted(stmt.sequence->name) + " does not exist, skipping");
    return "ALTER SEQUENCE";
  }
  if (found->kind != RelationKind::kSequence) {
    throw_error(sqlstate::wrong_object_type, quoted(found->name) + " is not a sequence");
  }
  const Oid oid = found->oid;
  const SequencePosition at =
      c.exec.transaction->sequences().get(c.exec.view, oid, *found->sequence);
  std::optional<int64_t> restart;
  const ast::DefElem* owned_by = nullptr;
  const SequenceInfo info =
      sequence_options(c, stmt.options, *found->sequence, false, &restart, &owned_by);
  if (owned_by != nullptr && found->sequence->identity) {
    throw_error(Error(sqlstate::feature_not_supported, "cannot change ownership of identity sequence")
                    .with_detail("Sequence " + quoted(found->name) + " is linked to table " +
                                 quoted(cat(c).relation(info.owner_table)->name) + "."));
  }
  if (!restart.has_value()) {
    if (at.last_value < info.min) {
      bad_sequence("RESTART value (" + std::to_string(at.last_value) +
                   ") cannot be less than MINVALUE (" + std::to_string(info.min) + ")");
    }
    if (at.last_value > info.max) {
      bad_sequence("RESTART value (" + std::to_string(at.last_value) +
                   ") cannot be greater than MAXVALUE (" + std::to_string(info.max) + ")");
    }
  }
  auto relation = cat(c).edit_relation(oid);
  relation->sequence = info;
  cat(c).put(std::move(relation));
  if (restart.has_value()) c.exec.transaction->sequences().set(oid, {*restart, false});
  if (owned_by != nullptr) apply_owned_by(c, oid, *owned_by);
  return "ALTER SEQUENCE";
}

void restart_sequence(CommandContext& c, Oid sequence) {
  const Relation* relation = cat(c).relation(sequence);
  if (relation == nullptr || !relation->sequence) return;
  c.exec.transaction->sequences().set(sequence, {relation->sequence->start, false});
}

}  // namespace rung::commands
