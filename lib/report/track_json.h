#pragma once

#include "core/secret.h"
#include "report/json_writer.h"
#include "stats/run_result.h"

namespace loadtest {

/// What rates are taken over: the time for which the track was active, and the whole run, for what counts whenever it
/// happens.
struct RateTimes {
  Nanos active, always;
};

/// One element of tracks[]: users, shards, operations and intervals.
void write_track(JsonWriter&, const TrackResult&, RateTimes, const Redactor&);

/// One element of a phase's tracks[]: the operations of that phase alone.
void write_phase_track(JsonWriter&, const TrackResult&, std::size_t phase, Nanos length, const Redactor&);

/// How late something came: p50, p99 and max.
void write_delays(JsonWriter&, std::string_view key, const Histogram&);

}  // namespace loadtest
