// EXPLAIN: what the plan is, in PostgreSQL's words, and with ANALYZE what became of it.
#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <set>

#include "executor/explain_node.h"
#include "executor/prepared_plan.h"
#include "executor/runtime.h"
#include "expr/walk.h"
#include "planner/plan_deparse.h"

namespace rung::executor {
namespace {

using planner::Plan;
using planner::PlanKind;
using Kind = ExplainItem::Kind;

std::string fixed(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
  return buffer;
}

const char* join_words(JoinKind kind) {
  switch (kind) {
    case JoinKind::kInner: return "";
    case JoinKind::kLeft: return " Left";
    case JoinKind::kRight: return " Right";
    case JoinKind::kFull: return " Full";
    case JoinKind::kSemi: return " Semi";
    case JoinKind::kAnti: return " Anti";
  }
  return "";
}
const char* join_type(JoinKind kind) { return kind == JoinKind::kInner ? "Inner" : join_words(kind) + 1; }

class Explainer {
 public:
  Explainer(ExecContext& context, const planner::PlannedStatement& statement,
            const ExplainOptions& options, Runtime* runtime)
      : context_(context),
        statement_(statement),
        options_(options),
        runtime_(runtime),
        deparse_{context.catalog, context.path, context.env(), false} {
    std::set<const Query*> scopes;
    name_scopes(*statement.root, &scopes);
    for (const planner::CtePlan* cte : statement.ctes) name_scopes(*cte->plan, &scopes);
    for (const planner::SubPlan* sub : statement.sub_plans) name_scopes(*sub->plan, &scopes);
  }

  std::unique_ptr<ExplainNode> node(const Plan& plan, const Query* parent_scope) {
    const DepthGuard guard;
    if (is_trivial(plan)) return node(*plan.children[0], parent_scope);
    auto made = std::make_unique<ExplainNode>();
    made->title = title(plan, *made);
    costs(plan, *made);
    details(plan, *made);
    if (plan.scope != parent_scope) level_plans(plan, *made);
    if (plan.kind == PlanKind::kBitmapScan) made->children.push_back(bitmap_node(plan));
    for (size_t i = 0; i < plan.children.size(); ++i) {
      if (plan.kind == PlanKind::kHashJoin && i == 1) {
        made->children.push_back(hash_node(*plan.children[1], plan));
      } else {
        made->children.push_back(node(*plan.children[i], plan.scope));
      }
    }
    for (const int32_t number : sub_plans(plan)) {
      const planner::SubPlan& sub = *statement_.sub_plans[static_cast<size_t>(number)];
      if (planner::is_init_plan(sub)) continue;
      add_group(*made, "SubPlan " + std::to_string(number + 1), *sub.plan);
    }
    return made;
  }

 private:
  // A table that occurs again gets a number: t, t_1, t_2.
  void name_scopes(const Plan& plan, std::set<const Query*>* scopes) {
    const DepthGuard guard;
    if (plan.scope != nullptr && scopes->insert(plan.scope).second) {
      for (Rte* entry : plan.scope->rtable) {
        if (entry->kind == RteKind::kJoin || entry->kind == RteKind::kResult ||
            entry->ref_name.empty()) {
          continue;
        }
        const std::string name = entry->ref_name;
        for (int n = 1; !names_.insert(entry->ref_name).second; ++n) {
          entry->ref_name = name + "_" + std::to_string(n);
          entry->alias = entry->ref_name;
        }
      }
    }
    for (const Plan* child : plan.children) name_scopes(*child, scopes);
  }
  static std::string alias_of(const Plan& plan) {
    if (plan.scope == nullptr || plan.varno < 1 ||
        static_cast<size_t>(plan.varno) > plan.scope->rtable.size()) {
      return plan.alias;
    }
    const Rte& entry = *plan.scope->rtable[static_cast<size_t>(plan.varno) - 1];
    const std::string& name = entry.ref_name.empty() ? plan.alias : entry.ref_name;
    return plan.child_number == 0 ? name : name + "_" + std::to_string(plan.child_number);
  }

