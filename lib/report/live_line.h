#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "report/paint.h"

namespace loadtest {

/// One track as people watch it; counts are of all started operations so far, connecting left out.
struct LiveTrack {
  std::string name;
  std::uint32_t users = 0, users_asked = 0;
  double rate_per_s = 0;                 // ok, in the last interval
  std::optional<double> p50_ms, p95_ms;  // of the last interval
  std::uint64_t ok = 0, failed = 0, dropped = 0;
};

/// How far a run has come.
struct LiveState {
  Nanos elapsed{0};                  // since t0; negative while users connect before it
  Nanos planned{0};                  // 0 where the end is not known
  std::string phase{};               // the current one, where there are several
  std::optional<Nanos> starts_in{};  // where t0 was given and is still to come
  std::vector<LiveTrack> tracks{};
};

/// How large the terminal is now; it may change while the run lasts.
struct ScreenSize {
  std::size_t columns = 80, rows = 24;
};

/// Shows a run while it lasts: on a terminal one block that is redrawn in place, elsewhere a plain line every 10 s.
/// The end of the run, and whoever wants to print in between, calls clear() first. The cursor is hidden only while a
/// block is being drawn: however the process ends, the shell has it.
class LiveDisplay {
 public:
  static constexpr Nanos plain_every = std::chrono::seconds(10);
  using Output = std::function<void(std::string_view)>;
  struct Style {
    bool terminal = false, color = false, unicode = true;
  };

  LiveDisplay(Output output, Style style) : output_(std::move(output)), style_(style), paint_{style.color} {}

  void show(const LiveState&, ScreenSize, TimePoint now);
  /// Takes the block away. The next show() begins a new one.
  void clear(ScreenSize);

 private:
  void show_block(const LiveState&, ScreenSize);
  std::size_t rows_taken(std::size_t columns) const;
  void show_plain(const LiveState&, TimePoint now);
  void put(std::string_view text) const;

  Output output_;
  Style style_;
  Paint paint_;
  std::vector<std::size_t> shown_;  // the widths of the lines of the block
  std::optional<TimePoint> last_plain_;
};

}  // namespace loadtest
