#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadtest::target {

/// Who asks for a socket, as the path and the query tell.
struct ChatPath {
  std::string user, token;
};

/// Reads `{base}/ws/{user_id}?token=…`, %XX resolved. nullopt for any other path.
std::optional<ChatPath> parse_chat_path(std::string_view resource, std::string_view base);

}  // namespace loadtest::target
