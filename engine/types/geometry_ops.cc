// Input, output and stored forms of the geometric types. None has an order or a hash.
#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>

#include "types/array.h"
#include "types/families.h"
#include "types/float.h"
#include "types/geometry_math.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr size_t kPointBytes = 16;

// Reads one value's text. The forms are loose: most delimiters may be left out.
class Reader {
 public:
  Reader(std::string_view text, const char* type_name)
      : whole_(text), text_(text), at_(text_.c_str()), type_name_(type_name) {}

  [[noreturn]] void fail() const { throw_invalid_input(type_name_, whole_); }
  void skip_space() {
    while (is_space(*at_)) ++at_;
  }
  bool take(char c) {
    if (*at_ != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail();
  }
  void finish() const {
    if (*at_ != '\0') fail();
  }
  char after_paren() const {  // the first character that matters behind the one at hand
    const char* next = at_ + 1;
    while (is_space(*next)) ++next;
    return *next;
  }
  bool at(char c) const { return *at_ == c; }
  bool has_more_parens() const { return std::strchr(at_ + 1, '(') != nullptr; }

  double number() {
    skip_space();
    errno = 0;
    char* end = nullptr;
    const double value = std::strtod(at_, &end);
    if (end == at_) fail();
    if (errno == ERANGE && (value == 0 || std::isinf(value))) {
      throw_error(sqlstate::numeric_value_out_of_range,
                  "\"" + std::string(at_, static_cast<size_t>(end - at_)) +
                      "\" is out of range for type double precision");
    }
    at_ = end;
    skip_space();
    return value;
  }

  Point point() {
    skip_space();
    const bool delimited = take('(');
    Point p;
    p.x = number();
    expect(',');
    p.y = number();
    if (delimited) {
      expect(')');
      skip_space();
    }
    return p;
  }

  // `count` points, each followed by a comma or not, in up to one pair of delimiters.
  void points(bool may_be_open, size_t count, std::vector<Point>* to, bool* is_open) {
    int depth = 0;
    skip_space();
    *is_open = at('[');
    if (*is_open) {
      if (!may_be_open) fail();
      ++depth;
      ++at_;
    } else if (at('(') && (after_paren() == '(' || !has_more_parens())) {
      ++depth;
      ++at_;
      skip_space();
    }
    for (size_t i = 0; i < count; ++i) {
      to->push_back(point());
      take(',');
    }
    for (; depth > 0; --depth) {
      if (!take(')') && !(*is_open && depth == 1 && take(']'))) fail();
      skip_space();
    }
  }

  // Each point has one comma inside and, but for the last, one behind it.
  size_t count_points() const {
    const auto commas =
        static_cast<size_t>(std::count(whole_.begin(), whole_.end(), ','));
    if (commas % 2 == 0) fail();
    return (commas + 1) / 2;
  }

 private:
  std::string_view whole_;
  std::string text_;  // ends with a zero, for strtod
  const char* at_;
  const char* type_name_;
};

Datum store_bytes(Arena& arena, const void* from, size_t size) {
  char* to = arena.allocate_bytes(size);
  std::memcpy(to, from, size);
  return Datum::of_bytes({to, size});
}
template <size_t N>
std::array<double, N> load_numbers(const Datum& value, const char* type_name) {
  if (value.n != N * sizeof(double)) throw_corrupted(type_name);
  std::array<double, N> numbers;
  std::memcpy(numbers.data(), value.p, sizeof numbers);
  return numbers;
}
std::vector<Point> load_points(std::string_view bytes, const char* type_name) {
  if (bytes.empty() || bytes.size() % kPointBytes != 0) throw_corrupted(type_name);
  std::vector<Point> points(bytes.size() / kPointBytes);
  std::memcpy(points.data(), bytes.data(), bytes.size());
  return points;
}

void append_number(TypeEnv& env, double value, std::string* to) {
  append_float8(value, env.settings->extra_float_digits, to);
}
void append_point(TypeEnv& env, const Point& p, std::string* to) {
  to->push_back('(');
  append_number(env, p.x, to);
  to->push_back(',');
  append_number(env, p.y, to);
  to->push_back(')');
}
void append_points(TypeEnv& env, std::span<const Point> points, std::string* to) {
  for (size_t i = 0; i < points.size(); ++i) {
    if (i != 0) to->push_back(',');
    append_point(env, points[i], to);
  }
}

Datum point_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "point");
  const Point p = reader.point();
  reader.finish();
  return store(*env.arena, p);
}
void point_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_point(env, load_point(value), to);
}

Lseg two_points(Reader* reader, bool may_be_open) {
  std::vector<Point> points;
  bool is_open = false;
  reader->points(may_be_open, 2, &points, &is_open);
  reader->finish();
  return {{points[0], points[1]}};
}
Datum lseg_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "lseg");
  return store(*env.arena, two_points(&reader, true));
}
void lseg_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const Lseg lseg = load_lseg(value);
  to->push_back('[');
  append_points(env, lseg.p, to);
  to->push_back(']');
}

