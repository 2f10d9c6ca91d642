#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/exit_code.h"
#include "loadtest/formats.h"
#include "loadtest/load_options.h"
#include "report/report.h"
#include "report/sink.h"

namespace loadtest {

using ReportSinks = std::vector<std::unique_ptr<ReportSink>>;

/// How a summary is to look on standard output.
ConsoleStyle console_style(const OutputOptions&);

/// One for each --out, in the format that its ending tells. What cannot be written becomes a problem.
ReportSinks make_sinks(const OutputOptions&, Problems&, std::span<const ReportFormat> formats = report_formats());

/// Everything is written that can be, whatever of it fails and is told. True where all was.
bool write_files(std::string_view who, const Report&, std::span<const std::unique_ptr<ReportSink>>);

/// The summary, or the result as JSON, on standard output. False where that cannot be written, which is told.
bool print_report(std::string_view who, const Report&, const OutputOptions&);

/// A run's end: files, standard output and, where a pipeline looks on, what that is told. The exit code of its verdict,
/// or that something could not be written.
ExitCode write_report(std::string_view who, const Report&, std::span<const std::unique_ptr<ReportSink>>,
                      const OutputOptions&);

}  // namespace loadtest
