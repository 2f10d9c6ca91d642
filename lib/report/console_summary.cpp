#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/units.h"
#include "judge/wording.h"
#include "report/layout.h"
#include "report/operation_table.h"
#include "report/shown.h"
#include "report/sink.h"

namespace loadtest {
namespace {

constexpr std::size_t page_width = 100;

struct Mark {
  std::string_view sign;
  std::string (Paint::*paint)(std::string_view) const;
};

Mark mark_of(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::pass:
      return {"✓", &Paint::green};
    case CriterionStatus::warn:
      return {"!", &Paint::yellow};
    case CriterionStatus::fail:
      return {"✗", &Paint::red};
    case CriterionStatus::no_data:
      return {"?", &Paint::yellow};
    case CriterionStatus::not_tried:
      break;
  }
  return {"–", &Paint::dim};
}

struct Headline {
  Mark mark;
  std::string_view words;
};

Headline headline_of(VerdictStatus status) {
  switch (status) {
    case VerdictStatus::pass:
      return {mark_of(CriterionStatus::pass), "PASSED"};
    case VerdictStatus::warn:
      return {mark_of(CriterionStatus::warn), "PASSED WITH WARNINGS"};
    case VerdictStatus::fail:
      return {mark_of(CriterionStatus::fail), "FAILED"};
    case VerdictStatus::inconclusive:
      break;
  }
  return {mark_of(CriterionStatus::no_data), "INCONCLUSIVE"};
}

std::string p99_of(const Histogram& histogram) {
  return histogram.count() == 0 ? "–" : show_millis(to_millis(histogram.percentile(0.99)));
}

/// Writes the summary section by section.
class Summary {
 public:
  Summary(const Report& report, const ConsoleStyle& style)
      : report_(report), style_(style), paint_{style.color}, table_{paint_, style.verbose} {}

  std::string write() {
    write_verdict();
    if (!style_.quiet) {
      write_criteria();
      for (const TrackResult& track : report_.result.tracks) write_track(track);
      write_generator();
      write_warnings();
    }
    std::string text = report_.redactor.redact(std::move(out_));
    return style_.unicode ? text : to_ascii(text);
  }

 private:
  std::string clean(const std::string& text) const { return report_.redactor.redact(text); }
  void heading(std::string_view title) { out_ += "\n" + paint_.bold(title) + "\n"; }
  /// Text behind a head of some width, further lines indented to it.
  void hang(std::string_view head, std::size_t head_width, std::string_view text, bool dim = false) {
    const std::vector<std::string> lines = wrap(text, page_width - std::min<std::size_t>(head_width, 60));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out_ += i == 0 ? std::string(head) : std::string(head_width, ' ');
      out_ += (dim ? paint_.dim(lines[i]) : lines[i]) + "\n";
    }
  }

  void write_verdict() {
    const auto [mark, words] = headline_of(report_.verdict.status);
    const std::string plain = fmt::format("{} {}", mark.sign, words);
    const std::string head = paint_.bold((paint_.*mark.paint)(plain)) + " – ";
    std::vector<std::string> reasons = report_.verdict.reasons;
    if (reasons.empty()) reasons.push_back(what_held());
    if (style_.quiet) {
      const std::string more = reasons.size() > 1 ? fmt::format(" (and {} more)", reasons.size() - 1) : std::string();
      out_ += head + reasons.front() + more + "\n";
      return;
    }
    const std::size_t width = width_of(plain) + 3;
    for (std::size_t i = 0; i < reasons.size(); ++i)
      hang(i == 0 ? head : std::string(width, ' '), width, clean(reasons[i]));
  }

  std::string what_held() const {
    const auto& criteria = report_.verdict.criteria;
    const auto not_tried = std::count_if(criteria.begin(), criteria.end(),
                                         [](const auto& one) { return one.status == CriterionStatus::not_tried; });
    const auto tried = static_cast<std::ptrdiff_t>(criteria.size()) - not_tried;
    if (tried == 0) return not_tried == 0 ? "no criterion was set" : "no criterion could be tried";
    return fmt::format("{} {}{}", tried, tried == 1 ? "criterion holds" : "criteria hold",
                       not_tried > 0 ? fmt::format(", {} not tried", not_tried) : "");
  }

