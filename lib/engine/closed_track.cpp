#include "engine/closed_track.h"

#include <utility>

#include "load/population.h"

namespace loadtest {

ClosedTrack::ClosedTrack(TrackContext& context, const ThinkTime& think_time, std::function<void()> on_change)
    : TrackRunner(context, std::move(on_change)),
      think_time_(think_time),
      context_seed_(context.seed),
      pauses_(context.timer, awake_before_starts()) {
  if (!think_time_.fixed()) any_pauses_.emplace(context.timer, think_time_.mean(), awake_before_starts());
}

void ClosedTrack::on_begin() {
  const TimePoint start = context().timeline.start();
  const TimePoint now = Clock::now();
  const std::uint32_t there = profile().users_at(Nanos(-1));
  for (VirtualUser& user : users()) {
    if (user.available()) schedule(user, start + begin_instant(user.id(), there, think_time_.mean()), now);
  }
}

void ClosedTrack::on_user_connected(VirtualUser& user, TimePoint at, bool again) {
  if (!context().timeline.begun()) return;  // on_begin() will see to it
  schedule(user, again ? at + pause_of(user) : at, Clock::now());
}

void ClosedTrack::on_available(VirtualUser& user, TimePoint since, TimePoint now) {
  if (user.in_flight() > 0 || user.pause.waiting()) return;
  schedule(user, since + pause_of(user), now);
}

void ClosedTrack::schedule(VirtualUser& user, TimePoint due, TimePoint now) {
  const Timeline& timeline = context().timeline;
  if (stopping() || starts_used_up() || !timeline.begun()) return;
  while (!timeline.active_at(due)) {
    // The track pauses then. It resumes as it began: spread over one think time.
    const auto resumes = timeline.next_active(due);
    if (!resumes) return;
    due = *resumes + place_in_line(*resumes);
  }
  if (due >= timeline.end()) return;
  if (due <= now) return start(user, due, now);
  if (any_pauses_) return any_pauses_->set(user.pause, due);
  pauses_.set(user.pause, due);
}

// Who came first goes first, so that each is due after those before it and takes its place at the ring's end.
Nanos ClosedTrack::place_in_line(TimePoint resumes) {
  if (std::exchange(resumes_, resumes) != resumes) in_line_ = 0;
  const std::uint64_t place = in_line_++ % users().size();
  return begin_instant(context().slot.global(place), profile().users, think_time_.mean());
}

void ClosedTrack::on_pause_over(VirtualUser& user, TimePoint due, TimePoint) {
  if (stopping() || !user.available()) return;
  const TimePoint now = Clock::now();
  context().lagged(due, now);
  start(user, due, now);
}

void ClosedTrack::start(VirtualUser& user, TimePoint intended, TimePoint now) {
  if (starts_used_up()) return;
  const std::uint64_t number = take_start(intended);
  context().planned(intended);
  user.start(context().picker.pick(number), intended, now, number);
  if (++user.turn == user.last_turn) user.leave_when_done(now);
  if (starts_used_up()) changed();
}

}  // namespace loadtest
