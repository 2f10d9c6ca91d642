#include "load/load_profile.h"

#include <algorithm>
#include <cmath>

namespace loadtest {

namespace {

/// The curve that a model follows.
struct Curve {
  double start = 0;
  std::span<const Stage> stages;
};

Curve curve_of(const LoadProfile& profile) {
  if (const auto* open = std::get_if<OpenModel>(&profile.model)) return {open->start_rate_per_s, open->stages};
  if (const auto* sessions = std::get_if<SessionModel>(&profile.model))
    return {sessions->start_rate_per_s, sessions->stages};
  const auto& closed = std::get<ClosedModel>(profile.model);
  return {static_cast<double>(closed.start_users), closed.stages};
}

std::uint32_t whole_users(double value) { return static_cast<std::uint32_t>(std::ceil(std::max(value, 0.0))); }

}  // namespace

bool LoadProfile::users_follow_stages() const { return closed() && !std::get<ClosedModel>(model).stages.empty(); }

std::uint32_t LoadProfile::users_at(Nanos at) const {
  if (!users_follow_stages()) return users;
  const Curve curve = curve_of(*this);
  return whole_users(value_at(curve.start, curve.stages, at));
}

bool LoadProfile::steady() const {
  const Curve curve = curve_of(*this);
  return curve.stages.empty() || ramp_up > Nanos(0) || constant_from(curve.start, curve.stages, end() / 4);
}

double LoadProfile::peak_rate_per_s() const {
  const Curve curve = curve_of(*this);
  return closed() ? 0 : peak_of(curve.start, curve.stages);
}

void LoadProfile::follow_stages() {
  const Curve curve = curve_of(*this);
  if (curve.stages.empty()) return;
  duration = length_of(curve.stages) - warm_up;
  if (closed()) users = whole_users(peak_of(curve.start, curve.stages));
}

std::vector<std::string> LoadProfile::validate() const {
  std::vector<std::string> problems;
  const Curve curve = curve_of(*this);
  const bool staged = !curve.stages.empty() && ramp_up == Nanos(0);
  if (users == 0) problems.emplace_back("a track needs at least one user");
  if (staged && length_of(curve.stages) > Nanos(0) && duration <= Nanos(0)) {
    problems.emplace_back("the warm-up takes all of the stages, make it shorter than they are");
  } else if (duration <= Nanos(0)) {
    problems.emplace_back("a run needs a duration above 0");
  }
  if (duration > Nanos(0) && ramp_up >= end()) {
    problems.emplace_back("the ramp-up takes the whole run, make it shorter than warm-up + duration");
  }
  if (users_follow_stages() && ramp_up > Nanos(0)) {
    problems.emplace_back("a ramp-up and stages of users both say when they connect, give one of them");
  }
  if (starts_max && *starts_max == 0) problems.emplace_back("a run of no starts measures nothing");
  if (!closed() && peak_of(curve.start, curve.stages) <= 0) {
    problems.emplace_back("the arrival rate is 0 all the time");
  }
  const auto* sessions = std::get_if<SessionModel>(&model);
  if (sessions != nullptr && sessions->messages == 0) problems.emplace_back("a session needs at least one message");
  return problems;
}

OpenModel constant_rate(double rate_per_s, Nanos ramp_up, Nanos end, Arrival arrival) {
  OpenModel model;
  model.start_rate_per_s = ramp_up > Nanos(0) ? 0 : rate_per_s;
  if (ramp_up > Nanos(0)) model.stages.push_back({ramp_up, rate_per_s});
  model.stages.push_back({end - ramp_up, rate_per_s});
  model.arrival = arrival;
  model.backlog_max = default_backlog(rate_per_s);
  return model;
}

std::uint64_t default_backlog(double rate_per_s) {
  return std::max<std::uint64_t>(1000, static_cast<std::uint64_t>(std::ceil(rate_per_s * 10)));
}

}  // namespace loadtest
