// CREATE TRIGGER.
#include <algorithm>

#include "commands/objects.h"
#include "functions/registry.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

void check_kind(const Relation& table, const ast::CreateTriggerStmt& stmt) {
  const bool instead = (stmt.timing & ast::kTriggerInstead) != 0;
  const auto refuse = [&](const std::string& message, const std::string& detail) {
    throw_error(Error(sqlstate::wrong_object_type, message).with_detail(detail));
  };
  if (table.kind == RelationKind::kTable || table.kind == RelationKind::kPartitionedTable) {
    if (instead) {
      refuse(quoted(table.name) + " is a table", "Tables cannot have INSTEAD OF triggers.");
    }
    return;
  }
  if (table.kind == RelationKind::kView) {
    if (stmt.row && !instead) {
      refuse(quoted(table.name) + " is a view",
             "Views cannot have row-level BEFORE or AFTER triggers.");
    }
    if ((stmt.events & ast::kTriggerTruncate) != 0) {
      refuse(quoted(table.name) + " is a view", "Views cannot have TRUNCATE triggers.");
    }
    return;
  }
  throw_error(sqlstate::wrong_object_type,
              "relation " + quoted(table.name) + " cannot have triggers");
}

Oid trigger_function(CommandContext& c, const ast::NameList& names) {
  ast::ObjectWithArgs signature;
  signature.name = names;
  const catalog::Function* found =
      find_function(c, signature, ast::ObjectKind::kFunction, true);
  if (found == nullptr) {
    const SplitName split = split_name(names);
    for (const FunctionCandidate& builtin : find_functions(split.name)) {
      if (builtin.result == oid::kTrigger) return builtin.oid;
    }
    throw_error(sqlstate::undefined_function, "function " + dotted(names) + "() does not exist");
  }
  if (found->result != oid::kTrigger) {
    throw_error(sqlstate::invalid_object_definition,
                "function " + dotted(names) + " must return type trigger");
  }
  return found->oid;
}

uint8_t events_of(int16_t bits) {
  uint8_t events = 0;
  if ((bits & ast::kTriggerInsert) != 0) events |= TriggerEvents::kInsert;
  if ((bits & ast::kTriggerUpdate) != 0) events |= TriggerEvents::kUpdate;
  if ((bits & ast::kTriggerDelete) != 0) events |= TriggerEvents::kDelete;
  if ((bits & ast::kTriggerTruncate) != 0) events |= TriggerEvents::kTruncate;
  return events;
}

void set_transitions(const ast::CreateTriggerStmt& stmt, Trigger* trigger) {
  const auto refuse = [](const char* message) {
    throw_error(sqlstate::invalid_object_definition, message);
  };
  for (const ast::TriggerTransition* transition : stmt.transitions) {
    if (!transition->is_table) {
      throw_error(Error(sqlstate::feature_not_supported, "ROW variable naming in the REFERENCING "
                                                         "clause is not supported")
                      .with_hint("Use OLD TABLE or NEW TABLE for naming transition tables."));
    }
    if (stmt.timing != 0) refuse("transition table name can only be specified for an AFTER trigger");
    if ((stmt.events & ast::kTriggerTruncate) != 0) {
      refuse("TRUNCATE triggers with transition tables are not supported");
    }
    if (!stmt.columns.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  "transition tables cannot be specified for triggers with column lists");
    }
    const uint8_t events = trigger->events;
    if ((events & (events - 1)) != 0) {
      throw_error(sqlstate::feature_not_supported,
                  "transition tables cannot be specified for triggers with more than one event");
    }
    if (transition->is_new) {
      if ((events & (TriggerEvents::kInsert | TriggerEvents::kUpdate)) == 0) {
        refuse("NEW TABLE can only be specified for an INSERT or UPDATE trigger");
      }
      if (!trigger->new_table.empty()) refuse("NEW TABLE cannot be specified multiple times");
      trigger->new_table = str(transition->name);
    } else {
      if ((events & (TriggerEvents::kDelete | TriggerEvents::kUpdate)) == 0) {
        refuse("OLD TABLE can only be specified for a DELETE or UPDATE trigger");
      }
      if (!trigger->old_table.empty()) refuse("OLD TABLE cannot be specified multiple times");
      trigger->old_table = str(transition->name);
    }
  }
}

}  // namespace

const Trigger* find_trigger(const Relation& table, std::string_view name) {
  for (const Trigger& trigger : table.triggers) {
    if (trigger.name == name) return &trigger;
  }
  return nullptr;
}

