#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "judge/verdict.h"
#include "judge/wording.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

constexpr double lag_limit_ms = 1;
constexpr double lag_limit_of_p95 = 0.05;
constexpr double waited_limit = 0.20;
// What grows by less in a run is buffers that were needed later.
constexpr std::uint64_t growth_bytes_limit = std::uint64_t{16} << 20;
constexpr double growth_limit_of_peak = 0.2;

/// The times of an operation that are reported first: those of the judged phase, unless it never came to that.
const Histogram& reported(const TrackResult& track, std::size_t operation, std::optional<std::size_t> phase) {
  const Histogram& all = track.total[operation].response;
  if (!phase || *phase >= track.phases.size()) return all;
  const Histogram& judged = track.phases[*phase].at(operation).response;
  return judged.count() > 0 ? judged : all;
}

/// The smallest p95 that the run reports of anything started in the open model: the figure that lag spoils most.
std::optional<double> smallest_open_p95_ms(const RunResult& result) {
  const std::optional<std::size_t> phase = judged_phase(result);
  std::optional<double> smallest;
  for (const TrackResult& track : result.tracks) {
    if (!track.open_model) continue;
    for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
      const Histogram& response = reported(track, i, phase);
      if (track.operations[i].weight <= 0 || response.count() == 0) continue;
      const double p95 = to_millis(response.percentile(0.95));
      smallest = std::min(smallest.value_or(p95), p95);
    }
  }
  return smallest;
}

}  // namespace

bool lag_spoils(double lag_p99_ms, double p95_ms) {
  return lag_p99_ms > lag_limit_ms && lag_p99_ms > lag_limit_of_p95 * p95_ms;
}

Trust judge_generator(const RunResult& result, bool embedded) {
  const Health& health = result.health;
  Trust trust;
  const double lag = to_millis(health.lag.percentile(0.99));
  const std::optional<double> p95 = smallest_open_p95_ms(result);
  if (p95 && lag_spoils(lag, *p95))
    trust.reasons.push_back(fmt::format("p99 of its lag was {}, over 1 ms and over 5 % of the p95 that it reports ({})",
                                        show_millis(lag), show_millis(*p95)));
  if (health.missed > 0)
    trust.reasons.push_back(
        fmt::format("it missed {} of {} starts", show_count(health.missed), show_count(health.planned)));
  trust.trustworthy = trust.reasons.empty();
  if (health.rss_growth_bytes > growth_bytes_limit &&
      static_cast<double>(health.rss_growth_bytes) > growth_limit_of_peak * static_cast<double>(health.peak_rss_bytes))
    trust.warnings.push_back(fmt::format("its memory grew all the time, by {} MiB: please report that",
                                         show_count(health.rss_growth_bytes >> 20)));
  if (health.waited_share > waited_limit) {
    std::string waited = fmt::format("one of its threads waited {} of the run for a processor, limit {}",
                                     show_share(health.waited_share), show_limit(waited_limit, "share"));
    if (embedded) {
      trust.warnings.push_back(std::move(waited));
    } else {
      trust.reasons.push_back(std::move(waited));
      trust.trustworthy = false;
    }
  }
  return trust;
}

}  // namespace loadtest
