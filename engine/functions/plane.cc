#include "functions/plane.h"

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace rung {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kOnEdge = std::numeric_limits<int>::max();
constexpr int kDepthMax = 2000;  // of segments cut into parts

double unsigned_zero(double a) { return a == 0 ? 0 : a; }

// Sides of a box, in the order in which PostgreSQL tries them.
struct Sides {
  explicit Sides(const Box& box) {
    const Point left_top{box.low.x, box.high.y};
    const Point right_bottom{box.high.x, box.low.y};
    s[0] = {{box.low, left_top}};
    s[1] = {{box.high, left_top}};
    s[2] = {{box.low, right_bottom}};
    s[3] = {{box.high, right_bottom}};
  }
  Lseg s[4];
};

// How the side from `b` to `a` turns around the origin, in half crossings of the positive x axis.
int crossing(const Point& a, const Point& b) {
  if (near_zero(a.y)) {
    if (near_zero(a.x)) return kOnEdge;
    if (above(a.x, 0)) {
      if (near_zero(b.y)) return above(b.x, 0) ? 0 : kOnEdge;
      return below(b.y, 0) ? 1 : -1;
    }
    if (near_zero(b.y)) return below(b.x, 0) ? 0 : kOnEdge;
    return 0;
  }
  const int up = above(a.y, 0) ? 1 : -1;
  if (near_zero(b.y)) return below(b.x, 0) ? 0 : up;
  if (up < 0 ? below(b.y, 0) : above(b.y, 0)) return 0;
  if (at_least(a.x, 0) && above(b.x, 0)) return 2 * up;
  if (below(a.x, 0) && at_most(b.x, 0)) return 0;
  const double turn =
      difference(product(difference(a.x, b.x), a.y), product(difference(a.y, b.y), a.x));
  if (near_zero(turn)) return kOnEdge;
  if (up < 0 ? below(turn, 0) : above(turn, 0)) return 0;
  return 2 * up;
}

bool side_inside(const Point& a, const Point& b, const Polygon& polygon, size_t start, int depth);

// Of a segment that begins on side `s` of the polygon: the part that leaves the side.
bool touching_side_inside(const Point& a, const Point& b, const Lseg& s, const Polygon& polygon,
                          size_t start, int depth) {
  const Lseg t{{a, b}};
  if (same(a, s.p[0])) {
    if (contains(t, s.p[1])) return side_inside(b, s.p[1], polygon, start, depth);
  } else if (same(a, s.p[1])) {
    if (contains(t, s.p[0])) return side_inside(b, s.p[0], polygon, start, depth);
  } else if (contains(t, s.p[0])) {
    return side_inside(b, s.p[0], polygon, start, depth);
  } else if (contains(t, s.p[1])) {
    return side_inside(b, s.p[1], polygon, start, depth);
  }
  return true;  // the middle of the segment decides later
}

// Whether the segment lies in the polygon, whose sides before `start` are known not to cross it.
bool side_inside(const Point& a, const Point& b, const Polygon& polygon, size_t start, int depth) {
  if (depth > kDepthMax) {
    throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
  }
  const std::vector<Point>& points = polygon.points;
  const Lseg t{{a, b}};
  Lseg s;
  s.p[0] = start == 0 ? points.back() : points[start - 1];
  bool crossed = false;
  for (size_t i = start; i < points.size(); ++i, s.p[0] = s.p[1]) {
    s.p[1] = points[i];
    bool inside = true;
    if (contains(s, a)) {
      if (contains(s, b)) return true;
      inside = touching_side_inside(a, b, s, polygon, i + 1, depth + 1);
    } else if (contains(s, b)) {
      inside = touching_side_inside(b, a, s, polygon, i + 1, depth + 1);
    } else if (const auto at = intersection(t, s)) {
      crossed = true;
      inside = side_inside(a, *at, polygon, i + 1, depth + 1) &&
               side_inside(b, *at, polygon, i + 1, depth + 1);
    }
    if (!inside) return false;
  }
  return crossed || contains(points, middle(a, b));
}

}  // namespace

