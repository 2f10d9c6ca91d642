#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace loadtest {

/// How a run ended, for people: "FAILED", and of a segment that it was measured, since only the sum can pass.
struct Headline {
  CriterionStatus standing = CriterionStatus::no_data;
  std::string words;
};
Headline headline_of(const Report&);

/// Why, the most important first; what held where nothing speaks against the run. Never empty. Secrets are in it yet.
std::vector<std::string> reasons_of(const Report&);

}  // namespace loadtest
