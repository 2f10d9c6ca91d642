#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compare/comparison.h"
#include "core/instant.h"
#include "core/observed.h"
#include "core/option.h"
#include "core/secret.h"
#include "core/shard_slot.h"
#include "judge/coincidence.h"
#include "judge/finding.h"
#include "judge/interference.h"
#include "judge/search_outcome.h"
#include "judge/sweep_outcome.h"
#include "judge/verdict.h"
#include "stats/run_result.h"

namespace loadtest {

/// One track of the effective scenario, secrets already masked.
struct ShownTrack {
  std::string name, workload;
  std::vector<std::pair<std::string, std::string>> load;     // "users" -> "100", "think_time" -> "2s"
  std::vector<std::pair<std::string, std::string>> options;  // as given or by default
  std::optional<std::uint64_t> starts_max{};                 // the count that ends it
  bool embedded = false;                                     // its target was started for the run
};

/// Where a part of a sum came from: one generator's run.
struct SegmentOrigin {
  ShardSlot segment;
  std::string run_id, host;
  Instant started_at{};
  Nanos measured{0};
  StopReason stop_reason = StopReason::completed;
  bool trustworthy = true;
  std::vector<std::string> reasons;  // why not
  double lag_p99_ms = 0;
  std::uint64_t peak_rss_bytes = 0;
};

/// Everything that any output shows; all sinks read this one value.
struct Report {
  std::string tool_version, tool_commit;
  std::string id, name, command;
  std::map<std::string, std::string> labels;
  std::uint64_t seed = 0;
  unsigned threads = 1;
  ShardSlot segment{};
  std::vector<SegmentOrigin> segments{};  // of a sum
  std::string host_name;
  unsigned host_cpus = 0;
  std::uint64_t host_memory_bytes = 0;
  std::string host_os;
  bool embedded = false, strict = false, default_criteria = true;
  std::vector<ShownTrack> scenario;
  std::vector<std::string> thresholds;  // the user's
  std::vector<std::string> warnings;    // told before or during the run
  RunResult result;
  Verdict verdict;
  std::optional<SearchOutcome> search{};      // of one that searched; `result` is that of the level found
  std::optional<SweepOutcome> sweep{};        // of one; `result` is that of the run that it shows
  std::optional<RunComparison> comparison{};  // with a baseline, where there is one
  std::vector<Interference> interference;     // empty where the run has no phases to compare
  std::vector<Coincidence> coincidences{};    // of slow answers with what the database said
  Observations observations;                  // what others said while the run lasted
  std::vector<Finding> findings;              // causes, the gravest first
  Redactor redactor;                          // applied by every sink to all that it writes
};

}  // namespace loadtest
