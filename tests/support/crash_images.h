// CrashImages: what a power cut after any operation of a recorded run could leave on the disk.
//
// Fault model. A completed sync of a file makes all earlier writes and size changes of that file
// durable, and nothing else. What was not synced may have reached the disk whole, in part (by
// 512-byte sectors), not at all, in any order, or as garbage in the sectors written to; the file may
// have grown without its bytes. Names made, moved or removed are durable only after a sync of the
// directory, and may be lost or kept one by one. A write never changes bytes outside its range.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "os/mem_vfs.h"

namespace rung::os {

inline constexpr int kDamageVariants = 18;
const char* damage_name(int variant);

class CrashImages {
 public:
  // Of a failed sync the bytes are on the disk or never come there; no later sync knows of them.
  explicit CrashImages(const std::vector<MemOp>& ops, bool failed_sync_keeps = true)
      : ops_(ops), failed_sync_keeps_(failed_sync_keeps) {}

  // Goes on to the state after the first `count` operations; never back.
  void advance_to(size_t count);
  // The files as variant `variant` (0..17) leaves them.
  std::map<std::string, SharedBytes> image(int variant, uint64_t seed) const;
  bool anything_pending() const;

 private:
  struct Inode {
    SharedBytes durable;
    std::vector<size_t> pending;  // operations since its last sync
  };
  std::map<std::string, uint32_t> apply_names(std::map<std::string, uint32_t> names,
                                              const std::vector<size_t>& which) const;

  const std::vector<MemOp>& ops_;
  const bool failed_sync_keeps_;
  size_t position_ = 0;
  std::map<uint32_t, Inode> inodes_;
  std::map<std::string, uint32_t> durable_names_;
  std::vector<size_t> pending_names_;
};

}  // namespace rung::os
