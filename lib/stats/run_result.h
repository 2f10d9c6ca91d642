#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/instant.h"
#include "core/sample.h"
#include "stats/interval.h"
#include "stats/operation_stats.h"

namespace loadtest {

/// The users of one track. `sustained` = fewest connected at the end of any interval between ramp-up and the last
/// start; where users follow stages, in the intervals in which all were to be there; where they come by sessions,
/// nobody can say how many that are, and it is 0. `lost` = connections that went away by themselves (kinds in
/// `lost_kinds`), `lost_operations` = what was in flight on them; `replaced` got a new session after a reply was lost.
struct UsersStats {
  std::uint32_t asked = 0, peak = 0, sustained = 0, lost = 0, replaced = 0;
  std::uint64_t lost_operations = 0;
  KindCounts lost_kinds;
  bool known = true;  // how many were connected; not of a part of a run in which nobody looked
};

struct TrackResult {
  std::string name, workload;
  std::string target;            // what it puts load on, for people: "the database"
  std::vector<unsigned> shards;  // that it ran on
  std::vector<OperationSpec> operations;
  bool open_model = false;
  bool by_sessions = false;  // users came at a rate, and left
  bool steady = true;        // the load was to stay the same from the first quarter of the run on
  Nanos think_time{0};       // of the closed model and of sessions, on average
  UsersStats users;
  TrackTotals total;                 // all phases together, warm-up left out
  std::vector<TrackTotals> phases;   // as in RunResult::phases
  std::vector<TrackTotals> settled;  // the same without the settling time of each phase
  std::vector<Interval> intervals;
  std::uint64_t warm_up_operations = 0;
  std::uint64_t stragglers = 0;   // operations that were open while it paused and others were being compared
  bool ran_out_of_users = false;  // ended early: not one user was left
  std::vector<std::pair<std::string, std::string>> facts;  // what the workload says of itself and its target

  /// Index of the operation of this name, or operations.size().
  std::size_t operation(std::string_view operation_name) const;
};

/// A stretch of the run, from t0. A track that is not active in it started nothing.
struct PhaseSpan {
  std::string name;
  Nanos from{0}, to{0};
  Nanos settle{0};             // its opening part, which is left out where phases are compared
  std::vector<bool> active{};  // by track; empty = all
  bool judged = false;         // criteria look at this phase alone; where no phase is, at the whole run
  Histogram lag{};             // of the generator, without the settling time

  bool has(std::size_t track) const { return active.empty() || active.at(track); }
};

/// What the generator says of itself (see docs/methodology.md).
struct Health {
  Histogram lag;            // how late it began what was due
  Histogram delay;          // how long answers lay in the kernel before it read them
  double cpu_share = 0;     // of one core, by its busiest shard thread
  double waited_share = 0;  // of the run, that a shard thread was ready but had no processor; the greatest
  std::uint64_t peak_rss_bytes = 0;
  std::uint64_t rss_growth_bytes = 0;  // from when it had settled to the end; 0 where it did not grow all along
  std::uint64_t planned = 0;           // starts that fell due; those of the warm-up left out, as in all figures
  std::uint64_t started = 0;
  std::uint64_t missed = 0;  // due, and neither started nor dropped: the generator's own fault
};

enum class StopReason : std::uint8_t { completed, interrupted, terminated, no_users_left };

/// All that a run measured.
struct RunResult {
  std::vector<TrackResult> tracks;
  std::vector<PhaseSpan> phases;
  Health health;
  Nanos measured{0};  // from the end of the warm-up to the last instant at which starts were made
  TimePoint t0{};     // when it began by the clock of this process; not of one that was read from a file
  Instant started_at{}, ended_at{};
  std::optional<Instant> start_at{};  // when it was to begin, where that was asked for
  StopReason stop_reason = StopReason::completed;

  /// Stopped by its user before its end.
  bool cut_short() const { return stop_reason == StopReason::interrupted || stop_reason == StopReason::terminated; }
};

}  // namespace loadtest
