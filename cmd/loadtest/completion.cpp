#include "loadtest/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace loadtest {
namespace {

constexpr std::array<ShellCompletion, 3> shells{
    {{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}}};
constexpr std::array<std::string_view, 5> topics{"--markdown", "--findings", "--schema", "--man", "--completion"};

/// A word to be typed as it is stands in small letters; what stands for something is in capitals.
bool is_literal(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(),
                                      [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '-'; });
}

void offer(std::string_view piece, OfferedValues& offered) {
  piece = piece.substr(0, piece.find('['));  // "zipf[:S]"
  if (is_literal(piece)) offered.words.push_back(piece);
  offered.files = offered.files || piece == "FILE";
}

}  // namespace

std::span<const ShellCompletion> shell_completions() { return shells; }

std::span<const std::string_view> help_topics() { return topics; }

OfferedValues offered_values(const OptionSpec& option) {
  OfferedValues offered;
  for (std::string_view rest = option.value; !rest.empty();) {
    const std::string_view piece = rest.substr(0, rest.find('|'));
    offer(piece, offered);
    rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
  }
  return offered;
}

OfferedValues offered_arguments(const Command& command) {
  OfferedValues offered{.words = command.words};
  if (!offered.words.empty()) return offered;
  for (std::string_view rest = command.arguments; !rest.empty();) {
    const std::string_view piece = rest.substr(0, rest.find(' '));
    offer(piece, offered);
    offered.files = offered.files || !is_literal(piece);  // RESULT, DIR: all of them are paths
    rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
  }
  return offered;
}

std::string short_help(std::string_view help) {
  constexpr std::size_t short_max = 64;
  for (const std::string_view end : {"; ", ": ", " ("}) help = help.substr(0, help.find(end));
  if (help.size() <= short_max) return std::string(help);
  help = help.substr(0, help.rfind(' ', short_max - 3));
  if (help.ends_with(',')) help.remove_suffix(1);
  return std::string(help) + "...";
}

std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string joined(std::span<const std::string_view> words) { return fmt::format("{}", fmt::join(words, " ")); }

}  // namespace loadtest
