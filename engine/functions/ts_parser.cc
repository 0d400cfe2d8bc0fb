// A pushdown machine over the characters. Each state has a list of steps, tried in order: the first
// whose class takes the character is done. A step that tries keeps where it stood; when what it
// began does not come to a token, kBack returns there and goes on with the step behind it.
#include "functions/ts_parser.h"

#include <utf8proc.h>

#include <array>
#include <span>

#include "base/utf8.h"

namespace rung {
namespace {

using enum TsTokenType;

enum class State : uint8_t {
  kStay,  // no change of state
  kBase, kNumWord, kAsciiWord, kWord, kUnsigned, kSignedFirst, kSigned, kSpace,
  kFractionFirst, kFraction, kSignedFractionFirst, kSignedFraction, kVersionFirst, kVersion,
  kExponentFirst, kExponentSign, kExponent,
  kEntityFirst, kEntity, kEntityNumberFirst, kEntityNumber, kEntityHexFirst, kEntityHex, kEntityEnd,
  kTagFirst, kXmlFirst, kTagCloseFirst, kTagName, kTagSlash, kTag, kTagQuoted, kTagQuotedEscape,
  kTagDoubleQuoted, kTagDoubleQuotedEscape, kTagEnd,
  kCommentFirst, kCommentSecond, kComment, kCommentClose1, kCommentClose2, kCommentEnd,
  kHostLabelFirst, kHostLabelSecond, kHostDomain, kPortFirst, kPort, kHostInner, kHost, kEmail,
  kFileFirst, kFileTwiddle, kPathFirst, kPathDot, kPathDotDot, kFile, kFileNext,
  kUrlPathFirst, kUrlPathStart, kUrlPath, kUrl,
  kProtocolFirst, kProtocolSecond, kProtocolEnd,
  kAsciiHyphenFirst, kAsciiHyphen, kHyphenFirst, kHyphen, kNumHyphenFirst, kHyphenDigits,
  kNumHyphen,
  kParts, kPartsHyphen, kPart, kAsciiPart, kNumPart, kPartNumber,
  kPartFractionFirst, kPartFraction, kPartVersionFirst, kPartVersion,
  kCount
};

enum class Class : uint8_t {
  kAny, kEnd, kChar, kAsciiLetter, kLetter, kDigit, kHexDigit, kLetterOrDigit, kNotLetterOrDigit,
  kSpace, kMark, kUrlChar, kIgnored, kIsHost, kIsUrlPath, kStopHost
};

// What happens besides the change of state; a step takes its character unless it says otherwise.
enum Flags : uint8_t {
  kTake = 0,
  kTry = 1,       // remember this place
  kBack = 2,      // return to the last remembered place
  kDrop = 4,      // forget the last remembered place
  kDropAll = 8,
  kAgain = 16,    // look at the same character in the new state
  kToken = 32,    // a token ends before this character
};

enum class Special : uint8_t { kNone, kScriptTag, kRewindHyphen, kRewindUrl };

struct Step {
  Class cls;
  char c;
  uint8_t flags;
  State next;
  TsTokenType type = kNone;
  Special special = Special::kNone;
};

constexpr Step on(Class cls, State next, int flags = kTake) {
  return {cls, 0, static_cast<uint8_t>(flags), next};
}
constexpr Step on(char c, State next, int flags = kTake) {
  return {Class::kChar, c, static_cast<uint8_t>(flags), next};
}
constexpr Step token(Class cls, TsTokenType type, int flags = kTake, State next = State::kBase,
                     Special special = Special::kNone) {
  return {cls, 0, static_cast<uint8_t>(flags | kToken), next, type, special};
}
constexpr Step token(char c, TsTokenType type, int flags = kTake, State next = State::kBase) {
  return {Class::kChar, c, static_cast<uint8_t>(flags | kToken), next, type};
}
constexpr Step back(Class cls = Class::kAny) { return {cls, 0, kBack, State::kStay}; }
constexpr Step script(Step step) {
  step.special = Special::kScriptTag;
  return step;
}

using C = Class;
using S = State;

constexpr Step kBaseSteps[] = {
    token(C::kEnd, kNone), on('<', S::kTagFirst, kTry), on(C::kIgnored, S::kSpace),
    on(C::kAsciiLetter, S::kAsciiWord), on(C::kLetter, S::kWord), on(C::kDigit, S::kUnsigned),
    on('-', S::kSignedFirst, kTry), on('+', S::kSignedFirst, kTry), on('&', S::kEntityFirst, kTry),
    on('~', S::kFileTwiddle, kTry), on('/', S::kFileFirst, kTry), on('.', S::kPathDot, kTry),
    on(C::kAny, S::kSpace)};
constexpr Step kNumWordSteps[] = {
    token(C::kEnd, kNumWord), on(C::kLetterOrDigit, S::kNumWord), on(C::kMark, S::kNumWord),
    on('@', S::kEmail, kTry), on('/', S::kFileFirst, kTry), on('.', S::kFileNext, kTry),
    on('-', S::kNumHyphenFirst, kTry), token(C::kAny, kNumWord)};
constexpr Step kAsciiWordSteps[] = {
    token(C::kEnd, kAsciiWord), on(C::kAsciiLetter, S::kAsciiWord),
    on('.', S::kHostLabelFirst, kTry), on('.', S::kFileNext, kTry), on('-', S::kHostInner, kTry),
    on('-', S::kAsciiHyphenFirst, kTry), on('_', S::kHostInner, kTry), on('@', S::kEmail, kTry),
    on(':', S::kProtocolFirst, kTry), on('/', S::kFileFirst, kTry), on(C::kDigit, S::kHost, kTry),
    on(C::kDigit, S::kNumWord), on(C::kLetter, S::kWord), on(C::kMark, S::kWord),
    token(C::kAny, kAsciiWord)};
constexpr Step kWordSteps[] = {
    token(C::kEnd, kWord), on(C::kLetter, S::kWord), on(C::kMark, S::kWord),
    on(C::kDigit, S::kNumWord), on('-', S::kHyphenFirst, kTry), token(C::kAny, kWord)};
constexpr Step kUnsignedSteps[] = {
    token(C::kEnd, kUnsigned), on(C::kDigit, S::kUnsigned), on('.', S::kHostLabelFirst, kTry),
    on('.', S::kFractionFirst, kTry), on('e', S::kExponentFirst, kTry),
    on('E', S::kExponentFirst, kTry), on('-', S::kHostInner, kTry), on('_', S::kHostInner, kTry),
    on('@', S::kEmail, kTry), on(C::kAsciiLetter, S::kHost, kTry), on(C::kLetter, S::kNumWord),
    on(C::kMark, S::kNumWord), on('/', S::kFileFirst, kTry), token(C::kAny, kUnsigned)};
constexpr Step kSignedFirstSteps[] = {back(C::kEnd), on(C::kDigit, S::kSigned, kDrop), back()};
constexpr Step kSignedSteps[] = {
    token(C::kEnd, kInteger), on(C::kDigit, S::kSigned), on('.', S::kSignedFractionFirst, kTry),
    on('e', S::kExponentFirst, kTry), on('E', S::kExponentFirst, kTry), token(C::kAny, kInteger)};
constexpr Step kSpaceSteps[] = {
    token(C::kEnd, kBlank), token('<', kBlank), on(C::kIgnored, S::kSpace), token('-', kBlank),
    token('+', kBlank), token('&', kBlank), token('/', kBlank),
    on(C::kNotLetterOrDigit, S::kSpace), token(C::kAny, kBlank)};
constexpr Step kFractionFirstSteps[] = {back(C::kEnd), on(C::kDigit, S::kFraction, kDrop), back()};
constexpr Step kFractionSteps[] = {
    token(C::kEnd, kDecimal), on(C::kDigit, S::kFraction), on('.', S::kVersionFirst, kTry),
    on('e', S::kExponentFirst, kTry), on('E', S::kExponentFirst, kTry), token(C::kAny, kDecimal)};
constexpr Step kSignedFractionFirstSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kSignedFraction, kDrop), back()};
constexpr Step kSignedFractionSteps[] = {
    token(C::kEnd, kDecimal), on(C::kDigit, S::kSignedFraction), on('e', S::kExponentFirst, kTry),
    on('E', S::kExponentFirst, kTry), token(C::kAny, kDecimal)};
