// Calls of functions by oid with text arguments, compared with what PostgreSQL 15 printed.
#include <gtest/gtest.h>

#include <fstream>

#include "functions/registry.h"
#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;
using testing::text_or_error;

std::string unescape(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 't')) {
      result += text[++i] == 'n' ? '\n' : '\t';
    } else {
      result += text[i];
    }
  }
  return result;
}
std::string escape(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? "\\n" : c == '\t' ? "\\t" : std::string(1, c);
  return result;
}

std::string call(const FunctionDef& def, const std::vector<std::string>& texts) {
  TestEnv env;
  std::vector<Datum> args;
  bool null = false;
  for (size_t i = 0; i < texts.size(); ++i) {
    args.push_back(texts[i] == "∅" ? Datum() : env.input(def.args.types[i], unescape(texts[i])));
    null |= args.back().null;
  }
  if (null && def.strict()) return "∅";
  std::shared_ptr<void> state;
  FnCall site;
  site.env = &env.env;
  site.result_type = def.result;
  site.arg_types = def.args.types.data();
  site.arg_count = static_cast<uint16_t>(args.size());
  site.state = &state;
  return env.output(def.result, def.row(site, args.data()));
}

TEST(Calls, GiveWhatPostgresqlGave) {
  std::ifstream file(RUNG_TEST_DATA "/calls.txt");
  ASSERT_TRUE(file.good());
  std::string line;
  int checked = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> parts;
    size_t from = 0;
    for (size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', from)) {
      parts.push_back(line.substr(from, tab - from));
      from = tab + 1;
    }
    const std::string expected = line.substr(from);
    const FunctionDef* def = find_function(static_cast<Oid>(std::stoul(parts[0])));
    ASSERT_NE(def, nullptr) << line;
    parts.erase(parts.begin());
    const std::string actual = text_or_error([&] { return call(*def, parts); });
    EXPECT_EQ(escape(actual), expected) << def->name << ": " << line.substr(0, from);
    ++checked;
  }
  EXPECT_GT(checked, 1000);
}

}  // namespace
}  // namespace rung
