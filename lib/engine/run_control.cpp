#include "engine/run_control.h"

#include <algorithm>

#include "engine/thread_account.h"
#include "stats/sums.h"

namespace loadtest {

namespace {

// t0 lies so far ahead that every shard hears of it before it comes.
constexpr Nanos t0_lead = std::chrono::milliseconds(20);
constexpr Nanos tick = std::chrono::milliseconds(250);

// Where the start is given: t0 is told so long before, when what the wall clock says of it will hardly change any more.
constexpr Nanos told_before = std::chrono::milliseconds(150);
// Users who connect before t0 begin so long before it at least, and for each of them a little earlier: idle sessions
// are closed by many a backend after a minute.
constexpr Nanos connecting_for = std::chrono::seconds(5), connecting_each = std::chrono::milliseconds(2);
// A generator that begins later than this would be a gap in the sum at first, and a load of its own at last.
constexpr Nanos late_max = std::chrono::seconds(2);

Nanos time_until(Instant instant) { return instant - std::chrono::system_clock::now(); }

/// The instant on the clock that all is measured on. The reading of both clocks with the least time between counts.
TimePoint on_our_clock(Instant instant) {
  TimePoint found{};
  Nanos least = Nanos::max();
  for (int i = 0; i < 3; ++i) {
    const TimePoint before = Clock::now();
    const Nanos until = time_until(instant);
    const Nanos between = Clock::now() - before;
    if (between >= least) continue;
    least = between;
    found = before + between / 2 + until;
  }
  return found;
}

Nanos connecting_time(const Plan& plan) {
  Nanos longest{0};
  for (const Track& track : plan.tracks) {
    const auto users = static_cast<Nanos::rep>(plan.segment.share(track.profile.users));
    longest = std::max(longest, connecting_for + connecting_each * users);
  }
  return longest;
}

}  // namespace

RunControl::RunControl(Plan& plan, RunObserver& observer, HeldUsers* by_hand)
    : plan_(plan),
      observer_(observer),
      by_hand_(by_hand),
      shared_(plan.tracks.size()),
      gathered_(plan.tracks.size()),
      holds_(plan.tracks.size()) {
  for (std::size_t i = 0; by_hand_ != nullptr && i < plan.tracks.size(); ++i) {
    const Track& track = plan.tracks[i];
    if (!track.profile.closed()) continue;
    const auto most = static_cast<std::uint32_t>(plan.segment.share(track.profile.users));
    // One for each shard: each has starts of its own to make, and nobody else makes them.
    const auto least = static_cast<std::uint32_t>(shards_of(track).size());
    holds_[i] = {std::min(least, most), most, most};
  }
}

std::vector<unsigned> RunControl::shards_of(const Track& track) const {
  std::vector<unsigned> all;
  for (unsigned i = 0; i < plan_.shards; ++i) {
    if (track.shards.has(i)) all.push_back(i);
  }
  return all;
}

TimePoint RunControl::planned_end() const {
  Nanos longest{0};
  for (const Track& track : plan_.tracks) longest = std::max(longest, track.start_after + track.profile.end());
  return t0_ + longest;
}

Result<RunResult> RunControl::run(const StopTokens& stop) {
  const std::stop_callback nudge_graceful(stop.graceful, [this] { mailbox_.nudge(); });
  const std::stop_callback nudge_now(stop.now, [this] { mailbox_.nudge(); });
  if (auto in_time = refuse_late_start(stop); !in_time) return tl::unexpected(in_time.error());
  wait_before_start(connecting_time(plan_), stop);
  if (!stop.graceful.stop_requested()) launch();
  wait_until_settled(stop);
  if (auto in_time = refuse_late_start(stop); !in_time) return tl::unexpected(in_time.error());
  wait_before_start(told_before, stop);
  choose_start(stop);
  begun_ = true;
  for (auto& shard : shards_) shard->begin(t0_);
  conduct(stop);
  close_open_seconds();
  show(Clock::now());
  if (!failure_.empty()) return fail(ErrorKind::internal, "a shard failed: " + failure_);
  return add_up();
}

void RunControl::wait_before_start(Nanos lead, const StopTokens& stop) {
  while (plan_.start_at && !stop.graceful.stop_requested() && failure_.empty()) {
    const Nanos left = time_until(*plan_.start_at) - lead;
    if (left <= Nanos(0)) return;
    show(Clock::now());
    for (ShardMessage& message : mailbox_.take(Clock::now() + std::min(left, tick))) handle(std::move(message));
  }
}

Status RunControl::refuse_late_start(const StopTokens& stop) const {
  if (!plan_.start_at || stop.graceful.stop_requested() || time_until(*plan_.start_at) >= -late_max) return {};
  return fail(ErrorKind::target,
              "the start was to be at " + format_instant(*plan_.start_at) +
                  ", and preparing took until more than 2 s after it: nothing was begun",
              "choose a later start");
}

void RunControl::launch() {
  for (unsigned i = 0; i < plan_.shards; ++i) shards_.push_back(std::make_unique<Shard>(plan_, i, shared_, mailbox_));
  for (auto& shard : shards_) shard->launch();
}

// As soon as can be, also where the time that was given is over or somebody does not want to wait for it.
void RunControl::choose_start(const StopTokens& stop) {
  t0_ = Clock::now() + t0_lead;
  started_at_ = std::chrono::system_clock::now() + std::chrono::duration_cast<Instant::duration>(t0_lead);
  if (!plan_.start_at || stop.graceful.stop_requested() || !failure_.empty()) return;
  const TimePoint wanted = on_our_clock(*plan_.start_at);
  if (wanted < t0_) return;
  t0_ = wanted;
  started_at_ = *plan_.start_at;
}

void RunControl::wait_until_settled(const StopTokens& stop) {
  while (settled_ < shards_.size() && !stop.graceful.stop_requested()) {
    for (ShardMessage& message : mailbox_.take(Clock::now() + tick)) handle(std::move(message));
    show(Clock::now());
  }
}

void RunControl::conduct(const StopTokens& stop) {
  TimePoint shown = Clock::now();
  for (;;) {
    const TimePoint now = Clock::now();
    if (!stopping_ && stop.graceful.stop_requested()) stop_all(now, false, StopReason::interrupted);
    if (!stopping_ && !failure_.empty()) stop_all(now, false, StopReason::interrupted);
    if (!stopping_ && exhausted_ + deserted_ == shards_.size()) {
      if (deserted_ == 0) {
        stop_all(last_over_, true, StopReason::completed);
      } else {
        stop_all(last_over_, false, StopReason::no_users_left);
      }
    }
    if (!stopping_ && by_hand_ != nullptr) hold_users(now);
    if (!dropping_ && stop.now.stop_requested()) {
      dropping_ = true;
      for (auto& shard : shards_) shard->drop();
    }
    if (now - shown >= tick) {
      show(now);
      shown = now;
    }
    if (finished_ == shards_.size()) return;
    for (ShardMessage& message : mailbox_.take(now + tick)) handle(std::move(message));
  }
}

void RunControl::stop_all(TimePoint at, bool serve_backlog, StopReason reason) {
  if (at >= planned_end()) return;  // the shards end by themselves
  stopping_ = true;
  stopped_at_ = at;
  reason_ = reason;
  for (auto& shard : shards_) shard->stop(serve_backlog);
}

void RunControl::hold_users(TimePoint now) {
  for (const auto& [track, users] : by_hand_->take()) {
    if (track >= holds_.size()) continue;
    Hold& hold = holds_[track];
    const std::uint32_t to = std::clamp(users, hold.least, hold.most);
    if (to == hold.now) continue;
    for (auto& shard : shards_) shard->hold_users(track, to);
    by_hand_->carried_out({plan_.tracks[track].name, hold.now, to, now - t0_});
    hold.now = to;
  }
}

void RunControl::handle(ShardMessage message) {
  switch (message.kind) {
    case ShardMessage::Kind::settled:
      ++settled_;
      break;
    case ShardMessage::Kind::exhausted:
      ++exhausted_;
      last_over_ = std::max(last_over_, message.at);
      break;
    case ShardMessage::Kind::deserted:
      ++deserted_;
      last_over_ = std::max(last_over_, message.at);
      break;
    case ShardMessage::Kind::failed:
      if (failure_.empty()) failure_ = std::move(message.failure);
      ++settled_;
      break;  // its finished follows
    case ShardMessage::Kind::finished:
      ++finished_;
      break;
    case ShardMessage::Kind::interval:
      for (auto& [track, interval] : message.intervals) gather(track, message.second, std::move(interval));
      break;
  }
}

void RunControl::gather(std::size_t track, std::uint64_t second, Interval interval) {
  auto& [told, sum] = gathered_[track].open[second];
  if (told++ == 0) {
    sum = std::move(interval);
  } else {
    sum.merge_shard(interval);
  }
  if (told < shards_of(plan_.tracks[track]).size()) return;
  close_second(track, second);
}

void RunControl::close_second(std::size_t track, std::uint64_t second) {
  Gathered& gathered = gathered_[track];
  Interval sum = std::move(gathered.open.extract(second).mapped().second);
  const auto& operations = plan_.tracks[track].workload->operations();
  fill_sums(operations, sum);
  if (track == 0) memory_.add(rss_bytes());
  for (std::size_t i = 0; i < sum.operations.size(); ++i) {
    if (operations[i].weight <= 0) continue;
    gathered.dropped += sum.operations[i].dropped;
    gathered.ok += sum.operations[i].ok;
    gathered.failed += sum.operations[i].failed;
  }
  gathered.last = sum;
  gathered.fresh.push_back(sum);
  gathered.series.add(std::move(sum));
}

// A shard that has ended tells no more; the seconds in which only others were still at work are closed now.
void RunControl::close_open_seconds() {
  for (std::size_t i = 0; i < gathered_.size(); ++i) {
    while (!gathered_[i].open.empty()) close_second(i, gathered_[i].open.begin()->first);
  }
}

void RunControl::show(TimePoint now) {
  Progress progress;
  progress.elapsed = begun_ ? now - t0_ : Nanos(-1);
  progress.planned = plan_.counted() ? Nanos(0) : planned_end() - t0_;
  if (plan_.start_at && progress.elapsed < Nanos(0)) {
    const Nanos left = time_until(*plan_.start_at);
    if (left > Nanos(0)) progress.starts_in = left;
  }
  for (const Phase& phase : plan_.phases) {
    if (plan_.phases.size() > 1 && (phase.from == Nanos(0) || phase.from <= progress.elapsed))
      progress.phase = &phase.name;
  }
  for (std::size_t i = 0; i < plan_.tracks.size(); ++i) {
    const Gathered& gathered = gathered_[i];
    Progress::TrackNow track;
    track.name = &plan_.tracks[i].name;
    track.workload = &plan_.tracks[i].workload_name;
    track.operations = plan_.tracks[i].workload->operations();
    track.users = shared_[i].connected.load(std::memory_order_relaxed);
    track.users_asked =
        static_cast<std::uint32_t>(plan_.segment.share(plan_.tracks[i].profile.users_at(progress.elapsed)));
    track.users_least = holds_[i].least;
    track.users_most = holds_[i].most;
    track.users_held = holds_[i].now;
    if (track.users_most > 0) track.users_asked = std::min(track.users_asked, track.users_held);
    track.fresh = gathered.fresh;
    track.last = gathered.last ? &*gathered.last : nullptr;
    track.ok = gathered.ok;
    track.failed = gathered.failed;
    track.dropped = gathered.dropped;
    progress.tracks.push_back(track);
  }
  observer_.on_progress(progress);
  for (Gathered& gathered : gathered_) gathered.fresh.clear();
}

}  // namespace loadtest
