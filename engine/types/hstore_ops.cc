#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"
#include "types/array.h"
#include "types/hstore.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr uint32_t kNullValue = 0xFFFFFFFF;

bool key_before(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

// Reads 'a=>1, "b c"=>"x", d=>NULL'.
class HstoreReader {
 public:
  HstoreReader(TypeEnv& env, std::string_view text) : env_(env), text_(text) {}

  std::vector<HstorePair> read() {
    std::vector<HstorePair> pairs;
    skip_space();
    while (at_ < text_.size()) {
      HstorePair pair;
      bool quoted;
      pair.key = read_word(true, &quoted);
      skip_space();
      if (peek() != '=') error(at_);
      ++at_;
      if (peek() != '>') error(at_);
      ++at_;
      skip_space();
      const std::string_view value = read_word(false, &quoted);
      if (quoted || !equals_ignore_case(value, "null")) pair.value = value;
      pairs.push_back(pair);
      skip_space();
      if (at_ >= text_.size()) break;
      if (peek() != ',') error(at_);
      ++at_;
      skip_space();
      if (at_ >= text_.size()) break;
    }
    return pairs;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  [[noreturn]] void error(size_t at) const {
    if (at >= text_.size()) throw_error(sqlstate::internal_error, "Unexpected end of string");
    throw_error(sqlstate::internal_error, std::string("Syntax error near \"") + text_[at] +
                                            "\" at position " + std::to_string(at));
  }

  std::string_view read_word(bool key, bool* quoted) {
    std::string word;
    *quoted = peek() == '"';
    if (*quoted) {
      ++at_;
      for (;; ++at_) {
        if (at_ >= text_.size()) error(at_);
        if (text_[at_] == '"') break;
        if (text_[at_] == '\\' && ++at_ >= text_.size()) error(at_);
        word.push_back(text_[at_]);
      }
      ++at_;
      return env_.keep(word);
    }
    const size_t start = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (is_space(c) || c == (key ? '=' : ',')) break;
      if (c == '\\' && ++at_ >= text_.size()) error(at_);
      word.push_back(text_[at_]);
    }
    if (at_ == start) error(at_);
    return env_.keep(word);
  }

  TypeEnv& env_;
  std::string_view text_;
  size_t at_ = 0;
};

void append_quoted(std::string_view text, std::string* to) {
  to->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') to->push_back('\\');
    to->push_back(c);
  }
  to->push_back('"');
}

// Order of the texts end to end, then of their lengths, the numbers of pairs, and NULLs last.
void hstore_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const std::vector<HstorePair> pairs = load_hstore(value);
  std::string texts;
  std::string ends;
  const auto end_here = [&](bool null) {
    append_be(ends, static_cast<uint32_t>(texts.size()));
    ends.push_back(null ? '\1' : '\0');
  };
  for (const HstorePair& pair : pairs) {
    texts += pair.key;
    end_here(false);
    if (pair.value) texts += *pair.value;
    end_here(!pair.value);
  }
  append_escaped_bytes(texts, to);
  append_be(*to, static_cast<uint32_t>(pairs.size()));
  *to += ends;
}

int hstore_compare(TypeEnv& env, const TypeInfo& type, const Datum& a, const Datum& b) {
  std::string keys[2];
  hstore_encode(env, type, a, &keys[0]);
  hstore_encode(env, type, b, &keys[1]);
  return three_way(keys[0].compare(keys[1]), 0);
}

}  // namespace

std::vector<HstorePair> load_hstore(const Datum& value) {
  std::string_view bytes = value.bytes();
  const auto next = [&] {
    if (bytes.size() < 4) throw_corrupted("short hstore");
    const uint32_t number = load_le<uint32_t>(bytes.data());
    bytes.remove_prefix(4);
    return number;
  };
  const auto text = [&](uint32_t size) {
    if (size > bytes.size()) throw_corrupted("short hstore");
    const std::string_view part = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return part;
  };
  std::vector<HstorePair> pairs;
  for (uint32_t count = next(); count > 0; --count) {
    const uint32_t key_size = next();
    const uint32_t value_size = next();
    HstorePair pair;
    pair.key = text(key_size);
    if (value_size != kNullValue) pair.value = text(value_size);
    pairs.push_back(pair);
  }
  return pairs;
}

Datum store_hstore(Arena& arena, std::vector<HstorePair> pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const HstorePair& a, const HstorePair& b) {
    return key_before(a.key, b.key);
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [](const HstorePair& a, const HstorePair& b) { return a.key == b.key; }),
              pairs.end());
  std::string bytes;
  append_le(bytes, static_cast<uint32_t>(pairs.size()));
  for (const HstorePair& pair : pairs) {
    append_le(bytes, static_cast<uint32_t>(pair.key.size()));
    append_le(bytes, pair.value ? static_cast<uint32_t>(pair.value->size()) : kNullValue);
    bytes += pair.key;
    if (pair.value) bytes += *pair.value;
  }
  return Datum::of_bytes(arena.copy(bytes));
}

const HstorePair* find_pair(const std::vector<HstorePair>& pairs, std::string_view key) {
  const auto found = std::lower_bound(
      pairs.begin(), pairs.end(), key,
      [](const HstorePair& pair, std::string_view k) { return key_before(pair.key, k); });
  return found != pairs.end() && found->key == key ? &*found : nullptr;
}

const TypeOps kHstoreOps = {
    .input = [](TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
      return store_hstore(*env.arena, HstoreReader(env, text).read());
    },
    .output = [](TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
      bool first = true;
      for (const HstorePair& pair : load_hstore(value)) {
        if (!first) *to += ", ";
        first = false;
        append_quoted(pair.key, to);
        *to += "=>";
        if (pair.value) {
          append_quoted(*pair.value, to);
        } else {
          *to += "NULL";
        }
      }
    },
    .compare = hstore_compare,
    .hash = [](TypeEnv&, const TypeInfo&, const Datum& value) {
      return hash_bytes(value.bytes());
    },
    .encode_key = hstore_encode,
};

}  // namespace rung
