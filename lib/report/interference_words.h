#pragma once

#include <string>

#include "judge/interference.h"
#include "stats/run_result.h"

namespace loadtest {

/// "chat p95 rose from 41 ms to 180 ms, 4.4 times, while the database was under load".
std::string interference_sentence(const Interference&, const RunResult&);

}  // namespace loadtest
