#include "page/observed_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "report/observed_words.h"

namespace loadtest {
namespace {

constexpr std::size_t lines_max = 7;
constexpr std::array<std::string_view, lines_max> line_colors{"blue", "orange", "green", "purple",
                                                              "fail", "sky",    "gray"};
constexpr std::array<std::string_view, lines_max> line_dashes{"", "8 4", "2 3", "10 3 2 3", "5 2", "1 4", "12 6"};

// An axis has little room, and the title has the unit.
std::string show_short(double value) {
  constexpr double thousand = 1000;
  if (value >= thousand * thousand) return show_observed(value / (thousand * thousand), "M");
  return value >= 10 * thousand ? show_observed(value / thousand, "k") : show_observed(value, "");
}
std::string show_as_share(double value) { return fmt::format("{:.3g} %", 100 * value); }
std::string show_as_bytes(double value) {
  std::string_view unit = "B";
  for (const std::string_view next : {"KiB", "MiB", "GiB", "TiB"}) {
    if (value < 1000) break;
    value /= 1024;
    unit = next;
  }
  return fmt::format("{:.{}f} {}", value, value < 10 && value > 0 ? 1 : 0, unit);
}
std::string show_as_ms(double value) { return show_observed(value, "ms"); }

std::string (*shower_of(std::string_view unit))(double) {
  if (unit == "share") return show_as_share;
  if (unit == "bytes" || unit == "bytes/s") return show_as_bytes;
  return unit == "ms" ? show_as_ms : show_short;
}

double highest(const ObservedSeries& series) {
  double most = 0;
  for (const auto& point : series.points) most = std::max(most, point.value);
  return most;
}

}  // namespace

std::vector<SeriesGroup> series_groups(const Observed& observed) {
  std::vector<SeriesGroup> groups;
  for (const ObservedSeries& one : observed.series) {
    if (highest(one) <= 0) continue;
    const std::string family = one.name.substr(0, one.name.find('.'));
    const auto same = [&](const SeriesGroup& group) { return group.family == family && group.unit == one.unit; };
    auto group = std::find_if(groups.begin(), groups.end(), same);
    if (group == groups.end()) group = groups.insert(groups.end(), {family, one.unit, {}});
    group->series.push_back(&one);
  }
  for (SeriesGroup& group : groups) {
    if (group.series.size() <= lines_max) continue;
    std::stable_sort(group.series.begin(), group.series.end(),
                     [](const auto* a, const auto* b) { return highest(*a) > highest(*b); });
    group.series.resize(lines_max);
  }
  return groups;
}

Chart observed_chart(const SeriesGroup& group, std::size_t points_max, const Redactor& redactor) {
  Chart chart{.joined = true, .show = shower_of(group.unit)};
  std::map<double, std::size_t> places;
  std::vector<ObservedSeries> lines;
  for (const ObservedSeries* series : group.series) {
    lines.push_back(thinned(*series, points_max));
    for (const auto& point : lines.back().points) places.emplace(to_seconds(point.at), 0);
  }
  for (auto& [x, place] : places) {
    place = chart.x.size();
    chart.x.push_back(x);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::optional<double>> values(chart.x.size());
    for (const auto& point : lines[i].points) values[places[to_seconds(point.at)]] = point.value;
    chart.lines.push_back({redactor.redact(group.series[i]->name), line_colors[i], line_dashes[i], std::move(values)});
  }
  return chart;
}

}  // namespace loadtest
