#include "types/key_encoding.h"

namespace rung {
namespace {

// Markers before DESC inverts them.
constexpr char kNullFirst = 0x00;
constexpr char kPresent = 0x01;
constexpr char kNullLast = 0x02;

}  // namespace

void append_key(TypeEnv& env, const TypeInfo& type, const Datum& value, KeyOrder order,
                std::string* to) {
  const size_t start = to->size();
  if (value.null) {
    to->push_back(order.nulls_first != order.descending ? kNullFirst : kNullLast);
  } else {
    if (type.ops->encode_key == nullptr) {
      throw_error(sqlstate::undefined_function,
                  "could not identify an ordering operator for type " +
                      format_type(env, type.oid, -1));
    }
    to->push_back(kPresent);
    type.ops->encode_key(env, type, value, to);
  }
  if (order.descending) {
    for (size_t i = start; i < to->size(); ++i) (*to)[i] = static_cast<char>(~(*to)[i]);
  }
}

void append_escaped_bytes(std::string_view bytes, std::string* to) {
  size_t from = 0;
  for (size_t nul = bytes.find('\0'); nul != std::string_view::npos; nul = bytes.find('\0', from)) {
    to->append(bytes.substr(from, nul - from + 1));
    to->push_back('\xFF');
    from = nul + 1;
  }
  to->append(bytes.substr(from));
  to->push_back('\0');
  to->push_back('\x01');
}

}  // namespace rung
