#pragma once

#include <map>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "engine/mailbox.h"
#include "engine/memory_trend.h"
#include "engine/shard.h"
#include "engine/shared_track.h"

namespace loadtest {

/// The main thread's side of a run: gives t0 when every shard is ready (and the time has come, where there is one),
/// gathers the intervals, decides when it is over, adds the shards' results up.
class RunControl {
 public:
  RunControl(Plan&, RunObserver&, HeldUsers* by_hand);
  /// Errors: a shard failed (internal), the plan's start_at had passed for too long (target).
  Result<RunResult> run(const StopTokens&);

 private:
  /// Intervals of one second that not every shard has told yet, and the series of what all have.
  struct Gathered {
    std::map<std::uint64_t, std::pair<unsigned, Interval>> open;
    IntervalSeries series;
    std::optional<Interval> last;  // the latest whole second
    std::vector<Interval> fresh;   // not shown yet
    std::uint64_t ok = 0, failed = 0, dropped = 0;
  };
  /// How many users may be there by hand; `now` = how many may at present.
  struct Hold {
    std::uint32_t least = 0, most = 0, now = 0;  // all 0 where nobody may change it
  };

  /// Until the wall clock shows so much before the plan's start_at, or a stop is asked for. At once where it has none.
  void wait_before_start(Nanos lead, const StopTokens&);
  Status refuse_late_start(const StopTokens&) const;
  void launch();
  void wait_until_settled(const StopTokens&);
  void choose_start(const StopTokens&);
  void conduct(const StopTokens&);
  void handle(ShardMessage);
  void gather(std::size_t track, std::uint64_t second, Interval);
  void close_second(std::size_t track, std::uint64_t second);
  void close_open_seconds();
  void stop_all(TimePoint at, bool serve_backlog, StopReason);
  void hold_users(TimePoint now);
  void show(TimePoint now);
  RunResult add_up();
  void add_health(RunResult&, const Shard::Result&) const;
  UsersStats users_of(std::size_t track) const;
  void add_part(RunResult&, Shard::TrackPart) const;
  std::vector<unsigned> shards_of(const Track&) const;
  TimePoint planned_end() const;

  Plan& plan_;
  RunObserver& observer_;
  HeldUsers* by_hand_;
  Mailbox mailbox_;
  std::vector<SharedTrack> shared_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<Gathered> gathered_;
  std::vector<Hold> holds_;
  MemoryTrend memory_;
  TimePoint t0_{}, stopped_at_{};
  std::chrono::system_clock::time_point started_at_{};
  unsigned settled_ = 0, exhausted_ = 0, deserted_ = 0, finished_ = 0;
  TimePoint last_over_{};
  bool begun_ = false, stopping_ = false, dropping_ = false;
  std::string failure_;
  StopReason reason_ = StopReason::completed;
};

}  // namespace loadtest
