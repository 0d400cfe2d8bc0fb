// Calls of functions and operators recorded from PostgreSQL 15: data/<family>_calls.txt.
#include <gtest/gtest.h>

#include <fstream>

#include "functions/registry.h"
#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;
using testing::text_or_error;

std::vector<std::string> split(const std::string& line, char delimiter) {
  std::vector<std::string> parts;
  size_t from = 0;
  for (size_t at; (at = line.find(delimiter, from)) != std::string::npos; from = at + 1) {
    parts.push_back(line.substr(from, at - from));
  }
  parts.push_back(line.substr(from));
  return parts;
}

const TypeInfo* type_named(std::string name) {
  const bool array = name.ends_with("[]");
  if (array) name.resize(name.size() - 2);
  const TypeInfo* type = builtin_type(name);
  return type != nullptr && array ? builtin_type(type->array_oid) : type;
}

bool accepts(std::span<const Oid> wanted, const std::vector<Oid>& given, uint32_t flags) {
  if ((flags & kVariadic) != 0) {
    return given.size() + 1 >= wanted.size();
  }
  if (wanted.size() != given.size()) return false;
  for (size_t i = 0; i < given.size(); ++i) {
    const bool polymorphic = wanted[i] == oid::kAnyelement || wanted[i] == oid::kAnyarray ||
                             wanted[i] == oid::kAnycompatible || wanted[i] == oid::kAnynonarray ||
                             wanted[i] == oid::kAnycompatiblearray || wanted[i] == oid::kAny ||
                             wanted[i] == oid::kAnyrange || wanted[i] == oid::kAnymultirange;
    if (wanted[i] != given[i] && !polymorphic) return false;
    // An element beside its array is no array itself.
    if ((wanted[i] == oid::kAnyelement || wanted[i] == oid::kAnycompatible) && wanted.size() > 1 &&
        builtin_type(given[i])->kind == TypeKind::kArray) {
      return false;
    }
    if ((wanted[i] == oid::kAnyarray || wanted[i] == oid::kAnycompatiblearray) &&
        builtin_type(given[i])->kind != TypeKind::kArray) {
      return false;
    }
  }
  return true;
}

const FunctionDef* find_call(const std::string& name, const std::vector<Oid>& types) {
  for (const OperatorDef* op : find_operators(name)) {
    const std::vector<Oid> wanted = op->left == kNoOid ? std::vector<Oid>{op->right}
                                                       : std::vector<Oid>{op->left, op->right};
    if (accepts(wanted, types, 0)) return find_function(op->function);
  }
  for (const FunctionCandidate& found : find_functions(name)) {
    if (found.kind == FunctionCandidate::Kind::kScalar &&
        accepts(found.args, types, found.flags)) {
      return static_cast<const FunctionDef*>(found.def);
    }
  }
  return nullptr;
}

// What polymorphic results are of the given arguments.
Oid actual_result(const FunctionDef& def, const std::vector<Oid>& types) {
  for (size_t i = 0; i < types.size() && i < def.args.count; ++i) {
    const Oid wanted = def.args.types[i];
    const TypeInfo* given = builtin_type(types[i]);
    const bool is_array = wanted == oid::kAnyarray || wanted == oid::kAnycompatiblearray;
    if (def.result == wanted) return types[i];
    if (is_array && (def.result == oid::kAnyelement || def.result == oid::kAnycompatible)) {
      return given->element_oid;
    }
    if (!is_array && (wanted == oid::kAnyelement || wanted == oid::kAnycompatible) &&
        (def.result == oid::kAnyarray || def.result == oid::kAnycompatiblearray)) {
      return given->array_oid;
    }
    if (wanted == oid::kAnyrange && def.result == oid::kAnyelement) return given->element_oid;
  }
  return def.result;
}

std::string run(const std::vector<std::string>& fields) {
  std::vector<Oid> types;
  if (!fields[1].empty()) {
    for (const std::string& name : split(fields[1], ',')) {
      const TypeInfo* type = type_named(name);
      if (type == nullptr) return "no type " + name;
      types.push_back(type->oid);
    }
  }
  const FunctionDef* def = find_call(fields[0], types);
  if (def == nullptr) return "no function " + fields[0];
  TestEnv env;
  return text_or_error([&]() -> std::string {
    std::vector<Datum> args;
    bool null = false;
    for (size_t i = 0; i < types.size(); ++i) {
      if (fields[i + 2] == "∅") {
        args.emplace_back();
        null = true;
      } else {
        args.push_back(env.input(types[i], fields[i + 2]));
      }
    }
    std::shared_ptr<void> state;
    FnCall call;
    call.env = &env.env;
    call.arg_types = types.data();
    call.arg_count = static_cast<uint16_t>(types.size());
    call.result_type = actual_result(*def, types);
    call.state = &state;
    if (null && def->strict()) return "∅";
    return env.output(call.result_type, def->row(call, args.data()));
  });
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else {
      if (c == '\\') result += '\\';
      result += c;
    }
  }
  return result;
}

class RecordedCalls : public ::testing::TestWithParam<const char*> {};

TEST_P(RecordedCalls, ComputeAsPostgresql) {
  std::ifstream file(std::string(RUNG_TEST_DATA "/") + GetParam() + "_calls.txt");
  ASSERT_TRUE(file.good());
  std::string line;
  int checked = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> fields = split(line, '\t');
    std::string expected = fields.back();
    fields.pop_back();
    const std::string actual = escaped(run(fields));
    // The file has booleans as a cast to text prints them.
    if (expected == "true" && actual == "t") expected = "t";
    if (expected == "false" && actual == "f") expected = "f";
    EXPECT_EQ(actual, expected) << line;
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

INSTANTIATE_TEST_SUITE_P(Families, RecordedCalls, ::testing::Values("array", "datetime", "json", "macaddr", "to_char"),
                         [](const auto& family) { return std::string(family.param); });

}  // namespace
}  // namespace rung
