#include "executor/row_store.h"

#include <algorithm>

#include "base/error.h"

namespace rung::executor {
namespace {

// Small stores are common (sub-plans, short CTEs): the first chunk is small, the others are full.
constexpr size_t kFirstRows = 32;

size_t chunk_of(size_t row) {
  return row < kFirstRows ? 0 : 1 + (row - kFirstRows) / kBatchRows;
}
size_t first_row_of(size_t chunk) {
  return chunk == 0 ? 0 : kFirstRows + (chunk - 1) * kBatchRows;
}
size_t capacity_of(size_t chunk) { return chunk == 0 ? kFirstRows : kBatchRows; }

size_t value_bytes(StorageClass storage, const Datum& value) {
  return storage == StorageClass::kFixed16 ? 16 : value.n;
}

}  // namespace

uint64_t SpillFile::append(std::string_view bytes) {
  if (file_ == nullptr) file_ = value_or_throw(vfs_.open_temporary());
  const uint64_t offset = size_;
  value_or_throw(file_->write_at(offset, std::span(&bytes, 1)));
  size_ += bytes.size();
  return offset;
}

void SpillFile::read(uint64_t offset, size_t bytes, std::string* to) {
  to->resize(bytes);
  const size_t got = value_or_throw(file_->read_at(offset, std::span(to->data(), bytes)));
  if (got != bytes) throw_error(sqlstate::io_error, "temporary file ended early");
}

void append_row_bytes(const std::vector<StorageClass>& storages, const Datum* row,
                      std::string* to) {
  for (size_t i = 0; i < storages.size(); ++i) {
    const Datum& value = row[i];
    to->push_back(value.null ? '\1' : '\0');
    if (value.null) continue;
    if (is_by_value(storages[i])) {
      to->append(reinterpret_cast<const char*>(&value.i), sizeof value.i);
      continue;
    }
    const auto n = static_cast<uint32_t>(value_bytes(storages[i], value));
    to->append(reinterpret_cast<const char*>(&n), sizeof n);
    to->append(value.p, n);
  }
}

size_t read_row_bytes(const std::vector<StorageClass>& storages, std::string_view bytes,
                      Datum* row) {
  const char* at = bytes.data();
  for (size_t i = 0; i < storages.size(); ++i) {
    row[i] = Datum();
    if (*at++ != '\0') continue;
    if (is_by_value(storages[i])) {
      int64_t value;
      std::memcpy(&value, at, sizeof value);
      at += sizeof value;
      row[i] = Datum::of_int(value);
      continue;
    }
    uint32_t n;
    std::memcpy(&n, at, sizeof n);
    at += sizeof n;
    row[i] = Datum::of_bytes({at, n});
    at += n;
  }
  return static_cast<size_t>(at - bytes.data());
}

RowStore::RowStore(os::Vfs& vfs, std::vector<StorageClass> storages, size_t memory_limit)
    : storages_(std::move(storages)), memory_limit_(memory_limit), file_(vfs) {}
RowStore::~RowStore() = default;

void RowStore::clear() {
  slots_.clear();
  rows_ = 0;
  memory_ = 0;
}

Datum* RowStore::new_row() {
  if (slots_.empty() || slots_.back().count == capacity_of(slots_.size() - 1)) {
    if (memory_ > memory_limit_) spill();
    Slot slot;
    slot.chunk = std::make_shared<Chunk>();
    slots_.push_back(std::move(slot));
  }
  Slot& slot = slots_.back();
  const size_t columns = storages_.size();
  if (slot.chunk->rows == nullptr && columns > 0) {
    // Full size at once: readers keep pointers into it while it grows.
    const size_t cells = columns * capacity_of(slots_.size() - 1);
    slot.chunk->rows = slot.chunk->arena.make_array<Datum>(cells);
    memory_ += cells * sizeof(Datum);
  }
  Datum* row = slot.chunk->rows + slot.count * columns;
  ++slot.count;
  slot.chunk->count = slot.count;
  ++rows_;
  return row;
}

void RowStore::keep(Datum& value, StorageClass storage) {
  if (value.null || is_by_value(storage)) return;
  const size_t n = value_bytes(storage, value);
  value.p = slots_.back().chunk->arena.copy({value.p, n}).data();
  memory_ += n;
}

void RowStore::append_row(const Datum* row) {
  Datum* to = new_row();
  for (size_t i = 0; i < storages_.size(); ++i) {
    to[i] = row[i];
    keep(to[i], storages_[i]);
  }
}

void RowStore::append_selected(const Batch& batch, size_t row) {
  Datum* to = new_row();
  for (size_t i = 0; i < storages_.size(); ++i) {
    to[i] = batch.columns[i].at(row);
    keep(to[i], storages_[i]);
  }
}

void RowStore::append(const Batch& batch) {
  for (size_t k = 0; k < batch.count; ++k) append_selected(batch, batch.row(k));
}

void RowStore::spill() {
  std::string bytes;
  for (Slot& slot : slots_) {
    if (slot.chunk == nullptr) continue;
    bytes.clear();
    for (size_t r = 0; r < slot.count; ++r) {
      append_row_bytes(storages_, slot.chunk->rows + r * storages_.size(), &bytes);
    }
    slot.offset = file_.append(bytes);
    slot.bytes = bytes.size();
    slot.chunk = nullptr;
  }
  memory_ = 0;
}

std::shared_ptr<RowStore::Chunk> RowStore::load(size_t index) const {
  const Slot& slot = slots_[index];
  if (slot.chunk != nullptr) return slot.chunk;
  std::string bytes;
  file_.read(slot.offset, slot.bytes, &bytes);
  auto chunk = std::make_shared<Chunk>();
  const std::string_view kept = chunk->arena.copy(bytes);
  chunk->count = slot.count;
  chunk->rows = chunk->arena.make_array<Datum>(storages_.size() * slot.count);
  size_t at = 0;
  for (size_t r = 0; r < slot.count; ++r) {
    at += read_row_bytes(storages_, kept.substr(at), chunk->rows + r * storages_.size());
  }
  return chunk;
}

const Datum* RowStore::Reader::at(size_t row) {
  const size_t slot = chunk_of(row);
  if (slot != loaded_) {
    chunk_ = store_->load(slot);
    loaded_ = slot;
  }
  return chunk_->rows + (row - first_row_of(slot)) * store_->storages_.size();
}

const Datum* RowStore::Reader::next_row() {
  if (position_ >= store_->rows_) return nullptr;
  static const Datum kNoColumns;
  const Datum* row = at(position_++);
  return row != nullptr ? row : &kNoColumns;
}

bool RowStore::Reader::next(Batch& out, size_t max_rows) {
  if (position_ >= store_->rows_) return false;
  const size_t columns = store_->storages_.size();
  const size_t slot = chunk_of(position_);
  const size_t in_chunk = first_row_of(slot) + capacity_of(slot) - position_;
  const size_t count = std::min({max_rows, in_chunk, store_->rows_ - position_});
  const Datum* first = at(position_);
  out.columns.resize(columns);
  for (size_t i = 0; i < columns; ++i) {
    out.columns[i] = {first + i, static_cast<uint32_t>(columns)};
  }
  out.selection = nullptr;
  out.count = count;
  position_ += count;
  return true;
}

}  // namespace rung::executor
