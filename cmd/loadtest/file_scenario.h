#pragma once

#include <optional>
#include <string>

#include "loadtest/command.h"
#include "scenario/scenario.h"
#include "scenario/scenario_file.h"

namespace loadtest {

/// The options that a scenario file may give.
ScenarioTables scenario_tables();

/// The scenario that a file describes; what was typed counts before it. Problems have the place in the file or the
/// flag. Empty where the file has no tracks to speak of.
std::optional<Scenario> read_file_scenario(const std::string& path, const CommandInput& typed, Problems&);

/// Says where in its file a threshold stands that is told to be wrong.
Problems with_places(Problems, const Scenario&);

}  // namespace loadtest
