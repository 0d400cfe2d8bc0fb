// Subscripts of jsonb: a value is a path of keys and positions. Reading what is not there gives
// NULL; assigning makes it, with nulls before a position beyond the end of an array.
#include <charconv>

#include "expr/eval_compiler.h"
#include "types/json.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr int64_t kElementsMax = 10'000'000;  // of an array that an assignment may make

std::optional<int64_t> as_position(std::string_view text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

[[noreturn]] void throw_scalar_in_path() {
  throw_error(Error(sqlstate::invalid_parameter_value, "cannot replace existing key")
                  .with_detail("The path assumes key is a composite object, but it is a scalar "
                               "value."));
}

void fill(Json* array, int64_t count) {
  if (count > kElementsMax) {
    throw_error(sqlstate::program_limit_exceeded,
                "total size of jsonb array elements exceeds the maximum of 268435455 bytes");
  }
  while (static_cast<int64_t>(array->items.size()) < count) array->items.emplace_back();
}

// What the rest of a path makes of nothing: objects for keys, arrays for positions.
Json built(std::span<const std::string> path, Json value) {
  for (size_t i = path.size(); i-- > 0;) {
    const auto position = as_position(path[i]);
    Json outer = position ? Json::array() : Json::object();
    if (position) {
      fill(&outer, *position);
      outer.items.push_back(std::move(value));
    } else {
      outer.pairs.emplace_back(path[i], std::move(value));
    }
    value = std::move(outer);
  }
  return value;
}

// Where the element of an array is, from 0; behind the end when there is none.
size_t place_in(const Json& array, const std::string& text, size_t level) {
  const auto position = as_position(text);
  if (!position) {
    throw_error(sqlstate::invalid_text_representation,
                "path element at position " + std::to_string(level + 1) +
                    " is not an integer: \"" + text + "\"");
  }
  const auto count = static_cast<int64_t>(array.items.size());
  if (*position < -count) {
    throw_error(sqlstate::invalid_parameter_value,
                "path element at position " + std::to_string(level + 1) +
                    " is out of range: " + std::to_string(*position));
  }
  return static_cast<size_t>(*position < 0 ? *position + count : *position);
}

void set_at(Json* at, std::span<const std::string> path, Json value) {
  for (size_t level = 0; level < path.size(); ++level) {
    const auto rest = path.subspan(level + 1);
    Json* next = nullptr;
    if (at->kind == JsonKind::kObject) {
      next = at->find(path[level]);
      if (next == nullptr) {
        at->pairs.emplace_back(path[level], built(rest, std::move(value)));
        return;
      }
    } else if (at->kind == JsonKind::kArray) {
      const size_t place = place_in(*at, path[level], level);
      if (place >= at->items.size()) {
        fill(at, static_cast<int64_t>(place));
        at->items.push_back(built(rest, std::move(value)));
        return;
      }
      next = &at->items[place];
    } else {
      throw_scalar_in_path();
    }
    at = next;
  }
  *at = std::move(value);
}

class JsonbSubscriptNode final : public EvalNode {
 public:
  JsonbSubscriptNode(uint32_t scratch, NodePtr container, std::vector<NodePtr> path,
                     std::vector<bool> is_number, NodePtr assigned)
      : EvalNode(scratch),
        container_(std::move(container)),
        path_(std::move(path)),
        is_number_(std::move(is_number)),
        assigned_(std::move(assigned)) {}

  Datum row(EvalState& state) const override {
    const Datum container = container_->row(state);
    if (assigned_ != nullptr) return assign(state, container);
    if (container.null) return container;
    std::vector<std::string> path;
    if (!read_path(state, &path)) return Datum();
    JsonbView at(container.bytes());
    for (const std::string& step : path) {
      if (at.kind() == JsonKind::kObject) {
        const auto found = at.find(step);
        if (!found) return Datum();
        at = *found;
      } else if (at.kind() == JsonKind::kArray) {
        auto position = as_position(step);
        if (position && *position < 0) *position += at.size();
        if (!position || *position < 0 || *position >= int64_t{at.size()}) return Datum();
        at = at.element(static_cast<uint32_t>(*position));
      } else {
        return Datum();
      }
    }
    return state.env.text(at.bytes());
  }

 private:
  // False when a step is NULL. Numbers are steps in their decimal form.
  bool read_path(EvalState& state, std::vector<std::string>* path) const {
    for (size_t i = 0; i < path_.size(); ++i) {
      const Datum step = path_[i]->row(state);
      if (step.null) return false;
      path->push_back(is_number_[i] ? std::to_string(step.i) : std::string(step.bytes()));
    }
    return true;
  }

  Datum assign(EvalState& state, const Datum& container) const {
    std::vector<std::string> path;
    if (!read_path(state, &path)) {
      throw_error(sqlstate::null_value_not_allowed,
                  "jsonb subscript in assignment must not be null");
    }
    const Datum assigned = assigned_->row(state);
    Json value;
    if (!assigned.null) value = decode_jsonb(JsonbView(assigned.bytes()));
    Json root = container.null ? (is_number_[0] ? Json::array() : Json::object())
                               : decode_jsonb(JsonbView(container.bytes()));
    set_at(&root, path, std::move(value));
    return make_jsonb(*state.env.arena, std::move(root));
  }

  NodePtr container_;
  std::vector<NodePtr> path_;
  std::vector<bool> is_number_;
  NodePtr assigned_;
};

}  // namespace

NodePtr compile_jsonb_subscript(Compiler& compiler, const Expr& expr) {
  std::vector<NodePtr> all = compiler.compile_all(expr.args);
  NodePtr container = std::move(all.front());
  all.erase(all.begin());
  std::vector<bool> is_number;
  for (size_t i = 1; i < expr.args.size(); ++i) {
    is_number.push_back(expr.args[i]->type == oid::kInt4);
  }
  NodePtr assigned = expr.left != nullptr ? compiler.compile(*expr.left) : nullptr;
  return std::make_unique<JsonbSubscriptNode>(compiler.new_scratch(), std::move(container),
                                              std::move(all), std::move(is_number),
                                              std::move(assigned));
}

}  // namespace rung
