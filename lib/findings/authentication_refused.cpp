#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/failure_kinds.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

// Connections that had been let in and were closed for who they are: tokens that expired, most often.
void add_expired(const Observed* notes, const TrackResult& track, Finding& finding) {
  const std::uint64_t closed = count_kinds(track.users.lost_kinds, refuses_who);
  if (closed == 0) return;
  std::string when;
  const ObservedTable* const lost = notes == nullptr ? nullptr : notes->find_table("lost");
  for (std::size_t row = 0; lost != nullptr && row < lost->rows.size(); ++row) {
    const auto age_s = lost->number(row, "age_s"), first_s = lost->number(row, "first_s");
    if (!refuses_who(lost->text(row, "kind")) || !age_s || !first_s) continue;
    when = fmt::format(", at an age of {} (median), first at {}", show_seconds(*age_s), show_seconds(*first_s));
    break;
  }
  finding.evidence.push_back(fmt::format("{} users were let in and closed later as {}{}", show_count(closed),
                                         name_kinds(track.users.lost_kinds, refuses_who), when));
  finding.advice.emplace_back(
      "tokens that expire while connected: mint them for longer (--jwt-ttl), or let clients renew "
      "them");
}

void look_for_refused_authentication(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    const OperationStats* const connects = totals_of(track, "connect");
    if (track.workload != "ws" || connects == nullptr) continue;
    const std::uint64_t refused = count_kinds(connects->errors, refuses_who);
    const std::uint64_t closed = count_kinds(track.users.lost_kinds, refuses_who);
    if (refused + closed == 0) continue;
    const std::uint64_t tried = std::max(connects->tally.finished(), refused);
    const double share = static_cast<double>(refused) / static_cast<double>(std::max<std::uint64_t>(1, tried));
    const Observed* const notes = notes_of(report, track);
    Finding finding{.id = "authentication-refused",
                    .severity = share >= 0.5 ? Severity::critical : Severity::warning,
                    .title = {},
                    .evidence = {},
                    .advice = {}};
    finding.title =
        refused > 0
            ? fmt::format("{}: the target refused the tokens of {} of the connects", track.name, show_share(share))
            : fmt::format("{}: the target closed {} connections for who they are", track.name, show_count(closed));
    if (refused > 0) {
      const auto since = first_failure(track, "connect", refuses_who);
      finding.evidence.push_back(
          fmt::format("{} of {} connects ended as {}{}", show_count(refused), show_count(tried),
                      name_kinds(connects->errors, refuses_who),
                      since ? ", first at " + show_seconds(std::max(0.0, to_seconds(*since))) : ""));
      finding.advice.emplace_back(
          "a token that this target accepts: is it of this environment, has it expired, and does "
          "the user in the path fit its sub (--token, --token-file, --jwt-secret-file)?");
      finding.advice.emplace_back("is it asked for where the target looks for it (--token-in)?");
    }
    if (const std::string said = words_of(notes, refuses_who); !said.empty())
      finding.evidence.push_back("the target says: " + said);
    add_expired(notes, track, finding);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule authentication_refused;
const Rule authentication_refused{
    .id = "authentication-refused",
    .summary = "the target refused users for who they are",
    .meaning =
        "Some or all users were not let in, or were sent away later. What the run then measured is the load of "
        "those who were let in, if any.",
    .evidence =
        "Connects that ended as HTTP 401 or 403, or by a close code of that meaning (4001, 4003, 3000, 3003), and "
        "connections that went away so. Those of --bad-tokens are to be refused and do not count.",
    .remedy =
        "Use tokens that the target accepts, in the place where it looks for them. Tokens that expire within the "
        "run have to be minted for longer.",
    .look = look_for_refused_authentication};

}  // namespace loadtest
