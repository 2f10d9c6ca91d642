#pragma once

#include <optional>
#include <span>

#include "loadtest/command.h"
#include "loadtest/track_flags.h"
#include "scenario/scenario.h"

namespace loadtest {

/// The sweep that --sweep or --matrix asks for, of settings of this scenario's tracks: `flags` are theirs, in their
/// order. A setting goes by its flag on this command line, or by its track's name: pool-size, db.pool-size. nullopt
/// where neither is given; what is wrong with it becomes a problem.
std::optional<Sweep> read_sweep(const Scenario&, std::span<const TrackFlags> flags, const CommandInput&, Problems&);

}  // namespace loadtest
