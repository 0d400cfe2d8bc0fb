#include "migrate/progress.h"

namespace rung::migrate {
namespace {
constexpr std::chrono::milliseconds kWaitMax{100};
}

void Progress::started(std::string line) {
  if (unsynced_) {
    waiting_.push_back(std::move(line));
  } else {
    reporter_.progress(line);
  }
}

void Progress::finished(std::string line) {
  if (!unsynced_) since_ = Clock::now();
  unsynced_ = true;
  waiting_.push_back(std::move(line));
  tick();
}

void Progress::tick() {
  if (unsynced_ && Clock::now() - since_ >= kWaitMax) flush();
}

void Progress::flush() {
  if (unsynced_) target_.make_durable();
  unsynced_ = false;
  for (const std::string& line : waiting_) reporter_.progress(line);
  waiting_.clear();
}

}  // namespace rung::migrate
