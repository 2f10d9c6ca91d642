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
constexpr std::size_t bar_most = 30, bar_least = 5;

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

std::string bar(const LiveState& state, std::size_t width) {
  const double share = std::clamp(to_seconds(state.elapsed) / to_seconds(state.planned), 0.0, 1.0);
  const auto done = static_cast<std::size_t>(share * static_cast<double>(width));
  std::string text;
  for (std::size_t i = 0; i < width; ++i) text += i < done ? "━" : "─";
  return text;
}

/// The bar gets what the words leave.
std::string time_line(const LiveState& state, std::size_t width) {
  std::string line = clock_time(state.elapsed), stage = stage_of(state);
  if (!stage.empty()) stage.insert(0, "  ");
  if (const std::string end = " of " + clock_time(state.planned);
      state.planned > Nanos(0) && width_of(line) + width_of(end) + width_of(stage) <= width) {
    line += end;
    const std::size_t taken = width_of(line) + 2 + width_of(stage);
    const std::size_t left = taken < width ? width - taken : 0;
    if (left >= bar_least) line += "  " + bar(state, std::min(left, bar_most));
  }
  return line + stage;
}

std::string show_time(const std::optional<double>& ms) { return ms ? show_millis(*ms) : "–"; }

struct TrackLine {
  std::string text, trouble;
};

std::string trouble_of(const LiveTrack& track) {
  std::string text;
  if (track.failed > 0) text += fmt::format("  {} failed", show_count(track.failed));
  if (track.dropped > 0) text += fmt::format("  {} dropped", show_count(track.dropped));
  return text;
}

/// Columns of a steady width, so that nothing jumps from one second to the next. Where there is too little room, what
/// matters least is left out rather than the end cut off.
TrackLine track_line(const LiveTrack& track, std::size_t name_width, std::size_t width) {
  const std::string users = fmt::format("{}/{} users", show_count(track.users), show_count(track.users_asked));
  const std::string rate = show_value(track.rate_per_s, "1/s");
  const std::string p50 = fmt::format("p50 {}", pad_left(show_time(track.p50_ms), 7)),
                    p95 = fmt::format("p95 {}", pad_left(show_time(track.p95_ms), 7)),
                    ok = fmt::format("{} ok", pad_left(show_count(track.ok), 9));
  const std::string name = pad_right(escape_foreign(track.name), name_width), steady_users = pad_left(users, 13),
                    steady_rate = pad_left(rate, 9);
  const std::string trouble = trouble_of(track);
  for (const std::string& text : {fmt::format("{}  {}  {}  {}  {}  {}", name, steady_users, steady_rate, p50, p95, ok),
                                  fmt::format("{}  {}  {}  {}  {}", name, steady_users, steady_rate, p50, p95),
                                  fmt::format("{}  {}  {}  {}", name, steady_users, steady_rate, p95),
                                  fmt::format("{}  {}  {}", name, rate, p95), fmt::format("{}  {}", name, p95)}) {
    if (width_of(text) + width_of(trouble) <= width) return {text, trouble};
  }
  return {name, trouble};
}

std::string plain_track(const LiveTrack& track) {
  return fmt::format("{}: {}/{} users, {}, p50 {}, p95 {}, {} ok, {} failed, {} dropped", escape_foreign(track.name),
                     show_count(track.users), show_count(track.users_asked), show_value(track.rate_per_s, "1/s"),
                     show_time(track.p50_ms), show_time(track.p95_ms), show_count(track.ok), show_count(track.failed),
                     show_count(track.dropped));
}

}  // namespace

void LiveDisplay::put(std::string_view text) const { style_.unicode ? output_(text) : output_(to_ascii(text)); }

void LiveDisplay::show(const LiveState& state, ScreenSize screen, TimePoint now) {
  style_.terminal ? show_block(state, screen) : show_plain(state, now);
}

/// A line that has become too long for a narrower terminal has been broken by it, and takes several rows.
std::size_t LiveDisplay::rows_taken(std::size_t columns) const {
  std::size_t rows = 0;
  for (const std::size_t width : shown_) rows += std::max<std::size_t>(1, (width + columns - 1) / columns);
  return rows;
}

void LiveDisplay::show_block(const LiveState& state, ScreenSize screen) {
  const std::size_t columns = std::max<std::size_t>(screen.columns, 2);
  // One column stays free: a full line would wrap on some terminals, and the block would creep upwards.
  const std::size_t width = columns - 1;
  // So would one that is higher than the terminal: a line tells of what is left out, and the cursor takes one.
  const std::size_t room = std::max<std::size_t>(screen.rows, 4) - 3;
  const std::size_t tracks = std::min(state.tracks.size(), room);
  std::size_t name_width = 0;
  for (const LiveTrack& track : state.tracks) name_width = std::max(name_width, width_of(escape_foreign(track.name)));

  std::string block(hide_cursor);
  if (!shown_.empty()) block += fmt::format("\r\x1b[{}A", rows_taken(columns));
  shown_.clear();
  const auto add = [&](std::string_view line, std::string_view red_tail = {}) {
    const std::string_view visible = cut(line, width), tail = cut(red_tail, width - width_of(visible));
    block += visible;
    block += paint_.red(tail);
    block.append(clear_line).append("\n");
    shown_.push_back(width_of(visible) + width_of(tail));
  };
  add(time_line(state, width));
  for (std::size_t i = 0; i < tracks; ++i) {
    const TrackLine line = track_line(state.tracks[i], name_width, width);
    add(line.text, line.trouble);
  }
  if (tracks < state.tracks.size()) add(fmt::format("and {} more tracks", state.tracks.size() - tracks));
  block.append(clear_below).append(show_cursor);
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

void LiveDisplay::clear(ScreenSize screen) {
  if (shown_.empty()) return;
  // Line by line, for what is cleared as a whole some terminals keep above the screen.
  std::string text = "\r";
  for (std::size_t row = rows_taken(std::max<std::size_t>(screen.columns, 2)); row > 0; --row) text += "\x1b[A\x1b[2K";
  put(text);
  shown_.clear();
}

}  // namespace loadtest
