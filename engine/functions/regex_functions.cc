// ~ and its kin, regexp_*(), SIMILAR TO and substring() by pattern.
#include "base/utf8.h"
#include "functions/groups.h"
#include "functions/regex.h"
#include "functions/text_util.h"
#include "types/array.h"

namespace rung {
namespace {

using namespace oid;
using Groups = std::vector<Regex::Group>;

template <bool kWanted, bool kIgnoreCase>
Datum matches(FnCall& call, const Datum* a) {
  RegexOptions options;
  options.ignore_case = kIgnoreCase;
  return Datum::of_bool(cached_regex(call, a[1].bytes(), options).matches(a[0].bytes()) ==
                        kWanted);
}

Datum group_text(std::string_view text, const Regex::Group& group) {
  if (group.begin == std::string_view::npos) return Datum();
  return Datum::of_bytes(text.substr(group.begin, group.end - group.begin));
}

// Options given as the argument `i`, when there is one.
RegexOptions options_of(FnCall& call, const Datum* a, uint16_t i) {
  return i < call.arg_count ? parse_regex_options(a[i].bytes()) : RegexOptions();
}
RegexOptions without_global(FnCall& call, const Datum* a, uint16_t i, const char* function,
                            const char* hint = nullptr) {
  const RegexOptions options = options_of(call, a, i);
  if (options.global) {
    Error error(sqlstate::invalid_parameter_value,
                std::string(function) + " does not support the \"global\" option");
    if (hint != nullptr) error.hint = hint;
    throw_error(std::move(error));
  }
  return options;
}
int64_t integer_of(FnCall& call, const Datum* a, uint16_t i, int64_t absent) {
  return i < call.arg_count ? a[i].i : absent;
}
void check_parameter(const char* name, int64_t value, int64_t least, int64_t most = INT32_MAX) {
  if (value >= least && value <= most) return;
  throw_error(sqlstate::invalid_parameter_value,
              std::string("invalid value for parameter \"") + name +
                  "\": " + std::to_string(value));
}
// Byte offset of the character `start` counted from 1; npos past the end.
size_t offset_of(std::string_view text, int64_t start) {
  check_parameter("start", start, 1);
  const auto skip = static_cast<size_t>(start - 1);
  if (skip > utf8::length(text)) return std::string_view::npos;
  return utf8::prefix_bytes(text, skip);
}

// All matches from `start` on, one after the other; an empty match moves on by one character.
class Scanner {
 public:
  Scanner(Regex& regex, std::string_view text, size_t start)
      : regex_(regex), text_(text), at_(start) {}
  bool next() {
    if (at_ > text_.size() || !regex_.find(text_, at_, &groups_)) return false;
    at_ = groups_[0].end;
    if (groups_[0].begin == groups_[0].end) {
      at_ += at_ < text_.size() ? utf8::sequence_bytes(text_[at_]) : 1;
    }
    return true;
  }
  const Groups& groups() const { return groups_; }