Datum box_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "box");
  const Lseg corners = two_points(&reader, false);
  return store(*env.arena, make_box(corners.p[0], corners.p[1]));
}
void box_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const Box box = load_box(value);
  const Point corners[] = {box.high, box.low};
  append_points(env, corners, to);
}

Datum line_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "line");
  reader.skip_space();
  if (reader.take('{')) {
    Line line;
    line.a = reader.number();
    reader.expect(',');
    line.b = reader.number();
    reader.expect(',');
    line.c = reader.number();
    reader.expect('}');
    reader.skip_space();
    reader.finish();
    if (near_zero(line.a) && near_zero(line.b)) {
      throw_error(sqlstate::invalid_text_representation,
                  "invalid line specification: A and B cannot both be zero");
    }
    return store(*env.arena, line);
  }
  const Lseg on = two_points(&reader, true);
  if (same(on.p[0], on.p[1])) {
    throw_error(sqlstate::invalid_text_representation,
                "invalid line specification: must be two distinct points");
  }
  return store(*env.arena, make_line(on.p[0], slope(on.p[0], on.p[1])));
}
void line_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const Line line = load_line(value);
  to->push_back('{');
  append_number(env, line.a, to);
  to->push_back(',');
  append_number(env, line.b, to);
  to->push_back(',');
  append_number(env, line.c, to);
  to->push_back('}');
}

Datum path_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "path");
  const size_t count = reader.count_points();
  reader.skip_space();
  const bool delimited = reader.at('(') && !reader.has_more_parens() && reader.take('(');
  Path path;
  bool is_open = false;
  reader.points(true, count, &path.points, &is_open);
  if (delimited) {
    reader.expect(')');
    reader.skip_space();
  }
  reader.finish();
  path.closed = !is_open;
  return store(*env.arena, path);
}
void path_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const Path path = load_path(value);
  to->push_back(path.closed ? '(' : '[');
  append_points(env, path.points, to);
  to->push_back(path.closed ? ')' : ']');
}

Datum polygon_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "polygon");
  Polygon polygon;
  bool is_open = false;
  reader.points(false, reader.count_points(), &polygon.points, &is_open);
  reader.finish();
  return store(*env.arena, polygon);
}
void polygon_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  to->push_back('(');
  append_points(env, load_polygon(value).points, to);
  to->push_back(')');
}

Datum circle_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  Reader reader(text, "circle");
  reader.skip_space();
  const bool angled = reader.take('<');
  const bool delimited =
      angled || (reader.at('(') && reader.after_paren() == '(' && reader.take('('));
  Circle circle;
  circle.center = reader.point();
  reader.take(',');
  circle.radius = reader.number();
  if (circle.radius < 0) reader.fail();
  if (delimited) {
    if (!reader.take(')') && !reader.take('>')) reader.fail();
    reader.skip_space();
  }
  reader.finish();
  return store(*env.arena, circle);
}
void circle_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  const Circle circle = load_circle(value);
  to->push_back('<');
  append_point(env, circle.center, to);
  to->push_back(',');
  append_number(env, circle.radius, to);
  to->push_back('>');
}

