#include "commands/copy_format.h"

namespace rung::commands {
namespace {

char one_character(const ast::DefElem& option, const char* what) {
  const std::string text = option_text(option);
  if (text.size() != 1) {
    throw_error(sqlstate::feature_not_supported,
                std::string("COPY ") + what + " must be a single one-byte character");
  }
  return text[0];
}

std::vector<std::string> names_of(const ast::DefElem& option) {
  std::vector<std::string> names;
  if (const auto* list = ast::as<ast::ListExpr>(option.arg)) {
    for (const ast::Expr* item : list->items) {
      if (const auto* column = ast::as<ast::ColumnRef>(item)) {
        names.push_back(str(column->fields.back()));
      } else if (const auto* constant = ast::as<ast::Constant>(item)) {
        names.push_back(str(constant->text));
      }
    }
  } else if (const auto* name = ast::as<ast::NameNode>(option.arg)) {
    for (const std::string_view part : name->names) names.push_back(str(part));
  }
  return names;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

CopyFormat copy_format(const std::vector<ast::DefElem*>& options, bool is_from) {
  CopyFormat format;
  bool delimiter_given = false, null_given = false, quote_given = false, escape_given = false;
  for (const ast::DefElem* option : options) {
    if (option->name != "format") continue;
    const std::string name = option_text(*option);
    if (name == "csv") {
      format.csv = true;
    } else if (name == "binary") {
      throw_unsupported("COPY WITH (FORMAT binary)", option->pos);
    } else if (name != "text") {
      throw_error(sqlstate::invalid_parameter_value, "COPY format " + quoted(name) + " not recognized",
                  option->pos);
    }
  }
  for (const ast::DefElem* option : options) {
    const std::string_view name = option->name;
    if (name == "format" || name == "freeze" || name == "encoding") continue;
    if (name == "delimiter") {
      format.delimiter = one_character(*option, "delimiter");
      delimiter_given = true;
    } else if (name == "null") {
      format.null = option_text(*option);
      null_given = true;
    } else if (name == "header") {
      const std::string value = option_text(*option);
      if (value == "match") {
        if (!is_from) {
          throw_error(sqlstate::invalid_parameter_value,
                      "cannot use \"match\" with HEADER in COPY TO");
        }
        format.header = format.header_match = true;
      } else {
        format.header = option_bool(*option);
      }
    } else if (name == "quote") {
      format.quote = one_character(*option, "quote");
      quote_given = true;
    } else if (name == "escape") {
      format.escape = one_character(*option, "escape");
      escape_given = true;
    } else if (name == "force_quote") {
      format.force_quote = names_of(*option);
      format.force_quote_all = format.force_quote.empty();
    } else if (name == "force_not_null") {
      format.force_not_null = names_of(*option);
    } else if (name == "force_null") {
      format.force_null = names_of(*option);
    } else {
      throw_error(sqlstate::syntax_error, "option " + quoted(name) + " not recognized", option->pos);
    }
  }
  if (!format.csv) {
    if (quote_given) throw_error(sqlstate::feature_not_supported, "COPY quote available only in CSV mode");
    if (escape_given) throw_error(sqlstate::feature_not_supported, "COPY escape available only in CSV mode");
    return format;
  }
  if (!delimiter_given) format.delimiter = ',';
  if (!null_given) format.null.clear();
  if (!escape_given) format.escape = format.quote;
  if (format.delimiter == format.quote) {
    throw_error(sqlstate::invalid_parameter_value, "COPY delimiter and quote must be different");
  }
  return format;
}

bool CopyReader::next_line(std::string* line) {
  line->clear();
  while (true) {
    const size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos) {
      line->append(buffer_, at_, end - at_);
      at_ = end + 1;
      if (!line->empty() && line->back() == '\r') line->pop_back();
      ++line_;
      return true;
    }
    line->append(buffer_, at_);
    buffer_.clear();
    at_ = 0;
    if (ended_ || !source_(&buffer_)) {
      ended_ = true;
      if (line->empty()) return false;
      if (line->back() == '\r') line->pop_back();
      ++line_;
      return true;
    }
  }
}

namespace {

// The field behind the first `count` of the row, whose memory is that of an earlier row's.
std::string& next_field(CopyRow* row, size_t count) {
  if (count == row->size()) row->emplace_back();
  std::optional<std::string>& field = (*row)[count];
  if (!field.has_value()) field.emplace();
  field->clear();
  return *field;
}

}  // namespace

bool CopyReader::next(CopyRow* row, std::vector<bool>* quoted_fields) {
  quoted_fields->clear();
  if (!next_line(&text_)) return false;
  if (text_ == "\\.") return false;
  if (format_.csv) {
    parse_csv(row, quoted_fields);
  } else {
    parse_text(row);
    quoted_fields->assign(row->size(), false);
  }
  return true;
}

// Takes what stands up to the delimiter or the line's end, unless `special` is in it.
bool CopyReader::take_plain(char special, size_t* at, std::string* value) const {
  const size_t end = std::min(text_.find(format_.delimiter, *at), text_.size());
  const std::string_view plain = std::string_view(text_).substr(*at, end - *at);
  if (plain.find(special) != std::string_view::npos) return false;
  value->assign(plain);
  *at = end;
  return true;
}

void CopyReader::parse_text(CopyRow* row) {
  size_t i = 0;
  for (size_t count = 0;; ++count) {
    std::string& value = next_field(row, count);
    const size_t start = i;
    take_plain('\\', &i, &value);
    while (i < text_.size() && text_[i] != format_.delimiter) {
      char c = text_[i++];
      if (c != '\\') {
        value += c;
        continue;
      }
      if (i == text_.size()) {
        // A backslash before the line's end keeps the line break.
        std::string rest;
        if (next_line(&rest)) {
          text_ += "\n" + rest;
          value += text_[i++];
        } else {
          value += '\\';
        }
        continue;
      }
      c = text_[i++];
      switch (c) {
        case 'b': value += '\b'; break;
        case 'f': value += '\f'; break;
        case 'n': value += '\n'; break;
        case 'r': value += '\r'; break;
        case 't': value += '\t'; break;
        case 'v': value += '\v'; break;
        case 'x': {
          int code = i < text_.size() ? hex_digit(text_[i]) : -1;
          if (code < 0) {
            value += 'x';
            break;
          }
          ++i;
          if (i < text_.size() && hex_digit(text_[i]) >= 0) code = code * 16 + hex_digit(text_[i++]);
          value += static_cast<char>(code);
          break;
        }
        default:
          if (c >= '0' && c <= '7') {
            int code = c - '0';
            for (int k = 0; k < 2 && i < text_.size() && text_[i] >= '0' && text_[i] <= '7'; ++k) {
              code = code * 8 + (text_[i++] - '0');
            }
            value += static_cast<char>(code);
          } else {
            value += c;
          }
      }
    }
    // NULL is told by the field as written, before escapes.
    if (std::string_view(text_).substr(start, i - start) == format_.null) (*row)[count].reset();
    if (i >= text_.size()) {
      row->resize(count + 1);
      return;
    }
    ++i;
  }
}

void CopyReader::parse_csv(CopyRow* row, std::vector<bool>* quoted_fields) {
  size_t i = 0;
  for (size_t count = 0;; ++count) {
    std::string& value = next_field(row, count);
    bool in_quotes = false, was_quoted = false;
    take_plain(format_.quote, &i, &value);
    while (true) {
      if (i >= text_.size()) {
        if (!in_quotes) break;
        std::string rest;
        if (!next_line(&rest)) {
          throw_error(sqlstate::bad_copy_file_format, "unterminated CSV quoted field");
        }
        value += '\n';
        text_ += "\n" + rest;
        ++i;
        continue;
      }
      const char c = text_[i];
      if (in_quotes) {
        if (c == format_.escape && i + 1 < text_.size() &&
            (text_[i + 1] == format_.quote || text_[i + 1] == format_.escape)) {
          value += text_[i + 1];
          i += 2;
        } else if (c == format_.quote) {
          in_quotes = false;
          ++i;
        } else {
          value += c;
          ++i;
        }
      } else if (c == format_.quote) {
        in_quotes = was_quoted = true;
        ++i;
      } else if (c == format_.delimiter) {
        break;
      } else {
        value += c;
        ++i;
      }
    }
    if (!was_quoted && value == format_.null) (*row)[count].reset();
    quoted_fields->push_back(was_quoted);
    if (i >= text_.size()) {
      row->resize(count + 1);
      return;
    }
    ++i;
  }
}

void append_copy_row(const CopyFormat& format, const CopyRow& row,
                     const std::vector<bool>& force_quote, std::string* to) {
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) *to += format.delimiter;
    if (!row[i].has_value()) {
      *to += format.null;
      continue;
    }
    const std::string& value = *row[i];
    if (format.csv) {
      bool needs = (i < force_quote.size() && force_quote[i]) || value == format.null ||
                   (row.size() == 1 && value == "\\.");
      for (const char c : value) {
        needs |= c == format.delimiter || c == format.quote || c == '\n' || c == '\r';
      }
      if (!needs) {
        *to += value;
        continue;
      }
      *to += format.quote;
      for (const char c : value) {
        if (c == format.quote || c == format.escape) *to += format.escape;
        *to += c;
      }
      *to += format.quote;
      continue;
    }
    for (const char c : value) {
      switch (c) {
        case '\\': *to += "\\\\"; break;
        case '\b': *to += "\\b"; break;
        case '\f': *to += "\\f"; break;
        case '\n': *to += "\\n"; break;
        case '\r': *to += "\\r"; break;
        case '\t': *to += "\\t"; break;
        case '\v': *to += "\\v"; break;
        default:
          if (c == format.delimiter) *to += '\\';
          *to += c;
      }
    }
  }
  *to += '\n';
}

}  // namespace rung::commands
