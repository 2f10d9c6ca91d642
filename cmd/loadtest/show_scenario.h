#pragma once

#include <string>
#include <vector>

#include "core/secret.h"
#include "loadtest/production_guard.h"
#include "report/report.h"
#include "scenario/scenario.h"

namespace loadtest {

/// The effective scenario as reports show it: defaults filled in, secrets masked.
std::vector<ShownTrack> show_tracks(const Scenario&);

/// What --dry-run prints.
std::string scenario_text(const Scenario&, const std::vector<std::string>& warnings, const GuardSays&, const Redactor&);

}  // namespace loadtest
