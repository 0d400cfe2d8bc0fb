// PostgreSQL's cost constants, so that its users know the numbers EXPLAIN shows.
#pragma once

namespace rung::planner {

inline constexpr double kSeqPageCost = 1.0;
inline constexpr double kRandomPageCost = 4.0;
inline constexpr double kCpuTupleCost = 0.01;
inline constexpr double kCpuIndexTupleCost = 0.005;
inline constexpr double kCpuOperatorCost = 0.0025;
inline constexpr double kPageBytes = 8192;

}  // namespace rung::planner
