// Progress: says "Applying: f" and "Applied: f in 1.2ms" in dbmate's order, and says nothing is
// done before it is durable.
//
// Invariants: 1. lines come out in the order they were given; 2. a finished() line comes out only
// after make_durable() returned. One sync may cover many migrations: lines wait for it, at most
// about a tenth of a second as long as tick() is called. Should it fail, the error names the files
// that had finished and are not durable.
#pragma once

#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "migrate/reporter.h"
#include "migrate/target.h"

namespace rung::migrate {

class Progress {
 public:
  // `how_to_tell`: the end of a sentence about such files, "they are not applied unless …".
  Progress(Target& target, Reporter& reporter, std::string how_to_tell)
      : target_(target), reporter_(reporter), how_to_tell_(std::move(how_to_tell)) {}

  void started(std::string line);
  void finished(std::string line, std::string file);
  void tick();
  // Makes everything durable and lets all lines out. Raises ScriptError.
  void flush();
  // After the error `cause`: the same, for those before. Raises an error that tells of both if that
  // fails too; else `cause` is still to be raised.
  void flush_after(const std::exception& cause);

 private:
  using Clock = std::chrono::steady_clock;

  Target& target_;
  Reporter& reporter_;
  const std::string how_to_tell_;
  std::vector<std::string> waiting_;
  std::vector<std::string> unsynced_files_;
  bool unsynced_ = false;
  Clock::time_point since_;
};

}  // namespace rung::migrate
