#include "loadtest/formats.h"

#include "page/html_report.h"

namespace loadtest {
namespace {

constexpr ReportFormat formats[] = {
    {".json", "the result file", result_json},
    {".html", "a report that opens in any browser", html_report},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return formats; }

}  // namespace loadtest
