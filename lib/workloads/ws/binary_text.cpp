#include "workloads/ws/binary_text.h"

#include <cstdint>

namespace loadtest {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

bool is_between(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::optional<std::string> decode_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    if (is_between(c) && high < 0) continue;
    const int value = hex_value(c);
    if (value < 0) return std::nullopt;
    if (high < 0) {
      high = value;
      continue;
    }
    bytes += static_cast<char>(high << 4 | value);
    high = -1;
  }
  if (high >= 0) return std::nullopt;
  return bytes;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  std::size_t digits = 0, pads = 0;
  for (const char c : text) {
    if (is_between(c)) continue;
    if (c == '=') {
      ++pads;
      continue;
    }
    const int value = base64_value(c);
    if (value < 0 || pads > 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    const std::size_t after = ++digits % 4;
    if (after != 1) bytes += static_cast<char>(bits >> (after == 0 ? 0 : 8 - 2 * after) & 255);
  }
  if (digits % 4 == 1 || (digits + pads) % 4 != 0 || pads > 2) return std::nullopt;
  return bytes;
}

}  // namespace loadtest
