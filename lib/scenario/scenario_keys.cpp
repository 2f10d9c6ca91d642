// Which option of the command line is which key of a scenario file.
#include <algorithm>

#include "scenario/scenario_file.h"

namespace loadtest {
namespace {

constexpr std::string_view load_group = "Load", output_group = "Output", search_group = "Search";

const OptionSpec* row_named(std::span<const OptionSpec> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const OptionSpec& o) { return o.name == name; });
  return found == table.end() ? nullptr : &*found;
}

// What makes sense only where somebody types it.
bool of_the_command_line(const OptionSpec& option) {
  return option.group == output_group || option.group == search_group || option.name == "approve-production" ||
         option.name == "dry-run" || option.name == "print-config" || option.name == "set" ||
         option.name == "baseline" || option.name == "max-regression";
}

}  // namespace

std::string key_of(std::string_view option) {
  std::string key(option);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

bool is_load_option(const ScenarioTables& tables, const WorkloadType& type, std::string_view option) {
  if (option == type.roles.users || (!type.roles.starts_max.empty() && option == type.roles.starts_max)) return true;
  const OptionSpec* shared = row_named(tables.shared, option);
  return shared != nullptr && shared->group == load_group && (option != "users" || type.roles.users == "users");
}

std::vector<const OptionSpec*> load_keys(const ScenarioTables& tables, const WorkloadType& type) {
  std::vector<const OptionSpec*> keys;
  for (const OptionSpec& option : type.options) {
    if (is_load_option(tables, type, option.name)) keys.push_back(&option);
  }
  for (const OptionSpec& option : tables.shared) {
    const bool own = row_named(type.options, option.name) != nullptr;
    if (!own && is_load_option(tables, type, option.name)) keys.push_back(&option);
  }
  return keys;
}

std::vector<const OptionSpec*> option_keys(const ScenarioTables& tables, const WorkloadType& type) {
  std::vector<const OptionSpec*> keys;
  for (const OptionSpec& option : type.options) {
    const bool shown = !option.help.empty() && option.name != type.roles.remove;
    if (shown && !is_load_option(tables, type, option.name)) keys.push_back(&option);
  }
  return keys;
}

std::vector<std::pair<std::string, const OptionSpec*>> run_keys(const ScenarioTables& tables) {
  std::vector<std::pair<std::string, const OptionSpec*>> keys;
  for (const OptionSpec& option : tables.shared) {
    if (option.group == load_group || option.group.empty() || of_the_command_line(option)) continue;
    std::string key = key_of(option.name);
    if (option.name == "no-default-criteria") key = "default_criteria";
    if (option.name == "threshold" || option.name == "label") key += "s";
    keys.emplace_back(std::move(key), &option);
  }
  return keys;
}

std::vector<std::pair<std::string, const OptionSpec*>> find_keys(const ScenarioTables& tables) {
  constexpr std::string_view begin = "find-";
  std::vector<std::pair<std::string, const OptionSpec*>> keys;
  for (const OptionSpec& option : tables.shared) {
    if (option.name.starts_with(begin)) keys.emplace_back(key_of(option.name.substr(begin.size())), &option);
  }
  return keys;
}

}  // namespace loadtest
