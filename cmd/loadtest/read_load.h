#pragma once

#include "load/load_profile.h"
#include "loadtest/option_reader.h"

namespace loadtest {

/// What ends a track: a command's duration, its count of starts, or whichever comes first.
enum class EndsBy : std::uint8_t { time_or_count, time };

/// The load that the flags ask for.
LoadProfile read_profile(const OptionRoles&, EndsBy, OptionReader&);

}  // namespace loadtest
