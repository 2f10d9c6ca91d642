#include "target/chat_path.h"

#include <charconv>

namespace loadtest::target {

namespace {

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.size() > key.size() && pair.starts_with(key) && pair[key.size()] == '=') {
      return percent_decode(pair.substr(key.size() + 1));
    }
  }
  return {};
}

}  // namespace

std::optional<ChatPath> parse_chat_path(std::string_view resource, std::string_view base) {
  const std::size_t question = resource.find('?');
  std::string_view path = resource.substr(0, question);
  if (!path.starts_with(base)) return std::nullopt;
  path.remove_prefix(base.size());
  if (!path.starts_with("/ws/")) return std::nullopt;
  path.remove_prefix(4);
  if (path.empty() || path.find('/') != std::string_view::npos) return std::nullopt;
  const std::string_view query = question == std::string_view::npos ? "" : resource.substr(question + 1);
  return ChatPath{percent_decode(path), query_value(query, "token")};
}

}  // namespace loadtest::target
