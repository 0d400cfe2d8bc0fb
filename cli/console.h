// ConsoleReporter: the runner's lines on stdout and stderr, each out at once.
#pragma once

#include "migrate/reporter.h"

namespace rung::cli {

class ConsoleReporter final : public migrate::Reporter {
 public:
  void progress(std::string_view line) override;
  void progress_part(std::string_view text) override;
  void warning(std::string_view line) override;
  void notice(const Error& notice) override;
};

void print_line(std::string_view text);

// "Error: <text>" on stderr, passwords hidden.
void print_error(std::string_view text);

}  // namespace rung::cli
