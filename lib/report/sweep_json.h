#pragma once

#include "core/secret.h"
#include "judge/sweep_outcome.h"
#include "report/json_writer.h"

namespace loadtest {

/// The result file's `sweep`: which settings were tried and what came of each.
void write_sweep(JsonWriter&, const SweepOutcome&, const Redactor&);

}  // namespace loadtest
