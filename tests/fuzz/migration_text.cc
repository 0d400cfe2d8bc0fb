// Migration files, .env files and database URLs as someone may have written them.
#include "migrate/directives.h"
#include "migrate/env_file.h"
#include "migrate/url.h"
#include "migrate/user_error.h"
#include "tests/fuzz/fuzz.h"

namespace rung::fuzz {
std::vector<std::string> seeds() {
  return {"-- migrate:up\nCREATE TABLE t (id int);\n\n-- migrate:down\nDROP TABLE t;\n",
          "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (id);\n-- migrate:down\n",
          "-- migrate:up\nSELECT $$ -- migrate:down $$, ' -- migrate:down', E'\\'' /* -- migrate:down */;\n",
          "-- migrate:up\nCOPY t FROM stdin;\n1\t-- migrate:down\n\\.\n-- migrate:down\n",
          "A=1\nexport B='x y'\nC=\"$A ${B} \\n\"\n# comment\nD: yaml\nE=\"multi\nline\"\n",
          "postgres://user:p%40ss@host:5432/db?sslmode=disable&x=y", "rung:db/app.rung"};
}
std::vector<std::string> words() {
  return {"-- migrate:up\n", "-- migrate:down\n", "transaction:", "false", "true", "--", "$$", "$a$", "'", "\"",
          "/*", "*/", ";", "\n", "\r\n", "\\.", "COPY t FROM stdin;\n", "export ", "=", "${", "}", "$", "#", "%",
          "://", "@", ":", "?", "&", "%zz", "\\"};
}
}  // namespace rung::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace rung::migrate;
  const std::string_view text(reinterpret_cast<const char*>(data), bytes);
  try {
    parse_sections(text);
  } catch (const UserError&) {
  }
  try {
    parse_env_text(text);
  } catch (const UserError&) {
  }
  try {
    parse_url(text, "");
  } catch (const UserError&) {
  }
  return 0;
}
