#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/command.h"

namespace loadtest {

/// A shell, and the script by which it completes command lines of ours.
struct ShellCompletion {
  std::string_view shell;
  std::string (*script)(std::span<const Command>);
};
std::span<const ShellCompletion> shell_completions();

std::string bash_completion(std::span<const Command>);
std::string zsh_completion(std::span<const Command>);
std::string fish_completion(std::span<const Command>);

/// What a shell may offer where a value is awaited, as its placeholder tells: "regular|poisson", "NAME|FILE".
struct OfferedValues {
  std::vector<std::string_view> words;
  bool files = false;
};
OfferedValues offered_values(const OptionSpec&);
/// The same for what a command takes beside options: "har FILE", "RESULT...".
OfferedValues offered_arguments(const Command&);

/// What `loadtest help` takes beside the commands' names.
std::span<const std::string_view> help_topics();

/// The first words of a help text, as many as fit beside a name in a list.
std::string short_help(std::string_view help);
/// In single quotes of a shell that knows no escapes within them.
std::string single_quoted(std::string_view text);
std::string joined(std::span<const std::string_view> words);

}  // namespace loadtest
