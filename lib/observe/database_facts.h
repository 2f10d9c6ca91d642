#pragma once

#include "core/observed.h"
#include "observe/database_link.h"

namespace loadtest {

/// What a server says of itself once: version, limits, what is not seen because of how it is set.
void add_database_facts(DatabaseLink&, Observed&);

/// The settings that are not the default, and the size of the database: after the load, as this looks at many files.
void add_settings(DatabaseLink&, Observed&);

}  // namespace loadtest
