#include "judge/swept_tracks.h"

#include <algorithm>

#include "compare/block_bootstrap.h"
#include "compare/run_figures.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

std::optional<double> p95_of(const TrackResult& track, std::string_view operation) {
  const std::size_t at = track.operation(operation);
  if (at >= track.total.size() || track.total[at].response.count() == 0) return std::nullopt;
  return to_millis(track.total[at].response.percentile(0.95));
}

// Of the operation that the load consists of, or most of it.
void add_errors(const TrackFigures& figures, std::uint64_t seed, SweptTrack& swept) {
  const OperationFigures* most = nullptr;
  for (const OperationFigures& one : figures.operations)
    if (one.main && (most == nullptr || one.samples > most->samples)) most = &one;
  if (most == nullptr) return;
  const Spreads spreads = spread_within(*most, seed);
  const auto error_of = [&](ComparedMeasure measure) -> std::optional<double> {
    const auto& spread = spreads.at(static_cast<std::size_t>(measure));
    return spread ? std::optional(spread->error) : std::nullopt;
  };
  swept.rate_error = error_of(ComparedMeasure::rate);
  swept.p95_error = error_of(ComparedMeasure::p95);
}

}  // namespace

std::vector<SweptTrack> swept_tracks(const RunResult& result, const std::vector<bool>& idle, std::uint64_t seed) {
  std::vector<SweptTrack> all;
  const RunFigures figures = figures_of(result);
  for (std::size_t i = 0; i < result.tracks.size(); ++i) {
    const TrackResult& track = result.tracks[i];
    SweptTrack& one = all.emplace_back();
    one.name = track.name;
    one.idle = i < idle.size() && idle[i];
    const OperationStats load = load_of(track, track.total);
    const Nanos measured = measured_of(result, i);
    one.success_share = load.tally.success_share();
    if (measured > Nanos(0)) one.rate_per_s = static_cast<double>(load.tally.ok) / to_seconds(measured);
    if (load.response.count() > 0) {
      one.p50_ms = to_millis(load.response.percentile(0.50));
      one.p95_ms = to_millis(load.response.percentile(0.95));
    }
    one.acquire_p95_ms = p95_of(track, "acquire");
    if (const TrackFigures* its = figures.find(track.name); its != nullptr && !one.idle) add_errors(*its, seed, one);
  }
  return all;
}

}  // namespace loadtest
