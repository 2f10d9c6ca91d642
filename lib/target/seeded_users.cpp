#include "target/seeded_users.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <unordered_set>

namespace loadtest::target {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// The number that the id ends with; FNV-1a of it where it has none, or one that is too long.
std::uint64_t number_of(std::string_view id) {
  std::size_t digits = id.size();
  while (digits > 0 && is_digit(id[digits - 1])) --digits;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data() + digits, id.data() + id.size(), number);
  if (error == std::errc() && end == id.data() + id.size()) return number;
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

}  // namespace

std::string_view seeded_user_of(std::string_view id) {
  const auto all = seeded_users();
  static const std::unordered_set<std::string_view> known(all.begin(), all.end());
  if (const auto found = known.find(lower_case(id)); found != known.end()) return *found;
  return all[number_of(id) % all.size()];
}

}  // namespace loadtest::target
