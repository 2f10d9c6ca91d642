#include "observe/wait_samples.h"

#include <algorithm>

#include "observe/cells.h"

namespace loadtest {

namespace {

constexpr std::size_t pairs_max = 100, events_max = 100;

std::size_t kind_of_wait(const std::string& type) {
  if (type.empty()) return 0;
  if (type == "Lock") return 1;
  if (type == "LWLock") return 2;
  if (type == "IO") return 3;
  return 4;
}

double seconds_of(TimePoint at, TimePoint t0) { return to_seconds(at - t0); }

template <class Map>
std::vector<const typename Map::value_type*> by_samples(const Map& map) {
  std::vector<const typename Map::value_type*> sorted;
  for (const auto& one : map) sorted.push_back(&one);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto* a, const auto* b) { return a->second.samples > b->second.samples; });
  return sorted;
}

}  // namespace

WaitSamples::WaitSamples() {
  for (const char* name : {"waits.cpu", "waits.lock", "waits.lwlock", "waits.io", "waits.other", "blocked"})
    series_.emplace_back(name, "");
}

void WaitSamples::extend(Stretch& stretch, TimePoint at, double ms, const std::string& pid, const std::string& other) {
  if (stretch.samples++ == 0) stretch.first = at - from_seconds(ms / 1000);
  stretch.last = at;
  if (ms < stretch.longest_ms) return;
  stretch.longest_ms = ms;
  stretch.pid = pid;
  stretch.other_pid = other;
}

void WaitSamples::take(const pg::Admin::Rows& rows, TimePoint at) {
  ++samples_;
  ++samples_in_second_;
  for (const auto& row : rows) {
    if (const auto sessions = to_number(field(row, 2))) {
      std::pair event{shown_text(field(row, 0)), shown_text(field(row, 1))};
      in_second_[kind_of_wait(event.first)] += *sessions;
      if (by_event_.size() < events_max || by_event_.contains(event)) by_event_[event] += *sessions;
      continue;
    }
    BlockedKey key{shown_statement(field(row, 4).value_or("")), shown_statement(field(row, 6).value_or("")),
                   shown_text(field(row, 7)), shown_text(field(row, 8)), shown_text(field(row, 9))};
    if (blocked_.size() == pairs_max && !blocked_.contains(key)) {
      ++unlisted_;
      continue;
    }
    extend(blocked_[std::move(key)], at, to_number(field(row, 10)).value_or(0), shown_text(field(row, 3)),
           shown_text(field(row, 5)));
  }
}

void WaitSamples::close_second(TimePoint at) {
  if (samples_in_second_ == 0) return;
  for (std::size_t kind = 0; kind < kinds; ++kind)
    series_[kind].add(at, in_second_[kind] / static_cast<double>(samples_in_second_));
  series_[kinds].add(at, in_second_[1] / static_cast<double>(samples_in_second_));
  in_second_ = {};
  samples_in_second_ = 0;
}

void WaitSamples::take_idle(const pg::Admin::Rows& rows, TimePoint at) {
  for (const auto& row : rows) {
    IdleKey key{shown_statement(field(row, 2).value_or("")), shown_text(field(row, 1))};
    if (idle_.size() == pairs_max && !idle_.contains(key)) continue;
    Stretch& stretch = idle_[std::move(key)];
    extend(stretch, at, to_number(field(row, 3)).value_or(0), shown_text(field(row, 0)), "");
    stretch.locks = std::max(stretch.locks, to_number(field(row, 4)).value_or(0));
  }
}

void WaitSamples::write(Observed& observed, TimePoint t0) const {
  for (const SeriesRecorder& one : series_) observed.series.push_back(one.series(t0));
  observed.tables.push_back(waits_table());
  observed.tables.push_back(blocked_table(t0));
  observed.tables.push_back(idle_table(t0));
  if (unlisted_ > 0)
    observed.notes.push_back("more pairs of sessions blocked each other than are listed: " + std::to_string(unlisted_) +
                             " samples are left out");
}

ObservedTable WaitSamples::waits_table() const {
  ObservedTable table{
      "waits", {{"type", ""}, {"event", ""}, {"samples", ""}, {"share", "share"}, {"sessions", ""}}, {}};
  double all = 0;
  for (const auto& [event, sessions] : by_event_) all += sessions;
  std::vector<std::pair<std::pair<std::string, std::string>, double>> sorted(by_event_.begin(), by_event_.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [event, sessions] : sorted) {
    table.rows.push_back({event.first.empty() ? std::string("CPU") : event.first, event.second, sessions,
                          sessions / all, sessions / static_cast<double>(samples_)});
  }
  return table;
}

ObservedTable WaitSamples::blocked_table(TimePoint t0) const {
  ObservedTable table{"blocked",
                      {{"waiting", ""},
                       {"waiting_pid", ""},
                       {"holder", ""},
                       {"holder_pid", ""},
                       {"holder_state", ""},
                       {"lock", ""},
                       {"relation", ""},
                       {"samples", ""},
                       {"longest_ms", "ms"},
                       {"first_s", "s"},
                       {"last_s", "s"}},
                      {}};
  for (const auto* one : by_samples(blocked_)) {
    const auto& [waiting, holder, state, lock, relation] = one->first;
    const Stretch& seen = one->second;
    table.rows.push_back({waiting, seen.pid, holder, seen.other_pid, state, lock, relation,
                          static_cast<double>(seen.samples), seen.longest_ms, seconds_of(seen.first, t0),
                          seconds_of(seen.last, t0)});
  }
  return table;
}

ObservedTable WaitSamples::idle_table(TimePoint t0) const {
  ObservedTable table{"idle_in_transaction",
                      {{"statement", ""},
                       {"application", ""},
                       {"pid", ""},
                       {"locks", ""},
                       {"samples", ""},
                       {"longest_ms", "ms"},
                       {"first_s", "s"},
                       {"last_s", "s"}},
                      {}};
  for (const auto* one : by_samples(idle_)) {
    const Stretch& seen = one->second;
    table.rows.push_back({std::get<0>(one->first), std::get<1>(one->first), seen.pid, seen.locks,
                          static_cast<double>(seen.samples), seen.longest_ms, seconds_of(seen.first, t0),
                          seconds_of(seen.last, t0)});
  }
  return table;
}

}  // namespace loadtest