  static bool is_index_cond(const Plan& plan, const Expr* e) {
    return std::any_of(plan.conds.begin(), plan.conds.end(),
                       [&](const planner::IndexCond& cond) { return cond.shown == e; });
  }
  // The search in the index, which is part of its scan here.
  std::unique_ptr<ExplainNode> bitmap_node(const Plan& plan) {
    auto made = std::make_unique<ExplainNode>();
    const catalog::Relation* index = context_.catalog->relation(plan.index);
    const std::string name = index != nullptr ? index->name : "?";
    made->title = typed(*made, "Bitmap Index Scan") + " on " + quoted(name);
    made->add_hidden(Kind::kText, "Index Name", name);
    if (options_.costs) {
      made->title += "  (cost=0.00.." + fixed(plan.startup_cost, 2) + " rows=" +
                     fixed(plan.rows, 0) + " width=0)";
    }
    std::vector<Expr*> shown;
    for (const planner::IndexCond& cond : plan.conds) shown.push_back(cond.shown);
    made->add("Index Cond", conditions(plan, shown));
    return made;
  }

  // A node that only passes rows on says nothing.
  bool is_trivial(const Plan& plan) const {
    if (plan.kind == PlanKind::kAppend) return plan.children.size() == 1;
    return plan.kind == PlanKind::kSubqueryScan && plan.filters.empty();
  }

  void add_group(ExplainNode& to, std::string name, const Plan& plan) {
    std::unique_ptr<ExplainNode> child = node(plan, nullptr);
    child->group = std::move(name);
    to.children.push_back(std::move(child));
  }

  // Init plans and WITH queries show at the top node of their query level.
  void level_plans(const Plan& top, ExplainNode& to) {
    std::set<int32_t> inits, ctes;
    collect_level(top, top.scope, &inits, &ctes);
    for (const int32_t number : ctes) {
      if (!shown_ctes_.insert(number).second) continue;
      const planner::CtePlan& cte = *statement_.ctes[static_cast<size_t>(number)];
      add_group(to, "CTE " + cte.name, *cte.plan);
    }
    for (const int32_t number : inits) {
      const planner::SubPlan& sub = *statement_.sub_plans[static_cast<size_t>(number)];
      add_group(to,
                "InitPlan " + std::to_string(number + 1) + " (returns $" + std::to_string(number) + ")",
                *sub.plan);
    }
  }
  void collect_level(const Plan& plan, const Query* scope, std::set<int32_t>* inits,
                     std::set<int32_t>* ctes) {
    if (plan.scope == scope) {
      for (const int32_t number : sub_plans(plan)) {
        if (planner::is_init_plan(*statement_.sub_plans[static_cast<size_t>(number)])) {
          inits->insert(number);
        }
      }
    }
    if (plan.kind == PlanKind::kCteScan) ctes->insert(plan.cte);
    for (const Plan* child : plan.children) collect_level(*child, scope, inits, ctes);
  }

  std::vector<int32_t> sub_plans(const Plan& plan) const {
    std::vector<int32_t> found;
    const auto look = [&](const Expr* expr) {
      any_node(expr, [&](const Expr& e) {
        if (e.kind == ExprKind::kSubPlan &&
            std::find(found.begin(), found.end(), e.param) == found.end()) {
          found.push_back(e.param);
        }
        return false;
      });
    };
    const auto look_all = [&](const std::vector<Expr*>& exprs) {
      for (const Expr* e : exprs) look(e);
    };
    look_all(plan.run_filters);
    look_all(plan.run_project);
    look_all(plan.run_join_quals);
    look_all(plan.run_once);
    for (const planner::IndexCond& cond : plan.conds) look(cond.value);
    for (const planner::AggregateCall& call : plan.aggregates) {
      look_all(call.run_args);
      look(call.run_filter);
    }
    for (const planner::SortKey& key : plan.sort_keys) look(key.run);
    for (const planner::SortKey& key : plan.group_keys) look(key.run);
    for (const auto& row : plan.run_values) look_all(row);
    for (const planner::FunctionCallPlan& call : plan.functions) look(call.run);
    look(plan.limit);
    look(plan.offset);
    if (plan.modify != nullptr) {
      for (const planner::AssignedColumn& column : plan.modify->assign) look(column.run);
      for (const planner::AssignedColumn& column : plan.modify->conflict_set) look(column.run);
    }
    return found;
  }

