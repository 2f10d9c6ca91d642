#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stats/run_result.h"

namespace loadtest {

/// One operation while its track ran alone, and while all tracks ran together; the settling time of each phase is left
/// out.
struct Interference {
  static constexpr std::uint64_t samples_min = 100;

  struct Side {
    std::optional<double> p95_ms;  // of response time; none without a sample
    std::uint64_t count = 0;
    std::optional<double> lag_p99_ms;  // of the generator meanwhile; none where nothing was due by the clock
    std::uint64_t failed = 0;          // and dropped: they are in no percentile

    double failed_share() const {
      return count + failed == 0 ? 0 : static_cast<double>(failed) / static_cast<double>(count + failed);
    }
  };
  std::string operation;  // with its track in front where two tracks have one of that name
  std::size_t track = 0, index = 0;
  Side alone, together;
  std::optional<double> ratio;  // p95 together / alone; none where either has under samples_min samples
};

/// Of every operation that the load consists of, and their sum; empty where no track ran alone, or never all together.
std::vector<Interference> find_interference(const RunResult&);

}  // namespace loadtest
