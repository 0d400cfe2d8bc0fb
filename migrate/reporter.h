// Reporter: where the runner's lines go. The command line prints them; tests collect them.
#pragma once

#include <string_view>

#include "base/error.h"

namespace rung::migrate {

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void progress(std::string_view line) = 0;       // what dbmate prints on stdout
  virtual void progress_part(std::string_view text) = 0;  // the same without a line end
  virtual void warning(std::string_view line) = 0;        // beside it, on stderr
  virtual void notice(const Error& notice) = 0;           // the database's own NOTICE or WARNING
};

}  // namespace rung::migrate
