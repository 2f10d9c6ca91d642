#include "loadtest/help.h"

#include <fmt/format.h>

#include "loadtest/help_text.h"

namespace loadtest {
namespace {

constexpr std::size_t width = 100, left = 30;

// Words of `text` filled into lines from column `left` on; the first line begins where `out` ends.
void fill(std::string& out, std::string_view text) {
  std::size_t column = left;
  bool first = true;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!first && column + 1 + word.size() > width) {
      out += "\n" + std::string(left, ' ');
      column = left;
      first = true;
    }
    out += (first ? "" : " ") + std::string(word);
    column += word.size() + (first ? 0 : 1);
    first = false;
  }
  out += '\n';
}

void row(std::string& out, std::string_view name, std::string_view text) {
  out += fmt::format("  {:<{}}", name, left - 2);
  if (name.size() + 3 > left) out += "\n" + std::string(left, ' ');
  fill(out, text);
}

std::string explanation(const OptionSpec& option) {
  std::string text(option.help);
  if (option.repeatable) text += "; repeatable";
  const std::string standing_in = default_text(option);
  return standing_in.empty() ? text : fmt::format("{} [{}]", text, standing_in);
}

}  // namespace

std::string overview(std::span<const Command> commands) {
  std::string out = fmt::format("loadtest: {}\n\nUsage: loadtest COMMAND [OPTIONS]\n\nCommands:\n", tool_summary);
  for (const Command& command : commands) row(out, command.name, command.summary);
  row(out, "help [COMMAND]", "show this help, or that of a command");
  out += "\nOptions:\n";
  row(out, "--help", help_option);
  row(out, "--version", "version, commit, compiler and libraries");
  out += "\nExamples:\n";
  for (const Command& command : commands) {
    if (!command.examples.empty()) out += fmt::format("  {}\n", command.examples.front());
  }
  return out;
}

std::string command_help(const Command& command) {
  std::string out = fmt::format("loadtest {}: {}\n\n", command.name, command.summary);
  if (!command.arguments.empty())
    out += fmt::format("Usage: loadtest {} {} [OPTIONS]\n\n", command.name, command.arguments);
  out += "Examples:\n";
  for (const std::string_view example : command.examples) out += fmt::format("  {}\n", example);
  for (const std::string_view title : headings(command.options)) {
    std::string rows;
    for (const OptionSpec& option : command.options) {
      if (heading(option) == title && !option.help.empty()) row(rows, usage(option), explanation(option));
    }
    if (!rows.empty()) out += fmt::format("\n{}:\n{}", title, rows);
  }
  out += "\nHelp:\n";
  row(out, "--help", help_option);
  out +=
      "\nA value may also be written --option=VALUE. In brackets: what stands in for an option that is not\n"
      "typed; $NAME is read from the environment.\n";
  out += "\nExit codes, the first that applies:\n";
  for (const auto& [code, meaning] : exit_code_texts) row(out, code, meaning);
  return out;
}

}  // namespace loadtest
