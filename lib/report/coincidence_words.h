#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/coincidence.h"

namespace loadtest {

/// How many are shown to people; the result file has all.
inline constexpr std::size_t coincidences_shown = 5;

/// "chat p95 went together with waits.lock of the database, at the same time (r 0.82, p 0.001, 58 intervals)".
std::string coincidence_sentence(const Coincidence&);

/// What must be said beside them.
inline constexpr std::string_view coincidence_caution =
    "what goes together need not be cause and effect: both may have another cause";

}  // namespace loadtest
