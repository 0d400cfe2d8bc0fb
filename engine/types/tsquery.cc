// tsquery: bytes, order and printing. Reading its text is in tsquery_parse.cc.
#include <algorithm>
#include <array>

#include "types/array.h"
#include "types/families.h"
#include "types/key_encoding.h"
#include "types/ops_util.h"
#include "types/services.h"
#include "types/text_search.h"

namespace rung {
namespace {

[[noreturn]] void throw_depth() {
  throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
}

constexpr std::array<uint32_t, 256> make_crc_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xEDB88320 ^ c >> 1 : c >> 1;
    table[i] = c;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kCrcTable = make_crc_table();

// PostgreSQL orders operands by this checksum first. It mixes a reflected table with unreflected
// shifts; ORDER BY shows it, so it is kept.
int32_t operand_checksum(std::string_view lexeme) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : lexeme) {
    crc = kCrcTable[(crc >> 24 ^ static_cast<unsigned char>(c)) & 0xFF] ^ crc << 8;
  }
  return static_cast<int32_t>(~crc);
}

size_t postgres_bytes(const TsQuery& query) {
  size_t bytes = 8 + query.nodes.size() * 12;
  for (const TsNode& node : query.nodes) {
    if (node.op == TsOp::kValue) bytes += node.lexeme.size() + 1;
  }
  return bytes;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  TsQuery read() {
    TsQuery query;
    const auto count = take<uint32_t>();
    if (count == 0) return query;
    if (count > bytes_.size()) throw_corrupted("tsquery of too many nodes");
    query.nodes.reserve(count);
    query.root = read_node(&query, 0);
    return query;
  }

 private:
  template <class T>
  T take() {
    if (bytes_.size() - at_ < sizeof(T)) throw_corrupted("short tsquery");
    const T value = load_le<T>(bytes_.data() + at_);
    at_ += sizeof(T);
    return value;
  }
  uint32_t read_node(TsQuery* query, int depth) {
    if (depth > kTsQueryDepthMax) throw_corrupted("tsquery is too deep");
    const auto op = take<uint8_t>();
    if (op > static_cast<uint8_t>(TsOp::kPhrase)) throw_corrupted("unknown tsquery operator");
    const uint32_t index = query->add({});
    TsNode node;
    node.op = static_cast<TsOp>(op);
    if (node.op == TsOp::kValue) {
      node.weights = take<uint8_t>();
      node.prefix = take<uint8_t>() != 0;
      const size_t bytes = take<uint16_t>();
      if (bytes_.size() - at_ < bytes) throw_corrupted("short tsquery");
      node.lexeme = bytes_.substr(at_, bytes);
      at_ += bytes;
    } else {
      node.distance = take<uint16_t>();
      if (node.op != TsOp::kNot) node.left = read_node(query, depth + 1);
      node.right = read_node(query, depth + 1);
    }
    query->nodes[index] = node;
    return index;
  }
  std::string_view bytes_;
  size_t at_ = 0;
};

void write_node(const TsQuery& query, uint32_t index, int depth, std::string* to, uint32_t* count) {
  if (depth > kTsQueryDepthMax) throw_depth();
  const TsNode& node = query.nodes[index];
  ++*count;
  append_le(*to, static_cast<uint8_t>(node.op));
  if (node.op == TsOp::kValue) {
    append_le(*to, node.weights);
    append_le(*to, static_cast<uint8_t>(node.prefix ? 1 : 0));
    append_le(*to, static_cast<uint16_t>(node.lexeme.size()));
    *to += node.lexeme;
    return;
  }
  append_le(*to, node.distance);
  if (node.op != TsOp::kNot) write_node(query, node.left, depth + 1, to, count);
  write_node(query, node.right, depth + 1, to, count);
}

// Later kinds sort first; the right operand decides before the left.
void encode_node(const TsQuery& query, uint32_t index, std::string* to) {
  const TsNode& node = query.nodes[index];
  if (node.op == TsOp::kValue) {
    *to += '\2';
    append_ordered_int<int32_t>(-1 - int64_t{operand_checksum(node.lexeme)}, to);
    append_escaped_bytes(node.lexeme, to);
    return;
  }
  *to += '\1';
  *to += static_cast<char>(0x10 - static_cast<int>(node.op));
  encode_node(query, node.right, to);
  if (node.op != TsOp::kNot) encode_node(query, node.left, to);
  if (node.op == TsOp::kPhrase) append_be(*to, static_cast<uint16_t>(UINT16_MAX - node.distance));
}
std::string query_key(const TsQuery& query) {
  std::string key;
  append_be(key, static_cast<uint32_t>(query.nodes.size()));
  append_be(key, static_cast<uint32_t>(postgres_bytes(query)));
  if (!query.empty()) encode_node(query, query.root, &key);
  return key;
}

