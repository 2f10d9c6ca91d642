#include "page/comparison_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "page/figure_cell.h"
#include "page/page_shell.h"
#include "page/svg_chart.h"
#include "report/comparison_json.h"
#include "report/comparison_section.h"
#include "report/mark.h"
#include "report/result_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

// Colors of rows are those of criteria.
CriterionStatus status_like(const Change& change) {
  if (change.standing == ChangeStanding::worse) return change.guarded ? CriterionStatus::fail : CriterionStatus::warn;
  if (change.standing == ChangeStanding::better) return CriterionStatus::pass;
  return change.standing == ChangeStanding::unclear ? CriterionStatus::no_data : CriterionStatus::not_tried;
}

void write_change_row(Html& html, const RunComparison& comparison, const Change& one, std::size_t index) {
  const auto shown = [&](const std::optional<double>& value) {
    return value ? show_compared(one.measure, *value) : std::string("–");
  };
  html.open("tr", {{"data-path", fmt::format("comparison/changes/{}", index)},
                   {"data-status", std::string(status_name(status_like(one)))}});
  html.open("td", {{"class", "status left"}}).raw(mark_of(status_like(one)).sign).raw(" ");
  html.text(standing_name(one.standing)).close();
  html.leaf("th", shown_foreign(subject_of(comparison, one), html.redactor()), {{"scope", "row"}});
  write_figure(html, "base", one.base, shown(one.base));
  write_figure(html, "new", one.fresh, shown(one.fresh));
  write_figure(html, "change", one.change, one.change ? show_change(one.measure, *one.change) : "–");
  html.open("td").figure(show_interval(one)).close();
  html.open("td").figure(one.guarded ? show_size(one.measure, one.limit) : "").close();
  html.leaf("td", one.why, {{"class", "wide"}}).close();
}

void write_change_table(Html& html, const RunComparison& comparison) {
  begin_scroll(html, "Changes").open("table").open("thead").open("tr");
  for (const std::string_view name : {"", "measure", "base", "new", "change", "95 % interval", "limit", ""})
    html.leaf("th", name, {{"scope", "col"}});
  html.close().close().open("tbody");
  for (std::size_t i = 0; i < comparison.changes.size(); ++i)
    write_change_row(html, comparison, comparison.changes[i], i);
  html.close().close().close();
}

// Both sides on one axis, each as far as its samples go.
Chart both_curves(const ComparedCurve& curve) {
  Chart chart{.shares = true, .log_times = true, .show = show_millis};
  const auto& longer = curve.base.size() > curve.fresh.size() ? curve.base : curve.fresh;
  for (const auto& point : longer) chart.x.push_back(1 / (1 - point.first));
  const auto values = [&](const std::vector<std::pair<double, double>>& points) {
    std::vector<std::optional<double>> ms;
    for (const auto& point : points) ms.emplace_back(point.second);
    ms.resize(chart.x.size());
    return ms;
  };
  chart.lines = {{"base", "blue", "8 3", values(curve.base)}, {"new", "fail", "", values(curve.fresh)}};
  return chart;
}

// The table beside a curve has the shares that people name.
Chart named_shares(const Chart& chart) {
  Chart few = chart;
  few.x.clear();
  for (ChartLine& line : few.lines) line.values.clear();
  for (const double wanted : {2.0, 4.0, 10.0, 20.0, 100.0, 1000.0, 10000.0}) {
    const auto at = std::ranges::lower_bound(chart.x, wanted * 0.98);
    if (at == chart.x.end()) break;
    few.x.push_back(*at);
    for (std::size_t i = 0; i < few.lines.size(); ++i)
      few.lines[i].values.push_back(chart.lines[i].values[static_cast<std::size_t>(at - chart.x.begin())]);
  }
  return few;
}

void write_curves(Html& html, const RunComparison& comparison) {
  if (comparison.curves.empty()) return;
  html.open("div", {{"class", "charts"}});
  for (const ComparedCurve& curve : comparison.curves) {
    const std::string title =
        "Response times of " + shown_foreign(curve.track + "." + curve.operation, html.redactor()) + ", base and new";
    const Chart chart = both_curves(curve);
    html.open("figure").open("figcaption").leaf("h3", title).close().open("div", {{"class", "plot"}});
    if (chart.empty())
      html.leaf("p", "no data", {{"class", "none"}});
    else
      write_svg_chart(html, chart, title);
    html.close().open("details").leaf("summary", "Data");
    begin_scroll(html, "Data: " + title);
    write_chart_table(html, named_shares(chart));
    html.close().close().close();
  }
  html.close();
}

void write_side_runs(Html& html, const std::string& side, const std::vector<ComparedRun>& runs) {
  html.open("tr").leaf("th", side, {{"scope", "row"}}).open("td").open("ul");
  for (const ComparedRun& run : runs)
    html.leaf("li", fmt::format("{}{}{}, {}", run.file, run.name.empty() ? "" : " – " + run.name,
                                run.used ? "" : " (left out)", format_instant(run.started_at)));
  html.close().close().close();
}

}  // namespace

void write_comparison(Html& html, const Report& report) {
  if (!report.comparison) return;
  const RunComparison& comparison = *report.comparison;
  html.open("section", {{"id", "comparison"}}).leaf("h2", "Comparison");
  html.leaf("p", comparison_words(comparison), {{"class", "note"}});
  for (const std::string& one : comparison.warnings) html.leaf("p", "! " + one, {{"class", "note"}});
  write_change_table(html, comparison);
  write_curves(html, comparison);
  for (const std::string& one : comparison.remarks) html.leaf("p", one, {{"class", "dim"}});
  begin_scroll(html, "Runs").open("table", {{"class", "facts"}}).open("tbody");
  write_side_runs(html, "base", comparison.base);
  write_side_runs(html, "new", comparison.fresh);
  html.close().close().close().close();
}

std::string comparison_page(const Report& report) {
  const RunComparison& comparison = *report.comparison;
  Html html(report.redactor);
  html.open("section",
            {{"class", "verdict"}, {"id", "verdict"}, {"data-status", comparison.regressed() ? "fail" : "pass"}});
  html.leaf("p", "loadtest compare", {{"class", "run"}});
  html.open("h1").raw(comparison.regressed() ? "✗ REGRESSION" : "✓ NO REGRESSION").close().open("ul");
  for (const std::string& one : comparison.regressions()) html.leaf("li", one);
  if (!comparison.regressed()) html.leaf("li", comparison_words(comparison));
  html.close().close();
  write_comparison(html, report);
  return html_page({.title = "Comparison",
                    .navigation = "<a href=\"#verdict\">Verdict</a> <a href=\"#comparison\">Comparison</a>",
                    .body = html.take(),
                    .data = {{"loadtest-comparison", comparison_json(report)}}});
}

}  // namespace loadtest
