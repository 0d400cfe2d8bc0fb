// The aligned and the expanded format, to the blank as psql prints them with border 1.
#include <algorithm>

#include "base/utf8.h"
#include "cli/sql/result_table.h"

namespace rung::cli {
namespace {

struct Line {
  std::string text;
  size_t width = 0;
};

// A cell as the lines it takes on screen. Control characters are shown, tabs reach to the next
// multiple of eight.
std::vector<Line> screen_lines(std::string_view value) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::vector<Line> lines(1);
  for (size_t i = 0; i < value.size();) {
    Line& line = lines.back();
    const char c = value[i];
    const size_t bytes = std::min(utf8::sequence_bytes(c), value.size() - i);
    if (c == '\n') {
      lines.emplace_back();
    } else if (c == '\r') {
      line.text += "\\r";
      line.width += 2;
    } else if (c == '\t') {
      do {
        line.text += ' ';
      } while (++line.width % 8 != 0);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      line.text.append("\\x").append(1, kHex[c >> 4]).append(1, kHex[c & 15]);
      line.width += 4;
    } else {
      line.text.append(value.substr(i, bytes));
      line.width += utf8::display_width(value.substr(i, bytes));
    }
    i += bytes;
  }
  return lines;
}

using Cells = std::vector<std::vector<Line>>;

std::vector<Cells> all_cells(const ResultTable& table) {
  std::vector<Cells> rows;
  rows.reserve(table.rows.size());
  for (const auto& row : table.rows) {
    Cells cells;
    for (const auto& value : row) {
      cells.push_back(screen_lines(value ? std::string_view(*value) : std::string_view()));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

size_t width_of(const std::vector<Line>& lines) {
  size_t width = 0;
  for (const Line& line : lines) width = std::max(width, line.width);
  return width;
}

size_t height_of(const Cells& cells) {
  size_t height = 1;
  for (const auto& cell : cells) height = std::max(height, cell.size());
  return height;
}

// " a  | b+\n"
void append_row(std::string& out, const ResultTable& table, const Cells& cells,
                const std::vector<size_t>& widths) {
  const size_t height = height_of(cells);
  for (size_t line = 0; line < height; ++line) {
    for (size_t i = 0; i < cells.size(); ++i) {
      const bool last = i + 1 == cells.size();
      const bool present = line < cells[i].size();
      const bool more = line + 1 < cells[i].size();
      const Line& text = present ? cells[i][line] : cells[i].front();
      const size_t pad = widths[i] - (present ? text.width : 0);
      out += ' ';
      if (present && table.columns[i].is_numeric) out.append(pad, ' ');
      if (present) out += text.text;
      const bool needs_pad = !last || more;
      if (needs_pad && !(present && table.columns[i].is_numeric)) out.append(pad, ' ');
      if (more) {
        out += '+';
      } else if (!last) {
        out += ' ';
      }
      if (!last) out += '|';
    }
    out += '\n';
  }
}

void append_header(std::string& out, const Cells& names, const std::vector<size_t>& widths) {
  const size_t height = names.empty() ? 0 : height_of(names);
  for (size_t line = 0; line < height; ++line) {
    for (size_t i = 0; i < names.size(); ++i) {
      const bool present = line < names[i].size();
      const bool more = line + 1 < names[i].size();
      const size_t width = present ? names[i][line].width : 0;
      const size_t left = (widths[i] - width) / 2;
      out += ' ';
      out.append(left, ' ');
      if (present) out += names[i][line].text;
      out.append(widths[i] - width - left, ' ');
      out += more ? '+' : ' ';
      if (i + 1 < names.size()) out += '|';
    }
    out += '\n';
  }
  for (size_t i = 0; i < names.size(); ++i) {
    out.append(widths[i] + 2, '-');
    if (i + 1 < names.size()) out += '+';
  }
  if (names.empty()) out += "--";
  out += '\n';
}

void append_title(std::string& out, const std::string& title, size_t table_width) {
  const size_t width = utf8::display_width(title);
  if (width < table_width) out.append((table_width - width) / 2, ' ');
  out.append(title).append("\n");
}

std::string row_count(size_t rows) {
  return rows == 1 ? "(1 row)\n" : "(" + std::to_string(rows) + " rows)\n";
}

}  // namespace

std::string format_aligned(const ResultTable& table, bool header) {
  Cells names;
  std::vector<size_t> widths;
  for (const api::ResultColumn& column : table.columns) {
    names.push_back(screen_lines(column.name));
    widths.push_back(header ? width_of(names.back()) : 0);
  }
  const std::vector<Cells> rows = all_cells(table);
  for (const Cells& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  if (!table.title.empty()) {
    size_t total = widths.empty() ? 0 : widths.size() * 3 - 1;
    for (const size_t width : widths) total += width;
    append_title(out, table.title, total);
  }
  if (header) append_header(out, names, widths);
  for (const Cells& row : rows) {
    if (!row.empty()) append_row(out, table, row, widths);
  }
  for (const std::string& footer : table.footers) out.append(footer).append("\n");
  if (header && table.row_count) out += row_count(table.rows.size());
  out += '\n';
  return out;
}

std::string format_expanded(const ResultTable& table, bool header) {
  if (table.rows.empty()) return header ? "(0 rows)\n\n" : "";
  size_t name_width = 0;
  for (const api::ResultColumn& column : table.columns) {
    name_width = std::max(name_width, width_of(screen_lines(column.name)));
  }
  const std::vector<Cells> rows = all_cells(table);
  size_t data_width = 0;
  for (const Cells& row : rows) {
    for (const auto& cell : row) data_width = std::max(data_width, width_of(cell));
  }
  std::string out = table.title.empty() ? "" : table.title + "\n";
  for (size_t r = 0; r < rows.size(); ++r) {
    // "-[ RECORD 1 ]" laid over the rule, whose + stands where the columns meet.
    std::string rule = std::string(name_width + 1, '-') + "+" + std::string(data_width + 1, '-');
    if (header) {
      const std::string record = "-[ RECORD " + std::to_string(r + 1) + " ]";
      if (rule.size() < record.size()) rule.resize(record.size(), '-');
      rule.replace(0, record.size(), record);
    }
    if (header || r > 0) out.append(rule).append("\n");
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const std::vector<Line> name = screen_lines(table.columns[i].name);
      const std::vector<Line>& cell = rows[r][i];
      for (size_t line = 0; line < std::max(name.size(), cell.size()); ++line) {
        const bool named = line < name.size();
        if (named) out += name[line].text;
        out.append(name_width - (named ? name[line].width : 0), ' ');
        out += named && line + 1 < name.size() ? "+|" : " |";
        if (line < cell.size()) {
          const bool more = line + 1 < cell.size();
          out.append(" ").append(cell[line].text);
          if (more) out.append(data_width - cell[line].width, ' ').append("+");
        }
        out += '\n';
      }
    }
  }
  return out + "\n";
}

}  // namespace rung::cli
