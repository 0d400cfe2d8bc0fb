// Parser: recursive descent over the tokens of one text, precedence climbing for expressions.
// Internal to engine/parser; others include parser.h.
//
// One class, its members spread over one parse_*.cc per statement family. A method named after a
// rule stands at the rule's first token and leaves the first token after it; when the text does not
// fit, it throws at exactly the first token that no continuation allows, which is where PostgreSQL's
// generated parser reports it. Tokens are read only when looked at, so a lexical error further on
// does not hide a syntax error before it.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "parser/lexer.h"
#include "parser/parser.h"

namespace rung::parser {

// Binding strength of operators, weakest first, as in PostgreSQL's table.
enum Precedence : int {
  kPrecLowest = 0,
  kPrecOr,
  kPrecAnd,
  kPrecNot,
  kPrecIs,
  kPrecComparison,
  kPrecLike,  // BETWEEN IN LIKE ILIKE SIMILAR
  kPrecEscape,
  kPrecOp,
  kPrecAdd,
  kPrecMultiply,
  kPrecPower,
  kPrecAt,
  kPrecCollate,
  kPrecUnaryMinus,
  kPrecTypecast,
};

// A parenthesised thing that turned out to be either.
struct SelectOrExpr {
  SelectStmt* select = nullptr;
  Expr* expr = nullptr;
};

struct SelectOrJoin {
  SelectStmt* select = nullptr;
  JoinExpr* join = nullptr;
};

class Parser {
 public:
  Parser(std::string_view source, Arena& arena, Notices* notices);

  std::vector<ParsedStatement> statements();
  Expr* whole_expression();
  TypeName* whole_type_name();
  SelectStmt* values_at(uint32_t begin);  // the VALUES clause that begins there

