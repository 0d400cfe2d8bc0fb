#include "planner/partitions.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "expr/walk.h"
#include "planner/level.h"
#include "planner/stored_expr.h"

namespace rung::planner {

using catalog::Relation;
using catalog::RelationKind;

std::vector<int32_t> column_map(const Relation& parent, const Relation& child) {
  std::vector<int32_t> map(parent.columns.size(), 0);
  for (const catalog::Attribute& column : parent.columns) {
    if (column.dropped) continue;
    const catalog::Attribute* same = child.find_column(column.name);
    if (same != nullptr) map[static_cast<size_t>(column.attno) - 1] = same->attno;
  }
  return map;
}

std::vector<const Relation*> inheritance_tree(catalog::Catalog& catalog, TypeEnv env,
                                              const Relation& root, bool leaves) {
  std::vector<const Relation*> tables{&root};
  if (root.kind == RelationKind::kPartitionedTable) {
    // Depth first, in the order of bounds.
    if (leaves) tables.clear();
    const DepthGuard guard;
    const Partitions partitions(catalog, env, root);
    for (const Partitions::Part& part : partitions.parts()) {
      const auto below = inheritance_tree(catalog, env, *part.relation, leaves);
      tables.insert(tables.end(), below.begin(), below.end());
    }
    return tables;
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    std::vector<Oid> children = tables[i]->children;
    std::sort(children.begin(), children.end());
    for (const Oid oid : children) {
      const Relation* child = catalog.relation(oid);
      if (child == nullptr || std::find(tables.begin(), tables.end(), child) != tables.end()) continue;
      tables.push_back(child);
    }
  }
  return tables;
}

namespace {

// Bob Jenkins' lookup3 hash, seeded the way PostgreSQL seeds it for partitions.
constexpr uint64_t kHashSeed = 0x7A5B22367996DCFDull;

struct Lookup3 {
  uint32_t a, b, c;

