// Arithmetic and comparison of coordinates, with PostgreSQL's tolerance of 1e-6 and its range
// errors. The other geometry is in functions/plane.h.
#pragma once

#include <cmath>

#include "types/float.h"
#include "types/geometry.h"

namespace rung {

inline constexpr double kEpsilon = 1e-6;
inline bool near_zero(double a) { return std::fabs(a) <= kEpsilon; }
inline bool near(double a, double b) { return a == b || std::fabs(a - b) <= kEpsilon; }
inline bool below(double a, double b) { return a + kEpsilon < b; }
inline bool at_most(double a, double b) { return a <= b + kEpsilon; }
inline bool above(double a, double b) { return a > b + kEpsilon; }
inline bool at_least(double a, double b) { return a + kEpsilon >= b; }

// 22003 when the result leaves the range, 22012 on division by zero.
double sum(double a, double b);
double difference(double a, double b);
double product(double a, double b);
double quotient(double a, double b);
double hypotenuse(double x, double y);

bool same(const Point& a, const Point& b);  // within the tolerance; NaN equals NaN
double distance(const Point& a, const Point& b);
double slope(const Point& a, const Point& b);           // of the line through them
double slope_of_normal(const Point& a, const Point& b);

}  // namespace rung
