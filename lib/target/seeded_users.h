#pragma once

#include <span>
#include <string_view>

namespace loadtest::target {

/// The ids of the users that seed.sql makes, in its order.
std::span<const std::string_view> seeded_users();

/// The one of them whom a chat speaks for: the id in its path where that is one of them, in either case; otherwise one
/// that is always the same for this id. "user-0" … "user-999" are all different ones.
std::string_view seeded_user_of(std::string_view id);

}  // namespace loadtest::target
