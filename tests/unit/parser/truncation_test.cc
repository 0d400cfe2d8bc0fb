// Cut off anywhere, a statement is either a shorter statement or an error that points into the text.
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "parser/parser.h"
#include "tests/unit/parser/statements.h"

namespace rung::parser {
namespace {

TEST(Truncation, EveryPrefixIsAStatementOrAnErrorInsideIt) {
  size_t refused = 0;
  for (const char* sql : kStatements) {
    const std::string text = sql;
    for (size_t length = 0; length < text.size(); ++length) {
      const std::string prefix = text.substr(0, length);
      Arena arena;
      try {
        parse(prefix, arena);
      } catch (const SqlError& error) {
        ++refused;
        EXPECT_FALSE(error.error().message.empty());
        EXPECT_TRUE(error.error().pos == kNoPos || error.error().pos <= prefix.size()) << prefix;
      }
    }
  }
  EXPECT_GT(refused, 10000u);
}

}  // namespace
}  // namespace rung::parser
