// RUNG_BUG(n): a defect put in on purpose, to test the tests. False in the product and in every other
// build; in the seeded test build (RUNG_SEEDED_BUGS) true when the environment says RUNG_BUG=n.
// tests/crash/seeded_bugs.py lists them, each with the test that must catch it.
#pragma once

#ifdef RUNG_SEEDED_BUGS

#include <cstdlib>

namespace rung {
inline int seeded_bug() {
  static const int bug = [] {
    const char* text = std::getenv("RUNG_BUG");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return bug;
}
}  // namespace rung
#define RUNG_BUG(n) (::rung::seeded_bug() == (n))

#else
#define RUNG_BUG(n) false
#endif
