#include <fmt/format.h>

#include <algorithm>

#include "core/units.h"
#include "findings/rule.h"
#include "findings/slow_plans.h"

namespace loadtest {

namespace {

constexpr double hidden_share_min = 0.9;
constexpr std::uint64_t hidden_answers_min = 5;

std::string fact_of(const TrackResult& track, std::string_view name) {
  const auto found =
      std::find_if(track.facts.begin(), track.facts.end(), [name](const auto& fact) { return fact.first == name; });
  return found == track.facts.end() ? std::string() : found->second;
}

// Row level security holds for who asks, as far as that is known.
bool is_held(const TrackResult& track) {
  return fact_of(track, "identity") != "the login role's own" || fact_of(track, "bypasses RLS") == "no";
}

// Tables that nobody can see anything of, in words.
std::vector<std::string> closed_tables(const Report& report) {
  std::vector<std::string> words;
  for (const Observed& one : report.observations) {
    const ObservedTable* policies = one.source.starts_with("plans") ? one.find_table("policies") : nullptr;
    for (std::size_t row = 0; policies != nullptr && row < policies->rows.size(); ++row) {
      const std::string table = policies->text(row, "table"), policy = policies->text(row, "policy");
      if (policy.empty()) {
        words.push_back(table + " has row level security and no policy: it shows nobody a row");
      } else if (policies->text(row, "using") == "false") {
        words.push_back(fmt::format("policy {} on {} says USING (false)", policy, table));
      }
    }
  }
  return words;
}

void look_for_rls_hides_everything(const Report& report, std::vector<Finding>& findings) {
  for (const TrackResult& track : report.result.tracks) {
    if (track.workload != "db" || !is_held(track)) continue;
    std::vector<std::string> names, evidence;
    for (std::size_t i = 0; i < track.operations.size() && i < track.total.size(); ++i) {
      const OperationStats& stats = track.total[i];
      const auto empty = stats.errors.find("empty");
      const bool statement = !track.operations[i].sum && !track.operations[i].kind.empty();
      if (!statement || empty == stats.errors.end() || empty->second < hidden_answers_min) continue;
      const double share = static_cast<double>(empty->second) / static_cast<double>(stats.tally.finished());
      if (share < hidden_share_min) continue;
      names.push_back(track.operations[i].name);
      evidence.push_back(fmt::format("{}: {} of {} answers had no row where some were expected",
                                     track.operations[i].name, show_count(empty->second),
                                     show_count(stats.tally.finished())));
    }
    if (names.empty()) continue;
    std::string listed;
    for (const std::string& name : names) listed.append(listed.empty() ? "" : ", ").append(name);
    for (std::string& words : closed_tables(report)) evidence.push_back(std::move(words));
    if (const std::string identity = fact_of(track, "identity"); !identity.empty())
      evidence.push_back("asked as " + identity);
    findings.push_back(
        {.id = "rls-hides-everything",
         .severity = Severity::critical,
         .title = fmt::format("row level security hides all rows from {}", listed),
         .evidence = std::move(evidence),
         .advice = {"look at the policies of these tables: SELECT * FROM pg_policies; a table without one "
                    "shows nobody anything",
                    "look whether a policy is for the role that asks, and whether its condition reads the "
                    "claim that is set (auth.uid() reads request.jwt.claims)",
                    "a statement of a mix file that may find nothing says rows: any"}});
  }
}

}  // namespace

extern const Rule rls_hides_everything;
const Rule rls_hides_everything{
    .id = "rls-hides-everything",
    .summary = "row level security hides all rows of a statement",
    .meaning =
        "Row level security hides rows without an error: a statement that finds nothing is quick, and looks as if "
        "all were well. An update that is allowed to see no row changes none.",
    .evidence =
        "Nine in ten answers to a statement, and five at least, had no row although some were expected: they were "
        "there before the run, or the mix says so. Tables with row level security and no policy, or with one "
        "that is never true, are named where the plans of the run have them.",
    .remedy =
        "Add the policy that is missing, or mend its condition or its roles. Where a statement of your own mix may "
        "find nothing, let it say rows: any.",
    .look = look_for_rls_hides_everything};

}  // namespace loadtest
