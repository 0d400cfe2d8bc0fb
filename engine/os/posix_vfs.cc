#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "os/links.h"
#include "os/posix_calls.h"
#include "os/vfs.h"

namespace rung::os {
namespace {

constexpr size_t kPiecesPerCall = 512;
constexpr int kLinksMax = 40;

constexpr PosixCalls kSystem = {
    .open = [](const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); },
    .make_temporary = ::mkostemp,
    .read_at = ::pread,
    .write_at = ::pwritev,
    .sync_data = ::fdatasync,
    .sync = ::fsync,
    .resize = ::ftruncate,
    .rename = [](const char* from, const char* to) { return ::rename(from, to); },
    .remove = ::unlink,
};
constinit PosixCalls calls = kSystem;
constexpr off_t kSignOffset = off_t{1} << 61;

Error errno_error(int code, const std::string& what) {
  SqlState state = sqlstate::io_error;
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: state = sqlstate::disk_full; break;
    case ENOENT:
    case ENOTDIR: state = sqlstate::undefined_file; break;
    case EACCES:
    case EPERM:
    case EROFS: state = sqlstate::insufficient_privilege; break;
    default: break;
  }
  std::array<char, 256> text{};
  return Error(state, what + ": " + ::strerror_r(code, text.data(), text.size()));
}

