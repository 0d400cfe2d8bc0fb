// Functions and operators of path, polygon and circle.
#include <numbers>

#include "functions/compare.h"
#include "functions/groups.h"
#include "functions/plane.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

template <class T>
Datum result(FnCall& call, const T& value) {
  return store(*call.env->arena, value);
}
using Test = bool (*)(double, double);
using Combine = Point (*)(const Point&, const Point&);

// The least distance of two outlines; nullopt when one has no side.
std::optional<double> least_distance(std::span<const Point> a, bool a_closed,
                                     std::span<const Point> b, bool b_closed) {
  std::optional<double> best;
  each_side(a, a_closed, [&](const Lseg& s) {
    return each_side(b, b_closed, [&](const Lseg& t) {
      const double now = nearest(s, t).distance;
      if (!best || compare_floats(now, *best) < 0) best = now;
      return false;
    });
  });
  return best;
}
Datum not_below_zero(double value) { return Datum::of_float(value < 0 ? 0 : value); }

// Paths.
Datum path_is_closed(FnCall&, const Datum* a) { return Datum::of_bool(load_path(a[0]).closed); }
Datum path_is_open(FnCall&, const Datum* a) { return Datum::of_bool(!load_path(a[0]).closed); }
Datum path_count(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(load_path(a[0]).points.size()));
}
template <Comparison C>
Datum counts_are(FnCall&, const Datum* a) {
  return Datum::of_bool(
      holds<C>(three_way(load_path(a[0]).points.size(), load_path(a[1]).points.size())));
}
Datum path_closed(FnCall& call, const Datum* a) {
  Path path = load_path(a[0]);
  path.closed = true;
  return result(call, path);
}
Datum path_opened(FnCall& call, const Datum* a) {
  Path path = load_path(a[0]);
  path.closed = false;
  return result(call, path);
}
Datum path_joined(FnCall& call, const Datum* a) {
  Path path = load_path(a[0]);
  const Path other = load_path(a[1]);
  if (path.closed || other.closed) return Datum();
  path.points.insert(path.points.end(), other.points.begin(), other.points.end());
  return result(call, path);
}
template <Combine kCombine>
Datum path_moved(FnCall& call, const Datum* a) {
  Path path = load_path(a[0]);
  const Point by = load_point(a[1]);
  for (Point& p : path.points) p = kCombine(p, by);
  return result(call, path);
}
Datum path_area(FnCall&, const Datum* a) {
  const Path path = load_path(a[0]);
  if (!path.closed) return Datum();
  double area = 0;
  for (size_t i = 0; i < path.points.size(); ++i) {
    const Point& p = path.points[i];
    const Point& q = path.points[(i + 1) % path.points.size()];
    area = sum(area, product(p.x, q.y));
    area = difference(area, product(p.y, q.x));
  }
  return Datum::of_float(quotient(std::fabs(area), 2));
}
Datum path_length(FnCall&, const Datum* a) {
  const Path path = load_path(a[0]);
  double total = 0;
  each_side(path.points, path.closed, [&](const Lseg& s) {
    total = sum(total, length(s));
    return false;
  });
  return Datum::of_float(total);
}
bool on_path(const Path& path, const Point& p) {
  if (path.closed) return contains(path.points, p);
  return each_side(path.points, false, [&](const Lseg& s) {
    return near(sum(distance(p, s.p[0]), distance(p, s.p[1])), length(s));
  });
}
Datum point_on_path(FnCall&, const Datum* a) {
  return Datum::of_bool(on_path(load_path(a[1]), load_point(a[0])));
}
Datum path_contains_point(FnCall&, const Datum* a) {
  return Datum::of_bool(on_path(load_path(a[0]), load_point(a[1])));
}
Datum paths_meet(FnCall&, const Datum* a) {
  const Path x = load_path(a[0]);
  const Path y = load_path(a[1]);
  if (!overlap(bounds(x.points), bounds(y.points))) return Datum::of_bool(false);
  return Datum::of_bool(each_side(x.points, x.closed, [&](const Lseg& s) {
    return each_side(y.points, y.closed,
                     [&](const Lseg& t) { return intersection(s, t).has_value(); });
  }));
}
Datum path_to_path(FnCall&, const Datum* a) {
  const Path x = load_path(a[0]);
  const Path y = load_path(a[1]);
  const auto found = least_distance(x.points, x.closed, y.points, y.closed);
  return found ? Datum::of_float(*found) : Datum();
}
Datum distance_of(const Path& path, const Point& p) {
  double best = 0;
  bool any = false;
  each_side(path.points, path.closed, [&](const Lseg& s) {
    const double now = nearest(s, p).distance;
    if (!any || compare_floats(now, best) < 0) best = now;
    any = true;
    return false;
  });
  return Datum::of_float(best);
}
Datum point_to_path(FnCall&, const Datum* a) {
  return distance_of(load_path(a[1]), load_point(a[0]));
}
Datum path_to_point(FnCall&, const Datum* a) {
  return distance_of(load_path(a[0]), load_point(a[1]));
}
Datum path_polygon(FnCall& call, const Datum* a) {
  Path path = load_path(a[0]);
  if (!path.closed) {
    throw_error(sqlstate::invalid_parameter_value, "open path cannot be converted to polygon");
  }
  return result(call, Polygon{std::move(path.points)});
}

