#include "executor/external_sort.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/seeded_bug.h"

namespace rung::executor {
namespace {

constexpr size_t kRunReadBytes = 256u << 10;

uint64_t head_of(std::string_view key) {
  unsigned char bytes[8] = {};
  std::memcpy(bytes, key.data(), std::min<size_t>(key.size(), 8));
  return load_be<uint64_t>(bytes);
}

}  // namespace

// A sorted stretch of the temporary file, read in blocks. An entry on disk: key bytes u32, value
// bytes u32, key, value.
struct ExternalSort::Run {
  os::File* file = nullptr;
  size_t number = 0;
  uint64_t at = 0, end = 0;  // unread stretch of the file
  std::string block;
  size_t in_block = 0;
  std::string_view key, value;

  bool fill(size_t bytes) {
    if (block.size() - in_block >= bytes) return true;
    block.erase(0, in_block);
    in_block = 0;
    const size_t have = block.size();
    const uint64_t want = std::min<uint64_t>(std::max(kRunReadBytes, bytes), end - at);
    block.resize(have + static_cast<size_t>(want));
    const size_t got = value_or_throw(
        file->read_at(at, std::span<char>(block.data() + have, static_cast<size_t>(want))));
    at += got;
    block.resize(have + got);
    return block.size() >= bytes;
  }
  bool advance() {
    if (!fill(8)) return false;
    const auto key_bytes = load_le<uint32_t>(block.data() + in_block);
    const auto value_bytes = load_le<uint32_t>(block.data() + in_block + 4);
    const size_t total = 8 + static_cast<size_t>(key_bytes) + value_bytes;
    if (!fill(total)) {
      throw_error(sqlstate::io_error, "could not read temporary file: it is too short");
    }
    key = std::string_view(block).substr(in_block + 8, key_bytes);
    value = std::string_view(block).substr(in_block + 8 + key_bytes, value_bytes);
    in_block += total;
    return true;
  }
};

ExternalSort::ExternalSort(os::Vfs& vfs, size_t memory_bytes)
    : vfs_(vfs), memory_bytes_(std::max<size_t>(memory_bytes, 1u << 20)) {}
ExternalSort::~ExternalSort() = default;

void ExternalSort::add(std::string_view key, std::string_view value) {
  if (buffer_.size() + key.size() + value.size() + (entries_.size() + 1) * sizeof(Entry) >
          memory_bytes_ &&
      !entries_.empty()) {
    spill();
  }
  entries_.push_back({head_of(key), head_of(key.substr(std::min<size_t>(key.size(), 8))),
                      buffer_.size(), static_cast<uint32_t>(key.size()),
                      static_cast<uint32_t>(value.size())});
  buffer_.append(key);
  buffer_.append(value);
}

void ExternalSort::sort_buffer() {
  const char* base = buffer_.data();
  std::sort(entries_.begin(), entries_.end(), [base](const Entry& a, const Entry& b) {
    if (a.head != b.head) return a.head < b.head;
    if (a.head2 != b.head2) return a.head2 < b.head2;
    if (a.key_bytes <= 16 && a.key_bytes == b.key_bytes) return a.offset < b.offset;
    const int order = std::string_view(base + a.offset, a.key_bytes)
                          .compare(std::string_view(base + b.offset, b.key_bytes));
    return order != 0 ? order < 0 : a.offset < b.offset;
  });
}

void ExternalSort::spill() {
  sort_buffer();
  if (file_ == nullptr) file_ = value_or_throw(vfs_.open_temporary());
  auto run = std::make_unique<Run>();
  run->file = file_.get();
  run->number = runs_.size();
  run->at = file_bytes_;
  std::string block;
  const auto flush = [&] {
    const std::string_view piece = block;
    value_or_throw(file_->write_at(file_bytes_, std::span(&piece, 1)));
    file_bytes_ += block.size();
    block.clear();
  };
  for (const Entry& entry : entries_) {
    append_le(block, entry.key_bytes);
    append_le(block, entry.value_bytes);
    block.append(buffer_, entry.offset, size_t{entry.key_bytes} + entry.value_bytes);
    if (block.size() >= (1u << 20)) flush();
  }
  flush();
  run->end = file_bytes_;
  runs_.push_back(std::move(run));
  entries_.clear();
  buffer_.clear();
}

bool ExternalSort::less(const Run& a, const Run& b) const {
  const int order = a.key.compare(b.key);
  return order != 0 ? order < 0 : a.number < b.number;
}

void ExternalSort::finish() {
  if (runs_.empty()) {
    sort_buffer();
    return;
  }
  if (!entries_.empty()) spill();
  const auto later = [this](const Run* a, const Run* b) { return less(*b, *a); };
  for (auto& run : runs_) {
    if (RUNG_BUG(46) && run == runs_.back()) continue;
    if (run->advance()) heap_.push_back(run.get());
  }
  std::make_heap(heap_.begin(), heap_.end(), later);
}

bool ExternalSort::next(std::string_view* key, std::string_view* value) {
  if (runs_.empty()) {
    if (position_ == entries_.size()) return false;
    const Entry& entry = entries_[position_++];
    *key = std::string_view(buffer_).substr(entry.offset, entry.key_bytes);
    *value = std::string_view(buffer_).substr(entry.offset + entry.key_bytes, entry.value_bytes);
    return true;
  }
  const auto later = [this](const Run* a, const Run* b) { return less(*b, *a); };
  if (last_ != nullptr) {
    if (last_->advance()) {
      heap_.push_back(last_);
      std::push_heap(heap_.begin(), heap_.end(), later);
    }
    last_ = nullptr;
  }
  if (heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end(), later);
  last_ = heap_.back();
  heap_.pop_back();
  *key = last_->key;
  *value = last_->value;
  return true;
}

}  // namespace rung::executor