 private:
  Regex& regex_;
  std::string_view text_;
  size_t at_;
  Groups groups_;
};

void append_replacement(std::string_view replacement, std::string_view text, const Groups& groups,
                        std::string* to) {
  for (size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    if (c != '\\' || i + 1 == replacement.size()) {
      *to += c;
      continue;
    }
    const char next = replacement[i + 1];
    if (next == '\\') {
      *to += '\\';
      ++i;
    } else if (next == '&' || (next >= '1' && next <= '9')) {
      const size_t group = next == '&' ? 0 : static_cast<size_t>(next - '0');
      if (group < groups.size()) {
        const Datum part = group_text(text, groups[group]);
        if (!part.null) *to += part.bytes();
      }
      ++i;
    } else {
      *to += c;
    }
  }
}
// `nth` 0 replaces every match.
Datum replace_matches(FnCall& call, const Datum* a, const RegexOptions& options, int64_t start,
                      int64_t nth) {
  const std::string_view text = a[0].bytes();
  Regex& regex = cached_regex(call, a[1].bytes(), options);
  const size_t from = offset_of(text, start);
  if (from == std::string_view::npos) return a[0];
  std::string result;
  size_t copied = 0;
  Scanner scanner(regex, text, from);
  for (int64_t found = 1; scanner.next(); ++found) {
    if (nth != 0 && found < nth) continue;
    const Regex::Group& whole = scanner.groups()[0];
    result += text.substr(copied, whole.begin - copied);
    append_replacement(a[2].bytes(), text, scanner.groups(), &result);
    copied = whole.end;
    if (nth != 0) break;
  }
  result += text.substr(copied);
  return call.env->text(result);
}
Datum regexp_replace(FnCall& call, const Datum* a) {
  const RegexOptions options = options_of(call, a, 3);
  return replace_matches(call, a, options, 1, options.global ? 0 : 1);
}
Datum regexp_replace_nth(FnCall& call, const Datum* a) {
  const RegexOptions options = options_of(call, a, 5);
  const int64_t start = a[3].i;
  check_parameter("start", start, 1);
  // Without a count, the option g replaces all.
  const int64_t nth = integer_of(call, a, 4, options.global ? 0 : 1);
  check_parameter("n", nth, 0);
  return replace_matches(call, a, options, start, nth);
}

// The groups of a match, or the whole when the expression has none.
Datum match_array(FnCall& call, std::string_view text, const Groups& groups) {
  ArrayBuilder builder(call.env->type(kText));
  for (size_t i = groups.size() > 1 ? 1 : 0; i < groups.size(); ++i) {
    builder.add(group_text(text, groups[i]));
  }
  return builder.finish(*call.env->arena);
}
Datum regexp_match(FnCall& call, const Datum* a) {
  const RegexOptions options = without_global(call, a, 2, "regexp_match()",
                                              "Use the regexp_matches function instead.");
  Groups groups;
  if (!cached_regex(call, a[1].bytes(), options).find(a[0].bytes(), 0, &groups)) return Datum();
  return match_array(call, a[0].bytes(), groups);
}

Datum regexp_count(FnCall& call, const Datum* a) {
  const std::string_view text = a[0].bytes();
  const int64_t start = integer_of(call, a, 2, 1);
  check_parameter("start", start, 1);
  const RegexOptions options = without_global(call, a, 3, "regexp_count()");
  const size_t from = offset_of(text, start);
  if (from == std::string_view::npos) return Datum::of_int(0);
  Scanner scanner(cached_regex(call, a[1].bytes(), options), text, from);
  int64_t count = 0;
  while (scanner.next()) ++count;
  return Datum::of_int(count);
}
Datum regexp_like(FnCall& call, const Datum* a) {
  const RegexOptions options = without_global(call, a, 2, "regexp_like()");
  return Datum::of_bool(cached_regex(call, a[1].bytes(), options).matches(a[0].bytes()));
}

// The `nth` match from `start` on; false when there are fewer.
bool find_nth(Regex& regex, std::string_view text, int64_t start, int64_t nth, Groups* groups) {
  const size_t from = offset_of(text, start);
  if (from == std::string_view::npos) return false;
  Scanner scanner(regex, text, from);
  for (; nth > 0; --nth) {
    if (!scanner.next()) return false;
  }
  *groups = scanner.groups();
  return true;
}
Datum regexp_instr(FnCall& call, const Datum* a) {
  const int64_t start = integer_of(call, a, 2, 1);
  const int64_t nth = integer_of(call, a, 3, 1);
  const int64_t end_option = integer_of(call, a, 4, 0);
  const int64_t group = integer_of(call, a, 6, 0);
  check_parameter("start", start, 1);
  check_parameter("n", nth, 1);
  check_parameter("endoption", end_option, 0, 1);
  check_parameter("subexpr", group, 0);
  const RegexOptions options = without_global(call, a, 5, "regexp_instr()");
  Regex& regex = cached_regex(call, a[1].bytes(), options);
  const std::string_view text = a[0].bytes();
  Groups groups;
  if (!find_nth(regex, text, start, nth, &groups) ||
      group >= static_cast<int64_t>(groups.size())) {
    return Datum::of_int(0);
  }
  const Regex::Group& wanted = groups[static_cast<size_t>(group)];
  if (wanted.begin == std::string_view::npos) return Datum::of_int(0);
  const size_t at = end_option == 1 ? wanted.end : wanted.begin;
  return Datum::of_int(static_cast<int64_t>(utf8::length(text.substr(0, at))) + 1);
}
Datum regexp_substr(FnCall& call, const Datum* a) {
  const int64_t start = integer_of(call, a, 2, 1);
  const int64_t nth = integer_of(call, a, 3, 1);
  const int64_t group = integer_of(call, a, 5, 0);
  check_parameter("start", start, 1);
  check_parameter("n", nth, 1);
  check_parameter("subexpr", group, 0);
  const RegexOptions options = without_global(call, a, 4, "regexp_substr()");
  Regex& regex = cached_regex(call, a[1].bytes(), options);
  Groups groups;
  if (!find_nth(regex, a[0].bytes(), start, nth, &groups) ||
      group >= static_cast<int64_t>(groups.size())) {
    return Datum();
  }
  return group_text(a[0].bytes(), groups[static_cast<size_t>(group)]);
}

// The pieces between matches. Empty matches at either end, or right after a match, split nothing.
class Splitter {
 public:
  Splitter(Regex& regex, std::string_view text) : text_(text), scanner_(regex, text, 0) {}
  bool next(std::string_view* piece) {
    if (done_) return false;
    while (scanner_.next()) {
      const Regex::Group& match = scanner_.groups()[0];
      if (match.begin >= text_.size() || match.end <= last_end_) continue;
      *piece = text_.substr(last_end_, match.begin - last_end_);
      last_end_ = match.end;
      return true;
    }
    done_ = true;
    *piece = text_.substr(last_end_);
    return true;
  }

