#pragma once

#include <memory>
#include <vector>

#include "engine/plan.h"
#include "loadtest/observe_options.h"
#include "observe/observer.h"

namespace loadtest {

/// All who look at something beside the load of a run.
class Observers {
 public:
  /// Those that the options ask for, and those of what the plan's tracks put load on: after the targets are reached.
  Observers(const ObserveOptions&, Plan&);
  void begin();
  /// What they saw, and what the workloads themselves noted; before these clean up. `stopped` by somebody, who does not
  /// want to wait.
  Observations end(TimePoint t0, bool stopped, const Redactor&);

 private:
  Plan& plan_;
  std::vector<std::unique_ptr<Observer>> all_;
};

}  // namespace loadtest
