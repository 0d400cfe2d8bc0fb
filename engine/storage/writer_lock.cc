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
  bool got = true;
  if (timeout_ms == 0) {
    turn_.wait(lock, ours);
  } else {
    got = turn_.wait_for(lock, std::chrono::milliseconds(timeout_ms), ours);
  }
  if (got) {
    holder_ = std::this_thread::get_id();
    return true;
  }
  queue_.erase(std::find(queue_.begin(), queue_.end(), ticket));
  return false;
}

bool WriterLock::try_acquire() {
  std::lock_guard lock(mutex_);
  if (!queue_.empty()) return false;
  queue_.push_back(next_ticket_++);
  holder_ = std::this_thread::get_id();
  return true;
}

bool WriterLock::held_by_this_thread() {
  std::lock_guard lock(mutex_);
  return holder_ == std::this_thread::get_id();
}

void WriterLock::release() {
  std::lock_guard lock(mutex_);
  RUNG_CHECK(!queue_.empty());
  queue_.pop_front();
  holder_ = std::thread::id();
  turn_.notify_all();
}

}  // namespace rung::storage
