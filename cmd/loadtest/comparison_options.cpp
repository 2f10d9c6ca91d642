#include "loadtest/comparison_options.h"

namespace loadtest {

std::vector<RegressionLimit> read_limits(const CommandInput& input, Problems& problems) {
  std::vector<RegressionLimit> limits;
  for (const std::string& text : input.settings.all(max_regression_option.name)) {
    if (auto limit = RegressionLimit::parse(text))
      limits.push_back(std::move(*limit));
    else
      problems.push_back({ErrorKind::usage, "--max-regression: " + limit.error().message, limit.error().hint});
  }
  return limits;
}

}  // namespace loadtest
