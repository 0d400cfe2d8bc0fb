// PlanCache: the plans of the statements a session ran last, by their text, so that a statement that
// comes again (with other parameters) is neither parsed nor bound nor planned. The least recently
// used one goes first. Belongs to one session's thread.
//
// An entry is good while the catalog's version and the settings are what they were, and while the
// tables have about the size they were planned for (executor::plan_fits). Not kept: texts of several
// statements, long ones, and those with a literal whose meaning depends on the moment ('now').
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "executor/run.h"
#include "parser/ast.h"
#include "storage/store.h"

namespace rung::session {

struct CachedPlan {
  parser::NodeKind kind = parser::NodeKind::kSelectStmt;
  std::vector<Oid> param_types;
  std::shared_ptr<Arena> arena;  // of the parsed and the bound statement, which the plan refers to
  std::shared_ptr<const executor::PreparedPlan> plan;
  uint64_t catalog_version = 0, settings_version = 0;
  storage::Csn checked{};  // when plan_fits() was last asked
  uint32_t uses = 0;
};

class PlanCache {
 public:
  // Whether a statement with this text may be kept at all.
  static bool may_keep(std::string_view text);
  std::shared_ptr<CachedPlan> find(std::string_view text);
  void put(std::string_view text, std::shared_ptr<CachedPlan> plan);
  void remove(std::string_view text);
  void clear();

 private:
  struct Entry {
    std::string text;
    std::shared_ptr<CachedPlan> plan;
  };
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_;
};

}  // namespace rung::session
