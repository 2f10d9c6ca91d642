#pragma once

#include <string>
#include <string_view>

namespace loadtest {

std::string_view tool_version();
std::string_view tool_commit();
/// Of the commit, or where there is none of the build: 2026-11-23.
std::string_view tool_date();

/// What --version prints: version, commit, compiler and libraries.
std::string version_text();

}  // namespace loadtest
