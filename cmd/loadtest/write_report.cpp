#include "loadtest/write_report.h"

#include <unistd.h>

#include "loadtest/problems.h"
#include "loadtest/terminal.h"

namespace loadtest {

ExitCode write_report(std::string_view who, const Report& report, std::span<const std::unique_ptr<ReportSink>> sinks,
                      const OutputOptions& output) {
  bool written = true;
  for (const auto& sink : sinks) {
    if (const auto done = sink->write(report); !done) {
      tell_line(who, done.error().line(), report.redactor, LogLevel::error);
      written = false;
    }
  }
  const ConsoleStyle style{.color = output.color && color_welcome(STDOUT_FILENO),
                           .unicode = unicode_locale(),
                           .quiet = output.quiet,
                           .verbose = output.verbose,
                           .columns = text_columns(STDOUT_FILENO, usual_columns)};
  if (!print_out(output.json ? result_json(report) : console_summary(report, style))) {
    tell_line(who, "the summary could not be written to standard output", {}, LogLevel::error);
    written = false;
  }
  return written ? report.verdict.exit_code : ExitCode::not_carried_out;
}

}  // namespace loadtest
