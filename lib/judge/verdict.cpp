#include "judge/verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/text.h"
#include "core/units.h"
#include "judge/drift.h"
#include "judge/silence.h"
#include "stats/judged_part.h"

namespace loadtest {
namespace {

/// Long, since outputs take secrets out of reasons later, and half of one would not be found.
constexpr std::size_t text_bytes_max = 4096;

bool any(std::span<const CriterionResult> criteria, CriterionStatus status) {
  return std::any_of(criteria.begin(), criteria.end(), [&](const auto& one) { return one.status == status; });
}

/// Why the users of a track are gone: the most frequent kinds of loss and of refused connections.
std::string why_gone(const TrackResult& track) {
  std::map<std::string, std::uint64_t> kinds = track.users.lost_kinds;
  const std::size_t connect = track.operation("connect");
  if (connect < track.total.size())
    for (const auto& [kind, count] : track.total[connect].errors) kinds[kind] += count;
  std::vector<std::pair<std::uint64_t, std::string>> sorted;
  for (const auto& [kind, count] : kinds) sorted.emplace_back(count, kind);
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < sorted.size() && i < 3; ++i)
    shown.push_back(
        fmt::format("{}: {}", escape_foreign(sorted[i].second, text_bytes_max), show_count(sorted[i].first)));
  return shown.empty() ? std::string() : fmt::format(" ({})", fmt::join(shown, ", "));
}

std::string users_gone(const RunResult& result, const TrackResult& track) {
  if (result.stop_reason == StopReason::no_users_left)
    return fmt::format("the run ended early because no user of {} was left{}", track.name, why_gone(track));
  return fmt::format("no user of {} was left before the end{}", track.name, why_gone(track));
}

/// The reasons, in the order in which the exit codes apply.
class Reasons {
 public:
  Reasons(const RunResult& result, const Verdict& verdict, const JudgeOptions& options) {
    if (result.cut_short() && options.gaps.empty())
      add(fmt::format("interrupted by {} after {:.1f} s",
                      result.stop_reason == StopReason::interrupted ? "SIGINT" : "SIGTERM",
                      to_seconds(result.measured)));
    for (const std::string& reason : verdict.trust.reasons) add("the generator was not trustworthy: " + reason);
    for (const TrackResult& track : result.tracks)
      if (track.ran_out_of_users) add(users_gone(result, track));
    add_criteria(verdict.criteria, CriterionStatus::fail, "");
    for (const TrackResult& track : result.tracks)
      if (const auto silence = find_silence(result, track); silence && !track.ran_out_of_users)
        add(fmt::format("{} gave no answer in the last {:.1f} s, and {} operations were still waiting for one",
                        track.name, to_seconds(silence->lasted), show_count(silence->waiting)));
    const std::string_view suffix = options.strict ? " (a warning, which counts as a failure here)" : "";
    if (options.strict) {
      add_warnings(verdict, suffix);
      for (const std::string& warning : options.warnings) add(fmt::format("{}{}", warning, suffix));
    }
    for (const std::string& gap : options.gaps) add(gap);
    add_criteria(verdict.criteria, CriterionStatus::no_data, "");
    if (!options.strict) add_warnings(verdict, suffix);
  }
  std::vector<std::string> take() { return std::move(reasons_); }

 private:
  void add(std::string reason) { reasons_.push_back(std::move(reason)); }
  void add_criteria(std::span<const CriterionResult> criteria, CriterionStatus status, std::string_view suffix) {
    for (const CriterionResult& one : criteria)
      if (one.status == status) add(fmt::format("{}{}", one.reason, suffix));
  }
  void add_warnings(const Verdict& verdict, std::string_view suffix) {
    add_criteria(verdict.criteria, CriterionStatus::warn, suffix);
    for (const std::string& warning : verdict.trust.warnings) add(fmt::format("the generator: {}{}", warning, suffix));
  }

  std::vector<std::string> reasons_;
};

/// Nobody can tell of a share whether the whole holds: not one criterion is tried.
std::vector<CriterionResult> left_to_the_sum(std::vector<CriterionResult> criteria) {
  for (CriterionResult& one : criteria) {
    one.status = CriterionStatus::not_tried;
    one.note = "not tried (judged on the sum by loadtest merge)";
    one.reason.clear();
  }
  return criteria;
}

/// What was found of its parts comes before what the sum shows: it may be thinned out there.
Trust judge_generators(const RunResult& result, const JudgeOptions& options) {
  Trust trust = judge_generator(result, options.embedded);
  if (options.doubts.empty()) return trust;
  trust.trustworthy = false;
  trust.reasons.assign(options.doubts.begin(), options.doubts.end());
  return trust;
}

}  // namespace

Verdict judge(const RunResult& result, std::span<const Criterion> criteria, const JudgeOptions& whole_options) {
  JudgeOptions options = whole_options;
  options.strict = options.strict && !options.segment;  // the warnings of all are judged with the sum
  Verdict verdict;
  const RunResult part = judged_part(result);
  for (const Criterion& criterion : criteria) {
    if (criterion.kind == Criterion::Kind::soak && part.measured < soak_from) continue;
    verdict.criteria.push_back(evaluate(criterion, part, result.measured));
  }
  if (options.segment) verdict.criteria = left_to_the_sum(std::move(verdict.criteria));
  verdict.trust = judge_generators(result, options);

  bool warned = any(verdict.criteria, CriterionStatus::warn) || !verdict.trust.warnings.empty();
  const bool no_user_left = std::any_of(result.tracks.begin(), result.tracks.end(),
                                        [](const TrackResult& track) { return track.ran_out_of_users; });
  const bool silent = std::any_of(result.tracks.begin(), result.tracks.end(),
                                  [&](const TrackResult& track) { return find_silence(result, track).has_value(); });
  bool failed = any(verdict.criteria, CriterionStatus::fail) || no_user_left || silent ||
                (options.strict && (warned || !options.warnings.empty()));
  if (options.segment && failed) {
    failed = false;
    warned = true;
  }
  const bool no_data = any(verdict.criteria, CriterionStatus::no_data);

  if (!verdict.trust.trustworthy)
    verdict.status = VerdictStatus::inconclusive;
  else if (failed)
    verdict.status = VerdictStatus::fail;
  else if (result.cut_short() || no_data || !options.gaps.empty())
    verdict.status = VerdictStatus::inconclusive;
  else
    verdict.status = warned ? VerdictStatus::warn : VerdictStatus::pass;

  const bool whole = options.gaps.empty();  // what was stopped is a part of a sum, and whoever adds up was not
  if (whole && result.stop_reason == StopReason::interrupted)
    verdict.exit_code = ExitCode::interrupted;
  else if (whole && result.stop_reason == StopReason::terminated)
    verdict.exit_code = ExitCode::terminated;
  else if (verdict.status == VerdictStatus::fail)
    verdict.exit_code = ExitCode::criterion_failed;
  else
    verdict.exit_code = verdict.status == VerdictStatus::inconclusive ? ExitCode::inconclusive : ExitCode::passed;

  verdict.reasons = Reasons(result, verdict, options).take();
  return verdict;
}

}  // namespace loadtest
