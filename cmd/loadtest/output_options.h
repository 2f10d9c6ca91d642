#pragma once

#include <span>

#include "core/option.h"

namespace loadtest {

/// What every run has about how it is shown, kept and found again; the help shows these last.
std::span<const OptionSpec> output_options();

}  // namespace loadtest
