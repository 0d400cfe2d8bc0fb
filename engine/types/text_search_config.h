// Configurations and dictionaries of full-text search that are built in: `simple` and the Snowball
// languages, under PostgreSQL's oids. pg_ts_* list them; functions/ts_dictionary.h runs them.
#pragma once

#include <cstdint>
#include <span>

#include "types/oids.h"

namespace rung {

// Numbers are pg_ts_config_map.maptokentype: never renumber.
enum class TsTokenType : uint8_t {
  kNone, kAsciiWord, kWord, kNumWord, kEmail, kUrl, kHost, kScientific, kVersion, kNumPart, kPart,
  kAsciiPart, kBlank, kTag, kProtocol, kNumHyphenWord, kAsciiHyphenWord, kHyphenWord, kUrlPath,
  kFile, kDecimal, kInteger, kUnsigned, kEntity
};
inline constexpr int kTsTokenTypes = 23;
inline constexpr Oid kSimpleDictionary = 3765;
inline constexpr Oid kSimpleConfig = 3748;
inline constexpr Oid kDefaultTsParser = 3722;

struct TsConfigRow {
  Oid oid;
  const char* name;
  Oid words;        // dictionary of words with letters of any script
  Oid ascii_words;  // of words of ASCII letters
};
std::span<const TsConfigRow> ts_configs();

struct TsDictionaryRow {
  Oid oid;
  const char* name;
  const char* language;  // nullptr: simple
  bool has_stop_words;
};
std::span<const TsDictionaryRow> ts_dictionaries();

struct TsTemplateRow {
  Oid oid;
  const char* name;
  Oid init, lexize;  // functions
};
std::span<const TsTemplateRow> ts_templates();

// kNoOid: tokens of this type are dropped.
Oid ts_dictionary_of(const TsConfigRow& config, TsTokenType type);

}  // namespace rung
