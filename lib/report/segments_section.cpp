#include "report/segments_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/segment.h"
#include "core/units.h"
#include "report/layout.h"

namespace loadtest {

void write_segments(Page& page, const Report& report) {
  if (report.segments.empty()) return;
  page.heading("SEGMENTS");
  std::size_t name_width = 0, host_width = 0;
  Instant first = Instant::max();
  for (const SegmentOrigin& one : report.segments) {
    name_width = std::max(name_width, segment_name(one.segment).size());
    host_width = std::max(host_width, width_of(page.clean(one.host)));
    first = std::min(first, one.started_at);
  }
  for (const SegmentOrigin& one : report.segments) {
    const Mark mark = mark_of(one.trustworthy ? CriterionStatus::pass : CriterionStatus::fail);
    const std::string head =
        fmt::format("  {} {}  {}  ", mark.shown(page.paint()), pad_left(segment_name(one.segment), name_width),
                    pad_right(page.clean(one.host), host_width));
    std::string text = fmt::format("began {}, {} after the first · lag p99 {} · {:.0f} MiB",
                                   format_instant(one.started_at), show_millis(to_millis(one.started_at - first)),
                                   show_millis(one.lag_p99_ms), static_cast<double>(one.peak_rss_bytes) / (1 << 20));
    if (!one.trustworthy) text += " · not trustworthy";
    if (one.stop_reason != StopReason::completed)
      text += fmt::format(" · ended early, after {:.1f} s", to_seconds(one.measured));
    page.hang(head, 8 + name_width + host_width, page.clean(text), true);
  }
}

}  // namespace loadtest
