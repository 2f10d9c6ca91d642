#pragma once

#include <string>
#include <string_view>

namespace loadtest {

std::string_view tool_version();
std::string_view tool_commit();

/// What --version prints: version, commit, compiler and libraries.
std::string version_text();

}  // namespace loadtest
