#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "compare/measure.h"
#include "compare/unit_table.h"
#include "stats/run_result.h"

namespace loadtest {

/// What is compared of one operation of one run, as judged: its figures, and how they came about over time.
struct OperationFigures {
  std::string name;
  bool main = false;          // what the load consists of: the sum where there is one, else all that is started
  std::uint64_t samples = 0;  // successes
  std::array<std::optional<double>, compared_measures> values;  // none where too little was measured to say
  UnitTable units;
  std::vector<double> by_second;  // p95 in ms; of a few seconds together where one has too few samples
  Histogram response;

  std::optional<double> value(ComparedMeasure measure) const { return values.at(static_cast<std::size_t>(measure)); }
};

struct TrackFigures {
  std::string name;
  std::vector<OperationFigures> operations;

  const OperationFigures* find(std::string_view operation) const;
};

struct RunFigures {
  std::vector<TrackFigures> tracks;

  const TrackFigures* find(std::string_view track) const;
};

/// The lower quartile, which a quarter of them stay below. There must be a value.
double calm_quantile(std::vector<double> values);

/// Of the part that criteria are judged on (stats/judged_part.h).
RunFigures figures_of(const RunResult&);

}  // namespace loadtest
