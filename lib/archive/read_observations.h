#pragma once

#include <vector>

#include "archive/json_spot.h"
#include "core/observed.h"
#include "judge/finding.h"

namespace loadtest {

/// The value of "server".
Observations read_observations(const JsonSpot&);

/// The value of "findings".
std::vector<Finding> read_findings(const JsonSpot&);

}  // namespace loadtest
