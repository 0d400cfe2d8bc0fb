#include "api/database.h"
#include "parser/lexer.h"
#include "parser/parser.h"

namespace rung::api {
namespace {

// COPY … FROM STDIN, whose data follows in the script.
bool reads_copy_data(std::string_view statement) {
  if (statement.size() < 4 || (statement[0] | 0x20) != 'c') return false;
  Arena arena;
  parser::Lexer lexer(statement, arena);
  int depth = 0;
  bool after_from = false;
  try {
    if (lexer.next().keyword != parser::Keyword::kCopy) return false;
    for (parser::Token token = lexer.next(); token.kind != parser::TokenKind::kEnd;
         token = lexer.next()) {
      if (token.kind == parser::TokenKind::kSelf) {
        depth += token.self == '(' ? 1 : token.self == ')' ? -1 : 0;
      }
      if (after_from) return token.keyword == parser::Keyword::kStdin;
      after_from = depth == 0 && token.keyword == parser::Keyword::kFrom;
    }
  } catch (const SqlError&) {
    // The statement itself will be refused, with a position.
  }
  return false;
}

}  // namespace

std::vector<ScriptReader::Piece> ScriptReader::split(std::string_view script) {
  std::vector<Piece> pieces;
  parser::StatementSplitter splitter(script);
  parser::StatementSplitter::Statement statement;
  while (splitter.next(&statement)) {
    const size_t begin = statement.offset;
    pieces.push_back({statement.meta_command ? Piece::Kind::kMeta : Piece::Kind::kStatement, begin,
                      begin + statement.text.size()});
    if (statement.meta_command || !reads_copy_data(statement.text)) continue;
    const std::string_view data = splitter.take_copy_data();
    const auto at = static_cast<size_t>(data.data() - script.data());
    pieces.push_back({Piece::Kind::kCopyData, at, at + data.size()});
  }
  return pieces;
}

}  // namespace rung::api
