#pragma once

#include "core/error.h"

namespace loadtest {

/// Reads standard input to its end and puts a copy in its place that can be read more than once. Errors (config).
Status keep_standard_input();
/// Goes back to the copy's beginning.
void rewind_standard_input();

}  // namespace loadtest
