#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/error.h"
#include "engine/plan.h"
#include "stats/run_result.h"

namespace loadtest {

/// How far a run has come; for people who watch.
struct Progress {
  Nanos elapsed{0};  // since t0; negative while users connect before it
  Nanos planned{0};
  std::optional<Nanos> starts_in{};    // where t0 was given and is still to come
  const std::string* phase = nullptr;  // the current one, where there are several
  struct TrackNow {
    const std::string* name = nullptr;
    std::span<const OperationSpec> operations;
    std::uint32_t users = 0, users_asked = 0;
    const Interval* last = nullptr;                 // the latest whole second; null before the first
    std::uint64_t ok = 0, failed = 0, dropped = 0;  // of all started operations so far, connecting left out
  };
  std::vector<TrackNow> tracks;
};

class RunObserver {
 public:
  /// About once a second, on the thread that called run().
  virtual void on_progress(const Progress&) = 0;

 protected:
  ~RunObserver() = default;
};

/// `graceful` ends the starts and lets operations in flight finish; `now` also gives those up.
struct StopTokens {
  std::stop_token graceful, now;
};

/// Runs a plan to its end. Blocks. Workloads must have been prepared. Errors: a shard cannot begin (internal); the
/// plan's start_at had passed for too long before all was ready (target).
Result<RunResult> run(Plan&, RunObserver&, const StopTokens&);

}  // namespace loadtest
