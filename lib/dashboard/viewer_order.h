#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace loadtest {

/// What a viewer says, one line a message. The first must be its token:
///   token HEX        it looks on
///   token HEX page   the same, and gets the page that shows it all
///   stop             ends the run gracefully
///   hold TRACK N     so many users of the track (its number, from 0) at most from now on
struct TokenOrder {
  std::string_view token;
  bool wants_page = false;
};
struct StopOrder {};
struct HoldOrder {
  std::size_t track = 0;
  std::uint32_t users = 0;
};
using ViewerOrder = std::variant<std::monostate, TokenOrder, StopOrder, HoldOrder>;

/// Nothing, where it is none of these. The views are of `text`.
ViewerOrder parse_order(std::string_view text);

}  // namespace loadtest
