#pragma once

#include <map>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "engine/mailbox.h"
#include "engine/shard.h"
#include "engine/shared_track.h"

namespace loadtest {

/// The main thread's side of a run: gives t0 when every shard is ready, gathers the intervals, decides when it is over,
/// adds the shards' results up.
class RunControl {
 public:
  RunControl(Plan&, RunObserver&);
  /// Errors (internal): a shard failed.
  Result<RunResult> run(const StopTokens&);

 private:
  /// Intervals of one second that not every shard has told yet, and the series of what all have.
  struct Gathered {
    std::map<std::uint64_t, std::pair<unsigned, Interval>> open;
    IntervalSeries series;
    std::optional<Interval> last;  // the latest whole second
    std::uint64_t ok = 0, failed = 0, dropped = 0;
  };

  void wait_until_settled(const StopTokens&);
  void conduct(const StopTokens&);
  void handle(ShardMessage);
  void gather(std::size_t track, std::uint64_t second, Interval);
  void close_second(std::size_t track, std::uint64_t second);
  void stop_all(TimePoint at, bool serve_backlog, StopReason);
  void show(TimePoint now);
  RunResult add_up();
  void add_health(RunResult&, const Shard::Result&) const;
  UsersStats users_of(std::size_t track) const;
  void add_part(RunResult&, Shard::TrackPart) const;
  std::vector<unsigned> shards_of(const Track&) const;
  TimePoint planned_end() const;

  Plan& plan_;
  RunObserver& observer_;
  Mailbox mailbox_;
  std::vector<SharedTrack> shared_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<Gathered> gathered_;
  TimePoint t0_{}, stopped_at_{};
  std::chrono::system_clock::time_point started_at_{};
  unsigned settled_ = 0, exhausted_ = 0, deserted_ = 0, finished_ = 0;
  TimePoint last_over_{};
  bool begun_ = false, stopping_ = false, dropping_ = false;
  std::string failure_;
  StopReason reason_ = StopReason::completed;
};

}  // namespace loadtest
