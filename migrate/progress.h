// Progress: says "Applying: f" and "Applied: f in 1.2ms" in dbmate's order, and says nothing is
// done before it is durable.
//
// Invariants: 1. lines come out in the order they were given; 2. a finished() line comes out only
// after make_durable() returned. One sync may cover many migrations: lines wait for it, at most
// about a tenth of a second as long as tick() is called.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "migrate/reporter.h"
#include "migrate/target.h"

namespace rung::migrate {

class Progress {
 public:
  Progress(Target& target, Reporter& reporter) : target_(target), reporter_(reporter) {}

  void started(std::string line);
  void finished(std::string line);
  void tick();
  // Makes everything durable and lets all lines out.
  void flush();

 private:
  using Clock = std::chrono::steady_clock;

  Target& target_;
  Reporter& reporter_;
  std::vector<std::string> waiting_;
  bool unsynced_ = false;
  Clock::time_point since_;
};

}  // namespace rung::migrate
