#include "page/chart_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "judge/wording.h"
#include "page/chart.h"
#include "page/percentile_curve.h"
#include "report/interference_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

double total_of(std::span<const ChartPoint> points, double ChartPoint::*rate) {
  double sum = 0;
  for (const ChartPoint& point : points) sum += point.*rate * point.length_s;
  return sum;
}

std::string whole(double count) { return show_count(static_cast<std::uint64_t>(std::llround(count))); }

std::string from_to(double low, double high, std::string_view unit) {
  const std::string a = show_value(low, unit), b = show_value(high, unit);
  return a == b ? a : fmt::format("{} to {}", a, b);
}

}  // namespace

std::string throughput_words(std::span<const ChartPoint> points) {
  double seconds = 0;
  for (const ChartPoint& point : points) seconds += point.length_s;
  if (seconds <= 0) return {};
  const double done = total_of(points, &ChartPoint::done), planned = total_of(points, &ChartPoint::planned);
  const double lost = total_of(points, &ChartPoint::failed) + total_of(points, &ChartPoint::dropped);
  const auto most = std::max_element(points.begin(), points.end(),
                                     [](const ChartPoint& a, const ChartPoint& b) { return a.done < b.done; });
  std::string words = fmt::format("{} on average, {} at most, at {}", show_value(done / seconds, "1/s"),
                                  show_value(most->done, "1/s"), show_clock(most->t_s));
  if (planned > 0) words += fmt::format("; {} of {} planned were done", whole(done), whole(planned));
  return words + (lost >= 0.5 ? fmt::format("; {} failed or were dropped", whole(lost)) : "; nothing failed");
}

std::string times_words(std::span<const ChartPoint> points) {
  std::vector<double> p95;
  const ChartPoint* slowest = nullptr;
  for (const ChartPoint& point : points) {
    if (!point.p95) continue;
    p95.push_back(*point.p95);
    if (slowest == nullptr || *point.max > *slowest->max) slowest = &point;
  }
  if (slowest == nullptr) return {};
  const auto [low, high] = std::minmax_element(p95.begin(), p95.end());
  return fmt::format("p95 of a point: {}; the slowest of all took {}, at {}", from_to(*low, *high, "ms"),
                     show_millis(*slowest->max), show_clock(slowest->t_s));
}

std::string failures_words(std::span<const ChartPoint> points) {
  const std::vector<std::string> kinds = kinds_of(points);
  if (kinds.empty()) return {};
  double all = 0, of_first = 0;
  const ChartPoint* first = nullptr;
  for (const ChartPoint& point : points) {
    for (const auto& [kind, rate] : point.errors) {
      if (rate > 0 && first == nullptr) first = &point;
      all += rate * point.length_s;
      if (kind == kinds.front()) of_first += rate * point.length_s;
    }
  }
  return fmt::format("{} in all, the first at {}; most: {} ({})", whole(all), show_clock(first ? first->t_s : 0),
                     kinds.front(), whole(of_first));
}

std::string curve_words(const TrackResult& track) {
  const Histogram response = load_times(track, &OperationStats::response);
  const Histogram service = load_times(track, &OperationStats::service);
  if (response.count() == 0) return {};
  const auto at = [](const Histogram& times, double share) { return show_millis(to_millis(times.percentile(share))); };
  return fmt::format("half under {}, 99 % under {} (service {}), the slowest {}", at(response, 0.5), at(response, 0.99),
                     at(service, 0.99), show_millis(to_millis(response.max())));
}

std::string users_words(const RunResult& run, const Redactor& redactor) {
  std::vector<std::string> said;
  for (const TrackResult& track : run.tracks) {
    const std::string name = run.tracks.size() > 1 ? redactor.redact(track.name) + ": " : std::string();
    said.push_back(
        fmt::format("{}{} connected at once{}", name, show_count(track.users.peak),
                    track.by_sessions ? "" : fmt::format(" of {} asked for", show_count(track.users.asked))));
  }
  return fmt::format("{}", fmt::join(said, "; "));
}

std::vector<std::string> interference_sentences(const Report& report) {
  std::vector<std::string> said;
  for (Interference one : report.interference) {
    const auto& operations = report.result.tracks[one.track].operations;
    const bool has_sum =
        std::any_of(operations.begin(), operations.end(), [](const OperationSpec& other) { return other.sum; });
    if (has_sum && !operations[one.index].sum) continue;
    one.operation = shown_foreign(one.operation, report.redactor);
    said.push_back(interference_sentence(one, report.result));
  }
  return said;
}

}  // namespace loadtest
