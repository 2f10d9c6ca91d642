#include "engine/open_track.h"

#include <variant>

namespace loadtest {

OpenTrack::OpenTrack(TrackContext& context, std::uint64_t seed, std::function<void()> on_change)
    : TrackRunner(context, std::move(on_change)),
      model_(std::get<OpenModel>(profile().model)),
      arrivals_(context, *this, model_.start_rate_per_s, model_.stages, model_.arrival, seed, awake_before_starts()),
      backlog_(context.slot.share(model_.backlog_max)),
      free_(context.slot.share(profile().users)) {}

void OpenTrack::on_begin() { arrivals_.begin(); }

void OpenTrack::on_arrival(const Arrivals::Start& arrival, TimePoint intended, TimePoint now) {
  context().planned(intended);
  take_start(intended);
  const OperationId operation = context().picker.pick(arrival.number);
  if (VirtualUser* user = backlog_.empty() ? free_user() : nullptr) {
    user->start(operation, intended, now, arrival.number);
    offer(*user);
  } else if (!backlog_.push({intended, arrival.number, operation})) {
    context().dropped(operation, intended);
  }
}

void OpenTrack::on_user_connected(VirtualUser& user, TimePoint at, bool) { on_available(user, at, Clock::now()); }

void OpenTrack::on_available(VirtualUser& user, TimePoint, TimePoint now) {
  while (!backlog_.empty() && user.available()) {
    const Backlog::Entry entry = backlog_.pop();
    user.start(entry.operation, entry.intended, now, entry.number);
    if (stopping() && backlog_.empty()) changed();
  }
  offer(user);
}

VirtualUser* OpenTrack::free_user() {
  while (!free_.empty()) {
    VirtualUser& user = free_.pop();
    user.listed = false;
    if (user.available()) return &user;  // others went away, or took from the backlog, since they were listed
  }
  return nullptr;
}

void OpenTrack::offer(VirtualUser& user) {
  if (user.listed || !user.available()) return;
  user.listed = true;
  free_.push(user);
}

void OpenTrack::on_stop(bool serve_backlog) {
  arrivals_.stop();
  if (!serve_backlog) drop_backlog();
}

void OpenTrack::drop_backlog() {
  while (!backlog_.empty()) {
    const Backlog::Entry entry = backlog_.pop();
    context().dropped(entry.operation, entry.intended);
  }
}

void OpenTrack::on_missed(TimePoint intended) {
  context().planned(intended);
  ++context().health.missed;
  take_start(intended);
}

}  // namespace loadtest
