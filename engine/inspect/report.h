// What inspect found in a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rung::inspect {

struct Finding {
  std::string object;   // "table public.users", "index public.users_pkey", "catalog", "file"
  std::string message;  // begins in lower case, names page, row or key
};

struct Report {
  std::vector<Finding> findings;  // at most kFindingsMax
  uint64_t findings_total = 0;
  // What was looked at.
  uint64_t pages = 0, trees = 0, objects = 0, tables = 0, rows = 0, index_entries = 0;
  uint64_t constraints = 0;

  bool ok() const { return findings_total == 0; }
  void add(std::string object, std::string message) {
    if (++findings_total <= kFindingsMax) {
      findings.push_back({std::move(object), std::move(message)});
    }
  }
  static constexpr size_t kFindingsMax = 1000;
};

}  // namespace rung::inspect
