// How values are written into messages.
#include <array>

#include "workloads/ws/message_template.h"

namespace loadtest {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_padded(std::string& into, unsigned value, int digits) {
  std::array<char, 4> text{};
  for (int i = digits - 1; i >= 0; --i) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  into.append(text.data(), static_cast<std::size_t>(digits));
}

void append_hex(std::uint64_t value, int digits, std::string& into) {
  for (int i = digits - 1; i >= 0; --i) into += hex_digits[value >> (4 * i) & 15];
}

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

}  // namespace

void append_iso8601(std::chrono::system_clock::time_point at, std::string& into) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(floor<milliseconds>(at - day));
  append_padded(into, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  into += '-';
  append_padded(into, static_cast<unsigned>(date.month()), 2);
  into += '-';
  append_padded(into, static_cast<unsigned>(date.day()), 2);
  into += 'T';
  append_padded(into, static_cast<unsigned>(time.hours().count()), 2);
  into += ':';
  append_padded(into, static_cast<unsigned>(time.minutes().count()), 2);
  into += ':';
  append_padded(into, static_cast<unsigned>(time.seconds().count()), 2);
  into += '.';
  append_padded(into, static_cast<unsigned>(time.subseconds().count()), 3);
  into += 'Z';
}

void append_uuid(std::uint64_t high, std::uint64_t low, std::string& into) {
  append_hex(high >> 32, 8, into);
  into += '-';
  append_hex(high >> 16 & 0xffff, 4, into);
  into += "-4";
  append_hex(high & 0xfff, 3, into);
  into += '-';
  append_hex(8 | (low >> 60 & 3), 1, into);  // the variant
  append_hex(low >> 48 & 0xfff, 3, into);
  into += '-';
  append_hex(low & 0xffffffffffff, 12, into);
}

void append_json_escaped(std::string_view text, std::string& into) {
  for (const char c : text) {
    if (is_plain(c)) {
      into += c;
    } else if (c == '"' || c == '\\') {
      into += '\\';
      into += c;
    } else {
      into += "\\u";
      append_hex(static_cast<unsigned char>(c), 4, into);
    }
  }
}

}  // namespace loadtest
