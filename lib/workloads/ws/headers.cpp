#include "workloads/ws/headers.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace loadtest {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_token_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

Result<std::pair<std::string, std::string>> parse_header(std::string_view text) {
  // The value may be a credential, so only the name is ever shown.
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return fail(ErrorKind::usage, "a header has no colon after its name", "write it as 'Name: value'");
  }
  const std::string name(text.substr(0, colon));
  if (!is_http_token(name)) {
    return fail(ErrorKind::usage, "a header's name has a character that HTTP forbids there",
                "write it as 'Name: value'");
  }
  std::string_view value = text.substr(colon + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < ' ' && c != '\t'; })) {
    return fail(ErrorKind::usage, "the value of the header \"" + name + "\" has a control character");
  }
  if (is_header(name, "sec-websocket-extensions"))
    return fail(ErrorKind::usage, "extensions cannot be offered by a header",
                "--compression offers permessage-deflate");
  constexpr std::array<std::string_view, 5> own{"host", "connection", "upgrade", "sec-websocket-key",
                                                "sec-websocket-version"};
  if (std::find(own.begin(), own.end(), lower(name)) != own.end()) {
    return fail(ErrorKind::usage,
                "the header \"" + name + "\" follows from the URL and the WebSocket handshake and cannot be set");
  }
  return std::pair(name, std::string(value));
}

bool is_header(std::string_view name, std::string_view lower_case) { return lower(name) == lower_case; }

bool is_http_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_credential_header(std::string_view name) {
  const std::string text = lower(name);
  for (const std::string_view part : {"auth", "cookie", "token", "secret", "key", "password"}) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace loadtest
