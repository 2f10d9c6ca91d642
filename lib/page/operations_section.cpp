#include "page/operations_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/units.h"
#include "judge/wording.h"
#include "page/figure_cell.h"
#include "report/error_rows.h"
#include "report/operation_table.h"
#include "report/phase_words.h"
#include "report/shown.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

struct TimeColumn {
  std::string_view name, key;
  double share;  // 1 = the greatest
};
constexpr std::array<TimeColumn, 6> time_columns{{{"p50", "p50", 0.50},
                                                  {"p90", "p90", 0.90},
                                                  {"p95", "p95", 0.95},
                                                  {"p99", "p99", 0.99},
                                                  {"p99.9", "p999", 0.999},
                                                  {"max", "max", 1}}};

void write_times(Html& html, const std::string& key, std::string_view name, const Histogram& times) {
  html.leaf("td", name, {{"class", "left"}});
  for (const TimeColumn& column : time_columns) {
    const Nanos time = column.share >= 1 ? times.max() : times.percentile(column.share);
    const bool any = times.count() > 0;
    write_figure(html, fmt::format("{}/{}", key, column.key), any ? std::optional(to_millis(time)) : std::nullopt,
                 any ? show_millis(to_millis(time)) : "–");
  }
}

class OperationRows {
 public:
  OperationRows(Html& html, const Report& report, const RunResult& part, std::size_t index)
      : html_(html), run_(report.result), part_(part), index_(index), track_(part.tracks[index]) {}

  void write() {
    begin_scroll(html_, "Operations of " + track_.name).open("table").open("thead").open("tr");
    for (const std::string_view name : {"operation", "started", "ok", "failed", "dropped", "delivered", "rate"})
      html_.leaf("th", name, {{"scope", "col"}});
    html_.leaf("th", "time", {{"scope", "col"}, {"class", "left"}});
    for (const TimeColumn& column : time_columns) html_.leaf("th", column.name, {{"scope", "col"}});
    html_.close().close().open("tbody");
    for (std::size_t i = 0; i < track_.operations.size() && i < track_.total.size(); ++i)
      if (is_shown(track_.operations[i], track_.total[i].tally)) write_operation(i);
    html_.close().close().close();
  }

 private:
  /// Where the result file has these figures: what counts whenever it happens is the whole run's.
  std::string path_of(std::size_t operation) const {
    const auto judged = judged_phase(run_);
    if (!judged || !shown_phase(run_) || track_.operations[operation].warm_up_counts)
      return fmt::format("tracks/{}/operations/{}", index_, operation);
    std::size_t place = 0;
    for (std::size_t i = 0; i < index_; ++i) place += run_.phases[*judged].has(i) ? 1 : 0;
    return fmt::format("phases/{}/tracks/{}/operations/{}", *judged, place, operation);
  }

  void write_operation(std::size_t i) {
    const OperationSpec& spec = track_.operations[i];
    const OperationStats& stats = track_.total[i];
    const Tally& tally = stats.tally;
    const std::string path = path_of(i);
    const Nanos active = shown_phase(run_) ? part_.measured : measured_of(run_, index_);
    const Nanos time = spec.warm_up_counts ? run_.measured : active;
    const double rate = time > Nanos(0) ? static_cast<double>(tally.ok) / to_seconds(time) : 0.0;
    const bool asked = tally.ok + tally.failed + tally.dropped > 0;
    html_.open("tr", {{"data-path", path, true}});
    html_.leaf("th", (spec.part_of.empty() ? "" : "· ") + shown_foreign(spec.name, html_.redactor()),
               {{"scope", "row"}});
    write_count(html_, "started", tally.started);
    write_count(html_, "ok", tally.ok);
    write_count(html_, "failed", tally.failed);
    write_count(html_, "dropped", tally.dropped);
    write_figure(html_, "success_share", asked ? std::optional(tally.success_share()) : std::nullopt,
                 asked ? show_share(tally.success_share()) : "–");
    write_figure(html_, "rate_per_s", rate, show_value(rate, "1/s"));
    // Where operations begin when they are due, one line tells both.
    const bool same =
        stats.response.count() == stats.service.count() && stats.response.sum_ns() == stats.service.sum_ns();
    write_times(html_, "response_ms", same ? "both" : "response", stats.response);
    html_.close();
    if (same) return;
    html_.open("tr", {{"class", "sub"}, {"data-path", path, true}}).raw(R"(<td colspan="7"></td>)");
    write_times(html_, "service_ms", "service", stats.service);
    html_.close();
  }

  Html& html_;
  const RunResult& run_;
  const RunResult& part_;
  std::size_t index_;
  const TrackResult& track_;
};

}  // namespace

void write_operations(Html& html, const Report& report) {
  const RunResult part = shown_part(report.result);
  html.open("section", {{"id", "operations"}}).leaf("h2", "Operations");
  if (const std::string judged = judged_words(report.result); !judged.empty())
    html.leaf("p", judged, {{"class", "dim"}});
  for (std::size_t i = 0; i < part.tracks.size(); ++i) {
    if (part.tracks.size() > 1) html.leaf("h3", part.tracks[i].name);
    OperationRows(html, report, part, i).write();
  }
  html.leaf("p",
            "Times of what worked: response = since it was due, service = since sent, both = they are the same. "
            "delivered = ok of all that was "
            "asked for. rate = ok over the time measured.",
            {{"class", "dim"}});
  html.close();
}

void write_failures(Html& html, const Report& report) {
  html.open("section", {{"id", "failures"}}).leaf("h2", "Failures");
  bool any = false;
  for (const TrackResult& track : report.result.tracks) {
    const std::vector<ErrorRow> rows = error_rows(track, html.redactor());
    if (rows.empty()) continue;
    any = true;
    begin_scroll(html, "Failures of " + track.name).open("table").open("thead").open("tr");
    for (const std::string_view name : {"operation", "count", "share"}) html.leaf("th", name, {{"scope", "col"}});
    html.leaf("th", "cause", {{"scope", "col"}, {"class", "wide"}}).close().close().open("tbody");
    for (const ErrorRow& row : rows) {
      const std::string where = report.result.tracks.size() > 1 ? track.name + " " + row.operation : row.operation;
      html.open("tr").leaf("th", where, {{"scope", "row"}}).open("td").figure(show_count(row.count)).close();
      const double share = row.asked == 0 ? 0 : static_cast<double>(row.count) / static_cast<double>(row.asked);
      html.open("td").figure(row.asked == 0 ? "–" : show_share(share)).close();
      html.leaf("td", row.kind, {{"class", "wide"}}).close();
    }
    html.close().close().close();
  }
  html.leaf("p", any ? "Of the whole run; the share is that of all that was asked of the operation." : "nothing failed",
            {{"class", "dim"}});
  html.close();
}

}  // namespace loadtest
