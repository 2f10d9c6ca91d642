#include "loadtest/live_observer.h"

#include <unistd.h>

#include <algorithm>

#include "loadtest/problems.h"
#include "loadtest/terminal.h"

namespace loadtest {
namespace {

LiveTrack live_track(const Progress::TrackNow& track) {
  LiveTrack live;
  live.name = *track.name;
  live.users = track.users;
  live.users_asked = track.users_asked;
  live.ok = track.ok;
  live.failed = track.failed;
  live.dropped = track.dropped;
  if (!track.last || track.last->length <= Nanos(0)) return live;
  std::uint64_t ok = 0;
  SparseHistogram response;
  const std::size_t operations = std::min(track.operations.size(), track.last->operations.size());
  for (std::size_t i = 0; i < operations; ++i) {
    if (track.operations[i].weight <= 0) continue;
    ok += track.last->operations[i].ok;
    response.merge(track.last->operations[i].response);
  }
  live.rate_per_s = static_cast<double>(ok) / to_seconds(track.last->length);
  if (response.count() == 0) return live;
  live.p50_ms = to_millis(response.percentile(0.5));
  live.p95_ms = to_millis(response.percentile(0.95));
  return live;
}

// What reads JSON reads lines, wherever they end up.
LiveDisplay::Style style_of_display(const LiveObserver::Style& style) {
  const bool lines = told_as() == LogFormat::json;
  return {.terminal = !lines && redrawable(STDERR_FILENO),
          .color = style.color && color_welcome(STDERR_FILENO),
          .unicode = lines || unicode_locale()};
}

}  // namespace

LiveState live_state(const Progress& progress) {
  LiveState state{.elapsed = progress.elapsed, .planned = progress.planned, .starts_in = progress.starts_in};
  if (progress.phase != nullptr) state.phase = *progress.phase;
  for (const auto& track : progress.tracks) state.tracks.push_back(live_track(track));
  return state;
}

LiveObserver::LiveObserver(std::string who, Style style, std::stop_token graceful)
    : who_(std::move(who)),
      graceful_(std::move(graceful)),
      quiet_(style.quiet),
      display_([this](std::string_view text) { put(text); }, style_of_display(style)) {}

void LiveObserver::put(std::string_view text) const {
  if (told_as() == LogFormat::text) return put_error(text);
  if (text.ends_with('\n')) text.remove_suffix(1);
  put_error(json_log_line(std::chrono::system_clock::now(), LogLevel::info, who_, text));
}

void LiveObserver::on_progress(const Progress& progress) {
  if (quiet_) return;
  if (graceful_.stop_requested() && !std::exchange(stop_told_, true)) {
    display_.clear(terminal_size(STDERR_FILENO));
    tell_line(who_, "stopping, waiting for the last answers (once more to end at once)");
  }
  display_.show(live_state(progress), terminal_size(STDERR_FILENO), Clock::now());
}

void LiveObserver::end() { display_.clear(terminal_size(STDERR_FILENO)); }

}  // namespace loadtest
