#include "tests/support/crash_images.h"

#include <algorithm>

#include "base/hash.h"

namespace rung::os {
namespace {

constexpr size_t kSector = 512;

void apply(SharedBytes& file, const MemOp& op) {
  if (op.kind == MemOpKind::kResize) {
    file.resize(op.offset);
  } else {
    file.write(op.offset, op.data);
  }
}

// Only the bytes of the write from `from` up to `until`, counted in the file.
void apply_part(SharedBytes& file, const MemOp& op, uint64_t from, uint64_t until) {
  from = std::max(from, op.offset);
  until = std::min<uint64_t>(until, op.offset + op.data.size());
  if (from < until) {
    file.write(from, std::string_view(op.data).substr(from - op.offset, until - from));
  }
}

}  // namespace

const char* damage_name(int variant) {
  if (variant == 0) return "nothing unsynced";
  if (variant == 1) return "everything";
  if (variant <= 5) return "a prefix";
  if (variant <= 8) return "a random subset";
  if (variant <= 11) return "random sectors";
  if (variant <= 13) return "torn at 512";
  if (variant == 14) return "torn at 4096";
  if (variant <= 16) return "garbage sectors";
  return "grown but zero";
}

void CrashImages::advance_to(size_t count) {
  for (; position_ < count; ++position_) {
    const MemOp& op = ops_[position_];
    switch (op.kind) {
      case MemOpKind::kWrite:
      case MemOpKind::kResize:
        if (op.inode != 0) inodes_[op.inode].pending.push_back(position_);
        break;
      case MemOpKind::kSync:
      case MemOpKind::kFailedSync: {
        Inode& inode = inodes_[op.inode];
        if (op.kind == MemOpKind::kSync || failed_sync_keeps_) {
          for (const size_t at : inode.pending) apply(inode.durable, ops_[at]);
        }
        inode.pending.clear();
        break;
      }
      case MemOpKind::kCreate:
      case MemOpKind::kRename:
      case MemOpKind::kRemove: pending_names_.push_back(position_); break;
      case MemOpKind::kSyncDirectory:
        durable_names_ = apply_names(std::move(durable_names_), pending_names_);
        pending_names_.clear();
        break;
      case MemOpKind::kRead:
      case MemOpKind::kOpen: break;
    }
  }
}

bool CrashImages::anything_pending() const {
  if (!pending_names_.empty()) return true;
  return std::any_of(inodes_.begin(), inodes_.end(),
                     [](const auto& entry) { return !entry.second.pending.empty(); });
}

std::map<std::string, uint32_t> CrashImages::apply_names(std::map<std::string, uint32_t> names,
                                                         const std::vector<size_t>& which) const {
  for (const size_t at : which) {
    const MemOp& op = ops_[at];
    if (op.kind == MemOpKind::kCreate) names[op.path] = op.inode;
    if (op.kind == MemOpKind::kRemove) names.erase(op.path);
    if (op.kind == MemOpKind::kRename) {
      const auto from = names.find(op.path);
      if (from == names.end()) continue;
      const uint32_t inode = from->second;
      names.erase(from);
      names[op.to] = inode;
    }
  }
  return names;
}

std::map<std::string, SharedBytes> CrashImages::image(int variant, uint64_t seed) const {
  uint64_t state = hash_u64(seed * 31 + static_cast<uint64_t>(variant));
  const auto draw = [&state](uint64_t limit) { return (state = hash_u64(state)) % limit; };

  // All unsynced operations in order, for prefixes.
  std::vector<size_t> all = pending_names_;
  for (const auto& [id, inode] : inodes_) {
    all.insert(all.end(), inode.pending.begin(), inode.pending.end());
  }
  std::sort(all.begin(), all.end());
  size_t prefix = all.size();
  if (variant >= 2 && variant <= 5) prefix = draw(all.size() + 1);
  const size_t before = prefix < all.size() ? all[prefix] : SIZE_MAX;
  const bool by_chance = variant >= 6 && variant <= 11;
  const auto kept = [&](size_t at) {
    if (variant == 0 || at >= before) return false;
    return !(by_chance && variant <= 8 && draw(2) == 0);
  };

  std::vector<size_t> names_kept;
  for (const size_t at : pending_names_) {
    if (kept(at) && !(by_chance && draw(3) == 0)) names_kept.push_back(at);
  }
  const std::map<std::string, uint32_t> names = apply_names(durable_names_, names_kept);

  std::map<uint32_t, SharedBytes> contents;
  for (const auto& [id, inode] : inodes_) {
    SharedBytes& file = contents[id];
    file = inode.durable;
    const size_t torn = inode.pending.empty() ? 0 : inode.pending[draw(inode.pending.size())];
    const bool last_torn = draw(2) == 0;
    for (const size_t at : inode.pending) {
      const MemOp& op = ops_[at];
      if (!kept(at)) continue;
      if (op.kind == MemOpKind::kResize) {
        if (!by_chance || draw(2) == 0) apply(file, op);
        continue;
      }
      if (variant >= 9 && variant <= 11) {
        for (uint64_t from = op.offset / kSector * kSector; from < op.offset + op.data.size();
             from += kSector) {
          if (draw(4) != 0) apply_part(file, op, from, from + kSector);
        }
      } else if (variant >= 12 && variant <= 14 &&
                 at == (last_torn ? inode.pending.back() : torn)) {
        const uint64_t unit = variant == 14 ? 4096 : kSector;
        const uint64_t sectors = (op.data.size() + unit - 1) / unit;
        const uint64_t cut = (op.offset / unit + draw(sectors + 1)) * unit;
        apply_part(file, op, 0, cut);
      } else if (variant == 17 && op.offset + op.data.size() > file.size()) {
        const uint64_t old_size = file.size();
        apply_part(file, op, 0, old_size);
        file.resize(op.offset + op.data.size());
      } else {
        apply(file, op);
      }
    }
    if (variant == 15 || variant == 16) {
      for (int i = variant - 14; i > 0 && !inode.pending.empty(); --i) {
        const MemOp& op = ops_[inode.pending[draw(inode.pending.size())]];
        if (op.kind != MemOpKind::kWrite || op.data.empty()) continue;
        const uint64_t from = op.offset + draw(op.data.size()) / kSector * kSector;
        const uint64_t until = std::min<uint64_t>(
            {from + kSector, op.offset + op.data.size(), uint64_t{file.size()}});
        std::string garbage;
        for (uint64_t b = from; b < until; ++b) garbage += static_cast<char>(draw(256));
        file.write(from, garbage);
      }
    }
  }
  std::map<std::string, SharedBytes> files;
  for (const auto& [path, id] : names) files[path] = contents[id];
  return files;
}

}  // namespace rung::os
