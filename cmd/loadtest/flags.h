#pragma once

#include <span>
#include <vector>

#include "loadtest/command.h"

namespace loadtest {

/// A value as it lies in the process's own memory, where `ps` shows it.
struct TypedValue {
  const OptionSpec* option;
  char* text;
};

/// What was typed behind a command's name.
struct ParsedFlags {
  CommandInput input;
  std::vector<TypedValue> typed;
  bool help = false;
};

/// Reads the arguments by the command's table. Every problem is collected; nothing is printed.
ParsedFlags parse_flags(const Command&, std::span<char* const> arguments);

}  // namespace loadtest
