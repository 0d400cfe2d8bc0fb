// XML: construction, tests, conversion from and to text. The SQL forms (XMLELEMENT …) come here as
// calls of hidden functions whose arguments the binder has laid out; their oids are our own.
// XPath is not there: xpath() and its kin raise 0A000.
#include <algorithm>

#include "functions/groups.h"
#include "functions/json_util.h"
#include "functions/registry.h"
#include "types/array.h"
#include "types/families.h"
#include "types/ops_util.h"
#include "types/services.h"
#include "types/xml.h"

namespace rung {
namespace {

using namespace oid;

Datum xml(FnCall& call, const Datum* a) {
  return kXmlOps.input(*call.env, call.env->type(kXml), a[0].bytes(), -1);
}
Datum text(FnCall&, const Datum* a) { return a[0]; }

// --- Values ---------------------------------------------------------------------------------------

void append_value(FnCall& call, Oid type_oid, const Datum& value, bool attribute, std::string* to) {
  const TypeInfo* type = &call.env->type(type_oid);
  while (type->kind == TypeKind::kDomain) type = &call.env->type(type->base_oid);
  if (type->kind == TypeKind::kArray && !attribute) {
    const ArrayView array(value);
    for (uint32_t i = 0; i < array.size(); ++i) {
      const Datum element = array.element(i);
      if (element.null) continue;
      *to += "<element>";
      append_value(call, type->element_oid, element, false, to);
      *to += "</element>";
    }
    return;
  }
  switch (type->oid) {
    case kXml:
      if (attribute) break;
      *to += xml_declaration(value.bytes()).rest;
      return;
    case kBool: *to += value.b() ? "true" : "false"; return;
    case kDate:
    case kTimestamp:
    case kTimestamptz: {
      // JSON writes them in the same ISO form.
      std::string quoted;
      append_as_json(*call.env, type->oid, value, false, &quoted);
      if (quoted.find("infinity") != std::string::npos) {
        const bool date = type->oid == kDate;
        throw_error(Error(sqlstate::datetime_value_out_of_range,
                          date ? "date out of range" : "timestamp out of range")
                        .with_detail(std::string("XML does not support infinite ") +
                                     (date ? "date" : "timestamp") + " values."));
      }
      *to += std::string_view(quoted).substr(1, quoted.size() - 2);
      return;
    }
    case kBytea: {
      constexpr Oid kEncode = 1946;
      const Datum args[] = {value, Datum::of_bytes("base64")};
      *to += find_function(kEncode)->row(call, args).bytes();
      return;
    }
    default: break;
  }
  append_xml_text(text_of(*call.env, type->oid, value), attribute, to);
}

// Name, number of attributes, a name and a value for each, then the content.
Datum element(FnCall& call, const Datum* a) {
  const std::string name(a[0].bytes());
  const auto attributes = static_cast<uint16_t>(a[1].i);
  std::string made = "<" + name;
  uint16_t i = 2;
  for (uint16_t k = 0; k < attributes; ++k, i = static_cast<uint16_t>(i + 2)) {
    if (a[i + 1].null) continue;
    made += " " + std::string(a[i].bytes()) + "=\"";
    append_value(call, call.arg_types[i + 1], a[i + 1], true, &made);
    made += '"';
  }
  bool any = false;
  std::string content;
  for (; i < call.arg_count; ++i) {
    if (a[i].null) continue;
    any = true;
    append_value(call, call.arg_types[i], a[i], false, &content);
  }
  return call.env->text(any ? made + ">" + content + "</" + name + ">" : made + "/>");
}
// A name and a value for each.
Datum forest(FnCall& call, const Datum* a) {
  std::string made;
  bool any = false;
  for (uint16_t i = 0; i + 1 < call.arg_count; i = static_cast<uint16_t>(i + 2)) {
    if (a[i + 1].null) continue;
    any = true;
    const std::string name(a[i].bytes());
    made += "<" + name + ">";
    append_value(call, call.arg_types[i + 1], a[i + 1], false, &made);
    made += "</" + name + ">";
  }
  return any ? call.env->text(made) : Datum();
}

// One declaration for all: a version that all have, standalone when all say so.
class Concatenation {
 public:
  void add(std::string_view value) {
    const XmlDeclaration found = xml_declaration(value);
    if (!any_) version_ = found.version;
    if (found.version.empty() || found.version != version_) same_version_ = false;
    if (found.standalone.empty()) {
      standalone_ = -1;
    } else if (found.standalone == "no" && standalone_ == 1) {
      standalone_ = 0;
    }
    text_ += found.rest;
    any_ = true;
  }
  std::string finish() const {
    std::string made;
    if (same_version_ || standalone_ >= 0) {
      append_xml_declaration(same_version_ ? version_ : "",
                             standalone_ < 0    ? ""
                             : standalone_ == 1 ? "yes"
                                                : "no",
                             &made);
    }
    return made + text_;
  }
  bool any() const { return any_; }

