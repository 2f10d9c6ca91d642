#pragma once

#include "archive/json_spot.h"
#include "report/report.h"

namespace loadtest {

/// The root of a result file as a report. What is wrong is noted at the spot.
Report read_report(const JsonSpot& root);

}  // namespace loadtest
