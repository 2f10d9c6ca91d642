#pragma once

#include <string>
#include <string_view>

#include "stats/run_result.h"

namespace loadtest {

/// The phase whose figures people are shown: the judged one of several; null where the run never came to that, and all
/// figures are the whole run's.
const PhaseSpan* shown_phase(const RunResult&);

/// The figures of that phase, or all.
RunResult shown_part(const RunResult&);

/// "judged while both ran, …": what criteria looked at; empty where it is the whole run.
std::string judged_words(const RunResult&);

/// "both" of two tracks, else "all".
std::string_view all_of(const RunResult&);

/// What goes on in a phase: "while both ran", or its name where some pause.
std::string during(const RunResult&, const PhaseSpan&);

/// "27.0 s".
std::string seconds_of(Nanos);

}  // namespace loadtest