constexpr Step kVersionFirstSteps[] = {back(C::kEnd), on(C::kDigit, S::kVersion, kDrop), back()};
constexpr Step kVersionSteps[] = {
    token(C::kEnd, kVersion), on(C::kDigit, S::kVersion), on('.', S::kVersionFirst, kTry),
    token(C::kAny, kVersion)};
constexpr Step kExponentFirstSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kExponent, kDrop), on('+', S::kExponentSign),
    on('-', S::kExponentSign), back()};
constexpr Step kExponentSignSteps[] = {back(C::kEnd), on(C::kDigit, S::kExponent, kDrop), back()};
constexpr Step kExponentSteps[] = {
    token(C::kEnd, kScientific), on(C::kDigit, S::kExponent), token(C::kAny, kScientific)};

constexpr Step kEntityFirstSteps[] = {
    back(C::kEnd), on('#', S::kEntityNumberFirst), on(C::kAsciiLetter, S::kEntity),
    on(':', S::kEntity), on('_', S::kEntity), back()};
constexpr Step kEntitySteps[] = {
    back(C::kEnd), on(C::kLetterOrDigit, S::kEntity), on(':', S::kEntity), on('_', S::kEntity),
    on('.', S::kEntity), on('-', S::kEntity), on(';', S::kEntityEnd), back()};
