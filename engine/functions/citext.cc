// The extension citext: text that compares, matches and is searched without regard to case. Order
// and equality are the type's own (types/citext_ops.cc); matching is that of text with the option i.
#include "functions/compare.h"
#include "functions/extensions.h"
#include "functions/registry.h"
#include "types/array.h"
#include "types/extension_oids.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

int order_of(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kCitext);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum citexts_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum citexts_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }
Datum citexts_smaller(FnCall& call, const Datum* a) { return order_of(call, a) < 0 ? a[0] : a[1]; }
Datum citexts_larger(FnCall& call, const Datum* a) { return order_of(call, a) > 0 ? a[0] : a[1]; }

// A function of text on the same arguments and some more.
constexpr Oid kTexts[] = {kText, kText, kText, kText, kText};
Datum run(FnCall& call, Oid function, std::initializer_list<Datum> args) {
  FnCall inner = call;
  inner.arg_types = kTexts;
  inner.arg_count = static_cast<uint16_t>(args.size());
  return find_function(function)->row(inner, args.begin());
}
template <Oid kFunction>
Datum as_text(FnCall& call, const Datum* a) {
  return run(call, kFunction, {a[0], a[1]});
}

constexpr Oid kRegexpMatch = 3397, kRegexpReplace = 2285, kRegexpSplit = 2768, kStrpos = 868,
              kTranslate = 878, kLower = 870, kUpper = 871;

// The option i, unless c asks for case.
Datum options_of(FnCall& call, const Datum* given) {
  std::string options = given == nullptr ? std::string() : std::string(given->bytes());
  if (options.find('c') == std::string::npos) options += "i";
  return call.env->text(options);
}
Datum match(FnCall& call, const Datum* a) {
  return run(call, kRegexpMatch,
             {a[0], a[1], options_of(call, call.arg_count > 2 ? a + 2 : nullptr)});
}
Datum replace_matches(FnCall& call, const Datum* a) {
  return run(call, kRegexpReplace,
             {a[0], a[1], a[2], options_of(call, call.arg_count > 3 ? a + 3 : nullptr)});
}
Datum split(FnCall& call, const Datum* a) {
  return run(call, kRegexpSplit,
             {a[0], a[1], options_of(call, call.arg_count > 2 ? a + 2 : nullptr)});
}
// The rows of a function of text; keeps the call that it sees.
class TextRows : public RowStream {
 public:
  TextRows(FnCall& call, Oid function, const Datum* a) : call_(call) {
    const Datum args[3] = {a[0], a[1], options_of(call, call.arg_count > 2 ? a + 2 : nullptr)};
    call_.arg_types = kTexts;
    call_.arg_count = 3;
    rows_ = find_set_function(function)->open(call_, args);
  }
  bool next(Datum* columns) override { return rows_->next(columns); }

 private:
  FnCall call_;
  std::unique_ptr<RowStream> rows_;
};
template <Oid kFunction>
std::unique_ptr<RowStream> rows(FnCall& call, const Datum* a) {
  return std::make_unique<TextRows>(call, kFunction, a);
}

Datum find_place(FnCall& call, const Datum* a) {
  return run(call, kStrpos, {run(call, kLower, {a[0]}), run(call, kLower, {a[1]})});
}
// The text as a regular expression that matches it alone.
Datum escaped(FnCall& call, const Datum& text) {
  std::string pattern;
  for (const char c : text.bytes()) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
    if (!word) pattern.push_back('\\');
    pattern.push_back(c);
  }
  return call.env->text(pattern);
}
Datum replace_text(FnCall& call, const Datum* a) {
  return run(call, kRegexpReplace, {a[0], escaped(call, a[1]), a[2], call.env->text("gi")});
}
Datum split_part(FnCall& call, const Datum* a) {
  const Datum parts = run(call, kRegexpSplit, {a[0], escaped(call, a[1]), call.env->text("i")});
  const ArrayView array(parts);
  if (a[2].i < 1 || a[2].i > array.size()) return {};
  return array.element(static_cast<uint32_t>(a[2].i - 1));
}
Datum translate(FnCall& call, const Datum* a) {
  const Datum lower = run(call, kTranslate, {a[0], run(call, kLower, {a[1]}), a[2]});
  return run(call, kTranslate, {lower, run(call, kUpper, {a[1]}), a[2]});
}

