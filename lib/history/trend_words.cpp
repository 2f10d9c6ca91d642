#include "history/trend_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/units.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

std::string day_of(Instant at) { return format_instant(at).substr(0, 10); }

std::vector<double> known_values(const HistoryTrend& trend) {
  std::vector<double> known;
  for (const auto& value : trend.values)
    if (value) known.push_back(*value);
  return known;
}

std::string show_chance(double chance) {
  return chance < 0.001 ? "below 0.1 %" : fmt::format("{:.2g} %", chance * 100);
}

}  // namespace

std::string change_words(const HistoryTrend& trend, const HistoryGroup& group) {
  if (!trend.changed) return {};
  const ChangePoint& change = *trend.change;
  const HistoryEntry& run = group.runs.at(change.first);
  std::string by;
  if (trend.unit == "share")
    by = fmt::format("by {:.2g} points ", std::abs(change.after - change.before) * 100);
  else if (change.before != 0)
    by = fmt::format("by {:.3g} % ", std::abs(change.after / change.before - 1) * 100);
  return fmt::format("{} {}with {} of {} ({} to {}), chance {}", change.after > change.before ? "rose" : "fell", by,
                     run.file, day_of(run.started_at), show_value(change.before, trend.unit),
                     show_value(change.after, trend.unit), show_chance(change.chance));
}

std::string sparkline(const std::vector<std::optional<double>>& values, std::size_t width, bool unicode) {
  constexpr std::array<std::string_view, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, 8> letters{"_", ".", ":", "-", "=", "+", "*", "#"};
  const std::size_t from = values.size() - std::min(values.size(), width);
  double low = INFINITY, high = -INFINITY;
  for (std::size_t i = from; i < values.size(); ++i) {
    if (!values[i]) continue;
    low = std::min(low, *values[i]);
    high = std::max(high, *values[i]);
  }
  // What differs by less than a twentieth is drawn flat: noise is not to look like mountains.
  const double span = std::max(high - low, std::abs(high) * 0.05);
  std::string line;
  for (std::size_t i = from; i < values.size(); ++i) {
    if (!values[i]) {
      line += ' ';
      continue;
    }
    const double height = span > 0 ? (*values[i] - low) / span : 0;
    const auto step = static_cast<std::size_t>(std::clamp(std::floor(height * 8), 0.0, 7.0));
    line += unicode ? bars.at(step) : letters.at(step);
  }
  return line;
}

std::string runs_words(const HistoryGroup& group) {
  std::string words = fmt::format("{} {}, {}", group.runs.size(), group.runs.size() == 1 ? "run" : "runs",
                                  day_of(group.runs.front().started_at));
  if (group.runs.size() > 1) words += " to " + day_of(group.runs.back().started_at);
  if (group.older > 0) words += fmt::format(", {} older left out", group.older);
  const auto doubtful = std::ranges::count_if(group.runs, [](const HistoryEntry& run) { return !run.doubt.empty(); });
  if (doubtful > 0) words += fmt::format(", {} that prove nothing", doubtful);
  if (group.runs.size() - static_cast<std::size_t>(doubtful) < ChangePoint::values_min)
    words += fmt::format("; changes are looked for from {} runs on", ChangePoint::values_min);
  return words;
}

std::string last_shown(const HistoryTrend& trend) {
  const std::vector<double> known = known_values(trend);
  return known.empty() ? "–" : show_value(known.back(), trend.unit);
}

std::string median_shown(const HistoryTrend& trend) {
  std::vector<double> known = known_values(trend);
  if (known.empty()) return "–";
  std::ranges::sort(known);
  return show_value(known[known.size() / 2], trend.unit);
}

}  // namespace loadtest