  explicit Lookup3(uint32_t length) {
    a = b = c = 0x9e3779b9u + length + 3923095u;
    a += static_cast<uint32_t>(kHashSeed >> 32);
    b += static_cast<uint32_t>(kHashSeed);
    mix();
  }
  void mix() {
    a -= c; a ^= std::rotl(c, 4); c += b;
    b -= a; b ^= std::rotl(a, 6); a += c;
    c -= b; c ^= std::rotl(b, 8); b += a;
    a -= c; a ^= std::rotl(c, 16); c += b;
    b -= a; b ^= std::rotl(a, 19); a += c;
    c -= b; c ^= std::rotl(b, 4); b += a;
  }
  uint64_t finish() {
    c ^= b; c -= std::rotl(b, 14);
    a ^= c; a -= std::rotl(c, 11);
    b ^= a; b -= std::rotl(a, 25);
    c ^= b; c -= std::rotl(b, 16);
    a ^= c; a -= std::rotl(c, 4);
    b ^= a; b -= std::rotl(a, 14);
    c ^= b; c -= std::rotl(b, 24);
    return (static_cast<uint64_t>(b) << 32) | c;
  }
};

uint64_t hash_word(uint32_t value) {
  Lookup3 state(4);
  state.a += value;
  return state.finish();
}

uint64_t hash_bytes(std::string_view bytes) {
  Lookup3 state(static_cast<uint32_t>(bytes.size()));
  const auto word = [](std::string_view from) {
    uint32_t value = 0;
    for (size_t i = 0; i < from.size(); ++i) {
      value |= static_cast<uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    }
    return value;
  };
  while (bytes.size() >= 12) {
    state.a += word(bytes.substr(0, 4));
    state.b += word(bytes.substr(4, 4));
    state.c += word(bytes.substr(8, 4));
    state.mix();
    bytes.remove_prefix(12);
  }
  // The lowest byte of c is kept for the length.
  if (bytes.size() > 8) state.c += word(bytes.substr(8)) << 8;
  if (bytes.size() > 4) state.b += word(bytes.substr(4, std::min<size_t>(4, bytes.size() - 4)));
  if (!bytes.empty()) state.a += word(bytes.substr(0, std::min<size_t>(4, bytes.size())));
  return state.finish();
}

uint64_t hash_value(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  switch (type.oid) {
    case oid::kBool:
    case oid::kInt2:
    case oid::kInt4:
    case oid::kOid:
    case oid::kDate: return hash_word(static_cast<uint32_t>(value.i));
    case oid::kInt8:
    case oid::kTimestamp:
    case oid::kTimestamptz:
    case oid::kTime: {
      const auto low = static_cast<uint32_t>(value.i);
      const auto high = static_cast<uint32_t>(static_cast<uint64_t>(value.i) >> 32);
      return hash_word(low ^ (value.i >= 0 ? high : ~high));
    }
    case oid::kFloat8:
    case oid::kFloat4: {
      if (value.d == 0) return kHashSeed;
      char raw[sizeof value.d];
      std::memcpy(raw, &value.d, sizeof raw);
      return hash_bytes({raw, sizeof raw});
    }
    case oid::kText:
    case oid::kVarchar:
    case oid::kBytea:
    case oid::kUuid: return hash_bytes(value.bytes());
    case oid::kBpchar: {
      std::string_view bytes = value.bytes();
      while (!bytes.empty() && bytes.back() == ' ') bytes.remove_suffix(1);
      return hash_bytes(bytes);
    }
    default: break;
  }
  if (type.kind == TypeKind::kEnum && type.labels != nullptr) {
    for (const EnumLabel& label : *type.labels) {
      if (label.position == value.i) return hash_word(label.oid);
    }
  }
  if (type.ops->hash == nullptr) return 0;
  return type.ops->hash(env, type, value);
}

const Expr* strip(const Expr* expr) {
  while (expr->kind == ExprKind::kRelabel || expr->kind == ExprKind::kCollate) expr = expr->args[0];
  return expr;
}

bool same_family(Oid a, Oid b) {
  const auto integer = [](Oid t) { return t == oid::kInt2 || t == oid::kInt4 || t == oid::kInt8; };
  const auto text = [](Oid t) { return t == oid::kText || t == oid::kVarchar; };
  return a == b || (integer(a) && integer(b)) || (text(a) && text(b));
}

int infinite(const Expr& bound) { return !bound.flag ? 0 : bound.negated ? 1 : -1; }

}  // namespace

Partitions::Partitions(catalog::Catalog& catalog, TypeEnv env, const Relation& table)
    : catalog_(catalog), env_(env), table_(table) {
  size_t next = 0;
  for (const catalog::IndexKey& key : table.partition_keys) {
    const TypeInfo* type = &catalog.type(key.type);
    while (type->kind == TypeKind::kDomain) type = &catalog.type(type->base_oid);
    types_.push_back(type);
    if (key.attno == 0) {
      expressions_.push_back(load_expression(*env.arena, table.partition_expressions[next++]));
    }
  }
  for (const Oid oid : table.children) {
    const Relation* child = catalog.relation(oid);
    if (child == nullptr || !child->is_partition()) continue;
    parts_.push_back({child, load_expression(*env.arena, child->partition_bound)});
  }
  std::sort(parts_.begin(), parts_.end(), [&](const Part& a, const Part& b) {
    if (a.is_default() || b.is_default()) return !a.is_default();
    switch (a.bound->sub) {
      case 'h':
        return std::pair(a.bound->attno, a.bound->param) < std::pair(b.bound->attno, b.bound->param);
      case 'r': {
        const size_t n = key_count();
        return compare_range(std::span(a.bound->args).first(n), std::span(b.bound->args).first(n)) < 0;
      }
      default: break;
    }
    const auto lowest = [&](const Expr& bound) {
      const Expr* best = nullptr;
      for (const Expr* value : bound.args) {
        if (value->value.null) continue;
        if (best == nullptr || compare(0, value->value, best->value) < 0) best = value;
      }
      return best;
    };
    const Expr *x = lowest(*a.bound), *y = lowest(*b.bound);
    if (x == nullptr || y == nullptr) return x != nullptr;
    return compare(0, x->value, y->value) < 0;
  });
  for (const Part& part : parts_) {
    if (part.is_default()) default_ = &part;
  }
}

int Partitions::compare(size_t column, const Datum& a, const Datum& b) const {
  return types_[column]->ops->compare(env_, *types_[column], a, b);
}

int Partitions::compare_range(std::span<Expr* const> a, std::span<Expr* const> b,
                              size_t* column) const {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (column != nullptr) *column = i;
    const int x = infinite(*a[i]), y = infinite(*b[i]);
    if (x != y) return x < y ? -1 : 1;
    // What follows a MINVALUE or MAXVALUE does not count.
    if (x != 0) return 0;
    const int order = compare(i, a[i]->value, b[i]->value);
    if (order != 0) return order;
  }
  return 0;
}