Datum of_bpchar(FnCall& call, const Datum* a) {
  std::string_view text = a[0].bytes();
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return call.env->text(text);
}
Datum of_any(FnCall& call, const Datum* a) {
  if (call.arg_types[0] == kBool) return call.env->text(a[0].b() ? "true" : "false");
  // As text an address has its mask, as cidr prints it.
  if (call.arg_types[0] == kInet) return call.env->text(text_of(*call.env, kCidr, a[0]));
  return call.env->text(text_of(*call.env, call.arg_types[0], a[0]));
}

struct Extreme {
  Datum value;
  bool any;
};
template <bool kMax>
void extreme_step(FnCall& call, void* state, const Datum* a) {
  auto* to = static_cast<Extreme*>(state);
  const Datum pair[2] = {a[0], to->value};
  // Of equal values the last one stays, as in PostgreSQL.
  const int order = to->any ? order_of(call, pair) : 0;
  if (kMax ? order < 0 : order > 0) return;
  to->value = Datum::of_bytes(call.env->arena->copy(a[0].bytes()));
  to->any = true;
}
Datum extreme_final(FnCall&, void* state) {
  const auto* from = static_cast<Extreme*>(state);
  return from->any ? from->value : Datum();
}

constexpr Oid kIlike = 1633, kNotIlike = 1634, kIregex = 1238, kNotIregex = 1239;

constexpr FunctionDef kFunctions[] = {
    {15200, "citext_eq", kBool, {kCitext, kCitext}, kStrict, citexts_are<kEq>},
    {15201, "citext_ne", kBool, {kCitext, kCitext}, kStrict, citexts_are<kNe>},
    {15202, "citext_lt", kBool, {kCitext, kCitext}, kStrict, citexts_are<kLt>},
    {15203, "citext_le", kBool, {kCitext, kCitext}, kStrict, citexts_are<kLe>},
    {15204, "citext_gt", kBool, {kCitext, kCitext}, kStrict, citexts_are<kGt>},
    {15205, "citext_ge", kBool, {kCitext, kCitext}, kStrict, citexts_are<kGe>},
    {15206, "citext_cmp", kInt4, {kCitext, kCitext}, kStrict, citexts_order},
    {15207, "citext_smaller", kCitext, {kCitext, kCitext}, kStrict, citexts_smaller},
    {15208, "citext_larger", kCitext, {kCitext, kCitext}, kStrict, citexts_larger},
    {15209, "texticlike", kBool, {kCitext, kCitext}, kStrict, as_text<kIlike>},
    {15210, "texticnlike", kBool, {kCitext, kCitext}, kStrict, as_text<kNotIlike>},
    {15211, "texticregexeq", kBool, {kCitext, kCitext}, kStrict, as_text<kIregex>},
    {15212, "texticregexne", kBool, {kCitext, kCitext}, kStrict, as_text<kNotIregex>},
    {15213, "texticlike", kBool, {kCitext, kText}, kStrict, as_text<kIlike>},
    {15214, "texticnlike", kBool, {kCitext, kText}, kStrict, as_text<kNotIlike>},
    {15215, "texticregexeq", kBool, {kCitext, kText}, kStrict, as_text<kIregex>},
    {15216, "texticregexne", kBool, {kCitext, kText}, kStrict, as_text<kNotIregex>},
    {15217, "regexp_match", kTextArray, {kCitext, kCitext}, kStrict, match},
    {15218, "regexp_match", kTextArray, {kCitext, kCitext, kText}, kStrict, match},
    {15219, "regexp_replace", kText, {kCitext, kCitext, kText}, kStrict, replace_matches},
    {15220, "regexp_replace", kText, {kCitext, kCitext, kText, kText}, kStrict, replace_matches},
    {15221, "regexp_split_to_array", kTextArray, {kCitext, kCitext}, kStrict, split},
    {15222, "regexp_split_to_array", kTextArray, {kCitext, kCitext, kText}, kStrict, split},
    {15223, "strpos", kInt4, {kCitext, kCitext}, kStrict, find_place},
    {15224, "replace", kText, {kCitext, kCitext, kCitext}, kStrict, replace_text},
    {15225, "split_part", kText, {kCitext, kCitext, kInt4}, kStrict, split_part},
    {15226, "translate", kText, {kCitext, kCitext, kText}, kStrict, translate},
    {15227, "citext", kCitext, {kBpchar}, kStrict, of_bpchar},
    {15228, "citext", kCitext, {kBool}, kStrict, of_any},
    {15229, "citext", kCitext, {kInet}, kStrict, of_any},
};