constexpr Step kEntityNumberFirstSteps[] = {
    back(C::kEnd), on('x', S::kEntityHexFirst), on('X', S::kEntityHexFirst),
    on(C::kDigit, S::kEntityNumber), back()};
constexpr Step kEntityNumberSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kEntityNumber), on(';', S::kEntityEnd), back()};
constexpr Step kEntityHexFirstSteps[] = {back(C::kEnd), on(C::kHexDigit, S::kEntityHex), back()};
constexpr Step kEntityHexSteps[] = {
    back(C::kEnd), on(C::kHexDigit, S::kEntityHex), on(';', S::kEntityEnd), back()};
constexpr Step kEntityEndSteps[] = {token(C::kAny, kEntity, kDrop)};

constexpr Step kTagFirstSteps[] = {
    back(C::kEnd), on('/', S::kTagCloseFirst, kTry), on('!', S::kCommentFirst, kTry),
    on('?', S::kXmlFirst, kTry), on(C::kAsciiLetter, S::kTagName, kTry),
    on(':', S::kTagName, kTry), on('_', S::kTagName, kTry), back()};
constexpr Step kXmlFirstSteps[] = {
    back(C::kEnd), on('x', S::kTag), on('X', S::kTag), back()};
constexpr Step kTagCloseFirstSteps[] = {back(C::kEnd), on(C::kAsciiLetter, S::kTagName), back()};
constexpr Step kTagNameSteps[] = {
    back(C::kEnd), on('/', S::kTagSlash), script(on('>', S::kTagEnd)),
    script(on(C::kSpace, S::kTag)), on(C::kLetterOrDigit, S::kTagName), on(':', S::kTagName),
    on('_', S::kTagName), on('.', S::kTagName), on('-', S::kTagName), back()};
constexpr Step kTagSlashSteps[] = {back(C::kEnd), on('>', S::kTagEnd), back()};
constexpr Step kTagSteps[] = {
    back(C::kEnd), script(on('>', S::kTagEnd)), on('\'', S::kTagQuoted),
    on('"', S::kTagDoubleQuoted), on(C::kAsciiLetter, S::kTag), on(C::kDigit, S::kTag),
    on('=', S::kTag), on('-', S::kTag), on('_', S::kTag), on('#', S::kTag), on('/', S::kTag),
    on(':', S::kTag), on('.', S::kTag), on('&', S::kTag), on('?', S::kTag), on('%', S::kTag),
    on('~', S::kTag), script(on(C::kSpace, S::kTag)), back()};
constexpr Step kTagQuotedSteps[] = {
    back(C::kEnd), on('\\', S::kTagQuotedEscape), on('\'', S::kTag), on(C::kAny, S::kTagQuoted)};
constexpr Step kTagQuotedEscapeSteps[] = {back(C::kEnd), on(C::kAny, S::kTagQuoted)};
constexpr Step kTagDoubleQuotedSteps[] = {
    back(C::kEnd), on('\\', S::kTagDoubleQuotedEscape), on('"', S::kTag),
    on(C::kAny, S::kTagDoubleQuoted)};
constexpr Step kTagDoubleQuotedEscapeSteps[] = {
    back(C::kEnd), on(C::kAny, S::kTagDoubleQuoted)};
