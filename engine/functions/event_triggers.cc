// What event triggers ask about the statement they fire for, and how objects are identified. Rows
// come from the session as text (commands/event_trigger.h).
#include "functions/groups.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

constexpr ColumnDef kCommandColumns[] = {
    {"classid", kOid}, {"objid", kOid}, {"objsubid", kInt4}, {"command_tag", kText},
    {"object_type", kText}, {"schema_name", kText}, {"object_identity", kText},
    {"in_extension", kBool}, {"command", kPgddlcommand}};
constexpr ColumnDef kDroppedColumns[] = {
    {"classid", kOid}, {"objid", kOid}, {"objsubid", kInt4}, {"original", kBool},
    {"normal", kBool}, {"is_temporary", kBool}, {"object_type", kText}, {"schema_name", kText},
    {"object_name", kText}, {"object_identity", kText}, {"address_names", kTextArray},
    {"address_args", kTextArray}};
constexpr ColumnDef kIdentityColumns[] = {
    {"type", kText}, {"schema", kText}, {"name", kText}, {"identity", kText}};
constexpr ColumnDef kAddressColumns[] = {
    {"type", kText}, {"object_names", kTextArray}, {"object_args", kTextArray}};

class SessionRows final : public RowStream {
 public:
  SessionRows(TypeEnv& env, std::string rows, std::span<const ColumnDef> columns)
      : env_(env), rows_(std::move(rows)), columns_(columns) {}
  bool next(Datum* values) override {
    if (at_ >= rows_.size()) return false;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const size_t end = std::min(rows_.find_first_of("\x1e\x1f", at_ + 1), rows_.size());
      const std::string_view field = std::string_view(rows_).substr(at_ + 1, end - at_ - 1);
      values[i] = Datum();
      if (field.starts_with('v')) {
        const TypeInfo& type = env_.type(columns_[i].type);
        values[i] = type.ops->input(env_, type, field.substr(1), -1);
      }
      at_ = end;
    }
    ++at_;  // the row's end
    return true;
  }

 private:
  TypeEnv& env_;
  std::string rows_;
  std::span<const ColumnDef> columns_;
  size_t at_ = 0;
};

std::unique_ptr<RowStream> rows(FnCall& call, const Datum* a, const char* function,
                                std::span<const ColumnDef> columns) {
  std::vector<std::optional<std::string>> arguments;
  for (uint16_t i = 0; i < call.arg_count; ++i) arguments.push_back(std::to_string(a[i].i));
  return std::make_unique<SessionRows>(
      *call.env, call.env->services->describe(function, arguments).value_or(""), columns);
}
std::unique_ptr<RowStream> ddl_commands(FnCall& call, const Datum* a) {
  return rows(call, a, "pg_event_trigger_ddl_commands", kCommandColumns);
}
std::unique_ptr<RowStream> dropped_objects(FnCall& call, const Datum* a) {
  return rows(call, a, "pg_event_trigger_dropped_objects", kDroppedColumns);
}
std::unique_ptr<RowStream> identify(FnCall& call, const Datum* a) {
  return rows(call, a, "pg_identify_object", kIdentityColumns);
}
std::unique_ptr<RowStream> identify_as_address(FnCall& call, const Datum* a) {
  return rows(call, a, "pg_identify_object_as_address", kAddressColumns);
}

Datum number(FnCall& call, const char* function) {
  return Datum::of_int(std::stoll(call.env->services->describe(function, {}).value_or("0")));
}
Datum rewrite_oid(FnCall& call, const Datum*) {
  return number(call, "pg_event_trigger_table_rewrite_oid");
}
Datum rewrite_reason(FnCall& call, const Datum*) {
  return number(call, "pg_event_trigger_table_rewrite_reason");
}

constexpr FunctionDef kFunctions[] = {
    {4566, "pg_event_trigger_table_rewrite_oid", kOid, {}, kStrict | kStable, rewrite_oid},
    {4567, "pg_event_trigger_table_rewrite_reason", kInt4, {}, kStrict | kStable, rewrite_reason},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {4568, "pg_event_trigger_ddl_commands", kRecord, {}, kStrict | kStable, ddl_commands,
     kCommandColumns},
    {3566, "pg_event_trigger_dropped_objects", kRecord, {}, kStrict | kStable, dropped_objects,
     kDroppedColumns},
    {3839, "pg_identify_object", kRecord, {kOid, kOid, kInt4}, kStrict | kStable, identify,
     kIdentityColumns},
    {3382, "pg_identify_object_as_address", kRecord, {kOid, kOid, kInt4}, kStrict | kStable,
     identify_as_address, kAddressColumns},
};

}  // namespace

const FunctionGroup kEventTriggerGroup = {.functions = kFunctions, .set_functions = kSetFunctions};

}  // namespace rung