Point sum(const Point& a, const Point& b) { return {sum(a.x, b.x), sum(a.y, b.y)}; }
Point difference(const Point& a, const Point& b) {
  return {difference(a.x, b.x), difference(a.y, b.y)};
}
Point product(const Point& a, const Point& b) {
  return {difference(product(a.x, b.x), product(a.y, b.y)),
          sum(product(a.x, b.y), product(a.y, b.x))};
}
Point quotient(const Point& a, const Point& b) {
  const double square = sum(product(b.x, b.x), product(b.y, b.y));
  return {quotient(sum(product(a.x, b.x), product(a.y, b.y)), square),
          quotient(difference(product(b.x, a.y), product(a.x, b.y)), square)};
}
Point middle(const Point& a, const Point& b) {
  return {quotient(sum(a.x, b.x), 2), quotient(sum(a.y, b.y), 2)};
}

double slope(const Lseg& s) { return slope(s.p[0], s.p[1]); }
double slope(const Line& line) {
  if (near_zero(line.a)) return 0;
  if (near_zero(line.b)) return kInfinity;
  return quotient(line.a, -line.b);
}
double slope_of_normal(const Lseg& s) { return slope_of_normal(s.p[0], s.p[1]); }
double length(const Lseg& s) { return distance(s.p[0], s.p[1]); }

bool contains(const Line& line, const Point& p) {
  return near_zero(sum(sum(product(line.a, p.x), product(line.b, p.y)), line.c));
}
bool contains(const Lseg& s, const Point& p) {
  return near(distance(p, s.p[0]) + distance(p, s.p[1]), length(s));
}
bool contains(const Box& box, const Point& p) {
  return box.high.x >= p.x && box.low.x <= p.x && box.high.y >= p.y && box.low.y <= p.y;
}
bool contains(const Box& outer, const Box& inner) {
  return at_least(outer.high.x, inner.high.x) && at_most(outer.low.x, inner.low.x) &&
         at_least(outer.high.y, inner.high.y) && at_most(outer.low.y, inner.low.y);
}
bool contains(std::span<const Point> polygon, const Point& p) {
  if (polygon.empty()) return false;
  const Point first = difference(polygon[0], p);
  Point before = first;
  int total = 0;
  for (size_t i = 1; i <= polygon.size(); ++i) {
    const Point now = i == polygon.size() ? first : difference(polygon[i], p);
    const int crossed = crossing(now, before);
    if (crossed == kOnEdge) return true;
    total += crossed;
    before = now;
  }
  return total != 0;
}
bool contains(const Polygon& outer, const Polygon& inner) {
  if (!contains(bounds(outer.points), bounds(inner.points))) return false;
  return !each_side(inner.points, true, [&](const Lseg& s) {
    return !side_inside(s.p[0], s.p[1], outer, 0, 0);
  });
}
bool overlap(const Box& a, const Box& b) {
  return at_most(a.low.x, b.high.x) && at_most(b.low.x, a.high.x) && at_most(a.low.y, b.high.y) &&
         at_most(b.low.y, a.high.y);
}
bool overlap(const Polygon& a, const Polygon& b) {
  if (!overlap(bounds(a.points), bounds(b.points))) return false;
  const bool cross = each_side(a.points, true, [&](const Lseg& s) {
    return each_side(b.points, true,
                     [&](const Lseg& t) { return intersection(s, t).has_value(); });
  });
  return cross || contains(b.points, a.points[0]) || contains(a.points, b.points[0]);
}

std::optional<Point> intersection(const Line& a, const Line& b) {
  if (near_zero(a.b)) {
    if (near_zero(b.b)) return std::nullopt;
    return intersection(b, a);
  }
  if (near(b.a, product(a.a, quotient(b.b, a.b)))) return std::nullopt;
  Point p;
  p.x = quotient(difference(product(a.b, b.c), product(b.b, a.c)),
                 difference(product(a.a, b.b), product(b.a, a.b)));
  p.y = quotient(-sum(product(a.a, p.x), a.c), a.b);
  return Point{unsigned_zero(p.x), unsigned_zero(p.y)};
}
std::optional<Point> intersection(const Lseg& s, const Line& line) {
  const auto at = intersection(make_line(s.p[0], slope(s)), line);
  if (!at || !contains(s, *at)) return std::nullopt;
  if (same(s.p[0], *at)) return s.p[0];
  if (same(s.p[1], *at)) return s.p[1];
  return at;
}
std::optional<Point> intersection(const Lseg& a, const Lseg& b) {
  const auto at = intersection(a, make_line(b.p[0], slope(b)));
  if (!at || !contains(b, *at)) return std::nullopt;
  return at;
}
std::optional<Point> intersection(const Box& box, const Lseg& s) {
  if (!overlap(make_box(s.p[0], s.p[1]), box)) return std::nullopt;
  bool meet = contains(box, s.p[0]) || contains(box, s.p[1]);
  for (const Lseg& side : Sides(box).s) meet = meet || intersection(side, s).has_value();
  if (!meet) return std::nullopt;
  return nearest(s, middle(box.high, box.low)).point;
}
bool intersect(const Line& line, const Box& box) {
  const Sides sides(box);
  return std::any_of(std::begin(sides.s), std::end(sides.s),
                     [&](const Lseg& side) { return intersection(side, line).has_value(); });
}

