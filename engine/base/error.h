// Error: everything PostgreSQL reports of a failure (SQLSTATE, message, DETAIL, HINT, position,
// object names, context), in one value.
//
// Two mechanisms carry it. base, os and storage return Result<T> and never throw on purpose.
// From the parser upward an Error travels inside SqlError, the one exception class;
// value_or_throw() is the bridge. SqlError is caught only at boundaries: a statement in session,
// a PL/pgSQL EXCEPTION block, main.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/sqlstate.h"

namespace rung {

// Byte offset into the statement text; kNoPos where nothing in the text is to blame.
using SourcePos = uint32_t;
inline constexpr SourcePos kNoPos = 0xFFFFFFFF;

enum class Severity : uint8_t { kDebug, kLog, kInfo, kNotice, kWarning, kError, kFatal };
const char* severity_name(Severity severity);

struct Error {
  SqlState state;
  Severity severity = Severity::kError;
  std::string message;
  std::string detail;
  std::string hint;
  SourcePos pos = kNoPos;      // byte offset in the statement sent by the client
  std::string context;         // lines, innermost first, as PostgreSQL's CONTEXT
  std::string internal_query;  // text of a statement inside a function, and where in it
  SourcePos internal_pos = kNoPos;
  std::string schema, table, column, datatype, constraint;

  Error() = default;
  Error(SqlState s, std::string m, SourcePos p = kNoPos)
      : state(s), message(std::move(m)), pos(p) {}
  Error&& with_detail(std::string s) && { return detail = std::move(s), std::move(*this); }
  Error&& with_hint(std::string s) && { return hint = std::move(s), std::move(*this); }
  Error&& at(SourcePos p) && { return pos = p, std::move(*this); }
  Error&& with_table(std::string sch, std::string tab) && {
    return schema = std::move(sch), table = std::move(tab), std::move(*this);
  }
  Error&& with_column(std::string s) && { return column = std::move(s), std::move(*this); }
  Error&& with_constraint(std::string s) && { return constraint = std::move(s), std::move(*this); }
  Error&& with_datatype(std::string s) && { return datatype = std::move(s), std::move(*this); }
};

class SqlError : public std::exception {
 public:
  explicit SqlError(Error error) : error_(std::make_shared<Error>(std::move(error))) {}
  const Error& error() const { return *error_; }
  Error& error() { return *error_; }
  const char* what() const noexcept override { return error_->message.c_str(); }

 private:
  std::shared_ptr<Error> error_;  // copying an exception must not throw
};

[[noreturn]] void throw_error(Error error);
[[noreturn]] inline void throw_error(SqlState s, std::string message, SourcePos pos = kNoPos) {
  throw_error(Error(s, std::move(message), pos));
}
// 0A000 "<feature> is not supported yet"; `feature` begins the sentence.
[[noreturn]] void throw_unsupported(std::string_view feature, SourcePos pos = kNoPos);

// A value or an Error. The Error is boxed so that the good path stays small.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit*)
  Result(Error error)                                                     // NOLINT
      : value_(std::in_place_index<1>, std::make_unique<Error>(std::move(error))) {}
  Result(std::unique_ptr<Error> error) : value_(std::in_place_index<1>, std::move(error)) {}  // NOLINT
  bool ok() const { return value_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return RUNG_CHECK(ok()), std::get<0>(value_); }
  T&& value() && { return RUNG_CHECK(ok()), std::move(std::get<0>(value_)); }
  const T& value() const& { return RUNG_CHECK(ok()), std::get<0>(value_); }
  T& operator*() & { return value(); }
  T* operator->() { return &value(); }
  const Error& error() const { return RUNG_CHECK(!ok()), *std::get<1>(value_); }
  std::unique_ptr<Error> take_error() { return RUNG_CHECK(!ok()), std::move(std::get<1>(value_)); }

 private:
  std::variant<T, std::unique_ptr<Error>> value_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::make_unique<Error>(std::move(error))) {}  // NOLINT
  Result(std::unique_ptr<Error> error) : error_(std::move(error)) {}          // NOLINT
  bool ok() const { return error_ == nullptr; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return RUNG_CHECK(error_ != nullptr), *error_; }
  std::unique_ptr<Error> take_error() { return RUNG_CHECK(error_ != nullptr), std::move(error_); }

 private:
  std::unique_ptr<Error> error_;
};

template <class T>
T value_or_throw(Result<T> result) {
  if (!result.ok()) throw_error(*result.take_error());
  return std::move(result).value();
}
inline void value_or_throw(Result<void> result) {
  if (!result.ok()) throw_error(*result.take_error());
}

}  // namespace rung

#define RUNG_CONCAT_(a, b) a##b
#define RUNG_CONCAT(a, b) RUNG_CONCAT_(a, b)
// RUNG_TRY(expr): return the error of a Result<void> to the caller.
#define RUNG_TRY(expr)                                            \
  do {                                                            \
    auto rung_try_result = (expr);                                \
    if (!rung_try_result.ok()) return rung_try_result.take_error(); \
  } while (0)
// RUNG_ASSIGN(auto x, expr): bind the value of a Result<T>, or return its error.
#define RUNG_ASSIGN(decl, expr) RUNG_ASSIGN_(decl, expr, RUNG_CONCAT(rung_result_, __LINE__))
#define RUNG_ASSIGN_(decl, expr, tmp)     \
  auto tmp = (expr);                      \
  if (!tmp.ok()) return tmp.take_error(); \
  decl = std::move(tmp).value()
