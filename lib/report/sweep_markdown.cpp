#include "report/sweep_markdown.h"

#include "core/units.h"
#include "judge/sweep_words.h"
#include "judge/wording.h"

namespace loadtest {
namespace {

std::string time_or_dash(const std::optional<double>& ms) { return ms ? show_millis(*ms) : "–"; }

std::string_view emoji_of_run(const SweepRun& run) {
  if (run.standing == LevelStanding::held) return "✅";
  return run.standing == LevelStanding::broke ? "❌" : "❔";
}

void write_curve_rows(MarkdownPage& page, const SweepOutcome& sweep, const Redactor& redactor) {
  const SweptAxis& axis = sweep.axes.front();
  const std::string key = markdown_words(redactor.redact(axis.key));
  page.table_head({key, "", "ok", "p50", "p95", "acquire p95", "success", "why"}, 2, 7);
  for (const SweepRun& run : sweep.runs) {
    const SweptTrack& track = *run.find(axis.track);
    std::string setting = show_setting(axis, run.at.front());
    if (sweep.recommended == run.at.front()) setting = "**" + setting + "** recommended";
    page.table_row({setting, std::string(emoji_of_run(run)), show_value(track.rate_per_s, "1/s"),
                    time_or_dash(track.p50_ms), time_or_dash(track.p95_ms), time_or_dash(track.acquire_p95_ms),
                    show_share(track.success_share), markdown_words(redactor.redact(run.reason))});
  }
}

void write_matrix_rows(MarkdownPage& page, const SweepOutcome& sweep, const Redactor& redactor) {
  const SweptAxis &rows = sweep.axes[0], &columns = sweep.axes[1];
  std::vector<std::string> titles{markdown_words(redactor.redact(rows.key + " / " + columns.key))};
  for (const double value : columns.values) titles.push_back(show_setting(columns, value));
  const std::vector<std::string_view> shown(titles.begin(), titles.end());
  page.line("\np95 of " + markdown_words(redactor.redact(rows.track)) + "\n");
  page.table_head(shown, 1, titles.size());
  for (const double row : rows.values) {
    std::vector<std::string> cells{show_setting(rows, row)};
    for (const double column : columns.values) {
      const double at[] = {row, column};
      const SweepRun* run = find_run(sweep, at);
      const SweptTrack* track = run == nullptr ? nullptr : run->find(rows.track);
      cells.push_back(track == nullptr ? "" : time_or_dash(track->p95_ms) + " " + std::string(emoji_of_run(*run)));
    }
    page.table_row(cells);
  }
}

}  // namespace

void write_sweep(MarkdownPage& page, const Report& report) {
  if (!report.sweep) return;
  const SweepOutcome& sweep = *report.sweep;
  page.line("\n### Sweep");
  sweep.matrix() ? write_matrix_rows(page, sweep, report.redactor) : write_curve_rows(page, sweep, report.redactor);
  if (!sweep.notes.empty()) page.line();
  for (const std::string& note : sweep.notes) page.line("- " + markdown_words(report.redactor.redact(note)));
  if (sweep.shown && *sweep.shown < sweep.runs.size())
    page.line("\nAll other figures are of the run with " +
              markdown_words(report.redactor.redact(show_point(sweep, sweep.runs[*sweep.shown].at))));
}

}  // namespace loadtest