// Binary forms: big-endian numbers; path and polygon begin with their number of points.
void send_numbers(std::string_view bytes, std::string* to) {
  for (size_t i = 0; i < bytes.size(); i += sizeof(double)) {
    append_be(*to, load_le<uint64_t>(bytes.data() + i));
  }
}
std::vector<double> receive_numbers(std::string_view bytes) {
  if (bytes.size() % sizeof(double) != 0) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  std::vector<double> numbers;
  for (size_t i = 0; i < bytes.size(); i += sizeof(double)) {
    numbers.push_back(std::bit_cast<double>(load_be<uint64_t>(bytes.data() + i)));
  }
  return numbers;
}
template <size_t N>
std::array<double, N> receive_fixed(std::string_view bytes) {
  const std::vector<double> numbers = receive_numbers(bytes);
  if (numbers.size() != N) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  std::array<double, N> fixed{};
  std::copy(numbers.begin(), numbers.end(), fixed.begin());
  return fixed;
}
std::vector<Point> receive_points(std::string_view bytes, const char* type_name) {
  const int32_t count = bytes.size() < 4 ? 0 : load_be<int32_t>(bytes.data());
  if (count <= 0) {
    throw_error(sqlstate::invalid_binary_representation,
                std::string("invalid number of points in external \"") + type_name + "\" value");
  }
  const std::vector<double> numbers = receive_numbers(bytes.substr(4));
  if (numbers.size() != static_cast<size_t>(count) * 2) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  std::vector<Point> points;
  for (size_t i = 0; i < numbers.size(); i += 2) points.push_back({numbers[i], numbers[i + 1]});
  return points;
}
void send_fixed(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  send_numbers(value.bytes(), to);
}
Datum point_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  const auto n = receive_fixed<2>(bytes);
  return store(*env.arena, Point{n[0], n[1]});
}
Datum lseg_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  const auto n = receive_fixed<4>(bytes);
  return store(*env.arena, Lseg{{{n[0], n[1]}, {n[2], n[3]}}});
}
Datum box_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  const auto n = receive_fixed<4>(bytes);
  return store(*env.arena, make_box({n[0], n[1]}, {n[2], n[3]}));
}
Datum line_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  const auto n = receive_fixed<3>(bytes);
  if (near_zero(n[0]) && near_zero(n[1])) {
    throw_error(sqlstate::invalid_binary_representation,
                "invalid line specification: A and B cannot both be zero");
  }
  return store(*env.arena, Line{n[0], n[1], n[2]});
}
Datum circle_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  const auto n = receive_fixed<3>(bytes);
  if (n[2] < 0) {
    throw_error(sqlstate::invalid_binary_representation,
                "invalid radius in external \"circle\" value");
  }
  return store(*env.arena, Circle{{n[0], n[1]}, n[2]});
}
Datum path_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.empty()) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  return store(*env.arena, Path{bytes[0] != 0, receive_points(bytes.substr(1), "path")});
}
void path_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const Path path = load_path(value);
  to->push_back(path.closed ? '\1' : '\0');
  append_be(*to, static_cast<int32_t>(path.points.size()));
  send_numbers(value.bytes().substr(1), to);
}
Datum polygon_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t) {
  return store(*env.arena, Polygon{receive_points(bytes, "polygon")});
}
void polygon_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<int32_t>(load_polygon(value).points.size()));
  send_numbers(value.bytes(), to);
}

}  // namespace

Point load_point(const Datum& value) {
  const auto n = load_numbers<2>(value, "point");
  return {n[0], n[1]};
}
Line load_line(const Datum& value) {
  const auto n = load_numbers<3>(value, "line");
  return {n[0], n[1], n[2]};
}
Lseg load_lseg(const Datum& value) {
  const auto n = load_numbers<4>(value, "lseg");
  return {{{n[0], n[1]}, {n[2], n[3]}}};
}
Box load_box(const Datum& value) {
  const auto n = load_numbers<4>(value, "box");
  return {{n[0], n[1]}, {n[2], n[3]}};
}
Circle load_circle(const Datum& value) {
  const auto n = load_numbers<3>(value, "circle");
  return {{n[0], n[1]}, n[2]};
}
Path load_path(const Datum& value) {
  if (value.n < 1 || static_cast<unsigned char>(value.p[0]) > 1) throw_corrupted("path");
  return {value.p[0] == 1, load_points(value.bytes().substr(1), "path")};
}
Polygon load_polygon(const Datum& value) { return {load_points(value.bytes(), "polygon")}; }

Datum store(Arena& arena, const Point& value) { return store_bytes(arena, &value, sizeof value); }
Datum store(Arena& arena, const Line& value) { return store_bytes(arena, &value, sizeof value); }
Datum store(Arena& arena, const Lseg& value) { return store_bytes(arena, &value, sizeof value); }
Datum store(Arena& arena, const Box& value) { return store_bytes(arena, &value, sizeof value); }
Datum store(Arena& arena, const Circle& value) { return store_bytes(arena, &value, sizeof value); }
Datum store(Arena& arena, const Path& value) {
  const size_t size = value.points.size() * kPointBytes;
  char* to = arena.allocate_bytes(size + 1);
  to[0] = value.closed ? '\1' : '\0';
  std::memcpy(to + 1, value.points.data(), size);
  return Datum::of_bytes({to, size + 1});
}
Datum store(Arena& arena, const Polygon& value) {
  return store_bytes(arena, value.points.data(), value.points.size() * kPointBytes);
}

const TypeOps kPointOps = {
    .input = point_input,
    .output = point_output,
    .receive = point_receive,
    .send = send_fixed,
};
const TypeOps kLsegOps = {
    .input = lseg_input,
    .output = lseg_output,
    .receive = lseg_receive,
    .send = send_fixed,
};
const TypeOps kPathOps = {
    .input = path_input,
    .output = path_output,
    .receive = path_receive,
    .send = path_send,
};
const TypeOps kBoxOps = {
    .input = box_input,
    .output = box_output,
    .receive = box_receive,
    .send = send_fixed,
};
const TypeOps kPolygonOps = {
    .input = polygon_input,
    .output = polygon_output,
    .receive = polygon_receive,
    .send = polygon_send,
};
const TypeOps kLineOps = {
    .input = line_input,
    .output = line_output,
    .receive = line_receive,
    .send = send_fixed,
};
const TypeOps kCircleOps = {
    .input = circle_input,
    .output = circle_output,
    .receive = circle_receive,
    .send = send_fixed,
};

}  // namespace rung
