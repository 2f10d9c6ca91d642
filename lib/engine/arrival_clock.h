#pragma once

#include <optional>

#include "engine/deadline_ring.h"
#include "engine/track_context.h"
#include "load/arrivals.h"
#include "load/schedule.h"

namespace loadtest {

/// Whoever takes what arrives.
class ArrivalTaker {
 public:
  virtual void on_arrival(const Arrivals::Start&, TimePoint intended, TimePoint now) = 0;
  /// It was due long ago, and the generator did not even look at it: its own fault.
  virtual void on_missed(TimePoint intended) = 0;
  virtual bool takes_more() const = 0;
  /// The last one has arrived.
  virtual void on_arrivals_over() = 0;

 protected:
  ~ArrivalTaker() = default;
};

/// Lets arrivals come at the instants of a schedule, as far as its track is active then.
class ArrivalClock final : private DeadlineOwner {
 public:
  ArrivalClock(TrackContext&, ArrivalTaker&, double start_rate_per_s, std::span<const Stage>, Arrival,
               std::uint64_t seed, Nanos awake_before);

  void begin() { advance(); }
  void stop();
  bool over() const { return !next_; }

 private:
  void expired(DeadlineHook&, TimePoint now) override;
  void advance();
  void skip_pause(TimePoint now);
  void count_missed();
  TimePoint due() const { return context_.timeline.start() + next_->at; }

  TrackContext& context_;
  ArrivalTaker& taker_;
  Schedule schedule_;
  Arrivals arrivals_;
  DeadlineRing ring_;
  DeadlineHook hook_;
  std::optional<Arrivals::Start> next_;
};

}  // namespace loadtest
