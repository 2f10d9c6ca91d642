#include "history/history_entry.h"

#include <fmt/format.h>

#include "archive/likeness.h"

namespace loadtest {
namespace {

std::string_view unit_in_history(ComparedMeasure measure) {
  if (is_time(measure)) return "ms";
  return measure == ComparedMeasure::rate ? "1/s" : "share";
}

}  // namespace

HistoryEntry history_entry(const Report& report, const MayDiffer& may_differ) {
  const ComparableRun run = comparable_run(report, {});
  HistoryEntry entry;
  entry.id = report.id;
  entry.name = report.name;
  entry.version = report.tool_version;
  entry.labels = report.labels;
  entry.started_at = report.result.started_at;
  entry.load = load_text(report, may_differ);
  entry.verdict = report.verdict.status;
  entry.doubt = run.shown.doubt;
  for (const CriterionResult& one : report.verdict.criteria)
    entry.values.push_back({one.expression, one.unit, one.observed, one.status});
  for (const TrackFigures& track : run.figures.tracks) {
    for (const OperationFigures& operation : track.operations) {
      if (!operation.main) continue;
      for (std::size_t m = 0; m < compared_measures; ++m) {
        const auto measure = static_cast<ComparedMeasure>(m);
        if (!operation.value(measure)) continue;
        entry.values.push_back({fmt::format("{}.{} {}", track.name, operation.name, short_name(measure)),
                                std::string(unit_in_history(measure)), operation.value(measure)});
      }
    }
  }
  return entry;
}

}  // namespace loadtest
