// The text input of every built-in type: what is taken prints as something that is taken again and
// prints the same, and has a key.
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/types/test_env.h"
#include "types/families.h"

namespace rung::fuzz {
namespace {

// Types whose values can be read without a session.
std::vector<const TypeInfo*> readable_types() {
  std::vector<const TypeInfo*> types;
  for (const TypeInfo& type : builtin_types()) {
    if (type.ops != nullptr && type.ops->input != nullptr && type.ops != &kNoInputOps &&
        type.ops != &kPseudoOps && type.ops != &kRegOps && type.kind != TypeKind::kPseudo &&
        type.kind != TypeKind::kDomain) {
      types.push_back(&type);
    }
  }
  return types;
}
const std::vector<const TypeInfo*>& types() {
  static const std::vector<const TypeInfo*> all = readable_types();
  return all;
}

}  // namespace

// The first byte picks the type.
std::vector<std::string> seeds() {
  std::vector<std::string> seeds;
  for (size_t i = 0; i < types().size(); ++i) {
    for (const char* text :
         {"1", "-1.5e3", "t", "2020-02-29 23:59:60.5+02", "1 year 2 mons -3 days 04:05:06", "{1,2,NULL}",
          "{\"a b\",\"c\\\"\"}", "[2020-01-01,2021-01-01)", "{[1,3),[5,7)}", "{\"a\": [1, null, \"x\"]}",
          "<a>x</a>", "10.0.0.1/8", "08:00:2b:01:02:03", "(1,2)", "((0,0),(1,1))", "<(1,2),3>",
          "a & !b | c <-> 'd':*A", "'a':1A,2 b:3", "$.a[*] ? (@ > 1)", "\\x00ff", "0/16B3748", "101", "$1.50",
          "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "infinity", "10:20:30:"}) {
      seeds.push_back(static_cast<char>(i) + std::string(text));
    }
  }
  return seeds;
}
std::vector<std::string> words() {
  return {"NaN", "Infinity", "-infinity", "epoch", "now", "today", "24:00:00", "BC", "{", "}", "[", "]", "(",
          ")", ",", "\"", "\\", "'", ":", "e", "E10", "::", "/", "99999999999999999999", "0x1F", "null",
          "<->", "&", "|", "!", "*", "$", "@", "\\u0000", "\\ud800", "\xC3\xA9", " ", "P1Y", "empty"};
}

}  // namespace rung::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace rung;
  if (bytes == 0) return 0;
  const TypeInfo& type = *fuzz::types()[data[0] % fuzz::types().size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, bytes - 1);
  if (utf8::find_invalid(text) != std::string_view::npos) return 0;  // refused where text enters
  testing::TestEnv test;
  Datum value;
  try {
    value = type.ops->input(test.env, type, text, -1);
  } catch (const SqlError&) {
    return 0;
  }
  try {
    const std::string printed = test.output(type.oid, value);
    const Datum again = type.ops->input(test.env, type, printed, -1);
    const std::string reprinted = test.output(type.oid, again);
    if (printed != reprinted) {
      fuzz::fail(std::string(type.name) + " prints " + printed + ", then " + reprinted);
    }
    std::string key, other_key;
    if (type.ops->encode_key != nullptr) {
      type.ops->encode_key(test.env, type, value, &key);
      type.ops->encode_key(test.env, type, again, &other_key);
      if (key != other_key) fuzz::fail(std::string(type.name) + " has two keys: " + printed);
    }
    if (type.ops->compare != nullptr && type.ops->compare(test.env, type, value, again) != 0) {
      fuzz::fail(std::string(type.name) + " differs from itself: " + printed);
    }
  } catch (const SqlError& error) {
    // What needs a session (a clock, names) is refused, and that is all that may be.
    if (error.error().state != sqlstate::feature_not_supported &&
        error.error().state != sqlstate::undefined_function &&  // arrays of what has no order
        error.error().state != sqlstate::statement_too_complex) {
      fuzz::fail(std::string(type.name) + " took the text and not what it printed: " +
                 error.error().message);
    }
  }
  return 0;
}
