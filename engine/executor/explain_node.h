// ExplainNode: EXPLAIN's tree of labelled values, and its four notations. What a node says is
// decided in explain.cc; how it is written, here.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace rung::executor {

struct ExplainItem {
  enum class Kind : uint8_t { kText, kNumber, kList, kBool } kind = Kind::kText;
  std::string label;
  std::vector<std::string> values;
  bool structured_only = false;  // text form says it elsewhere
};

struct ExplainNode {
  std::string title;        // text form: everything on the first line
  std::string group;        // text form: "InitPlan 1 (returns $0)" above it
  std::vector<ExplainItem> items;
  std::vector<std::string> text_lines;  // text form only, after the items
  std::vector<std::unique_ptr<ExplainNode>> children;

  void add(std::string label, std::string value) {
    items.push_back({ExplainItem::Kind::kText, std::move(label), {std::move(value)}, false});
  }
  void add_list(std::string label, std::vector<std::string> values) {
    items.push_back({ExplainItem::Kind::kList, std::move(label), std::move(values), false});
  }
  void add_hidden(ExplainItem::Kind kind, std::string label, std::string value) {
    items.push_back({kind, std::move(label), {std::move(value)}, true});
  }
};

// `footer`: "Planning Time" and the like, in milliseconds.
std::vector<std::string> write_explain(const ExplainNode& root,
                                       const std::vector<ExplainItem>& footer,
                                       const std::string& format);

}  // namespace rung::executor
