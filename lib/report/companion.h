#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/report.h"
#include "stats/progress.h"

namespace loadtest {

/// What a companion may ask of a run while it lasts, from any thread.
class RunSteering {
 public:
  /// Ends it gracefully, as SIGINT does.
  virtual void stop() = 0;
  /// So many users of this track at most are there from now on: within what Progress says of it, else nothing happens.
  virtual void hold_users(std::size_t track, std::uint32_t users) = 0;

 protected:
  ~RunSteering() = default;
};

/// Accompanies a run without taking part in it: a dashboard, an exporter. All calls come on the main thread and return
/// at once; what takes time happens on threads of the companion's own. Nothing that goes wrong with it touches the run
/// or its verdict: it is told as a remark.
class RunCompanion {
 public:
  virtual ~RunCompanion() = default;
  /// Once, when the targets are reached and the load is about to begin. The report has everything that is known so far:
  /// no figures, no verdict. The steering lasts until finish().
  virtual void on_start(const Report& described, RunSteering&) = 0;
  /// Some four times a second. A search shows one run after another, `elapsed` begins anew with each.
  virtual void on_progress(const Progress&) = 0;
  /// The finished, judged run.
  virtual void on_report(const Report&) = 0;
  /// In its place, where the run could not be carried out, also before on_start(): why, secrets taken out.
  virtual void on_failure(const Report& /*described*/, const std::string& /*why*/) {}
  /// The end has come: what takes time begins here, so that all companions take it together.
  virtual void begin_finish() {}
  /// The last call: sends what it still has, for a second or two at most. What the user should know, such as how much
  /// was dropped and why; secrets taken out.
  virtual std::vector<std::string> finish() = 0;
};

}  // namespace loadtest
