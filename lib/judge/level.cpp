#include "judge/level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

constexpr double lost_limit = 0.01;  // of the starts, that may be dropped, unanswered or failed

// Seconds of response time a second: in front of a target that does 99 % of what is asked for, the wait grows by 0.01.
constexpr double growing_limit = 0.01;
// A closed model's wait cannot grow for ever, and takes a while to settle.
constexpr double closed_growth_limit = 1.5;
constexpr double standard_errors = 3;
constexpr std::uint64_t growing_samples_min = 5;
constexpr std::size_t thirds = 3;

struct Broken {
  std::string what, reason;
};

struct Middle {
  double median = 0, error = 0;  // seconds; `error` = of the median, by the spread around it
};

std::optional<Middle> middle_of(const Histogram& response) {
  if (response.count() < growing_samples_min) return std::nullopt;
  const double spread = to_seconds(response.percentile(0.84) - response.percentile(0.16)) / 2;
  constexpr double of_median = 1.25;  // the standard error of a median beside a mean's
  return Middle{to_seconds(response.percentile(0.5)),
                of_median * spread / std::sqrt(static_cast<double>(response.count()))};
}

std::optional<Broken> growing(const RunResult& result, const TrackResult& track) {
  if (result.phases.size() != thirds || track.phases.size() != thirds) return std::nullopt;
  std::optional<Middle> of[thirds];
  for (std::size_t i = 0; i < thirds; ++i) {
    of[i] = middle_of(load_of(track, track.phases[i]).response);
    if (!of[i]) return std::nullopt;
  }
  const auto& [first, second, last] = of;
  const double grown = last->median - first->median;
  const double between = 2 * to_seconds(result.phases.back().to - result.phases.back().from);
  const bool all_the_time = first->median < second->median && second->median < last->median;
  if (!all_the_time || between <= 0 || grown < growing_limit * between) return std::nullopt;
  if (grown < standard_errors * std::hypot(first->error, last->error)) return std::nullopt;
  if (!track.open_model && last->median < closed_growth_limit * first->median) return std::nullopt;
  return Broken{track.name + " response times",
                fmt::format("response times of {} grew by {} every second, from {} on: it did not keep up", track.name,
                            show_millis(grown / between * 1e3), show_millis(first->median * 1e3))};
}

bool asks_for_success(std::span<const Criterion> criteria, const TrackResult& track) {
  return std::ranges::any_of(criteria, [&](const Criterion& one) {
    const Measure measure = one.threshold.measure;
    return one.threshold.track == track.name && (measure == Measure::success || measure == Measure::errors);
  });
}

/// Whether too much of what was asked of this track did not come about.
std::optional<Broken> losing(const TrackResult& track, std::span<const Criterion> criteria) {
  const Tally tally = load_of(track, track.total).tally;
  const auto over = [](std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) > lost_limit * static_cast<double>(whole);
  };
  const auto broken = [&](std::string_view what, std::uint64_t part, std::uint64_t whole, std::string_view how) {
    return Broken{fmt::format("{} {}", track.name, what),
                  fmt::format("{} of {} starts of {} {}", show_count(part), show_count(whole), track.name, how)};
  };
  const std::uint64_t asked = tally.started + tally.dropped;
  if (over(tally.dropped, asked)) return broken("starts", tally.dropped, asked, "found no free user and were dropped");
  if (over(tally.cancelled, asked)) return broken("answers", tally.cancelled, asked, "were never answered");
  if (over(tally.failed, asked) && !asks_for_success(criteria, track))
    return broken("success", tally.failed, asked, "failed");
  const UsersStats& users = track.users;
  if (users.known && over(users.asked - std::min(users.peak, users.asked), users.asked))
    return Broken{track.name + " users", fmt::format("{} of {} users of {} were connected at the same time",
                                                     show_count(users.peak), show_count(users.asked), track.name)};
  return std::nullopt;
}

std::optional<Broken> find_broken(const RunResult& result, const Verdict& verdict,
                                  std::span<const Criterion> criteria) {
  for (const CriterionStatus status : {CriterionStatus::fail, CriterionStatus::no_data})
    for (const CriterionResult& one : verdict.criteria)
      if (one.status == status) return Broken{one.expression, one.reason};
  if (verdict.status == VerdictStatus::fail)
    return Broken{"run", verdict.reasons.empty() ? std::string("the run failed") : verdict.reasons.front()};
  for (const TrackResult& track : result.tracks)
    if (auto found = losing(track, criteria)) return found;
  for (const TrackResult& track : result.tracks)
    if (auto found = growing(result, track)) return found;
  return std::nullopt;
}

}  // namespace

OperationStats load_of(const TrackResult& track, const TrackTotals& totals) {
  OperationStats sum;
  for (std::size_t i = 0; i < track.operations.size() && i < totals.size(); ++i)
    if (track.operations[i].weight > 0) sum.merge(totals[i]);
  return sum;
}

LevelTry judge_level(const RunResult& result, std::span<const Criterion> criteria, const JudgeOptions& options,
                     std::size_t track) {
  const Verdict verdict = judge(result, criteria, options);
  LevelTry tried;
  const OperationStats load = load_of(result.tracks.at(track), result.tracks[track].total);
  if (load.response.count() > 0) tried.p95_ms = to_millis(load.response.percentile(0.95));
  if (load.service.count() > 0) tried.service_mean_ms = load.service.mean_ns() / 1e6;
  tried.success_share = load.tally.success_share();
  if (result.measured > Nanos(0)) tried.rate_per_s = static_cast<double>(load.tally.ok) / to_seconds(result.measured);
  if (!verdict.trust.trustworthy) {
    tried.reason = verdict.trust.reasons.front();
    return tried;
  }
  const auto broken = find_broken(result, verdict, criteria);
  tried.standing = broken ? LevelStanding::broke : LevelStanding::held;
  if (broken) {
    tried.broken = broken->what;
    tried.reason = broken->reason;
  }
  return tried;
}

}  // namespace loadtest
