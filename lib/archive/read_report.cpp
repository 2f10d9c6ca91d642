#include "archive/read_report.h"

#include <algorithm>
#include <array>

#include "archive/read_coincidences.h"
#include "archive/read_comparison.h"
#include "archive/read_observations.h"
#include "archive/read_sweep.h"
#include "archive/read_track.h"
#include "core/instant.h"
#include "core/segment.h"
#include "core/units.h"
#include "report/result_words.h"

namespace loadtest {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::array exit_codes{ExitCode::passed, ExitCode::criterion_failed, ExitCode::inconclusive,
                                ExitCode::interrupted, ExitCode::terminated};

template <class Value>
Value value_of(const JsonSpot& spot, Result<Value> parsed) {
  if (parsed) return *parsed;
  spot.wrong(parsed.error().message);
  return Value{};
}

Instant instant(const JsonSpot& spot) { return value_of(spot, parse_instant(spot.text())); }
ShardSlot segment(const JsonSpot& spot) { return value_of(spot, parse_segment(spot.text())); }

// An option given several times is a list.
Pairs read_settings(const JsonSpot& spot) {
  Pairs pairs;
  for (const auto& [name, value] : spot.members()) {
    if (!value.is_list()) {
      pairs.emplace_back(name, value.text());
      continue;
    }
    for (std::string& text : value.texts()) pairs.emplace_back(name, std::move(text));
  }
  return pairs;
}

ShownTrack read_shown_track(const JsonSpot& spot) {
  ShownTrack track;
  track.name = spot["name"].text();
  track.workload = spot["workload"].text();
  track.load = read_settings(spot["load"]);
  track.options = read_settings(spot["options"]);
  track.embedded = spot["embedded"].truth();
  for (const auto& [name, text] : track.load) {
    if (name == "starts") track.starts_max = value_of(spot["load"], parse_count(text, 1, UINT64_MAX));
  }
  return track;
}

void read_run(const JsonSpot& run, Report& report) {
  report.id = run["id"].text();
  report.name = run["name"].text();
  for (const auto& [label, value] : run["labels"].members()) report.labels[label] = value.text();
  report.command = run["command"].text();
  report.seed = run["seed"].count();
  report.segment = segment(run["segment"]);
  const JsonSpot host = run["host"];
  report.host_name = host["name"].text();
  report.host_cpus = host["cpus"].count32();
  report.host_memory_bytes = host["memory_bytes"].count();
  report.host_os = host["os"].text();
  report.warnings = run["warnings"].texts();
  RunResult& result = report.result;
  result.started_at = instant(run["started_at"]);
  if (const JsonSpot start = run["start_at"]; !start.is_null()) result.start_at = instant(start);
  result.ended_at = instant(run["ended_at"]);
  result.measured = run["duration_s"].seconds();
  result.stop_reason = static_cast<StopReason>(run["stop_reason"].word(stop_words));
}

void read_scenario(const JsonSpot& scenario, Report& report) {
  for (const JsonSpot& track : scenario["tracks"].items()) report.scenario.push_back(read_shown_track(track));
  report.thresholds = scenario["thresholds"].texts();
  report.default_criteria = scenario["default_criteria"].truth();
  report.strict = scenario["strict"].truth();
  report.embedded = scenario["embedded"].truth();
  report.threads = scenario["threads"].count32();
}

void read_verdict(const JsonSpot& root, Verdict& verdict) {
  const JsonSpot spot = root["verdict"], generator = root["generator"], code = spot["exit_code"];
  verdict.status = static_cast<VerdictStatus>(spot["status"].word(verdict_words));
  verdict.exit_code = static_cast<ExitCode>(code.count32());
  if (std::find(exit_codes.begin(), exit_codes.end(), verdict.exit_code) == exit_codes.end())
    code.wrong("is none with which a run ends");
  verdict.reasons = spot["reasons"].texts();
  for (const JsonSpot& one : root["criteria"].items()) {
    CriterionResult& criterion = verdict.criteria.emplace_back();
    criterion.name = one["name"].text();
    criterion.expression = one["expression"].text();
    criterion.observed = one["observed"].number_or_null();
    criterion.unit = one["unit"].text();
    criterion.status = static_cast<CriterionStatus>(one["status"].word(criterion_words));
    criterion.note = one["note"].text();
  }
  verdict.trust.trustworthy = generator["trustworthy"].truth();
  verdict.trust.reasons = generator["reasons"].texts();
  verdict.trust.warnings = generator["warnings"].texts();
}

void read_health(const JsonSpot& spot, Health& health) {
  health.lag = read_histogram(spot["lag_histogram"], spot["lag_ms"]["max"].millis());
  health.delay = read_histogram(spot["delay_histogram"], spot["delay_ms"]["max"].millis());
  health.cpu_share = spot["cpu_share"].number();
  health.waited_share = spot["waited_share"].number();
  health.peak_rss_bytes = spot["peak_rss_bytes"].count();
  if (spot.has("rss_growth_bytes")) health.rss_growth_bytes = spot["rss_growth_bytes"].count();
  health.planned = spot["planned"].count();
  health.started = spot["started"].count();
  health.missed = spot["missed"].count();
}

// One that nobody asked for is the run itself, and is not written.
void make_one_phase(Nanos end, RunResult& result) {
  result.phases = {{"run", Nanos(0), end}};
  result.phases.front().lag = result.health.lag;
  for (TrackResult& track : result.tracks) track.phases = track.settled = {track.total};
}

void read_phases(const JsonSpot& root, RunResult& result) {
  const std::vector<JsonSpot> phases = root["phases"].items();
  for (TrackResult& track : result.tracks) {
    track.phases.resize(phases.size(), TrackTotals(track.operations.size()));
    track.settled = track.phases;
  }
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const JsonSpot& spot = phases[i];
    PhaseSpan& phase = result.phases.emplace_back();
    phase.name = spot["name"].text();
    phase.from = spot["from_s"].seconds();
    phase.to = spot["to_s"].seconds();
    phase.settle = spot["settle_s"].seconds();
    phase.judged = spot["judged"].truth();
    phase.lag = read_histogram(spot["lag_histogram"], spot["lag_ms"]["max"].millis());
    phase.active.assign(result.tracks.size(), false);
    for (const JsonSpot& track : spot["tracks"].items()) {
      const std::size_t index = read_phase_track(track, i, phases.size(), result.tracks);
      if (index < result.tracks.size()) phase.active[index] = true;
    }
  }
  const Nanos end = root["run"]["end_s"].seconds();
  if (phases.empty())
    make_one_phase(end, result);
  else if (result.phases.back().to != end)
    root["run"]["end_s"].wrong("is not the last phase's end");
}

