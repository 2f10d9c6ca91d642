#include "engine/open_track.h"

#include <variant>

namespace loadtest {

namespace {

// Arrivals that the generator could not even look at this long after the last start was due are its own fault.
constexpr Nanos missed_after = std::chrono::milliseconds(100);

// Some tens of microseconds of work, as often as not to fall behind a million arrivals a second.
constexpr int skipped_at_once = 1000;
constexpr Nanos skip_again_after = std::chrono::microseconds(500);

}  // namespace

OpenTrack::OpenTrack(TrackContext& context, std::uint64_t seed, std::function<void()> on_change)
    : TrackRunner(context, std::move(on_change)),
      model_(std::get<OpenModel>(profile().model)),
      schedule_(model_.start_rate_per_s, model_.stages),
      arrivals_(schedule_, model_.arrival, context.slot, seed),
      backlog_(context.slot.share(model_.backlog_max)),
      ring_(context.timer, awake_before_starts()),
      clock_(*this),
      free_(context.slot.share(profile().users)) {}

void OpenTrack::on_begin() { advance(); }

void OpenTrack::advance() {
  next_ = starts_used_up() ? std::nullopt : arrivals_.next();
  if (next_) {
    ring_.set(clock_.hook, context().timeline.start() + next_->at);
  } else {
    changed();
  }
}

void OpenTrack::arrive(TimePoint due) {
  const Timeline& timeline = context().timeline;
  const TimePoint intended = timeline.start() + next_->at;
  if (!timeline.active_at(intended)) return skip_pause(due);
  const TimePoint now = Clock::now();
  if (now > timeline.end() + missed_after) return count_missed();
  context().lagged(intended, now);
  take(*next_, intended, now);
  advance();
}

// What would arrive in a pause is not made. A timer for each of these would cost the tracks that are being compared; a
// walk over all of them at once would hold up the shard.
void OpenTrack::skip_pause(TimePoint now) {
  const Timeline& timeline = context().timeline;
  for (int walked = 0; next_ && walked < skipped_at_once; ++walked) {
    if (timeline.active_at(timeline.start() + next_->at)) return ring_.set(clock_.hook, timeline.start() + next_->at);
    next_ = arrivals_.next();
  }
  if (!next_) return changed();
  ring_.set(clock_.hook, now + skip_again_after);
}

void OpenTrack::take(const Arrivals::Start& arrival, TimePoint intended, TimePoint now) {
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
  while (free_count_ > 0) {
    VirtualUser* user = free_[free_first_];
    free_first_ = (free_first_ + 1) % free_.size();
    --free_count_;
    user->listed = false;
    if (user->available()) return user;  // others went away, or took from the backlog, since they were listed
  }
  return nullptr;
}

void OpenTrack::offer(VirtualUser& user) {
  if (user.listed || !user.available()) return;
  user.listed = true;
  free_[(free_first_ + free_count_++) % free_.size()] = &user;
}

void OpenTrack::on_stop(bool serve_backlog) {
  clock_.hook.clear();
  next_.reset();
  if (!serve_backlog) drop_backlog();
}

void OpenTrack::drop_backlog() {
  while (!backlog_.empty()) {
    const Backlog::Entry entry = backlog_.pop();
    context().dropped(entry.operation, entry.intended);
  }
}

void OpenTrack::count_missed() {
  while (next_ && !starts_used_up()) {
    const TimePoint intended = context().timeline.start() + next_->at;
    if (context().timeline.active_at(intended)) {
      context().planned(intended);
      ++context().health.missed;
      take_start(intended);
    }
    next_ = arrivals_.next();
  }
  next_.reset();
  changed();
}

}  // namespace loadtest