Nearest nearest(const Line& on, const Point& to) {
  const double normal =
      near_zero(on.a) ? kInfinity : near_zero(on.b) ? 0 : quotient(on.b, on.a);
  const auto at = intersection(make_line(to, normal), on);
  if (!at) return {to, std::nan("")};
  return {*at, distance(*at, to)};
}
Nearest nearest(const Lseg& on, const Point& to) {
  const Point at = nearest(on, make_line(to, slope_of_normal(on))).point;
  return {at, distance(at, to)};
}
Nearest nearest(const Lseg& on, const Line& to) {
  if (const auto at = intersection(on, to)) return {*at, 0};
  const double first = nearest(to, on.p[0]).distance;
  const double second = nearest(to, on.p[1]).distance;
  if (first < second) return {on.p[0], first};
  return {on.p[1], second};
}
Nearest nearest(const Lseg& on, const Lseg& to) {
  if (const auto at = intersection(on, to)) return {*at, 0};
  Nearest best = nearest(on, to.p[0]);
  const auto improve = [&](const Point& point, double distance) {
    if (compare_floats(distance, best.distance) < 0) best = {point, distance};
  };
  const Nearest other = nearest(on, to.p[1]);
  improve(other.point, other.distance);
  improve(on.p[0], nearest(to, on.p[0]).distance);
  improve(on.p[1], nearest(to, on.p[1]).distance);
  return best;
}
template <class To>
static Nearest nearest_of_sides(const Box& box, const To& to) {
  const Sides sides(box);
  Nearest best = nearest(sides.s[0], to);
  for (int i = 1; i < 4; ++i) {
    const Nearest now = nearest(sides.s[i], to);
    if (compare_floats(now.distance, best.distance) < 0) best = now;
  }
  return best;
}
Nearest nearest(const Box& on, const Point& to) {
  return contains(on, to) ? Nearest{to, 0} : nearest_of_sides(on, to);
}
Nearest nearest(const Box& on, const Lseg& to) {
  if (const auto at = intersection(on, to)) return {*at, 0};
  return nearest_of_sides(on, to);
}
double distance_to_polygon(const Polygon& polygon, const Point& p) {
  if (contains(polygon.points, p)) return 0;
  double best = 0;
  bool any = false;
  each_side(polygon.points, true, [&](const Lseg& s) {
    // The closing side goes from the first point to the last here.
    const double now = any ? nearest(s, p).distance : nearest(Lseg{{s.p[1], s.p[0]}}, p).distance;
    if (!any || compare_floats(now, best) < 0) best = now;
    any = true;
    return false;
  });
  return best;
}

Box bounds(std::span<const Point> points) {
  Box box{points[0], points[0]};
  for (const Point& p : points) {
    if (compare_floats(p.x, box.low.x) < 0) box.low.x = p.x;
    if (compare_floats(p.y, box.low.y) < 0) box.low.y = p.y;
    if (compare_floats(p.x, box.high.x) > 0) box.high.x = p.x;
    if (compare_floats(p.y, box.high.y) > 0) box.high.y = p.y;
  }
  return box;
}
Circle mean_circle(const Polygon& polygon) {
  const auto count = static_cast<double>(polygon.points.size());
  Circle circle;
  for (const Point& p : polygon.points) circle.center = sum(circle.center, p);
  circle.center = {quotient(circle.center.x, count), quotient(circle.center.y, count)};
  for (const Point& p : polygon.points) {
    circle.radius = sum(circle.radius, distance(p, circle.center));
  }
  circle.radius = quotient(circle.radius, count);
  return circle;
}

}  // namespace rung