SegmentOrigin read_segment(const JsonSpot& spot) {
  SegmentOrigin origin;
  origin.segment = segment(spot["segment"]);
  origin.run_id = spot["id"].text();
  origin.host = spot["host"].text();
  origin.started_at = instant(spot["started_at"]);
  origin.measured = spot["duration_s"].seconds();
  origin.stop_reason = static_cast<StopReason>(spot["stop_reason"].word(stop_words));
  origin.trustworthy = spot["trustworthy"].truth();
  origin.reasons = spot["reasons"].texts();
  origin.lag_p99_ms = spot["lag_p99_ms"].number();
  origin.peak_rss_bytes = spot["peak_rss_bytes"].count();
  return origin;
}

LevelTry read_level(const JsonSpot& spot) {
  LevelTry level;
  level.level = spot["level"].number();
  level.standing = static_cast<LevelStanding>(spot["status"].word(level_words));
  level.broken = spot["broken"].text();
  level.reason = spot["reason"].text();
  level.p95_ms = spot["p95_ms"].number_or_null();
  level.service_mean_ms = spot["service_mean_ms"].number_or_null();
  level.success_share = spot["success_share"].number();
  level.rate_per_s = spot["rate_per_s"].number();
  return level;
}

LevelSearch::Tally tally_of(std::uint32_t agreed, const JsonSpot& tried) {
  const std::uint32_t all = tried.count32();
  if (agreed > all) tried.wrong("is less than how many of them agreed");
  return {agreed, all - std::min(agreed, all)};
}

SearchOutcome read_search(const JsonSpot& spot) {
  SearchOutcome search;
  search.what = spot["what"].text();
  search.track = spot["track"].text();
  search.from = spot["from"].number();
  search.to = spot["to"].number();
  search.precision = spot["precision"].number();
  search.level_duration = spot["level_duration_s"].seconds();
  search.repeats = spot["repeats"].count32();
  search.end = static_cast<SearchEnd>(spot["end"].word(search_end_words));
  search.holds = spot["holds"].number_or_null();
  search.breaks = spot["breaks"].number_or_null();
  const JsonSpot confidence = spot["confidence"];
  search.at_holds = tally_of(confidence["held"].count32(), confidence["tried"]);
  const LevelSearch::Tally above = tally_of(confidence["broke_above"].count32(), confidence["tried_above"]);
  search.at_breaks = {above.broke, above.held};
  search.first_broken = spot["first_broken"].text();
  search.why = spot["why"].text();
  for (const JsonSpot& one : spot["levels"].items()) search.levels.push_back(read_level(one));
  return search;
}

}  // namespace

Report read_report(const JsonSpot& root) {
  Report report;
  report.tool_version = root["tool"]["version"].text();
  report.tool_commit = root["tool"]["commit"].text();
  read_run(root["run"], report);
  read_scenario(root["scenario"], report);
  read_verdict(root, report.verdict);
  read_health(root["generator"], report.result.health);
  for (const JsonSpot& track : root["tracks"].items()) report.result.tracks.push_back(read_track(track));
  read_phases(root, report.result);
  // A sum tells of its segments; of any other run the key is not there.
  if (root.has("segments"))
    for (const JsonSpot& one : root["segments"].items()) report.segments.push_back(read_segment(one));
  if (root.has("search")) report.search = read_search(root["search"]);
  if (root.has("sweep")) report.sweep = read_sweep(root["sweep"]);
  if (root.has("comparison")) report.comparison = read_comparison(root["comparison"]);
  report.interference = find_interference(report.result);
  if (root.has("coincidences")) report.coincidences = read_coincidences(root["coincidences"]);
  report.observations = read_observations(root["server"]);
  report.findings = read_findings(root["findings"]);
  return report;
}

}  // namespace loadtest
