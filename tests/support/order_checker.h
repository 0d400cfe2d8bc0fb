// OrderChecker: watches every operation of a run and says which one broke the order that crash
// safety rests on (engine notes, invariants 1, 2, 4, 5, 6): a page of the main file overwritten before its
// new image was durable in the log; a commit acknowledged before its sync; a meta slot written over
// the valid one or before the pages it speaks for; a log record of a generation that is not durable;
// a page of a bulk load named by the log before it was durable; the file cut below its meta.
//
// After a failed sync it takes what was written before as never to reach the disk, unless written anew.
// Knows the formats, but nothing of how the engine goes about it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "os/mem_vfs.h"
#include "storage/page.h"

namespace rung::test {

class OrderChecker {
 public:
  explicit OrderChecker(std::string path = "t.rung") : path_(std::move(path)) {}

  // From now on watches all of `vfs`, which must not outlive this.
  void attach(os::MemVfs& vfs);
  // Every commit so far is said to be durable.
  void acknowledge();
  uint64_t operations() const { return operations_; }
  const std::vector<std::string>& violations() const { return violations_; }
  std::string first_violation() const { return violations_.empty() ? "" : violations_.front(); }

 private:
  struct Inode {
    os::SharedBytes durable;
    std::vector<os::MemOp> pending;
  };
  void check(const os::MemOp& op);
  void check_main_write(const os::MemOp& op);
  void check_log_write(const os::MemOp& op);
  void main_synced();
  void log_synced();
  Inode* named(const std::string& path);
  void wrong(const std::string& what);

  const std::string path_;
  std::map<std::string, uint32_t> names_;
  std::map<uint32_t, Inode> inodes_;
  storage::FileIdentity identity_;  // page_bytes 0: not known yet
  int slot_ = -1;                   // the valid one
  uint64_t generation_ = 0;
  uint32_t page_count_ = 0;
  uint64_t scanned_ = 0;  // of the durable log
  std::map<uint32_t, std::set<uint32_t>> logged_;  // page -> checksums of its durable images
  uint64_t operations_ = 0;
  std::vector<std::string> violations_;
};

}  // namespace rung::test
