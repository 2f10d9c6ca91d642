#pragma once

#include <vector>

#include "archive/json_spot.h"
#include "judge/coincidence.h"

namespace loadtest {

/// The value of the result file's `coincidences`.
std::vector<Coincidence> read_coincidences(const JsonSpot&);

}  // namespace loadtest
