#include "findings/stalls_seen.h"

#include <algorithm>

#include "findings/track_figures.h"

namespace loadtest {

namespace {

constexpr double much_longer = 5;
constexpr double noticed_ms = 250;  // what is shorter, a second's greatest response time does not tell from chance
constexpr double one_event_s = 0.3;

double median_of_all(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool timed_out(std::string_view kind) { return kind == "reply timeout" || kind == "stream cut" || kind == "57014"; }

}  // namespace

double StallsSeen::length() const {
  double sum = 0;
  for (const Happening& one : all) sum += one.length;
  return sum;
}

double StallsSeen::median() const {
  std::vector<double> lengths;
  for (const Happening& one : all) lengths.push_back(one.length);
  return median_of_all(std::move(lengths));
}

StallsSeen noted_stalls(const Report& report, const TrackResult& track) {
  StallsSeen seen;
  const Observed* const notes = notes_of(report, track);
  const ObservedTable* const table = notes == nullptr ? nullptr : notes->find_table("stand_stills");
  if (table == nullptr) return seen;
  const double usual_s = to_seconds(started_totals(track).service.percentile(0.5));
  std::vector<double> answers;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const auto number = [&](const char* name) { return table->number(row, name).value_or(0); };
    const double length = number("length_s");
    if (number("apart_s") < length / 2 && length < much_longer * usual_s) continue;
    answers.push_back(number("answers"));
    seen.connects += number("connects");
    // Two in a breath are one that somebody got through.
    if (!seen.all.empty() && number("at_s") - seen.all.back().at - seen.all.back().length < one_event_s) {
      seen.all.back().length = number("at_s") + length - seen.all.back().at;
    } else {
      seen.all.push_back({number("at_s"), length});
    }
  }
  seen.answers = median_of_all(std::move(answers));
  return seen;
}

StallsSeen interval_stalls(const TrackResult& track) {
  struct Second {
    double at, length, worst_ms = 0;
    std::uint64_t timeouts = 0;
  };
  std::vector<Second> seconds;
  std::vector<double> worst;
  for (const Interval& interval : track.intervals) {
    Second second{to_seconds(interval.from), to_seconds(interval.length)};
    for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i) {
      if (track.operations[i].weight <= 0 || track.operations[i].sum) continue;
      const IntervalOperation& one = interval.operations[i];
      second.worst_ms = std::max(second.worst_ms, to_millis(one.response.max()));
      second.timeouts += count_kinds(one.errors, timed_out);
    }
    seconds.push_back(second);
    worst.push_back(second.worst_ms);
  }
  StallsSeen seen;
  if (seconds.empty()) return seen;
  const double usual_ms = to_millis(started_totals(track).response.percentile(0.5));
  const double from_ms = std::max({noticed_ms, much_longer * usual_ms, 3 * median_of_all(worst)});
  seen.sure_to = seconds.front().length / 2;
  double last_end = -1e9;
  for (const Second& second : seconds) {
    if (second.worst_ms < from_ms && second.timeouts == 0) continue;
    const double length = second.worst_ms / 1e3;
    if (second.at - last_end < second.length / 2 && !seen.all.empty()) {
      seen.all.back().length = std::max(seen.all.back().length, length);
    } else {
      // Told when it was over.
      seen.all.push_back({second.at + second.length / 2 - length, length});
    }
    last_end = second.at + second.length;
  }
  return seen;
}

std::optional<Beat> stall_rhythm(const Report& report, const TrackResult& track, StallsSeen& seen) {
  seen = noted_stalls(report, track);
  if (auto beat = find_beat(seen.all, seen.sure_to)) return beat;
  seen = interval_stalls(track);
  return find_beat(seen.all, seen.sure_to);
}

}  // namespace loadtest