int binding(TsOp op) {
  switch (op) {
    case TsOp::kOr: return 1;
    case TsOp::kAnd: return 2;
    case TsOp::kPhrase: return 3;
    default: return 4;
  }
}
void append_operand(const TsNode& node, std::string* to) {
  *to += '\'';
  for (const char c : node.lexeme) {
    if (c == '\'' || c == '\\') *to += c;
    *to += c;
  }
  *to += '\'';
  if (node.weights == 0 && !node.prefix) return;
  *to += ':';
  if (node.prefix) *to += '*';
  for (int weight = 3; weight >= 0; --weight) {
    if ((node.weights >> weight & 1) != 0) *to += "DCBA"[weight];
  }
}
void append_node(const TsQuery& query, uint32_t index, int outer, bool right_of_phrase,
                 std::string* to) {
  const TsNode& node = query.nodes[index];
  if (node.op == TsOp::kValue) {
    append_operand(node, to);
    return;
  }
  const int own = binding(node.op);
  const bool parentheses = own < outer || (node.op == TsOp::kPhrase && right_of_phrase);
  if (parentheses) *to += "( ";
  if (node.op == TsOp::kNot) {
    *to += '!';
    append_node(query, node.right, own, false, to);
  } else {
    append_node(query, node.left, own, false, to);
    switch (node.op) {
      case TsOp::kAnd: *to += " & "; break;
      case TsOp::kOr: *to += " | "; break;
      default:
        *to += node.distance == 1 ? " <-> " : " <" + std::to_string(node.distance) + "> ";
        break;
    }
    append_node(query, node.right, own, node.op == TsOp::kPhrase, to);
  }
  if (parentheses) *to += " )";
}

Datum tsquery_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  const TsQuery query = parse_tsquery(
      env, text, [&](TsQuery& to, std::string_view lexeme, uint8_t weights, bool prefix) {
        return plain_operand(env, to, text, lexeme, weights, prefix);
      });
  return make_tsquery(*env.arena, query);
}
void tsquery_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_tsquery(load_tsquery(value), to);
}
int tsquery_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return compare_tsquery(load_tsquery(a), load_tsquery(b));
}
void tsquery_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += query_key(load_tsquery(value));
}

}  // namespace

TsQuery load_tsquery(const Datum& value) { return Reader(value.bytes()).read(); }

Datum make_tsquery(Arena& arena, const TsQuery& query) {
  std::string nodes, head;
  uint32_t count = 0;
  if (!query.empty()) write_node(query, query.root, 0, &nodes, &count);
  append_le(head, count);
  return Datum::of_bytes(arena.copy(head + nodes));
}

void check_ts_depth(const TsQuery& query) {
  std::vector<int> depth(query.nodes.size(), 1);
  for (size_t i = 0; i < depth.size(); ++i) {
    const TsNode& node = query.nodes[i];
    if (node.op == TsOp::kValue) continue;
    depth[i] = 1 + depth[node.right];
    if (node.op != TsOp::kNot) depth[i] = std::max(depth[i], 1 + depth[node.left]);
    if (depth[i] > kTsQueryDepthMax) throw_depth();
  }
}

int compare_ts_nodes(const TsQuery& a, uint32_t node_a, const TsQuery& b, uint32_t node_b) {
  std::string key_a, key_b;
  encode_node(a, node_a, &key_a);
  encode_node(b, node_b, &key_b);
  return three_way(key_a.compare(key_b), 0);
}

int compare_tsquery(const TsQuery& a, const TsQuery& b) {
  return three_way(query_key(a).compare(query_key(b)), 0);
}

void append_tsquery(const TsQuery& query, std::string* to) {
  if (!query.empty()) append_node(query, query.root, 0, false, to);
}

const TypeOps kTsqueryOps = {
    .input = tsquery_input,
    .output = tsquery_output,
    .compare = tsquery_compare,
    .encode_key = tsquery_encode,
};

}  // namespace rung
