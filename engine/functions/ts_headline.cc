#include "functions/ts_headline.h"

#include <algorithm>
#include <charconv>
#include <climits>

#include "functions/ts_match.h"
#include "types/services.h"

namespace rung {
namespace {

struct Options {
  int min_words = 15, max_words = 35, short_word = 3, max_fragments = 0;
  bool whole = false;
  std::string start = "<b>", stop = "</b>", delimiter = " ... ";
};

constexpr int kNoOperand = -1;

struct Word {
  TsTokenType type = TsTokenType::kNone;
  std::string_view text;
  int operand = kNoOperand;  // node of the query that it is
  uint16_t position = 0;
  bool repeated = false;  // the word before, as another operand of the query
  bool in = false, selected = false, skipped = false, replaced = false;
};

bool is_compound(TsTokenType type) {
  return type == TsTokenType::kUrl || type == TsTokenType::kNumHyphenWord ||
         type == TsTokenType::kAsciiHyphenWord || type == TsTokenType::kHyphenWord;
}
bool is_no_word(TsTokenType type) {
  return type == TsTokenType::kBlank || type == TsTokenType::kTag || is_compound(type);
}
bool is_no_end(TsTokenType type) {
  switch (type) {
    case TsTokenType::kScientific:
    case TsTokenType::kVersion:
    case TsTokenType::kDecimal:
    case TsTokenType::kInteger:
    case TsTokenType::kUnsigned:
    case TsTokenType::kProtocol:
    case TsTokenType::kEntity: return true;
    default: return is_no_word(type);
  }
}

class Headline {
 public:
  Headline(TypeEnv& env, const TsConfig& config, std::string_view text, const TsQuery& query,
           const Options& options)
      : env_(env), query_(query), options_(options) {
    read(config, text);
  }

  std::string make() {
    if (options_.whole) {
      if (size() > 0) mark(0, size() - 1);
    } else if (options_.max_fragments == 0) {
      mark_best();
    } else {
      mark_fragments();
    }
    std::string text;
    bool inside = false;
    int fragments = 0;
    for (const Word& word : words_) {
      if (word.repeated) continue;
      if (!word.in) {
        inside = false;
        continue;
      }
      if (!inside && ++fragments > 1) text += options_.delimiter;
      inside = true;
      if (word.replaced) {
        text += ' ';
      } else if (!word.skipped) {
        if (word.selected) text += options_.start;
        text += word.text;
        if (word.selected) text += options_.stop;
      }
    }
    return text;
  }

 private:
  int size() const { return static_cast<int>(words_.size()); }
  Word& at(int i) { return words_[static_cast<size_t>(i)]; }
  bool counts(int i) { return !is_no_word(at(i).type); }
  bool interesting(int i) { return at(i).operand != kNoOperand && !at(i).repeated; }
  bool bad_end(int i) {
    return (is_no_end(at(i).type) || static_cast<int>(at(i).text.size()) <= options_.short_word) &&
           !interesting(i);
  }

  void read(const TsConfig& config, std::string_view text) {
    TsParser parser(text);
    TsParser::Token token;
    uint32_t position = 0;
    for (size_t count = 0; parser.next(&token); ++count) {
      if (count % 1024 == 1023) env_.services->check_interrupt();
      const bool too_long = token.text.size() > kTsLexemeBytesMax;
      Word word;
      word.type = token.type;
      word.text = token.text;
      words_.push_back(word);
      const auto lexemes = too_long ? std::nullopt : config.lexize(token.type, token.text);
      if (!lexemes) continue;
      ++position;
      for (const std::string& lexeme : *lexemes) find_operands(lexeme, position);
    }
  }

  void find_operands(const std::string& lexeme, uint32_t position) {
    const size_t word = words_.size() - 1;
    words_[word].position = static_cast<uint16_t>(std::min<uint32_t>(position, kTsPositionMax));
    for (const uint32_t node : operands()) {
      const TsNode& operand = query_.nodes[node];
      const bool same = operand.prefix ? std::string_view(lexeme).starts_with(operand.lexeme)
                                       : lexeme == operand.lexeme;
      if (!same) continue;
      if (words_.back().operand == kNoOperand) {
        words_.back().operand = static_cast<int>(node);
        continue;
      }
      Word again = words_.back();
      again.operand = static_cast<int>(node);
      again.repeated = true;
      words_.push_back(again);
    }
  }

  // In the order in which a query is stored.
  const std::vector<uint32_t>& operands() {
    if (operands_.empty() && !query_.empty()) {
      std::vector<uint32_t> stack{query_.root};
      while (!stack.empty()) {
        const uint32_t i = stack.back();
        stack.pop_back();
        const TsNode& node = query_.nodes[i];
        if (node.op == TsOp::kValue) {
          operands_.push_back(i);
          continue;
        }
        if (node.op != TsOp::kNot) stack.push_back(node.left);
        stack.push_back(node.right);
      }
    }
    return operands_;
  }

