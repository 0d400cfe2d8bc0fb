// Definitions of partition keys and constraints, as pg_get_partkeydef and
// pg_get_partition_constraintdef print them.
#include <algorithm>

#include "catalog/opclasses.h"
#include "expr/walk.h"
#include "parser/parser.h"
#include "planner/deparser.h"
#include "planner/partitions.h"
#include "planner/stored_expr.h"

namespace rung::planner {

using catalog::Relation;
using parser::quote_identifier;

namespace {

// The columns and expressions of a key; names of columns as they are in `shown`.
std::vector<std::string> key_texts(DeparseContext& context, const Relation& table, const Relation& shown,
                                   bool definition) {
  std::vector<std::string> texts;
  Arena arena;
  size_t next = 0;
  const std::vector<int32_t> map = column_map(table, shown);
  for (const catalog::IndexKey& key : table.partition_keys) {
    if (key.attno != 0) {
      const catalog::Attribute* column = shown.column(map[static_cast<size_t>(key.attno) - 1]);
      texts.push_back(column == nullptr ? "???" : quote_identifier(column->name));
      continue;
    }
    Expr* expr = load_expression(arena, table.partition_expressions[next++]);
    expr = replace_nodes(arena, expr, [&](Expr& node) -> Expr* {
      if (node.kind == ExprKind::kVar && node.attno > 0) {
        node.attno = map[static_cast<size_t>(node.attno) - 1];
      }
      return nullptr;
    });
    const std::string text = deparse_expression(context, *expr, &shown);
    const bool call = prints_as_call(*expr, text);
    texts.push_back(definition && !call ? "(" + text + ")" : text);
  }
  return texts;
}

std::string all_of(const std::vector<std::string>& parts, const char* word) {
  if (parts.size() == 1) return parts[0];
  std::string text = "(";
  for (size_t i = 0; i < parts.size(); ++i) text += (i > 0 ? word : "") + parts[i];
  return text + ")";
}

class Constraint {
 public:
  Constraint(DeparseContext& context, const Relation& parent, const Relation& partition)
      : context_(context),
        parent_(parent),
        keys_(key_texts(context, parent, partition, false)),
        partitions_(*context.catalog, arena_env(), parent) {}

  void add(const Expr& bound, std::vector<std::string>* to) {
    switch (bound.sub) {
      case 'h': {
        std::string text = "satisfies_hash_partition('" + std::to_string(parent_.oid) + "'::oid, " +
                           std::to_string(bound.attno) + ", " + std::to_string(bound.param);
        for (const std::string& key : keys_) text += ", " + key;
        to->push_back(text + ")");
        return;
      }
      case 'l': return list(bound.args, to);
      case 'r':
        not_null(to);
        return range(bound, to);
      default: return others(to);
    }
  }

