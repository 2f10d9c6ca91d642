#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// One line of an option table; parser, help, documentation and suggestions are all made from it.
struct OptionSpec {
  std::string_view name;           // without the dashes
  std::string_view value;          // placeholder such as "URL"; empty = a switch
  std::string_view fallback;       // shown default; also used where the option is not given, unless it begins with "("
  std::string_view help;           // empty = not shown anywhere
  std::string_view environment{};  // read where the flag is not given
  std::string_view yields_to{};    // the environment is not read where this other option was given
  std::string_view displaces{};    // options, by blanks: what a file says of them gives way where this one is typed
  bool repeatable = false;
  bool local = false;           // of this machine (a path, an address): segments of one run may differ in it
  bool secret = false;          // masked wherever the scenario is shown, wiped from the process title
  std::string_view group{};     // heading in the help; empty = "Target", where a workload's own options stand
  std::string_view implicit{};  // its value where it is typed without one; a value is then joined by "="
};

/// What an option is where nobody says it; nullopt where its fallback is words for people.
inline std::optional<std::string_view> usual_value(const OptionSpec& option) {
  if (option.fallback.empty() || option.fallback.starts_with('(')) return std::nullopt;
  return option.fallback;
}

/// Option values by name, as text, each in the order given.
class Settings {
 public:
  void add(std::string_view name, std::string value) { values_[std::string(name)].push_back(std::move(value)); }
  void set(std::string_view name, std::string value) { values_[std::string(name)] = {std::move(value)}; }
  void remove(std::string_view name) { values_.erase(std::string(name)); }
  bool has(std::string_view name) const { return values_.contains(std::string(name)); }
  /// The last value given.
  std::optional<std::string> get(std::string_view name) const {
    const auto it = values_.find(std::string(name));
    if (it == values_.end() || it->second.empty()) return std::nullopt;
    return it->second.back();
  }
  std::string get_or(std::string_view name, std::string_view fallback) const {
    return get(name).value_or(std::string(fallback));
  }
  std::span<const std::string> all(std::string_view name) const {
    const auto it = values_.find(std::string(name));
    return it == values_.end() ? std::span<const std::string>{} : std::span<const std::string>(it->second);
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

}  // namespace loadtest
