#pragma once

#include <optional>
#include <span>

#include "loadtest/command.h"
#include "loadtest/track_flags.h"
#include "scenario/search.h"

namespace loadtest {

/// The search that --find-max asks for, of what that flag names on this command line: --find-max db-rate. nullopt where
/// it is not given; what is wrong with it becomes a problem.
std::optional<Search> read_search(std::span<const TrackFlags>, const CommandInput&, Problems&);

}  // namespace loadtest