  std::string on_relation(const Plan& plan, ExplainNode& to, const char* node_type) {
    to.add_hidden(Kind::kText, "Node Type", node_type);
    to.add_hidden(Kind::kText, "Relation Name", plan.name);
    const std::string alias = alias_of(plan);
    to.add_hidden(Kind::kText, "Alias", alias);
    std::string name = quoted(plan.name);
    if (options_.verbose) {
      if (const catalog::Relation* relation = context_.catalog->relation(plan.relation)) {
        if (const catalog::Schema* schema = context_.catalog->schema(relation->schema)) {
          name = quoted(schema->name) + "." + name;
        }
      }
    }
    if (!alias.empty() && alias != plan.name) name += " " + quoted(alias);
    return " on " + name;
  }
  static std::string quoted(const std::string& name) {
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }) && !(name[0] >= '0' && name[0] <= '9');
    return plain ? name : "\"" + name + "\"";
  }
  std::string typed(ExplainNode& to, const char* node_type) {
    to.add_hidden(Kind::kText, "Node Type", node_type);
    return node_type;
  }

  std::string title(const Plan& plan, ExplainNode& to) {
    switch (plan.kind) {
      case PlanKind::kResult: return typed(to, "Result");
      case PlanKind::kValues: return typed(to, "Values Scan") + " on \"*VALUES*\"";
      case PlanKind::kSeqScan:
      case PlanKind::kVirtualScan: return "Seq Scan" + on_relation(plan, to, "Seq Scan");
      case PlanKind::kPointLookup:
      case PlanKind::kIndexScan: {
        const catalog::Relation* index = context_.catalog->relation(plan.index);
        const std::string on = on_relation(plan, to, "Index Scan");
        to.add_hidden(Kind::kText, "Scan Direction", plan.backward ? "Backward" : "Forward");
        const std::string index_name = index != nullptr ? index->name : "?";
        to.add_hidden(Kind::kText, "Index Name", index_name);
        return std::string("Index Scan") + (plan.backward ? " Backward" : "") + " using " +
               quoted(index_name) + on;
      }
      case PlanKind::kBitmapScan:
        return "Bitmap Heap Scan" + on_relation(plan, to, "Bitmap Heap Scan");
      case PlanKind::kFunctionScan: {
        typed(to, "Function Scan");
        std::string name = "Function Scan on ";
        const Expr* call = plan.functions.size() == 1 ? plan.functions[0].call : nullptr;
        if (call != nullptr) {
          std::string text = expression(plan, *call);
          const std::string function = text.substr(0, text.find('('));
          if (function != plan.alias && !function.empty()) return name + function + " " + quoted(plan.alias);
        }
        return name + quoted(plan.alias);
      }
      case PlanKind::kSubqueryScan:
        return typed(to, "Subquery Scan") + " on " + quoted(plan.alias);
      case PlanKind::kCteScan:
      case PlanKind::kWorkTableScan:
        return typed(to, plan.kind == PlanKind::kCteScan ? "CTE Scan" : "WorkTable Scan") + " on " +
               quoted(plan.name) + (plan.alias != plan.name ? " " + quoted(plan.alias) : "");
      case PlanKind::kNamedRows: return typed(to, "Named Tuplestore Scan") + " on " + plan.name;
      case PlanKind::kProjectSet: return typed(to, "ProjectSet");
      case PlanKind::kAppend: return typed(to, "Append");
      case PlanKind::kNestedLoop:
        typed(to, "Nested Loop");
        to.add_hidden(Kind::kText, "Join Type", join_type(plan.join));
        return plan.join == JoinKind::kInner ? "Nested Loop"
                                             : std::string("Nested Loop") + join_words(plan.join) + " Join";
      case PlanKind::kHashJoin:
        typed(to, "Hash Join");
        to.add_hidden(Kind::kText, "Join Type", join_type(plan.join));
        return std::string("Hash") + join_words(plan.join) + " Join";
      case PlanKind::kMergeJoin: return typed(to, "Merge Join");
      case PlanKind::kMaterialize: return typed(to, "Materialize");
      case PlanKind::kSort: return typed(to, "Sort");
      case PlanKind::kLimit: return typed(to, "Limit");
      case PlanKind::kUnique: return typed(to, "Unique");
      case PlanKind::kAggregate: {
        const bool plain = plan.group_keys.empty() && plan.grouping_sets.empty();
        to.add_hidden(Kind::kText, "Node Type", "Aggregate");
        to.add_hidden(Kind::kText, "Strategy", plain ? "Plain" : "Hashed");
        return plain ? "Aggregate" : "HashAggregate";
      }
      case PlanKind::kWindow: return typed(to, "WindowAgg");
      case PlanKind::kSetOp: {
        typed(to, "SetOp");
        std::string name = plan.set_op == SetOp::kIntersect ? "HashSetOp Intersect" : "HashSetOp Except";
        return plan.set_all ? name + " All" : name;
      }
      case PlanKind::kRecursiveUnion: return typed(to, "Recursive Union");
      case PlanKind::kLockRows: return typed(to, "LockRows");
      case PlanKind::kModify: {
        static constexpr const char* kVerbs[] = {"Select", "Insert", "Update", "Delete", "Merge"};
        const char* verb = kVerbs[static_cast<size_t>(plan.modify->kind)];
        const std::string on = on_relation(plan, to, "ModifyTable");
        to.add_hidden(Kind::kText, "Operation", verb);
        return verb + on;
      }
    }
    return "?";
  }

