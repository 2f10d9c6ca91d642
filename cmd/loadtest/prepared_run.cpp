#include "loadtest/prepared_run.h"

#include <algorithm>

#include "loadtest/open_files.h"
#include "loadtest/standard_input.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

// Stands in for the embedded target's address while the rest is checked: nothing may start before all is well.
constexpr std::string_view address_to_come = "ws://127.0.0.1:1/api/v1/pam";

const WorkloadType* type_of(const TrackSpec& track) {
  for (const WorkloadType* type : workload_catalog()) {
    if (type->name == track.workload) return type;
  }
  return nullptr;
}

void set_address(Scenario& scenario, std::string_view address) {
  for (TrackSpec& track : scenario.tracks) {
    const WorkloadType* type = type_of(track);
    const bool has_url = type && std::any_of(type->options.begin(), type->options.end(),
                                             [](const OptionSpec& option) { return option.name == "url"; });
    if (has_url) track.options.set("url", std::string(address));
  }
}

// "-" as the value of an option that names a file.
bool reads_standard_input(const Scenario& scenario) {
  for (const TrackSpec& track : scenario.tracks) {
    const WorkloadType* type = type_of(track);
    if (!type) continue;
    for (const OptionSpec& option : type->options) {
      if (option.value == "FILE" && track.options.get(option.name) == "-") return true;
    }
  }
  return false;
}

std::vector<MeasuredTrack> measured_tracks(const Plan& plan) {
  std::vector<MeasuredTrack> measured;
  for (const Track& track : plan.tracks) {
    MeasuredTrack& one = measured.emplace_back(MeasuredTrack{track.name, track.workload_name, {}});
    for (const OperationSpec& operation : track.workload->operations()) one.operations.push_back(operation.name);
  }
  return measured;
}

// As far as that goes without a plan that says which tracks and operations there are.
void check_thresholds(const std::vector<std::string>& thresholds, Problems& problems) {
  for (const std::string& text : thresholds) {
    if (const auto threshold = Threshold::parse(text); !threshold) problems.push_back(threshold.error());
  }
}

std::uint64_t all_users(const Scenario& scenario) {
  std::uint64_t users = 0;
  for (const TrackSpec& track : scenario.tracks) users += track.profile.users;
  return users;
}

}  // namespace

PreparedRun::PreparedRun(Scenario scenario, const OutputOptions& output, Problems& problems)
    : scenario_(std::move(scenario)) {
  if (scenario_.embedded) {
    set_address(scenario_, address_to_come);
    reads_standard_input_ = reads_standard_input(scenario_);
    if (reads_standard_input_) {
      if (const auto kept = keep_standard_input(); !kept) problems.push_back(kept.error());
    }
  }
  make(problems);
  // Not the one that stands in: people are shown what the scenario says.
  if (scenario_.embedded) set_address(scenario_, "(of the embedded backend)");
  if (planned_) {
    criteria_ =
        make_criteria(measured_tracks(planned_->plan), scenario_.thresholds, scenario_.default_criteria, problems);
    scenario_.threads = planned_->plan.shards;
  } else {
    check_thresholds(scenario_.thresholds, problems);
  }
  if (const auto fits = reserve_open_files(all_users(scenario_)); !fits) problems.push_back(fits.error());
  for (const std::string& path : output.out) {
    if (auto sink = make_file_sink(path)) {
      sinks_.push_back(std::move(*sink));
    } else {
      problems.push_back(sink.error());
    }
  }
}

void PreparedRun::make(Problems& problems) {
  redactor_ = {};
  planned_ = make_plan(scenario_, workload_catalog(), redactor_, problems);
}

Status PreparedRun::reach_targets() {
  if (scenario_.embedded) {
    auto started = EmbeddedTarget::start();
    if (!started) return tl::unexpected(started.error());
    embedded_ = std::move(*started);
    set_address(scenario_, embedded_->ws_url());
    if (reads_standard_input_) rewind_standard_input();
    Problems problems;
    make(problems);
    if (!planned_) return tl::unexpected(problems.front());
  }
  for (Track& track : planned_->plan.tracks) {
    if (auto reached = track.workload->prepare(); !reached) return reached;
  }
  return {};
}

void PreparedRun::clean_up() noexcept {
  for (Track& track : planned_->plan.tracks) track.workload->clean_up();
}

}  // namespace loadtest
