#include "loadtest/help.h"

#include <fmt/format.h>

#include "loadtest/help_text.h"
#include "report/layout.h"

namespace loadtest {
namespace {

constexpr std::size_t overview_examples = 2;

/// Writes help in lines of so many columns.
class HelpPage {
 public:
  explicit HelpPage(std::size_t columns) : columns_(columns), left_(columns < narrow_below ? 6 : 30) {}

  void line(std::string_view text) { hang(text, 0); }
  void blank() { out_ += '\n'; }

  /// A name, and what is to be said of it in a column beside or below it.
  void row(std::string_view name, std::string_view text) {
    const bool beside = name.size() + 3 <= left_;
    out_ += beside ? fmt::format("  {:<{}}", name, left_ - 2) : fmt::format("  {}\n{:{}}", name, "", left_);
    const std::vector<std::string> lines = wrap(text, columns_ - left_);
    for (std::size_t i = 0; i < lines.size(); ++i) out_ += fmt::format("{:{}}{}\n", "", i == 0 ? 0 : left_, lines[i]);
  }

  /// A command to be typed or copied: where it is too long it goes on with the next option.
  void example(std::string_view text) {
    std::size_t indent = 2;
    while (indent + text.size() > columns_) {
      const std::size_t last = text.rfind(" --", columns_ - indent - 2), first = text.find(" --");
      const std::size_t at = last == std::string_view::npos ? first : last;
      if (at == std::string_view::npos) break;
      out_ += fmt::format("{:{}}{} \\\n", "", indent, text.substr(0, at));
      text.remove_prefix(at + 1);
      indent = 6;
    }
    out_ += fmt::format("{:{}}{}\n", "", indent, text);
  }

  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t narrow_below = 72;

  void hang(std::string_view text, std::size_t indent) {
    for (const std::string& one : wrap(text, columns_ - indent)) out_ += fmt::format("{:{}}{}\n", "", indent, one);
  }

  std::size_t columns_, left_;
  std::string out_;
};

std::string explanation(const OptionSpec& option) {
  std::string text(option.help);
  if (option.repeatable) text += "; repeatable";
  const std::string standing_in = default_text(option);
  return standing_in.empty() ? text : fmt::format("{} [{}]", text, standing_in);
}

}  // namespace

std::vector<EnvironmentText> option_environment(std::span<const Command> commands) {
  std::vector<EnvironmentText> met;
  for (const Command& command : commands) {
    for (const OptionSpec& option : command.options) {
      const auto same = [&](const EnvironmentText& one) { return one.name == option.environment; };
      if (option.environment.empty() || std::any_of(met.begin(), met.end(), same)) continue;
      met.push_back({option.environment, option.name});
    }
  }
  return met;
}

std::string overview(std::span<const Command> commands, std::size_t columns) {
  HelpPage page(columns);
  page.line(fmt::format("loadtest: {}", tool_summary));
  page.line("\nExamples:");
  for (std::size_t i = 0, shown = 0; i < commands.size() && shown < overview_examples; ++i) {
    if (commands[i].examples.empty()) continue;
    page.example(commands[i].examples.front());
    ++shown;
  }
  page.line("\nUsage: loadtest COMMAND [OPTIONS]");
  page.line("\nCommands:");
  for (const Command& command : commands) page.row(command.name, command.summary);
  page.row("help [COMMAND]", "show this help, or that of a command");
  page.line("\nOptions:");
  page.row("--help", help_option);
  page.row("--version", "version, commit, compiler and libraries");
  page.blank();
  page.line("More: man loadtest, loadtest help --markdown");
  return page.take();
}

std::string command_help(const Command& command, std::size_t columns) {
  HelpPage page(columns);
  page.line(fmt::format("loadtest {}: {}", command.name, command.summary));
  page.line("\nExamples:");
  for (const std::string_view example : command.examples) page.example(example);
  const std::string arguments = command.arguments.empty() ? std::string() : std::string(command.arguments) + " ";
  page.line(fmt::format("\nUsage: loadtest {} {}[OPTIONS]", command.name, arguments));
  for (const std::string_view title : headings(command.options)) {
    bool begun = false;
    for (const OptionSpec& option : command.options) {
      if (heading(option) != title || option.help.empty()) continue;
      if (!std::exchange(begun, true)) page.line(fmt::format("\n{}:", title));
      page.row(usage(option), explanation(option));
    }
  }
  page.line("\nHelp:");
  page.row("--help", help_option);
  page.blank();
  page.line(
      "A value may also be written --option=VALUE. In brackets: what stands in for an option that is not typed; $NAME "
      "is read from the environment.");
  page.line("\nExit codes, the first that applies:");
  for (const auto& [code, meaning] : exit_code_texts) page.row(code, meaning);
  return page.take();
}

}  // namespace loadtest
