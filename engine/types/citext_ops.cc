// citext, the type of the extension of that name: text whose order and equality ignore case. Folds
// ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic letters; other scripts compare as they are.
#include "base/hash.h"
#include "base/utf8.h"
#include "types/families.h"
#include "types/key_encoding.h"

namespace rung {
namespace {

uint32_t fold(uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F)) {
    return c + 32;
  }
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  const bool even_upper = (c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177);
  const bool odd_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if ((even_upper && c % 2 == 0) || (odd_upper && c % 2 == 1)) return c + 1;
  return c;
}

std::string folded(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) utf8::append(result, fold(utf8::decode(text, &at)));
  return result;
}

int citext_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  const int order = folded(a.bytes()).compare(folded(b.bytes()));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
uint64_t citext_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(folded(value.bytes()));
}
void citext_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_escaped_bytes(folded(value.bytes()), to);
}

}  // namespace

const TypeOps kCitextOps = {
    .input = [](TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
      return env.text(text);
    },
    .output = [](TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
      to->append(value.bytes());
    },
    .compare = citext_compare,
    .hash = citext_hash,
    .encode_key = citext_encode,
};

}  // namespace rung
