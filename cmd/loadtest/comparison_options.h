#pragma once

#include <vector>

#include "compare/regression_limit.h"
#include "loadtest/command.h"

namespace loadtest {

inline constexpr OptionSpec baseline_option{
    .name = "baseline",
    .value = "FILE",
    .fallback = "",
    .help =
        "an earlier result of the same load: fail where this run is worse; give three or more, and small changes "
        "need loadtest compare with as many new runs",
    .repeatable = true,
    .group = "Verdict"};

inline constexpr OptionSpec max_regression_option{
    .name = "max-regression",
    .value = "MEASURE=SHARE",
    .fallback = "(p95=5% and success=0.5% of the load's operations)",
    .help =
        "by how much a measure may get worse, such as p95=10% or ws.chat.p99=15%; measures: p50, p95 (of the run and "
        "of calm seconds), calm_p95, p99, service_p95, success, rate",
    .repeatable = true,
    .group = "Verdict"};

std::vector<RegressionLimit> read_limits(const CommandInput&, Problems&);

}  // namespace loadtest
