// Which check to use:
//   RUNG_CHECK(c)   cheap invariants and anything that guards what goes to disk; always on.
//   RUNG_DCHECK(c)  hot loops and expensive walks; off in release builds.
//   an Error        for user input, disk content and resources: never a check.
#pragma once

namespace rung {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define RUNG_CHECK(c) \
  ((c) ? static_cast<void>(0) : ::rung::check_failed(#c, __FILE__, __LINE__))
#ifdef RUNG_RELEASE
#define RUNG_DCHECK(c) static_cast<void>(sizeof(!(c)))
#else
#define RUNG_DCHECK(c) RUNG_CHECK(c)
#endif
#define RUNG_UNREACHABLE() ::rung::check_failed("unreachable", __FILE__, __LINE__)
