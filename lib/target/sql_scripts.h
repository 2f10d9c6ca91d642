#pragma once

#include <string_view>

namespace loadtest::target {

/// The SQL files of this folder, in the order in which they are run.
std::string_view schema_sql();
std::string_view seed_sql();
std::string_view keys_sql();

}  // namespace loadtest::target
