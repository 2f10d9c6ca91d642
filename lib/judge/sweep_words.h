#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/observed.h"
#include "judge/sweep_outcome.h"
#include "judge/verdict.h"

namespace loadtest {

/// "20", "1,000", "200/s": a value of this axis beside its name.
std::string show_setting(const SweptAxis&, double value);
/// "pool-size 20", "users 50, db-rate 200/s".
std::string show_point(const SweepOutcome&, std::span<const double> at);

/// "pool-size 20 is enough: 812/s, and no higher value does more than 5 % better".
std::string describe(const SweepOutcome&);
/// "with users 50 db-rate may be up to 200/s; at 400/s p95 of chat response was 2.4 s, limit 2 s", for each row.
std::vector<std::string> describe_rows(const SweepOutcome&);

/// The verdict on a sweep, of that on the run that it shows.
Verdict conclude(Verdict of_run, const SweepOutcome&, StopReason);

/// Whether the database grants a pool of what is recommended, by what its server said of itself; nullopt where it
/// said nothing, or no pool was looked for.
std::optional<std::string> held_against_limit(const SweepOutcome&, const Observations&);

}  // namespace loadtest
