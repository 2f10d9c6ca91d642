#include "engine/run_control.h"

#include <algorithm>

#include "stats/sums.h"

namespace loadtest {

namespace {

// t0 lies so far ahead that every shard hears of it before it comes.
constexpr Nanos t0_lead = std::chrono::milliseconds(20);
constexpr Nanos tick = std::chrono::milliseconds(250);

}  // namespace

RunControl::RunControl(Plan& plan, RunObserver& observer)
    : plan_(plan), observer_(observer), shared_(plan.tracks.size()), gathered_(plan.tracks.size()) {
  for (unsigned i = 0; i < plan.shards; ++i) shards_.push_back(std::make_unique<Shard>(plan, i, shared_, mailbox_));
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
  for (auto& shard : shards_) shard->launch();
  wait_until_settled(stop);
  t0_ = Clock::now() + t0_lead;
  started_at_ =
      std::chrono::system_clock::now() + std::chrono::duration_cast<std::chrono::system_clock::duration>(t0_lead);
  begun_ = true;
  for (auto& shard : shards_) shard->begin(t0_);
  conduct(stop);
  if (!failure_.empty()) return fail(ErrorKind::internal, "a shard failed: " + failure_);
  return add_up();
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
  for (std::size_t i = 0; i < sum.operations.size(); ++i) {
    if (operations[i].weight <= 0) continue;
    gathered.dropped += sum.operations[i].dropped;
    gathered.ok += sum.operations[i].ok;
    gathered.failed += sum.operations[i].failed;
  }
  gathered.last = sum;
  gathered.series.add(std::move(sum));
}

void RunControl::show(TimePoint now) {
  Progress progress;
  progress.elapsed = begun_ ? now - t0_ : Nanos(-1);
  progress.planned = plan_.counted() ? Nanos(0) : planned_end() - t0_;
  for (const Phase& phase : plan_.phases) {
    if (plan_.phases.size() > 1 && (phase.from == Nanos(0) || phase.from <= progress.elapsed))
      progress.phase = &phase.name;
  }
  for (std::size_t i = 0; i < plan_.tracks.size(); ++i) {
    const Gathered& gathered = gathered_[i];
    Progress::TrackNow track;
    track.name = &plan_.tracks[i].name;
    track.operations = plan_.tracks[i].workload->operations();
    track.users = shared_[i].connected.load(std::memory_order_relaxed);
    track.users_asked = static_cast<std::uint32_t>(plan_.segment.share(plan_.tracks[i].profile.users));
    track.last = gathered.last ? &*gathered.last : nullptr;
    track.ok = gathered.ok;
    track.failed = gathered.failed;
    track.dropped = gathered.dropped;
    progress.tracks.push_back(track);
  }
  observer_.on_progress(progress);
}

}  // namespace loadtest
