// Questions about bound trees: volatility, and the objects they refer to.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {
namespace {

char function_volatility(catalog::Catalog& catalog, Oid fn) {
  if (fn == kNoOid) return 'i';
  if (const FunctionDef* def = find_function(fn); def != nullptr) {
    return static_cast<char>(def->volatility());
  }
  if (const SetFunctionDef* def = find_set_function(fn); def != nullptr) {
    return (def->flags & kVolatile) != 0 ? 'v' : (def->flags & kStable) != 0 ? 's' : 'i';
  }
  if (const catalog::Function* user = catalog.function(fn); user != nullptr) {
    return user->volatility;
  }
  return 'i';
}

// Whether converting through text depends on the session's settings.
char io_volatility(catalog::Catalog& catalog, Oid from, Oid to) {
  for (const Oid t : {from, to}) {
    switch (t) {
      case oid::kDate: case oid::kTime: case oid::kTimetz: case oid::kTimestamp:
      case oid::kTimestamptz: case oid::kInterval: case oid::kRegclass: case oid::kRegproc:
      case oid::kRegtype: case oid::kRecord: case oid::kMoney: return 's';
      default: break;
    }
    const TypeInfo* info = catalog.find_type(t);
    if (info == nullptr) continue;
    if (info->kind == TypeKind::kArray || info->kind == TypeKind::kComposite ||
        info->kind == TypeKind::kRange || info->kind == TypeKind::kEnum ||
        info->kind == TypeKind::kMultirange) {
      return 's';
    }
  }
  return 'i';
}

char node_volatility(catalog::Catalog& catalog, const Expr& e) {
  switch (e.kind) {
    case ExprKind::kNextval: return 'v';
    case ExprKind::kSqlValue: return 's';
    case ExprKind::kCoerceViaIo:
      return std::max(io_volatility(catalog, e.args[0]->type, e.type),
                      function_volatility(catalog, e.fn));
    case ExprKind::kExternal:
    case ExprKind::kParam: return 'i';
    case ExprKind::kRowCompare: {
      char worst = 'i';
      for (const Oid op : e.oids) {
        if (const OperatorDef* def = find_operator(op); def != nullptr) {
          worst = std::max(worst, function_volatility(catalog, def->function));
        }
      }
      return worst;
    }
    case ExprKind::kAggregate: return 'i';
    default: return function_volatility(catalog, e.fn);
  }
}

char query_volatility(catalog::Catalog& catalog, Query& query) {
  const DepthGuard guard;
  char worst = 'i';
  for_each_expression(query, [&](Expr*& e) {
    worst = std::max(worst, expression_volatility(catalog, *e));
  });
  for_each_subquery(query, [&](Query*& sub) {
    worst = std::max(worst, query_volatility(catalog, *sub));
  });
  return worst;
}

class References {
 public:
  void add(catalog::ObjectClass cls, Oid oid, int32_t sub = 0) {
    if (oid < kFirstUserOid) return;
    found_.push_back({cls, oid, sub});
  }
  void add_type(Oid oid) { add(catalog::ObjectClass::kType, oid); }

  // `levels`: the range tables from the innermost query outwards.
  void visit(const Expr& e, std::vector<const Query*>& levels,
             std::span<const Oid> varno_relations) {
    const DepthGuard guard;
    switch (e.kind) {
      case ExprKind::kVar: {
        const auto up = static_cast<size_t>(e.levels_up);
        if (up < levels.size()) {
          variable(*levels[levels.size() - 1 - up], e);
        } else if (up == levels.size() && e.varno >= 1 &&
                   static_cast<size_t>(e.varno) <= varno_relations.size()) {
          add(catalog::ObjectClass::kRelation, varno_relations[static_cast<size_t>(e.varno) - 1],
              std::max(e.attno, 0));
        }
        break;
      }
      case ExprKind::kConst:
        add_type(e.type);
        if (!e.value.null) {
          const auto oid = static_cast<Oid>(e.value.i);
          switch (e.type) {
            case oid::kRegclass: add(catalog::ObjectClass::kRelation, oid); break;
            case oid::kRegproc:
            case oid::kRegprocedure: add(catalog::ObjectClass::kFunction, oid); break;
            case oid::kRegtype: add(catalog::ObjectClass::kType, oid); break;
            case oid::kRegconfig: add(catalog::ObjectClass::kTextSearchConfig, oid); break;
            case oid::kRegdictionary:
              add(catalog::ObjectClass::kTextSearchDictionary, oid);
              break;
            default: break;
          }
        }
        break;
      case ExprKind::kNextval:
        if (!e.oids.empty()) add(catalog::ObjectClass::kRelation, e.oids[0]);
        break;
      case ExprKind::kCollate: add(catalog::ObjectClass::kCollation, e.collation); break;
      default: add_type(e.type); break;
    }
    if (e.fn != kNoOid) add(catalog::ObjectClass::kFunction, e.fn);
    if (e.op != kNoOid) add(catalog::ObjectClass::kOperator, e.op);
    add_type(e.elem);
    if (e.kind == ExprKind::kFieldSelect && !e.args.empty()) {
      // The field; the commands know whose column it is.
      add(catalog::ObjectClass::kType, e.args[0]->type, e.attno);
    }
    for_each_child(e, [&](const Expr* child) { visit(*child, levels, varno_relations); });
    if (e.query != nullptr) visit(*e.query, levels, varno_relations);
  }

