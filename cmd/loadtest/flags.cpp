#include "loadtest/flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cxxopts.hpp>
#include <deque>

#include "core/secret.h"
#include "core/text.h"

namespace loadtest {
namespace {

const OptionSpec* find_option(const Command& command, std::string_view name) {
  const auto found =
      std::find_if(command.options.begin(), command.options.end(), [&](const auto& o) { return o.name == name; });
  return found == command.options.end() ? nullptr : &*found;
}

std::string shell_quoted(const std::string& text) {
  constexpr std::string_view harmless = "-._/:=@%+,";
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) || harmless.find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string masked(const OptionSpec& option, const std::string& value) {
  return option.secret ? "***" : mask_url(value);
}

/// Makes the arguments fit for cxxopts, which stops at its first error, runs out of stack in its regular expression on
/// long values, does not match one with a line break, and takes the option after a forgotten value for that value.
/// What it gets are options with the number of their value; what can be no option is a problem here.
class Arguments {
 public:
  Arguments(const Command& command, std::span<char* const> arguments, Problems& problems)
      : command_(command), problems_(problems) {
    for (std::size_t i = 0; i < arguments.size(); ++i) i += take(arguments, i);
  }
  const std::vector<std::string>& plain() const { return plain_; }
  const std::vector<std::string>& arguments() const { return arguments_; }
  /// Not of the command line, and gone with this.
  bool implied(const char* value) const {
    return std::any_of(implicit_.begin(), implicit_.end(), [&](const auto& one) { return one.data() == value; });
  }
  char* value(std::string_view number) const {
    std::size_t i = 0;
    std::from_chars(number.data(), number.data() + number.size(), i);
    return values_.at(i);
  }

 private:
  // Returns how many arguments were taken beyond this one.
  std::size_t take(std::span<char* const> arguments, std::size_t i) {
    char* const argument = arguments[i];
    const std::string_view text = argument;
    if (only_positionals_ || text == "-" || !text.starts_with('-')) return stray(text);
    if (text == "--") return only_positionals_ = true, 0;
    if (text == "-h" || text == "--help") return plain_.emplace_back("--help"), 0;
    const std::size_t equals = text.find('=');
    const std::string_view dashed = text.substr(0, equals);
    const OptionSpec* option = text.starts_with("--") ? find_option(command_, dashed.substr(2)) : nullptr;
    const bool has_next = i + 1 < arguments.size() && !std::string_view(arguments[i + 1]).starts_with("--");
    if (dashed == "--help") return problem(dashed, "takes no value"), 0;
    if (!option) {
      unknown(dashed);
      // The next one is more likely its value than a mistake of its own.
      return has_next && equals == std::string_view::npos && arguments[i + 1][0] != '-' ? 1 : 0;
    }
    if (option->value.empty()) {
      if (equals != std::string_view::npos)
        problem(dashed, "takes no value");
      else
        plain_.emplace_back(text);
      return 0;
    }
    if (equals == std::string_view::npos && !option->implicit.empty()) {
      plain_.push_back(fmt::format("{}={}", dashed, values_.size()));
      values_.push_back(implicit_.emplace_back(option->implicit).data());
      if (i + 1 < arguments.size()) joined_ = {dashed, arguments[i + 1]};
      return 0;
    }
    if (equals == std::string_view::npos && !has_next) {
      problem(dashed, fmt::format("a value is missing, {} {}", dashed, option->value));
      return 0;
    }
    plain_.push_back(fmt::format("{}={}", dashed, values_.size()));
    values_.push_back(equals == std::string_view::npos ? arguments[i + 1] : argument + equals + 1);
    return equals == std::string_view::npos ? 1 : 0;
  }

  std::size_t stray(std::string_view text) {
    if (!command_.arguments.empty()) return arguments_.emplace_back(text), 0;
    const bool address = text.find("://") != std::string_view::npos && find_option(command_, "url");
    const std::string hint = joined_.second.data() == text.data()
                                 ? fmt::format("a value of {0} is joined to it, {0}=VALUE", joined_.first)
                             : address ? "an address is given by --url"
                                       : fmt::format("see loadtest {} --help", command_.name);
    problem(fmt::format("\"{}\"", escape_foreign(mask_url(text))), "is not an option", hint);
    return 0;
  }

