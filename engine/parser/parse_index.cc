// Indexes, extended statistics and sequences.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE [UNIQUE] INDEX has been read.
Stmt* Parser::create_index(SourcePos where, bool unique) {
  IndexStmt* index = make<IndexStmt>(where);
  index->unique = unique;
  index->concurrently = accept(Keyword::kConcurrently);
  if (if_not_exists()) {
    index->if_not_exists = true;
    index->name = col_id();
  } else if (!at(Keyword::kOn)) {
    index->name = col_id();
  }
  expect(Keyword::kOn);
  index->relation = relation_expr();
  if (accept(Keyword::kUsing)) index->access_method = col_id();
  expect('(');
  index->columns = index_elems();
  expect(')');
  if (accept(Keyword::kInclude)) {
    expect('(');
    index->including = index_elems();
    expect(')');
  }
  if (accept(Keyword::kNulls)) {
    index->nulls_not_distinct = accept(Keyword::kNot);
    expect(Keyword::kDistinct);
  }
  if (accept(Keyword::kWith)) index->options = rel_options();
  if (accept(Keyword::kTablespace)) index->tablespace = col_id();
  index->where = optional_where();
  return index;
}

std::vector<IndexElem*> Parser::index_elems() {
  std::vector<IndexElem*> list;
  do {
    list.push_back(index_elem());
  } while (accept(','));
  return list;
}

// column, function(...) or (expression), with its options.
IndexElem* Parser::index_elem() {
  IndexElem* elem = make<IndexElem>(pos());
  if (at('(')) {
    advance();
    elem->expr = a_expr();
    expect(')');
  } else if (at_col_id() && !next_is(1, '(') && !next_is(1, '.')) {
    elem->column = col_id();
  } else {
    elem->expr = windowless_call();
  }
  index_elem_options(elem);
  return elem;
}

void Parser::index_elem_options(IndexElem* elem) {
  if (accept(Keyword::kCollate)) elem->collation = any_name();
  const bool nulls_order =
      at(Keyword::kNulls) && (next_is(1, Keyword::kFirst) || next_is(1, Keyword::kLast));
  if (at_col_id() && !nulls_order) {
    elem->opclass = any_name();
    if (at('(')) elem->opclass_options = rel_options();
  }
  if (accept(Keyword::kAsc)) {
    elem->direction = SortDirection::kAsc;
  } else if (accept(Keyword::kDesc)) {
    elem->direction = SortDirection::kDesc;
  }
  if (at(Keyword::kNulls) && (next_is(1, Keyword::kFirst) || next_is(1, Keyword::kLast))) {
    elem->nulls = next_is(1, Keyword::kFirst) ? SortNulls::kFirst : SortNulls::kLast;
    at_ += 2;
  }
}

// CREATE STATISTICS has been read.
Stmt* Parser::create_statistics(SourcePos where) {
  CreateStatisticsStmt* stats = make<CreateStatisticsStmt>(where);
  stats->if_not_exists = if_not_exists();
  stats->name = any_name();
  if (at('(')) stats->kinds = optional_parenthesised_names();
  expect(Keyword::kOn);
  do {
    StatsElem* elem = make<StatsElem>(pos());
    if (at('(')) {
      advance();
      elem->expr = a_expr();
      expect(')');
    } else if (at_col_id() && !next_is(1, '(') && !next_is(1, '.')) {
      elem->column = col_id();
    } else {
      elem->expr = windowless_call();
    }
    stats->exprs.push_back(elem);
  } while (accept(','));
  expect(Keyword::kFrom);
  stats->from = from_list();
  return stats;
}

// ALTER STATISTICS has been read.
Stmt* Parser::alter_statistics(SourcePos where) {
  const SourcePos name_at = pos();
  const bool missing_ok = if_exists();
  NameList name = any_name();
  if (at(Keyword::kSet) && (missing_ok || !next_is(1, Keyword::kSchema))) {
    advance();
    if (missing_ok || at(Keyword::kStatistics)) {
      expect(Keyword::kStatistics);
    } else {
      syntax_error();
    }
    AlterStatisticsStmt* alter = make<AlterStatisticsStmt>(where);
    alter->name = std::move(name);
    alter->missing_ok = missing_ok;
    alter->target = signed_integer();
    return alter;
  }
  if (missing_ok) syntax_error();
  return alter_object_tail(ObjectKind::kStatistics, named(std::move(name), name_at), where);
}

Stmt* Parser::create_sequence(SourcePos where, Persistence persistence) {
  CreateSequenceStmt* create = make<CreateSequenceStmt>(where);
  create->if_not_exists = if_not_exists();
  create->sequence = qualified_name();
  create->sequence->persistence = persistence;
  create->options = sequence_options();
  return create;
}

bool Parser::at_sequence_option() {
  switch (peek().keyword) {
    case Keyword::kAs: case Keyword::kCache: case Keyword::kCycle: case Keyword::kNo:
    case Keyword::kIncrement: case Keyword::kMaxvalue: case Keyword::kMinvalue:
    case Keyword::kOwned: case Keyword::kSequence: case Keyword::kStart: case Keyword::kRestart:
      return true;
    default: return false;
  }
}

std::vector<DefElem*> Parser::sequence_options() {
  std::vector<DefElem*> list;
  while (at_sequence_option()) list.push_back(sequence_option());
  return list;
}

DefElem* Parser::sequence_option() {
  const SourcePos where = pos();
  const Keyword word = peek().keyword;
  advance();
  const auto names = [&] {
    NameNode* node = make<NameNode>(pos());
    node->names = any_name();
    return node;
  };
  switch (word) {
    case Keyword::kAs: return def_elem("as", simple_type_name(false), where);
    case Keyword::kCache: return def_elem("cache", numeric_only(), where);
    case Keyword::kCycle: return def_elem("cycle", boolean_node(true, where), where);
    case Keyword::kNo:
      if (accept(Keyword::kCycle)) return def_elem("cycle", boolean_node(false, where), where);
      if (accept(Keyword::kMaxvalue)) return def_elem("maxvalue", nullptr, where);
      expect(Keyword::kMinvalue);
      return def_elem("minvalue", nullptr, where);
    case Keyword::kIncrement:
      accept(Keyword::kBy);
      return def_elem("increment", numeric_only(), where);
    case Keyword::kMaxvalue: return def_elem("maxvalue", numeric_only(), where);
    case Keyword::kMinvalue: return def_elem("minvalue", numeric_only(), where);
    case Keyword::kOwned:
      expect(Keyword::kBy);
      return def_elem("owned_by", names(), where);
    case Keyword::kSequence:
      expect(Keyword::kName);
      return def_elem("sequence_name", names(), where);
    case Keyword::kStart:
      accept(Keyword::kWith);
      return def_elem("start", numeric_only(), where);
    case Keyword::kRestart:
      if (accept(Keyword::kWith) || at_signed_number()) {
        return def_elem("restart", numeric_only(), where);
      }
      return def_elem("restart", nullptr, where);
    default: at_ -= 1; syntax_error();
  }
}

}  // namespace rung::parser
