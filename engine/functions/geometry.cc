// Functions and operators of point, line, lseg and box.
#include "functions/compare.h"
#include "functions/groups.h"
#include "functions/plane.h"

namespace rung {
namespace {

using namespace oid;

template <class T>
Datum result(FnCall& call, const T& value) {
  return store(*call.env->arena, value);
}
Datum optional(FnCall& call, const std::optional<Point>& point) {
  return point ? result(call, *point) : Datum();
}
Datum optional(FnCall& call, const Nearest& found) {
  return std::isnan(found.distance) ? Datum() : result(call, found.point);
}
using Test = bool (*)(double, double);

// Points.
Datum point_of_numbers(FnCall& call, const Datum* a) { return result(call, Point{a[0].d, a[1].d}); }
Datum point_left(FnCall&, const Datum* a) {
  return Datum::of_bool(below(load_point(a[0]).x, load_point(a[1]).x));
}
Datum point_right(FnCall&, const Datum* a) {
  return Datum::of_bool(above(load_point(a[0]).x, load_point(a[1]).x));
}
Datum point_above(FnCall&, const Datum* a) {
  return Datum::of_bool(above(load_point(a[0]).y, load_point(a[1]).y));
}
Datum point_below(FnCall&, const Datum* a) {
  return Datum::of_bool(below(load_point(a[0]).y, load_point(a[1]).y));
}
Datum points_vertical(FnCall&, const Datum* a) {
  return Datum::of_bool(near(load_point(a[0]).x, load_point(a[1]).x));
}
Datum points_horizontal(FnCall&, const Datum* a) {
  return Datum::of_bool(near(load_point(a[0]).y, load_point(a[1]).y));
}
Datum point_same(FnCall&, const Datum* a) {
  return Datum::of_bool(same(load_point(a[0]), load_point(a[1])));
}
Datum point_differs(FnCall&, const Datum* a) {
  return Datum::of_bool(!same(load_point(a[0]), load_point(a[1])));
}
Datum point_to_point(FnCall&, const Datum* a) {
  return Datum::of_float(distance(load_point(a[0]), load_point(a[1])));
}
Datum points_slope(FnCall&, const Datum* a) {
  return Datum::of_float(slope(load_point(a[0]), load_point(a[1])));
}
template <Point (*kCombine)(const Point&, const Point&)>
Datum combined(FnCall& call, const Datum* a) {
  return result(call, kCombine(load_point(a[0]), load_point(a[1])));
}
Datum point_in_box(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_box(a[1]), load_point(a[0])));
}
Datum point_on_lseg(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_lseg(a[1]), load_point(a[0])));
}
Datum point_on_line(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_line(a[1]), load_point(a[0])));
}