  void costs(const Plan& plan, ExplainNode& to) {
    if (options_.costs) {
      to.title += "  (cost=" + fixed(plan.startup_cost, 2) + ".." + fixed(plan.total_cost, 2) +
                  " rows=" + fixed(plan.rows, 0) + " width=" + std::to_string(plan.width) + ")";
      to.add_hidden(Kind::kNumber, "Startup Cost", fixed(plan.startup_cost, 2));
      to.add_hidden(Kind::kNumber, "Total Cost", fixed(plan.total_cost, 2));
      to.add_hidden(Kind::kNumber, "Plan Rows", fixed(plan.rows, 0));
      to.add_hidden(Kind::kNumber, "Plan Width", std::to_string(plan.width));
    }
    const NodeStats* stats = runtime_ != nullptr ? runtime_->stats(plan) : nullptr;
    if (stats == nullptr) return;
    actual(*stats, to);
  }

  void actual(const NodeStats& stats, ExplainNode& to) const {
    if (stats.loops == 0) {
      to.title += " (never executed)";
      return;
    }
    const auto loops = static_cast<double>(stats.loops);
    const auto ms = [&](int64_t us) { return static_cast<double>(us) / 1000 / loops; };
    to.title += " (actual ";
    if (options_.timing) {
      to.title += "time=" + fixed(ms(stats.startup_us), 3) + ".." + fixed(ms(stats.total_us), 3) + " ";
      to.add_hidden(Kind::kNumber, "Actual Startup Time", fixed(ms(stats.startup_us), 3));
      to.add_hidden(Kind::kNumber, "Actual Total Time", fixed(ms(stats.total_us), 3));
    }
    const std::string rows = fixed(stats.rows / loops, 0);
    to.title += "rows=" + rows + " loops=" + fixed(loops, 0) + ")";
    to.add_hidden(Kind::kNumber, "Actual Rows", rows);
    to.add_hidden(Kind::kNumber, "Actual Loops", fixed(loops, 0));
  }

