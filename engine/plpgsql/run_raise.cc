// RAISE, ASSERT, GET DIAGNOSTICS.
#include "plpgsql/interpreter.h"

namespace rung::plpgsql {
namespace {

Severity severity_of(RaiseLevel level) {
  switch (level) {
    case RaiseLevel::kDebug: return Severity::kDebug;
    case RaiseLevel::kLog: return Severity::kLog;
    case RaiseLevel::kInfo: return Severity::kInfo;
    case RaiseLevel::kNotice: return Severity::kNotice;
    case RaiseLevel::kWarning: return Severity::kWarning;
    case RaiseLevel::kException: return Severity::kError;
  }
  return Severity::kError;
}

}  // namespace

void Interpreter::run_raise(const RaiseStmt& stmt) {
  if (stmt.rethrow) {
    if (handled_ == nullptr) {
      throw_error(sqlstate::stacked_diagnostics_accessed_without_active_handler,
                  "RAISE without parameters cannot be used outside an exception handler");
    }
    // Its CONTEXT is told already.
    rethrown_ = true;
    throw SqlError(*handled_);
  }
  Arena arena;
  Error error;
  std::string message;
  if (stmt.has_format) {
    size_t next = 0;
    for (size_t i = 0; i < stmt.format.size(); ++i) {
      if (stmt.format[i] != '%') {
        message += stmt.format[i];
      } else if (i + 1 < stmt.format.size() && stmt.format[i + 1] == '%') {
        message += '%';
        ++i;
      } else {
        const Typed value = evaluate(*stmt.parameters[next++], arena);
        message += value.value.null ? "<NULL>" : text_of(value);
      }
    }
  }
  if (stmt.has_condition) {
    error.state = stmt.state;
    message = stmt.condition_name;
  }
  bool has_message = stmt.has_format;
  bool has_state = stmt.has_condition;
  const auto duplicate = [](const char* option) {
    throw_error(sqlstate::syntax_error,
                std::string("RAISE option already specified: ") + option);
  };
  for (const RaiseOption& option : stmt.options) {
    const Typed value = evaluate(*option.value, arena);
    if (value.value.null) {
      throw_error(sqlstate::null_value_not_allowed, "RAISE statement option cannot be null");
    }
    const std::string text = text_of(value);
    switch (option.kind) {
      case RaiseOptionKind::kErrcode:
        if (has_state) duplicate("ERRCODE");
        has_state = true;
        error.state = condition_state(text);
        if (error.state == SqlState() && text.size() == 5) error.state = SqlState::parse(text);
        if (error.state == SqlState()) {
          throw_error(sqlstate::undefined_object,
                      "unrecognized exception condition \"" + text + "\"");
        }
        if (!has_message) message = text;
        break;
      case RaiseOptionKind::kMessage:
        if (has_message) duplicate("MESSAGE");
        has_message = true;
        message = text;
        break;
      case RaiseOptionKind::kDetail:
        if (!error.detail.empty()) duplicate("DETAIL");
        error.detail = text;
        break;
      case RaiseOptionKind::kHint:
        if (!error.hint.empty()) duplicate("HINT");
        error.hint = text;
        break;
      case RaiseOptionKind::kColumn: error.column = text; break;
      case RaiseOptionKind::kConstraint: error.constraint = text; break;
      case RaiseOptionKind::kDatatype: error.datatype = text; break;
      case RaiseOptionKind::kTable: error.table = text; break;
      case RaiseOptionKind::kSchema: error.schema = text; break;
    }
  }
  error.message = std::move(message);
  error.severity = severity_of(stmt.level);
  if (stmt.level == RaiseLevel::kException) {
    if (!has_state) error.state = sqlstate::raise_exception;
    throw SqlError(std::move(error));
  }
  if (!has_state) {
    error.state = stmt.level == RaiseLevel::kWarning ? sqlstate::warning
                                                     : sqlstate::successful_completion;
  }
  context_.services->notice(std::move(error));
}

void Interpreter::run_assert(const AssertStmt& stmt) {
  if (state_.control->show_setting("plpgsql.check_asserts") == "off") return;
  if (condition(*stmt.condition, "ASSERT")) return;
  std::string message = "assertion failed";
  if (stmt.message != nullptr) {
    Arena arena;
    const Typed value = evaluate(*stmt.message, arena);
    if (!value.value.null) message = text_of(value);
  }
  throw_error(sqlstate::assert_failure, std::move(message));
}

void Interpreter::run_diagnostics(const DiagnosticsStmt& stmt) {
  if (stmt.stacked && handled_ == nullptr) {
    throw_error(sqlstate::stacked_diagnostics_accessed_without_active_handler,
                "GET STACKED DIAGNOSTICS cannot be used outside an exception handler");
  }
  for (const auto& [target, item] : stmt.items) {
    if (item == DiagnosticsItem::kRowCount) {
      assign(target, Datum::of_int(static_cast<int64_t>(row_count_)), {oid::kInt8, -1});
      continue;
    }
    std::string text;
    switch (item) {
      case DiagnosticsItem::kRowCount: break;
      case DiagnosticsItem::kContext: text = context_line(); break;
      case DiagnosticsItem::kErrorContext: text = handled_->context; break;
      case DiagnosticsItem::kErrorDetail: text = handled_->detail; break;
      case DiagnosticsItem::kErrorHint: text = handled_->hint; break;
      case DiagnosticsItem::kReturnedSqlState: text = handled_->state.code(); break;
      case DiagnosticsItem::kColumnName: text = handled_->column; break;
      case DiagnosticsItem::kConstraintName: text = handled_->constraint; break;
      case DiagnosticsItem::kDatatypeName: text = handled_->datatype; break;
      case DiagnosticsItem::kMessageText: text = handled_->message; break;
      case DiagnosticsItem::kTableName: text = handled_->table; break;
      case DiagnosticsItem::kSchemaName: text = handled_->schema; break;
    }
    assign(target, Datum::of_bytes(text), {oid::kText, -1});
  }
}

}  // namespace rung::plpgsql
