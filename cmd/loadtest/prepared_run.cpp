#include "loadtest/prepared_run.h"

#include <algorithm>

#include "loadtest/open_files.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

const WorkloadType* type_of(const TrackSpec& track) {
  for (const WorkloadType* type : workload_catalog()) {
    if (type->name == track.workload) return type;
  }
  return nullptr;
}

void show_address(Scenario& scenario, std::string_view address) {
  for (TrackSpec& track : scenario.tracks) {
    const WorkloadType* type = type_of(track);
    const bool has_url = type && std::any_of(type->options.begin(), type->options.end(),
                                             [](const OptionSpec& option) { return option.name == "url"; });
    if (has_url) track.options.set("url", std::string(address));
  }
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
  planned_ = make_plan(scenario_, workload_catalog(), redactor_, problems);
  if (scenario_.embedded) show_address(scenario_, "(of the embedded backend)");
  if (planned_) {
    criteria_ =
        make_criteria(measured_tracks(planned_->plan), scenario_.thresholds, scenario_.default_criteria, problems);
    scenario_.threads = planned_->plan.shards;
  } else {
    check_thresholds(scenario_.thresholds, problems);
  }
  if (const auto fits = reserve_open_files(all_users(scenario_), scenario_.threads); !fits)
    problems.push_back(fits.error());
  for (const std::string& path : output.out) {
    if (auto sink = make_file_sink(path)) {
      sinks_.push_back(std::move(*sink));
    } else {
      problems.push_back(sink.error());
    }
  }
}

Status PreparedRun::reach_targets() {
  if (scenario_.embedded) {
    auto started = EmbeddedTarget::start();
    if (!started) return tl::unexpected(started.error());
    embedded_ = std::move(*started);
    show_address(scenario_, embedded_->ws_url());
    for (Track& track : planned_->plan.tracks) {
      if (auto known = track.workload->set_address(embedded_->ws_url()); !known) return known;
    }
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
