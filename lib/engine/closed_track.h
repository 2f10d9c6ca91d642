#pragma once

#include "engine/track_runner.h"

namespace loadtest {

/// The closed model: each user waits for its answer and its think time before the next start. The intended start is the
/// end of the previous operation + think time.
class ClosedTrack final : public TrackRunner {
 public:
  ClosedTrack(TrackContext&, std::function<void()> on_change);

 private:
  void on_begin() override;
  void on_stop(bool) override {}
  bool starts_over() const override { return starts_used_up(); }
  void on_user_connected(VirtualUser&, TimePoint at, bool again) override;
  void on_available(VirtualUser&, TimePoint since, TimePoint now) override;
  void on_pause_over(VirtualUser&, TimePoint due, TimePoint now) override;
  void schedule(VirtualUser&, TimePoint due, TimePoint now);
  void start(VirtualUser&, TimePoint intended, TimePoint now);
  Nanos place_in_line(TimePoint resumes);

  ThinkTime think_time_;
  TimePoint resumes_{};
  std::uint64_t in_line_ = 0;  // users that wait for that instant
  DeadlineRing pauses_;
};

}  // namespace loadtest
