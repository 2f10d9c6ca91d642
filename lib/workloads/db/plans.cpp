#include "workloads/db/plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "workloads/db/admin_transaction.h"
#include "workloads/db/explain.h"
#include "workloads/db/explained_tables.h"
#include "workloads/db/row_security.h"

namespace loadtest {
namespace {

using Cell = ObservedTable::Cell;

constexpr Nanos all_max = std::chrono::seconds(15), connect_max = std::chrono::seconds(5);
constexpr std::size_t statements_max = 5, tries_max = 3;

Cell or_unknown(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }

ObservedTable empty_table() {
  return {.name = "slow",
          .columns = {{"statement", ""},
                      {"kind", ""},
                      {"took_ms", "ms"},
                      {"alone_ms", "ms"},
                      {"node", ""},
                      {"relation", ""},
                      {"index", ""},
                      {"filter", ""},
                      {"columns", ""},
                      {"rows_kept", ""},
                      {"rows_removed", ""},
                      {"rows_estimated", ""},
                      {"loops", ""},
                      {"share", "share"},
                      {"per_row_function", ""},
                      {"per_row_calls", ""},
                      {"per_row_subplan", ""},
                      {"subplan_loops", ""},
                      {"subplan_share", "share"},
                      {"spill", ""},
                      {"jit_ms", "ms"},
                      {"hits", ""},
                      {"reads", ""},
                      {"plan_kind", ""},
                      {"seen", ""},
                      {"at_s", "s"},
                      {"plan", ""}},
          .rows = {}};
}

std::vector<Cell> row_of(const std::string& statement, const char* kind, const ExplainedQuery& one, std::uint64_t seen,
                         TimePoint t0) {
  const PlanLook& look = one.look;
  std::string columns;
  for (const std::string& column : look.columns) columns.append(columns.empty() ? "" : ", ").append(column);
  const bool analyzed = look.total_ms.has_value();
  return {statement,
          std::string(kind),
          to_millis(one.seen.took),
          or_unknown(look.total_ms),
          look.node,
          look.relation,
          look.index,
          look.filter,
          columns,
          or_unknown(look.rows_kept),
          or_unknown(look.rows_removed),
          or_unknown(look.rows_estimated),
          analyzed ? Cell(look.loops) : Cell(),
          look.share,
          look.per_row_function,
          analyzed ? Cell(look.per_row_calls) : Cell(),
          look.per_row_subplan,
          look.subplan_loops,
          look.subplan_share,
          look.spill,
          look.jit_ms,
          analyzed ? Cell(look.hits) : Cell(),
          analyzed ? Cell(look.reads) : Cell(),
          std::string(!one.generic   ? ""
                      : *one.generic ? "generic"
                                     : "custom"),
          static_cast<double>(seen),
          to_seconds(one.seen.at - t0),
          look.text};
}

// Of the slowest few the one that takes longest alone, too: so what only waited for others is not taken for slow.
std::optional<ExplainedQuery> explain_slow(Explainer& explainer, const SlowQueries::Step& step) {
  std::optional<ExplainedQuery> slowest;
  for (std::size_t i = 0; i < std::min(tries_max, step.slowest.size()); ++i) {
    auto tried = explainer.explain(step.slowest[i], step);
    if (!tried) break;
    if (!slowest || tried->look.total_ms.value_or(1e9) > slowest->look.total_ms.value_or(1e9))
      slowest = std::move(tried);
    if (2 * slowest->look.total_ms.value_or(1e9) >= to_millis(slowest->seen.took)) break;
  }
  return slowest;
}

void explain_all(Explainer& explainer, const DbRun& run, std::span<const SlowQueries> parts, TimePoint t0,
                 Observed& seen, std::set<std::string>& relations) {
  ObservedTable& table = seen.tables.emplace_back(empty_table());
  std::size_t explained = 0, left_out = 0;
  for (const SlowQueries::Step& step : SlowQueries::merge(parts)) {
    const SeenQuery& first = step.slowest.front();
    const Statement& statement = *run.settings.mix.entries[first.operation - DbOperations::first_statement].statement;
    if (!explainer.may_run(first)) {
      ++left_out;
      continue;
    }
    if (explained == statements_max || !explainer.in_time()) break;
    const auto slow = explain_slow(explainer, step);
    if (!slow) continue;
    ++explained;
    const std::string& name = statement.steps[first.step].name;
    table.rows.push_back(row_of(name, "slow", *slow, step.seen, t0));
    relations.insert(slow->look.relations.begin(), slow->look.relations.end());
    if (step.seen == 1) continue;
    if (const auto typical = explainer.explain(step.typical, step))
      table.rows.push_back(row_of(name, "typical", *typical, step.seen, t0));
  }
  if (left_out == 0) return;
  const std::string which =
      left_out == 1 ? "the plan of one statement" : fmt::format("the plans of {} statements", left_out);
  seen.notes.push_back(
      "without " + which + " that may write: " +
      (run.settings.read_only ? "nothing is written there" : "--explain writes runs these too, and rolls them back"));
}

void note_cache_mode(pg::Admin& admin, Observed& seen) {
  auto lookup = AdminTransaction::begin(admin, AdminTransaction::Access::read, "settings could not be read");
  const auto mode = lookup ? lookup->query("SHOW plan_cache_mode") : tl::unexpected(lookup.error());
  if (mode && !mode->empty())
    seen.facts.emplace_back("plan_cache_mode", escape_foreign(mode->at(0).at(0).value_or(""), 40));
}

const char* how_sent(const DbRun& run, bool prepared) {
  if (run.settings.protocol == Protocol::simple || run.inspection.pooler) return "with the values written in";
  return prepared ? "as prepared statements, planned as often as a connection of the load did"
                  : "parsed anew, with the values as parameters";
}

}  // namespace

Observed look_at_plans(const DbRun& run, std::span<const SlowQueries> parts, bool prepared, TimePoint t0) {
  Observed seen;
  seen.source = "plans";
  const TimePoint begun = Clock::now();
  auto admin = pg::Admin::connect(run.settings.conninfo, std::min(run.settings.connect_timeout, connect_max));
  if (!admin) {
    seen.notes.push_back("no plans: " + admin.error().message);
    return seen;
  }
  seen.facts.emplace_back("asked",
                          "after the load, each alone with warm caches: alone_ms is the best case of what took_ms was");
  seen.facts.emplace_back("sent", how_sent(run, prepared));
  note_cache_mode(*admin, seen);
  Explainer explainer(*admin, run, prepared, begun + all_max);
  std::set<std::string> relations;
  for (std::string& table : tables_under(run.settings.mix)) relations.insert(std::move(table));
  explain_all(explainer, run, parts, t0, seen, relations);
  seen.notes.insert(seen.notes.end(), explainer.notes().begin(), explainer.notes().end());
  if (!explainer.in_time()) seen.notes.emplace_back("there was no time left for more plans");
  describe_tables(*admin, relations, seen);
  return seen;
}

}  // namespace loadtest
