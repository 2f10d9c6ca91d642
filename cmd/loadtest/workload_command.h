#pragma once

#include "engine/workload.h"
#include "loadtest/command.h"

namespace loadtest {

/// The short form of a scenario with one track of this workload, such as `loadtest ws`.
Command workload_command(const WorkloadType&);

}  // namespace loadtest
