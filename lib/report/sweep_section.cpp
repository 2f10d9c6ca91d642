#include "report/sweep_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "judge/sweep_words.h"
#include "judge/wording.h"
#include "report/layout.h"
#include "report/result_words.h"

namespace loadtest {
namespace {

constexpr std::size_t cell_width = 10, bar_width = 16, least_reason_width = 24;

class SweepSection {
 public:
  SweepSection(Page& page, const SweepOutcome& sweep) : page_(page), sweep_(sweep) {}

  void write() {
    sweep_.matrix() ? write_matrix() : write_curve();
    for (const std::string& note : sweep_.notes) page_.line(page_.clean(note));
    if (sweep_.shown && !sweep_.runs.empty())
      page_.line(fmt::format("what follows is of the run with {}",
                             page_.clean(show_point(sweep_, sweep_.runs[*sweep_.shown].at))),
                 true);
  }

 private:
  std::string mark_of_run(const SweepRun& run) const {
    return mark_of(criterion_status(run.standing)).shown(page_.paint());
  }

  static std::string time(const std::optional<double>& ms) { return ms ? show_millis(*ms) : "–"; }

  void write_curve() {
    const SweptAxis& axis = sweep_.axes.front();
    page_.heading("SWEEP", fmt::format("{} of {}, {} each", page_.clean(axis.key), page_.clean(axis.track),
                                       format_duration(sweep_.run_duration)));
    bool pooled = false;
    double most = 0;
    for (const SweepRun& run : sweep_.runs) {
      pooled = pooled || run.find(axis.track)->acquire_p95_ms.has_value();
      most = std::max(most, run.find(axis.track)->rate_per_s);
    }
    const std::size_t name_width = std::max(cell_width, width_of(axis.key) + 1);
    std::string head = pad_left(axis.key, name_width + 4);
    for (const std::string_view title : {"ok", "p50", "p95"}) head += pad_left(title, cell_width);
    if (pooled) head += pad_left("acquire p95", cell_width + 3);
    page_.put(page_.paint().dim(head + pad_left("success", cell_width)) + "\n");
    for (const SweepRun& run : sweep_.runs) {
      const SweptTrack& track = *run.find(axis.track);
      std::string row = pad_left(show_setting(axis, run.at.front()), name_width);
      row += pad_left(show_value(track.rate_per_s, "1/s"), cell_width);
      row += pad_left(time(track.p50_ms), cell_width) + pad_left(time(track.p95_ms), cell_width);
      if (pooled) row += pad_left(time(track.acquire_p95_ms), cell_width + 3);
      row += pad_left(show_share(track.success_share), cell_width);
      const std::size_t width = 4 + width_of(row) + 2 + bar_width + 2;
      const std::string words = words_on(run);
      const std::string shown_bar = bar(track.rate_per_s, most);
      page_.hang(fmt::format("  {} {}  {}", mark_of_run(run), row,
                             words.empty() ? shown_bar : pad_right(shown_bar, bar_width + 2)),
                 width, words);
      const bool room = width + least_reason_width <= page_.columns();
      if (!run.reason.empty()) page_.hang(std::string(room ? width : 6, ' '), room ? width : 6, reason_of(run), true);
    }
  }

  static std::string bar(double value, double most) {
    const auto length = static_cast<std::size_t>(most > 0 ? value / most * bar_width + 0.5 : 0);
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += "━";
    return text;
  }

  std::string words_on(const SweepRun& run) const {
    if (sweep_.recommended == run.at.front()) return "recommended";
    return sweep_.knee == run.at.front() ? "knee" : "";
  }

  std::string reason_of(const SweepRun& run) const {
    const bool spoiled = run.standing == LevelStanding::spoiled;
    return page_.clean((spoiled ? "says nothing, the generator was not trustworthy: " : "") + run.reason);
  }

  void write_matrix() {
    const SweptAxis &rows = sweep_.axes[0], &columns = sweep_.axes[1];
    page_.heading("MATRIX",
                  fmt::format("p95 of {} by {} and {}, {} each", page_.clean(rows.track), page_.clean(rows.key),
                              page_.clean(columns.key), format_duration(sweep_.run_duration)));
    const std::size_t name_width = std::max(cell_width, width_of(rows.key) + 2);
    // As many columns of the table as there is room for, then the others below.
    const std::size_t room = page_.columns() > name_width ? (page_.columns() - name_width) / (cell_width + 2) : 1;
    const std::size_t at_once = std::max<std::size_t>(1, room);
    for (std::size_t from = 0; from < columns.values.size(); from += at_once)
      write_columns(from, std::min(columns.values.size(), from + at_once), name_width);
  }

  void write_columns(std::size_t from, std::size_t to, std::size_t name_width) {
    const SweptAxis &rows = sweep_.axes[0], &columns = sweep_.axes[1];
    std::string head = pad_left(columns.key, name_width);
    for (std::size_t i = from; i < to; ++i) head += pad_left(show_setting(columns, columns.values[i]), cell_width + 2);
    page_.put(page_.paint().dim(head) + "\n");
    page_.put(page_.paint().dim(pad_left(rows.key, name_width)) + "\n");
    for (const double row : rows.values) {
      std::string line = pad_left(show_setting(rows, row), name_width);
      for (std::size_t i = from; i < to; ++i) {
        const double at[] = {row, columns.values[i]};
        const SweepRun* run = find_run(sweep_, at);
        const SweptTrack* track = run == nullptr ? nullptr : run->find(rows.track);
        line += pad_left(track == nullptr ? "" : time(track->p95_ms), cell_width) + " ";
        line += run == nullptr ? " " : mark_of_run(*run);
      }
      page_.put(line + "\n");
    }
  }

  Page& page_;
  const SweepOutcome& sweep_;
};

}  // namespace

void write_sweep_section(Page& page, const Report& report) {
  if (report.sweep) SweepSection(page, *report.sweep).write();
}

}  // namespace loadtest
