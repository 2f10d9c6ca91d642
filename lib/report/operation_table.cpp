#include "report/operation_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/units.h"
#include "judge/wording.h"
#include "report/error_rows.h"
#include "report/layout.h"
#include "report/shown.h"
#include "stats/rhythm.h"

namespace loadtest {
namespace {

// 99 columns: indent and name, four counts, six times.
constexpr std::size_t name_width = 14;
constexpr std::array<std::size_t, 4> count_widths{9, 8, 10, 10};
constexpr std::size_t time_width = 8;
constexpr std::size_t kinds_shown = 10;
// A stall that waiting users have hidden raises p95 or p99 by more than this where their omitted sends are put back.
constexpr double hidden_factor = 1.5;

std::string row(std::string_view name, const std::array<std::string, 4>& counts,
                const std::array<std::string, 6>& times) {
  std::string line;
  // A long name gets a line of its own rather than being cut: it may be all that tells two operations apart.
  if (width_of(name) >= name_width) {
    line.append(name).append("\n");
    name = {};
  }
  // The count may use what the name leaves: a night's run has more digits than a minute's.
  line.append(name).append(pad_left(counts[0], name_width + count_widths[0] - width_of(name)));
  for (std::size_t i = 1; i < counts.size(); ++i) line += pad_left(counts[i], count_widths[i]);
  for (const std::string& time : times) line += pad_left(time, time_width);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::array<std::string, 6> times_of(const Histogram& histogram) {
  if (histogram.count() == 0) return {"–", "–", "–", "–", "–", "–"};
  return {show_millis(to_millis(histogram.min())),
          show_millis(histogram.mean_ns() / 1e6),
          show_millis(to_millis(histogram.percentile(0.50))),
          show_millis(to_millis(histogram.percentile(0.95))),
          show_millis(to_millis(histogram.percentile(0.99))),
          show_millis(to_millis(histogram.max()))};
}

/// What is measured beside mostly begins when it is due: then one line tells all.
bool differs(const Histogram& a, const Histogram& b) { return a.count() != b.count() || a.sum_ns() != b.sum_ns(); }

/// "+1,234 omitted" and the times with these, where the times without them hide a stall.
std::string rhythm_row(const std::optional<Histogram>& rhythm, const Histogram& response) {
  if (!rhythm) return {};
  const auto hidden = [&](double p) {
    return to_millis(rhythm->percentile(p)) > hidden_factor * to_millis(response.percentile(p));
  };
  if (!hidden(0.95) && !hidden(0.99)) return {};
  return row("    in rhythm", {"+" + show_count(rhythm->count() - response.count()), "omitted", "", ""},
             times_of(*rhythm));
}

/// "steps: tcp 0.05 ms · upgrade 0.4 ms": the medians of an operation's parts.
std::string steps_of(const TrackResult& track, const std::string& name, const Redactor& redactor) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
    const Histogram& times = track.total[i].response;
    if (track.operations[i].part_of != name || times.count() == 0) continue;
    steps.push_back(fmt::format("{} {}", shown_foreign(track.operations[i].name, redactor),
                                show_millis(to_millis(times.percentile(0.50)))));
  }
  return steps.empty() ? "" : fmt::format("    p50 of its steps: {}\n", fmt::join(steps, " · "));
}

std::string details(const OperationStats& stats) {
  const Histogram& response = stats.response;
  std::string text;
  if (response.count() > 0)
    text += fmt::format("    p90 {} · p99.9 {} · standard deviation {}\n",
                        show_millis(to_millis(response.percentile(0.90))),
                        show_millis(to_millis(response.percentile(0.999))), show_millis(response.stddev_ns() / 1e6));
  if (stats.failed.count() > 0)
    text += fmt::format(
        "    failed after: p50 {} · p95 {} · max {}\n", show_millis(to_millis(stats.failed.percentile(0.50))),
        show_millis(to_millis(stats.failed.percentile(0.95))), show_millis(to_millis(stats.failed.max())));
  return text;
}

}  // namespace

bool is_shown(const OperationSpec& spec, const Tally& tally) {
  return spec.weight > 0 || tally.started + tally.ok + tally.failed + tally.cancelled + tally.dropped > 0;
}

std::string operation_table(const TrackResult& track, MeasuredTime time, const Redactor& redactor,
                            const TableStyle& style) {
  const Paint& paint = style.paint;
  std::string table =
      paint.dim(row("", {"ok", "failed", "delivered", "rate"}, {"min", "mean", "p50", "p95", "p99", "max"}));
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
    const OperationStats& stats = track.total[i];
    const Tally& tally = stats.tally;
    if (!is_shown(track.operations[i], tally)) continue;
    if (!track.operations[i].part_of.empty() && !style.verbose) continue;
    const bool asked = tally.ok + tally.failed + tally.dropped > 0;
    const Nanos measured = track.operations[i].warm_up_counts ? time.always : time.shown;
    const double rate = measured > Nanos(0) ? static_cast<double>(tally.ok) / to_seconds(measured) : 0;
    table += row("  " + shown_foreign(track.operations[i].name, redactor),
                 {show_count(tally.ok), show_count(tally.failed + tally.dropped),
                  asked ? show_share(tally.success_share()) : "–", show_value(rate, "1/s")},
                 times_of(stats.response));
    if (track.operations[i].weight > 0 || differs(stats.response, stats.service))
      table += paint.dim(row("    service", {}, times_of(stats.service)));
    table += paint.dim(rhythm_row(in_rhythm(track, track.operations[i], stats.response), stats.response));
    if (!style.verbose) table += paint.dim(steps_of(track, track.operations[i].name, redactor));
    if (style.verbose) table += paint.dim(details(stats));
  }
  return table;
}

std::string error_table(const TrackResult& track, const Redactor& redactor, const TableStyle& style) {
  const std::vector<ErrorRow> rows = error_rows(track, redactor);
  const std::size_t shown = style.verbose ? rows.size() : std::min(rows.size(), kinds_shown);
  std::size_t operation_width = 0;
  for (std::size_t i = 0; i < shown; ++i) operation_width = std::max(operation_width, width_of(rows[i].operation));
  std::string table;
  for (std::size_t i = 0; i < shown; ++i) {
    const ErrorRow& one = rows[i];
    const std::string share =
        one.asked == 0 ? std::string() : show_share(static_cast<double>(one.count) / static_cast<double>(one.asked));
    const std::string head = fmt::format("  {}  {}  {}  ", pad_left(show_count(one.count), 9), pad_left(share, 9),
                                         pad_right(one.operation, operation_width));
    const std::vector<std::string> lines = wrap(one.kind, 100 - std::min<std::size_t>(width_of(head), 60));
    for (std::size_t n = 0; n < lines.size(); ++n)
      table += (n == 0 ? head : std::string(width_of(head), ' ')) + lines[n] + "\n";
  }
  std::uint64_t rest = 0;
  for (std::size_t i = shown; i < rows.size(); ++i) rest += rows[i].count;
  if (rest > 0) table += fmt::format("  {}  of {} more kinds\n", pad_left(show_count(rest), 9), rows.size() - shown);
  return table;
}

}  // namespace loadtest
