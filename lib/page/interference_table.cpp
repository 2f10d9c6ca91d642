#include "page/interference_table.h"

#include "core/units.h"
#include "judge/wording.h"
#include "page/chart_words.h"
#include "page/figure_cell.h"
#include "report/interference_remarks.h"
#include "report/shown.h"

namespace loadtest {
namespace {

void write_side(Html& html, const std::string& side, const Interference::Side& of) {
  write_figure(html, side + "_p95_ms", of.p95_ms, of.p95_ms ? show_millis(*of.p95_ms) : "–");
  write_count(html, side + "_count", of.count);
  write_figure(html, side + "_failed_share", of.failed_share(), show_share(of.failed_share()));
}

}  // namespace

void write_interference_table(Html& html, const Report& report) {
  if (report.interference.empty()) return;
  html.open("section", {{"id", "interference"}}).leaf("h2", "Interference").open("ul");
  for (const std::string& sentence : interference_sentences(report)) html.leaf("li", sentence);
  html.close();
  begin_scroll(html, "Interference").open("table").open("thead").open("tr");
  for (const std::string_view name :
       {"operation", "p95 alone", "count", "failed", "p95 together", "count", "failed", "ratio"})
    html.leaf("th", name, {{"scope", "col"}});
  html.close().close().open("tbody");
  for (const Interference& one : report.interference) {
    const std::string name = shown_foreign(one.operation, report.redactor);
    html.open("tr", {{"data-path", "interference/" + name}}).leaf("th", name, {{"scope", "row"}});
    write_side(html, "alone", one.alone);
    write_side(html, "together", one.together);
    write_figure(html, "ratio", one.ratio, one.ratio ? show_value(*one.ratio, "ratio") : "–");
    html.close();
  }
  html.close().close().close();
  if (const auto [lag, spoils] = interference_lag(report); !lag.empty())
    html.leaf(
        "p", "Generator lag p99: " + lag + (spoils ? ": too much beside a p95, so the generator had a part in it" : ""),
        {{"class", spoils ? "note" : "dim"}});
  for (const std::string& remark : interference_remarks(report)) html.leaf("p", "! " + remark, {{"class", "note"}});
  html.close();
}

}  // namespace loadtest
