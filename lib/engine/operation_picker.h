#pragma once

#include <span>
#include <vector>

#include "core/random.h"
#include "core/sample.h"

namespace loadtest {

/// Which operation a start performs: by weight, as a pure function of the start's number, so that any split of the
/// work over shards performs exactly what the unsplit run does.
class OperationPicker {
 public:
  OperationPicker(std::span<const OperationSpec> operations, std::uint64_t seed) : seed_(mix64(seed ^ salt)) {
    double sum = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
      if (operations[i].weight <= 0) continue;
      sum += operations[i].weight;
      steps_.push_back({sum, static_cast<OperationId>(i)});
    }
    for (Step& step : steps_) step.up_to /= sum;
  }

  OperationId pick(std::uint64_t number) const {
    if (steps_.size() == 1) return steps_.front().operation;
    const double draw = unit_interval(mix64(seed_ ^ number));
    for (const Step& step : steps_) {
      if (draw < step.up_to) return step.operation;
    }
    return steps_.back().operation;
  }

 private:
  // Sets these draws apart from those of the arrivals, which come from the same seed.
  static constexpr std::uint64_t salt = 0x6f7065726174696fu;

  struct Step {
    double up_to;
    OperationId operation;
  };
  std::uint64_t seed_;
  std::vector<Step> steps_;
};

}  // namespace loadtest
