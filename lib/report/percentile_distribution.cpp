#include <fmt/format.h>

#include "report/file_formats.h"
#include "report/percentile_rows.h"
#include "report/phase_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

constexpr int ticks_per_half = 5;

/// The sum of all, else the first that users start.
std::size_t main_operation(const TrackResult& track) {
  for (std::size_t i = 0; i < track.operations.size(); ++i)
    if (track.operations[i].sum) return i;
  for (std::size_t i = 0; i < track.operations.size(); ++i)
    if (track.operations[i].weight > 0) return i;
  return 0;
}

std::string distribution(const Histogram& times) {
  std::string out =
      fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  for (const auto& [value, share, count] : percentile_rows(times, ticks_per_half)) {
    out += fmt::format("{:12.3f} {:2.12f} {:10}", to_millis(value), share, count);
    out += share < 1 ? fmt::format(" {:14.2f}\n", 1 / (1 - share)) : "\n";
  }
  using Layout = Histogram::Layout;
  return out + fmt::format(
                   "#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n"
                   "#[Max     = {:12.3f}, Total count    = {:12}]\n"
                   "#[Buckets = {:12}, SubBuckets     = {:12}]\n",
                   times.mean_ns() / 1e6, times.stddev_ns() / 1e6, to_millis(times.max()), times.count(),
                   Layout::cells / Layout::half_count - 1, Layout::sub_count);
}

}  // namespace

std::string percentile_distribution(const Report& report) {
  const RunResult part = shown_part(report.result);
  if (part.tracks.empty()) return {};
  const TrackResult& track = part.tracks.front();
  const std::size_t index = main_operation(track);
  const Histogram nothing;
  const bool measured = index < track.operations.size() && index < track.total.size();
  const std::string name = measured ? shown_foreign(track.operations[index].name, report.redactor) : "";
  return fmt::format("#[response time in ms of {}.{}; the other operations are in the .hlog]\n",
                     shown_foreign(track.name, report.redactor), name) +
         distribution(measured ? track.total[index].response : nothing);
}

}  // namespace loadtest
