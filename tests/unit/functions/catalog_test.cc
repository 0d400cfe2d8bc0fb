// The rows agree with PostgreSQL's pg_proc, pg_operator and pg_cast, recorded in data/. A row may be
// missing; what is there must be right.
#include <gtest/gtest.h>

#include <fstream>
#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "functions/registry.h"
#include "types/extension_oids.h"

namespace rung {
namespace {

constexpr Oid kPostgresqlOidEnd = 14000;

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(line);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::vector<std::vector<std::string>> read(const std::string& name, char separator) {
  std::ifstream file(RUNG_TEST_DATA "/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) rows.push_back(split(line, separator));
  return rows;
}

std::string types(std::span<const Oid> args) {
  std::string text;
  for (const Oid type : args) text += (text.empty() ? "" : ",") + std::to_string(type);
  return text;
}

class Procs {
 public:
  Procs() {
    for (auto& row : read("pg_proc.txt", '|')) {
      rows_[static_cast<Oid>(std::stoul(row[0]))] = row;
    }
  }
  // Compares what every kind of row shares; `kind` is pg_proc.prokind.
  template <class Row>
  void check(const Row& row, const std::string& kind, bool set) {
    if (row.oid >= kPostgresqlOidEnd) return;
    EXPECT_TRUE(seen_.insert(row.oid).second) << row.oid << " " << row.name << " appears twice";
    const auto found = rows_.find(row.oid);
    if (found == rows_.end()) {
      ADD_FAILURE() << row.oid << " " << row.name << " is not in pg_proc";
      return;
    }
    const std::vector<std::string>& proc = found->second;
    EXPECT_EQ(proc[1], row.name) << row.oid;
    EXPECT_EQ(proc[2], std::to_string(row.result)) << row.oid << " " << row.name;
    EXPECT_EQ(proc[3], types(row.args.span())) << row.oid << " " << row.name;
    EXPECT_EQ(proc[4], kind) << row.oid << " " << row.name;
    EXPECT_EQ(proc[7] == "t", (row.flags & kVariadic) != 0) << row.oid << " " << row.name;
    EXPECT_EQ(proc[8] == "t", set) << row.oid << " " << row.name;
    if (kind == "f") {
      EXPECT_EQ(proc[5] == "t", (row.flags & kStrict) != 0) << row.oid << " " << row.name;
      const char* volatility = (row.flags & kVolatile) != 0 ? "v"
                               : (row.flags & kStable) != 0 ? "s"
                                                            : "i";
      EXPECT_EQ(proc[6], volatility) << row.oid << " " << row.name;
    }
  }

 private:
  std::map<Oid, std::vector<std::string>> rows_;
  std::set<Oid> seen_;
};

TEST(Catalog, FunctionsAgreeWithPgProc) {
  Procs procs;
  size_t count = 0;
  for (const FunctionGroup* group : function_groups()) {
    for (const FunctionDef& row : group->functions) {
      procs.check(row, "f", false);
      EXPECT_NE(row.row, nullptr) << row.name;
      EXPECT_EQ(find_function(row.oid), &row) << row.name;
      EXPECT_EQ(row.example == nullptr, row.expected == nullptr) << row.name;
    }
    for (const AggregateDef& row : group->aggregates) procs.check(row, "a", false);
    for (const SetFunctionDef& row : group->set_functions) {
      // pg_identify_object() and …_as_address() give one record, here as a set of one.
      const bool one_record = row.oid == 3839 || row.oid == 3382;
      procs.check(row, "f", !one_record);
    }
    for (const WindowFunctionDef& row : group->window_functions) procs.check(row, "w", false);
    count += group->functions.size();
  }
  EXPECT_GT(count, 300u);
}

TEST(Catalog, OperatorsAgreeWithPgOperator) {
  std::map<std::string, std::vector<std::string>> rows;
  for (auto& row : read("pg_operator.txt", ' ')) rows[row[0]] = row;
  std::set<Oid> seen;
  for (const FunctionGroup* group : function_groups()) {
    for (const OperatorDef& op : group->operators) {
      if (op.oid >= kPostgresqlOidEnd) continue;
      EXPECT_TRUE(seen.insert(op.oid).second) << op.oid << " " << op.name << " appears twice";
      const std::vector<std::string> row = {
          std::to_string(op.oid),      op.name,
          std::to_string(op.left),     std::to_string(op.right),
          std::to_string(op.result),   std::to_string(op.function),
          std::to_string(op.commutator), std::to_string(op.negator)};
      EXPECT_EQ(rows[row[0]], row) << op.oid << " " << op.name;
      EXPECT_NE(find_function(op.function), nullptr) << op.oid << " " << op.name;
    }
  }
}

TEST(Catalog, CastsAgreeWithPgCast) {
  std::map<std::string, std::vector<std::string>> rows;
  for (auto& row : read("pg_cast.txt", ' ')) rows[row[0] + ":" + row[1]] = row;
  std::set<std::string> seen;
  for (const FunctionGroup* group : function_groups()) {
    for (const CastDef& cast : group->casts) {
      if (std::max(cast.source, cast.target) >= oid::kFirstExtensionType) continue;
      const std::string key = std::to_string(cast.source) + ":" + std::to_string(cast.target);
      EXPECT_TRUE(seen.insert(key).second) << key << " appears twice";
      const std::vector<std::string> row = {
          std::to_string(cast.source), std::to_string(cast.target), std::to_string(cast.function),
          std::string(1, static_cast<char>(cast.context)),
          std::string(1, static_cast<char>(cast.method))};
      EXPECT_EQ(rows[key], row) << key;
      EXPECT_EQ(find_cast(cast.source, cast.target), &cast) << key;
    }
  }
}

TEST(Registry, FindsByNameAcrossKinds) {
  EXPECT_EQ(find_functions("nosuch").size(), 0u);
  EXPECT_GE(find_functions("abs").size(), 6u);
  for (const FunctionCandidate& candidate : find_functions("abs")) {
    EXPECT_EQ(candidate.kind, FunctionCandidate::Kind::kScalar);
    EXPECT_EQ(static_cast<const FunctionDef*>(candidate.def)->oid, candidate.oid);
  }
  EXPECT_GE(find_operators("+").size(), 10u);
  EXPECT_EQ(find_operator(96)->function, 65u);
}

}  // namespace
}  // namespace rung
