#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/workload.h"
#include "loadtest/command.h"
#include "scenario/scenario.h"

namespace loadtest {

/// The options of a run of this workload: its own, then those that every workload has. A workload that has one of the
/// same name (another default, say) replaces ours.
std::vector<OptionSpec> run_options(const WorkloadType&);

/// The scenario of one track that the flags describe. What is wrong becomes a problem and keeps its default.
Scenario read_scenario(const WorkloadType&, const CommandInput&, Problems&);

/// How a run is shown, and what it leaves behind.
struct OutputOptions {
  std::vector<std::string> out;
  std::string log_file;
  bool quiet = false, verbose = false, color = true, json = false, dry_run = false;
};
OutputOptions read_output_options(const CommandInput&, Problems&);

}  // namespace loadtest
