#include "loadtest/compare_command.h"

#include <fmt/format.h>

#include "archive/read_result.h"
#include "core/text.h"
#include "loadtest/baseline.h"
#include "loadtest/comparison_options.h"
#include "loadtest/load_options.h"
#include "loadtest/problems.h"
#include "loadtest/version.h"
#include "loadtest/write_report.h"
#include "page/comparison_page.h"
#include "report/comparison_json.h"
#include "report/comparison_markdown.h"
#include "report/comparison_section.h"
#include "report/sink.h"

namespace loadtest {
namespace {

constexpr std::string_view comparer = "loadtest compare";

constexpr ReportFormat comparison_formats[] = {
    {".json", "the comparison, for scripts", comparison_json},
    {".html", "the comparison with both percentile curves", comparison_page},
    {".md", "the comparison, for a pull request", comparison_markdown},
};

std::vector<OptionSpec> compare_options() {
  return {{.name = "new",
           .value = "FILE",
           .fallback = "(the second file)",
           .help = "a result to hold against the base; all files without an option are then of the base",
           .repeatable = true,
           .group = "Comparison"},
          {max_regression_option},
          {.name = "force",
           .value = "",
           .fallback = "",
           .help = "compare runs of another load or scenario all the same; that is told in every output",
           .group = "Comparison"},
          shared_option("out", "write the comparison; the format follows the ending: .html .json .md"),
          shared_option("json", "print the comparison as JSON in place of the summary"),
          shared_option("quiet"),
          shared_option("verbose", "all measures of all operations"),
          shared_option("no-color"),
          shared_option("log-format")};
}

struct ComparedFiles {
  std::vector<std::string> base, fresh;
};

ComparedFiles read_files(const CommandInput& input, Problems& problems) {
  const auto named = input.settings.all("new");
  ComparedFiles files{input.arguments, {named.begin(), named.end()}};
  const auto refuse = [&](std::string what) {
    problems.push_back({ErrorKind::usage, std::move(what),
                        "try loadtest compare BASE NEW, or loadtest compare BASE... --new NEW --new NEW"});
  };
  if (files.base.empty()) {
    refuse("no base is given");
  } else if (files.fresh.empty() && files.base.size() != 2) {
    refuse(files.base.size() == 1 ? "nothing is given to hold against the base"
                                  : fmt::format("which of the {} files are the new ones?", files.base.size()));
  } else if (files.fresh.empty()) {
    files.fresh.push_back(files.base.back());
    files.base.pop_back();
  }
  return files;
}

void add_new_runs(const std::vector<std::string>& files, bool force, Baseline& baseline, Problems& problems) {
  for (const std::string& path : files) {
    const auto report = read_result_file(path);
    if (!report) {
      problems.push_back(report.error());
    } else if (!baseline.empty()) {
      const std::string shown = escape_foreign(path);
      baseline.check(*report, shown, force ? Baseline::Unlike::told : Baseline::Unlike::refused, problems);
      baseline.add(*report, shown);
    }
  }
}

ExitCode run_compare(const CommandInput& input) {
  Problems problems = input.problems;
  const OutputOptions output = read_output_options(input, problems);
  const ComparedFiles files = read_files(input, problems);
  const ReportSinks sinks = make_sinks(output, problems, comparison_formats);
  if (!problems.empty()) return tell(comparer, problems);
  const bool force = input.given.has("force");
  Baseline baseline(files.base, output.limits, force ? Baseline::Unlike::told : Baseline::Unlike::refused, problems);
  add_new_runs(files.fresh, force, baseline, problems);
  if (!problems.empty()) return tell(comparer, problems);
  Report report;
  report.tool_version = tool_version();
  report.tool_commit = tool_commit();
  report.command = input.shown;
  report.comparison = baseline.compare();
  bool written = write_files(comparer, report, sinks);
  if (!print_out(output.json ? comparison_json(report) : comparison_summary(report, console_style(output)))) {
    tell_line(comparer, "the comparison could not be written to standard output");
    written = false;
  }
  if (!written) return ExitCode::not_carried_out;
  return report.comparison->regressed() ? ExitCode::criterion_failed : ExitCode::passed;
}

}  // namespace

Command compare_command() {
  return {
      .name = "compare",
      .summary = "hold a result against a baseline: what got better, stayed, got worse",
      .options = compare_options(),
      .arguments = "BASE... NEW",
      .examples = {"loadtest compare main.json branch.json",
                   "loadtest compare main-*.json --new b1.json --new b2.json --new b3.json --max-regression p95=10%"},
      .run = run_compare};
}

}  // namespace loadtest