  int first_operand(int from) {
    for (int i = from; i < size(); ++i) {
      if (at(i).operand != kNoOperand) return i;
    }
    return -1;
  }

  bool matches(int first, int last) {
    return ts_execute(query_, query_.root, [&](uint32_t node, TsPlaces* wanted) {
             bool found = false;
             for (int i = first; i <= last; ++i) {
               if (at(i).operand != static_cast<int>(node)) continue;
               found = true;
               if (wanted == nullptr) break;
               if (wanted->positions.empty() || wanted->positions.back() < at(i).position) {
                 wanted->positions.push_back(at(i).position);
               }
             }
             return found ? TsTruth::kYes : TsTruth::kNo;
           }) == TsTruth::kYes;
  }

  // The earliest, shortest run of words from *p on that satisfies the query.
  bool next_cover(int* p, int* q) {
    if (query_.empty()) return false;
    int most = std::max(options_.max_words * 10, 100);
    if (options_.max_fragments > 0) most *= options_.max_fragments;
    int first = first_operand(*p);
    while (first >= 0) {
      env_.services->check_interrupt();
      int next_first = -1, last = first;
      do {
        if (matches(first, last)) {
          *p = first;
          *q = last;
          return true;
        }
        const int next = first_operand(last + 1);
        if (last == first) next_first = next;
        last = next;
      } while (last >= 0 && last - first < most);
      first = next_first;
    }
    return false;
  }

  void mark(int first, int last) {
    for (int i = first; i <= last; ++i) {
      Word& word = at(i);
      if (word.operand != kNoOperand) word.selected = true;
      if (!options_.whole && word.type == TsTokenType::kTag) {
        word.replaced = true;
      } else if (is_compound(word.type)) {
        word.skipped = true;
      }
      word.in = !word.repeated;
    }
  }

  void mark_first_words() {
    int words = 0, last = -1;
    for (int i = 0; i < size() && words < options_.min_words; ++i) {
      if (counts(i)) ++words;
      last = i;
    }
    if (last >= 0) mark(0, last);
  }

  void mark_best() {
    int best_first = -1, best_last = -1, best_found = -1;
    bool best_covers = false;
    int q = 0;
    for (int p = 0; next_cover(&p, &q); ++p) {
      int words = 0, found = 0, first = p, last = p;
      const auto add = [&](int i, int by) {
        if (counts(i)) words += by;
        if (interesting(i)) found += by;
      };
      int i = p;
      for (; i <= q && words < options_.max_words; ++i) {
        add(i, 1);
        last = i;
      }
      if (words < options_.max_words) {
        // To the right, to a good end; at the text's end, to the left.
        for (--i; i < size() && words < options_.max_words; ++i) {
          if (i != q) add(i, 1);
          last = i;
          if (bad_end(i)) continue;
          if (words >= options_.min_words) break;
        }
        if (words < options_.min_words) {
          for (i = p - 1; i >= 0; --i) {
            add(i, 1);
            if (words >= options_.max_words) break;
            if (bad_end(i)) continue;
            if (words >= options_.min_words) break;
          }
          first = std::max(i, 0);
        }
      } else {
        for (i = std::min(i, q); words > options_.min_words && bad_end(i); --i) {
          add(i, -1);
          last = i - 1;
        }
      }
      const bool covers = first <= p && last >= q;
      const bool better =
          covers != best_covers ? covers
          : found != best_found ? found > best_found
                                : !bad_end(last) && bad_end(best_last);
      if (best_found < 0 || better) {
        best_first = first;
        best_last = last;
        best_found = found;
        best_covers = covers;
      }
    }
    if (best_found < 0) return mark_first_words();
    mark(best_first, best_last);
  }

  struct Cover {
    int first, last, words, found;
    bool chosen = false, excluded = false;
  };

  // At most max_words of a cover, with an operand at either end.
  Cover next_fragment(int first, int last) {
    for (int i = first; i <= last; ++i) {
      first = i;
      if (interesting(i)) break;
    }
    int words = 0, found = 0, i = first;
    for (; i <= last && words < options_.max_words; ++i) {
      if (counts(i)) ++words;
      if (interesting(i)) ++found;
    }
    if (last > i) {
      for (last = i; i >= first; --i) {
        last = i;
        if (interesting(i)) break;
        if (counts(i)) --words;
      }
    }
    return {first, last, words, found};
  }

  void stretch(Cover* cover) {
    if (cover->words >= options_.max_words) return;
    const int most = (options_.max_words - cover->words) / 2;
    int far = cover->first, added = 0;
    for (int i = cover->first - 1; i >= 0 && added < most && !at(i).in; --i) {
      if (counts(i)) {
        ++cover->words;
        ++added;
      }
      far = i;
    }
    for (; far < cover->first && bad_end(far); ++far) {
      if (counts(far)) --cover->words;
    }
    cover->first = far;
    far = cover->last;
    for (int i = cover->last + 1; i < size() && cover->words < options_.max_words && !at(i).in; ++i) {
      if (counts(i)) ++cover->words;
      far = i;
    }
    for (; far > cover->last && bad_end(far); --far) {
      if (counts(far)) --cover->words;
    }
    cover->last = far;
  }

