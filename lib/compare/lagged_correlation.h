#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace loadtest {

/// A series of equally distant values, in stretches between which something else began.
using Stretches = std::vector<std::vector<double>>;

/// How a series goes together with another one.
struct LaggedCorrelation {
  double r = 0;    // Spearman's, of the departures from what is usual around a value
  int lag = 0;     // by how many values the one follows the other; below 0 where it precedes it
  int period = 0;  // both repeat themselves after so many values, which alone makes them go together; 0 = they do not
  double p = 1;    // how often chance alone gives one as strong among all that were tried
};

struct CorrelationLimits {
  int lag_max = 3;           // and as many the other way round
  double r_min = 0.5;        // weaker ones are none
  unsigned shuffles = 1999;  // the least p is 1 in one more than that
};

/// For each of `others` its strongest correlation with `series`, at whichever lag that is; nullopt where it is weaker
/// than r_min at all of them, or one of both never changes. All have the same stretches.
///
/// Departures from a running median of nine rather than values, because two series that drift are alike for that alone;
/// in steps of a tenth of the large ones, because what goes on beneath is noise, and its ranks would be chance. Not the
/// changes from one value to the next: a lock that ends within a second is in two of them, and so are the answers that
/// waited, but not in the same two. Ranks within each stretch, so that neither a stall nor a stretch of more load
/// counts for more than the rest. p is that of the strongest of all `others` at all lags (Westfall and Young's max-T):
/// how often it is as strong when blocks of `series`, of chance lengths around how long it remembers, are put in chance
/// order. The same seed, the same result.
std::vector<std::optional<LaggedCorrelation>> correlate(const Stretches& series, std::span<const Stretches> others,
                                                        std::uint64_t seed, const CorrelationLimits& = {});

}  // namespace loadtest