  void visit(const Query& query, std::vector<const Query*>& levels,
             std::span<const Oid> varno_relations) {
    const DepthGuard guard;
    levels.push_back(&query);
    for (const Rte* rte : query.rtable) {
      if (rte->relation != kNoOid) add(catalog::ObjectClass::kRelation, rte->relation);
      for (const RangeFunction& f : rte->functions) {
        for (const Column& c : f.columns) {
          if (f.column_definition) add_type(c.type);
        }
      }
    }
    for (const Oid constraint : query.depends_on_constraints) {
      add(catalog::ObjectClass::kConstraint, constraint);
    }
    auto& q = const_cast<Query&>(query);
    for_each_subquery(q, [&](Query*& sub) { visit(*sub, levels, varno_relations); });
    // Join columns that nobody reads make no dependency; they are followed from their Vars.
    std::vector<std::vector<Expr*>> hidden;
    for (Rte* rte : q.rtable) {
      if (rte->kind == RteKind::kJoin) {
        // USING compares the merged columns whether they are read or not.
        hidden.push_back(std::move(rte->join_columns));
        rte->join_columns.clear();
      }
    }
    for_each_expression(q, [&](Expr*& e) { visit(*e, levels, varno_relations); });
    size_t next = 0;
    for (Rte* rte : q.rtable) {
      if (rte->kind == RteKind::kJoin) rte->join_columns = std::move(hidden[next++]);
    }
    // Now what the Vars over joins stand for.
    for (size_t i = 0; i < join_vars_.size(); ++i) {
      const auto [owner, varno, attno] = join_vars_[i];
      if (owner != &query) continue;
      const Rte& rte = *query.rtable[static_cast<size_t>(varno) - 1];
      const auto index = static_cast<size_t>(attno) - 1;
      if (index < rte.join_columns.size()) {
        visit(*rte.join_columns[index], levels, varno_relations);
      }
    }
    levels.pop_back();
  }

  std::vector<catalog::ObjectAddress> take() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  struct JoinVar {
    const Query* owner;
    int32_t varno;
    int32_t attno;
  };

  void variable(const Query& query, const Expr& e) {
    if (e.varno < 1 || static_cast<size_t>(e.varno) > query.rtable.size()) return;
    const Rte& rte = *query.rtable[static_cast<size_t>(e.varno) - 1];
    if (rte.kind == RteKind::kRelation && e.attno > 0) {
      add(catalog::ObjectClass::kRelation, rte.relation, e.attno);
    } else if (rte.kind == RteKind::kRelation && e.attno == 0) {
      add_type(e.type);
    } else if (rte.kind == RteKind::kJoin && e.attno > 0) {
      const bool known = std::any_of(join_vars_.begin(), join_vars_.end(), [&](const JoinVar& v) {
        return v.owner == &query && v.varno == e.varno && v.attno == e.attno;
      });
      if (!known) join_vars_.push_back({&query, e.varno, e.attno});
    }
  }

  std::vector<catalog::ObjectAddress> found_;
  std::vector<JoinVar> join_vars_;
};

}  // namespace

char expression_volatility(catalog::Catalog& catalog, const Expr& expr) {
  // 'i' < 's' < 'v'
  char worst = 'i';
  any_node(&expr, [&](const Expr& e) {
    worst = std::max(worst, node_volatility(catalog, e));
    if (e.query != nullptr) worst = std::max(worst, query_volatility(catalog, *e.query));
    return worst == 'v';
  });
  return worst;
}

std::vector<catalog::ObjectAddress> collect_references(const Expr& expr,
                                                       std::span<const Oid> varno_relations) {
  References references;
  std::vector<const Query*> levels;
  references.visit(expr, levels, varno_relations);
  return references.take();
}

std::vector<catalog::ObjectAddress> collect_references(const Query& query) {
  References references;
  std::vector<const Query*> levels;
  references.visit(query, levels, {});
  return references.take();
}

}  // namespace rung::planner
