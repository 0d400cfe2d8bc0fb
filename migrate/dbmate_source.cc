#include "migrate/dbmate_source.h"

#include <algorithm>

#include "migrate/directives.h"
#include "migrate/files.h"
#include "migrate/user_error.h"

namespace rung::migrate {

std::vector<Migration> DbmateSource::list() {
  std::vector<Migration> migrations;
  for (const std::string& directory : directories_) {
    const auto names = list_files(directory);
    if (!names) {
      throw UserError("could not find migrations directory `" + directory + "`");
    }
    for (const std::string& name : *names) {
      const size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
      if (digits == 0 || !name.ends_with(".sql") || digits + 4 > name.size()) continue;
      migrations.push_back({name.substr(0, digits), name, join_path(directory, name)});
    }
  }
  std::stable_sort(
      migrations.begin(), migrations.end(),
      [](const Migration& a, const Migration& b) { return a.file_name < b.file_name; });
  return migrations;
}

Script DbmateSource::read(const Migration& migration) {
  Script script;
  script.path = clean_path(migration.path);
  script.text = read_file(migration.path);
  try {
    script.sections = parse_sections(script.text);
  } catch (const UserError& error) {
    throw UserError(script.path + ": " + error.what());
  }
  return script;
}

std::string DbmateSource::path_of_new(const std::string& name, const std::string& timestamp) {
  if (name.empty()) throw UserError("please specify a name for the new migration");
  make_directories(directories_.front());
  return clean_path(join_path(directories_.front(), timestamp + "_" + name + ".sql"));
}

void DbmateSource::create(const std::string& path) {
  create_file(path, "-- migrate:up\n\n\n-- migrate:down\n\n");
}

}  // namespace rung::migrate
