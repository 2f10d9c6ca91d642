#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace loadtest {

/// "100 µs with ws alone, 200 µs together": the p99 of the generator's lag while operations were compared; empty where
/// nothing was. `spoils` = too much beside a p95.
struct LagWords {
  std::string text;
  bool spoils = false;
};
LagWords interference_lag(const Report&);

/// What makes the comparison worth less: operations that were still open while others were being compared, a track that
/// had no starts left. Secrets are still to be taken out.
std::vector<std::string> interference_remarks(const Report&);

}  // namespace loadtest
