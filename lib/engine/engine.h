#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/error.h"
#include "engine/held_users.h"
#include "engine/plan.h"
#include "stats/progress.h"
#include "stats/run_result.h"

namespace loadtest {

class RunObserver {
 public:
  /// Some four times a second and once at the end, on the thread that called run(): whoever looks on must not make it
  /// wait.
  virtual void on_progress(const Progress&) = 0;

 protected:
  ~RunObserver() = default;
};

/// `graceful` ends the starts and lets operations in flight finish; `now` also gives those up.
struct StopTokens {
  std::stop_token graceful, now;
};

/// Runs a plan to its end. Blocks. Workloads must have been prepared. Errors: a shard cannot begin (internal); the
/// plan's start_at had passed for too long before all was ready (target). `by_hand`: who may change the number of users
/// meanwhile; null = nobody.
Result<RunResult> run(Plan&, RunObserver&, const StopTokens&, HeldUsers* by_hand = nullptr);

}  // namespace loadtest