// Polygons.
Box bounds_of(const Datum& polygon) { return bounds(load_polygon(polygon).points); }
Datum polygon_count(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(load_polygon(a[0]).points.size()));
}
Datum polygon_center(FnCall& call, const Datum* a) {
  return result(call, mean_circle(load_polygon(a[0])).center);
}
Datum polygon_circle(FnCall& call, const Datum* a) {
  return result(call, mean_circle(load_polygon(a[0])));
}
Datum polygon_box(FnCall& call, const Datum* a) { return result(call, bounds_of(a[0])); }
Datum polygon_path(FnCall& call, const Datum* a) {
  return result(call, Path{true, load_polygon(a[0]).points});
}
Datum box_polygon(FnCall& call, const Datum* a) {
  const Box box = load_box(a[0]);
  return result(call, Polygon{{box.low,
                               {box.low.x, box.high.y},
                               box.high,
                               {box.high.x, box.low.y}}});
}
Datum polygon_left(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).high.x < bounds_of(a[1]).low.x);
}
Datum polygon_not_right(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).high.x <= bounds_of(a[1]).high.x);
}
Datum polygon_right(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).low.x > bounds_of(a[1]).high.x);
}
Datum polygon_not_left(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).low.x >= bounds_of(a[1]).low.x);
}
Datum polygon_below(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).high.y < bounds_of(a[1]).low.y);
}
Datum polygon_not_above(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).high.y <= bounds_of(a[1]).high.y);
}
Datum polygon_above(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).low.y > bounds_of(a[1]).high.y);
}
Datum polygon_not_below(FnCall&, const Datum* a) {
  return Datum::of_bool(bounds_of(a[0]).low.y >= bounds_of(a[1]).low.y);
}
// The same points in the same order, from any of them on, in either direction.
Datum polygon_same(FnCall&, const Datum* a) {
  const std::vector<Point> x = load_polygon(a[0]).points;
  const std::vector<Point> y = load_polygon(a[1]).points;
  const size_t count = x.size();
  if (count != y.size()) return Datum::of_bool(false);
  for (size_t start = 0; start < count; ++start) {
    for (const size_t step : {size_t{1}, count - 1}) {
      size_t i = 0;
      while (i < count && same(x[i], y[(start + i * step) % count])) ++i;
      if (i == count) return Datum::of_bool(true);
    }
  }
  return Datum::of_bool(false);
}
Datum polygon_overlap(FnCall&, const Datum* a) {
  return Datum::of_bool(overlap(load_polygon(a[0]), load_polygon(a[1])));
}
Datum polygon_contains(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_polygon(a[0]), load_polygon(a[1])));
}
Datum polygon_contained(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_polygon(a[1]), load_polygon(a[0])));
}
Datum polygon_contains_point(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_polygon(a[0]).points, load_point(a[1])));
}
Datum point_in_polygon(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_polygon(a[1]).points, load_point(a[0])));
}
Datum polygon_to_polygon(FnCall&, const Datum* a) {
  const Polygon x = load_polygon(a[0]);
  const Polygon y = load_polygon(a[1]);
  if (overlap(x, y)) return Datum::of_float(0);
  return Datum::of_float(least_distance(x.points, true, y.points, true).value_or(0));
}
Datum point_to_polygon(FnCall&, const Datum* a) {
  return Datum::of_float(distance_to_polygon(load_polygon(a[1]), load_point(a[0])));
}
Datum polygon_to_point(FnCall&, const Datum* a) {
  return Datum::of_float(distance_to_polygon(load_polygon(a[0]), load_point(a[1])));
}