  void mark_fragments() {
    std::vector<Cover> covers;
    int q = 0;
    for (int p = 0; next_cover(&p, &q); ++p) {
      for (int first = p; first <= q;) {
        covers.push_back(next_fragment(first, q));
        first = covers.back().last + 1;
      }
    }
    bool any = false;
    for (int f = 0; f < options_.max_fragments; ++f) {
      Cover* best = nullptr;
      int found = 0, words = INT_MAX;
      for (Cover& cover : covers) {
        if (cover.chosen || cover.excluded) continue;
        if (found < cover.found || (found == cover.found && words > cover.words)) {
          found = cover.found;
          words = cover.words;
          best = &cover;
        }
      }
      if (best == nullptr) break;
      best->chosen = any = true;
      stretch(best);
      mark(best->first, best->last);
      for (Cover& other : covers) {
        const bool overlaps = other.first <= best->last && other.last >= best->first;
        if (&other != best && overlaps) other.excluded = true;
      }
    }
    if (!any) mark_first_words();
  }

  TypeEnv& env_;
  const TsQuery& query_;
  const Options& options_;
  std::vector<Word> words_;
  std::vector<uint32_t> operands_;
};

// --- options -----------------------------------------------------------------------------------

int number(const std::string& value) {
  int result = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), result);
  if (value.empty() || parsed.ec != std::errc() || parsed.ptr != value.data() + value.size()) {
    throw_error(sqlstate::invalid_text_representation,
                "invalid input syntax for type integer: \"" + value + "\"");
  }
  return result;
}

void set_option(Options* options, const std::string& name, const std::string& value) {
  const std::string key = ts_lower(name);
  if (key == "maxwords") {
    options->max_words = number(value);
  } else if (key == "minwords") {
    options->min_words = number(value);
  } else if (key == "shortword") {
    options->short_word = number(value);
  } else if (key == "maxfragments") {
    options->max_fragments = number(value);
  } else if (key == "startsel") {
    options->start = value;
  } else if (key == "stopsel") {
    options->stop = value;
  } else if (key == "fragmentdelimiter") {
    options->delimiter = value;
  } else if (key == "highlightall") {
    const std::string word = ts_lower(value);
    options->whole = word == "1" || word == "on" || word == "true" || word == "t" || word == "y" ||
                     word == "yes";
  } else {
    throw_error(sqlstate::invalid_parameter_value,
                "unrecognized headline parameter: \"" + name + "\"");
  }
}

Options parse_options(std::string_view text) {
  Options options;
  size_t at = 0;
  const auto is_blank = [&] { return text[at] == ' ' || text[at] == '\t' || text[at] == '\n'; };
  const auto bad = [&]() {
    throw_error(sqlstate::syntax_error,
                "invalid parameter list format: \"" + std::string(text) + "\"");
  };
  const auto quoted = [&](char quote) {
    std::string value;
    for (++at; at < text.size(); ++at) {
      if (text[at] == quote && (at + 1 >= text.size() || text[at + 1] != quote)) {
        ++at;
        return value;
      }
      if (text[at] == quote) ++at;
      value += text[at];
    }
    bad();
    return value;
  };
  for (;;) {
    while (at < text.size() && (is_blank() || text[at] == ',')) ++at;
    if (at >= text.size()) break;
    std::string name, value;
    if (text[at] == '"') {
      name = quoted('"');
    } else {
      while (at < text.size() && !is_blank() && text[at] != '=') name += text[at++];
    }
    while (at < text.size() && is_blank()) ++at;
    if (at >= text.size() || text[at] != '=') bad();
    ++at;
    while (at < text.size() && is_blank()) ++at;
    if (at >= text.size()) bad();
    if (text[at] == '\'' || text[at] == '"') {
      value = quoted(text[at]);
    } else {
      while (at < text.size() && !is_blank() && text[at] != ',') value += text[at++];
    }
    set_option(&options, name, value);
  }
  const auto refuse = [](const char* message) {
    throw_error(sqlstate::invalid_parameter_value, message);
  };
  if (!options.whole) {
    if (options.min_words >= options.max_words) refuse("MinWords should be less than MaxWords");
    if (options.min_words <= 0) refuse("MinWords should be positive");
    if (options.short_word < 0) refuse("ShortWord should be >= 0");
    if (options.max_fragments < 0) refuse("MaxFragments should be >= 0");
  }
  return options;
}

}  // namespace

std::string ts_headline(TypeEnv& env, const TsConfig& config, std::string_view text,
                        const TsQuery& query, std::string_view options) {
  const Options parsed = parse_options(options);
  return Headline(env, config, text, query, parsed).make();
}

}  // namespace rung
