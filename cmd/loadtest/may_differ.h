#pragma once

#include <string_view>

#include "report/report.h"

namespace loadtest {

/// Whether runs of one load may differ in this option of a track: it is of the machine that ran it, or the address of a
/// target of its own.
bool may_differ(const ShownTrack&, std::string_view option);

/// The same, and the address of any target: what does not make it another load.
bool of_no_consequence(const ShownTrack&, std::string_view option);

}  // namespace loadtest
