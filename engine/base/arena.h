// Arena: memory that is freed all at once. ASTs, bound queries, plans and the values of a batch
// live in one; make<T>() also runs destructors at the end, so nodes may hold std::vector and
// std::string. Not thread-safe; one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rung {

class Arena {
 public:
  Arena() = default;
  ~Arena() { reset(); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Uninitialised bytes, aligned to 16 by default.
  void* allocate(size_t bytes, size_t align = 16) {
    const size_t start = (used_ + align - 1) & ~(align - 1);
    if (start + bytes <= capacity_) {
      used_ = start + bytes;
      return block_ + start;
    }
    return allocate_slow(bytes, align);
  }
  char* allocate_bytes(size_t bytes) { return static_cast<char*>(allocate(bytes, 1)); }

  std::string_view copy(std::string_view text) {
    char* to = allocate_bytes(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  template <class T, class... Args>
  T* make(Args&&... args) {
    T* object = new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
    if constexpr (!std::is_trivially_destructible_v<T>) {
      cleanups_.push_back({object, [](void* p) { static_cast<T*>(p)->~T(); }});
    }
    return object;
  }
  template <class T>
  T* make_array(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    T* first = static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
    for (size_t i = 0; i < count; ++i) new (first + i) T();
    return first;
  }

  // Frees everything but keeps one block for reuse.
  void reset();
  size_t bytes_allocated() const { return total_; }

 private:
  struct Cleanup {
    void* object;
    void (*destroy)(void*);
  };
  void* allocate_slow(size_t bytes, size_t align);

  char* block_ = nullptr;
  size_t used_ = 0;
  size_t capacity_ = 0;
  size_t total_ = 0;
  std::vector<std::pair<std::unique_ptr<char[]>, size_t>> blocks_;
  std::vector<Cleanup> cleanups_;
};

}  // namespace rung
