#pragma once

#include "load/load_profile.h"
#include "loadtest/option_reader.h"

namespace loadtest {

/// The model that the flags ask for, and what follows from it for the profile's length and users.
void read_model(OptionReader&, const OptionRoles&, LoadProfile&);

}  // namespace loadtest
