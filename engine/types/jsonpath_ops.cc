// jsonpath as a type: its canonical text.
#include "types/families.h"
#include "types/json.h"
#include "types/jsonpath.h"

namespace rung {
namespace {

using enum JsonPathKind;

int priority(JsonPathKind kind) {
  switch (kind) {
    case kOr: return 0;
    case kAnd: return 1;
    case kEqual: case kNotEqual: case kLess: case kLessOrEqual: case kGreater:
    case kGreaterOrEqual: case kStartsWith: return 2;
    case kAdd: case kSubtract: return 3;
    case kMultiply: case kDivide: case kModulo: return 4;
    case kPlus: case kMinus: return 5;
    default: return 6;
  }
}

void append_level(uint32_t level, std::string* to) {
  *to += level == JsonPathItem::kLastLevel ? "last" : std::to_string(level);
}

void append_any(const JsonPathItem& item, std::string* to) {
  *to += "**";
  if (item.first == 0 && item.last == JsonPathItem::kLastLevel) return;
  to->push_back('{');
  append_level(item.first, to);
  if (item.first != item.last) {
    *to += " to ";
    append_level(item.last, to);
  }
  to->push_back('}');
}

void append_chain(const JsonPathItem* item, bool in_key, bool brackets, std::string* to);

void append_operand(const JsonPathItem& of, const JsonPathItem* operand, std::string* to) {
  append_chain(operand, false, priority(operand->kind) <= priority(of.kind), to);
}

void append_item(const JsonPathItem& item, bool in_key, bool brackets, std::string* to) {
  const bool has_next = item.next != nullptr;
  switch (item.kind) {
    case JsonPathKind::kNull: *to += "null"; return;
    case kBool: *to += item.boolean ? "true" : "false"; return;
    case kString: append_json_string(item.text, to); return;
    case JsonPathKind::kNumber:
      if (has_next) to->push_back('(');
      *to += item.text;
      if (has_next) to->push_back(')');
      return;
    case kVariable:
      to->push_back('$');
      append_json_string(item.text, to);
      return;
    case kRoot: to->push_back('$'); return;
    case kCurrent: to->push_back('@'); return;
    case kLast: *to += "last"; return;
    case kKey:
      if (in_key) to->push_back('.');
      append_json_string(item.text, to);
      return;
    case kAnyKey:
      if (in_key) to->push_back('.');
      to->push_back('*');
      return;
    case kAnyArray: *to += "[*]"; return;
    case kAny:
      if (in_key) to->push_back('.');
      append_any(item, to);
      return;
    case kSubscripts: {
      to->push_back('[');
      bool first = true;
      for (const auto& [from, end] : item.subscripts) {
        if (!first) to->push_back(',');
        first = false;
        append_chain(from, false, false, to);
        if (end == nullptr) continue;
        *to += " to ";
        append_chain(end, false, false, to);
      }
      to->push_back(']');
      return;
    }
    case kFilter:
      *to += "?(";
      append_chain(item.left, false, false, to);
      to->push_back(')');
      return;
    case kType: *to += ".type()"; return;
    case kSize: *to += ".size()"; return;
    case kAbs: *to += ".abs()"; return;
    case kFloor: *to += ".floor()"; return;
    case kCeiling: *to += ".ceiling()"; return;
    case kDouble: *to += ".double()"; return;
    case kKeyValue: *to += ".keyvalue()"; return;
    case kDatetime:
      *to += ".datetime(";
      if (item.has_datetime_template) append_json_string(item.text, to);
      to->push_back(')');
      return;
    case kNot:
      *to += "!(";
      append_chain(item.left, false, false, to);
      to->push_back(')');
      return;
    case kIsUnknown:
      to->push_back('(');
      append_chain(item.left, false, false, to);
      *to += ") is unknown";
      return;
    case kExists:
      *to += "exists (";
      append_chain(item.left, false, false, to);
      to->push_back(')');
      return;
    default: break;
  }
  if (brackets) to->push_back('(');
  if (item.kind == kPlus || item.kind == kMinus) {
    to->push_back(item.kind == kPlus ? '+' : '-');
    append_operand(item, item.left, to);
  } else {
    append_operand(item, item.left, to);
    to->push_back(' ');
    *to += json_path_operator(item.kind);
    to->push_back(' ');
    if (item.kind == kLikeRegex) {
      append_json_string(item.text, to);
      if (!item.flags.empty()) *to += " flag \"" + item.flags + "\"";
    } else {
      append_operand(item, item.right, to);
    }
  }
  if (brackets) to->push_back(')');
}

void append_chain(const JsonPathItem* item, bool in_key, bool brackets, std::string* to) {
  for (; item != nullptr; item = item->next) {
    append_item(*item, in_key, brackets, to);
    in_key = brackets = true;
  }
}

Datum jsonpath_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  std::string canonical;
  append_json_path(parse_json_path(text), &canonical);
  return env.text(canonical);
}
void jsonpath_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += value.bytes();
}
constexpr char kWireVersion = 1;
void jsonpath_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  to->push_back(kWireVersion);
  *to += value.bytes();
}
Datum jsonpath_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t) {
  if (bytes.empty() || bytes.front() != kWireVersion) {
    throw_error(sqlstate::invalid_binary_representation, "unsupported jsonpath version number");
  }
  return jsonpath_input(env, type, bytes.substr(1), -1);
}

}  // namespace

std::string_view json_path_operator(JsonPathKind kind) {
  switch (kind) {
    case kAnd: return "&&";
    case kOr: return "||";
    case kEqual: return "==";
    case kNotEqual: return "!=";
    case kLess: return "<";
    case kLessOrEqual: return "<=";
    case kGreater: return ">";
    case kGreaterOrEqual: return ">=";
    case kStartsWith: return "starts with";
    case kLikeRegex: return "like_regex";
    case kAdd: case kPlus: return "+";
    case kSubtract: case kMinus: return "-";
    case kMultiply: return "*";
    case kDivide: return "/";
    case kModulo: return "%";
    default: return "";
  }
}

void append_json_path(const JsonPath& path, std::string* to) {
  if (!path.lax) *to += "strict ";
  append_chain(path.root, false, true, to);
}

const TypeOps kJsonpathOps = {
    .input = jsonpath_input,
    .output = jsonpath_output,
    .receive = jsonpath_receive,
    .send = jsonpath_send,
};

}  // namespace rung
