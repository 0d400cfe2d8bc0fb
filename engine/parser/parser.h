// The parser's face: SQL text in, syntax trees out.
//
// Owns: splitting a script into statements, parsing one statement, an expression or a type name,
// and quoting names and values back. Does not look anything up: names and types are the binder's.
// Invariants: 1. everything returned lives in the caller's Arena, nothing points into the caller's
// text; 2. offsets are bytes into the text given (plus `base` where one is taken); 3. errors are
// SqlErrors with PostgreSQL's words and position; what PostgreSQL parses and rung does not is 0A000.
// Threads: no state is shared; any thread may parse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "parser/ast.h"
#include "parser/ast_ddl.h"
#include "parser/ast_dml.h"
#include "parser/ast_expr.h"
#include "parser/ast_utility.h"

namespace rung::parser {

// Something to tell the client that stops nothing, such as a truncated identifier.
using Notices = std::vector<Error>;

struct ParsedStatement {
  const Stmt* stmt = nullptr;
  uint32_t begin = 0;  // first token
  uint32_t end = 0;    // after the last token, without the semicolon
};

// All statements of the text. Checks that it is valid UTF-8 first.
std::vector<ParsedStatement> parse(std::string_view sql, Arena& arena, Notices* notices = nullptr);

// One statement; an empty one or a second one is a syntax error.
const Stmt* parse_one(std::string_view sql, Arena& arena, Notices* notices = nullptr);

// A whole text that is one expression or one type name, as stored text and PL/pgSQL have them.
Expr* parse_expression(std::string_view text, Arena& arena);
TypeName* parse_type_name(std::string_view text, Arena& arena);

// A copy of an INSERT's source that has `literals`, with values_lists instead.
SelectStmt* literal_rows_as_lists(const SelectStmt& source, Arena& arena);

// A script cut into statements without parsing them, as psql cuts it: at semicolons outside of
// strings, dollar quotes, comments, parentheses and BEGIN ATOMIC bodies.
//
// The caller takes the data of COPY ... FROM STDIN with take_copy_data() after it has executed the
// statement before it.
class StatementSplitter {
 public:
  explicit StatementSplitter(std::string_view script) : script_(script) {}

  struct Statement {
    std::string_view text;  // from the first token to the last, without the semicolon
    uint32_t offset = 0;    // of `text` in the script
    bool meta_command = false;  // a psql line beginning with a backslash
  };

  // The next non-empty statement; false at the end. Never throws: an unterminated string or comment
  // runs to the end of the script and is for parse() to refuse.
  bool next(Statement* statement);

  // The lines after the statement just returned, up to and without the line `\.`, which is skipped.
  std::string_view take_copy_data();

  uint32_t offset() const { return next_; }

 private:
  std::string_view script_;
  uint32_t next_ = 0;
};

// `name`, in double quotes where PostgreSQL's quote_ident() would use them.
std::string quote_identifier(std::string_view name);
// 'text', or E'text' where it has backslashes, as quote_literal().
std::string quote_literal(std::string_view text);

}  // namespace rung::parser
