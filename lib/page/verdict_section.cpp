#include "page/verdict_section.h"

#include <fmt/format.h>

#include "core/units.h"
#include "judge/wording.h"
#include "page/chart_points.h"
#include "page/figure_cell.h"
#include "page/percentile_curve.h"
#include "page/run_section.h"
#include "report/headline.h"
#include "report/mark.h"
#include "report/phase_words.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

struct Tile {
  std::string name, value, more;
};

/// Of all operations that a track's load consists of, while it was judged.
std::vector<Tile> tiles_of(const TrackResult& track, Nanos measured) {
  Tally sum;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i)
    if (track.operations[i].weight > 0 && !track.operations[i].sum) sum.add(track.total[i].tally);
  const Histogram times = load_times(track, &OperationStats::response);
  const auto time = [&](double share) {
    return times.count() == 0 ? std::string("–") : show_millis(to_millis(times.percentile(share)));
  };
  const double rate = measured > Nanos(0) ? static_cast<double>(sum.ok) / to_seconds(measured) : 0;
  const bool asked = sum.ok + sum.failed + sum.dropped > 0;
  return {{"done", show_value(rate, "1/s"), show_count(sum.ok) + " ok"},
          {"p50", time(0.50), "response"},
          {"p95", time(0.95), "response"},
          {"p99", time(0.99), "response"},
          {"success", asked ? show_share(sum.success_share()) : "–",
           show_count(sum.failed + sum.dropped) + " failed or dropped"},
          {"users", show_count(track.users.peak),
           track.by_sessions ? "at most at once" : fmt::format("of {} asked for", show_count(track.users.asked))}};
}

void write_tiles(Html& html, const Report& report) {
  const RunResult part = shown_part(report.result);
  for (const TrackResult& track : part.tracks) {
    html.open("div", {{"class", "tiles"}});
    if (part.tracks.size() > 1) html.leaf("h2", track.name);
    html.open("dl");
    for (const Tile& tile : tiles_of(track, part.measured)) {
      html.open("div").leaf("dt", tile.name).open("dd").figure(tile.value).raw(" ");
      html.open("small").figure(tile.more).close().close().close();
    }
    html.close().close();
  }
  if (const std::string judged = judged_words(report.result); !judged.empty())
    html.leaf("p", judged, {{"class", "dim"}});
}

}  // namespace

void write_verdict(Html& html, const Report& report) {
  const Headline headline = headline_of(report);
  html.open(
      "section",
      {{"class", "verdict"}, {"id", "verdict"}, {"data-status", std::string(status_name(report.verdict.status))}});
  html.leaf("p", run_title(report), {{"class", "run"}});
  html.open("h1").raw(mark_of(headline.standing).sign).raw(" ").text(headline.words).close().open("ul");
  for (const std::string& reason : reasons_of(report)) html.leaf("li", reason);
  html.close();
  if (report.result.cut_short())
    html.leaf("p", "stopped before its end: the figures are those of the part that ran", {{"class", "note"}});
  html.close();
  if (report.result.tracks.empty()) return;
  html.open("section", {{"class", "now"}, {"aria-label", "Main figures"}});
  write_tiles(html, report);
  html.close();
}

void write_criteria(Html& html, const Report& report) {
  const auto& criteria = report.verdict.criteria;
  html.open("section", {{"id", "criteria"}}).leaf("h2", "Criteria");
  if (criteria.empty()) {
    html.leaf("p", "no criterion was set").close();
    return;
  }
  begin_scroll(html, "Criteria").open("table", {{"class", "stack"}}).open("thead").open("tr");
  html.leaf("th", "status", {{"scope", "col"}}).leaf("th", "criterion", {{"scope", "col"}, {"class", "left"}});
  html.leaf("th", "observed", {{"scope", "col"}});
  html.leaf("th", "expected", {{"scope", "col"}, {"class", "wide"}}).close().close().open("tbody");
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const CriterionResult& one = criteria[i];
    const std::string path = fmt::format("criteria/{}", i);
    html.open("tr", {{"data-status", std::string(status_name(one.status))}, {"data-path", path, true}});
    html.open("td", {{"class", "left status"}}).raw(mark_of(one.status).sign).raw(" ");
    html.text(status_words(one.status)).close();
    html.leaf("th", one.name, {{"scope", "row"}});
    const std::string nothing = one.status == CriterionStatus::not_tried ? "–" : "no data";
    write_figure(html, "observed", one.observed, one.observed ? show_value(*one.observed, one.unit) : nothing);
    html.open("td", {{"class", "wide"}}).leaf("code", one.expression);
    if (!one.note.empty()) html.raw(" ").leaf("span", "· " + one.note, {{"class", "dim"}});
    html.close().close();
  }
  html.close().close().close().close();
}

}  // namespace loadtest
