#pragma once

#include <string>
#include <vector>

#include "archive/segment_sum.h"
#include "report/report.h"

namespace loadtest {

/// In what the scenarios of two results differ, for people: "track ws: users 30, not 60". What says nothing of the load
/// or of how it is judged (name, labels, threads) does not count.
std::vector<std::string> scenario_differences(const Report& first, const Report& other, const MayDiffer&);

/// The same of the tracks alone: which there are, what load they make, with which options.
std::vector<std::string> track_differences(const Report& first, const Report& other, const MayDiffer&);

}  // namespace loadtest
