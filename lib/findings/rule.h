#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace loadtest {

/// Looks for one cause in what a run measured and in what was observed meanwhile. Each is in a file of its own; the
/// catalogue has all of them.
struct Rule {
  std::string_view id;       // "pool-too-small": in results, and for `loadtest explain`
  std::string_view summary;  // one line: the cause
  // For `loadtest explain`, paragraphs without line breaks: what it means, which evidence it takes, what to do.
  std::string_view meaning, evidence, remedy;
  /// Adds a finding where there is evidence enough; it may be asked of any report, also of one without observations.
  void (*look)(const Report&, std::vector<Finding>&);
};

/// All rules, by their ids.
std::span<const Rule* const> all_rules();
/// The one of this id, or null.
const Rule* find_rule(std::string_view id);

/// All that the rules find in a report with everything but findings: the gravest first.
std::vector<Finding> find_causes(const Report&);

}  // namespace loadtest
