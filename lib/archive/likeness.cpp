#include "archive/likeness.h"

#include <fmt/format.h>

#include <algorithm>

#include "archive/compare_scenarios.h"
#include "core/segment.h"

namespace loadtest {
namespace {

std::string phase_names(const RunResult& run) {
  std::string names;
  for (const PhaseSpan& phase : run.phases)
    names += (names.empty() ? "" : ", ") + phase.name + (phase.judged ? " (judged)" : "");
  return names;
}

std::string why_doubtful(const Report& report) {
  if (report.result.cut_short()) return "it was stopped before its end";
  if (!report.segment.whole()) return "it is one segment of a run";
  if (!report.verdict.trust.trustworthy)
    return "its generator was not trustworthy" +
           (report.verdict.trust.reasons.empty() ? "" : ", " + report.verdict.trust.reasons.front());
  return {};
}

}  // namespace

std::vector<std::string> unlikeness(const Report& base, const Report& fresh, const MayDiffer& may_differ) {
  std::vector<std::string> found = track_differences(base, fresh, may_differ);
  const std::string mine = phase_names(base.result), theirs = phase_names(fresh.result);
  // A run that is yet to come has none.
  if (!base.result.phases.empty() && !fresh.result.phases.empty() && mine != theirs)
    found.push_back(fmt::format("phases {}, not {}", theirs, mine));
  return found;
}

std::vector<std::string> other_differences(const Report& base, const Report& fresh) {
  std::vector<std::string> found;
  const auto note = [&](std::string_view what, const std::string& mine, const std::string& theirs) {
    if (mine != theirs) found.push_back(fmt::format("{} {}, not {}", what, theirs, mine));
  };
  note("loadtest", base.tool_version + " (" + base.tool_commit + ")",
       fresh.tool_version + " (" + fresh.tool_commit + ")");
  note("host", base.host_name, fresh.host_name);
  note("processors", std::to_string(base.host_cpus), std::to_string(fresh.host_cpus));
  note("threads", std::to_string(base.threads), std::to_string(fresh.threads));
  return found;
}

std::string load_text(const Report& report, const MayDiffer& may_differ) {
  std::string text;
  for (const ShownTrack& track : report.scenario) {
    text += (text.empty() ? "" : "; ") + track.name;
    if (track.workload != track.name) text += " of " + track.workload;
    text += track.embedded ? ", embedded:" : ":";
    std::string between = " ";
    for (const auto& [name, value] : track.load) {
      text += between + name + " " + value;
      between = ", ";
    }
    for (const auto& [name, value] : track.options)
      if (!may_differ(track, name)) text += " --" + name + " " + value;
  }
  if (report.result.phases.size() > 1) text += "; phases " + phase_names(report.result);
  if (!report.segment.whole()) text += "; segment " + segment_name(report.segment);
  return text;
}

ComparableRun comparable_run(const Report& report, std::string file) {
  return {{.file = std::move(file),
           .id = report.id,
           .name = report.name,
           .started_at = report.result.started_at,
           .used = true,
           .doubt = why_doubtful(report)},
          figures_of(report.result)};
}

}  // namespace loadtest
