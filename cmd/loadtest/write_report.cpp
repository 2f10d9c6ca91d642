#include "loadtest/write_report.h"

#include <unistd.h>

#include "loadtest/github.h"
#include "loadtest/problems.h"
#include "loadtest/terminal.h"
#include "report/file_formats.h"

namespace loadtest {

ConsoleStyle console_style(const OutputOptions& output) {
  return {.color = output.color && color_welcome(STDOUT_FILENO),
          .unicode = unicode_locale(),
          .quiet = output.quiet,
          .verbose = output.verbose,
          .columns = text_columns(STDOUT_FILENO, usual_columns)};
}

ReportSinks make_sinks(const OutputOptions& output, Problems& problems, std::span<const ReportFormat> formats) {
  ReportSinks sinks;
  for (const std::string& path : output.out) {
    auto sink = make_file_sink(path, formats);
    if (sink)
      sinks.push_back(std::move(*sink));
    else
      problems.push_back(sink.error());
  }
  return sinks;
}

bool write_files(std::string_view who, const Report& report, std::span<const std::unique_ptr<ReportSink>> sinks) {
  bool written = true;
  for (const auto& sink : sinks) {
    if (const auto done = sink->write(report); !done) {
      tell_line(who, done.error().line(), report.redactor, LogLevel::error);
      written = false;
    }
  }
  return written;
}

bool print_report(std::string_view who, const Report& report, const OutputOptions& output) {
  if (print_out(output.json ? result_json(report) : console_summary(report, console_style(output)))) return true;
  tell_line(who, "the summary could not be written to standard output", {}, LogLevel::error);
  return false;
}

ExitCode write_report(std::string_view who, const Report& report, std::span<const std::unique_ptr<ReportSink>> sinks,
                      const OutputOptions& output) {
  const bool files = write_files(who, report, sinks);
  const bool printed = print_report(who, report, output);
  if (on_github(output)) tell_github(who, markdown_summary(report), annotations_of(report));
  return files && printed ? report.verdict.exit_code : ExitCode::not_carried_out;
}

}  // namespace loadtest
