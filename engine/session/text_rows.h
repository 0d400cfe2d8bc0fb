// The rows of a statement as text, for those who ask the engine a question themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "session/session.h"

namespace rung::session {

class TextRows final : public Output {
 public:
  void begin_rows(std::span<const Column> columns) override {
    types_.clear();
    for (const Column& column : columns) types_.push_back(column.type);
  }
  void row(TypeEnv& env, std::span<const Datum> values) override {
    std::vector<std::optional<std::string>>& made = rows.emplace_back();
    for (size_t i = 0; i < values.size(); ++i) {
      made.emplace_back();
      if (values[i].null) continue;
      const TypeInfo& type = env.type(types_[i]);
      type.ops->output(env, type, values[i], &made.back().emplace());
    }
  }
  void complete(std::string_view, bool) override {}
  void notice(const Error&) override {}
  bool copy_in(std::string*) override { return false; }
  void copy_out(std::string_view) override {}

  std::vector<std::vector<std::optional<std::string>>> rows;  // nullopt: NULL

 private:
  std::vector<Oid> types_;
};

}  // namespace rung::session
