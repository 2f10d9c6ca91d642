#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/observed.h"
#include "report/report.h"

namespace loadtest {

// What rules ask of an observed database, and of the load on it.

/// The sources that are databases: "database", "database 2".
std::vector<const Observed*> databases_of(const Observations&);

/// Share of the samples of the load's busy sessions that waited for such a thing. `event` begins with that in whatever
/// case, as names change theirs with versions; empty = all of the type, whose empty name is every type.
double wait_share(const Observed& database, std::string_view type, std::string_view event = {});
/// How many sessions waited so on average.
double wait_sessions(const Observed& database, std::string_view type, std::string_view event = {});
/// How many samples there were.
double wait_samples(const Observed& database);
/// "LWLock WALWrite 31.2 %, IO WALSync 12 %": the greatest of them, at most three.
std::string show_waits(const Observed& database, std::string_view type, std::string_view event = {});

/// A statement in a line of evidence: in quotes, and short.
std::string show_statement(const std::string&);
/// "from 3.1 s to 5.4 s", of a row with first_s and last_s.
std::string show_stretch(const ObservedTable&, std::size_t row);

/// How often operations of a track failed with kinds that begin so ("53300").
std::uint64_t failures(const TrackResult&, std::string_view kind);

/// The connections of a pool that a track's generator has, as asked for; 0 where there is none.
double pool_size(const Report&, const TrackResult&);

}  // namespace loadtest
