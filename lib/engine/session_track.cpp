#include "engine/session_track.h"

#include <utility>
#include <variant>

namespace loadtest {

SessionTrack::SessionTrack(TrackContext& context, std::uint64_t seed, std::function<void()> on_change)
    : ClosedTrack(context, std::get<SessionModel>(context.track.profile.model).think_time, std::move(on_change)),
      model_(std::get<SessionModel>(profile().model)),
      arrivals_(context, *this, model_.start_rate_per_s, model_.stages, model_.arrival, seed, awake_before_starts()),
      backlog_(context.slot.share(model_.backlog_max)),
      free_(users_max()) {}

void SessionTrack::on_arrival(const Arrivals::Start& arrival, TimePoint intended, TimePoint) {
  if (VirtualUser* user = backlog_.empty() ? free_place() : nullptr) {
    come(*user, intended);
  } else if (!backlog_.push({intended, arrival.number, 0})) {
    drop(intended);
  }
}

void SessionTrack::come(VirtualUser& user, TimePoint intended) {
  user.last_turn = user.turn + model_.messages;
  user.connect(intended);
}

void SessionTrack::drop(TimePoint intended) {
  if (const auto connecting = context().connect_operation) context().dropped(*connecting, intended);
}

VirtualUser* SessionTrack::free_place() {
  if (!free_.empty()) return &free_.pop();
  return users().size() < users_max() ? &add_user() : nullptr;
}

void SessionTrack::on_user_ended(VirtualUser& user) {
  if (stopping()) return;
  if (!backlog_.empty()) return come(user, backlog_.pop().intended);
  free_.push(user);
}

// A conversation that has not begun by the end is none of the run's any more, whoever waited for it.
void SessionTrack::on_stop(bool) {
  arrivals_.stop();
  while (!backlog_.empty()) drop(backlog_.pop().intended);
}

}  // namespace loadtest
