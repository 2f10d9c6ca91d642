#pragma once

#include <optional>
#include <string>

#include "engine/engine.h"
#include "loadtest/companions.h"
#include "loadtest/live_observer.h"
#include "loadtest/observers.h"
#include "loadtest/prepared_run.h"
#include "loadtest/signals.h"
#include "loadtest/steering.h"

namespace loadtest {

/// A run at one level, and what was seen meanwhile.
struct SeenRun {
  RunResult result;
  Observations observations{};
};

/// What a search and a sweep have in common: one short run of a prepared scenario after another, in front of the same
/// audience, until all are made or somebody stops them.
class LevelRuns {
 public:
  LevelRuns(const RunRequest&, PreparedRun&, Companions&);

  /// Runs the prepared plan with the load and phases of this scenario, which is the prepared one at one level.
  Result<SeenRun> run(const Scenario& at, const std::string& shown_level);
  /// Waits until what the run gave up is gone from the target, or until somebody stops it all.
  void drain_after(const RunResult&);
  std::optional<StopReason> stopped_by() const { return signals_.stopped_by(); }
  /// A line for people.
  void tell(const std::string& said) const;

 private:
  const RunRequest& request_;
  PreparedRun& prepared_;
  Signals signals_;    // before the observer, which looks at its token
  Steering steering_;  // nobody holds the users: how many there are is what is tried
  CompanionsEnd companions_end_;
  Observers observers_;
  LiveObserver observer_;
  Audience audience_;
};

/// Its thirds served to judge it alone.
void make_one_phase(RunResult&);

/// Cleans up, tells what came of that; where `done` is an error, tells it and everybody who looks on.
std::optional<ExitCode> end_level_runs(const RunRequest&, PreparedRun&, Companions&, const Status& done);

/// Shows and writes the report of what was made of the levels.
ExitCode report_level_runs(const RunRequest&, const PreparedRun&, Companions&, const Report&);

}  // namespace loadtest
