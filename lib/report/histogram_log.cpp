#include <fmt/format.h>

#include "core/text.h"
#include "report/file_formats.h"
#include "report/shown.h"
#include "report/unix_seconds.h"
#include "stats/hdr_encoding.h"

namespace loadtest {
namespace {

/// Commas, blanks and line ends would end a tag; what differs stays different.
std::string tag_of(const TrackResult& track, const OperationSpec& operation, const Redactor& redactor) {
  return percent_encode(shown_foreign(track.name, redactor)) + "." +
         percent_encode(shown_foreign(operation.name, redactor));
}

}  // namespace

std::string histogram_log(const Report& report) {
  const double start = to_unix_seconds(report.result.started_at);
  std::string out = fmt::format(
      "#[response times in ns, by loadtest {}; tags are TRACK.OPERATION]\n"
      "#[Histogram log format version 1.3]\n"
      "#[StartTime: {:.3f} (seconds since epoch), {}]\n"
      "#[BaseTime: {:.3f} (seconds since epoch)]\n"
      "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
      report.tool_version, start, format_instant(report.result.started_at), start);
  for (const TrackResult& track : report.result.tracks) {
    for (const Interval& interval : track.intervals) {
      for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i) {
        const SparseHistogram& times = interval.operations[i].response;
        if (times.count() == 0) continue;
        out += fmt::format("Tag={},{:.3f},{:.3f},{:.3f},{}\n", tag_of(track, track.operations[i], report.redactor),
                           to_seconds(interval.from), to_seconds(interval.length), to_millis(times.max()),
                           encode_hdr(times.dense()));
      }
    }
  }
  return out;
}

}  // namespace loadtest
