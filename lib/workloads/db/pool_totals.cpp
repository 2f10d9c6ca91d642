#include "workloads/db/pool_totals.h"

#include <algorithm>

#include "core/text.h"

namespace loadtest {

void PoolTotals::note_leak(const std::string& statement, const std::string& user, const std::string& owner) {
  if (leaks.size() >= leaks_max) return;
  leaks.push_back(statement + " gave " + (user.empty() ? "who has not signed in" : "user " + user) + " a row of " +
                  escape_foreign(owner, 60));
}

void PoolTotals::add(const PoolTotals& other) {
  sizes.insert(sizes.end(), other.sizes.begin(), other.sizes.end());
  for (const auto& [kind, count] : other.lost) lost[kind] += count;
  never_made += other.never_made;
  if (why_never.empty()) why_never = other.why_never;
  came_back += other.came_back;
  inserted += other.inserted;
  unsure += other.unsure;
  rows_checked += other.rows_checked;
  foreign_rows += other.foreign_rows;
  leaks.insert(leaks.end(), other.leaks.begin(), other.leaks.end());
  leaks.resize(std::min(leaks.size(), leaks_max));
  retries += other.retries;
  given_up += other.given_up;
  finished += other.finished;
  over_limit += other.over_limit;
  if (prepared_refused.empty()) prepared_refused = other.prepared_refused;
  failures.add(other.failures);
  slow.insert(slow.end(), other.slow.begin(), other.slow.end());
}

}  // namespace loadtest
