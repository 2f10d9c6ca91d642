#pragma once

#include <string>

#include "report/json_writer.h"
#include "report/report.h"

namespace loadtest {

/// The members of a comparison, into an object that is open: the result file's `comparison`, or a file of its own.
void write_comparison(JsonWriter&, const RunComparison&, const Redactor&);

/// A file of its own, format "loadtest.comparison/1". The report must hold a comparison.
std::string comparison_json(const Report&);

}  // namespace loadtest
