// Column references: which FROM item and column a name means, and PostgreSQL's explanations when it
// means none.
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "catalog/system_column.h"
#include "planner/bind.h"

namespace rung::planner {
namespace {

// Levenshtein distance, cut off above `limit`. Costs are 1 for each edit.
size_t edit_distance(std::string_view a, std::string_view b, size_t limit) {
  const size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

// The best guesses at what a misspelt column meant, over all visible levels.
struct Guesses {
  struct Guess {
    const Rte* rte = nullptr;
    std::string_view column;
  };
  size_t distance = SIZE_MAX;
  Guess first, second;
  bool too_many = false;
  Guess exact_first, exact_second;  // the name exists, but not where it was looked for

  void offer(const Rte& rte, std::string_view wanted, std::string_view column, size_t penalty) {
    if (column.empty() || penalty > distance) return;
    // Distances above 3 are no likely misspelling.
    const size_t room = std::min<size_t>(distance, 4) ;
    if (penalty > room) return;
    const size_t d = edit_distance(wanted, column, room - penalty) + penalty;
    if (d > 3 || d > wanted.size() / 2) return;
    if (d < distance) {
      distance = d;
      first = {&rte, column};
      second = {};
      too_many = false;
    } else if (d == distance) {
      if (too_many) return;
      if (second.rte != nullptr) {
        too_many = true;
        first = second = {};
      } else if (first.rte != nullptr) {
        second = {&rte, column};
      }
    }
  }
};

}  // namespace

Expr* Binder::make_var(const Scope&, const NameItem& item, size_t column, SourcePos pos) {
  const Column& c = item.rte->columns[column];
  Expr* made = node(ExprKind::kVar, c.type, pos);
  if (item.columns.empty()) {
    made->varno = item.varno;
    made->attno = static_cast<int32_t>(column) + 1;
  } else {
    made->varno = item.columns[column].varno;
    made->attno = item.columns[column].attno;
  }
  made->typmod = c.typmod;
  made->collation = c.collation;
  return made;
}

Expr* Binder::find_item_column(const NameItem& item, int32_t levels_up, std::string_view name,
                               SourcePos pos) {
  Expr* found = nullptr;
  for (size_t i = 0; i < item.rte->columns.size(); ++i) {
    if (item.rte->columns[i].name != name || name.empty()) continue;
    if (found != nullptr) {
      throw_error(sqlstate::ambiguous_column,
                  "column reference \"" + std::string(name) + "\" is ambiguous", pos);
    }
    found = make_var(*scope_, item, i, pos);
    found->levels_up = levels_up;
  }
  if (found != nullptr) return found;
  return system_column(item, levels_up, name, pos);
}

Expr* Binder::system_column(const NameItem& item, int32_t levels_up, std::string_view name,
                            SourcePos pos) {
  if (item.rte->kind != RteKind::kRelation || item.rte->relation == kNoOid) return nullptr;
  const catalog::SystemColumnRow* row = catalog::find_system_column(name);
  if (row == nullptr) return nullptr;
  const char kind = item.rte->relation_kind;
  if (kind != 'r' && kind != 'm' && kind != 'p') return nullptr;
  if (row->attno == -3 || row->attno == -5) {
    throw_unsupported("system column \"" + std::string(name) + "\"", pos);
  }
  Expr* made = node(ExprKind::kVar, row->type, pos);
  made->varno = item.varno;
  made->attno = row->attno;
  made->levels_up = levels_up;
  return made;
}

Expr* Binder::find_column(std::string_view name, SourcePos pos) {
  int32_t levels_up = 0;
  for (Scope* s = scope_; s != nullptr; s = s->parent, ++levels_up) {
    Expr* found = nullptr;
    for (const NameItem& item : s->names) {
      if (!item.cols_visible || (item.lateral_only && !s->lateral_active)) continue;
      Expr* here = nullptr;
      {
        const InScope in(*this, s);
        here = find_item_column(item, levels_up, name, pos);
      }
      if (here == nullptr) continue;
      if (found != nullptr) {
        throw_error(sqlstate::ambiguous_column,
                    "column reference \"" + std::string(name) + "\" is ambiguous", pos);
      }
      if (item.lateral_only && !item.lateral_ok) {
        throw_error(
            Error(sqlstate::invalid_column_reference,
                  "invalid reference to FROM-clause entry for table \"" + item.rte->ref_name + "\"",
                  pos)
                .with_detail("The combining JOIN type must be INNER or LEFT for a LATERAL "
                             "reference."));
      }
      found = here;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

const NameItem* Binder::find_item(std::string_view schema, std::string_view name, SourcePos pos,
                                  int32_t* levels_up) {
  Oid relation = kNoOid;
  if (!schema.empty()) {
    const catalog::Relation* found =
        catalog::lookup_relation(catalog_, *context_.path, schema, name);
    if (found == nullptr) return nullptr;
    relation = found->oid;
  }
  *levels_up = 0;
  for (Scope* s = scope_; s != nullptr; s = s->parent, ++*levels_up) {
    const NameItem* found = nullptr;
    for (const NameItem& item : s->names) {
      if (!item.rel_visible || (item.lateral_only && !s->lateral_active)) continue;
      if (relation != kNoOid) {
        if (item.rte->relation != relation || !item.rte->alias.empty()) continue;
      } else if (item.rte->ref_name != name) {
        continue;
      }
      if (found != nullptr) {
        throw_error(sqlstate::ambiguous_alias,
                    "table reference \"" + std::string(name) + "\" is ambiguous", pos);
      }
      if (item.lateral_only && !item.lateral_ok) {
        throw_error(
            Error(sqlstate::invalid_column_reference,
                  "invalid reference to FROM-clause entry for table \"" + std::string(name) + "\"",
                  pos)
                .with_detail("The combining JOIN type must be INNER or LEFT for a LATERAL "
                             "reference."));
      }
      found = &item;
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

Expr* Binder::whole_row(const NameItem& item, int32_t levels_up, SourcePos pos) {
  const Rte& rte = *item.rte;
  // A function that gives one scalar column stands for that column.
  if (rte.kind == RteKind::kFunction && rte.functions.size() == 1 && !rte.ordinality &&
      rte.columns.size() == 1 && rte.functions[0].call != nullptr &&
      !is_composite(rte.functions[0].call->type) &&
      rte.functions[0].call->type != oid::kRecord) {
    Expr* made = make_var(*scope_, item, 0, pos);
    made->levels_up = levels_up;
    return made;
  }
  if (rte.kind == RteKind::kJoin || !item.columns.empty()) {
    Expr* row = node(ExprKind::kRow, oid::kRecord, pos);
    row->form = CallForm::kImplicitCast;
    for (size_t i = 0; i < rte.columns.size(); ++i) {
      if (rte.columns[i].name.empty()) continue;
      Expr* column = make_var(*scope_, item, i, pos);
      column->levels_up = levels_up;
      row->args.push_back(column);
      row->names.push_back(rte.columns[i].name);
    }
    return row;
  }
  Oid row_type = oid::kRecord;
  if (rte.kind == RteKind::kRelation && rte.relation != kNoOid) {
    const catalog::Relation* relation = catalog_.relation(rte.relation);
    if (relation != nullptr && relation->row_type != kNoOid) row_type = relation->row_type;
  } else if (rte.kind == RteKind::kFunction && rte.functions.size() == 1 && !rte.ordinality &&
             is_composite(rte.functions[0].call->type)) {
    row_type = rte.functions[0].call->type;
  }
  Expr* made = node(ExprKind::kVar, row_type, pos);
  made->varno = item.varno;
  made->attno = 0;
  made->levels_up = levels_up;
  return made;
}

Expr* Binder::bind_column_ref(const ast::ColumnRef& ref) {
  const SourcePos pos = ref.pos;
  const size_t n = ref.fields.size();
  if (ref.star) {
    if (n == 0) {
      throw_error(sqlstate::syntax_error, "row expansion via \"*\" is not supported here", pos);
    }
    // t.* where a value is wanted: the whole row.
    const std::string_view schema = n > 1 ? ref.fields[n - 2] : std::string_view();
    int32_t levels_up;
    const NameItem* item = find_item(schema, ref.fields[n - 1], pos, &levels_up);
    if (item == nullptr) missing_item(ref.fields[n - 1], pos);
    return whole_row(*item, levels_up, pos);
  }
  Expr* column = nullptr;
  Expr* variable = nullptr;
  if (context_.variables != nullptr) {
    std::vector<std::string> names(ref.fields.begin(), ref.fields.end());
    variable = context_.variables->resolve(arena_, names, pos);
    // A resolver marks the variables that win over columns, however many those are.
    if (variable != nullptr && variable->flag) {
      variable->flag = false;
      return variable;
    }
  }
  // Where both are found, the variable's own rule decides between the two below.
  std::string_view qualifier;
  bool qualifier_missing = false;
  if (n == 1) {
    column = find_column(ref.fields[0], pos);
    if (column == nullptr && variable == nullptr) {
      int32_t levels_up;
      const NameItem* item = find_item({}, ref.fields[0], pos, &levels_up);
      if (item != nullptr) column = whole_row(*item, levels_up, pos);
    }
  } else {
    if (n > 4) {
      throw_error(sqlstate::syntax_error,
                  "improper qualified name (too many dotted names): " + name_text(ref.fields), pos);
    }
    if (n == 4 && ref.fields[0] != context_.env.services->current_database()) {
      throw_error(sqlstate::feature_not_supported,
                  "cross-database references are not implemented: " + name_text(ref.fields), pos);
    }
    const std::string_view schema = n > 2 ? ref.fields[n - 3] : std::string_view();
    qualifier = ref.fields[n - 2];
    int32_t levels_up;
    const NameItem* item = find_item(schema, qualifier, pos, &levels_up);
    if (item == nullptr) {
      qualifier_missing = true;
    } else {
      column = find_item_column(*item, levels_up, ref.fields[n - 1], pos);
      if (column == nullptr && variable == nullptr) {
        // t.f may be the function f over the row t.
        Expr* row = whole_row(*item, levels_up, pos);
        const ast::NameList name{ref.fields[n - 1]};
        column = make_call(name, {row}, {}, nullptr, pos, true);
      }
    }
  }
  if (variable != nullptr) {
    if (column == nullptr) return variable;
    if (context_.variables->columns_win()) return column;
    throw_error(Error(sqlstate::ambiguous_column,
                      "column reference \"" + name_text(ref.fields) + "\" is ambiguous", pos)
                    .with_detail("It could refer to either a PL/pgSQL variable or a table column."));
  }
  if (column != nullptr) return column;
  if (qualifier_missing) {
    missing_item(qualifier, pos);
  }
  missing_column(qualifier, ref.fields[n - 1], pos);
}

void Binder::missing_item(std::string_view name, SourcePos pos) {
  // The name may exist out of reach, or be a table that was given an alias.
  const catalog::Relation* relation =
      catalog::lookup_relation(catalog_, *context_.path, {}, name);
  const Rte* found = nullptr;
  const Rte* aliased = nullptr;
  bool visible_alias = false;
  for (Scope* s = scope_; s != nullptr; s = s->parent) {
    for (const Rte* rte : s->query->rtable) {
      if (rte->kind == RteKind::kJoin && rte->alias.empty()) continue;
      if (rte->ref_name == name && found == nullptr) found = rte;
      if (relation != nullptr && rte->relation == relation->oid && rte->ref_name != name &&
          aliased == nullptr) {
        aliased = rte;
      }
    }
    if (aliased != nullptr && !visible_alias) {
      for (const NameItem& item : s->names) {
        if (item.rte == aliased && item.rel_visible &&
            (!item.lateral_only || s->lateral_active)) {
          visible_alias = true;
        }
      }
    }
  }
  const std::string quoted = "\"" + std::string(name) + "\"";
  if (found == nullptr && aliased != nullptr) {
    Error error(sqlstate::undefined_table,
                "invalid reference to FROM-clause entry for table " + quoted, pos);
    if (visible_alias) {
      error.hint = "Perhaps you meant to reference the table alias \"" + aliased->ref_name + "\".";
    }
    throw_error(std::move(error));
  }
  if (found != nullptr) {
    throw_error(Error(sqlstate::undefined_table,
                      "invalid reference to FROM-clause entry for table " + quoted, pos)
                    .with_hint("There is an entry for table " + quoted +
                               ", but it cannot be referenced from this part of the query."));
  }
  throw_error(sqlstate::undefined_table, "missing FROM-clause entry for table " + quoted, pos);
}

void Binder::missing_column(std::string_view table, std::string_view name, SourcePos pos) {
  Guesses guesses;
  for (Scope* s = scope_; s != nullptr; s = s->parent) {
    for (const Rte* rte : s->query->rtable) {
      if (rte->kind == RteKind::kJoin) continue;
      // A wrong table name costs too.
      const size_t penalty =
          table.empty() ? 0
                        : std::min<size_t>(edit_distance(table, rte->ref_name, 4), 4);
      for (const Column& column : rte->columns) {
        if (!column.name.empty() && column.name == name && guesses.exact_first.rte == nullptr) {
          guesses.exact_first = {rte, column.name};
        } else if (column.name == name && guesses.exact_second.rte == nullptr) {
          guesses.exact_second = {rte, column.name};
        }
        guesses.offer(*rte, name, column.name, penalty);
      }
    }
  }
  std::string message = "column ";
  message += table.empty() ? "\"" + std::string(name) + "\""
                           : std::string(table) + "." + std::string(name);
  Error error(sqlstate::undefined_column, message + " does not exist", pos);
  const auto quoted = [](const Guesses::Guess& guess) {
    return "\"" + guess.rte->ref_name + "." + std::string(guess.column) + "\"";
  };
  if (guesses.exact_first.rte != nullptr && table.empty()) {
    error.hint = "There is a column named \"" + std::string(name) + "\" in table \"" +
                 guesses.exact_first.rte->ref_name +
                 "\", but it cannot be referenced from this part of the query.";
  } else if (guesses.first.rte != nullptr && guesses.second.rte == nullptr) {
    error.hint = "Perhaps you meant to reference the column " + quoted(guesses.first) + ".";
  } else if (guesses.first.rte != nullptr) {
    error.hint = "Perhaps you meant to reference the column " + quoted(guesses.first) +
                 " or the column " + quoted(guesses.second) + ".";
  }
  throw_error(std::move(error));
}

}  // namespace rung::planner
