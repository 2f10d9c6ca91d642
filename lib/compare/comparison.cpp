#include "compare/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace loadtest {
namespace {

bool is_regression(const Change& one) { return one.guarded && one.standing == ChangeStanding::worse; }

}  // namespace

bool RunComparison::regressed() const { return std::ranges::any_of(changes, is_regression); }

std::vector<std::string> RunComparison::regressions() const {
  std::vector<std::string> told;
  for (const Change& one : changes) {
    if (!is_regression(one)) continue;
    const std::string size = show_size(one.measure, std::abs(*one.change));
    told.push_back(fmt::format("{} {} by {} against the baseline, {} to {} (limit {})", subject_of(*this, one),
                               *one.change > 0 ? "rose" : "fell", size, show_compared(one.measure, *one.base),
                               show_compared(one.measure, *one.fresh), show_size(one.measure, one.limit)));
  }
  return told;
}

std::string subject_of(const RunComparison& comparison, const Change& change) {
  const bool one_track =
      std::ranges::all_of(comparison.changes, [&](const Change& other) { return other.track == change.track; });
  return describe(change.measure, one_track ? change.operation : change.track + "." + change.operation);
}

}  // namespace loadtest
