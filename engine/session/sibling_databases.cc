#include "session/sibling_databases.h"

#include <algorithm>

namespace rung::session {
namespace {

// Only files of the same folder, and none that a shell or a listing would hide.
void check_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string_view::npos) {
    throw_error(Error(sqlstate::invalid_name,
                      "\"" + std::string(name) + "\" cannot be the name of a database file"));
  }
}

std::string path_of_sibling(const Database& current, std::string_view name) {
  check_name(name);
  const std::string& path = current.path();
  const size_t slash = path.rfind('/');
  const size_t start = slash == std::string::npos ? 0 : slash + 1;
  const size_t dot = path.rfind('.');
  const std::string ending = dot == std::string::npos || dot <= start ? "" : path.substr(dot);
  return path.substr(0, start) + std::string(name) + ending;
}

void refuse_in_fork(Database& current, const char* what) {
  if (current.store().is_fork()) throw_unsupported(std::string(what) + " in a rehearsal");
}

std::string_view text_of(const parser::DefElem& option) {
  if (const auto* constant = parser::as<parser::Constant>(option.arg)) return constant->text;
  if (const auto* name = parser::as<parser::NameNode>(option.arg)) {
    return name->names.empty() ? std::string_view() : name->names.back();
  }
  return {};
}

[[noreturn]] void does_not_exist(const char* what, std::string_view name) {
  throw_error(sqlstate::undefined_database,
              what + ("database \"" + std::string(name)) + "\" does not exist");
}

[[noreturn]] void in_use(const char* what, std::string_view name) {
  throw_error(Error(sqlstate::object_in_use, what + ("database \"" + std::string(name)) +
                                                 "\" is being accessed by other users"));
}

bool is_lock_error(const Error& error) { return error.state == sqlstate::lock_not_available; }

}  // namespace

void create_database(Database& current, const parser::CreateDatabaseStmt& statement) {
  refuse_in_fork(current, "CREATE DATABASE");
  std::string_view from;
  for (const parser::DefElem* option : statement.options) {
    const std::string_view value = text_of(*option);
    if (option->name == "template") {
      from = value;
    } else if (option->name == "encoding") {
      std::string encoding(value);
      std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
      if (encoding != "UTF8" && encoding != "UTF-8") {
        throw_unsupported("encoding " + std::string(value), option->pos);
      }
    } else {
      throw_unsupported("CREATE DATABASE … " + std::string(option->name), option->pos);
    }
  }
  const std::string path = path_of_sibling(current, statement.name);
  os::Vfs& vfs = current.vfs();
  if (statement.name == current.name() || value_or_throw(vfs.exists(path))) {
    throw_error(sqlstate::duplicate_database,
                "database \"" + std::string(statement.name) + "\" already exists");
  }
  storage::StoreOptions options;
  options.lock_wait_ms = 0;
  if (from.empty() || from == "template0" || from == "template1") {
    Database::open(vfs, path, options)->close();
    return;
  }
  if (from == current.name()) {
    current.copy_to(path);
    return;
  }
  const std::string source = path_of_sibling(current, from);
  if (!value_or_throw(vfs.exists(source))) does_not_exist("template ", from);
  options.create = false;
  options.read_only = true;
  auto opened = storage::Store::open(vfs, source, options);
  if (!opened.ok() && is_lock_error(opened.error())) in_use("source ", from);
  const std::unique_ptr<storage::Store> store = value_or_throw(std::move(opened));
  value_or_throw(store->copy_to(path));
}

bool drop_database(Database& current, const parser::DropDatabaseStmt& statement) {
  refuse_in_fork(current, "DROP DATABASE");
  if (statement.name == current.name()) {
    throw_error(sqlstate::object_in_use, "cannot drop the currently open database");
  }
  const std::string path = path_of_sibling(current, statement.name);
  os::Vfs& vfs = current.vfs();
  if (!value_or_throw(vfs.exists(path))) {
    if (statement.missing_ok) return false;
    does_not_exist("", statement.name);
  }
  if (!statement.options.empty()) {
    throw_unsupported("DROP DATABASE … WITH (FORCE)", statement.options.front()->pos);
  }
  const std::unique_ptr<os::File> file =
      value_or_throw(vfs.open(path, os::OpenMode::kReadWrite));
  if (!value_or_throw(file->try_lock(false))) in_use("", statement.name);
  // The log first: without its database it would stand in the way of the next one of that name.
  if (value_or_throw(vfs.exists(path + "-wal"))) value_or_throw(vfs.remove(path + "-wal"));
  value_or_throw(vfs.remove(path));
  value_or_throw(vfs.sync_directory(path));
  return true;
}

}  // namespace rung::session