  std::string expression(const Plan& plan, const Expr& e) {
    return planner::deparse_plan_expression(deparse_, statement_, plan, e, options_.verbose);
  }
  std::string conditions(const Plan& plan, const std::vector<Expr*>& exprs) {
    return planner::deparse_plan_conditions(deparse_, statement_, plan, exprs, options_.verbose);
  }
  // Sort keys that the child computes stand in parentheses.
  std::string key_text(const Plan& plan, const planner::SortKey& key, bool sort) {
    const Expr* shown = key.expr;
    if (shown->kind == ExprKind::kSlot && !plan.children.empty()) {
      shown = plan.children[0]->out()[static_cast<size_t>(shown->attno)];
    }
    std::string text = expression(plan, *shown);
    if (sort && shown->kind != ExprKind::kVar && (text.empty() || text[0] != '(')) text = "(" + text + ")";
    if (!sort) return text;
    if (key.descending) text += " DESC";
    if (key.nulls_first != key.descending) text += key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    return text;
  }
  std::vector<std::string> key_texts(const Plan& plan, const std::vector<planner::SortKey>& keys,
                                     bool sort) {
    std::vector<std::string> texts;
    for (const planner::SortKey& key : keys) texts.push_back(key_text(plan, key, sort));
    return texts;
  }

