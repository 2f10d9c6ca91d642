#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/exit_code.h"
#include "judge/criteria.h"
#include "stats/run_result.h"

namespace loadtest {

/// Whether the generator's own figures can be believed (contract: p99 of lag over 1 ms and over 5 % of the reported
/// p95, missed starts, a thread that waited for a processor more than 20 % of the run).
struct Trust {
  bool trustworthy = true;
  std::vector<std::string> reasons;   // why not
  std::vector<std::string> warnings;  // what would be a reason, were the target not embedded
};
Trust judge_generator(const RunResult&, bool embedded);

/// Whether the generator's lag is too much beside a p95 that it reports.
bool lag_spoils(double lag_p99_ms, double p95_ms);

enum class VerdictStatus : std::uint8_t { pass, warn, fail, inconclusive };

struct Verdict {
  VerdictStatus status = VerdictStatus::inconclusive;
  ExitCode exit_code = ExitCode::internal;
  std::vector<std::string> reasons;  // most important first
  std::vector<CriterionResult> criteria;
  Trust trust;
};

struct JudgeOptions {
  bool strict = false;                      // a warning counts as a failure
  bool embedded = false;                    // generator and target share the machine on purpose
  std::span<const std::string> warnings{};  // told before the start; they count where `strict`
  bool segment = false;                     // one share of a run: criteria are left to whoever adds it up
  // Of a sum: why parts of the generator cannot be believed, and what is missing.
  std::span<const std::string> doubts{}, gaps{};
};
Verdict judge(const RunResult&, std::span<const Criterion>, const JudgeOptions&);

}  // namespace loadtest
