#include <algorithm>
#include <array>

#include "findings/rule.h"

namespace loadtest {

extern const Rule authentication_refused;
extern const Rule cache_too_small;
extern const Rule cgroup_throttled;
extern const Rule connection_churn;
extern const Rule connections_exhausted;
extern const Rule deadlocks;
extern const Rule drift;
extern const Rule event_loop_blocked;
extern const Rule generator_bound;
extern const Rule generator_machine_shared;
extern const Rule health_failing;
extern const Rule idle_in_transaction;
extern const Rule keep_alive_too_slow;
extern const Rule lock_contention;
extern const Rule memory_short;
extern const Rule missing_index;
extern const Rule network_bound;
extern const Rule pgbouncer_queue;
extern const Rule policy_per_row;
extern const Rule pool_too_small;
extern const Rule rate_limited;
extern const Rule rls_hides_everything;
extern const Rule slow_model;
extern const Rule sort_spills;
extern const Rule stale_statistics;
extern const Rule subplan_per_row;
extern const Rule target_cpu_bound;
extern const Rule target_memory_grows;
extern const Rule thundering_herd;
extern const Rule timeouts_in_a_rhythm;
extern const Rule tls_cost;
extern const Rule users_capped;
extern const Rule wal_bound;

namespace {

constexpr std::array all{
    &authentication_refused,
    &cache_too_small,
    &cgroup_throttled,
    &connection_churn,
    &connections_exhausted,
    &deadlocks,
    &drift,
    &event_loop_blocked,
    &generator_bound,
    &generator_machine_shared,
    &health_failing,
    &idle_in_transaction,
    &keep_alive_too_slow,
    &lock_contention,
    &memory_short,
    &missing_index,
    &network_bound,
    &pgbouncer_queue,
    &policy_per_row,
    &pool_too_small,
    &rate_limited,
    &rls_hides_everything,
    &slow_model,
    &sort_spills,
    &stale_statistics,
    &subplan_per_row,
    &target_cpu_bound,
    &target_memory_grows,
    &thundering_herd,
    &timeouts_in_a_rhythm,
    &tls_cost,
    &users_capped,
    &wal_bound,
};

}  // namespace

std::span<const Rule* const> all_rules() { return all; }

const Rule* find_rule(std::string_view id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Rule* rule) { return rule->id == id; });
  return found == all.end() ? nullptr : *found;
}

std::vector<Finding> find_causes(const Report& report) {
  std::vector<Finding> findings;
  for (const Rule* rule : all) rule->look(report, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

}  // namespace loadtest
