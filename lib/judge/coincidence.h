#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/observed.h"
#include "stats/run_result.h"

namespace loadtest {

/// Something that the database said of itself and that went together, second by second, with how long answers to users
/// took. That is no proof of a cause: both may have one.
struct Coincidence {
  static constexpr std::size_t intervals_min = 30;
  static constexpr double r_min = 0.5, p_max = 0.01;

  std::string track, operation, measure;  // whose "p95" or "mean" of response times
  std::string source, series;             // went together with this: "database", "waits.lock"
  double r = 0;                           // Spearman's, of the departures from what is usual around an interval
  Nanos lag{0};                           // the answers followed by so much; below 0 where they were first
  double p = 1;                           // that chance gives one as strong among all that were looked at
  std::size_t intervals = 0;
  Nanos period{0};  // both repeat themselves after so long, which alone makes them go together; 0 = they do not
};

/// The strongest first (compare/lagged_correlation.h); none where there are fewer than intervals_min intervals. Each
/// phase counts for itself, without its settling time. The same seed, the same result.
std::vector<Coincidence> find_coincidences(const RunResult&, const Observations&, std::uint64_t seed);

}  // namespace loadtest