// Lines.
Datum line_of_points(FnCall& call, const Datum* a) {
  const Point p = load_point(a[0]);
  const Point q = load_point(a[1]);
  if (same(p, q)) {
    throw_error(sqlstate::invalid_parameter_value,
                "invalid line specification: must be two distinct points");
  }
  return result(call, make_line(p, slope(p, q)));
}
bool has_nan(const Line& l) { return std::isnan(l.a) || std::isnan(l.b) || std::isnan(l.c); }
Datum line_equal(FnCall&, const Datum* a) {
  const Line x = load_line(a[0]);
  const Line y = load_line(a[1]);
  if (has_nan(x) || has_nan(y)) {
    return Datum::of_bool(compare_floats(x.a, y.a) == 0 && compare_floats(x.b, y.b) == 0 &&
                          compare_floats(x.c, y.c) == 0);
  }
  double ratio = 1;
  if (!near_zero(y.a)) {
    ratio = quotient(x.a, y.a);
  } else if (!near_zero(y.b)) {
    ratio = quotient(x.b, y.b);
  } else if (!near_zero(y.c)) {
    ratio = quotient(x.c, y.c);
  }
  return Datum::of_bool(near(x.a, product(ratio, y.a)) && near(x.b, product(ratio, y.b)) &&
                        near(x.c, product(ratio, y.c)));
}
Datum lines_crossing(FnCall& call, const Datum* a) {
  return optional(call, intersection(load_line(a[0]), load_line(a[1])));
}
Datum lines_meet(FnCall&, const Datum* a) {
  return Datum::of_bool(intersection(load_line(a[0]), load_line(a[1])).has_value());
}
Datum lines_parallel(FnCall&, const Datum* a) {
  return Datum::of_bool(!intersection(load_line(a[0]), load_line(a[1])).has_value());
}
Datum lines_perpendicular(FnCall&, const Datum* a) {
  const Line x = load_line(a[0]);
  const Line y = load_line(a[1]);
  if (near_zero(x.a)) return Datum::of_bool(near_zero(y.b));
  if (near_zero(y.a)) return Datum::of_bool(near_zero(x.b));
  if (near_zero(x.b)) return Datum::of_bool(near_zero(y.a));
  if (near_zero(y.b)) return Datum::of_bool(near_zero(x.a));
  return Datum::of_bool(near(quotient(product(x.a, y.a), product(x.b, y.b)), -1));
}
Datum line_vertical(FnCall&, const Datum* a) {
  return Datum::of_bool(near_zero(load_line(a[0]).b));
}
Datum line_horizontal(FnCall&, const Datum* a) {
  return Datum::of_bool(near_zero(load_line(a[0]).a));
}
Datum line_distance(FnCall&, const Datum* a) {
  const Line x = load_line(a[0]);
  const Line y = load_line(a[1]);
  if (intersection(x, y)) return Datum::of_float(0);
  const auto usable = [](double p, double q) {
    return !near_zero(p) && !std::isnan(p) && !near_zero(q) && !std::isnan(q);
  };
  const double ratio = usable(x.a, y.a)   ? quotient(x.a, y.a)
                       : usable(x.b, y.b) ? quotient(x.b, y.b)
                                          : 1;
  return Datum::of_float(quotient(std::fabs(difference(x.c, product(ratio, y.c))),
                                  hypotenuse(x.a, x.b)));
}
Datum point_to_line(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_line(a[1]), load_point(a[0])).distance);
}
Datum line_to_point(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_line(a[0]), load_point(a[1])).distance);
}
Datum nearest_on_line(FnCall& call, const Datum* a) {
  return optional(call, nearest(load_line(a[1]), load_point(a[0])));
}
Datum line_meets_box(FnCall&, const Datum* a) {
  return Datum::of_bool(intersect(load_line(a[0]), load_box(a[1])));
}

