#pragma once

#include <optional>

#include "engine/deadline_wheel.h"
#include "engine/track_runner.h"

namespace loadtest {

/// The closed model: each user waits for its answer and its think time before the next start. The intended start is the
/// end of the previous operation + think time.
class ClosedTrack : public TrackRunner {
 public:
  ClosedTrack(TrackContext&, const ThinkTime&, std::function<void()> on_change);

 protected:
  void on_begin() override;
  void on_stop(bool) override {}
  bool starts_over() const override { return starts_used_up(); }

 private:
  void on_user_connected(VirtualUser&, TimePoint at, bool again) final;
  void on_available(VirtualUser&, TimePoint since, TimePoint now) final;
  void on_pause_over(VirtualUser&, TimePoint due, TimePoint now) final;
  void schedule(VirtualUser&, TimePoint due, TimePoint now);
  void start(VirtualUser&, TimePoint intended, TimePoint now);
  Nanos pause_of(const VirtualUser& user) const { return think_time_.draw(context_seed_, user.id(), user.turn); }
  Nanos place_in_line(TimePoint resumes);

  ThinkTime think_time_;
  std::uint64_t context_seed_;
  TimePoint resumes_{};
  std::uint64_t in_line_ = 0;                // users that wait for that instant
  DeadlineRing pauses_;                      // all of one length,
  std::optional<DeadlineWheel> any_pauses_;  // or drawn
};

}  // namespace loadtest
