#pragma once

#include "core/secret.h"
#include "report/json_writer.h"
#include "stats/run_result.h"

namespace loadtest {

/// One element of tracks[]: users, shards, operations and intervals.
void write_track(JsonWriter&, const TrackResult&, Nanos measured, const Redactor&);

/// One element of a phase's tracks[]: the operations of that phase alone.
void write_phase_track(JsonWriter&, const TrackResult&, const TrackTotals& phase, Nanos length, const Redactor&);

}  // namespace loadtest
