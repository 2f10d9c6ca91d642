#include "page/sweep_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/units.h"
#include "judge/sweep_words.h"
#include "judge/wording.h"
#include "page/figure_cell.h"
#include "page/svg_chart.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

struct LineStyle {
  std::string_view color, dash;
};
constexpr std::array<LineStyle, 6> line_styles{
    {{"blue", ""}, {"orange", "8 4"}, {"green", "2 3"}, {"purple", "12 4 2 4"}, {"sky", "6 2"}, {"ink", "1 5"}}};

std::string show_rate_tick(double value) { return show_value(value, "1/s"); }

std::string shown_time(const std::optional<double>& ms) { return ms ? show_millis(*ms) : "–"; }

std::string_view status_of_run(const SweepRun& run) {
  if (run.standing == LevelStanding::held) return "pass";
  return run.standing == LevelStanding::broke ? "fail" : "no_data";
}

std::string_view sign_of_run(const SweepRun& run) {
  if (run.standing == LevelStanding::held) return "✓";
  return run.standing == LevelStanding::broke ? "✗" : "?";
}

/// Writes the section: drawn, and as a table.
class SweepOnPage {
 public:
  SweepOnPage(Html& html, const SweepOutcome& sweep) : html_(html), sweep_(sweep) {}

  void write() {
    html_.open("section", {{"id", "sweep"}}).leaf("h2", sweep_.matrix() ? "Matrix" : "Sweep");
    sweep_.matrix() ? write_matrix() : write_curve();
    for (const std::string& note : sweep_.notes) html_.leaf("p", note, {{"class", "note"}});
    if (sweep_.shown && *sweep_.shown < sweep_.runs.size())
      html_.leaf("p",
                 "All other figures are of the run with " + show_point(sweep_, sweep_.runs[*sweep_.shown].at) + ".",
                 {{"class", "dim"}});
    html_.close();
  }

 private:
  void write_curve() {
    const SweptAxis& axis = sweep_.axes.front();
    html_.leaf("p", fmt::format("{} of {}, {} each", axis.key, axis.track, format_duration(sweep_.run_duration)),
               {{"class", "dim"}});
    draw_curve(axis);
    begin_scroll(html_, "Sweep").open("table").open("thead").open("tr");
    for (const std::string& name : {axis.key, std::string("came to"), std::string("ok"), std::string("p50"),
                                    std::string("p95"), std::string("acquire p95"), std::string("success")})
      html_.leaf("th", name, {{"scope", "col"}});
    html_.leaf("th", "why", {{"scope", "col"}, {"class", "wide"}}).close().close().open("tbody");
    for (const SweepRun& run : sweep_.runs) {
      const SweptTrack& track = *run.find(axis.track);
      const double at = run.at.front();
      html_.open("tr", {{"data-status", std::string(status_of_run(run))}});
      html_.leaf("th", show_setting(axis, at), {{"scope", "row"}});
      html_.open("td", {{"class", "status"}}).raw(sign_of_run(run)).raw(" ");
      html_.text(sweep_.recommended == at ? "recommended" : sweep_.knee == at ? "knee" : "").close();
      html_.open("td").figure(show_value(track.rate_per_s, "1/s")).close();
      for (const auto& ms : {track.p50_ms, track.p95_ms, track.acquire_p95_ms})
        html_.open("td").figure(shown_time(ms)).close();
      html_.open("td").figure(show_share(track.success_share)).close();
      html_.leaf("td", run.reason, {{"class", "wide"}}).close();
    }
    html_.close().close().close();
  }

  void draw_curve(const SweptAxis& axis) {
    ChartLine rate{"ok", "blue", "", {}}, p50{"p50", "blue", "", {}}, p95{"p95", "orange", "8 4", {}},
        acquire{"acquire p95", "green", "2 3", {}};
    Chart rates{.show = show_rate_tick}, times{.log_times = true, .show = show_millis};
    for (const SweepRun& run : sweep_.runs) {
      const SweptTrack& track = *run.find(axis.track);
      rates.x.push_back(static_cast<double>(rates.x.size()));
      rates.steps.push_back(show_setting(axis, run.at.front()));
      rate.values.emplace_back(track.rate_per_s);
      p50.values.push_back(track.p50_ms);
      p95.values.push_back(track.p95_ms);
      acquire.values.push_back(track.acquire_p95_ms);
    }
    times.x = rates.x;
    times.steps = rates.steps;
    rates.lines = {std::move(rate)};
    const bool pooled = std::ranges::any_of(acquire.values, [](const auto& value) { return value.has_value(); });
    times.lines = {std::move(p50), std::move(p95)};
    if (pooled) times.lines.push_back(std::move(acquire));
    draw("Throughput by " + axis.key, rates);
    draw("Times by " + axis.key, times);
  }

  void draw(const std::string& title, const Chart& chart) {
    if (chart.x.size() < 2) return;
    html_.open("figure").leaf("figcaption", title);
    write_svg_chart(html_, chart, title);
    html_.close();
  }

  void write_matrix() {
    const SweptAxis &rows = sweep_.axes[0], &columns = sweep_.axes[1];
    const std::string title = fmt::format("p95 of {} by {} and {}", rows.track, rows.key, columns.key);
    html_.leaf("p", fmt::format("{}, {} each", title, format_duration(sweep_.run_duration)), {{"class", "dim"}});
    html_.open("ul");
    for (const std::string& row : describe_rows(sweep_)) html_.leaf("li", row);
    html_.close();
    Chart chart{.log_times = true, .show = show_millis};
    for (const double value : columns.values) {
      chart.x.push_back(static_cast<double>(chart.x.size()));
      chart.steps.push_back(show_setting(columns, value));
    }
    begin_scroll(html_, "Matrix").open("table").open("thead").open("tr");
    html_.leaf("th", rows.key + " / " + columns.key, {{"scope", "col"}});
    for (const std::string& step : chart.steps) html_.leaf("th", step, {{"scope", "col"}});
    html_.close().close().open("tbody");
    for (std::size_t i = 0; i < rows.values.size(); ++i) {
      const LineStyle& style = line_styles[i % line_styles.size()];
      ChartLine line{rows.key + " " + show_setting(rows, rows.values[i]), style.color, style.dash, {}};
      html_.open("tr").leaf("th", show_setting(rows, rows.values[i]), {{"scope", "row"}});
      for (const double column : columns.values) line.values.push_back(write_cell(rows, rows.values[i], column));
      html_.close();
      chart.lines.push_back(std::move(line));
    }
    html_.close().close().close();
    draw(title, chart);
  }

  std::optional<double> write_cell(const SweptAxis& rows, double row, double column) {
    const double at[] = {row, column};
    const SweepRun* run = find_run(sweep_, at);
    const SweptTrack* track = run == nullptr ? nullptr : run->find(rows.track);
    html_.open("td", {{"data-status", std::string(run == nullptr ? "no_data" : status_of_run(*run))}});
    if (track != nullptr) html_.figure(shown_time(track->p95_ms)).raw(" ").raw(sign_of_run(*run));
    html_.close();
    return track == nullptr ? std::nullopt : track->p95_ms;
  }

  Html& html_;
  const SweepOutcome& sweep_;
};

}  // namespace

void write_sweep(Html& html, const Report& report) {
  if (report.sweep) SweepOnPage(html, *report.sweep).write();
}

}  // namespace loadtest