// Circles.
double area(const Circle& c) { return product(product(c.radius, c.radius), std::numbers::pi); }
bool apart(double a, double b) { return a != b && std::fabs(a - b) > kEpsilon; }
double left_of(const Circle& c) { return difference(c.center.x, c.radius); }
double right_of(const Circle& c) { return sum(c.center.x, c.radius); }
double bottom_of(const Circle& c) { return difference(c.center.y, c.radius); }
double top_of(const Circle& c) { return sum(c.center.y, c.radius); }

Datum circle_of(FnCall& call, const Datum* a) {
  return result(call, Circle{load_point(a[0]), a[1].d});
}
Datum circle_center(FnCall& call, const Datum* a) {
  return result(call, load_circle(a[0]).center);
}
Datum circle_radius(FnCall&, const Datum* a) { return Datum::of_float(load_circle(a[0]).radius); }
Datum circle_diameter(FnCall&, const Datum* a) {
  return Datum::of_float(product(load_circle(a[0]).radius, 2));
}
Datum circle_area(FnCall&, const Datum* a) { return Datum::of_float(area(load_circle(a[0]))); }
template <Test T>
Datum areas_are(FnCall&, const Datum* a) {
  return Datum::of_bool(T(area(load_circle(a[0])), area(load_circle(a[1]))));
}
Datum circle_same(FnCall&, const Datum* a) {
  const Circle x = load_circle(a[0]);
  const Circle y = load_circle(a[1]);
  return Datum::of_bool(
      ((std::isnan(x.radius) && std::isnan(y.radius)) || near(x.radius, y.radius)) &&
      same(x.center, y.center));
}
Datum circle_overlap(FnCall&, const Datum* a) {
  const Circle x = load_circle(a[0]);
  const Circle y = load_circle(a[1]);
  return Datum::of_bool(at_most(distance(x.center, y.center), sum(x.radius, y.radius)));
}
bool contains(const Circle& outer, const Circle& inner) {
  return at_most(distance(outer.center, inner.center), difference(outer.radius, inner.radius));
}
Datum circle_contains(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_circle(a[0]), load_circle(a[1])));
}
Datum circle_contained(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_circle(a[1]), load_circle(a[0])));
}
Datum circle_left(FnCall&, const Datum* a) {
  return Datum::of_bool(below(right_of(load_circle(a[0])), left_of(load_circle(a[1]))));
}
Datum circle_not_right(FnCall&, const Datum* a) {
  return Datum::of_bool(at_most(right_of(load_circle(a[0])), right_of(load_circle(a[1]))));
}
Datum circle_right(FnCall&, const Datum* a) {
  return Datum::of_bool(above(left_of(load_circle(a[0])), right_of(load_circle(a[1]))));
}
Datum circle_not_left(FnCall&, const Datum* a) {
  return Datum::of_bool(at_least(left_of(load_circle(a[0])), left_of(load_circle(a[1]))));
}
Datum circle_below(FnCall&, const Datum* a) {
  return Datum::of_bool(below(top_of(load_circle(a[0])), bottom_of(load_circle(a[1]))));
}
Datum circle_not_above(FnCall&, const Datum* a) {
  return Datum::of_bool(at_most(top_of(load_circle(a[0])), top_of(load_circle(a[1]))));
}
Datum circle_above(FnCall&, const Datum* a) {
  return Datum::of_bool(above(bottom_of(load_circle(a[0])), top_of(load_circle(a[1]))));
}
Datum circle_not_below(FnCall&, const Datum* a) {
  return Datum::of_bool(at_least(bottom_of(load_circle(a[0])), bottom_of(load_circle(a[1]))));
}
template <Combine kCombine>
Datum circle_moved(FnCall& call, const Datum* a) {
  Circle circle = load_circle(a[0]);
  circle.center = kCombine(circle.center, load_point(a[1]));
  return result(call, circle);
}
Datum circle_scaled(FnCall& call, const Datum* a) {
  Circle circle = load_circle(a[0]);
  const Point by = load_point(a[1]);
  circle.center = product(circle.center, by);
  circle.radius = product(circle.radius, hypotenuse(by.x, by.y));
  return result(call, circle);
}
Datum circle_divided(FnCall& call, const Datum* a) {
  Circle circle = load_circle(a[0]);
  const Point by = load_point(a[1]);
  circle.center = quotient(circle.center, by);
  circle.radius = quotient(circle.radius, hypotenuse(by.x, by.y));
  return result(call, circle);
}
Datum circle_to_circle(FnCall&, const Datum* a) {
  const Circle x = load_circle(a[0]);
  const Circle y = load_circle(a[1]);
  return not_below_zero(difference(distance(x.center, y.center), sum(x.radius, y.radius)));
}
Datum distance_of(const Circle& circle, const Point& p) {
  return not_below_zero(difference(distance(p, circle.center), circle.radius));
}
Datum point_to_circle(FnCall&, const Datum* a) {
  return distance_of(load_circle(a[1]), load_point(a[0]));
}
Datum circle_to_point(FnCall&, const Datum* a) {
  return distance_of(load_circle(a[0]), load_point(a[1]));
}
Datum distance_of(const Circle& circle, const Polygon& polygon) {
  return not_below_zero(
      difference(distance_to_polygon(polygon, circle.center), circle.radius));
}
Datum circle_to_polygon(FnCall&, const Datum* a) {
  return distance_of(load_circle(a[0]), load_polygon(a[1]));
}
Datum polygon_to_circle(FnCall&, const Datum* a) {
  return distance_of(load_circle(a[1]), load_polygon(a[0]));
}
bool contains(const Circle& circle, const Point& p) {
  return distance(circle.center, p) <= circle.radius;
}
Datum circle_contains_point(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_circle(a[0]), load_point(a[1])));
}
Datum point_in_circle(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_circle(a[1]), load_point(a[0])));
}
// The box inside the circle, and the circle around the box.
Datum circle_box(FnCall& call, const Datum* a) {
  const Circle c = load_circle(a[0]);
  const double half = quotient(c.radius, std::sqrt(2.0));
  return result(call, Box{{sum(c.center.x, half), sum(c.center.y, half)},
                          {difference(c.center.x, half), difference(c.center.y, half)}});
}
Datum box_circle(FnCall& call, const Datum* a) {
  const Box box = load_box(a[0]);
  const Point center = middle(box.high, box.low);
  return result(call, Circle{center, distance(center, box.high)});
}
Datum circle_polygon(FnCall& call, const Datum* a) {
  const int64_t count = call.arg_count > 1 ? a[0].i : 12;
  const Circle c = load_circle(call.arg_count > 1 ? a[1] : a[0]);
  if (near_zero(c.radius)) {
    throw_error(sqlstate::feature_not_supported,
                "cannot convert circle with radius zero to polygon");
  }
  if (count < 2) {
    throw_error(sqlstate::invalid_parameter_value, "must request at least 2 points");
  }
  if (count > 1 << 26) {
    throw_error(sqlstate::program_limit_exceeded, "too many points requested");
  }
  const double step = quotient(2 * std::numbers::pi, static_cast<double>(count));
  Polygon polygon;
  for (int64_t i = 0; i < count; ++i) {
    const double angle = product(step, static_cast<double>(i));
    polygon.points.push_back({difference(c.center.x, product(c.radius, std::cos(angle))),
                              sum(c.center.y, product(c.radius, std::sin(angle)))});
  }
  return result(call, polygon);
}

