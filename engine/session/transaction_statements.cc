// BEGIN to ROLLBACK TO SAVEPOINT, SET TRANSACTION, SET CONSTRAINTS: PostgreSQL's transaction block
// states (manual, "Transaction Control").
#include <algorithm>

#include "catalog/search_path.h"
#include "parser/ast_utility.h"
#include "session/services.h"
#include "session/session.h"

namespace rung::session {

using parser::TransactionKind;

namespace {

Error warning(SqlState state, std::string message) {
  Error notice(state, std::move(message));
  notice.severity = Severity::kWarning;
  return notice;
}

std::string_view mode_text(const parser::DefElem& mode) {
  if (const auto* constant = parser::as<parser::Constant>(mode.arg)) return constant->text;
  if (const auto* name = parser::as<parser::NameNode>(mode.arg)) {
    return name->names.empty() ? std::string_view() : name->names.back();
  }
  return {};
}

bool mode_is_true(const parser::DefElem& mode) {
  const auto* constant = parser::as<parser::Constant>(mode.arg);
  if (constant == nullptr) return true;
  if (constant->const_kind == parser::ConstantKind::kBoolean) return constant->boolean;
  return constant->text != "0" && constant->text != "off" && constant->text != "false";
}

}  // namespace

void Session::apply_transaction_modes(const std::vector<parser::DefElem*>& modes) {
  for (const parser::DefElem* mode : modes) {
    if (mode->name == "transaction_isolation") {
      const std::string_view level = mode_text(*mode);
      transaction_.set_isolation(level == "serializable"      ? Isolation::kSerializable
                                 : level == "repeatable read" ? Isolation::kRepeatableRead
                                                              : Isolation::kReadCommitted);
      settings_.set("transaction_isolation", level, true);
    } else if (mode->name == "transaction_read_only") {
      transaction_.set_read_only(mode_is_true(*mode));
      settings_.set("transaction_read_only", mode_is_true(*mode) ? "on" : "off", true);
    }
    // DEFERRABLE only matters where serializable readers can be made to wait: here they never are.
  }
}

bool Session::set_transaction_modes(const parser::Node& statement, bool is_top_level) {
  const auto* set = parser::as<parser::VariableSetStmt>(&statement);
  if (set == nullptr || set->set_kind != parser::VariableSetKind::kSetMulti) return false;
  if (set->name == "TRANSACTION SNAPSHOT") throw_unsupported("SET TRANSACTION SNAPSHOT", set->pos);
  std::vector<parser::DefElem*> modes;
  for (parser::Node* node : set->args) {
    if (auto* mode = parser::as<parser::DefElem>(node)) modes.push_back(mode);
  }
  if (set->name == "SESSION CHARACTERISTICS") {
    for (const parser::DefElem* mode : modes) {
      settings_.set("default_" + std::string(mode->name),
                    mode->name == "transaction_isolation" ? mode_text(*mode)
                    : mode_is_true(*mode)                 ? std::string_view("on")
                                                          : std::string_view("off"),
                    false);
    }
    return true;
  }
  if (!in_block_ && is_top_level) {
    output_->notice(warning(sqlstate::no_active_sql_transaction,
                            "SET TRANSACTION can only be used in transaction blocks"));
  }
  apply_transaction_modes(modes);
  return true;
}

storage::ReadView Session::end_transaction(bool commit, bool chain) {
  const Isolation isolation = transaction_.isolation();
  const bool read_only = transaction_.read_only();
  const std::string level = settings_.show("transaction_isolation").value_or("");
  Arena arena;
  ExecContext context = make_context(arena);
  close_portals(true);
  transaction_.restart(context, commit,
                       deferred_sync_ ? storage::Durability::kDeferred : storage::Durability::kFull);
  services_->end_transaction();
  transaction_start_ = database_.vfs().now_us() - kMicrosecondsTo2000;
  if (chain) {
    transaction_.set_isolation(isolation);
    transaction_.set_read_only(read_only);
    settings_.set("transaction_isolation", level, true);
    settings_.set("transaction_read_only", read_only ? "on" : "off", true);
  } else {
    const QuickSettings& settings = quick_settings();
    transaction_.set_isolation(settings.isolation);
    transaction_.set_read_only(settings.read_only);
  }
  if (current_ != nullptr) current_->view = transaction_.snapshot();
  return transaction_.snapshot();
}

void Session::run_transaction_statement(const parser::TransactionStmt& statement) {
  std::string tag;
  switch (statement.transaction_kind) {
    case TransactionKind::kBegin:
    case TransactionKind::kStart:
      tag = statement.transaction_kind == TransactionKind::kBegin ? "BEGIN" : "START TRANSACTION";
      if (failed_) {
        throw_error(sqlstate::in_failed_sql_transaction,
                    "current transaction is aborted, commands ignored until end of transaction block");
      }
      if (in_block_) {
        output_->notice(warning(sqlstate::active_sql_transaction,
                                "there is already a transaction in progress"));
      } else {
        start_transaction();
        in_block_ = true;
      }
      apply_transaction_modes(statement.modes);
      break;
    case TransactionKind::kCommit: {
      if (!in_block_) {
        if (statement.chain) {
          throw_error(sqlstate::no_active_sql_transaction,
                      "COMMIT AND CHAIN can only be used in transaction blocks");
        }
        output_->notice(warning(sqlstate::no_active_sql_transaction,
                                "there is no transaction in progress"));
        finish_implicit();
        tag = "COMMIT";
        break;
      }
      tag = failed_ ? "ROLLBACK" : "COMMIT";
      in_block_ = false;
      if (failed_) {
        failed_ = false;
        abort_current();
      } else {
        finish_implicit();
      }
      if (statement.chain) {
        start_transaction();
        in_block_ = true;
      }
      break;
    }
    case TransactionKind::kRollback:
      tag = "ROLLBACK";
      if (!in_block_) {
        if (statement.chain) {
          throw_error(sqlstate::no_active_sql_transaction,
                      "ROLLBACK AND CHAIN can only be used in transaction blocks");
        }
        output_->notice(warning(sqlstate::no_active_sql_transaction,
                                "there is no transaction in progress"));
      }
      in_block_ = false;
      failed_ = false;
      abort_current();
      if (statement.chain) {
        start_transaction();
        in_block_ = true;
      }
      break;
    case TransactionKind::kSavepoint:
    case TransactionKind::kRelease:
    case TransactionKind::kRollbackTo: {
      const std::string name(statement.savepoint);
      const bool back = statement.transaction_kind == TransactionKind::kRollbackTo;
      tag = statement.transaction_kind == TransactionKind::kSavepoint ? "SAVEPOINT"
            : back                                                    ? "ROLLBACK"
                                                                      : "RELEASE";
      if (failed_ && !back) {
        throw_error(sqlstate::in_failed_sql_transaction,
                    "current transaction is aborted, commands ignored until end of transaction block");
      }
      if (!in_block_) {
        throw_error(sqlstate::no_active_sql_transaction,
                    std::string(back ? "ROLLBACK TO SAVEPOINT" : tag == "RELEASE" ? "RELEASE SAVEPOINT" : "SAVEPOINT") +
                        " can only be used in transaction blocks");
      }
      if (tag == "SAVEPOINT") {
        transaction_.savepoint(name);
      } else if (back) {
        transaction_.rollback_to(name);
        failed_ = false;
      } else {
        transaction_.release(name);
      }
      break;
    }
    case TransactionKind::kPrepare: throw_unsupported("PREPARE TRANSACTION", statement.pos);
    case TransactionKind::kCommitPrepared: throw_unsupported("COMMIT PREPARED", statement.pos);
    case TransactionKind::kRollbackPrepared: throw_unsupported("ROLLBACK PREPARED", statement.pos);
  }
  output_->complete(tag, false);
}

Oid Session::find_deferrable_constraint(ExecContext& context, const parser::RangeVar& name) {
  std::vector<Oid> schemas = context.path->schemas;
  if (!name.schema.empty()) {
    schemas = {catalog::find_schema_oid(*context.catalog, *context.path, name.schema)};
  }
  Oid found = kNoOid;
  bool exists = false;
  context.catalog->for_each(catalog::ObjectClass::kRelation, [&](const catalog::Object& object) {
    if (std::find(schemas.begin(), schemas.end(), object.schema) == schemas.end()) return;
    const auto& relation = static_cast<const catalog::Relation&>(object);
    for (const catalog::Constraint& c : relation.constraints) {
      if (c.name != name.name) continue;
      exists = true;
      if (c.deferrable) found = c.oid;
    }
    for (const catalog::Trigger& t : relation.triggers) {
      if (!t.is_constraint || t.name != name.name) continue;
      exists = true;
      if (t.deferrable) found = t.constraint;
    }
  });
  if (found != kNoOid) return found;
  if (exists) {
    throw_error(sqlstate::wrong_object_type,
                "constraint \"" + std::string(name.name) + "\" is not deferrable");
  }
  throw_error(sqlstate::undefined_object,
              "constraint \"" + std::string(name.name) + "\" does not exist");
}

}  // namespace rung::session
