#include "judge/regression.h"

namespace loadtest {

Verdict with_regressions(Verdict verdict, const RunComparison& comparison, bool strict) {
  std::vector<std::string> reasons = comparison.regressions();
  if (strict) reasons.insert(reasons.end(), comparison.warnings.begin(), comparison.warnings.end());
  const bool stopped = verdict.exit_code == ExitCode::interrupted || verdict.exit_code == ExitCode::terminated;
  if (reasons.empty() || stopped || !verdict.trust.trustworthy) return verdict;
  // What failed before stands first; what only warned, or had no data, weighs less.
  const auto at = verdict.status == VerdictStatus::fail ? verdict.reasons.end() : verdict.reasons.begin();
  verdict.reasons.insert(at, reasons.begin(), reasons.end());
  verdict.status = VerdictStatus::fail;
  verdict.exit_code = ExitCode::criterion_failed;
  return verdict;
}

}  // namespace loadtest