 private:
  std::string_view text_;
  Scanner scanner_;
  size_t last_end_ = 0;
  bool done_ = false;
};
Datum regexp_split_to_array(FnCall& call, const Datum* a) {
  const RegexOptions options = without_global(call, a, 2, "regexp_split_to_array()");
  Splitter splitter(cached_regex(call, a[1].bytes(), options), a[0].bytes());
  ArrayBuilder builder(call.env->type(kText));
  std::string_view piece;
  while (splitter.next(&piece)) builder.add(Datum::of_bytes(piece));
  return builder.finish(*call.env->arena);
}

class SplitRows : public RowStream {
 public:
  SplitRows(std::string_view pattern, const RegexOptions& options, std::string_view text)
      : regex_(pattern, options), splitter_(regex_, text) {}
  bool next(Datum* columns) override {
    std::string_view piece;
    if (!splitter_.next(&piece)) return false;
    columns[0] = Datum::of_bytes(piece);
    return true;
  }

 private:
  Regex regex_;
  Splitter splitter_;
};
std::unique_ptr<RowStream> regexp_split_to_table(FnCall& call, const Datum* a) {
  const RegexOptions options = without_global(call, a, 2, "regexp_split_to_table()");
  return std::make_unique<SplitRows>(a[1].bytes(), options, call.env->keep(a[0].bytes()));
}

class MatchRows : public RowStream {
 public:
  MatchRows(FnCall& call, std::string_view pattern, const RegexOptions& options,
            std::string_view text)
      : call_(call), text_(text), regex_(pattern, options), scanner_(regex_, text, 0),
        global_(options.global) {}
  bool next(Datum* columns) override {
    if (done_ || !scanner_.next()) return false;
    done_ = !global_;
    columns[0] = match_array(call_, text_, scanner_.groups());
    return true;
  }