// A signal may interrupt a call that does nothing then.
template <class Call>
auto uninterrupted(const Call& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

std::string quoted(const std::string& path) { return "\"" + path + "\""; }

class PosixFile final : public File {
 public:
  PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~PosixFile() override { ::close(fd_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  void renamed(const std::string& to) override { path_ = to; }

  Result<size_t> read_at(uint64_t offset, std::span<char> to) override {
    size_t done = 0;
    while (done < to.size()) {
      const ssize_t got = uninterrupted([&] {
        return calls.read_at(fd_, to.data() + done, to.size() - done,
                             static_cast<off_t>(offset + done));
      });
      if (got < 0) return failed("read", offset + done);
      if (got == 0) break;
      done += static_cast<size_t>(got);
    }
    return done;
  }

  Result<void> write_at(uint64_t offset, std::span<const std::string_view> pieces) override {
    std::array<iovec, kPiecesPerCall> vectors;
    size_t next = 0;     // first piece not yet in `vectors`
    size_t skipped = 0;  // bytes of pieces[next] already written
    while (next < pieces.size()) {
      size_t count = 0;
      for (size_t i = next; i < pieces.size() && count < kPiecesPerCall; ++i, ++count) {
        const size_t skip = i == next ? skipped : 0;
        // iovec wants a mutable pointer though pwritev only reads.
        vectors[count].iov_base = const_cast<char*>(pieces[i].data() + skip);
        vectors[count].iov_len = pieces[i].size() - skip;
      }
      const ssize_t wrote = uninterrupted([&] {
        return calls.write_at(fd_, vectors.data(), static_cast<int>(count),
                              static_cast<off_t>(offset));
      });
      if (wrote < 0) return failed("write", offset);
      auto left = static_cast<size_t>(wrote);
      offset += left;
      while (next < pieces.size() && left >= pieces[next].size() - skipped) {
        left -= pieces[next].size() - skipped;
        skipped = 0;
        ++next;
      }
      skipped += left;
      if (wrote == 0 && next < pieces.size() && !pieces[next].empty()) {
        errno = ENOSPC;
        return failed("write", offset);
      }
    }
    return {};
  }

  Result<void> sync(SyncKind kind) override {
    const int rc = uninterrupted(
        [&] { return kind == SyncKind::kData ? calls.sync_data(fd_) : calls.sync(fd_); });
    if (rc != 0) return errno_error(errno, "could not fsync file " + quoted(path_));
    return {};
  }

  Result<void> resize(uint64_t bytes) override {
    if (uninterrupted([&] { return calls.resize(fd_, static_cast<off_t>(bytes)); }) != 0) {
      return errno_error(errno, "could not resize file " + quoted(path_) + " to " +
                                    std::to_string(bytes) + " bytes");
    }
    return {};
  }

  Result<uint64_t> size() override {
    struct stat info {};
    if (::fstat(fd_, &info) != 0) {
      return errno_error(errno, "could not stat file " + quoted(path_));
    }
    return static_cast<uint64_t>(info.st_size);
  }

  Result<bool> try_lock(bool shared) override {
    struct flock lock {};
    lock.l_type = shared ? F_RDLCK : F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_len = kSignOffset;
    if (::fcntl(fd_, F_OFD_SETLK, &lock) == 0) {
      // A lock of the old kind beside it, on a byte that no file has, is there to be asked about:
      // only such a lock tells its owner. Nothing depends on it.
      struct flock sign = lock;
      sign.l_start = kSignOffset;
      sign.l_len = 1;
      ::fcntl(fd_, F_SETLK, &sign);
      return true;
    }
    if (errno == EAGAIN || errno == EACCES) return false;
    return errno_error(errno, "could not lock file " + quoted(path_));
  }

  void unlock() override {
    struct flock lock {};
    lock.l_type = F_UNLCK;
    lock.l_whence = SEEK_SET;
    ::fcntl(fd_, F_OFD_SETLK, &lock);
    ::fcntl(fd_, F_SETLK, &lock);
  }

  std::string lock_holder() override {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = kSignOffset;
    lock.l_len = 1;
    if (::fcntl(fd_, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK || lock.l_pid <= 0) return {};
    const std::string pid = std::to_string(lock.l_pid);
    std::array<char, 64> name{};
    const int fd = ::open(("/proc/" + pid + "/comm").c_str(), O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd < 0 ? 0 : ::read(fd, name.data(), name.size());
    if (fd >= 0) ::close(fd);
    std::string text(name.data(), got > 0 ? static_cast<size_t>(got) : 0u);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return (text.empty() ? "process" : text + ", pid") + (" " + pid);
  }

 private:
  Error failed(const char* operation, uint64_t offset) const {
    const int code = errno;
    return errno_error(code, std::string("could not ") + operation + " file " + quoted(path_) +
                                 " at offset " + std::to_string(offset));
  }

  int fd_;
  std::string path_;
};

// How much of the path is its directory; 0: the working one.
size_t directory_bytes(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return 0;
  return std::max<size_t>(slash, 1);
}

class PosixVfs final : public Vfs {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    int flags = O_CLOEXEC | (mode == OpenMode::kReadOnly ? O_RDONLY : O_RDWR);
    if (mode == OpenMode::kCreate) flags |= O_CREAT;
    const int fd = uninterrupted([&] { return calls.open(path.c_str(), flags, 0666); });
    if (fd < 0) return errno_error(errno, "could not open file " + quoted(path));
    auto file = std::make_unique<PosixFile>(fd, path);
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
      return errno_error(errno, "could not stat file " + quoted(path));
    }
    if (S_ISDIR(info.st_mode)) {
      return errno_error(EISDIR, "could not open file " + quoted(path));
    }
    return std::unique_ptr<File>(std::move(file));
  }

  Result<void> remove(const std::string& path) override {
    if (uninterrupted([&] { return calls.remove(path.c_str()); }) != 0) {
      return errno_error(errno, "could not remove file " + quoted(path));
    }
    return {};
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (uninterrupted([&] { return calls.rename(from.c_str(), to.c_str()); }) != 0) {
      return errno_error(errno, "could not rename file " + quoted(from) + " to " + quoted(to));
    }
    return {};
  }

  // Part of a commit, which may not run out of memory once it is logged.
  Result<void> sync_directory(const std::string& path_of_file_in_it) override {
    std::array<char, PATH_MAX> directory_text;
    const size_t bytes = directory_bytes(path_of_file_in_it);
    if (bytes >= directory_text.size()) {
      return errno_error(ENAMETOOLONG, "could not open directory of " + quoted(path_of_file_in_it));
    }
    std::memcpy(directory_text.data(), bytes == 0 ? "." : path_of_file_in_it.data(), std::max<size_t>(bytes, 1));
    directory_text[std::max<size_t>(bytes, 1)] = '\0';
    const char* directory = directory_text.data();
    const int fd = uninterrupted(
        [&] { return calls.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0); });
    if (fd < 0) return errno_error(errno, "could not open directory " + quoted(directory));
    const int rc = uninterrupted([&] { return calls.sync(fd); });
    const int code = errno;
    ::close(fd);
    if (rc != 0) return errno_error(code, "could not fsync directory " + quoted(directory));
    return {};
  }

  Result<bool> exists(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return errno_error(errno, "could not stat file " + quoted(path));
  }

  Result<void> make_directories(const std::string& path) override {
    for (size_t end = 1; end <= path.size(); ++end) {
      if (end != path.size() && path[end] != '/') continue;
      const std::string part = path.substr(0, end);
      if (::mkdir(part.c_str(), 0777) == 0 || errno == EEXIST) continue;
      const int code = errno;
      struct stat info {};
      if (::stat(part.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) continue;
      return errno_error(code, "could not create directory " + quoted(part));
    }
    return {};
  }

  int64_t now_us() override { return clock_us(CLOCK_REALTIME); }
  int64_t monotonic_us() override { return clock_us(CLOCK_MONOTONIC); }

  void sleep_us(int64_t us) override {
    timespec time{};
    time.tv_sec = us / 1'000'000;
    time.tv_nsec = us % 1'000'000 * 1000;
    ::nanosleep(&time, nullptr);
  }

  void random_bytes(std::span<char> to) override {
    size_t done = 0;
    while (done < to.size()) {
      const ssize_t got = ::getrandom(to.data() + done, to.size() - done, 0);
      RUNG_CHECK(got >= 0 || errno == EINTR);
      if (got > 0) done += static_cast<size_t>(got);
    }
  }

  Result<std::unique_ptr<File>> open_temporary() override {
    const char* configured = std::getenv("TMPDIR");
    const std::string directory =
        configured != nullptr && *configured != '\0' ? configured : "/tmp";
    std::string path = directory + "/rung-XXXXXX";
    const int fd = uninterrupted([&] {
      path.replace(path.size() - 6, 6, "XXXXXX");
      return calls.make_temporary(path.data(), O_CLOEXEC);
    });
    if (fd < 0) return errno_error(errno, "could not create temporary file in " + quoted(directory));
    ::unlink(path.c_str());
    return std::unique_ptr<File>(std::make_unique<PosixFile>(fd, path));
  }

 private:
  static int64_t clock_us(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
  }
};

}  // namespace

Result<std::string> follow_links(const std::string& path) {
  std::string file = path;
  for (int i = 0; i < kLinksMax; ++i) {
    std::array<char, PATH_MAX> target;
    const ssize_t bytes = ::readlink(file.c_str(), target.data(), target.size());
    if (bytes < 0) return file;  // no link; opening it tells what else it may be
    const std::string_view text(target.data(), static_cast<size_t>(bytes));
    if (text.starts_with('/')) {
      file = text;
    } else {
      const size_t slash = file.rfind('/');
      file.replace(slash == std::string::npos ? 0 : slash + 1, std::string::npos, text);
    }
  }
  return errno_error(ELOOP, "could not open file " + quoted(path));
}

PosixCalls& posix_calls() { return calls; }
const PosixCalls& posix_calls_of_system() { return kSystem; }

Vfs& posix_vfs() {
  static Vfs* const vfs = new PosixVfs;  // never destroyed: files may outlive static destructors
  return *vfs;
}

}  // namespace rung::os
