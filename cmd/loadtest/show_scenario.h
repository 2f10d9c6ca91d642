#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/secret.h"
#include "report/report.h"
#include "scenario/scenario.h"

namespace loadtest {

/// The effective scenario as reports show it: defaults filled in, secrets masked.
std::vector<ShownTrack> show_tracks(const Scenario&);

/// What --dry-run prints: the effective scenario as a scenario file, and what there is to remark on it. `with_origins`
/// = beside each value where it was said.
std::string scenario_text(const Scenario&, std::span<const std::string> remarks, const Redactor&,
                          bool with_origins = false);

}  // namespace loadtest
