#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/observed.h"
#include "pg/admin.h"

namespace loadtest {

/// What the load's sessions were busy with, and who kept them waiting: from the rows of session_samples_sql().
class WaitSamples {
 public:
  WaitSamples();
  void take(const pg::Admin::Rows&, TimePoint at);
  /// The mean of the samples since the last one goes into the series.
  void close_second(TimePoint at);
  /// Rows of idle_in_transaction_sql().
  void take_idle(const pg::Admin::Rows&, TimePoint at);
  void write(Observed&, TimePoint t0) const;

 private:
  // By waiting statement, holder's statement, its state, lock and relation.
  using BlockedKey = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  struct Stretch {
    std::string pid, other_pid;  // of the longest
    std::uint64_t samples = 0;
    double longest_ms = 0, locks = 0;
    TimePoint first{}, last{};
  };
  using IdleKey = std::tuple<std::string, std::string>;  // statement, application

  static void extend(Stretch&, TimePoint at, double ms, const std::string& pid, const std::string& other_pid);
  ObservedTable waits_table() const;
  ObservedTable blocked_table(TimePoint t0) const;
  ObservedTable idle_table(TimePoint t0) const;

  static constexpr std::size_t kinds = 5;  // cpu, lock, lwlock, io, other
  std::array<double, kinds> in_second_{};
  std::uint64_t samples_in_second_ = 0, samples_ = 0;
  std::vector<SeriesRecorder> series_;                              // by kind, then those that were blocked
  std::map<std::pair<std::string, std::string>, double> by_event_;  // sessions, summed over the samples
  std::map<BlockedKey, Stretch> blocked_;
  std::map<IdleKey, Stretch> idle_;
  std::uint64_t unlisted_ = 0;  // of those that were blocked, for want of room
};

}  // namespace loadtest
