#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/option.h"
#include "loadtest/command.h"

namespace loadtest {

/// One exit code's row; the order is the order in which they apply.
struct ExitCodeText {
  std::string_view code, meaning;
};

inline constexpr ExitCodeText exit_code_texts[] = {
    {"2", "usage or configuration error; nothing was started"},
    {"5", "refused by the production guard; nothing was started"},
    {"3",
     "could not be carried out: the target cannot be reached before the start, the database refuses the login or lacks "
     "a table or role, or a result cannot be written"},
    {"130 / 143", "stopped by SIGINT / SIGTERM; partial results were written"},
    {"4", "the generator was not trustworthy"},
    {"1", "a criterion failed, or a regression against the baseline; with --strict also a warning"},
    {"4", "no data for a criterion: inconclusive"},
    {"0", "every criterion passed, or only warned"},
    {"70", "a fault of loadtest itself"},
};

/// What the environment says beside what stands in for options.
struct EnvironmentText {
  std::string_view name, meaning;
};

inline constexpr EnvironmentText environment_texts[] = {
    {"NO_COLOR", "set to anything: no colors"},
    {"CLICOLOR_FORCE, FORCE_COLOR",
     "set to anything but 0: colors also where the output is no terminal; NO_COLOR and --no-color count before them"},
    {"TERM", "dumb: no colors, and nothing is redrawn"},
    {"LC_ALL, LC_CTYPE, LANG",
     "the first that is set tells what the output may be written in: without UTF-8 it is ASCII alone"},
    {"LOADTEST_GUARD_HOSTS", "hosts, by commas, that the production guard watches over beside its own"},
    {"LOADTEST_ALLOW_HOSTS", "hosts, by commas, that it does not watch over"},
    {"PGPASSFILE, PGSERVICE, PGSERVICEFILE, PGSSLMODE",
     "what the database's address leaves out, and others that libpq reads"},
};

/// The variables that stand in for options of any of these commands, in the order in which they are met.
std::vector<EnvironmentText> option_environment(std::span<const Command>);

inline constexpr std::string_view help_option = "show this help";
inline constexpr std::string_view tool_summary =
    "puts load on a WebSocket backend or its PostgreSQL database and judges how they cope";

/// "Target", where nothing else is said.
inline std::string_view heading(const OptionSpec& option) { return option.group.empty() ? "Target" : option.group; }

/// The headings of a table in the order in which they are first met.
inline std::vector<std::string_view> headings(std::span<const OptionSpec> options) {
  std::vector<std::string_view> met;
  for (const OptionSpec& option : options) {
    if (std::find(met.begin(), met.end(), heading(option)) == met.end()) met.push_back(heading(option));
  }
  return met;
}

/// "--url URL", "--live[=ADDR:PORT]"
inline std::string usage(const OptionSpec& option) {
  const std::string text = "--" + std::string(option.name), value(option.value);
  if (!option.implicit.empty()) return text + "[=" + value + "]";
  return value.empty() ? text : text + " " + value;
}

/// What stands in for the option where it is not typed; empty where nothing does.
inline std::string default_text(const OptionSpec& option) {
  std::string text;
  if (!option.environment.empty()) text = "$" + std::string(option.environment);
  std::string_view fallback = option.fallback;
  if (fallback.starts_with('(') && fallback.ends_with(')')) fallback = fallback.substr(1, fallback.size() - 2);
  if (!option.implicit.empty()) return "without a value: " + std::string(option.implicit);
  if (fallback.empty()) return text;
  return text + (text.empty() ? "" : ", else ") + std::string(fallback);
}

}  // namespace loadtest
