#include "types/geometry_math.h"

#include <limits>

#include "base/error.h"

namespace rung {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

[[noreturn]] void throw_range(const char* which) {
  throw_error(sqlstate::numeric_value_out_of_range, std::string("value out of range: ") + which);
}
double checked(double result, bool finite_input) {
  if (std::isinf(result) && finite_input) throw_range("overflow");
  return result;
}
bool finite(double a, double b) { return !std::isinf(a) && !std::isinf(b); }

}  // namespace

double sum(double a, double b) { return checked(a + b, finite(a, b)); }
double difference(double a, double b) { return checked(a - b, finite(a, b)); }
double product(double a, double b) {
  const double result = checked(a * b, finite(a, b));
  if (result == 0 && a != 0 && b != 0) throw_range("underflow");
  return result;
}
double quotient(double a, double b) {
  if (b == 0 && !std::isnan(a)) throw_error(sqlstate::division_by_zero, "division by zero");
  const double result = checked(a / b, !std::isinf(a));
  if (result == 0 && a != 0 && !std::isinf(b)) throw_range("underflow");
  return result;
}

double hypotenuse(double x, double y) {
  if (std::isinf(x) || std::isinf(y)) return kInfinity;
  if (std::isnan(x) || std::isnan(y)) return std::nan("");
  double longer = std::fabs(x);
  double shorter = std::fabs(y);
  if (longer < shorter) std::swap(longer, shorter);
  if (shorter == 0) return longer;
  const double ratio = shorter / longer;
  const double result = longer * std::sqrt(1 + ratio * ratio);
  if (std::isinf(result)) throw_range("overflow");
  if (result == 0) throw_range("underflow");
  return result;
}

bool same(const Point& a, const Point& b) {
  if (std::isnan(a.x) || std::isnan(a.y) || std::isnan(b.x) || std::isnan(b.y)) {
    return compare_floats(a.x, b.x) == 0 && compare_floats(a.y, b.y) == 0;
  }
  return near(a.x, b.x) && near(a.y, b.y);
}
double distance(const Point& a, const Point& b) {
  return hypotenuse(difference(a.x, b.x), difference(a.y, b.y));
}
double slope(const Point& a, const Point& b) {
  if (near(a.x, b.x)) return kInfinity;
  if (near(a.y, b.y)) return 0;
  return quotient(difference(a.y, b.y), difference(a.x, b.x));
}
double slope_of_normal(const Point& a, const Point& b) {
  if (near(a.x, b.x)) return 0;
  if (near(a.y, b.y)) return kInfinity;
  return quotient(difference(a.x, b.x), difference(b.y, a.y));
}

Box make_box(const Point& a, const Point& b) {
  Box box;
  const bool x_high = compare_floats(a.x, b.x) > 0;
  const bool y_high = compare_floats(a.y, b.y) > 0;
  box.high = {x_high ? a.x : b.x, y_high ? a.y : b.y};
  box.low = {x_high ? b.x : a.x, y_high ? b.y : a.y};
  return box;
}

Line make_line(const Point& at, double slope) {
  if (std::isinf(slope)) return {-1, 0, at.x};
  if (slope == 0) return {0, -1, at.y};
  const double c = difference(at.y, product(slope, at.x));
  return {slope, -1, c == 0 ? 0 : c};
}

}  // namespace rung
