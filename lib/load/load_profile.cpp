#include "load/load_profile.h"

#include <algorithm>
#include <cmath>

namespace loadtest {

std::vector<std::string> LoadProfile::validate() const {
  std::vector<std::string> problems;
  if (users == 0) problems.emplace_back("a track needs at least one user");
  if (duration <= Nanos(0)) problems.emplace_back("a run needs a duration above 0");
  if (duration > Nanos(0) && ramp_up >= end()) {
    problems.emplace_back("the ramp-up takes the whole run, make it shorter than warm-up + duration");
  }
  if (starts_max && *starts_max == 0) problems.emplace_back("a run of no starts measures nothing");
  if (const auto* open_model = std::get_if<OpenModel>(&model)) {
    const bool any =
        std::any_of(open_model->stages.begin(), open_model->stages.end(), [](const Stage& s) { return s.target > 0; });
    if (!any && open_model->start_rate_per_s <= 0) problems.emplace_back("the arrival rate is 0 all the time");
  }
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