  void details(const Plan& plan, ExplainNode& to) {
    if (options_.verbose && plan.kind != PlanKind::kModify) {
      std::vector<std::string> columns;
      for (const Expr* e : plan.out()) {
        if (e->kind == ExprKind::kSlot || (e->kind == ExprKind::kVar && e->attno == planner::kRowIdAttno)) {
          continue;
        }
        columns.push_back(expression(plan, *e));
      }
      if (!columns.empty()) to.add_list("Output", columns);
    }
    const NodeStats* stats = runtime_ != nullptr ? runtime_->stats(plan) : nullptr;
    std::vector<Expr*> shown;
    for (const planner::IndexCond& cond : plan.conds) {
      if (std::find(shown.begin(), shown.end(), cond.shown) == shown.end()) shown.push_back(cond.shown);
    }
    const bool bitmap = plan.kind == PlanKind::kBitmapScan;
    if (!shown.empty()) to.add(bitmap ? "Recheck Cond" : "Index Cond", conditions(plan, shown));
    if (!plan.keys.empty()) {
      std::vector<Expr*> clauses;
      for (const planner::JoinKey& key : plan.keys) {
        if (key.clause != nullptr) clauses.push_back(key.clause);
      }
      if (!clauses.empty()) to.add("Hash Cond", conditions(plan, clauses));
    }
    if (!plan.join_quals.empty()) {
      to.add("Join Filter", conditions(plan, plan.join_quals));
      if (stats != nullptr && stats->join_filtered > 0) {
        to.add("Rows Removed by Join Filter", per_loop(stats->join_filtered, *stats));
      }
    }
    if (!plan.once.empty()) to.add("One-Time Filter", conditions(plan, plan.once));
    if (plan.kind == PlanKind::kSort) {
      to.add_list("Sort Key", key_texts(plan, plan.sort_keys, true));
      if (stats != nullptr && stats->loops > 0 && stats->method[0] != '\0') {
        const bool on_disk = stats->disk_bytes > 0;
        to.text_lines.push_back(std::string("Sort Method: ") + stats->method +
                                (on_disk ? "  Disk: " : "  Memory: ") +
                                kilobytes(on_disk ? stats->disk_bytes : stats->memory_bytes));
      }
    }
    if (plan.kind == PlanKind::kAggregate) {
      if (plan.grouping_sets.empty()) {
        const std::vector<planner::SortKey> keys(
            plan.group_keys.begin(),
            plan.group_keys.end() - static_cast<std::ptrdiff_t>(plan.dependent_keys));
        if (!keys.empty()) to.add_list("Group Key", key_texts(plan, keys, false));
      } else {
        for (const planner::GroupingSetPlan& set : plan.grouping_sets) {
          std::vector<std::string> texts;
          for (const size_t key : set.keys) texts.push_back(key_text(plan, plan.group_keys[key], false));
          if (texts.empty()) {
            to.text_lines.push_back("Group Key: ()");
          } else {
            to.add_list("Hash Key", texts);
          }
        }
      }
      if (stats != nullptr && !plan.group_keys.empty() && stats->loops > 0) {
        to.text_lines.push_back("Batches: 1  Memory Usage: " + kilobytes(stats->memory_bytes));
      }
    }
    std::vector<Expr*> filters = plan.filters;
    if (bitmap) std::erase_if(filters, [&](const Expr* e) { return is_index_cond(plan, e); });
    if (!plan.filters.empty()) {
      if (!filters.empty()) to.add("Filter", conditions(plan, filters));
      if (stats != nullptr && stats->filtered > 0) {
        to.add("Rows Removed by Filter", per_loop(stats->filtered, *stats));
      }
    }
    if (plan.modify != nullptr) {
      add_targets(plan, *plan.children[0], to);
      conflict(*plan.modify, to);
    }
    if (options_.buffers && stats != nullptr && stats->hits + stats->reads > 0) {
      std::string text = "Buffers: shared";
      if (stats->hits > 0) text += " hit=" + std::to_string(stats->hits);
      if (stats->reads > 0) text += " read=" + std::to_string(stats->reads);
      to.text_lines.push_back(text);
      to.add_hidden(Kind::kNumber, "Shared Hit Blocks", std::to_string(stats->hits));
      to.add_hidden(Kind::kNumber, "Shared Read Blocks", std::to_string(stats->reads));
    }
  }

  // The tables of an inheritance tree whose rows are changed.
  void add_targets(const Plan& modify, const Plan& below, ExplainNode& to) {
    const DepthGuard guard;
    if (below.varno == modify.varno && below.scope == modify.scope && below.child_number > 0) {
      static constexpr const char* kVerbs[] = {"Select", "Insert", "Update", "Delete", "Merge"};
      ExplainNode ignored;
      to.text_lines.push_back(kVerbs[static_cast<size_t>(modify.modify->kind)] +
                              on_relation(below, ignored, ""));
    }
    for (const Plan* child : below.children) add_targets(modify, *child, to);
  }

  void conflict(const planner::ModifyPlan& modify, ExplainNode& to) {
    if (modify.conflict == ConflictAction::kNone) return;
    to.add("Conflict Resolution",
           modify.conflict == ConflictAction::kNothing ? "NOTHING" : "UPDATE");
    std::vector<std::string> names;
    for (const Oid oid : modify.arbiters) {
      if (const catalog::Relation* index = context_.catalog->relation(oid)) names.push_back(index->name);
    }
    if (!names.empty()) to.add_list("Conflict Arbiter Indexes", names);
  }

  static std::string per_loop(uint64_t count, const NodeStats& stats) {
    return fixed(static_cast<double>(count) / static_cast<double>(std::max<uint64_t>(1, stats.loops)), 0);
  }
  static std::string kilobytes(uint64_t bytes) {
    return std::to_string((bytes + 1023) / 1024) + "kB";
  }