uint64_t Partitions::hash(std::span<const Datum> key) const {
  uint64_t all = 0;
  for (size_t i = 0; i < key.size(); ++i) {
    if (key[i].null) continue;
    const uint64_t one = hash_value(env_, *types_[i], key[i]);
    all ^= one + 0x49a0f4dd15e5a8e3ull + (all << 54) + (all >> 7);
  }
  return all;
}

bool Partitions::contains(const Expr& bound, std::span<const Datum> key) const {
  switch (bound.sub) {
    case 'h':
      return hash(key) % static_cast<uint64_t>(bound.attno) == static_cast<uint64_t>(bound.param);
    case 'l':
      return std::any_of(bound.args.begin(), bound.args.end(), [&](const Expr* value) {
        if (value->value.null || key[0].null) return value->value.null && key[0].null;
        return compare(0, value->value, key[0]) == 0;
      });
    case 'r': {
      const size_t n = key.size();
      for (const Datum& value : key) {
        if (value.null) return false;
      }
      const auto against = [&](size_t from) {  // sign of key - bound
        for (size_t i = 0; i < n; ++i) {
          const Expr& end = *bound.args[from + i];
          if (infinite(end) != 0) return -infinite(end);
          const int order = compare(i, key[i], end.value);
          if (order != 0) return order;
        }
        return 0;
      };
      return against(0) >= 0 && against(n) < 0;
    }
    default: return false;
  }
}

const Partitions::Part* Partitions::find(std::span<const Datum> key) const {
  if (table_.partition_strategy == "r" && !parts_.empty()) {
    for (const Datum& value : key) {
      if (value.null) return default_;
    }
    // The last partition that begins at or before the key.
    const auto begins_after = [&](const Part& part) {
      if (part.is_default()) return true;
      for (size_t i = 0; i < key.size(); ++i) {
        const Expr& end = *part.bound->args[i];
        if (infinite(end) != 0) return infinite(end) > 0;
        const int order = compare(i, key[i], end.value);
        if (order != 0) return order < 0;
      }
      return false;
    };
    const auto after = std::partition_point(parts_.begin(), parts_.end(),
                                            [&](const Part& p) { return !begins_after(p); });
    if (after != parts_.begin() && contains(*(after - 1)->bound, key)) return &*(after - 1);
    return default_;
  }
  for (const Part& part : parts_) {
    if (!part.is_default() && contains(*part.bound, key)) return &part;
  }
  return default_;
}

// --- pruning ------------------------------------------------------------------------------------

struct Partitions::Condition {
  size_t column = 0;
  CondKind kind = CondKind::kEqual;
  bool not_equal = false;
  Datum value;
};

bool Partitions::key_of(const Expr& expr, int32_t varno, size_t* column) const {
  const Expr* bare = strip(&expr);
  size_t next = 0;
  for (size_t i = 0; i < table_.partition_keys.size(); ++i) {
    const int32_t attno = table_.partition_keys[i].attno;
    bool same;
    if (attno != 0) {
      same = bare->kind == ExprKind::kVar && bare->levels_up == 0 && bare->varno == varno &&
             bare->attno == attno;
    } else {
      Expr* own = copy_expression(*env_.arena, *expressions_[next++]);
      own = replace_nodes(*env_.arena, own, [&](Expr& node) -> Expr* {
        if (node.kind == ExprKind::kVar) node.varno = varno;
        return nullptr;
      });
      same = same_expression(*bare, *strip(own));
    }
    if (!same) continue;
    *column = i;
    return true;
  }
  return false;
}

bool Partitions::read_condition(const Expr& expr, int32_t varno, Condition* to) const {
  if (expr.kind == ExprKind::kNullTest) {
    to->kind = expr.negated ? CondKind::kIsNotNull : CondKind::kIsNull;
    return key_of(*expr.args[0], varno, &to->column);
  }
  if (expr.kind == ExprKind::kVar || expr.kind == ExprKind::kNot) {
    const bool wanted = expr.kind == ExprKind::kVar;
    to->value = Datum::of_bool(wanted);
    return key_of(wanted ? expr : *expr.args[0], varno, &to->column) &&
           types_[to->column]->oid == oid::kBool;
  }
  if (expr.kind != ExprKind::kOperator || expr.args.size() != 2) return false;
  const std::string_view name = operator_name(expr);
  for (size_t side = 0; side < 2; ++side) {
    const Expr& value = *strip(expr.args[1 - side]);
    if (value.kind != ExprKind::kConst || !key_of(*expr.args[side], varno, &to->column)) continue;
    if (!same_family(types_[to->column]->oid, value.type)) return false;
    to->value = value.value;
    if (name == "=") {
      to->kind = CondKind::kEqual;
    } else if (name == "<>") {
      to->not_equal = true;
    } else if (name == (side == 0 ? "<" : ">")) {
      to->kind = CondKind::kLess;
    } else if (name == (side == 0 ? "<=" : ">=")) {
      to->kind = CondKind::kLessEqual;
    } else if (name == (side == 0 ? ">" : "<")) {
      to->kind = CondKind::kGreater;
    } else if (name == (side == 0 ? ">=" : "<=")) {
      to->kind = CondKind::kGreaterEqual;
    } else {
      return false;
    }
    return true;
  }
  return false;
}

