#include "report/xml_text.h"

#include "report/layout.h"

namespace loadtest {
namespace {

std::string_view escaped(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':  // "]]>" may not stand in text
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return {};
  }
}

bool is_no_character(std::string_view character) {
  const char c = character.front();
  if (character.size() == 1) return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
  return character == "\uFFFE" || character == "\uFFFF";
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_bytes(text, at);
    const std::string_view character = text.substr(at, bytes);
    if (bytes == 0)
      out += "\uFFFD";
    else if (const std::string_view entity = escaped(character.front()); !entity.empty())
      out += entity;
    else if (!is_no_character(character))
      out += character;
    at += bytes == 0 ? 1 : bytes;
  }
  return out;
}

std::string xml_attribute(std::string_view text) {
  std::string out;
  for (const char c : xml_text(text)) {
    if (c == '\n' || c == '\t')
      out += c == '\n' ? "&#10;" : "&#9;";
    else
      out += c;
  }
  return out;
}

}  // namespace loadtest
