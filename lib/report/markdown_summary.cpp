#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/units.h"
#include "judge/wording.h"
#include "report/coincidence_words.h"
#include "report/comparison_markdown.h"
#include "report/error_rows.h"
#include "report/file_formats.h"
#include "report/findings_section.h"
#include "report/headline.h"
#include "report/interference_words.h"
#include "report/markdown_page.h"
#include "report/operation_table.h"
#include "report/phase_words.h"
#include "report/shown.h"
#include "report/sweep_markdown.h"

namespace loadtest {
namespace {

constexpr std::size_t kinds_shown_max = 10;

std::string_view emoji_of(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::pass:
      return "✅";
    case CriterionStatus::warn:
      return "⚠️";
    case CriterionStatus::fail:
      return "❌";
    case CriterionStatus::no_data:
      return "❔";
    case CriterionStatus::not_tried:
      break;
  }
  return "➖";
}

std::string or_dash(const Histogram& times, Nanos time) {
  return times.count() == 0 ? "–" : show_millis(to_millis(time));
}

/// Writes the summary section by section, what matters most first: what does not fit is at its end.
class MarkdownSummary {
 public:
  explicit MarkdownSummary(const Report& report)
      : report_(report), part_(shown_part(report.result)), page_(markdown_bytes_max) {}

  std::string write() {
    write_verdict();
    write_findings();
    write_search();
    write_sweep(page_, report_);
    write_criteria();
    write_comparison(page_, report_);
    write_interference();
    write_coincidences();
    for (const TrackResult& track : part_.tracks) write_operations(track);
    for (const TrackResult& track : part_.tracks) write_failures(track);
    write_generator();
    write_warnings();
    write_run();
    return page_.take();
  }

 private:
  /// Secrets first, then what is foreign in it; long, since a cut reason explains nothing.
  std::string words(const std::string& text) const { return markdown_words(report_.redactor.redact(text)); }
  std::string code(const std::string& text) const { return markdown_code(report_.redactor.redact(text)); }
  std::string operation(const std::string& name) const { return markdown_words(shown_foreign(name, report_.redactor)); }
  std::string of_track(const TrackResult& track) const {
    return part_.tracks.size() > 1 ? " of " + words(track.name) : std::string();
  }

  void write_verdict() {
    const auto [standing, headline] = headline_of(report_);
    page_.line(fmt::format("## {} loadtest {}: {}\n", emoji_of(standing), words(report_.name), headline));
    for (const std::string& reason : reasons_of(report_)) page_.line("- " + words(reason));
  }

  void write_findings() {
    if (report_.findings.empty()) return;
    page_.line("\n### Findings\n");
    for (const Finding& one : report_.findings) {
      page_.line(fmt::format("- {} **{}** ({})", emoji_of(standing_of(one.severity)), words(one.title), code(one.id)));
      for (const std::string& line : one.evidence) page_.line("  - " + words(line));
      for (const std::string& line : one.advice) page_.line("  - → " + words(line));
    }
    page_.line();
  }

  void write_search() {
    if (!report_.search) return;
    const SearchOutcome& search = *report_.search;
    page_.table_head({"level", "", "ok", "p95", "success", "why"}, 2, 5);
    for (const LevelTry& one : search.levels) {
      constexpr std::string_view standings[] = {"held", "broke", "says nothing"};
      page_.table_row({show_level(one.level, search.what),
                       std::string(standings[static_cast<std::size_t>(one.standing)]),
                       show_value(one.rate_per_s, "1/s"), one.p95_ms ? show_millis(*one.p95_ms) : "–",
                       show_share(one.success_share), words(one.reason)});
    }
  }

  void write_criteria() {
    const auto& criteria = report_.verdict.criteria;
    if (criteria.empty()) return;
    page_.table_head({"", "criterion", "seen", "wanted", ""}, 2, 3);
    for (const CriterionResult& one : criteria) {
      const bool nothing = !one.observed && one.status == CriterionStatus::not_tried;
      const std::string seen = one.observed ? show_value(*one.observed, one.unit) : nothing ? "–" : "no data";
      page_.table_row(
          {std::string(emoji_of(one.status)), words(one.name), seen, code(one.expression), words(one.note)});
    }
    if (const std::string judged = judged_words(report_.result); !judged.empty()) page_.line("\n" + words(judged));
  }

