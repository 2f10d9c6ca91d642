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
  // Without a scheme only what can be a name stands before the password: "label=x:y@z", "at 12:30 @home" and JSON have
  // none.
  if (scheme == npos && url.substr(0, colon).find_first_of("= \t\n{\"") != npos) return {0, 0};
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

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Where a value of a libpq connection string ends that begins at `at`: quoted, or up to the next space; a backslash
// takes the next character as it is.
std::size_t value_end(std::string_view text, std::size_t at) {
  const bool quoted = at < text.size() && text[at] == '\'';
  for (std::size_t i = quoted ? at + 1 : at; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (quoted ? text[i] == '\'' : is_space(text[i])) {
      return quoted ? i + 1 : i;
    }
  }
  return text.size();
}

// What a value of a libpq connection string means: without its quotes and backslashes.
std::string unquoted(std::string_view value) {
  const bool quoted = value.starts_with('\'');
  std::string out;
  for (std::size_t i = quoted ? 1 : 0; i < value.size() && !(quoted && value[i] == '\''); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    out += value[i];
  }
  return out;
}

void keep(std::vector<std::string>& hidden, std::string_view written, std::string meant) {
  hidden.emplace_back(written);
  if (meant != written) hidden.push_back(std::move(meant));
}

// "host=x password='a b'" with the values of its passwords and secrets masked; any other text as it is. `hidden` gets
// what is masked.
std::string mask_keywords(std::string_view text, std::vector<std::string>& hidden) {
  std::string out;
  const auto skip = [&](std::size_t at, auto belongs) {
    while (at < text.size() && belongs(text[at])) ++at;
    return at;
  };
  const auto in_name = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t name = skip(at, is_space);
    const std::size_t name_end = skip(name, in_name);
    const std::size_t equals = skip(name_end, is_space);
    if (name_end == name || equals >= text.size() || text[equals] != '=') {  // no keyword: up to the next space
      const std::size_t end = std::max(name_end, skip(name_end, [](char c) { return !is_space(c); }));
      out += text.substr(at, end - at);
      at = end;
      continue;
    }
    const std::size_t value = skip(equals + 1, is_space), end = value_end(text, value);
    std::string keyword(text.substr(name, name_end - name));
    std::transform(keyword.begin(), keyword.end(), keyword.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string_view written = text.substr(value, end - value);
    const bool secret =
        !written.empty() && (keyword.find("passw") != std::string::npos || keyword.find("secret") != std::string::npos);
    if (secret) keep(hidden, written, unquoted(written));
    out += text.substr(at, value - at);
    out += secret ? mask : written;
    at = end;
  }
  return out;
}

std::string mask_address(std::string_view url, std::vector<std::string>& hidden) {
  std::string out = mask_keywords(url, hidden);
  const auto hide = [&](std::size_t begin, std::size_t end) {
    if (end <= begin) return;
    const std::string written = out.substr(begin, end - begin);
    keep(hidden, written, percent_decode(written));
    out.replace(begin, end - begin, mask);
  };
  const auto [begin, end] = password_span(out);
  hide(begin, end);
  // Keys begin behind "?", "&", ";" and, where a token is passed in the fragment, "#".
  for (std::size_t at = out.find_first_of("?#"); at != std::string::npos; at = out.find_first_of("?#&;", at + 1)) {
    const std::size_t next = std::min(out.find_first_of("?#&;", at + 1), out.size());
    const std::size_t equals = out.find('=', at);
    if (equals >= next || !sounds_secret(std::string_view(out).substr(at + 1, equals - at - 1))) continue;
    hide(equals + 1, next);
  }
  return out;
}

// Tokens are minted while a run is under way, for each user, so they cannot be known. They begin alike: a JSON object
// in base64url.
std::string without_jwts(std::string text) {
  constexpr std::string_view begin = "eyJ";
  constexpr std::size_t shortest = 16;  // of what is worth masking where a target cut it off
  const auto belongs = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  };
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    std::size_t end = at;
    while (end < text.size() && belongs(text[end])) ++end;
    // Other base64, such as a histogram's, has the same letters in its middle, but no dot.
    const bool first = at == 0 || (!belongs(text[at - 1]) && text[at - 1] != '+' && text[at - 1] != '/');
    const bool dotted = std::string_view(text).substr(at, end - at).find('.') != std::string_view::npos;
    if (end - at >= shortest && (first || dotted)) {
      text.replace(at, end - at, mask);
      at += mask.size();
    } else {
      at = end;
    }
  }
  return text;
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
  text = without_jwts(std::move(text));
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
  std::vector<std::string> ignored;
  return mask_address(url, ignored);
}

std::vector<std::string> address_secrets(std::string_view address) {
  std::vector<std::string> hidden;
  mask_address(address, hidden);
  return hidden;
}

}  // namespace loadtest
