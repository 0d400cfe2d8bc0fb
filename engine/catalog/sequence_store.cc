#include "catalog/sequence_store.h"

#include "catalog/keys.h"

namespace rung::catalog {
namespace {

std::string encode(SequencePosition position) {
  std::string bytes;
  append_le(bytes, position.last_value);
  bytes.push_back(position.is_called ? 1 : 0);
  return bytes;
}

// What the view has stored, or the sequence's beginning.
SequencePosition stored(const storage::ReadView& view, Oid sequence, const SequenceInfo& info) {
  std::string bytes;
  if (!value_or_throw(view.get(storage::kCatalogTree, sequence_key(sequence), &bytes))) {
    return {info.start, false};
  }
  if (bytes.size() != 9) throw_error(sqlstate::data_corrupted, "damaged sequence position");
  return {load_le<int64_t>(bytes.data()), bytes[8] != 0};
}

}  // namespace

int64_t SequenceStore::next(const storage::ReadView& view, Oid sequence, const SequenceInfo& info,
                            const std::string& name) {
  std::lock_guard lock(mutex_);
  auto found = slots_.find(sequence);
  if (found == slots_.end()) {
    found = slots_.emplace(sequence, Slot{stored(view, sequence, info)}).first;
  }
  SequencePosition& at = found->second.position;
  int64_t value = at.last_value;
  if (at.is_called) {
    const bool past = info.increment > 0
                          ? __builtin_add_overflow(value, info.increment, &value) || value > info.max
                          : __builtin_add_overflow(value, info.increment, &value) || value < info.min;
    if (past) {
      if (!info.cycle) {
        const bool up = info.increment > 0;
        throw_error(sqlstate::sequence_generator_limit_exceeded,
                    "nextval: reached " + std::string(up ? "maximum" : "minimum") +
                        " value of sequence \"" + name + "\" (" +
                        std::to_string(up ? info.max : info.min) + ")");
      }
      value = info.increment > 0 ? info.min : info.max;
    }
  }
  at = {value, true};
  found->second.moved = true;
  return value;
}

SequencePosition SequenceStore::get(const storage::ReadView& view, Oid sequence,
                                    const SequenceInfo& info) {
  std::lock_guard lock(mutex_);
  const auto found = slots_.find(sequence);
  if (found != slots_.end()) return found->second.position;
  return slots_.emplace(sequence, Slot{stored(view, sequence, info)}).first->second.position;
}

void SequenceStore::set(Oid sequence, SequencePosition position) {
  std::lock_guard lock(mutex_);
  Slot& slot = slots_[sequence];
  slot.position = position;
  slot.moved = true;
}

void SequenceStore::forget(Oid sequence) {
  std::lock_guard lock(mutex_);
  slots_.erase(sequence);
}

bool SequenceStore::has_moved() const {
  std::lock_guard lock(mutex_);
  for (const auto& [oid, slot] : slots_) {
    if (slot.moved) return true;
  }
  return false;
}

Result<void> SequenceStore::write_moved(storage::WriteTxn& txn) {
  std::lock_guard lock(mutex_);
  std::string object;
  for (auto& [oid, slot] : slots_) {
    if (!slot.moved) continue;
    // It may have been created by a transaction that rolled back, or dropped in this one.
    RUNG_ASSIGN(const bool exists, txn.get(storage::kCatalogTree,
                                           object_key(ObjectClass::kRelation, oid), &object));
    if (!exists) continue;
    RUNG_ASSIGN([[maybe_unused]] auto outcome,
                txn.put(storage::kCatalogTree, sequence_key(oid), encode(slot.position),
                        storage::WriteMode::kUpsert));
    slot.writing = true;
    slot.moved = false;
  }
  return {};
}

void SequenceStore::after_commit(bool committed) {
  std::lock_guard lock(mutex_);
  for (auto& [oid, slot] : slots_) {
    if (slot.writing && !committed) slot.moved = true;
    slot.writing = false;
  }
}

}  // namespace rung::catalog
