#include "engine/track_runner.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/closed_track.h"
#include "engine/open_track.h"
#include "engine/session_track.h"
#include "load/population.h"

namespace loadtest {

namespace {

// So many users connect at the same time before t0: enough to be quick, few enough for any listen backlog.
constexpr std::uint64_t connecting_at_once_max = 128;

// Who is connected before t0: with a ramp-up nobody, with stages those that they start from.
std::uint64_t first_users(const TrackContext& context) {
  const LoadProfile& profile = context.track.profile;
  if (profile.ramp_up > Nanos(0) || profile.by_sessions()) return 0;
  return context.slot.share(profile.users_follow_stages() ? std::get<ClosedModel>(profile.model).start_users
                                                          : profile.users);
}

// Most wake-ups of a thread are less late than this.
constexpr Nanos precise_awake_before = std::chrono::microseconds(60);

}  // namespace

TrackRunner::TrackRunner(TrackContext& context, std::function<void()> on_change)
    : context_(context),
      on_change_(std::move(on_change)),
      local_users_(context.slot.share(context.track.profile.users)),
      first_users_(first_users(context)),
      planned_users_(first_users_),
      starts_left_(context.track.profile.starts_max ? context.slot.share(*context.track.profile.starts_max)
                                                    : UINT64_MAX),
      ring_(context.timer),
      next_connect_(*this),
      end_(*this),
      deadline_(*this) {}

Nanos TrackRunner::awake_before_starts() const { return profile().precise ? precise_awake_before : Nanos(0); }

std::uint64_t TrackRunner::take_start(TimePoint intended) {
  if (starts_left_ != UINT64_MAX && !context_.timeline.in_warm_up(intended)) --starts_left_;
  return context_.slot.global(starts_taken_++);
}

void TrackRunner::connect_before_start() { connect_some(); }

void TrackRunner::connect_some() {
  if (stopping()) return;
  const TimePoint now = Clock::now();
  while (users_.size() < first_users_ && users_.size() - settled_users_ < connecting_at_once_max) {
    add_user().connect(now);
  }
}

VirtualUser& TrackRunner::add_user() {
  UserDirector& director = *this;
  return users_.emplace_back(context_, director, context_.slot.global(users_.size()));
}

void TrackRunner::begin(TimePoint t0) {
  context_.timeline.begin(t0);
  if (profile().users_follow_stages()) {
    begin_moves();
  } else if (profile().ramp_up > Nanos(0) && local_users_ > 0 && !profile().by_sessions()) {
    ring_.set(next_connect_,
              context_.timeline.start() + connect_instant(context_.slot.global(0), profile().users, profile().ramp_up));
  }
  ring_.set(end_, context_.timeline.end());
  on_begin();
}

void TrackRunner::connect_due(TimePoint now) {
  while (planned_users_ < local_users_) {
    const std::uint64_t id = context_.slot.global(planned_users_);
    const TimePoint due = context_.timeline.start() + connect_instant(id, profile().users, profile().ramp_up);
    if (due > now) return ring_.set(next_connect_, due);
    if (const std::uint64_t nth = planned_users_++; nth < held_users_) come(nth, due);
  }
}

void TrackRunner::on_connected(VirtualUser& user, TimePoint at, bool again) {
  if (!user.settled) settle(user);
  on_user_connected(user, at, again);
}

void TrackRunner::settle(VirtualUser& user) {
  user.settled = true;
  ++settled_users_;
  if (!context_.timeline.begun()) connect_some();
  changed();
}

void TrackRunner::on_gone(VirtualUser& user) {
  if (!user.settled) settle(user);
  if (!user.leaving()) ++gone_users_;
  look_who_is_left();
  changed();
}

void TrackRunner::look_who_is_left() {
  if (deserted() && !stopping() && !starts_used_up()) ran_out_of_users_ = true;
}

void TrackRunner::expired(DeadlineHook& hook, TimePoint now) {
  if (&hook == &next_connect_) return moves_ ? move_due(now) : connect_due(now);
  if (&hook == &end_) return stop(now, true);
  close_all(now);
}

void TrackRunner::stop(TimePoint now, bool serve_backlog) {
  if (stopping()) return;
  context_.stopping = true;
  next_connect_.clear();
  end_.clear();
  for (VirtualUser& user : users_) user.pause.clear();
  on_stop(serve_backlog);
  ring_.set(deadline_, now + profile().graceful_stop);
  changed();
}

void TrackRunner::look_again() {
  if (stopping() && !closing_ && drained()) close_all(Clock::now());
}

void TrackRunner::on_nothing_pending() {
  if (stopping() || starts_over()) changed();
}

void TrackRunner::close_all(TimePoint now) {
  closing_ = true;
  deadline_.clear();
  on_stop(false);
  for (VirtualUser& user : users_) user.close(now);
  changed();  // where nobody is left to close, nobody else would tell
}

void TrackRunner::drop(TimePoint now) {
  context_.stopping = true;
  on_stop(false);
  closing_ = true;
  next_connect_.clear();
  end_.clear();
  deadline_.clear();
  for (VirtualUser& user : users_) user.drop(now);
  changed();
}

bool TrackRunner::deserted() const {
  if (profile().by_sessions()) return false;  // somebody will come
  if (!moves_) return gone_users_ == std::min(local_users_, held_users_);
  return gone_users_ > 0 && gone_users_ == std::min(planned_users_, held_users_) &&
         !(next_move_ && (next_move_->comes || moves_->more_come()));
}

void TrackRunner::begin_moves() {
  const auto& model = std::get<ClosedModel>(profile().model);
  moves_.emplace(model.start_users, model.stages, context_.slot);
  next_move_ = moves_->next();
  if (next_move_) ring_.set(next_connect_, context_.timeline.start() + next_move_->at);
}

void TrackRunner::move_due(TimePoint now) {
  while (next_move_) {
    const TimePoint due = context_.timeline.start() + next_move_->at;
    if (due > now) return ring_.set(next_connect_, due);
    carry_out(*next_move_, now);
    next_move_ = moves_->next();
  }
}

void TrackRunner::carry_out(const UserMoves::Move& move, TimePoint now) {
  const std::uint64_t nth = move.user / context_.slot.count;
  planned_users_ = move.comes ? nth + 1 : nth;
  if (nth >= held_users_) return;
  if (!move.comes) return go(nth, now);
  come(nth, context_.timeline.start() + move.at);
}

void TrackRunner::come(std::uint64_t nth, TimePoint due) {
  if (nth == users_.size()) return add_user().connect(due);
  VirtualUser& user = users_[nth];
  if (user.away()) return user.connect(due);
  user.comes_again = due;  // its last session is still closing
}

void TrackRunner::go(std::uint64_t nth, TimePoint now) {
  VirtualUser& user = users_[nth];
  const bool was_to_come = std::exchange(user.comes_again, {}) != TimePoint{};
  if (!was_to_come && user.gone_by_itself()) --gone_users_;
  user.leave_when_done(now);
}

void TrackRunner::hold_users(std::uint64_t at_most, TimePoint now) {
  if (stopping()) return;
  const std::uint64_t before = std::min(planned_users_, held_users_);
  held_users_ = at_most;
  const std::uint64_t after = std::min(planned_users_, held_users_);
  for (std::uint64_t nth = before; nth > after;) go(--nth, now);
  for (std::uint64_t nth = before; nth < after; ++nth) come(nth, now);
  look_who_is_left();
  changed();
}

void TrackRunner::on_ended(VirtualUser& user) {
  if (user.comes_again != TimePoint{} && !stopping()) {
    user.connect(std::exchange(user.comes_again, {}));
  } else {
    on_user_ended(user);
  }
  changed();
}

std::unique_ptr<TrackRunner> make_track_runner(TrackContext& context, std::uint64_t seed,
                                               std::function<void()> on_change) {
  if (context.track.profile.open()) {
    return std::make_unique<OpenTrack>(context, seed, std::move(on_change));
  }
  if (context.track.profile.by_sessions()) return std::make_unique<SessionTrack>(context, seed, std::move(on_change));
  return std::make_unique<ClosedTrack>(context, std::get<ClosedModel>(context.track.profile.model).think_time,
                                       std::move(on_change));
}

}  // namespace loadtest
