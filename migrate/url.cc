#include "migrate/url.h"

#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      throw UserError("invalid url: a % must be followed by two hexadecimal digits");
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

void parse_options(std::string_view query, DatabaseUrl& url) {
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view option = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (option.empty()) continue;
    const size_t equals = option.find('=');
    const std::string_view name = option.substr(0, equals);
    if (name != "search_path" || equals == std::string_view::npos) {
      throw UserError("unknown option in url: " + std::string(name));
    }
    url.search_path = percent_decoded(option.substr(equals + 1));
  }
}

}  // namespace

DatabaseUrl parse_url(std::string_view text, std::string_view driver) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    throw UserError(
        "invalid url, have you set your --url flag or DATABASE_URL environment variable?");
  }
  const std::string_view kind = driver.empty() ? text.substr(0, colon) : driver;
  DatabaseUrl url;
  url.text = text;
  if (kind == "postgres" || kind == "postgresql" || kind == "redshift" ||
      kind == "spanner-postgres") {
    url.kind = DatabaseUrl::Kind::kPostgres;
    return url;
  }
  if (kind != "rung") throw UserError("unsupported driver: " + std::string(kind));
  std::string_view rest = text.substr(colon + 1);
  const size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    parse_options(rest.substr(question + 1), url);
    rest = rest.substr(0, question);
  }
  if (rest.starts_with("//")) rest.remove_prefix(2);
  url.path = percent_decoded(rest);
  if (url.path.empty()) throw UserError("invalid url: rung: needs the path of a file");
  return url;
}

std::string redact(std::string_view text) {
  std::string out(text);
  size_t from = 0;
  for (;;) {
    const size_t slashes = out.find("://", from);
    if (slashes == std::string::npos) return out;
    from = slashes + 3;
    if (slashes == 0 || !is_word(out[slashes - 1])) continue;
    // The user's name ends at the first colon; a slash or a blank before it means there is none.
    size_t i = from;
    while (i < out.size() && out[i] != ':' && out[i] != '/' && out[i] != '@' && out[i] != ' ' &&
           out[i] != '\n') {
      ++i;
    }
    if (i >= out.size() || out[i] != ':') continue;
    // A password may itself contain an @: the last one before the path is where the host begins.
    size_t end = i + 1;
    size_t at = std::string::npos;
    while (end < out.size() && out[end] != '/' && out[end] != ' ' && out[end] != '\n') {
      if (out[end] == '@') at = end;
      ++end;
    }
    if (at == std::string::npos) at = out.find('@', i);
    if (at == std::string::npos) continue;
    out.replace(i + 1, at - i - 1, "********");
    from = i + 10;
  }
}

}  // namespace rung::migrate
