// ltree, the type of the extension of that name: a path of labels, stored as its text.
#include "base/hash.h"
#include "types/families.h"
#include "types/ltree.h"
#include "types/ops_util.h"

namespace rung {
namespace {

bool is_label_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

int ltree_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  const std::vector<std::string_view> x = ltree_labels(a.bytes());
  const std::vector<std::string_view> y = ltree_labels(b.bytes());
  for (size_t i = 0; i < x.size() && i < y.size(); ++i) {
    if (const int order = x[i].compare(y[i]); order != 0) return order;
  }
  return three_way(x.size(), y.size());
}

void ltree_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  for (const std::string_view label : ltree_labels(value.bytes())) {
    to->append(label);
    to->push_back('\0');
  }
  to->push_back('\0');
}

}  // namespace

std::vector<std::string_view> ltree_labels(std::string_view path) {
  std::vector<std::string_view> labels;
  while (!path.empty()) {
    const size_t dot = std::min(path.find('.'), path.size());
    labels.push_back(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return labels;
}

void check_ltree(std::string_view text) {
  constexpr size_t kLabelMax = 255;
  const auto at_character = [](size_t at) {
    throw_error(sqlstate::syntax_error,
                "ltree syntax error at character " + std::to_string(at + 1));
  };
  size_t start = 0;
  size_t characters = 0;
  for (size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && is_label_char(text[at])) {
      if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) ++characters;
      continue;
    }
    if (at < text.size() && text[at] != '.') at_character(at);
    if (at == text.size() && text.empty()) return;
    if (at == start) {
      if (at < text.size()) at_character(at);
      throw_error(Error(sqlstate::syntax_error, "ltree syntax error")
                      .with_detail("Unexpected end of input."));
    }
    if (characters > kLabelMax) {
      throw_error(Error(sqlstate::name_too_long, "label string is too long")
                      .with_detail("Label length is " + std::to_string(characters) +
                                   ", must be at most " + std::to_string(kLabelMax) +
                                   ", at character " + std::to_string(at + 1) + "."));
    }
    start = at + 1;
    characters = 0;
  }
}

const TypeOps kLtreeOps = {
    .input = [](TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
      check_ltree(text);
      return env.text(text);
    },
    .output = [](TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
      to->append(value.bytes());
    },
    .compare = ltree_compare,
    .hash = [](TypeEnv&, const TypeInfo&, const Datum& value) {
      return hash_bytes(value.bytes());
    },
    .encode_key = ltree_encode,
};

}  // namespace rung
