// Set-returning functions: in FROM (ROWS FROM, WITH ORDINALITY) and in target lists. Functions of
// one row take part as if they returned a set of it.
#include <algorithm>

#include "executor/operators.h"
#include "executor/row_store.h"
#include "executor/runtime.h"
#include "functions/registry.h"
#include "types/record.h"

namespace rung::executor {
namespace {

// What a row of a composite type becomes: a column each in FROM, one value in a target list.
enum class RowShape : uint8_t { kColumns, kValue };

// One call, opened anew for each set of arguments.
class SetCall {
 public:
  SetCall(Runtime& runtime, const planner::FunctionCallPlan& plan, RowShape shape)
      : runtime_(runtime), columns_(plan.columns), env_(runtime.env(&arena_)) {
    const Expr& call = *plan.run;
    const TypeInfo* type = runtime.context().catalog->find_type(call.type);
    const bool composite =
        call.type == oid::kRecord || (type != nullptr && type->kind == TypeKind::kComposite);
    expands_ = composite && shape == RowShape::kColumns && call.kind != ExprKind::kSetFunction;
    // A built-in that gives composite values, such as unnest(), gives each as one.
    const SetFunctionDef* built_in =
        call.kind == ExprKind::kSetFunction ? find_set_function(call.fn) : nullptr;
    const bool whole_values = built_in != nullptr && built_in->columns.empty();
    unpacks_ = composite && shape == RowShape::kColumns && whole_values;
    gathers_ = composite && shape == RowShape::kValue && call.kind == ExprKind::kSetFunction &&
               !whole_values;
    if (gathers_) find_fields(call);
    if (call.kind == ExprKind::kSetFunction) {
      args_ = std::make_unique<ExprList>(runtime, call.args, &arg_arena_);
      def_ = find_set_function(call.fn);
      if (def_ == nullptr) {
        const catalog::Function* user = runtime.context().catalog->function(call.fn);
        if (user == nullptr) {
          throw_error(sqlstate::undefined_function,
                      "function with OID " + std::to_string(call.fn) + " does not exist");
        }
        strict_ = user->strict;
      } else {
        strict_ = (def_->flags & kStrict) != 0;
      }
      fn_ = call.fn;
      for (const Expr* arg : call.args) arg_types_.push_back(arg->type);
      fn_call_.env = &env_;
      fn_call_.result_type = call.type;
      fn_call_.arg_types = arg_types_.data();
      fn_call_.arg_count = static_cast<uint16_t>(arg_types_.size());
      fn_call_.result_typmod = call.typmod;
      fn_call_.state = &state_;
      fn_call_.site = &call;
    } else {
      Expr* exprs[] = {plan.run};
      args_ = std::make_unique<ExprList>(runtime, exprs, &arg_arena_);
    }
    const bool user_function = call.kind == ExprKind::kFunction && find_function(call.fn) == nullptr;
    if (user_function && call.type == oid::kRecord) {
      for (const Expr* column : call.direct) expected_.push_back(column->type);
    }
    row_.resize(gathers_ ? std::max<size_t>(1, fields_.size()) : columns_);
  }

  void open(const ColumnRef* input, size_t row) {
    stream_ = nullptr;
    arena_.reset();
    arg_arena_.reset();
    args_->set_input(input);
    done_ = false;
    if (fn_ == kNoOid) {
      const Datum value = args_->row(0, row);
      if (expands_) {
        expand(value);
      } else {
        row_[0] = value;
      }
      return;
    }
    values_.resize(args_->size());
    for (size_t i = 0; i < values_.size(); ++i) {
      values_[i] = args_->row(i, row);
      if (values_[i].null && strict_) done_ = true;
    }
    if (done_) return;
    stream_ = def_ != nullptr ? def_->open(fn_call_, values_.data())
                              : std::unique_ptr<RowStream>(runtime_.context().services->open_function(
                                    fn_, fn_call_, values_.data()));
  }
  // nullptr at the end; NULLs from then on are the caller's.
  const Datum* next() {
    if (done_) return nullptr;
    if (fn_ == kNoOid) {
      done_ = true;
      return row_.data();
    }
    if (unpacks_) {
      Datum value;
      done_ = !stream_->next(&value);
      if (done_) return nullptr;
      expand(value);
      return row_.data();
    }
    if (!stream_->next(row_.data())) {
      done_ = true;
      return nullptr;
    }
    if (gathers_) gather();
    return row_.data();
  }
  size_t columns() const { return columns_; }

