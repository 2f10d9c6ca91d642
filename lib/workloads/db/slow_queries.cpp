#include "workloads/db/slow_queries.h"

#include <algorithm>

#include "workloads/db/db_run.h"

namespace loadtest {
namespace {

bool is_faster(const SeenQuery& a, const SeenQuery& b) { return a.took < b.took; }
bool is_slower(const SeenQuery& a, const SeenQuery& b) { return a.took > b.took; }

struct Weighted {
  SeenQuery query;
  std::uint64_t weight;  // how many it stands for
};

const SeenQuery& median(std::vector<Weighted>& spread) {
  std::sort(spread.begin(), spread.end(), [](const auto& a, const auto& b) { return is_faster(a.query, b.query); });
  std::uint64_t all = 0, before = 0;
  for (const Weighted& one : spread) all += one.weight;
  const auto found = std::find_if(spread.begin(), spread.end(), [&](const Weighted& one) {
    before += one.weight;
    return 2 * before >= all;
  });
  return found->query;
}

}  // namespace

SlowQueries::SlowQueries(const QueryMix& mix) : first_step_(DbOperations::first_statement) {
  std::size_t steps = 0;
  for (const QueryMix::Entry& entry : mix.entries) {
    first_step_.push_back(steps);
    steps += entry.statement->steps.size();
  }
  kept_.resize(steps);
}

bool SlowQueries::saw_any() const {
  return std::any_of(kept_.begin(), kept_.end(), [](const Kept& kept) { return kept.seen > 0; });
}

void SlowQueries::keep_slow(Kept& kept, const SeenQuery& seen) {
  if (kept.slow_count < slowest_max) {
    kept.slow[kept.slow_count++] = seen;
  } else {
    *std::min_element(kept.slow.begin(), kept.slow.end(), is_faster) = seen;
  }
  if (kept.slow_count == slowest_max)
    kept.floor = std::min_element(kept.slow.begin(), kept.slow.end(), is_faster)->took;
}

void SlowQueries::keep_spread(Kept& kept, const SeenQuery& seen) {
  if (kept.spread_count == spread_max) {
    for (std::size_t i = 0; 2 * i < spread_max; ++i) kept.spread[i] = kept.spread[2 * i];
    kept.spread_count /= 2;
    kept.stride *= 2;
  }
  kept.spread[kept.spread_count++] = seen;
}

std::vector<SlowQueries::Step> SlowQueries::merge(std::span<const SlowQueries> parts) {
  std::vector<Step> steps;
  const std::size_t count = parts.empty() ? 0 : parts.front().kept_.size();
  for (std::size_t i = 0; i < count; ++i) {
    Step step;
    std::vector<Weighted> spread;
    for (const SlowQueries& part : parts) {
      const Kept& kept = part.kept_[i];
      step.seen += kept.seen;
      step.slowest.insert(step.slowest.end(), kept.slow.begin(),
                          kept.slow.begin() + static_cast<std::ptrdiff_t>(kept.slow_count));
      for (std::size_t k = 0; k < kept.spread_count; ++k) spread.push_back({kept.spread[k], kept.stride});
    }
    if (step.seen == 0) continue;
    std::sort(step.slowest.begin(), step.slowest.end(), is_slower);
    step.slowest.resize(std::min(step.slowest.size(), slowest_max));
    step.typical = median(spread);
    for (const Weighted& one : spread) step.spread.push_back(one.query);
    steps.push_back(std::move(step));
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return is_slower(a.slowest.front(), b.slowest.front()); });
  return steps;
}

}  // namespace loadtest
