// Documents and queries of full-text search: every reader of them, and a query matched and ranked.
#include "base/utf8.h"
#include "functions/ts_match.h"
#include "functions/ts_query.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/types/test_env.h"

namespace rung::fuzz {
std::vector<std::string> seeds() {
  return {"The quick-brown fox_1 http://a.b.com:80/c?d=e me@x.org /usr/lib/x.so -1.5e-7 v1.2.3 &amp; <a href='x'>y</a>",
          "\"fat rat\" or cat -dog", "a & (b | !c) <-> 'd e':*AB", "foo-bar-2x \xC3\xA9t\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC"};
}
std::vector<std::string> words() {
  return {"-", "_", "@", ".", "/", "://", "&", "|", "!", "(", ")", "<->", "<2>", "\"", "'", "\\", ":*",
          " or ", "<!--", "-->", "<script>", "</script>", "&#x1;", "1e5", "+1", "~/", "\xCC\x81", "a", "1"};
}
}  // namespace rung::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace rung;
  const std::string_view text(reinterpret_cast<const char*>(data), bytes);
  if (utf8::find_invalid(text) != std::string_view::npos) return 0;
  constexpr Oid kEnglish = 13164, kRussian = 13194;
  testing::TestEnv test;
  size_t at = 0;
  TsParser parser(text);
  for (TsParser::Token token; parser.next(&token);) {
    if (token.text.empty()) fuzz::fail("an empty token");
    const auto start = static_cast<size_t>(token.text.data() - text.data());
    if (start > text.size() || token.text.size() > text.size() - start) {
      fuzz::fail("a token lies outside of its text");
    }
    at = start + token.text.size();
  }
  if (at != text.size()) fuzz::fail("the parser left a rest");
  for (const Oid config : {kEnglish, kRussian}) {
    const Datum vector = ts_vector_of(test.env, config, text);
    for (const TsQueryKind kind : {TsQueryKind::kOperators, TsQueryKind::kPlain,
                                   TsQueryKind::kPhrase, TsQueryKind::kWeb}) {
      try {
        const TsQuery query = ts_query_of(test.env, config, text, kind);
        const TsQuery stored = load_tsquery(make_tsquery(test.arena, query));
        ts_matches(TsVectorView(vector), stored);
      } catch (const SqlError&) {
        if (kind == TsQueryKind::kWeb) fuzz::fail("a web search was refused");
      }
    }
  }
  return 0;
}
