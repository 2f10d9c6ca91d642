#pragma once

#include <span>

#include "compare/comparison.h"
#include "compare/regression_limit.h"
#include "compare/run_figures.h"

namespace loadtest {

/// A run to be compared. `doubt` = why it proves nothing; empty where it does.
struct ComparableRun {
  ComparedRun shown;
  RunFigures figures;
};

/// Holds every measure of the new runs against the base (docs/comparison.md says how). Limits name what is guarded;
/// none = p95 and success of what the load consists of. A run with a doubt is left out where its side has others.
RunComparison compare_runs(std::span<const ComparableRun> base, std::span<const ComparableRun> fresh,
                           std::span<const RegressionLimit>);

/// Limits that speak of nothing that these runs have.
Problems unknown_limits(std::span<const RegressionLimit>, const RunFigures&);

}  // namespace loadtest
