#include "loadtest/version.h"

#include <fmt/format.h>

namespace loadtest {

std::string_view tool_version() { return LOADTEST_VERSION; }
std::string_view tool_commit() { return LOADTEST_COMMIT; }
std::string_view tool_date() { return LOADTEST_DATE; }

std::string version_text() {
#ifdef __clang__
  constexpr std::string_view compiler = "";  // its __VERSION__ has the name
#else
  constexpr std::string_view compiler = "GCC ";
#endif
  return fmt::format("loadtest {} (commit {})\ncompiler: {}{}\nlibraries: {}\n", tool_version(), tool_commit(),
                     compiler, __VERSION__, LOADTEST_LIBRARIES);
}

}  // namespace loadtest
