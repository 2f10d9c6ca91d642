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
constexpr std::size_t time_width = 8, columns_in_all = count_widths.size() + 6;
constexpr std::size_t kinds_shown = 10;
// A stall that waiting users have hidden raises p95 or p99 by more than this where their omitted sends are put back.
constexpr double hidden_factor = 1.5;

/// The columns of the table that fit beside each other; a narrow terminal gets several such parts.
struct TablePart {
  std::size_t from = 0, to = 0;  // of the counts, then the times
};

std::size_t column_width(std::size_t column) {
  return column < count_widths.size() ? count_widths[column] : time_width;
}

std::size_t part_width(TablePart part) {
  std::size_t width = name_width;
  for (std::size_t column = part.from; column < part.to; ++column) width += column_width(column);
  return width;
}

/// Counts and times each in as few parts of like size as fit.
std::vector<TablePart> table_parts(std::size_t columns) {
  if (const TablePart all{0, columns_in_all}; part_width(all) <= columns) return {all};
  std::vector<TablePart> parts;
  for (const TablePart group : {TablePart{0, count_widths.size()}, TablePart{count_widths.size(), columns_in_all}}) {
    std::size_t size = group.to - group.from;
    while (size > 1 && part_width({group.from, group.from + size}) > columns) size = (size + 1) / 2;
    for (std::size_t from = group.from; from < group.to; from += size)
      parts.push_back({from, std::min(from + size, group.to)});
  }
  return parts;
}

/// Empty where the part has nothing of it.
std::string row(std::string_view name, const std::array<std::string, 4>& counts,
                const std::array<std::string, 6>& times, TablePart part) {
  const auto cell = [&](std::size_t column) -> const std::string& {
    return column < counts.size() ? counts[column] : times[column - counts.size()];
  };
  std::string line;
  // A long name gets a line of its own rather than being cut: it may be all that tells two operations apart.
  if (width_of(name) >= name_width) {
    line.append(name).append("\n");
    name = {};
  }
  // The count may use what the name leaves: a night's run has more digits than a minute's.
  line.append(name).append(pad_left(cell(part.from), name_width + column_width(part.from) - width_of(name)));
  bool empty = cell(part.from).empty();
  for (std::size_t i = part.from + 1; i < part.to; ++i) {
    line += pad_left(cell(i), column_width(i));
    empty = empty && cell(i).empty();
  }
  if (empty) return {};
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
std::string rhythm_row(const std::optional<Histogram>& rhythm, const Histogram& response, TablePart part) {
  if (!rhythm) return {};
  const auto hidden = [&](double p) {
    return to_millis(rhythm->percentile(p)) > hidden_factor * to_millis(response.percentile(p));
  };
  if (!hidden(0.95) && !hidden(0.99)) return {};
  return row("    in rhythm", {"+" + show_count(rhythm->count() - response.count()), "omitted", "", ""},
             times_of(*rhythm), part);
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

namespace {

std::string table_part(const TrackResult& track, MeasuredTime time, const Redactor& redactor, const TableStyle& style,
                       TablePart part) {
  const Paint& paint = style.paint;
  const bool last = part.to == columns_in_all;
  std::string table =
      paint.dim(row("", {"ok", "failed", "delivered", "rate"}, {"min", "mean", "p50", "p95", "p99", "max"}, part));
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
                 times_of(stats.response), part);
    if (track.operations[i].weight > 0 || differs(stats.response, stats.service))
      table += paint.dim(row("    service", {}, times_of(stats.service), part));
    table += paint.dim(rhythm_row(in_rhythm(track, track.operations[i], stats.response), stats.response, part));
    if (last && !style.verbose) table += paint.dim(steps_of(track, track.operations[i].name, redactor));
    if (last && style.verbose) table += paint.dim(details(stats));
  }
  return table;
}

}  // namespace

std::string operation_table(const TrackResult& track, MeasuredTime time, const Redactor& redactor,
                            const TableStyle& style) {
  std::string table;
  for (const TablePart part : table_parts(style.columns)) table += table_part(track, time, redactor, style, part);
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
    const std::size_t indent = std::min(width_of(head), style.columns * 3 / 5);
    const std::vector<std::string> lines = wrap(one.kind, style.columns - indent);
    for (std::size_t n = 0; n < lines.size(); ++n)
      table += (n == 0 ? head : std::string(indent, ' ')) + lines[n] + "\n";
  }
  std::uint64_t rest = 0;
  for (std::size_t i = shown; i < rows.size(); ++i) rest += rows[i].count;
  if (rest > 0) table += fmt::format("  {}  of {} more kinds\n", pad_left(show_count(rest), 9), rows.size() - shown);
  return table;
}

}  // namespace loadtest
