// WriterLock: one writer at a time, first come first served, with a timeout.
// Threads: any; whoever got it may hand it to another thread.
#pragma once

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
  bool try_acquire();
  void release();
  // Whether the calling thread was the last to acquire it, and it is not released yet.
  bool held_by_this_thread();

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  std::deque<uint64_t> queue_;  // tickets, the holder's first
  uint64_t next_ticket_ = 0;
  std::thread::id holder_;
};

}  // namespace rung::storage
