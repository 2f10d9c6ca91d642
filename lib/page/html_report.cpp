#include "page/html_report.h"

#include "page/charts_section.h"
#include "page/coincidences_list.h"
#include "page/comparison_page.h"
#include "page/embedded_result.h"
#include "page/findings_list.h"
#include "page/health_section.h"
#include "page/html.h"
#include "page/interference_table.h"
#include "page/observed_section.h"
#include "page/operations_section.h"
#include "page/page_data.h"
#include "page/page_shell.h"
#include "page/plans_section.h"
#include "page/run_section.h"
#include "page/sweep_section.h"
#include "page/verdict_section.h"

namespace loadtest {
namespace {

std::string links(const Report& report) {
  std::string markup;
  const auto link = [&](bool there, std::string_view id, std::string_view words) {
    if (there) markup.append("<a href=\"#").append(id).append("\">").append(words).append("</a> ");
  };
  link(true, "verdict", "Verdict");
  link(!report.findings.empty(), "findings", "Findings");
  link(report.search.has_value(), "search", "Search");
  link(report.sweep.has_value(), "sweep", "Sweep");
  link(true, "criteria", "Criteria");
  link(report.comparison.has_value(), "comparison", "Comparison");
  link(true, "charts", "Charts");
  link(!report.interference.empty(), "interference", "Interference");
  link(!report.coincidences.empty(), "coincidences", "Coincidences");
  link(true, "operations", "Operations");
  link(true, "failures", "Failures");
  link(has_plans(report), "plans", "Plans");
  link(!report.observations.empty(), "observed", "Observed");
  link(true, "generator", "Generator");
  link(!report.segments.empty(), "segments", "Segments");
  link(true, "scenario", "Scenario");
  link(true, "run", "Run");
  return markup;
}

}  // namespace

std::string html_report(const Report& report) {
  Html html(report.redactor);
  write_verdict(html, report);
  write_findings_list(html, report);
  write_search_levels(html, report);
  write_sweep(html, report);
  write_criteria(html, report);
  write_comparison(html, report);
  write_charts(html, report);
  write_interference_table(html, report);
  write_coincidences_list(html, report);
  write_operations(html, report);
  write_failures(html, report);
  write_plans(html, report);
  write_observed(html, report);
  write_health(html, report);
  write_segment_list(html, report);
  write_scenario(html, report);
  write_run_facts(html, report);
  std::vector<std::pair<std::string_view, std::string>> data{{"loadtest-page", page_data(report)}};
  if (std::string result = embedded_result(report); !result.empty())
    data.emplace_back("loadtest-result", std::move(result));
  else
    html.leaf("p", "The result file is too large to be within this page: keep it beside.", {{"class", "dim"}});
  return html_page({.title = report.redactor.redact(run_title(report)),
                    .navigation = links(report),
                    .body = html.take(),
                    .data = std::move(data)});
}

}  // namespace loadtest
