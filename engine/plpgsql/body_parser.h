// BodyParser: recursive descent over the tokens of a PL/pgSQL body. Internal to engine/plpgsql; the
// interface is parser.h. SQL inside is cut out by its terminator, then parsed by engine/parser so
// that its syntax errors show when the function is created.
#pragma once

#include <initializer_list>
#include <string>

#include "parser/lexer.h"
#include "plpgsql/parser.h"

namespace rung::plpgsql {

class BodyParser {
 public:
  BodyParser(std::string_view source, Arena& arena, const Signature& signature, const Scope* scope,
             std::vector<Variable*> variables);
  Body* parse();

 private:
  using Words = std::initializer_list<std::string_view>;
  using Token = parser::Token;
  using TokenKind = parser::TokenKind;

  // Tokens.
  const Token& peek(size_t ahead = 0) const;
  void advance() { ++at_; }
  static bool is_word(const Token& token, std::string_view word);
  bool at(std::string_view word) const { return is_word(peek(), word); }
  bool at(char self) const { return peek().kind == TokenKind::kSelf && peek().self == self; }
  bool at_op(std::string_view op) const {
    return peek().kind == TokenKind::kOp && peek().text == op;
  }
  bool at_end() const { return peek().kind == TokenKind::kEnd; }
  bool accept(std::string_view word);
  bool accept(char self);
  void expect(std::string_view word);
  void expect(char self);
  [[noreturn]] void syntax_error(const char* what = "syntax error") const;
  [[noreturn]] void fail(std::string message, SourcePos pos,
                         SqlState state = sqlstate::syntax_error) const;
  bool at_identifier() const;
  std::string_view identifier();
  int32_t line_of(uint32_t offset) const;
  std::string_view text_between(uint32_t begin, uint32_t end) const;

  // SQL pieces.
  SqlText* sql_until(Words terminators, bool dot_dot, const char* expected, bool is_expression);
  SqlText* expression_until(Words terminators, const char* expected);
  SqlText* make_sql(std::string_view text, uint32_t offset, bool is_expression);
  std::vector<SqlText*> expressions_until(Words terminators, const char* expected);
  SqlText* cursor_arguments(const Variable& cursor);
  uint32_t previous_end() const { return tokens_[at_ - 1].end; }

  // Declarations (body_declarations.cc).
  void declarations(BlockStmt* block);
  void declaration(BlockStmt* block);
  void cursor_declaration(Variable* variable);
  void data_type(Variable* variable, Words terminators);
  int add_variable(Variable* variable, bool check_duplicate);
  Scope* push_scope(std::string_view label);
  void pop_scope();

  // Statements (body_parser.cc, body_loops.cc, body_statements.cc).
  BlockStmt* block(std::string_view label);
  void handlers(BlockStmt* block);
  Condition condition();
  void end_label(std::string_view label);
  Statements statements(Words terminators);
  Stmt* statement();
  Stmt* assignment();
  bool at_assignment() const;
  Stmt* if_statement();
  Stmt* case_statement();
  Stmt* loop_statement(std::string_view label);
  Stmt* while_statement(std::string_view label);
  Stmt* for_statement(std::string_view label);
  Stmt* foreach_statement(std::string_view label);
  Statements loop_body(std::string_view label);
  Stmt* exit_statement();
  Stmt* return_statement();
  Stmt* raise_statement();
  void raise_options(RaiseStmt* raise);
  void check_raise_parameters(const RaiseStmt* raise);
  Stmt* assert_statement();
  Stmt* execute_statement();
  Stmt* diagnostics_statement();
  Stmt* open_statement();
  Stmt* fetch_statement(bool is_move);
  void fetch_direction(FetchStmt* fetch);
  Stmt* close_statement();
  Stmt* sql_statement();
  std::vector<Target> into_targets(bool* strict);
  Target target(bool subscripts);
  bool target_is_record(const Target& target) const;
  int cursor_variable();

  template <class T>
  T* make(uint32_t offset) {
    T* node = arena_->make<T>();
    node->pos = offset;
    node->line = line_of(offset);
    return node;
  }

  struct Depth {
    explicit Depth(BodyParser* parser);
    ~Depth() { --parser_->depth_; }
    BodyParser* parser_;
  };

  std::string_view source_;
  Arena* arena_;
  Signature signature_;
  const Scope* scope_;
  std::vector<Scope*> own_scopes_;
  std::vector<bool> scope_is_loop_;
  std::vector<Token> tokens_;
  std::vector<uint32_t> newlines_;
  size_t at_ = 0;
  int depth_ = 0;
  Body* body_;
};

}  // namespace rung::plpgsql