  void write_interference() {
    if (report_.interference.empty()) return;
    page_.line("\n### Interference\n");
    for (Interference one : report_.interference) {
      const auto& operations = report_.result.tracks[one.track].operations;
      const bool has_sum =
          std::any_of(operations.begin(), operations.end(), [](const auto& other) { return other.sum; });
      if (has_sum && !operations[one.index].sum) continue;
      one.operation = shown_foreign(one.operation, report_.redactor);
      page_.line("- " + words(interference_sentence(one, report_.result)));
    }
  }

  void write_coincidences() {
    const auto& all = report_.coincidences;
    if (all.empty()) return;
    page_.line("\n### Coincidences\n");
    for (std::size_t i = 0; i < std::min(all.size(), coincidences_shown); ++i)
      page_.line("- " + words(coincidence_sentence(all[i])));
    page_.line("\n" + std::string(coincidence_caution));
  }

  void write_operations(const TrackResult& track) {
    page_.line(fmt::format("\n### Operations{}", of_track(track)));
    page_.table_head({"operation", "ok", "failed", "delivered", "rate", "p50", "p95", "p99", "max"}, 1, 9);
    for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
      const OperationSpec& spec = track.operations[i];
      const OperationStats& stats = track.total[i];
      if (!is_shown(spec, stats.tally) || !spec.part_of.empty()) continue;
      const Tally& tally = stats.tally;
      const bool asked = tally.ok + tally.failed + tally.dropped > 0;
      const Nanos measured = spec.warm_up_counts ? report_.result.measured : part_.measured;
      const double rate = measured > Nanos(0) ? static_cast<double>(tally.ok) / to_seconds(measured) : 0;
      const Histogram& times = stats.response;
      page_.table_row({operation(spec.name), show_count(tally.ok), show_count(tally.failed + tally.dropped),
                       asked ? show_share(tally.success_share()) : "–", show_value(rate, "1/s"),
                       or_dash(times, times.percentile(0.50)), or_dash(times, times.percentile(0.95)),
                       or_dash(times, times.percentile(0.99)), or_dash(times, times.max())});
    }
    const UsersStats& users = track.users;
    page_.line(fmt::format("\n{} users asked for, {} connected at once, {} lost; {:.4g} s measured",
                           show_count(users.asked), show_count(users.peak), show_count(users.lost),
                           to_seconds(part_.measured)));
  }

  void write_failures(const TrackResult& track) {
    const std::vector<ErrorRow> rows = error_rows(track, report_.redactor);
    if (rows.empty()) return;
    page_.line(fmt::format("\n### Failures{}", of_track(track)));
    page_.table_head({"count", "share", "operation", "kind"}, 0, 2);
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ErrorRow& one = rows[i];
      if (i >= kinds_shown_max) {
        rest += one.count;
        continue;
      }
      const double asked = static_cast<double>(one.asked);
      page_.table_row({show_count(one.count), one.asked == 0 ? "–" : show_share(static_cast<double>(one.count) / asked),
                       markdown_words(one.operation), markdown_words(one.kind)});
    }
    if (rest > 0) page_.line(fmt::format("\nand {} of {} more kinds", show_count(rest), rows.size() - kinds_shown_max));
  }

  void write_generator() {
    const Trust& trust = report_.verdict.trust;
    const Health& health = report_.result.health;
    page_.line(fmt::format("\n### Generator\n\n{}", trust.trustworthy ? "trustworthy" : "**not trustworthy**"));
    for (const std::string& reason : trust.reasons) page_.line("- " + words(reason));
    for (const std::string& warning : trust.warnings) page_.line("- " + words(warning));
    page_.line(fmt::format("\nlag p99 {} · read delay p99 {} · busiest thread {} of a core · waited for CPU {}",
                           or_dash(health.lag, health.lag.percentile(0.99)),
                           or_dash(health.delay, health.delay.percentile(0.99)), show_share(health.cpu_share),
                           show_share(health.waited_share)));
  }

  void write_warnings() {
    if (report_.warnings.empty()) return;
    page_.line("\n### Warnings\n");
    for (const std::string& warning : report_.warnings) page_.line("- " + words(warning));
  }

  void write_run() {
    page_.line(fmt::format("\nrun {} of {} · loadtest {} · {}", code(report_.id),
                           format_instant(report_.result.started_at), words(report_.tool_version),
                           code(report_.command)));
  }

  const Report& report_;
  RunResult part_;
  MarkdownPage page_;
};

}  // namespace

std::string markdown_summary(const Report& report) { return MarkdownSummary(report).write(); }

}  // namespace loadtest
