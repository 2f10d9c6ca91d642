#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "findings/failure_kinds.h"
#include "findings/rule.h"
#include "findings/track_figures.h"

namespace loadtest {

namespace {

/// What a limit allows, as far as the target said it, held against what users ask for.
struct Allowed {
  double limit = 0, window_s = 0;  // 0 = not said
  double asked_per_s = 0;          // by each user
  double users = 0, passed = 0, measured_s = 0;

  bool known() const { return limit > 0 && window_s > 0; }
  /// Whether all users count together: no more got through than is allowed to one.
  bool shared() const {
    const double windows = std::floor(measured_s / window_s) + 1;
    return users > 1 && passed <= 1.05 * limit * windows;
  }
  double users_at_this_pace() const { return std::floor(limit / window_s / asked_per_s); }
};

Allowed what_is_allowed(const Report& report, const TrackResult& track, const OperationStats& messages) {
  const Observed* const notes = notes_of(report, track);
  Allowed allowed;
  allowed.measured_s = to_seconds(report.result.measured);
  allowed.users = std::max<double>(1, track.users.peak);
  allowed.passed = static_cast<double>(messages.tally.ok);
  if (allowed.measured_s > 0)
    allowed.asked_per_s = static_cast<double>(messages.tally.started) / allowed.users / allowed.measured_s;
  if (notes == nullptr) return allowed;
  allowed.limit = notes->figure("rate_limit.limit").value_or(0);
  allowed.window_s = notes->figure("rate_limit.window").value_or(0);
  return allowed;
}

std::string what_the_target_said(const Observed* notes, const Allowed& allowed) {
  std::string said;
  if (allowed.known()) said = fmt::format("{:g} in {:g} s", allowed.limit, allowed.window_s);
  const auto retry = notes == nullptr ? std::nullopt : notes->figure("rate_limit.retry_after");
  if (retry) {
    said += fmt::format("{}try again after {:g} s", said.empty() ? "" : ", ", *retry);
    const double longest = notes->figure("rate_limit.retry_after_max").value_or(*retry);
    if (longest > *retry) said += fmt::format(" (at most {:g} s)", longest);
  }
  if (said.empty()) said = words_of(notes, refuses_rate);
  return said;
}

void add_pace(const TrackResult& track, const OperationStats& messages, const Allowed& allowed, Finding& finding) {
  if (!allowed.known() || allowed.asked_per_s <= 0) return;
  finding.evidence.push_back(fmt::format(
      "each of {} users asked for {:.3g} a second, which is {:.3g} in {:g} s{}", show_count(track.users.peak),
      allowed.asked_per_s, allowed.asked_per_s * allowed.window_s, allowed.window_s,
      track.think_time > Nanos(0) ? fmt::format(" (think time {}, replies in {})", format_duration(track.think_time),
                                                show_millis(messages.service.mean_ns() / 1e6))
                                  : ""));
  if (allowed.shared()) {
    finding.evidence.push_back(fmt::format(
        "all of them together got {} through, which is what one may: it counts them as one, and has room for {:g} of "
        "them at this pace",
        show_count(messages.tally.ok), std::max(0.0, allowed.users_at_this_pace())));
    finding.advice.emplace_back(
        "give each user a token of its own (--token-file, --jwt-secret-file), and where it "
        "counts by address, more of these (--source-ip)");
  }
  const double pause_s = allowed.window_s / allowed.limit * (allowed.shared() ? allowed.users : 1);
  finding.advice.push_back(
      fmt::format("a user who stays within it sends one message in {:.3g} s: --think-time {:.3g}s", pause_s, pause_s));
}

void look_for_rate_limit(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    if (track.workload != "ws") continue;
    const OperationStats messages = started_totals(track);
    const Observed* const notes = notes_of(report, track);
    KindCounts kinds = messages.errors;
    const OperationStats* const connects = totals_of(track, "connect");
    if (connects != nullptr) add_kinds(kinds, connects->errors);
    add_kinds(kinds, track.users.lost_kinds);
    const auto told =
        static_cast<std::uint64_t>(notes == nullptr ? 0 : notes->figure("rate_limit.refused").value_or(0));
    const std::uint64_t refused = std::max(count_kinds(kinds, refuses_rate), told);
    if (refused == 0) continue;
    const std::uint64_t asked =
        messages.tally.finished() + (connects != nullptr ? count_kinds(connects->errors, refuses_rate) : 0);
    const Allowed allowed = what_is_allowed(report, track, messages);
    const double share = asked == 0 ? 1 : std::min(1.0, static_cast<double>(refused) / static_cast<double>(asked));
    Finding finding{.id = "rate-limited",
                    .severity = share >= 0.05 ? Severity::critical : Severity::warning,
                    .title = {},
                    .evidence = {},
                    .advice = {}};
    const std::string limit =
        allowed.known() ? fmt::format(": it allows {:g} in {:g} s", allowed.limit, allowed.window_s) : "";
    finding.title = fmt::format("{}: a rate limit refused {} of the messages{}", track.name, show_share(share), limit);
    std::optional<Nanos> since = first_failure(track, "connect", refuses_rate);
    if (notes != nullptr && notes->figure("rate_limit.first")) since = from_seconds(*notes->figure("rate_limit.first"));
    const std::string named = name_kinds(kinds, refuses_rate);
    finding.evidence.push_back(fmt::format("{} of {} were refused{}{}{}", show_count(refused), show_count(asked),
                                           named.empty() ? "" : " as ", named,
                                           since ? ", first at " + show_seconds(to_seconds(*since)) : ""));
    if (const std::string said = what_the_target_said(notes, allowed); !said.empty())
      finding.evidence.push_back("the target says: " + said);
    add_pace(track, messages, allowed, finding);
    finding.advice.emplace_back("for a test of what is behind the limit, raise it or take the test's users out of it");
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule rate_limited;
const Rule rate_limited{
    .id = "rate-limited",
    .summary = "the target refused messages because there were too many",
    .meaning =
        "A rate limit is there to say no. Refusals are quick and cheap, so that a run against one measures the "
        "limit and not the backend. A real user who meets it is a matter of the limit's size, a test that meets "
        "it is most often one whose users are faster than people, or who all log in as the same one.",
    .evidence =
        "Error messages that tell of a limit (a dialogue's rate_limit names their fields), kinds such as "
        "RATE_LIMIT_EXCEEDED, close code 4008, HTTP 429 at the upgrade. What it allows is held against what each "
        "user asked for; where all users together got no more through than it allows one, they count as one.",
    .remedy =
        "Let users think for as long as people do, and log in as many different ones. To find out what is behind "
        "the limit, raise it for the test.",
    .look = look_for_rate_limit};

}  // namespace loadtest
