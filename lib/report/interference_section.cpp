#include "report/interference_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/units.h"
#include "judge/wording.h"
#include "report/interference_words.h"
#include "report/layout.h"
#include "report/phase_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

/// A track whose last start lies so far before the end was out of starts for longer than chance would have it.
constexpr Nanos quiet_min = std::chrono::seconds(2);

using Row = std::array<std::string, 6>;

/// Whether a count of starts, rather than the end of the run, was what ended this track's.
bool starts_used_up(const TrackResult& track, const std::optional<std::uint64_t>& starts_max) {
  if (!starts_max || track.ran_out_of_users) return false;
  std::uint64_t starts = 0;
  for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i)
    if (track.operations[i].weight > 0) starts += track.total[i].tally.started + track.total[i].tally.dropped;
  return starts >= *starts_max;
}

bool has_starts(const TrackResult& track, const Interval& interval) {
  for (std::size_t i = 0; i < track.operations.size() && i < interval.operations.size(); ++i)
    if (track.operations[i].weight > 0 && interval.operations[i].started > 0) return true;
  return false;
}

/// For how long of a phase a track made starts, as far as whole intervals tell; nullopt where it did to the end.
std::optional<Nanos> quiet_after(const TrackResult& track, const PhaseSpan& phase) {
  Nanos last = phase.from, patience = quiet_min;
  for (const Interval& interval : track.intervals) {
    const Nanos end = interval.from + interval.length;
    if (end <= phase.from || interval.from >= phase.to || !has_starts(track, interval)) continue;
    last = std::max(last, end);
    patience = std::max(patience, interval.length);
  }
  if (phase.to - last <= patience) return std::nullopt;
  return last - phase.from;
}

class InterferenceSection {
 public:
  InterferenceSection(Page& page, const Report& report) : page_(page), report_(report), run_(report.result) {}

  void write() {
    page_.heading("INTERFERENCE");
    for (const Interference& one : report_.interference)
      if (has_sentence(one)) page_.line(page_.clean(interference_sentence(named(one), run_)));
    write_table();
    write_lag();
    if (page_.verbose()) write_settling();
    for (std::size_t i = 0; i < run_.tracks.size(); ++i) write_remarks(i);
  }

 private:
  /// Of a track with a sum, that alone.
  bool has_sentence(const Interference& one) const {
    const auto& operations = run_.tracks[one.track].operations;
    return operations[one.index].sum ||
           std::none_of(operations.begin(), operations.end(), [](const OperationSpec& other) { return other.sum; });
  }

  Interference named(Interference one) const {
    one.operation = shown_foreign(one.operation, page_.redactor());
    return one;
  }

  Row row_of(const Interference& one) const {
    const auto p95 = [](const Interference::Side& side) { return side.p95_ms ? show_millis(*side.p95_ms) : "–"; };
    return {"  " + shown_foreign(one.operation, page_.redactor()),
            p95(one.alone),
            p95(one.together),
            one.ratio ? show_value(*one.ratio, "ratio") : "–",
            show_count(one.alone.count),
            show_count(one.together.count)};
  }

  void write_table() {
    std::vector<Row> rows{{"", "p95 alone", "p95 together", "ratio", "count alone", "count together"}};
    for (const Interference& one : report_.interference)
      if (page_.verbose() || has_sentence(one)) rows.push_back(row_of(one));
    Row::size_type column = 0;
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (std::size_t& width : widths) {
      for (const Row& row : rows) width = std::max(width, width_of(row[column]));
      ++column;
    }
    std::size_t in_all = 2 * (widths.size() - 1);
    for (const std::size_t width : widths) in_all += width;
    if (in_all > page_.columns()) return write_list(rows);
    for (const Row& row : rows) {
      std::string line = pad_right(row[0], widths[0]);
      for (column = 1; column < row.size(); ++column) line += "  " + pad_left(row[column], widths[column]);
      page_.put(page_.paint().dim(line) + "\n");
    }
  }

  /// The table's cells where there is no room for it.
  void write_list(const std::vector<Row>& rows) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      page_.line(rows[i][0].substr(2), true);
      for (std::size_t column = 1; column < rows[0].size(); ++column)
        page_.put(page_.paint().dim(fmt::format("    {} {}", rows[0][column], rows[i][column])) + "\n");
    }
  }

  /// "generator lag p99: 100 µs with ws alone, 200 µs together": that it was not the generator.
  void write_lag() {
    std::vector<std::string> said;
    std::size_t told = run_.tracks.size();
    bool compared = false, spoils = false;
    for (const Interference& one : report_.interference) {
      compared = compared || one.ratio;
      for (const Interference::Side* side : {&one.alone, &one.together})
        spoils = spoils || (one.ratio && side->lag_p99_ms && lag_spoils(*side->lag_p99_ms, *side->p95_ms));
      if (std::exchange(told, one.track) == one.track) continue;
      if (one.alone.lag_p99_ms)
        said.push_back(fmt::format("{} with {} alone", show_millis(*one.alone.lag_p99_ms),
                                   page_.clean(run_.tracks[one.track].name)));
    }
    if (const auto lag = report_.interference.front().together.lag_p99_ms)
      said.push_back(show_millis(*lag) + " together");
    if (!compared || said.empty()) return;
    const std::string text = fmt::format("generator lag p99: {}", fmt::join(said, ", "));
    if (spoils)
      page_.remark(CriterionStatus::warn, text + ": too much beside a p95, so the generator had a part in it");
    else
      page_.line(text, true);
  }

  void write_settling() {
    std::vector<std::string> said;
    for (const PhaseSpan& phase : run_.phases)
      said.push_back(fmt::format("{} of \"{}\"", seconds_of(std::min(phase.settle, phase.to - phase.from)),
                                 page_.clean(phase.name)));
    page_.line(fmt::format("left out as settling time: the first {}", fmt::join(said, ", ")), true);
  }

  /// What makes the comparison worth less.
  void write_remarks(std::size_t index) {
    const TrackResult& track = run_.tracks[index];
    const std::string name = page_.clean(track.name);
    if (track.stragglers > 0)
      page_.remark(
          CriterionStatus::warn,
          fmt::format("{} {} of {} {} still open while others were being compared: these did not run quite alone",
                      show_count(track.stragglers), track.stragglers == 1 ? "operation" : "operations", name,
                      track.stragglers == 1 ? "was" : "were"));
    const PhaseSpan* phase = shown_phase(run_);
    if (!phase || run_.cut_short() || index >= report_.scenario.size()) return;
    if (!starts_used_up(track, report_.scenario[index].starts_max)) return;
    if (const auto after = quiet_after(track, *phase))
      page_.remark(CriterionStatus::warn,
                   fmt::format("{} had made all its starts after {} of the {} in which {} ran: nothing of it "
                               "disturbed the others in the rest",
                               name, seconds_of(*after), seconds_of(phase->to - phase->from), all_of(run_)));
  }

  Page& page_;
  const Report& report_;
  const RunResult& run_;
};

}  // namespace

void write_interference(Page& page, const Report& report) {
  if (!report.interference.empty()) InterferenceSection(page, report).write();
}

}  // namespace loadtest
