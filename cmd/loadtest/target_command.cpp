#include "loadtest/target_command.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "loadtest/database_keeper.h"
#include "loadtest/load_options.h"
#include "loadtest/open_files.h"
#include "loadtest/problems.h"
#include "loadtest/target_service.h"

namespace loadtest {

namespace {

// A parent reads our standard output alone.
ExitCode report(const Problems& problems, int parent_pipe) {
  if (parent_pipe < 0) return tell("loadtest target", problems);
  for (const Error& problem : problems) print_out(fmt::format("error: {}\n", escape_foreign(problem.line(), 1000)));
  return exit_code(problems);
}

Status serve(target::TargetConfig config, const std::optional<target::PostgresOptions>& database, int parent_pipe) {
  auto service = TargetService::make(std::move(config), database, parent_pipe);
  return service ? (*service)->serve() : tl::unexpected(service.error());
}

ExitCode run_target(const CommandInput& input) {
  Problems problems = input.problems;
  target::TargetConfig config = target::read_target_config(input.settings, problems);
  const bool keeps_database = input.settings.has("keep-database");
  Settings settings = input.settings;
  if (keeps_database) settings.set("with-db", "");
  const auto database = target::read_postgres_options(settings, input.given, problems);
  check_log_format(input, problems);
  int parent_pipe = -1;
  if (const auto text = input.settings.get("parent-pipe")) {
    if (const auto fd = parse_count(*text, 3, 1'000'000)) {
      parent_pipe = static_cast<int>(*fd);
    } else {
      problems.push_back({ErrorKind::usage, "--parent-pipe: " + fd.error().message, {}});
    }
  }
  if (!problems.empty()) return report(problems, parent_pipe);

  if (const auto files = reserve_open_files(0, 1); !files) return report({files.error()}, parent_pipe);
  signal(SIGPIPE, SIG_IGN);  // whoever reads our output may be gone before us
  const Status served =
      keeps_database ? keep_database(*database, parent_pipe) : serve(std::move(config), database, parent_pipe);
  if (!served) return report({served.error()}, parent_pipe);
  return ExitCode::passed;
}

}  // namespace

Command target_command() {
  const auto options = target::target_options();
  const auto database = target::postgres_options();
  Command command{.name = "target",
                  .summary = "serve the reference backend until stopped",
                  .options = {options.begin(), options.end()},
                  .examples = {"loadtest target --port 8000", "loadtest target --latency 200ms --jitter 50ms",
                               "loadtest target --stall-every 10s --stall-for 2s", "loadtest target --with-db",
                               "loadtest target --processes 4 --port 8000"},
                  .run = run_target};
  command.options.insert(command.options.end(), database.begin(), database.end());
  const auto shared = shared_options();
  command.options.push_back(
      *std::find_if(shared.begin(), shared.end(), [](const OptionSpec& one) { return one.name == "log-format"; }));
  command.options.back().help = "json: every line on standard error is one JSON object of time, level, who and message";
  // Without help text they are not shown: only ChildService uses them.
  command.options.push_back({.name = "parent-pipe", .value = "FD", .fallback = "(none)", .help = ""});
  command.options.push_back({.name = "keep-database", .value = "", .fallback = "", .help = ""});
  return command;
}

}  // namespace loadtest
