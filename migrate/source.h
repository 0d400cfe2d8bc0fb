// Source: where migrations come from. One implementation per tool's layout of files.
//
// A Migration names a file; its Script is read and parsed only when it is run. Text positions in a
// Script are byte offsets into the whole file, so that every message can name file:line:column.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rung::migrate {

struct Migration {
  std::string version;    // as text: 001 and 1 are two versions
  std::string file_name;  // "20260101120000_create_users.sql"
  std::string path;       // for reading and for messages
};

// One `up` or `down` part of a file: bytes [begin, end) of Script::text.
struct Block {
  size_t begin = 0;
  size_t end = 0;
  bool transaction = true;
};

struct Section {
  Block up;
  Block down;
};

struct Script {
  std::string path;
  std::string text;
  std::vector<Section> sections;  // never empty
};

class Source {
 public:
  virtual ~Source() = default;
  // All migrations in the order in which they apply. Raises UserError.
  virtual std::vector<Migration> list() = 0;
  virtual Script read(const Migration& migration) = 0;
  // Where a new migration goes (`timestamp` is YYYYMMDDHHMMSS), and writing an empty one there.
  virtual std::string path_of_new(const std::string& name, const std::string& timestamp) = 0;
  virtual void create(const std::string& path) = 0;
};

}  // namespace rung::migrate
