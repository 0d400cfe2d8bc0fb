#include "executor/trigger_firing.h"

#include <algorithm>

#include "catalog/row_codec.h"
#include "executor/foreign_keys.h"
#include "planner/stored_expr.h"

namespace rung::executor {

using catalog::Trigger;
using catalog::TriggerEvents;
using catalog::TriggerTiming;

namespace {

struct PreparedTrigger {
  const Trigger* trigger;
  std::shared_ptr<const RowProgram> when;
};

bool columns_match(const Trigger& trigger, uint8_t event, std::span<const int32_t> updated) {
  if (event != TriggerEvents::kUpdate || trigger.update_columns.empty()) return true;
  return std::any_of(trigger.update_columns.begin(), trigger.update_columns.end(), [&](int32_t c) {
    return std::find(updated.begin(), updated.end(), c) != updated.end();
  });
}

std::vector<Datum> copy_row(Arena& arena, const catalog::Relation& relation,
                            std::span<const Datum> row) {
  std::vector<Datum> copy(row.size());
  for (size_t i = 0; i < row.size(); ++i) {
    copy[i] = copy_datum(arena, relation.columns[i].storage, row[i]);
  }
  return copy;
}

}  // namespace

struct RowTriggers::Impl {
  ExecContext& context;  // of the statement; not used by queued events
  const catalog::Relation& relation;
  Arena programs;  // the WHEN programs
  Arena rows;      // transition rows
  std::vector<PreparedTrigger> before_row, after_row, statements;
  std::vector<std::vector<Datum>> old_rows, new_rows;
  bool keep_old = false, keep_new = false;

  struct Event {
    const PreparedTrigger* trigger;
    uint8_t event;
    std::string old_row, new_row;  // encoded by `codec`
  };
  std::unique_ptr<catalog::RowCodec> codec;
  std::vector<Event> events;
  bool queued = false;
  bool each = false;

  Impl(ExecContext& c, const catalog::Relation& r) : context(c), relation(r) {}

