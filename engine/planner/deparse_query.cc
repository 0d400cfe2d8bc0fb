#include <algorithm>
#include <map>

#include "expr/walk.h"
#include "functions/registry.h"
#include "parser/parser.h"
#include "planner/deparser.h"
#include "planner/stored_expr.h"

namespace rung::planner {

using parser::quote_identifier;

namespace {

constexpr int kStep = 8;
constexpr int kIndentMax = 40;

const char* set_op_name(SetOp op) {
  switch (op) {
    case SetOp::kUnion: return "UNION ";
    case SetOp::kIntersect: return "INTERSECT ";
    case SetOp::kExcept: return "EXCEPT ";
  }
  return "";
}

}  // namespace

// A keyword on a line of its own: trailing blanks go, a line begins at the current indentation.
void Deparser::keyword(std::string_view text, int before, int after, int plus) {
  indent_ += before;
  while (!out_.empty() && out_.back() == ' ') out_.pop_back();
  out_ += '\n';
  int amount = std::max(indent_, 0);
  if (amount >= kIndentMax) {
    // Far to the right lines begin again nearer to the margin.
    amount = (kIndentMax + (amount - kIndentMax) / (kStep / 2)) % kIndentMax;
  }
  out_.append(static_cast<size_t>(amount + plus), ' ');
  out_ += text;
  indent_ = std::max(0, indent_ + after);
}

std::string Deparser::plain_name(const Rte& rte) const {
  if (!rte.alias.empty()) return rte.alias;
  if (rte.kind == RteKind::kRelation) {
    if (const catalog::Relation* r = context_.catalog->relation(rte.relation)) return r->name;
  }
  return rte.ref_name;
}

std::vector<std::string> Deparser::entry_names(const Query& q) {
  std::map<std::string, int> used;
  if (relation_ != nullptr && !old_new_) used.emplace(relation_->name, 0);
  for (const Scope& scope : scopes_) {
    for (const std::string& name : scope.names) used.emplace(name, 0);
  }
  std::vector<std::string> names;
  for (const Rte* rte : q.rtable) {
    const bool nameless =
        (rte->kind == RteKind::kJoin && rte->alias.empty()) || rte->kind == RteKind::kResult;
    std::string name = nameless ? std::string() : plain_name(*rte);
    if (!name.empty()) {
      const auto found = used.find(name);
      if (found == used.end()) {
        used.emplace(name, 0);
      } else {
        const std::string base = name;
        do {
          name = base + "_" + std::to_string(++found->second);
        } while (!used.emplace(name, 0).second);
      }
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string Deparser::entry_name(const Scope& scope, const Rte& rte) const {
  for (size_t i = 0; i < scope.names.size(); ++i) {
    if (scope.query->rtable[i] == &rte) return scope.names[i];
  }
  return plain_name(rte);
}

void Deparser::inner_query(const Query& q, bool prefix_always, bool shows_unnamed) {
  const bool before = shows_unnamed_;
  shows_unnamed_ = shows_unnamed;
  query(q, nullptr, prefix_always);
  shows_unnamed_ = before;
}

void Deparser::query(const Query& q, const std::vector<std::string>* column_names,
                     bool prefix_always) {
  const DepthGuard guard;
  const int outer_indent = indent_;
  const bool prefix = prefix_always || !scopes_.empty() || q.rtable.size() != 1;
  std::vector<std::string> names = entry_names(q);
  scopes_.push_back({&q, prefix, std::move(names)});
  switch (q.kind) {
    case QueryKind::kSelect: select(q, column_names); break;
    case QueryKind::kInsert: insert(q); break;
    case QueryKind::kUpdate: update(q); break;
    case QueryKind::kDelete: remove(q); break;
    case QueryKind::kMerge: throw_unsupported("printing MERGE");
  }
  scopes_.pop_back();
  indent_ = outer_indent;
}

void Deparser::with_clause(const Query& q) {
  if (q.ctes.empty()) return;
  indent_ += kStep;
  out_ += ' ';
  const char* separator = q.recursive ? "WITH RECURSIVE " : "WITH ";
  for (const Cte& cte : q.ctes) {
    out_ += separator + quote_identifier(cte.name);
    if (!cte.alias_columns.empty()) {
      out_ += '(';
      for (size_t i = 0; i < cte.alias_columns.size(); ++i) {
        out_ += (i > 0 ? ", " : "") + quote_identifier(cte.alias_columns[i]);
      }
      out_ += ')';
    }
    out_ += " AS ";
    if (cte.materialize == CteMaterialize::kAlways) out_ += "MATERIALIZED ";
    if (cte.materialize == CteMaterialize::kNever) out_ += "NOT MATERIALIZED ";
    out_ += '(';
    keyword("", 0, 0, 0);
    inner_query(*cte.query, true, true);
    keyword("", 0, 0, 0);
    out_ += ')';
    separator = ", ";
  }
  indent_ -= kStep;
  keyword("", 0, 0, 0);
}

void Deparser::select(const Query& q, const std::vector<std::string>* column_names) {
  with_clause(q);
  const bool force_numbers = q.set_operation != nullptr;
  if (q.set_operation != nullptr) {
    set_operation(q, *q.set_operation, column_names);
  } else {
    basic_select(q, column_names);
  }
  if (!q.sort.empty()) {
    keyword(" ORDER BY ", -kStep, kStep, 1);
    sort_list(q, q.sort, force_numbers);
  }
  if (q.offset != nullptr) {
    keyword(" OFFSET ", -kStep, kStep, 0);
    expression(*q.offset, false);
  }
  if (q.limit != nullptr) {
    if (q.with_ties) {
      keyword(" FETCH FIRST ", -kStep, kStep, 0);
      out_ += '(';
      expression(*q.limit, false);
      out_ += ") ROWS WITH TIES";
    } else {
      keyword(" LIMIT ", -kStep, kStep, 0);
      expression(*q.limit, false);
    }
  }
  for (const RowMark& mark : q.row_marks) {
    static constexpr const char* kStrengths[] = {" FOR KEY SHARE", " FOR SHARE", " FOR NO KEY UPDATE", " FOR UPDATE"};
    keyword(kStrengths[static_cast<int>(mark.strength)], -kStep, kStep, 0);
    const Rte& rte = *q.rtable[static_cast<size_t>(mark.rte) - 1];
    out_ += " OF " + quote_identifier(entry_name(scopes_.back(), rte));
    if (mark.wait == LockWait::kError) out_ += " NOWAIT";
    if (mark.wait == LockWait::kSkip) out_ += " SKIP LOCKED";
  }
}

void Deparser::values_rows(const std::vector<std::vector<Expr*>>& rows) {
  out_ += "VALUES ";
  bool first = true;
  for (const auto& row : rows) {
    if (!first) out_ += ", ";
    first = false;
    out_ += '(';
    bool first_value = true;
    for (const Expr* value : row) {
      if (!first_value) out_ += ',';
      first_value = false;
      expression(*value, false);
    }
    out_ += ')';
  }
}

// The rows of a query that was written as VALUES, and whose columns still have the names of that.
const Rte* Deparser::plain_values(const Query& q, const std::vector<std::string>* column_names) {
  if (q.from.size() != 1 || q.from[0]->kind != FromNode::Kind::kRte || q.where != nullptr ||
      !q.group.empty() || q.has_aggregates || q.distinct) {
    return nullptr;
  }
  const Rte& rte = *q.rtable[static_cast<size_t>(q.from[0]->rte) - 1];
  if (rte.kind != RteKind::kValues || !rte.alias.empty()) return nullptr;
  size_t shown = 0;
  for (const Target& target : q.targets) {
    if (target.junk) return nullptr;
    if (shown >= rte.columns.size()) return nullptr;
    const bool renamed = column_names != nullptr && shown < column_names->size();
    const std::string& name = renamed ? (*column_names)[shown] : target.name;
    if (name != rte.columns[shown++].name) return nullptr;
  }
  return shown == rte.columns.size() ? &rte : nullptr;
}

void Deparser::basic_select(const Query& q, const std::vector<std::string>* column_names) {
  indent_ += kStep;
  out_ += ' ';
  if (const Rte* values = plain_values(q, column_names)) {
    values_rows(values->values);
    return;
  }
  out_ += "SELECT";
  if (q.distinct) {
    out_ += " DISTINCT";
    if (q.has_distinct_on) {
      out_ += " ON (";
      bool first = true;
      for (const SortBy& by : q.distinct_on) {
        if (!first) out_ += ", ";
        first = false;
        sort_target(q, by.target, false);
      }
      out_ += ')';
    }
  }
  targets(q.targets, column_names, set_operation_part_ == &q);
  from_clause(q, " FROM ");
  if (q.where != nullptr) {
    keyword(" WHERE ", -kStep, kStep, 1);
    expression(*q.where, false);
  }
  if (!q.group.empty() || !q.grouping_sets.empty()) {
    keyword(" GROUP BY ", -kStep, kStep, 1);
    if (q.group_distinct) out_ += "DISTINCT ";
    bool first = true;
    if (q.grouping_sets.empty()) {
      for (const SortBy& by : q.group) {
        if (!first) out_ += ", ";
        first = false;
        sort_target(q, by.target, false);
      }
    } else {
      for (const GroupingSet& set : q.grouping_sets) {
        if (!first) out_ += ", ";
        first = false;
        grouping_set(q, set);
      }
    }
  }
  if (q.having != nullptr) {
    keyword(" HAVING ", -kStep, kStep, 0);
    expression(*q.having, false);
  }
  bool first_window = true;
  for (const WindowClause& window : q.windows) {
    if (window.name.empty()) continue;
    if (first_window) {
      keyword(" WINDOW ", -kStep, kStep, 1);
    } else {
      out_ += ", ";
    }
    first_window = false;
    out_ += quote_identifier(window.name) + " AS ";
    window_definition(q, window);
  }
}

void Deparser::grouping_set(const Query& q, const GroupingSet& set) {
  const auto children = [&] {
    bool first = true;
    for (const GroupingSet& child : set.children) {
      if (!first) out_ += ", ";
      first = false;
      grouping_set(q, child);
    }
    out_ += ')';
  };
  switch (set.kind) {
    case GroupingKind::kEmpty: out_ += "()"; return;
    case GroupingKind::kSimple: {
      const bool parentheses = set.targets.size() != 1;
      if (parentheses) out_ += '(';
      for (size_t i = 0; i < set.targets.size(); ++i) {
        if (i > 0) out_ += ", ";
        sort_target(q, set.targets[i], false);
      }
      if (parentheses) out_ += ')';
      return;
    }
    case GroupingKind::kRollup: out_ += "ROLLUP("; break;
    case GroupingKind::kCube: out_ += "CUBE("; break;
    case GroupingKind::kSets: out_ += "GROUPING SETS ("; break;
  }
  children();
}

void Deparser::set_operation(const Query& q, const SetOperation& node,
                             const std::vector<std::string>* names) {
  if (node.rte != 0) {
    const Query& sub = *q.rtable[static_cast<size_t>(node.rte) - 1]->subquery;
    const bool parentheses = !sub.ctes.empty() || !sub.sort.empty() || sub.limit != nullptr ||
                             sub.offset != nullptr || !sub.row_marks.empty() ||
                             sub.set_operation != nullptr;
    if (parentheses) out_ += '(';
    set_operation_part_ = &sub;
    query(sub, names, true);
    if (parentheses) out_ += ')';
    return;
  }
  // The left side needs parentheses when it is a different operation; the right one whenever it is
  // an operation at all.
  const bool left_nested = node.left->rte == 0 &&
                           (node.left->op != node.op || node.left->all != node.all);
  int sub_indent = left_nested ? kStep : 0;
  if (left_nested) {
    out_ += '(';
    keyword("", sub_indent, 0, 0);
  }
  set_operation(q, *node.left, names);
  keyword(left_nested ? ") " : "", -sub_indent, 0, 0);
  out_ += set_op_name(node.op);
  if (node.all) out_ += "ALL ";
  const bool right_nested = node.right->rte == 0;
  sub_indent = right_nested ? kStep : 0;
  if (right_nested) out_ += '(';
  keyword("", sub_indent, 0, 0);
  const bool shows_unnamed = shows_unnamed_;
  shows_unnamed_ = false;  // the left side gives the names
  set_operation(q, *node.right, names);
  shows_unnamed_ = shows_unnamed;
  indent_ -= sub_indent;
  if (right_nested) keyword(")", 0, 0, 0);
}

void Deparser::targets(const std::vector<Target>& list, const std::vector<std::string>* names,
                       bool in_set_operation) {
  size_t column = 0;
  for (const Target& target : list) {
    if (target.junk) continue;
    size_t line = 0;  // where this target's line begins
    if (column == 0) {
      out_ += ' ';
    } else {
      out_ += ",";
      line = out_.size();
      keyword("", -kStep, kStep, 4);
    }
    const std::string& wanted =
        names != nullptr && column < names->size() ? (*names)[column] : target.name;
    ++column;
    const size_t start = out_.size();
    // What the operation makes of the column's type it makes again when it is read.
    const Expr* shown = target.expr;
    if (in_set_operation && shown->form == CallForm::kImplicitCast && !shown->args.empty()) {
      shown = shown->args[0];
    }
    expression(*shown, true);
    // What begins with a line of its own (CASE) needs no other.
    if (line > 0 && out_.compare(line, 2, "\n\n") == 0) out_.erase(line, 1);
    std::string own = "?column?";
    if (shown->kind == ExprKind::kVar) {
      const size_t dot = out_.rfind('.');
      own = dot != std::string::npos && dot >= start ? out_.substr(dot + 1) : out_.substr(start);
      if (shown->attno == 0) {
        // A cast keeps a whole row from being read as all of its columns.
        out_ += "::" + type_text(shown->type, -1);
        own = "*";
      }
      if (own == quote_identifier(wanted)) continue;
    } else if (wanted == own && !shows_unnamed_) {
      continue;
    }
    if (!wanted.empty()) out_ += " AS " + quote_identifier(wanted);
  }
}

void Deparser::from_clause(const Query& q, std::string_view first_keyword) {
  bool first = true;
  for (const FromNode* node : q.from) {
    if (first) {
      keyword(first_keyword, -kStep, kStep, 2);
    } else {
      out_ += ", ";
      keyword("", -kStep, kStep, 4);
    }
    first = false;
    from_item(q, *node);
  }
}

void Deparser::from_item(const Query& q, const FromNode& node) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) {
    range_table_entry(*q.rtable[static_cast<size_t>(node.rte) - 1]);
    return;
  }
  const Rte* own = node.rte > 0 ? q.rtable[static_cast<size_t>(node.rte) - 1] : nullptr;
  const bool aliased = own != nullptr && !own->alias.empty();
  const bool parentheses = !context_.pretty || aliased;
  if (parentheses) out_ += '(';
  from_item(q, *node.left);
  const bool cross = node.join == JoinKind::kInner && node.on == nullptr && node.using_columns.empty();
  switch (node.join) {
    case JoinKind::kInner: keyword(cross ? " CROSS JOIN " : " JOIN ", -kStep, kStep, 4); break;
    case JoinKind::kLeft: keyword(" LEFT JOIN ", -kStep, kStep, 4); break;
    case JoinKind::kFull: keyword(" FULL JOIN ", -kStep, kStep, 4); break;
    case JoinKind::kRight: keyword(" RIGHT JOIN ", -kStep, kStep, 4); break;
    case JoinKind::kSemi:
    case JoinKind::kAnti: RUNG_UNREACHABLE();
  }
  const bool right_nested = context_.pretty && node.right->kind == FromNode::Kind::kJoin;
  if (right_nested) out_ += '(';
  from_item(q, *node.right);
  if (right_nested) out_ += ')';
  if (!node.using_columns.empty()) {
    out_ += " USING (";
    for (size_t i = 0; i < node.using_columns.size(); ++i) {
      out_ += (i > 0 ? ", " : "") + quote_identifier(node.using_columns[i]);
    }
    out_ += ')';
  } else if (node.on != nullptr) {
    out_ += " ON ";
    if (!context_.pretty) out_ += '(';
    expression(*node.on, false);
    if (!context_.pretty) out_ += ')';
  }
  if (parentheses) out_ += ')';
  if (aliased) out_ += " " + quote_identifier(own->alias);
}

// With its schema where a WITH query has the same name.
std::string Deparser::table_name(Oid relation) {
  const std::string name = relation_name(context_, relation);
  const catalog::Relation* table = context_.catalog->relation(relation);
  if (table == nullptr || name != quote_identifier(table->name)) return name;
  for (const Scope& scope : scopes_) {
    for (const Cte& cte : scope.query->ctes) {
      if (cte.name != table->name) continue;
      const catalog::Schema* schema = context_.catalog->schema(table->schema);
      return schema == nullptr ? name : quote_identifier(schema->name) + "." + name;
    }
  }
  return name;
}

void Deparser::range_table_entry(const Rte& rte) {
  const std::string name = entry_name(scopes_.back(), rte);
  bool needs_alias = !rte.alias.empty() || name != plain_name(rte);
  bool all_columns = false;
  if (rte.lateral) out_ += "LATERAL ";
  switch (rte.kind) {
    case RteKind::kRelation:
      if (rte.only) out_ += "ONLY ";
      out_ += table_name(rte.relation);
      break;
    case RteKind::kSubquery:
      out_ += '(';
      inner_query(*rte.subquery, false, true);
      out_ += ')';
      needs_alias = true;
      break;
    case RteKind::kFunction:
      if (rte.functions.size() > 1) out_ += "ROWS FROM(";
      for (size_t i = 0; i < rte.functions.size(); ++i) {
        if (i > 0) out_ += ", ";
        expression(*rte.functions[i].call, true);
      }
      if (rte.functions.size() > 1) out_ += ')';
      if (rte.ordinality) out_ += " WITH ORDINALITY";
      needs_alias = true;
      all_columns = true;
      break;
    case RteKind::kValues:
      // Without a name of its own it is no sub-query, but the rows of the query around it.
      out_ += rte.alias.empty() ? "(" : "( ";
      values_rows(rte.values);
      out_ += ')';
      needs_alias = true;
      all_columns = !rte.alias.empty();
      break;
    case RteKind::kCte: out_ += quote_identifier(rte.cte); break;
    case RteKind::kJoin:
    case RteKind::kResult: break;
  }
  if (!needs_alias) return;
  out_ += " " + quote_identifier(name);
  const bool definition = rte.kind == RteKind::kFunction && rte.functions.size() == 1 &&
                          rte.functions[0].column_definition;
  if (definition) {
    out_ += '(';
    bool first = true;
    for (const Column& column : rte.functions[0].columns) {
      if (!first) out_ += ", ";
      first = false;
      out_ += quote_identifier(column.name) + " " + type_text(column.type, column.typmod);
    }
    out_ += ')';
    return;
  }
  if (rte.alias_columns.empty() && !all_columns) return;
  out_ += '(';
  for (size_t i = 0; i < rte.columns.size(); ++i) {
    if (i > 0) out_ += ", ";
    out_ += quote_identifier(column_name(rte, static_cast<int32_t>(i) + 1));
  }
  out_ += ')';
}

void Deparser::sort_target(const Query& q, uint32_t ref, bool force_column_numbers) {
  int position = 0;
  for (const Target& target : q.targets) {
    if (!target.junk) ++position;
    if (target.sort_ref != ref) continue;
    if (force_column_numbers) {
      out_ += std::to_string(position);
    } else if (target.expr->kind == ExprKind::kConst) {
      // A bare constant would read as a column number.
      constant(*target.expr, true);
    } else {
      // Calls stand in parentheses; operators bring their own.
      const ExprKind kind = target.expr->kind;
      const bool parentheses =
          kind == ExprKind::kFunction || kind == ExprKind::kAggregate || kind == ExprKind::kWindow ||
          (context_.pretty && kind != ExprKind::kVar);
      if (parentheses) out_ += '(';
      expression(*target.expr, true);
      if (parentheses) out_ += ')';
    }
    return;
  }
}

void Deparser::sort_suffix(const SortBy& by) {
  if (by.descending) {
    out_ += by.nulls_first ? " DESC" : " DESC NULLS LAST";
  } else if (by.nulls_first) {
    out_ += " NULLS FIRST";
  }
}

void Deparser::sort_list(const Query& q, const std::vector<SortBy>& sort, bool force_column_numbers) {
  bool first = true;
  for (const SortBy& by : sort) {
    if (!first) out_ += ", ";
    first = false;
    sort_target(q, by.target, force_column_numbers);
    sort_suffix(by);
  }
}

void Deparser::window_definition(const Query& q, const WindowClause& window) {
  out_ += '(';
  bool space = false;
  const auto separate = [&] {
    if (space) out_ += ' ';
    space = true;
  };
  if (!window.ref_name.empty()) {
    separate();
    out_ += quote_identifier(window.ref_name);
  }
  if (!window.partition.empty() && window.ref_name.empty()) {
    separate();
    out_ += "PARTITION BY ";
    bool first = true;
    for (const SortBy& by : window.partition) {
      if (!first) out_ += ", ";
      first = false;
      sort_target(q, by.target, false);
    }
  }
  if (!window.order.empty()) {
    separate();
    out_ += "ORDER BY ";
    sort_list(q, window.order, false);
  }
  if (window.frame_given) {
    separate();
    frame(window);
  }
  out_ += ')';
}

void Deparser::frame(const WindowClause& window) {
  static constexpr const char* kModes[] = {"RANGE ", "ROWS ", "GROUPS "};
  const auto bound = [&](FrameBound b, const Expr* offset) {
    switch (b) {
      case FrameBound::kUnboundedPreceding: out_ += "UNBOUNDED PRECEDING"; break;
      case FrameBound::kCurrentRow: out_ += "CURRENT ROW"; break;
      case FrameBound::kUnboundedFollowing: out_ += "UNBOUNDED FOLLOWING"; break;
      case FrameBound::kPreceding:
      case FrameBound::kFollowing:
        expression(*offset, false);
        out_ += b == FrameBound::kPreceding ? " PRECEDING" : " FOLLOWING";
        break;
    }
  };
  out_ += kModes[static_cast<int>(window.mode)];
  out_ += "BETWEEN ";
  bound(window.start, window.start_offset);
  out_ += " AND ";
  bound(window.end, window.end_offset);
  switch (window.exclude) {
    case FrameExclude::kNone: break;
    case FrameExclude::kCurrentRow: out_ += " EXCLUDE CURRENT ROW"; break;
    case FrameExclude::kGroup: out_ += " EXCLUDE GROUP"; break;
    case FrameExclude::kTies: out_ += " EXCLUDE TIES"; break;
  }
}

void Deparser::returning(const Query& q) {
  if (q.returning.empty()) return;
  keyword(" RETURNING", -kStep, kStep, 1);
  targets(q.returning, nullptr);
}

void Deparser::assignments(const Query&, const std::vector<Target>& set, const Rte& table) {
  bool first = true;
  for (const Target& target : set) {
    if (target.junk) continue;
    if (!first) out_ += ", ";
    first = false;
    out_ += quote_identifier(column_name(table, target.attno)) + " = ";
    expression(*target.expr, false);
  }
}

void Deparser::insert(const Query& q) {
  with_clause(q);
  const Rte& table = *q.rtable[static_cast<size_t>(q.result_rte) - 1];
  indent_ += kStep;
  out_ += " INSERT INTO " + relation_name(context_, table.relation) + " ";
  if (!table.alias.empty()) out_ += "AS " + quote_identifier(table.alias) + " ";
  std::vector<const Target*> columns;
  for (const Target& target : q.targets) {
    if (!target.junk) columns.push_back(&target);
  }
  if (!columns.empty()) {
    out_ += '(';
    for (size_t i = 0; i < columns.size(); ++i) {
      out_ += (i > 0 ? ", " : "") + quote_identifier(column_name(table, columns[i]->attno));
    }
    out_ += ") ";
  }
  if (q.overriding == Overriding::kSystem) out_ += "OVERRIDING SYSTEM VALUE ";
  if (q.overriding == Overriding::kUser) out_ += "OVERRIDING USER VALUE ";
  const Rte* source = nullptr;
  for (const Rte* rte : q.rtable) {
    if (rte != &table && (rte->kind == RteKind::kSubquery || rte->kind == RteKind::kValues)) source = rte;
  }
  if (source != nullptr && source->kind == RteKind::kSubquery) {
    inner_query(*source->subquery, false, true);
  } else if (source != nullptr) {
    keyword("", -kStep, kStep, 2);
    values_rows(source->values);
  } else if (columns.empty()) {
    out_ += "DEFAULT VALUES";
  } else {
    keyword("VALUES (", -kStep, kStep, 2);
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out_ += ", ";
      expression(*columns[i]->expr, false);
    }
    out_ += ')';
  }
  if (q.on_conflict.action != ConflictAction::kNone) {
    out_ += " ON CONFLICT";
    if (!q.on_conflict.elements.empty()) {
      out_ += '(';
      list(q.on_conflict.elements, false);
      out_ += ')';
      if (q.on_conflict.arbiter_where != nullptr) {
        out_ += " WHERE ";
        expression(*q.on_conflict.arbiter_where, false);
      }
    }
    if (q.on_conflict.action == ConflictAction::kNothing) {
      out_ += " DO NOTHING";
    } else {
      out_ += " DO UPDATE SET ";
      assignments(q, q.on_conflict.set, table);
      if (q.on_conflict.where != nullptr) {
        keyword(" WHERE ", -kStep, kStep, 1);
        expression(*q.on_conflict.where, false);
      }
    }
  }
  returning(q);
}

void Deparser::update(const Query& q) {
  with_clause(q);
  const Rte& table = *q.rtable[static_cast<size_t>(q.result_rte) - 1];
  indent_ += kStep;
  out_ += std::string(" UPDATE ") + (table.only ? "ONLY " : "") + relation_name(context_, table.relation);
  if (!table.alias.empty()) out_ += " " + quote_identifier(table.alias);
  out_ += " SET ";
  assignments(q, q.targets, table);
  from_clause(q, " FROM ");
  if (q.where != nullptr) {
    keyword(" WHERE ", -kStep, kStep, 1);
    expression(*q.where, false);
  }
  returning(q);
}

void Deparser::remove(const Query& q) {
  with_clause(q);
  const Rte& table = *q.rtable[static_cast<size_t>(q.result_rte) - 1];
  indent_ += kStep;
  out_ += std::string(" DELETE FROM ") + (table.only ? "ONLY " : "") + relation_name(context_, table.relation);
  if (!table.alias.empty()) out_ += " " + quote_identifier(table.alias);
  from_clause(q, " USING ");
  if (q.where != nullptr) {
    keyword(" WHERE ", -kStep, kStep, 1);
    expression(*q.where, false);
  }
  returning(q);
}

std::string deparse_query(DeparseContext& context, const Query& query) {
  Deparser deparser(context);
  deparser.query(query, nullptr, false);
  return deparser.take();
}

std::string view_definition(DeparseContext& context, const catalog::Relation& view) {
  Arena arena;
  const Query& query = *load_query(arena, view.view_query);
  std::vector<std::string> names;
  for (const catalog::Attribute& column : view.columns) {
    if (!column.dropped) names.push_back(column.name);
  }
  Deparser deparser(context);
  // A view's range table holds OLD and NEW on PostgreSQL, so its columns are always qualified.
  deparser.query(query, &names, true);
  return deparser.take() + ";";
}

}  // namespace rung::planner
