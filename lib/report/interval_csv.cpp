#include <fmt/format.h>

#include <optional>

#include "report/file_formats.h"
#include "report/shown.h"

namespace loadtest {
namespace {

/// A field of text. A spreadsheet takes what begins with one of these for a formula, so it gets an apostrophe before
/// it.
std::string field(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

/// The same digits as in the result file; nothing where nothing was recorded.
std::string time_field(const SparseHistogram& histogram, Nanos time) {
  return histogram.count() == 0 ? std::string() : fmt::format("{}", to_millis(time));
}

void add_row(std::string& out, const std::string& names, const Interval& interval, const IntervalOperation& one) {
  const double length = to_seconds(interval.length);
  const SparseHistogram& times = one.response;
  out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", to_seconds(interval.from), length, names,
                     interval.users, interval.planned, one.started, one.ok, one.failed, one.dropped,
                     length > 0 ? fmt::format("{}", static_cast<double>(one.ok) / length) : std::string(),
                     time_field(times, times.percentile(0.50)), time_field(times, times.percentile(0.95)),
                     time_field(times, times.percentile(0.99)), time_field(times, times.max()));
}

}  // namespace

std::string interval_csv(const Report& report) {
  std::string out =
      "t_s,length_s,track,operation,users,planned,started,ok,failed,dropped,rate_per_s,p50_ms,p95_ms,p99_ms,max_ms\r\n";
  for (const TrackResult& track : report.result.tracks) {
    const std::string track_field = field(shown_foreign(track.name, report.redactor));
    for (const Interval& interval : track.intervals) {
      for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i)
        add_row(out, track_field + "," + field(shown_foreign(track.operations[i].name, report.redactor)), interval,
                interval.operations[i]);
    }
  }
  return out;
}

}  // namespace loadtest
