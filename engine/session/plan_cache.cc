#include "session/plan_cache.h"

#include <array>

namespace rung::session {
namespace {

constexpr size_t kEntriesMax = 200;
constexpr size_t kTextBytesMax = 4096;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool contains_word(std::string_view text, std::string_view word) {
  for (size_t i = 0; i + word.size() <= text.size(); ++i) {
    size_t k = 0;
    while (k < word.size() && lower(text[i + k]) == word[k]) ++k;
    if (k == word.size()) return true;
  }
  return false;
}

// Words that date and time types read as the moment of reading.
bool names_the_moment(std::string_view literal) {
  constexpr std::array<std::string_view, 4> kWords = {"now", "today", "tomorrow", "yesterday"};
  for (const std::string_view word : kWords) {
    if (contains_word(literal, word)) return true;
  }
  return false;
}

}  // namespace

bool PlanCache::may_keep(std::string_view text) {
  if (text.size() > kTextBytesMax) return false;
  // What stands between quotes; with escapes or dollar quotes the whole text is taken for it.
  if (text.find('\\') != std::string_view::npos || text.find("$$") != std::string_view::npos) {
    return !names_the_moment(text);
  }
  for (size_t at = text.find('\''); at != std::string_view::npos;) {
    const size_t end = text.find('\'', at + 1);
    if (end == std::string_view::npos) return !names_the_moment(text);
    if (names_the_moment(text.substr(at, end - at))) return false;
    at = text.find('\'', end + 1);
  }
  // $tag$ quotes: a dollar that no parameter number follows.
  for (size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9') continue;
    return !names_the_moment(text);
  }
  return true;
}

std::shared_ptr<CachedPlan> PlanCache::find(std::string_view text) {
  if (text.size() > kTextBytesMax) return nullptr;
  const auto found = by_text_.find(text);
  if (found == by_text_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->plan;
}

void PlanCache::put(std::string_view text, std::shared_ptr<CachedPlan> plan) {
  remove(text);
  entries_.push_front({std::string(text), std::move(plan)});
  by_text_.emplace(entries_.front().text, entries_.begin());
  if (entries_.size() > kEntriesMax) remove(entries_.back().text);
}

void PlanCache::remove(std::string_view text) {
  const auto found = by_text_.find(text);
  if (found == by_text_.end()) return;
  const auto entry = found->second;
  by_text_.erase(found);
  entries_.erase(entry);
}

void PlanCache::clear() {
  by_text_.clear();
  entries_.clear();
}

}  // namespace rung::session
