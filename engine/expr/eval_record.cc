// Rows: constructors, field access and conversion.
#include "expr/eval_compiler.h"
#include "types/record.h"
#include "types/record_names.h"

namespace rung {
namespace {

class RowNode final : public EvalNode {
 public:
  RowNode(uint32_t scratch, const Expr& expr, std::vector<NodePtr> args)
      : EvalNode(scratch),
        expr_(expr),
        args_(std::move(args)),
        names_(expr.type == oid::kRecord ? record_names_number(expr.names) : -1) {}
  Datum row(EvalState& state) const override {
    RecordBuilder builder(expr_.type, names_);
    const TypeInfo* type = expr_.type == oid::kRecord ? nullptr : &state.env.type(expr_.type);
    const std::vector<CompositeField>* fields = type != nullptr ? type->fields : nullptr;
    for (size_t i = 0; i < args_.size(); ++i) {
      if (fields != nullptr && i < fields->size() && (*fields)[i].dropped) {
        builder.add_dropped();
        continue;
      }
      builder.add(state.env.type(expr_.args[i]->type), args_[i]->row(state));
    }
    // Columns added to the type since the expression was bound.
    for (size_t i = args_.size(); fields != nullptr && i < fields->size(); ++i) {
      if ((*fields)[i].dropped) {
        builder.add_dropped();
      } else {
        builder.add(state.env.type((*fields)[i].type), Datum());
      }
    }
    return builder.finish(*state.env.arena);
  }

 private:
  const Expr& expr_;
  std::vector<NodePtr> args_;
  int32_t names_;
};

class FieldSelectNode final : public EvalNode {
 public:
  FieldSelectNode(uint32_t scratch, int32_t field, NodePtr arg)
      : EvalNode(scratch), field_(static_cast<uint32_t>(field) - 1), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum record = arg_->row(state);
    if (record.null) return record;
    const RecordView view(record);
    return field_ < view.size() ? view.field(field_) : Datum();
  }

 private:
  uint32_t field_;
  NodePtr arg_;
};

class FieldStoreNode final : public EvalNode {
 public:
  FieldStoreNode(uint32_t scratch, const Expr& expr, NodePtr record, NodePtr value)
      : EvalNode(scratch), expr_(expr), record_(std::move(record)), value_(std::move(value)) {}
  Datum row(EvalState& state) const override {
    const Datum record = record_->row(state);
    const TypeInfo& type = state.env.type(expr_.type);
    const auto target = static_cast<size_t>(expr_.attno) - 1;
    const Datum saved = state.case_value;
    const ColumnRef* saved_column = state.case_column;
    state.case_value = Datum();
    state.case_column = nullptr;
    if (!record.null && target < RecordView(record).size()) {
      state.case_value = RecordView(record).field(static_cast<uint32_t>(target));
    }
    const Datum value = value_->row(state);
    state.case_value = saved;
    state.case_column = saved_column;
    RecordBuilder builder(expr_.type);
    for (size_t i = 0; i < type.fields->size(); ++i) {
      const CompositeField& field = (*type.fields)[i];
      if (field.dropped) {
        builder.add_dropped();
        continue;
      }
      Datum kept;
      if (i == target) {
        kept = value;
      } else if (!record.null && i < RecordView(record).size()) {
        kept = RecordView(record).field(static_cast<uint32_t>(i));
      }
      builder.add(state.env.type(field.type), kept);
    }
    return builder.finish(*state.env.arena);
  }

 private:
  const Expr& expr_;
  NodePtr record_, value_;
};

// A row of a child table as its parent's: columns by name.
class ConvertRowNode final : public EvalNode {
 public:
  ConvertRowNode(uint32_t scratch, Oid from, Oid to, NodePtr arg)
      : EvalNode(scratch), from_(from), to_(to), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum record = arg_->row(state);
    if (record.null) return record;
    const TypeInfo& from = state.env.type(from_);
    const TypeInfo& to = state.env.type(to_);
    if (from.fields == nullptr || to.fields == nullptr) {
      return retype_record(*state.env.arena, record, to_);
    }
    const RecordView view(record);
    RecordBuilder builder(to_);
    for (const CompositeField& field : *to.fields) {
      if (field.dropped) {
        builder.add_dropped();
        continue;
      }
      Datum value;
      for (size_t i = 0; i < from.fields->size() && i < view.size(); ++i) {
        if (!(*from.fields)[i].dropped && (*from.fields)[i].name == field.name) {
          value = view.field(static_cast<uint32_t>(i));
        }
      }
      builder.add(state.env.type(field.type), value);
    }
    return builder.finish(*state.env.arena);
  }

 private:
  Oid from_, to_;
  NodePtr arg_;
};

}  // namespace

int record_nullness(EvalState&, const Datum& record) {
  const RecordView view(record);
  bool any_null = false, any_value = false;
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (view.field_oid(i) == kNoOid) continue;
    (view.field(i).null ? any_null : any_value) = true;
  }
  if (any_null && any_value) return -1;
  // A row without fields is both; PostgreSQL answers as for all NULL, and as for none.
  return any_value ? 0 : 1;
}

NodePtr compile_row(Compiler& compiler, const Expr& expr) {
  return std::make_unique<RowNode>(compiler.new_scratch(), expr, compiler.compile_all(expr.args));
}

NodePtr compile_field_select(Compiler& compiler, const Expr& expr) {
  return std::make_unique<FieldSelectNode>(compiler.new_scratch(), expr.attno,
                                           compiler.compile(*expr.args[0]));
}

NodePtr compile_field_store(Compiler& compiler, const Expr& expr) {
  NodePtr record = compiler.compile(*expr.args[0]);
  NodePtr value = compiler.compile(*expr.args[1]);
  return std::make_unique<FieldStoreNode>(compiler.new_scratch(), expr, std::move(record),
                                          std::move(value));
}

NodePtr compile_convert_row(Compiler& compiler, const Expr& expr) {
  return std::make_unique<ConvertRowNode>(compiler.new_scratch(), expr.args[0]->type, expr.type,
                                          compiler.compile(*expr.args[0]));
}

}  // namespace rung
