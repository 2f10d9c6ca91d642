#pragma once

#include <string>

#include "report/report.h"

namespace loadtest {

/// The result file for within a page. Where its intervals make it larger than `bytes_max`, neighbours and those of what
/// was observed are merged, as a longer run's are: all totals stay as they are, and it is a result file like any other.
/// Empty where that is not enough: the totals of many operations in many phases alone may be larger.
std::string embedded_result(const Report&, std::size_t bytes_max = 650'000);

}  // namespace loadtest
