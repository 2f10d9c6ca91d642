#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadtest {

/// The bytes that "0a 1b2c" writes; blanks between bytes are passed over. nullopt where it is no such text.
std::optional<std::string> decode_hex(std::string_view text);

/// The bytes that standard base64 (RFC 4648) writes; blanks and line ends are passed over.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace loadtest
