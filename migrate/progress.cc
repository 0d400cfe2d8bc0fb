#include "migrate/progress.h"

#include "migrate/user_error.h"

namespace rung::migrate {
namespace {
constexpr std::chrono::milliseconds kWaitMax{100};
constexpr size_t kNamesMax = 5;

std::string names(const std::vector<std::string>& files) {
  std::string text;
  for (size_t i = 0; i < files.size(); ++i) {
    if (files.size() > kNamesMax && i == kNamesMax - 1) {
      return text + ", " + std::to_string(files.size() - kNamesMax) + " more and " + files.back();
    }
    if (i > 0) text += i + 1 == files.size() ? " and " : ", ";
    text += files[i];
  }
  return text;
}

}  // namespace

void Progress::started(std::string line) {
  if (unsynced_) {
    waiting_.push_back(std::move(line));
  } else {
    reporter_.progress(line);
  }
}

void Progress::finished(std::string line, std::string file) {
  unsynced_files_.push_back(std::move(file));
  if (!unsynced_) since_ = Clock::now();
  unsynced_ = true;
  waiting_.push_back(std::move(line));
  tick();
}

void Progress::tick() {
  if (unsynced_ && Clock::now() - since_ >= kWaitMax) flush();
}

void Progress::flush() {
  if (unsynced_) {
    try {
      target_.make_durable();
    } catch (const SqlError& error) {
      throw ScriptError(error.error().message + " (" + error.error().state.code() + ")\n" +
                            names(unsynced_files_) + " had run, but " +
                            (unsynced_files_.size() == 1 ? "is" : "are") + " not durable: " +
                            how_to_tell_,
                        error.error().state);
    }
  }
  unsynced_files_.clear();
  unsynced_ = false;
  for (const std::string& line : waiting_) reporter_.progress(line);
  waiting_.clear();
}

void Progress::flush_after(const std::exception& cause) {
  try {
    flush();
  } catch (const ScriptError& error) {
    if (dynamic_cast<const ScriptError*>(&cause) == nullptr) throw;
    throw ScriptError(std::string(cause.what()) + "\nBefore it: " + error.what(), error.state());
  }
}

}  // namespace rung::migrate
