#pragma once

#include "engine/arrival_clock.h"
#include "engine/backlog.h"
#include "engine/track_runner.h"
#include "engine/user_ring.h"

namespace loadtest {

/// The open model: starts happen at the instants of the schedule, whether or not a user is free. Late wake-ups lengthen
/// response times instead of lowering the rate; what finds neither user nor room in the backlog is dropped and counted.
class OpenTrack final : public TrackRunner, private ArrivalTaker {
 public:
  OpenTrack(TrackContext&, std::uint64_t seed, std::function<void()> on_change);

 private:
  void on_begin() override;
  void on_stop(bool serve_backlog) override;
  // A schedule that has run out is not the end of the run: its last start may lie well before.
  bool starts_over() const override { return starts_used_up(); }
  bool nothing_waiting() const override { return backlog_.empty() && !(stopping() && !arrivals_.over()); }
  void on_user_connected(VirtualUser&, TimePoint at, bool again) override;
  void on_available(VirtualUser&, TimePoint since, TimePoint now) override;
  void on_pause_over(VirtualUser&, TimePoint, TimePoint) override {}

  void on_arrival(const Arrivals::Start&, TimePoint intended, TimePoint now) override;
  void on_missed(TimePoint intended) override;
  bool takes_more() const override { return !starts_used_up(); }
  void on_arrivals_over() override { changed(); }

  void drop_backlog();
  VirtualUser* free_user();
  void offer(VirtualUser&);

  const OpenModel& model_;
  ArrivalClock arrivals_;
  Backlog backlog_;
  UserRing free_;
};

}  // namespace loadtest
