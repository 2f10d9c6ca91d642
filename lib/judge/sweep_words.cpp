#include "judge/sweep_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "judge/search_outcome.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

std::string figures_in(const SweptTrack& track) {
  std::string text = show_value(track.rate_per_s, "1/s");
  if (track.p95_ms) text += ", p95 " + show_millis(*track.p95_ms);
  return text;
}

std::string held_of(const SweepOutcome& sweep) {
  const auto held = std::ranges::count(sweep.runs, LevelStanding::held, &SweepRun::standing);
  return fmt::format("{} of {} runs hold", held, sweep.runs.size());
}

std::string what_is_enough(const SweepOutcome& sweep, const SweptTrack& track) {
  const SweptAxis& axis = sweep.axes.front();
  const bool load = axis.is_load(), rising_still = sweep.end == SweepEnd::rising;
  const std::string knee = show_setting(axis, *sweep.knee), found = show_setting(axis, *sweep.recommended);
  const bool at_knee = *sweep.recommended == *sweep.knee;
  const std::string_view word = at_knee && rising_still ? "is the best"
                                : load                  ? "is the most that is worth it"
                                                        : "is enough";
  const std::string text = fmt::format("{} {} {}: {}", axis.key, found, word, figures_in(track));
  if (!at_knee) {
    return fmt::format("{}; {}, but the criteria hold {}", text,
                       rising_still ? "throughput still rose at " + knee : "the knee is at " + knee,
                       load ? "up to " + found + " only" : "from " + found + " on only");
  }
  if (rising_still) return text + "; it was still better than all below it, and higher ones may be better yet";
  if (sweep.end == SweepEnd::flat && !load) return text + "; no higher value does better by more than chance";
  return text + (load ? "; beyond it throughput rises by no more than chance"
                      : "; beyond it nothing gets better by more than chance");
}

std::string why_nothing_holds(const SweepOutcome& sweep) {
  const SweepRun& run = sweep.runs[*sweep.shown];
  return fmt::format("no value holds: {}: {}", show_point(sweep, run.at), run.reason);
}

bool any_holds(const SweepOutcome& sweep) {
  return std::ranges::any_of(sweep.runs, [](const SweepRun& run) { return run.standing == LevelStanding::held; });
}

VerdictStatus status_of(const SweepOutcome& sweep, VerdictStatus of_run) {
  if (sweep.end == SweepEnd::stopped || sweep.end == SweepEnd::generator || sweep.runs.empty())
    return VerdictStatus::inconclusive;
  const bool holds = sweep.matrix() ? any_holds(sweep) : sweep.recommended.has_value();
  return holds ? of_run : VerdictStatus::fail;
}

}  // namespace

std::string show_setting(const SweptAxis& axis, double value) {
  if (axis.what == "rate") return value == 0 ? "0/s" : show_level(value, "rate");
  return show_count(static_cast<std::uint64_t>(std::llround(value)));
}

std::string show_point(const SweepOutcome& sweep, std::span<const double> at) {
  std::string text;
  for (std::size_t i = 0; i < sweep.axes.size() && i < at.size(); ++i)
    text += (i == 0 ? "" : ", ") + sweep.axes[i].key + " " + show_setting(sweep.axes[i], at[i]);
  return text;
}

std::string describe(const SweepOutcome& sweep) {
  if (sweep.end == SweepEnd::generator)
    return "the generator was not trustworthy in any run, so they say nothing of the target: " +
           sweep.runs.back().reason;
  const bool stopped = sweep.end == SweepEnd::stopped;
  if (stopped) {
    const std::string so_far = sweep.runs.empty() ? std::string() : " – so far: " + held_of(sweep);
    return "stopped before the end of the sweep" + so_far;
  }
  if (sweep.matrix()) return held_of(sweep);
  if (!sweep.shown) return "no run was made";
  if (!sweep.recommended || !sweep.knee) return why_nothing_holds(sweep);
  const SweptTrack* track = sweep.runs[*sweep.shown].find(sweep.axes.front().track);
  return track == nullptr ? held_of(sweep) : what_is_enough(sweep, *track);
}

std::vector<std::string> describe_rows(const SweepOutcome& sweep) {
  std::vector<std::string> all;
  for (const MatrixRow& row : rows_of(sweep)) {
    const SweptAxis &first = sweep.axes[0], &second = sweep.axes[1];
    const std::string with = fmt::format("with {} {}", first.key, show_setting(first, row.at));
    std::string text;
    if (row.holds && row.breaks)
      text = fmt::format("{} {} may be up to {}; at {}: {}", with, second.key, show_setting(second, *row.holds),
                         show_setting(second, *row.breaks), row.why);
    else if (row.holds)
      text = fmt::format("{} {} may be {}{}", with, second.key, show_setting(second, *row.holds),
                         row.spoiled ? "; of more the generator could say nothing" : ", the highest that was tried");
    else if (row.breaks)
      text = fmt::format("{} it breaks already at {} {}: {}", with, second.key, show_setting(second, *row.breaks),
                         row.why);
    else
      continue;
    all.push_back(std::move(text));
  }
  return all;
}

Verdict conclude(Verdict verdict, const SweepOutcome& sweep, StopReason stopped) {
  verdict.status = status_of(sweep, verdict.status);
  verdict.exit_code = exit_code_of(verdict.status, stopped);
  std::vector<std::string> said = describe_rows(sweep);
  said.insert(said.begin(), describe(sweep));
  verdict.reasons.insert(verdict.reasons.begin(), said.begin(), said.end());
  return verdict;
}

std::optional<std::string> held_against_limit(const SweepOutcome& sweep, const Observations& observations) {
  const Observed* database = find_observed(observations, "database");
  if (database == nullptr || sweep.matrix() || sweep.axes.front().what != "pool" || !sweep.recommended)
    return std::nullopt;
  const auto limit = database->figure("limit.connections");
  if (!limit) return std::nullopt;
  const double reserved = database->figure("limit.reserved").value_or(0), free = *limit - reserved;
  const double fit = std::floor(free / *sweep.recommended);
  const auto count = [](double value) { return show_count(static_cast<std::uint64_t>(std::max(0.0, value))); };
  const std::string server =
      fmt::format("the server takes {} connections, {} of them reserved", count(*limit), count(reserved));
  if (fit < 1) return fmt::format("{}: a pool of {} does not fit", server, count(*sweep.recommended));
  return fmt::format("{}: {} {} of {} fit", server, count(fit), fit == 1 ? "pool" : "pools", count(*sweep.recommended));
}

}  // namespace loadtest
