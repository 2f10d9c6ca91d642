#include <algorithm>
#include <array>

#include "findings/rule.h"

namespace loadtest {

extern const Rule generator_bound;

namespace {

constexpr std::array all{
    &generator_bound,
};

}  // namespace

std::span<const Rule* const> all_rules() { return all; }

const Rule* find_rule(std::string_view id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Rule* rule) { return rule->id == id; });
  return found == all.end() ? nullptr : *found;
}

std::vector<Finding> find_causes(const Report& report) {
  std::vector<Finding> findings;
  for (const Rule* rule : all) rule->look(report, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

}  // namespace loadtest
