#pragma once

#include <vector>

#include "engine/plan.h"
#include "loadtest/observe_options.h"
#include "observe/database_observer.h"

namespace loadtest {

/// The databases to look at: those of the plan's tracks, each once however many tracks put load on it, and that of
/// --observe-db.
std::vector<ObservedDatabase> observed_databases(const ObserveOptions&, const Plan&);

}  // namespace loadtest
