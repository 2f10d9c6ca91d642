#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "judge/level.h"
#include "judge/level_search.h"
#include "judge/verdict.h"

namespace loadtest {

/// Why a search for the highest level that holds came to its end.
enum class SearchEnd : std::uint8_t {
  found,         // a level that holds, and one a little above it that breaks
  none_breaks,   // the highest that was to be tried holds
  none_holds,    // even the lowest breaks
  generator,     // it cannot make more, so what the target can is not known
  stopped,       // by its user
  inconclusive,  // too many tries contradicted one another
};

/// The search for the highest level that holds, as reports show it.
struct SearchOutcome {
  std::string what;   // "users" or "rate"
  std::string track;  // whose level was raised
  double from = 0, to = 0, precision = 0;
  Nanos level_duration{0};
  unsigned repeats = 0;
  std::vector<LevelTry> levels;  // in the order in which they were tried
  SearchEnd end = SearchEnd::stopped;
  std::optional<double> holds, breaks;
  LevelSearch::Tally at_holds{}, at_breaks{};  // the tries of these two
  std::string first_broken, why;               // of the lowest level that breaks: LevelTry::broken, LevelTry::reason

  /// What the tries and the search say together.
  void conclude(const LevelSearch&, SearchEnd);
};

/// "480 users", "480/s".
std::string show_level(double level, std::string_view what);

/// "holds 480/s (3 of 3), breaks at 504/s (2 of 2): p95 of chat response was 3.4 s, limit 2 s"
std::string describe(const SearchOutcome&);

/// With which a run of many levels ends.
ExitCode exit_code_of(VerdictStatus, StopReason);

/// The verdict on a run that searched, of that on its last run at the level that holds.
Verdict conclude(Verdict of_level, const SearchOutcome&, StopReason);

/// Where a rate broke because so few users cannot make more, whatever the target can; nullopt where that is not so.
std::optional<std::string> too_few_users(const SearchOutcome&, std::uint32_t users);

}  // namespace loadtest
