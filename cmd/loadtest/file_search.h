#pragma once

#include <optional>

#include "loadtest/command.h"
#include "scenario/scenario_file.h"
#include "scenario/search.h"

namespace loadtest {

/// The search that a file's `find` asks for; `run` has its values where nothing else was typed. A track is named by
/// itself (`max: sockets.users`), or by what a flag calls its load (`max: db-rate`: the first of that workload).
std::optional<Search> read_file_search(const CommandInput& typed, const CommandInput& run, const ScenarioFile&,
                                       Problems&);

}  // namespace loadtest