  void write_criteria() {
    const auto& criteria = report_.verdict.criteria;
    if (criteria.empty()) return;
    heading("CRITERIA");
    std::vector<std::string> seen;
    std::size_t name_width = 0, seen_width = 0;
    for (const CriterionResult& one : criteria) {
      seen.push_back(one.observed ? show_value(*one.observed, one.unit) : "no data");
      if (!one.observed && one.status == CriterionStatus::not_tried) seen.back() = "–";
      name_width = std::max(name_width, width_of(clean(one.name)));
      seen_width = std::max(seen_width, width_of(seen.back()));
    }
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const CriterionResult& one = criteria[i];
      const Mark mark = mark_of(one.status);
      const std::string head = fmt::format("  {} {}  {}  ", (paint_.*mark.paint)(mark.sign),
                                           pad_right(clean(one.name), name_width), pad_left(seen[i], seen_width));
      const std::size_t width = 8 + name_width + seen_width;
      const std::string expression = clean(one.expression), note = clean(one.note);
      // The note goes behind the expression where there is room, else below it: a break within either reads badly.
      const bool fits = width + width_of(expression) + width_of(note) + 3 <= page_width;
      hang(head, width, note.empty() || !fits ? expression : expression + " · " + note, true);
      if (!note.empty() && !fits) hang(std::string(width, ' '), width, note, true);
    }
  }

  void write_track(const TrackResult& track) {
    const bool several = report_.result.tracks.size() > 1;
    const std::string of_track = several ? " of " + clean(track.name) : std::string();
    heading(fmt::format("OPERATIONS{}", of_track));
    out_ += operation_table(track, report_.result.measured, report_.redactor, table_);
    write_legend(track);
    if (const std::string errors = error_table(track, report_.redactor, table_); !errors.empty()) {
      heading(fmt::format("ERRORS{}", of_track));
      out_ += errors;
    }
    write_leftovers(track);
    heading(fmt::format("USERS{}", of_track));
    write_users(track);
    if (track.facts.empty()) return;
    heading(fmt::format("TARGET{}", of_track));
    write_facts(track);
  }

  void write_legend(const TrackResult& track) {
    hang("  ", 2,
         fmt::format("times of what worked: response = since it was due ({}), service = since sent",
                     track.open_model ? "by the rate's schedule" : "think time over"),
         true);
    hang("  ", 2,
         fmt::format(
             "failed includes dropped · delivered = ok of all that was asked for · rate = ok over {:.4g} s measured",
             to_seconds(report_.result.measured)),
         true);
    if (track.warm_up_operations > 0)
      hang("  ", 2, fmt::format("{} operations of the warm-up are in no figure", show_count(track.warm_up_operations)),
           true);
  }

  /// What is neither ok nor failed, and what came when nobody waited any more.
  void write_leftovers(const TrackResult& track) {
    Tally sum;
    for (std::size_t i = 0; i < track.total.size() && i < track.operations.size(); ++i) {
      if (!track.operations[i].sum) sum.add(track.total[i].tally);
    }
    std::vector<std::string> said;
    if (sum.cancelled > 0) said.push_back(show_count(sum.cancelled) + " still open at the end and cancelled");
    if (sum.late > 0) said.push_back(show_count(sum.late) + " answered after their time-out");
    if (sum.lost > 0) said.push_back(show_count(sum.lost) + " never answered");
    if (!said.empty()) hang("  ", 2, fmt::format("{}", fmt::join(said, " · ")));
  }

  void write_users(const TrackResult& track) {
    const UsersStats& users = track.users;
    std::string text = fmt::format("{} asked for · {} connected at once · never fewer than {} under load",
                                   show_count(users.asked), show_count(users.peak), show_count(users.sustained));
    if (users.lost > 0) {
      std::vector<std::string> kinds;
      for (const auto& [kind, count] : shown_kinds(users.lost_kinds, report_.redactor))
        kinds.push_back(fmt::format("{}: {}", kind, show_count(count)));
      text += fmt::format(" · {} lost", show_count(users.lost));
      if (!kinds.empty()) text += fmt::format(" ({})", fmt::join(kinds, ", "));
    }
    if (users.replaced > 0) text += fmt::format(" · {} replaced after a lost reply", show_count(users.replaced));
    hang("  ", 2, text);
  }

  void write_facts(const TrackResult& track) {
    std::size_t name_width = 0;
    for (const auto& [name, text] : track.facts) name_width = std::max(name_width, width_of(name));
    for (const auto& [name, text] : track.facts)
      hang(fmt::format("  {}  ", pad_right(name, name_width)), name_width + 4, shown_foreign(text, report_.redactor),
           true);
  }

  void write_generator() {
    const Health& health = report_.result.health;
    const Trust& trust = report_.verdict.trust;
    heading("GENERATOR");
    const CriterionStatus warned = trust.warnings.empty() ? CriterionStatus::pass : CriterionStatus::warn;
    const Mark mark = mark_of(trust.trustworthy ? warned : CriterionStatus::fail);
    const std::string head = fmt::format("  {} ", (paint_.*mark.paint)(mark.sign));
    if (trust.trustworthy)
      hang(head, 4,
           trust.warnings.empty() ? "trustworthy: it was not the bottleneck"
                                  : "trustworthy, with a warning: it had to share the machine with its target");
    else
      hang(head, 4, clean(fmt::format("not trustworthy: {}", fmt::join(trust.reasons, "; "))));
    hang("    ", 4,
         fmt::format("lag p99 {} · read delay p99 {} · busiest thread {} of a core · waited for CPU {} · {:.0f} MiB",
                     p99_of(health.lag), p99_of(health.delay), show_share(health.cpu_share),
                     show_share(health.waited_share), static_cast<double>(health.peak_rss_bytes) / (1 << 20)),
         true);
    if (!trust.trustworthy)
      hang("    ", 4,
           "give it a machine of its own, more cores, or less to do: these figures may be its fault, not the target's");
  }

  void write_warnings() {
    // The generator's own are among the verdict's reasons already.
    if (report_.warnings.empty()) return;
    heading("WARNINGS");
    const Mark mark = mark_of(CriterionStatus::warn);
    for (const std::string& warning : report_.warnings)
      hang(fmt::format("  {} ", (paint_.*mark.paint)(mark.sign)), 4, clean(warning));
  }

  const Report& report_;
  const ConsoleStyle& style_;
  Paint paint_;
  TableStyle table_;
  std::string out_;
};

}  // namespace

std::string console_summary(const Report& report, const ConsoleStyle& style) { return Summary(report, style).write(); }

}  // namespace loadtest
