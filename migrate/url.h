// DatabaseUrl: which database, and how it is named in messages.
//
//   rung:rel/path  rung:/abs/path  rung:///abs/path      the embedded engine's file
//   postgres://…                                          a server
// Options after `?`: search_path=a,b. An unknown one is an error.
#pragma once

#include <string>
#include <string_view>

namespace rung::migrate {

struct DatabaseUrl {
  enum class Kind { kEmbedded, kPostgres } kind = Kind::kEmbedded;
  std::string text;
  std::string path;         // kEmbedded: the file
  std::string search_path;  // as given; "" for none
};

inline constexpr const char* kDefaultUrl = "rung:db/app.rung";

// `driver`: the kind of database, where it is not to follow from the scheme; "" for none.
DatabaseUrl parse_url(std::string_view text, std::string_view driver);

// Hides passwords: the text after the user's colon in `word://user:password@`.
std::string redact(std::string_view text);

}  // namespace rung::migrate
