// CREATE TABLE in its forms: columns, LIKE, partitions, OF type, AS query.
#include "parser/parser_impl.h"

namespace rung::parser {

// [LOCAL | GLOBAL] TEMPORARY | TEMP | UNLOGGED
Persistence Parser::optional_temp() {
  if (accept(Keyword::kLocal) || accept(Keyword::kGlobal)) {
    if (!at(Keyword::kTemporary) && !at(Keyword::kTemp)) syntax_error();
  }
  if (accept(Keyword::kTemporary) || accept(Keyword::kTemp)) return Persistence::kTemporary;
  if (accept(Keyword::kUnlogged)) return Persistence::kUnlogged;
  return Persistence::kPermanent;
}

CollateClause* Parser::optional_collate() {
  if (!at(Keyword::kCollate)) return nullptr;
  CollateClause* collate = make<CollateClause>(pos());
  advance();
  collate->collation = any_name();
  return collate;
}

OnCommit Parser::on_commit() {
  if (!accept(Keyword::kOn)) return OnCommit::kNone;
  expect(Keyword::kCommit);
  if (accept(Keyword::kDrop)) return OnCommit::kDrop;
  const bool preserve = accept(Keyword::kPreserve);
  if (!preserve) expect(Keyword::kDelete);
  expect(Keyword::kRows);
  return preserve ? OnCommit::kPreserveRows : OnCommit::kDeleteRows;
}

// CREATE ... TABLE has been read.
Stmt* Parser::create_table(SourcePos where, Persistence persistence) {
  CreateTableStmt* table = make<CreateTableStmt>(where);
  table->if_not_exists = if_not_exists();
  table->relation = qualified_name();
  table->relation->persistence = persistence;
  const auto as_query = [&](NameList columns) {
    CreateTableAsStmt* create = make<CreateTableAsStmt>(where);
    create->if_not_exists = table->if_not_exists;
    IntoClause* into = make<IntoClause>(table->relation->pos);
    into->relation = table->relation;
    into->columns = std::move(columns);
    return create_table_as(create, into);
  };
  if (at(Keyword::kOf)) {
    advance();
    const SourcePos type_at = pos();
    table->of_type = make<TypeName>(type_at);
    table->of_type->names = any_name();
    if (at('(')) table_elements(table, true);
    table_suffix(table);
    return table;
  }
  if (at(Keyword::kPartition)) {
    advance();
    expect(Keyword::kOf);
    table->inherits.push_back(qualified_name());
    if (at('(')) table_elements(table, true);
    table->partition_bound = partition_bound();
    table_suffix(table);
    return table;
  }
  if (!at('(')) {
    // Only CREATE TABLE AS has no column list.
    if (!at(Keyword::kAs) && !at(Keyword::kUsing) && !at(Keyword::kWith) &&
        !at(Keyword::kWithout) && !at(Keyword::kOn) && !at(Keyword::kTablespace)) {
      syntax_error();
    }
    return as_query({});
  }
  // A list of bare names is CREATE TABLE AS.
  if (!next_is(1, ')') && (next_is(2, ',') || next_is(2, ')'))) {
    advance();
    if (!at_col_id()) syntax_error();
    NameList columns = name_list();
    if (!at(')')) syntax_error();
    advance();
    return as_query(std::move(columns));
  }
  table_elements(table, false);
  if (accept(Keyword::kInherits)) {
    expect('(');
    table->inherits = qualified_name_list();
    expect(')');
  }
  table_suffix(table);
  return table;
}

// [PARTITION BY] [USING] [WITH] [ON COMMIT] [TABLESPACE]
void Parser::table_suffix(CreateTableStmt* table) {
  if (at(Keyword::kPartition)) table->partition_spec = partition_spec();
  if (accept(Keyword::kUsing)) table->access_method = col_id();
  if (at(Keyword::kWith)) {
    advance();
    table->options = rel_options();
  } else if (accept(Keyword::kWithout)) {
    expect(Keyword::kOids);
  }
  table->on_commit = on_commit();
  if (accept(Keyword::kTablespace)) table->tablespace = col_id();
}

Stmt* Parser::create_table_as(CreateTableAsStmt* create, IntoClause* into) {
  create->into = into;
  if (accept(Keyword::kUsing)) into->access_method = col_id();
  if (at(Keyword::kWith)) {
    advance();
    into->options = rel_options();
  } else if (accept(Keyword::kWithout)) {
    expect(Keyword::kOids);
  }
  into->on_commit = on_commit();
  if (accept(Keyword::kTablespace)) into->tablespace = col_id();
  expect(Keyword::kAs);
  if (at(Keyword::kExecute)) {
    create->query = execute_stmt();
  } else {
    create->query = select_stmt();
  }
  if (at(Keyword::kWith)) {
    advance();
    into->with_no_data = accept(Keyword::kNo);
    expect(Keyword::kData);
  }
  return create;
}

void Parser::table_elements(CreateTableStmt* table, bool typed) {
  expect('(');
  if (!typed && accept(')')) return;
  do {
    table->elements.push_back(table_element(typed));
  } while (accept(','));
  expect(')');
}

Node* Parser::table_element(bool typed) {
  if (at_table_constraint()) return table_constraint();
  if (!typed) {
    if (at(Keyword::kLike)) return table_like();
    return column_def();
  }
  // Columns of typed tables and partitions have only options.
  ColumnDef* column = make<ColumnDef>(pos());
  column->name = col_id();
  if (accept(Keyword::kWith)) expect(Keyword::kOptions);
  column_constraints(column);
  return column;
}

ColumnDef* Parser::column_def() {
  ColumnDef* column = make<ColumnDef>(pos());
  column->name = col_id();
  column->type = type_name();
  if (accept(Keyword::kCompression)) {
    column->compression = at(Keyword::kDefault) ? take_word() : col_id();
  }
  if (at(Keyword::kOptions)) column->fdw_options = generic_options(false);
  column_constraints(column);
  return column;
}

TableLikeClause* Parser::table_like() {
  TableLikeClause* like = make<TableLikeClause>(pos());
  expect(Keyword::kLike);
  like->relation = qualified_name();
  while (at(Keyword::kIncluding) || at(Keyword::kExcluding)) {
    const bool including = at(Keyword::kIncluding);
    advance();
    uint32_t bits = 0;
    switch (peek().keyword) {
      case Keyword::kComments: bits = kLikeComments; break;
      case Keyword::kCompression: bits = kLikeCompression; break;
      case Keyword::kConstraints: bits = kLikeConstraints; break;
      case Keyword::kDefaults: bits = kLikeDefaults; break;
      case Keyword::kGenerated: bits = kLikeGenerated; break;
      case Keyword::kIdentity: bits = kLikeIdentity; break;
      case Keyword::kIndexes: bits = kLikeIndexes; break;
      case Keyword::kStatistics: bits = kLikeStatistics; break;
      case Keyword::kStorage: bits = kLikeStorage; break;
      case Keyword::kAll: bits = kLikeAll; break;
      default: syntax_error();
    }
    advance();
    like->options = including ? (like->options | bits) : (like->options & ~bits);
  }
  return like;
}

// PARTITION BY strategy (...)
PartitionSpec* Parser::partition_spec() {
  PartitionSpec* spec = make<PartitionSpec>(pos());
  expect(Keyword::kPartition);
  expect(Keyword::kBy);
  const SourcePos strategy_at = pos();
  const std::string_view strategy = col_id();
  if (strategy == "list") {
    spec->strategy = PartitionStrategy::kList;
  } else if (strategy == "range") {
    spec->strategy = PartitionStrategy::kRange;
  } else if (strategy == "hash") {
    spec->strategy = PartitionStrategy::kHash;
  } else {
    static_cast<void>(strategy_at);
    throw_error(sqlstate::invalid_parameter_value,
                "unrecognized partitioning strategy \"" + std::string(strategy) + "\"");
  }
  expect('(');
  do {
    PartitionElem elem;
    elem.pos = pos();
    if (at('(')) {
      advance();
      elem.expr = a_expr();
      expect(')');
    } else if (at_col_id() && !next_is(1, '(') && !next_is(1, '.')) {
      elem.column = col_id();
    } else {
      elem.expr = windowless_call();
    }
    if (accept(Keyword::kCollate)) elem.collation = any_name();
    if (at_col_id()) {
      elem.opclass = any_name();
    } else if (accept(Keyword::kUsing)) {
      elem.opclass = any_name();
    }
    spec->elems.push_back(std::move(elem));
  } while (accept(','));
  expect(')');
  return spec;
}

// FOR VALUES ..., or DEFAULT
PartitionBound* Parser::partition_bound() {
  PartitionBound* bound = make<PartitionBound>(pos());
  if (accept(Keyword::kDefault)) {
    bound->is_default = true;
    return bound;
  }
  expect(Keyword::kFor);
  expect(Keyword::kValues);
  bound->pos = pos();
  if (accept(Keyword::kIn)) {
    bound->strategy = PartitionStrategy::kList;
    expect('(');
    bound->list_values = expr_list();
    expect(')');
    return bound;
  }
  if (accept(Keyword::kFrom)) {
    bound->strategy = PartitionStrategy::kRange;
    expect('(');
    bound->lower = expr_list();
    expect(')');
    expect(Keyword::kTo);
    expect('(');
    bound->upper = expr_list();
    expect(')');
    return bound;
  }
  expect(Keyword::kWith);
  bound->strategy = PartitionStrategy::kHash;
  expect('(');
  do {
    const SourcePos where = pos();
    const std::string_view name = non_reserved_word();
    int32_t* value = nullptr;
    if (name == "modulus") {
      value = &bound->modulus;
    } else if (name == "remainder") {
      value = &bound->remainder;
    }
    const int32_t number = integer_constant();
    if (value == nullptr) {
      throw_error(sqlstate::syntax_error,
                  "unrecognized hash partition bound specification \"" + std::string(name) + "\"",
                  where);
    }
    if (*value != -1) {
      throw_error(sqlstate::duplicate_object,
                  std::string(name) + " for hash partition provided more than once", where);
    }
    *value = number;
  } while (accept(','));
  expect(')');
  if (bound->modulus == -1) {
    throw_error(sqlstate::syntax_error, "modulus for hash partition must be specified");
  }
  if (bound->remainder == -1) {
    throw_error(sqlstate::syntax_error, "remainder for hash partition must be specified");
  }
  return bound;
}

}  // namespace rung::parser