constexpr Step kTagEndSteps[] = {token(C::kAny, kTag, kDropAll)};
constexpr Step kCommentFirstSteps[] = {
    back(C::kEnd), on('-', S::kCommentSecond), on('D', S::kTag), on('d', S::kTag), back()};
constexpr Step kCommentSecondSteps[] = {back(C::kEnd), on('-', S::kComment), back()};
constexpr Step kCommentSteps[] = {
    back(C::kEnd), on('-', S::kCommentClose1), on(C::kAny, S::kComment)};
constexpr Step kCommentClose1Steps[] = {
    back(C::kEnd), on('-', S::kCommentClose2), on(C::kAny, S::kComment)};
constexpr Step kCommentClose2Steps[] = {
    back(C::kEnd), on('-', S::kCommentClose2), on('>', S::kCommentEnd), on(C::kAny, S::kComment)};
constexpr Step kCommentEndSteps[] = {token(C::kAny, kTag, kDropAll)};

constexpr Step kHostLabelFirstSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kHostLabelSecond), on(C::kDigit, S::kHost), back()};
constexpr Step kHostLabelSecondSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kHostDomain), on(C::kDigit, S::kHost, kTry),
    on('-', S::kHostInner, kTry), on('_', S::kHostInner, kTry), on('.', S::kHostLabelFirst, kTry),
    on('@', S::kEmail, kTry), back()};
constexpr Step kHostDomainSteps[] = {
    token(C::kEnd, kHost, kDropAll), on(C::kAsciiLetter, S::kHostDomain),
    on(C::kDigit, S::kHost, kTry), on(':', S::kPortFirst, kTry), on('-', S::kHostInner, kTry),
    on('_', S::kHostInner, kTry), on('.', S::kHostLabelFirst, kTry), on('@', S::kEmail, kTry),
    back(C::kDigit), token(C::kStopHost, kHost, kDropAll, S::kUrlPathStart),
    on('/', S::kUrl, kTry), token(C::kAny, kHost, kDropAll)};
constexpr Step kPortFirstSteps[] = {back(C::kEnd), on(C::kDigit, S::kPort), back()};
constexpr Step kPortSteps[] = {
    token(C::kEnd, kHost, kDropAll), on(C::kDigit, S::kPort),
    token(C::kStopHost, kHost, kDropAll, S::kUrlPathStart), on('/', S::kUrl, kTry),
    token(C::kAny, kHost, kDropAll)};
constexpr Step kHostInnerSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kHost), on(C::kAsciiLetter, S::kHost), back()};
constexpr Step kHostSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kHost), on(C::kDigit, S::kHost),
    on('-', S::kHostInner, kTry), on('.', S::kHostLabelFirst, kTry), on('_', S::kHostInner, kTry),
    on('@', S::kEmail, kTry), back()};
constexpr Step kEmailSteps[] = {
    back(C::kEnd), token(C::kIsHost, kEmail, kDropAll), back()};

constexpr Step kFileFirstSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kFile, kDrop), on(C::kDigit, S::kFile, kDrop),
    on('.', S::kPathFirst), on('_', S::kFile, kDrop), on('~', S::kFileTwiddle, kTry),
    back()};
constexpr Step kFileTwiddleSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kFile, kDrop), on(C::kDigit, S::kFile, kDrop),
    on('_', S::kFile, kDrop), on('/', S::kFileFirst), back()};
constexpr Step kPathFirstSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kFile, kDrop), on(C::kDigit, S::kFile, kDrop),
    on('_', S::kFile, kDrop), on('.', S::kPathDotDot), on('/', S::kFileFirst),
    back()};
constexpr Step kPathDotSteps[] = {
    back(C::kEnd), on('.', S::kPathDotDot), on('/', S::kFileFirst), back()};
constexpr Step kPathDotDotSteps[] = {
    token(C::kEnd, kFile, kDrop), on('/', S::kFileFirst, kTry), token('/', kFile, kDrop),
    token(C::kSpace, kFile, kDrop), back()};
constexpr Step kFileSteps[] = {
    token(C::kEnd, kFile), on(C::kAsciiLetter, S::kFile), on(C::kDigit, S::kFile),
    on('.', S::kFileNext, kTry), on('_', S::kFile), on('-', S::kFile),
    on('/', S::kFileFirst, kTry), token(C::kAny, kFile)};
constexpr Step kFileNextSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kFile, kDrop), on(C::kDigit, S::kFile, kDrop),
    on('_', S::kFile, kDrop), back()};