 private:
  FnCall& call_;
  std::string_view text_;
  Regex regex_;
  Scanner scanner_;
  bool global_;
  bool done_ = false;
};
std::unique_ptr<RowStream> regexp_matches(FnCall& call, const Datum* a) {
  const RegexOptions options = options_of(call, a, 2);
  return std::make_unique<MatchRows>(call, a[1].bytes(), options,
                                     call.env->keep(a[0].bytes()));
}

// substring(text from pattern): the first group, or the whole match.
Datum first_group(FnCall& call, std::string_view text, std::string_view pattern) {
  Groups groups;
  if (!cached_regex(call, pattern, {}).find(text, 0, &groups)) return Datum();
  return group_text(text, groups[groups.size() > 1 ? 1 : 0]);
}
Datum substring_regex(FnCall& call, const Datum* a) {
  return first_group(call, a[0].bytes(), a[1].bytes());
}
Datum substring_similar(FnCall& call, const Datum* a) {
  return first_group(call, a[0].bytes(), similar_to_regex(a[1].bytes(), a[2].bytes()));
}
Datum similar_to_escape(FnCall& call, const Datum* a) {
  const std::string_view escape = call.arg_count > 1 ? a[1].bytes() : "\\";
  return call.env->text(similar_to_regex(a[0].bytes(), escape));
}
// The older form: not strict, and a NULL escape is the backslash.
Datum similar_escape(FnCall& call, const Datum* a) {
  if (a[0].null) return Datum();
  const std::string_view escape = a[1].null ? "\\" : a[1].bytes();
  return call.env->text(similar_to_regex(a[0].bytes(), escape));
}

constexpr FunctionDef kFunctions[] = {
    {1254, "textregexeq", kBool, {kText, kText}, kStrict, matches<true, false>,
     batch_of<matches<true, false>>, "'thomas' ~ 't.*ma'", "t"},
    {1256, "textregexne", kBool, {kText, kText}, kStrict, matches<false, false>,
     batch_of<matches<false, false>>, "'thomas' !~ 't.*max'", "t"},
    {1238, "texticregexeq", kBool, {kText, kText}, kStrict, matches<true, true>,
     batch_of<matches<true, true>>, "'thomas' ~* 'T.*ma'", "t"},
    {1239, "texticregexne", kBool, {kText, kText}, kStrict, matches<false, true>,
     batch_of<matches<false, true>>, "'thomas' !~* 'T.*ma'", "f"},
    {79, "nameregexeq", kBool, {kName, kText}, kStrict, matches<true, false>, nullptr,
     "'thomas'::name ~ '^t'", "t"},
    {1252, "nameregexne", kBool, {kName, kText}, kStrict, matches<false, false>, nullptr,
     "'thomas'::name !~ '^t'", "f"},
    {1240, "nameicregexeq", kBool, {kName, kText}, kStrict, matches<true, true>, nullptr,
     "'thomas'::name ~* '^T'", "t"},
    {1241, "nameicregexne", kBool, {kName, kText}, kStrict, matches<false, true>, nullptr,
     "'thomas'::name !~* '^T'", "f"},
    {1658, "bpcharregexeq", kBool, {kBpchar, kText}, kStrict, matches<true, false>, nullptr,
     "'ab'::char(2) ~ '^a'", "t"},
    {1659, "bpcharregexne", kBool, {kBpchar, kText}, kStrict, matches<false, false>, nullptr,
     "'ab'::char(2) !~ '^a'", "f"},
    {1656, "bpcharicregexeq", kBool, {kBpchar, kText}, kStrict, matches<true, true>, nullptr,
     "'ab'::char(2) ~* '^A'", "t"},
    {1657, "bpcharicregexne", kBool, {kBpchar, kText}, kStrict, matches<false, true>, nullptr,
     "'ab'::char(2) !~* '^A'", "f"},
    {2284, "regexp_replace", kText, {kText, kText, kText}, kStrict, regexp_replace, nullptr,
     "regexp_replace('foobarbaz', 'b..', 'X')", "fooXbaz"},
    {2285, "regexp_replace", kText, {kText, kText, kText, kText}, kStrict, regexp_replace, nullptr,
     "regexp_replace('foobarbaz', 'b(..)', 'X\\1Y', 'g')", "fooXarYXazY"},
    {6253, "regexp_replace", kText, {kText, kText, kText, kInt4}, kStrict, regexp_replace_nth,
     nullptr, "regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 4)",
     "A PXstgreSQL function"},
    {6252, "regexp_replace", kText, {kText, kText, kText, kInt4, kInt4}, kStrict,
     regexp_replace_nth, nullptr, "regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 3)",
     "A PostgreSQL fXnction"},
    {6251, "regexp_replace", kText, {kText, kText, kText, kInt4, kInt4, kText}, kStrict,
     regexp_replace_nth, nullptr,
     "regexp_replace('A PostgreSQL function', 'A|e|i|o|u', 'X', 1, 0, 'i')",
     "X PXstgrXSQL fXnctXXn"},
    {3396, "regexp_match", kTextArray, {kText, kText}, kStrict, regexp_match, nullptr,
     "regexp_match('foobarbequebaz', '(bar)(beque)')", "{bar,beque}"},
    {3397, "regexp_match", kTextArray, {kText, kText, kText}, kStrict, regexp_match, nullptr,
     "regexp_match('foobarbequebaz', 'BA.*?', 'i')", "{ba}"},
    {6254, "regexp_count", kInt4, {kText, kText}, kStrict, regexp_count, nullptr,
     "regexp_count('123456789012', '\\d\\d\\d')", "4"},
    {6255, "regexp_count", kInt4, {kText, kText, kInt4}, kStrict, regexp_count, nullptr,
     "regexp_count('123456789012', '\\d\\d\\d', 2)", "3"},
    {6256, "regexp_count", kInt4, {kText, kText, kInt4, kText}, kStrict, regexp_count, nullptr,
     "regexp_count('aXaXa', 'x', 1, 'i')", "2"},
    {6263, "regexp_like", kBool, {kText, kText}, kStrict, regexp_like, nullptr,
     "regexp_like('Hello World', 'world$')", "f"},
    {6264, "regexp_like", kBool, {kText, kText, kText}, kStrict, regexp_like, nullptr,
     "regexp_like('Hello World', 'world$', 'i')", "t"},
    {6257, "regexp_instr", kInt4, {kText, kText}, kStrict, regexp_instr, nullptr,
     "regexp_instr('ABCDEF', 'c(.)(..)')", "0"},
    {6258, "regexp_instr", kInt4, {kText, kText, kInt4}, kStrict, regexp_instr, nullptr,
     "regexp_instr('ABCDEFABC', 'BC', 3)", "8"},
    {6259, "regexp_instr", kInt4, {kText, kText, kInt4, kInt4}, kStrict, regexp_instr, nullptr,
     "regexp_instr('ABCDEFABC', 'BC', 1, 2)", "8"},
    {6260, "regexp_instr", kInt4, {kText, kText, kInt4, kInt4, kInt4}, kStrict, regexp_instr,
     nullptr, "regexp_instr('ABCDEFABC', 'BC', 1, 2, 1)", "10"},
    {6261, "regexp_instr", kInt4, {kText, kText, kInt4, kInt4, kInt4, kText}, kStrict, regexp_instr,
     nullptr, "regexp_instr('ABCDEF', 'c(.)(..)', 1, 1, 0, 'i')", "3"},
    {6262, "regexp_instr", kInt4, {kText, kText, kInt4, kInt4, kInt4, kText, kInt4}, kStrict,
     regexp_instr, nullptr, "regexp_instr('ABCDEF', 'c(.)(..)', 1, 1, 0, 'i', 2)", "5"},
    {6265, "regexp_substr", kText, {kText, kText}, kStrict, regexp_substr, nullptr,
     "regexp_substr('ABCDEF', 'C..')", "CDE"},
    {6266, "regexp_substr", kText, {kText, kText, kInt4}, kStrict, regexp_substr, nullptr,
     "regexp_substr('ABCDEFABC', 'B.', 3)", "BC"},
    {6267, "regexp_substr", kText, {kText, kText, kInt4, kInt4}, kStrict, regexp_substr, nullptr,
     "regexp_substr('ABCDEFABX', 'B.', 1, 2)", "BX"},
    {6268, "regexp_substr", kText, {kText, kText, kInt4, kInt4, kText}, kStrict, regexp_substr,
     nullptr, "regexp_substr('ABCDEF', 'c(.)(..)', 1, 1, 'i')", "CDEF"},
    {6269, "regexp_substr", kText, {kText, kText, kInt4, kInt4, kText, kInt4}, kStrict,
     regexp_substr, nullptr, "regexp_substr('ABCDEF', 'c(.)(..)', 1, 1, 'i', 2)", "EF"},
    {2767, "regexp_split_to_array", kTextArray, {kText, kText}, kStrict, regexp_split_to_array,
     nullptr, "regexp_split_to_array('hello world', '\\s+')", "{hello,world}"},
    {2768, "regexp_split_to_array", kTextArray, {kText, kText, kText}, kStrict,
     regexp_split_to_array, nullptr, "regexp_split_to_array('aXbxc', 'x', 'i')", "{a,b,c}"},
    {2073, "substring", kText, {kText, kText}, kStrict, substring_regex, nullptr,
     "substring('Thomas' from '...$')", "mas"},
    {2074, "substring", kText, {kText, kText, kText}, kStrict, substring_similar, nullptr,
     "substring('Thomas' similar '%#\"o_a#\"_' escape '#')", "oma"},
    {1986, "similar_to_escape", kText, {kText, kText}, kStrict, similar_to_escape, nullptr,
     "similar_to_escape('a%#_', '#')", "^(?:a.*\\_)$"},
    {1987, "similar_to_escape", kText, {kText}, kStrict, similar_to_escape, nullptr,
     "'abc' similar to '%(b|d)%'", "t"},
    {1623, "similar_escape", kText, {kText, kText}, 0, similar_escape},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {2763, "regexp_matches", kTextArray, {kText, kText}, kStrict, regexp_matches},
    {2764, "regexp_matches", kTextArray, {kText, kText, kText}, kStrict, regexp_matches},
    {2765, "regexp_split_to_table", kText, {kText, kText}, kStrict, regexp_split_to_table},
    {2766, "regexp_split_to_table", kText, {kText, kText, kText}, kStrict, regexp_split_to_table},
};

constexpr OperatorDef kOperators[] = {
    {639, "~", kName, kText, kBool, 79, 0, 640},
    {640, "!~", kName, kText, kBool, 1252, 0, 639},
    {641, "~", kText, kText, kBool, 1254, 0, 642},
    {642, "!~", kText, kText, kBool, 1256, 0, 641},
    {1055, "~", kBpchar, kText, kBool, 1658, 0, 1056},
    {1056, "!~", kBpchar, kText, kBool, 1659, 0, 1055},
    {1226, "~*", kName, kText, kBool, 1240, 0, 1227},
    {1227, "!~*", kName, kText, kBool, 1241, 0, 1226},
    {1228, "~*", kText, kText, kBool, 1238, 0, 1229},
    {1229, "!~*", kText, kText, kBool, 1239, 0, 1228},
    {1234, "~*", kBpchar, kText, kBool, 1656, 0, 1235},
    {1235, "!~*", kBpchar, kText, kBool, 1657, 0, 1234},
};

}  // namespace

const FunctionGroup kRegexGroup = {
    .functions = kFunctions, .operators = kOperators, .set_functions = kSetFunctions};

}  // namespace rung
