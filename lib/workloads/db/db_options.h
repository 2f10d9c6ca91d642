#pragma once

#include <array>

#include "core/option.h"
#include "engine/workload.h"
#include "workloads/db/db_settings.h"

namespace loadtest {

/// The options of a database workload.
extern const std::array<OptionSpec, 25> db_options;

/// What they ask for. Every problem is told.
DbSettings read_db_settings(const WorkloadRequest&);

/// How the run's connections are called at the server where the user did not call them otherwise.
std::string default_application_name(std::string_view run_id);
/// Calls them so.
void name_connections(DbSettings&);

}  // namespace loadtest
