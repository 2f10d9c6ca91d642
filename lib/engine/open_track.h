#pragma once

#include <optional>
#include <vector>

#include "engine/backlog.h"
#include "engine/track_runner.h"
#include "load/arrivals.h"
#include "load/schedule.h"

namespace loadtest {

/// The open model: starts happen at the instants of the schedule, whether or not a user is free. Late wake-ups lengthen
/// response times instead of lowering the rate; what finds neither user nor room in the backlog is dropped and counted.
class OpenTrack final : public TrackRunner {
 public:
  OpenTrack(TrackContext&, std::uint64_t seed, std::function<void()> on_change);

 private:
  /// Arrives by the schedule; a hook of its own, apart from the runner's.
  struct ArrivalClock final : loadtest::DeadlineOwner {
    explicit ArrivalClock(OpenTrack& its_track) : track(its_track), hook(*this) {}
    void expired(DeadlineHook&, TimePoint now) override { track.arrive(now); }
    OpenTrack& track;
    DeadlineHook hook;
  };

  void on_begin() override;
  void on_stop(bool serve_backlog) override;
  // A schedule that has run out is not the end of the run: its last start may lie well before.
  bool starts_over() const override { return starts_used_up(); }
  bool nothing_waiting() const override { return backlog_.empty() && !(stopping() && next_); }
  void on_user_connected(VirtualUser&, TimePoint at, bool again) override;
  void on_available(VirtualUser&, TimePoint since, TimePoint now) override;
  void on_pause_over(VirtualUser&, TimePoint, TimePoint) override {}

  void arrive(TimePoint now);
  void take(const Arrivals::Start&, TimePoint intended, TimePoint now);
  void advance();
  void skip_pause(TimePoint now);
  void drop_backlog();
  void count_missed();
  VirtualUser* free_user();
  void offer(VirtualUser&);

  const OpenModel& model_;
  Schedule schedule_;
  Arrivals arrivals_;
  Backlog backlog_;
  DeadlineRing ring_;
  ArrivalClock clock_;
  std::optional<Arrivals::Start> next_;
  std::vector<VirtualUser*> free_;  // a ring buffer: whoever waited longest comes first
  std::size_t free_first_ = 0, free_count_ = 0;
};

}  // namespace loadtest
