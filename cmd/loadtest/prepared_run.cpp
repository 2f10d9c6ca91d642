#include "loadtest/prepared_run.h"

#include <algorithm>

#include "loadtest/companions.h"
#include "loadtest/free_memory.h"
#include "loadtest/open_files.h"
#include "loadtest/write_report.h"
#include "workloads/catalog.h"

namespace loadtest {
namespace {

void show_address(TrackSpec& track, std::string_view address) {
  const WorkloadType* type = find_workload(workload_catalog(), track.workload);
  if (type != nullptr) track.options.set(type->roles.address, std::string(address));
}

// The database takes the pools of all tracks, and whoever looks at it meanwhile.
EmbeddedParts wanted_parts(const Scenario& scenario, const Plan& plan) {
  constexpr std::uint32_t connections_beside = 50;
  EmbeddedParts wanted;
  std::uint32_t pooled = 0;
  for (std::size_t i = 0; i < plan.tracks.size(); ++i) {
    const Track& track = plan.tracks[i];
    if (track.workload_name != "db" || !scenario.tracks[i].embedded) continue;
    wanted.with_db = true;
    pooled += static_cast<std::uint32_t>(plan.segment.share(track.workload->sockets(track.profile.users)));
  }
  wanted.db_max_connections = std::max(wanted.db_max_connections, pooled + connections_beside);
  return wanted;
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

// Whether this machine has what the users that come from here take.
void check_room(const Plan& plan, std::uint64_t companions, Problems& problems) {
  std::uint64_t sockets = 0, memory = 0;
  for (const Track& track : plan.tracks) {
    const auto users = static_cast<std::uint32_t>(plan.segment.share(track.profile.users));
    sockets += plan.segment.share(track.workload->sockets(track.profile.users));
    memory += track.workload->memory_bytes(users);
  }
  for (const Status& fits : {reserve_open_files(sockets, plan.shards, companions), check_memory(sockets, memory)}) {
    if (!fits) problems.push_back(fits.error());
  }
}

}  // namespace

PreparedRun::PreparedRun(Scenario scenario, const OutputOptions& output, Problems& problems)
    : scenario_(std::move(scenario)) {
  for (const auto& secrets : {output.exports.secrets, output.observe.secrets}) {
    for (const std::string& secret : secrets) redactor_.add(secret);
  }
  planned_ = make_plan(scenario_, workload_catalog(), redactor_, problems);
  for (TrackSpec& track : scenario_.tracks) {
    if (track.embedded) show_address(track, "(of the embedded backend)");
  }
  if (planned_) {
    criteria_ =
        make_criteria(measured_tracks(planned_->plan), scenario_.thresholds, scenario_.default_criteria, problems);
    // Of a level nobody asks whether it is the load that the defaults ask for.
    if (scenario_.search || scenario_.sweep)
      std::erase_if(criteria_, [](const Criterion& one) {
        return one.threshold.measure == Measure::users && one.fails_at.has_value();
      });
    scenario_.threads = planned_->plan.shards;
    check_room(planned_->plan, companion_files(output), problems);
  } else {
    check_thresholds(scenario_.thresholds, problems);
  }
  sinks_ = make_sinks(output, problems);
  if (!problems.empty() || !planned_) return;
  guard_ = guard_run(scenario_, planned_->plan, output.approve_production);
  problems = guard_.problems;
}

Status PreparedRun::reach_targets() {
  if (scenario_.embedded()) {
    auto started = EmbeddedTarget::start(wanted_parts(scenario_, planned_->plan));
    if (!started) return tl::unexpected(started.error());
    embedded_ = std::move(*started);
    for (std::size_t i = 0; i < planned_->plan.tracks.size(); ++i) {
      if (!scenario_.tracks[i].embedded) continue;
      const auto address = embedded_->address(scenario_.tracks[i].workload);
      if (!address) continue;
      for (const std::string& secret : address_secrets(*address)) redactor_.add(secret);
      show_address(scenario_.tracks[i], *address);
      if (auto known = planned_->plan.tracks[i].workload->set_address(*address); !known) return known;
    }
  }
  for (Track& track : planned_->plan.tracks) {
    if (auto reached = track.workload->prepare(remarks_); !reached) return reached;
  }
  return {};
}

std::vector<std::string> PreparedRun::warnings() const {
  std::vector<std::string> all = planned_->warnings;
  all.insert(all.end(), guard_.warnings.begin(), guard_.warnings.end());
  all.insert(all.end(), remarks_.warnings.begin(), remarks_.warnings.end());
  return all;
}

Remarks PreparedRun::clean_up() noexcept {
  Remarks came;
  for (Track& track : planned_->plan.tracks) track.workload->clean_up(came);
  remarks_.warnings.insert(remarks_.warnings.end(), came.warnings.begin(), came.warnings.end());
  return came;
}

}  // namespace loadtest
