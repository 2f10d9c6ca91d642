#include "page/observed_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "page/figure_cell.h"
#include "page/observed_chart.h"
#include "page/svg_chart.h"
#include "report/observed_words.h"
#include "report/shown.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

constexpr std::size_t points_drawn = 160, points_listed = 24, rows_shown = 15;

/// Writes one source.
class ObservedSource {
 public:
  ObservedSource(Html& html, const Report& report, const Observed& observed)
      : html_(html), observed_(observed), end_s_(to_seconds(end_of(report.result))) {
    if (report.result.phases.size() < 2) return;
    for (const PhaseSpan& phase : report.result.phases)
      phases_.push_back(
          {html.redactor().redact(phase.name), to_seconds(phase.from), to_seconds(phase.to), phase.judged});
  }

  void write() {
    html_.leaf("h3", observed_.source);
    for (const std::string& note : observed_.notes) html_.leaf("p", note, {{"class", "note"}});
    write_facts();
    const std::vector<SeriesGroup> groups = series_groups(observed_);
    if (!groups.empty()) {
      html_.open("div", {{"class", "charts"}});
      for (const SeriesGroup& group : groups) write_group(group);
      html_.close();
    }
    // Plans have a section of their own.
    for (const ObservedTable& table : observed_.tables)
      if (observed_.source != "plans" || table.name != "slow") write_table(table);
  }

 private:
  std::string shown(const std::string& text) const { return shown_foreign(text, html_.redactor()); }

  void write_facts() {
    if (observed_.facts.empty() && observed_.figures.empty()) return;
    begin_scroll(html_, "Figures of " + observed_.source).open("table", {{"class", "facts"}}).open("tbody");
    for (const auto& [name, text] : observed_.facts)
      html_.open("tr").leaf("th", name, {{"scope", "row"}}).leaf("td", shown(text)).close();
    html_.close().close().close();
    html_.open("div", {{"class", "tiles small"}}).open("dl");
    for (const ObservedFigure& one : observed_.figures) {
      html_.open("div").leaf("dt", one.name).open("dd").figure(show_observed(one.value, one.unit)).close().close();
    }
    html_.close().close();
  }

  void write_group(const SeriesGroup& group) {
    const std::string title = fmt::format("{}: {}{}", observed_.source, group.family,
                                          group.unit.empty() ? "" : fmt::format(" ({})", group.unit));
    html_.open("figure").open("figcaption").leaf("h3", title).close().open("div", {{"class", "plot"}});
    Chart drawn = on_axis(observed_chart(group, points_drawn, html_.redactor()));
    write_svg_chart(html_, drawn, title);
    html_.close().open("details").leaf("summary", "Data");
    begin_scroll(html_, "Data: " + title);
    write_chart_table(html_, observed_chart(group, points_listed, html_.redactor()));
    html_.close().close().close();
  }

  Chart on_axis(Chart chart) const {
    chart.phases = phases_;
    chart.end_s = chart.x.empty() ? end_s_ : std::max(end_s_, chart.x.back());
    return chart;
  }

  void write_table(const ObservedTable& table) {
    if (table.rows.empty()) return;
    html_.open("details", {{"class", "table"}});
    html_.leaf("summary", fmt::format("{}: {} ({})", observed_.source, table.name, table.rows.size()));
    begin_scroll(html_, table.name).open("table").open("thead").open("tr");
    for (const auto& column : table.columns) {
      const std::string unit = column.unit.empty() ? "" : fmt::format(" ({})", column.unit);
      html_.leaf("th", column.name + unit, {{"scope", "col"}, {"class", "left"}});
    }
    html_.close().close().open("tbody");
    for (std::size_t i = 0; i < std::min(table.rows.size(), rows_shown); ++i) write_row(table, table.rows[i]);
    html_.close().close().close();
    if (table.rows.size() > rows_shown)
      html_.leaf("p", fmt::format("and {} more, in the result file", table.rows.size() - rows_shown),
                 {{"class", "dim"}});
    html_.close();
  }

  void write_row(const ObservedTable& table, const std::vector<ObservedTable::Cell>& row) {
    html_.open("tr");
    for (std::size_t i = 0; i < row.size() && i < table.columns.size(); ++i) {
      if (const double* number = std::get_if<double>(&row[i]))
        html_.open("td").figure(show_observed(*number, table.columns[i].unit)).close();
      else if (const std::string* text = std::get_if<std::string>(&row[i]))
        write_text(*text);
      else
        html_.leaf("td", "–");
    }
    html_.close();
  }

  // A plan keeps its lines.
  void write_text(const std::string& text) {
    if (text.find('\n') == std::string::npos)
      html_.leaf("td", shown(text), {{"class", "wide"}});
    else
      html_.open("td", {{"class", "wide"}}).leaf("pre", text).close();
  }

  Html& html_;
  const Observed& observed_;
  double end_s_;
  std::vector<ChartPhase> phases_;
};

}  // namespace

void write_observed(Html& html, const Report& report) {
  if (report.observations.empty()) return;
  html.open("section", {{"id", "observed"}}).leaf("h2", "Observed meanwhile");
  html.leaf("p", "What the database and the hosts said of themselves, on the clock of the run.", {{"class", "dim"}});
  for (const Observed& observed : report.observations) ObservedSource(html, report, observed).write();
  html.close();
}

}  // namespace loadtest
