#pragma once

#include <optional>

#include "stats/run_result.h"

namespace loadtest {

/// Index of the phase that criteria are judged on; nullopt where it is the whole run.
std::optional<std::size_t> judged_phase(const RunResult&);

/// When starts ended, from t0.
Nanos end_of(const RunResult&);

/// How much of a phase was measured: without the warm-up, where that lies in it.
Nanos measured_in(const RunResult&, const PhaseSpan&);

/// For how long a track was active and measured.
Nanos measured_of(const RunResult&, std::size_t track);

/// The part of a run that criteria are judged on, as a result of its own without phases: totals, intervals, length and
/// how many users were connected are those of the judged phase. Operations that count whenever they happen
/// (connecting) and the generator's health stay those of the whole run, and so does all where no phase is judged.
RunResult judged_part(const RunResult&);

}  // namespace loadtest
