// xml: text that was checked to be well-formed content when it was read. Stored form: the text as
// given; only printing leaves out the encoding of its declaration, as PostgreSQL does.
#include <charconv>
#include <vector>

#include "types/families.h"
#include "types/ops_util.h"
#include "types/xml.h"

namespace rung {
namespace {

[[noreturn]] void throw_invalid_content() {
  throw_error(sqlstate::invalid_xml_content, "invalid XML content");
}

bool is_xml_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool starts_name(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '-' || c == '.'; }

// Walks over content without recursion: open elements are on a stack of its own.
class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  XmlDeclaration declaration() {
    XmlDeclaration found;
    if (text_.starts_with("<?xml") && text_.size() > 5 && is_xml_space(text_[5])) {
      at_ = 5;
      found.version = pseudo_attribute("version");
      if (found.version.empty()) throw_invalid_declaration();
      pseudo_attribute("encoding");
      found.standalone = pseudo_attribute("standalone");
      if (!found.standalone.empty() && found.standalone != "yes" && found.standalone != "no") {
        throw_invalid_declaration();
      }
      skip_space();
      if (!take("?>")) throw_invalid_declaration();
    }
    found.rest = text_.substr(at_);
    return found;
  }

  void content() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '<') {
        markup();
      } else if (c == '&') {
        reference();
      } else if (text_.substr(at_).starts_with("]]>")) {
        throw_invalid_content();
      } else {
        character();
      }
    }
    if (!open_.empty()) throw_invalid_content();
  }
  // Of content that was walked over.
  bool is_document() const { return roots_ == 1 && !loose_text_; }

 private:
  [[noreturn]] static void throw_invalid_declaration() {
    throw_error(sqlstate::invalid_xml_content, "invalid XML content: invalid XML declaration");
  }
  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  bool skip_space() {
    const size_t from = at_;
    while (at_ < text_.size() && is_xml_space(text_[at_])) ++at_;
    return at_ != from;
  }
  void character() {
    const char c = text_[at_++];
    if (open_.empty() && !in_markup_ && !is_xml_space(c)) loose_text_ = true;
    if (static_cast<unsigned char>(c) < 0x20 && !is_xml_space(c)) throw_invalid_content();
  }
  void skip_past(std::string_view end) {
    while (!take(end)) {
      if (at_ == text_.size()) throw_invalid_content();
      character();
    }
  }
  std::string_view name() {
    const size_t from = at_;
    if (at_ == text_.size() || !starts_name(text_[at_])) throw_invalid_content();
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }
  std::string_view pseudo_attribute(std::string_view wanted) {
    const size_t from = at_;
    if (!skip_space() || !take(wanted)) {
      at_ = from;
      return {};
    }
    skip_space();
    if (!take("=")) throw_invalid_declaration();
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const size_t end = quote == '"' || quote == '\'' ? text_.find(quote, at_ + 1)
                                                     : std::string_view::npos;
    if (end == std::string_view::npos) throw_invalid_declaration();
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }
  void reference() {
    ++at_;
    if (open_.empty() && !in_markup_) loose_text_ = true;
    if (take("#")) {
      const int base = take("x") ? 16 : 10;
      uint32_t code = 0;
      const char* const begin = text_.data() + at_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), code, base);
      const bool valid = code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) ||
                         (code >= 0xE000 && code <= 0x10FFFF && code != 0xFFFE && code != 0xFFFF);
      if (error != std::errc() || !valid) throw_invalid_content();
      at_ += static_cast<size_t>(end - begin);
    } else {
      const std::string_view entity = name();
      if (entity != "amp" && entity != "lt" && entity != "gt" && entity != "quot" &&
          entity != "apos") {
        throw_invalid_content();
      }
    }
    if (!take(";")) throw_invalid_content();
  }
  void markup() {
    in_markup_ = true;
    if (open_.empty() && text_.substr(at_).starts_with("<![CDATA[")) loose_text_ = true;
    one_markup();
    in_markup_ = false;
  }
  void one_markup() {
    if (take("<!--")) {
      skip_past("--");
      if (!take(">")) throw_invalid_content();
    } else if (take("<![CDATA[")) {
      skip_past("]]>");
    } else if (take("<!DOCTYPE")) {
      throw_unsupported("document type declarations in XML");
    } else if (take("<?")) {
      if (equals_ignore_case(name(), "xml")) throw_invalid_content();
      if (!take("?>")) {
        if (!skip_space()) throw_invalid_content();
        skip_past("?>");
      }
    } else if (take("</")) {
      const std::string_view closed = name();
      skip_space();
      if (open_.empty() || open_.back() != closed || !take(">")) throw_invalid_content();
      open_.pop_back();
    } else {
      ++at_;
      start_tag();
    }
  }
  void start_tag() {
    if (open_.empty()) ++roots_;
    const std::string_view element = name();
    std::vector<std::string_view> attributes;
    for (;;) {
      const bool spaced = skip_space();
      if (take("/>")) return;
      if (take(">")) break;
      if (!spaced) throw_invalid_content();
      const std::string_view attribute = name();
      for (const std::string_view other : attributes) {
        if (other == attribute) throw_invalid_content();
      }
      attributes.push_back(attribute);
      skip_space();
      if (!take("=")) throw_invalid_content();
      skip_space();
      const char quote = at_ < text_.size() ? text_[at_++] : '\0';
      if (quote != '"' && quote != '\'') throw_invalid_content();
      while (at_ < text_.size() && text_[at_] != quote) {
        if (text_[at_] == '<') throw_invalid_content();
        if (text_[at_] == '&') {
          reference();
        } else {
          character();
        }
      }
      if (at_++ == text_.size()) throw_invalid_content();
    }
    open_.push_back(element);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<std::string_view> open_;
  int roots_ = 0;            // elements outside of all others
  bool loose_text_ = false;  // text outside of all elements
  bool in_markup_ = false;
};