namespace {

// The elements of x IN (…): constants, or false.
bool list_elements(TypeEnv& env, catalog::Catalog& catalog, const Expr& array,
                   std::vector<Datum>* values, Oid* type) {
  static_cast<void>(env);
  const Expr* bare = strip(&array);
  if (bare->kind != ExprKind::kArray || bare->flag) return false;
  static_cast<void>(catalog);
  *type = bare->elem;
  for (const Expr* element : bare->args) {
    const Expr* constant = strip(element);
    if (constant->kind != ExprKind::kConst) return false;
    values->push_back(constant->value);
    *type = constant->type;
  }
  return true;
}

}  // namespace

// One value of a list key (NULL included) against a condition: true when it may hold.
bool Partitions::value_passes(const Expr& condition, const Datum& value, int32_t varno) const {
  const DepthGuard guard;
  if (condition.kind == ExprKind::kAnd) {
    return std::all_of(condition.args.begin(), condition.args.end(),
                       [&](const Expr* arg) { return value_passes(*arg, value, varno); });
  }
  if (condition.kind == ExprKind::kOr) {
    return std::any_of(condition.args.begin(), condition.args.end(),
                       [&](const Expr* arg) { return value_passes(*arg, value, varno); });
  }
  if (condition.kind == ExprKind::kConst) return !condition.value.null && condition.value.b();
  size_t column;
  if (condition.kind == ExprKind::kScalarArrayOp && condition.use_or &&
      operator_name(condition) == "=" && key_of(*condition.args[0], varno, &column)) {
    std::vector<Datum> elements;
    Oid type = kNoOid;
    if (!list_elements(env_, catalog_, *condition.args[1], &elements, &type)) return true;
    if (!elements.empty() && !same_family(types_[column]->oid, type)) return true;
    return !value.null && std::any_of(elements.begin(), elements.end(), [&](const Datum& e) {
      return !e.null && compare(column, e, value) == 0;
    });
  }
  Condition c;
  if (!read_condition(condition, varno, &c)) return true;
  if (c.kind == CondKind::kIsNull) return value.null;
  if (c.kind == CondKind::kIsNotNull) return !value.null;
  if (value.null || c.value.null) return false;
  const int order = compare(c.column, value, c.value);
  if (c.not_equal) return order != 0;
  switch (c.kind) {
    case CondKind::kEqual: return order == 0;
    case CondKind::kLess: return order < 0;
    case CondKind::kLessEqual: return order <= 0;
    case CondKind::kGreater: return order > 0;
    case CondKind::kGreaterEqual: return order >= 0;
    default: return true;
  }
}