constexpr Step kUrlPathFirstSteps[] = {back(C::kEnd), on(C::kUrlChar, S::kUrlPath), back()};
constexpr Step kUrlPathStartSteps[] = {on(C::kAny, S::kUrlPath)};
constexpr Step kUrlPathSteps[] = {
    token(C::kEnd, kUrlPath), on(C::kUrlChar, S::kUrlPath), token(C::kAny, kUrlPath)};
constexpr Step kUrlSteps[] = {
    back(C::kEnd), token(C::kIsUrlPath, kUrl, kDropAll, S::kBase, Special::kRewindUrl), back()};
constexpr Step kProtocolFirstSteps[] = {back(C::kEnd), on('/', S::kProtocolSecond), back()};
constexpr Step kProtocolSecondSteps[] = {back(C::kEnd), on('/', S::kProtocolEnd), back()};
constexpr Step kProtocolEndSteps[] = {token(C::kAny, kProtocol, kDropAll)};

constexpr Step whole(Class cls, TsTokenType type) {
  return token(cls, type, kDropAll, S::kParts, Special::kRewindHyphen);
}
constexpr Step kAsciiHyphenFirstSteps[] = {
    back(C::kEnd), on(C::kAsciiLetter, S::kAsciiHyphen), on(C::kLetter, S::kHyphen),
    on(C::kDigit, S::kHyphenDigits), back()};
constexpr Step kAsciiHyphenSteps[] = {
    whole(C::kEnd, kAsciiHyphenWord), on(C::kAsciiLetter, S::kAsciiHyphen),
    on(C::kLetter, S::kHyphen), on(C::kMark, S::kHyphen), on(C::kDigit, S::kNumHyphen),
    on('-', S::kAsciiHyphenFirst, kTry), whole(C::kAny, kAsciiHyphenWord)};
constexpr Step kHyphenFirstSteps[] = {
    back(C::kEnd), on(C::kLetter, S::kHyphen), on(C::kDigit, S::kHyphenDigits), back()};
constexpr Step kHyphenSteps[] = {
    whole(C::kEnd, kHyphenWord), on(C::kLetter, S::kHyphen), on(C::kMark, S::kHyphen),
    on(C::kDigit, S::kNumHyphen), on('-', S::kHyphenFirst, kTry), whole(C::kAny, kHyphenWord)};
constexpr Step kNumHyphenFirstSteps[] = {
    back(C::kEnd), on(C::kLetter, S::kNumHyphen), on(C::kDigit, S::kHyphenDigits), back()};
// Digits alone behind a hyphen are a negative number, not a part of the word.
constexpr Step kHyphenDigitsSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kHyphenDigits), on(C::kLetter, S::kNumHyphen),
    on(C::kMark, S::kNumHyphen), back()};
constexpr Step kNumHyphenSteps[] = {
    whole(C::kEnd, kNumHyphenWord), on(C::kLetterOrDigit, S::kNumHyphen),
    on(C::kMark, S::kNumHyphen), on('-', S::kNumHyphenFirst, kTry),
    whole(C::kAny, kNumHyphenWord)};
constexpr Step kPartsSteps[] = {
    on(C::kEnd, S::kBase, kAgain), on(C::kAsciiLetter, S::kAsciiPart), on(C::kLetter, S::kPart),
    on(C::kDigit, S::kPartNumber), on('-', S::kPartsHyphen, kTry), on(C::kAny, S::kBase, kAgain)};
constexpr Step kPartsHyphenSteps[] = {
    back(C::kEnd), token(C::kLetterOrDigit, kBlank, kDrop, S::kParts),
    token(C::kMark, kBlank, kDrop, S::kParts), back()};
constexpr Step kPartSteps[] = {
    token(C::kEnd, kPart), on(C::kLetter, S::kPart), on(C::kMark, S::kPart),
    on(C::kDigit, S::kNumPart), token(C::kAny, kPart, kTake, S::kParts)};
constexpr Step kAsciiPartSteps[] = {
    token(C::kEnd, kAsciiPart), on(C::kAsciiLetter, S::kAsciiPart), on(C::kLetter, S::kPart),
    on(C::kMark, S::kPart), on(C::kDigit, S::kNumPart),
    token(C::kAny, kAsciiPart, kTake, S::kParts)};
