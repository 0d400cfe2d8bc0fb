// The runner's few dealings with the file system; the only place in migrate/ that has any.
//
// Errors are UserErrors that name the path and the reason, in the wording of the C library
// (`stat ./db/schema.sql: no such file or directory` where dbmate prints just that).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rung::migrate {

bool file_exists(const std::string& path);
std::string read_file(const std::string& path);
std::optional<std::string> read_file_if_present(const std::string& path);
// Replaces the file as a whole: a crash leaves the old text or the new, never half of one.
void write_file(const std::string& path, std::string_view text);
// Fails with "file already exists" when it does.
void create_file(const std::string& path, std::string_view text);
// Every missing directory on the way, mode 0755.
void make_directories(const std::string& path);
bool remove_file(const std::string& path);  // false when there was none

// Names of the regular files in a directory (links to files count), in no order; nullopt when it
// cannot be read.
std::optional<std::vector<std::string>> list_files(const std::string& directory);

std::string parent_directory(const std::string& path);  // "." for a bare name
// `./db//x.sql` as `db/x.sql`, for messages.
std::string clean_path(const std::string& path);
std::string join_path(std::string_view directory, std::string_view name);

}  // namespace rung::migrate
