#pragma once

#include <optional>
#include <string_view>

namespace loadtest {

/// The result that an HTML report carries in its element <script type="application/json" id="loadtest-result">; nullopt
/// of a text that has none. A part of `text`.
std::optional<std::string_view> embedded_result(std::string_view text);

}  // namespace loadtest