constexpr Step kNumPartSteps[] = {
    token(C::kEnd, kNumPart), on(C::kLetterOrDigit, S::kNumPart), on(C::kMark, S::kNumPart),
    token(C::kAny, kNumPart, kTake, S::kParts)};
constexpr Step kPartNumberSteps[] = {
    token(C::kEnd, kUnsigned), on(C::kDigit, S::kPartNumber), on(C::kLetter, S::kNumPart),
    on(C::kMark, S::kNumPart), on('.', S::kPartFractionFirst, kTry),
    token(C::kAny, kUnsigned, kTake, S::kParts)};
constexpr Step kPartFractionFirstSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kPartFraction, kDrop), back()};
constexpr Step kPartFractionSteps[] = {
    token(C::kEnd, kDecimal), on(C::kDigit, S::kPartFraction),
    on('.', S::kPartVersionFirst, kTry), token(C::kAny, kDecimal, kTake, S::kParts)};
constexpr Step kPartVersionFirstSteps[] = {
    back(C::kEnd), on(C::kDigit, S::kPartVersion, kDrop), back()};
constexpr Step kPartVersionSteps[] = {
    token(C::kEnd, kVersion), on(C::kDigit, S::kPartVersion), on('.', S::kPartVersionFirst, kTry),
    token(C::kAny, kVersion, kTake, S::kParts)};

std::span<const Step> steps_of(State state) {
  switch (state) {
#define RUNG_STEPS(name) case State::k##name: return k##name##Steps;
    RUNG_STEPS(Base) RUNG_STEPS(NumWord) RUNG_STEPS(AsciiWord) RUNG_STEPS(Word)
    RUNG_STEPS(Unsigned) RUNG_STEPS(SignedFirst) RUNG_STEPS(Signed) RUNG_STEPS(Space)
    RUNG_STEPS(FractionFirst) RUNG_STEPS(Fraction) RUNG_STEPS(SignedFractionFirst)
    RUNG_STEPS(SignedFraction) RUNG_STEPS(VersionFirst) RUNG_STEPS(Version)
    RUNG_STEPS(ExponentFirst) RUNG_STEPS(ExponentSign) RUNG_STEPS(Exponent)
    RUNG_STEPS(EntityFirst) RUNG_STEPS(Entity) RUNG_STEPS(EntityNumberFirst)
    RUNG_STEPS(EntityNumber) RUNG_STEPS(EntityHexFirst) RUNG_STEPS(EntityHex) RUNG_STEPS(EntityEnd)
    RUNG_STEPS(TagFirst) RUNG_STEPS(XmlFirst) RUNG_STEPS(TagCloseFirst) RUNG_STEPS(TagName)
    RUNG_STEPS(TagSlash) RUNG_STEPS(Tag) RUNG_STEPS(TagQuoted) RUNG_STEPS(TagQuotedEscape)
    RUNG_STEPS(TagDoubleQuoted) RUNG_STEPS(TagDoubleQuotedEscape) RUNG_STEPS(TagEnd)
    RUNG_STEPS(CommentFirst) RUNG_STEPS(CommentSecond) RUNG_STEPS(Comment)
    RUNG_STEPS(CommentClose1) RUNG_STEPS(CommentClose2) RUNG_STEPS(CommentEnd)
    RUNG_STEPS(HostLabelFirst) RUNG_STEPS(HostLabelSecond) RUNG_STEPS(HostDomain)
    RUNG_STEPS(PortFirst) RUNG_STEPS(Port) RUNG_STEPS(HostInner) RUNG_STEPS(Host)
    RUNG_STEPS(Email) RUNG_STEPS(FileFirst) RUNG_STEPS(FileTwiddle) RUNG_STEPS(PathFirst)
    RUNG_STEPS(PathDot) RUNG_STEPS(PathDotDot) RUNG_STEPS(File) RUNG_STEPS(FileNext)
    RUNG_STEPS(UrlPathFirst) RUNG_STEPS(UrlPathStart) RUNG_STEPS(UrlPath) RUNG_STEPS(Url)
    RUNG_STEPS(ProtocolFirst) RUNG_STEPS(ProtocolSecond) RUNG_STEPS(ProtocolEnd)
    RUNG_STEPS(AsciiHyphenFirst) RUNG_STEPS(AsciiHyphen) RUNG_STEPS(HyphenFirst)
    RUNG_STEPS(Hyphen) RUNG_STEPS(NumHyphenFirst) RUNG_STEPS(HyphenDigits)
    RUNG_STEPS(NumHyphen) RUNG_STEPS(Parts)
    RUNG_STEPS(PartsHyphen) RUNG_STEPS(Part) RUNG_STEPS(AsciiPart) RUNG_STEPS(NumPart)
    RUNG_STEPS(PartNumber) RUNG_STEPS(PartFractionFirst) RUNG_STEPS(PartFraction)
    RUNG_STEPS(PartVersionFirst) RUNG_STEPS(PartVersion)
#undef RUNG_STEPS
    case State::kStay:
    case State::kCount: break;
  }
  return {};
}

