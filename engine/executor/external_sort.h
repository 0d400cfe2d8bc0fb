// ExternalSort: key/value byte strings put in memcmp order of the key, in bounded memory. Runs that
// do not fit go to an unlinked temporary file and are merged. Equal keys keep the order they came in.
// Used by index builds; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "os/vfs.h"

namespace rung::executor {

class ExternalSort {
 public:
  ExternalSort(os::Vfs& vfs, size_t memory_bytes);
  ~ExternalSort();
  void add(std::string_view key, std::string_view value);
  void finish();  // no add() after this
  // Entries in order; the views live until the next call. False at the end.
  bool next(std::string_view* key, std::string_view* value);

 private:
  struct Entry {
    uint64_t head, head2;  // first 16 bytes of the key, big-endian: decide most comparisons
    uint64_t offset;  // of the entry in the buffer
    uint32_t key_bytes, value_bytes;
  };
  struct Run;
  void sort_buffer();
  void spill();
  bool less(const Run& a, const Run& b) const;

  os::Vfs& vfs_;
  size_t memory_bytes_;
  std::string buffer_;
  std::vector<Entry> entries_;
  size_t position_ = 0;
  std::unique_ptr<os::File> file_;
  uint64_t file_bytes_ = 0;
  std::vector<std::unique_ptr<Run>> runs_;
  std::vector<Run*> heap_;
  Run* last_ = nullptr;
};

}  // namespace rung::executor
