#include "har/volatile_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace loadtest {
namespace {

constexpr std::size_t token_bytes_min = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

std::string small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
}

bool names_one_of(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string small = small_letters(name);
  return std::ranges::any_of(words, [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

bool is_secret_name(std::string_view name) {
  return names_one_of(name, {"token", "secret", "passw", "jwt", "auth", "apikey", "api_key", "api-key", "bearer",
                             "ticket", "session", "signature", "credential", "cookie", "csrf"});
}

// A text by its pattern: 9 = a digit, h = a hexadecimal one, any other character itself.
bool looks_like(std::string_view text, std::string_view pattern) {
  return text.size() >= pattern.size() && std::equal(pattern.begin(), pattern.end(), text.begin(), [](char p, char c) {
           return p == '9' ? is_digit(c) : p == 'h' ? is_hex(c) : p == c;
         });
}

bool is_uuid(std::string_view text) {
  return text.size() == 36 && looks_like(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh");
}

// One word of letters, digits and what tokens have beside; a sentence, an address or a plain word is none.
bool is_token(std::string_view text) {
  if (text.size() < token_bytes_min) return false;
  const bool one_word = std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || std::string_view("-_.=+/~:").find(static_cast<char>(c)) != std::string_view::npos;
  });
  return one_word && std::ranges::any_of(text, is_digit) &&
         std::ranges::any_of(text, [](unsigned char c) { return std::isalpha(c); });
}

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

// Seconds since 1970 would do as well, but nothing tells them from any other number.
bool is_unix_ms(std::string_view text) { return is_number(text) && text.size() == 13 && text[0] == '1'; }

bool is_harmless(std::string_view value) {
  const bool plain =
      std::ranges::all_of(value, [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '-' || c == '_'; });
  return plain && value.size() <= 16 && !(value.size() > 8 && std::ranges::any_of(value, is_digit));
}

std::string query_value(std::string_view name, std::string_view value, bool& user_named) {
  if (is_secret_name(name)) return "{token}";
  if (names_one_of(name, {"user", "uid", "client"}) && !is_harmless(value)) {
    user_named = true;
    return "{user}";
  }
  if (is_harmless(value)) return std::string(value);
  return "CHANGE-ME";
}

std::string segment_text(std::string_view segment, bool& user_named) {
  const bool id = is_uuid(segment) || (is_number(segment) && segment.size() >= 4);
  if (!id && !is_token(segment)) return without_places(segment);
  return std::exchange(user_named, true) ? "CHANGE-ME" : "{user}";
}

}  // namespace

std::optional<std::string> place_for(std::string_view name, std::string_view value) {
  if (value.empty()) return std::nullopt;
  if (value == "true" || value == "false") return std::nullopt;
  if (is_secret_name(name) && !is_number(value)) return "{token}";
  if (names_one_of(name, {"user_id", "userid", "uid"})) return "{user}";
  if (is_uuid(value)) return "{uuid}";
  if (looks_like(value, "9999-99-99T99:99:99")) return "{now}";
  if (is_unix_ms(value)) return "{now_ms}";
  if (is_number(value) && names_one_of(name, {"seq", "counter"})) return "{sequence}";
  if (is_token(value)) return "{token}";
  return std::nullopt;
}

std::string without_places(std::string_view text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    safe += text[i];
    const bool begins = text[i] == '{' && i + 1 < text.size() &&
                        (std::islower(static_cast<unsigned char>(text[i + 1])) || text[i + 1] == '{');
    if (begins) safe += '{';
  }
  return safe;
}

std::string path_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::size_t slash = url.find_first_of("/?#");
  url.remove_prefix(std::min(slash, url.size()));
  url = url.substr(0, url.find('#'));
  const std::string_view query =
      url.find('?') == std::string_view::npos ? std::string_view() : url.substr(url.find('?') + 1);
  std::string_view rest = url.substr(0, url.find('?'));
  std::string path;
  bool user_named = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    path += '/' + segment_text(rest.substr(1, end - 1), user_named);
    rest.remove_prefix(end);
  }
  if (path.empty()) path = "/";
  char before = '?';
  for (std::string_view left = query; !left.empty(); before = '&') {
    const std::size_t end = std::min(left.find('&'), left.size());
    const std::string_view one = left.substr(0, end);
    const std::size_t equals = std::min(one.find('='), one.size());
    // A bare word could be anything.
    const bool named = equals < one.size();
    const std::string name = named ? without_places(one.substr(0, equals)) : std::string("CHANGE-ME");
    path += before + (is_harmless(one.substr(0, equals)) || named ? name : std::string("CHANGE-ME"));
    if (named) path += '=' + query_value(one.substr(0, equals), one.substr(equals + 1), user_named);
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return path;
}

bool plain_subprotocol(std::string_view name) {
  return !name.empty() && name.size() <= 32 && !is_token(name) && !is_uuid(name) && !is_secret_name(name);
}

}  // namespace loadtest
