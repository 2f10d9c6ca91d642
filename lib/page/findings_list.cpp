#include "page/findings_list.h"

#include <fmt/format.h>

#include "page/figure_cell.h"
#include "report/findings_section.h"
#include "report/mark.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

void write_lines(Html& html, std::string_view kind, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  html.open("ul", {{"class", std::string(kind)}});
  for (const std::string& line : lines) html.leaf("li", line);
  html.close();
}

void write_finding(Html& html, const Finding& one, std::size_t index) {
  const CriterionStatus standing = standing_of(one.severity);
  html.open("article", {{"class", "finding"},
                        {"data-status", std::string(status_name(standing))},
                        {"data-path", fmt::format("findings/{}", index), true}});
  html.open("h3").open("span", {{"class", "status"}}).raw(mark_of(standing).sign).close().raw(" ").text(one.title);
  html.close().open("p", {{"class", "dim"}}).text(severity_name(one.severity)).raw(" · ").leaf("code", one.id).close();
  write_lines(html, "evidence", one.evidence);
  write_lines(html, "advice", one.advice);
  html.close();
}

}  // namespace

void write_findings_list(Html& html, const Report& report) {
  if (report.findings.empty()) return;
  html.open("section", {{"id", "findings"}}).leaf("h2", "Findings");
  html.leaf("p", "Causes that the figures point to, with the evidence and, after the arrows, what to try.",
            {{"class", "dim"}});
  for (std::size_t i = 0; i < report.findings.size(); ++i) write_finding(html, report.findings[i], i);
  html.close();
}

}  // namespace loadtest
