// The bytes of a database file and of its log: edited, some with checksums that agree, they are
// opened and read through. The answer is an error or rows, never a crash.
#include <cstring>
#include <memory>

#include "base/bytes.h"
#include "os/mem_vfs.h"
#include "session/database.h"
#include "session/text_rows.h"
#include "storage/meta.h"
#include "storage/page.h"
#include "tests/fuzz/fuzz.h"

namespace rung::fuzz {
namespace {

constexpr size_t kPageBytes = 4096;
constexpr char kPath[] = "f.rung";

storage::StoreOptions options() {
  storage::StoreOptions options;
  options.page_bytes = kPageBytes;
  options.pool_bytes = 4u << 20;
  return options;
}

// The files of a closed database, and of one whose log still holds everything.
struct Sound {
  std::map<std::string, std::string> closed, open;
  storage::FileIdentity identity;
};
Sound make_sound() {
  Sound sound;
  os::MemVfs vfs;
  auto database = session::Database::open(vfs, kPath, options());
  auto session = database->connect();
  session::TextRows output;
  session->execute(R"(
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE t (id int PRIMARY KEY, name text, tags text[], doc jsonb, search tsvector, q tsquery,
      n numeric, at timestamptz, feeling mood, p point);
    CREATE INDEX ON t USING gin (tags); CREATE INDEX ON t USING gin (doc); CREATE INDEX ON t (name);
    INSERT INTO t SELECT i, repeat('n', i), ARRAY['a', NULL, 'b'], jsonb_build_object('k', ARRAY[i, 2]),
      to_tsvector('english', 'cats and dogs'), 'a & !b <-> c', i / 3.0, '2020-01-01', 'ok', '(1,2)'
      FROM generate_series(1, 60) i;
    CREATE VIEW v AS SELECT id, name || 'x' AS y FROM t WHERE n > 1;
    CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a + 1; END';
    CREATE TABLE big (b text); INSERT INTO big VALUES (repeat('0123456789', 3000)))",
                   output);
  sound.open = vfs.files();
  session.reset();
  database->close();
  database.reset();
  sound.closed = vfs.files();
  const auto file = vfs.open(kPath, os::OpenMode::kReadOnly);
  sound.identity = value_or_throw(storage::read_meta(*file.value(), kPath)).identity;
  return sound;
}

// Edits of six bytes: u32 where, u8 what, u8 how.
constexpr uint8_t kSealed = 1;  // the checksum of the page is made to agree
void edit(std::string* bytes, const storage::FileIdentity& identity, bool pages,
          const uint8_t* data, size_t size) {
  for (size_t at = 0; at + 6 <= size && !bytes->empty(); at += 6) {
    const size_t where = load_le<uint32_t>(data + at) % bytes->size();
    (*bytes)[where] = static_cast<char>(data[at + 4]);
    const size_t page = where / kPageBytes;
    if (!pages || (data[at + 5] & kSealed) == 0 || page == 0 ||
        (page + 1) * kPageBytes > bytes->size()) {
      continue;
    }
    char* start = bytes->data() + page * kPageBytes;
    storage::seal_page(identity, start, storage::PageNo{static_cast<uint32_t>(page)},
                       storage::Csn{load_le<uint64_t>(start + storage::page_at::kCsn)});
  }
}

void read_through(os::MemVfs& vfs) {
  try {
    auto database = session::Database::open(vfs, kPath, options());
    auto session = database->connect();
    for (const char* sql :
         {"SELECT * FROM t", "SELECT * FROM v", "SELECT * FROM t WHERE tags @> '{a}'",
          "SELECT * FROM t WHERE doc ? 'k'", "SELECT * FROM t WHERE name > 'n' ORDER BY name",
          "SELECT search @@ 'cat', doc -> 'k', tags[1], n + 1, p FROM t", "SELECT f(1), length(b) FROM big",
          "SELECT count(*) FROM pg_class",
          "UPDATE t SET name = 'z' WHERE id < 5", "DELETE FROM t"}) {
      try {
        session::TextRows output;
        session->execute(sql, output);
      } catch (const SqlError&) {
      }
    }
  } catch (const SqlError&) {
  }
}

}  // namespace

// The first byte picks the files: the closed database, or the open one's file or log.
std::vector<std::string> seeds() {
  std::vector<std::string> seeds;
  uint32_t where = 12345;
  for (int i = 0; i < 60; ++i) {
    std::string input(1, static_cast<char>(i % 3));
    for (int k = 0; k < 3; ++k) {
      where = where * 1664525 + 1013904223;
      append_le(input, where);
      input += static_cast<char>(where >> 13);
      input += static_cast<char>(1);
    }
    seeds.push_back(input);
  }
  return seeds;
}
std::vector<std::string> words() {
  return {std::string("\xFF\xFF\xFF\xFF\xFF\x01", 6), std::string("\0\x20\0\0\xFF\x01", 6)};
}

}  // namespace rung::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace rung;
  static const fuzz::Sound sound = fuzz::make_sound();
  if (bytes == 0) return 0;
  const bool log = data[0] % 3 == 2;
  os::MemVfs vfs;
  for (const auto& [path, sound_bytes] : data[0] % 3 == 0 ? sound.closed : sound.open) {
    std::string edited = sound_bytes;
    const bool is_main = path == fuzz::kPath;
    if (is_main != log) fuzz::edit(&edited, sound.identity, is_main, data + 1, bytes - 1);
    vfs.put_file(path, edited);
  }
  fuzz::read_through(vfs);
  return 0;
}
