#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/regression_limit.h"
#include "engine/workload.h"
#include "loadtest/command.h"
#include "loadtest/export_options.h"
#include "loadtest/observe_options.h"
#include "loadtest/read_load.h"
#include "scenario/scenario.h"

namespace loadtest {

/// What every run has, in the order in which the help shows it.
std::span<const OptionSpec> shared_options();
/// One of them, for a command that has some of these; with other words for what it does there.
OptionSpec shared_option(std::string_view name, std::string_view help = {});
/// How long a run takes that nothing else ends.
std::string_view usual_duration();

/// The options of a run of this workload: its own, then those that every workload has. A workload that has one of the
/// same name (another default, say) replaces ours.
std::vector<OptionSpec> run_options(const WorkloadType&);

/// The options of a run of several workloads, which ends by time: the own ones of each under a heading of its own, then
/// those that every workload has.
std::vector<OptionSpec> run_options(std::span<const TrackFlags>);

/// The scenario that the flags describe, a track for each workload. What is wrong becomes a problem and keeps its
/// default.
Scenario read_scenario(std::span<const TrackFlags>, EndsBy, const CommandInput&, std::string_view name, Problems&);

/// What the options say of the whole run; its tracks and threads are still to come.
Scenario read_run(const CommandInput&, std::string_view name, Problems&);
/// One track. What is wrong becomes a problem and keeps its default.
TrackSpec read_track(const TrackFlags&, EndsBy, const CommandInput&, Problems&);
/// How many threads, when it is known what shares the machine with them.
void read_threads(const CommandInput&, Scenario&, Problems&);

/// How a run is shown, what it leaves behind, and which guarded hosts it may put load on.
struct OutputOptions {
  std::vector<std::string> out;
  std::string log_file;
  std::string live;  // where to serve the dashboard; empty = nowhere
  bool quiet = false, verbose = false, color = true, json = false, dry_run = false;
  bool print_config = false;  // as a dry run, with where each value was said
  bool github = true;         // tell GitHub Actions of it, where it runs there
  std::vector<std::string> approve_production;
  ExportOptions exports;
  ObserveOptions observe;
  std::vector<std::string> baseline;    // results that this one is held against
  std::vector<RegressionLimit> limits;  // by how much it may be worse
};
OutputOptions read_output_options(const CommandInput&, Problems&);
/// That --log-format is one that there is; the process took it over when it read its flags.
void check_log_format(const CommandInput&, Problems&);

}  // namespace loadtest
