#include "storage/writer_lock.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"

namespace rung::storage {

bool WriterLock::acquire(uint64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  const uint64_t ticket = next_ticket_++;
  queue_.push_back(ticket);
  const auto ours = [&] { return queue_.front() == ticket; };
  if (timeout_ms == 0) {
    turn_.wait(lock, ours);
    return true;
  }
  if (turn_.wait_for(lock, std::chrono::milliseconds(timeout_ms), ours)) return true;
  queue_.erase(std::find(queue_.begin(), queue_.end(), ticket));
  return false;
}

bool WriterLock::try_acquire() {
  std::lock_guard lock(mutex_);
  if (!queue_.empty()) return false;
  queue_.push_back(next_ticket_++);
  return true;
}

void WriterLock::release() {
  std::lock_guard lock(mutex_);
  RUNG_CHECK(!queue_.empty());
  queue_.pop_front();
  turn_.notify_all();
}

}  // namespace rung::storage
