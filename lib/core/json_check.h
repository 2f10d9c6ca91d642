#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace loadtest {

/// Where a text stops being JSON (RFC 8259), as an offset; nullopt where it is one whole value. Nested at most 64 deep;
/// that its bytes are UTF-8 is not asked.
std::optional<std::size_t> json_wrong_at(std::string_view text);

}  // namespace loadtest
