// Patches: byte ranges that turn an older image of a page into a newer one, and PagePlace, which
// says where a page's bytes are: an image, then patches in order.
//
// Format of a patch: ranges × {at u16, count u16, count bytes}, ascending, apart from one another.
// A patch applies to the page's previous version in the log, or to a page of zeroes (which is how a
// page that is mostly empty is logged). Checksums: the log's record covers the patch; the page's own
// crc, which every patch brings along, covers what comes out, and is checked on each read.
//
// A chain of patches is bounded by kPatchDepthMax and by half a page of bytes, so that reading a
// page that left the cache stays cheap; past that the whole page is logged again.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "os/vfs.h"
#include "storage/page.h"

namespace rung::storage {

// In place of an offset: the page is nowhere but in the cache; or its patches apply to zeroes.
inline constexpr uint64_t kOnlyInMemory = UINT64_MAX - 1;
inline constexpr uint64_t kZeroPage = UINT64_MAX - 2;
// Added to an offset in the cache's temporary file, where old images go that views still need.
inline constexpr uint64_t kKeptBit = uint64_t{1} << 62;
inline constexpr uint32_t kPatchDepthMax = 24;

// One patch in the log, and those before it. Immutable.
struct PatchLink {
  uint64_t offset = 0;
  uint32_t bytes = 0;
  uint32_t depth = 1;
  uint32_t total_bytes = 0;  // of the patches since the image
  std::shared_ptr<const PatchLink> before;
};

struct PagePlace {
  // Offset in the log, or in the cache's temporary file (kKeptBit), or one of the constants.
  uint64_t image = kInMainFile;
  std::shared_ptr<const PatchLink> patch;  // the last one

  bool in_log() const { return image < kKeptBit || image == kZeroPage; }
  bool is_kept() const { return (image & kKeptBit) != 0 && image < 2 * kKeptBit; }
  bool in_main() const { return image == kInMainFile; }
  bool only_in_memory() const { return image == kOnlyInMemory; }
  friend bool operator==(const PagePlace&, const PagePlace&) = default;
};

// The place of a page after one more patch.
PagePlace patched_place(const PagePlace& previous, uint64_t offset, uint32_t bytes);

// Appends the patch from `old` (null: zeroes) to `now`. False, with nothing appended, when it would
// take more than `bytes_max`.
bool make_patch(const char* old, const char* now, size_t page_bytes, size_t bytes_max,
                std::string* to);
// Whether the ranges lie in the page.
bool check_patch(std::string_view patch, size_t page_bytes);
// Null when applied, else the reason why not.
const char* apply_patch(std::string_view patch, char* page, size_t page_bytes);

}  // namespace rung::storage
