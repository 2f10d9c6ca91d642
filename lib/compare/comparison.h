#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compare/measure.h"
#include "core/instant.h"

namespace loadtest {

/// What came of holding a measure of the new runs against that of the base.
enum class ChangeStanding : std::uint8_t { better, same, worse, unclear };
inline constexpr std::array<std::string_view, 4> standing_words{"better", "same", "worse", "unclear"};
inline std::string_view standing_name(ChangeStanding standing) {
  return standing_words.at(static_cast<std::size_t>(standing));
}

/// One measure of one operation. Of several runs a side, values are their geometric mean (of shares: the mean).
struct Change {
  std::string track, operation;
  ComparedMeasure measure = ComparedMeasure::p95;
  std::optional<double> base, fresh;  // ms, share, per second
  std::optional<double> change;       // relative, of shares the difference; none where there is no such thing
  std::optional<double> low, high;    // of its 95 % interval
  std::optional<double> chance;       // of so much by chance alone, after Holm over the rows that are judged together
  double limit = 0;                   // less is no news
  bool guarded = false;               // the exit code rests on it
  ChangeStanding standing = ChangeStanding::unclear;
  std::string why;  // it is unclear
};

/// One of the runs that were held against each other.
struct ComparedRun {
  std::string file, id, name;
  Instant started_at{};
  bool used = true;  // false: told, and left out of the figures, since it proves nothing
  std::string doubt;
};

/// How long an operation took at how many of all answers, of all runs of a side together.
struct ComparedCurve {
  std::string track, operation;
  std::vector<std::pair<double, double>> base, fresh;  // (share, ms)
};

/// Runs held against a base.
struct RunComparison {
  std::vector<ComparedRun> base, fresh;
  bool noise_known = false;  // between runs: three or more a side
  bool forced = false;       // runs that are not alike
  std::vector<Change> changes;
  std::vector<ComparedCurve> curves;
  std::vector<std::string> warnings, remarks;

  /// A guarded measure got worse.
  bool regressed() const;
  /// In words, of guarded rows that got worse: "p95 of chat response rose by 15.2 % (limit 5 %)".
  std::vector<std::string> regressions() const;
};

/// "p95 of chat response", with the track in front where there are several.
std::string subject_of(const RunComparison&, const Change&);

}  // namespace loadtest