constexpr OperatorDef kOperators[] = {
    {15200, "=", kCitext, kCitext, kBool, 15200, 15200, 15201},
    {15201, "<>", kCitext, kCitext, kBool, 15201, 15201, 15200},
    {15202, "<", kCitext, kCitext, kBool, 15202, 15204, 15205},
    {15203, "<=", kCitext, kCitext, kBool, 15203, 15205, 15204},
    {15204, ">", kCitext, kCitext, kBool, 15204, 15202, 15203},
    {15205, ">=", kCitext, kCitext, kBool, 15205, 15203, 15202},
    {15206, "~", kCitext, kCitext, kBool, 15211, kNoOid, 15207},
    {15207, "!~", kCitext, kCitext, kBool, 15212, kNoOid, 15206},
    {15208, "~*", kCitext, kCitext, kBool, 15211, kNoOid, 15209},
    {15209, "!~*", kCitext, kCitext, kBool, 15212, kNoOid, 15208},
    {15210, "~~", kCitext, kCitext, kBool, 15209, kNoOid, 15211},
    {15211, "!~~", kCitext, kCitext, kBool, 15210, kNoOid, 15210},
    {15212, "~~*", kCitext, kCitext, kBool, 15209, kNoOid, 15213},
    {15213, "!~~*", kCitext, kCitext, kBool, 15210, kNoOid, 15212},
    {15214, "~", kCitext, kText, kBool, 15215, kNoOid, 15215},
    {15215, "!~", kCitext, kText, kBool, 15216, kNoOid, 15214},
    {15216, "~*", kCitext, kText, kBool, 15215, kNoOid, 15217},
    {15217, "!~*", kCitext, kText, kBool, 15216, kNoOid, 15216},
    {15218, "~~", kCitext, kText, kBool, 15213, kNoOid, 15219},
    {15219, "!~~", kCitext, kText, kBool, 15214, kNoOid, 15218},
    {15220, "~~*", kCitext, kText, kBool, 15213, kNoOid, 15221},
    {15221, "!~~*", kCitext, kText, kBool, 15214, kNoOid, 15220},
};

constexpr CastDef kCasts[] = {
    {kCitext, kText, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kCitext, kVarchar, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kCitext, kBpchar, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kText, kCitext, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kVarchar, kCitext, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kBpchar, kCitext, 15227, CastContext::kAssignment},
    {kBool, kCitext, 15228, CastContext::kAssignment},
    {kInet, kCitext, 15229, CastContext::kAssignment},
};

constexpr AggregateDef kAggregates[] = {
    {15230, "min", kCitext, {kCitext}, kStrict, sizeof(Extreme), extreme_step<false>,
     extreme_final},
    {15231, "max", kCitext, {kCitext}, kStrict, sizeof(Extreme), extreme_step<true>,
     extreme_final},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {15232, "regexp_matches", kTextArray, {kCitext, kCitext}, kStrict, rows<2764>},
    {15233, "regexp_matches", kTextArray, {kCitext, kCitext, kText}, kStrict, rows<2764>},
    {15234, "regexp_split_to_table", kText, {kCitext, kCitext}, kStrict, rows<2766>},
    {15235, "regexp_split_to_table", kText, {kCitext, kCitext, kText}, kStrict, rows<2766>},
};

}  // namespace

const FunctionGroup kCitextGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .aggregates = kAggregates,
    .set_functions = kSetFunctions,
    .extension = "citext",
};

}  // namespace rung
