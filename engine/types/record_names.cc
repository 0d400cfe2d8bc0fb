#include "types/record_names.h"

#include <deque>
#include <map>
#include <mutex>

namespace rung {
namespace {

struct Registry {
  std::mutex mutex;
  std::deque<std::vector<std::string>> lists;  // addresses stay
  std::map<std::vector<std::string>, int32_t> numbers;
};

// Made on first use and kept until the process ends.
Registry& registry() {
  static Registry* const made = new Registry;
  return *made;
}

}  // namespace

int32_t record_names_number(std::span<const std::string> names) {
  bool plain = true;
  for (size_t i = 0; i < names.size() && plain; ++i) {
    plain = names[i] == "f" + std::to_string(i + 1);
  }
  if (plain) return -1;
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::vector<std::string> list(names.begin(), names.end());
  const auto [found, added] =
      all.numbers.try_emplace(list, static_cast<int32_t>(all.lists.size()));
  if (added) all.lists.push_back(std::move(list));
  return found->second;
}

const std::vector<std::string>* record_names(int32_t number) {
  if (number < 0) return nullptr;
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  return static_cast<size_t>(number) < all.lists.size() ? &all.lists[static_cast<size_t>(number)]
                                                        : nullptr;
}

}  // namespace rung
