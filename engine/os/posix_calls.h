// PosixCalls: the system calls that PosixVfs makes on files, as a table, so that a test can put one
// that fails, or does half of the work, in the place of the system's.
//
// Threads: the table is changed only while nothing is running.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

namespace rung::os {

struct PosixCalls {
  int (*open)(const char* path, int flags, mode_t mode);
  int (*make_temporary)(char* path_pattern, int flags);
  ssize_t (*read_at)(int fd, void* to, size_t bytes, off_t offset);
  ssize_t (*write_at)(int fd, const iovec* pieces, int count, off_t offset);
  int (*sync_data)(int fd);
  int (*sync)(int fd);
  int (*resize)(int fd, off_t bytes);
  int (*rename)(const char* from, const char* to);
  int (*remove)(const char* path);
};

// The table in use; it begins as posix_calls_of_system().
PosixCalls& posix_calls();
const PosixCalls& posix_calls_of_system();

}  // namespace rung::os
