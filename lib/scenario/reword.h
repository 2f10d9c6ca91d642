#pragma once

#include "core/error.h"
#include "core/origin.h"

namespace loadtest {

/// A problem that speaks of options as flags ("--rate: …"), in the words of where they were said: the place in the
/// file, and keys in place of flags.
Error reword(Error, const Origins&);

}  // namespace loadtest
