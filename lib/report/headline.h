#pragma once

#include <string>
#include <vector>

#include "report/mark.h"
#include "report/report.h"

namespace loadtest {

/// A verdict in words: "PASSED WITH WARNINGS", and why, or what held. Secrets are still to be taken out.
struct Headline {
  Mark mark;
  std::string words;
  std::vector<std::string> reasons;  // at least one
};
Headline headline_of(const Report&);

}  // namespace loadtest
