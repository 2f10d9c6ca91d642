#include "page/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "report/layout.h"

namespace loadtest {
namespace {

char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0);
  char32_t value = byte(0) & (0x7Fu >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) value = value << 6 | (byte(i) & 0x3Fu);
  return value;
}

bool turns_direction(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0); }

}  // namespace

std::string plain_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_bytes(text, at);
    if (bytes == 0) {
      out += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    const std::string_view character = text.substr(at, bytes);
    at += bytes;
    const char32_t c = code_point(character);
    if (turns_direction(c) || is_control(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF)
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else
      out += character;
  }
  return out;
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : plain_text(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

std::string script_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const std::size_t bytes = std::max<std::size_t>(1, utf8_bytes(json, at));
    const std::string_view character = json.substr(at, bytes);
    at += bytes;
    const char32_t c = bytes == 1 ? static_cast<unsigned char>(character[0]) : code_point(character);
    if (c == '<' || c == 0x2028 || c == 0x2029 || turns_direction(c))
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else
      out += character;
  }
  return out;
}

void Html::begin(std::string_view tag, Attributes attributes) {
  out_.append("<").append(tag);
  for (const Attribute& one : attributes) {
    out_.append(" ").append(one.name).append("=\"");
    out_.append(html_text(one.figure ? one.value : redactor_.redact(one.value))).append("\"");
  }
  out_ += ">";
}

Html& Html::open(std::string_view tag, Attributes attributes) {
  begin(tag, attributes);
  open_.emplace_back(tag);
  return *this;
}

Html& Html::close() {
  assert(!open_.empty());
  const std::string& tag = open_.back();
  out_.append("</").append(tag).append(">");
  // Lines, so that tools that read lines cope; not within them, where blanks would show.
  if (tag == "tr" || tag == "table" || tag == "figure" || tag == "section" || tag == "div" || tag == "svg")
    out_ += '\n';
  open_.pop_back();
  return *this;
}

Html& Html::text(std::string_view text) {
  out_ += html_text(redactor_.redact(std::string(text)));
  return *this;
}

Html& Html::figure(std::string_view text) {
  out_ += html_text(text);
  return *this;
}

Html& Html::leaf(std::string_view tag, std::string_view text, Attributes attributes) {
  return open(tag, attributes).text(text).close();
}

Html& Html::raw(std::string_view markup) {
  out_ += markup;
  return *this;
}

std::string Html::take() {
  assert(open_.empty());
  return std::move(out_);
}

}  // namespace loadtest