bool walk(std::string_view text) {
  Checker checker(text);
  checker.declaration();
  checker.content();
  return checker.is_document();
}

Datum input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  check_xml_content(text);
  return env.text(text);
}
void output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const XmlDeclaration found = xml_declaration(value.bytes());
  std::string_view rest = found.rest;
  const size_t before = to->size();
  append_xml_declaration(found.version, found.standalone, to);
  if (to->size() == before && rest.starts_with('\n')) rest.remove_prefix(1);
  *to += rest;
}

}  // namespace

XmlDeclaration xml_declaration(std::string_view text) { return Checker(text).declaration(); }

void append_xml_declaration(std::string_view version, std::string_view standalone,
                            std::string* to) {
  if ((version.empty() || version == "1.0") && standalone.empty()) return;
  *to += "<?xml version=\"";
  *to += version.empty() ? "1.0" : version;
  to->push_back('"');
  if (!standalone.empty()) {
    *to += " standalone=\"";
    *to += standalone;
    to->push_back('"');
  }
  *to += "?>";
}

void check_xml_content(std::string_view text) { walk(text); }
void check_xml_document(std::string_view text) {
  bool good = false;
  try {
    good = walk(text);
  } catch (const SqlError& error) {
    if (error.error().state != sqlstate::invalid_xml_content) throw;
  }
  if (!good) throw_error(sqlstate::invalid_xml_document, "invalid XML document");
}
bool is_xml_document(std::string_view text) { return walk(text); }

std::string xml_name(std::string_view identifier, bool fully) {
  std::string name;
  for (size_t i = 0; i < identifier.size();) {
    size_t size = 1;
    while (i + size < identifier.size() &&
           (static_cast<unsigned char>(identifier[i + size]) & 0xC0) == 0x80) {
      ++size;
    }
    const std::string_view one = identifier.substr(i, size);
    const char c = one[0];
    const bool first = i == 0;
    const bool colon = c == ':' && (first || fully);
    const bool underscore = c == '_' && identifier.substr(i + 1).starts_with('x');
    const bool xml = first && fully && equals_ignore_case(identifier.substr(0, 3), "xml");
    const bool valid = first ? starts_name(c) : continues_name(c);
    if (colon || underscore || xml || !valid) {
      constexpr char kHex[] = "0123456789ABCDEF";
      name += "_x";
      for (int shift = 12; shift >= 0; shift -= 4) {
        name += kHex[static_cast<unsigned char>(c) >> shift & 15];
      }
      name += '_';
    } else {
      name += one;
    }
    i += size;
  }
  return name;
}

void append_xml_text(std::string_view text, bool attribute, std::string* to) {
  for (const char c : text) {
    switch (c) {
      case '&': *to += "&amp;"; break;
      case '<': *to += "&lt;"; break;
      case '>': *to += "&gt;"; break;
      case '"': *to += attribute ? "&quot;" : "\""; break;
      case '\r': *to += attribute ? "&#13;" : "&#x0d;"; break;
      case '\n': *to += attribute ? "&#10;" : "\n"; break;
      case '\t': *to += attribute ? "&#9;" : "\t"; break;
      default: to->push_back(c);
    }
  }
}

const TypeOps kXmlOps = {.input = input, .output = output};

}  // namespace rung
