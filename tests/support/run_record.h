// RunRecord: one run on a MemVfs with what it promised when, and sweep(): every state that a power
// cut could have left of it, each opened and judged. The run is done once; the images share blocks.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "os/mem_vfs.h"

namespace rung::test {

struct RunRecord {
  std::vector<os::MemOp> ops;
  // (operations done before, number of the state), both ascending.
  std::vector<std::pair<size_t, uint64_t>> submitted, acknowledged;

  // The newest state that a cut after `point` operations may show, and the oldest.
  uint64_t most(size_t point) const;
  uint64_t least(size_t point) const;
};

struct SweepPlan {
  std::string id;          // "C1 4096"
  uint64_t seed = 0;
  size_t first_point = 0;  // cuts before are some other test's matter
  size_t every = 1;        // takes one in so many of the variants, others at each point
  std::string how;         // what the run was, for the report of a failure
};

struct Counts {
  uint64_t points = 0, images = 0, violations = 0;
};

// What is wrong with the image, or nothing.
using Judge = std::function<std::string(os::MemVfs& image, uint64_t least, uint64_t most)>;

Counts sweep(const RunRecord& run, const SweepPlan& plan, const Judge& judge);
// "C1 4096: 300 points, 5400 images, 0 violations (RUNG_SEED=7)", which ./dev soak adds up.
void print_counts(const std::string& id, uint64_t seed, const Counts& counts);

std::unique_ptr<os::MemVfs> vfs_of(const std::map<std::string, os::SharedBytes>& files,
                                   uint64_t seed);
// One line for each operation, for reports.
std::string describe(const std::vector<os::MemOp>& ops, size_t count);

// failures/<test>-<seed>/, below RUNG_FAILURES or the working folder: what is needed to see the
// failure again. Made when the first file is written.
class FailureFolder {
 public:
  FailureFolder(const std::string& test, uint64_t seed);
  void write(const std::string& name, const std::string& bytes) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace rung::test
