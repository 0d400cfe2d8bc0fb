// UserError: a failure told in the runner's own words, such as "no migration files found".
//
// What the database reports stays an SqlError. ScriptError is one of those that came from a file:
// it carries the finished text with file:line:column, the source line and a caret, because only the
// code that ran the file still holds its text.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"

namespace rung::migrate {

class UserError : public std::exception {
 public:
  explicit UserError(std::string message)
      : message_(std::make_shared<const std::string>(std::move(message))) {}
  const char* what() const noexcept override { return message_->c_str(); }

 private:
  std::shared_ptr<const std::string> message_;  // copying an exception must not throw
};

class ScriptError : public UserError {
 public:
  ScriptError(std::string text, SqlState state) : UserError(std::move(text)), state_(state) {}
  SqlState state() const { return state_; }

 private:
  SqlState state_;
};

}  // namespace rung::migrate
