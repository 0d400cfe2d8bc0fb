// WriterLock: one writer at a time, with a timeout. Who comes while it is free gets it, also past
// those who wait: a thread that must wake first would leave it idle meanwhile. Nobody is passed for
// longer than kPassedMax; from then on it is handed to the one who waited longest.
// Threads: any; whoever got it may hand it to another thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>

namespace rung::storage {

class WriterLock {
 public:
  // False when `timeout_ms` (0: for ever) passed.
  bool acquire(uint64_t timeout_ms);
  // Not past those who wait.
  bool try_acquire();
  void release();
  // By the holder, some microseconds before it releases: the next one wakes meanwhile.
  void release_soon();
  // Whether the calling thread was the last to acquire it, and it is not released yet.
  bool held_by_this_thread();

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiter {
    const std::thread::id thread = std::this_thread::get_id();
    const Clock::time_point since = Clock::now();
    std::condition_variable* turn = nullptr;
    bool woken = false;    // it was told that the lock is free
    bool granted = false;  // it has the lock
  };
  bool take_if_free();
  void spin();

  std::mutex mutex_;
  std::deque<Waiter*> queue_;  // in the order of their coming
  // They are notified without the mutex, when the waiter may be gone already, so they outlive it.
  std::array<std::condition_variable, 32> turns_;
  size_t next_turn_ = 0;
  std::thread::id holder_;     // none: free
  std::atomic<bool> held_{false};  // a copy, to be looked at without the mutex
  std::atomic<bool> spinning_{false};
};

}  // namespace rung::storage
