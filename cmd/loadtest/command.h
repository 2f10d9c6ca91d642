#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/exit_code.h"
#include "core/option.h"

namespace loadtest {

/// A command line after parsing: values as text, environment and defaults already filled in. `problems` has what the
/// parser found: run() adds its own, tells all of them at once and starts nothing.
struct CommandInput {
  Settings settings;
  Settings given;                                            // only what was typed as a flag
  Settings environment;                                      // only what was read from there
  std::map<std::string, std::string, std::less<>> hidden{};  // what was taken out of the environment, by variable
  std::vector<std::string> arguments;                        // what is no option
  std::string shown;                                         // the command line with secrets masked
  Problems problems;
};

/// One entry of the command table; parser, help and documentation read it.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::vector<OptionSpec> options;
  std::string_view arguments{};  // placeholder of what it takes beside options, one or more: "RESULT"; empty = nothing
  std::vector<std::string_view> examples;
  std::function<ExitCode(const CommandInput&)> run;
  std::vector<std::string_view> words{};  // what its arguments may be, where they are no files
};

}  // namespace loadtest
