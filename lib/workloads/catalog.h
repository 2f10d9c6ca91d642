#pragma once

#include <span>

#include "engine/workload.h"

namespace loadtest {

/// Every workload that this binary knows, by name. Generated from the folders beside this file.
std::span<const WorkloadType* const> workload_catalog();

}  // namespace loadtest
