#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.h"
#include "core/observed.h"

namespace loadtest {

/// Finds the stretches in which nothing at all came from the target though several waited for it, and after which it
/// answered all of them at once:
///
///     asked     .  .   .  .   .  . .
///     answered  .  .              :::  .
///                   '--- silent --'
///
/// What waits for something slow of its own looks so only where users go in step: its answers take equally long, so
/// those that come together were asked for together. So it is told how far apart they were asked for. A handful of
/// words is written for each message; the room for silent stretches is taken at the beginning.
class StandStills {
 public:
  StandStills();
  /// Something came: an upgrade's answer or a message.
  void heard(TimePoint at) {
    ++heard_;
    if (at - last_ > shortest_) begin(at);
    if (at > last_) last_ = at;
  }
  /// Who had asked at `sent` has been answered.
  void answered(TimePoint sent, TimePoint at, bool connect) {
    if (silence_.to != TimePoint() && at - silence_.to <= together) count(sent, connect);
  }

  /// Of a shard or of several, told together by tell(). The time is up, nothing is added any more.
  struct Silence {
    TimePoint from{}, to{};
    TimePoint sent_first{}, sent_last{};
    std::uint32_t answers = 0, connects = 0;
  };
  void end();
  /// Into `noted`: `stand_stills`, and figures of them; see docs/observations.md.
  static void tell(std::vector<StandStills>& shards, TimePoint t0, Observed& noted);

 private:
  static constexpr Nanos together = std::chrono::milliseconds(25);
  static constexpr std::size_t silences_max = 2048;

  void begin(TimePoint at);
  void count(TimePoint sent, bool connect);
  void keep();

  TimePoint first_{}, last_{};
  Silence silence_;
  Nanos shortest_ = std::chrono::milliseconds(100);  // longer where there are too many
  std::uint64_t heard_ = 0;
  std::vector<Silence> silences_;
};

}  // namespace loadtest