std::string create_trigger(CommandContext& c, const ast::CreateTriggerStmt& stmt) {
  const Relation& table = get_relation(c, *stmt.relation);
  refuse_system(table);
  check_kind(table, stmt);
  const Oid table_oid = table.oid;
  const bool instead = (stmt.timing & ast::kTriggerInstead) != 0;
  if (stmt.row && !stmt.transitions.empty() && table.kind == RelationKind::kPartitionedTable) {
    throw_error(Error(sqlstate::feature_not_supported, quoted(table.name) + " is a partitioned table")
                    .with_detail("ROW triggers with transition tables are not supported on "
                                 "partitioned tables."));
  }
  if (stmt.row && !stmt.transitions.empty() && !table.parents.empty()) {
    throw_error(sqlstate::feature_not_supported,
                table.is_partition()
                    ? "ROW triggers with transition tables are not supported on partitions"
                    : "ROW triggers with transition tables are not supported on inheritance children");
  }
  if (stmt.row && (stmt.events & ast::kTriggerTruncate) != 0) {
    throw_error(sqlstate::feature_not_supported,
                "TRUNCATE FOR EACH ROW triggers are not supported");
  }
  if (instead) {
    if (!stmt.row) {
      throw_error(sqlstate::feature_not_supported, "INSTEAD OF triggers must be FOR EACH ROW");
    }
    if (stmt.when != nullptr) {
      throw_error(sqlstate::feature_not_supported, "INSTEAD OF triggers cannot have WHEN conditions");
    }
    if (!stmt.columns.empty()) {
      throw_error(sqlstate::feature_not_supported, "INSTEAD OF triggers cannot have column lists");
    }
  }
  Trigger trigger;
  trigger.name = str(stmt.name);
  trigger.function = trigger_function(c, stmt.function);
  trigger.timing = instead                                   ? TriggerTiming::kInsteadOf
                   : (stmt.timing & ast::kTriggerBefore) != 0 ? TriggerTiming::kBefore
                                                              : TriggerTiming::kAfter;
  trigger.events = events_of(stmt.events);
  trigger.for_each_row = stmt.row;
  trigger.is_constraint = stmt.constraint;
  trigger.deferrable = stmt.deferrable;
  trigger.deferred = stmt.initially_deferred;
  for (const std::string_view arg : stmt.args) trigger.arguments.push_back(str(arg));
  for (const std::string_view column : stmt.columns) {
    const int32_t attno = get_column(table, column).attno;
    if (std::count(trigger.update_columns.begin(), trigger.update_columns.end(), attno) > 0) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(column) + " specified more than once");
    }
    trigger.update_columns.push_back(attno);
  }
  set_transitions(stmt, &trigger);
  if (stmt.constraint_relation != nullptr) {
    trigger.constraint_relation = get_relation(c, *stmt.constraint_relation).oid;
  }
  std::vector<ObjectAddress> when_references;
  if (stmt.when != nullptr) {
    planner::BindContext context = c.bind();
    const Expr* bound =
        planner::bind_expression(context, *stmt.when, ExprPurpose::kTriggerWhen, &table);
    trigger.when = store(*bound);
    when_references = references(*bound, table.oid);
    const auto uses = [&](int32_t varno) {
      std::vector<const Expr*> stack{bound};
      while (!stack.empty()) {
        const Expr* e = stack.back();
        stack.pop_back();
        if (e == nullptr) continue;
        if (e->kind == ExprKind::kVar && e->varno == varno) return true;
        stack.insert(stack.end(), e->args.begin(), e->args.end());
        stack.push_back(e->left);
      }
      return false;
    };
    const auto refuse = [&](const char* message) {
      throw_error(sqlstate::invalid_object_definition, message, stmt.when->pos);
    };
    if (!stmt.row && (uses(1) || uses(2))) {
      refuse("statement trigger's WHEN condition cannot reference column values");
    }
    if (uses(1) && (trigger.events & TriggerEvents::kInsert) != 0) {
      refuse("INSERT trigger's WHEN condition cannot reference OLD values");
    }
    if (uses(2) && (trigger.events & TriggerEvents::kDelete) != 0) {
      refuse("DELETE trigger's WHEN condition cannot reference NEW values");
    }
  }
  const Trigger* existing = find_trigger(table, stmt.name);
  if (existing != nullptr && !stmt.replace) {
    throw_error(sqlstate::duplicate_object, "trigger " + quoted(stmt.name) + " for relation " +
                                                quoted(table.name) + " already exists");
  }
  if (existing != nullptr && (existing->is_constraint || stmt.constraint)) {
    throw_error(sqlstate::feature_not_supported,
                "trigger " + quoted(stmt.name) + " for relation " + quoted(table.name) +
                    (existing->is_constraint ? " is a constraint trigger"
                                             : " is a regular trigger, cannot be replaced"));
  }
  const Oid oid = existing != nullptr ? existing->oid : cat(c).new_oid();
  trigger.oid = oid;
  const ObjectAddress self{ObjectClass::kTrigger, oid, 0};
  cat(c).remove_dependencies_of(self);
  depend(c, self, {ObjectClass::kFunction, trigger.function, 0});
  depend(c, self, {ObjectClass::kRelation, table.oid, 0}, DependencyKind::kAuto);
  for (const int32_t attno : trigger.update_columns) {
    depend(c, self, {ObjectClass::kRelation, table.oid, attno});
  }
  if (trigger.constraint_relation != kNoOid) {
    depend(c, self, {ObjectClass::kRelation, trigger.constraint_relation, 0}, DependencyKind::kAuto);
  }
  add_references(c, self, when_references, kNoOid, DependencyKind::kNormal);
  auto edited = cat(c).edit_relation(table.oid);
  std::erase_if(edited->triggers, [&](const Trigger& other) { return other.oid == oid; });
  edited->triggers.push_back(trigger);
  cat(c).put(std::move(edited));
  if (trigger.for_each_row && cat(c).relation(table_oid)->kind == RelationKind::kPartitionedTable) {
    const std::vector<Oid> partitions = cat(c).relation(table_oid)->children;
    for (const Oid partition : partitions) clone_trigger(c, table_oid, trigger, partition);
  }
  return "CREATE TRIGGER";
}

}  // namespace rung::commands
