#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "judge/level.h"

namespace loadtest {

/// What was set anew for each run of a sweep.
struct SweptAxis {
  std::string what;   // "users", "rate" or "pool"
  std::string key;    // as its user calls it: "pool-size"
  std::string track;  // whose setting it is
  std::vector<double> values;

  /// Whether more of it is more to do for the target, rather than more to do it with.
  bool is_load() const { return what != "pool"; }
};

/// A track's load in one run of a sweep, all its operations together.
struct SweptTrack {
  std::string name;
  bool idle = false;  // it had nothing to do
  double rate_per_s = 0, success_share = 0;
  std::optional<double> p50_ms{}, p95_ms{}, acquire_p95_ms{};  // of response times; of the wait for a connection
  std::optional<double> rate_error{}, p95_error{};             // relative standard errors
};

struct SweepRun {
  std::vector<double> at;  // a value for each axis
  LevelStanding standing = LevelStanding::spoiled;
  std::string broken{}, reason{};  // as of a LevelTry
  std::vector<SweptTrack> tracks{};

  const SweptTrack* find(std::string_view track) const;
};

/// Why a sweep came to its end, and what its curve looks like; of a matrix only whether it was made in full.
enum class SweepEnd : std::uint8_t {
  knee,       // beyond that value nothing gets better
  flat,       // the lowest value does as well as any other
  rising,     // the highest is still better than the ones below it
  none,       // there is no curve: no run could be believed, or it is a matrix
  generator,  // it, not the target, spoiled all of them
  stopped,    // by its user
};

/// What became of the second setting at one value of the first.
struct MatrixRow {
  double at = 0;
  std::optional<double> holds{}, breaks{};  // the highest below the lowest that breaks
  std::string why{};                        // it broke
  bool spoiled = false;                     // the generator spoiled what lies above
};

/// The runs of one scenario with one setting after the other, as reports show them.
struct SweepOutcome {
  std::vector<SweptAxis> axes;  // one, or two: a matrix
  Nanos run_duration{0};
  std::vector<SweepRun> runs;  // in their order
  SweepEnd end = SweepEnd::stopped;
  std::optional<double> knee, recommended;  // values of the one axis
  std::optional<std::size_t> shown;         // the run that all else in the report is of
  std::vector<std::string> notes;           // what its user should know, for people

  bool matrix() const { return axes.size() > 1; }
  /// What the runs say together; `stopped` before all were made. `open` = the track of the first axis has a rate.
  void conclude(bool stopped, bool open);
};

std::vector<MatrixRow> rows_of(const SweepOutcome&);
/// The run at this point, or null.
const SweepRun* find_run(const SweepOutcome&, std::span<const double> at);

}  // namespace loadtest
