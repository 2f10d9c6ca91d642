#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/option.h"
#include "core/secret.h"
#include "judge/interference.h"
#include "judge/verdict.h"
#include "stats/run_result.h"

namespace loadtest {

/// One track of the effective scenario, secrets already masked.
struct ShownTrack {
  std::string name, workload;
  std::vector<std::pair<std::string, std::string>> load;     // "users" -> "100", "think_time" -> "2s"
  std::vector<std::pair<std::string, std::string>> options;  // as given or by default
  std::optional<std::uint64_t> starts_max{};                 // the count that ends it
};

/// Everything that any output shows; all sinks read this one value.
struct Report {
  std::string tool_version, tool_commit;
  std::string id, name, command;
  std::map<std::string, std::string> labels;
  std::uint64_t seed = 0;
  unsigned threads = 1;
  std::string segment = "0/1";
  unsigned host_cpus = 0;
  std::uint64_t host_memory_bytes = 0;
  std::string host_os;
  bool embedded = false, strict = false, default_criteria = true;
  std::vector<ShownTrack> scenario;
  std::vector<std::string> thresholds;  // the user's
  std::vector<std::string> warnings;    // told before or during the run
  RunResult result;
  Verdict verdict;
  std::vector<Interference> interference;  // empty where the run has no phases to compare
  Redactor redactor;                       // applied by every sink to all that it writes
};

}  // namespace loadtest
