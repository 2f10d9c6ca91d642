#include "archive/read_comparison.h"

namespace loadtest {
namespace {

std::vector<ComparedRun> read_compared_runs(const JsonSpot& spot) {
  std::vector<ComparedRun> runs;
  for (const JsonSpot& one : spot.items()) {
    ComparedRun& run = runs.emplace_back();
    run.file = one["file"].text();
    run.id = one["id"].text();
    run.name = one["name"].text();
    if (const auto at = parse_instant(one["started_at"].text()))
      run.started_at = *at;
    else
      one["started_at"].wrong(at.error().message);
    run.used = one["used"].truth();
    run.doubt = one["doubt"].text();
  }
  return runs;
}

Change read_change(const JsonSpot& spot) {
  Change change;
  change.track = spot["track"].text();
  change.operation = spot["operation"].text();
  change.measure = static_cast<ComparedMeasure>(spot["measure"].word(compared_words));
  change.base = spot["base"].number_or_null();
  change.fresh = spot["new"].number_or_null();
  change.change = spot["change"].number_or_null();
  change.low = spot["low"].number_or_null();
  change.high = spot["high"].number_or_null();
  change.chance = spot["chance"].number_or_null();
  change.limit = spot["limit"].number();
  change.guarded = spot["guarded"].truth();
  change.standing = static_cast<ChangeStanding>(spot["standing"].word(standing_words));
  change.why = spot["why"].text();
  // What is said of a change needs its figures.
  const bool told = change.standing == ChangeStanding::better || change.standing == ChangeStanding::worse;
  if (told && (!change.base || !change.fresh || !change.change)) spot["standing"].wrong("has no change to speak of");
  return change;
}

std::vector<std::pair<double, double>> read_points(const JsonSpot& spot) {
  std::vector<std::pair<double, double>> points;
  for (const JsonSpot& one : spot.items()) {
    const std::vector<JsonSpot> pair = one.items();
    if (pair.size() == 2)
      points.emplace_back(pair[0].number(), pair[1].number());
    else
      one.wrong("is no pair of share and time");
  }
  return points;
}

}  // namespace

RunComparison read_comparison(const JsonSpot& spot) {
  RunComparison comparison;
  comparison.noise_known = spot["noise_known"].truth();
  comparison.forced = spot["forced"].truth();
  comparison.base = read_compared_runs(spot["base"]);
  comparison.fresh = read_compared_runs(spot["new"]);
  for (const JsonSpot& one : spot["changes"].items()) comparison.changes.push_back(read_change(one));
  for (const JsonSpot& one : spot["curves"].items())
    comparison.curves.push_back(
        {one["track"].text(), one["operation"].text(), read_points(one["base"]), read_points(one["new"])});
  comparison.warnings = spot["warnings"].texts();
  comparison.remarks = spot["remarks"].texts();
  return comparison;
}

}  // namespace loadtest