 private:
  std::string version_;
  std::string text_;
  bool same_version_ = true;
  int standalone_ = 1;
  bool any_ = false;
};
Datum concat(FnCall& call, const Datum* a) {
  Concatenation all;
  for (uint16_t i = 0; i < call.arg_count; ++i) {
    if (!a[i].null) all.add(a[i].bytes());
  }
  return all.any() ? call.env->text(all.finish()) : Datum();
}

Datum parse(FnCall&, const Datum* a) {
  if (a[1].b()) {
    check_xml_document(a[0].bytes());
  } else {
    check_xml_content(a[0].bytes());
  }
  return a[0];
}
// Name and, when it was written, the content.
Datum instruction(FnCall& call, const Datum* a) {
  const std::string name(a[0].bytes());
  if (equals_ignore_case(name, "xml")) {
    throw_error(Error(sqlstate::syntax_error, "invalid XML processing instruction")
                    .with_detail("XML processing instruction target name cannot be \"" + name +
                                 "\"."));
  }
  if (call.arg_count < 2) return call.env->text("<?" + name + "?>");
  if (a[1].null) return Datum();
  std::string_view content = a[1].bytes();
  if (content.find("?>") != std::string_view::npos) {
    throw_error(Error(sqlstate::invalid_xml_processing_instruction,
                      "invalid XML processing instruction")
                    .with_detail("XML processing instruction cannot contain \"?>\"."));
  }
  while (content.starts_with(' ')) content.remove_prefix(1);
  return call.env->text("<?" + name + " " + std::string(content) + "?>");
}
// Value, version or NULL, standalone: 0 yes, 1 no, 2 no value, 3 as it is.
Datum root(FnCall& call, const Datum* a) {
  if (a[0].null) return Datum();
  const XmlDeclaration found = xml_declaration(a[0].bytes());
  const std::string_view version = a[1].null ? std::string_view() : a[1].bytes();
  const std::string_view standalone = a[2].i == 0   ? "yes"
                                      : a[2].i == 1 ? "no"
                                      : a[2].i == 2 ? ""
                                                    : found.standalone;
  std::string made;
  append_xml_declaration(version, standalone, &made);
  made += found.rest;
  return call.env->text(made);
}
Datum serialize(FnCall&, const Datum* a) {
  if (a[1].b() && !is_xml_document(a[0].bytes())) {
    throw_error(sqlstate::not_an_xml_document, "not an XML document");
  }
  return a[0];
}
Datum is_document(FnCall&, const Datum* a) { return Datum::of_bool(is_xml_document(a[0].bytes())); }

Datum comment(FnCall& call, const Datum* a) {
  const std::string_view content = a[0].bytes();
  if (content.find("--") != std::string_view::npos || content.ends_with('-')) {
    throw_error(sqlstate::invalid_xml_comment, "invalid XML comment");
  }
  return call.env->text("<!--" + std::string(content) + "-->");
}

bool passes(void (*check)(std::string_view), std::string_view text) {
  try {
    check(text);
  } catch (const SqlError& error) {
    const SqlState state = error.error().state;
    if (state != sqlstate::invalid_xml_content && state != sqlstate::invalid_xml_document) throw;
    return false;
  }
  return true;
}
Datum is_good_content(FnCall&, const Datum* a) {
  return Datum::of_bool(passes(check_xml_content, a[0].bytes()));
}
Datum is_good_document(FnCall&, const Datum* a) {
  return Datum::of_bool(passes(check_xml_document, a[0].bytes()));
}
Datum is_good(FnCall& call, const Datum* a) {
  const bool document = call.env->services->setting("xmloption").value_or("") == "document";
  return document ? is_good_document(call, a) : is_good_content(call, a);
}

Datum no_xpath(FnCall&, const Datum*) { throw_unsupported("XPath"); }

// The text so far, in the group's arena.
struct Joined {
  char* bytes;
  size_t size;
  size_t capacity;
  bool any;
};
void join_step(FnCall& call, void* state, const Datum* a) {
  auto& joined = *static_cast<Joined*>(state);
  const std::string_view added = xml_declaration(a[0].bytes()).rest;
  if (joined.size + added.size() > joined.capacity) {
    joined.capacity = std::max<size_t>((joined.size + added.size()) * 2, 256);
    char* larger = call.env->arena->allocate_bytes(joined.capacity);
    if (joined.size > 0) std::memcpy(larger, joined.bytes, joined.size);
    joined.bytes = larger;
  }
  if (!added.empty()) std::memcpy(joined.bytes + joined.size, added.data(), added.size());
  joined.size += added.size();
  joined.any = true;
}
Datum join_final(FnCall& call, void* state) {
  const auto& joined = *static_cast<Joined*>(state);
  return joined.any ? call.env->text({joined.bytes, joined.size}) : Datum();
}

constexpr FunctionDef kFunctions[] = {
    {2614, "xmlexists", kBool, {kText, kXml}, kStrict, no_xpath},
    {2895, "xmlcomment", kXml, {kText}, kStrict, comment, nullptr, "xmlcomment('hi')", "<!--hi-->"},
    {2896, "xml", kXml, {kText}, kStrict | kStable, xml},
    {2900, "xmlconcat2", kXml, {kXml, kXml}, 0, concat},
    {2922, "text", kText, {kXml}, kStrict, text},
    {2931, "xpath", kXmlArray, {kText, kXml, kTextArray}, kStrict, no_xpath},
    {2932, "xpath", kXmlArray, {kText, kXml}, kStrict, no_xpath},
    {3049, "xpath_exists", kBool, {kText, kXml, kTextArray}, kStrict, no_xpath},
    {3050, "xpath_exists", kBool, {kText, kXml}, kStrict, no_xpath},
    {3051, "xml_is_well_formed", kBool, {kText}, kStrict | kStable, is_good},
    {3052, "xml_is_well_formed_document", kBool, {kText}, kStrict, is_good_document},
    {3053, "xml_is_well_formed_content", kBool, {kText}, kStrict, is_good_content},
    {15901, "xmlelement", kXml, {kAny}, kVariadic | kHidden | kStable, element},
    {15902, "xmlforest", kXml, {kAny}, kVariadic | kHidden | kStable, forest},
    {15903, "xmlconcat", kXml, {kAny}, kVariadic | kHidden, concat},
    {15904, "xmlparse", kXml, {kText, kBool}, kStrict | kHidden, parse},
    {15905, "xmlpi", kXml, {kAny}, kVariadic | kHidden, instruction},
    {15906, "xmlroot", kXml, {kXml, kText, kInt4}, kHidden, root},
    {15907, "xmlserialize", kText, {kXml, kBool}, kStrict | kHidden, serialize},
    {15908, "xml_is_document", kBool, {kXml}, kStrict | kHidden, is_document},
};

constexpr AggregateDef kAggregates[] = {
    {2901, "xmlagg", kXml, {kXml}, kStrict, sizeof(Joined), join_step, join_final},
};

constexpr CastDef kCasts[] = {
    {kText, kXml, 2896, CastContext::kExplicit},
    {kBpchar, kXml, 2896, CastContext::kExplicit},
    {kVarchar, kXml, 2896, CastContext::kExplicit},
    {kXml, kText, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kXml, kBpchar, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
    {kXml, kVarchar, kNoOid, CastContext::kAssignment, CastMethod::kBinary},
};

}  // namespace

const FunctionGroup kXmlGroup = {
    .functions = kFunctions,
    .casts = kCasts,
    .aggregates = kAggregates,
};

}  // namespace rung
