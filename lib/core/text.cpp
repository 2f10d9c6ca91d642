#include "core/text.h"

#include <fmt/format.h>
#include <cctype>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace loadtest {
namespace {

struct Character {
  std::size_t bytes = 1;
  char32_t code = 0;
  bool valid = false;
};

unsigned char byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

// The UTF-8 character at `at`. What is malformed, overlong, a surrogate or above U+10FFFF is one invalid byte.
Character decode(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return {1, first, true};
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() - at < bytes) return {};
  char32_t code = first & (0xffu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const unsigned char next = byte_at(text, at + i);
    if ((next & 0xc0) != 0x80) return {};
    code = (code << 6) | (next & 0x3fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {};
  return {bytes, code, true};
}

// Controls, and what turns the direction of a line or breaks it: a terminal or a log obeys these too.
bool needs_escape(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x200e && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

std::string shown(std::string_view text, std::size_t at, Character c) {
  if (!c.valid) return "\uFFFD";
  if (!needs_escape(c.code)) return std::string(text.substr(at, c.bytes));
  const auto code = static_cast<std::uint32_t>(c.code);
  return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

// Edits that turn `a` into `b`: insert, delete, replace, swap neighbours (no stretch edited twice).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string escape_foreign(std::string_view text, std::size_t max_bytes) {
  std::string out;
  const std::size_t begin = text.find_first_not_of(' ');
  const bool command = begin != std::string_view::npos && text.substr(begin).starts_with("::");
  for (std::size_t at = 0; at < text.size();) {
    const Character c = decode(text, at);
    const std::string piece = command && at == begin ? "\\x3a" : shown(text, at, c);
    if (out.size() + piece.size() > max_bytes) return out + "…";
    out += piece;
    at += c.bytes;
  }
  return out;
}

std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates) {
  constexpr std::size_t typed_max = 64;  // nobody mistypes more than that
  if (typed.empty() || typed.size() > typed_max) return {};
  std::string_view best;
  std::size_t best_distance = typed_max;
  for (const std::string_view candidate : candidates) {
    const std::size_t far = (std::max(typed.size(), candidate.size()) + 1) / 3;
    const std::size_t d = distance(typed, candidate);
    if (d <= far && d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  if (!best.empty() || typed.size() < 3) return best;
  const auto longer = std::find_if(candidates.begin(), candidates.end(),
                                   [&](std::string_view candidate) { return candidate.starts_with(typed); });
  return longer == candidates.end() ? std::string_view{} : *longer;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded = text[i] == '%' && text.size() - i > 2 &&
                         std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                         std::isxdigit(static_cast<unsigned char>(text[i + 2]));
    out += encoded ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (encoded) i += 2;
  }
  return out;
}

}  // namespace loadtest
