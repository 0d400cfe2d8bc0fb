#include "executor/failing_row.h"

#include "base/utf8.h"
#include "planner/deparse.h"

namespace rung::executor {
namespace {

constexpr size_t kValueBytesMax = 64;

std::string output(ExecContext& context, const catalog::Attribute& column, const Datum& value) {
  if (value.null) return "null";
  TypeEnv env = context.env();
  const TypeInfo& type = env.type(column.type);
  std::string text;
  type.ops->output(env, type, value, &text);
  return text;
}

}  // namespace

std::string failing_row(ExecContext& context, const catalog::Relation& relation,
                        std::span<const Datum> values) {
  std::string text = "Failing row contains (";
  bool first = true;
  for (size_t i = 0; i < relation.columns.size(); ++i) {
    if (relation.columns[i].dropped) continue;
    if (!first) text += ", ";
    first = false;
    std::string value = output(context, relation.columns[i], values[i]);
    if (value.size() > kValueBytesMax) {
      size_t cut = kValueBytesMax;
      while (cut > 0 && (static_cast<unsigned char>(value[cut]) & 0xC0) == 0x80) --cut;
      value.resize(cut);
      value += "...";
    }
    text += value;
  }
  return text + ").";
}

std::string schema_name(ExecContext& context, const catalog::Relation& relation) {
  const catalog::Schema* schema = context.catalog->schema(relation.schema);
  return schema == nullptr ? std::string() : schema->name;
}

std::string key_text(ExecContext& context, const catalog::Relation& relation,
                     std::span<const int32_t> attnos, std::span<const Datum> values) {
  std::string names, texts;
  for (const int32_t attno : attnos) {
    if (!names.empty()) {
      names += ", ";
      texts += ", ";
    }
    const catalog::Attribute& column = *relation.column(attno);
    names += column.name;
    texts += output(context, column, values[static_cast<size_t>(attno) - 1]);
  }
  return "(" + names + ")=(" + texts + ")";
}

}  // namespace rung::executor
