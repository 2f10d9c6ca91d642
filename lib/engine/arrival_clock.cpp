#include "engine/arrival_clock.h"

namespace loadtest {

namespace {

// Arrivals that the generator could not even look at this long after the last start was due are its own fault.
constexpr Nanos missed_after = std::chrono::milliseconds(100);

// Some tens of microseconds of work, as often as not to fall behind a million arrivals a second.
constexpr int skipped_at_once = 1000;
constexpr Nanos skip_again_after = std::chrono::microseconds(500);

}  // namespace

ArrivalClock::ArrivalClock(TrackContext& context, ArrivalTaker& taker, double start_rate_per_s,
                           std::span<const Stage> stages, Arrival arrival, std::uint64_t seed, Nanos awake_before)
    : context_(context),
      taker_(taker),
      schedule_(start_rate_per_s, stages),
      arrivals_(schedule_, arrival, context.slot, seed),
      ring_(context.timer, awake_before),
      hook_(*this) {}

void ArrivalClock::advance() {
  next_ = taker_.takes_more() ? arrivals_.next() : std::nullopt;
  if (next_) {
    ring_.set(hook_, due());
  } else {
    taker_.on_arrivals_over();
  }
}

void ArrivalClock::expired(DeadlineHook&, TimePoint woken) {
  const Timeline& timeline = context_.timeline;
  const TimePoint intended = due();
  if (!timeline.active_at(intended)) return skip_pause(woken);
  const TimePoint now = Clock::now();
  if (now > timeline.end() + missed_after) return count_missed();
  context_.lagged(intended, now);
  taker_.on_arrival(*next_, intended, now);
  advance();
}

// What would arrive in a pause is not made. A timer for each of these would cost the tracks that are being compared; a
// walk over all of them at once would hold up the shard.
void ArrivalClock::skip_pause(TimePoint now) {
  for (int walked = 0; next_ && walked < skipped_at_once; ++walked) {
    if (context_.timeline.active_at(due())) return ring_.set(hook_, due());
    next_ = arrivals_.next();
  }
  if (!next_) return taker_.on_arrivals_over();
  ring_.set(hook_, now + skip_again_after);
}

void ArrivalClock::stop() {
  hook_.clear();
  next_.reset();
}

void ArrivalClock::count_missed() {
  while (next_ && taker_.takes_more()) {
    if (context_.timeline.active_at(due())) taker_.on_missed(due());
    next_ = arrivals_.next();
  }
  next_.reset();
  taker_.on_arrivals_over();
}

}  // namespace loadtest
