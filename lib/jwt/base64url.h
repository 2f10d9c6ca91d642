#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadtest::jwt {

/// Base64 as tokens have it (RFC 4648, section 5), without padding.
std::string base64url_encode(std::string_view bytes);
/// Padding may follow. nullopt where a character does not belong there.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace loadtest::jwt
