#pragma once

#include <span>
#include <string>

#include "loadtest/command.h"

namespace loadtest {

/// What the tool is and which commands it has.
std::string overview(std::span<const Command>);

/// One command: examples, options by heading, exit codes.
std::string command_help(const Command&);

/// All of it as docs/cli.md.
std::string markdown_help(std::span<const Command>);

}  // namespace loadtest
