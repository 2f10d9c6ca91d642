#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// Standard base64 with padding (RFC 4648, section 4).
std::string base64_encode(const std::vector<unsigned char>&);
/// nullopt where the text is not base64.
std::optional<std::vector<unsigned char>> base64_decode(std::string_view);

}  // namespace loadtest