 private:
  // The fields of a composite value as columns; those of a NULL are NULL.
  void expand(const Datum& value) {
    std::fill(row_.begin(), row_.end(), Datum());
    if (value.null) return;
    const RecordView view(value);
    if (!expected_.empty()) check_expected(view);
    size_t column = 0;
    for (uint32_t i = 0; i < view.size() && column < row_.size(); ++i) {
      if (view.field_oid(i) == kNoOid && view.size() != row_.size()) continue;
      row_[column++] = view.field(i);
    }
  }
  // Of a function returning record: what it gave against the column definition list.
  void check_expected(const RecordView& view) {
    const auto mismatch = [](std::string detail) {
      throw_error(Error(sqlstate::datatype_mismatch,
                        "function return row and query-specified return row do not match")
                      .with_detail(std::move(detail)));
    };
    std::vector<Oid> given;
    for (uint32_t i = 0; i < view.size(); ++i) {
      if (view.field_oid(i) != kNoOid) given.push_back(view.field_oid(i));
    }
    if (given.size() != expected_.size()) {
      mismatch("Returned row contains " + std::to_string(given.size()) +
               (given.size() == 1 ? " attribute" : " attributes") + ", but query expects " +
               std::to_string(expected_.size()) + ".");
    }
    for (size_t i = 0; i < given.size(); ++i) {
      if (given[i] == expected_[i]) continue;
      mismatch("Returned type " + format_type(env_, given[i], -1) + " at ordinal position " +
               std::to_string(i + 1) + ", but query expects " +
               format_type(env_, expected_[i], -1) + ".");
    }
  }
  // The columns of a row as one composite value, in row_[0].
  void gather() {
    RecordBuilder builder(record_type_);
    for (size_t i = 0; i < fields_.size(); ++i) builder.add(*fields_[i], row_[i]);
    row_[0] = builder.finish(arena_);
  }
  void find_fields(const Expr& call) {
    catalog::Catalog& catalog = *runtime_.context().catalog;
    record_type_ = call.type;
    if (const SetFunctionDef* def = find_set_function(call.fn); def != nullptr) {
      for (const ColumnDef& column : def->columns) fields_.push_back(&catalog.type(column.type));
      return;
    }
    const TypeInfo* type = catalog.find_type(call.type);
    if (type != nullptr && type->fields != nullptr) {
      for (const CompositeField& field : *type->fields) {
        if (!field.dropped) fields_.push_back(&catalog.type(field.type));
      }
      return;
    }
    const catalog::Function* user = catalog.function(call.fn);
    if (user == nullptr) return;
    for (const catalog::FunctionArgument& argument : user->arguments) {
      using catalog::ArgMode;
      if (argument.mode == ArgMode::kOut || argument.mode == ArgMode::kInOut ||
          argument.mode == ArgMode::kTable) {
        fields_.push_back(&catalog.type(argument.type));
      }
    }
    if (fields_.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  "set-valued function called in context that cannot accept a set");
    }
  }

