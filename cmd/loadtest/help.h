#pragma once

#include <span>
#include <string>

#include "loadtest/command.h"

namespace loadtest {

/// What the tool is and which commands it has, in lines of at most so many columns where that can be had.
std::string overview(std::span<const Command>, std::size_t columns);

/// One command: examples, options by heading, exit codes.
std::string command_help(const Command&, std::size_t columns);

/// All of it as docs/cli.md.
std::string markdown_help(std::span<const Command>);
/// What the rules of lib/findings say of themselves, as part of docs/findings.md.
std::string findings_help();

/// All of it as a manual page, in mdoc.
std::string manual_page(std::span<const Command>);

}  // namespace loadtest
