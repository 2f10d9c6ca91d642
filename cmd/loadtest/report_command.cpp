#include "loadtest/report_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "archive/read_result.h"
#include "core/text.h"
#include "loadtest/load_options.h"
#include "loadtest/problems.h"
#include "loadtest/write_report.h"

namespace loadtest {
namespace {

constexpr std::string_view myself = "loadtest report";

// Of the options of a run, those that say how it is shown.
std::vector<OptionSpec> report_options() {
  std::vector<OptionSpec> options;
  for (const std::string_view name : {"out", "json", "quiet", "verbose", "no-color", "log-format"}) {
    const auto shared = shared_options();
    options.push_back(*std::find_if(shared.begin(), shared.end(), [&](const auto& o) { return o.name == name; }));
  }
  return options;
}

std::optional<Report> read_one(const std::vector<std::string>& files, Problems& problems) {
  if (files.size() != 1) {
    problems.push_back(
        {ErrorKind::usage,
         files.empty() ? "no result is given" : fmt::format("\"{}\" is one too many", escape_foreign(files[1])),
         "name one file that a run wrote by --out"});
    return std::nullopt;
  }
  auto report = read_result_file(files.front());
  if (report) return std::move(*report);
  problems.push_back(report.error());
  return std::nullopt;
}

// It was judged when it was measured; what is asked for here is that it is written.
ExitCode run_report(const CommandInput& input) {
  Problems problems = input.problems;
  const OutputOptions output = read_output_options(input, problems);
  const auto sinks = make_sinks(output, problems);
  const std::optional<Report> report = read_one(input.arguments, problems);
  if (!problems.empty()) return tell(myself, problems);
  bool written = write_files(myself, *report, sinks);
  const bool asked_for_more = output.json || output.quiet || output.verbose;
  if (sinks.empty() || asked_for_more) written = print_report(myself, *report, output) && written;
  return written ? ExitCode::passed : ExitCode::not_carried_out;
}

}  // namespace

Command report_command() {
  return {.name = "report",
          .summary = "write the result of a run in other formats, or print its summary again",
          .options = report_options(),
          .arguments = "RESULT",
          .examples = {"loadtest report run.json", "loadtest report run.json --out run.xml --out run.md"},
          .run = run_report};
}

}  // namespace loadtest