// Segments.
Datum lseg_of_points(FnCall& call, const Datum* a) {
  return result(call, Lseg{{load_point(a[0]), load_point(a[1])}});
}
Datum lseg_center(FnCall& call, const Datum* a) {
  const Lseg s = load_lseg(a[0]);
  return result(call, middle(s.p[0], s.p[1]));
}
Datum lseg_length(FnCall&, const Datum* a) { return Datum::of_float(length(load_lseg(a[0]))); }
template <Test T>
Datum lengths_are(FnCall&, const Datum* a) {
  return Datum::of_bool(T(length(load_lseg(a[0])), length(load_lseg(a[1]))));
}
bool equal(const Lseg& x, const Lseg& y) { return same(x.p[0], y.p[0]) && same(x.p[1], y.p[1]); }
Datum lseg_equal(FnCall&, const Datum* a) {
  return Datum::of_bool(equal(load_lseg(a[0]), load_lseg(a[1])));
}
Datum lseg_differs(FnCall&, const Datum* a) {
  return Datum::of_bool(!equal(load_lseg(a[0]), load_lseg(a[1])));
}
Datum lseg_vertical(FnCall&, const Datum* a) {
  const Lseg s = load_lseg(a[0]);
  return Datum::of_bool(near(s.p[0].x, s.p[1].x));
}
Datum lseg_horizontal(FnCall&, const Datum* a) {
  const Lseg s = load_lseg(a[0]);
  return Datum::of_bool(near(s.p[0].y, s.p[1].y));
}
Datum lsegs_meet(FnCall&, const Datum* a) {
  return Datum::of_bool(intersection(load_lseg(a[0]), load_lseg(a[1])).has_value());
}
Datum lseg_crossing(FnCall& call, const Datum* a) {
  return optional(call, intersection(load_lseg(a[0]), load_lseg(a[1])));
}
Datum lsegs_parallel(FnCall&, const Datum* a) {
  return Datum::of_bool(near(slope(load_lseg(a[0])), slope(load_lseg(a[1]))));
}
Datum lsegs_perpendicular(FnCall&, const Datum* a) {
  return Datum::of_bool(near(slope(load_lseg(a[0])), slope_of_normal(load_lseg(a[1]))));
}
Datum lseg_on_line(FnCall&, const Datum* a) {
  const Lseg s = load_lseg(a[0]);
  const Line line = load_line(a[1]);
  return Datum::of_bool(contains(line, s.p[0]) && contains(line, s.p[1]));
}
Datum lseg_in_box(FnCall&, const Datum* a) {
  const Lseg s = load_lseg(a[0]);
  const Box box = load_box(a[1]);
  return Datum::of_bool(contains(box, s.p[0]) && contains(box, s.p[1]));
}
Datum lseg_meets_line(FnCall&, const Datum* a) {
  return Datum::of_bool(intersection(load_lseg(a[0]), load_line(a[1])).has_value());
}
Datum lseg_meets_box(FnCall&, const Datum* a) {
  return Datum::of_bool(intersection(load_box(a[1]), load_lseg(a[0])).has_value());
}
Datum lseg_to_lseg(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_lseg(a[0]), load_lseg(a[1])).distance);
}
Datum point_to_lseg(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_lseg(a[1]), load_point(a[0])).distance);
}
Datum lseg_to_point(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_lseg(a[0]), load_point(a[1])).distance);
}
Datum lseg_to_line(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_lseg(a[0]), load_line(a[1])).distance);
}
Datum line_to_lseg(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_lseg(a[1]), load_line(a[0])).distance);
}
Datum lseg_to_box(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_box(a[1]), load_lseg(a[0])).distance);
}
Datum nearest_on_lseg(FnCall& call, const Datum* a) {
  return optional(call, nearest(load_lseg(a[1]), load_point(a[0])));
}
// Of parallel ones there is no single nearest point.
Datum nearest_on_lseg_to_line(FnCall& call, const Datum* a) {
  const Line line = load_line(a[0]);
  const Lseg s = load_lseg(a[1]);
  if (slope(s) == slope(line)) return Datum();
  return optional(call, nearest(s, line));
}
Datum nearest_on_lseg_to_lseg(FnCall& call, const Datum* a) {
  const Lseg to = load_lseg(a[0]);
  const Lseg on = load_lseg(a[1]);
  if (slope(to) == slope(on)) return Datum();
  return optional(call, nearest(on, to));
}

// Boxes.
double width(const Box& box) { return difference(box.high.x, box.low.x); }
double height(const Box& box) { return difference(box.high.y, box.low.y); }
double area(const Box& box) { return product(width(box), height(box)); }
Point center(const Box& box) { return middle(box.high, box.low); }

