// DbmateSource: dbmate's layout. A migration is a regular file NNN*.sql in one of the directories;
// its version is the leading digits; all directories together apply in byte order of file names.
#pragma once

#include <string>
#include <vector>

#include "migrate/source.h"

namespace rung::migrate {

class DbmateSource final : public Source {
 public:
  explicit DbmateSource(std::vector<std::string> directories)
      : directories_(std::move(directories)) {}

  std::vector<Migration> list() override;
  Script read(const Migration& migration) override;
  std::string path_of_new(const std::string& name, const std::string& timestamp) override;
  void create(const std::string& path) override;

 private:
  std::vector<std::string> directories_;
};

}  // namespace rung::migrate