bool Partitions::range_passes(const Expr& bound, const Expr& condition, int32_t varno) const {
  const DepthGuard guard;
  if (condition.kind == ExprKind::kAnd) {
    return std::all_of(condition.args.begin(), condition.args.end(),
                       [&](const Expr* arg) { return range_passes(bound, *arg, varno); });
  }
  if (condition.kind == ExprKind::kOr) {
    return std::any_of(condition.args.begin(), condition.args.end(),
                       [&](const Expr* arg) { return range_passes(bound, *arg, varno); });
  }
  if (condition.kind == ExprKind::kConst) return !condition.value.null && condition.value.b();
  const size_t n = key_count();
  // The ends of a column: known where all columns before it have one value only.
  const auto inside = [&](size_t column, const Datum& from, bool has_from, bool from_open,
                          const Datum& to, bool has_to, bool to_open) {
    for (size_t i = 0; i < column; ++i) {
      const Expr &low = *bound.args[i], &high = *bound.args[n + i];
      if (infinite(low) != 0 || infinite(high) != 0 || compare(i, low.value, high.value) != 0) {
        return true;
      }
    }
    const Expr &low = *bound.args[column], &high = *bound.args[n + column];
    const bool last = column + 1 == n;
    if (has_to && infinite(low) == 0) {
      const int order = compare(column, to, low.value);
      if (order < 0 || (order == 0 && to_open)) return false;
    }
    if (has_from && infinite(high) == 0) {
      const int order = compare(column, from, high.value);
      if (order > 0 || (order == 0 && (from_open || last))) return false;
    }
    return true;
  };
  size_t column;
  if (condition.kind == ExprKind::kScalarArrayOp && condition.use_or &&
      operator_name(condition) == "=" && key_of(*condition.args[0], varno, &column)) {
    std::vector<Datum> elements;
    Oid type = kNoOid;
    if (!list_elements(env_, catalog_, *condition.args[1], &elements, &type)) return true;
    if (!elements.empty() && !same_family(types_[column]->oid, type)) return true;
    return std::any_of(elements.begin(), elements.end(), [&](const Datum& e) {
      return !e.null && inside(column, e, true, false, e, true, false);
    });
  }
  Condition c;
  if (!read_condition(condition, varno, &c)) return true;
  if (c.kind == CondKind::kIsNull) return false;  // only DEFAULT takes NULL keys
  if (c.kind == CondKind::kIsNotNull) return true;
  if (c.value.null) return false;
  if (c.not_equal) return true;
  switch (c.kind) {
    case CondKind::kEqual: return inside(c.column, c.value, true, false, c.value, true, false);
    case CondKind::kLess: return inside(c.column, {}, false, false, c.value, true, true);
    case CondKind::kLessEqual: return inside(c.column, {}, false, false, c.value, true, false);
    case CondKind::kGreater: return inside(c.column, c.value, true, true, {}, false, false);
    case CondKind::kGreaterEqual: return inside(c.column, c.value, true, false, {}, false, false);
    default: return true;
  }
}

// The one key that all conditions together leave, where each column is compared for equality.
bool Partitions::equal_values(std::span<const Expr* const> conditions, int32_t varno,
                              std::vector<Datum>* key) const {
  key->assign(key_count(), Datum());
  std::vector<bool> known(key_count(), false);
  for (const Expr* condition : conditions) {
    Condition c;
    if (!read_condition(*condition, varno, &c) || c.not_equal) continue;
    const bool null = c.kind == CondKind::kIsNull;
    if (c.kind != CondKind::kEqual && !null) continue;
    (*key)[c.column] = null ? Datum() : c.value;
    known[c.column] = true;
  }
  return std::all_of(known.begin(), known.end(), [](bool b) { return b; });
}

bool Partitions::may_match(const Part& part, std::span<const Expr* const> conditions,
                           int32_t varno) const {
  for (const Expr* condition : conditions) {
    if (condition->kind == ExprKind::kConst && (condition->value.null || !condition->value.b())) {
      return false;
    }
  }
  const char strategy = table_.partition_strategy.empty() ? '?' : table_.partition_strategy[0];
  if (strategy == 'h' || part.is_default()) {
    std::vector<Datum> key;
    if (equal_values(conditions, varno, &key)) return find(key) == &part;
    if (strategy == 'h' || key_count() != 1) return true;
    // x IN (…) where every element has a partition of its own.
    for (const Expr* condition : conditions) {
      size_t column;
      std::vector<Datum> elements;
      Oid type = kNoOid;
      if (condition->kind != ExprKind::kScalarArrayOp || !condition->use_or ||
          operator_name(*condition) != "=" || !key_of(*condition->args[0], varno, &column) ||
          !list_elements(env_, catalog_, *condition->args[1], &elements, &type) ||
          elements.empty() || !same_family(types_[0]->oid, type)) {
        continue;
      }
      const bool elsewhere = std::all_of(elements.begin(), elements.end(), [&](const Datum& e) {
        return e.null || find({&e, 1}) != &part;
      });
      if (elsewhere) return false;
    }
    return true;
  }
  if (strategy == 'l') {
    return std::any_of(part.bound->args.begin(), part.bound->args.end(), [&](const Expr* value) {
      return std::all_of(conditions.begin(), conditions.end(), [&](const Expr* condition) {
        return value_passes(*condition, value->value, varno);
      });
    });
  }
  return std::all_of(conditions.begin(), conditions.end(), [&](const Expr* condition) {
    return range_passes(*part.bound, *condition, varno);
  });
}

}  // namespace rung::planner
