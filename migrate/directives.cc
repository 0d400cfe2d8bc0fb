#include "migrate/directives.h"

#include <algorithm>
#include <optional>
#include <string>

#include "api/database.h"
#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

struct Directive {
  bool up = false;
  bool transaction = true;
  size_t line = 0;      // offset of its line
  size_t line_end = 0;  // offset after the line and its line end
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

// Blank-separated key:value tokens; only the exact `transaction:false` means something.
bool wants_transaction(std::string_view options) {
  bool transaction = true;
  size_t i = 0;
  while (i < options.size()) {
    while (i < options.size() && is_blank(options[i])) ++i;
    const size_t begin = i;
    while (i < options.size() && !is_blank(options[i])) ++i;
    const std::string_view token = options.substr(begin, i - begin);
    if (token == "transaction:false") transaction = false;
    if (token.starts_with("transaction:") && std::count(token.begin(), token.end(), ':') == 1 &&
        token != "transaction:false") {
      transaction = true;
    }
  }
  return transaction;
}

std::optional<Directive> parse_directive(std::string_view line) {
  if (!line.starts_with("--")) return std::nullopt;
  line.remove_prefix(2);
  while (!line.empty() && is_blank(line[0])) line.remove_prefix(1);
  Directive directive;
  if (line.starts_with("migrate:up")) {
    directive.up = true;
    line.remove_prefix(10);
  } else if (line.starts_with("migrate:down")) {
    line.remove_prefix(12);
  } else {
    return std::nullopt;
  }
  if (!line.empty() && !is_blank(line[0])) return std::nullopt;
  directive.transaction = wants_transaction(line);
  return directive;
}

bool has_bom(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF");
}

std::vector<Directive> directive_lines(std::string_view text) {
  std::vector<Directive> found;
  size_t begin = has_bom(text) ? 3 : 0;
  while (begin < text.size()) {
    const size_t newline = text.find('\n', begin);
    const size_t end = std::min(newline, text.size());
    if (auto directive = parse_directive(text.substr(begin, end - begin))) {
      directive->line = begin;
      directive->line_end = newline == std::string_view::npos ? end : end + 1;
      found.push_back(*directive);
    }
    begin = newline == std::string_view::npos ? text.size() : newline + 1;
  }
  return found;
}

// Whether SQL that follows `before` starts outside of every literal, comment and COPY data.
bool ends_outside_literals(std::string_view before) {
  const auto has = [&](std::string_view s) { return before.find(s) != std::string_view::npos; };
  if (!has("'") && !has("\"") && !has("$") && !has("/*") && !has("COPY") && !has("copy") &&
      !has("Copy")) {
    return true;
  }
  // The splitter is asked: a statement put behind must come out as a piece of its own.
  std::string probe(before);
  probe += "\n;\n";
  const size_t sentinel = probe.size();
  probe += "select";
  const auto pieces = api::ScriptReader::split(probe);
  return !pieces.empty() && pieces.back().begin == sentinel &&
         pieces.back().kind == api::ScriptReader::Piece::Kind::kStatement;
}

void drop_quoted_directives(std::string_view text, std::vector<Directive>& directives) {
  size_t from = has_bom(text) ? 3 : 0;
  std::vector<Directive> kept;
  for (const Directive& directive : directives) {
    if (!ends_outside_literals(text.substr(from, directive.line - from))) continue;
    kept.push_back(directive);
    from = directive.line_end;
  }
  directives = std::move(kept);
}

bool only_comments(std::string_view text) {
  size_t begin = has_bom(text) ? 3 : 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    while (begin < end && is_blank(text[begin])) ++begin;
    if (begin < end && !text.substr(begin, end - begin).starts_with("--")) return false;
    begin = end + 1;
  }
  return true;
}

std::vector<Section> build_sections(std::string_view text,
                                    const std::vector<Directive>& directives) {
  const auto first_up =
      std::find_if(directives.begin(), directives.end(), [](const Directive& d) { return d.up; });
  if (first_up == directives.end()) {
    throw UserError("dbmate requires each migration to define an up block with '-- migrate:up'");
  }
  if (!only_comments(text.substr(0, first_up->line))) {
    throw UserError("dbmate does not support statements preceding the '-- migrate:up' block");
  }
  if (first_up != directives.begin()) {
    throw UserError("dbmate requires '-- migrate:up' to appear before '-- migrate:down'");
  }
  std::vector<Section> sections;
  for (size_t i = 0; i < directives.size(); ++i) {
    const Directive& directive = directives[i];
    const size_t end = i + 1 < directives.size() ? directives[i + 1].line : text.size();
    const Block block{directive.line, end, directive.transaction};
    if (directive.up) {
      sections.push_back({block, {}});
    } else if (sections.back().down.end != 0) {
      throw UserError(
          "dbmate requires every '-- migrate:down' to be preceded by a '-- migrate:up'");
    } else {
      sections.back().down = block;
    }
  }
  for (const Section& section : sections) {
    if (section.down.end == 0) {
      throw UserError(
          "dbmate requires each migration to define a down block with '-- migrate:down'");
    }
  }
  return sections;
}

}  // namespace

std::vector<Section> parse_sections(std::string_view text) {
  const std::vector<Directive> lines = directive_lines(text);
  std::vector<Directive> real = lines;
  drop_quoted_directives(text, real);
  if (real.size() == lines.size()) return build_sections(text, lines);
  try {
    return build_sections(text, real);
  } catch (const UserError&) {
    return build_sections(text, lines);
  }
}

}  // namespace rung::migrate
