// Page: the fixed-size block of the main file, and Frame, one in memory.
//
// Format (little-endian), the first 32 bytes of every page but page 0:
//    0 crc32c u32    of bytes 4..end, seeded with the file's uuid and the page number
//    4 type u8       PageType, never renumbered
//    5 level u8      0 for leaves
//    6 flags u16     kNodeHasUpper
//    8 csn u64       the commit that wrote it
//   16 page_no u32
//   20 slot_count u16 (nodes) · 22 heap_top u16 · 24 free_bytes u16 · 26 prefix_bytes u16
//   28 next u32      next leaf; next page of an overflow or free-list chain
//
// Invariants: a page is sealed (csn, page number, crc) once, when it is logged, and verified on
// every read from disk. A misdirected write fails the crc, since it is seeded with the number.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "storage/store.h"

namespace rung::storage {

enum class PageType : uint8_t { kNone = 0, kLeaf = 1, kInner = 2, kOverflow = 3, kFreeList = 4 };

inline constexpr size_t kPageHeaderBytes = 32;
inline constexpr size_t kPageBytesMin = 4096;
inline constexpr size_t kPageBytesMax = 32768;

namespace page_at {
inline constexpr size_t kCrc = 0, kType = 4, kLevel = 5, kFlags = 6, kCsn = 8, kPageNo = 16,
                        kSlotCount = 20, kHeapTop = 22, kFreeBytes = 24, kPrefixBytes = 26,
                        kNext = 28;
}

// In place of an offset in the log: the page is in the main file.
inline constexpr uint64_t kInMainFile = UINT64_MAX;

inline uint32_t raw(PageNo page) { return static_cast<uint32_t>(page); }
inline uint64_t raw(Csn csn) { return static_cast<uint64_t>(csn); }
inline PageNo root_of(TreeId tree) { return PageNo{static_cast<uint32_t>(tree)}; }

// What makes the checksums of one file its own.
struct FileIdentity {
  char uuid[16] = {};
  uint32_t page_bytes = 0;
  uint32_t crc_seed = 0;  // derived from uuid

  void derive();
  std::string uuid_text() const;
};

void seal_page(const FileIdentity& identity, char* page, PageNo number, Csn csn);
// Copies all but what sealing sets: the page may be being sealed, by the thread that logs it.
void copy_unsealed(char* to, const char* from, size_t page_bytes);
inline uint32_t page_crc(const char* page) { return load_le<uint32_t>(page + page_at::kCrc); }
inline PageType page_type(const char* page) {
  return static_cast<PageType>(load_le<uint8_t>(page + page_at::kType));
}
// Null when the page is what it should be, else the reason why not.
const char* verify_page(const FileIdentity& identity, const char* page, PageNo number);
// XX001, naming page and reason.
Error damaged_page(const std::string& path, PageNo page, const std::string& reason);

// One page image in memory. Shared by reference count; who may write to it is the overlay's matter.
class alignas(16) Frame {
 public:
  static Frame* allocate(size_t page_bytes);  // contents undefined
  void retain() { refs_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) free_memory();
  }
  uint32_t refs() const { return refs_.load(std::memory_order_acquire); }
  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }

  // The page cache's, for eviction, under its mutex.
  PageNo page{0};
  uint32_t ring_slot = UINT32_MAX;  // where its ring has the frame, if it does
  bool referenced = true;           // clock bit

 private:
  explicit Frame(uint32_t page_bytes) : page_512_(static_cast<uint8_t>(page_bytes / 512)) {}
  void free_memory();

  const uint8_t page_512_;  // how many 512 bytes the page has
  std::atomic<uint32_t> refs_{0};
};

class FrameRef {
 public:
  FrameRef() = default;
  explicit FrameRef(Frame* frame) : frame_(frame) {
    if (frame_ != nullptr) frame_->retain();
  }
  FrameRef(const FrameRef& other) : FrameRef(other.frame_) {}
  FrameRef(FrameRef&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  FrameRef& operator=(FrameRef other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~FrameRef() {
    if (frame_ != nullptr) frame_->release();
  }
  explicit operator bool() const { return frame_ != nullptr; }
  Frame* get() const { return frame_; }
  Frame* operator->() const { return frame_; }
  char* data() const { return frame_->data(); }

 private:
  Frame* frame_ = nullptr;
};

// Where tree code gets pages from: a committed state, or a transaction's.
class PageReader {
 public:
  virtual ~PageReader() = default;
  virtual Result<FrameRef> read(PageNo page) const = 0;
  virtual const FileIdentity& identity() const = 0;
  virtual const std::string& file_path() const = 0;
};

}  // namespace rung::storage