  void unknown(std::string_view dashed) {
    std::vector<std::string_view> names{"help"};
    for (const OptionSpec& option : command_.options) {
      if (!option.help.empty()) names.push_back(option.name);
    }
    const std::string_view bare = dashed.substr(std::min(dashed.find_first_not_of('-'), dashed.size()));
    const std::string_view near = nearest(bare, names);
    problem(
        escape_foreign(dashed), "there is no such option",
        near.empty() ? fmt::format("see loadtest {} --help", command_.name) : fmt::format("did you mean --{}", near));
  }

  void problem(std::string_view where, std::string_view what, std::string hint = {}) {
    const bool sentence = where.starts_with('"');
    problems_.push_back({ErrorKind::usage, fmt::format("{}{}{}", where, sentence ? " " : ": ", what), std::move(hint)});
  }

  const Command& command_;
  Problems& problems_;
  std::vector<std::string> plain_;
  std::vector<char*> values_;
  std::deque<std::string> implicit_;                      // values that nobody typed
  std::pair<std::string_view, std::string_view> joined_;  // an option without its value, and what was typed behind it
  std::vector<std::string> arguments_;
  bool only_positionals_ = false;
};

std::vector<cxxopts::KeyValue> recognise(const Command& command, const std::vector<std::string>& plain) {
  cxxopts::Options options("loadtest");
  options.allow_unrecognised_options();
  auto add = options.add_options();
  add("help", "");
  for (const OptionSpec& option : command.options) {
    const std::string name(option.name);
    option.value.empty() ? add(name, "") : add(name, "", cxxopts::value<std::vector<std::string>>());
  }
  std::vector<const char*> argv{"loadtest"};
  for (const std::string& argument : plain) argv.push_back(argument.c_str());
  return options.parse(static_cast<int>(argv.size()), argv.data()).arguments();
}

void take_option(const OptionSpec& option, char* value, ParsedFlags& flags) {
  CommandInput& input = flags.input;
  const std::string text = value ? value : "";
  input.shown += fmt::format(" --{}", option.name);
  if (value) input.shown += (option.implicit.empty() ? " " : "=") + shell_quoted(masked(option, text));
  if (input.given.has(option.name) && !option.repeatable) {
    if (value) {
      const std::string values =
          option.secret
              ? ""
              : fmt::format(", {} and {}", masked(option, *input.given.get(option.name)), masked(option, text));
      input.problems.push_back({ErrorKind::usage, fmt::format("--{}: given twice{}", option.name, values), {}});
    }
    return;
  }
  input.given.add(option.name, text);
  input.settings.add(option.name, text);
}

// Where the flag was not typed: the environment, then the default.
void fill_in(const OptionSpec& option, CommandInput& input) {
  if (input.settings.has(option.name) || option.value.empty()) return;
  if (!option.environment.empty() && (option.yields_to.empty() || !input.given.has(option.yields_to))) {
    const char* value = std::getenv(std::string(option.environment).c_str());
    if (value && *value) {
      input.environment.add(option.name, value);
      return input.settings.add(option.name, value);
    }
  }
  if (const auto usual = usual_value(option)) input.settings.add(option.name, std::string(*usual));
}

}  // namespace

ParsedFlags parse_flags(const Command& command, std::span<char* const> arguments) {
  ParsedFlags flags;
  flags.input.shown = fmt::format("loadtest {}", command.name);
  const Arguments shielded(command, arguments, flags.input.problems);
  try {
    for (const auto& found : recognise(command, shielded.plain())) {
      const OptionSpec* option = find_option(command, found.key());
      if (!option) {
        flags.help = true;
        continue;
      }
      char* const value = option->value.empty() ? nullptr : shielded.value(found.value());
      take_option(*option, value, flags);
      if (value && !shielded.implied(value)) flags.typed.push_back({option, value});
    }
  } catch (const cxxopts::exceptions::exception& error) {
    flags.input.problems.push_back({ErrorKind::internal, error.what(), {}});
  }
  flags.input.arguments = shielded.arguments();
  for (const std::string& argument : flags.input.arguments) flags.input.shown += " " + shell_quoted(argument);
  for (const OptionSpec& option : command.options) fill_in(option, flags.input);
  return flags;
}

}  // namespace loadtest
