#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/failure_kinds.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

constexpr double full_share = 0.9;  // of the peak, whenever somebody is turned away
constexpr double away_share = 0.8;  // of those who came after the first who was
constexpr std::uint64_t turned_away_min = 3;
constexpr std::uint32_t held_min = 3;  // users

bool turns_away(std::string_view kind) { return refuses_more(kind) || breaks_off(kind); }

/// What became of those who came when the target was full.
struct Plateau {
  std::optional<double> full_from_s;           // when the first was turned away
  std::uint64_t away = 0;                      // in all
  std::uint64_t later_away = 0, later_in = 0;  // in the seconds after that one
  bool always_full = true;                     // as many were connected then as ever

  bool shuts() const {
    const auto later = static_cast<double>(later_away + later_in);
    return later_away > 0 && static_cast<double>(later_away) >= away_share * later;
  }
};

Plateau see_plateau(const TrackResult& track) {
  Plateau plateau;
  const std::size_t connect = track.operation("connect");
  for (const Interval& interval : track.intervals) {
    if (connect >= interval.operations.size()) continue;
    const IntervalOperation& connects = interval.operations[connect];
    const std::uint64_t away = count_kinds(connects.errors, turns_away);
    if (plateau.full_from_s) {
      plateau.later_away += away;
      plateau.later_in += connects.ok;
    }
    if (away == 0) continue;
    if (!plateau.full_from_s) plateau.full_from_s = std::max(0.0, to_seconds(interval.from));
    plateau.away += away;
    plateau.always_full = plateau.always_full && interval.users >= full_share * track.users.peak;
  }
  return plateau;
}

void look_for_cap(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    const OperationStats* const connects = totals_of(track, "connect");
    const std::uint32_t peak = track.users.peak;
    if (track.workload != "ws" || connects == nullptr || !track.users.known || peak < held_min ||
        peak >= track.users.asked)
      continue;
    const Plateau plateau = see_plateau(track);
    // Where all come at once, what broke off may have been the crowd; a refusal says that there is no room.
    const std::uint64_t refused = count_kinds(connects->errors, refuses_more);
    if (plateau.away < turned_away_min || !plateau.always_full) continue;
    if (!plateau.shuts() && refused < turned_away_min) continue;
    Finding finding{.id = "users-capped",
                    .severity = Severity::critical,
                    .title = fmt::format("{}: the target lets in {} users and no more", track.name, show_count(peak)),
                    .evidence = {},
                    .advice = {}};
    finding.evidence.push_back(
        fmt::format("{} users were to be connected, {} were at most", show_count(track.users.asked), show_count(peak)));
    finding.evidence.push_back(fmt::format("{} connects failed as {}, first at {}, with as many connected as ever",
                                           show_count(plateau.away), name_kinds(connects->errors, turns_away),
                                           show_seconds(*plateau.full_from_s)));
    if (const std::string said = words_of(notes_of(report, track), turns_away); !said.empty())
      finding.evidence.push_back("the target says: " + said);
    const bool by_rule = refused * 2 > plateau.away;
    if (by_rule)
      finding.advice.emplace_back(
          "a limit of the backend or of what is before it: uvicorn --limit-concurrency, "
          "worker_connections of nginx, maxconn of HAProxy, a limit in the application");
    finding.advice.emplace_back(
        "open files of its process (ulimit -n, LimitNOFILE): each connection is one, behind a proxy "
        "two of the proxy's");
    if (!by_rule)
      finding.advice.emplace_back(
          "worker_connections of nginx, maxconn of HAProxy; ports between a proxy and its backend "
          "(28,000 for each pair of addresses)");
    finding.advice.emplace_back("more processes or machines, if that many are all that one can hold");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule users_capped;
const Rule users_capped{
    .id = "users-capped",
    .summary = "the target takes a certain number of connections and no more",
    .meaning =
        "Up to some number everybody is let in, beyond it nobody. That is a limit, and not a lack of speed: of the "
        "application, of a proxy, or of files that a process may open.",
    .evidence =
        "Fewer users were ever connected than were asked for, and at least three were turned away (503, close code "
        "1013 or 1008, refused, reset), always while about as many were connected as ever were. Of those who came "
        "after the first of them hardly anybody was let in; where all come at once, only what says that there is "
        "no room counts.",
    .remedy = "Raise the limit that is met first, or add processes.",
    .look = look_for_cap};

}  // namespace loadtest
