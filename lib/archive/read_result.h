#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "report/report.h"

namespace loadtest {

/// The report of which a result file was written: written again it is the same text. Secrets were masked then, so it
/// has none to mask. Errors (usage): not JSON, another format, something missing or contradictory, with its place.
Result<Report> read_result(std::string_view json);

/// The same of a file, also of an HTML report, which has its result in it; errors name it.
Result<Report> read_result_file(const std::string& path);

}  // namespace loadtest
