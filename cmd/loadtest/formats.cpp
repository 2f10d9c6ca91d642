#include "loadtest/formats.h"

#include "page/html_report.h"
#include "report/file_formats.h"

namespace loadtest {
namespace {

constexpr ReportFormat formats[] = {
    {".json", "the result file", result_json},
    {".html", "a report that opens in any browser", html_report},
    {".xml", "JUnit, for CI servers", junit_xml},
    {".csv", "a row for each interval and operation", interval_csv},
    {".md", "a short summary in Markdown", markdown_summary},
    {".hgrm", "HdrHistogram's percentile distribution", percentile_distribution},
    {".hlog", "HdrHistogram's interval log", histogram_log},
    {".prom", "Prometheus' text format", metrics_text},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return formats; }

}  // namespace loadtest