constexpr FunctionDef kFunctions[] = {
    {137, "on_ppath", kBool, {kPoint, kPath}, kStrict, point_on_path},
    {227, "poly_center", kPoint, {kPolygon}, kStrict, polygon_center},
    {339, "poly_same", kBool, {kPolygon, kPolygon}, kStrict, polygon_same},
    {340, "poly_contain", kBool, {kPolygon, kPolygon}, kStrict, polygon_contains},
    {341, "poly_left", kBool, {kPolygon, kPolygon}, kStrict, polygon_left},
    {342, "poly_overleft", kBool, {kPolygon, kPolygon}, kStrict, polygon_not_right},
    {343, "poly_overright", kBool, {kPolygon, kPolygon}, kStrict, polygon_not_left},
    {344, "poly_right", kBool, {kPolygon, kPolygon}, kStrict, polygon_right},
    {345, "poly_contained", kBool, {kPolygon, kPolygon}, kStrict, polygon_contained},
    {346, "poly_overlap", kBool, {kPolygon, kPolygon}, kStrict, polygon_overlap},
    {370, "path_distance", kFloat8, {kPath, kPath}, kStrict, path_to_path},
    {371, "dist_ppath", kFloat8, {kPoint, kPath}, kStrict, point_to_path},
    {421, "dist_pathp", kFloat8, {kPath, kPoint}, kStrict, path_to_point},
    {728, "dist_cpoly", kFloat8, {kCircle, kPolygon}, kStrict, circle_to_polygon},
    {729, "poly_distance", kFloat8, {kPolygon, kPolygon}, kStrict, polygon_to_polygon},
    {785, "dist_polyc", kFloat8, {kPolygon, kCircle}, kStrict, polygon_to_circle},
    {973, "path_inter", kBool, {kPath, kPath}, kStrict, paths_meet},
    {979, "area", kFloat8, {kPath}, kStrict, path_area},
    {982, "path_n_lt", kBool, {kPath, kPath}, kStrict, counts_are<kLt>},
    {983, "path_n_gt", kBool, {kPath, kPath}, kStrict, counts_are<kGt>},
    {984, "path_n_eq", kBool, {kPath, kPath}, kStrict, counts_are<kEq>},
    {985, "path_n_le", kBool, {kPath, kPath}, kStrict, counts_are<kLe>},
    {986, "path_n_ge", kBool, {kPath, kPath}, kStrict, counts_are<kGe>},
    {987, "path_length", kFloat8, {kPath}, kStrict, path_length},
    {1146, "circle_add_pt", kCircle, {kCircle, kPoint}, kStrict, circle_moved<sum>},
    {1147, "circle_sub_pt", kCircle, {kCircle, kPoint}, kStrict, circle_moved<difference>},
    {1148, "circle_mul_pt", kCircle, {kCircle, kPoint}, kStrict, circle_scaled},
    {1149, "circle_div_pt", kCircle, {kCircle, kPoint}, kStrict, circle_divided},
    {1416, "point", kPoint, {kCircle}, kStrict, circle_center},
    {1426, "path_contain_pt", kBool, {kPath, kPoint}, kStrict, path_contains_point},
    {1428, "poly_contain_pt", kBool, {kPolygon, kPoint}, kStrict, polygon_contains_point},
    {1429, "pt_contained_poly", kBool, {kPoint, kPolygon}, kStrict, point_in_polygon},
    {1430, "isclosed", kBool, {kPath}, kStrict, path_is_closed},
    {1431, "isopen", kBool, {kPath}, kStrict, path_is_open},
    {1432, "path_npoints", kInt4, {kPath}, kStrict, path_count},
    {1433, "pclose", kPath, {kPath}, kStrict, path_closed},
    {1434, "popen", kPath, {kPath}, kStrict, path_opened},
    {1435, "path_add", kPath, {kPath, kPath}, kStrict, path_joined},
    {1436, "path_add_pt", kPath, {kPath, kPoint}, kStrict, path_moved<sum>},
    {1437, "path_sub_pt", kPath, {kPath, kPoint}, kStrict, path_moved<difference>},
    {1438, "path_mul_pt", kPath, {kPath, kPoint}, kStrict, path_moved<product>},
    {1439, "path_div_pt", kPath, {kPath, kPoint}, kStrict, path_moved<quotient>},
    {1445, "poly_npoints", kInt4, {kPolygon}, kStrict, polygon_count},
    {1446, "box", kBox, {kPolygon}, kStrict, polygon_box},
    {1447, "path", kPath, {kPolygon}, kStrict, polygon_path},
    {1448, "polygon", kPolygon, {kBox}, kStrict, box_polygon},
    {1449, "polygon", kPolygon, {kPath}, kStrict, path_polygon},
    {1452, "circle_same", kBool, {kCircle, kCircle}, kStrict, circle_same},
    {1453, "circle_contain", kBool, {kCircle, kCircle}, kStrict, circle_contains},
    {1454, "circle_left", kBool, {kCircle, kCircle}, kStrict, circle_left},
    {1455, "circle_overleft", kBool, {kCircle, kCircle}, kStrict, circle_not_right},
    {1456, "circle_overright", kBool, {kCircle, kCircle}, kStrict, circle_not_left},
    {1457, "circle_right", kBool, {kCircle, kCircle}, kStrict, circle_right},
    {1458, "circle_contained", kBool, {kCircle, kCircle}, kStrict, circle_contained},
    {1459, "circle_overlap", kBool, {kCircle, kCircle}, kStrict, circle_overlap},
    {1460, "circle_below", kBool, {kCircle, kCircle}, kStrict, circle_below},
    {1461, "circle_above", kBool, {kCircle, kCircle}, kStrict, circle_above},
    {1462, "circle_eq", kBool, {kCircle, kCircle}, kStrict, areas_are<near>},
    {1463, "circle_ne", kBool, {kCircle, kCircle}, kStrict, areas_are<apart>},
    {1464, "circle_lt", kBool, {kCircle, kCircle}, kStrict, areas_are<below>},
    {1465, "circle_gt", kBool, {kCircle, kCircle}, kStrict, areas_are<above>},
    {1466, "circle_le", kBool, {kCircle, kCircle}, kStrict, areas_are<at_most>},
    {1467, "circle_ge", kBool, {kCircle, kCircle}, kStrict, areas_are<at_least>},
    {1468, "area", kFloat8, {kCircle}, kStrict, circle_area},
    {1469, "diameter", kFloat8, {kCircle}, kStrict, circle_diameter},
    {1470, "radius", kFloat8, {kCircle}, kStrict, circle_radius},
    {1471, "circle_distance", kFloat8, {kCircle, kCircle}, kStrict, circle_to_circle},
    {1472, "circle_center", kPoint, {kCircle}, kStrict, circle_center},
    {1473, "circle", kCircle, {kPoint, kFloat8}, kStrict, circle_of},
    {1474, "circle", kCircle, {kPolygon}, kStrict, polygon_circle},
    {1475, "polygon", kPolygon, {kInt4, kCircle}, kStrict, circle_polygon},
    {1476, "dist_pc", kFloat8, {kPoint, kCircle}, kStrict, point_to_circle},
    {1477, "circle_contain_pt", kBool, {kCircle, kPoint}, kStrict, circle_contains_point},
    {1478, "pt_contained_circle", kBool, {kPoint, kCircle}, kStrict, point_in_circle},
    {1479, "circle", kCircle, {kBox}, kStrict, box_circle},
    {1480, "box", kBox, {kCircle}, kStrict, circle_box},
    {1531, "length", kFloat8, {kPath}, kStrict, path_length},
    {1540, "point", kPoint, {kPolygon}, kStrict, polygon_center},
    {1543, "center", kPoint, {kCircle}, kStrict, circle_center},
    {1544, "polygon", kPolygon, {kCircle}, kStrict, circle_polygon},
    {1545, "npoints", kInt4, {kPath}, kStrict, path_count},
    {1556, "npoints", kInt4, {kPolygon}, kStrict, polygon_count},
    {2566, "poly_below", kBool, {kPolygon, kPolygon}, kStrict, polygon_below},
    {2567, "poly_overbelow", kBool, {kPolygon, kPolygon}, kStrict, polygon_not_above},
    {2568, "poly_overabove", kBool, {kPolygon, kPolygon}, kStrict, polygon_not_below},
    {2569, "poly_above", kBool, {kPolygon, kPolygon}, kStrict, polygon_above},
    {2587, "circle_overbelow", kBool, {kCircle, kCircle}, kStrict, circle_not_above},
    {2588, "circle_overabove", kBool, {kCircle, kCircle}, kStrict, circle_not_below},
    {3275, "dist_ppoly", kFloat8, {kPoint, kPolygon}, kStrict, point_to_polygon},
    {3290, "dist_cpoint", kFloat8, {kCircle, kPoint}, kStrict, circle_to_point},
    {3292, "dist_polyp", kFloat8, {kPolygon, kPoint}, kStrict, polygon_to_point},
};

