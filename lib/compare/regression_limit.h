#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compare/measure.h"
#include "core/error.h"

namespace loadtest {

/// `[[TRACK.]OPERATION.]MEASURE=SHARE`: by how much a measure may get worse. Without an operation, or with the name of
/// a track in its place, it speaks of what the load consists of; `*` = each.
struct RegressionLimit {
  std::string track, operation;  // empty = not said
  ComparedMeasure measure = ComparedMeasure::p95;
  double share = 0;
  std::string text;  // as written

  /// Errors (usage) say what is wrong and show one that works.
  static Result<RegressionLimit> parse(std::string_view text);
  bool is_for(std::string_view track_name, std::string_view operation_name, bool main, ComparedMeasure) const;
};

/// What a measure may change by where nobody says it: less is no news.
double usual_limit(ComparedMeasure);
/// Whether the exit code rests on it where nobody names one, for operations that the load consists of.
bool guarded_by_default(ComparedMeasure);
/// Beyond this even two runs tell a change, though not how much runs differ by themselves.
double large_change(ComparedMeasure, double limit);

}  // namespace loadtest
