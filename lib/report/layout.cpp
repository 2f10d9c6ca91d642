#include "report/layout.h"

#include <algorithm>
#include <array>
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

char ascii_for(std::string_view character) {
  for (const auto& [from, to] : replacements)
    if (character == from) return to;
  return '?';
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

std::string to_ascii(std::string_view text) {
  std::string ascii;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_bytes(text, at);
    if (bytes == 1)
      ascii += text[at];
    else
      ascii += bytes == 0 ? '?' : ascii_for(text.substr(at, bytes));
    at += bytes == 0 ? 1 : bytes;
  }
  return ascii;
}

}  // namespace loadtest
