#pragma once

#include "engine/arrival_clock.h"
#include "engine/backlog.h"
#include "engine/closed_track.h"
#include "engine/user_ring.h"

namespace loadtest {

/// Users come at the instants of a schedule, hold a conversation in the closed model's rhythm, and leave. The intended
/// start of connecting is the arrival. A user who left makes room for the next, under the same number.
class SessionTrack final : public ClosedTrack, private ArrivalTaker {
 public:
  SessionTrack(TrackContext&, std::uint64_t seed, std::function<void()> on_change);

 private:
  void on_begin() override { arrivals_.begin(); }
  void on_stop(bool serve_backlog) override;
  void on_user_ended(VirtualUser&) override;
  void on_arrival(const Arrivals::Start&, TimePoint intended, TimePoint now) override;
  void on_missed(TimePoint) override { ++context().health.missed; }
  bool takes_more() const override { return !starts_used_up(); }
  void on_arrivals_over() override { changed(); }
  void come(VirtualUser&, TimePoint intended);
  void drop(TimePoint intended);
  VirtualUser* free_place();

  const SessionModel& model_;
  ArrivalClock arrivals_;
  Backlog backlog_;
  UserRing free_;
};

}  // namespace loadtest
