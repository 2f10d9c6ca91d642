#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace loadtest {

enum class Severity : std::uint8_t { info, warning, critical };

/// A cause that a run's figures point to. Without evidence there is none.
struct Finding {
  std::string id;  // "pool-too-small"; loadtest explain tells its background
  Severity severity = Severity::warning;
  std::string title;                  // one line: what is wrong, with its figure
  std::vector<std::string> evidence;  // figures with their times, each a line
  std::vector<std::string> advice;    // what to try, the likeliest first
};

/// "info", "warning", "critical".
const char* severity_name(Severity);

}  // namespace loadtest
