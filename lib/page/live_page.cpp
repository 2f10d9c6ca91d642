#include <fmt/format.h>

#include "page/charts_section.h"
#include "page/html.h"
#include "page/html_report.h"
#include "page/page_shell.h"
#include "page/run_section.h"

namespace loadtest {
namespace {

/// What follows the run, by the name that page.js fills it by.
void write_live_tiles(Html& html, const ShownTrack& track, std::size_t index) {
  html.raw(fmt::format(R"(<div class="tiles" data-tiles="{}">)", index)).leaf("h2", track.name).open("dl");
  for (const auto& [name, words] :
       {std::pair("users", "users"), std::pair("rate", "done"), std::pair("p50", "p50"), std::pair("p95", "p95"),
        std::pair("p99", "p99"), std::pair("ok", "ok"), std::pair("failed", "failed"), std::pair("dropped", "dropped")})
    html.open("div").leaf("dt", words).leaf("dd", "–", {{"data-now", name}}).close();
  html.close().raw("</div>\n");
}

}  // namespace

std::string live_page(const Report& described, const LivePage& more) {
  Html html(described.redactor);
  html.open("section", {{"class", "verdict"}, {"id", "verdict"}, {"data-status", "running"}});
  html.leaf("p", run_title(described), {{"class", "run"}});
  html.open("h1").leaf("span", "RUNNING", {{"data-now", "state"}}).close();
  html.open("p").leaf("span", "", {{"data-now", "time"}}).raw(" ").leaf("span", "", {{"data-now", "phase"}}).close();
  html.raw(R"(<progress max="1" value="0" aria-label="Part of the run that is over"></progress>)");
  html.raw(R"(<p role="status" data-now="said"></p><div id="loadtest-live">)").raw(more.controls).raw("</div>");
  html.close();
  html.open("section", {{"class", "now"}, {"aria-label", "Now"}});
  for (std::size_t i = 0; i < described.scenario.size(); ++i) write_live_tiles(html, described.scenario[i], i);
  html.close();
  write_empty_charts(html, described.scenario);
  write_scenario(html, described);
  write_run_facts(html, described);
  return html_page(
      {.title = described.redactor.redact("running: " + run_title(described)),
       .navigation = R"(<a href="#charts">Charts</a> <a href="#scenario">Scenario</a> <a href="#run">Run</a>)",
       .body = html.take(),
       .style = more.style,
       .script = more.script,
       .connects = true});
}

}  // namespace loadtest
