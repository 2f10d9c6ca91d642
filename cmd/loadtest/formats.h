#pragma once

#include <span>

#include "report/sink.h"

namespace loadtest {

/// Every format that a report can be written as: what --out takes.
std::span<const ReportFormat> report_formats();

}  // namespace loadtest
