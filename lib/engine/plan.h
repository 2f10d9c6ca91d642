#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/instant.h"
#include "core/shard_slot.h"
#include "engine/workload.h"
#include "load/load_profile.h"

namespace loadtest {

/// The shards on which a track lives: `count` of them from `first` on; 0 = all.
struct ShardSpan {
  unsigned first = 0, count = 0;

  bool has(unsigned shard) const { return count == 0 || (shard >= first && shard < first + count); }
};

/// A workload driven by a load profile inside a run.
struct Track {
  std::string name;
  std::string workload_name;
  std::unique_ptr<Workload> workload;
  LoadProfile profile;
  Nanos start_after{0};
  Nanos connect_timeout{0};
  Nanos reply_timeout{0};
  std::string target{};  // what it puts load on, for people: "the database"
  ShardSpan shards{};

  /// The part of it that the shard `index` of `all` has.
  ShardSlot slot(unsigned index, unsigned all) const {
    return shards.count == 0 ? ShardSlot{index, all} : ShardSlot{index - shards.first, shards.count};
  }
};

/// A stretch of the run in which some tracks pause: they keep their sessions open and start nothing.
struct Phase {
  std::string name;
  Nanos from{0};             // to the next phase's, or the end
  std::vector<bool> active;  // by track; empty = all
  Nanos settle{0};           // its opening part, which counts in its figures, but not where phases are compared
  bool judged = false;       // criteria look at this phase alone; where no phase is, at the whole run

  bool has(std::size_t track) const { return active.empty() || active.at(track); }
};

/// The one thing that runs.
struct Plan {
  std::vector<Track> tracks;
  std::vector<Phase> phases;  // empty = one phase, all active
  unsigned shards = 1;
  std::uint64_t seed = 0;
  ShardSlot segment{};                // this generator's share of the whole
  std::optional<Instant> start_at{};  // t0 on the wall clock; none = as soon as all is ready

  /// Whether nothing but counts of starts will end it.
  bool counted() const {
    return !tracks.empty() && std::all_of(tracks.begin(), tracks.end(), [](const Track& track) {
      return track.profile.starts_max && track.profile.duration >= LoadProfile::no_end;
    });
  }
};

}  // namespace loadtest
