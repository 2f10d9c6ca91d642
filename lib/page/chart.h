#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "page/chart_points.h"
#include "report/report.h"

namespace loadtest {

/// One line of a chart: told by its color and by its dashes.
struct ChartLine {
  std::string label;       // secrets taken out
  std::string_view color;  // of chart_colors: "blue"
  std::string_view dash;   // of SVG: "8 4"; empty = solid
  std::vector<std::optional<double>> values;
};

/// A stretch of the axis of time.
struct ChartPhase {
  std::string name;
  double from_s = 0, to_s = 0;
  bool judged = false;
};

/// What a chart shows, however it is drawn.
struct Chart {
  std::vector<double> x{};  // seconds from t0; of a percentile curve 1/(1-p)
  std::vector<ChartLine> lines{};
  std::vector<ChartPhase> phases{};
  double end_s = 0;
  bool shares = false;     // x is logarithmic and stands for shares
  bool joined = false;     // of tracks on grids of their own: between two points of one lies a point of another
  bool log_times = false;  // values are ms on a logarithmic axis
  std::string (*show)(double) = nullptr;  // a value, for people
  std::vector<std::string> steps{};       // names of the points, which are equally far apart; x is then their index

  bool empty() const;
};

/// "1:05", "1:00:05", "0:00.5".
std::string show_clock(double seconds);
/// The share that 1/(1-p) stands for: "99.9 %".
std::string show_share_at(double x);

Chart throughput_chart(std::span<const ChartPoint>);
Chart times_chart(std::span<const ChartPoint>);
/// The most frequent kinds have lines of their own, the others share one.
Chart failures_chart(std::span<const ChartPoint>);
/// A line for each track: `value` of its points.
Chart tracks_chart(const RunResult&, std::span<const std::vector<ChartPoint>>, const Redactor&, bool times);
/// Response beside service time of a track's load; `for_people` = at a few well-known shares.
Chart curve_chart(const TrackResult&, bool for_people);

}  // namespace loadtest