struct TypeRow {
  const char* alias;
  const char* description;
};
constexpr std::array<TypeRow, kTsTokenTypes + 1> kTypes = {{
    {"", ""},
    {"asciiword", "Word, all ASCII"},
    {"word", "Word, all letters"},
    {"numword", "Word, letters and digits"},
    {"email", "Email address"},
    {"url", "URL"},
    {"host", "Host"},
    {"sfloat", "Scientific notation"},
    {"version", "Version number"},
    {"hword_numpart", "Hyphenated word part, letters and digits"},
    {"hword_part", "Hyphenated word part, all letters"},
    {"hword_asciipart", "Hyphenated word part, all ASCII"},
    {"blank", "Space symbols"},
    {"tag", "XML tag"},
    {"protocol", "Protocol head"},
    {"numhword", "Hyphenated word, letters and digits"},
    {"asciihword", "Hyphenated word, all ASCII"},
    {"hword", "Hyphenated word, all letters"},
    {"url_path", "URL path"},
    {"file", "File or path name"},
    {"float", "Decimal notation"},
    {"int", "Signed integer"},
    {"uint", "Unsigned integer"},
    {"entity", "XML entity"},
}};

struct Place {
  size_t at;
  size_t token_bytes;
  State state;
  const Step* tried;  // the step that was taken from here
};

bool is_ascii_letter(uint32_t c) { return (c | 32) >= 'a' && (c | 32) <= 'z' && c < 0x80; }
bool is_ascii_digit(uint32_t c) { return c >= '0' && c <= '9'; }
utf8proc_category_t category(uint32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}
// As the C library's C.UTF-8 has it: digits of other scripts count as letters.
bool is_letter(uint32_t c) {
  if (c < 0x80) return is_ascii_letter(c);
  const utf8proc_category_t k = category(c);
  return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) || k == UTF8PROC_CATEGORY_MC ||
         k == UTF8PROC_CATEGORY_ND || k == UTF8PROC_CATEGORY_NL;
}
bool is_mark(uint32_t c) {
  if (c < 0x80) return false;
  const utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_ME || k == UTF8PROC_CATEGORY_MC ||
         (k == UTF8PROC_CATEGORY_CF && c != 0xAD);
}
bool is_blank(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  const utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP ||
         (k == UTF8PROC_CATEGORY_ZS && c != 0xA0 && c != 0x2007 && c != 0x202F);
}
bool is_url_char(uint32_t c) {
  if (c <= 0x20 || c >= 0x7F) return false;
  switch (c) {
    case '"':
    case '<':
    case '>':
    case '\\':
    case '^':
    case '`':
    case '{':
    case '|':
    case '}': return false;
    default: return true;
  }
}

}  // namespace

struct TsParser::Machine {
  std::string_view text;
  std::vector<Place> places;  // the last one is where we are
  TsTokenType type = kNone;
  size_t token_start = 0;
  size_t token_bytes = 0;
  bool ignoring = false;    // within <script> or <style>
  bool want_host = false;   // a URL was given; its host comes next
  int inner = 0;            // nested look-aheads

  explicit Machine(std::string_view from) : text(from) {
    places.push_back({0, 0, State::kBase, nullptr});
  }

  Place& here() { return places.back(); }
  bool at_end() { return here().at >= text.size(); }
  uint32_t character(size_t* bytes) {
    size_t at = here().at;
    const uint32_t c = utf8::decode(text, &at);
    *bytes = at - here().at;
    return c;
  }