Datum box_of_points(FnCall& call, const Datum* a) {
  return result(call, make_box(load_point(a[0]), load_point(a[1])));
}
Datum box_of_point(FnCall& call, const Datum* a) {
  return result(call, Box{load_point(a[0]), load_point(a[0])});
}
Datum box_area(FnCall&, const Datum* a) { return Datum::of_float(area(load_box(a[0]))); }
Datum box_width(FnCall&, const Datum* a) { return Datum::of_float(width(load_box(a[0]))); }
Datum box_height(FnCall&, const Datum* a) { return Datum::of_float(height(load_box(a[0]))); }
Datum box_center(FnCall& call, const Datum* a) { return result(call, center(load_box(a[0]))); }
Datum box_diagonal(FnCall& call, const Datum* a) {
  const Box box = load_box(a[0]);
  return result(call, Lseg{{box.high, box.low}});
}
template <Test T>
Datum areas_are(FnCall&, const Datum* a) {
  return Datum::of_bool(T(area(load_box(a[0])), area(load_box(a[1]))));
}
Datum box_same(FnCall&, const Datum* a) {
  const Box x = load_box(a[0]);
  const Box y = load_box(a[1]);
  return Datum::of_bool(same(x.high, y.high) && same(x.low, y.low));
}
Datum box_overlap(FnCall&, const Datum* a) {
  return Datum::of_bool(overlap(load_box(a[0]), load_box(a[1])));
}
Datum box_contains(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_box(a[0]), load_box(a[1])));
}
Datum box_contained(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_box(a[1]), load_box(a[0])));
}
Datum box_contains_point(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(load_box(a[0]), load_point(a[1])));
}
Datum box_left(FnCall&, const Datum* a) {
  return Datum::of_bool(below(load_box(a[0]).high.x, load_box(a[1]).low.x));
}
Datum box_not_right(FnCall&, const Datum* a) {
  return Datum::of_bool(at_most(load_box(a[0]).high.x, load_box(a[1]).high.x));
}
Datum box_right(FnCall&, const Datum* a) {
  return Datum::of_bool(above(load_box(a[0]).low.x, load_box(a[1]).high.x));
}
Datum box_not_left(FnCall&, const Datum* a) {
  return Datum::of_bool(at_least(load_box(a[0]).low.x, load_box(a[1]).low.x));
}
Datum box_below(FnCall&, const Datum* a) {
  return Datum::of_bool(below(load_box(a[0]).high.y, load_box(a[1]).low.y));
}
Datum box_not_above(FnCall&, const Datum* a) {
  return Datum::of_bool(at_most(load_box(a[0]).high.y, load_box(a[1]).high.y));
}
Datum box_above(FnCall&, const Datum* a) {
  return Datum::of_bool(above(load_box(a[0]).low.y, load_box(a[1]).high.y));
}
Datum box_not_below(FnCall&, const Datum* a) {
  return Datum::of_bool(at_least(load_box(a[0]).low.y, load_box(a[1]).low.y));
}
Datum box_below_eq(FnCall&, const Datum* a) {
  return Datum::of_bool(at_most(load_box(a[0]).high.y, load_box(a[1]).low.y));
}
Datum box_above_eq(FnCall&, const Datum* a) {
  return Datum::of_bool(at_least(load_box(a[0]).low.y, load_box(a[1]).high.y));
}
double smaller(double a, double b) { return compare_floats(a, b) < 0 ? a : b; }
double larger(double a, double b) { return compare_floats(a, b) > 0 ? a : b; }
Datum box_common(FnCall& call, const Datum* a) {
  const Box x = load_box(a[0]);
  const Box y = load_box(a[1]);
  if (!overlap(x, y)) return Datum();
  return result(call, Box{{smaller(x.high.x, y.high.x), smaller(x.high.y, y.high.y)},
                          {larger(x.low.x, y.low.x), larger(x.low.y, y.low.y)}});
}
Datum box_union(FnCall& call, const Datum* a) {
  const Box x = load_box(a[0]);
  const Box y = load_box(a[1]);
  return result(call, Box{{larger(x.high.x, y.high.x), larger(x.high.y, y.high.y)},
                          {smaller(x.low.x, y.low.x), smaller(x.low.y, y.low.y)}});
}
template <Point (*kCombine)(const Point&, const Point&)>
Datum box_moved(FnCall& call, const Datum* a) {
  const Box box = load_box(a[0]);
  const Point by = load_point(a[1]);
  return result(call, make_box(kCombine(box.high, by), kCombine(box.low, by)));
}
Datum box_to_box(FnCall&, const Datum* a) {
  return Datum::of_float(distance(center(load_box(a[0])), center(load_box(a[1]))));
}
Datum point_to_box(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_box(a[1]), load_point(a[0])).distance);
}
Datum box_to_point(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_box(a[0]), load_point(a[1])).distance);
}
Datum box_to_lseg(FnCall&, const Datum* a) {
  return Datum::of_float(nearest(load_box(a[0]), load_lseg(a[1])).distance);
}
Datum nearest_on_box(FnCall& call, const Datum* a) {
  return optional(call, nearest(load_box(a[1]), load_point(a[0])));
}
Datum nearest_on_box_to_lseg(FnCall& call, const Datum* a) {
  return optional(call, nearest(load_box(a[1]), load_lseg(a[0])));
}

