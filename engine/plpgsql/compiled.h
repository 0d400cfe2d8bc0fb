// CompiledFunction: a parsed body with its variables' types, and the plans of the SQL in it, made
// when first needed and made again when the catalog or the shape of a record has changed.
//
// Numbers: variable n of Body::variables is external n of the SQL; fields of records that SQL
// mentions follow them (FieldSlot), so that rec.f is a typed value of its own.
#pragma once

#include <map>
#include <memory>
#include <tuple>
#include <string>
#include <vector>

#include "commands/command.h"
#include "executor/run.h"
#include "planner/binder.h"
#include "plpgsql/parser.h"
#include "plpgsql/value.h"

namespace rung::plpgsql {

struct FieldSlot {
  int variable = -1;
  std::string field;
};

struct Plan {
  Arena arena;
  uint64_t catalog_version = 0;
  bool is_query = true;
  bool writes = false;
  bool is_select = false;
  std::vector<Column> columns;
  std::shared_ptr<const executor::PreparedPlan> prepared;
  std::shared_ptr<const executor::RowProgram> program;  // an expression without any table
  planner::TypeRef program_type;
  std::vector<std::pair<int, Oid>> uses;  // externals and the types they were bound with
};

struct SlotType {
  planner::TypeRef type;
  StorageClass storage = StorageClass::kBytes;
  Oid row_type = kNoOid;  // records of a declared composite type
};

struct CompiledFunction {
  Arena arena;
  Oid oid = kNoOid;
  uint64_t catalog_version = 0;
  std::string name;       // as CONTEXT says it: f(integer)
  Signature signature;
  planner::TypeRef result;
  bool result_is_row = false;
  Body* body = nullptr;
  std::vector<SlotType> types;  // by variable
  std::vector<int> arguments;   // variables of the input arguments, in order
  std::vector<int> outputs;     // variables of OUT, INOUT and TABLE arguments
  std::vector<Column> output_columns;
  int found = -1;
  int new_row = -1, old_row = -1;
  int tg_name = -1, tg_when = -1, tg_level = -1, tg_op = -1, tg_relid = -1, tg_relname = -1;
  int tg_schema = -1, tg_nargs = -1, tg_argv = -1;
  int tg_event = -1, tg_tag = -1;  // of event triggers
  int old_table = -1, new_table = -1;  // arrays of the transition tables' rows
  std::vector<planner::BindContext::NamedRows> named_rows;
  std::vector<FieldSlot> field_slots;
  std::vector<std::shared_ptr<Plan>> plans;  // by SqlText::number
  // The records of a run that is over, for the next one: their shapes are half of a short run's work.
  std::vector<Record> spare_records;
  std::vector<Value> spare_values;
  // Conversions of assignments: from, to, to's modifier.
  std::map<std::tuple<Oid, Oid, int32_t>, std::shared_ptr<const executor::RowProgram>> casts;
};

// What a function is compiled for.
struct CompileTarget {
  const catalog::Function* function = nullptr;  // null: a DO block
  std::string_view source;
  const catalog::Relation* trigger_relation = nullptr;
  const catalog::Trigger* trigger = nullptr;  // where it names transition tables
  std::vector<Oid> argument_types;  // actual ones, for polymorphic arguments
  Oid result_type = kNoOid;
  VariableConflict conflict = VariableConflict::kError;  // unless the body says
  bool print_strict_params = false;
};

std::unique_ptr<CompiledFunction> compile(ExecContext& context, const CompileTarget& target);
planner::BindContext bind_context(ExecContext& context, Arena& arena);
// Sets a record's shape: of a composite type, or of a query's columns.
void shape_record(ExecContext& context, Record* record, Oid row_type);
void shape_record(ExecContext& context, Record* record, std::span<const Column> columns);
Column make_column(ExecContext& context, std::string name, Oid type, int32_t typmod);
StorageClass storage_of(ExecContext& context, Oid type);

}  // namespace rung::plpgsql
