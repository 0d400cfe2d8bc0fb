#include "planner/stored_expr.h"

#include <type_traits>

#include "base/bytes.h"
#include "catalog/system_column.h"
#include "expr/walk.h"
#include "planner/verify_tree.h"
#include "types/type.h"

namespace rung::planner {
namespace {

// Raised when the order or the set of fields below changes; a reader of old files would then branch.
constexpr uint8_t kFormat = 1;

// One field list per struct serves writing, reading and comparing: `a(x)` for each field in order.
// Positions are left out: they point into a text that is gone.
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, ExprOrder>
{
  a(e.arg), a(e.less_op), a(e.descending), a(e.nulls_first);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, Expr>
{
  a(e.kind), a(e.sub), a(e.negated), a(e.use_or), a(e.distinct), a(e.star), a(e.variadic), a(e.flag);
  a(e.returns_set), a(e.form), a(e.type), a(e.typmod), a(e.collation), a(e.fn), a(e.op), a(e.elem);
  a(e.varno), a(e.attno), a(e.levels_up), a(e.param);
  if (e.kind == ExprKind::kConst) a.value(e);
  a(e.left), a(e.filter), a(e.query), a(e.args), a(e.direct), a(e.order), a(e.oids), a(e.name);
  a(e.names);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, Column>
{
  a(e.name), a(e.type), a(e.typmod), a(e.collation);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, RangeFunction>
{
  a(e.call), a(e.columns), a(e.column_definition);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, Rte>
{
  a(e.kind), a(e.alias), a(e.alias_columns), a(e.ref_name), a(e.columns), a(e.lateral);
  a(e.in_from), a(e.relation), a(e.relation_kind), a(e.only), a(e.subquery), a(e.join);
  a(e.join_columns), a(e.merged_columns), a(e.join_using_alias), a(e.functions), a(e.ordinality);
  a(e.values), a(e.cte), a(e.cte_levels_up), a(e.self_reference);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, FromNode>
{
  a(e.kind), a(e.rte), a(e.join), a(e.left), a(e.right), a(e.on), a(e.using_columns), a(e.natural);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, Target>
{
  a(e.expr), a(e.name), a(e.attno), a(e.junk), a(e.sort_ref), a(e.origin_table), a(e.origin_attno);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, SortBy>
{
  a(e.target), a(e.equal_op), a(e.less_op), a(e.descending), a(e.nulls_first);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, GroupingSet>
{
  a(e.kind), a(e.targets), a(e.children);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, WindowClause>
{
  a(e.name), a(e.ref_name), a(e.partition), a(e.order), a(e.frame_given), a(e.mode), a(e.start);
  a(e.end), a(e.start_offset), a(e.end_offset), a(e.exclude);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, SetOperation>
{
  a(e.rte), a(e.op), a(e.all), a(e.left), a(e.right), a(e.columns), a(e.group);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, Cte>
{
  a(e.name), a(e.alias_columns), a(e.materialize), a(e.query), a(e.columns), a(e.recursive);
  a(e.references);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, OnConflict>
{
  a(e.action), a(e.arbiters), a(e.constraint), a(e.elements), a(e.arbiter_where), a(e.set);
  a(e.where), a(e.excluded_rte);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, MergeWhen>
{
  a(e.matched), a(e.action), a(e.condition), a(e.targets);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, RowMark>
{
  a(e.rte), a(e.strength), a(e.wait);
}
template <class A, class T>
void fields(A& a, T& e)
  requires std::is_same_v<std::remove_const_t<T>, Query>
{
  a(e.kind), a(e.rtable), a(e.from), a(e.where), a(e.targets), a(e.group), a(e.grouping_sets);
  a(e.group_distinct), a(e.having), a(e.windows), a(e.distinct), a(e.distinct_on);
  a(e.has_distinct_on), a(e.sort), a(e.limit), a(e.offset), a(e.with_ties), a(e.set_operation);
  a(e.ctes), a(e.recursive), a(e.row_marks), a(e.result_rte), a(e.returning), a(e.on_conflict);
  a(e.overriding), a(e.merge), a(e.has_aggregates), a(e.has_windows), a(e.has_sublinks);
  a(e.has_set_functions), a(e.has_modifying_cte), a(e.depends_on_constraints);
}

// By-value or bytes: built-in types say so themselves; of the user's, only enums are by value, and
// they have no bytes.
bool is_bytes(const Expr& e) {
  const TypeInfo* type = builtin_type(e.type);
  return type != nullptr ? !is_by_value(type->storage) : e.value.n > 0;
}

class Writer {
 public:
  template <class T>
  void operator()(const T& x) {
    if constexpr (std::is_enum_v<T>) {
      append_le(out, static_cast<uint8_t>(x));
    } else if constexpr (std::is_integral_v<T>) {
      append_le(out, x);
    } else {
      fields(*this, x);
    }
  }
  void operator()(const std::string& x) {
    (*this)(static_cast<uint32_t>(x.size()));
    out += x;
  }
  template <class T>
  void operator()(const std::vector<T>& list) {
    (*this)(static_cast<uint32_t>(list.size()));
    for (const T& x : list) (*this)(x);
  }
  template <class T>
  void operator()(T* const& x) {
    (*this)(x != nullptr);
    if (x == nullptr) return;
    const DepthGuard guard;
    fields(*this, *static_cast<const T*>(x));
  }
  void value(const Expr& e) {
    const bool bytes = !e.value.null && is_bytes(e);
    (*this)(static_cast<uint8_t>(e.value.null ? 0 : bytes ? 2 : 1));
    if (e.value.null) return;
    if (bytes) {
      (*this)(e.value.n);
      out.append(e.value.bytes());
    } else {
      (*this)(e.value.i);
    }
  }
  std::string out;
};

// The last value of each enum that is stored in a byte.
constexpr ExprKind last_of(ExprKind) { return ExprKind::kPartitionBound; }
constexpr CallForm last_of(CallForm) { return CallForm::kSqlSyntax; }
constexpr QueryKind last_of(QueryKind) { return QueryKind::kMerge; }
constexpr JoinKind last_of(JoinKind) { return JoinKind::kAnti; }
constexpr RteKind last_of(RteKind) { return RteKind::kResult; }
constexpr FromNode::Kind last_of(FromNode::Kind) { return FromNode::Kind::kJoin; }
constexpr GroupingKind last_of(GroupingKind) { return GroupingKind::kSets; }
constexpr FrameMode last_of(FrameMode) { return FrameMode::kGroups; }
constexpr FrameBound last_of(FrameBound) { return FrameBound::kUnboundedFollowing; }
constexpr FrameExclude last_of(FrameExclude) { return FrameExclude::kTies; }
constexpr SetOp last_of(SetOp) { return SetOp::kExcept; }
constexpr CteMaterialize last_of(CteMaterialize) { return CteMaterialize::kNever; }
constexpr ConflictAction last_of(ConflictAction) { return ConflictAction::kUpdate; }
constexpr MergeAction last_of(MergeAction) { return MergeAction::kDelete; }
constexpr LockStrength last_of(LockStrength) { return LockStrength::kUpdate; }
constexpr LockWait last_of(LockWait) { return LockWait::kError; }
constexpr Overriding last_of(Overriding) { return Overriding::kSystem; }

class Reader {
 public:
  Reader(Arena& arena, std::string_view in) : arena_(arena), in_(in) {}

  template <class T>
  void operator()(T& x) {
    if constexpr (std::is_enum_v<T>) {
      const auto value = read<uint8_t>();
      if (value > static_cast<uint8_t>(last_of(T()))) damaged();
      x = static_cast<T>(value);
    } else if constexpr (std::is_same_v<T, bool>) {
      x = read<uint8_t>() != 0;
    } else if constexpr (std::is_integral_v<T>) {
      x = read<T>();
    } else {
      fields(*this, x);
    }
  }
  void operator()(std::string& x) { x = std::string(take(read<uint32_t>())); }
  template <class T>
  void operator()(std::vector<T>& list) {
    const auto count = read<uint32_t>();
    if (count > in_.size()) damaged();  // every element takes at least a byte
    list.resize(count);
    for (T& x : list) (*this)(x);
  }
  template <class T>
  void operator()(T*& x) {
    x = nullptr;
    if (read<uint8_t>() == 0) return;
    const DepthGuard guard;
    x = arena_.make<T>();
    fields(*this, *x);
  }
  void value(Expr& e) {
    const auto form = read<uint8_t>();
    const TypeInfo* type = builtin_type(e.type);
    const bool bytes = type != nullptr && !is_by_value(type->storage);
    if (form > 2 || (type != nullptr && form != 0 && (form == 2) != bytes)) damaged();
    e.value = Datum();
    if (form == 1) e.value = Datum::of_int(read<int64_t>());
    if (form == 2) e.value = Datum::of_bytes(arena_.copy(take(read<uint32_t>())));
  }
  void finish() const {
    if (!in_.empty()) damaged();
  }

 private:
  [[noreturn]] static void damaged() {
    throw_error(sqlstate::data_corrupted, "damaged stored expression");
  }
  std::string_view take(size_t bytes) {
    if (bytes > in_.size()) damaged();
    const std::string_view part = in_.substr(0, bytes);
    in_.remove_prefix(bytes);
    return part;
  }
  template <class T>
  T read() {
    return load_le<T>(take(sizeof(T)).data());
  }

  Arena& arena_;
  std::string_view in_;
};

template <class T>
std::string store(const T& tree) {
  Writer writer;
  writer(kFormat);
  writer(tree);
  return std::move(writer.out);
}

template <class T>
T* load(Arena& arena, std::string_view blob) {
  Reader reader(arena, blob);
  uint8_t format = 0;
  reader(format);
  if (format != kFormat) {
    throw_error(sqlstate::data_corrupted,
                "stored expression has unknown format " + std::to_string(format));
  }
  T* tree = arena.make<T>();
  reader(*tree);
  reader.finish();
  if (const char* flaw = flaw_of(*tree)) {
    throw_error(sqlstate::data_corrupted, std::string("damaged stored expression: ") + flaw);
  }
  return tree;
}

}  // namespace

std::string store_expression(const Expr& expr) { return store(expr); }
Expr* load_expression(Arena& arena, std::string_view blob) { return load<Expr>(arena, blob); }
Expr* load_row_expression(Arena& arena, std::string_view blob, Oid relation) {
  return replace_nodes(arena, load_expression(arena, blob), [&](Expr& node) -> Expr* {
    if (node.kind != ExprKind::kVar || node.attno >= 0) return nullptr;
    const catalog::SystemColumnRow* column = catalog::find_system_column(node.attno);
    if (column == nullptr || column->type != oid::kOid) return nullptr;
    auto* made = arena.make<Expr>();
    made->kind = ExprKind::kConst;
    made->type = oid::kOid;
    made->value = Datum::of_int(relation);
    return made;
  });
}
std::string store_query(const Query& query) { return store(query); }
Query* load_query(Arena& arena, std::string_view blob) { return load<Query>(arena, blob); }
bool equal_expressions(const Expr& a, const Expr& b) { return store(a) == store(b); }

}  // namespace rung::planner
