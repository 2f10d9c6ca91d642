#include "report/track_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/units.h"
#include "report/layout.h"
#include "report/operation_table.h"
#include "report/phase_words.h"
#include "report/shown.h"

namespace loadtest {
namespace {

std::string seconds_measured(Nanos time) { return fmt::format("{:.4g} s", to_seconds(time)); }

/// Everything that befell a track's operations, but for what counts whenever it happens, or twice.
Tally everything(const TrackResult& track) {
  Tally sum;
  for (std::size_t i = 0; i < track.total.size() && i < track.operations.size(); ++i)
    if (!track.operations[i].sum && !track.operations[i].warm_up_counts) sum.add(track.total[i].tally);
  return sum;
}

class TrackSection {
 public:
  TrackSection(Page& page, const RunResult& whole, const RunResult& part, std::size_t index)
      : page_(page),
        whole_(whole),
        part_(part),
        all_(whole.tracks[index]),
        track_(part.tracks[index]),
        phase_(shown_phase(whole)),
        table_{page.paint(), page.verbose(), page.columns()} {
    if (whole.tracks.size() > 1) of_track_ = " of " + page.clean(track_.name);
    if (phase_) during_ = during(whole, *phase_);
  }

  void write() {
    page_.heading("OPERATIONS" + of_track_,
                  phase_ ? fmt::format("{}, {}", during_, seconds_of(phase_->to - phase_->from)) : "");
    page_.put(operation_table(track_, {part_.measured, whole_.measured}, page_.redactor(), table_));
    write_legend();
    write_errors();
    write_leftovers();
    page_.heading("USERS" + of_track_);
    write_users();
    if (track_.facts.empty()) return;
    page_.heading("TARGET" + of_track_);
    write_facts();
  }

 private:
  void write_legend() {
    page_.line(fmt::format("times of what worked: response = since it was due ({}), service = since sent",
                           track_.open_model ? "by the rate's schedule" : "think time over"),
               true);
    const std::string measured = seconds_measured(part_.measured);
    page_.line(fmt::format("failed includes dropped · delivered = ok of all that was asked for · rate = ok over {}",
                           phase_ ? "these " + measured : measured + " measured"),
               true);
    for (std::size_t i = 0; phase_ && i < track_.operations.size() && i < track_.total.size(); ++i) {
      if (track_.operations[i].warm_up_counts && track_.operations[i].part_of.empty() &&
          is_shown(track_.operations[i], track_.total[i].tally))
        page_.line(
            fmt::format("{} is of the whole run, its rate over {}",
                        shown_foreign(track_.operations[i].name, page_.redactor()), seconds_measured(whole_.measured)),
            true);
    }
    if (track_.warm_up_operations > 0)
      page_.line(fmt::format("{} operations of the warm-up are in no figure", show_count(track_.warm_up_operations)),
                 true);
  }

  void write_errors() {
    const std::string errors = error_table(track_, page_.redactor(), table_);
    const std::string elsewhere = phase_ ? in_other_phases() : "";
    if (errors.empty() && elsewhere.empty()) return;
    page_.heading("ERRORS" + of_track_, during_);
    page_.put(errors);
    if (!elsewhere.empty()) page_.line((errors.empty() ? "none · in other phases: " : "in other phases: ") + elsewhere);
  }

  /// "12 failed, 3 dropped": what the figures above do not have.
  std::string in_other_phases() const {
    const Tally all = everything(all_), here = everything(track_);
    std::vector<std::string> said;
    const auto say = [&](std::uint64_t count, std::string_view what) {
      if (count > 0) said.push_back(fmt::format("{} {}", show_count(count), what));
    };
    say(all.failed - here.failed, "failed");
    say(all.dropped - here.dropped, "dropped");
    say(all.cancelled - here.cancelled, "cancelled");
    return fmt::format("{}", fmt::join(said, ", "));
  }

  /// What is neither ok nor failed, and what came when nobody waited any more.
  void write_leftovers() {
    Tally sum;
    for (std::size_t i = 0; i < track_.total.size() && i < track_.operations.size(); ++i) {
      if (!track_.operations[i].sum) sum.add(track_.total[i].tally);
    }
    std::vector<std::string> said;
    if (sum.cancelled > 0) said.push_back(show_count(sum.cancelled) + " still open at the end and cancelled");
    if (sum.late > 0) said.push_back(show_count(sum.late) + " answered after their time-out");
    if (sum.lost > 0) said.push_back(show_count(sum.lost) + " never answered");
    if (!said.empty()) page_.line(fmt::format("{}", fmt::join(said, " · ")));
  }

  void write_users() {
    const UsersStats& users = track_.users;
    std::string text = track_.by_sessions
                           ? fmt::format("at most {} at once, as they come · {} connected at once",
                                         show_count(users.asked), show_count(users.peak))
                           : fmt::format("{} asked for · {} connected at once · never fewer than {} under load",
                                         show_count(users.asked), show_count(users.peak), show_count(users.sustained));
    if (users.lost > 0) {
      std::vector<std::string> kinds;
      for (const auto& [kind, count] : shown_kinds(users.lost_kinds, page_.redactor()))
        kinds.push_back(fmt::format("{}: {}", kind, show_count(count)));
      text += fmt::format(" · {} lost", show_count(users.lost));
      if (users.lost_operations > 0) text += fmt::format(" with {} in flight", show_count(users.lost_operations));
      if (!kinds.empty()) text += fmt::format(" ({})", fmt::join(kinds, ", "));
    }
    if (users.replaced > 0) text += fmt::format(" · {} replaced after a lost reply", show_count(users.replaced));
    page_.line(text);
  }

  void write_facts() {
    std::size_t name_width = 0;
    for (const auto& [name, text] : track_.facts) name_width = std::max(name_width, width_of(name));
    for (const auto& [name, text] : track_.facts)
      page_.hang(fmt::format("  {}  ", pad_right(name, name_width)), name_width + 4,
                 shown_foreign(text, page_.redactor()), true);
  }

  Page& page_;
  const RunResult& whole_;
  const RunResult& part_;
  const TrackResult& all_;
  const TrackResult& track_;
  const PhaseSpan* phase_;
  TableStyle table_;
  std::string of_track_, during_;
};

}  // namespace

void write_track_section(Page& page, const RunResult& whole, const RunResult& part, std::size_t index) {
  TrackSection(page, whole, part, index).write();
}

}  // namespace loadtest
