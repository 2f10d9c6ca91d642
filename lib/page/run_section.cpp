#include "page/run_section.h"

#include <fmt/format.h>

#include "core/segment.h"
#include "core/units.h"
#include "report/phase_words.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

void write_row(Html& html, std::string_view name, std::string_view value) {
  html.open("tr").leaf("th", name, {{"scope", "row"}}).leaf("td", value).close();
}

void write_settings(Html& html, const std::vector<std::pair<std::string, std::string>>& settings) {
  for (const auto& [name, value] : settings) write_row(html, name, value);
}

}  // namespace

std::string run_title(const Report& report) { return report.name.empty() ? report.command : report.name; }

void write_scenario(Html& html, const Report& report) {
  html.open("section", {{"id", "scenario"}}).leaf("h2", "Scenario").open("div", {{"class", "columns"}});
  for (const ShownTrack& track : report.scenario) {
    const std::string kind = track.workload == track.name ? std::string() : fmt::format(" ({})", track.workload);
    html.open("div").leaf("h3", track.name + kind).open("table", {{"class", "facts"}}).open("tbody");
    write_settings(html, track.load);
    write_settings(html, track.options);
    if (track.embedded) write_row(html, "target", "started for the run, on the same machine");
    html.close().close().close();
  }
  html.close();
  if (!report.thresholds.empty()) {
    html.leaf("h3", "Thresholds").open("ul");
    for (const std::string& one : report.thresholds) html.open("li").leaf("code", one).close();
    html.close();
  }
  if (!report.default_criteria) html.leaf("p", "without the default criteria", {{"class", "dim"}});
  if (report.strict) html.leaf("p", "strict: a warning counts as a failure", {{"class", "dim"}});
  html.close();
}

void write_run_facts(Html& html, const Report& report) {
  const RunResult& run = report.result;
  html.open("section", {{"id", "run"}}).leaf("h2", "Run").open("table", {{"class", "facts"}}).open("tbody");
  write_row(html, "id", report.id);
  if (!report.name.empty()) write_row(html, "name", report.name);
  for (const auto& [label, value] : report.labels) write_row(html, "label " + label, value);
  write_row(html, "command", report.command);
  if (run.ended_at > run.started_at) {
    write_row(html, "began", format_instant(run.started_at));
    write_row(html, "ended", fmt::format("{}, {}", format_instant(run.ended_at), stop_name(run.stop_reason)));
    write_row(html, "measured", seconds_of(run.measured));
  }
  write_row(html, "seed", fmt::format("{}", report.seed));
  if (!report.segment.whole()) write_row(html, "segment", segment_name(report.segment));
  write_row(html, "threads", fmt::format("{}", report.threads));
  write_row(html, "host",
            fmt::format("{} · {} · {} · {:.1f} GiB", report.host_name, report.host_os,
                        report.host_cpus == 1 ? "1 CPU" : fmt::format("{} CPUs", report.host_cpus),
                        static_cast<double>(report.host_memory_bytes) / (1u << 30)));
  write_row(html, "version", fmt::format("loadtest {} ({})", report.tool_version, report.tool_commit));
  html.close().close().close();
}

}  // namespace loadtest
