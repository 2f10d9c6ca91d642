#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/workload.h"

namespace loadtest {

/// What this machine had too little of, for the user to mend. The counters move when a connection cannot be made, on
/// any shard.
class Shortages {
 public:
  /// Before the run; `here` = the target is this machine.
  void watch_listen_queue(bool here);
  /// The kind of a connection that could not be made.
  void note(const std::string& kind);
  /// After the run: a line for each.
  void tell(Remarks&) const;

 private:
  std::atomic<std::uint64_t> ports_{0}, descriptors_{0};
  std::optional<std::uint64_t> overflows_before_;
};

}  // namespace loadtest
