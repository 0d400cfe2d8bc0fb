#include "cli/console.h"

#include <cstdio>
#include <string>

#include "migrate/error_text.h"
#include "migrate/url.h"

namespace rung::cli {
namespace {

void write_line(std::FILE* to, std::string_view line) {
  const std::string text = migrate::redact(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), to);
  std::fflush(to);
}

}  // namespace

void ConsoleReporter::progress(std::string_view line) {
  write_line(stdout, line);
}

void ConsoleReporter::progress_part(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void ConsoleReporter::warning(std::string_view line) {
  write_line(stderr, line);
}

void ConsoleReporter::notice(const Error& notice) {
  const std::string text = migrate::psql_error_text(notice, {});
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void print_line(std::string_view text) {
  write_line(stdout, text);
}

void print_error(std::string_view text) {
  std::fflush(stdout);
  write_line(stderr, "Error: " + std::string(text));
}

}  // namespace rung::cli
