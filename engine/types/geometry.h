// Geometric values: point, line, lseg, box, path, polygon and circle, and their stored forms: the
// coordinates as little-endian float8, nothing else, but for path a first byte that tells whether it
// is closed. A damaged value raises XX001.
//
// Invariants: a box's `high` is nowhere below its `low`; a path or polygon has at least one point; a
// line has not both A and B zero unless arithmetic on infinities made it so.
#pragma once

#include <string>
#include <vector>

#include "types/datum.h"
#include "types/type.h"

namespace rung {

struct Point {
  double x = 0;
  double y = 0;
};
struct Line {  // Ax + By + C = 0
  double a = 0;
  double b = 0;
  double c = 0;
};
struct Lseg {
  Point p[2];
};
struct Box {
  Point high;
  Point low;
};
struct Circle {
  Point center;
  double radius = 0;
};
struct Path {
  bool closed = false;
  std::vector<Point> points;
};
struct Polygon {
  std::vector<Point> points;
};

Point load_point(const Datum& value);
Line load_line(const Datum& value);
Lseg load_lseg(const Datum& value);
Box load_box(const Datum& value);
Circle load_circle(const Datum& value);
Path load_path(const Datum& value);
Polygon load_polygon(const Datum& value);

Datum store(Arena& arena, const Point& value);
Datum store(Arena& arena, const Line& value);
Datum store(Arena& arena, const Lseg& value);
Datum store(Arena& arena, const Box& value);
Datum store(Arena& arena, const Circle& value);
Datum store(Arena& arena, const Path& value);
Datum store(Arena& arena, const Polygon& value);

Box make_box(const Point& a, const Point& b);  // any two opposite corners
// The line through `at` with that slope; an infinite slope is vertical.
Line make_line(const Point& at, double slope);

}  // namespace rung
