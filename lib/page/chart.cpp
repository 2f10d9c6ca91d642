#include "page/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/units.h"
#include "judge/wording.h"
#include "page/percentile_curve.h"

namespace loadtest {
namespace {

using Values = std::vector<std::optional<double>>;
constexpr std::size_t kinds_max = 6;
constexpr std::array<std::string_view, kinds_max + 1> kind_colors{"fail",   "blue", "purple", "green",
                                                                  "orange", "sky",  "gray"};
constexpr std::array<std::string_view, kinds_max + 1> kind_dashes{"", "8 4", "2 3", "10 3 2 3", "5 2", "1 4", "12 6"};
constexpr std::array<std::string_view, 4> track_colors{"blue", "orange", "green", "purple"};

std::string show_rate(double value) { return show_value(value, "1/s"); }
std::string show_users(double value) { return show_value(value, "count"); }

template <class Member>
Values values_of(std::span<const ChartPoint> points, Member member) {
  Values values;
  for (const ChartPoint& point : points) values.emplace_back(point.*member);
  return values;
}

std::vector<double> middles(std::span<const ChartPoint> points) {
  std::vector<double> x;
  for (const ChartPoint& point : points) x.push_back(point.t_s + point.length_s / 2);
  return x;
}

Values rates_of(std::span<const ChartPoint> points, std::span<const std::string> kinds) {
  Values values;
  for (const ChartPoint& point : points) {
    double sum = 0;
    for (const std::string& kind : kinds)
      if (const auto at = point.errors.find(kind); at != point.errors.end()) sum += at->second;
    values.emplace_back(sum);
  }
  return values;
}

}  // namespace

bool Chart::empty() const {
  return std::all_of(lines.begin(), lines.end(), [](const ChartLine& line) {
    return std::none_of(line.values.begin(), line.values.end(), [](const auto& value) { return value.has_value(); });
  });
}

std::string show_clock(double seconds) {
  const auto tenths = static_cast<std::int64_t>(std::llround(seconds * 10));
  const std::int64_t whole = tenths / 10;
  const std::string rest = tenths % 10 == 0 ? "" : fmt::format(".{}", tenths % 10);
  if (whole < 3600) return fmt::format("{}:{:02}{}", whole / 60, whole % 60, rest);
  return fmt::format("{}:{:02}:{:02}{}", whole / 3600, whole / 60 % 60, whole % 60, rest);
}

std::string show_share_at(double x) {
  if (x <= 1.0001) return "0 %";
  const int digits = std::max(0, static_cast<int>(std::ceil(std::log10(x) - 1e-9)) - 2);
  return fmt::format("{:.{}f} %", 100 * (1 - 1 / x), digits);
}

Chart throughput_chart(std::span<const ChartPoint> points) {
  Chart chart{.x = middles(points), .show = show_rate};
  // Result files of earlier versions do not say what fell due.
  if (std::any_of(points.begin(), points.end(), [](const ChartPoint& point) { return point.planned > 0; }))
    chart.lines.push_back({"planned", "ink", "6 4", values_of(points, &ChartPoint::planned)});
  chart.lines.push_back({"done", "green", "", values_of(points, &ChartPoint::done)});
  Values failed;
  for (const ChartPoint& point : points) failed.emplace_back(point.failed + point.dropped);
  chart.lines.push_back({"failed", "fail", "2 3", std::move(failed)});
  return chart;
}

Chart times_chart(std::span<const ChartPoint> points) {
  Chart chart{.x = middles(points), .log_times = true, .show = show_millis};
  chart.lines = {{"p50", "green", "", values_of(points, &ChartPoint::p50)},
                 {"p95", "blue", "", values_of(points, &ChartPoint::p95)},
                 {"p99", "orange", "8 3", values_of(points, &ChartPoint::p99)},
                 {"max", "gray", "2 3", values_of(points, &ChartPoint::max)}};
  return chart;
}

Chart failures_chart(std::span<const ChartPoint> points) {
  Chart chart{.x = middles(points), .show = show_rate};
  const std::vector<std::string> kinds = kinds_of(points);
  for (std::size_t i = 0; i < std::min(kinds.size(), kinds_max); ++i)
    chart.lines.push_back({kinds[i], kind_colors[i], kind_dashes[i], rates_of(points, std::span(&kinds[i], 1))});
  if (kinds.size() > kinds_max)
    chart.lines.push_back({fmt::format("{} more kinds", kinds.size() - kinds_max), kind_colors[kinds_max],
                           kind_dashes[kinds_max], rates_of(points, std::span(kinds).subspan(kinds_max))});
  return chart;
}

Chart tracks_chart(const RunResult& run, std::span<const std::vector<ChartPoint>> tracks, const Redactor& redactor,
                   bool times) {
  Chart chart{.joined = true, .log_times = times, .show = times ? show_millis : show_users};
  for (const auto& points : tracks)
    for (const double x : middles(points)) chart.x.push_back(x);
  std::sort(chart.x.begin(), chart.x.end());
  chart.x.erase(std::unique(chart.x.begin(), chart.x.end()), chart.x.end());
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    Values values(chart.x.size());
    for (const ChartPoint& point : tracks[i]) {
      const double x = point.t_s + point.length_s / 2;
      const auto at = std::lower_bound(chart.x.begin(), chart.x.end(), x) - chart.x.begin();
      values[static_cast<std::size_t>(at)] = times ? point.p95 : std::optional(point.users);
    }
    chart.lines.push_back({redactor.redact(run.tracks[i].name), track_colors[i % track_colors.size()],
                           kind_dashes[i % kind_dashes.size()], std::move(values)});
  }
  return chart;
}

Chart curve_chart(const TrackResult& track, bool for_people) {
  Chart chart{.shares = true, .log_times = true, .show = show_millis};
  const Histogram response = load_times(track, &OperationStats::response);
  const Histogram service = load_times(track, &OperationStats::service);
  Values responses, services;
  for (const auto& [share, ms] : for_people ? well_known_shares(response) : percentile_curve(response)) {
    chart.x.push_back(1 / (1 - share));
    responses.emplace_back(ms);
    services.emplace_back(service.count() == 0 ? std::nullopt : std::optional(to_millis(service.percentile(share))));
  }
  chart.lines = {{"response", "blue", "", std::move(responses)}, {"service", "purple", "8 3", std::move(services)}};
  return chart;
}

}  // namespace loadtest
