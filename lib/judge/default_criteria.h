#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "judge/criteria.h"

namespace loadtest {

/// One row of the table of default criteria, its condition written in the thresholds' own grammar without the track.
struct DefaultCriterion {
  std::string_view workload;
  std::string_view condition;
  std::optional<double> fails_at{};  // ms, share or count
  Criterion::Kind kind = Criterion::Kind::measure;
  std::string_view only_with{};  // the option without which nothing is there to be judged; empty = always
};

/// The defaults for every workload, in the order in which they are shown.
std::span<const DefaultCriterion> default_criteria();

/// Whether a track has what this row speaks of.
bool applies(const DefaultCriterion&, const MeasuredTrack&);

/// The criterion of this row for a track of its workload.
Criterion make_default(const DefaultCriterion&, const std::string& track);

}  // namespace loadtest
