#include "judge/search_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"

namespace loadtest {
namespace {

std::string show_tally(unsigned of, LevelSearch::Tally tally) { return fmt::format("{} of {}", of, tally.tried()); }

VerdictStatus status_of_search(const SearchOutcome& search, VerdictStatus of_level) {
  switch (search.end) {
    case SearchEnd::found:
    case SearchEnd::none_breaks:
      return of_level;
    case SearchEnd::none_holds:
      return VerdictStatus::fail;
    case SearchEnd::generator:
    case SearchEnd::stopped:
    case SearchEnd::inconclusive:
      break;
  }
  return VerdictStatus::inconclusive;
}

}  // namespace

void SearchOutcome::conclude(const LevelSearch& search, SearchEnd how) {
  end = how;
  holds = search.holds();
  breaks = search.breaks();
  if (holds) at_holds = search.at(*holds);
  if (!breaks) return;
  at_breaks = search.at(*breaks);
  const auto first = std::ranges::find_if(
      levels, [&](const LevelTry& one) { return one.level == *breaks && one.standing == LevelStanding::broke; });
  if (first == levels.end()) return;
  first_broken = first->broken;
  why = first->reason;
}

ExitCode exit_code_of(VerdictStatus status, StopReason stopped) {
  if (stopped == StopReason::interrupted) return ExitCode::interrupted;
  if (stopped == StopReason::terminated) return ExitCode::terminated;
  if (status == VerdictStatus::fail) return ExitCode::criterion_failed;
  return status == VerdictStatus::inconclusive ? ExitCode::inconclusive : ExitCode::passed;
}

std::string show_level(double level, std::string_view what) {
  if (what == "users") return show_count(static_cast<std::uint64_t>(level)) + (level == 1 ? " user" : " users");
  return fmt::format("{}/s", level >= 1000 && level == std::floor(level) ? show_count(static_cast<std::uint64_t>(level))
                                                                         : fmt::format("{:.4g}", level));
}

std::string describe(const SearchOutcome& search) {
  const auto shown = [&](double level) { return show_level(level, search.what); };
  std::string text;
  if (search.holds)
    text = fmt::format("holds {} ({})", shown(*search.holds), show_tally(search.at_holds.held, search.at_holds));
  if (search.breaks) {
    text += fmt::format("{}breaks at {} ({}): {}", text.empty() ? "" : ", ", shown(*search.breaks),
                        show_tally(search.at_breaks.broke, search.at_breaks), search.why);
  }
  switch (search.end) {
    case SearchEnd::found:
      return text;
    case SearchEnd::none_breaks:
      return text + ", the highest level that was to be tried";
    case SearchEnd::none_holds:
      return "no level holds: the lowest " + text;
    case SearchEnd::generator: {
      const LevelTry& last = search.levels.back();
      return fmt::format("the generator, not the target, was the limit at {}: {}{}", shown(last.level), last.reason,
                         text.empty() ? "" : " – so far: " + text);
    }
    case SearchEnd::stopped:
      return "stopped before the end of the search" + (text.empty() ? text : " – so far: " + text);
    case SearchEnd::inconclusive:
      return "too many tries contradicted one another (longer levels are steadier)" +
             (text.empty() ? text : " – so far: " + text);
  }
  return text;
}

Verdict conclude(Verdict verdict, const SearchOutcome& search, StopReason stopped) {
  verdict.status = status_of_search(search, verdict.status);
  verdict.exit_code = exit_code_of(verdict.status, stopped);
  verdict.reasons.insert(verdict.reasons.begin(), describe(search));
  return verdict;
}

std::optional<std::string> too_few_users(const SearchOutcome& search, std::uint32_t users) {
  constexpr double nearly = 0.9;
  if (search.what != "rate" || !search.breaks || search.levels.empty()) return std::nullopt;
  const auto lowest = std::ranges::min_element(search.levels, {}, &LevelTry::level);
  if (!lowest->service_mean_ms || *lowest->service_mean_ms <= 0) return std::nullopt;
  const double most_per_s = users / (*lowest->service_mean_ms / 1e3);
  if (*search.breaks < nearly * most_per_s) return std::nullopt;
  return fmt::format(
      "{} users who wait {} for an answer make {:.4g} starts a second at most, so the limit may be theirs and not the "
      "target's: try more users",
      show_count(users), show_millis(*lowest->service_mean_ms), most_per_s);
}

}  // namespace loadtest
