#include <algorithm>
#include <array>

#include "findings/rule.h"

namespace loadtest {

extern const Rule cache_too_small;
extern const Rule cgroup_throttled;
extern const Rule connections_exhausted;
extern const Rule deadlocks;
extern const Rule generator_bound;
extern const Rule generator_machine_shared;
extern const Rule health_failing;
extern const Rule idle_in_transaction;
extern const Rule lock_contention;
extern const Rule memory_short;
extern const Rule missing_index;
extern const Rule network_bound;
extern const Rule pgbouncer_queue;
extern const Rule policy_per_row;
extern const Rule pool_too_small;
extern const Rule rls_hides_everything;
extern const Rule sort_spills;
extern const Rule stale_statistics;
extern const Rule subplan_per_row;
extern const Rule target_cpu_bound;
extern const Rule target_memory_grows;
extern const Rule wal_bound;

namespace {

constexpr std::array all{
    &cache_too_small,       &cgroup_throttled,
    &connections_exhausted, &deadlocks,
    &generator_bound,       &generator_machine_shared,
    &health_failing,        &idle_in_transaction,
    &lock_contention,       &memory_short,
    &missing_index,         &network_bound,
    &pgbouncer_queue,       &policy_per_row,
    &pool_too_small,        &rls_hides_everything,
    &sort_spills,           &stale_statistics,
    &subplan_per_row,       &target_cpu_bound,
    &target_memory_grows,   &wal_bound,
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
