#include "types/text_search_config.h"

namespace rung {
namespace {

// The language's own dictionary has the oid before its configuration's.
constexpr TsDictionaryRow kDictionaries[] = {
    {kSimpleDictionary, "simple", nullptr, false},
    {13151, "arabic_stem", "arabic", false},
    {13153, "armenian_stem", "armenian", false},
    {13155, "basque_stem", "basque", false},
    {13157, "catalan_stem", "catalan", false},
    {13159, "danish_stem", "danish", true},
    {13161, "dutch_stem", "dutch", true},
    {13163, "english_stem", "english", true},
    {13165, "finnish_stem", "finnish", true},
    {13167, "french_stem", "french", true},
    {13169, "german_stem", "german", true},
    {13171, "greek_stem", "greek", false},
    {13173, "hindi_stem", "hindi", false},
    {13175, "hungarian_stem", "hungarian", true},
    {13177, "indonesian_stem", "indonesian", false},
    {13179, "irish_stem", "irish", false},
    {13181, "italian_stem", "italian", true},
    {13183, "lithuanian_stem", "lithuanian", false},
    {13185, "nepali_stem", "nepali", true},
    {13187, "norwegian_stem", "norwegian", true},
    {13189, "portuguese_stem", "portuguese", true},
    {13191, "romanian_stem", "romanian", false},
    {13193, "russian_stem", "russian", true},
    {13195, "serbian_stem", "serbian", false},
    {13197, "spanish_stem", "spanish", true},
    {13199, "swedish_stem", "swedish", true},
    {13201, "tamil_stem", "tamil", false},
    {13203, "turkish_stem", "turkish", true},
    {13205, "yiddish_stem", "yiddish", false},
};

constexpr TsConfigRow own(Oid oid, const char* name) { return {oid, name, oid - 1, oid - 1}; }
constexpr TsConfigRow with_english(Oid oid, const char* name) {
  return {oid, name, oid - 1, 13163};
}
constexpr TsConfigRow kConfigs[] = {
    {kSimpleConfig, "simple", kSimpleDictionary, kSimpleDictionary},
    own(13152, "arabic"),
    own(13154, "armenian"),
    own(13156, "basque"),
    own(13158, "catalan"),
    own(13160, "danish"),
    own(13162, "dutch"),
    own(13164, "english"),
    own(13166, "finnish"),
    own(13168, "french"),
    own(13170, "german"),
    own(13172, "greek"),
    with_english(13174, "hindi"),
    own(13176, "hungarian"),
    own(13178, "indonesian"),
    own(13180, "irish"),
    own(13182, "italian"),
    own(13184, "lithuanian"),
    own(13186, "nepali"),
    own(13188, "norwegian"),
    own(13190, "portuguese"),
    own(13192, "romanian"),
    with_english(13194, "russian"),
    own(13196, "serbian"),
    own(13198, "spanish"),
    own(13200, "swedish"),
    own(13202, "tamil"),
    own(13204, "turkish"),
    own(13206, "yiddish"),
};

constexpr TsTemplateRow kTemplates[] = {
    {3727, "simple", 3725, 3726},
    {3730, "synonym", 3728, 3729},
    {3733, "ispell", 3731, 3732},
    {3742, "thesaurus", 3740, 3741},
    {13150, "snowball", 13148, 13149},
};

}  // namespace

std::span<const TsTemplateRow> ts_templates() { return kTemplates; }
std::span<const TsConfigRow> ts_configs() { return kConfigs; }
std::span<const TsDictionaryRow> ts_dictionaries() { return kDictionaries; }

Oid ts_dictionary_of(const TsConfigRow& config, TsTokenType type) {
  switch (type) {
    case TsTokenType::kNone:
    case TsTokenType::kBlank:
    case TsTokenType::kTag:
    case TsTokenType::kProtocol:
    case TsTokenType::kEntity: return kNoOid;
    case TsTokenType::kAsciiWord:
    case TsTokenType::kAsciiPart:
    case TsTokenType::kAsciiHyphenWord: return config.ascii_words;
    case TsTokenType::kWord:
    case TsTokenType::kPart:
    case TsTokenType::kHyphenWord: return config.words;
    default: return kSimpleDictionary;
  }
}

}  // namespace rung
