#include "loadtest/import_command.h"

#include <fmt/format.h>

#include <fstream>

#include "core/text.h"
#include "har/draft.h"
#include "loadtest/problems.h"

namespace loadtest {
namespace {

constexpr std::string_view import_who = "loadtest import";

ExitCode import_har(const std::string& path, const CommandInput& input) {
  const auto conversation = read_har_file(path);
  if (!conversation) return tell(import_who, {conversation.error()});
  const std::string text = draft_text(draft_dialogue(*conversation), *conversation);
  const auto out = input.settings.get("out");
  if (!out) return print_out(text) ? ExitCode::passed : ExitCode::not_carried_out;
  std::ofstream file(*out, std::ios::binary);
  file << text;
  file.close();
  if (file) return ExitCode::passed;
  return tell(import_who, {{ErrorKind::usage, fmt::format("--out: \"{}\" cannot be written", escape_foreign(*out)),
                            "does its folder exist, and may you write there?"}});
}

ExitCode run_import(const CommandInput& input) {
  Problems problems = input.problems;
  const auto& words = input.arguments;
  if (words.empty() || words[0] != "har") {
    problems.push_back({ErrorKind::usage,
                        words.empty() ? std::string("it is not said what is to be imported")
                                      : fmt::format("\"{}\" cannot be imported", escape_foreign(words[0], 40)),
                        "try loadtest import har FILE"});
  } else if (words.size() != 2) {
    problems.push_back({ErrorKind::usage, words.size() < 2 ? "the file is missing" : "one file at a time",
                        "try loadtest import har FILE"});
  }
  return problems.empty() ? import_har(words[1], input) : tell(import_who, problems);
}

}  // namespace

Command import_command() {
  return {.name = "import",
          .summary = "make a first dialogue file of a browser's HAR recording",
          .options = {{.name = "out",
                       .value = "FILE",
                       .fallback = "(standard output)",
                       .help = "write the dialogue file there"}},
          .arguments = "har FILE",
          .examples = {"loadtest import har recording.har --out my.yaml"},
          .run = run_import};
}

}  // namespace loadtest
