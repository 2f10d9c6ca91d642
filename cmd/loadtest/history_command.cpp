#include "loadtest/history_command.h"

#include <fmt/format.h>

#include "core/text.h"
#include "core/units.h"
#include "history/history_outputs.h"
#include "loadtest/load_options.h"
#include "loadtest/may_differ.h"
#include "loadtest/problems.h"
#include "loadtest/write_report.h"
#include "report/output_file.h"

namespace loadtest {
namespace {

constexpr std::string_view historian = "loadtest history";

struct HistoryFormat {
  std::string_view ending;
  std::string (*text)(const History&);
};
constexpr HistoryFormat history_formats[] = {
    {".html", history_page}, {".json", history_json}, {".md", history_markdown}};

std::vector<OptionSpec> history_options() {
  return {{.name = "last", .value = "N", .fallback = "30", .help = "so many runs of each load", .group = "History"},
          {.name = "name",
           .value = "TEXT",
           .fallback = "(all)",
           .help = "only runs that were given this --name",
           .group = "History"},
          {.name = "label",
           .value = "K=V",
           .fallback = "",
           .help = "only runs with this label",
           .repeatable = true,
           .group = "History"},
          shared_option("out", "write the history; the format follows the ending: .html .json .md"),
          shared_option("json", "print the history as JSON in place of the summary"),
          shared_option("quiet", "print one line"),
          shared_option("no-color"),
          shared_option("log-format")};
}

HistoryFilter read_filter(const CommandInput& input, Problems& problems) {
  constexpr std::uint64_t runs_max = 1000;
  HistoryFilter filter;
  if (const auto last = parse_count(input.settings.get_or("last", "30"), 1, runs_max))
    filter.last = *last;
  else
    problems.push_back({ErrorKind::usage, "--last: " + last.error().message, last.error().hint});
  if (input.given.has("name")) filter.name = input.settings.get("name");
  for (const std::string& text : input.settings.all("label")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      problems.push_back(
          {ErrorKind::usage, fmt::format("--label: \"{}\" is not a label", escape_foreign(text)), "try branch=main"});
    else
      filter.labels[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return filter;
}

struct HistoryOutput {
  const HistoryFormat* format;
  OutputFile file;
};

std::vector<HistoryOutput> check_outputs(const OutputOptions& output, Problems& problems) {
  std::vector<HistoryOutput> files;
  for (const std::string& path : output.out) {
    const auto* const format = std::ranges::find(history_formats, ending_of(path), &HistoryFormat::ending);
    if (format == std::end(history_formats)) {
      problems.push_back(unknown_ending(path, ".html .json .md"));
    } else if (auto file = OutputFile::check(path)) {
      files.push_back({format, std::move(*file)});
    } else {
      problems.push_back(file.error());
    }
  }
  return files;
}

ExitCode run_history(const CommandInput& input) {
  Problems problems = input.problems;
  const OutputOptions output = read_output_options(input, problems);
  const HistoryFilter filter = read_filter(input, problems);
  const std::vector<HistoryOutput> files = check_outputs(output, problems);
  if (input.arguments.size() != 1)
    problems.push_back({ErrorKind::usage,
                        input.arguments.empty()
                            ? std::string("no folder is given")
                            : fmt::format("\"{}\" is one too many", escape_foreign(input.arguments[1])),
                        "name one folder of results"});
  if (!problems.empty()) return tell(historian, problems);
  const auto history = read_history(input.arguments.front(), filter, of_no_consequence);
  if (!history) return tell(historian, {history.error()});
  bool written = true;
  for (const HistoryOutput& one : files) {
    if (const auto done = one.file.write(one.format->text(*history)); !done) {
      tell_line(historian, done.error().line());
      written = false;
    }
  }
  if (!print_out(output.json ? history_json(*history) : history_summary(*history, console_style(output))))
    written = false;
  return written ? ExitCode::passed : ExitCode::not_carried_out;
}

}  // namespace

Command history_command() {
  return {.name = "history",
          .summary = "show how figures went over the results in a folder, and since when they are others",
          .options = history_options(),
          .arguments = "DIR",
          .examples = {"loadtest history nightly/", "loadtest history nightly/ --label branch=main --out history.html"},
          .run = run_history};
}

}  // namespace loadtest