constexpr FunctionDef kFunctions[] = {
    {115, "box_above_eq", kBool, {kBox, kBox}, kStrict, box_above_eq},
    {116, "box_below_eq", kBool, {kBox, kBox}, kStrict, box_below_eq},
    {125, "box_overlap", kBool, {kBox, kBox}, kStrict, box_overlap},
    {126, "box_ge", kBool, {kBox, kBox}, kStrict, areas_are<at_least>},
    {127, "box_gt", kBool, {kBox, kBox}, kStrict, areas_are<above>},
    {128, "box_eq", kBool, {kBox, kBox}, kStrict, areas_are<near>},
    {129, "box_lt", kBool, {kBox, kBox}, kStrict, areas_are<below>},
    {130, "box_le", kBool, {kBox, kBox}, kStrict, areas_are<at_most>},
    {131, "point_above", kBool, {kPoint, kPoint}, kStrict, point_above},
    {132, "point_left", kBool, {kPoint, kPoint}, kStrict, point_left},
    {133, "point_right", kBool, {kPoint, kPoint}, kStrict, point_right},
    {134, "point_below", kBool, {kPoint, kPoint}, kStrict, point_below},
    {135, "point_eq", kBool, {kPoint, kPoint}, kStrict, point_same},
    {136, "on_pb", kBool, {kPoint, kBox}, kStrict, point_in_box},
    {138, "box_center", kPoint, {kBox}, kStrict, box_center},
    {186, "box_same", kBool, {kBox, kBox}, kStrict, box_same},
    {187, "box_contain", kBool, {kBox, kBox}, kStrict, box_contains},
    {188, "box_left", kBool, {kBox, kBox}, kStrict, box_left},
    {189, "box_overleft", kBool, {kBox, kBox}, kStrict, box_not_right},
    {190, "box_overright", kBool, {kBox, kBox}, kStrict, box_not_left},
    {191, "box_right", kBool, {kBox, kBox}, kStrict, box_right},
    {192, "box_contained", kBool, {kBox, kBox}, kStrict, box_contained},
    {193, "box_contain_pt", kBool, {kBox, kPoint}, kStrict, box_contains_point},
    {225, "lseg_center", kPoint, {kLseg}, kStrict, lseg_center},
    {239, "line_distance", kFloat8, {kLine, kLine}, kStrict, line_distance},
    {277, "inter_sl", kBool, {kLseg, kLine}, kStrict, lseg_meets_line},
    {278, "inter_lb", kBool, {kLine, kBox}, kStrict, line_meets_box},
    {357, "dist_bp", kFloat8, {kBox, kPoint}, kStrict, box_to_point},
    {361, "lseg_distance", kFloat8, {kLseg, kLseg}, kStrict, lseg_to_lseg},
    {362, "lseg_interpt", kPoint, {kLseg, kLseg}, kStrict, lseg_crossing},
    {363, "dist_ps", kFloat8, {kPoint, kLseg}, kStrict, point_to_lseg},
    {364, "dist_pb", kFloat8, {kPoint, kBox}, kStrict, point_to_box},
    {365, "dist_sb", kFloat8, {kLseg, kBox}, kStrict, lseg_to_box},
    {366, "close_ps", kPoint, {kPoint, kLseg}, kStrict, nearest_on_lseg},
    {367, "close_pb", kPoint, {kPoint, kBox}, kStrict, nearest_on_box},
    {368, "close_sb", kPoint, {kLseg, kBox}, kStrict, nearest_on_box_to_lseg},
    {369, "on_ps", kBool, {kPoint, kLseg}, kStrict, point_on_lseg},
    {372, "on_sb", kBool, {kLseg, kBox}, kStrict, lseg_in_box},
    {373, "inter_sb", kBool, {kLseg, kBox}, kStrict, lseg_meets_box},
    {380, "dist_sp", kFloat8, {kLseg, kPoint}, kStrict, lseg_to_point},
    {381, "dist_bs", kFloat8, {kBox, kLseg}, kStrict, box_to_lseg},
    {702, "dist_lp", kFloat8, {kLine, kPoint}, kStrict, line_to_point},
    {704, "dist_ls", kFloat8, {kLine, kLseg}, kStrict, line_to_lseg},
    {725, "dist_pl", kFloat8, {kPoint, kLine}, kStrict, point_to_line},
    {727, "dist_sl", kFloat8, {kLseg, kLine}, kStrict, lseg_to_line},
    {959, "on_pl", kBool, {kPoint, kLine}, kStrict, point_on_line},
    {960, "on_sl", kBool, {kLseg, kLine}, kStrict, lseg_on_line},
    {961, "close_pl", kPoint, {kPoint, kLine}, kStrict, nearest_on_line},
    {975, "area", kFloat8, {kBox}, kStrict, box_area},
    {976, "width", kFloat8, {kBox}, kStrict, box_width},
    {977, "height", kFloat8, {kBox}, kStrict, box_height},
    {978, "box_distance", kFloat8, {kBox, kBox}, kStrict, box_to_box},
    {980, "box_intersect", kBox, {kBox, kBox}, kStrict, box_common},
    {981, "diagonal", kLseg, {kBox}, kStrict, box_diagonal},
    {988, "point_ne", kBool, {kPoint, kPoint}, kStrict, point_differs},
    {989, "point_vert", kBool, {kPoint, kPoint}, kStrict, points_vertical},
    {990, "point_horiz", kBool, {kPoint, kPoint}, kStrict, points_horizontal},
    {991, "point_distance", kFloat8, {kPoint, kPoint}, kStrict, point_to_point},
    {992, "slope", kFloat8, {kPoint, kPoint}, kStrict, points_slope},
    {993, "lseg", kLseg, {kPoint, kPoint}, kStrict, lseg_of_points},
    {994, "lseg_intersect", kBool, {kLseg, kLseg}, kStrict, lsegs_meet},
    {995, "lseg_parallel", kBool, {kLseg, kLseg}, kStrict, lsegs_parallel},
    {996, "lseg_perp", kBool, {kLseg, kLseg}, kStrict, lsegs_perpendicular},
    {997, "lseg_vertical", kBool, {kLseg}, kStrict, lseg_vertical},
    {998, "lseg_horizontal", kBool, {kLseg}, kStrict, lseg_horizontal},
    {999, "lseg_eq", kBool, {kLseg, kLseg}, kStrict, lseg_equal},
    {1406, "isvertical", kBool, {kPoint, kPoint}, kStrict, points_vertical},
    {1407, "ishorizontal", kBool, {kPoint, kPoint}, kStrict, points_horizontal},
    {1408, "isparallel", kBool, {kLseg, kLseg}, kStrict, lsegs_parallel},
    {1409, "isperp", kBool, {kLseg, kLseg}, kStrict, lsegs_perpendicular},
    {1410, "isvertical", kBool, {kLseg}, kStrict, lseg_vertical},
    {1411, "ishorizontal", kBool, {kLseg}, kStrict, lseg_horizontal},
    {1412, "isparallel", kBool, {kLine, kLine}, kStrict, lines_parallel},
    {1413, "isperp", kBool, {kLine, kLine}, kStrict, lines_perpendicular},
    {1414, "isvertical", kBool, {kLine}, kStrict, line_vertical},
    {1415, "ishorizontal", kBool, {kLine}, kStrict, line_horizontal},
    {1421, "box", kBox, {kPoint, kPoint}, kStrict, box_of_points},
    {1422, "box_add", kBox, {kBox, kPoint}, kStrict, box_moved<sum>},
    {1423, "box_sub", kBox, {kBox, kPoint}, kStrict, box_moved<difference>},
    {1424, "box_mul", kBox, {kBox, kPoint}, kStrict, box_moved<product>},
    {1425, "box_div", kBox, {kBox, kPoint}, kStrict, box_moved<quotient>},
    {1440, "point", kPoint, {kFloat8, kFloat8}, kStrict, point_of_numbers},
    {1441, "point_add", kPoint, {kPoint, kPoint}, kStrict, combined<sum>},
    {1442, "point_sub", kPoint, {kPoint, kPoint}, kStrict, combined<difference>},
    {1443, "point_mul", kPoint, {kPoint, kPoint}, kStrict, combined<product>},
    {1444, "point_div", kPoint, {kPoint, kPoint}, kStrict, combined<quotient>},
    {1482, "lseg_ne", kBool, {kLseg, kLseg}, kStrict, lseg_differs},
    {1483, "lseg_lt", kBool, {kLseg, kLseg}, kStrict, lengths_are<below>},
    {1484, "lseg_le", kBool, {kLseg, kLseg}, kStrict, lengths_are<at_most>},
    {1485, "lseg_gt", kBool, {kLseg, kLseg}, kStrict, lengths_are<above>},
    {1486, "lseg_ge", kBool, {kLseg, kLseg}, kStrict, lengths_are<at_least>},
    {1487, "lseg_length", kFloat8, {kLseg}, kStrict, lseg_length},
    {1488, "close_ls", kPoint, {kLine, kLseg}, kStrict, nearest_on_lseg_to_line},
    {1489, "close_lseg", kPoint, {kLseg, kLseg}, kStrict, nearest_on_lseg_to_lseg},
    {1492, "line_eq", kBool, {kLine, kLine}, kStrict, line_equal},
    {1493, "line", kLine, {kPoint, kPoint}, kStrict, line_of_points},
    {1494, "line_interpt", kPoint, {kLine, kLine}, kStrict, lines_crossing},
    {1495, "line_intersect", kBool, {kLine, kLine}, kStrict, lines_meet},
    {1496, "line_parallel", kBool, {kLine, kLine}, kStrict, lines_parallel},
    {1497, "line_perp", kBool, {kLine, kLine}, kStrict, lines_perpendicular},
    {1498, "line_vertical", kBool, {kLine}, kStrict, line_vertical},
    {1499, "line_horizontal", kBool, {kLine}, kStrict, line_horizontal},
    {1530, "length", kFloat8, {kLseg}, kStrict, lseg_length},
    {1532, "point", kPoint, {kLseg}, kStrict, lseg_center},
    {1534, "point", kPoint, {kBox}, kStrict, box_center},
    {1541, "lseg", kLseg, {kBox}, kStrict, box_diagonal},
    {1542, "center", kPoint, {kBox}, kStrict, box_center},
    {2562, "box_below", kBool, {kBox, kBox}, kStrict, box_below},
    {2563, "box_overbelow", kBool, {kBox, kBox}, kStrict, box_not_above},
    {2564, "box_overabove", kBool, {kBox, kBox}, kStrict, box_not_below},
    {2565, "box_above", kBool, {kBox, kBox}, kStrict, box_above},
    {4067, "bound_box", kBox, {kBox, kBox}, kStrict, box_union},
    {4091, "box", kBox, {kPoint}, kStrict, box_of_point},
};

