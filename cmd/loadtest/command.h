#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/exit_code.h"
#include "core/option.h"

namespace loadtest {

/// A command line after parsing: values as text, environment and defaults already filled in.
struct CommandInput {
  Settings settings;
  Settings given;     // only what was typed as a flag
  std::string shown;  // the command line with secrets masked
};

/// One entry of the command table; parser, help and documentation read it.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::vector<OptionSpec> options;
  std::vector<std::string_view> examples;
  ExitCode (*run)(const CommandInput&);
};

}  // namespace loadtest