  // The build side of a hash join, which is part of our join operator and a node of its own in
  // PostgreSQL's eyes.
  std::unique_ptr<ExplainNode> hash_node(const Plan& child, const Plan& join) {
    auto hash = std::make_unique<ExplainNode>();
    hash->title = typed(*hash, "Hash");
    Plan shown;
    shown.startup_cost = shown.total_cost = child.total_cost;
    shown.rows = child.rows;
    shown.width = child.width;
    if (options_.costs) {
      hash->title += "  (cost=" + fixed(child.total_cost, 2) + ".." + fixed(child.total_cost, 2) +
                     " rows=" + fixed(child.rows, 0) + " width=" + std::to_string(child.width) + ")";
      hash->add_hidden(Kind::kNumber, "Startup Cost", fixed(child.total_cost, 2));
      hash->add_hidden(Kind::kNumber, "Total Cost", fixed(child.total_cost, 2));
      hash->add_hidden(Kind::kNumber, "Plan Rows", fixed(child.rows, 0));
      hash->add_hidden(Kind::kNumber, "Plan Width", std::to_string(child.width));
    }
    if (runtime_ != nullptr) {
      const NodeStats* build = runtime_->stats(child);
      const NodeStats* join_stats = runtime_->stats(join);
      NodeStats copy = *build;
      copy.startup_us = copy.total_us;
      actual(copy, *hash);
      if (build->loops > 0) {
        const uint64_t buckets = std::max<uint64_t>(
            1024, uint64_t{1} << static_cast<int>(std::ceil(std::log2(std::max(1.0, build->rows)))));
        hash->text_lines.push_back("Buckets: " + std::to_string(buckets) + "  Batches: " +
                                   std::to_string(std::max<uint64_t>(1, join_stats->batches)) +
                                   "  Memory Usage: " + kilobytes(join_stats->memory_bytes));
      }
    }
    hash->children.push_back(node(child, join.scope));
    return hash;
  }

  ExecContext& context_;
  const planner::PlannedStatement& statement_;
  const ExplainOptions& options_;
  Runtime* runtime_;
  planner::DeparseContext deparse_;
  std::set<int32_t> shown_ctes_;
  std::set<std::string> names_;
};

ExplainItem milliseconds(const char* label, int64_t us) {
  return {Kind::kNumber, label, {fixed(static_cast<double>(us) / 1000, 3)}, false};
}

}  // namespace

std::vector<std::string> explain(ExecContext& context, const Query& query,
                                 const ExplainOptions& options) {
  os::Vfs& vfs = *context.vfs;
  const int64_t began = vfs.monotonic_us();
  const std::shared_ptr<const PreparedPlan> plan = prepare(context, query);
  const int64_t planned = vfs.monotonic_us();
  if (plan->by_rules) throw_unsupported("EXPLAIN of a statement that rules rewrite");
  const planner::PlannedStatement& statement = *plan->statement;
  std::unique_ptr<Runtime> runtime;
  int64_t executed = planned;
  if (options.analyze) {
    Transaction& transaction = *context.transaction;
    if (statement.writes) transaction.write();
    context.view = transaction.statement_view();
    const size_t opened = transaction.open_statement();
    runtime = std::make_unique<Runtime>(context, statement, true);
    const OperatorPtr root = runtime->build(*statement.root);
    root->start();
    runtime->run_modifying_ctes();
    Batch batch;
    while (root->next(batch, kBatchRows)) {
    }
    transaction.close_statement(context, opened);
    executed = vfs.monotonic_us();
  }
  Explainer explainer(context, statement, options, runtime.get());
  const std::unique_ptr<ExplainNode> root = explainer.node(*statement.root, nullptr);
  std::vector<ExplainItem> footer;
  if (options.summary || options.analyze) {
    if (options.summary) footer.push_back(milliseconds("Planning Time", planned - began));
    if (options.analyze && options.summary) {
      footer.push_back(milliseconds("Execution Time", executed - planned));
    }
  }
  return write_explain(*root, footer, options.format);
}

}  // namespace rung::executor
