// Sub-queries inside expressions. Uncorrelated ones keep their answer for as long as the exec params
// they read stay the same; ANY over an equality keeps a hash of the rows.
#include "executor/sub_plan.h"

#include "executor/hash_index.h"
#include "executor/row_keys.h"
#include "executor/runtime.h"

namespace rung::executor {

struct SubPlanHash {
  HashIndex index;
  std::vector<uint64_t> hashes;
  bool has_null = false;
};

SubPlanState::SubPlanState(Runtime& runtime_in, const planner::SubPlan& plan_in)
    : runtime(runtime_in), plan(plan_in), op(runtime_in.build(*plan_in.plan)) {}
SubPlanState::~SubPlanState() = default;

namespace {

[[noreturn]] void throw_many_rows() {
  throw_error(sqlstate::cardinality_violation,
              "more than one row returned by a subquery used as an expression");
}

bool next_row(SubPlanState& sub, Batch& batch, std::vector<Datum>* row, size_t max_rows) {
  if (!sub.op->next(batch, max_rows)) return false;
  row->resize(batch.columns.size());
  for (size_t i = 0; i < row->size(); ++i) (*row)[i] = batch.at(i, batch.row(0));
  return true;
}

// ANY and ALL over rows that come from the operator or from the kept copy.
Datum quantified(EvalState& state, SubPlanState& sub, const EvalNode& test, bool any) {
  const Datum* saved = state.sub_row;
  bool null = false;
  Datum result = Datum::of_bool(!any);
  const auto decide = [&](const Datum* row) {
    state.sub_row = row;
    const Datum value = test.row(state);
    if (value.null) {
      null = true;
    } else if (value.b() == any) {
      result = value;
      return true;
    }
    return false;
  };
  bool decided = false;
  if (sub.rows != nullptr) {
    RowStore::Reader reader(*sub.rows);
    while (const Datum* row = reader.next_row()) {
      if ((decided = decide(row))) break;
    }
  } else {
    sub.op->start();
    Batch batch;
    std::vector<Datum> row;
    while (!decided && sub.op->next(batch, kBatchRows)) {
      row.resize(batch.columns.size());
      for (size_t k = 0; k < batch.count && !decided; ++k) {
        for (size_t i = 0; i < row.size(); ++i) row[i] = batch.at(i, batch.row(k));
        decided = decide(row.data());
      }
    }
  }
  state.sub_row = saved;
  if (!decided && null) return Datum();
  return result;
}

void keep_rows(SubPlanState& sub) {
  Runtime& runtime = sub.runtime;
  sub.rows = std::make_unique<RowStore>(*runtime.context().vfs,
                                        runtime.storages(sub.plan.plan->out()),
                                        runtime.context().work_memory_bytes);
  sub.op->start();
  Batch batch;
  while (sub.op->next(batch, kBatchRows)) sub.rows->append(batch);
}

void build_hash(SubPlanState& sub) {
  sub.keys = std::make_unique<RowKeys>(sub.runtime.env(&sub.keep),
                                       std::vector<Oid>{sub.plan.plan->out()[0]->type});
  sub.hash = std::make_unique<SubPlanHash>();
  SubPlanHash& hash = *sub.hash;
  RowStore::Reader reader(*sub.rows), other(*sub.rows);
  uint32_t entry = 0;
  while (const Datum* row = reader.next_row()) {
    const uint64_t h = sub.keys->hash(row);
    hash.hashes.push_back(h);
    if (row->null) {
      hash.has_null = true;
    } else if (hash.index.find(h, [&](uint32_t e) { return sub.keys->equal(other.at(e), row); }) ==
               HashIndex::kNone) {
      hash.index.insert(h, entry, [&](uint32_t e) { return hash.hashes[e]; });
    }
    ++entry;
  }
}

Datum hashed_any(SubPlanState& sub, const Datum& value) {
  SubPlanHash& hash = *sub.hash;
  if (sub.rows->size() == 0) return Datum::of_bool(false);
  if (value.null) return Datum();
  RowStore::Reader reader(*sub.rows);
  const uint32_t entry = hash.index.find(sub.keys->hash(&value), [&](uint32_t e) {
    return sub.keys->equal(reader.at(e), &value);
  });
  if (entry != HashIndex::kNone) return Datum::of_bool(true);
  return hash.has_null ? Datum() : Datum::of_bool(false);
}

Datum compute(EvalState& state, SubPlanState& sub, const Expr& site, const EvalNode* test) {
  Batch batch;
  std::vector<Datum> row;
  switch (sub.plan.kind) {
    case SubLinkKind::kExists: {
      sub.op->start();
      return Datum::of_bool(sub.op->next(batch, 1));
    }
    case SubLinkKind::kScalar:
    case SubLinkKind::kMultiExpr:
    case SubLinkKind::kRowCompare: {
      sub.op->start();
      if (!next_row(sub, batch, &row, 2)) return Datum();
      if (batch.count > 1) throw_many_rows();
      if (sub.plan.kind == SubLinkKind::kRowCompare) {
        // The values stay valid while the test runs; whether a second row exists is asked after.
        const Datum* saved = state.sub_row;
        state.sub_row = row.data();
        const Datum result = test->row(state);
        state.sub_row = saved;
        if (sub.op->next(batch, 1)) throw_many_rows();
        return result;
      }
      const size_t column =
          sub.plan.kind == SubLinkKind::kMultiExpr && site.attno > 0
              ? static_cast<size_t>(site.attno) - 1 : 0;
      const Datum result =
          copy_datum(*state.env.arena, sub.runtime.storage(sub.plan.plan->out()[column]->type),
                     row[column]);
      if (sub.op->next(batch, 1)) throw_many_rows();
      return result;
    }
    case SubLinkKind::kAny:
    case SubLinkKind::kAll: return quantified(state, sub, *test, sub.plan.kind == SubLinkKind::kAny);
    case SubLinkKind::kArray: return sub_plan_array(state, sub);
  }
  return Datum();
}

}  // namespace

Datum Runtime::sub_plan(EvalState& state, const Expr& site, const Datum* correlated,
                        const EvalNode* test) {
  std::unique_ptr<SubPlanState>& slot = sub_plans_[static_cast<size_t>(site.param)];
  if (slot == nullptr) {
    slot = std::make_unique<SubPlanState>(*this,
                                          *statement_.sub_plans[static_cast<size_t>(site.param)]);
  }
  SubPlanState& sub = *slot;
  const planner::SubPlan& plan = sub.plan;
  if (!plan.params.empty()) {
    for (size_t i = 0; i < plan.params.size(); ++i) set_param(plan.params[i], correlated[i]);
    return compute(state, sub, site, test);
  }
  // The answer is the same until an outer parameter changes.
  const uint64_t version = params_version(plan.plan->params);
  const bool fresh = sub.computed && sub.version == version;
  if (plan.kind == SubLinkKind::kAny || plan.kind == SubLinkKind::kAll) {
    if (!fresh) {
      keep_rows(sub);
      sub.hash = nullptr;
      sub.computed = true;
      sub.version = version;
    }
    if (!plan.hashed) return quantified(state, sub, *test, plan.kind == SubLinkKind::kAny);
    if (sub.hash == nullptr) build_hash(sub);
    return hashed_any(sub, correlated[0]);
  }
  if (plan.kind == SubLinkKind::kRowCompare) return compute(state, sub, site, test);
  if (plan.kind == SubLinkKind::kMultiExpr) {
    // One sub-plan gives several columns: its row is kept, each site takes its own.
    if (!fresh) {
      keep_rows(sub);
      sub.computed = true;
      sub.version = version;
    }
    if (sub.rows->size() > 1) throw_many_rows();
    if (sub.rows->size() == 0) return Datum();
    RowStore::Reader reader(*sub.rows);
    const size_t column = site.attno > 0 ? static_cast<size_t>(site.attno) - 1 : 0;
    return copy_datum(*state.env.arena, sub.rows->storages()[column], reader.next_row()[column]);
  }
  if (!fresh) {
    const Datum value = compute(state, sub, site, test);
    sub.keep.reset();
    const StorageClass storage_class =
        plan.kind == SubLinkKind::kExists ? StorageClass::kInt8 : storage(plan.result_type);
    sub.value = copy_datum(sub.keep, storage_class, value);
    sub.computed = true;
    sub.version = version;
  }
  return sub.value;
}

}  // namespace rung::executor
