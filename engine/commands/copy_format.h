// COPY's text and csv formats: rows of optional strings out of bytes, and back. Knows no tables.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/common.h"

namespace rung::commands {

struct CopyFormat {
  bool csv = false;
  char delimiter = '\t';
  std::string null = "\\N";
  bool header = false;
  bool header_match = false;
  char quote = '"', escape = '"';
  bool force_quote_all = false;
  std::vector<std::string> force_quote, force_not_null, force_null;
};
CopyFormat copy_format(const std::vector<ast::DefElem*>& options, bool is_from);

using CopyRow = std::vector<std::optional<std::string>>;

class CopyReader {
 public:
  using Source = std::function<bool(std::string*)>;
  CopyReader(const CopyFormat& format, Source source)
      : format_(format), source_(std::move(source)) {}
  // The next row; false at the end. `quoted` tells which csv fields were in quotes.
  bool next(CopyRow* row, std::vector<bool>* quoted);
  size_t line() const { return line_; }
  const std::string& text() const { return text_; }  // of the row just read

 private:
  bool next_line(std::string* line);
  bool take_plain(char special, size_t* at, std::string* value) const;
  void parse_text(CopyRow* row);
  void parse_csv(CopyRow* row, std::vector<bool>* quoted);

  const CopyFormat& format_;
  Source source_;
  std::string buffer_;
  size_t at_ = 0;
  size_t line_ = 0;
  std::string text_;
  bool ended_ = false;
};

void append_copy_row(const CopyFormat& format, const CopyRow& row,
                     const std::vector<bool>& force_quote, std::string* to);

}  // namespace rung::commands
