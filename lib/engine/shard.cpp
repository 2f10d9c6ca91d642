#include "engine/shard.h"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "core/random.h"

namespace loadtest {

/// Rolls the intervals on the grid of whole seconds from t0.
class Shard::IntervalClock final : public DeadlineOwner {
 public:
  IntervalClock(Shard& shard, ShardTimer& timer) : shard_(shard), ring_(timer), hook_(*this) {}
  void begin(TimePoint t0) {
    from_ = t0;
    ring_.set(hook_, t0 + std::chrono::seconds(1));
  }
  bool begun() const { return hook_.waiting(); }
  void expired(DeadlineHook&, TimePoint) override {
    const TimePoint at = from_ + std::chrono::seconds(1);
    shard_.roll(at);
    from_ = at;
    ++second;
    ring_.set(hook_, at + std::chrono::seconds(1));
  }
  TimePoint from() const { return from_; }
  std::uint64_t second = 0;

 private:
  Shard& shard_;
  DeadlineRing ring_;
  DeadlineHook hook_;
  TimePoint from_{};
};

/// What lives on the shard's thread. Runners go before the contexts that they use, and those before the timer.
struct Shard::Share {
  Share(Shard& shard, boost::asio::io_context& io) : timer(io), clock(shard, timer) {}
  ShardTimer timer;
  ShardHealth health;
  IntervalClock clock;
  std::vector<std::size_t> tracks;  // which of the plan's it has
  std::vector<std::unique_ptr<TrackContext>> contexts;
  std::vector<std::unique_ptr<TrackRunner>> runners;
  TimePoint t0{}, accounted_from{};
  ThreadAccount at_start;
};

Shard::Shard(const Plan& plan, unsigned index, std::span<SharedTrack> shared, Mailbox& mailbox)
    : plan_(plan), index_(index), shared_(shared), mailbox_(mailbox), work_(boost::asio::make_work_guard(io_)) {}

Shard::~Shard() {
  if (thread_.joinable()) {
    drop();
    thread_.join();
  }
}

void Shard::launch() {
  thread_ = std::thread([this] { run(); });
}

void Shard::run() {
  try {
    set_up();
    io_.run();
  } catch (const std::exception& error) {
    finished_ = true;
    mailbox_.put({ShardMessage::Kind::failed, index_, Clock::now(), 0, {}, error.what()});
    mailbox_.put({ShardMessage::Kind::finished, index_, Clock::now(), 0, {}});
  }
  share_.reset();
}

void Shard::set_up() {
  share_ = std::make_unique<Share>(*this, io_);
  share_->health.lag.resize(phase_cells(plan_.phases).size());
  for (std::size_t i = 0; i < plan_.tracks.size(); ++i) {
    const Track& track = plan_.tracks[i];
    if (!track.shards.has(index_)) continue;
    const ShardSlot slot = plan_.segment.within(track.slot(index_, plan_.shards));
    share_->tracks.push_back(i);
    const std::uint64_t seed = mix64(plan_.seed + i);
    auto& context = share_->contexts.emplace_back(
        std::make_unique<TrackContext>(track, i, plan_.phases, slot, seed, share_->timer, share_->health, shared_[i]));
    context->factory = track.workload->attach({io_, slot, mix64(seed ^ slot.index), context->errors, *context});
    share_->runners.push_back(make_track_runner(*context, seed, [this] { changed(); }));
  }
  unready_ = share_->contexts.size();
  for (auto& context : share_->contexts) {
    context->factory->when_ready([this] {
      --unready_;
      changed();
    });
  }
  for (auto& runner : share_->runners) {
    runner->connect_before_start();
  }
  changed();
}

void Shard::begin(TimePoint t0) {
  boost::asio::post(io_, [this, t0] {
    if (finished_) return;
    share_->t0 = t0;
    share_->accounted_from = Clock::now();
    share_->at_start = ThreadAccount::now();
    share_->clock.begin(t0);
    for (auto& runner : share_->runners) runner->begin(t0);
    changed();
  });
}

void Shard::stop(bool serve_backlog) {
  boost::asio::post(io_, [this, serve_backlog] {
    if (finished_) return;
    const TimePoint now = Clock::now();
    for (auto& runner : share_->runners) runner->stop(now, serve_backlog);
  });
}

void Shard::hold_users(std::size_t track, std::uint32_t of_all_shards) {
  boost::asio::post(io_, [this, track, of_all_shards] {
    if (finished_) return;
    const auto at = std::find(share_->tracks.begin(), share_->tracks.end(), track);
    if (at == share_->tracks.end()) return;
    const std::uint64_t at_most = plan_.tracks[track].slot(index_, plan_.shards).share(of_all_shards);
    share_->runners[static_cast<std::size_t>(at - share_->tracks.begin())]->hold_users(at_most, Clock::now());
  });
}

void Shard::drop() {
  boost::asio::post(io_, [this] {
    if (finished_) return;
    const TimePoint now = Clock::now();
    for (auto& runner : share_->runners) runner->drop(now);
  });
}

void Shard::changed() {
  if (look_posted_) return;
  look_posted_ = true;
  boost::asio::post(io_, [this] {
    look_posted_ = false;
    look();
  });
}

bool Shard::all(bool (TrackRunner::*what)() const) const {
  for (const auto& runner : share_->runners) {
    if (!((*runner).*what)()) return false;
  }
  return true;
}

void Shard::look() {
  if (finished_) return;
  for (auto& runner : share_->runners) runner->look_again();
  if (!accounted_ && share_->clock.begun() && all(&TrackRunner::stopped)) account();
  const bool begun = share_->clock.begun();
  if (!told_settled_ && !begun && unready_ == 0 && all(&TrackRunner::settled)) {
    told_settled_ = true;
    tell(ShardMessage::Kind::settled);
  }
  if (!told_over_ && begun && all(&TrackRunner::over)) {
    told_over_ = true;
    tell(all(&TrackRunner::exhausted) ? ShardMessage::Kind::exhausted : ShardMessage::Kind::deserted);
  }
  if (all(&TrackRunner::finished)) finish();
}

void Shard::tell(ShardMessage::Kind kind) { mailbox_.put({kind, index_, Clock::now(), 0, {}}); }

void Shard::roll(TimePoint at) {
  ShardMessage message{ShardMessage::Kind::interval, index_, at, share_->clock.second, {}};
  for (std::size_t i = 0; i < share_->tracks.size(); ++i) {
    TrackContext& context = *share_->contexts[i];
    message.intervals.emplace_back(
        share_->tracks[i],
        Interval{share_->clock.from() - share_->t0, at - share_->clock.from(), context.connected_users,
                 context.recorder.roll(context.errors), context.recorder.take_planned()});
  }
  mailbox_.put(std::move(message));
}

// Up to the last start: an idle end would make the shares look smaller than they were under load.
void Shard::account() {
  accounted_ = true;
  const ThreadAccount used = ThreadAccount::now();
  result_.used = {used.ran - share_->at_start.ran, used.waited - share_->at_start.waited};
  result_.wall = Clock::now() - share_->accounted_from;
}

void Shard::finish() {
  finished_ = true;
  const TimePoint now = Clock::now();
  if (share_->clock.begun()) roll(std::max(now, share_->clock.from()));  // t0 may still lie ahead
  for (std::size_t i = 0; i < share_->tracks.size(); ++i) {
    TrackContext& context = *share_->contexts[i];
    TrackPart& part = result_.tracks.emplace_back(TrackPart{share_->tracks[i],
                                                            context.recorder.take_totals(context.errors),
                                                            context.recorder.warm_up_operations(),
                                                            context.stragglers,
                                                            context.lost_users,
                                                            context.lost_operations,
                                                            context.replaced_users,
                                                            {},
                                                            share_->runners[i]->ran_out_of_users()});
    for (const auto& [kind, count] : context.lost_kinds) part.lost_kinds[context.errors.name(kind)] += count;
  }
  result_.health = std::move(share_->health);
  share_->runners.clear();
  share_->contexts.clear();
  work_.reset();
  io_.stop();
  mailbox_.put({ShardMessage::Kind::finished, index_, now, 0, {}});
}

Shard::Result Shard::join() {
  thread_.join();
  return std::move(result_);
}

}  // namespace loadtest