constexpr OperatorDef kOperators[] = {
    {433, "@>", kBox, kPoint, kBool, 193, 511},
    {493, "<<", kBox, kBox, kBool, 188},
    {494, "&<", kBox, kBox, kBool, 189},
    {495, "&>", kBox, kBox, kBool, 190},
    {496, ">>", kBox, kBox, kBool, 191},
    {497, "<@", kBox, kBox, kBool, 192, 498},
    {498, "@>", kBox, kBox, kBool, 187, 497},
    {499, "~=", kBox, kBox, kBool, 186, 499},
    {500, "&&", kBox, kBox, kBool, 125, 500},
    {501, ">=", kBox, kBox, kBool, 126, 505, 504},
    {502, ">", kBox, kBox, kBool, 127, 504, 505},
    {503, "=", kBox, kBox, kBool, 128, 503},
    {504, "<", kBox, kBox, kBool, 129, 502, 501},
    {505, "<=", kBox, kBox, kBool, 130, 501, 502},
    {506, ">^", kPoint, kPoint, kBool, 131},
    {507, "<<", kPoint, kPoint, kBool, 132},
    {508, ">>", kPoint, kPoint, kBool, 133},
    {509, "<^", kPoint, kPoint, kBool, 134},
    {510, "~=", kPoint, kPoint, kBool, 135, 510, 713},
    {511, "<@", kPoint, kBox, kBool, 136, 433},
    {513, "@@", kNoOid, kBox, kPoint, 138},
    {517, "<->", kPoint, kPoint, kFloat8, 991, 517},
    {606, "<->", kBox, kPoint, kFloat8, 357, 615},
    {613, "<->", kPoint, kLine, kFloat8, 725, 760},
    {614, "<->", kPoint, kLseg, kFloat8, 363, 761},
    {615, "<->", kPoint, kBox, kFloat8, 364, 606},
    {616, "<->", kLseg, kLine, kFloat8, 727, 762},
    {617, "<->", kLseg, kBox, kFloat8, 365, 763},
    {706, "<->", kBox, kBox, kFloat8, 978, 706},
    {708, "<->", kLine, kLine, kFloat8, 239, 708},
    {709, "<->", kLseg, kLseg, kFloat8, 361, 709},
    {713, "<>", kPoint, kPoint, kBool, 988, 713, 510},
    {731, "+", kPoint, kPoint, kPoint, 1441, 731},
    {732, "-", kPoint, kPoint, kPoint, 1442},
    {733, "*", kPoint, kPoint, kPoint, 1443, 733},
    {734, "/", kPoint, kPoint, kPoint, 1444},
    {760, "<->", kLine, kPoint, kFloat8, 702, 613},
    {761, "<->", kLseg, kPoint, kFloat8, 380, 614},
    {762, "<->", kLine, kLseg, kFloat8, 704, 616},
    {763, "<->", kBox, kLseg, kFloat8, 381, 617},
    {800, ">^", kBox, kBox, kBool, 115},
    {801, "<^", kBox, kBox, kBool, 116},
    {802, "?#", kBox, kBox, kBool, 125},
    {803, "#", kBox, kBox, kBox, 980},
    {804, "+", kBox, kPoint, kBox, 1422},
    {805, "-", kBox, kPoint, kBox, 1423},
    {806, "*", kBox, kPoint, kBox, 1424},
    {807, "/", kBox, kPoint, kBox, 1425},
    {808, "?-", kPoint, kPoint, kBool, 990, 808},
    {809, "?|", kPoint, kPoint, kBool, 989, 809},
    {969, "@@", kNoOid, kLseg, kPoint, 225},
    {1525, "?#", kLseg, kLseg, kBool, 994, 1525},
    {1526, "?||", kLseg, kLseg, kBool, 995, 1526},
    {1527, "?-|", kLseg, kLseg, kBool, 996, 1527},
    {1528, "?-", kNoOid, kLseg, kBool, 998},
    {1529, "?|", kNoOid, kLseg, kBool, 997},
    {1535, "=", kLseg, kLseg, kBool, 999, 1535, 1586},
    {1536, "#", kLseg, kLseg, kPoint, 362, 1536},
    {1537, "?#", kLseg, kLine, kBool, 277},
    {1538, "?#", kLseg, kBox, kBool, 373},
    {1539, "?#", kLine, kBox, kBool, 278},
    {1546, "<@", kPoint, kLine, kBool, 959},
    {1547, "<@", kPoint, kLseg, kBool, 369},
    {1548, "<@", kLseg, kLine, kBool, 960},
    {1549, "<@", kLseg, kBox, kBool, 372},
    {1557, "##", kPoint, kLine, kPoint, 961},
    {1558, "##", kPoint, kLseg, kPoint, 366},
    {1559, "##", kPoint, kBox, kPoint, 367},
    {1567, "##", kLseg, kBox, kPoint, 368},
    {1577, "##", kLine, kLseg, kPoint, 1488},
    {1578, "##", kLseg, kLseg, kPoint, 1489},
    {1586, "<>", kLseg, kLseg, kBool, 1482, 1586, 1535},
    {1587, "<", kLseg, kLseg, kBool, 1483, 1589, 1590},
    {1588, "<=", kLseg, kLseg, kBool, 1484, 1590, 1589},
    {1589, ">", kLseg, kLseg, kBool, 1485, 1587, 1588},
    {1590, ">=", kLseg, kLseg, kBool, 1486, 1588, 1587},
    {1591, "@-@", kNoOid, kLseg, kFloat8, 1487},
    {1611, "?#", kLine, kLine, kBool, 1495, 1611},
    {1612, "?||", kLine, kLine, kBool, 1496, 1612},
    {1613, "?-|", kLine, kLine, kBool, 1497, 1613},
    {1614, "?-", kNoOid, kLine, kBool, 1499},
    {1615, "?|", kNoOid, kLine, kBool, 1498},
    {1616, "=", kLine, kLine, kBool, 1492, 1616},
    {1617, "#", kLine, kLine, kPoint, 1494, 1617},
    {2570, "<<|", kBox, kBox, kBool, 2562},
    {2571, "&<|", kBox, kBox, kBool, 2563},
    {2572, "|&>", kBox, kBox, kBool, 2564},
    {2573, "|>>", kBox, kBox, kBool, 2565},
    {4161, "|>>", kPoint, kPoint, kBool, 131},
    {4162, "<<|", kPoint, kPoint, kBool, 134},
};

constexpr CastDef kCasts[] = {
    {kPoint, kBox, 4091, CastContext::kAssignment},
    {kLseg, kPoint, 1532, CastContext::kExplicit},
    {kBox, kPoint, 1534, CastContext::kExplicit},
    {kBox, kLseg, 1541, CastContext::kExplicit},
};

}  // namespace

const FunctionGroup kGeometryGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
};

}  // namespace rung
