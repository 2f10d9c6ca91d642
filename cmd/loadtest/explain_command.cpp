#include "loadtest/explain_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/text.h"
#include "findings/rule.h"
#include "loadtest/problems.h"
#include "loadtest/terminal.h"
#include "report/layout.h"

namespace loadtest {
namespace {

std::size_t explain_columns() { return text_columns(STDOUT_FILENO, usual_columns); }

std::string indented(std::string_view text) {
  std::string out;
  for (const std::string& line : wrap(text, explain_columns() - 2)) out += "  " + line + "\n";
  return out;
}

std::string list_of_rules() {
  std::size_t width = 0;
  for (const Rule* rule : all_rules()) width = std::max(width, rule->id.size());
  std::string out = "Findings that a report may have; loadtest explain ID tells more of one:\n";
  for (const Rule* rule : all_rules()) out += fmt::format("  {}  {}\n", pad_right(rule->id, width), rule->summary);
  return out;
}

std::string explanation(const Rule& rule) {
  return fmt::format("{}: {}\n\nWhat it means\n{}\nThe evidence that it takes\n{}\nWhat to do\n{}", rule.id,
                     rule.summary, indented(rule.meaning), indented(rule.evidence), indented(rule.remedy));
}

std::vector<std::string_view> ids_of_rules() {
  std::vector<std::string_view> ids;
  for (const Rule* rule : all_rules()) ids.push_back(rule->id);
  return ids;
}

Error unknown_finding(const std::string& id) {
  const std::string_view near = nearest(id, ids_of_rules());
  return {ErrorKind::usage, fmt::format("\"{}\" is no finding", escape_foreign(id, 60)),
          near.empty() ? "loadtest explain lists all" : fmt::format("did you mean {}?", near)};
}

ExitCode run_explain(const CommandInput& input) {
  Problems problems = input.problems;
  std::string text = input.arguments.empty() ? list_of_rules() : std::string();
  for (const std::string& id : input.arguments) {
    const Rule* rule = find_rule(id);
    if (rule == nullptr)
      problems.push_back(unknown_finding(id));
    else
      text += (text.empty() ? "" : "\n") + explanation(*rule);
  }
  if (!problems.empty()) return tell("loadtest explain", problems);
  return print_out(text) ? ExitCode::passed : ExitCode::not_carried_out;
}

}  // namespace

Command explain_command() {
  return {.name = "explain",
          .summary = "tell what a finding means, which evidence it takes and what to do; without an ID, list all",
          .options = {},
          .arguments = "ID...",
          .examples = {"loadtest explain", "loadtest explain generator-bound"},
          .run = run_explain,
          .words = ids_of_rules()};
}

}  // namespace loadtest
