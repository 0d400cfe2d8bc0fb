// SQL text: cut into statements, parsed, and each piece parsed again by itself.
#include "parser/parser.h"
#include "tests/fuzz/fuzz.h"

namespace rung::fuzz {
std::vector<std::string> seeds() { return sql_seeds(); }
std::vector<std::string> words() { return sql_words(); }
}  // namespace rung::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace rung;
  const std::string_view text(reinterpret_cast<const char*>(data), bytes);
  parser::StatementSplitter splitter(text);
  parser::StatementSplitter::Statement statement;
  while (splitter.next(&statement)) {
    if (statement.offset > text.size() || statement.text.size() > text.size() - statement.offset) {
      fuzz::fail("a statement lies outside of its script");
    }
  }
  Arena arena;
  std::vector<parser::ParsedStatement> parsed;
  try {
    parsed = parser::parse(text, arena);
  } catch (const SqlError& error) {
    const SourcePos pos = error.error().pos;
    if (pos != kNoPos && pos > bytes) fuzz::fail("an error points outside of the text");
    return 0;
  }
  for (const parser::ParsedStatement& one : parsed) {
    if (one.begin > one.end || one.end > bytes) fuzz::fail("a statement has no place in the text");
    try {
      parser::parse(text.substr(one.begin, one.end - one.begin), arena);
    } catch (const SqlError&) {
      fuzz::fail("a statement parses among others and not by itself");
    }
  }
  return 0;
}
