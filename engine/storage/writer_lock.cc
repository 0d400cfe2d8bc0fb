#include "storage/writer_lock.h"

#include <algorithm>

#include "base/check.h"

namespace rung::storage {
namespace {

constexpr std::chrono::milliseconds kPassedMax(20);
// About as long as a small transaction holds the lock: a wait that short costs less than to sleep.
constexpr std::chrono::microseconds kSpinMax(30);

}  // namespace

// Under the mutex.
bool WriterLock::take_if_free() {
  if (holder_ != std::thread::id()) return false;
  holder_ = std::this_thread::get_id();
  held_.store(true, std::memory_order_relaxed);
  return true;
}

bool WriterLock::try_acquire() {
  std::lock_guard lock(mutex_);
  return queue_.empty() && take_if_free();
}

// One thread may look on while another works; more would only take the processor from it.
void WriterLock::spin() {
  if (!held_.load(std::memory_order_relaxed) || spinning_.exchange(true)) return;
  const Clock::time_point until = Clock::now() + kSpinMax;
  while (held_.load(std::memory_order_relaxed) && Clock::now() < until) {
  }
  spinning_.store(false);
}

bool WriterLock::acquire(uint64_t timeout_ms) {
  spin();
  std::unique_lock lock(mutex_);
  if (take_if_free()) return true;
  Waiter waiter;
  waiter.turn = &turns_[next_turn_++ % turns_.size()];
  queue_.push_back(&waiter);
  const auto leave = [&] { queue_.erase(std::find(queue_.begin(), queue_.end(), &waiter)); };
  const auto until = waiter.since + std::chrono::milliseconds(timeout_ms);
  const auto told = [&] { return waiter.woken || waiter.granted; };
  for (;;) {
    bool in_time = true;
    if (timeout_ms == 0) {
      waiter.turn->wait(lock, told);
    } else {
      in_time = waiter.turn->wait_until(lock, until, told);
    }
    if (in_time && !waiter.granted && holder_ != std::thread::id()) {
      lock.unlock();
      spin();
      lock.lock();
    }
    if (waiter.granted) return true;  // and out of the queue
    if (take_if_free()) {
      leave();
      return true;
    }
    if (!in_time) {
      leave();
      return false;
    }
    waiter.woken = false;
  }
}

void WriterLock::release() {
  std::unique_lock lock(mutex_);
  RUNG_CHECK(holder_ != std::thread::id());
  holder_ = std::thread::id();
  held_.store(false, std::memory_order_relaxed);
  if (queue_.empty()) return;
  Waiter& next = *queue_.front();
  if (Clock::now() - next.since > kPassedMax) {
    queue_.pop_front();
    holder_ = next.thread;
    held_.store(true, std::memory_order_relaxed);
    next.granted = true;
  } else if (next.woken) {
    return;  // it is on its way
  } else {
    next.woken = true;
  }
  std::condition_variable& turn = *next.turn;
  lock.unlock();
  turn.notify_all();
}

void WriterLock::release_soon() {
  std::unique_lock lock(mutex_);
  if (queue_.empty() || queue_.front()->woken) return;
  queue_.front()->woken = true;
  std::condition_variable& turn = *queue_.front()->turn;
  lock.unlock();
  turn.notify_all();
}

bool WriterLock::held_by_this_thread() {
  std::lock_guard lock(mutex_);
  return holder_ == std::this_thread::get_id();
}

}  // namespace rung::storage
