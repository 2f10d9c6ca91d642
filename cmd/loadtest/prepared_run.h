#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/secret.h"
#include "judge/criteria.h"
#include "loadtest/embedded_target.h"
#include "loadtest/production_guard.h"
#include "loadtest/run_scenario.h"
#include "report/sink.h"
#include "scenario/planner.h"

namespace loadtest {

/// Everything that a run needs, checked before anything is started.
class PreparedRun {
 public:
  /// Where `problems` come, nothing was started and nothing may be.
  PreparedRun(Scenario, const OutputOptions&, Problems& problems);

  /// Starts the embedded target where one is asked for and reaches every target.
  Status reach_targets();

  const Scenario& scenario() const { return scenario_; }
  const Redactor& redactor() const { return redactor_; }
  /// What the user should know: told so far.
  std::vector<std::string> warnings() const;
  void warn(std::string warning) { remarks_.warnings.push_back(std::move(warning)); }
  const std::vector<std::string>& notes() const { return remarks_.notes; }
  const std::vector<Criterion>& criteria() const { return criteria_; }
  /// Of a track that had nothing to do.
  void drop_criteria_of(const std::string& track) {
    std::erase_if(criteria_, [&](const Criterion& one) { return one.threshold.track == track; });
  }
  const std::vector<std::unique_ptr<ReportSink>>& sinks() const { return sinks_; }
  /// What the production guard said; where it refused, nothing may be started.
  const GuardSays& guard() const { return guard_; }
  Plan& plan() { return planned_->plan; }
  /// Leaves nothing at the targets; the remarks that came of it.
  Remarks clean_up() noexcept;

 private:
  Scenario scenario_;
  Redactor redactor_;
  std::vector<Criterion> criteria_;
  std::vector<std::unique_ptr<ReportSink>> sinks_;
  std::unique_ptr<EmbeddedTarget> embedded_;  // outlives the sessions with it
  std::optional<PlannedRun> planned_;
  GuardSays guard_;
  Remarks remarks_;
};

}  // namespace loadtest
