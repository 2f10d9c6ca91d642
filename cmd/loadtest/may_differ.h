#pragma once

#include <string_view>

#include "report/report.h"

namespace loadtest {

/// Whether runs of one load may differ in this option of a track: it is of the machine that ran it, or the address of a
/// target of its own.
bool may_differ(const ShownTrack&, std::string_view option);

/// Whether it is the address of the track's target.
bool is_address(const ShownTrack&, std::string_view option);

}  // namespace loadtest
