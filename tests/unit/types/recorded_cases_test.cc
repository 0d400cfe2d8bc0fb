// Text forms recorded from PostgreSQL 15: data/<family>_cases.txt, lines of type, input and output.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;
using testing::text_or_error;

struct TypeName {
  const TypeInfo* type;
  int32_t typmod;
};

// The few spellings the files use: name, name[], name(modifiers), name(modifiers)[].
TypeName parse_type_name(TestEnv& env, std::string name) {
  const bool array = name.size() > 2 && name.ends_with("[]");
  if (array) name.resize(name.size() - 2);
  std::vector<std::string> modifiers;
  if (const size_t open = name.find('('); open != std::string::npos) {
    std::string inside = name.substr(open + 1, name.size() - open - 2);
    name.resize(open);
    for (size_t comma; (comma = inside.find(',')) != std::string::npos;) {
      modifiers.push_back(inside.substr(0, comma));
      inside.erase(0, comma + 1);
    }
    modifiers.push_back(inside);
  }
  const TypeInfo* type = builtin_type(name);
  if (type == nullptr) return {nullptr, -1};
  int32_t typmod = -1;
  if (!modifiers.empty()) {
    const std::vector<std::string_view> views(modifiers.begin(), modifiers.end());
    typmod = type->ops->typmod_in(env.env, views);
  }
  if (array) type = builtin_type(type->array_oid);
  return {type, typmod};
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

class RecordedCases : public ::testing::TestWithParam<const char*> {};

TEST_P(RecordedCases, ReadAndPrintAsPostgresql) {
  std::ifstream file(std::string(RUNG_TEST_DATA "/") + GetParam() + "_cases.txt");
  ASSERT_TRUE(file.good());
  std::string line;
  int checked = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    const size_t first = line.find('\t');
    const size_t second = line.find('\t', first + 1);
    ASSERT_NE(second, std::string::npos) << line;
    const std::string name = line.substr(0, first);
    const std::string text = line.substr(first + 1, second - first - 1);
    TestEnv env;
    EXPECT_EQ(replace_all(text_or_error([&] {
                            const auto [type, typmod] = parse_type_name(env, name);
                            if (type == nullptr) return "no type " + name;
                            return env.output(type->oid, env.input(type->oid, text, typmod));
                          }),
                          "\n", "\\n"),
              line.substr(second + 1))
        << name << " '" << text << "'";
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

INSTANTIATE_TEST_SUITE_P(Families, RecordedCases, ::testing::Values("array", "datetime", "inet", "json", "macaddr",
                                           "xml"),
                         [](const auto& family) { return std::string(family.param); });

}  // namespace
}  // namespace rung
