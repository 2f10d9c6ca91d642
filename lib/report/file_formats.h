#pragma once

#include <cstddef>
#include <string>

#include "report/report.h"

namespace loadtest {

// The texts of the files that a report is written as, beside the result file (report/sink.h): what is in each is told
// in docs/outputs.md. Pure: one report is one text, whether it comes from a run or from its result file.

/// JUnit: a test case for the verdict and one for each criterion.
std::string junit_xml(const Report&);

/// A row for each interval, track and operation (RFC 4180), inert in spreadsheets.
std::string interval_csv(const Report&);

/// A summary short enough for a pull request, in GitHub's Markdown. Never longer than `markdown_bytes_max`; foreign
/// text is inert.
constexpr std::size_t markdown_bytes_max = 64 * 1024;
std::string markdown_summary(const Report&);

/// HdrHistogram's percentile distribution of one operation: of the first track the one that sums up, else the first
/// that is started. Milliseconds.
std::string percentile_distribution(const Report&);

/// HdrHistogram's interval log, tagged "track.operation". Nanoseconds.
std::string histogram_log(const Report&);

/// The final figures for Prometheus and what reads its text format.
std::string metrics_text(const Report&);

}  // namespace loadtest
