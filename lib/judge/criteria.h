#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "judge/threshold.h"
#include "stats/run_result.h"

namespace loadtest {

enum class CriterionStatus : std::uint8_t { pass, warn, fail, no_data, not_tried };

/// A threshold with what it takes to fail, where that is another value than what it takes to pass: between the two it
/// warns. `growth` = the stability criterion, which compares the last third of what is judged with the first; `soak` =
/// one that only a long run is judged by (judge/drift.h), and of which a shorter one says nothing; `none` = no sample
/// at all may be measured: the operation stands for something that must not happen.
struct Criterion {
  std::string name;
  Threshold threshold;
  std::optional<double> fails_at;  // beyond this it fails; without it, what does not pass fails (or warns: warn_only)
  bool warn_only = false;
  enum class Kind : std::uint8_t { measure, growth, soak, none } kind = Kind::measure;
};

struct CriterionResult {
  std::string name, expression;
  std::optional<double> observed;  // ms, share 0..1, per second or a count, as `unit` says
  std::string unit;                // "ms", "share", "1/s", "count", "ratio"
  CriterionStatus status = CriterionStatus::no_data;
  std::string note;    // e.g. "not tried (asked for 10), 10 of 10 connected"
  std::string reason;  // what was seen and what was wanted, for people; empty where it passed
};

/// A track to be measured, as criteria see it before the run.
struct MeasuredTrack {
  std::string name, workload;
  std::vector<std::string> operations;
};

/// The criteria of a run: the defaults of each track's workload unless switched off, each replaced by a user's
/// threshold on the same track, operation and measure, then the user's. Every bad expression becomes a problem.
std::vector<Criterion> make_criteria(std::span<const MeasuredTrack>, std::span<const std::string> thresholds,
                                     bool with_defaults, Problems&);

/// On the part of a run that criteria are judged on (stats/judged_part.h); `whole` = for how long the whole of it was
/// measured, over which the rate of connecting is taken.
CriterionResult evaluate(const Criterion&, const RunResult& part, Nanos whole);

}  // namespace loadtest
