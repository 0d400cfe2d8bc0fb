#include "executor/explain_node.h"

namespace rung::executor {
namespace {

std::string joined(const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& value : values) {
    if (!all.empty()) all += ", ";
    all += value;
  }
  return all;
}

std::string spaces(size_t count) { return std::string(count, ' '); }

void write_text(const ExplainNode& node, size_t indent, std::vector<std::string>* lines) {
  if (!node.group.empty()) {
    lines->push_back(spaces(indent * 2) + node.group);
    ++indent;
  }
  std::string first = spaces(indent * 2);
  if (indent > 0) {
    first += "->  ";
    indent += 2;
  }
  lines->push_back(first + node.title);
  ++indent;
  for (const ExplainItem& item : node.items) {
    if (item.structured_only) continue;
    lines->push_back(spaces(indent * 2) + item.label + ": " + joined(item.values));
  }
  for (const std::string& line : node.text_lines) lines->push_back(spaces(indent * 2) + line);
  for (const auto& child : node.children) write_text(*child, indent, lines);
}

std::string json_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          static constexpr char kHex[] = "0123456789abcdef";
          out += "\\u00";
          out += kHex[c >> 4 & 15];
          out += kHex[c & 15];
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

std::string json_value(const ExplainItem& item) {
  if (item.kind == ExplainItem::Kind::kNumber || item.kind == ExplainItem::Kind::kBool) {
    return item.values[0];
  }
  if (item.kind == ExplainItem::Kind::kText) return json_string(item.values[0]);
  std::string list = "[";
  for (size_t i = 0; i < item.values.size(); ++i) {
    list += (i > 0 ? ", " : "") + json_string(item.values[i]);
  }
  return list + "]";
}

void write_json(const ExplainNode& node, size_t indent, std::vector<std::string>* lines) {
  const std::string pad = spaces(indent * 2), inner = spaces(indent * 2 + 2);
  lines->push_back(pad + "{");
  for (size_t i = 0; i < node.items.size(); ++i) {
    const bool last = i + 1 == node.items.size() && node.children.empty();
    lines->push_back(inner + json_string(node.items[i].label) + ": " + json_value(node.items[i]) +
                     (last ? "" : ","));
  }
  if (!node.children.empty()) {
    lines->push_back(inner + "\"Plans\": [");
    for (size_t i = 0; i < node.children.size(); ++i) {
      write_json(*node.children[i], indent + 2, lines);
      if (i + 1 < node.children.size()) lines->back() += ",";
    }
    lines->push_back(inner + "]");
  }
  lines->push_back(pad + "}");
}

std::string yaml_value(const ExplainItem& item) {
  return item.kind == ExplainItem::Kind::kText ? json_string(item.values[0]) : item.values[0];
}

void write_yaml(const ExplainNode& node, size_t indent, std::vector<std::string>* lines,
                std::string first) {
  for (const ExplainItem& item : node.items) {
    const std::string pad = first.empty() ? spaces(indent * 2) : first;
    first.clear();
    if (item.kind != ExplainItem::Kind::kList) {
      lines->push_back(pad + item.label + ": " + yaml_value(item));
      continue;
    }
    lines->push_back(pad + item.label + ": ");
    for (const std::string& value : item.values) {
      lines->push_back(spaces(indent * 2 + 2) + "- " + json_string(value));
    }
  }
  if (node.children.empty()) return;
  lines->push_back(spaces(indent * 2) + "Plans: ");
  for (const auto& child : node.children) {
    write_yaml(*child, indent + 2, lines, spaces(indent * 2 + 2) + "- ");
  }
}

std::string xml_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string xml_tag(const std::string& label) {
  std::string tag = label;
  for (char& c : tag) {
    if (c == ' ' || c == '/') c = '-';
  }
  return tag;
}

void write_xml(const ExplainNode& node, size_t indent, std::vector<std::string>* lines) {
  const std::string pad = spaces(indent * 2), inner = spaces(indent * 2 + 2);
  lines->push_back(pad + "<Plan>");
  for (const ExplainItem& item : node.items) {
    const std::string tag = xml_tag(item.label);
    if (item.kind != ExplainItem::Kind::kList) {
      lines->push_back(inner + "<" + tag + ">" + xml_text(item.values[0]) + "</" + tag + ">");
      continue;
    }
    lines->push_back(inner + "<" + tag + ">");
    for (const std::string& value : item.values) {
      lines->push_back(inner + "  <Item>" + xml_text(value) + "</Item>");
    }
    lines->push_back(inner + "</" + tag + ">");
  }
  if (!node.children.empty()) {
    lines->push_back(inner + "<Plans>");
    for (const auto& child : node.children) write_xml(*child, indent + 2, lines);
    lines->push_back(inner + "</Plans>");
  }
  lines->push_back(pad + "</Plan>");
}

}  // namespace

std::vector<std::string> write_explain(const ExplainNode& root,
                                       const std::vector<ExplainItem>& footer,
                                       const std::string& format) {
  std::vector<std::string> lines;
  if (format == "json") {
    lines.push_back("[");
    lines.push_back("  {");
    lines.push_back("    \"Plan\": {");
    std::vector<std::string> body;
    write_json(root, 2, &body);
    lines.insert(lines.end(), body.begin() + 1, body.end());
    for (const ExplainItem& item : footer) {
      lines.back() += ",";
      lines.push_back("    " + json_string(item.label) + ": " + json_value(item));
    }
    lines.push_back("  }");
    lines.push_back("]");
    return lines;
  }
  if (format == "yaml") {
    lines.push_back("- Plan: ");
    write_yaml(root, 2, &lines, "");
    for (const ExplainItem& item : footer) lines.push_back("  " + item.label + ": " + yaml_value(item));
    return lines;
  }
  if (format == "xml") {
    lines.push_back("<explain xmlns=\"http://www.postgresql.org/2009/explain\">");
    lines.push_back("  <Query>");
    write_xml(root, 2, &lines);
    for (const ExplainItem& item : footer) {
      const std::string tag = xml_tag(item.label);
      lines.push_back("    <" + tag + ">" + item.values[0] + "</" + tag + ">");
    }
    lines.push_back("  </Query>");
    lines.push_back("</explain>");
    return lines;
  }
  write_text(root, 0, &lines);
  for (const ExplainItem& item : footer) {
    lines.push_back(item.label + ": " + item.values[0] + " ms");
  }
  return lines;
}

}  // namespace rung::executor
