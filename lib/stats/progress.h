#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/sample.h"
#include "stats/interval.h"

namespace loadtest {

/// How far a run has come; for whoever watches. What it points to lasts as long as the call that shows it.
struct Progress {
  Nanos elapsed{0};                    // since t0; negative while users connect before it
  Nanos planned{0};                    // 0 where the end is not known
  std::optional<Nanos> starts_in{};    // where t0 was given and is still to come
  const std::string* phase = nullptr;  // the current one, where there are several
  struct TrackNow {
    const std::string* name = nullptr;
    const std::string* workload = nullptr;
    std::span<const OperationSpec> operations;
    std::uint32_t users = 0, users_asked = 0;
    // How many may be there by hand, and at most are at present; all 0 where nobody may change it.
    std::uint32_t users_least = 0, users_most = 0, users_held = 0;
    std::span<const Interval> fresh;                // whole seconds that no earlier call showed, each once
    const Interval* last = nullptr;                 // the latest whole second; null before the first
    std::uint64_t ok = 0, failed = 0, dropped = 0;  // of all started operations so far, connecting left out
  };
  std::vector<TrackNow> tracks;
};

}  // namespace loadtest
