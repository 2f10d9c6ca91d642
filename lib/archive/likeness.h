#pragma once

#include <string>
#include <vector>

#include "archive/segment_sum.h"
#include "compare/compare_runs.h"

namespace loadtest {

/// Why two runs are not alike enough to be held against each other: another load, other phases or options. Seed,
/// thresholds and what may differ do not count.
std::vector<std::string> unlikeness(const Report& base, const Report& fresh, const MayDiffer&);
/// In what else they differ that may explain a change: the tool's version, the machine, the target's address.
std::vector<std::string> other_differences(const Report& base, const Report& fresh);

/// What of a run must be alike, in one line for people: "ws: users 20, duration 60s, … --dialogue pam". Runs of the
/// same text are alike.
std::string load_text(const Report&, const MayDiffer&);

/// What is compared of a finished run; `file` = how it is called in messages.
ComparableRun comparable_run(const Report&, std::string file);

}  // namespace loadtest
