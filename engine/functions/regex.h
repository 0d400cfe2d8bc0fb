// Regex: PostgreSQL's advanced regular expressions on PCRE2. The pattern is translated (escapes,
// bracket expressions, embedded options); errors have PostgreSQL's wording. Where PostgreSQL wants
// the longest match of an alternation, or the shortest of a lazy expression, a second pass finds
// that length.
//
// Does not emulate: basic regular expressions; and where several divisions of one match into groups
// exist, the groups are those that backtracking finds first. Not shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expr/function.h"

namespace rung {

struct RegexOptions {
  bool ignore_case = false;
  bool literal = false;
  bool expanded = false;
  bool dot_stops_at_newline = false;   // options n, p
  bool anchors_at_newlines = false;    // options n, w
  bool global = false;                 // of the functions, not of the expression
};
// 22023 invalid regular expression option: "x".
RegexOptions parse_regex_options(std::string_view letters);

class Regex {
 public:
  // Byte offsets of a group; begin is npos when the group took no part.
  struct Group {
    size_t begin;
    size_t end;
  };

  Regex(std::string_view pattern, const RegexOptions& options);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  size_t group_count() const { return group_count_; }  // without the whole match
  // Is there a match? Cheaper than find().
  bool matches(std::string_view text);
  // The first match at or after `start`: the whole match, then the groups.
  bool find(std::string_view text, size_t start, std::vector<Group>* groups);

 private:
  struct Code;
  bool run(std::string_view text, size_t start, uint32_t options);

  std::unique_ptr<Code> code_;
  size_t group_count_ = 0;
  enum class Length { kAsFound, kLongest, kShortest } length_ = Length::kAsFound;
};

// The compiled pattern of a call site, kept while pattern and options stay the same.
Regex& cached_regex(FnCall& call, std::string_view pattern, const RegexOptions& options);

// similar_to_escape(): an SQL regular expression as an advanced one. `escape` may be empty.
std::string similar_to_regex(std::string_view pattern, std::string_view escape);

}  // namespace rung
