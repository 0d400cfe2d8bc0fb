// What functions of XML share with the type: reading a value's declaration, telling documents from
// content, names and texts as XML writes them.
#pragma once

#include <string>
#include <string_view>

namespace rung {

// The parts of <?xml ... ?>; `rest` is what follows it.
struct XmlDeclaration {
  std::string_view version;
  std::string_view standalone;  // "yes", "no" or empty
  std::string_view rest;
};
XmlDeclaration xml_declaration(std::string_view text);
// As it is printed: left out when it says no more than version 1.0.
void append_xml_declaration(std::string_view version, std::string_view standalone,
                            std::string* to);

void check_xml_content(std::string_view text);   // 2200N invalid XML content
void check_xml_document(std::string_view text);  // 2200M invalid XML document
bool is_xml_document(std::string_view text);     // of valid content: one element and no text

// An SQL identifier as an XML name, other characters as _xHHHH_. `fully` escapes colons and a
// leading "xml" too, as for names of columns.
std::string xml_name(std::string_view identifier, bool fully);
void append_xml_text(std::string_view text, bool attribute, std::string* to);

}  // namespace rung
