#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/exit_code.h"
#include "loadtest/load_options.h"
#include "report/report.h"
#include "report/sink.h"

namespace loadtest {

/// Files and standard output get the report: everything is written that can be, whatever of it fails. The exit code of
/// its verdict, or that something could not be written.
ExitCode write_report(std::string_view who, const Report&, std::span<const std::unique_ptr<ReportSink>>,
                      const OutputOptions&);

}  // namespace loadtest
