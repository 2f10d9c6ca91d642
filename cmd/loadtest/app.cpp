#include "loadtest/app.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "loadtest/combined_command.h"
#include "loadtest/compare_command.h"
#include "loadtest/completion.h"
#include "loadtest/explain_command.h"
#include "loadtest/flags.h"
#include "loadtest/help.h"
#include "loadtest/hide_secrets.h"
#include "loadtest/history_command.h"
#include "loadtest/import_command.h"
#include "loadtest/log_line.h"
#include "loadtest/merge_command.h"
#include "loadtest/problems.h"
#include "loadtest/report_command.h"
#include "loadtest/run_command.h"
#include "loadtest/scenario_schema.h"
#include "loadtest/target_command.h"
#include "loadtest/terminal.h"
#include "loadtest/version.h"
#include "loadtest/workload_command.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

std::vector<Command> command_table() {
  std::vector<Command> commands;
  for (const WorkloadType* type : workload_catalog()) commands.push_back(workload_command(*type));
  commands.push_back(combined_command());
  commands.push_back(run_command());
  commands.push_back(validate_command());
  commands.push_back(target_command());
  commands.push_back(report_command());
  commands.push_back(merge_command());
  commands.push_back(compare_command());
  commands.push_back(history_command());
  commands.push_back(explain_command());
  commands.push_back(import_command());
  return commands;
}

const Command* find_command(std::span<const Command> commands, std::string_view name) {
  const auto found = std::find_if(commands.begin(), commands.end(), [&](const auto& c) { return c.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

ExitCode print(std::string_view text) {
  if (print_out(text)) return ExitCode::passed;
  tell_line("loadtest", "standard output cannot be written", {}, LogLevel::error);
  return ExitCode::not_carried_out;
}

std::size_t help_columns() { return text_columns(STDOUT_FILENO, 80); }

ExitCode unknown(std::span<const Command> commands, std::string_view typed) {
  std::vector<std::string_view> names{"help", "--help", "--version"};
  for (const Command& command : commands) names.push_back(command.name);
  const std::string_view near = nearest(typed, names);
  const std::string_view what = typed.starts_with('-') ? "option" : "command";
  return tell("loadtest", {{ErrorKind::usage, fmt::format("\"{}\" is no {}", escape_foreign(typed), what),
                            near.empty() ? "see loadtest --help" : fmt::format("did you mean {}", near)}});
}

ExitCode completion(std::span<const Command> commands, std::string_view shell) {
  for (const ShellCompletion& one : shell_completions()) {
    if (one.shell == shell) return print(one.script(commands));
  }
  return tell("loadtest help", {{ErrorKind::usage, fmt::format("\"{}\" is no shell known here", escape_foreign(shell)),
                                 "try --completion bash, zsh or fish"}});
}

ExitCode help(std::span<const Command> commands, std::span<char*> arguments) {
  if (arguments.empty()) return print(overview(commands, help_columns()));
  const std::string_view topic = arguments.front();
  const bool of_shell = topic == "--completion";
  if (of_shell && arguments.size() == 1) return completion(commands, {});
  if (const std::size_t taken = of_shell ? 2 : 1; arguments.size() > taken) {
    return tell("loadtest help",
                {{ErrorKind::usage, fmt::format("\"{}\" is one too many", escape_foreign(arguments[taken])),
                  "try loadtest help COMMAND"}});
  }
  if (of_shell) return completion(commands, arguments[1]);
  if (topic == "--markdown") return print(markdown_help(commands));
  if (topic == "--findings") return print(findings_help());
  if (topic == "--schema") return print(scenario_schema());
  if (topic == "--man") return print(manual_page(commands));
  if (topic == "help" || topic == "--help" || topic == "-h") return print(overview(commands, help_columns()));
  const Command* command = find_command(commands, topic);
  return command ? print(command_help(*command, help_columns())) : unknown(commands, topic);
}

ExitCode run_command(const Command& command, std::span<char*> arguments) {
  ParsedFlags flags = parse_flags(command, arguments);
  hide_typed_secrets(flags.typed);
  if (flags.input.given.get("log-format") == "json") tell_as(LogFormat::json);  // also of what is wrong with the others
  flags.input.hidden = hide_environment_secrets(command);
  return flags.help ? print(command_help(command, help_columns())) : command.run(flags.input);
}

}  // namespace

ExitCode run_app(std::span<char*> arguments) {
  const std::vector<Command> commands = command_table();
  if (arguments.empty()) {
    put_error(overview(commands, help_columns()));
    return ExitCode::usage;
  }
  const std::string_view name = arguments.front();
  if (name == "help" || name == "--help" || name == "-h") return help(commands, arguments.subspan(1));
  if (name == "--version") return print(version_text());
  const Command* command = find_command(commands, name);
  return command ? run_command(*command, arguments.subspan(1)) : unknown(commands, name);
}

}  // namespace loadtest