 private:
  TypeEnv arena_env() {
    TypeEnv env = context_.env;
    env.arena = &arena_;
    return env;
  }
  std::string constant(const Expr& value) {
    Deparser deparser(context_);
    deparser.constant(value, true);
    return deparser.take();
  }
  void not_null(std::vector<std::string>* to) const {
    for (const std::string& key : keys_) to->push_back("(" + key + " IS NOT NULL)");
  }
  void list(const std::vector<Expr*>& values, std::vector<std::string>* to) {
    std::vector<std::string> texts;
    bool null = false;
    for (const Expr* value : values) {
      null |= value->value.null;
      if (!value->value.null) texts.push_back(constant(*value));
    }
    std::string equal;
    if (texts.size() == 1) {
      equal = "(" + keys_[0] + " = " + texts[0] + ")";
    } else if (!texts.empty()) {
      equal = "(" + keys_[0] + " = ANY (ARRAY[";
      for (size_t i = 0; i < texts.size(); ++i) equal += (i > 0 ? ", " : "") + texts[i];
      equal += "]))";
    }
    if (null) {
      const std::string is_null = "(" + keys_[0] + " IS NULL)";
      to->push_back(equal.empty() ? is_null : "(" + is_null + " OR " + equal + ")");
      return;
    }
    to->push_back("(" + keys_[0] + " IS NOT NULL)");
    to->push_back(equal);
  }
  void range(const Expr& bound, std::vector<std::string>* to) {
    const size_t n = keys_.size();
    const auto compare = [&](size_t i, const char* op, const Expr& value) {
      return "(" + keys_[i] + " " + op + " " + constant(value) + ")";
    };
    size_t first = 0;
    for (; first < n; ++first) {
      const Expr &low = *bound.args[first], &high = *bound.args[n + first];
      if (low.flag || high.flag || partitions_.compare(first, low.value, high.value) != 0) break;
      to->push_back(compare(first, "=", low));
    }
    for (const bool upper : {false, true}) {
      const size_t from = upper ? n : 0;
      std::vector<std::string> arms;
      for (size_t last = first; last < n; ++last) {
        const Expr& end = *bound.args[from + last];
        if (end.flag) break;
        std::vector<std::string> parts;
        for (size_t i = first; i < last; ++i) parts.push_back(compare(i, "=", *bound.args[from + i]));
        // With an open end behind it, the value itself is inside.
        const bool open_behind = last + 1 < n && bound.args[from + last + 1]->flag &&
                                 bound.args[from + last + 1]->negated == upper;
        const bool inside = open_behind || (!upper && last + 1 == n);
        parts.push_back(compare(last, upper ? (inside ? "<=" : "<") : (inside ? ">=" : ">"), end));
        arms.push_back(all_of(parts, " AND "));
        if (open_behind) break;
      }
      if (!arms.empty()) to->push_back(all_of(arms, " OR "));
    }
  }
  void others(std::vector<std::string>* to) {
    std::vector<std::string> inner, arms;
    if (parent_.partition_strategy == "l") {
      std::vector<Expr*> values;
      for (const Partitions::Part& part : partitions_.parts()) {
        if (part.is_default()) continue;
        values.insert(values.end(), part.bound->args.begin(), part.bound->args.end());
      }
      if (values.empty()) return;
      list(values, &inner);
      to->push_back("(NOT " + all_of(inner, " AND ") + ")");
      return;
    }
    for (const Partitions::Part& part : partitions_.parts()) {
      if (part.is_default()) continue;
      std::vector<std::string> parts;
      range(*part.bound, &parts);
      if (!parts.empty()) arms.push_back(all_of(parts, " AND "));
    }
    if (arms.empty()) return;
    not_null(&inner);
    inner.push_back(all_of(arms, " OR "));
    to->push_back("(NOT " + all_of(inner, " AND ") + ")");
  }

  DeparseContext& context_;
  Arena arena_;
  const Relation& parent_;
  std::vector<std::string> keys_;
  Partitions partitions_;
};

}  // namespace

std::string partition_key_definition(DeparseContext& context, const Relation& table) {
  const char strategy = table.partition_strategy.empty() ? '?' : table.partition_strategy[0];
  std::string text = strategy == 'l' ? "LIST (" : strategy == 'h' ? "HASH (" : "RANGE (";
  const std::vector<std::string> keys = key_texts(context, table, table, true);
  for (size_t i = 0; i < keys.size(); ++i) {
    const catalog::IndexKey& key = table.partition_keys[i];
    text += (i > 0 ? ", " : "") + keys[i];
    const catalog::Attribute* column = table.column(key.attno);
    if (column != nullptr && key.collation != column->collation) {
      text += " COLLATE " + collation_name(context, key.collation);
    }
    if (!key.opclass.empty()) text += " " + quote_identifier(key.opclass);
  }
  return text + ")";
}

std::string partition_constraint_definition(DeparseContext& context, const Relation& partition) {
  std::vector<const Relation*> chain{&partition};
  while (chain.back()->is_partition() && !chain.back()->parents.empty() && chain.size() < 100) {
    const Relation* parent = context.catalog->relation(chain.back()->parents[0]);
    if (parent == nullptr) break;
    chain.push_back(parent);
  }
  std::vector<std::string> parts;
  Arena arena;
  for (size_t i = chain.size() - 1; i-- > 0;) {
    const Expr* bound = load_expression(arena, chain[i]->partition_bound);
    Constraint(context, *chain[i + 1], partition).add(*bound, &parts);
  }
  return parts.empty() ? std::string() : all_of(parts, " AND ");
}

}  // namespace rung::planner
