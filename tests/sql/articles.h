// The articles' statements (shared/corpus/articles): which parameters they take, and what of their
// results is random and therefore masked. Their text stays where it is: expectations hold results
// only.
#pragma once

#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rung::test {

inline constexpr const char* kArticleRuns[][2] = {{"platform.sql", "queries.sql"}, {"blog.sql", nullptr}};

// A parameter as SQL that gives its value, evaluated just before the statement.
inline std::vector<std::string> article_params(std::string_view file, size_t statement) {
  const std::string john = "SELECT id::text FROM users WHERE email = 'john@example.com'";
  if (file != "queries.sql") return {};
  switch (statement) {
    case 3: return {john};
    case 4: return {"SELECT 'ann@example.com'", "SELECT 'Ann'", "SELECT 'x'"};
    case 5: return {"SELECT 'new bio'", "SELECT '555'", john};
    case 6: return {"SELECT 'J'", "SELECT '10'", "SELECT '0'"};
    case 7: return {"SELECT '{' || coalesce(string_agg(id::text, ','), '') || '}' FROM projects"};
    case 11: return {john};
    default: return {};
  }
}

// What EXPLAIN prints depends on costs and clocks, and pg_stat_activity lists a server's background
// processes: that they answer is what is compared.
inline bool result_varies(std::string_view text) {
  return text.starts_with("EXPLAIN") || text.find("pg_stat_activity") != std::string_view::npos;
}

// Random UUIDs become <uuid>, dates with a time of day <time>.
inline std::string mask(const std::string& text) {
  const auto matches = [&](size_t at, std::string_view shape) {
    if (at + shape.size() > text.size()) return false;
    for (size_t i = 0; i < shape.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[at + i]);
      const bool fits = shape[i] == 'h'   ? std::isxdigit(c) != 0
                        : shape[i] == '9' ? std::isdigit(c) != 0
                        : shape[i] == '_' ? c == ' ' || c == 'T'
                                          : text[at + i] == shape[i];
      if (!fits) return false;
    }
    return true;
  };
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (matches(i, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")) {
      out += "<uuid>";
      i += 36;
    } else if (matches(i, "9999-99-99_99:99:99")) {
      out += "<time>";
      i += 19;
      while (i < text.size() && (std::isdigit(static_cast<unsigned char>(text[i])) != 0 ||
                                 text[i] == '.' || text[i] == '+' || text[i] == ':')) {
        ++i;
      }
    } else {
      out += text[i++];
    }
  }
  return out;
}

}  // namespace rung::test