 private:
  // ---- Tokens (parser.cc)
  const Token& peek(size_t ahead = 0);
  void advance() { ++at_; }
  bool at(Keyword keyword) { return peek().keyword == keyword && keyword != Keyword::kNone; }
  bool at(TokenKind kind) { return peek().kind == kind; }
  bool at(char self) { return peek().kind == TokenKind::kSelf && peek().self == self; }
  bool next_is(size_t ahead, Keyword keyword) { return soft_peek(ahead).keyword == keyword; }
  bool next_is(size_t ahead, TokenKind kind) { return soft_peek(ahead).kind == kind; }
  bool next_is(size_t ahead, char self) {
    const Token& token = soft_peek(ahead);
    return token.kind == TokenKind::kSelf && token.self == self;
  }
  bool at_sequence(std::initializer_list<Keyword> keywords);
  template <class T>
  bool accept(T what) {
    if (!at(what)) return false;
    advance();
    return true;
  }
  template <class T>
  void expect(T what) {
    if (!at(what)) syntax_error();
    advance();
  }
  bool accept_sequence(std::initializer_list<Keyword> keywords);
  SourcePos pos() { return peek().begin; }
  uint32_t previous_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1]->end; }
  [[noreturn]] void syntax_error();
  const Token& soft_peek(size_t ahead);
  void fill(size_t count);
  void forget_tokens();

  template <class T>
  T* make(SourcePos where) {
    T* node = arena_->make<T>();
    node->pos = where;
    return node;
  }

  struct DepthGuard {
    explicit DepthGuard(Parser* parser);
  };

  // ---- Names (parser.cc)
  bool at_col_id();
  bool at_col_label();
  bool at_bare_label();
  bool at_type_function_name();
  bool at_non_reserved_word();
  std::string_view take_word();
  std::string_view col_id();
  std::string_view col_label();
  std::string_view type_function_name();
  std::string_view non_reserved_word();
  std::string_view non_reserved_word_or_string();
  std::string_view string_constant();
  int32_t integer_constant();
  int32_t signed_integer();
  NameList name_list();
  NameList optional_parenthesised_names();
  NameList any_name();
  void attributes(NameList* names);
  NameList any_operator();
  NameList qual_all_op();
  NameList function_name();
  RangeVar* qualified_name();
  RangeVar* range_var_from(const NameList& names, SourcePos where);
  std::vector<RangeVar*> qualified_name_list();
  std::string_view name_as_text(const NameList& names);
  RoleSpec* role_spec();
  std::vector<RoleSpec*> role_list();
  std::string_view role_id();
  DropBehavior drop_behavior();
  bool if_exists();
  bool if_not_exists();

  // ---- Constants and option lists (parser.cc)
  Constant* string_node(std::string_view text, SourcePos where);
  Constant* integer_node(int32_t value, SourcePos where);
  Constant* boolean_node(bool value, SourcePos where);
  Expr* numeric_only();
  Node* def_arg();
  DefElem* def_elem(std::string_view name, Node* arg, SourcePos where);
  std::vector<DefElem*> definition();
  std::vector<DefElem*> rel_options();
  std::vector<DefElem*> utility_options();
  bool at_signed_number();

  // ---- Expressions (parse_expr.cc, parse_primary.cc, parse_func.cc, parse_xml.cc)
  Expr* a_expr(int min_precedence = kPrecLowest);
  Expr* b_expr(int min_precedence = kPrecLowest);
  Expr* expr(int min_precedence, bool restricted);
  Expr* expr_rest(Expr* left, int min_precedence, bool restricted);
  Expr* prefix(bool restricted);
  bool infix_precedence(bool restricted, int* precedence);
  bool operator_is_label();
  Expr* infix(Expr* left, int precedence, bool restricted, bool* open_ended);
  Expr* infix_operator(Expr* left, int precedence, bool restricted, bool* open_ended);
  Expr* is_test(Expr* left, bool restricted, bool* open_ended);
  Expr* like_test(Expr* left, bool negated, SourcePos where, bool* open_ended);
  Expr* between_test(Expr* left, bool negated, SourcePos where);
  Expr* in_test(Expr* left, bool negated, SourcePos where);
  Expr* quantified(Expr* left, NameList op, SourcePos where);
  bool at_quantifier();
  NameList operator_token();
  Expr* c_expr();
  Expr* word_expr();
  Expr* reserved_expr();
  Expr* parenthesised_expr();
  SelectOrExpr paren_contents(bool list_allowed = true);
  Expr* sublink(SelectStmt* select, SourcePos where);
  Expr* with_indirection(Expr* arg);
  bool indirection_elem(std::vector<IndirectionElem>* path, bool allow_star);
  Expr* column_or_call(bool column_allowed);
  Expr* call(NameList name, SourcePos where, bool windowless);
  void call_arguments(FuncCall* call);
  Expr* call_argument();
  void call_suffix(FuncCall* call);
  Expr* typed_literal(TypeName* type);
  Expr* case_expr();
  Expr* row_or_overlaps(RowExpr* row);
  Expr* array_expr();
  ArrayExpr* array_literal();
  std::vector<Expr*> expr_list();
  Expr* special_call(bool* found);
  Expr* sql_value_function(bool* found);
  Expr* extract_call();
  Expr* normalize_call();
  Expr* overlay_call();
  Expr* position_call();
  Expr* substring_call();
  Expr* trim_call();
  Expr* treat_call();
  Expr* cast_call();
  Expr* xml_call();
  Expr* xml_exists_call();
  std::vector<ResTarget*> xml_attribute_list();
  FuncCall* system_call(std::string_view name, SourcePos where);
  FuncCall* plain_list_call(std::string_view name, SourcePos where);
  Expr* negate(Expr* operand, SourcePos where);
  OpExpr* op_expr(OpExprKind kind, std::string_view name, Expr* left, Expr* right, SourcePos where);
  BoolExpr* not_expr(Expr* arg, SourcePos where);
  bool at_expr_keyword_call();

  // ---- Type names (parse_type_name.cc)
  TypeName* type_name();
  TypeName* function_type();
  TypeName* simple_type_name(bool constant);
  TypeName* system_type(std::string_view name, SourcePos where);
  TypeName* generic_type();
  TypeName* character_type(bool constant);
  TypeName* bit_type(bool constant);
  TypeName* datetime_type();
  TypeName* interval_type(bool constant);
  void interval_fields(TypeName* type);
  TypeName* float_type();
  bool at_built_in_type();
  void array_bounds(TypeName* type);
  std::vector<Expr*> type_modifiers();

  // ---- SELECT (parse_select.cc, parse_from.cc)
  bool starts_select(size_t ahead);
  bool at_select_in_parens();
  SelectStmt* select_stmt();
  SelectStmt* select_no_parens();
  SelectStmt* select_with_parens();
  SelectStmt* select_clause();
  SelectStmt* select_tail(SelectStmt* left, WithClause* with);
  SelectStmt* set_operations(SelectStmt* left, int min_precedence);
  SelectStmt* simple_select();
  SelectStmt* values_clause();
  void select_options(SelectStmt* select, WithClause* with);
  void select_limit(SelectStmt* select, bool* has_limit, bool* has_offset);
  bool at_select_tail();
  Expr* fetch_count();
  LockingClause* locking_clause(bool* read_only);
  IntoClause* into_clause();
  std::vector<ResTarget*> target_list();
  ResTarget* target();
  std::vector<Expr*> group_by_list();
  Expr* group_by_item();
  std::vector<SortBy*> order_by();
  std::vector<SortBy*> optional_order_by();
  SortBy* sort_by();
  void window_body(WindowDef* window);
  FrameBound frame_bound();
  std::vector<WindowDef*> window_clause();
  WindowDef* over_clause();
  WithClause* with_clause();
  CommonTableExpr* common_table_expr();
  std::vector<FromItem*> from_list();
  FromItem* table_ref();
  FromItem* table_primary();
  FromItem* paren_table();
  SelectOrJoin paren_table_contents();
  FromItem* subselect_item(SelectStmt* select, SourcePos where, bool lateral);
  FromItem* joins(FromItem* left);
  FromItem* join_one(FromItem* left);
  bool at_join();
  void join_qualification(JoinExpr* join);
  FromItem* function_item(SourcePos where, bool lateral);
  Expr* windowless_call();
  FromItem* xml_table(bool lateral);
  FromItem* table_sample(FromItem* relation);
  RangeVar* relation_expr();
  RangeVar* relation_expr_for_change();
  bool optional_alias(Alias* alias);
  void function_alias(RangeFunction* item);
  std::vector<ColumnDef*> table_func_elements();
  Expr* optional_where();
  Expr* where_or_current();

  // ---- DML (parse_dml.cc)
  Stmt* statement_with(WithClause* with);
  InsertStmt* insert_stmt(WithClause* with);
  SelectStmt* literal_rows();
  UpdateStmt* update_stmt(WithClause* with);
  DeleteStmt* delete_stmt(WithClause* with);
  MergeStmt* merge_stmt(WithClause* with);
  MergeWhenClause* merge_when();
  OnConflictClause* on_conflict();
  std::vector<ResTarget*> set_list();
  void set_clause(std::vector<ResTarget*>* list);
  ResTarget* insert_column();
  std::vector<ResTarget*> returning();
  Overriding overriding();
  Stmt* preparable_stmt();
  bool at_preparable();

  // ---- Foreign data (parse_foreign.cc)
  std::vector<DefElem*> generic_options(bool alter);
  Stmt* foreign_data_wrapper(SourcePos where, bool alter);
  Stmt* foreign_server(SourcePos where, bool alter);
  Stmt* user_mapping(SourcePos where, bool alter);
  Stmt* drop_user_mapping(SourcePos where);
  RoleSpec* mapped_user();
  Stmt* create_foreign_table(SourcePos where);

  // ---- Tables (parse_table.cc, parse_constraint.cc, parse_alter_table.cc)
  Persistence optional_temp();
  Stmt* create_table(SourcePos where, Persistence persistence);
  void table_elements(CreateTableStmt* table, bool typed);
  Node* table_element(bool typed);
  ColumnDef* column_def();
  void column_constraints(ColumnDef* column);
  TableLikeClause* table_like();
  void table_suffix(CreateTableStmt* table);
  PartitionSpec* partition_spec();
  PartitionBound* partition_bound();
  Stmt* create_table_as(CreateTableAsStmt* create, IntoClause* into);
  OnCommit on_commit();
  Constraint* column_constraint_elem();
  Constraint* table_constraint();
  Constraint* table_constraint_elem();
  bool at_table_constraint();
  bool at_column_constraint();
  void constraint_attributes(Constraint* constraint, const char* what, bool allow_not_valid,
                             bool allow_no_inherit, bool allow_deferrable = true);
  void key_actions(Constraint* constraint);
  ForeignKeyAction key_action(NameList* columns);
  void references_target(Constraint* constraint);
  void index_parameters(Constraint* constraint);
  CollateClause* optional_collate();
  Stmt* alter_table(SourcePos where, ObjectKind kind);
  AlterTableCmd* alter_table_command(ObjectKind kind);
  AlterTableCmd* alter_column_command(SourcePos where);
  AlterTableCmd* alter_type_command();
  Stmt* alter_relation(SourcePos where, ObjectKind kind);
  AlterTableCmd* command(AlterTableKind kind, SourcePos where);
  AlterTableCmd* partition_command(ObjectKind kind, bool* is_partition);

  // ---- Indexes, sequences, views, statistics (parse_index.cc, parse_view.cc)
  Stmt* create_index(SourcePos where, bool unique);
  IndexElem* index_elem();
  std::vector<IndexElem*> index_elems();
  void index_elem_options(IndexElem* elem);
  Stmt* create_sequence(SourcePos where, Persistence persistence);
  Stmt* alter_sequence(SourcePos where);
  std::vector<DefElem*> sequence_options();
  DefElem* sequence_option();
  bool at_sequence_option();
  Stmt* create_view(SourcePos where, Persistence persistence, bool replace, bool recursive);
  Stmt* create_mat_view(SourcePos where, bool unlogged);
  Stmt* refresh_mat_view(SourcePos where);
  Stmt* create_statistics(SourcePos where);
  Stmt* alter_statistics(SourcePos where);

  // ---- Types and domains (parse_type_ddl.cc)
  Stmt* create_type(SourcePos where);
  Stmt* alter_type(SourcePos where);
  Stmt* create_domain(SourcePos where);
  Stmt* alter_domain(SourcePos where);

  // ---- Functions, aggregates, operators, casts (parse_function.cc, parse_operator.cc)
  Stmt* create_function(SourcePos where, bool replace, bool procedure);
  FunctionParameter* function_parameter(bool with_default);
  std::vector<FunctionParameter*> function_parameters(bool with_default);
  DefElem* function_option(bool alter);
  bool at_function_option(bool alter);
  void function_body(CreateFunctionStmt* function);
  Stmt* alter_function(SourcePos where, ObjectKind kind);
  ObjectWithArgs* function_with_args();
  ObjectWithArgs* aggregate_with_args();
  ObjectWithArgs* operator_with_args();
  std::vector<FunctionParameter*> aggregate_args(int32_t* direct_count);
  Stmt* create_aggregate(SourcePos where, bool replace);
  Stmt* create_operator(SourcePos where);
  Stmt* alter_operator(SourcePos where);
  Stmt* create_op_class(SourcePos where);
  Stmt* create_op_family(SourcePos where);
  std::vector<OpClassItem*> op_class_items(bool drop);
  Stmt* create_cast(SourcePos where);
  Stmt* create_collation(SourcePos where);
  Stmt* create_text_search(SourcePos where);
  Stmt* alter_text_search(SourcePos where);
  Stmt* alter_text_search_mapping(AlterTextSearchStmt* stmt);
  Stmt* create_conversion(SourcePos where, bool is_default);
  Stmt* create_language(SourcePos where, bool replace);
  Stmt* create_access_method(SourcePos where);
  Stmt* define(ObjectKind kind, NameList name, SourcePos where);

  // ---- Triggers, rules, policies (parse_trigger.cc)
  Stmt* create_trigger(SourcePos where, bool replace, bool constraint);
  void trigger_events(CreateTriggerStmt* trigger);
  Stmt* create_event_trigger(SourcePos where);
  Stmt* alter_event_trigger(SourcePos where);
  Stmt* create_rule(SourcePos where, bool replace);
  Stmt* rule_action();
  Stmt* create_policy(SourcePos where);
  Stmt* alter_policy(SourcePos where);

  // ---- Schemas, extensions, publications (parse_schema.cc)
  Stmt* create_schema(SourcePos where);
  Stmt* create_extension(SourcePos where);
  Stmt* alter_extension(SourcePos where);
  Stmt* create_publication(SourcePos where);
  Stmt* alter_publication(SourcePos where);
  std::vector<PublicationObject*> publication_objects();
  Stmt* create_subscription(SourcePos where);
  Stmt* create_database(SourcePos where);
  Stmt* alter_database(SourcePos where);
  std::vector<DefElem*> database_options();

  // ---- Any object (parse_object.cc, parse_rename.cc)
  Stmt* drop_stmt();
  Stmt* comment_stmt();
  Stmt* security_label_stmt();
  ObjectKind object_for_comment(ObjectName* name);
  Stmt* truncate_stmt();
  Stmt* rename_to(ObjectKind kind, ObjectName name, SourcePos where);
  Stmt* owner_to(ObjectKind kind, ObjectName name, SourcePos where);
  Stmt* set_schema(ObjectKind kind, ObjectName name, SourcePos where);
  Stmt* alter_object_tail(ObjectKind kind, ObjectName name, SourcePos where);
  Stmt* depends_on(ObjectKind kind, ObjectName name, RangeVar* relation, SourcePos where);
  bool at_depends();
  ObjectName named(NameList names, SourcePos where);
  ObjectName single_name();
  void skip_kind_words();

  // ---- Roles, privileges (parse_role.cc)
  Stmt* create_role(SourcePos where, RoleStmtKind kind);
  Stmt* alter_role(SourcePos where, RoleStmtKind kind);
  DefElem* role_option(bool create);
  std::vector<DefElem*> role_options(bool create);
  bool at_role_option();
  Stmt* grant_stmt(bool is_grant);
  void privilege_target(GrantStmt* grant);
  std::vector<AccessPriv*> privileges();
  AccessPriv* privilege();
  Stmt* alter_default_privileges(SourcePos where);
  GrantStmt* default_privilege_action();

  // ---- Utility (parse_utility.cc, parse_session.cc, parse_copy.cc)
  Stmt* transaction_stmt();
  std::vector<DefElem*> transaction_modes();
  bool at_transaction_mode();
  Stmt* set_stmt();
  VariableSetStmt* set_rest(SourcePos where, bool more);
  VariableSetStmt* reset_rest(SourcePos where);
  VariableSetStmt* set_or_reset();
  std::string_view variable_name();
  void variable_values(VariableSetStmt* set);
  Stmt* show_stmt();
  Stmt* prepare_stmt();
  ExecuteStmt* execute_stmt();
  Stmt* deallocate_stmt();
  Stmt* declare_cursor();
  Stmt* fetch_stmt(bool is_move);
  Stmt* close_stmt();
  Stmt* explain_stmt();
  Stmt* vacuum_stmt();
  Stmt* analyze_stmt();
  std::vector<VacuumRelation*> vacuum_relations();
  Stmt* reindex_stmt();
  Stmt* cluster_stmt();
  Stmt* lock_stmt();
  Stmt* copy_stmt();
  DefElem* old_copy_option(bool* found);
  Node* copy_option_value();
  Stmt* do_stmt();
  Stmt* call_stmt();

  // ---- Statements (parse_statement.cc)
  Stmt* statement();
  Stmt* create_stmt();
  Stmt* alter_stmt();
  [[noreturn]] void unsupported(std::string_view what, SourcePos where);

  Lexer lexer_;
  Arena* arena_;
  std::vector<const Token*> tokens_;
  size_t at_ = 0;
  std::vector<Error> lex_errors_;
  bool label_context_ = false;  // directly in a target list, where an operator word may be a label
  const char* stack_base_ = nullptr;
};

}  // namespace rung::parser
