#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/option.h"
#include "engine/workload.h"
#include "scenario/file_phases.h"
#include "yaml/yaml_file.h"

namespace loadtest {

/// An option's value as a file says it. A switch that is on has one empty text.
struct FileValue {
  std::vector<std::string> texts;
  std::vector<std::string> places;  // beside them
};
using FileValues = std::map<std::string, FileValue, std::less<>>;  // by option

struct FileTrack {
  std::string name, place;
  const WorkloadType* type = nullptr;
  FileValues values;  // of its load and its options
  Nanos start_after{0};
  std::optional<bool> embedded;
};

/// A scenario file, checked as far as its form goes: what the values mean is said by the options that they are for.
struct ScenarioFile {
  FileValues run;  // of the options that speak of the whole run: name, label, seed, threshold, …
  std::vector<FileTrack> tracks;
  FilePhases phases;
};

/// Which options there are beside the workloads' own, by the heading under which the help shows them.
struct ScenarioTables {
  std::span<const OptionSpec> shared;
  std::span<const WorkloadType* const> catalog;
};

/// Whether this option says how a track's load comes; it then stands under `load`.
bool is_load_option(const ScenarioTables&, const WorkloadType&, std::string_view option);
/// The options of a run that a file may give at its top, as keys: "default_criteria" for --no-default-criteria.
std::vector<std::pair<std::string, const OptionSpec*>> run_keys(const ScenarioTables&);
/// Those that stand under `find`: "max" for --find-max.
std::vector<std::pair<std::string, const OptionSpec*>> find_keys(const ScenarioTables&);
/// The options that stand under `load` and under `options` of a track of this workload.
std::vector<const OptionSpec*> load_keys(const ScenarioTables&, const WorkloadType&);
std::vector<const OptionSpec*> option_keys(const ScenarioTables&, const WorkloadType&);
/// "think_time" for "think-time".
std::string key_of(std::string_view option);

/// Problems tell what is wrong with the form; the file is then not to be used.
ScenarioFile read_scenario_file(YamlFile&, const ScenarioTables&);

}  // namespace loadtest
