#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/error.h"
#include "export/export_spec.h"
#include "report/companion.h"

namespace loadtest {

/// Exports the metrics of a run to all of these while it lasts. What it needs of this machine, a port to be read from,
/// is taken now. Errors (usage): it is not to be had.
Result<std::unique_ptr<RunCompanion>> make_exports(std::span<const ExportSpec>);

}  // namespace loadtest
