#pragma once

#include "compare/comparison.h"
#include "judge/verdict.h"

namespace loadtest {

/// The verdict on a run that was held against a baseline: a regression fails it, where it can be believed at all. With
/// `strict` so does a warning of the comparison.
Verdict with_regressions(Verdict, const RunComparison&, bool strict);

}  // namespace loadtest
