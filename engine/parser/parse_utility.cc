// EXPLAIN, maintenance, COPY, DO, CALL.
#include "parser/parser_impl.h"

namespace rung::parser {

Stmt* Parser::explain_stmt() {
  ExplainStmt* explain = make<ExplainStmt>(pos());
  advance();
  if (at('(') && !at_select_in_parens()) {
    explain->options = utility_options();
  } else {
    const SourcePos where = pos();
    if (accept(Keyword::kAnalyze) || accept(Keyword::kAnalyse)) {
      explain->options.push_back(def_elem("analyze", nullptr, where));
    }
    const SourcePos verbose_at = pos();
    if (accept(Keyword::kVerbose)) {
      explain->options.push_back(def_elem("verbose", nullptr, verbose_at));
    }
  }
  const SourcePos where = pos();
  switch (peek().keyword) {
    case Keyword::kExecute: explain->query = execute_stmt(); return explain;
    case Keyword::kDeclare: explain->query = declare_cursor(); return explain;
    case Keyword::kRefresh: explain->query = refresh_mat_view(where); return explain;
    case Keyword::kCreate: {
      advance();
      if (at(Keyword::kMaterialized) || at_sequence({Keyword::kUnlogged, Keyword::kMaterialized})) {
        const bool unlogged = accept(Keyword::kUnlogged);
        advance();
        expect(Keyword::kView);
        explain->query = create_mat_view(where, unlogged);
        return explain;
      }
      const Persistence persistence = optional_temp();
      expect(Keyword::kTable);
      explain->query = create_table(where, persistence);
      if (!is<CreateTableAsStmt>(explain->query)) syntax_error();
      return explain;
    }
    default:
      if (!at_preparable()) syntax_error();
      explain->query = preparable_stmt();
      return explain;
  }
}

std::vector<VacuumRelation*> Parser::vacuum_relations() {
  std::vector<VacuumRelation*> list;
  do {
    VacuumRelation* relation = make<VacuumRelation>(pos());
    relation->relation = qualified_name();
    relation->columns = optional_parenthesised_names();
    list.push_back(relation);
  } while (accept(','));
  return list;
}

Stmt* Parser::vacuum_stmt() {
  VacuumStmt* vacuum = make<VacuumStmt>(pos());
  advance();
  if (at('(')) {
    vacuum->options = utility_options();
  } else {
    const auto option = [&](Keyword keyword, std::string_view name) {
      const SourcePos where = pos();
      if (accept(keyword)) vacuum->options.push_back(def_elem(name, nullptr, where));
    };
    option(Keyword::kFull, "full");
    option(Keyword::kFreeze, "freeze");
    option(Keyword::kVerbose, "verbose");
    if (at(Keyword::kAnalyze)) {
      option(Keyword::kAnalyze, "analyze");
    } else {
      option(Keyword::kAnalyse, "analyze");
    }
  }
  if (at_col_id()) vacuum->relations = vacuum_relations();
  return vacuum;
}

Stmt* Parser::analyze_stmt() {
  VacuumStmt* analyze = make<VacuumStmt>(pos());
  analyze->is_vacuum = false;
  advance();
  const SourcePos where = pos();
  if (at('(')) {
    analyze->options = utility_options();
  } else if (accept(Keyword::kVerbose)) {
    analyze->options.push_back(def_elem("verbose", nullptr, where));
  }
  if (at_col_id()) analyze->relations = vacuum_relations();
  return analyze;
}

Stmt* Parser::reindex_stmt() {
  ReindexStmt* reindex = make<ReindexStmt>(pos());
  advance();
  if (at('(')) reindex->options = utility_options();
  const Keyword word = peek().keyword;
  switch (word) {
    case Keyword::kIndex: reindex->reindex_kind = ReindexKind::kIndex; break;
    case Keyword::kTable: reindex->reindex_kind = ReindexKind::kTable; break;
    case Keyword::kSchema: reindex->reindex_kind = ReindexKind::kSchema; break;
    case Keyword::kSystem: reindex->reindex_kind = ReindexKind::kSystem; break;
    case Keyword::kDatabase: reindex->reindex_kind = ReindexKind::kDatabase; break;
    default: syntax_error();
  }
  advance();
  const SourcePos where = pos();
  if (accept(Keyword::kConcurrently)) {
    reindex->options.push_back(def_elem("concurrently", nullptr, where));
  }
  if (word == Keyword::kIndex || word == Keyword::kTable) {
    reindex->relation = qualified_name();
  } else {
    reindex->name = col_id();
  }
  return reindex;
}

Stmt* Parser::cluster_stmt() {
  ClusterStmt* cluster = make<ClusterStmt>(pos());
  advance();
  if (at('(')) {
    cluster->options = utility_options();
  } else {
    const SourcePos where = pos();
    if (accept(Keyword::kVerbose)) {
      cluster->options.push_back(def_elem("verbose", nullptr, where));
    }
  }
  if (!at_col_id()) return cluster;
  const SourcePos where = pos();
  NameList names = any_name();
  if (names.size() == 1 && accept(Keyword::kOn)) {
    // The old order: CLUSTER index ON table.
    cluster->index = names[0];
    cluster->relation = qualified_name();
    return cluster;
  }
  cluster->relation = range_var_from(names, where);
  if (accept(Keyword::kUsing)) cluster->index = col_id();
  return cluster;
}

Stmt* Parser::lock_stmt() {
  LockStmt* lock = make<LockStmt>(pos());
  advance();
  accept(Keyword::kTable);
  do {
    lock->relations.push_back(relation_expr());
  } while (accept(','));
  if (accept(Keyword::kIn)) {
    if (accept(Keyword::kAccess)) {
      lock->mode = accept(Keyword::kShare) ? 1 : (expect(Keyword::kExclusive), 8);
    } else if (accept(Keyword::kRow)) {
      lock->mode = accept(Keyword::kShare) ? 2 : (expect(Keyword::kExclusive), 3);
    } else if (accept(Keyword::kShare)) {
      lock->mode = 5;
      if (accept(Keyword::kUpdate)) {
        expect(Keyword::kExclusive);
        lock->mode = 4;
      } else if (accept(Keyword::kRow)) {
        expect(Keyword::kExclusive);
        lock->mode = 6;
      }
    } else {
      expect(Keyword::kExclusive);
      lock->mode = 7;
    }
    expect(Keyword::kMode);
  }
  lock->nowait = accept(Keyword::kNowait);
  return lock;
}

Stmt* Parser::do_stmt() {
  DoStmt* stmt = make<DoStmt>(pos());
  advance();
  bool any = false;
  for (;;) {
    const SourcePos where = pos();
    if (at(TokenKind::kString)) {
      if (stmt->has_body) {
        throw_error(sqlstate::syntax_error, "conflicting or redundant options", where);
      }
      stmt->has_body = true;
      stmt->body_pos = where;
      stmt->body = string_constant();
    } else if (accept(Keyword::kLanguage)) {
      if (!stmt->language.empty()) {
        throw_error(sqlstate::syntax_error, "conflicting or redundant options", where);
      }
      stmt->language = non_reserved_word_or_string();
    } else if (any) {
      break;
    } else {
      syntax_error();
    }
    any = true;
  }
  if (!stmt->has_body) {
    throw_error(sqlstate::syntax_error, "no inline code specified");
  }
  return stmt;
}

Stmt* Parser::call_stmt() {
  CallStmt* stmt = make<CallStmt>(pos());
  advance();
  const SourcePos where = pos();
  NameList name = function_name();
  if (!at('(')) syntax_error();
  stmt->call = static_cast<FuncCall*>(call(std::move(name), where, true));
  return stmt;
}

}  // namespace rung::parser
