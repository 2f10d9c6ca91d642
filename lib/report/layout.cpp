#include "report/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace loadtest {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

constexpr std::array<std::pair<std::string_view, char>, 12> replacements{{{"✓", '+'},
                                                                          {"✗", 'x'},
                                                                          {"–", '-'},
                                                                          {"—", '-'},
                                                                          {"µ", 'u'},
                                                                          {"×", 'x'},
                                                                          {"·", '|'},
                                                                          {"…", '~'},
                                                                          {"─", '-'},
                                                                          {"━", '#'},
                                                                          {"“", '"'},
                                                                          {"”", '"'}}};

std::string ascii_for(std::string_view character, BeyondAscii beyond) {
  for (const auto& [from, to] : replacements)
    if (character == from) return {to};
  return beyond == BeyondAscii::replaced ? "?" : escape_beyond_ascii(character);
}

}  // namespace

std::size_t utf8_bytes(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return 1;
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < bytes) return 0;
  for (std::size_t i = 1; i < bytes; ++i)
    if (!continues(text[at + i])) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return bytes;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += continues(c) ? 0 : 1;
  return width;
}

std::string pad_right(std::string_view text, std::size_t width) {
  std::string padded(text);
  if (const std::size_t used = width_of(text); used < width) padded.append(width - used, ' ');
  return padded;
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t used = width_of(text);
  return std::string(used < width ? width - used : 0, ' ').append(text);
}

std::string_view cut(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if (!continues(text[at]) && width-- == 0) break;
  return text.substr(0, at);
}

namespace {

// Where the word ends that a text begins with; a number and its unit are one.
std::size_t word_end(std::string_view text) {
  constexpr std::array<std::string_view, 8> units{"%", "x", "s", "ms", "µs", "KiB", "MiB", "GiB"};
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos || blank == 0 || text[blank - 1] < '0' || text[blank - 1] > '9') return blank;
  const std::string_view rest = text.substr(blank + 1);
  const std::size_t end = rest.find_first_of(" ,:;)");
  if (std::find(units.begin(), units.end(), rest.substr(0, end)) == units.end()) return blank;
  return text.find(' ', blank + 1);
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t blank = word_end(text);
    const std::string_view word = text.substr(0, blank);
    text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
    if (!line.empty() && width_of(line) + 1 + width_of(word) > width) lines.push_back(std::exchange(line, {}));
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

namespace {

// Without the codes that paint it.
std::size_t painted_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = std::min(text.find('m', at), text.size());
    } else {
      width += continues(text[at]) ? 0 : 1;
    }
  }
  return width;
}

void fit_line(std::string& out, std::string_view line, std::size_t columns) {
  const std::size_t painted = line.starts_with('\x1b') ? std::min(line.find('m'), line.size() - 1) + 1 : 0;
  const std::size_t begin = std::min(line.find_first_not_of(' ', painted), line.size());
  const std::string indent(std::min(begin - painted + 2, columns / 3), ' ');
  std::string part(line.substr(0, begin));
  bool begun = false;  // with a word
  line.remove_prefix(begin);
  while (!line.empty()) {
    const std::string_view word = line.substr(0, word_end(line));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    if (begun && painted_width(part) + 1 + painted_width(word) > columns) {
      out.append(part.substr(0, part.find_last_not_of(' ') + 1)).append("\n");
      part = indent;
      begun = false;
    }
    if (!begun && word.empty()) continue;
    part.append(begun ? " " : "").append(word);
    begun = true;
  }
  out.append(part).append("\n");
}

}  // namespace

std::string fit_lines(std::string_view text, std::size_t columns) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (painted_width(line) > columns)
      fit_line(out, line, columns);
    else
      out.append(line).append("\n");
  }
  return out;
}

std::string escape_beyond_ascii(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_bytes(text, at);
    if (bytes == 1) {
      out += text[at++];
      continue;
    }
    char32_t code = bytes == 0 ? 0xFFFD : static_cast<unsigned char>(text[at]) & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
    const auto number = static_cast<std::uint32_t>(code);
    out += number < 0x10000 ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
    at += std::max<std::size_t>(bytes, 1);
  }
  return out;
}

std::string to_ascii(std::string_view text, BeyondAscii beyond) {
  std::string ascii;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_bytes(text, at);
    if (bytes == 1)
      ascii += text[at];
    else
      ascii += bytes == 0 ? "?" : ascii_for(text.substr(at, bytes), beyond);
    at += bytes == 0 ? 1 : bytes;
  }
  return ascii;
}

}  // namespace loadtest