  // Whether a token of `wanted` begins here in `state`; steps over it if so.
  bool look_ahead(State state, TsTokenType wanted, bool host) {
    if (inner > 0) return false;
    Machine other(text);
    other.inner = inner + 1;
    other.ignoring = ignoring;
    other.want_host = host;
    other.here() = {here().at, 0, State::kBase, nullptr};
    other.places.push_back({here().at, 0, state, nullptr});
    if (!other.run() || other.type != wanted) return false;
    here().at += other.token_bytes;
    here().token_bytes += other.token_bytes;
    return true;
  }

  bool takes(const Step& step) {
    switch (step.cls) {
      case Class::kAny: return true;
      case Class::kEnd: return at_end();
      case Class::kIgnored: return ignoring;
      case Class::kStopHost: {
        const bool stop = want_host;
        want_host = false;
        return stop;
      }
      case Class::kIsHost: return look_ahead(State::kHost, kHost, true);
      case Class::kIsUrlPath: return look_ahead(State::kUrlPathFirst, kUrlPath, false);
      default: break;
    }
    if (at_end()) return step.cls == Class::kNotLetterOrDigit;
    size_t bytes = 0;
    const uint32_t c = character(&bytes);
    switch (step.cls) {
      case Class::kChar: return c == static_cast<unsigned char>(step.c);
      case Class::kAsciiLetter: return is_ascii_letter(c);
      case Class::kLetter: return is_letter(c);
      case Class::kDigit: return is_ascii_digit(c);
      case Class::kHexDigit:
        return is_ascii_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f' && c < 0x80);
      case Class::kLetterOrDigit: return is_letter(c) || is_ascii_digit(c);
      case Class::kNotLetterOrDigit: return !is_letter(c) && !is_ascii_digit(c);
      case Class::kSpace: return is_blank(c);
      case Class::kMark: return is_mark(c);
      case Class::kUrlChar: return is_url_char(c);
      default: return false;
    }
  }

  void note_script_tag() {
    const std::string_view tag = text.substr(token_start, here().token_bytes);
    const auto is = [&](std::string_view name) {
      return tag.size() == name.size() &&
             std::equal(tag.begin(), tag.end(), name.begin(),
                        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
    };
    if (is("</script") || is("</style")) ignoring = false;
    if (is("<script") || is("<style")) ignoring = true;
  }

  // Gives the next token; false at the end.
  bool run() {
    if (at_end()) return false;
    token_start = here().at;
    here().token_bytes = 0;
    here().tried = nullptr;
    const Step* step = nullptr;
    for (;;) {
      if (here().tried != nullptr) {
        step = here().tried + 1;
        here().tried = nullptr;
      } else {
        step = steps_of(here().state).data();
      }
      while (!takes(*step)) ++step;
      switch (step->special) {
        case Special::kNone: break;
        case Special::kScriptTag: note_script_tag(); break;
        case Special::kRewindHyphen: here().at -= here().token_bytes; break;
        case Special::kRewindUrl:
          want_host = true;
          here().at -= here().token_bytes;
          break;
      }
      if ((step->flags & kToken) != 0) {
        token_bytes = here().token_bytes;
        type = step->type;
      }
      if ((step->flags & kBack) != 0) {
        places.pop_back();
        if (places.empty()) return false;
        continue;
      }
      if ((step->flags & kTry) != 0) {
        here().tried = step;
        places.push_back(here());
        here().tried = nullptr;
      } else if ((step->flags & kDrop) != 0) {
        if (places.size() > 1) places.erase(places.end() - 2);
      } else if ((step->flags & kDropAll) != 0) {
        places.erase(places.begin(), places.end() - 1);
      }
      if (step->next != State::kStay) here().state = step->next;
      if ((step->flags & kToken) != 0) return true;
      if ((step->flags & kAgain) != 0) continue;
      if (at_end()) return false;
      size_t bytes = 0;
      character(&bytes);
      here().at += bytes;
      here().token_bytes += bytes;
    }
  }
};

TsParser::TsParser(std::string_view text) : machine_(std::make_unique<Machine>(text)) {}
TsParser::~TsParser() = default;

bool TsParser::next(Token* token) {
  if (!machine_->run() || machine_->type == kNone) return false;
  token->type = machine_->type;
  token->text = machine_->text.substr(machine_->token_start, machine_->token_bytes);
  return true;
}

const char* ts_token_alias(TsTokenType type) { return kTypes[static_cast<size_t>(type)].alias; }
const char* ts_token_description(TsTokenType type) {
  return kTypes[static_cast<size_t>(type)].description;
}

}  // namespace rung