constexpr OperatorDef kOperators[] = {
    {485, "<<", kPolygon, kPolygon, kBool, 341},
    {486, "&<", kPolygon, kPolygon, kBool, 342},
    {487, "&>", kPolygon, kPolygon, kBool, 343},
    {488, ">>", kPolygon, kPolygon, kBool, 344},
    {489, "<@", kPolygon, kPolygon, kBool, 345, 490},
    {490, "@>", kPolygon, kPolygon, kBool, 340, 489},
    {491, "~=", kPolygon, kPolygon, kBool, 339, 491},
    {492, "&&", kPolygon, kPolygon, kBool, 346, 492},
    {512, "<@", kPoint, kPath, kBool, 137, 755},
    {618, "<->", kPoint, kPath, kFloat8, 371, 784},
    {707, "<->", kPath, kPath, kFloat8, 370, 707},
    {712, "<->", kPolygon, kPolygon, kFloat8, 729, 712},
    {735, "+", kPath, kPath, kPath, 1435, 735},
    {736, "+", kPath, kPoint, kPath, 1436},
    {737, "-", kPath, kPoint, kPath, 1437},
    {738, "*", kPath, kPoint, kPath, 1438},
    {739, "/", kPath, kPoint, kPath, 1439},
    {755, "@>", kPath, kPoint, kBool, 1426, 512},
    {756, "<@", kPoint, kPolygon, kBool, 1429, 757},
    {757, "@>", kPolygon, kPoint, kBool, 1428, 756},
    {758, "<@", kPoint, kCircle, kBool, 1478, 759},
    {759, "@>", kCircle, kPoint, kBool, 1477, 758},
    {784, "<->", kPath, kPoint, kFloat8, 421, 618},
    {792, "=", kPath, kPath, kBool, 984, 792},
    {793, "<", kPath, kPath, kBool, 982, 794},
    {794, ">", kPath, kPath, kBool, 983, 793},
    {795, "<=", kPath, kPath, kBool, 985, 796},
    {796, ">=", kPath, kPath, kBool, 986, 795},
    {797, "#", kNoOid, kPath, kInt4, 1432},
    {798, "?#", kPath, kPath, kBool, 973},
    {799, "@-@", kNoOid, kPath, kFloat8, 987},
    {971, "@@", kNoOid, kPolygon, kPoint, 227},
    {1383, "<->", kPolygon, kCircle, kFloat8, 785, 1523},
    {1420, "@@", kNoOid, kCircle, kPoint, 1472},
    {1500, "=", kCircle, kCircle, kBool, 1462, 1500, 1501},
    {1501, "<>", kCircle, kCircle, kBool, 1463, 1501, 1500},
    {1502, "<", kCircle, kCircle, kBool, 1464, 1503, 1505},
    {1503, ">", kCircle, kCircle, kBool, 1465, 1502, 1504},
    {1504, "<=", kCircle, kCircle, kBool, 1466, 1505, 1503},
    {1505, ">=", kCircle, kCircle, kBool, 1467, 1504, 1502},
    {1506, "<<", kCircle, kCircle, kBool, 1454},
    {1507, "&<", kCircle, kCircle, kBool, 1455},
    {1508, "&>", kCircle, kCircle, kBool, 1456},
    {1509, ">>", kCircle, kCircle, kBool, 1457},
    {1510, "<@", kCircle, kCircle, kBool, 1458, 1511},
    {1511, "@>", kCircle, kCircle, kBool, 1453, 1510},
    {1512, "~=", kCircle, kCircle, kBool, 1452, 1512},
    {1513, "&&", kCircle, kCircle, kBool, 1459, 1513},
    {1514, "|>>", kCircle, kCircle, kBool, 1461},
    {1515, "<<|", kCircle, kCircle, kBool, 1460},
    {1516, "+", kCircle, kPoint, kCircle, 1146},
    {1517, "-", kCircle, kPoint, kCircle, 1147},
    {1518, "*", kCircle, kPoint, kCircle, 1148},
    {1519, "/", kCircle, kPoint, kCircle, 1149},
    {1520, "<->", kCircle, kCircle, kFloat8, 1471, 1520},
    {1521, "#", kNoOid, kPolygon, kInt4, 1445},
    {1522, "<->", kPoint, kCircle, kFloat8, 1476, 3291},
    {1523, "<->", kCircle, kPolygon, kFloat8, 728, 1383},
    {2574, "<<|", kPolygon, kPolygon, kBool, 2566},
    {2575, "&<|", kPolygon, kPolygon, kBool, 2567},
    {2576, "|&>", kPolygon, kPolygon, kBool, 2568},
    {2577, "|>>", kPolygon, kPolygon, kBool, 2569},
    {2589, "&<|", kCircle, kCircle, kBool, 2587},
    {2590, "|&>", kCircle, kCircle, kBool, 2588},
    {3276, "<->", kPoint, kPolygon, kFloat8, 3275, 3289},
    {3289, "<->", kPolygon, kPoint, kFloat8, 3292, 3276},
    {3291, "<->", kCircle, kPoint, kFloat8, 3290, 1522},
};

constexpr CastDef kCasts[] = {
    {kPath, kPolygon, 1449, CastContext::kAssignment},
    {kBox, kPolygon, 1448, CastContext::kAssignment},
    {kBox, kCircle, 1479, CastContext::kExplicit},
    {kPolygon, kPoint, 1540, CastContext::kExplicit},
    {kPolygon, kPath, 1447, CastContext::kAssignment},
    {kPolygon, kBox, 1446, CastContext::kExplicit},
    {kPolygon, kCircle, 1474, CastContext::kExplicit},
    {kCircle, kPoint, 1416, CastContext::kExplicit},
    {kCircle, kBox, 1480, CastContext::kExplicit},
    {kCircle, kPolygon, 1544, CastContext::kExplicit},
};

}  // namespace

const FunctionGroup kGeometryShapesGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
};

}  // namespace rung
