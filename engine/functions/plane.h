// Geometry of the plane behind the functions of geometric types: intersections, nearest points,
// containment. Results are PostgreSQL's to the last bit, so that its order of operations and its
// tolerance are kept.
#pragma once

#include <optional>
#include <span>

#include "types/geometry_math.h"

namespace rung {

Point sum(const Point& a, const Point& b);
Point difference(const Point& a, const Point& b);
Point product(const Point& a, const Point& b);  // as complex numbers
Point quotient(const Point& a, const Point& b);
Point middle(const Point& a, const Point& b);

double slope(const Lseg& s);
double slope(const Line& line);
double slope_of_normal(const Lseg& s);
double length(const Lseg& s);

bool contains(const Line& line, const Point& p);
bool contains(const Lseg& s, const Point& p);
bool contains(const Box& box, const Point& p);
bool contains(const Box& outer, const Box& inner);
bool contains(std::span<const Point> polygon, const Point& p);  // or on its edge
bool contains(const Polygon& outer, const Polygon& inner);
bool overlap(const Box& a, const Box& b);
bool overlap(const Polygon& a, const Polygon& b);

std::optional<Point> intersection(const Line& a, const Line& b);
std::optional<Point> intersection(const Lseg& s, const Line& line);
std::optional<Point> intersection(const Lseg& a, const Lseg& b);
// A point of the segment near the middle of the box, when they meet.
std::optional<Point> intersection(const Box& box, const Lseg& s);
bool intersect(const Line& line, const Box& box);

// The point of the first that is nearest to the second. A distance of NaN: there is none.
struct Nearest {
  Point point;
  double distance = 0;
};
Nearest nearest(const Line& on, const Point& to);
Nearest nearest(const Lseg& on, const Point& to);
Nearest nearest(const Lseg& on, const Line& to);
Nearest nearest(const Lseg& on, const Lseg& to);
Nearest nearest(const Box& on, const Point& to);
Nearest nearest(const Box& on, const Lseg& to);
double distance_to_polygon(const Polygon& polygon, const Point& p);

Box bounds(std::span<const Point> points);
// Center and mean distance from it.
Circle mean_circle(const Polygon& polygon);

// Calls visit(Lseg) for each side, the closing one first; stops when it returns true.
template <class Visit>
bool each_side(std::span<const Point> points, bool closed, Visit visit) {
  for (size_t i = closed ? 0 : 1; i < points.size(); ++i) {
    if (visit(Lseg{{points[i == 0 ? points.size() - 1 : i - 1], points[i]}})) return true;
  }
  return false;
}

}  // namespace rung
