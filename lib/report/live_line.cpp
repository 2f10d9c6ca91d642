#include "report/live_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "core/units.h"
#include "judge/wording.h"
#include "report/layout.h"

namespace loadtest {
namespace {

constexpr std::string_view hide_cursor = "\x1b[?25l", show_cursor = "\x1b[?25h";
constexpr std::string_view clear_line = "\x1b[K", clear_below = "\x1b[J";
constexpr std::size_t bar_width = 30;

/// "1:05", "1:00:05".
std::string clock_time(Nanos time) {
  const auto seconds = static_cast<std::int64_t>(to_seconds(std::max(time, Nanos(0))));
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

bool is_over(const LiveState& state) { return state.planned > Nanos(0) && state.elapsed >= state.planned; }

/// What the run is at, beyond the clock: empty where that is all there is to say.
std::string stage_of(const LiveState& state) {
  if (state.starts_in) return "waits for its start in " + clock_time(*state.starts_in + std::chrono::milliseconds(999));
  if (state.elapsed < Nanos(0)) return "connecting";
  return is_over(state) ? "waiting for the last answers" : escape_foreign(state.phase);
}

std::string bar(const LiveState& state) {
  const double share = std::clamp(to_seconds(state.elapsed) / to_seconds(state.planned), 0.0, 1.0);
  const auto done = static_cast<std::size_t>(share * bar_width);
  std::string text;
  for (std::size_t i = 0; i < bar_width; ++i) text += i < done ? "━" : "─";
  return text;
}

std::string time_line(const LiveState& state) {
  std::string line = clock_time(state.elapsed);
  if (state.planned > Nanos(0)) line += fmt::format(" of {}  {}", clock_time(state.planned), bar(state));
  if (const std::string stage = stage_of(state); !stage.empty()) line += "  " + stage;
  return line;
}

std::string show_time(const std::optional<double>& ms) { return ms ? show_millis(*ms) : "–"; }

/// Columns of a steady width, so that nothing jumps from one second to the next.
std::string track_line(const LiveTrack& track, std::size_t name_width) {
  const std::string users = fmt::format("{}/{} users", show_count(track.users), show_count(track.users_asked));
  return fmt::format("{}  {}  {}  p50 {}  p95 {}  {} ok", pad_right(escape_foreign(track.name), name_width),
                     pad_left(users, 13), pad_left(show_value(track.rate_per_s, "1/s"), 9),
                     pad_left(show_time(track.p50_ms), 7), pad_left(show_time(track.p95_ms), 7),
                     pad_left(show_count(track.ok), 9));
}

std::string trouble(const LiveTrack& track) {
  std::string text;
  if (track.failed > 0) text += fmt::format("  {} failed", show_count(track.failed));
  if (track.dropped > 0) text += fmt::format("  {} dropped", show_count(track.dropped));
  return text;
}

std::string plain_track(const LiveTrack& track) {
  return fmt::format("{}: {}/{} users, {}, p50 {}, p95 {}, {} ok, {} failed, {} dropped", escape_foreign(track.name),
                     show_count(track.users), show_count(track.users_asked), show_value(track.rate_per_s, "1/s"),
                     show_time(track.p50_ms), show_time(track.p95_ms), show_count(track.ok), show_count(track.failed),
                     show_count(track.dropped));
}

}  // namespace

void LiveDisplay::put(std::string_view text) const { style_.unicode ? output_(text) : output_(to_ascii(text)); }

void LiveDisplay::show(const LiveState& state, std::size_t columns, TimePoint now) {
  style_.terminal ? show_block(state, columns) : show_plain(state, now);
}

void LiveDisplay::show_block(const LiveState& state, std::size_t columns) {
  // One column stays free: a full line would wrap on some terminals, and the block would creep upwards.
  const std::size_t width = std::max<std::size_t>(columns, 2) - 1;
  std::size_t name_width = 0;
  for (const LiveTrack& track : state.tracks) name_width = std::max(name_width, width_of(escape_foreign(track.name)));

  std::string block(lines_shown_ == 0 ? hide_cursor : fmt::format("\r\x1b[{}A", lines_shown_));
  const auto add = [&](std::string_view line, std::string_view red_tail = {}) {
    const std::string_view visible = cut(line, width);
    block += visible;
    block += paint_.red(cut(red_tail, width - width_of(visible)));
    block.append(clear_line).append("\n");
  };
  add(time_line(state));
  for (const LiveTrack& track : state.tracks) add(track_line(track, name_width), trouble(track));
  block += clear_below;
  lines_shown_ = state.tracks.size() + 1;
  put(block);
}

void LiveDisplay::show_plain(const LiveState& state, TimePoint now) {
  if (last_plain_ && now - *last_plain_ < plain_every) return;
  last_plain_ = now;
  std::string line = clock_time(state.elapsed);
  if (state.planned > Nanos(0)) line += " of " + clock_time(state.planned);
  if (const std::string stage = stage_of(state); !stage.empty()) line += " " + stage;
  for (const LiveTrack& track : state.tracks) line += "  " + plain_track(track);
  put(line + "\n");
}

void LiveDisplay::clear() {
  if (lines_shown_ == 0) return;
  put(fmt::format("\r\x1b[{}A{}{}", lines_shown_, clear_below, show_cursor));
  lines_shown_ = 0;
}

}  // namespace loadtest
