#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loadtest {

/// What stands in a dialogue in place of a value that is another one each time, or that nobody may see: "{token}",
/// "{uuid}", "{now}", "{now_ms}", "{sequence}", "{user}". nullopt where the value can stay. `name` = the key, header or
/// parameter that it belongs to.
std::optional<std::string> place_for(std::string_view name, std::string_view value);

/// A text as a dialogue has it: "{" before a small letter doubled, for it would begin a place.
std::string without_places(std::string_view text);

/// The path of a URL with {user} and {token} where it has an id or a secret; what else may be secret is "CHANGE-ME".
std::string path_of(std::string_view url);

/// Whether this can be shown as the name of a subprotocol: some clients hide their token among them.
bool plain_subprotocol(std::string_view name);

}  // namespace loadtest
