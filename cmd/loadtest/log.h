#pragma once

#include <string>

namespace loadtest {

/// Sends what spdlog is told to standard error, warnings only unless `verbose`, nothing of it where `quiet`; to a log
/// file, where one is named, everything.
struct LogOptions {
  std::string who;  // "loadtest ws"
  std::string file;
  bool quiet = false, verbose = false;
};
void start_logging(const LogOptions&);

}  // namespace loadtest
