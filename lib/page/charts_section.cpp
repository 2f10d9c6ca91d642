#include "page/charts_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "core/units.h"
#include "page/chart.h"
#include "page/chart_words.h"
#include "page/svg_chart.h"
#include "report/phase_words.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

// More points than these a static drawing of this size does not show, and a table for people is shorter still.
constexpr std::size_t drawn_max = 240, rows_max = 24;

struct FigureHead {
  std::string_view kind;
  std::optional<std::size_t> track;
  std::string title;
};

void begin_figure(Html& html, const FigureHead& head, const std::string& finding) {
  html.raw("<figure");
  html.raw(fmt::format(R"( data-chart="{}")", head.kind));
  if (head.track) html.raw(fmt::format(R"( data-track="{}")", *head.track));
  html.raw(">").open("figcaption").leaf("h3", head.title);
  if (!finding.empty()) html.leaf("p", finding);
  html.close();
}

/// All the intervals of a track, as points of drawings and of tables.
struct Points {
  std::vector<ChartPoint> all, drawn, rows;
};

class ChartsSection {
 public:
  ChartsSection(Html& html, const Report& report)
      : html_(html), report_(report), run_(report.result), part_(shown_part(run_)) {
    for (const TrackResult& track : run_.tracks)
      points_.push_back(
          {of(track, IntervalSeries::intervals_max / run_.tracks.size()), of(track, drawn_max), of(track, rows_max)});
    if (run_.phases.size() > 1) {
      for (const PhaseSpan& phase : run_.phases)
        phases_.push_back({clean(phase.name), to_seconds(phase.from), to_seconds(phase.to), phase.judged});
    }
  }

  void write() {
    html_.open("section", {{"id", "charts"}}).leaf("h2", "Over time");
    if (const std::string words = resolution(); !words.empty()) {
      html_.leaf("p", words, {{"class", "dim"}});
      html_.leaf("p", "Drag to zoom, double click to see all; a name in a legend hides its line.",
                 {{"class", "dim"}, {"id", "by-mouse"}, {"hidden", ""}});  // until scripts are there
    }
    html_.open("div", {{"class", "charts"}});
    each_track([&](std::size_t i) {
      over_time({"throughput", i, "Throughput" + of_track(i)}, throughput_words(points_[i].all), throughput_chart, i);
    });
    each_track([&](std::size_t i) {
      over_time({"times", i, "Response times" + of_track(i)}, times_words(points_[i].all), times_chart, i);
    });
    each_track([&](std::size_t i) {
      const TrackResult& track = part_.tracks[i];
      figure({"curve", i, "Percentiles" + of_track(i)}, curve_words(track), curve_chart(track, false),
             curve_chart(track, true));
    });
    each_track([&](std::size_t i) {
      over_time({"failures", i, "Failures by kind" + of_track(i)}, failures_words(points_[i].all), failures_chart, i);
    });
    of_all({"users", {}, "Users connected"}, users_words(run_, html_.redactor()), false);
    if (run_.tracks.size() > 1)
      of_all({"together", {}, "All tracks on one time axis: p95 of response"},
             fmt::format("{}", fmt::join(interference_sentences(report_), "; ")), true);
    html_.close().close();
  }

 private:
  std::vector<ChartPoint> of(const TrackResult& track, std::size_t points_max) const {
    return chart_points(thinned(track.intervals, points_max), track.operations, html_.redactor());
  }
  std::string clean(const std::string& text) const { return html_.redactor().redact(text); }
  std::string of_track(std::size_t i) const {
    return run_.tracks.size() > 1 ? " of " + run_.tracks[i].name : std::string();
  }
  template <class Write>
  void each_track(Write write) {
    for (std::size_t i = 0; i < run_.tracks.size(); ++i) write(i);
  }

  std::string resolution() const {
    // The last point may be a little longer: what came in after the last whole second is in it.
    double longest = 0;
    for (const Points& points : points_) {
      if (!points.all.empty()) longest = std::max(longest, points.all.front().length_s);
    }
    if (longest <= 0) return {};
    const std::string each = format_duration(from_seconds(longest));
    return fmt::format("A point is {} of the run, its percentiles those of all its samples.{}", each,
                       run_.phases.size() > 1 ? " Gray: phases; blue: the judged one." : "");
  }

  void over_time(const FigureHead& head, const std::string& finding, Chart (*make)(std::span<const ChartPoint>),
                 std::size_t track) {
    figure(head, finding, on_axis(make(points_[track].drawn)), on_axis(make(points_[track].rows)));
  }

  void of_all(const FigureHead& head, const std::string& finding, bool times) {
    std::vector<std::vector<ChartPoint>> drawn, rows;
    for (const Points& points : points_) {
      drawn.push_back(points.drawn);
      rows.push_back(points.rows);
    }
    figure(head, finding, on_axis(tracks_chart(run_, drawn, html_.redactor(), times)),
           on_axis(tracks_chart(run_, rows, html_.redactor(), times)));
  }

  Chart on_axis(Chart chart) const {
    chart.phases = phases_;
    // Answers that were waited for come after it.
    chart.end_s = to_seconds(end_of(run_));
    if (!chart.x.empty()) chart.end_s = std::max(chart.end_s, chart.x.back());
    return chart;
  }

  void figure(const FigureHead& head, const std::string& finding, const Chart& drawn, const Chart& rows) {
    begin_figure(html_, head, finding);
    html_.open("div", {{"class", "plot"}});
    if (drawn.empty())
      html_.leaf("p", head.kind == "failures" ? "nothing failed" : "no data", {{"class", "none"}});
    else
      write_svg_chart(html_, drawn, head.title + ": " + finding);
    html_.close();
    if (!drawn.empty()) {
      html_.open("details").leaf("summary", "Data");
      html_.open("div",
                 {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Data: " + head.title}});
      write_chart_table(html_, rows);
      html_.close().close();
    }
    html_.raw("</figure>\n");
  }

  Html& html_;
  const Report& report_;
  const RunResult& run_;
  const RunResult part_;
  std::vector<Points> points_;
  std::vector<ChartPhase> phases_;
};

}  // namespace

void write_charts(Html& html, const Report& report) { ChartsSection(html, report).write(); }

void write_empty_charts(Html& html, std::span<const ShownTrack> tracks) {
  html.open("section", {{"id", "charts"}}).leaf("h2", "Over time");
  html.open("noscript").leaf("p", "These charts need scripts.").close().open("div", {{"class", "charts"}});
  const auto empty = [&](std::string_view kind, std::optional<std::size_t> track, const std::string& title) {
    begin_figure(html, {kind, track, title}, "");
    html.open("div", {{"class", "plot"}}).close().raw("</figure>\n");
  };
  const auto each = [&](std::string_view kind, std::string_view title) {
    for (std::size_t i = 0; i < tracks.size(); ++i)
      empty(kind, i, tracks.size() > 1 ? fmt::format("{} of {}", title, tracks[i].name) : std::string(title));
  };
  each("throughput", "Throughput");
  each("times", "Response times");
  each("failures", "Failures by kind");
  empty("users", {}, "Users connected");
  if (tracks.size() > 1) empty("together", {}, "All tracks on one time axis: p95 of response");
  html.close().close();
}

}  // namespace loadtest
