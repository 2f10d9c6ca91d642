#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/option.h"
#include "core/origin.h"
#include "engine/plan.h"
#include "load/load_profile.h"
#include "scenario/search.h"
#include "scenario/sweep.h"

namespace loadtest {

/// One track as the user described it.
struct TrackSpec {
  std::string name;
  std::string workload;
  LoadProfile profile;
  Nanos start_after{0};
  Nanos connect_timeout{0};
  Nanos reply_timeout{0};
  Settings options;               // of its workload, resolved
  Origins origins{};              // of its load and options
  bool embedded = false;          // its target is started for the run
  bool staged = false;            // its stages were given
  bool think_time_given = false;  // typed; else it is its workload's default
};

/// What the user asked for; flags and scenario files give the same value.
struct Scenario {
  std::string run_id;  // of the one run that is made of it
  std::string name;
  std::map<std::string, std::string> labels;
  std::vector<TrackSpec> tracks;
  std::vector<Phase> phases;  // empty = one, in which all tracks run
  std::vector<std::string> thresholds;
  bool default_criteria = true;
  bool strict = false;
  std::uint64_t seed = 0;
  unsigned threads = 1;
  ShardSlot segment{};                // all loads are those of the whole
  std::optional<Instant> start_at{};  // none = as soon as all is ready
  Origins origins{};                  // of what is said of the whole run
  std::optional<Search> search{};     // runs at different levels in place of one
  std::optional<Sweep> sweep{};       // runs with different settings in place of one

  /// Whether a target shares this machine on purpose.
  bool embedded() const {
    return std::any_of(tracks.begin(), tracks.end(), [](const TrackSpec& track) { return track.embedded; });
  }
};

}  // namespace loadtest