  Runtime& runtime_;
  size_t columns_;
  Arena arena_, arg_arena_;
  TypeEnv env_;
  std::unique_ptr<ExprList> args_;
  const SetFunctionDef* def_ = nullptr;
  Oid fn_ = kNoOid;
  bool strict_ = false;
  bool expands_ = false;
  bool gathers_ = false;
  bool unpacks_ = false;
  Oid record_type_ = kNoOid;
  std::vector<const TypeInfo*> fields_;
  std::vector<Oid> arg_types_, expected_;
  FnCall fn_call_;
  std::shared_ptr<void> state_;
  std::vector<Datum> values_, row_;
  std::unique_ptr<RowStream> stream_;
  bool done_ = true;
};

class FunctionScanOp final : public Operator {
 public:
  FunctionScanOp(Runtime& runtime, const planner::Plan& plan)
      : plan_(plan), storages_(runtime.storages(plan.core)), services_(*runtime.context().services) {
    for (const planner::FunctionCallPlan& call : plan.functions) {
      calls_.push_back(std::make_unique<SetCall>(runtime, call, RowShape::kColumns));
    }
  }
  void start() override {
    for (const auto& call : calls_) call->open(nullptr, 0);
    ordinal_ = 0;
    done_ = false;
    chunk_ = 16;
  }
  bool next(Batch& out, size_t max_rows) override {
    if (done_) return false;
    arena_.reset();
    services_.check_interrupt();
    const size_t columns = storages_.size();
    const size_t limit = std::min({max_rows, kBatchRows, chunk_});
    chunk_ = std::min(kBatchRows, chunk_ * 4);
    values_.assign(columns * limit, Datum());
    size_t n = 0;
    for (; n < limit; ++n) {
      bool any = false;
      size_t at = 0;
      for (const auto& call : calls_) {
        const Datum* row = call->next();
        any = any || row != nullptr;
        for (size_t i = 0; i < call->columns(); ++i, ++at) {
          values_[at * limit + n] =
              row != nullptr ? copy_datum(arena_, storages_[at], row[i]) : Datum();
        }
      }
      if (!any) {
        done_ = true;
        break;
      }
      if (plan_.ordinality) values_[at * limit + n] = Datum::of_int(++ordinal_);
    }
    if (n == 0) return false;
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) out.columns[i] = {values_.data() + i * limit, 1};
    out.selection = nullptr;
    out.count = n;
    return true;
  }

 private:
  const planner::Plan& plan_;
  std::vector<StorageClass> storages_;
  Services& services_;
  std::vector<std::unique_ptr<SetCall>> calls_;
  Arena arena_;
  std::vector<Datum> values_;
  int64_t ordinal_ = 0;
  bool done_ = false;
  size_t chunk_ = 16;
};

// For each input row as many output rows as the longest set has; the shorter ones end in NULLs.
class ProjectSetOp final : public Operator {
 public:
  ProjectSetOp(Runtime& runtime, const planner::Plan& plan)
      : child_(runtime.build(*plan.children[0])),
        child_columns_(plan.children[0]->out().size()),
        storages_(runtime.storages(plan.core)),
        services_(*runtime.context().services) {
    for (const planner::FunctionCallPlan& call : plan.functions) {
      calls_.push_back(std::make_unique<SetCall>(runtime, call, RowShape::kValue));
    }
  }
  void start() override {
    child_->start();
    input_.count = position_ = 0;
    open_ = false;
  }
  bool next(Batch& out, size_t max_rows) override {
    max_rows = std::min(max_rows, kBatchRows);
    arena_.reset();
    services_.check_interrupt();
    const size_t columns = storages_.size();
    values_.resize(columns * max_rows);
    size_t n = 0;
    while (n < max_rows) {
      if (!open_) {
        if (position_ == input_.count) {
          if (n > 0) break;  // the rows gathered point into this input batch
          if (!child_->next(input_, max_rows)) return false;
          position_ = 0;
        }
        for (const auto& call : calls_) call->open(input_.columns.data(), input_.row(position_));
        open_ = true;
      }
      bool any = false;
      for (size_t c = 0; c < calls_.size(); ++c) {
        const Datum* row = calls_[c]->next();
        any = any || row != nullptr;
        const size_t at = child_columns_ + c;
        values_[at * max_rows + n] =
            row != nullptr ? copy_datum(arena_, storages_[at], row[0]) : Datum();
      }
      if (!any) {
        open_ = false;
        ++position_;
        continue;
      }
      for (size_t i = 0; i < child_columns_; ++i) {
        values_[i * max_rows + n] = input_.at(i, input_.row(position_));
      }
      ++n;
    }
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) out.columns[i] = {values_.data() + i * max_rows, 1};
    out.selection = nullptr;
    out.count = n;
    return n > 0;
  }

 private:
  OperatorPtr child_;
  size_t child_columns_;
  std::vector<StorageClass> storages_;
  Services& services_;
  std::vector<std::unique_ptr<SetCall>> calls_;
  Arena arena_;
  std::vector<Datum> values_;
  Batch input_;
  size_t position_ = 0;
  bool open_ = false;
};

}  // namespace

OperatorPtr make_function_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<FunctionScanOp>(runtime, plan);
}
OperatorPtr make_project_set(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<ProjectSetOp>(runtime, plan);
}

}  // namespace rung::executor
