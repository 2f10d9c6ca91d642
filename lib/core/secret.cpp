#include "core/secret.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::size_t tail_bytes = 6;
constexpr std::string_view mask = "***";

std::uint64_t tail_key(std::string_view text) {
  std::uint64_t key = 0;
  for (const char c : text.substr(text.size() - tail_bytes)) key = key << 8 | static_cast<unsigned char>(c);
  return key;
}

std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
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

bool sounds_secret(std::string_view key) {
  static constexpr std::array words = {"token", "secret", "passw", "pwd",        "key", "auth",
                                       "jwt",   "sig",    "cred",  "session_id", "sid"};
  std::string name = percent_decode(key);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return name.find(word) != std::string::npos; });
}

// Where the password stands in `url`: [begin, end), empty where there is none.
std::pair<std::size_t, std::size_t> password_span(std::string_view url) {
  constexpr auto npos = std::string_view::npos;
  const std::size_t scheme = url.find("//");
  const std::size_t begin = scheme == npos ? 0 : scheme + 2;
  std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  std::size_t at = url.substr(0, end).rfind('@');
  const std::size_t colon = url.find(':', begin);
  if (colon == npos || colon >= end) return {0, 0};
  if (at == npos || at < begin) {
    // "ws://me:pa/ss@host": a password with a slash that should have been encoded is masked all the same. What
    // follows the colon of "ws://host:8000/@me" is a port, and "[::1]" is an address.
    const std::string_view port = url.substr(colon + 1, end - colon - 1);
    const bool is_port = std::all_of(port.begin(), port.end(), [](unsigned char c) { return std::isdigit(c); });
    if ((is_port && !port.empty()) || url.substr(begin).starts_with('[')) return {0, 0};
    at = url.rfind('@');
    if (at == npos || at < end) return {0, 0};
  }
  if (colon > at) return {0, 0};
  return {colon + 1, at};
}

}  // namespace

void Redactor::add(std::string_view secret) {
  if (secret.size() < tail_bytes) return;
  for (const std::string& form : {std::string(secret), percent_encode(secret), json_escaped(secret)}) {
    auto& same_tail = by_tail_[tail_key(form)];
    if (std::find(same_tail.begin(), same_tail.end(), form) == same_tail.end()) same_tail.push_back(form);
  }
}

std::string Redactor::redact(std::string text) const {
  if (by_tail_.empty() || text.size() < tail_bytes) return text;
  // Found by their ends, since tokens of one issuer all begin alike. Stretches that overlap become one.
  std::vector<std::pair<std::size_t, std::size_t>> found;
  std::uint64_t key = 0;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    key = (key << 8 | static_cast<unsigned char>(text[end - 1])) & ((std::uint64_t{1} << (8 * tail_bytes)) - 1);
    if (end < tail_bytes) continue;
    const auto same_tail = by_tail_.find(key);
    if (same_tail == by_tail_.end()) continue;
    for (const std::string& secret : same_tail->second) {
      if (!std::string_view(text).substr(0, end).ends_with(secret)) continue;
      std::size_t begin = end - secret.size();
      while (!found.empty() && found.back().second > begin) {
        begin = std::min(begin, found.back().first);
        found.pop_back();
      }
      found.emplace_back(begin, end);
    }
  }
  for (auto it = found.rbegin(); it != found.rend(); ++it) text.replace(it->first, it->second - it->first, mask);
  return text;
}

std::string mask_url(std::string_view url) {
  std::string out(url);
  const auto [begin, end] = password_span(url);
  if (end > begin) out.replace(begin, end - begin, mask);
  // Keys begin behind "?", "&", ";" and, where a token is passed in the fragment, "#".
  for (std::size_t at = out.find_first_of("?#"); at != std::string::npos; at = out.find_first_of("?#&;", at + 1)) {
    const std::size_t next = std::min(out.find_first_of("?#&;", at + 1), out.size());
    const std::size_t equals = out.find('=', at);
    if (equals >= next || !sounds_secret(std::string_view(out).substr(at + 1, equals - at - 1))) continue;
    if (next - equals > 1) out.replace(equals + 1, next - equals - 1, mask);
  }
  return out;
}

}  // namespace loadtest