  bool when_holds(const PreparedTrigger& t, std::span<const Datum> old_row,
                  std::span<const Datum> new_row) {
    if (t.when == nullptr) return true;
    const Datum keep = evaluate(context, *t.when, old_row.data(), new_row.data());
    return !keep.null && keep.b();
  }
  TriggerCall make_call(const PreparedTrigger& t, uint8_t event) {
    TriggerCall call;
    call.relation = &relation;
    call.trigger = t.trigger;
    call.event = event;
    if (!t.trigger->old_table.empty()) call.transition.old_rows = &old_rows;
    if (!t.trigger->new_table.empty()) call.transition.new_rows = &new_rows;
    return call;
  }
  void run_event(ExecContext& now, const Event& event) {
    Arena arena;
    ExecContext inner = now;
    inner.arena = &arena;
    std::vector<Datum> old_row, new_row;
    TriggerCall call = make_call(*event.trigger, event.event);
    if (!event.old_row.empty()) {
      old_row.resize(relation.columns.size());
      codec->decode(event.old_row, old_row);
      call.old_row = old_row;
    }
    if (!event.new_row.empty()) {
      new_row.resize(relation.columns.size());
      codec->decode(event.new_row, new_row);
      call.new_row = new_row;
    }
    std::vector<Datum> ignored;
    now.functions->run_trigger(inner, call, &ignored);
  }
};

RowTriggers::RowTriggers(ExecContext& context, const catalog::Relation& relation, uint8_t events)
    : impl_(std::make_shared<Impl>(context, relation)) {
  const char left_out = relation.triggers.empty() ? 'R' : is_replica(context) ? 'O' : 'R';
  for (const Trigger& trigger : relation.triggers) {
    if ((trigger.events & events) == 0 || trigger.enabled == 'D' || trigger.enabled == left_out) {
      continue;
    }
    PreparedTrigger prepared{&trigger, nullptr};
    if (!trigger.when.empty()) {
      ExecContext inner = context;
      inner.arena = &impl_->programs;
      prepared.when = compile_row(inner, *planner::load_expression(impl_->programs, trigger.when));
    }
    if (!trigger.old_table.empty()) impl_->keep_old = true;
    if (!trigger.new_table.empty()) impl_->keep_new = true;
    auto& list = !trigger.for_each_row                        ? impl_->statements
                 : trigger.timing == TriggerTiming::kAfter ? impl_->after_row
                                                           : impl_->before_row;
    // INSTEAD OF triggers stand where a view's BEFORE triggers would.
    list.push_back(std::move(prepared));
  }
  // PostgreSQL fires triggers of the same kind in the order of their names.
  const auto by_name = [](const PreparedTrigger& a, const PreparedTrigger& b) {
    return a.trigger->name < b.trigger->name;
  };
  for (auto* list : {&impl_->before_row, &impl_->after_row, &impl_->statements}) {
    std::sort(list->begin(), list->end(), by_name);
  }
}

RowTriggers::~RowTriggers() = default;

bool RowTriggers::has_before(uint8_t event) const {
  return std::any_of(impl_->before_row.begin(), impl_->before_row.end(),
                     [&](const PreparedTrigger& t) { return (t.trigger->events & event) != 0; });
}

bool RowTriggers::has_after_rows() const { return !impl_->after_row.empty(); }

bool RowTriggers::before(uint8_t event, std::span<const Datum> old_row, std::vector<Datum>* new_row,
                         std::span<const int32_t> updated_columns) {
  for (const PreparedTrigger& t : impl_->before_row) {
    if ((t.trigger->events & event) == 0 || !columns_match(*t.trigger, event, updated_columns)) {
      continue;
    }
    std::span<const Datum> row;
    if (new_row != nullptr) row = *new_row;
    if (!impl_->when_holds(t, old_row, row)) continue;
    TriggerCall call = impl_->make_call(t, event);
    call.old_row = old_row;
    call.new_row = row;
    std::vector<Datum> result;
    if (!impl_->context.functions->run_trigger(impl_->context, call, &result)) return false;
    if (new_row != nullptr) *new_row = std::move(result);
  }
  return true;
}

bool RowTriggers::captures() const { return impl_->keep_old || impl_->keep_new; }

void RowTriggers::capture(std::span<const Datum> old_row, std::span<const Datum> new_row) {
  Impl& impl = *impl_;
  if (impl.keep_old && !old_row.empty()) {
    impl.old_rows.push_back(copy_row(impl.rows, impl.relation, old_row));
  }
  if (impl.keep_new && !new_row.empty()) {
    impl.new_rows.push_back(copy_row(impl.rows, impl.relation, new_row));
  }
}

void RowTriggers::queue_each() { impl_->each = true; }

void RowTriggers::after(Part part, uint8_t event, std::span<const Datum> old_row,
                        std::span<const Datum> new_row, std::span<const int32_t> updated_columns) {
  Impl& impl = *impl_;
  if (part == Part::kLate) capture(old_row, new_row);
  for (const PreparedTrigger& t : impl.after_row) {
    if ((t.trigger->name < "RI_ConstraintTrigger") != (part == Part::kEarly)) continue;
    if ((t.trigger->events & event) == 0 || !columns_match(*t.trigger, event, updated_columns) ||
        !impl.when_holds(t, old_row, new_row)) {
      continue;
    }
    if (impl.codec == nullptr) impl.codec = std::make_unique<catalog::RowCodec>(impl.relation);
    Impl::Event made{&t, event, {}, {}};
    if (!old_row.empty()) impl.codec->encode(old_row, &made.old_row);
    if (!new_row.empty()) impl.codec->encode(new_row, &made.new_row);
    Transaction& transaction = *impl.context.transaction;
    if (t.trigger->is_constraint && t.trigger->deferrable) {
      auto shared = impl_;
      auto event_copy = std::make_shared<Impl::Event>(std::move(made));
      transaction.queue_after(t.trigger->constraint, true, t.trigger->deferred,
                              [shared, event_copy](ExecContext& now) {
                                shared->run_event(now, *event_copy);
                              });
      continue;
    }
    if (impl.each) {
      auto shared = impl_;
      auto event_copy = std::make_shared<Impl::Event>(std::move(made));
      transaction.queue_after(kNoOid, false, false, [shared, event_copy](ExecContext& now) {
        shared->run_event(now, *event_copy);
      });
      continue;
    }
    impl.events.push_back(std::move(made));
    if (!impl.queued) {
      impl.queued = true;
      auto shared = impl_;
      transaction.queue_after(kNoOid, false, false, [shared](ExecContext& now) {
        // The list may be added to by no one any more: its statement is over.
        for (const Impl::Event& e : shared->events) shared->run_event(now, e);
        shared->events.clear();
        shared->queued = false;
      });
    }
  }
}

void RowTriggers::statement(TriggerTiming timing, uint8_t event,
                            std::span<const int32_t> updated_columns) {
  for (const PreparedTrigger& t : impl_->statements) {
    if (t.trigger->timing != timing || (t.trigger->events & event) == 0 ||
        !columns_match(*t.trigger, event, updated_columns) || !impl_->when_holds(t, {}, {})) {
      continue;
    }
    if (timing == TriggerTiming::kBefore) {
      TriggerCall call = impl_->make_call(t, event);
      std::vector<Datum> ignored;
      impl_->context.functions->run_trigger(impl_->context, call, &ignored);
      continue;
    }
    auto shared = impl_;
    const PreparedTrigger* trigger = &t;
    impl_->context.transaction->queue_after(
        kNoOid, false, false, [shared, trigger, event](ExecContext& now) {
          TriggerCall call = shared->make_call(*trigger, event);
          std::vector<Datum> ignored;
          now.functions->run_trigger(now, call, &ignored);
        });
  }
}

}  // namespace rung::executor
