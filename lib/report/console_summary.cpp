#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/units.h"
#include "judge/wording.h"
#include "report/coincidences_section.h"
#include "report/comparison_section.h"
#include "report/findings_section.h"
#include "report/headline.h"
#include "report/interference_section.h"
#include "report/layout.h"
#include "report/page.h"
#include "report/phase_words.h"
#include "report/search_section.h"
#include "report/segments_section.h"
#include "report/sink.h"
#include "report/sweep_section.h"
#include "report/track_section.h"

namespace loadtest {
namespace {

std::string p99_of(const Histogram& histogram) {
  return histogram.count() == 0 ? "–" : show_millis(to_millis(histogram.percentile(0.99)));
}

std::string memory_growth(std::uint64_t bytes) {
  const std::uint64_t mebibytes = bytes >> 20;
  return mebibytes == 0 ? std::string() : fmt::format(", grown by {}", mebibytes);
}

/// Writes the summary section by section.
class Summary {
 public:
  Summary(const Report& report, const ConsoleStyle& style)
      : report_(report),
        style_(style),
        paint_{style.color},
        page_(report.redactor, paint_, style.verbose, style.columns) {}

  std::string write() {
    write_verdict();
    if (!style_.quiet) {
      write_findings_section(page_, report_);
      write_search_section(page_, report_);
      write_sweep_section(page_, report_);
      write_criteria();
      write_comparison_section(page_, report_);
      write_interference(page_, report_);
      write_coincidences(page_, report_);
      const RunResult part = shown_part(report_.result);
      for (std::size_t i = 0; i < part.tracks.size(); ++i) write_track_section(page_, report_.result, part, i);
      write_segments(page_, report_);
      write_generator();
      write_warnings();
    }
    std::string text = report_.redactor.redact(page_.take());
    // Of a single line nobody wants two.
    if (style_.columns < usual_columns && !style_.quiet) text = fit_lines(text, style_.columns);
    return style_.unicode ? text : to_ascii(text);
  }

 private:
  void write_verdict() {
    const Headline headline = headline_of(report_);
    const Mark mark = mark_of(headline.standing);
    const std::string plain = fmt::format("{} {}", mark.sign, headline.words);
    const std::string head = paint_.bold(mark.in_colour(paint_, plain)) + " – ";
    const std::vector<std::string> reasons = reasons_of(report_);
    if (style_.quiet) {
      const std::string more = reasons.size() > 1 ? fmt::format(" (and {} more)", reasons.size() - 1) : std::string();
      page_.put(head + reasons.front() + more + "\n");
      return;
    }
    const std::size_t width = width_of(plain) + 3;
    for (std::size_t i = 0; i < reasons.size(); ++i)
      page_.hang(i == 0 ? head : std::string(width, ' '), width, page_.clean(reasons[i]));
  }

  void write_criteria() {
    const auto& criteria = report_.verdict.criteria;
    if (criteria.empty()) return;
    page_.heading("CRITERIA");
    std::vector<std::string> seen;
    std::size_t name_width = 0, seen_width = 0;
    for (const CriterionResult& one : criteria) {
      seen.push_back(one.observed ? show_value(*one.observed, one.unit) : "no data");
      if (!one.observed && one.status == CriterionStatus::not_tried) seen.back() = "–";
      name_width = std::max(name_width, width_of(page_.clean(one.name)));
      seen_width = std::max(seen_width, width_of(seen.back()));
    }
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const CriterionResult& one = criteria[i];
      const Mark mark = mark_of(one.status);
      const std::string head = fmt::format("  {} {}  {}  ", mark.shown(paint_),
                                           pad_right(page_.clean(one.name), name_width), pad_left(seen[i], seen_width));
      const std::size_t width = 8 + name_width + seen_width;
      const std::string expression = page_.clean(one.expression), note = page_.clean(one.note);
      // The note goes behind the expression where there is room, else below it: a break within either reads badly.
      const bool fits = width + width_of(expression) + width_of(note) + 3 <= page_.columns();
      page_.hang(head, width, note.empty() || !fits ? expression : expression + " · " + note, true);
      if (!note.empty() && !fits) page_.hang(std::string(width, ' '), width, note, true);
    }
    if (const std::string judged = judged_words(report_.result); !judged.empty()) page_.line(judged, true);
  }

  void write_generator() {
    const Health& health = report_.result.health;
    const Trust& trust = report_.verdict.trust;
    page_.heading("GENERATOR");
    const CriterionStatus warned = trust.warnings.empty() ? CriterionStatus::pass : CriterionStatus::warn;
    const CriterionStatus status = trust.trustworthy ? warned : CriterionStatus::fail;
    if (trust.trustworthy)
      page_.remark(status, trust.warnings.empty()
                               ? "trustworthy: it was not the bottleneck"
                               : "trustworthy, with a warning: it had to share the machine with its target");
    else
      page_.remark(status, page_.clean(fmt::format("not trustworthy: {}", fmt::join(trust.reasons, "; "))));
    page_.hang(
        "    ", 4,
        fmt::format("lag p99 {} · read delay p99 {} · busiest thread {} of a core · waited for CPU {} · {:.0f} MiB{}",
                    p99_of(health.lag), p99_of(health.delay), show_share(health.cpu_share),
                    show_share(health.waited_share), static_cast<double>(health.peak_rss_bytes) / (1 << 20),
                    memory_growth(health.rss_growth_bytes)),
        true);
    if (!trust.trustworthy)
      page_.hang(
          "    ", 4,
          "give it a machine of its own, more cores, or less to do: these figures may be its fault, not the target's");
  }

  void write_warnings() {
    // The generator's own are among the verdict's reasons already.
    if (report_.warnings.empty()) return;
    page_.heading("WARNINGS");
    for (const std::string& warning : report_.warnings) page_.remark(CriterionStatus::warn, page_.clean(warning));
  }

  const Report& report_;
  const ConsoleStyle& style_;
  Paint paint_;
  Page page_;
};

}  // namespace

std::string console_summary(const Report& report, const ConsoleStyle& style) { return Summary(report, style).write(); }

}  // namespace loadtest
